import { describe, expect, test } from "vitest";
import { findingOf, findings, type Row, type Verdict } from "#paper";
import { abstractRows, CLAIMS, countRows } from "./claims.js";
import { sameHoweverRun } from "./scorecard.js";

const row = (id: string, verdict: Verdict = "reproduced", more: Partial<Row> = {}): Row =>
  ({ id, verdict, value: 1, n: 5, nOf: "spines", direction: true, finding: findingOf(id), ...more });
const all = (change: (id: string) => Row = (id) => row(id)): Row[] => findings.map(({ id }) => change(id));
const verdictOf = (rows: readonly Row[], id: string): string | undefined =>
  abstractRows(rows, 1)[CLAIMS.findIndex((claim) => claim.rows.includes(id))]?.verdict;

describe("the abstract's claims", () => {
  test("agree in the direction alone, and differ where one of their rows has not even that, or is gone", () => {
    expect(abstractRows(all(), 1).map(({ verdict }) => verdict)).toEqual(CLAIMS.map(() => "agrees"));
    const with_ = (verdict: Verdict): Row[] => all((id) => row(id, id === "H03" ? verdict : "reproduced"));
    expect(verdictOf(with_("direction only"), "H03")).toBe("agrees");
    expect(verdictOf(with_("not reproduced"), "H03")).toBe("differs");
    expect(verdictOf(all().filter(({ id }) => id !== "H03"), "H03")).toBe("differs");
  });

  test("are told, neither for nor against, where one spine left nothing to read", () => {
    const unread = row("H01", "not reproduced", { n: 0, value: NaN, direction: false });
    expect(verdictOf(all((id) => (id === "H01" ? unread : row(id))), "H01")).toBe("told");
  });
});

test("66 findings have a row each; one that is missing or there twice is counted", () => {
  expect(countRows(all(), findings)).toMatchObject([{ case: "findings of the paper that have a row: 66 of 66", verdict: "agrees" }]);
  expect(countRows([...all(), row("A01")], findings)).toMatchObject([{ error: "1", verdict: "differs" }]);
});

test("two threads, and a run that was stopped and resumed, read what one thread reads", async () => {
  const rows = await sameHoweverRun();
  expect(rows).toHaveLength(2);
  expect(rows.filter(({ verdict }) => verdict !== "agrees")).toEqual([]);
}, 300_000);
