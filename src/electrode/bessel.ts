import { square } from "#elementary";
import type { RandomStream } from "#random";
import { advanceOver, minus, over, scaled, times, type Complex } from "./complex.js";

/**
 * The amplifier's four-pole Bessel filter, which delays all frequencies alike and hardly overshoots.
 *
 *     H(s) = 105 / (s⁴ + 10s³ + 45s² + 105s + 105),  |H|² = ½ at s = 2.1139 i, which is the corner
 *
 * Taken apart into its modes, each a pole and a residue, which are followed exactly for an input that runs in
 * straight lines from sample to sample. Thomson 1949, Proc IEE 96:487.
 */
export interface BesselFilter {
  /** /ms at which half the power passes. */
  readonly corner: number;
  /** One of each conjugate pair. */
  readonly modes: readonly Mode[];
}

interface Mode {
  /** /ms */
  readonly pole: Complex;
  readonly residue: Complex;
}

/** The polynomial's roots with positive imaginary part, and the frequency of half power. */
const ROOTS: readonly Complex[] = [
  { re: -2.1037893971796278, im: 2.6574180418567527 },
  { re: -2.8962106028203722, im: 0.8672341289345038 },
];
const HALF_POWER = 2.113917674904216;
/** Periods of the corner after which the filter has forgotten: 1e-10 of a step. */
const MEMORY = 4;

export function besselFilter(corner: number): BesselFilter {
  const unit = (2 * Math.PI * corner) / HALF_POWER;
  const all = ROOTS.flatMap(({ re, im }) => [{ re, im }, { re, im: -im }]);
  const modes = ROOTS.map((root): Mode => {
    // H = Π(−p)/Π(s − p), so the residue at p is Π(−p)/Π(p − others); Π(−p) is the polynomial's constant.
    let others: Complex = { re: 1, im: 0 };
    for (const other of all) {
      if (other.re !== root.re || other.im !== root.im) others = times(others, minus(root, other));
    }
    return { pole: scaled(root, unit), residue: scaled(over({ re: 105, im: 0 }, others), unit) };
  });
  return { corner, modes };
}

/** A trace with a sample each `interval` ms, filtered; before its start it stood at its first value. */
export function filtered({ modes }: BesselFilter, input: ArrayLike<number>, interval: number): Float64Array {
  const output = new Float64Array(input.length);
  for (const { pole, residue } of modes) {
    const { keep, first, second } = advanceOver(scaled(pole, interval));
    // The state starts where a constant input holds it, −u/p; residues are taken into the state.
    const start = over(scaled(residue, -(input[0] ?? 0)), pole);
    const before = scaled(times(residue, minus(first, second)), interval);
    const now = scaled(times(residue, second), interval);
    let { re, im } = start;
    for (let i = 0; i < input.length; i++) {
      if (i > 0) {
        const u = input[i - 1] as number;
        const v = input[i] as number;
        const turned = keep.re * re - keep.im * im + before.re * u + now.re * v;
        im = keep.re * im + keep.im * re + before.im * u + now.im * v;
        re = turned;
      }
      output[i] = (output[i] as number) + 2 * re;
    }
  }
  return output;
}

/**
 * White noise that has passed the filter, sampled each `period` ms, of unit variance. Independent impulses once a
 * sample go through the filter, so its spectrum is the filter's as long as the corner is well below half the sampling
 * rate; above one corner a sample it is white.
 */
export function filteredNoise(filter: BesselFilter, count: number, period: number, random: RandomStream): Float64Array {
  const { corner } = filter;
  if (corner * period >= 1) return new Float64Array(count).map(() => random.normal());
  const lead = Math.ceil(MEMORY / (corner * period));
  const passed = (impulses: Float64Array): Float64Array => impulseResponses(filter, impulses, period);
  // The variance is the sum of the squared impulse response.
  let variance = 0;
  const single = new Float64Array(2 * lead);
  single[0] = 1;
  for (const value of passed(single)) variance += square(value);
  const size = 1 / Math.sqrt(variance);
  const impulses = new Float64Array(lead + count);
  for (let i = 0; i < impulses.length; i++) impulses[i] = size * random.normal();
  return passed(impulses).subarray(lead);
}

/** What comes out at the moment of each impulse, one each `period` ms. */
function impulseResponses({ modes }: BesselFilter, impulses: Float64Array, period: number): Float64Array {
  const output = new Float64Array(impulses.length);
  for (const { pole, residue } of modes) {
    const { keep } = advanceOver(scaled(pole, period));
    let [re, im] = [0, 0];
    for (let i = 0; i < impulses.length; i++) {
      const impulse = impulses[i] as number;
      const turned = keep.re * re - keep.im * im + residue.re * impulse;
      im = keep.re * im + keep.im * re + residue.im * impulse;
      re = turned;
      output[i] = (output[i] as number) + 2 * re;
    }
  }
  return output;
}

/** What a rectangle of height 1 from `from` to `to` (ms) adds to samples each `period` ms. */
export function addRectangle(filter: BesselFilter, samples: Float64Array, period: number, { from, to, height }: {
  readonly from: number;
  readonly to: number;
  readonly height: number;
}): void {
  const last = Math.min(samples.length - 1, Math.ceil((to + MEMORY / filter.corner) / period));
  addStep(filter, samples, period, { at: from, height, last });
  addStep(filter, samples, period, { at: to, height: -height, last });
}

/** The same of a step of this height at `at` ms, up to sample `last`. */
export function addStep({ modes }: BesselFilter, samples: Float64Array, period: number, { at, height, last }: {
  readonly at: number;
  readonly height: number;
  readonly last: number;
}): void {
  const first = Math.max(0, Math.ceil(at / period));
  for (const { pole, residue } of modes) {
    // ∫ residue·e^(pt) from 0 to t is (e^(pt) − 1)·residue/p, and from sample to sample e^(pt) grows by a factor.
    const gain = over(residue, pole);
    const { keep } = advanceOver(scaled(pole, period));
    let { re, im } = advanceOver(scaled(pole, first * period - at)).keep;
    for (let i = first; i <= last; i++) {
      samples[i] = (samples[i] as number) + 2 * height * (gain.re * (re - 1) - gain.im * im);
      const turned = keep.re * re - keep.im * im;
      im = keep.re * im + keep.im * re;
      re = turned;
    }
  }
}
