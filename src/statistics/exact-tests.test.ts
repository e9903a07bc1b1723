import { describe, expect, test } from "vitest";
import { randomStream } from "#random";
import { envelopePValue, rankEnvelopeTest, rankHistogramTest } from "./calibration-check.js";
import { mean, midranks } from "./descriptive.js";
import {
  fisherPower, meanDifferencePower, sampleSizeForMeanDifference, trialsForHalfWidth, trialsToCompare, trialsToExclude, zeroEventBound,
} from "./design.js";
import { detectability, poissonErrorBound } from "./detection.js";
import { hodgesLehmann, permutationTest, signedRankCounts, signedRankTest, signFlipTest, signTest } from "./paired.js";
import { bootstrap, deleteGroupJackknife, ratioOfMeans, resampleIndices } from "./resampling.js";
import { binomialCumulative, binomialSurvival } from "./special-functions/counts.js";
import { normalCdf } from "./special-functions/normal.js";
import { cumulativeSumTest, logisticRegression, mannKendall, runsTest } from "./trend.js";

const refused = (code: string): unknown => expect.objectContaining({ kind: "refused", code });
const signPatterns = (n: number): number[][] => Array.from({ length: 2 ** n }, (_, m) => Array.from({ length: n }, (_b, i) => ((m >> i) & 1 ? 1 : -1)));

describe("paired differences", () => {
  test("signed ranks and sign flips agree with all 2¹¹ patterns written out, ties and zeros included", () => {
    const d = [1.5, -0.5, 2, 2, -3, 0, 4, 1.5, -1, 6, 0.25];
    const used = d.filter((v) => v !== 0);
    const ranks = midranks(used.map((v) => Math.abs(v)));
    const positive = (signs: readonly number[]): number => ranks.reduce((s, r, i) => s + (signs[i]! > 0 ? r : 0), 0);
    const [observed, half] = [positive(used.map(Math.sign)), (10 * 11) / 4];
    const all = signPatterns(10).map(positive);
    const share = (keep: (w: number) => boolean): number => all.filter(keep).length / 1024;
    const test = signedRankTest(d);
    expect(test.twoSided).toBe(share((w) => Math.abs(w - half) >= Math.abs(observed - half)));
    expect(test.greater).toBe(share((w) => w >= observed));
    expect(test.less).toBe(share((w) => w <= observed));
    const flips = signPatterns(11).filter((signs) => Math.abs(signs.reduce((s, v, i) => s + v * d[i]!, 0)) >= Math.abs(mean(d) * 11) - 1e-9).length;
    expect(signFlipTest(d)).toBe(flips / 2048);
  });
  test("counts of W₊ at n = 20 add to 2²⁰ and mirror themselves", () => {
    const counts = signedRankCounts(20);
    expect(counts.reduce((a, b) => a + b)).toBe(2 ** 20);
    expect(counts).toEqual(counts.toReversed());
  });
  test("40 pairs all of one sign: sign flips give 2/2⁴⁰", () => {
    expect(signFlipTest(Array.from({ length: 40 }, (_, i) => i + 1))).toBe(2 / 2 ** 40);
  });
  test("four pairs bound nothing at 95 %, and the note says why; at 80 % they do", () => {
    const typical = hodgesLehmann([-31, -44, -12, -27], { unit: "%" });
    expect(typical.interval).toEqual({ low: -Infinity, high: Infinity, level: 0.95 });
    expect(typical.note).toMatch(/two-sided p is 0.125/);
    expect(hodgesLehmann([-31, -44, -12, -27], { unit: "%", level: 0.8 }).interval!.high).toBe(-12);
  });
  test("two groups of 5 and 6: as many ways as 11 choose 5", () => {
    expect(permutationTest([1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11])).toEqual({ difference: -5.5, ways: 462, twoSided: 2 / 462 });
  });
  test.each([
    ["only zeros", () => signedRankTest([0, 0, 0]), "no-spread"],
    ["no pairs", () => signTest([]), "too-few"],
    ["41 sign flips", () => signFlipTest(new Array<number>(41).fill(1)), "too-many"],
    ["401 pairs", () => signedRankTest(new Array<number>(401).fill(1)), "too-many"],
    ["20 against 20", () => permutationTest(new Array<number>(20).fill(1), new Array<number>(20).fill(2)), "too-many"],
  ])("%s: refused", (_, call, code) => expect(call).toThrow(refused(code)));
});

describe("order and trend", () => {
  const orders = (n: number): number[][] => (n === 0 ? [[]] : orders(n - 1).flatMap((rest) => Array.from({ length: n }, (_, i) => rest.toSpliced(i, 0, n))));
  test("Mann–Kendall's exact p equals all 720 orders of six values", () => {
    const s = (v: readonly number[]): number => v.flatMap((a, i) => v.slice(i + 1).map((b) => Math.sign(b - a))).reduce((a, b) => a + b, 0);
    const values = [3, 1, 4, 5, 2, 6];
    const share = orders(6).filter((order) => Math.abs(s(order)) >= Math.abs(s(values))).length / 720;
    expect(mannKendall(values).exactPValue).toBeCloseTo(share, 14);
  });
  test("runs: p of 2 runs or fewer among 4 + 4 is 2/70", () => {
    const test = runsTest([true, true, true, true, false, false, false, false]);
    expect(test.few).toBeCloseTo(2 / 70, 14);
    expect(test.many).toBe(1);
  });
  // One yes/no predictor: the coefficient is the log odds ratio, its variance the sum of reciprocal counts (Woolf 1955).
  test("logistic regression on a yes/no predictor gives the log odds ratio ln(10·17/(5·8)) and Woolf's error", () => {
    const rows = [[10, 1, true], [8, 0, true], [5, 1, false], [17, 0, false]] as const;
    const predictors = rows.flatMap(([n, x]) => Array.from({ length: n }, () => [x]));
    const outcomes = rows.flatMap(([n, , y]) => Array.from({ length: n }, () => y));
    const fit = logisticRegression(predictors, outcomes);
    expect(fit.coefficients[1]).toBeCloseTo(Math.log((10 * 17) / (5 * 8)), 12);
    expect(fit.coefficients[0]).toBeCloseTo(Math.log(8 / 17), 12);
    expect(fit.standardErrors[1]).toBeCloseTo(Math.sqrt(1 / 10 + 1 / 8 + 1 / 5 + 1 / 17), 10);
  });
  test("a step of two standard deviations half-way through 100 values is found there", () => {
    const random = randomStream(4, 0, 0);
    const { index, pValue } = cumulativeSumTest(Array.from({ length: 100 }, (_, i) => random.normal() + (i < 50 ? 0 : 2)));
    expect(Math.abs(index - 49)).toBeLessThanOrEqual(3);
    expect(pValue).toBeLessThan(1e-3);
  });
  test.each([
    ["runs of one kind", () => runsTest([true, true]), "empty-margin"],
    ["logistic regression of successes only", () => logisticRegression([[1], [2], [3]], [true, true, true]), "empty-margin"],
    ["outcomes a predictor separates", () => logisticRegression([[1], [2], [3], [4], [5]], [false, false, false, true, true]), "unbounded"],
    ["a predictor that is constant", () => logisticRegression([[1], [1], [1], [1]], [true, false, true, false]), "no-spread"],
    ["a trend of a constant", () => mannKendall([2, 2, 2, 2]), "no-spread"],
    ["a cumulative sum of nine", () => cumulativeSumTest([1, 2, 3, 4, 5, 6, 7, 8, 9]), "too-few"],
  ])("%s: refused", (_, call, code) => expect(call).toThrow(refused(code)));
});

describe("calibration of an estimator", () => {
  test("the envelope's p equals all 4⁷ ways to drop seven ranks on four places", () => {
    const [n, draws] = [7, 3];
    const smallest = (ranks: readonly number[]): number =>
      Math.min(...[1, 2, 3].map((step) => {
        const count = ranks.filter((r) => r < step).length;
        return 2 * Math.min(binomialCumulative(count, n, step / 4), binomialSurvival(count - 1, n, step / 4));
      }));
    const all = Array.from({ length: 4 ** n }, (_, m) => smallest(Array.from({ length: n }, (_r, i) => Math.floor(m / 4 ** i) % 4)));
    for (const tail of [0.01, 0.05, 0.2, 0.6]) {
      expect(envelopePValue(tail, n, draws)).toBeCloseTo(all.filter((t) => t <= tail).length / all.length, 12);
    }
  });
  test.each([
    ["19 data sets", () => rankEnvelopeTest(new Array<number>(19).fill(1), { draws: 9 }), "refused"],
    ["40 ranks in 10 bins", () => rankHistogramTest(new Array<number>(40).fill(1), { draws: 9, bins: 10 }), "refused"],
    ["a rank of 10 among 9 draws", () => rankEnvelopeTest(new Array<number>(50).fill(10), { draws: 9 }), "usage"],
    ["3 bins for 10 ranks", () => rankHistogramTest(new Array<number>(50).fill(1), { draws: 9, bins: 3 }), "usage"],
  ])("%s: refused, or named as misuse", (_, call, kind) => expect(call).toThrow(expect.objectContaining({ kind })));
});

describe("design", () => {
  // Cohen's standard cases (1988), as every power program prints them.
  test.each([[0.2, 394], [0.5, 64], [0.8, 26]])("a difference of %d s.d. needs %d per group for 80 % power", (d, n) => {
    expect(sampleSizeForMeanDifference(d, 1, { power: 0.8, design: "independent" })).toBe(n);
  });
  test("paired, half a standard deviation: 34 pairs; its power at 34 is 80.8 %", () => {
    expect(sampleSizeForMeanDifference(5, 10, { power: 0.8, design: "paired" })).toBe(34);
    expect(meanDifferencePower(5, 10, 34, { design: "paired" })).toBeCloseTo(0.8078, 4);
  });
  test("without a difference the power is the significance", () => {
    for (const n of [2, 5, 40]) expect(meanDifferencePower(0, 1, n, { design: "independent", significance: 0.03 })).toBeCloseTo(0.03, 10);
  });
  test("the first n that compares 0.2 with 0.5 at 80 % power has it, one fewer has not", () => {
    const n = trialsToCompare(0.2, 0.5, { power: 0.8 });
    expect(fisherPower(0.2, 0.5, n)).toBeGreaterThanOrEqual(0.8);
    expect(fisherPower(0.2, 0.5, n - 1)).toBeLessThan(0.8);
  });
  test("59 silent trials exclude 5 %, 58 do not", () => {
    expect(trialsToExclude(0.05)).toBe(59);
    expect(zeroEventBound(59)).toBeLessThan(0.05);
    expect(zeroEventBound(58)).toBeGreaterThan(0.05);
  });
  test("d′ of three samples of 2 in noise of variance 4 is √3; the error of a Poisson mean of 25 is 5", () => {
    expect(detectability([2, 2, 2], [4, 4, 4])).toBeCloseTo(Math.sqrt(3), 14);
    expect(poissonErrorBound([25], [1])).toBe(5);
  });
  test.each([
    ["equal probabilities", () => trialsToCompare(0.3, 0.3, { power: 0.8 }), "unbounded"],
    ["a difference of 0", () => sampleSizeForMeanDifference(0, 1, { power: 0.8, design: "paired" }), "unbounded"],
    ["power over 1000 trials", () => fisherPower(0.1, 0.2, 1000), "too-many"],
    ["counts that do not depend on the parameter", () => poissonErrorBound([5, 5], [0, 0]), "unbounded"],
  ])("%s: refused", (_, call, code) => expect(call).toThrow(refused(code)));
  test("a half-width of 0 and a probability of 1.2 are usage errors", () => {
    expect(() => trialsForHalfWidth(0.3, 0)).toThrow(expect.objectContaining({ kind: "usage" }));
    expect(() => trialsForHalfWidth(1.2, 0.1)).toThrow(expect.objectContaining({ kind: "usage" }));
  });
});

describe("resampling", () => {
  const [P, E, A] = [[120, 150, 160, 131, 144], [20, 31, 25, 28, 22], [24, 22, 30, 27, 25]];
  const indices = resampleIndices(randomStream(5, 0, 0), [5, 5, 5], 999);
  test("the same key draws the same indices, another key others, all below their group's size", () => {
    expect(resampleIndices(randomStream(5, 0, 0), [5, 5, 5], 999)).toEqual(indices);
    expect(resampleIndices(randomStream(6, 0, 0), [5, 5, 5], 999)).not.toEqual(indices);
    expect(Math.max(...indices.flat(2))).toBe(4);
  });
  test("an interval moves with the scale of the data: doubling P doubles it", () => {
    const interval = (p: readonly number[]): { low: number; high: number } => ratioOfMeans(p, [E, A], { method: "Fieller", quantile: "Student" }).interval!;
    expect(interval(P.map((v) => 2 * v)).low).toBeCloseTo(2 * interval(P).low, 12);
  });
  // Fieller's ends are the ratios R at which P̄ − R·S̄ lies just z standard errors from 0.
  test("at Fieller's ends the difference P̄ − R·S̄ is 1.96 of its errors", () => {
    const { low, high } = ratioOfMeans(P, [E, A], { method: "Fieller", quantile: "normal" }).interval!;
    const v = (x: readonly number[]): number => x.reduce((s, a) => s + (a - mean(x)) ** 2, 0) / (x.length - 1) / x.length;
    for (const R of [low, high]) {
      const z = Math.abs(mean(P) - R * (mean(E) + mean(A))) / Math.sqrt(v(P) + R * R * (v(E) + v(A)));
      expect(z).toBeCloseTo(1.959963984540054, 10);
    }
  });
  const thirty = Array.from({ length: 30 }, (_, i) => i);
  const twenty = thirty.slice(10);
  const ofThirty = resampleIndices(randomStream(8, 0, 0), [30], 999);
  test("too few values can be forced, to repeat an old analysis, and the note says what it costs", () => {
    const forced = bootstrap([P, E, A], ([p = [], e = [], a = []]) => mean(p) / (mean(e) + mean(a)), indices, { method: "BCa", unit: "1", evenIfNarrow: true });
    expect(forced.note).toMatch(/fewer than 30 values/);
  });
  // For the mean of one group the jackknife's variance is s²/n: the tails are those of √(n/(n − 1))·t with n − 1 degrees of freedom.
  test("12 values: the expanded percentile reads the quantiles 1.07 % and 98.9 %", () => {
    const twelve = thirty.slice(0, 12);
    const { probabilities } = bootstrap([twelve], ([p = []]) => mean(p), resampleIndices(randomStream(8, 0, 0), [12], 999), { method: "expanded percentile", unit: "1" });
    expect(probabilities[0]).toBeCloseTo(normalCdf(-Math.sqrt(12 / 11) * 2.2009851600829996), 10);
    expect(probabilities[1]).toBeCloseTo(1 - probabilities[0], 12);
  });
  // Leaving out one of n: the mean's pseudo-values are the data, so its error is s/√n (Quenouille 1956).
  test("a jackknife of as many groups as values gives the mean its error s/√n, and one of pairs of equals the pairs' own", () => {
    const meanOf = (values: readonly number[]) => (kept: readonly number[]): number[] => [mean(kept.map((i) => values[i] as number))];
    const s = Math.sqrt(P.reduce((total, v) => total + (v - mean(P)) ** 2, 0) / 4);
    const alone = deleteGroupJackknife(5, 5, meanOf(P));
    expect(alone.values[0]).toBeCloseTo(mean(P), 12);
    expect(alone.standardErrors[0]).toBeCloseTo(s / Math.sqrt(5), 12);
    expect(alone.degreesOfFreedom).toBe(4);
    expect(deleteGroupJackknife(10, 5, meanOf([...P, ...P])).standardErrors[0]).toBeCloseTo(s / Math.sqrt(5), 12);
  });
  test.each([
    ["a jackknife of one group", () => deleteGroupJackknife(5, 1, () => [0]), "too-few"],
    ["a jackknife of more groups than values", () => deleteGroupJackknife(5, 6, () => [0]), "too-few"],
    ["a denominator that may be 0", () => ratioOfMeans(P, [[1, -1, 2, -2, 0.5]], { method: "Fieller", quantile: "normal" }), "unbounded"],
    ["the log of a negative ratio", () => ratioOfMeans(P, [E.map((v) => -v)], { method: "log-delta", quantile: "normal" }), "unbounded"],
    ["no scatter at all", () => ratioOfMeans([1, 1], [[2, 2]], { method: "delta", quantile: "normal" }), "no-spread"],
    ["11 values a group", () => bootstrap([twenty.slice(9)], ([p = []]) => mean(p), indices, { method: "expanded percentile", unit: "1" }), "too-few"],
    ["20 values for BCa", () => bootstrap([twenty], ([p = []]) => mean(p), indices, { method: "BCa", unit: "1" }), "too-few"],
    ["998 resamples", () => bootstrap([thirty], ([p = []]) => mean(p), indices.slice(1), { method: "BCa", unit: "1" }), "too-few"],
    ["a count of different values, which every resample lowers", () => bootstrap([thirty], ([p = []]) => new Set(p).size, ofThirty, { method: "BCa", unit: "1" }), "unbounded"],
    ["a constant statistic", () => bootstrap([thirty], () => 1, ofThirty, { method: "BCa", unit: "1" }), "no-spread"],
    ["a statistic that divides by 0", () => bootstrap([thirty], ([p = []]) => 1 / (mean(p) - mean(p)), ofThirty, { method: "percentile", unit: "1" }), "not-finite"],
  ])("%s: refused", (_, call, code) => expect(call).toThrow(refused(code)));
});
