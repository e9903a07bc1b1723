import { describe, expect, test } from "vitest";
import { findingOf, summaryOf, type Row } from "radiatum/paper";
import { scorecardSummary, scorecardTable } from "./scorecard-text.js";

const row = (id: string, more: Partial<Row> = {}): Row =>
  ({ id, n: 0, nOf: "spines", direction: false, verdict: "not reproduced", finding: findingOf(id), ...more });
const printed = (...rows: readonly Row[]): string =>
  scorecardTable({ rows, sets: [{ name: "base", rows, summary: summaryOf(rows) }] });

describe("the printed scorecard", () => {
  test("says where nothing was measured, with neither a cross nor a word of holding", () => {
    const [hopeless, tried] = [printed(row("H07", { holds: true })), printed(row("C01", { n: 1, nOf: "cells", truth: 0.9 }))];
    expect(hopeless).toContain("· H07");
    expect(hopeless).toMatch(/^ {7}not measured \| paper: 20 µM or more/m);
    expect(tried).toMatch(/^ {7}not measured \| paper: about 0\.355, counts 0\.3 to 0\.42 \| truth: 0\.9/m);
    expect(hopeless + tried).not.toMatch(/^✗ [A-Z]|holds/m);
  });

  test("marks the rows that the fit didn't use, training rows and settings not, and says so once, above them", () => {
    const said = printed(row("M05", { holds: true, n: 17 }), row("A01", { value: 0.8 }), row("A02", { value: 1 }));
    expect(said).toMatch(/M05 {2}first.*\n[^]*A01 {2}one AP[^]*A02° one AP/);
    expect(said.match(/°/g)).toHaveLength(2);
    expect(said.slice(0, said.indexOf("Methods")).replaceAll(/\s+/g, " ")).toContain("° held out: not used in the fit");
  });

  test("a measured row has its verdict's mark, and its number or whether it holds", () => {
    expect(printed(row("H01", { value: 1.2, n: 5, direction: true, verdict: "direction only" }))).toMatch(/→ H01.*\n {7}1\.2, 5 spines/);
    expect(printed(row("S05", { value: 0.9, n: 1 }))).toMatch(/✗ S05.*\n {7}0\.9 of control, 1 spine \|/);
    expect(printed(row("M02", { holds: true, n: 17, nOf: "protocols", verdict: "reproduced" })))
      .toMatch(/✓ M02.*\n {7}holds, 17 protocols/);
  });

  test("says what decides it, on what it rests, why it falls short and what was put in", () => {
    const [short, built] = [
      printed(row("H01", { value: 1.2, n: 7, spines: 7, cells: 7, trials: 126, verdict: "direction only", why: "The value is below the range." })),
      printed(row("S18", { value: 0, n: 7, verdict: "reproduced" })),
    ];
    expect(short).toMatch(/1\.2, 7 spines, 7 cells, 126 trials \| paper.*\n {7}The value is below the range\.\n {7}Decides: The median/);
    expect(built.replaceAll(/\s+/g, " ")).toContain("By construction: the model has no stores");
  });

  test("so has that of another set, under its name", () => {
    const [own, other] = [row("H01", { value: 2, n: 5, verdict: "reproduced" }), row("H01")];
    const sets = [{ name: "base", rows: [own], summary: summaryOf([own]) }, { name: "other", rows: [other], summary: summaryOf([other]) }];
    expect(scorecardTable({ rows: [own], sets })).toContain("       · other: not measured");
  });

  test("the counts say how many of those not reproduced could not be measured", () => {
    const rows = [row("H01"), row("H02"), row("S05", { value: 0.9, n: 1 })];
    const beside = { missing: [], arguments: [], biases: [], exclusions: [], tradeOffs: [], influx: [] };
    const said = scorecardSummary({ rows, sets: [{ name: "base", rows, summary: summaryOf(rows) }], summary: summaryOf(rows), ...beside });
    expect(said).toContain("3 not reproduced, 0 conflicts within the paper. Of those not reproduced 2 could not be measured.");
  });
});
