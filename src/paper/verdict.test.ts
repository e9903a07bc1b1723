import { describe, expect, test } from "vitest";
import type { Conclusion, Reading } from "./experiment.js";
import { experimentsFor, scorecardOf } from "./scorecard.js";
import { isMeasured, verdictOf, verdictsOf, wordsFor } from "./verdict.js";

const row = (id: string, more: Partial<Conclusion> = {}): Conclusion =>
  ({ id, n: 5, nOf: "spines", direction: true, ...more });
/** In the ranges of Figures 7A and 8A, and beside them. */
const [SATURATING, LINEAR] = [row("C01", { value: 0.355 }), row("C01", { value: 0.9 })];
const [SUPRALINEAR, ADDING] = [row("H01", { value: 2 }), row("H01", { value: 1.2 })];

describe("a conflict within the paper", () => {
  test("is there where a finding fails and the one that it excludes is reproduced beside it, either way", () => {
    expect(verdictsOf([LINEAR, SUPRALINEAR])).toEqual(["conflicts within the paper", "reproduced"]);
    expect(verdictsOf([SATURATING, ADDING])).toEqual(["reproduced", "conflicts within the paper"]);
  });

  test("is none where neither is reproduced, or the other has no row: each falls short by itself", () => {
    expect(verdictsOf([LINEAR, ADDING])).toEqual(["direction only", "direction only"]);
    expect(verdictsOf([LINEAR])).toEqual(["direction only"]);
    expect(verdictsOf([{ ...LINEAR, direction: false }, ADDING])).toEqual(["not reproduced", "direction only"]);
  });

  test("is none where nothing was measured, whatever is reproduced beside it", () => {
    const nothing = row("C01", { n: 1, direction: false });
    expect(verdictsOf([nothing, SUPRALINEAR])).toEqual(["not reproduced", "reproduced"]);
    expect(verdictsOf([{ ...nothing, value: NaN }, SUPRALINEAR])).toEqual(["not reproduced", "reproduced"]);
  });

  test("is none on a card of spines in which nothing could be read, as few spines of a quick run may be", () => {
    const unread: Reading[] = [{
      found: false, f1: null, f2: null, f3: null, trueRatio: 0.9, shaftRatio: 0.95, trueStep: 50, barePeak: 1.5, bareAfter: 0.5,
      trueRest: 75, rest: 75, half: 189, buffer: 150, dye: 500_000, range: 14,
    }];
    const { rows } = scorecardOf(new Map(["pairing", "two-action-potentials"].map((name) => [name, unread])));
    const opposed = rows.filter(({ finding }) => finding.against);
    expect(opposed.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
      "C01 not reproduced", "C04 not reproduced", "H01 not reproduced", "H06 not reproduced",
    ]);
  });

  test("is seen when one finding alone is asked for: what it excludes is run, too", () => {
    const names = experimentsFor((id) => id === "C01").map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["two-action-potentials", "pairing", "nickel"]));
  });
});

describe("a row without a number", () => {
  test("holds or doesn't where the finding asks for none; without anything to say it of it is not measured", () => {
    expect(wordsFor(row("M02", { holds: true }))).toBe("holds");
    expect(wordsFor(row("M11", { holds: false }))).toBe("does not hold");
    expect(wordsFor(row("A05", { holds: true, n: 0 }))).toBe("not measured");
  });

  test("is not measured where the finding has a range, and neither reproduced nor in its direction", () => {
    for (const one of [row("H01", { holds: true, n: 0 }), row("C01", { n: 1 }), row("A07", { n: 0 })]) {
      expect(isMeasured(one)).toBe(false);
      expect(wordsFor(one)).toBe("not measured");
      expect(verdictOf(one)).toBe("not reproduced");
    }
  });
});
