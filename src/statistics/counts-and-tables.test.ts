import { describe, expect, test } from "vitest";
import { boschlooExact, fisherExact, mutualInformation, oddsRatio } from "./contingency.js";
import { cohenKappa, discordance, mcNemar, pairedDifference, pairedRatio, secondGivenFirst, type PairedOutcomes } from "./paired-outcomes.js";
import { exactCoverage, proportion, proportionInterval, proportionUpperBound } from "./proportions.js";
import { formatEstimate } from "./estimate.js";

const refused = (code: string): unknown => expect.objectContaining({ kind: "refused", code });
const cells = (both: number, firstOnly: number, secondOnly: number, neither: number): PairedOutcomes => ({ both, firstOnly, secondOnly, neither });

describe("proportions", () => {
  test("14 of 40 prints 0.35 (95 % CI 0.221 to 0.505, n = 40 trials) after Wilson", () => {
    expect(formatEstimate(proportion(14, 40, { method: "Wilson" }))).toBe("0.35 (95 % CI 0.221 to 0.505, n = 40 trials)");
  });
  test("every method mirrors itself when successes and failures change places", () => {
    for (const method of ["Wilson", "Jeffreys", "Clopper–Pearson", "Agresti–Coull", "mid-P", "uniform Beta"] as const) {
      for (const [k, n] of [[0, 5], [3, 17], [9, 100]] as const) {
        const [a, b] = [proportionInterval(k, n, method, 0.9), proportionInterval(n - k, n, method, 0.9)];
        expect(a.low).toBeCloseTo(1 - b.high, 12);
        expect(a.high).toBeCloseTo(1 - b.low, 12);
      }
    }
  });
  // Clopper & Pearson's guarantee, exact sums over all counts: never below the level.
  test("Clopper–Pearson never covers less than 95 %, whatever p and n", () => {
    for (const n of [1, 4, 17, 40]) for (let p = 0.013; p < 1; p += 0.037) expect(exactCoverage(n, p, "Clopper–Pearson").coverage).toBeGreaterThanOrEqual(0.95);
  });
  test("averaged over p, Wilson, Jeffreys and mid-P at n = 30 cover 94–97 %", () => {
    for (const method of ["Wilson", "Jeffreys", "mid-P"] as const) {
      const all = Array.from({ length: 99 }, (_, i) => exactCoverage(30, (i + 1) / 100, method).coverage);
      const average = all.reduce((a, b) => a + b) / all.length;
      expect(average).toBeGreaterThan(0.94);
      expect(average).toBeLessThan(0.97);
    }
  });
  test("bounds: 0 of 60 is at most 4.87 %, 60 of 60 at most 1", () => {
    expect(proportionUpperBound(0, 60)).toBeCloseTo(1 - 0.05 ** (1 / 60), 14);
    expect(proportionUpperBound(60, 60)).toBe(1);
  });
  test.each([
    ["0 trials", () => proportionInterval(0, 0, "Wilson"), "refused"],
    ["5 of 4", () => proportionInterval(5, 4, "Wilson"), "usage"],
    ["half a success", () => proportionInterval(0.5, 4, "Wilson"), "usage"],
    ["a level of 95", () => proportionInterval(1, 4, "Wilson", 95), "usage"],
  ])("%s is refused, or named as misuse", (_, call, kind) => expect(call).toThrow(expect.objectContaining({ kind })));
});

describe("tables", () => {
  // Fisher's tea-taster: 16 + 1 of 70 ways are as good or better.
  test("the lady who got 3 of 4 cups right: p = 17/70 one-sided, 34/70 two-sided", () => {
    const { greater, twoSided } = fisherExact(cells(3, 1, 1, 3));
    expect(greater).toBeCloseTo(17 / 70, 14);
    expect(twoSided).toBeCloseTo(34 / 70, 14);
  });
  test("exchanging rows turns the odds ratio over and keeps every two-sided p", () => {
    const [a, b] = [cells(10, 5, 8, 17), cells(8, 17, 10, 5)];
    expect(oddsRatio(a).value * oddsRatio(b).value).toBeCloseTo(1, 10);
    expect(oddsRatio(a).interval!.low * oddsRatio(b).interval!.high).toBeCloseTo(1, 10);
    expect(fisherExact(a).twoSided).toBeCloseTo(fisherExact(b).twoSided, 14);
    expect(boschlooExact(a)).toBeCloseTo(boschlooExact(b), 9);
    expect(mutualInformation(a).bits).toBeCloseTo(mutualInformation(b).bits, 14);
  });
  test("an empty cell leaves the odds ratio bounded on one side, and says so", () => {
    const odds = oddsRatio(cells(12, 0, 0, 21));
    expect(odds.value).toBe(Infinity);
    expect(odds.interval!.high).toBe(Infinity);
    expect(odds.note).toMatch(/empty/);
    expect(oddsRatio(cells(0, 12, 21, 0)).value).toBe(0);
  });
  test("Boschloo's size: whatever p, tables it calls significant come up at most 5 % of the time (8 against 10)", () => {
    const reject: [number, number][] = [];
    for (let a = 0; a <= 8; a++) for (let b = 0; b <= 10; b++) if (boschlooExact(cells(a, b, 8 - a, 10 - b)) <= 0.05) reject.push([a, b]);
    expect(reject.length).toBeGreaterThan(20);
    const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);
    for (let p = 0.01; p < 1; p += 0.01) {
      const size = reject.reduce((s, [a, b]) => s + choose(8, a) * choose(10, b) * p ** (a + b) * (1 - p) ** (18 - a - b), 0);
      expect(size).toBeLessThan(0.05 + 1e-9);
    }
  });
  test("two outcomes that always agree share all their information", () => {
    const { bits, entropyOfFirst } = mutualInformation(cells(8, 0, 0, 8));
    expect(bits).toBeCloseTo(1, 14);
    expect(entropyOfFirst).toBeCloseTo(1, 14);
  });
  test("no discordant trial of 33: McNemar's p is 1, discordance at most 8.7 %", () => {
    expect(mcNemar({ firstOnly: 0, secondOnly: 0 })).toBe(1);
    expect(discordance(cells(12, 0, 0, 21)).upperBound).toBeCloseTo(1 - 0.05 ** (1 / 33), 14);
  });
  test("a paired difference without any first success still has an interval", () => {
    const { interval, value } = pairedDifference(cells(0, 0, 4, 16), { method: "Newcombe 10" });
    expect(value).toBe(0.2);
    expect(interval!.low).toBeLessThan(0.2);
    expect(interval!.high).toBeGreaterThan(0.2);
  });
  test.each([
    ["a ratio to nothing", () => pairedRatio(cells(0, 0, 5, 5)), "empty-margin"],
    ["a ratio without a discordant trial", () => pairedRatio(cells(4, 0, 0, 5)), "empty-margin"],
    ["dependence on what always happened", () => secondGivenFirst(cells(5, 5, 0, 0)), "empty-margin"],
    ["an odds ratio of a constant", () => oddsRatio(cells(5, 0, 5, 0)), "empty-margin"],
    ["Boschloo without a second group", () => boschlooExact(cells(5, 0, 5, 0)), "empty-margin"],
    ["kappa of two constants", () => cohenKappa(cells(0, 0, 0, 9)), "empty-margin"],
    ["an empty table", () => fisherExact(cells(0, 0, 0, 0)), "too-few"],
    ["Boschloo of 600 against 600", () => boschlooExact(cells(300, 300, 300, 300)), "too-many"],
  ])("%s is refused", (_, call, code) => expect(call).toThrow(refused(code)));
});
