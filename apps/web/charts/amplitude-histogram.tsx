/** Single-trial amplitudes as they were called, with the two laws of the mixture. */
import { createMemo, For, Show, type JSX } from "solid-js";
import type { AmplitudeDistribution } from "radiatum";
import { Chart, pathOf, type Scales } from "./chart.js";

/** Points at which a law is drawn. */
const FINE = 120;

export function AmplitudeHistogram(props: { readonly distribution: AmplitudeDistribution }): JSX.Element {
  const bins = createMemo(() => {
    const { binWidth: width, amplitudes, failure } = props.distribution;
    const at = (value: number): number => Math.floor(value / width);
    const places = amplitudes.map(({ value }) => at(value));
    const low = Math.min(...places, at(-2 * failure.standardDeviation));
    const high = Math.max(...places, at(2 * failure.standardDeviation));
    const counts = Array.from({ length: high - low + 1 }, (_, k) => {
      const within = amplitudes.filter(({ value }) => at(value) === low + k);
      return { from: (low + k) * width, success: within.filter(({ call }) => call === "success").length, called: within.filter(({ call }) => call !== "undecided").length, all: within.length };
    });
    return { counts, width, most: Math.max(...counts.map(({ all }) => all)), low: low * width, high: (high + 1) * width };
  });
  const law = (which: "failure" | "success"): { x: number; y: number }[] => {
    const spread = props.distribution[which];
    if (!spread) return [];
    const { low, high, width } = bins();
    const n = props.distribution.amplitudes.length * spread.weight * width;
    return Array.from({ length: FINE + 1 }, (_, k) => {
      const x = low + ((high - low) * k) / FINE;
      const off = (x - spread.mean) / spread.standardDeviation;
      return { x, y: (n * Math.exp((-off * off) / 2)) / (spread.standardDeviation * Math.sqrt(2 * Math.PI)) };
    });
  };
  const top = (): number => Math.max(bins().most, ...law("failure").map(({ y }) => y), ...law("success").map(({ y }) => y));
  return (
    <>
      <Chart height={150} x={{ low: bins().low, high: bins().high }} y={{ low: 0, high: top() * 1.06 }} counts yName="trials" xName={`${props.distribution.region} ΔF/F, %`}
        spoken={`Histogram of ${props.distribution.amplitudes.length} amplitudes with the laws of failures${props.distribution.success ? " and successes" : ""}`}>
        {(scale: Scales) => (
          <>
            <For each={bins().counts}>{({ from, all, called, success }) => {
              const width = (): number => Math.max(1, scale.x(bins().width) - scale.x(0) - 1);
              return (
                <>
                  <Show when={all > called}><rect x={scale.x(from) + 1} y={scale.y(all) + 0.5} width={Math.max(1, width() - 1)} height={scale.y(called) - scale.y(all)} fill="none" stroke="var(--ink-3)" /></Show>
                  <rect x={scale.x(from) + 0.5} y={scale.y(called)} width={width()} height={scale.y(success) - scale.y(called)} fill="var(--ink-3)" opacity="0.7" />
                  <rect x={scale.x(from) + 0.5} y={scale.y(success)} width={width()} height={scale.bottom - scale.y(success)} fill="var(--spine)" opacity="0.8" />
                </>
              );
            }}</For>
            <path d={pathOf(law("failure"), scale)} fill="none" stroke="var(--ink-2)" stroke-width="1.2" />
            <path d={pathOf(law("success"), scale)} fill="none" stroke="var(--spine)" stroke-width="1.4" />
          </>
        )}
      </Chart>
      <p class="chart-legend">
        <span class="faint"><i class="swatch" />failures</span>
        <Show when={props.distribution.amplitudes.some(({ call }) => call === "undecided")}><span class="faint"><i class="swatch outlined" />undecided</span></Show>
        <Show when={props.distribution.success}><span class="tone-spine"><i class="swatch" />successes</span></Show>
      </p>
    </>
  );
}
