import { cube, exp, expm1, hypot, square } from "#elementary";
import { leastSquares, mean, normalQuantile, standardDeviation, studentQuantile, type Estimate } from "#statistics";
import { refuse } from "./failures.js";
import { allowedDrop, curveCovariance, propagated, type FittedTimeCourse } from "./fit-time-course.js";
import { AT, timeCourseOf, type Curve } from "./poisson-fit.js";
import { peakOf, shapeAt } from "./time-course.js";
import { meanTrace, quietNoise } from "./trace-noise.js";
import { requireEqualLengths, requireWindow, successiveVariance, windowAverage, type LineWindow } from "./windows.js";

/** A template of known shape fitted to one trace. */
export interface TemplateFit {
  readonly baseline: number;
  /** Factor of the template, in the trace's unit. */
  readonly amplitude: number;
  readonly standardError: number;
}

/**
 * Least squares of trace = baseline + amplitude · template, every line counting the same, error from the residuals
 * (Clements & Bekkers 1997). Honest for white noise of constant variance; photon noise grows with the signal, so counts are
 * better fitted by `trialAmplitudes`.
 */
export function templateFit(trace: ArrayLike<number>, template: ArrayLike<number>): TemplateFit {
  requireEqualLengths(trace, template, "Trace and template");
  const { coefficients, covariance } = leastSquares(Array.from(template, (k) => [1, k]), Array.from(trace));
  return {
    baseline: coefficients[0] as number,
    amplitude: coefficients[1] as number,
    standardError: Math.sqrt((covariance[1] as readonly number[])[1] as number),
  };
}

/**
 * Peak of the fitted time course in percent ΔF/F, averaged over *these* trials: its interval holds photon noise and the
 * background's error, not how trials differ; for that see `meanAmplitude`.
 *
 * Delta method over resting level, amplitude, rise, decay and onset. Refuses less than 4 standard errors, where the shape
 * would be noise; then measure `windowMean`.
 */
export function peakAmplitude(fit: FittedTimeCourse, { level = 0.95, needed = 4 }: { level?: number; needed?: number } = {}): Estimate {
  if (!(fit.detectability >= needed)) throw refuse("no-response", { what: "A fitted amplitude", detectability: fit.detectability, needed });
  if (fit.noise.tooSlow !== undefined) {
    return { value: fit.peak, unit: "%", method: "peak of the fitted time course, ΔF/F", n: fit.trials, nOf: "trials", note: fit.noise.tooSlow };
  }
  const { evidence } = fit;
  const curve = evidence.fit.curve;
  const covariance = curveCovariance(fit);
  const peak = (at: Curve): number => (100 * at[AT.step] * peakOf(timeCourseOf(at)).height) / (at[AT.level] - evidence.background);
  const variance = propagated(covariance, curve, peak);
  const byBackground = (fit.peak / fit.rest) * evidence.backgroundError;
  const standardError = hypot(Math.sqrt(variance), byBackground);
  const reach = Math.sqrt(allowedDrop(fit, level)) * standardError;
  return {
    value: fit.peak, unit: "%", standardError, method: "peak of the fitted time course, ΔF/F, delta method", n: fit.trials, nOf: "trials",
    interval: { low: fit.peak - reach, high: fit.peak + reach, level },
    note: "The interval is for the mean of these trials; how trials differ is not in it.",
  };
}

/**
 * Amplitude of a ratio trace (percentage points of G/R, or any trace that is no count), by the shape that fitted the counts:
 * least squares on the mean of `trials`, errors from the residuals line by line, so that noise may grow with the signal
 * (White 1980, HC3).
 *
 * `fit` is that of the channel that responds. The interval is for the mean of these trials; for trials to come, fit each by
 * `templateFit` with `unitShape` and take `meanAmplitude`.
 */
export function ratioAmplitude(
  trials: readonly ArrayLike<number>[],
  fit: FittedTimeCourse,
  { unit, level = 0.95, needed = 4 }: { unit: string; level?: number; needed?: number },
): Estimate {
  if (!(fit.detectability >= needed)) throw refuse("no-response", { what: "A fitted ratio", detectability: fit.detectability, needed });
  const shape = unitShape(fit);
  const trace = meanTrace(trials);
  const lines = Math.min(trace.length, shape.length);
  if (lines < 12) throw refuse("too-few-lines", { what: "A fitted ratio", needed: 12, found: lines });
  let [sum, squares] = [0, 0];
  for (let i = 0; i < lines; i++) {
    sum += shape[i] as number;
    squares += square(shape[i] as number);
  }
  const centre = sum / lines;
  const spread = squares - sum * centre;
  const { amplitude, baseline } = templateFit(trace.subarray(0, lines), shape.subarray(0, lines));
  let variance = 0;
  for (let i = 0; i < lines; i++) {
    const off = (shape[i] as number) - centre;
    const leverage = 1 / lines + (off * off) / spread;
    const residual = ((trace[i] as number) - baseline - amplitude * (shape[i] as number)) / (1 - leverage);
    variance += square((off * residual) / spread);
  }
  const standardError = Math.sqrt(variance);
  const t = studentQuantile(1 - (1 - level) / 2, lines - 2);
  return {
    value: amplitude, unit, standardError, n: trials.length, nOf: "trials", method: "least squares of the fitted time course, HC3 errors",
    interval: { low: amplitude - t * standardError, high: amplitude + t * standardError, level },
    note: "The interval is for the mean of these trials; how trials differ is not in it.",
  };
}

/** The fitted time course line by line, with its peak at 1. */
export function unitShape(fit: FittedTimeCourse): Float64Array {
  const { height } = peakOf(fit.course);
  return fit.times.map((time) => shapeAt(time, fit.course) / height);
}

/** One trial's response, measured with the shape of all trials' mean. */
export interface TrialAmplitude {
  /** Peak ΔF/F, percent. */
  readonly amplitude: number;
  /** Of this trial's photon noise, at the amplitude it has. */
  readonly standardError: number;
  /** What the standard error would be had nothing happened: the width of the failures' law. */
  readonly quietError: number;
}

/** Options of single-trial amplitudes. */
export interface TrialAmplitudeOptions {
  /** "each trial": F₀ from the trial's own lines. "all trials": the mean F₀, for dim baselines; bleaching then counts. */
  readonly rest: "each trial" | "all trials";
  /** Lines of the trace that are used; all by default. */
  readonly window?: LineWindow;
}

/**
 * Amplitude of each trial: weighted least squares of its counts on (1, fitted shape), weights from the noise the *mean*
 * response predicts, so that no trial's own noise chooses its weights and failures average 0.
 *
 * Unlike the largest value of a trace it may be negative, and must be free to be. The shape comes from these same trials,
 * a share of 1/n of it from the one measured. Trials are readings in counts, dark level included, as for `fitTimeCourse`.
 */
export function trialAmplitudes(
  trials: readonly ArrayLike<number>[],
  fit: FittedTimeCourse,
  { rest, window }: TrialAmplitudeOptions,
): readonly TrialAmplitude[] {
  const height = peakOf(fit.course).height;
  const curve = fit.evidence.fit.curve;
  const scale = fit.noise.perCount * fit.noise.inflation;
  const lines = fit.times.length;
  const { from, to } = window ?? { from: 0, to: lines };
  requireWindow({ from, to }, lines, "The fitted stretch", 12);
  const unit = unitShape(fit);
  const expected = unit.map((s) => curve[AT.level] + curve[AT.step] * height * s);
  return trials.map((trial, index) =>
    amplitudeOf(trial, { from, to: Math.min(to, trial.length) }, { unit, expected, fit, scale, rest, label: `Trial ${index + 1} of those given` }),
  );
}

/**
 * The same measure where nothing happened: amplitudes in stretches of `fit`'s trials before the stimulus, with the onset moved
 * there; the law of failures in this very recording.
 *
 * Fewer lines precede a stimulus than follow it, so each is also `scaled` to the width it would have in the stimulus window:
 * amplitude × quiet error there / quiet error here. Stretches of one trial do not overlap.
 */
export function baselineAmplitudes(
  trials: readonly ArrayLike<number>[],
  fit: FittedTimeCourse,
  { rest, stimulusLine, lines = 30 }: {
    rest: "each trial" | "all trials";
    /** First line that the stimulus may have touched. */
    stimulusLine: number;
    /** Lines of the template in each stretch. */
    lines?: number;
  },
): readonly (TrialAmplitude & { readonly trial: number; readonly line: number; readonly scaled: number })[] {
  const before = 8;
  if (stimulusLine < before + lines) throw refuse("no-quiet-window", { lines: stimulusLine, needed: before + lines });
  const { linePeriod } = fit.evidence;
  const height = peakOf(fit.course).height;
  const curve = fit.evidence.fit.curve;
  const scale = fit.noise.perCount * fit.noise.inflation;
  const inPlace = trialAmplitudes(trials, fit, { rest });
  const starts: number[] = [];
  for (let line = stimulusLine - lines; line >= before; line -= lines) starts.push(line);
  return starts.flatMap((line) => {
    const unit = Float64Array.from({ length: stimulusLine }, (_, i) => {
      const x = (i - line + 0.5) * linePeriod;
      return i >= line && i < line + lines ? (-expm1(-x / fit.course.rise) * exp(-x / fit.course.decay)) / height : 0;
    });
    // Lines after the stretch hold its tail; leave them out.
    const expected = unit.map((s) => curve[AT.level] + curve[AT.step] * height * s);
    return trials.map((trial, index) => {
      const found = amplitudeOf(trial, { from: 0, to: line + lines }, { unit, expected, fit, scale, rest, label: `Trial ${index + 1} of those given` });
      const stimulated = inPlace[index] as TrialAmplitude;
      return { ...found, trial: index, line, scaled: (found.amplitude * stimulated.quietError) / found.quietError };
    });
  });
}

/**
 * Mean amplitude with a t interval over trials: it holds photon noise and how trials differ, and says what the next trials
 * would average. Refuses fewer than 10 trials: among 5, one in eight sets of a synapse that succeeds a third of the time shows no
 * success at all.
 */
export function meanAmplitude(
  amplitudes: readonly { readonly amplitude: number }[],
  { level = 0.95, unit = "%", measure = "matched fit of each trial" }: { level?: number; unit?: string; measure?: string } = {},
): Estimate {
  const values = amplitudes.map(({ amplitude }) => amplitude);
  return overTrials(values, { level, unit, method: `${measure}, t interval over trials` });
}

/**
 * Mean ΔF/F in `window`, percent. `over: "these trials"` gives the error of the photon noise alone; `"trials to come"` the
 * spread of trials, which needs 10 of them.
 *
 * Needs no shape and no detection, hence no refusal of a weak response; the window must not be chosen where the trace
 * happens to be high.
 */
export function windowMean(
  trials: readonly ArrayLike<number>[],
  { baseline, window, background, backgroundError = 0, over, level = 0.95 }: {
    baseline: LineWindow;
    window: LineWindow;
    background: number;
    backgroundError?: number;
    over: "these trials" | "trials to come";
    level?: number;
  },
): Estimate {
  if (trials.length === 0) throw refuse("too-few-trials", { what: "A window mean", needed: 1, found: 0 });
  const n = trials.length;
  const before = quietNoise(trials, baseline);
  const within = { mean: 0, variance: 0 };
  for (const trial of trials) {
    const lines = requireWindow(window, trial.length, "The window", 4);
    within.mean += windowAverage(trial, window) / n;
    // Successive differences miss what neighbours share; the baseline tells how much that is.
    within.variance += (successiveVariance(trial, window) / (1 - before.correlation) / lines / n / n) * before.inflation;
  }
  const rest = before.mean - background;
  const restError = hypot(before.errorOfMean, backgroundError);
  const lines = (baseline.to - baseline.from) * n;
  if (!(rest > 10 * restError)) throw refuse("baseline-too-dim", { what: "The window mean", f0: rest, standardError: restError, lines });
  const ratio = (within.mean - background) / rest;
  if (over === "trials to come") {
    // Every trial over the common F₀: the mean of ratios to dim single baselines would be biased upwards.
    const values = trials.map((trial) => (100 * (windowAverage(trial, window) - windowAverage(trial, baseline))) / rest);
    return overTrials(values, { level, unit: "%", method: "mean ΔF/F in the window, t interval over trials" });
  }
  if (before.tooSlow !== undefined) {
    return { value: 100 * (ratio - 1), unit: "%", n, nOf: "trials", method: "mean ΔF/F in the window", note: before.tooSlow };
  }
  const byLines = within.variance + square(ratio * before.errorOfMean);
  const byBackground = (ratio - 1) * backgroundError;
  const standardError = (100 * hypot(Math.sqrt(byLines), byBackground)) / rest;
  const t = studentQuantile(1 - (1 - level) / 2, (2 * ((window.to - window.from - 1) * n)) / 3);
  return {
    value: 100 * (ratio - 1), unit: "%", standardError, n, nOf: "trials",
    method: "mean ΔF/F in the window, noise from successive lines, delta method",
    interval: { low: 100 * (ratio - 1) - t * standardError, high: 100 * (ratio - 1) + t * standardError, level },
    note: "The interval is for the mean of these trials; how trials differ is not in it.",
  };
}

/**
 * The largest value within `window`, as older papers print it. No interval: the largest of n noisy lines lies above the
 * truth by about the expected maximum of n normal draws times `noise` (SD of a line), which the note states.
 */
export function peakInWindow(trace: ArrayLike<number>, { window, noise, unit }: { window: LineWindow; noise: number; unit: string }): Estimate {
  const lines = requireWindow(window, trace.length, "The window");
  let value = -Infinity;
  for (let i = window.from; i < window.to; i++) value = Math.max(value, trace[i] as number);
  const bias = lines > 1 ? noise * normalQuantile((lines - 0.375) / (lines + 0.25)) : 0; // Blom 1958
  return {
    value, unit, method: "largest value in the window", n: lines, nOf: "lines",
    note: `The largest of ${lines} noisy lines is biased upwards, by up to ${bias.toPrecision(2)} ${unit} where the response is flat; compare with the fit.`,
  };
}

function amplitudeOf(
  trial: ArrayLike<number>,
  { from, to }: LineWindow,
  { unit, expected, fit, scale, rest, label }: {
    unit: Float64Array;
    expected: Float64Array;
    fit: FittedTimeCourse;
    scale: number;
    rest: "each trial" | "all trials";
    label: string;
  },
): TrialAmplitude {
  if (to - from < 12) throw refuse("too-few-lines", { what: `${label}: the fit of its amplitude`, needed: 12, found: to - from });
  let [w, wk, wkk, wy, wky] = [0, 0, 0, 0, 0];
  for (let i = from; i < to; i++) {
    const weight = 1 / (expected[i] as number);
    const k = unit[i] as number;
    const y = (trial[i] as number) - fit.noise.darkLevel;
    w += weight;
    wk += weight * k;
    wkk += weight * k * k;
    wy += weight * y;
    wky += weight * k * y;
  }
  const determinant = w * wkk - wk * wk;
  if (!(determinant > 1e-9 * w * wkk)) throw refuse("too-few-lines", { what: `${label}: lines before and after the onset`, needed: 8, found: 0 });
  const step = (w * wky - wk * wy) / determinant;
  const level = (wkk * wy - wk * wky) / determinant;
  // Errors of (step, level) if the lines had the variance of a response of `size`.
  const errors = (size: number): { step: number; level: number; both: number } => {
    const sum = { step: 0, level: 0, both: 0 };
    for (let i = from; i < to; i++) {
      const weight = 1 / (expected[i] as number);
      const k = unit[i] as number;
      const toStep = (weight * (w * k - wk)) / determinant;
      const toLevel = (weight * (wkk - wk * k)) / determinant;
      const variance = scale * Math.max(level + size * k, 0.1 * level, 0);
      sum.step += toStep * toStep * variance;
      sum.level += toLevel * toLevel * variance;
      sum.both += toStep * toLevel * variance;
    }
    return sum;
  };
  const here = errors(step);
  if (rest === "all trials") {
    const f0 = fit.rest;
    return { amplitude: (100 * step) / f0, standardError: (100 * Math.sqrt(here.step)) / f0, quietError: (100 * Math.sqrt(errors(0).step)) / f0 };
  }
  const f0 = level - fit.evidence.background;
  const f0Error = Math.sqrt(here.level);
  if (!(f0 > 10 * f0Error)) throw refuse("baseline-too-dim", { what: label, f0, standardError: f0Error, lines: to - from });
  const ratio = step / f0;
  const variance = here.step - 2 * ratio * here.both + ratio * ratio * here.level;
  return { amplitude: 100 * ratio, standardError: (100 * Math.sqrt(variance)) / f0, quietError: (100 * Math.sqrt(errors(0).step)) / f0 };
}

/** Fewer trials than this say too little of how trials differ; see `meanAmplitude`. */
export const leastTrialsToCome = 10;

/**
 * Mean over trials with a t interval, moved by Johnson's correction for skew, μ₃ / (6 s² n) (1978): a third of successes among
 * failures is skewed.
 */
function overTrials(values: readonly number[], { level, unit, method }: { level: number; unit: string; method: string }): Estimate {
  const n = values.length;
  if (n < leastTrialsToCome) throw refuse("too-few-trials", { what: "A mean over trials to come", needed: leastTrialsToCome, found: n });
  const value = mean(values);
  const deviation = standardDeviation(values);
  const standardError = deviation / Math.sqrt(n);
  const third = (values.reduce((total, x) => total + cube(x - value), 0) * n) / ((n - 1) * (n - 2));
  const shift = deviation > 0 ? third / (6 * square(deviation) * n) : 0;
  const reach = studentQuantile(1 - (1 - level) / 2, n - 1) * standardError;
  const enough = deviation > 0 ? 25 * square(third / cube(deviation)) : 0; // Cochran's rule (1977)
  return {
    value, unit, standardError, method: `${method}, corrected for skew`, n, nOf: "trials",
    interval: { low: value + shift - reach, high: value + shift + reach, level },
    ...(n < enough ? { note: `So few successes skew the trials: the interval holds the truth less often than it says below ${Math.round(enough)} trials.` } : {}),
  };
}
