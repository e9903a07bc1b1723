import { describe, expect, test } from "vitest";
import { biasesOf } from "./biases.js";
import { reasons } from "./exclusion-reasons.js";
import { exclusionsOf, exclusionsSay, influxCurve, influxSays, tradeOffsOf, type InfluxPoint, type SetRows } from "./exclusions.js";
import { findingOf, findings } from "./findings.js";
import type { Row } from "./scorecard.js";
import { verdictsOf, type Verdict } from "./verdict.js";

const row = (id: string, verdict: Verdict): Row =>
  ({ id, value: 1, n: 1, nOf: "spines", direction: true, verdict, finding: findingOf(id) });
const set = (name: string, verdicts: Readonly<Record<string, Verdict>>): SetRows =>
  ({ name, rows: Object.entries(verdicts).map(([id, verdict]) => row(id, verdict)) });
const [YES, NO] = ["reproduced", "conflicts within the paper"] as const;

describe("findings that name each other", () => {
  const of = (...sets: SetRows[]): ReturnType<typeof exclusionsOf>[number] => {
    const found = exclusionsOf(sets).find(({ pair }) => pair.join() === "C01,H01");
    if (!found) throw new Error("there is the pair C01, H01");
    return found;
  };

  test("are said to exclude each other only as far as no set has both", () => {
    const apart = of(set("base", { C01: NO, H01: YES }), set("other", { C01: YES, H01: NO }));
    expect(apart.together).toEqual([]);
    expect(apart.says).toBe("Of 2 sets none has both: C01 comes out of other, H01 comes out of base.");
    const both = of(set("base", { C01: NO, H01: YES }), set("other", { C01: YES, H01: YES }));
    expect(both.together).toEqual(["other"]);
    expect(both.says).toContain("don't exclude each other");
  });

  test("one set, and sets that have neither, are said to be so", () => {
    expect(of(set("base", { C01: NO, H01: YES })).says).toBe("The set that was run has H01 and not C01.");
    expect(of(set("base", { C01: NO, H01: NO })).says).toBe("The set that was run has neither.");
    expect(of(set("base", { C01: NO, H01: NO }), set("other", { C01: NO, H01: NO })).says).toBe("Of 2 sets none has either.");
  });

  test("those whatever the parameters are the pairs of findings that name each other, each with its reason", () => {
    const named = findings.flatMap(({ id, against = [] }) => against.map((other) => [id, other].sort().join()));
    const always = reasons.filter(({ under }) => under === undefined).map(({ pair }) => [...pair].sort().join());
    expect(new Set(always)).toEqual(new Set(named));
    for (const { why } of reasons) expect(why).toMatch(/^[A-Z2].*\.$/su);
  });

  test("under a condition alone they are shown with it, and make no row a conflict", () => {
    const [pair] = exclusionsOf([set("base", { S02: YES, S05: "direction only" })]);
    expect(pair).toMatchObject({ pair: ["S02", "S05"], under: "the spine is held by the clamp", together: [] });
    const found = (id: string, value: number) => ({ id, value, n: 5, nOf: "spines", direction: true } as const);
    expect(verdictsOf([found("S02", 0.8), found("S05", 0.8)])).toEqual(["reproduced", "direction only"]);
  });

  test("what they come to is said in two sentences: which go together somewhere, and which nowhere", () => {
    const all = exclusionsOf([set("base", { C01: NO, H01: YES, C06: YES }), set("other", { C01: NO, H01: YES, C06: NO })]);
    expect(exclusionsSay(all)).toBe("No set has C01 with H01. Reproduced side by side all the same: C06 with H01 (base).");
  });

  test("each pair is there once, and none without rows of both", () => {
    const pairs = exclusionsOf([set("base", Object.fromEntries(["C01", "C04", "C06", "H01", "H06", "A04"].map((id) => [id, NO])))])
      .map(({ pair }) => [...pair].sort().join());
    expect(new Set(pairs).size).toBe(pairs.length);
    expect(exclusionsOf([set("base", { C01: NO })])).toEqual([]);
  });
});

test("trade-offs are pairs of which each set has one: A01 and A02 here, but not A03, which all have", () => {
  const found = tradeOffsOf([set("base", { A01: YES, A02: NO, A03: YES }), set("other", { A01: NO, A02: YES, A03: YES })]);
  expect(found).toEqual([{ pair: ["A01", "A02"], one: ["base"], other: ["other"] }]);
  expect(tradeOffsOf([set("base", { A01: YES })])).toEqual([]);
});

describe("the influx of an action potential", () => {
  const at = (influx: number, a: number, ratio: number): InfluxPoint => ({ influx, a: { truth: a }, ratio: { truth: ratio } });
  test("that has neither range at once is said, with the numbers; one that has both takes it back", () => {
    const apart = influxSays([at(50, 0.9, 2), at(400, 0.36, 1)]);
    expect(apart).toContain("No influx that was tried has both: a is in its range at 400 µM, and the ratio is in its range at 50 µM.");
    expect(apart).toContain("400 µM: a = 0.36, ratio 1.00");
    expect(influxSays([at(50, 0.9, 2), at(400, 0.36, 1.6)])).toMatch(/^At 400 µM per action potential both are in their ranges/);
  });

  test("is read from both studies, and none without them", () => {
    expect(influxCurve(new Map())).toEqual([]);
    const of = (name: string, value: number): [string, number][] => ["60", "150", "450"].map((influx) => [`${name} ${influx}`, value]);
    const pairs = Object.fromEntries([...of("influx", 55), ...of("a", 0.8), ...of("trueA", 0.9), ...of("low", 0.7), ...of("high", 1)]);
    const paired = Object.fromEntries([...of("ratio", 2), ...of("trueRatio", 2.1)]);
    const [first] = influxCurve(new Map([["influx-of-pairs", [pairs]], ["influx-of-pairing", [paired]]]));
    expect(first).toEqual({ influx: 55, a: { value: 0.8, low: 0.7, high: 1, truth: 0.9 }, ratio: { value: 2, truth: 2.1 } });
  });
});

describe("questions of method", () => {
  test("Eq. 1 beside E2 and the truth, an estimate that was refused without a number", () => {
    const reading = {
      "influx 60": 50, "trials 60": 24, "printed 60": 20, "printedLow 60": 0, "printedHigh 60": 50, "aware 60": null, "trueStep 60": 45,
      "influx 150": 120, "printed 150": 19, "aware 150": 120, "trueStep 150": 125,
      "influx 450": 400, "trials 450": 24, "printed 450": 240, "printedLow 450": 220, "printedHigh 450": 262,
      "aware 450": 1000, "awareLow 450": 900, "awareHigh 450": 1100, "trueStep 450": 1050,
    };
    const [bias] = biasesOf(new Map([["influx-of-pairs", [reading]]]));
    expect(bias?.cases.map(({ better }) => better.value)).toEqual([undefined, 120, 1000]);
    expect(bias?.cases[2]).toMatchObject({ paper: { value: 240, low: 220, high: 262, n: 24 }, truth: 1050 });
    expect(bias?.says).toContain("Eq. 1 reads 0.23 times the truth and E2 0.95 times the truth.");
  });

  test("the yardstick is 2 µM an action potential: 24 % where five bring 8 % are 30 µM; of free calcium, and 0.5 µM seen of one, a quarter and some", () => {
    const spine = { found: true, paired: 24, ap: 8, trueWithoutDye: 40 };
    const order = { found: true, first: 12, perMicromolar: 0.8, trueWithoutDye: 10 };
    const bias = biasesOf(new Map([
      ["pairing-in-depth", [spine, { ...spine, paired: 26 }, { found: false }]], ["order", [order, order]], ["two-action-potentials", [{ barePeak: 1.4, withoutDye: 0.5 }]],
    ])).find(({ name }) => name === "yardstick");
    const [paired, ordered] = bias?.cases ?? [];
    expect(paired?.paper).toMatchObject({ value: 31.25, n: 2 });
    expect(ordered?.paper.value).toBeCloseTo(15, 9);
    // (ΔF/F)/(max − ΔF/F) grows faster than ΔF/F: by more than 10 % here; and 0.5 µM are a quarter of the yardstick.
    expect(paired?.better.value).toBeGreaterThan(1.1 * 31.25 / 4);
    expect(paired?.better.value).toBeLessThan(1.6 * 31.25 / 4);
    expect([paired?.truth, ordered?.truth]).toEqual([40, 10]);
    expect(bias?.says).toContain("really brings 1.40 µM");
  });

  test("peaks are medians of spines that respond alone", () => {
    const spine = { found: true, byPeaks: 1.2, byFit: 2, ratio: 1.7, trueRatio: 2.1, trueInWindow: 1.8 };
    const order = { found: true, firstPeak: 26, lastPeak: 13, firstFit: 20, lastFit: 4, trueFirst: 20, trueLast: 4 };
    const [bias] = biasesOf(new Map([["pairing-in-depth", [spine, { found: false }]], ["order-in-depth", [order]]]));
    expect(bias?.cases.map(({ paper, better, truth }) => [paper.value, better.value, truth])).toEqual([[1.2, 2, 2.1], [2, 5, 5]]);
    expect(bias).toMatchObject({ remedy: "better", cases: [{ nearer: true }, { nearer: true }] });
  });

  test("a second way is called better only where it lies nearer to the truth, whatever is hoped of it", () => {
    const asked = (byFit: number, firstFit: number): string | undefined => biasesOf(new Map([
      ["pairing-in-depth", [{ found: true, byPeaks: 1.2, byFit, trueRatio: 2.1 }]],
      ["order-in-depth", [{ found: true, firstPeak: 26, lastPeak: 13, firstFit, lastFit: 4, trueFirst: 20, trueLast: 4 }]],
    ]))[0]?.remedy;
    expect([asked(2, 20), asked(3.1, 20), asked(3.1, 60), asked(NaN, 20)]).toEqual(["better", "better in part", "no better", "better"]);
  });
});
