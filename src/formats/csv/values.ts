import type { Issue } from "#recording";
import { tableNumber, type Table, type TableRow } from "./table.js";

/** Reports an issue of the table. */
export type Note = (severity: Issue["severity"], code: string, message: string) => void;

/** A table with its headers told from its numbers. */
export interface Values {
  readonly file: string;
  readonly name: string;
  /** Titles of the columns; empty where there are none. */
  readonly titles: readonly string[];
  /** A second row of headers that names units, as some programs write. */
  readonly units: readonly string[];
  readonly rows: readonly TableRow[];
  readonly decimal: Table["decimal"];
  readonly comments: Table["comments"];
}

/** "px0", "pixel 12". */
export function isPixelTitle(title: string): boolean {
  return /^(px|pixel)[ _]?\d{1,6}$/iu.test(title);
}

/** "key: value" lines of the comments. */
export function commentSettings(comments: Table["comments"]): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const { text } of comments) {
    const colon = text.indexOf(":");
    if (colon > 0) settings[text.slice(0, colon).trim()] = text.slice(colon + 1).trim();
  }
  return settings;
}

/** Rows as columns of numbers, NaN where a cell is empty; says which cells are no numbers and which rows are short. */
export function columnsOf(values: Values, count: number, note: Note): readonly Float64Array[] {
  const columns = Array.from({ length: count }, () => new Float64Array(values.rows.length).fill(NaN));
  let bad = 0;
  let firstBad = "";
  let short = 0;
  let firstShort = 0;
  values.rows.forEach((row, r) => {
    if (row.cells.length < count) {
      short++;
      firstShort ||= row.line;
    }
    for (let c = 0; c < Math.min(count, row.cells.length); c++) {
      const cell = row.cells[c] ?? "";
      const column = columns[c];
      if (cell === "" || column === undefined) continue;
      const value = tableNumber(cell, values.decimal);
      if (value === undefined) {
        if (bad++ === 0) firstBad = `"${cell.slice(0, 20)}" in line ${row.line}, column ${c + 1}`;
      } else column[r] = value;
    }
  });
  if (bad > 0) note("warning", "csv-not-a-number", `${bad} cells are no numbers, the first ${firstBad}; they are left empty`);
  if (short > 0) note("warning", "csv-row-short", `${short} rows have fewer than ${count} columns, the first in line ${firstShort}; missing cells are left empty`);
  return columns;
}

/**
 * Columns of the table: as many as most rows have, or as many as there are titles; but not so many that the columns
 * would need more than four times the cells that the text has.
 */
export function tableWidth({ titles, rows }: Values, note: Note): number {
  const widths = rows.map((row) => row.cells.length).sort((a, b) => a - b);
  const wanted = Math.max(widths[Math.floor(widths.length / 2)] ?? 0, titles.length);
  const affordable = Math.ceil((4 * widths.reduce((sum, width) => sum + width, 0)) / Math.max(1, rows.length));
  if (affordable >= wanted) return wanted;
  note("warning", "csv-columns", `${titles.length} titles stand over rows of ${widths[Math.floor(widths.length / 2)] ?? 0} cells; columns after ${affordable} are left out`);
  return affordable;
}
