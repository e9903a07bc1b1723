import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomStream } from "#random";
import { binomialProbability } from "#statistics";
import { channelStep } from "./channel-step.js";
import { transitionProbabilities, type TransitionRate } from "./transition-probabilities.js";

const twoState = (opening: number, closing: number): TransitionRate[] => [
  { from: 0, to: 1, rate: opening },
  { from: 1, to: 0, rate: closing },
];
/** Three independent gates as one scheme: state k has k gates open. */
const threeGates = (opening: number, closing: number): TransitionRate[] =>
  [0, 1, 2].flatMap((k) => [
    { from: k, to: k + 1, rate: (3 - k) * opening },
    { from: k + 1, to: k, rate: (k + 1) * closing },
  ]);

describe("transitionProbabilities", () => {
  // Closed form: p₀₁ = α/(α + β)·(1 − e^(−(α+β)h)).
  test.each([1e-9, 1e-3, 0.025, 1, 40, 1e4])("two states after %d ms: the closed form, to 1e-13 of each entry", (h) => {
    const { rows } = transitionProbabilities(2, twoState(0.7, 0.3), h);
    const moved = -Math.expm1(-h);
    expect(rows[1]! / (0.7 * moved)).toBeCloseTo(1, 13);
    expect(rows[2]! / (0.3 * moved)).toBeCloseTo(1, 13);
    expect(rows[0]! + rows[1]!).toBeCloseTo(1, 15);
  });

  // Independent gates: k of 3 are open with binomial chance, m(h) that of one gate that was closed.
  test.each([0.01, 1, 30])("three gates in one scheme are binomial after %d ms, to 1e-12 of each entry", (h) => {
    const { rows } = transitionProbabilities(4, threeGates(0.4, 0.1), h);
    const m = 0.8 * -Math.expm1(-0.5 * h);
    for (let k = 0; k <= 3; k++) expect(rows[k]! / binomialProbability(k, 3, m)).toBeCloseTo(1, 12);
  });

  test("a chain that only moves on keeps the digits of what is rare: 5 steps in 0.001 ms have chance 1e-15/120", () => {
    const rates = [0, 1, 2, 3, 4].map((from) => ({ from, to: from + 1, rate: 1 }));
    const { rows } = transitionProbabilities(6, rates, 1e-3);
    // Erlang: 1 − e^(−h)·Σ hᵏ/k! = h⁵/120·(1 − 5h/6 + …)
    expect(rows[5]! / ((1e-15 / 120) * (1 - (5 / 6) * 1e-3 + (5 / 14) * 1e-6))).toBeCloseTo(1, 9);
  });

  test("two half steps are one whole step, and rates of 1e6 /ms are as safe as slow ones", () => {
    const rates = [...twoState(1e6, 3e5), { from: 1, to: 2, rate: 2 }, { from: 2, to: 0, rate: 1e-3 }];
    const half = transitionProbabilities(3, rates, 0.5).rows;
    const whole = transitionProbabilities(3, rates, 1).rows;
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        let twice = 0;
        for (let k = 0; k < 3; k++) twice += half[i * 3 + k]! * half[k * 3 + j]!;
        expect(whole[i * 3 + j]! / twice).toBeCloseTo(1, 9);
      }
    }
  });

  test("no rates or no time leave every channel where it is", () => {
    expect([...transitionProbabilities(2, [], 1).rows]).toEqual([1, 0, 0, 1]);
    expect([...transitionProbabilities(2, twoState(1, 1), 0).rows]).toEqual([1, 0, 0, 1]);
  });

  test.each([
    [[{ from: 0, to: 2, rate: 1 }], 1, "scheme-state-unknown"],
    [[{ from: 1, to: 1, rate: 1 }], 1, "scheme-state-unknown"],
    [[{ from: 0, to: 1, rate: -1 }], 1, "scheme-rate"],
    [[{ from: 0, to: 1, rate: NaN }], 1, "scheme-rate"],
    [[{ from: 0, to: 1, rate: 1 }], Infinity, "scheme-rate"],
  ])("%j over %d ms is refused as %s", (rates, step, code) => {
    expect(() => transitionProbabilities(2, rates, step)).toThrow(expect.objectContaining({ code }));
  });
});

describe("channelStep", () => {
  // Each of the N channels is in state k with its row's chance, so counts have mean N·p and variance N·p·(1 − p). From
  // 20 000 steps that is known to √(N·p·(1−p)/20 000) and, relatively, √(2/20 000); 4.5 SE err with chance 7e-6 each.
  test("counts of 40 three-gate channels have mean N·p and variance N·p·(1 − p) in every state, to 4.5 SE", () => {
    const probabilities = transitionProbabilities(4, threeGates(0.4, 0.1), 1.3);
    const random = randomStream(11, 0, 5);
    const repeats = 20_000;
    const sums = [0, 0, 0, 0];
    const squares = [0, 0, 0, 0];
    for (let i = 0; i < repeats; i++) {
      const after = channelStep(random, Float64Array.of(40, 0, 0, 0), probabilities);
      for (let k = 0; k < 4; k++) {
        sums[k]! += after[k]!;
        squares[k]! += after[k]! ** 2;
      }
    }
    for (let k = 0; k < 4; k++) {
      const p = probabilities.rows[k]!;
      const variance = 40 * p * (1 - p);
      const mean = sums[k]! / repeats;
      expect(Math.abs(mean - 40 * p) / Math.sqrt(variance / repeats)).toBeLessThan(4.5);
      expect(Math.abs((squares[k]! / repeats - mean ** 2) / variance - 1) / Math.sqrt(2 / repeats)).toBeLessThan(4.5);
    }
  });

  test("whatever the rates, the step and the counts, channels are whole, none is lost and none negative", () => {
    const rate = fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1e6, noNaN: true }));
    const scheme = fc.record({
      rates: fc.array(fc.tuple(fc.nat(4), fc.nat(4), rate).filter(([a, b]) => a !== b), { maxLength: 12 }),
      counts: fc.array(fc.nat(2000), { minLength: 5, maxLength: 5 }),
      step: fc.double({ min: 0, max: 100, noNaN: true }),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(scheme, ({ rates, counts, step, seed }) => {
        const probabilities = transitionProbabilities(5, rates.map(([from, to, r]) => ({ from, to, rate: r })), step);
        const after = channelStep(randomStream(seed, 0, 0), Float64Array.from(counts), probabilities);
        expect(after.every((count) => Number.isInteger(count) && count >= 0)).toBe(true);
        expect(after.reduce((a, b) => a + b, 0)).toBe(counts.reduce((a, b) => a + b, 0));
      }),
      { numRuns: 2000, seed: 4 },
    );
  });

  test("equal streams give equal counts; a scheme of other size is our own mistake", () => {
    const probabilities = transitionProbabilities(2, twoState(0.1, 0.2), 0.5);
    const path = (trial: number): number[] => {
      const random = randomStream(1, trial, 0);
      const open: number[] = [];
      let counts: Float64Array = Float64Array.of(500, 500);
      for (let i = 0; i < 50; i++) open.push((counts = channelStep(random, counts, probabilities))[1]!);
      return open;
    };
    expect(path(3)).toEqual(path(3));
    expect(path(3)).not.toEqual(path(4));
    expect(() => channelStep(randomStream(0, 0, 0), Float64Array.of(1), probabilities)).toThrow(/scheme of 2/);
  });
});
