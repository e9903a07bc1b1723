import { exp } from "#elementary";
import { misuse, requirePositive } from "../failures.js";
import { betaLogitQuantile, incompleteBeta } from "./beta.js";
import { gammaQuantile, incompleteGamma } from "./gamma.js";
import { normalQuantile, normalSurvival } from "./normal.js";

/** Above so many degrees of freedom Student's law is the normal one to the last digit that matters (t⁴/4ν < 1e-12). */
const NORMAL_FROM = 1e14;

/** Probability that Student's t with `df` degrees of freedom exceeds t. Small tails keep their digits. */
export function studentSurvival(t: number, df: number): number {
  if (df === Infinity || df > NORMAL_FROM) return normalSurvival(t);
  requirePositive(df, "studentSurvival: df");
  const square = t * t;
  if (square === Infinity) return t > 0 ? 0 : 1;
  const { lower, upper } = incompleteBeta(0.5, df / 2, square / (df + square), df / (df + square));
  return t >= 0 ? upper / 2 : 0.5 + lower / 2;
}

/** Probability that Student's t is at most t. */
export function studentCdf(t: number, df: number): number {
  return studentSurvival(-t, df);
}

/** t below which Student's t with `df` degrees of freedom lies with probability p. */
export function studentQuantile(p: number, df: number): number {
  requireProbability(p, "studentQuantile: p");
  if (df === Infinity || df > NORMAL_FROM) return normalQuantile(p);
  requirePositive(df, "studentQuantile: df");
  if (p === 0.5) return 0;
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity;
  const tail = Math.min(p, 1 - p);
  // t²/ν is a beta variable's odds.
  const size = Math.sqrt(df) * exp(betaLogitQuantile(1 - 2 * tail, 2 * tail, 0.5, df / 2) / 2);
  return p < 0.5 ? -size : size;
}

/** Two-sided p value of t: probability of a value at least as far from 0. */
export function studentTwoSided(t: number, df: number): number {
  return 2 * studentSurvival(Math.abs(t), df);
}

/** Probability that χ² with `df` degrees of freedom exceeds x. */
export function chiSquareSurvival(x: number, df: number): number {
  return incompleteGamma(df / 2, x / 2).upper;
}

/** Probability that χ² with `df` degrees of freedom is at most x. */
export function chiSquareCdf(x: number, df: number): number {
  return incompleteGamma(df / 2, x / 2).lower;
}

/** x below which χ² with `df` degrees of freedom lies with probability p. */
export function chiSquareQuantile(p: number, df: number): number {
  requireProbability(p, "chiSquareQuantile: p");
  return 2 * gammaQuantile(p, df / 2);
}

/** Probability that F with (df1, df2) degrees of freedom exceeds x. */
export function fSurvival(x: number, df1: number, df2: number): number {
  requirePositive(df1, "fSurvival: df1");
  requirePositive(df2, "fSurvival: df2");
  if (x <= 0) return 1;
  if (x === Infinity) return 0;
  const whole = df1 * x + df2;
  return incompleteBeta(df1 / 2, df2 / 2, (df1 * x) / whole, df2 / whole).upper;
}

/** x below which F with (df1, df2) degrees of freedom lies with probability p. */
export function fQuantile(p: number, df1: number, df2: number): number {
  requireProbability(p, "fQuantile: p");
  requirePositive(df1, "fQuantile: df1");
  requirePositive(df2, "fQuantile: df2");
  if (p === 0 || p === 1) return p === 0 ? 0 : Infinity;
  return (df2 / df1) * exp(betaLogitQuantile(p, 1 - p, df1 / 2, df2 / 2));
}

/**
 * Kolmogorov's limiting law: probability that sup |Brownian bridge| exceeds x. Two series, one for each side of x = 1,
 * each exact to rounding after five terms (Kolmogorov 1933; Marsaglia, Tsang & Wang 2003).
 */
export function kolmogorovSurvival(x: number): number {
  if (x <= 0.04) return 1;
  let sum = 0;
  if (x < 1) {
    for (let k = 9; k >= 1; k -= 2) sum += exp((-k * k * Math.PI * Math.PI) / (8 * x * x));
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum;
  }
  for (let k = 5; k >= 1; k--) sum = exp(-2 * k * k * x * x) - sum;
  return Math.max(0, 2 * sum);
}

function requireProbability(p: number, what: string): void {
  if (!(p >= 0 && p <= 1)) throw misuse("outside-domain", { what, expected: "within 0 to 1", found: p });
}
