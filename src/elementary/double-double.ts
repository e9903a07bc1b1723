/**
 * Numbers as unevaluated sums of two doubles, high + low, with about 100 bits (Dekker 1971, Numer Math 18:224), for what
 * must be right before it is rounded: the logarithm that an exponent then multiplies. Slow, some tenths of a microsecond.
 */
import { LN2_HIGH, LN2_LOW, nearestDoubling, SMALLEST_NORMAL } from "./kernel-functions.js";
import { powerOfTwo, scaled } from "./powers.js";

export type DoubleDouble = readonly [high: number, low: number];

/** 2²⁷ + 1: multiplied by it, a double falls into halves whose products are exact. */
const HALVES = 134217729;

/** a + b, exactly. */
export function sumOf(a: number, b: number): DoubleDouble {
  const sum = a + b;
  const part = sum - a;
  return [sum, a - (sum - part) + (b - part)];
}

/** a·b, exactly, for factors below 2⁹⁹⁶ whose product is normal. */
export function productOf(a: number, b: number): DoubleDouble {
  const [aHigh, aLow] = halved(a);
  const [bHigh, bLow] = halved(b);
  const product = a * b;
  return [product, aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow];
}

function halved(a: number): DoubleDouble {
  const high = a * HALVES - (a * HALVES - a);
  return [high, a - high];
}

export function plus(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const [sum, rest] = sumOf(a[0], b[0]);
  return sumOf(sum, rest + (a[1] + b[1]));
}

export function times(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const [product, rest] = productOf(a[0], b[0]);
  return sumOf(product, rest + (a[0] * b[1] + a[1] * b[0]));
}

export function over(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const quotient = a[0] / b[0];
  const back = times([quotient, 0], b);
  return sumOf(quotient, (a[0] - back[0] - back[1] + a[1]) / b[0]);
}

const third = over([1, 0], [3, 0]);
const fifth = over([1, 0], [5, 0]);
const seventh = over([1, 0], [7, 0]);
export const LN2: DoubleDouble = sumOf(LN2_HIGH, LN2_LOW);

/**
 * Natural logarithm of a positive finite x, relative error below 2⁻⁷⁰: x = 2ᵏ·m, s = (m − 1)/(m + 1),
 * log m = 2·(s + s³/3 + s⁵/5 + …), of which s⁹/9 and on need no second double.
 */
export function preciseLog(x: number): DoubleDouble {
  const k = x >= SMALLEST_NORMAL ? nearestDoubling(x) : nearestDoubling(x * powerOfTwo(54)) - 54;
  const m = scaled(x, -k);
  const s = over([m - 1, 0], sumOf(1, m));
  const z = times(s, s);
  let tail = 1 / 31;
  for (let n = 29; n >= 9; n -= 2) tail = tail * z[0] + 1 / n;
  let series: DoubleDouble = [tail, 0];
  for (const coefficient of [seventh, fifth, third, [1, 0] as const]) series = plus(times(series, z), coefficient);
  const half = times(s, series);
  return plus(sumOf(k * LN2_HIGH, k * LN2_LOW), [2 * half[0], 2 * half[1]]);
}
