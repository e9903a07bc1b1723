import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Conclusion, Reading } from "../experiment.js";
import { readSpine } from "../spine.js";
import { verdictOf } from "../verdict.js";
import { order } from "./order.js";
import { pairing } from "./pairing.js";
import { contacts, propagation } from "./threshold.js";

const textOf = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../paper/${name}.yaml`, import.meta.url)), "utf8");
const drawing = { seed: 1, parameters: "base", changes: [] };
const rowOf = (rows: readonly Conclusion[], id: string): Conclusion => rows.find((row) => row.id === id) as Conclusion;

/** A spine that responds: EPSPs 4 %, action potentials 8 %, together 24 % ΔF/F. */
const spine = (other: Reading = {}): Reading => ({
  found: true, searched: 3, seen: 6, ratio: 2, supralinear: true, byPeaks: 1.3, trueRatio: 2.1, trueInWindow: 1.9, green: 1.2,
  trueGreen: 1.2, epsp: 4, ap: 8, paired: 24, perMicromolar: 0.8, pairedInApv: 8, sumInApv: 8, epspTaken: 4,
  pairedTaken: 16, trueInApv: 1, trueWithoutDye: 20, trueShare: 0.4, ...other,
});

describe("pairing", () => {
  test("24 % where five action potentials bring 8 % is 30 µM by the yardstick of 2 µM each; 4 of 16 are a quarter", () => {
    const rows = pairing.conclude([spine(), spine({ ratio: 1.8 }), spine({ ratio: 2.4 }), { found: false, searched: 12 }]);
    expect(rowOf(rows, "H02").value).toBeCloseTo(30, 9);
    expect(rowOf(rows, "H10").value).toBeCloseTo(0.25, 9);
    expect(rowOf(rows, "H01")).toMatchObject({ value: 2, n: 3, holds: true });
    expect(rowOf(rows, "H01").note).toContain("3 spines responded of 21 searched on 4 cells.");
  });

  test("what doesn't exceed its sum by half in two spines of five isn't reproduced, whatever the median", () => {
    const weak = spine({ ratio: 1.5, supralinear: false });
    const rows = pairing.conclude([weak, weak, weak, weak, spine({ supralinear: true })]);
    expect(verdictOf(rowOf(rows, "H01"))).toBe("direction only");
  });

  test("six spines give the ratio of pairing and that in calcium green-1 an interval; five say why they have none", () => {
    const spines = [1.4, 1.6, 1.9, 2.1, 2.4, 3].map((ratio) => spine({ ratio, green: ratio / 2 }));
    for (const [id, by] of [["H01", 1], ["H06", 2]] as const) {
      expect(rowOf(pairing.conclude(spines), id)).toMatchObject({ low: 1.4 / by, high: 3 / by, n: 6 });
      const few = rowOf(pairing.conclude(spines.slice(1)), id);
      expect(few.low).toBeUndefined();
      expect(few.note).toContain("5 spines are too few for an interval of a median");
    }
    expect(pairing.spines).toBeGreaterThanOrEqual(6);
  });

  test("without a spine that responds there is a row that says so, and none is reproduced", () => {
    const rows = pairing.conclude([{ found: false }, { found: false }]);
    expect(rows).toHaveLength(6);
    expect(rows.map(verdictOf)).not.toContain("reproduced");
  });
});

describe("order", () => {
  // The fourth drawn spine: strongly driven.
  test("in a drawn spine EPSPs first bring five times the reverse order's calcium, and not a tenth of it more in APV", () => {
    const found = readSpine({ experiment: order, text: textOf("order"), k: 3, drawing });
    const [first, last, inApv] = ["trueFirst", "trueLast", "trueInApv"].map((name) => found[name] as number);
    expect(found["larger"]).toBe(true);
    expect((first as number) / (last as number)).toBeGreaterThan(4);
    expect(Math.abs(inApv as number)).toBeLessThan(0.1 * (first as number));
  });

  test("pairing in APV that isn't linear leaves H05 without its second half", () => {
    const own = { found: true, first: 20, last: 4, difference: 16, inApv: 0.5, trueFirst: 100, trueLast: 20, trueInApv: 1 };
    const verdict = (sumInApv: number): string => verdictOf(rowOf(
      order.conclude([own, { ...own, inApv: 1 }], () => [spine({ sumInApv }), spine({ sumInApv })]), "H05"));
    expect(verdict(8)).toBe("reproduced");
    expect(verdict(6)).toBe("direction only");
  });
});

describe("propagation", () => {
  const reached = (weakest: number): Reading =>
    ({ found: true, reached: weakest >= 0.5, weakest, ratio: 1, least: 0.9, "step 1": 1, "step 5": weakest, trials: 16 });
  test("a train that is whole but of which one action potential brings 0.4 isn't reliable in every spine", () => {
    const of = (weakest: number): Conclusion => rowOf(propagation.conclude([reached(0.8), reached(0.7), reached(weakest)]), "M13");
    expect(verdictOf(of(0.6))).toBe("reproduced");
    expect(of(0.4)).toMatchObject({ holds: false, direction: true });
    expect(verdictOf(of(0.4))).toBe("direction only");
  });
});

test("a cell needs more contacts from −80 mV than from −70 mV across its membrane, some 40 to 130", () => {
  const { shown, corrected, true: truth } = readSpine({ experiment: contacts, text: textOf("contacts"), k: 2, drawing });
  expect(corrected).toBeGreaterThan(20);
  expect(shown).toBeGreaterThan(corrected as number);
  expect(shown).toBeLessThan(130);
  expect(truth).toBe(shown);
});
