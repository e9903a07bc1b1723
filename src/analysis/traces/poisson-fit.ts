import { exp, log } from "#elementary";
import { assert } from "#errors";
import { solveSymmetric } from "#statistics";
import type { TimeCourse } from "./time-course.js";

/**
 * The likelihood behind every fitted time course.
 *
 * Readings above the dark level have mean m(t) = c₀ + c₁·k(t) and variance `scale`·m(t): photons, counted with any gain
 * (quasi-Poisson; Wedderburn 1974). Log likelihood (1/scale)·Σ (y ln m − m), greatest by Fisher's scoring with Marquardt's
 * damping.
 */
export interface CurveData {
  /** Evenly spaced, as lines are: each exponential is then a running product. */
  readonly times: ArrayLike<number>;
  /** Counts above the dark level, mean over trials. */
  readonly values: ArrayLike<number>;
  /** Variance over mean of each value. */
  readonly scale: number;
}

/** c₀, c₁, ln τr, ln τd, onset. */
export type Curve = readonly [number, number, number, number, number];

/** Names for the places within a `Curve`. */
export const AT = { level: 0, step: 1, logRise: 2, logDecay: 3, onset: 4 } as const;

const PLACES = Object.values(AT);

/** Least and greatest ln τr and ln τd that these lines can tell apart. */
export interface CurveBounds {
  readonly logRise: readonly [number, number];
  readonly logDecay: readonly [number, number];
  readonly onset: readonly [number, number];
}

export interface CurveFit {
  readonly curve: Curve;
  readonly logLikelihood: number;
}

export function timeCourseOf(curve: Curve): TimeCourse {
  return { onset: curve[AT.onset], rise: exp(curve[AT.logRise]), decay: exp(curve[AT.logDecay]) };
}

/** −∞ where the curve is not positive everywhere. */
export function logLikelihood({ times, values, scale }: CurveData, [level, step, logRise, logDecay, onset]: Curve): number {
  if (!(level > 0)) return -Infinity;
  const logLevel = log(level);
  const first = firstAfter(times, onset);
  let before = 0;
  for (let i = 0; i < first; i++) before += values[i] as number;
  let total = before * logLevel - first * level;
  const walk = decayFrom(times, first, onset, exp(logRise), exp(logDecay));
  let { up, down } = walk;
  for (let i = first; i < times.length; i++) {
    const mean = level + step * (1 - up) * down;
    if (!(mean > 0)) return -Infinity;
    total += (values[i] as number) * log(mean) - mean;
    up *= walk.upStep;
    down *= walk.downStep;
  }
  return total / scale;
}

/** Gradient of the log likelihood and Fisher's information, for all five parameters. */
export function scoreAndInformation(data: CurveData, [level, step, logRise, logDecay, onset]: Curve): { score: number[]; information: number[][] } {
  const { times, values, scale } = data;
  const [rise, decay] = [exp(logRise), exp(logDecay)];
  const score = new Float64Array(5);
  const information = new Float64Array(25); // row by row; below the diagonal until the end
  const slope = Float64Array.of(1, 0, 0, 0, 0);
  const first = firstAfter(times, onset);
  const walk = decayFrom(times, first, onset, rise, decay);
  let { up, down } = walk;
  for (let i = 0; i < times.length; i++) {
    let mean = level;
    if (i >= first) {
      const x = (times[i] as number) - onset;
      const shape = (1 - up) * down;
      mean += step * shape;
      slope[1] = shape;
      slope[2] = (-step * up * down * x) / rise;
      slope[3] = (step * shape * x) / decay;
      slope[4] = step * (shape / decay - (up * down) / rise);
      up *= walk.upStep;
      down *= walk.downStep;
    }
    const weight = 1 / (scale * mean);
    const pull = weight * ((values[i] as number) - mean);
    const used = i >= first ? 5 : 1;
    for (let a = 0; a < used; a++) {
      const s = slope[a] as number;
      score[a] = (score[a] as number) + s * pull;
      for (let b = 0; b <= a; b++) {
        information[5 * a + b] = (information[5 * a + b] as number) + weight * s * (slope[b] as number);
      }
    }
  }
  const entry = (a: number, b: number): number => information[5 * Math.max(a, b) + Math.min(a, b)] as number;
  return { score: [...score], information: PLACES.map((a) => PLACES.map((b) => entry(a, b))) };
}

/** A gain of log likelihood too small to move any interval. */
const ENOUGH = 1e-5;

/** Index of the first line after the onset; as many as there are lines where none is. */
function firstAfter(times: ArrayLike<number>, onset: number): number {
  const start = times[0] as number;
  const period = ((times[times.length - 1] as number) - start) / (times.length - 1);
  let first = Math.min(times.length, Math.max(0, Math.floor((onset - start) / period)));
  while (first < times.length && (times[first] as number) <= onset) first++;
  return first;
}

/** e^(−x/τr) and e^(−x/τd) at line `first`, and their factors from line to line. */
function decayFrom(times: ArrayLike<number>, first: number, onset: number, rise: number, decay: number): { up: number; down: number; upStep: number; downStep: number } {
  const x = (times[Math.min(first, times.length - 1)] as number) - onset;
  const period = (times[1] as number) - (times[0] as number);
  return { up: exp(-x / rise), down: exp(-x / decay), upStep: exp(-period / rise), downStep: exp(-period / decay) };
}

/** The most likely curve near `start` with only the parameters at `free` moving, within `bounds`. */
export function maximise(data: CurveData, start: Curve, free: readonly number[], bounds: CurveBounds): CurveFit {
  let curve = clamp([...start], bounds);
  let best = logLikelihood(data, curve);
  // A falling transient, moved by part of a line, can dip below zero where a line now sees more of it: begin with less.
  for (let halved = 0; !(best > -Infinity) && halved < 60; halved++) {
    curve = curve.map((value, k) => (k === AT.step ? value / 2 : value)) as unknown as Curve;
    best = logLikelihood(data, curve);
  }
  assert(best > -Infinity, "a fit starts from a positive level");
  let damping = 1e-3;
  for (let round = 0; round < 60; round++) {
    const { score, information } = scoreAndInformation(data, curve);
    const moving = free.filter((k) => {
      const limits = limitsOf(k, bounds);
      if ((information[k] as number[])[k] === 0) return false;
      return !limits || !(((curve[k] as number) <= limits[0] && (score[k] as number) < 0) || ((curve[k] as number) >= limits[1] && (score[k] as number) > 0));
    });
    if (moving.length === 0) break;
    let gained = 0;
    while (damping < 1e9) {
      const normal = moving.map((a) =>
        moving.map((b) => ((information[a] as number[])[b] as number) * (a === b ? 1 + damping : 1)),
      );
      const move = solveSymmetric(normal, moving.map((a) => score[a] as number));
      const trial = [...curve] as [number, number, number, number, number];
      for (const [i, k] of moving.entries()) {
        // No time constant changes by more than e-fold in one step.
        const by = move[i] as number;
        trial[k] = (trial[k] as number) + (k === AT.logRise || k === AT.logDecay ? Math.max(-1, Math.min(1, by)) : by);
      }
      const held = clamp(trial, bounds);
      const value = logLikelihood(data, held);
      if (value >= best) {
        gained = value - best;
        [curve, best] = [held, value];
        damping = Math.max(1e-9, damping / 10);
        break;
      }
      damping *= 10;
    }
    if (gained < ENOUGH) break;
  }
  return { curve, logLikelihood: best };
}

function limitsOf(k: number, bounds: CurveBounds): readonly [number, number] | undefined {
  return k === AT.logRise ? bounds.logRise : k === AT.logDecay ? bounds.logDecay : k === AT.onset ? bounds.onset : undefined;
}

function clamp(curve: [number, number, number, number, number], bounds: CurveBounds): Curve {
  for (const k of [AT.logRise, AT.logDecay, AT.onset]) {
    const [low, high] = limitsOf(k, bounds) as readonly [number, number];
    curve[k] = Math.min(Math.max(curve[k], low), high);
  }
  return curve;
}
