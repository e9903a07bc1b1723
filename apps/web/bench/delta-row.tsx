/** ΔF/F: unsmoothed samples as dots, a line over them, the fit, the other trials as ghosts, and the F₀ window. */
import { createMemo, For, Show, type JSX } from "solid-js";
import { deltaFOverF, isRefusal, quantile, regionTrace, RigError, type MeasuredRegion } from "radiatum";
import { decimal, Measured } from "../controls/number.js";
import { inPage } from "../controls/page-words.js";
import { BaselineBar } from "../stack/baseline-bar.js";
import type { Clock } from "../stack/clock.js";
import { IntervalMean } from "../stack/interval-mean.js";
import { fitOfTrial, forTheEye } from "../stack/for-the-eye.js";
import { lineNames } from "../stack/line-names.js";
import { Row, useStack } from "../stack/stack.js";
import { TracePlot, type Line, type LineLabel, type Range } from "../stack/traces.js";
import { sight } from "./in-sight.js";
import { baselineOf, withBaseline } from "./places.js";
import { rowOf, session } from "./session.js";

/** Other trials laid under the present one; more would be a wash. */
const GHOSTS = 60;

export function DeltaRow(props: { readonly clock: Clock }): JSX.Element {
  const { measurement, choices, trial, shown } = session;
  const { scan, channel, period, own, places, stimuli } = sight;
  const { phone } = useStack();
  /** The present trial's ΔF/F in the places as they are dragged; what is measured follows when they are let go. */
  const traces = createMemo(
    (): readonly { readonly name: string; readonly tone: Line["tone"]; readonly values: Float64Array }[] => {
      const found = measurement();
      const pixels = own()?.pixels[channel()];
      const base = baselineOf(choices(), found);
      const width = scan()?.pixelsPerLine;
      if (!found || !pixels || !base || width === undefined) return [];
      return places().flatMap(({ kind, name, tone, from, to }) => {
        if (kind === "background") return [];
        const counts = regionTrace(pixels, { pixelsPerLine: width, region: { from, to } });
        const under = found.background[found.parameters.channel]?.value ?? 0;
        try {
          return [{ name, tone, values: deltaFOverF(counts, { baseline: base, background: under, label: name }) }];
        } catch (error) {
          if (!(error instanceof RigError)) throw error;
          // Too dim over its own baseline: over the trials' common F₀, as its amplitude is; without one the gutter says why.
          const rest = found.regions.find((region) => region.name === name)?.restingFluorescence;
          return rest && !isRefusal(rest) ? [{ name, tone, values: counts.map((value) => 100 * ((value - under) / rest.value - 1)) }] : [];
        }
      });
    },
  );
  const line = (samples: ArrayLike<number>, more: Omit<Line, "samples" | "start" | "step">): Line => ({
    samples,
    start: sight.start() + period() / 2,
    step: period(),
    ...more,
  });
  const leading = (): MeasuredRegion | undefined => measurement()?.regions[0];
  const fit = createMemo(() => {
    const region = leading();
    const amplitude = rowOf(trial())?.amplitude;
    return region && amplitude !== undefined ? fitOfTrial(region, amplitude) : undefined;
  });
  const ghosts = createMemo((): readonly Line[] => {
    const found = measurement();
    const region = leading();
    if (!found || !region || shown() === "Mean") return [];
    const strong = shown() === "All";
    return found.trials
      .flatMap((row, k): Line[] => {
        const values = region.traces[k];
        if (!values || values.length === 0 || !row.included || row.trial === trial()) return [];
        const success = row.call === "success";
        return [
          line(forTheEye(values), {
            tone: success || row.call === undefined ? "spine" : "ink-3",
            width: 0.8,
            opacity: strong ? 0.5 : success ? 0.22 : 0.12,
          }),
        ];
      })
      .slice(0, GHOSTS);
  });
  const deltaLines = createMemo((): readonly Line[] => {
    const found = measurement();
    if (!found) return [];
    if (shown() === "Mean") {
      return [...found.regions].reverse().flatMap((region): Line[] => {
        const k = found.regions.indexOf(region);
        const tone = places()[k]?.tone ?? "ink-2";
        const band = [-1, 1].map((sign) =>
          line(
            region.mean.map((value, i) => value + sign * (region.standardError[i] ?? 0)),
            { tone, width: 0.7, opacity: 0.35 },
          ),
        );
        return [
          ...band,
          ...(k === 0 ? [line(region.mean, { tone, width: 1, dots: true, opacity: 0.6 })] : []),
          line(forTheEye(region.mean), { tone, width: k === 0 ? 2 : 1.4 }),
          ...(k === 0 && region.fit ? [line(region.fit, { tone: "ink", width: 1.2 })] : []),
        ];
      });
    }
    // The first region decides; where it alone has no trace, none of the others takes its place.
    const first = traces().find(({ name }) => name === leading()?.name);
    const others = traces().filter((one) => one !== first);
    const fitted = fit();
    return [
      ...ghosts(),
      ...(first ? [line(first.values, { tone: first.tone, width: 1.6, dots: true, opacity: 0.55 })] : []),
      ...others.map(({ values, tone }) => line(forTheEye(values), { tone, width: 1.4 })),
      ...(first ? [line(forTheEye(first.values), { tone: first.tone, width: 2 })] : []),
      ...(fitted ? [line(fitted, { tone: "ink", width: 1.2 })] : []),
    ];
  });
  /** On a phone no gutter beside the lines says which is which. */
  const names = (): LineLabel[] => {
    const regions = (measurement()?.regions ?? []).slice(0, 2);
    return phone() ? lineNames(deltaLines(), regions.map(({ name }, k) => ({ name, tone: places()[k]?.tone ?? "ink-2" })), props.clock.view(), stimuli()[0]) : [];
  };
  /** Of all trials, so that it stays when one goes from one to the next. */
  const deltaRange = createMemo((): Range => {
    const all = (measurement()?.regions ?? []).flatMap(({ traces: each }) =>
      each.flatMap((trace) => {
        const step = Math.max(1, Math.floor(trace.length / 200));
        return Array.from(trace).filter((value, k) => k % step === 0 && Number.isFinite(value));
      }),
    );
    if (all.length < 3) return { low: -20, high: 100 };
    const [low, high] = [quantile(all, 0.005), quantile(all, 0.995)];
    const room = 0.06 * (high - low) || 1;
    return { low: Math.min(low - room, -room), high: high + room };
  });
  return (
    <Row kind="trace" name="ΔF/F" about={<DeltaAbout />} spoken={spokenDelta()} value={<DeltaValues />}>
      <TracePlot kind="trace" lines={deltaLines()} range={deltaRange()} unit="%" labels={names()}>
        <Show when={baselineOf(choices(), measurement())}>
          {(base) => (
            <BaselineBar
              from={base().from}
              to={base().to}
              lines={own()?.lines ?? 0}
              start={sight.start()}
              period={period()}
              range={deltaRange()}
              onMove={(from, to, dragging) =>
                dragging
                  ? session.setDraft(withBaseline(choices(), from, to))
                  : session.change(`F₀ window set to lines ${from} to ${to - 1}`, withBaseline(choices(), from, to))
              }
            />
          )}
        </Show>
      </TracePlot>
      <Show when={whyNoTrace()}>{(why) => <p class="on-row note">{why()}</p>}</Show>
    </Row>
  );

  function whyNoTrace(): string | undefined {
    if (session.refused()) return `Not measured: ${inPage(session.refused()?.message ?? "")}`;
    const rest = leading()?.restingFluorescence;
    if (!rest || !isRefusal(rest) || (shown() !== "Mean" && traces().length > 0)) return undefined;
    return inPage(rest.refused);
  }

  function DeltaAbout(): JSX.Element {
    return (
      <>
        {(measurement()?.regions ?? [])
          .slice(0, 2)
          .map(({ name }) => name)
          .join(" and ")}
      </>
    );
  }

  function DeltaValues(): JSX.Element {
    const row = (): ReturnType<typeof rowOf> => rowOf(trial());
    const at = (): number => measurement()?.trials.findIndex((one) => one.trial === trial()) ?? -1;
    return (
      <div classList={{ stale: session.stale() }}>
        <For each={(measurement()?.regions ?? []).slice(0, 2)}>
          {(region, k) => (
            <>
              <span class={`tone-${toneClass(places()[k()]?.tone)}`}>
                <i class="swatch" />
                {region.name}
              </span>
              <Show
                when={shown() === "Mean"}
                fallback={
                  <div class="big">
                    <Show
                      when={k() === 0 && row()?.amplitude !== undefined}
                      fallback={<TrialMean value={region.trialMeans?.[at()]} />}
                    >
                      {decimal(row()?.amplitude ?? 0, 0)}{" "}
                      <span class="interval">± {decimal(row()?.standardError ?? 0, 0)} %</span>
                    </Show>
                  </div>
                }
              >
                <div class="gutter-number">
                  <Measured answer={region.amplitude} size="big" />
                </div>
              </Show>
            </>
          )}
        </For>
        <IntervalMean
          clock={props.clock}
          traces={[shown() === "Mean" ? leading()?.mean : traces()[0]?.values]}
          start={sight.start() + period() / 2}
          step={period()}
          unit="%"
        />
        <Show when={shown() !== "Mean" && row()}>
          {(found) => (
            <div style={{ "margin-top": "3px" }}>
              <Show
                when={found().call}
                fallback={
                  <Show when={!found().included}>
                    <span class="tone-warn">left out</span>
                  </Show>
                }
              >
                {(call) => (
                  <>
                    <b class="strong">
                      {call() === "failure" ? "Failure *" : call() === "success" ? "Success" : "Undecided"}
                    </b>{" "}
                    <span class="unit">
                      <Show when={found().callFrom === "user"}>by hand, </Show>d′ {decimal(found().detectability ?? 0, 0)}
                    </span>
                  </>
                )}
              </Show>
            </div>
          )}
        </Show>
      </div>
    );
  }

  function spokenDelta(): string {
    const row = rowOf(trial());
    return row?.amplitude === undefined
      ? "No single-trial amplitude"
      : `Trial ${trial() + 1}, ${row.call ?? "not called"}${row.callFrom === "user" ? " by hand" : ""}, ${decimal(row.amplitude, 0)} % ± ${decimal(row.standardError ?? 0, 0)} %`;
  }
}

function TrialMean(props: { readonly value: number | undefined }): JSX.Element {
  return (
    <Show when={Number.isFinite(props.value)} fallback={<span class="unit plain-weight">not measured</span>}>
      {decimal(props.value ?? 0, 0)}{" "}
      <span class="interval">%</span>{" "}
      <span class="unit plain-weight below" title="Mean ΔF/F in the window where the first region responds. One trial is one number; its interval over trials stands under Mean.">
        one trial’s mean, no interval
      </span>
    </Show>
  );
}

const toneClass = (tone: Line["tone"] | undefined): string =>
  tone === "spine" || tone === "shaft" ? tone : "background";
