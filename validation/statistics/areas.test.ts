import { describe, expect, test } from "vitest";
import { statisticsAreas } from "./areas.js";
import { compareTree } from "./comparison.js";

/** Numbers each area's reference holds; fewer compared would mean that something was skipped. */
const compared = {
  "01 regression": 170, "01 mixed models": 60, "02 proportions": 460, "03 contingency": 134, "04 paired differences": 222,
  "05 order and drift": 38, "07 resampling": 43, "11 detection": 136, "13 calibration": 79, "14 design": 23,
};

describe("statistics against scipy, R, NIST and published examples", () => {
  test.each(Object.entries(statisticsAreas))("area %s: every number agrees within its stated tolerance", (area, run) => {
    const rows = run();
    expect(rows.filter((row) => row.verdict === "differs")).toEqual([]);
    expect(rows).toHaveLength(compared[area as keyof typeof compared]);
  });
});

describe("compareTree", () => {
  test("a number we leave out, or get wrong by 2e-9, differs; 5e-10 does not", () => {
    const verdicts = compareTree("x", { a: 1 + 5e-10, b: 1 + 2e-9 }, { a: 1, b: 1, c: 1, note: "said" }).map((row) => row.verdict);
    expect(verdicts).toEqual(["agrees", "differs", "differs"]);
  });
});
