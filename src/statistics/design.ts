import { exp, log, log1p, square } from "#elementary";
import { fisherTwoSided } from "./contingency.js";
import { misuse, refuse, requireCount, requirePositive, tailOf } from "./failures.js";
import { sum } from "./descriptive.js";
import { proportionInterval, proportionUpperBound, type ProportionMethod } from "./proportions.js";
import { studentQuantile } from "./special-functions/continuous.js";
import { binomialProbabilities } from "./special-functions/counts.js";
import { logGamma } from "./special-functions/gamma.js";
import { normalCdf, normalQuantile, normalSurvival } from "./special-functions/normal.js";

const SEARCH_LIMIT = 20_000;

function requireChance(p: number, what: string): void {
  if (!(p > 0 && p < 1)) throw misuse("outside-domain", { what, expected: "between 0 and 1", found: p });
}

/**
 * Trials for which the interval of a proportion, whose truth is p, is expected to reach no further than ±`halfWidth`: the
 * first n whose exact mean width is at most twice that.
 */
export function trialsForHalfWidth(
  p: number,
  halfWidth: number,
  { method = "Wilson", level = 0.95 }: { method?: ProportionMethod; level?: number } = {},
): number {
  requireChance(p, "trialsForHalfWidth: p");
  requirePositive(halfWidth, "trialsForHalfWidth: halfWidth");
  for (let n = 4; n <= SEARCH_LIMIT; n++) {
    const widths = binomialProbabilities(n, p).map((chance, k) => {
      if (chance < 1e-18) return 0;
      const { low, high } = proportionInterval(k, n, method, level);
      return chance * (high - low);
    });
    if (sum(widths) <= 2 * halfWidth) return n;
  }
  throw refuse("too-many", { what: "trialsForHalfWidth", limit: SEARCH_LIMIT, found: Infinity, next: "Ask for a wider interval." });
}

/** Trials without a single event after which a probability p is excluded at `level`: ln(1 − level)/ln(1 − p), rounded up. */
export function trialsToExclude(p: number, level = 0.95): number {
  requireChance(p, "trialsToExclude: p");
  requireChance(level, "level");
  return Math.ceil(log1p(-level) / log1p(-p) - 1e-12);
}

/** Upper bound of a probability after `trials` without an event: about 3/n at 95 % (Hanley & Lippman-Hand 1983). */
export function zeroEventBound(trials: number, level = 0.95): number {
  return proportionUpperBound(0, trials, level);
}

/**
 * Power of Fisher's exact test, two-sided at `significance`, between two groups of n trials with true probabilities p₁ and
 * p₂: an exact sum over all pairs of counts (pairs less probable than 1e-7 in either group left out).
 */
export function fisherPower(p1: number, p2: number, trialsPerGroup: number, significance = 0.05): number {
  requireCount(trialsPerGroup, "fisherPower: trials per group", 1);
  if (trialsPerGroup > 500) {
    throw refuse("too-many", { what: "fisherPower", limit: 500, found: trialsPerGroup, next: "Above 500 trials the normal approximation serves." });
  }
  const n = trialsPerGroup;
  const [first, second] = [binomialProbabilities(n, p1), binomialProbabilities(n, p2)];
  const pValues = Array.from({ length: 2 * n + 1 }, (_, successes) => fisherTwoSided(2 * n, n, successes));
  const terms: number[] = [];
  for (const [i, a] of first.entries()) {
    if (a < 1e-7) continue;
    for (const [j, b] of second.entries()) {
      if (b >= 1e-7 && (pValues[i + j]?.get(i) ?? 1) <= significance) terms.push(a * b);
    }
  }
  return sum(terms);
}

/** Fewest trials per group for which Fisher's exact test tells p₁ from p₂ with at least this power. */
export function trialsToCompare(
  p1: number,
  p2: number,
  { power, significance = 0.05 }: { power: number; significance?: number },
): number {
  for (const [value, what] of [[p1, "p1"], [p2, "p2"], [power, "power"]] as const) requireChance(value, what);
  if (p1 === p2) {
    throw refuse("unbounded", { what: "the number of trials", because: "the two probabilities are equal", next: "Name the smallest difference that would matter." });
  }
  // The normal formula is never above the exact answer by more than a few trials; step back and search upward.
  const z = normalQuantile(1 - significance / 2) + normalQuantile(power);
  const guess = (z * z * (p1 * (1 - p1) + p2 * (1 - p2))) / square(p1 - p2);
  let n = Math.max(2, Math.floor(0.75 * guess) - 4);
  while (n > 2 && fisherPower(p1, p2, n, significance) >= power) n = Math.max(2, Math.floor(0.8 * n));
  while (fisherPower(p1, p2, n, significance) < power) n++;
  return n;
}

/**
 * Power of a two-sided t test to see a true difference of `difference` when values scatter by `standardDeviation` (both in one
 * unit) and n values are in each group (`independent`), or n differences are taken (`paired`, where the deviation is that of
 * the differences). Exact, from the noncentral t law.
 */
export function meanDifferencePower(
  difference: number,
  standardDeviation: number,
  n: number,
  { design, significance = 0.05 }: { design: "independent" | "paired"; significance?: number },
): number {
  requireCount(n, "meanDifferencePower: n", 2);
  requirePositive(standardDeviation, "meanDifferencePower: standardDeviation");
  const df = design === "paired" ? n - 1 : 2 * (n - 1);
  const noncentrality = (Math.abs(difference) / standardDeviation) * Math.sqrt(design === "paired" ? n : n / 2);
  const critical = studentQuantile(1 - tailOf(1 - significance), df);
  return chiAverage(df, (s) => normalSurvival(critical * s - noncentrality) + normalCdf(-critical * s - noncentrality));
}

/** Fewest values per group (or differences) for which a two-sided t test sees the difference with at least this power. */
export function sampleSizeForMeanDifference(
  difference: number,
  standardDeviation: number,
  { power, design, significance = 0.05 }: { power: number; design: "independent" | "paired"; significance?: number },
): number {
  requireChance(power, "power");
  if (difference === 0) {
    throw refuse("unbounded", { what: "the sample size", because: "the difference to be seen is 0", next: "Name the smallest difference that would matter." });
  }
  const z = normalQuantile(1 - significance / 2) + normalQuantile(power);
  const guess = (z * z * (design === "paired" ? 1 : 2) * square(standardDeviation)) / square(difference);
  for (let n = Math.max(2, Math.floor(guess)); n <= guess + 50; n++) {
    if (meanDifferencePower(difference, standardDeviation, n, { design, significance }) >= power) return n;
  }
  throw refuse("too-many", { what: "sampleSizeForMeanDifference", limit: Math.ceil(guess + 50), found: guess, next: "Check the units of the difference and its deviation." });
}

/** Mean of f(s) over s = √(χ²/df): the trapezoidal rule in ln s, which converges exponentially for so smooth a law. */
function chiAverage(df: number, f: (s: number) => number): number {
  const logNorm = Math.LN2 + (df / 2) * log(df / 2) - logGamma(df / 2);
  const spread = 1 / Math.sqrt(2 * df);
  const terms: number[] = [];
  const step = spread / 16;
  for (let i = -640; i <= 320; i++) {
    const logS = i * step;
    const s = exp(logS);
    const weight = exp(logNorm + df * logS - (df / 2) * s * s) * step;
    if (weight > 0) terms.push(weight * f(s));
  }
  return sum(terms);
}
