import { exp, log, square } from "#elementary";
import { misuse, refuse, requireFinite } from "./failures.js";

/** Sum with Neumaier's running compensation (1974): the error does not grow with the number of terms. */
export function sum(values: ArrayLike<number>): number {
  let total = 0;
  let lost = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return Number.isFinite(lost) ? total + lost : total;
}

/** Arithmetic mean. Refuses an empty list and values that are not finite. */
export function mean(values: ArrayLike<number>): number {
  requireFinite(values, 1, "mean");
  return sum(values) / values.length;
}

/** Unbiased variance, Σ(x − x̄)² / (n − 1), in the unit squared. Refuses fewer than two values. */
export function variance(values: ArrayLike<number>): number {
  requireFinite(values, 2, "variance");
  const centre = mean(values);
  const deviations = Array.from(values, (value) => value - centre);
  const drift = sum(deviations);
  return (sum(deviations.map((d) => d * d)) - (drift * drift) / values.length) / (values.length - 1);
}

/** Square root of the unbiased variance, in the unit of the values. */
export function standardDeviation(values: ArrayLike<number>): number {
  return Math.sqrt(variance(values));
}

/** Standard error of the mean, s/√n. Assumes independent values. */
export function standardErrorOfMean(values: ArrayLike<number>): number {
  return Math.sqrt(variance(values) / values.length);
}

/**
 * The p-quantile, 0 ≤ p ≤ 1, interpolated linearly between order statistics at (n − 1)p: Hyndman & Fan's type 7 (1996),
 * the default of R and NumPy.
 */
export function quantile(values: ArrayLike<number>, p: number): number {
  return quantiles(values, [p])[0] as number;
}

/** Several of them, of values that are put in order once. */
export function quantiles(values: ArrayLike<number>, probabilities: readonly number[]): number[] {
  requireFinite(values, 1, "quantile");
  const sorted = Float64Array.from(values).sort();
  return probabilities.map((p) => {
    if (!(p >= 0 && p <= 1)) throw misuse("outside-domain", { what: "quantile: p", expected: "within 0 to 1", found: p });
    const position = (sorted.length - 1) * p;
    const below = Math.floor(position);
    const low = sorted[below] as number;
    const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
    return low + (high - low) * (position - below);
  });
}

/** The middle value, or the mean of the middle two. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/** Median absolute deviation from the median, × 1.4826: estimates the standard deviation, whatever a few outliers do. */
export function medianDeviation(values: ArrayLike<number>): number {
  const centre = median(values);
  return 1.482602218505602 * median(Array.from(values, (value) => Math.abs(value - centre)));
}

/** Ranks from 1, ties sharing their mean rank. */
export function midranks(values: ArrayLike<number>): number[] {
  requireFinite(values, 0, "midranks");
  const order = Array.from(values, (value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const ranks = new Array<number>(values.length).fill(0);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (order[to + 1]?.value === order[from]?.value && to + 1 < order.length) to++;
    for (const { index } of order.slice(from, to + 1)) ranks[index] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return ranks;
}

/** ln Σ exp(xᵢ) without overflow; −∞ for an empty list. */
export function logSumExp(values: ArrayLike<number>): number {
  let largest = -Infinity;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, values[i] as number);
  if (!Number.isFinite(largest)) return largest;
  let total = 0;
  for (let i = 0; i < values.length; i++) total += exp((values[i] as number) - largest);
  return largest + log(total);
}

/** Pearson's correlation. Refuses where either list is constant. */
export function correlation(x: readonly number[], y: readonly number[]): number {
  if (x.length !== y.length) throw misuse("lengths-differ", { what: "correlation: x and y", first: x.length, second: y.length });
  requireFinite(x, 2, "correlation: x");
  requireFinite(y, 2, "correlation: y");
  const [xMean, yMean] = [mean(x), mean(y)];
  const xx = sum(x.map((v) => square(v - xMean)));
  const yy = sum(y.map((v) => square(v - yMean)));
  if (xx === 0) throw refuse("no-spread", { what: "correlation: x", value: xMean });
  if (yy === 0) throw refuse("no-spread", { what: "correlation: y", value: yMean });
  return sum(x.map((v, i) => (v - xMean) * ((y[i] as number) - yMean))) / Math.sqrt(xx * yy);
}
