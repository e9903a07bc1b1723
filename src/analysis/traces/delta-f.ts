import { hypot } from "#elementary";
import { studentQuantile, type Estimate } from "#statistics";
import { refuse } from "./failures.js";
import { quietNoise } from "./trace-noise.js";
import { linesWithin, type RelativeTrace, type TimeSpan, type Trace } from "./trace.js";
import { requireEqualLengths, requireWindow, windowAverage, type LineWindow } from "./windows.js";

/**
 * ΔF/F as Yuste et al. 1999 print it, in percent: ((F₁ − B₁) − (F₀ − B₀)) / (F₀ − B₀) · 100.
 *
 * F₁ and B₁ are fluorescence and background at each moment, F₀ and B₀ those "at the beginning of the experiment", one pair
 * for all trials. Bleaching or drift between the first trial and this one is therefore within the result.
 */
export function deltaFOverFAsPrinted(
  fluorescence: ArrayLike<number>,
  { background, first }: {
    /** B₁, line by line, or one number for all lines. */
    background: ArrayLike<number> | number;
    /** F₀ and B₀, counts. */
    first: { readonly fluorescence: number; readonly background: number };
  },
): Float64Array {
  if (typeof background !== "number") requireEqualLengths(fluorescence, background, "Fluorescence and background");
  const rest = first.fluorescence - first.background;
  if (!(rest > 0)) throw refuse("baseline-too-dim", { what: "The beginning of the experiment", f0: rest, standardError: 0, lines: 1 });
  const under = typeof background === "number" ? () => background : (i: number) => background[i] as number;
  return Float64Array.from({ length: fluorescence.length }, (_, i) => (100 * ((fluorescence[i] as number) - under(i) - rest)) / rest);
}

/**
 * Relative fluorescence change in percent, 100 · (F − F₀) / F₀, with F and F₀ (mean of `baseline`) above `background`.
 *
 * Noise in F₀ inflates the result by about (SE/F₀)², so a baseline dimmer than 10 SE (1 % bias) is refused rather than
 * returned. What is left of the background makes it too small. Yasuda et al. 2004, Sci STKE pl5.
 *
 * A `Trace` takes its baseline in time, ["0 ms", "95 ms"]; bare numbers take it in lines.
 */
export function deltaFOverF(
  fluorescence: Trace,
  options: { baseline: TimeSpan; background: number },
): RelativeTrace;
export function deltaFOverF(
  fluorescence: ArrayLike<number>,
  options: { baseline: LineWindow; background: number; label?: string },
): Float64Array;
export function deltaFOverF(
  fluorescence: Trace | ArrayLike<number>,
  { baseline, background, label = "this trace" }: { baseline: TimeSpan | LineWindow; background: number; label?: string },
): RelativeTrace | Float64Array {
  if (!("times" in fluorescence)) return percentOf(fluorescence, baseline as LineWindow, background, label).values;
  const window = linesWithin(fluorescence.times, baseline as TimeSpan);
  const { values, rest } = percentOf(fluorescence.values, window, background, fluorescence.label);
  return { ...fluorescence, unit: "% ΔF/F", values, baseline: window, rest, background };
}

function percentOf(counts: ArrayLike<number>, baseline: LineWindow, background: number, label: string): { values: Float64Array; rest: number } {
  const { value: rest } = restingFluorescence([counts], { baseline, background, label });
  return { rest, values: Float64Array.from({ length: counts.length }, (_, i) => 100 * (((counts[i] as number) - background) / rest - 1)) };
}

/**
 * F₀: mean counts above background within the baseline of all trials, with the error of the lines' noise (and of the
 * background). Refuses one dimmer than 10 SE; noise too slow for an interval leaves the value alone, with the sentence why.
 */
export function restingFluorescence(
  trials: readonly ArrayLike<number>[],
  { baseline, background, backgroundError = 0, label = "this region", level = 0.95 }: {
    baseline: LineWindow;
    background: number;
    backgroundError?: number;
    label?: string;
    level?: number;
  },
): Estimate {
  const { mean, variance, errorOfMean, lines, degreesOfFreedom, tooSlow } = quietNoise(trials, baseline);
  const value = mean - background;
  // Too slow a noise has no error of the mean; whether there is light at all its lines still say.
  const standardError = hypot(tooSlow === undefined ? errorOfMean : Math.sqrt(variance / lines), backgroundError);
  if (!(value > 10 * standardError)) throw refuse("baseline-too-dim", { what: label, f0: value, standardError, lines });
  if (tooSlow !== undefined) return { value, unit: "counts", n: lines, nOf: "lines", method: "mean of the baseline above background", note: tooSlow };
  const t = studentQuantile(1 - (1 - level) / 2, degreesOfFreedom);
  return {
    value, unit: "counts", standardError, n: lines, nOf: "lines", method: "mean of the baseline above background, t interval",
    interval: { low: value - t * standardError, high: value + t * standardError, level },
  };
}

/** Δ(G/R) in percentage points: the ratio trace minus its mean over the baseline. Needs no F₀, so it stands dim baselines. */
export function deltaRatio(ratio: ArrayLike<number>, { baseline }: { baseline: LineWindow }): Float64Array {
  requireWindow(baseline, ratio.length, "The baseline");
  const rest = windowAverage(ratio, baseline);
  return Float64Array.from({ length: ratio.length }, (_, i) => (ratio[i] as number) - rest);
}

/** Baseline ratio in percent: mean over lines of numerator/denominator, line by line, as ratio imaging prints it. */
export function baselineRatio(
  ratios: readonly ArrayLike<number>[],
  { baseline, level = 0.95 }: { baseline: LineWindow; level?: number },
): Estimate {
  const { mean: value, errorOfMean: standardError, lines, degreesOfFreedom, tooSlow } = quietNoise(ratios, baseline);
  if (tooSlow !== undefined) return { value, unit: "%", n: lines, nOf: "lines", method: "mean of ratios line by line", note: tooSlow };
  const t = studentQuantile(1 - (1 - level) / 2, degreesOfFreedom);
  return {
    value, unit: "%", standardError, n: lines, nOf: "lines", method: "mean of ratios line by line, t interval",
    interval: { low: value - t * standardError, high: value + t * standardError, level },
  };
}
