import { exp, expm1, log, log1p } from "#elementary";
import { findRoot } from "#statistics";
import { misuse } from "./failures.js";
import type { LineWindow } from "./windows.js";

/** Onset and time constants of a calcium transient, ms (or lines, where the recording has no clock). */
export interface TimeCourse {
  readonly onset: number;
  readonly rise: number;
  readonly decay: number;
}

/**
 * k(t) = (1 − e^(−x/τr)) · e^(−x/τd) with x = t − onset, and 0 before the onset.
 *
 * Its peak is below 1: divide by `peakOf`. One rise and one decay; a transient that decays in two phases needs a longer
 * look than a line scan of a few hundred ms allows.
 */
export function shapeAt(time: number, { onset, rise, decay }: TimeCourse): number {
  const x = time - onset;
  return x > 0 ? -expm1(-x / rise) * exp(-x / decay) : 0;
}

/** The shape at each time. */
export function shapeOf(times: ArrayLike<number>, course: TimeCourse): Float64Array {
  requireTimeCourse(course);
  return Float64Array.from(times, (time) => shapeAt(time, course));
}

/** ms from onset to peak, τr · ln(1 + τd/τr), and the shape's value there. */
export function peakOf({ rise, decay }: { rise: number; decay: number }): { after: number; height: number } {
  const after = rise * log1p(decay / rise);
  return { after, height: (decay / (rise + decay)) * exp(-after / decay) };
}

/** ms from 10 % to 90 % of the peak on the way up. */
export function riseTime(constants: { rise: number; decay: number }): number {
  const { after, height } = peakOf(constants);
  const reach = (share: number): number =>
    findRoot((x) => shapeAt(x, { ...constants, onset: 0 }) - share * height, 0, after, { what: "10–90 % rise time" });
  return reach(0.9) - reach(0.1);
}

/** ms from the peak to half of it on the way down. */
export function halfDecayTime(constants: { rise: number; decay: number }): number {
  const { after, height } = peakOf(constants);
  const far = 1.01 * constants.decay * log(2 / height); // k < e^(−x/τd), which is below half the peak here
  return findRoot((x) => shapeAt(x, { ...constants, onset: 0 }) - height / 2, after, far, { what: "half-decay time" }) - after;
}

/** The lines at which the time course exceeds half its peak; undefined if none does. */
export function aboveHalfPeak(times: ArrayLike<number>, course: TimeCourse): LineWindow | undefined {
  const half = peakOf(course).height / 2;
  let from = -1;
  let to = -1;
  for (let i = 0; i < times.length; i++) {
    if (shapeAt(times[i] as number, course) <= half) continue;
    if (from < 0) from = i;
    to = i + 1;
  }
  return from < 0 ? undefined : { from, to };
}

/** What perfect knowledge of everything but one number would allow: bounds for planning, and for judging an estimator. */
export interface PhotonBound {
  /** Least standard deviation of an unbiased onset, ms (Cramér 1946, Rao 1945). */
  readonly onset: number;
  /** d′ of the whole transient against none: √Σ F₀ s², Poisson noise of the resting light. */
  readonly detectability: number;
}

/**
 * Bounds from photon noise alone. `photons` per line at rest, `amplitude` the factor A of ΔF/F = A·k(t) (not its peak),
 * `times` those of the lines.
 */
export function photonBound(
  times: ArrayLike<number>,
  { photons, amplitude, course }: { photons: number; amplitude: number; course: TimeCourse },
): PhotonBound {
  requireTimeCourse(course);
  let information = 0;
  let squares = 0;
  for (let i = 0; i < times.length; i++) {
    const x = (times[i] as number) - course.onset;
    if (x <= 0) continue;
    const [up, down] = [exp(-x / course.rise), exp(-x / course.decay)];
    const signal = amplitude * (1 - up) * down;
    const slope = amplitude * down * (up / course.rise - (1 - up) / course.decay);
    information += (photons * slope * slope) / (1 + signal);
    squares += photons * signal * signal;
  }
  return { onset: 1 / Math.sqrt(information), detectability: Math.sqrt(squares) };
}

function requireTimeCourse({ onset, rise, decay }: TimeCourse): void {
  if (!Number.isFinite(onset)) throw misuse("outside-domain", { what: "the onset", expected: "finite", found: onset });
  if (!(rise > 0)) throw misuse("outside-domain", { what: "the rise time constant", expected: "positive", found: rise });
  if (!(decay > 0)) throw misuse("outside-domain", { what: "the decay time constant", expected: "positive", found: decay });
}
