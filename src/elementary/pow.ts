/** pow, log2 and log10, right to a last place that has already been rounded: what is exact comes out exact. */
import { LN2, over, plus, preciseLog, productOf, sumOf, times, type DoubleDouble } from "./double-double.js";
import { EXPONENTIAL, LN2_HIGH, LN2_LOW, wholeDoublings } from "./kernel-functions.js";
import { powerOfTwo, scaled } from "./powers.js";

/** Beyond ±750, e to that power is ∞ or 0. */
const ALL_OR_NOTHING = 750;
const LN10 = preciseLog(10);
const SIXTH = over([1, 0], [6, 0]);

/**
 * xʸ, with the special values of ECMAScript's `**` (1 to the ±∞ is not a number). Error below 0.51 units in the
 * last place, 0.8 where the result is subnormal; a result that is a double, as 10²² or 2⁻⁵³, is exact.
 */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (x === 2 && y >= -1074 && y <= 1023 && Number.isInteger(y)) return powerOfTwo(y);
  const size = Math.abs(x);
  if (Number.isNaN(x) || Number.isNaN(y) || (size === 1 && Math.abs(y) === Infinity)) return Number.NaN;
  const odd = Number.isInteger(y) && Math.abs(y % 2) === 1;
  const negative = x < 0 || Object.is(x, -0);
  if (negative && size > 0 && size < Infinity && !Number.isInteger(y) && Math.abs(y) !== Infinity) return Number.NaN;
  const whole = sizeOfPower(size, y);
  return negative && odd ? -whole : whole;
}

/** For x ≥ 0 and y other than 0. */
function sizeOfPower(x: number, y: number): number {
  if (x === 0 || x === Infinity) return (x === 0) === y < 0 ? Infinity : 0;
  const logarithm = preciseLog(x);
  const rough = y * logarithm[0];
  if (!(Math.abs(rough) <= ALL_OR_NOTHING)) return rough > 0 ? Infinity : 0;
  return preciseExp(times([y, 0], logarithm));
}

/** e to a power of two doubles within ±750: 1 + r·(1 + r·(½ + r·(⅙ + …))), whose first terms keep both. */
function preciseExp(power: DoubleDouble): number {
  const k = wholeDoublings(power[0]);
  const r = plus(sumOf(power[0] - k * LN2_HIGH, -k * LN2_LOW), [power[1], 0]);
  let tail: number = EXPONENTIAL[13];
  for (let i = 12; i >= 3; i--) tail = tail * r[0] + (EXPONENTIAL[i] as number);
  let series = plus(SIXTH, productOf(tail, r[0]));
  for (const coefficient of [0.5, 1, 1]) series = plus(times(series, r), [coefficient, 0]);
  return scaled(series[0] + series[1], k);
}

/** Logarithm to base 2; whole for a power of 2. Error below 0.51 units in the last place. */
export function log2(x: number): number {
  return toBase(x, LN2);
}

/** Logarithm to base 10; whole for 1, 10, 100 … 10²². Error below 0.51 units in the last place. */
export function log10(x: number): number {
  return toBase(x, LN10);
}

function toBase(x: number, base: DoubleDouble): number {
  if (!(x > 0 && x < Infinity)) return x === 0 ? -Infinity : x > 0 ? x : Number.NaN;
  const quotient = over(preciseLog(x), base);
  return quotient[0] + quotient[1];
}
