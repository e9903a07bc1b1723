import { square } from "#elementary";
import { leastSquares, mean, normalQuantile, variance, type Estimate } from "#statistics";
import type { Answer } from "../measurement.js";
import { answerOf } from "../answer.js";
import { refuse, requireFiniteValues } from "./failures.js";
import { requireQuantalSignal, type QuantalSignal } from "./quantal-likelihood.js";

/** Variance of a sample variance, in the unit to the fourth. */
export interface VarianceOfVariance {
  /** Cumulants put into κ₄/n + 2κ₂²/(n − 1). */
  readonly plugIn: number;
  /** Unbiased, from k-statistics (Fisher 1928): what `plugIn` estimates with a bias of about 2/n of itself. */
  readonly unbiased: number;
}

/** How uncertain the sample variance of `values` is; normal data give 2σ⁴/(n − 1). Needs 4 values. */
export function varianceOfVariance(values: readonly number[]): VarianceOfVariance {
  requireFiniteValues(values, "amplitude");
  const n = values.length;
  if (n < 4) throw refuse("trials-too-few", { what: "The variance of a variance", needed: 4, found: n });
  const centre = mean(values);
  const second = values.reduce((total, x) => total + square(x - centre), 0) / n;
  const fourth = values.reduce((total, x) => total + square(square(x - centre)), 0) / n;
  const k4 = (n * n * ((n + 1) * fourth - 3 * (n - 1) * second * second)) / ((n - 1) * (n - 2) * (n - 3));
  const k2 = (second * n) / (n - 1);
  return { plugIn: k4 / n + (2 * k2 * k2) / (n - 1), unbiased: ((k4 * (n - 1)) / n + 2 * k2 * k2) / (n + 1) };
}

/** Multiple-probability fluctuation analysis: what variance against mean says. */
export interface VarianceMean {
  readonly points: readonly { readonly mean: number; readonly variance: number; readonly varianceOfVariance: number }[];
  /** A and B of variance − noise² = A·mean − B·mean². */
  readonly initialSlope: number;
  readonly curvature: number;
  /** q = A/(1 + cv²). */
  readonly quantalSize: Estimate;
  /** N = 1/B; refused unless B is distinguishably positive. */
  readonly sites: Answer;
  /** p = mean·B/q per condition; refused with N. */
  readonly releaseProbabilities: readonly Answer[];
}

/**
 * Quantal size from the initial slope of variance against mean over conditions of different release probability, and N from its
 * bend (Silver, Momiyama & Cull-Candy 1998, J. Physiol. 510:881; Clements & Silver 2000).
 *
 * Weighted by 1/variance-of-variance (plug-in); `noise` is the SD of failures, `quantalVariation` the cv of one quantum, both
 * known. Assumes one p for all sites. Intervals are the fit's normal ones, and rough with 3 conditions. N and p are refused
 * where the bend is not significant, as 1/B is then unbounded. Refuses fewer than 3 conditions, and spine calcium.
 */
export function varianceMean(
  conditions: readonly (readonly number[])[],
  { signal, noise, quantalVariation, unit, level = 0.95 }: {
    signal: QuantalSignal; noise: number; quantalVariation: number; unit: string; level?: number;
  },
): VarianceMean {
  requireQuantalSignal(signal, "Quantal size");
  if (conditions.length < 3) throw refuse("one-condition", { what: "Variance against mean", needed: 3, found: conditions.length });
  const points = conditions.map((amplitudes) => ({
    mean: mean(amplitudes), variance: variance(amplitudes), varianceOfVariance: varianceOfVariance(amplitudes).plugIn,
  }));
  const fit = leastSquares(
    points.map((point) => [point.mean, -point.mean * point.mean]),
    points.map((point) => point.variance - noise * noise),
    { weights: points.map((point) => 1 / point.varianceOfVariance), varianceKnown: true },
  );
  const [slope, curvature] = fit.coefficients as [number, number];
  const [[vSlope, both], [, vCurvature]] = fit.covariance as [[number, number], [number, number]];
  const z = normalQuantile((1 + level) / 2);
  const spread = 1 + quantalVariation * quantalVariation;
  const trials = conditions.reduce((total, amplitudes) => total + amplitudes.length, 0);
  const said = { n: trials, nOf: "trials", method: "variance against mean, weighted parabola" };
  const symmetric = (value: number, standardError: number, valueUnit: string): Estimate => ({
    ...said, value, unit: valueUnit, standardError, interval: { low: value - z * standardError, high: value + z * standardError, level },
  });
  const bent = curvature > z * Math.sqrt(vCurvature);
  const requireBend = (): void => {
    if (!bent) throw refuse("variance-mean-not-bent", { curvature, standardError: Math.sqrt(vCurvature) });
  };
  return {
    points,
    initialSlope: slope,
    curvature,
    quantalSize: symmetric(slope / spread, Math.sqrt(vSlope) / spread, unit),
    sites: answerOf((): Estimate => {
      requireBend();
      const reach = z * Math.sqrt(vCurvature);
      const interval = { low: 1 / (curvature + reach), high: 1 / (curvature - reach), level };
      return { ...said, value: 1 / curvature, unit: "1", interval, standardError: Math.sqrt(vCurvature) / square(curvature) };
    }),
    releaseProbabilities: points.map((point) =>
      answerOf(() => {
        requireBend();
        const value = (point.mean * curvature * spread) / slope;
        const relative2 = vCurvature / square(curvature) + vSlope / square(slope) - (2 * both) / (curvature * slope);
        return symmetric(value, value * Math.sqrt(Math.max(relative2, 0)), "1");
      }),
    ),
  };
}
