import type { Issue, Recording } from "#recording";
import type { Reader } from "../reader.js";
import { baseName, type Drop, type FileSource, type ReadOptions } from "../source.js";
import { unreadable } from "./failures.js";
import { lineScanTable } from "./line-scan-table.js";
import { parseTable, tableNumber, type Table, type TableRow } from "./table.js";
import { timeTitle } from "./times.js";
import { traceTable } from "./trace-table.js";
import { commentSettings, isPixelTitle, type Note, type Values } from "./values.js";

/** Cells are strings while they are read: more text than this is refused, rather than left to exhaust the memory. */
const MOST_BYTES = 300_000_000;

/**
 * Tables as text. Two kinds: traces (first column time, with its unit, then a column per channel or trial) and line
 * scans (a row per line, a column per pixel, with or without titles; also what `writeCsv` writes).
 */
export const csvReader: Reader = {
  name: "csv",
  async recognises(drop: Drop): Promise<boolean> {
    const file = drop.files.length === 1 ? drop.files[0] : undefined;
    return file !== undefined && looksLikeTable(await file.read(0, 8192), file.size);
  },
  read: readCsv,
};

/** Text without control characters in which most rows past the first few are two or more numbers. */
function looksLikeTable(start: Uint8Array, size: number): boolean {
  if (start.length === 0 || start.some((b) => b < 9 || (b > 13 && b < 32))) return false;
  const text = new TextDecoder("windows-1252").decode(start);
  if (/^(ï»¿)?ATF[\t ,;]/u.test(text)) return false;
  const whole = size <= start.length ? text : text.slice(0, Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r")) + 1);
  let table: Table;
  try {
    table = parseTable(whole);
  } catch {
    return false;
  }
  const rows = table.rows.slice(Math.min(3, Math.max(0, table.rows.length - 1)));
  return rows.length > 0 && rows.filter((row) => isNumeric(row, table.decimal) && row.cells.length > 1).length > rows.length / 2;
}

/** Whether at least half of a row's filled cells are numbers, and one is. */
function isNumeric(row: TableRow, decimal: Table["decimal"]): boolean {
  let filled = 0;
  let numbers = 0;
  for (const cell of row.cells) {
    if (cell === "") continue;
    filled++;
    if (tableNumber(cell, decimal) !== undefined) numbers++;
  }
  return numbers > 0 && 2 * numbers >= filled;
}

async function readCsv(drop: Drop, options: ReadOptions): Promise<Recording> {
  const file = drop.files[0];
  if (file === undefined) throw unreadable("csv-empty", { file: drop.name });
  if (file.size > MOST_BYTES) throw unreadable("csv-too-large", { file: file.path, bytes: file.size, most: MOST_BYTES });
  const issues: Issue[] = [];
  const note: Note = (severity, code, message) => issues.push({ severity, code, message, file: file.path });
  const values = await readValues(file, baseName(drop.name).replace(/\.\w{1,4}$/u, ""), note);
  options.onProgress?.(1, 1);
  const read = isTraces(values) ? traceTable(values, note) : lineScanTable(values, options, note);
  return {
    name: values.name,
    format: "csv",
    formatDetail: read.detail,
    lineScans: read.lineScans,
    sweeps: read.sweeps,
    sweepOffset: 0,
    trials: read.trials,
    events: [],
    conditions: read.conditions,
    images: [],
    provenance: { simulated: false, files: [{ path: file.path, bytes: file.size }], settings: commentSettings(values.comments) },
    issues,
  };
}

async function readValues(file: FileSource, name: string, note: Note): Promise<Values> {
  const table = parseTable(decode(await file.read(0, file.size)));
  const first = table.rows.findIndex((row) => isNumeric(row, table.decimal));
  if (first < 0) {
    const row = table.rows[0];
    if (row === undefined) throw unreadable("csv-empty", { file: file.path });
    throw unreadable("csv-no-numbers", { file: file.path, line: row.line, found: row.cells.join(table.delimiter).slice(0, 60) });
  }
  const headers = table.rows.slice(0, first);
  const rows = table.rows.slice(first);
  if (headers.length > 2) {
    note("note", "csv-headers", `lines ${headers[2]?.line ?? 0} to ${headers.at(-1)?.line ?? 0} hold neither titles nor numbers and are left out`);
  }
  return {
    file: file.path,
    name,
    titles: headers[0]?.cells ?? [],
    units: headers[1]?.cells ?? [],
    rows,
    decimal: table.decimal,
    comments: table.comments,
  };
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** A time column first makes a table of traces, unless pixels follow: then it clocks the lines of a scan. */
function isTraces(values: Values): boolean {
  const title = values.titles[0];
  return title !== undefined && timeTitle(title) !== undefined && !values.titles.some(isPixelTitle);
}
