import { square } from "#elementary";
import { refuse } from "./failures.js";
import { requireWindow, successiveVariance, windowAverage, type LineWindow } from "./windows.js";

/** How noisy one line of a region's trace is. */
export interface TraceNoise {
  /** Variance over mean of a line's reading above `darkLevel`, counts: the gain per pixel for pure photon noise. */
  readonly perCount: number;
  /** Reading at which the noise vanishes, counts: the detector's dark level, or the best guess at it. */
  readonly darkLevel: number;
  /** (Mean / SD)² of a resting line: the photons that would be as noisy. */
  readonly photonsPerLine: number;
  /** Correlation of neighbouring lines at rest, 0 unless beyond chance. */
  readonly correlation: number;
  /** Factor by which correlation widens the variance of anything slower than a few lines, 1 + 2 Σ rₖ. */
  readonly inflation: number;
  /** Of `perCount`. */
  readonly degreesOfFreedom: number;
  /** The sentence why no interval can be given, where neighbours are correlated by more than r = 0.5. */
  readonly tooSlow?: string;
}

/** Mean of quiet lines and their noise, pooled within trials. */
export interface QuietNoise {
  readonly mean: number;
  /** Of one line. */
  readonly variance: number;
  readonly correlation: number;
  readonly inflation: number;
  /** Standard error of `mean`, correlation allowed for. */
  readonly errorOfMean: number;
  readonly lines: number;
  readonly degreesOfFreedom: number;
  /** The sentence why no interval can be given, where neighbours are correlated by more than r = 0.5; errors are then too small. */
  readonly tooSlow?: string;
}

/** Standard errors. */
const BEYOND_CHANCE = 3;
/** Correlation of neighbours from which on lines say too little about how slow their noise is. */
const TOO_SLOW = 0.5;

/**
 * Mean and noise of lines in which nothing happens: by differences of successive lines, which bleaching leaves alone, or,
 * where neighbours are correlated beyond chance, by the ordinary variance. Says so of what is correlated by more than r = 0.5
 * beyond chance, since of traces of a few tens of independent lines one in ten thousand has r > 0.5: its mean stands, and
 * has no interval.
 */
export function quietNoise(trials: readonly ArrayLike<number>[], window: LineWindow): QuietNoise {
  if (trials.length === 0) throw refuse("too-few-trials", { what: "The noise of a trace", needed: 1, found: 0 });
  const lines = window.to - window.from;
  let mean = 0;
  let successive = 0;
  const reach = Math.min(20, Math.floor(lines / 3)); // lags looked at
  const products = new Float64Array(reach + 1);
  for (const trial of trials) {
    requireWindow(window, trial.length, "The baseline", 4);
    const own = windowAverage(trial, window);
    mean += own / trials.length;
    successive += successiveVariance(trial, window) / trials.length;
    for (let i = window.from; i < window.to; i++) {
      const deviation = (trial[i] as number) - own;
      for (let lag = 0; lag <= reach && i - lag >= window.from; lag++) {
        products[lag] = (products[lag] as number) + deviation * ((trial[i - lag] as number) - own);
      }
    }
  }
  const count = lines * trials.length;
  const variation = products[0] as number;
  // The mean of the same lines pulls each r down by 1/n; its SD is 1/√N.
  const at = (lag: number): number => (variation > 0 ? ((products[lag] as number) / variation) * (lines / (lines - lag)) + 1 / lines : 0);
  const correlation = reach > 0 && at(1) > BEYOND_CHANCE / Math.sqrt(count) ? at(1) : 0;
  // Of lines correlated by TOO_SLOW, r would have this standard error.
  const error = (1 - square(TOO_SLOW)) / Math.sqrt(count);
  const tooSlow = correlation > TOO_SLOW + BEYOND_CHANCE * error ? refuse("noise-too-slow", { correlation }).message : undefined;
  const variance = correlation > 0 ? variation / (count - trials.length) : successive;
  let inflation = 1;
  // Lags count for as long as they stand out of chance.
  for (let lag = 1; correlation > 0 && lag <= reach && at(lag) > 1 / Math.sqrt(count); lag++) inflation += 2 * at(lag);
  return {
    mean, variance, correlation, inflation, lines: count,
    errorOfMean: Math.sqrt((variance * inflation) / count),
    degreesOfFreedom: (2 * (count - trials.length)) / 3, // differences carry two thirds of the ordinary variance's
    ...(tooSlow !== undefined && { tooSlow }),
  };
}

/**
 * Noise of a region's trace from its baseline in all trials.
 *
 * The variance is taken to grow in proportion to the reading above `darkLevel`, as for photons; without a dark level give
 * the background (then noise during a transient is a little overestimated). Neighbouring lines of photon counts are
 * independent; where they are not, the intervals are widened (those of onset and rise, which hang on few lines, more than
 * they need), and beyond r = 0.5 refused, unless a fit without intervals is wanted: `slow: "told"`.
 */
export function traceNoise(
  trials: readonly ArrayLike<number>[],
  { baseline, darkLevel, slow = "refused" }: { baseline: LineWindow; darkLevel: number; slow?: "refused" | "told" },
): TraceNoise {
  const { mean, variance, correlation, inflation, degreesOfFreedom, errorOfMean, lines, tooSlow } = quietNoise(trials, baseline);
  if (tooSlow !== undefined && slow === "refused") throw refuse("noise-too-slow", { correlation });
  if (baseline.to - baseline.from < 8) {
    throw refuse("too-few-lines", { what: "The noise of a trace", needed: 8, found: baseline.to - baseline.from });
  }
  if (!(variance > 0)) throw refuse("constant", { what: "The baseline", value: mean });
  const above = mean - darkLevel;
  if (!(above > 0)) throw refuse("baseline-too-dim", { what: "The noise of this region", f0: above, standardError: errorOfMean, lines });
  return { perCount: variance / above, darkLevel, photonsPerLine: (above * above) / variance, correlation, inflation, degreesOfFreedom, ...(tooSlow !== undefined && { tooSlow }) };
}

/** Mean of the trials, line by line, as far as all of them go. */
export function meanTrace(trials: readonly ArrayLike<number>[]): Float64Array {
  if (trials.length === 0) throw refuse("too-few-trials", { what: "A mean trace", needed: 1, found: 0 });
  const lines = Math.min(...trials.map((trial) => trial.length));
  return Float64Array.from({ length: lines }, (_, i) => trials.reduce((total, trial) => total + (trial[i] as number), 0) / trials.length);
}

/** Standard error of the mean over trials, line by line; NaN-free: refuses fewer than two trials. */
export function standardErrorTrace(trials: readonly ArrayLike<number>[]): Float64Array {
  const count = trials.length;
  if (count < 2) throw refuse("too-few-trials", { what: "A standard error over trials", needed: 2, found: count });
  return meanTrace(trials).map((m, i) => {
    const squares = trials.reduce((total, trial) => total + square((trial[i] as number) - m), 0);
    return Math.sqrt(squares / (count - 1) / count);
  });
}
