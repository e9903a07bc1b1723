import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { betaCumulative, betaQuantile, logBeta } from "./beta.js";
import { binomialCumulative, binomialProbability, binomialSurvival, hypergeometricProbability, poissonProbability, poissonSurvival } from "./counts.js";
import { chiSquareCdf, chiSquareQuantile, chiSquareSurvival, fQuantile, fSurvival, kolmogorovSurvival, studentQuantile, studentSurvival } from "./continuous.js";
import { incompleteGamma, logGamma } from "./gamma.js";
import { erf, erfc, normalCdf, normalLogSurvival, normalQuantile, normalSurvival } from "./normal.js";

// 60-digit arithmetic (mpmath) rounded to 19 digits; the script beside the table made it.
const table = readFileSync("validation/statistics/reference/special_functions.csv", "utf8")
  .trim().split("\n").slice(1)
  .map((line) => line.split(","))
  .map(([name, args, value]) => ({ name: name!, args: args!.split(" ").map(Number), value: Number(value) }));

type Law = (...args: number[]) => number;
const laws: Record<string, Law> = {
  logGamma, logBeta, normalCdf, erf, erfc, normalQuantile, studentSurvival, studentQuantile, chiSquareSurvival, chiSquareCdf,
  fSurvival, betaCumulative, betaQuantile, binomialProbability, binomialCumulative, binomialSurvival, hypergeometricProbability,
  kolmogorovSurvival, poissonProbability, poissonSurvival,
};

describe("laws against 60-digit arithmetic", () => {
  test("the table holds every law of this folder", () => {
    expect(new Set(table.map(({ name }) => name))).toEqual(new Set(Object.keys(laws)));
  });

  // A few units in the last place; and where a value is e^−L, L itself is rounded, which costs up to L·ε more.
  test.each(Object.entries(laws))("%s is within 6e-15 of the truth, tails down to 1e-240 within 7e-14", (name, law) => {
    const worst = table
      .filter((row) => row.name === name)
      .map(({ args, value }) => {
        const found = law(...args);
        const allowed = (6e-15 + 2 * Number.EPSILON * Math.max(0, -Math.log(Math.abs(value) || 1) - 1)) * (Math.abs(value) || 1);
        return { args, value, found, excess: Math.abs(found - value) / allowed };
      })
      .reduce((a, b) => (b.excess > a.excess || Number.isNaN(b.excess) ? b : a));
    expect(worst.excess, JSON.stringify(worst)).toBeLessThan(1);
  });

  test("quantiles return to the probability they came from", () => {
    for (const p of [1e-9, 0.01, 0.3, 0.5, 0.7, 0.999]) {
      expect(normalCdf(normalQuantile(p)) / p).toBeCloseTo(1, 13);
      for (const df of [0.7, 1, 3, 40, 1e4]) {
        expect((1 - studentSurvival(studentQuantile(p, df), df)) / p).toBeCloseTo(1, p < 1e-6 ? 6 : 12);
        expect(chiSquareCdf(chiSquareQuantile(p, df), df) / p).toBeCloseTo(1, 12);
        expect((1 - fSurvival(fQuantile(p, df, 7), df, 7)) / p).toBeCloseTo(1, p < 1e-6 ? 6 : 12);
      }
    }
  });

  test("P and Q of the incomplete gamma add to 1 for shapes from 1e-3 to 1e6", () => {
    for (const shape of [1e-3, 0.5, 3, 100, 1e6]) {
      for (const times of [0.5, 0.99, 1, 1.01, 2]) {
        const { lower, upper } = incompleteGamma(shape, shape * times);
        expect(lower + upper).toBeCloseTo(1, 14);
      }
    }
  });

  // Mills' ratio: −ln(1 − Φ(z)) → z²/2 + ln(z√2π) + 1/z².
  test("ln of the normal tail goes on at z = 1000, where the tail itself is 0", () => {
    expect(normalSurvival(1000)).toBe(0);
    expect(normalLogSurvival(1000)).toBeCloseTo(-500000 - Math.log(1000 * Math.sqrt(2 * Math.PI)) - 1e-6, 9);
    for (const z of [-3, 0.1, 2, 20]) expect(normalLogSurvival(z)).toBeCloseTo(Math.log(normalSurvival(z)), 13);
  });
});

describe("laws refuse what is outside their domain", () => {
  test.each([
    ["a probability of 1.2", () => normalQuantile(1.2)],
    ["half a trial", () => binomialProbability(1, 2.5, 0.3)],
    ["a chance of −0.1", () => binomialCumulative(1, 3, -0.1)],
    ["0 degrees of freedom", () => studentSurvival(1, 0)],
    ["Γ of 0", () => logGamma(0)],
  ])("%s is a usage error that names the argument", (_, call) => {
    expect(call).toThrow(expect.objectContaining({ kind: "usage", code: "outside-domain" }));
  });
});
