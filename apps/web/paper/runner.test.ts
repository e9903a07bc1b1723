import { describe, expect, test } from "vitest";
import { findingOf, type Row, type Scorecard, type Whole } from "radiatum/paper";
import { answeredBy, leftText, timeLeft, withFresh, type Run } from "./runner.js";

const row = (id: string, value: number): Row =>
  ({ id, value, n: 3, nOf: "spines", direction: true, verdict: "reproduced", finding: findingOf(id) });
const run = (rows: readonly Row[], fresh: readonly string[], set = "base"): Run => ({
  choice: { seed: 2, set, population: "quick" }, threads: 1, done: 1, total: 2, going: true, fresh: new Set(fresh), readings: new Map(),
  card: { rows } as unknown as Scorecard & Whole,
});

describe("rows turn from kept to fresh", () => {
  const plans = [
    { name: "pairing", spines: 4, findings: ["H01", "H02"], needs: [] },
    { name: "order", spines: 3, findings: ["H03", "H05"], needs: ["pairing"] },
  ];

  test("a finding is answered when its experiment is done and those that it needs", () => {
    expect([...answeredBy(plans, new Set(["order"]))]).toEqual([]);
    expect([...answeredBy(plans, new Set(["pairing"]))]).toEqual(["H01", "H02"]);
    expect([...answeredBy(plans, new Set(["order", "pairing"]))]).toEqual(["H01", "H02", "H03", "H05"]);
  });

  test("what isn't answered yet stays as it was kept, and so does another set", () => {
    const kept = [row("H01", 1), row("H03", 1)];
    const values = (rows: readonly Row[]): (number | undefined)[] => rows.map(({ value }) => value);
    expect(values(withFresh(kept, run([row("H01", 2), row("H03", 2)], ["H01"]), "base"))).toEqual([2, 1]);
    expect(values(withFresh(kept, run([row("H01", 2), row("H03", 2)], ["H01", "H03"]), "sabatini-2002"))).toEqual([1, 1]);
    expect(withFresh(kept, undefined, "base")).toBe(kept);
  });
});

describe("the time that is left", () => {
  // Two spines of 1 s and three of another kind, of which one took 4 s: 2·1 + 2·4 = 10 s, on two threads 5.
  test("is each experiment's own mean, or of all where none is done, shared by the threads that have work", () => {
    const took = new Map([["nickel", [500, 1500]], ["pairing", [4000]]]);
    expect(timeLeft(["nickel", "nickel", "pairing", "pairing"], took, 2)).toBeCloseTo(5, 12);
    expect(timeLeft(["order"], took, 8)).toBeCloseTo(2, 12);
    expect(timeLeft([], took, 2)).toBe(0);
    expect(timeLeft(["order"], new Map(), 2)).toBeUndefined();
  });

  test("is said in steps that nobody takes for exact", () => {
    expect([undefined, 2, 31, 100, 700].map(leftText)).toEqual(["", ", 5 s left", ", 30 s left", ", 2 min left", ", 12 min left"]);
  });
});
