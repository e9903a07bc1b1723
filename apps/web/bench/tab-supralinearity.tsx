/** Whether a pairing brings more than its parts: response to both over the sum of the responses to each alone. */
import { createEffect, createMemo, createResource, createSignal, For, on, Show, type JSX } from "solid-js";
import type { Estimate, PairingMeasurement } from "radiatum";
import { Choice, Message } from "../controls/controls.js";
import { bench } from "../lab/threads.js";
import { Chart, pathOf, rangeOf, type Scales } from "../charts/chart.js";
import { Numbers } from "./numbers.js";
import { session } from "./session.js";

/** As the responses beside it. */
const inPercent = ({ value, standardError, interval, ...rest }: Estimate): Estimate => ({
  ...rest, value: 100 * value, unit: "%",
  ...(standardError !== undefined && { standardError: 100 * standardError }),
  ...(interval && { interval: { ...interval, low: 100 * interval.low, high: 100 * interval.high } }),
});

export function SupralinearityTab(): JSX.Element {
  const trials = (): NonNullable<ReturnType<typeof session.recording>>["trials"] => session.recording()?.trials ?? [];
  const protocols = createMemo(() => [...new Set(trials().flatMap(({ protocol }) => protocol ?? []))]);
  const conditions = createMemo(() => [...new Set(trials().map(({ condition }) => condition))]);
  const names = (): readonly string[] => (protocols().length > 1 ? protocols() : conditions());
  const baths = (): readonly string[] => (protocols().length > 1 ? conditions() : []);
  const [both, setBoth] = createSignal("");
  const [parts, setParts] = createSignal<readonly string[]>([]);
  const [bath, setBath] = createSignal("");
  // What is called so, or else the last, is taken for the pairing; a person then says otherwise.
  createEffect(
    on(names, (all) => {
      const guess = all.find((name) => /pair|both|coincid/i.test(name)) ?? all.at(-1) ?? "";
      setBoth(guess);
      setParts(all.filter((name) => name !== guess && !/search/i.test(name)).slice(0, 2));
      setBath(baths()[0] ?? "");
    }),
  );
  const asked = (): Parameters<typeof bench.call<"paired">>[1] | undefined => {
    const source = session.current();
    if (!source || !session.analysis() || both() === "" || parts().length === 0) return undefined;
    return {
      name: source.id,
      paired: both(),
      alone: parts(),
      condition: baths().length > 1 ? bath() : undefined,
      request: session.chosen().request,
    };
  };
  const [found] = createResource(asked, async (order) => bench.call("paired", order));
  const result = (): PairingMeasurement | undefined => {
    const now = found.error ? undefined : found.latest;
    return now && !("refused" in now) ? now : undefined;
  };
  const why = (): string => {
    if (found.error instanceof Error) return found.error.message;
    const now = found.latest;
    return now && "refused" in now ? now.refused : "";
  };
  const option = (value: string): { value: string; text: string } => ({ value, text: value });
  return (
    <Show
      when={names().length > 1}
      fallback={
        <section class="section">
          <header>
            <h2>Supralinearity</h2>
          </header>
          <Message
            kind="information"
            what="All trials are of one kind"
            where="A pairing is compared with its parts alone: trials need protocols or conditions. Drop a trial table with a column “protocol”, such as EPSP, AP, paired."
          />
        </section>
      }
    >
      <section class="section">
        <header>
          <h2>Pairing against its parts</h2>
        </header>
        <div class="setting-list">
          <span class="dim">Paired</span>
          <Choice label="Paired trials" value={both()} options={names().map(option)} onChange={setBoth} />
          <For each={[0, 1]}>
            {(k) => (
              <>
                <span class="dim">{k === 0 ? "Alone" : "and alone"}</span>
                <Choice
                  label={k === 0 ? "First part alone" : "Second part alone"}
                  value={parts()[k] ?? ""}
                  options={[...(k === 1 ? [{ value: "", text: "none" }] : []), ...names().map(option)]}
                  onChange={(name) =>
                    setParts((now) => {
                      const next = [...now];
                      next[k] = name;
                      return next.filter((one) => one !== "");
                    })
                  }
                />
              </>
            )}
          </For>
          <Show when={baths().length > 1}>
            <span class="dim">In</span>
            <Choice label="Condition" value={bath()} options={baths().map(option)} onChange={setBath} />
          </Show>
        </div>
        <Show
          when={result()}
          fallback={
            <Show when={why() !== ""}>
              <Message kind="information" what="No ratio" where={why()} />
            </Show>
          }
        >
          {(one) => (
            <>
              <Numbers
                rows={[
                  { name: "Paired over sum of parts", answer: one().ratio },
                  { name: "Paired minus sum", answer: inPercent(one().difference) },
                  ...one().alone.map(({ name, amplitude }) => ({ name, answer: amplitude })),
                  { name: one().paired.name, answer: one().paired.amplitude },
                ]}
              />
              <Chart
                height={150}
                x={{ low: one().time[0] ?? 0, high: one().time.at(-1) ?? 1 }}
                y={rangeOf([...one().paired.mean, ...one().sum.mean])}
                xName={`time, ${one().timeUnit}`}
                yName="mean ΔF/F, %"
                spoken="Mean of the paired trials over the sum of the parts' means"
              >
                {(scale: Scales) => {
                  const points = (values: Float64Array): { x: number; y: number }[] =>
                    Array.from(values, (y, k) => ({ x: one().time[k] ?? 0, y }));
                  return (
                    <>
                      <For each={session.measurement()?.stimuli ?? []}>
                        {({ start }) => <path d={`M${scale.x(start)} 14V${scale.bottom}`} stroke="var(--line-2)" />}
                      </For>
                      <path
                        d={pathOf(points(one().sum.mean), scale)}
                        fill="none"
                        stroke="var(--ink-2)"
                        stroke-width="1.2"
                        stroke-dasharray="4 3"
                      />
                      <path
                        d={pathOf(points(one().paired.mean), scale)}
                        fill="none"
                        stroke="var(--spine)"
                        stroke-width="1.6"
                      />
                    </>
                  );
                }}
              </Chart>
              <p class="chart-legend">
                <span class="tone-spine">
                  <i class="swatch" />
                  {one().paired.name}
                </span>
                <span class="dim">- - sum of parts</span>
              </p>
              <p class="note">
                Mean ΔF/F of each trial in one window, the lines where the paired response exceeds half its peak; 1 is
                linear summation. A saturating dye pulls it towards 1.
              </p>
            </>
          )}
        </Show>
      </section>
    </Show>
  );
}
