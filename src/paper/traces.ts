/** Traces as they were recorded, line by line and sample by sample, where a row needs no fit. */
import { backgroundOf, crossingTimes, deltaFOverF, fitTimeCourse, regionTrace, smooth } from "#analysis";
import { square } from "#elementary";
import type { Protocol } from "#protocol";
import type { PixelArray, Recording } from "#recording";
import { mean, meanWithInterval, variance, type Estimate } from "#statistics";
import { only, unlessRefused, within, type Chosen, type Stretch, type Structure } from "./bench.js";

/** ΔF/F of one structure, %, a trace a trial. */
export interface Traces {
  /** ms at which the beam crosses the structure, line by line. */
  readonly time: Float64Array;
  readonly trials: readonly Float64Array[];
  /** Lines before the first stimulus. */
  readonly baseline: { readonly from: number; readonly to: number };
}

/**
 * ΔF/F line by line of the chosen trials, each over its own F₀, as `measure` makes them, without the fits that take
 * most of its time. Null where the recording doesn't mark the structure, or it is too dim for an F₀.
 */
export function tracesOf(recording: Recording, chosen: Chosen, structure: Structure = "spine"): Traces | null {
  const read = linesOf(recording, chosen, structure);
  if (!read) return null;
  const { scan, first, period, region, baseline, pixelsPerLine, pixels, background } = read;
  return unlessRefused(() => ({
    baseline,
    time: crossingTimes({
      lines: first.lines, start: first.start, period, region,
      ...(scan.pixelOffsets && { pixelOffsets: scan.pixelOffsets }),
    }),
    trials: pixels.map((lines) =>
      deltaFOverF(regionTrace(lines, { pixelsPerLine, region }), { baseline, background, label: region.name })),
  }));
}

/** The chosen trials' pixels, where in them the structure is, and the background beside it. */
function linesOf(recording: Recording, chosen: Chosen, structure: Structure) {
  const { lineScans: [scan], events, regions = [] } = only(recording, chosen);
  const region = regions.find((one) => (one.structure === "spine") === (structure === "spine"));
  const [first] = scan?.trials ?? [];
  const { period } = scan?.timing ?? {};
  if (!scan || !region || !first || period === undefined) return null;
  const { pixelsPerLine } = scan;
  const stimulus = Math.min(...events.filter(({ trial }) => trial === first.trial).map(({ start }) => start));
  const baseline = { from: 0, to: Math.floor((stimulus - first.start) / period) };
  const pixels = scan.trials.map((trial) => trial.pixels.at(-1) as PixelArray);
  const { value: background } = backgroundOf(pixels, {
    pixelsPerLine, choice: { kind: "auto" }, regions, window: baseline,
  });
  return { scan, first, period, region, baseline, pixelsPerLine, pixels, background };
}

/** Points of the moving average by which the paper's traces are smoothed: 10 to 30, odd so that nothing moves. */
export const SMOOTHED_BY = 15;

/** The paper's amplitude: the largest value of a smoothed trace within a stretch. Noise raises it. */
export function smoothedPeak(traces: Pick<Traces, "time">, trace: Float64Array, stretch: Stretch): number {
  return Math.max(...within(traces, smooth(trace, { kind: "moving average", points: SMOOTHED_BY }), stretch));
}

/**
 * The largest value of the one time course that explains a mean trace best, %, fitted to unsmoothed lines: noise doesn't
 * raise it as it raises a maximum. The response begins within 20 ms after `from`. Null where nothing can be fitted.
 */
export function fittedPeak({ time, baseline }: Traces, trace: Float64Array, { from }: Pick<Stretch, "from">): number | null {
  // F₀ is 100 of these, above a background of 0.
  const counts = trace.map((percent) => 100 + percent);
  return unlessRefused(() => fitTimeCourse([counts], {
    times: time, baseline, stimulus: from, background: 0, search: { from, to: from + 20 }, slow: "told",
  }).peak);
}

/** Standard deviation of ΔF/F from line to line before the stimulus, %, over all trials. */
export function lineNoise({ trials, baseline: { from, to } }: Traces): number {
  return Math.sqrt(mean(trials.map((trace) => variance(trace.subarray(from, to)))));
}

/**
 * The noise that `lineNoise` estimates, %, by the detector's true numbers: 100·σ/F₀ with F₀ the mean light at rest of
 * all lines and σ² = (counts a photon × excess noise × F + (read noise² + 1/12) a pixel) / pixels.
 */
export function trueLineNoise(recording: Recording, { imaging }: Protocol): number | null {
  const read = linesOf(recording, {}, "spine");
  if (!read) return null;
  const { region, baseline, pixelsPerLine, pixels, background } = read;
  const { darkLevel, countsPerPhoton, excessNoise, readNoise } = imaging.detector;
  const resting = mean(pixels.map((lines) =>
    mean(regionTrace(lines, { pixelsPerLine, region }).subarray(baseline.from, baseline.to))));
  const photons = countsPerPhoton * excessNoise * (resting - darkLevel);
  const perPixel = photons + square(readNoise) + 1 / 12;
  return (100 * Math.sqrt(perPixel / (region.to - region.from + 1))) / (resting - background);
}

/** Mean over the trials, line by line. */
export function meanTrace({ time, trials }: Traces): Float64Array {
  return time.map((_, i) => mean(trials.map((trace) => trace[i] as number)));
}

/** Mean of each trial within a stretch. */
export function meansWithin(traces: Traces, stretch: Stretch): number[] {
  return traces.trials.map((trace) => mean(within(traces, trace, stretch)));
}

/** Their mean over the trials, %, with Student's interval; null with fewer than two. */
export function meanOver(traces: Traces, stretch: Stretch): Estimate | null {
  const each = meansWithin(traces, stretch);
  return each.length >= 2 ? meanWithInterval(each, { unit: "%", nOf: "trials" }).estimate : null;
}

/** The electrode's mean sweep over the chosen trials, and ms between its samples. */
export function sweepOf(
  recording: Recording, chosen: Chosen,
): { readonly samples: Float64Array; readonly period: number } {
  const { sweeps } = only(recording, chosen);
  const [first] = sweeps;
  if (!first) throw new Error(`broken invariant: the electrode recorded ${chosen.stimulus ?? "all"}`);
  const sum = new Float64Array(first.samples.length);
  for (const { samples } of sweeps) samples.forEach((value, i) => { sum[i] = (sum[i] as number) + value; });
  return { samples: sum.map((value) => value / sweeps.length), period: first.samplePeriod };
}
