import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { scorecardDocument, type FindingDocument, type ScorecardDocument } from "#paper";
import { reproduce } from "./reproduce.js";

const kept = JSON.parse(readFileSync("paper/scorecard.json", "utf8")) as
  ScorecardDocument & { readonly seed: number };

/** The cheapest experiments, channels alone and magnesium green, on all their spines; and the settings, which cost nothing. */
const AGAIN = ["S15", "C02", "C07", "C08", "M0*"];

// What is kept is what the view of the paper shows before anything is run. Whoever moves a number makes it anew,
// `node scripts/keep-scorecard.mjs`.
test("rows of the kept scorecard come out again, digit for digit, under every set", async () => {
  const [base = "", ...sets] = kept.sets.map(({ name }) => name);
  const card = await reproduce({ only: AGAIN, seed: kept.seed, parameters: base, sets, workers: 1 });
  const again = scorecardDocument(card);
  expect(again.sets.map(({ name }) => name)).toEqual([base, ...sets]);
  again.sets.forEach(({ findings }, i) => {
    expect(findings.length).toBeGreaterThan(12);
    for (const row of findings) expect(row).toEqual(keptRow(i, row.id));
  });
}, 600_000);

const keptRow = (set: number, id: string): FindingDocument | undefined =>
  kept.sets[set]?.findings.find((row) => row.id === id);
