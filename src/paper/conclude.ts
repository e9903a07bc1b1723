/** From the readings of all spines to a row: counts, means and medians with exact or rank intervals. */
import { mean, meanWithInterval, median, proportionInterval } from "#statistics";
import type { Conclusion, Reading } from "./experiment.js";

export type Said = Omit<Conclusion, "id" | "value" | "judged" | "low" | "high" | "n" | "nOf"> & { readonly nOf?: Conclusion["nOf"] };

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

/**
 * How many of the spines in which it could be read, with Clopper and Pearson's interval. Of all or none, what is held
 * against the range is Laplace's (k + 1)/(n + 2): "4 of 4" doesn't say that no spine anywhere is otherwise.
 */
export function share(id: string, readings: readonly Reading[], name: string, said: Said): Conclusion {
  const known = readings.flatMap((reading) => (typeof reading[name] === "boolean" ? [reading[name]] : []));
  const n = known.length;
  if (n === 0) return { id, n, nOf: "spines", ...said, direction: false, note: "It could be read in no spine." };
  const k = known.filter(Boolean).length;
  const { low, high } = proportionInterval(k, n, "Clopper–Pearson");
  const judged = k === 0 || k === n ? { judged: (k + 1) / (n + 2) } : {};
  return { id, value: k / n, ...judged, low, high, n, nOf: "spines", ...said };
}

/** Mean over spines with Student's interval. */
export function average(id: string, values: readonly number[], said: Said): Conclusion {
  const n = values.length;
  if (n === 0) return { id, n, nOf: "spines", ...said, direction: false, note: "It could be read in no spine." };
  const value = mean(values);
  const alike = values.every((one) => one === value);
  const interval = n >= 2 && !alike ? meanWithInterval(values, { unit: "1" }).estimate.interval : undefined;
  return { id, value, ...(interval && { low: interval.low, high: interval.high }), n, nOf: "spines", ...said };
}

/**
 * Median over spines, with the interval between order statistics that holds it in 95 % of samples, by the binomial law;
 * without one below 6 spines, which can't have it.
 */
export function middle(id: string, values: readonly number[], said: Said): Conclusion {
  const n = values.length;
  if (n === 0) return { id, n, nOf: "spines", ...said, direction: false, note: "It could be read in no spine." };
  const sorted = [...values].sort((a, b) => a - b);
  const value = median(values);
  const rank = rankOf(n);
  const interval = rank === undefined ? {} : { low: sorted[rank] as number, high: sorted[n - 1 - rank] as number };
  return { id, value, ...interval, n, nOf: "spines", ...said };
}

/** The k for which the k-th smallest and largest (from 0) hold the median with 95 %: P(B(n, ½) ≤ k) ≤ 2.5 %. */
function rankOf(n: number): number | undefined {
  let below = 0;
  let term = 2 ** -n;
  for (let k = 0; k < n; k++) {
    below += term;
    if (below > 0.025) return k === 0 ? undefined : k - 1;
    term = (term * (n - k)) / (k + 1);
  }
  return undefined;
}


/**
 * All spines' numerators over all their denominators: where single spines' ratios are mostly noise, their sums are not.
 * Student's interval over spines of R + (p − R·s)/s̄, since a spine's two numbers belong together (Cochran 1977, ch. 6).
 */
export function overall(id: string, top: readonly number[], bottom: readonly number[], said: Said): Conclusion {
  const n = top.length;
  if (n < 2) return { id, n, nOf: "spines", ...said, direction: false, note: "Too few spines could be read." };
  const whole = mean(bottom);
  const ratio = mean(top) / whole;
  return average(id, top.map((p, k) => ratio + (p - ratio * (bottom[k] as number)) / whole), said);
}
