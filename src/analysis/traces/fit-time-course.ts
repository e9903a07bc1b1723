import { exp, log, square } from "#elementary";
import { invertSymmetric, mean as average, standardDeviation, studentQuantile, type Matrix } from "#statistics";
import { refuse } from "./failures.js";
import { AT, logLikelihood, maximise, scoreAndInformation, timeCourseOf, type Curve, type CurveBounds, type CurveData, type CurveFit } from "./poisson-fit.js";
import { peakOf, shapeAt, type TimeCourse } from "./time-course.js";
import { meanTrace, traceNoise, type TraceNoise } from "./trace-noise.js";
import type { LineWindow } from "./windows.js";

/** The mean trace of a region and the time course that explains it best. */
export interface FittedTimeCourse {
  readonly course: TimeCourse;
  /** Counts above background at rest, F₀. */
  readonly rest: number;
  /** Peak of the curve, ΔF/F in percent. */
  readonly peak: number;
  /** The curve at each time, ΔF/F in percent. */
  readonly curve: Float64Array;
  readonly times: Float64Array;
  /** How far the curve is more likely than a flat line, as standard errors: √(2 Δ log likelihood). */
  readonly detectability: number;
  readonly noise: TraceNoise;
  readonly trials: number;
  /** The data behind it, for intervals; see `onset`, `decay`, `riseInterval`. */
  readonly evidence: Evidence;
}

/** What profiles of the likelihood need. */
export interface Evidence {
  readonly data: CurveData;
  readonly fit: CurveFit;
  readonly bounds: CurveBounds;
  /** Photon-bearing background within `data`, counts above the dark level, and its standard error. */
  readonly background: number;
  readonly backgroundError: number;
  readonly linePeriod: number;
}

/**
 * Fits (1 − e^(−x/τr))·e^(−x/τd) to the mean of `trials`, by the likelihood of photon counts (quasi-Poisson: the noise is
 * what the baseline shows, whatever the gain).
 *
 * `trials` are a region's mean readings in counts as digitised, unsmoothed; those that count, and no others. `times` say when
 * the beam crosses the region. `background` (counts, dark level included) holds no signal; `darkLevel` is the reading without
 * light, taken as `background` where unknown. The onset is sought within `search`, by default from 20 lines before to
 * 60 lines after `stimulus`.
 *
 * Never refuses a trace for lack of a response (see `detectability`), only for lack of lines or of light.
 */
export function fitTimeCourse(
  trials: readonly ArrayLike<number>[],
  { times, baseline, stimulus, background, backgroundError = 0, darkLevel = background, search, slow = "refused" }: {
    times: ArrayLike<number>;
    baseline: LineWindow;
    stimulus: number;
    background: number;
    backgroundError?: number;
    darkLevel?: number;
    search?: { readonly from: number; readonly to: number };
    /** What becomes of noise too slow for any interval: "told" fits all the same, and `noise.tooSlow` says why nothing more follows. */
    slow?: "refused" | "told";
  },
): FittedTimeCourse {
  const noise = traceNoise(trials, { baseline, darkLevel, slow });
  const mean = meanTrace(trials);
  const lines = Math.min(mean.length, times.length);
  const period = ((times[lines - 1] as number) - (times[0] as number)) / (lines - 1);
  const after = Array.from({ length: lines }, (_, i) => times[i] as number).filter((t) => t > stimulus).length;
  if (after < 10) throw refuse("too-few-lines", { what: "A time course after the stimulus", needed: 10, found: after });
  const data: CurveData = {
    times: Float64Array.from({ length: lines }, (_, i) => times[i] as number),
    values: mean.subarray(0, lines).map((value) => value - darkLevel),
    scale: (noise.perCount * noise.inflation) / trials.length,
  };
  const light = average(data.values);
  if (!(light > 0)) {
    throw refuse("baseline-too-dim", { what: "A time course", f0: light, standardError: standardDeviation(data.values) / Math.sqrt(lines), lines });
  }
  const from = Math.max(times[0] as number, search?.from ?? stimulus - 20 * period);
  const to = Math.min((times[lines - 1] as number) - 5 * period, search?.to ?? stimulus + 60 * period);
  const span = (times[lines - 1] as number) - stimulus;
  const bounds: CurveBounds = {
    logRise: [log(period / 10), log(span)],
    logDecay: [log(period), log(20 * span)],
    onset: [from, to],
  };
  // The likelihood has several tops: one of each rise is climbed, and the best two are refined.
  const [first, second] = coarse(data, bounds, period)
    .map((start) => maximise(data, start, [...SMOOTH, AT.onset], bounds))
    .sort((a, b) => b.logLikelihood - a.logLikelihood)
    .slice(0, 2)
    .map(({ curve }) => refine(data, curve, bounds, period)) as [CurveFit, CurveFit];
  const fit = second.logLikelihood > first.logLikelihood ? second : first;
  const flat = flatLikelihood(data);
  const course = timeCourseOf(fit.curve);
  const rest = fit.curve[AT.level] - (background - darkLevel);
  const above = Math.max(0, fit.logLikelihood - flat);
  return {
    course,
    rest,
    peak: (100 * fit.curve[AT.step] * peakOf(course).height) / rest,
    curve: Float64Array.from(data.times, (t) => (100 * fit.curve[AT.step] * shapeAt(t, course)) / rest),
    times: Float64Array.from(data.times),
    detectability: Math.sqrt(2 * above),
    noise,
    trials: trials.length,
    evidence: { data, fit, bounds, background: background - darkLevel, backgroundError, linePeriod: period },
  };
}

/** Twice the log likelihood may fall by this much within the interval of one number: t², for the noise was estimated too. */
export function allowedDrop({ noise }: FittedTimeCourse, level: number): number {
  return square(studentQuantile(1 - (1 - level) / 2, Math.max(1, noise.degreesOfFreedom)));
}

/**
 * Covariance of (c₀, c₁, ln τr, ln τd, onset): the inverse of Fisher's information. What the bounds already say, as a wide
 * normal law, keeps a rise too fast to see from making it singular.
 */
export function curveCovariance({ evidence: { data, fit, bounds } }: FittedTimeCourse): Matrix {
  const { information } = scoreAndInformation(data, fit.curve);
  const wide = [0, 0, 1 / 9, 1 / 9, 1 / square(bounds.onset[1] - bounds.onset[0])];
  return invertSymmetric(information.map((row, i) => row.map((x, j) => x + (i === j ? (wide[i] as number) : 0))));
}

/** Variance of `of(curve)` by the delta method, slopes by central differences. */
export function propagated(covariance: Matrix, curve: Curve, of: (curve: Curve) => number): number {
  const slope = curve.map((x, k) => {
    const h = 1e-5 * Math.max(Math.abs(x), 1e-3);
    const shifted = (by: number): number => {
      const moved: [number, number, number, number, number] = [...curve];
      moved[k] = x + by;
      return of(moved);
    };
    return (shifted(h) - shifted(-h)) / (2 * h);
  });
  let variance = 0;
  for (const [i, row] of covariance.entries()) for (const [j, c] of row.entries()) variance += (slope[i] as number) * (slope[j] as number) * c;
  return variance;
}

/** Log likelihood of no response at all. */
function flatLikelihood(data: CurveData): number {
  let total = 0;
  for (let i = 0; i < data.values.length; i++) total += data.values[i] as number;
  return logLikelihood(data, [total / data.values.length, 0, 0, 0, (data.times[0] as number)]);
}

/** For each of four rises the best of a grid of onsets and decays by unweighted least squares, which needs no iteration. */
function coarse(data: CurveData, bounds: CurveBounds, period: number): Curve[] {
  return [period / 3, 1.5 * period, 4 * period, 12 * period].map((rise) => coarseOfRise(data, bounds, period, rise));
}

function coarseOfRise({ times, values }: CurveData, bounds: CurveBounds, period: number, rise: number): Curve {
  const n = times.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i] as number;
  const span = exp(bounds.logRise[1]);
  const steps = Math.max(1, Math.ceil((bounds.onset[1] - bounds.onset[0]) / period));
  let best: Curve = [sum / n, 0, log(rise), log(span / 3), bounds.onset[0]];
  let most = -Infinity;
  for (const decay of [span / 20, span / 6, span / 2, 3 * span]) {
    const up = exp(-period / rise);
    const down = exp(-period / decay);
    for (let k = 0; k <= steps; k++) {
      const onset = bounds.onset[0] + (k / steps) * (bounds.onset[1] - bounds.onset[0]);
      let first = 0;
      while (first < n && (times[first] as number) <= onset) first++;
      if (n - first < 4) continue;
      // Lines are evenly spaced, so each exponential is a running product.
      let e = exp(-((times[first] as number) - onset) / rise);
      let d = exp(-((times[first] as number) - onset) / decay);
      let [sk, skk, sky] = [0, 0, 0];
      for (let i = first; i < n; i++) {
        const shape = (1 - e) * d;
        sk += shape;
        skk += shape * shape;
        sky += shape * (values[i] as number);
        e *= up;
        d *= down;
      }
      const spread = skk - (sk * sk) / n;
      const step = (sky - (sk * sum) / n) / spread;
      const gain = step * step * spread;
      const level = (sum - step * sk) / n;
      if (gain > most && level > 0 && level + step > 0) [best, most] = [[level, step, log(rise), log(decay), onset], gain];
    }
  }
  return best;
}

const SMOOTH = [AT.level, AT.step, AT.logRise, AT.logDecay];

/** The likelihood has a kink wherever the onset passes a line, so the onset is searched, and the rest is climbed. */
function refine(data: CurveData, start: Curve, bounds: CurveBounds, period: number): CurveFit {
  let best = maximise(data, start, SMOOTH, bounds);
  for (let step = period; step > period / 40; step /= 2) {
    for (let moved = true; moved; ) {
      moved = false;
      for (const direction of [-step, step]) {
        const onset = best.curve[AT.onset] + direction;
        if (onset < bounds.onset[0] || onset > bounds.onset[1]) continue;
        const next = maximise(data, withOnset(best.curve, onset), SMOOTH, bounds);
        if (next.logLikelihood > best.logLikelihood + 1e-5) {
          best = next;
          moved = true;
        }
      }
    }
  }
  return best;
}

/** The most likely curve with its onset held. */
export function fitAtOnset({ data, bounds }: Evidence, onset: number, near: Curve): CurveFit {
  return maximise(data, withOnset(near, onset), SMOOTH, bounds);
}

/** The most likely curve with ln τr or ln τd held; the onset is searched, for the likelihood has kinks along it. */
export function fitAtConstant({ data, bounds, linePeriod }: Evidence, which: "logRise" | "logDecay", value: number, near: Curve): CurveFit {
  const held = [...near] as [number, number, number, number, number];
  held[AT[which]] = value;
  const free = SMOOTH.filter((k) => k !== AT[which]);
  let best = maximise(data, held, [...free, AT.onset], bounds);
  for (let step = linePeriod / 2; step > linePeriod / 10; step /= 2) {
    for (const direction of [-step, step]) {
      const onset = best.curve[AT.onset] + direction;
      if (onset < bounds.onset[0] || onset > bounds.onset[1]) continue;
      const next = maximise(data, withOnset(best.curve, onset), free, bounds);
      if (next.logLikelihood > best.logLikelihood) best = next;
    }
  }
  return best;
}

function withOnset(curve: Curve, onset: number): Curve {
  return [curve[0], curve[1], curve[2], curve[3], onset];
}
