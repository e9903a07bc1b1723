import { describe, expect, test } from "vitest";
import { countsOf, found, keptTable, shareOfTolerance, type ValidationRow, type ValidationTable } from "./validation.js";

const row = (name: string, verdict: ValidationRow["verdict"], error = "1e-5", tolerance = "1e-4"): ValidationRow =>
  ({ case: name, reference: "closed form", error, tolerance, verdict });
const table: ValidationTable = {
  version: "0.1.0", node: "20", scope: "full", sources: "", leftOut: [],
  sections: [
    { heading: "Cables", rows: [row("passive", "agrees"), row("active", "agrees")] },
    { heading: "Photons", rows: [row("mean", "told"), row("variance", "differs", "0.012", "0.01")] },
  ],
};

describe("the evidence as it is shown", () => {
  test("what differs stands first, section and row; the rest keeps its order", () => {
    expect(found(table, "").map(({ heading, rows }) => [heading, rows.map((one) => one.case)]))
      .toEqual([["Photons", ["variance", "mean"]], ["Cables", ["passive", "active"]]]);
  });
  test("words find rows by case, heading, reference and verdict, all of them at once", () => {
    expect(found(table, "cables ACT").flatMap(({ rows }) => rows.map((one) => one.case))).toEqual(["active"]);
    expect(found(table, "differs").flatMap(({ rows }) => rows.map((one) => one.case))).toEqual(["variance"]);
    expect(found(table, "closed variance passive")).toEqual([]);
  });
  test("counts tell agreeing, differing and told apart", () => {
    expect(countsOf(table.sections.flatMap(({ rows }) => rows))).toEqual({ agrees: 2, differs: 1, told: 1 });
  });
});

test.each([
  ["2.1e-5", "1e-4", 0.21], ["-0.5 %", "2 %", 0.25], ["0.012", "0.01", 1.2], ["±0.24 %", "0.48 %", 0.5], ["0", "1e-10", 0], ["−3 mV", "6 mV", 0.5],
])("an error of %s within %s takes up %d of it", (error, tolerance, share) => {
  expect(shareOfTolerance({ error, tolerance })).toBeCloseTo(share, 12);
});
test.each([["±0.24 %", "chance 1e-4"], ["3 mV", "1 %"], ["a3f9 differs", "0"], ["0.1", "0"], ["", ""], ["0.1", "93 to 97"]])(
  "%s within %s is no share", (error, tolerance) => {
    expect(shareOfTolerance({ error, tolerance })).toBeUndefined();
  });

test("the kept table says what it was made from, and every row has a verdict", async () => {
  const kept = await keptTable();
  expect(kept?.sources).toMatch(/^[0-9a-f]{64}$/);
  expect(kept?.sections.length).toBeGreaterThan(0);
  for (const { rows } of kept?.sections ?? []) for (const { verdict } of rows) expect(["agrees", "differs", "told"]).toContain(verdict);
});
