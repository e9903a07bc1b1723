/**
 * Milliseconds in Radiatum, seconds in NWB, without drift: a value that was typed or stored as a decimal comes back
 * as that decimal, though 1/1000 is no binary number.
 */

/** Relative rounding error of a handful of floating-point operations. */
const ROUNDING = 2 ** -50;

/** The decimal with fewest digits within `tolerance` of `value`; `value` itself where there is none in 15 digits. */
export function shortest(value: number, tolerance: number): number {
  if (!Number.isFinite(value) || value === 0 || tolerance <= 0) return value;
  if (Math.abs(value) <= tolerance) return 0;
  for (let digits = 1; digits <= 15; digits += 1) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.abs(candidate - value) <= tolerance) return candidate;
  }
  return value;
}

/** `value` times a power of ten and the like, freed of the product's rounding error. */
export function scaled(value: number, factor: number): number {
  const product = value * factor;
  return shortest(product, Math.abs(product) * ROUNDING);
}

/** ms from seconds. */
export const milliseconds = (seconds: number): number => scaled(seconds, 1000);

/** ms from one moment to another, both in seconds on the same clock: as exact as the later moment is. */
export function millisecondsBetween(from: number, to: number): number {
  return shortest((to - from) * 1000, 1000 * ROUNDING * Math.max(Math.abs(from), Math.abs(to)));
}

/** Seconds from ms. */
export const seconds = (ms: number): number => ms / 1000;
