import { square } from "#elementary";
import { leastSquares, studentQuantile, type Estimate, type Interval } from "#statistics";
import { fiellerEnds } from "./fieller.js";
import { misuse, refuse, requireNonNegative, requirePositive } from "./failures.js";

/** One cell at one dye concentration. */
export interface LoadedCell {
  /** κ_B that the dye adds, over the finite step (`finiteDyeBindingRatio`). */
  readonly addedBindingRatio: number;
  /** Peak rise of free calcium, nM, or decay time constant, ms, according to the line asked for. */
  readonly value: number;
  /** Its standard error; all cells or none. With them the line is weighted. */
  readonly standardError?: number;
}

/** What the line extrapolates to. */
export interface BindingRatioExtrapolation {
  /** κ_E, endogenous binding ratio: minus the abscissa where the line meets 0, minus 1. */
  readonly endogenousBindingRatio: Estimate;
  /** Amplitude, nM, or time constant, ms, without any dye. */
  readonly withoutDye: Estimate;
  /** γ, clearance, /ms; only from decays. */
  readonly clearance?: Estimate;
}

/**
 * κ_E from how a known added buffer shrinks and slows calcium transients.
 *
 *     amplitude:  1/A = (1 + κ_E + κ_B) / (A₀(1 + κ_E))        decay:  τ = (1 + κ_E + κ_B) / γ
 *
 * Both are straight in κ_B. κ_E is a ratio of two fitted coefficients, so its interval is Fieller's (1954), exact for
 * normal scatter about the line; it is lopsided, upward most. Refuses fewer than 4 cells and a slope not different from 0.
 * Assumes the same influx and clearance in every cell, and a κ_B taken over the same finite step as the data.
 * Neher & Augustine 1992, J. Physiol. 450:273; Helmchen, Imoto & Sakmann 1996, Biophys. J. 70:1069.
 */
export function extrapolateBindingRatio(
  cells: readonly LoadedCell[],
  { from, level = 0.95 }: { from: "amplitude" | "decay"; level?: number },
): BindingRatioExtrapolation {
  const needed = 4;
  if (cells.length < needed) throw refuse("extrapolation-too-few", { needed, found: cells.length });
  for (const cell of cells) {
    requireNonNegative(cell.addedBindingRatio, "added binding ratio");
    requirePositive(cell.value, from === "amplitude" ? "amplitude, nM," : "time constant, ms,");
  }
  const withError = cells.filter((cell) => cell.standardError !== undefined).length;
  if (withError !== 0 && withError !== cells.length) {
    throw misuse("lengths-differ", { what: "cells and cells with standard errors", first: cells.length, second: withError });
  }
  const y = cells.map(({ value }) => (from === "amplitude" ? 1 / value : value));
  const weights = cells.map(({ value, standardError }) => {
    if (standardError === undefined) return 1;
    requirePositive(standardError, "standard error");
    return square(from === "amplitude" ? value * value / standardError : 1 / standardError);
  });
  // Weights only matter relatively: scatter between cells is larger than each one's error, and is read off the residuals.
  const mean = weights.reduce((a, b) => a + b, 0) / weights.length;
  const fit = leastSquares(cells.map((cell) => [1, cell.addedBindingRatio]), y, { weights: weights.map((w) => w / mean) });
  const [intercept, slope] = fit.coefficients as [number, number];
  const [[vIntercept, both], [, vSlope]] = fit.covariance as [[number, number], [number, number]];
  const t = studentQuantile((1 + level) / 2, fit.degreesOfFreedom);
  const what = from === "amplitude" ? "1/amplitude" : "decay time constant";
  const ratio = fiellerEnds({ top: intercept, bottom: slope, vTop: vIntercept, vBottom: vSlope, covariance: both, t });
  if (!(slope > 0) || !ratio) {
    throw refuse("extrapolation-flat", { line: what, slope, standardError: Math.sqrt(vSlope) });
  }
  const said = { n: cells.length, nOf: "cells" };
  const errorOfRatio = Math.sqrt(vIntercept - 2 * (intercept / slope) * both + square(intercept / slope) * vSlope) / slope;
  const endogenousBindingRatio: Estimate = {
    ...said, value: intercept / slope - 1, unit: "1", standardError: errorOfRatio,
    interval: { low: ratio.low - 1, high: ratio.high - 1, level },
    method: `line of ${what} against added binding ratio, Fieller's interval`,
  };
  const atZero: Interval = { low: intercept - t * Math.sqrt(vIntercept), high: intercept + t * Math.sqrt(vIntercept), level };
  const method = `line of ${what} against added binding ratio, Student's t interval`;
  if (from === "decay") {
    const high = slope + t * Math.sqrt(vSlope);
    return {
      endogenousBindingRatio,
      withoutDye: { ...said, value: intercept, unit: "ms", interval: atZero, standardError: Math.sqrt(vIntercept), method },
      clearance: {
        ...said, value: 1 / slope, unit: "/ms", interval: { low: 1 / high, high: 1 / (slope - t * Math.sqrt(vSlope)), level }, method,
      },
    };
  }
  // 1/A at κ_B = 0 is 1/A₀.
  const bounded = atZero.low > 0;
  return {
    endogenousBindingRatio,
    withoutDye: {
      ...said, value: 1 / intercept, unit: "nM", method,
      interval: { low: 1 / atZero.high, high: bounded ? 1 / atZero.low : Infinity, level },
      ...(!bounded && { note: "The line may pass through 0 at no dye, so the amplitude has no upper bound." }),
    },
  };
}
