import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findingOf, findings, type Row, type Verdict } from "#paper";
import { abstractRows, CLAIMS, countRows } from "./claims.js";
import { scorecardSources } from "./kept.js";
import { keptRows, sameHoweverRun } from "./scorecard.js";

const row = (id: string, verdict: Verdict = "reproduced", more: Partial<Row> = {}): Row =>
  ({ id, verdict, value: 1, n: 5, nOf: "spines", direction: true, finding: findingOf(id), ...more });
const all = (change: (id: string) => Row = (id) => row(id)): Row[] => findings.map(({ id }) => change(id));
const lines = (rows: readonly Row[], of: "direction" | "number") => abstractRows(rows, "seed 1").filter((line) => line.case.includes(` ${of} of: `));
const verdictOf = (rows: readonly Row[], id: string): string | undefined =>
  lines(rows, "direction")[CLAIMS.findIndex((claim) => claim.rows.includes(id))]?.verdict;

describe("the abstract's claims", () => {
  test("agree in the direction alone, and differ where one of their rows has not even that, or is gone", () => {
    expect(lines(all(), "direction").map(({ verdict }) => verdict)).toEqual(CLAIMS.map(() => "agrees"));
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

describe("a claim with a number", () => {
  const line = (more: Partial<Row>): { verdict: string; case: string } | undefined =>
    lines(all((id) => row(id, "direction only", id === "H08" ? more : {})), "number").find((one) => one.case.includes("(H08"));
  test("agrees where all of its interval is above 10 µM, differs where none of it is, and is told else, whatever the row's verdict", () => {
    expect(line({ value: 40, low: 12, high: 70 })?.verdict).toBe("agrees");
    expect(line({ value: 4, low: 1, high: 9 })?.verdict).toBe("differs");
    expect(line({ value: 54, low: -13, high: 121 })).toMatchObject({ verdict: "told", case: expect.stringContaining("H08: 54, -13 to 121") as string });
    expect(line({ value: 54 })).toMatchObject({ verdict: "told", case: expect.stringContaining("no interval") as string });
  });
  test("stands in a line of its own beside the claim's direction: five of ten have one, peak calcium by two rows", () => {
    expect(lines(all(), "number")).toHaveLength(6);
  });
});

test("the kept claims count only where they were made of these sources", () => {
  const kept = (ofTheseSources: boolean): string[] => keptRows({ rows: all(), seed: 1, ofTheseSources }).map(({ verdict }) => verdict);
  expect(kept(true)).toContain("agrees");
  expect([...new Set(kept(false))]).toEqual(["told"]);
});

test("the digest of a scorecard's sources hears of a protocol and a source file, not of a test", () => {
  const project = mkdtempSync(join(tmpdir(), "radiatum-kept-"));
  try {
    for (const folder of ["src", "paper"]) mkdirSync(join(project, folder));
    const digestWith = (file: string, text: string): string => {
      writeFileSync(join(project, file), text);
      return scorecardSources(project);
    };
    const first = digestWith("src/a.ts", "1");
    expect(digestWith("src/a.test.ts", "1")).toBe(first);
    expect(new Set([first, digestWith("src/a.ts", "2"), digestWith("paper/nickel.yaml", "1")]).size).toBe(3);
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
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
