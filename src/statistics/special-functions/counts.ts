import { exp, log, log1p } from "#elementary";
import { misuse, requireCount, requirePositive } from "../failures.js";
import { incompleteBeta } from "./beta.js";
import { devianceTerm, incompleteGamma, poissonWeight, stirlingError } from "./gamma.js";

/** Probability of k successes in n independent trials of probability p; full precision for any n (Loader 2000). */
export function binomialProbability(k: number, n: number, p: number): number {
  requireBinomial(n, p);
  if (!Number.isInteger(k) || k < 0 || k > n) return 0;
  const q = 1 - p;
  if (p === 0) return k === 0 ? 1 : 0;
  if (q === 0) return k === n ? 1 : 0;
  if (k === 0) return exp(n * log1p(-p));
  if (k === n) return exp(n * log(p));
  const exponent =
    stirlingError(n) - stirlingError(k) - stirlingError(n - k) - devianceTerm(k, n * p) - devianceTerm(n - k, n * q);
  return exp(exponent) * Math.sqrt(n / (2 * Math.PI * k * (n - k)));
}

/** Probability of at most k successes in n trials. Small tails keep their digits. */
export function binomialCumulative(k: number, n: number, p: number): number {
  requireBinomial(n, p);
  const whole = Math.floor(k);
  if (whole < 0) return 0;
  if (whole >= n) return 1;
  return incompleteBeta(n - whole, whole + 1, 1 - p, p).lower;
}

/** Probability of more than k successes in n trials (strictly more, as 1 − `binomialCumulative`). */
export function binomialSurvival(k: number, n: number, p: number): number {
  requireBinomial(n, p);
  const whole = Math.floor(k);
  if (whole < 0) return 1;
  if (whole >= n) return 0;
  return incompleteBeta(whole + 1, n - whole, p, 1 - p).lower;
}

/** Probabilities of 0, 1, … n successes. */
export function binomialProbabilities(n: number, p: number): number[] {
  return Array.from({ length: n + 1 }, (_, k) => binomialProbability(k, n, p));
}

/** Probability of k events at a mean of `mean`. */
export function poissonProbability(k: number, mean: number): number {
  if (!(mean >= 0)) throw misuse("outside-domain", { what: "poissonProbability: mean", expected: "at least 0", found: mean });
  return Number.isInteger(k) && k >= 0 ? poissonWeight(k, mean) : 0;
}

/** Probability of more than k events at a mean of `mean`. */
export function poissonSurvival(k: number, mean: number): number {
  if (k < 0) return 1;
  return mean === 0 ? 0 : incompleteGamma(Math.floor(k) + 1, mean).lower;
}

/**
 * Probability that `drawn` objects taken without return from `total`, of which `marked` are marked, hold k marked ones.
 * As three binomial probabilities, so large totals keep their digits (Loader 2000).
 */
export function hypergeometricProbability(k: number, total: number, marked: number, drawn: number): number {
  for (const [what, count] of Object.entries({ total, marked, drawn })) requireCount(count, `hypergeometricProbability: ${what}`);
  if (!Number.isInteger(k) || k < Math.max(0, drawn + marked - total) || k > Math.min(marked, drawn)) return 0;
  if (drawn === 0 || drawn === total) return 1;
  const p = drawn / total;
  return (
    (binomialProbability(k, marked, p) * binomialProbability(drawn - k, total - marked, p)) / binomialProbability(drawn, total, p)
  );
}

/** ln of the number of ways to choose k of n. */
export function logChoose(n: number, k: number): number {
  if (k < 0 || k > n) return -Infinity;
  if (k === 0 || k === n) return 0;
  requirePositive(n, "logChoose: n");
  const p = k / n;
  return (
    stirlingError(n) - stirlingError(k) - stirlingError(n - k) -
    0.5 * log(2 * Math.PI * k * (1 - p)) - k * log(p) - (n - k) * log1p(-p)
  );
}

function requireBinomial(n: number, p: number): void {
  requireCount(n, "binomial: number of trials");
  if (!(p >= 0 && p <= 1)) throw misuse("outside-domain", { what: "binomial: probability", expected: "within 0 to 1", found: p });
}
