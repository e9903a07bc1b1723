import { describe, expect, test } from "vitest";
import { binomialCumulative, logChoose, oddsRatio, pairedDifference, pairedRatio, type Estimate, type PairedOutcomes } from "#statistics";
import { runStudy, studies } from "./coverage.js";

describe("95 % intervals hold the truth", () => {
  // Few repetitions each; `npm run validate` runs hundreds of times as many. A study fails where its count has a chance below 1e-4.
  test.each(studies.map((study, i) => [study.name, study, i] as const))("%s: in 93 to 97 % of seeded experiments", (_, study, i) => {
    const result = runStudy(study, Math.min(1500, Math.round(8000 / study.cost)), i + 1);
    expect(result.verdict, JSON.stringify(result)).toBe("agrees");
  });

  test("the verdict can fail: a 95 % interval judged as a 99 % one differs after 1500 experiments", () => {
    const study = { ...studies[0]!, between: [0.99, 0.995] as const };
    expect(runStudy(study, 1500, 1).verdict).toBe("differs");
    expect(1 - binomialCumulative(1500, 1500, 0.5)).toBe(0);
  });
});

/** Exact coverage of an interval of paired outcomes: a sum over all tables of n trials it does not refuse. */
function exactly(n: number, chances: readonly number[], truth: number, interval: (outcomes: PairedOutcomes) => Estimate): number {
  let [held, accepted] = [0, 0];
  for (let a = 0; a <= n; a++) {
    for (let b = 0; a + b <= n; b++) {
      for (let c = 0; a + b + c <= n; c++) {
        const d = n - a - b - c;
        const ways = logChoose(n, a) + logChoose(n - a, b) + logChoose(n - a - b, c);
        const weight = Math.exp(ways + [a, b, c, d].reduce((s, k, i) => s + k * Math.log(chances[i]!), 0));
        try {
          const { low, high } = interval({ both: a, firstOnly: b, secondOnly: c, neither: d }).interval!;
          accepted += weight;
          if (low <= truth && truth <= high) held += weight;
        } catch (error) {
          expect(error).toMatchObject({ kind: "refused" });
        }
      }
    }
  }
  return held / accepted;
}

describe("paired proportions, summed over every table", () => {
  // p₁, p₂ after a success, p₂ after a failure: no effect, facilitation, strong dependence both ways.
  const cases = [[0.3, 0.3, 0.3], [0.3, 0.55, 0.45], [0.5, 0.8, 0.2], [0.2, 0.1, 0.6]] as const;
  test.each(cases)("20 trials, p₁ = %d, p₂ = %d or %d: Newcombe's difference covers 94–97 %, the log-Wald ratio 95–98 %", (p1, after, without) => {
    const chances = [p1 * after, p1 * (1 - after), (1 - p1) * without, (1 - p1) * (1 - without)];
    const p2 = chances[0]! + chances[2]!;
    const difference = exactly(20, chances, p2 - p1, (o) => pairedDifference(o, { method: "Newcombe 10" }));
    expect(difference).toBeGreaterThan(0.94);
    expect(difference).toBeLessThan(0.97);
    const ratio = exactly(20, chances, p2 / p1, (o) => pairedRatio(o));
    expect(ratio).toBeGreaterThan(0.95);
    expect(ratio).toBeLessThan(0.98);
  });
});

describe("odds ratio", () => {
  test("whatever the true odds ratio, the exact interval holds it at least 95 % of the time (12 against 21, 13 successes)", () => {
    const [first, others, successes] = [12, 21, 13];
    const intervals = Array.from({ length: first + 1 }, (_, k) =>
      oddsRatio({ both: k, firstOnly: first - k, secondOnly: successes - k, neither: others - successes + k }).interval!);
    for (const truth of [0.01, 0.3, 1, 2.7, 15, 400]) {
      const weights = intervals.map((_, k) => Math.exp(logChoose(first, k) + logChoose(others, successes - k) + k * Math.log(truth)));
      const whole = weights.reduce((s, w) => s + w);
      const held = weights.reduce((s, w, k) => s + (intervals[k]!.low <= truth && truth <= intervals[k]!.high ? w : 0), 0);
      expect(held / whole).toBeGreaterThanOrEqual(0.95);
    }
  });
});
