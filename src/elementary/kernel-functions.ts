/**
 * exp, log, (eˣ − 1)/x and x/(eˣ − 1) from additions, multiplications and shifts of the exponent field, in an order fixed
 * here and repeated by the WebAssembly emitter, so that every engine and every lane gives the same bits; `Math.exp` and
 * `Math.log` don't. Accurate to about one unit in the last place (`growth` to three).
 */
import { powerOfTwo } from "./powers.js";

export const LN2_HIGH = 0.6931471803691238;
export const LN2_LOW = 1.9082149292705877e-10;
/** Adding and subtracting 1.5·2⁵² rounds to an integer. */
export const ROUND = 6755399441055744;
/** exp holds its argument within these, where the result is a normal number. */
export const EXP_FLOOR = -708;
export const EXP_CEILING = 709;
/** Coefficients of (eʳ − 1)/r on |r| ≤ ln2/2: Taylor to r¹³/14!, truncation 2e-19. */
export const EXPONENTIAL = [
  1, 1 / 2, 1 / 6, 1 / 24, 1 / 120, 1 / 720, 1 / 5040, 1 / 40320, 1 / 362880, 1 / 3628800, 1 / 39916800, 1 / 479001600,
  1 / 6227020800, 1 / 87178291200,
] as const;
/** log((1+s)/(1−s)) = 2s + s·R(s²): minimax coefficients of fdlibm (Sun Microsystems 1993). */
export const LOGARITHM = [
  0.6666666666666735, 0.3999999999940942, 0.2857142874366239, 0.22222198432149784, 0.1818357216161805,
  0.15313837699209373, 0.14798198605116586,
] as const;
/** Added to the high word of a double, it moves [√½, √2) onto one exponent. */
export const LOG_SHIFT = 0x95f62;
/** The high word of √½, to which the fraction is put back. */
export const LOG_BASE = 0x3fe6a09e;
/** The smallest normal number: below it the exponent field says nothing. */
export const SMALLEST_NORMAL = 2.2250738585072014e-308;

// Written out, without loops over arrays: these stand in the inner loops of fits.
const [E0, E1, E2, E3, E4, E5, E6, E7, E8, E9, E10, E11, E12, E13] = EXPONENTIAL;
const [L0, L1, L2, L3, L4, L5, L6] = LOGARITHM;

const double = new Float64Array(1);
const halves = new Uint32Array(double.buffer); // little-endian, as every platform that runs WebAssembly is

/** x within what exp can give as a normal number. */
function hold(x: number): number {
  const raised = EXP_FLOOR > x ? EXP_FLOOR : x;
  return EXP_CEILING < raised ? EXP_CEILING : raised;
}

/** k of x = k·ln 2 + r, |r| ≤ ln2/2. */
export function wholeDoublings(x: number): number {
  return x * Math.LOG2E + ROUND - ROUND;
}

/** That r. */
export function beyondDoublings(x: number, k: number): number {
  return x - k * LN2_HIGH - k * LN2_LOW;
}

/** (eʳ − 1)/r for |r| ≤ ln2/2. */
export function exponential(r: number): number {
  return ((((((((((((E13 * r + E12) * r + E11) * r + E10) * r + E9) * r + E8) * r + E7) * r + E6) * r + E5) * r + E4) * r + E3) * r
    + E2) * r + E1) * r + E0;
}

/** eˣ as the kernels compute it: x is held within −708 … 709, where the result is a normal number. */
export function kernelExp(x: number): number {
  const held = hold(x);
  const k = wholeDoublings(held);
  const r = beyondDoublings(held, k);
  return (exponential(r) * r + 1) * powerOfTwo(k);
}

/** (eˣ − 1)/x, which is 1 at 0 and never cancels: what an exponential step gains. */
export function growth(x: number): number {
  const held = hold(x);
  const k = wholeDoublings(held);
  const r = beyondDoublings(held, k);
  const q = exponential(r);
  if (k === 0) return q;
  const scale = powerOfTwo(k);
  return (q * r * scale + (scale - 1)) / x;
}

/** x/(eˣ − 1), which is 1 at 0: the shape of every voltage-driven rate with a removable singularity, and of GHK. */
export function linoid(x: number): number {
  return 1 / growth(x);
}

/** k of x = 2ᵏ·m with m in [√½, √2), for a positive normal x. */
export function nearestDoubling(x: number): number {
  double[0] = x;
  return (((halves[1] as number) + LOG_SHIFT) >>> 20) - 1023;
}

/** log(1 + f) + k·ln 2 + rest for 1 + f in [√½, √2): `rest` is what rounding took from the argument. */
export function logarithm(f: number, k: number, rest: number): number {
  const s = f / (2 + f);
  const z = s * s;
  const R = ((((((L6 * z + L5) * z + L4) * z + L3) * z + L2) * z + L1) * z + L0) * z;
  const half = 0.5 * f * f;
  return k * LN2_HIGH - (half - (s * (half + R) + (k * LN2_LOW + rest)) - f);
}

/** Natural logarithm of a positive normal number; of anything else it is not a number, as in the kernels. */
export function kernelLog(x: number): number {
  if (!(x >= SMALLEST_NORMAL && x <= Number.MAX_VALUE)) return Number.NaN;
  const k = nearestDoubling(x);
  return logarithm(x * powerOfTwo(0 - k) - 1, k, 0);
}
