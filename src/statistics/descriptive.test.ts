import { describe, expect, test } from "vitest";
import { correlation, logSumExp, mean, median, medianDeviation, midranks, quantile, quantiles, standardErrorOfMean, sum, variance } from "./descriptive.js";

describe("descriptive statistics", () => {
  test("a sum keeps what plain addition loses: 1 + 1e100 + 1 − 1e100 = 2", () => {
    expect(sum([1, 1e100, 1, -1e100])).toBe(2);
  });
  // NIST NumAcc4: 1 001 values around 10⁷ with a known mean and standard deviation of 0.1.
  test("NIST NumAcc4: mean 10000000.2 and standard deviation 0.1 to 8 digits", () => {
    const values = [10000000.2, ...Array.from({ length: 1000 }, (_, i) => (i % 2 === 0 ? 10000000.1 : 10000000.3))];
    expect(mean(values) / 10000000.2).toBeCloseTo(1, 15);
    expect(Math.sqrt(variance(values))).toBeCloseTo(0.1, 8);
  });
  test("quantiles interpolate as type 7: the quarter of 1, 2, 3, 4 is 1.75", () => {
    expect(quantile([4, 1, 3, 2], 0.25)).toBe(1.75);
    expect(median([5, 1, 9])).toBe(5);
    expect(quantile([7], 0.9)).toBe(7);
    expect(quantiles([4, 1, 3, 2], [0.75, 0.25])).toEqual([3.25, 1.75]);
  });
  test("the median deviation of 0…8 is 2 × 1.4826, whatever the outlier", () => {
    expect(medianDeviation([0, 1, 2, 3, 4, 5, 6, 7, 8])).toBeCloseTo(2 * 1.482602218505602, 12);
    expect(medianDeviation([0, 1, 2, 3, 4, 5, 6, 7, 1e9])).toBeCloseTo(2 * 1.482602218505602, 12);
  });
  test("ties share their rank: 10, 20, 20, 5 rank 2, 3.5, 3.5, 1", () => {
    expect(midranks([10, 20, 20, 5])).toEqual([2, 3.5, 3.5, 1]);
  });
  test("ln(e^1000 + e^1000) = 1000 + ln 2; of nothing, −∞", () => {
    expect(logSumExp([1000, 1000])).toBeCloseTo(1000 + Math.LN2, 12);
    expect(logSumExp([])).toBe(-Infinity);
    expect(logSumExp([-Infinity, 0])).toBe(0);
  });
  test("s/√n of 1…5 is √(2.5/5)", () => {
    expect(standardErrorOfMean([1, 2, 3, 4, 5])).toBeCloseTo(Math.sqrt(0.5), 15);
  });
  test("correlation of a line is 1; of a constant it is refused", () => {
    expect(correlation([1, 2, 3], [2, 4, 6])).toBeCloseTo(1, 15);
    expect(() => correlation([1, 1, 1], [1, 2, 3])).toThrow(expect.objectContaining({ kind: "refused", code: "no-spread" }));
  });
  test.each([
    ["the mean of nothing", () => mean([]), "too-few"],
    ["the variance of one value", () => variance([3]), "too-few"],
    ["a mean over NaN", () => mean([1, Number.NaN]), "not-finite"],
    ["a quantile over Infinity", () => quantile([1, Infinity], 0.5), "not-finite"],
  ])("%s is refused", (_, call, code) => {
    expect(call).toThrow(expect.objectContaining({ kind: "refused", code }));
  });
});
