/** The kept table of evidence: what it says, and in what order it is shown. */
export type Verdict = "agrees" | "differs" | "told";

export interface ValidationRow {
  readonly case: string;
  readonly reference: string;
  readonly error: string;
  readonly tolerance: string;
  readonly verdict: Verdict;
}

export interface ValidationSection {
  readonly heading: string;
  readonly rows: readonly ValidationRow[];
}

/** As `npm run validate -- --keep` writes it. */
export interface ValidationTable {
  readonly version: string;
  readonly node: string;
  /** "quick" repeats studies less. */
  readonly scope: "full" | "quick";
  /** Digest of the sources that it was made from. */
  readonly sources: string;
  /** Headings of evidence that was not made. */
  readonly leftOut: readonly string[];
  readonly sections: readonly ValidationSection[];
}

const KEPT = import.meta.glob<ValidationTable>("../../../validation/table.json", { import: "default" });

/** Undefined where none was kept. */
export async function keptTable(): Promise<ValidationTable | undefined> {
  return Object.values(KEPT)[0]?.();
}

export interface Counts {
  readonly agrees: number;
  readonly differs: number;
  readonly told: number;
}

export function countsOf(rows: readonly ValidationRow[]): Counts {
  const of = (verdict: Verdict): number => rows.filter((row) => row.verdict === verdict).length;
  return { agrees: of("agrees"), differs: of("differs"), told: of("told") };
}

/** Sections with a difference first, and differences first in each; only rows that have all the words. */
export function found({ sections }: ValidationTable, words: string): ValidationSection[] {
  const wanted = words.toLowerCase().split(/\s+/).filter((word) => word !== "");
  const rank = ({ verdict }: ValidationRow): number => (verdict === "differs" ? 0 : 1);
  const differs = ({ rows }: ValidationSection): number => (rows.some(({ verdict }) => verdict === "differs") ? 0 : 1);
  return sections.map(({ heading, rows }) => ({
    heading,
    rows: rows.filter((row) => {
      const text = `${heading} ${row.case} ${row.reference} ${row.verdict}`.toLowerCase();
      return wanted.every((word) => text.includes(word));
    }).sort((a, b) => rank(a) - rank(b)),
  })).filter(({ rows }) => rows.length > 0).sort((a, b) => differs(a) - differs(b));
}

/** How much of the tolerance the error takes up, 1 being all of it; undefined where they are no numbers of one unit. */
export function shareOfTolerance({ error, tolerance }: Pick<ValidationRow, "error" | "tolerance">): number | undefined {
  const [ours, theirs] = [amountIn(error), amountIn(tolerance)];
  if (!ours || !theirs || ours.unit !== theirs.unit || !(theirs.size > 0)) return undefined;
  return ours.size / theirs.size;
}

function amountIn(text: string): { readonly size: number; readonly unit: string } | undefined {
  const [, number, unit = ""] = /^[-−+±]?\s*(\d[\d.]*(?:e[-+−]?\d+)?)\s*(\D*)$/u.exec(text.trim()) ?? [];
  if (number === undefined) return undefined;
  const size = Number(number.replace("−", "-"));
  return Number.isFinite(size) ? { size, unit: unit.trim() } : undefined;
}
