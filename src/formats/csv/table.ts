import { unreadable } from "./failures.js";

export type Delimiter = "," | ";" | "\t";

/** Text cut into cells, with where each row came from. */
export interface Table {
  readonly delimiter: Delimiter;
  /** "," where numbers are written as in 0,5. */
  readonly decimal: "." | ",";
  /** Rows that hold anything, headers among them. */
  readonly rows: readonly TableRow[];
  /** Lines that start with #, without it. */
  readonly comments: readonly TableComment[];
}

export interface TableRow {
  /** Line of the text on which the row starts, from 1. */
  readonly line: number;
  /** Unquoted, without surrounding spaces where there were no quotes. */
  readonly cells: readonly string[];
}

export interface TableComment {
  readonly line: number;
  readonly text: string;
}

/** Lines that decide on the delimiter. */
const SNIFFED = 50;

/**
 * Reads delimited text: commas, semicolons or tabs (found, or given), cells in quotes with "" for a quote, line ends of
 * any system, a byte order mark, lines of comment (#), blank lines. RFC 4180 (Shafranovich 2005) with what spreadsheets
 * and instruments really write.
 *
 * Rows may differ in length: that is for the caller to judge, who knows the line. Numbers are read by `tableNumber`.
 * Throws a RigError "table-unclosed-quote" with line and column.
 */
export function parseTable(source: string, given: { readonly delimiter?: Delimiter } = {}): Table {
  const text = source.replace(/^\uFEFF/u, "").replace(/\r\n?/gu, "\n");
  const delimiter = given.delimiter ?? sniffDelimiter(text);
  const rows: TableRow[] = [];
  const comments: TableComment[] = [];
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const end = lineEnd(text, at);
    const content = text.slice(at, end);
    if (content.startsWith("#")) {
      comments.push({ line, text: content.slice(1).trim() });
    } else if (content.includes('"')) {
      const row = quotedRow(text, at, line, delimiter);
      rows.push({ line, cells: row.cells });
      line = row.line + 1;
      at = row.end + 1;
      continue;
    } else if (content.trim() !== "") {
      rows.push({ line, cells: content.split(delimiter).map(trimmed) });
    }
    at = end + 1;
    line++;
  }
  return { delimiter, decimal: decimalOf(rows, delimiter), rows, comments };
}

const trimmed = (cell: string): string => cell.trim();

function lineEnd(text: string, from: number): number {
  const feed = text.indexOf("\n", from);
  return feed < 0 ? text.length : feed;
}

/** A row in which some cell is quoted; quoted cells may span lines. */
function quotedRow(text: string, from: number, firstLine: number, delimiter: Delimiter): { cells: string[]; end: number; line: number } {
  const cells: string[] = [];
  let at = from;
  let line = firstLine;
  let lineStart = from;
  for (;;) {
    while (text[at] === " ") at++;
    if (text[at] === '"') {
      const opened = { line, column: at - lineStart + 1 };
      let cell = "";
      at++;
      for (;;) {
        const close = text.indexOf('"', at);
        if (close < 0) throw unreadable("table-unclosed-quote", opened);
        const part = text.slice(at, close);
        for (let feed = part.indexOf("\n"); feed >= 0; feed = part.indexOf("\n", feed + 1)) {
          line++;
          lineStart = at + feed + 1;
        }
        cell += part;
        at = close + 1;
        if (text[at] !== '"') break;
        cell += '"';
        at++;
      }
      const rest = cellEnd(text, at, delimiter);
      cells.push(cell + text.slice(at, rest).trimEnd());
      at = rest;
    } else {
      const end = cellEnd(text, at, delimiter);
      cells.push(text.slice(at, end).trim());
      at = end;
    }
    if (text[at] !== delimiter) return { cells, end: at, line };
    at++;
  }
}

function cellEnd(text: string, from: number, delimiter: Delimiter): number {
  let at = from;
  while (at < text.length && text[at] !== delimiter && text[at] !== "\n") at++;
  return at;
}

/**
 * Tab or semicolon where most lines have the same, non-zero number of them outside quotes, else the comma: a comma can
 * be a decimal sign, a tab or semicolon can't.
 */
function sniffDelimiter(text: string): Delimiter {
  const lines: string[] = [];
  let at = 0;
  while (at < text.length && lines.length < SNIFFED) {
    const end = lineEnd(text, at);
    const line = text.slice(at, Math.min(end, at + 100_000));
    if (!line.startsWith("#") && line.trim() !== "") lines.push(line.replace(/"[^"]*"/gu, ""));
    at = end + 1;
  }
  for (const delimiter of ["\t", ";"] as const) {
    const counts = lines.map((line) => line.split(delimiter).length - 1);
    const usual = [...counts].sort((a, b) => a - b)[Math.floor(counts.length / 2)] ?? 0;
    if (usual > 0 && counts.filter((count) => count === usual).length >= 0.7 * counts.length) return delimiter;
  }
  return ",";
}

/** A decimal comma shows in cells such as 0,5 that a comma didn't separate, as long as none is written 0.5. */
function decimalOf(rows: readonly TableRow[], delimiter: Delimiter): "." | "," {
  if (delimiter === ",") return ".";
  let commas = 0;
  for (const row of rows.slice(0, 200)) {
    for (const cell of row.cells) {
      if (/^[+-]?\d*\.\d+(?:[eE][+-]?\d+)?$/u.test(cell)) return ".";
      if (/^[+-]?\d*,\d+(?:[eE][+-]?\d+)?$/u.test(cell)) commas++;
    }
  }
  return commas > 0 ? "," : ".";
}

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/u;

/** The number in a cell; undefined where it is none (text, empty, 1.234,5), NaN and infinities as themselves. */
export function tableNumber(cell: string, decimal: "." | "," = "."): number | undefined {
  const text = decimal === "," && !cell.includes(".") ? cell.replace(",", ".") : cell;
  if (NUMBER.test(text)) return Number(text);
  if (/^nan$/iu.test(text)) return NaN;
  const infinite = /^([+-]?)inf(?:inity)?$/iu.exec(text);
  return infinite === null ? undefined : infinite[1] === "-" ? -Infinity : Infinity;
}
