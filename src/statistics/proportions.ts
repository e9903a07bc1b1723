import { expm1, log } from "#elementary";
import type { Estimate, Interval } from "./estimate.js";
import { misuse, refuse, requireCount, tailOf } from "./failures.js";
import { findRoot } from "./optimise.js";
import { betaQuantile } from "./special-functions/beta.js";
import { binomialCumulative, binomialProbability, binomialSurvival } from "./special-functions/counts.js";
import { normalQuantile } from "./special-functions/normal.js";

/**
 * How the interval of a proportion is made. Exact coverage differs: `Clopper–Pearson` never covers less than it says and is
 * widest; `Wilson`, `Jeffreys` and `mid-P` cover it on average; `Agresti–Coull` a little more. `uniform Beta` is the
 * posterior under a flat prior, so it never touches 0 or 1. Brown, Cai & DasGupta 2001, Stat. Sci. 16:101.
 */
export type ProportionMethod = "Wilson" | "Jeffreys" | "Clopper–Pearson" | "Agresti–Coull" | "mid-P" | "uniform Beta";

/**
 * Interval of a proportion from `successes` of `trials`, which must be independent and of one probability.
 *
 * At 0 successes the low end is 0, at all successes the high end is 1 (save for `uniform Beta`; Agresti–Coull is
 * clipped to 0…1). Refuses 0 trials.
 */
export function proportionInterval(successes: number, trials: number, method: ProportionMethod, level = 0.95): Interval {
  requireCount(trials, "proportion: trials");
  requireCount(successes, "proportion: successes");
  if (trials === 0) throw refuse("too-few", { what: "proportion: trials", needed: 1, found: 0 });
  if (successes > trials) {
    throw misuse("outside-domain", { what: "proportion: successes", expected: `at most the ${trials} trials`, found: successes });
  }
  const tail = tailOf(level);
  const [low, high] = ends[method](successes, trials, tail);
  return { low, high, level };
}

const ends: Record<ProportionMethod, (k: number, n: number, tail: number) => [number, number]> = {
  "Wilson": (k, n, tail) => {
    const z = -normalQuantile(tail);
    const p = k / n;
    const whole = 1 + (z * z) / n;
    const centre = (p + (z * z) / (2 * n)) / whole;
    const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / whole;
    return [k === 0 ? 0 : centre - half, k === n ? 1 : centre + half];
  },
  "Jeffreys": (k, n, tail) => [
    k === 0 ? 0 : betaQuantile(tail, k + 0.5, n - k + 0.5),
    k === n ? 1 : betaQuantile(1 - tail, k + 0.5, n - k + 0.5),
  ],
  "Clopper–Pearson": (k, n, tail) => [
    k === 0 ? 0 : betaQuantile(tail, k, n - k + 1),
    k === n ? 1 : betaQuantile(1 - tail, k + 1, n - k),
  ],
  "Agresti–Coull": (k, n, tail) => {
    const z = -normalQuantile(tail);
    const trials = n + z * z;
    const p = (k + (z * z) / 2) / trials;
    const half = z * Math.sqrt((p * (1 - p)) / trials);
    return [Math.max(0, p - half), Math.min(1, p + half)];
  },
  "mid-P": (k, n, tail) => {
    const above = (p: number): number => binomialSurvival(k, n, p) + 0.5 * binomialProbability(k, n, p) - tail;
    const below = (p: number): number => binomialCumulative(k - 1, n, p) + 0.5 * binomialProbability(k, n, p) - tail;
    return [k === 0 ? 0 : findRoot(above, 0, 1), k === n ? 1 : findRoot(below, 0, 1)];
  },
  "uniform Beta": (k, n, tail) => [betaQuantile(tail, k + 1, n - k + 1), betaQuantile(1 - tail, k + 1, n - k + 1)],
};

/** A proportion with its interval: k of n, by the method named. See `proportionInterval`. */
export function proportion(
  successes: number,
  trials: number,
  { method, level = 0.95, nOf = "trials" }: { method: ProportionMethod; level?: number; nOf?: string },
): Estimate {
  const interval = proportionInterval(successes, trials, method, level);
  const kind = method === "uniform Beta" ? "posterior interval under a flat prior" : `${method} interval`;
  return { value: successes / trials, unit: "1", interval, method: `proportion, ${kind}`, n: trials, nOf };
}

/**
 * The largest probability still compatible with `successes` of `trials`, one-sided at `level` (Clopper & Pearson 1934). At
 * 0 successes it is 1 − (1 − level)^(1/n), about 3/n at 95 %: what "it never happened" means.
 */
export function proportionUpperBound(successes: number, trials: number, level = 0.95): number {
  proportionInterval(successes, trials, "Wilson", level);
  if (successes === trials) return 1;
  if (successes === 0) return -expm1(log(1 - level) / trials);
  return betaQuantile(level, successes + 1, trials - successes);
}

/**
 * How often an interval from `trials` trials holds a true probability p, and how wide it is on average: exact sums over
 * every possible count, no simulation.
 */
export function exactCoverage(
  trials: number,
  p: number,
  method: ProportionMethod,
  level = 0.95,
): { coverage: number; meanWidth: number } {
  let coverage = 0;
  let meanWidth = 0;
  for (let k = 0; k <= trials; k++) {
    const chance = binomialProbability(k, trials, p);
    const { low, high } = proportionInterval(k, trials, method, level);
    if (low <= p && p <= high) coverage += chance;
    meanWidth += chance * (high - low);
  }
  return { coverage, meanWidth };
}
