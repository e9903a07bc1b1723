import { square } from "#elementary";
import type { Estimate } from "./estimate.js";
import { misuse, refuse, requireFinite, requirePositive, tailOf } from "./failures.js";
import { mean, variance } from "./descriptive.js";
import { studentCdf, studentQuantile, studentSurvival, studentTwoSided } from "./special-functions/continuous.js";

/** An estimate with the t test of its difference from 0. */
export interface TestedEstimate {
  readonly estimate: Estimate;
  /** Estimate over its standard error. */
  readonly t: number;
  readonly degreesOfFreedom: number;
  /** Two-sided. */
  readonly pValue: number;
}

/** Puts an estimate, its t interval and its t test together. */
export function tested(
  { value, standardError, degreesOfFreedom }: { value: number; standardError: number; degreesOfFreedom: number },
  { level, ...said }: { level: number; unit: string; method: string; n: number; nOf: string; note?: string },
): TestedEstimate {
  const t = value / standardError;
  const half = studentQuantile(1 - tailOf(level), degreesOfFreedom) * standardError;
  const interval = { low: value - half, high: value + half, level };
  return {
    estimate: { value, interval, standardError, ...said },
    t,
    degreesOfFreedom,
    pValue: studentTwoSided(t, degreesOfFreedom),
  };
}

/**
 * Mean of independent values with Student's interval and t test (1908), n − 1 degrees of freedom. For one number per cell or
 * spine, this is the analysis of summary measures. Refuses fewer than two values, and values all alike.
 */
export function meanWithInterval(
  values: readonly number[],
  { unit, level = 0.95, nOf = "values" }: { unit: string; level?: number; nOf?: string },
): TestedEstimate {
  requireFinite(values, 2, "mean with interval: values");
  const value = mean(values);
  const spread = variance(values);
  if (spread === 0) throw refuse("no-spread", { what: "mean with interval", value });
  const n = values.length;
  const standardError = Math.sqrt(spread / n);
  return tested({ value, standardError, degreesOfFreedom: n - 1 }, { unit, level, method: "mean, Student's t interval", n, nOf });
}

/** What papers print of a group. `standardDeviation` is of the values, not of their mean. */
export interface GroupSummary {
  readonly mean: number;
  readonly standardDeviation: number;
  readonly n: number;
}

/** Mean, standard deviation and n of values. */
export function summarise(values: readonly number[]): GroupSummary {
  return { mean: mean(values), standardDeviation: Math.sqrt(variance(values)), n: values.length };
}

/**
 * Difference of two independent means, second minus first, with Welch's interval and t test (1947): variances may differ,
 * degrees of freedom after Satterthwaite (1946). Takes summaries, so that printed figures can be tested too.
 */
export function welchDifference(
  first: GroupSummary,
  second: GroupSummary,
  { unit, level = 0.95, nOf = "values" }: { unit: string; level?: number; nOf?: string },
): TestedEstimate {
  for (const { n, standardDeviation } of [first, second]) {
    if (!(n >= 2)) throw refuse("too-few", { what: "Welch's difference: values in a group", needed: 2, found: n });
    if (!(standardDeviation >= 0)) {
      throw misuse("outside-domain", { what: "standardDeviation", expected: "at least 0", found: standardDeviation });
    }
  }
  const [v1, v2] = [square(first.standardDeviation) / first.n, square(second.standardDeviation) / second.n];
  const value = second.mean - first.mean;
  if (v1 + v2 === 0) throw refuse("no-spread", { what: "Welch's difference: both groups", value });
  const degreesOfFreedom = square(v1 + v2) / (square(v1) / (first.n - 1) + square(v2) / (second.n - 1));
  return tested(
    { value, standardError: Math.sqrt(v1 + v2), degreesOfFreedom },
    { unit, level, method: "difference of means, Welch's interval", n: first.n + second.n, nOf },
  );
}

/**
 * p that a difference lies outside ±`margin`, by two one-sided t tests (Schuirmann 1987): small p is evidence of sameness,
 * which a large p of an ordinary test is not. `margin` is in the unit of the difference and must be chosen beforehand.
 */
export function equivalence({ estimate, degreesOfFreedom }: TestedEstimate, margin: number): number {
  requirePositive(margin, "equivalence: margin");
  const error = estimate.standardError;
  if (error === undefined) throw refuse("too-few", { what: "equivalence: standard errors", needed: 1, found: 0 });
  return Math.max(
    studentSurvival((estimate.value + margin) / error, degreesOfFreedom),
    studentCdf((estimate.value - margin) / error, degreesOfFreedom),
  );
}
