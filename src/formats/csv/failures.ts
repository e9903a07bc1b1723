import { failures } from "#errors";

/** The ways a table can't be read. Lines and columns count from 1, as editors and spreadsheets do. */
export const unreadable = failures("unreadable", {
  "table-unclosed-quote": (f: { line: number; column: number }) =>
    `The quotation mark at line ${f.line}, column ${f.column} is never closed. Close it, or double it ("") if it belongs to the text.`,
  "csv-empty": (f: { file: string }) => `${f.file}: holds no row of values; expected a table of numbers.`,
  "csv-no-numbers": (f: { file: string; line: number; found: string }) =>
    `${f.file}, line ${f.line}: expected numbers, found "${f.found}". Only tables of traces (a time column first) or of line ` +
    `scans (a row per line, a column per pixel) can be read.`,
  "csv-time-unit": (f: { file: string; line: number; found: string }) =>
    `${f.file}, line ${f.line}: the first column, "${f.found}", looks like time, but nothing says in which unit. ` +
    `Name it "time (ms)" or "time (s)".`,
  "csv-too-large": (f: { file: string; bytes: number; most: number }) =>
    `${f.file}: ${f.bytes} bytes of text; at most ${f.most} can be held at once. Export it in parts, or as a binary format.`,
});
