/**
 * The evidence of the scorecard: that every finding has a row, that the abstract's claims come out of `base` whatever
 * the seed, and that how the work is shared or interrupted changes nothing. `quick` asks one seed less.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reproduce, type Reproduced } from "radiatum/node";
import { findings } from "#paper";
import type { EvidenceRow } from "../simulation/evidence.js";
import { projectFolder } from "../samples.js";
import { abstractRows, countRows } from "./claims.js";
import { keptScorecard, type KeptScorecard } from "./kept.js";

interface Heading { readonly heading: string; readonly rows: () => Promise<EvidenceRow[]> }

/** Rows of cheap experiments, drawn and typical, for what must not depend on how it is run. */
const ONLY = ["C02", "Q06", "A04"];

export function scorecardEvidence({ quick }: { readonly quick: boolean }): readonly Heading[] {
  return [
    {
      heading: "Scorecard: its rows, and the abstract's claims from base, in a quick look (reference: what is asked; error: rows that haven't even the direction)",
      rows: async () => {
        const seeds = quick ? [1] : [1, 2, 3];
        const cards: (readonly [number, Reproduced])[] = [];
        for (const seed of seeds) cards.push([seed, await reproduce({ seed, quick: true })]);
        return [...countRows(cards[0]?.[1].rows ?? [], findings), ...cards.flatMap(([seed, { rows }]) => abstractRows(rows, `seed ${seed}, quick`))];
      },
    },
    {
      heading: "Scorecard: the abstract's claims from base, of whole populations, as paper/scorecard.json keeps them",
      rows: () => Promise.resolve(keptRows(keptScorecard(projectFolder()))),
    },
    {
      heading: "Scorecard: the same readings on any number of threads, and after an interruption (error: readings that differ)",
      rows: sameHoweverRun,
    },
  ];
}

/** Of other sources the kept claims are no evidence: they are told. */
export function keptRows({ rows, seed, ofTheseSources }: KeptScorecard): EvidenceRow[] {
  const claims = abstractRows(rows, `seed ${seed}, whole`);
  const made: EvidenceRow = {
    case: ofTheseSources ? "it was made of these sources" : "it was made of other sources: scripts/keep-scorecard.mjs makes it anew",
    reference: "SHA-256", error: "", tolerance: "", verdict: ofTheseSources ? "agrees" : "told",
  };
  return [made, ...claims.map((row): EvidenceRow => (ofTheseSources ? row : { ...row, verdict: "told" }))];
}

/** Every reading of a card, as text. */
const textsOf = ({ readings }: Reproduced): string[] =>
  [...readings].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, all]) => `${name} ${JSON.stringify(all)}`);

export async function sameHoweverRun(): Promise<EvidenceRow[]> {
  const wanted = { seed: 1, quick: true, only: ONLY } as const;
  const one = textsOf(await reproduce({ ...wanted, workers: 1 }));
  const two = textsOf(await reproduce({ ...wanted, workers: 2 }));
  return [compared("two threads", one, two), compared("stopped after the first spine, and resumed", one, await resumed(wanted))];
}

/** Stopped as soon as anything is done, then run to its end from what was kept. */
async function resumed(wanted: { readonly seed: number; readonly quick: boolean; readonly only: readonly string[] }): Promise<string[]> {
  const keepIn = mkdtempSync(join(tmpdir(), "radiatum-scorecard-"));
  try {
    const stop = new AbortController();
    const onProgress = (done: number): void => { if (done >= 1) stop.abort(); };
    const stopped = await reproduce({ ...wanted, workers: 1, keepIn, signal: stop.signal, onProgress }).then(() => false, () => true);
    if (!stopped) throw new Error("broken invariant: the run is stopped before its end");
    return textsOf(await reproduce({ ...wanted, workers: 2, keepIn }));
  } finally {
    rmSync(keepIn, { recursive: true, force: true });
  }
}

function compared(how: string, expected: readonly string[], found: readonly string[]): EvidenceRow {
  const differing = expected.filter((text, i) => text !== found[i]).length + Math.abs(expected.length - found.length);
  return {
    case: `${ONLY.join(", ")}, quick, and what they need: ${how}`, reference: `${expected.length} runs`, error: String(differing),
    tolerance: "0", verdict: differing === 0 ? "agrees" : "differs",
  };
}
