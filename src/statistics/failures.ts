import { failures } from "#errors";
import { formatNumber } from "./estimate.js";

/** What data cannot answer, said so that the reader knows what would. */
export const refuse = failures("refused", {
  "too-few": (f: { what: string; needed: number; found: number }) =>
    `${f.what} needs at least ${f.needed}, found ${f.found}. Record more, or report the values without this number.`,
  "not-finite": (f: { what: string; index: number; found: number }) =>
    `${f.what}: number ${f.index} (counted from 0) is ${f.found}, where a finite number was expected. ` +
    `Leave out the trials that could not be measured before calling.`,
  "no-spread": (f: { what: string; value: number }) =>
    `${f.what}: all values equal ${formatNumber(f.value, 6)}, so there is no spread to compare with. ` +
    `Check that different trials were passed; a constant has no standard error.`,
  "rank-deficient": (f: { what: string; column: number }) =>
    `${f.what}: column ${f.column} (counted from 0) is a combination of the others, so its coefficient has no single value. ` +
    `Vary the predictor, or leave the column out.`,
  "no-sign-change": (f: { what: string; low: number; high: number; atLow: number; atHigh: number }) =>
    `${f.what}: the function is ${formatNumber(f.atLow)} at ${formatNumber(f.low)} and ${formatNumber(f.atHigh)} at ` +
    `${formatNumber(f.high)}; a root is certain only between values of opposite sign. Widen the range.`,
  "not-converged": (f: { what: string; steps: number; change: number }) =>
    `${f.what} was still moving by ${formatNumber(f.change)} after ${f.steps} steps. ` +
    `Start nearer to the answer, scale the parameters to about 1, or simplify the model.`,
  "unbounded": (f: { what: string; because: string; next: string }) => `${f.what} has no bound: ${f.because}. ${f.next}`,
  "too-many": (f: { what: string; limit: number; found: number; next: string }) =>
    `${f.what} enumerates every case up to ${f.limit}; this would take ${formatNumber(f.found, 6)}. ${f.next}`,
  "empty-margin": (f: { what: string; margin: string; next: string }) => `${f.what}: ${f.margin} is 0. ${f.next}`,
});

/** Arguments that mean nothing, whatever the data. */
export const misuse = failures("usage", {
  "outside-domain": (f: { what: string; expected: string; found: number }) =>
    `${f.what} must be ${f.expected}, found ${f.found}.`,
  "lengths-differ": (f: { what: string; first: number; second: number }) =>
    `${f.what} must be of equal length, found ${f.first} and ${f.second}.`,
});

/** Throws unless every value is finite and there are at least `needed` of them. */
export function requireFinite(values: ArrayLike<number>, needed: number, what: string): void {
  if (values.length < needed) throw refuse("too-few", { what, needed, found: values.length });
  for (let index = 0; index < values.length; index++) {
    const found = values[index] as number;
    if (!Number.isFinite(found)) throw refuse("not-finite", { what, index, found });
  }
}

/** Throws unless `level`, the confidence asked for, lies between 0 and 1; returns (1 − level) / 2. */
export function tailOf(level: number): number {
  if (!(level > 0 && level < 1)) throw misuse("outside-domain", { what: "level", expected: "between 0 and 1", found: level });
  return (1 - level) / 2;
}

/** Throws unless `found` is an integer of at least `least`. */
export function requireCount(found: number, what: string, least = 0): void {
  if (!Number.isInteger(found) || found < least) {
    throw misuse("outside-domain", { what, expected: `an integer of at least ${least}`, found });
  }
}

/** Throws unless `found` is positive and finite. */
export function requirePositive(found: number, what: string): void {
  if (!(found > 0 && found < Infinity)) throw misuse("outside-domain", { what, expected: "positive and finite", found });
}
