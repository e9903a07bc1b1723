/** What the scorecard must say of the abstract: each claim by its rows, at least in the direction. */
import { isMeasured, type Finding, type Row } from "#paper";
import type { EvidenceRow } from "../simulation/evidence.js";

interface Claim {
  readonly words: string;
  readonly rows: readonly string[];
}

export const CLAIMS: readonly Claim[] = [
  { words: "action potentials' calcium comes through high-threshold channels", rows: ["A04", "A06", "A07"] },
  { words: "it is larger in the spine than in the shaft", rows: ["A01"] },
  { words: "synaptic calcium comes through NMDA receptors, which APV blocks", rows: ["S02"] },
  { words: "a minority resists APV, and grows with hyperpolarisation", rows: ["S10", "S12"] },
  { words: "pCa lies between 0.05 and 0.6", rows: ["Q01"] },
  { words: "pCa rises with paired pulses, and is near 1 in 4 mM calcium", rows: ["Q02", "Q03"] },
  { words: "optical and electrical failures come together under minimal stimulation", rows: ["Q06"] },
  { words: "pairing is supralinear", rows: ["H01"] },
  { words: "it depends on the order, and on NMDA receptors", rows: ["H03", "H05"] },
  { words: "peak calcium exceeds 10 µM", rows: ["H08"] },
];

/** One for each claim. A row of which nothing could be measured, as one or two spines may leave it, is told and counts for nothing. */
export function abstractRows(rows: readonly Row[], seed: number): EvidenceRow[] {
  return CLAIMS.map(({ words, rows: ids }): EvidenceRow => {
    const own = ids.map((id) => rows.find((row) => row.id === id));
    const missed = own.filter((row) => !row || (isMeasured(row) && row.verdict !== "reproduced" && row.verdict !== "direction only"));
    const unread = own.filter((row) => row && !isMeasured(row)).length;
    const said = own.map((row) => `${row?.id ?? ""} ${row && isMeasured(row) ? row.verdict : "not measured"}`).join(", ");
    return {
      case: `seed ${seed}, quick: ${words} (${said})`, reference: "direction", error: String(missed.length), tolerance: "0",
      verdict: missed.length > 0 ? "differs" : unread > 0 ? "told" : "agrees",
    };
  });
}

/** Each finding has one row. */
export function countRows(rows: readonly Row[], findings: readonly Finding[]): EvidenceRow[] {
  const without = findings.filter(({ id }) => rows.filter((row) => row.id === id).length !== 1).length;
  return [{
    case: `findings of the paper that have a row: ${findings.length - without} of ${findings.length}`, reference: String(findings.length),
    error: String(without), tolerance: "0", verdict: without === 0 && rows.length === findings.length ? "agrees" : "differs",
  }];
}
