import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parseTable } from "#formats";
import { readProtocol } from "#protocol";
import { compositeRows } from "./composites.js";
import { share } from "./conclude.js";
import type { Conclusion } from "./experiment.js";
import { experiments } from "./experiments/index.js";
import { figures, protocolsOf } from "./figures/index.js";
import { findingOf, findings } from "./findings.js";
import { answered, experimentsFor, scorecardOf, summaryOf, type Row } from "./scorecard.js";
import { verdictOf } from "./verdict.js";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const evidence = at("../../../shared/evidence/paper-findings.csv");

describe("the scorecard", () => {
  test("every finding of the paper is answered by exactly one experiment, composite or check", () => {
    expect([...answered].sort()).toEqual(findings.map(({ id }) => id).sort());
    expect(scorecardOf(new Map()).missing).toEqual([]);
  });

  test("every protocol in paper/ belongs to an experiment or a figure, reads, and says first where the paper has it", () => {
    const files = readdirSync(at("../../paper")).filter((file) => file.endsWith(".yaml")).sort();
    const named = new Set([
      ...experiments.map(({ name, protocol = name }) => protocol), ...figures.flatMap(protocolsOf),
    ].map((name) => `${name}.yaml`));
    expect(files).toEqual([...named].sort());
    for (const file of files) {
      const { about } = readProtocol(readFileSync(at(`../../paper/${file}`)), { file });
      expect(about, file).toMatch(/^[^.]*(Figures? \d|Methods|Results|Discussion)/);
    }
  });

  test("H09 needs the experiments of its parts, and order that of pairing, with which its H05 is judged", () => {
    const names = (id: string): string[] => experimentsFor((one) => one === id).map(({ name }) => name);
    expect(names("H09")).toEqual(expect.arrayContaining(["nickel", "epsc-train"]));
    expect(names("H05")).toEqual(["pairing", "order"]);
    expect(names("M02")).toEqual([]);
  });
});

// The ranges were fixed before anything was run; whoever edits one must say so in the evidence, too.
describe.skipIf(!existsSync(evidence))("acceptance ranges (skipped where ../shared/evidence is missing)", () => {
  const [head, ...rows] = parseTable(existsSync(evidence) ? readFileSync(evidence, "utf8") : "").rows;
  const column = (name: string): number => (head?.cells ?? []).indexOf(name);
  const stated = rows.map(({ cells }) => ({
    id: cells[column("id")] ?? "", low: cells[column("accept_low")] ?? "", high: cells[column("accept_high")] ?? "",
    rule: cells[column("accept_rule")] ?? "",
  }));

  test("there are the same 66 findings, in the same order", () => {
    expect(findings.map(({ id }) => id)).toEqual(stated.map(({ id }) => id));
  });

  test("each range that the evidence states is the finding's, an open end infinite", () => {
    const bounded = stated.filter(({ low, high }) => low !== "" || high !== "");
    expect(bounded).toHaveLength(34);
    for (const { id, low, high } of bounded) {
      const range = findings.find((one) => one.id === id)?.range;
      expect(range, id).toEqual([low === "" ? -Infinity : Number(low), high === "" ? Infinity : Number(high)]);
    }
  });

  test("rules in words alone that bound one side are the finding's range, no wider and no narrower", () => {
    const one = (id: string, words: string): void => {
      const found = stated.find((row) => row.id === id);
      expect(found, id).toMatchObject({ low: "", high: "" });
      expect(found?.rule, id).toContain(words);
    };
    one("S17", "shaft and neighbour-spine DF/F < 20% of the active spine");
    expect(findingOf("S17").range).toEqual([-Infinity, 0.2]);
    one("S04", "peak EPSC in APV >= 80% of control");
    expect(findingOf("S04").range).toEqual([0.8, Infinity]);
    one("H06", "ratio > 1");
    expect(findingOf("H06").range).toEqual([1, Infinity]);
    one("H08", "true no-dye paired peak >= 10 uM");
    expect(findingOf("H08").range).toEqual([10, Infinity]);
  });
});

describe("a rule in words that bounds one side", () => {
  const verdict = (id: string, value: number): string =>
    verdictOf({ id, value, n: 7, nOf: "spines", direction: true });

  test("leaves the other open: noise may put a shaft's response below 0, and EPSCs in APV may be any larger", () => {
    expect([-0.008, 0.19, 0.21].map((value) => verdict("S17", value))).toEqual(["reproduced", "reproduced", "direction only"]);
    expect([2.1, 0.81, 0.79].map((value) => verdict("S04", value))).toEqual(["reproduced", "reproduced", "direction only"]);
  });
});

describe("what other rows answer", () => {
  const row = (id: string, value: number): [string, Conclusion] =>
    [id, { id, value, n: 8, nOf: "spines", direction: true }];

  test("three pathways are there if A04, S02 and S11 are reproduced", () => {
    const [found] = compositeRows(new Map([row("A04", 0.9), row("S02", 0.8), row("S11", 3)]));
    expect(found && verdictOf(found)).toBe("reproduced");
  });

  test("one that isn't is named, and the row isn't reproduced either", () => {
    const [found] = compositeRows(new Map([row("A04", 0.5), row("S02", 0.8), row("S11", 3)]));
    expect(found?.note).toBe("Not reproduced: A04.");
    expect(found && verdictOf(found)).toBe("direction only");
  });

  test("without one of its parts there is no row", () => {
    expect(compositeRows(new Map([row("A04", 0.9), row("S02", 0.8)]))).toEqual([]);
  });
});

describe("a share of spines", () => {
  const of = (yes: number, no: number): Conclusion => share(
    "A01", [...Array<boolean>(yes).fill(true), ...Array<boolean>(no).fill(false)].map((larger) => ({ larger })), "larger",
    { direction: true },
  );

  test("what is shown is what is judged: 8 of 8 lies beyond a range that ends at 0.99, 7 of 8 within it", () => {
    expect(of(8, 0).value).toBe(1);
    expect(verdictOf(of(8, 0))).toBe("direction only");
    expect(verdictOf(of(7, 1))).toBe("reproduced");
  });

  test("2 of 8 lies below a range that begins at 0.28", () => {
    expect(verdictOf(of(2, 6))).toBe("direction only");
  });
});

test("the summary counts the rows that it is given, each once", () => {
  const row = (verdict: Row["verdict"]): Row =>
    ({ id: "A01", n: 1, nOf: "spines", direction: true, verdict, finding: findingOf("A01") });
  expect(summaryOf([row("reproduced"), row("reproduced"), row("not reproduced")])).toEqual({
    "reproduced": 2, "direction only": 0, "not reproduced": 1, "conflicts within the paper": 0,
  });
});
