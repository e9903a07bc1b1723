import { describe, expect, test } from "vitest";
import type { Estimate } from "#statistics";
import { answered, inBrief, spoken, withDecimals } from "./wording.js";

const estimate = (more: Partial<Estimate>): Estimate => ({ value: 65.34, unit: "%", method: "matched fit", n: 38, nOf: "trials", ...more });

describe("rounding to the error", () => {
  // The Particle Data Group's rule: two digits of the error if it starts below 3, else one.
  test.each([
    [65.34, 4.7, "65"], [65.34, 0.47, "65.3"], [65.34, 0.21, "65.34"], [1234.6, 150, "1230"], [1234.6, 40, "1230"], [-0.04, 0.5, "0.0"], [-12.3, 1.4, "\u221212.3"],
  ])("%d with an error of %d is printed as %s", (value, error, text) => {
    expect(withDecimals(value, error)).toBe(text);
  });
  test("without an error three digits are shown", () => {
    expect(withDecimals(0.123456, NaN)).toBe("0.123");
  });
});

describe("an estimate in words", () => {
  test("an interval open above reads 'at least'", () => {
    expect(spoken(estimate({ value: 243, unit: "ms", interval: { low: 180, high: Infinity, level: 0.95 } })).interval).toBe("at least 180");
  });
  test("value, unit, interval and level stand in that order", () => {
    expect(inBrief(estimate({ standardError: 5.1, interval: { low: 55.3, high: 75.4, level: 0.9 } }))).toBe("65 % (55 to 75, 90 %)");
  });
  test("a proportion has no unit", () => {
    expect(inBrief(estimate({ value: 0.47, unit: "1", interval: { low: 0.31, high: 0.64, level: 0.95 } }))).toBe("0.47 (0.31 to 0.64, 95 %)");
  });
  test("a number that is none counts as refused", () => {
    expect(answered(estimate({ value: NaN }))).toEqual({ refused: "No finite number came out (matched fit)." });
    expect(inBrief(estimate({ value: Infinity }))).not.toMatch(/NaN|Infinity|∞/);
  });
});
