import { square } from "#elementary";
import { misuse, refuse } from "./failures.js";

/** Lines `from` (inclusive) to `to` (exclusive). */
export interface LineWindow {
  readonly from: number;
  readonly to: number;
}

/** Throws unless the window holds at least `needed` lines of a trace of `lines`; returns how many. */
export function requireWindow({ from, to }: LineWindow, lines: number, what: string, needed = 1): number {
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to > lines || from >= to) {
    throw refuse("window-outside", { what, from, to, lines });
  }
  if (to - from < needed) throw refuse("too-few-lines", { what, needed, found: to - from });
  return to - from;
}

/** Throws unless both have as many elements. */
export function requireEqualLengths(first: ArrayLike<unknown>, second: ArrayLike<unknown>, what: string): void {
  if (first.length !== second.length) throw misuse("lengths-differ", { what, first: first.length, second: second.length });
}

/** Mean of the values within the window. */
export function windowAverage(values: ArrayLike<number>, { from, to }: LineWindow): number {
  let total = 0;
  for (let i = from; i < to; i++) total += values[i] as number;
  return total / (to - from);
}

/**
 * Variance from differences of successive values, Σ(xᵢ₊₁ − xᵢ)² / 2(n − 1), which slow drift and bleaching leave alone
 * (von Neumann et al. 1941). Its own variance is 3σ⁴/(n − 1), half as much again as that of the ordinary one.
 */
export function successiveVariance(values: ArrayLike<number>, { from, to }: LineWindow): number {
  let squares = 0;
  for (let i = from + 1; i < to; i++) squares += square((values[i] as number) - (values[i - 1] as number));
  return squares / (2 * (to - from - 1));
}
