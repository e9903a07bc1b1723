/**
 * What the scorecard must say of the abstract. Of each claim a line says whether its rows point its way, at least in
 * direction; where the claim has a number, lines of its own set ours with its interval against it.
 */
import { isMeasured, type Finding, type Row } from "#paper";
import type { EvidenceRow } from "../simulation/evidence.js";

interface Claim {
  readonly words: string;
  /** All of these must be reproduced, or have the direction at least. */
  readonly rows: readonly string[];
  /** The abstract's number, by one row or two. */
  readonly numbers?: readonly Claimed[];
}

/** In words, whose row's value it is about, and between which ends the interval must lie. */
interface Claimed { readonly words: string; readonly row: string; readonly from?: number; readonly to?: number }

export const CLAIMS: readonly Claim[] = [
  { words: "action potentials' calcium comes through high-threshold channels", rows: ["A04", "A06", "A07"] },
  { words: "it is larger in the spine than in the shaft", rows: ["A01"] },
  { words: "synaptic calcium comes through NMDA receptors, which APV blocks", rows: ["S02"] },
  { words: "a minority resists APV, and grows with hyperpolarisation", rows: ["S10", "S12"] },
  {
    words: "transmission fails, and not always", rows: ["Q01"],
    numbers: [{ words: "pCa between 0.05 and 0.6", row: "Q01", from: 0.05, to: 0.6 }],
  },
  {
    words: "pCa rises with paired pulses, and in 4 mM calcium", rows: ["Q02", "Q03"],
    numbers: [{ words: "pCa near 1 in 4 mM calcium, from 0.85", row: "Q03", from: 0.85 }],
  },
  {
    words: "optical and electrical failures come together under minimal stimulation", rows: ["Q06"],
    numbers: [{ words: "one to one, from 0.95 of the trials", row: "Q06", from: 0.95 }],
  },
  { words: "pairing is supralinear", rows: ["H01"], numbers: [{ words: "more than the sum of its parts", row: "H01", from: 1 }] },
  { words: "it depends on the order, and on NMDA receptors", rows: ["H03", "H05"] },
  {
    words: "peak calcium exceeds that of one action potential", rows: ["H02", "H08"],
    numbers: [
      { words: "peak calcium above 10 µM, in all spines", row: "H02", from: 10 },
      { words: "peak calcium above 10 µM, in those that respond most", row: "H08", from: 10 },
    ],
  },
];

/**
 * A line for each claim, and one for each of its numbers. `run`: of which run, as "seed 1, quick". A row of which nothing could be measured, as
 * one or two spines may leave it, is told and counts for nothing.
 */
export function abstractRows(rows: readonly Row[], run: string): EvidenceRow[] {
  return CLAIMS.flatMap(({ words, rows: ids, numbers = [] }): EvidenceRow[] => {
    const own = ids.map((id) => rows.find((row) => row.id === id));
    const missed = own.filter((row) => !row || (isMeasured(row) && row.verdict !== "reproduced" && row.verdict !== "direction only"));
    const unread = own.filter((row) => row && !isMeasured(row)).length;
    const said = own.map((row) => `${row?.id ?? ""} ${row && isMeasured(row) ? row.verdict : "not measured"}`).join(", ");
    const direction: EvidenceRow = {
      case: `${run}: direction of: ${words} (${said})`, reference: "direction", error: String(missed.length), tolerance: "0",
      verdict: missed.length > 0 ? "differs" : unread > 0 ? "told" : "agrees",
    };
    return [direction, ...numbers.map((number) => numberRow(number, rows, run))];
  });
}

/** Agrees where all of the interval is as the abstract says, differs where nothing of it is; else so few spines tell neither. */
function numberRow(
  { words, row: id, from = -Infinity, to = Infinity }: Claimed, rows: readonly Row[], run: string,
): EvidenceRow {
  const { value, low, high } = rows.find((row) => row.id === id) ?? {};
  const ends = [...(from === -Infinity ? [] : [`from ${from}`]), ...(to === Infinity ? [] : [`to ${to}`])].join(" ");
  const written = (x: number): string => String(Number(x.toPrecision(3)));
  const known = low !== undefined && high !== undefined && Number.isFinite(low + high);
  const said = value === undefined || !Number.isFinite(value) ? "no number"
    : `${written(value)}${known ? `, ${written(low)} to ${written(high)}` : ", no interval"}`;
  const inside = known && low >= from && high <= to;
  const outside = known && (high < from || low > to);
  return {
    case: `${run}: number of: ${words} (${id}: ${said})`, reference: ends, error: "", tolerance: "",
    verdict: inside ? "agrees" : outside ? "differs" : "told",
  };
}

/** Each finding has one row. */
export function countRows(rows: readonly Row[], findings: readonly Finding[]): EvidenceRow[] {
  const without = findings.filter(({ id }) => rows.filter((row) => row.id === id).length !== 1).length;
  return [{
    case: `findings of the paper that have a row: ${findings.length - without} of ${findings.length}`, reference: String(findings.length),
    error: String(without), tolerance: "0", verdict: without === 0 && rows.length === findings.length ? "agrees" : "differs",
  }];
}
