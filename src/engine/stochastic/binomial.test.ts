import { describe, expect, test } from "vitest";
import { randomStream, type RandomStream } from "#random";
import { binomialCumulative, binomialProbability, chiSquareSurvival } from "#statistics";
import { binomial } from "./binomial.js";

/** A stream whose next uniform draw is the one given. */
const drawing = (u: number): RandomStream => ({ ...randomStream(0, 0, 0), uniform: () => u });

/** Pearson's test of draws against exact probabilities, classes pooled until each expects at least 8. */
function pValue(counts: ReadonlyMap<number, number>, draws: number, n: number, p: number): number {
  let chi2 = 0;
  let classes = 0;
  let expected = 0;
  let found = 0;
  const close = (): void => {
    chi2 += (found - expected) ** 2 / expected;
    classes++;
    expected = 0;
    found = 0;
  };
  const spread = 12 * Math.sqrt(n * p * (1 - p)) + 12;
  const first = Math.max(0, Math.floor(n * p - spread));
  const last = Math.min(n, Math.ceil(n * p + spread));
  let left = draws;
  for (let k = first; k <= last; k++) {
    expected += draws * binomialProbability(k, n, p);
    found += counts.get(k) ?? 0;
    left -= counts.get(k) ?? 0;
    const remaining = draws * (1 - binomialCumulative(k, n, p));
    if (expected >= 8 && remaining >= 8) close();
  }
  expect(left).toBe(0); // nothing fell beyond 12 standard deviations
  close();
  return chiSquareSurvival(chi2, classes - 1);
}

describe("binomial", () => {
  // Each case raises a false alarm with chance 1e-4, all twelve with 1.2e-3; the seed is fixed. The oracle is the law
  // as `#statistics` has it, which the reference tables of validation/statistics hold to 1e-12.
  test.each([
    [1, 0.3], [7, 0.02], [20, 0.5], [20, 0.93], [1000, 0.001], [1000, 0.0299], [1000, 0.0301], [1000, 0.4],
    [5000, 0.9999], [100_000, 0.5], [1_000_000, 2.5e-6], [1_000_000, 0.3],
  ])("20 000 draws of n = %d, p = %d follow the exact law (χ², p > 1e-4)", (n, p) => {
    const random = randomStream(20260, n, 3);
    const draws = 20_000;
    const counts = new Map<number, number>();
    for (let i = 0; i < draws; i++) {
      const k = binomial(random, n, p);
      counts.set(k, (counts.get(k) ?? 0) + 1);
    }
    expect(pValue(counts, draws, n, p)).toBeGreaterThan(1e-4);
  });

  test("a law 2 % too rare at n = 1000, p = 0.4 is caught by the same test (it can fail)", () => {
    const random = randomStream(20260, 0, 3);
    const counts = new Map<number, number>();
    for (let i = 0; i < 20_000; i++) {
      const k = binomial(random, 1000, 0.392);
      counts.set(k, (counts.get(k) ?? 0) + 1);
    }
    expect(pValue(counts, 20_000, 1000, 0.4)).toBeLessThan(1e-9);
  });

  // Searched from 0 the inversion is the quantile, so the draw u on either side of a cumulative probability decides it.
  const laws = [[12, 0.25], [400, 0.05], [1_000_000, 1e-5]] as const;
  test.each(laws)("n = %d, p = %d turns over where the law does, to 1e-11", (n, p) => {
    for (let k = 0; k < Math.min(n, n * p + 4); k++) {
      const edge = binomialCumulative(k, n, p);
      expect([binomial(drawing(edge - 1e-11), n, p), binomial(drawing(edge + 1e-11), n, p)]).toEqual([k, k + 1]);
    }
  });

  // From the mode outwards, P(mode) is the share of draws at the start of [0, 1) that give the mode.
  test.each([[1000, 0.4], [999, 0.031], [100_000, 0.5], [1_000_000, 0.2]])(
    "n = %d, p = %d gives its mode the exact share, to 1e-12", (n, p) => {
      const mode = Math.floor((n + 1) * p);
      const share = binomialProbability(mode, n, p);
      expect(binomial(drawing(share * (1 - 1e-12)), n, p)).toBe(mode);
      expect(binomial(drawing(share * (1 + 1e-12)), n, p)).not.toBe(mode);
    },
  );

  test("extreme draws of the largest laws end within [0, n]", () => {
    const laws = [[1_000_000, 1e-12], [1_000_000, 0.5], [1_000_000, 1 - 1e-12], [60, 0.5], [1, 5e-324]] as const;
    for (const u of [2 ** -53, 0.5, 1 - 2 ** -53]) {
      for (const [n, p] of laws) {
        const k = binomial(drawing(u), n, p);
        expect(k >= 0 && k <= n && Number.isInteger(k), `${n} ${p} ${u}: ${k}`).toBe(true);
      }
    }
  });

  test("certain answers use up no draw; half a channel or a probability of 1.1 is our own mistake", () => {
    const random = { ...randomStream(0, 0, 0), uniform: () => { throw new Error("a draw"); } };
    expect([binomial(random, 0, 0.5), binomial(random, 9, 0), binomial(random, 9, 1)]).toEqual([0, 0, 9]);
    expect(() => binomial(random, 1.5, 0.5)).toThrow(/whole things/);
    expect(() => binomial(random, 2, 1.1)).toThrow(/probability/);
  });
});
