/** Whether a stimulus brought calcium: the chance with its likelihood, the amplitudes with both laws, calcium against the electrode. */
import { createMemo, For, Show, type JSX } from "solid-js";
import { isRefusal, type Estimate } from "radiatum";
import { Message } from "../controls/controls.js";
import { decimal, intervalText } from "../controls/number.js";
import { Chart, colour, pathOf, rangeOf, type Scales } from "./charts.js";
import { methodOf, Numbers } from "./numbers.js";
import { session } from "./session.js";

export function SuccessesTab(): JSX.Element {
  return (
    <Show when={session.measurement()}>
      <Probability />
      <AmplitudeHistogram />
      <AgainstElectrode />
    </Show>
  );
}

function Probability(): JSX.Element {
  const answer = (): Estimate | undefined => {
    const found = session.measurement()?.calciumTransientProbability;
    return found && !isRefusal(found) ? found : undefined;
  };
  const refusal = (): string => {
    const found = session.measurement()?.calciumTransientProbability;
    return found && isRefusal(found) ? found.refused : "";
  };
  const counted = createMemo(() =>
    (session.measurement()?.trials ?? []).filter(({ included, call }) => included && call !== undefined),
  );
  const successes = (): number => counted().filter(({ call }) => call === "success").length;
  /** Only a bound is known: it stands where the number would. */
  const bound = (): boolean => /one-sided/.test(answer()?.method ?? "");
  return (
    <section class="section">
      <header>
        <h2>Chance of a calcium success</h2>
        <Show when={counted().length > 0}>
          <span class="unit">
            {successes()} of {counted().length}
          </span>
        </Show>
      </header>
      <Show when={answer()} fallback={<Message kind="information" what="No chance can be given" where={refusal()} />}>
        {(found) => (
          <>
            <p class="headline">
              <span class="result">
                {bound() ? `≥ ${decimal(found().interval?.low ?? 0, 2)}` : decimal(found().value, 2)}
              </span>
              <span class="interval">
                {bound() ? "" : `${intervalText(found(), 2)} `}
                <span class="unit">
                  {decimal(100 * (found().interval?.level ?? 0.95), 0)} %{bound() ? ", one-sided" : ""}
                </span>
              </span>
            </p>
            <Show when={session.group()?.profile}>
              {(profile) => (
                <Chart
                  height={74}
                  x={{ low: 0, high: 1 }}
                  y={{ low: 0, high: 1 }}
                  bare
                  xName="chance, profile likelihood"
                  spoken={`Likelihood of the chance, highest at ${decimal(found().value, 2)}`}
                >
                  {(scale: Scales) => (
                    <>
                      <rect
                        x={scale.x(found().interval?.low ?? 0)}
                        y="4"
                        width={scale.x(found().interval?.high ?? 1) - scale.x(found().interval?.low ?? 0)}
                        height={scale.bottom - 4}
                        fill="var(--shade)"
                      />
                      <path
                        d={pathOf(
                          profile().map(({ probability, relativeLikelihood }) => ({
                            x: probability,
                            y: relativeLikelihood,
                          })),
                          scale,
                        )}
                        fill="none"
                        stroke="var(--ink)"
                        stroke-width="1.5"
                      />
                    </>
                  )}
                </Chart>
              )}
            </Show>
            <p class="note">
              Mixture of failures and successes; the failures’ law is fixed by the same fit in stretches without a
              stimulus. <span class="unit">{methodOf(found())}</span>
            </p>
          </>
        )}
      </Show>
    </section>
  );
}

function AmplitudeHistogram(): JSX.Element {
  const found = (): NonNullable<ReturnType<typeof session.measurement>>["amplitudes"] =>
    session.measurement()?.amplitudes;
  const bins = createMemo(() => {
    const all = found();
    if (!all) return undefined;
    const { binWidth: width, amplitudes } = all;
    const at = (value: number): number => Math.floor(value / width);
    const places = amplitudes.map(({ value }) => at(value));
    const [low, high] = [
      Math.min(...places, at(-2 * all.failure.standardDeviation)),
      Math.max(...places, at(2 * all.failure.standardDeviation)),
    ];
    const counts = Array.from({ length: high - low + 1 }, (_, k) => {
      const within = amplitudes.filter(({ value }) => at(value) === low + k);
      return {
        from: (low + k) * width,
        success: within.filter(({ call }) => call === "success").length,
        all: within.length,
      };
    });
    return {
      counts,
      width,
      most: Math.max(...counts.map(({ all: n }) => n)),
      low: low * width,
      high: (high + 1) * width,
    };
  });
  const law = (which: "failure" | "success"): { x: number; y: number }[] => {
    const all = found();
    const spread = all?.[which];
    const bounds = bins();
    if (!all || !spread || !bounds) return [];
    const n = all.amplitudes.length * spread.weight * bounds.width;
    return Array.from({ length: 121 }, (_, k) => {
      const x = bounds.low + ((bounds.high - bounds.low) * k) / 120;
      const off = (x - spread.mean) / spread.standardDeviation;
      return { x, y: (n * Math.exp((-off * off) / 2)) / (spread.standardDeviation * Math.sqrt(2 * Math.PI)) };
    });
  };
  const top = (): number =>
    Math.max(bins()?.most ?? 1, ...law("failure").map(({ y }) => y), ...law("success").map(({ y }) => y));
  const success = ():
    | { name: string; answer: NonNullable<ReturnType<typeof session.measurement>>["further"][number]["answer"] }
    | undefined => session.measurement()?.further.find(({ name }) => name.startsWith("amplitude of successes"));
  return (
    <Show when={bins()}>
      {(all) => (
        <section class="section">
          <header>
            <h2>Amplitudes</h2>
            <span class="unit">matched fit of each trial</span>
          </header>
          <Chart
            height={150}
            x={{ low: all().low, high: all().high }}
            y={{ low: 0, high: top() * 1.06 }}
            yName="trials"
            xName={`${found()?.region ?? ""} ΔF/F, %`}
            spoken={`Histogram of ${found()?.amplitudes.length ?? 0} amplitudes with the laws of failures${found()?.success ? " and successes" : ""}`}
          >
            {(scale: Scales) => (
              <>
                <For each={all().counts}>
                  {({ from, all: n, success: k }) => {
                    const width = scale.x(all().width) - scale.x(0);
                    return (
                      <>
                        <rect
                          x={scale.x(from) + 0.5}
                          y={scale.y(n)}
                          width={Math.max(1, width - 1)}
                          height={scale.y(k) - scale.y(n)}
                          fill="var(--ink-3)"
                          opacity="0.7"
                        />
                        <rect
                          x={scale.x(from) + 0.5}
                          y={scale.y(k)}
                          width={Math.max(1, width - 1)}
                          height={scale.bottom - scale.y(k)}
                          fill="var(--spine)"
                          opacity="0.8"
                        />
                      </>
                    );
                  }}
                </For>
                <path d={pathOf(law("failure"), scale)} fill="none" stroke="var(--ink-2)" stroke-width="1.2" />
                <path d={pathOf(law("success"), scale)} fill="none" stroke="var(--spine)" stroke-width="1.4" />
              </>
            )}
          </Chart>
          <p class="legend">
            <span class="faint">
              <i class="swatch" />
              failures
            </span>
            <Show when={found()?.success}>
              <span class="tone-spine">
                <i class="swatch" />
                successes
              </span>
            </Show>
          </p>
          <Show when={success()}>
            {(row) => <Numbers rows={[{ name: "Mean of successes", answer: row().answer }]} />}
          </Show>
        </section>
      )}
    </Show>
  );
}

function AgainstElectrode(): JSX.Element {
  const points = createMemo(() =>
    (session.measurement()?.trials ?? []).filter(
      ({ included, amplitude, soma }) => included && amplitude !== undefined && soma !== undefined,
    ),
  );
  const soma = (): NonNullable<ReturnType<typeof session.measurement>>["soma"] => session.measurement()?.soma;
  const agree = ():
    | { name: string; answer: NonNullable<ReturnType<typeof session.measurement>>["further"][number]["answer"] }
    | undefined => session.measurement()?.further.find(({ name }) => name.startsWith("trials in which calcium"));
  return (
    <Show when={points().length > 0 && soma()}>
      {(electrode) => (
        <section class="section">
          <header>
            <h2>Calcium against {electrode().quantity === "current" ? "EPSC" : "EPSP"}</h2>
            <span class="unit">{points().length} trials</span>
          </header>
          <Chart
            height={190}
            x={rangeOf(points().map(({ amplitude }) => amplitude ?? 0))}
            y={rangeOf(points().map(({ soma: value }) => value ?? 0))}
            xName={`${session.measurement()?.regions[0]?.name ?? ""} ΔF/F, %`}
            yName={`soma, ${electrode().unit}`}
            spoken={`Each trial's calcium against the ${electrode().quantity} at the soma`}
          >
            {(scale: Scales) => (
              <>
                <path d={`M${scale.x(0)} 14V${scale.bottom}`} stroke="var(--line)" />
                <For each={points()}>
                  {({ trial, amplitude = 0, soma: value = 0, call }) => (
                    <Show
                      when={call === "failure"}
                      fallback={
                        <circle
                          cx={scale.x(amplitude)}
                          cy={scale.y(value)}
                          r={trial === session.trial() ? 5 : 3.4}
                          fill={colour("spine")}
                          stroke={trial === session.trial() ? "var(--ink)" : "none"}
                          stroke-width="1.6"
                        />
                      }
                    >
                      <text
                        x={scale.x(amplitude)}
                        y={scale.y(value) + 8}
                        text-anchor="middle"
                        class="asterisk"
                        classList={{ here: trial === session.trial() }}
                      >
                        *
                      </text>
                    </Show>
                  )}
                </For>
              </>
            )}
          </Chart>
          <p class="legend">
            <span class="tone-spine">● success</span>
            <span class="dim">* failure</span>
          </p>
          <Numbers
            rows={[
              ...(agree() ? [{ name: "Calcium and electrode disagree", answer: agree()?.answer }] : []),
              { name: `Mean ${electrode().quantity}`, answer: electrode().amplitude },
            ]}
          />
        </section>
      )}
    </Show>
  );
}
