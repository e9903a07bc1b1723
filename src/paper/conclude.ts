/** From the readings of all spines to a row: counts, means and medians with exact or rank intervals. */
import { pow } from "#elementary";
import { mean, meanWithInterval, median, proportionInterval } from "#statistics";
import { counted } from "./counts.js";
import type { Conclusion, Reading } from "./experiment.js";

type Said = Omit<Conclusion, "id" | "value" | "judged" | "low" | "high" | "n" | "nOf" | "each" | "spines" | "cells"> &
  { readonly nOf?: Conclusion["nOf"] };

/** So many spines, each on a cell of its own. */
const spinesOf = (n: number) => ({ n, nOf: "spines", spines: n, cells: n } as const);
const UNREAD = { direction: false, note: "It could be read in no spine." } as const;

/** Numbers that could be read, of all spines. */
export function numbers(readings: readonly Reading[], name: string): number[] {
  return readings.flatMap((reading) => {
    const value = reading[name];
    return typeof value === "number" && Number.isFinite(value) ? [value] : [];
  });
}

export function truths(readings: readonly Reading[], name: string): number | undefined {
  const all = numbers(readings, name);
  return all.length > 0 ? mean(all) : undefined;
}

/** Median of what could be read; undefined where nothing could. */
export function medianOf(readings: readonly Reading[], name: string): number | undefined {
  const all = numbers(readings, name);
  return all.length > 0 ? median(all) : undefined;
}

/** Of an experiment with a search: what was read where a spine was found. */
export const foundIn = (all: readonly Reading[]): readonly Reading[] => all.filter((one) => one["found"] === true);

/** How many spines were found, and how many looked at. */
export function searchSaid(all: readonly Reading[]): string {
  return `${counted(foundIn(all).length, "spines")} responded of ${total(all, "searched")} searched on ${counted(all.length, "cells")}.`;
}

/** Sum of a number over all spines. */
export const total = (readings: readonly Reading[], name: string): number =>
  numbers(readings, name).reduce((sum, one) => sum + one, 0);

/** A number of the truth as a conclusion has it. */
export function truly(truth: number | undefined): { readonly truth?: number } {
  return truth === undefined ? {} : { truth };
}

/** How many of the spines in which it could be read, with Clopper and Pearson's interval. */
export function share(id: string, readings: readonly Reading[], name: string, said: Said): Conclusion {
  const known = readings.flatMap((reading) => (typeof reading[name] === "boolean" ? [reading[name]] : []));
  const n = known.length;
  if (n === 0) return { id, ...spinesOf(0), ...said, ...UNREAD };
  const k = known.filter(Boolean).length;
  const { low, high } = proportionInterval(k, n, "Clopper–Pearson");
  return { id, value: k / n, low, high, ...spinesOf(n), each: known.map(Number), ...said };
}

/** Mean over spines with Student's interval. */
export function average(id: string, values: readonly number[], said: Said): Conclusion {
  const n = values.length;
  if (n === 0) return { id, ...spinesOf(0), ...said, ...UNREAD };
  const value = mean(values);
  const alike = values.every((one) => one === value);
  const interval = n >= 2 && !alike ? meanWithInterval(values, { unit: "1" }).estimate.interval : undefined;
  const reach = interval && { low: interval.low, high: interval.high };
  return { id, value, ...reach, ...spinesOf(n), each: values, ...said };
}

/** Mean over spines of what a number is more than another, with Student's interval, which one spine doesn't have. */
export function meanChange(
  readings: readonly Reading[], from: string, to: string,
): Pick<Conclusion, "value" | "low" | "high"> {
  return average("", pairs(readings, to, from).map(([after, before]) => after - before), { direction: true });
}

/**
 * Sum of one number over the sum of another, so that faint responses count little: ratio estimator with
 * Student's interval of its residuals (Cochran 1977, Sampling Techniques, chapter 6).
 */
export function ratio(
  id: string, readings: readonly Reading[], above: string, below: string, said: Said,
): Conclusion {
  const both = pairs(readings, above, below);
  const n = both.length;
  if (n === 0) return { id, ...spinesOf(0), ...said, ...UNREAD };
  const value = quotient(both);
  const under = mean(both.map(([, b]) => b));
  const residuals = both.map(([a, b]) => (a - value * b) / under);
  const interval = n >= 2 && residuals.some((one) => one !== residuals[0])
    ? meanWithInterval(residuals, { unit: "1" }).estimate.interval : undefined;
  const reach = interval && { low: value + interval.low, high: value + interval.high };
  return { id, value, ...reach, ...spinesOf(n), each: both.map(([a, b]) => a / b), ...said };
}

/** The value of `ratio` alone; undefined where nothing could be read. */
export function ratioOf(readings: readonly Reading[], above: string, below: string): number | undefined {
  const both = pairs(readings, above, below);
  return both.length > 0 ? quotient(both) : undefined;
}

function pairs(readings: readonly Reading[], above: string, below: string): (readonly [number, number])[] {
  return readings.flatMap(({ [above]: a, [below]: b }) =>
    (typeof a === "number" && typeof b === "number" ? [[a, b] as const] : []));
}

const quotient = (both: readonly (readonly [number, number])[]): number =>
  mean(both.map(([a]) => a)) / mean(both.map(([, b]) => b));

/**
 * Median over spines, with the interval between order statistics that holds it in 95 % of samples, by the binomial law;
 * without one below 6 spines, which can't have it.
 */
export function middle(id: string, values: readonly number[], said: Said): Conclusion {
  const n = values.length;
  if (n === 0) return { id, ...spinesOf(0), ...said, ...UNREAD };
  const sorted = [...values].sort((a, b) => a - b);
  const value = median(values);
  const rank = rankOf(n);
  const interval = rank === undefined ? {} : { low: sorted[rank] as number, high: sorted[n - 1 - rank] as number };
  return { id, value, ...interval, ...spinesOf(n), each: values, ...said };
}

/** Why a median stands without an interval, after other words; nothing where it has one. */
export const fewSaid = ({ n, low }: Pick<Conclusion, "n" | "low">): string =>
  (n === 0 || low !== undefined ? "" : ` ${counted(n, "spines")} are too few for an interval of a median: it takes 6.`);

/** The k for which the k-th smallest and largest (from 0) hold the median with 95 %: P(B(n, ½) ≤ k) ≤ 2.5 %. */
function rankOf(n: number): number | undefined {
  let below = 0;
  let term = pow(2, -n);
  for (let k = 0; k < n; k++) {
    below += term;
    if (below > 0.025) return k === 0 ? undefined : k - 1;
    term = (term * (n - k)) / (k + 1);
  }
  return undefined;
}
