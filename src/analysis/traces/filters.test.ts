import { describe, expect, test } from "vitest";
import { oracleNumbers, oracleTable } from "../../../validation/traces/oracles.js";
import { causalMovingAverage, noiseGain, savitzkyGolayDerivative, smooth, type Smoothing } from "./filters.js";

/** Largest absolute difference from the reference column, which numpy and scipy wrote. */
const farthest = (found: ArrayLike<number>, reference: ArrayLike<number>): number =>
  Math.max(...Array.from(reference, (value, i) => Math.abs(value - found[i]!)));

describe("smoothing agrees with numpy and scipy to 1e-9 on 100 noisy lines, ends included", () => {
  const trace = oracleTable("inputs/08_trace.csv")["dff_pct"]!;
  const reference = oracleTable("expected/08_filters.csv");
  const cases: [string, Smoothing][] = [
    ["ma11_shrink", { kind: "moving average", points: 11 }],
    ["ma15_shrink", { kind: "moving average", points: 15 }],
    ["ma31_shrink", { kind: "moving average", points: 31 }],
    ["sg_w11_p3_interp", { kind: "savitzky-golay", points: 11, order: 3 }],
    ["sg_w15_p2_interp", { kind: "savitzky-golay", points: 15, order: 2 }],
    ["gauss_sd3_trunc3sd_mirror", { kind: "gaussian", standardDeviation: 3 }],
    ["median5_shrink", { kind: "median", points: 5 }],
    ["ema_tau20", { kind: "exponential", timeConstant: 20 / 2 }], // 20 ms at 2 ms a line
  ];
  test.each(cases)("%s", (column, smoothing) => {
    expect(farthest(smooth(trace, smoothing), reference[column]!)).toBeLessThan(1e-9);
  });
  test("the causal mean of ten has 91 values, the first at line 9", () => {
    const found = causalMovingAverage(trace, 10);
    expect(found).toHaveLength(91);
    expect(farthest(found, reference["ma10_causal_valid_nan"]!.subarray(9))).toBeLessThan(1e-9);
  });
  test("the slope of a Savitzky–Golay filter, per ms", () => {
    const found = savitzkyGolayDerivative(trace, { points: 11, order: 3, samplePeriod: 2 });
    expect(farthest(found, reference["sg_w11_p3_deriv1_per_ms"]!)).toBeLessThan(1e-9);
  });
  test("no smoothing returns the trace, in an array of its own", () => {
    const found = smooth(trace, { kind: "none" });
    expect(found).toEqual(trace);
    expect(found).not.toBe(trace);
  });
});

describe("how much noise is left", () => {
  const { noise_var_gain: gain } = oracleNumbers("expected/08_filters.json") as { noise_var_gain: Record<string, number> };
  test.each<[string, Smoothing]>([
    ["ma11", { kind: "moving average", points: 11 }],
    ["ma31", { kind: "moving average", points: 31 }],
    ["sg_w11_p3", { kind: "savitzky-golay", points: 11, order: 3 }],
    ["sg_w15_p2", { kind: "savitzky-golay", points: 15, order: 2 }],
  ])("%s keeps the share of the variance that scipy's weights say", (name, smoothing) => {
    expect(noiseGain(smoothing)).toBeCloseTo(gain[name]!, 12);
  });
  // A first-order filter with gain a keeps Σ a²(1 − a)²ᵏ = a / (2 − a): a = 1/3 keeps 1/5.
  test("a time constant of two points keeps 1/5", () => {
    expect(noiseGain({ kind: "exponential", timeConstant: 2 })).toBeCloseTo(0.2, 12);
  });
  // The median of three normal variables has variance 1 − √3/π = 0.4487 (closed form).
  test("the median of three keeps 0.449, within 2 %", () => {
    expect(noiseGain({ kind: "median", points: 3 }) / (1 - Math.sqrt(3) / Math.PI)).toBeCloseTo(1, 1);
    expect(Math.abs(noiseGain({ kind: "median", points: 3 }) / (1 - Math.sqrt(3) / Math.PI) - 1)).toBeLessThan(0.02);
  });
});

describe("windows that mean nothing are refused with the next step", () => {
  test("ten points have no middle: take 9 or 11", () => {
    expect(() => smooth([1, 2, 3], { kind: "moving average", points: 10 })).toThrow(/found 10: take 9 or 11/);
  });
  test("eleven points of a polynomial do not fit a trace of three", () => {
    expect(() => smooth([1, 2, 3], { kind: "savitzky-golay", points: 11, order: 3 })).toThrow(/11 points, but the trace has 3/);
  });
  test("a polynomial of order 5 through 5 points, a Gaussian of no width, a negative time constant", () => {
    expect(() => smooth([1, 2, 3, 4, 5], { kind: "savitzky-golay", points: 5, order: 5 })).toThrow(/whole number below 5/);
    expect(() => smooth([1, 2, 3], { kind: "gaussian", standardDeviation: 0 })).toThrow(/positive/);
    expect(() => smooth([1, 2, 3], { kind: "exponential", timeConstant: -1 })).toThrow(/at least 0/);
  });
});
