import { describe, expect, test } from "vitest";
import { philox4x32 } from "./philox.js";
import { randomStream } from "./stream.js";
import { KNOWN_ANSWERS } from "./testing/known-answers.js";

describe("philox4x32", () => {
  test.each(KNOWN_ANSWERS)("counter $counter under key $key gives $answer", ({ counter, key, answer }) => {
    expect(philox4x32([...counter], [...key])).toEqual(answer);
  });
});

describe("randomStream", () => {
  test("the same key gives the same draws, another stream others", () => {
    const draws = (stream: number): number[] => {
      const random = randomStream(7, 3, stream);
      return Array.from({ length: 20 }, () => random.uniform());
    };
    expect(draws(1)).toEqual(draws(1));
    expect(draws(1)).not.toEqual(draws(2));
  });

  // Mean and variance of a Poisson law are equal; 20 000 draws know the mean to sqrt(mean / 20 000), so 5 SE.
  test.each([0.3, 4, 30, 300])("Poisson counts of mean %d have that mean and variance", (mean) => {
    const random = randomStream(1, 0, 9);
    const n = 20_000;
    const counts = Array.from({ length: n }, () => random.poisson(mean));
    const average = counts.reduce((a, b) => a + b, 0) / n;
    const variance = counts.reduce((a, b) => a + (b - average) ** 2, 0) / (n - 1);
    expect(Math.abs(average - mean)).toBeLessThan(5 * Math.sqrt(mean / n));
    expect(Math.abs(variance / mean - 1)).toBeLessThan(5 * Math.sqrt((2 + 1 / mean) / n));
  });

  test("normal draws have mean 0, variance 1 and kurtosis 3", () => {
    const random = randomStream(2, 0, 0);
    const n = 40_000;
    const draws = Array.from({ length: n }, () => random.normal());
    const moment = (k: number): number => draws.reduce((sum, x) => sum + x ** k, 0) / n;
    expect(Math.abs(moment(1))).toBeLessThan(5 / Math.sqrt(n));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / n));
  });

  test("integers are uniform below their bound", () => {
    const random = randomStream(3, 0, 0);
    const counts = [0, 0, 0, 0, 0, 0, 0];
    for (let i = 0; i < 7000; i++) { const k = random.integer(7); counts[k] = (counts[k] ?? 0) + 1; }
    const chi2 = counts.reduce((sum, c) => sum + (c - 1000) ** 2 / 1000, 0);
    expect(chi2).toBeLessThan(27.9); // 99.99 % point with 6 degrees of freedom
  });
});
