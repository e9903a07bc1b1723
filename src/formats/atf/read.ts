import type { Issue, Recording, Sweep, Trial } from "#recording";
import { signalOf } from "../abf/signal.js";
import { clockOf, nameAndUnit, timeTitle } from "../csv/times.js";
import type { Reader } from "../reader.js";
import { baseName, type Drop, type ReadOptions } from "../source.js";
import { readColumns } from "./columns.js";
import { unreadable } from "./failures.js";

/** A JavaScript string can't be longer on every engine. */
const MOST_BYTES = 500_000_000;

/**
 * Axon Text File 1.0: the traces of Clampex and Clampfit as text, tab- or comma-separated, with a point or a comma as
 * decimal sign. Each "Trace #n" is a trial; signals are named by the header's "Signals".
 */
export const atfReader: Reader = {
  name: "atf",
  async recognises(drop: Drop): Promise<boolean> {
    const file = drop.files.length === 1 ? drop.files[0] : undefined;
    if (file === undefined) return false;
    return /^(?:\u00EF\u00BB\u00BF)?ATF[\t ,;]/u.test(String.fromCharCode(...(await file.read(0, 8))));
  },
  read: readAtf,
};

async function readAtf(drop: Drop, options: ReadOptions): Promise<Recording> {
  const file = drop.files[0];
  if (file === undefined) throw unreadable("atf-not-atf", { file: drop.name, found: "" });
  if (file.size > MOST_BYTES) throw unreadable("atf-too-large", { file: file.path, bytes: file.size, most: MOST_BYTES });
  const issues: Issue[] = [];
  const note = (severity: Issue["severity"], code: string, message: string, trial?: number): void => {
    issues.push({ severity, code, message, file: file.path, ...(trial === undefined ? {} : { trial }) });
  };
  const text = decode(await file.read(0, file.size));
  const header = readHeader(file.path, text);
  const table = readColumns(text, header.dataStart, header.dataLine, header.titles.length, note);
  options.onProgress?.(1, 1);
  const times = table.columns[0];
  if (times === undefined || times.length === 0) throw unreadable("atf-no-data", { file: file.path, line: header.dataLine - 1 });
  const clock = clockOf(times, header.timeFactor);
  if (clock === undefined) throw unreadable("atf-no-clock", { file: file.path, line: header.dataLine });
  if (clock.irregularity > 0.1) {
    note("warning", "atf-uneven-times", `times stray from even steps of ${clock.period} ms by up to ${clock.irregularity.toPrecision(2)} steps; the mean step is taken`);
  }
  const sweeps: Sweep[] = [];
  const lengths = new Map<number, number>();
  const assumptions = new Set<string>();
  const numbers = traceNumbers(header.titles, header.signals);
  for (let column = 1; column < header.titles.length; column++) {
    const { name, unit } = nameAndUnit(header.titles[column] ?? "");
    const channel = header.signals[column - 1] ?? (/^trace\s*#?\s*\d+$/iu.test(name) ? `signal ${sameTrace(numbers, column)}` : name);
    const trial = numbers[column] ?? 0;
    const signal = signalOf(unit, channel);
    if (signal.assumption !== undefined) assumptions.add(signal.assumption);
    const stored = trimmed(table.columns[column] ?? new Float64Array(0));
    const samples = new Float32Array(stored.length);
    for (let i = 0; i < stored.length; i++) samples[i] = (stored[i] ?? NaN) * signal.factor;
    lengths.set(trial, Math.max(lengths.get(trial) ?? 0, samples.length));
    sweeps.push({ trial, channel, quantity: signal.quantity, unit: signal.unit, start: clock.start, samplePeriod: clock.period, samples });
  }
  for (const assumption of assumptions) note("note", "atf-channel-meaning", assumption);
  return {
    name: baseName(drop.name).replace(/\.atf$/iu, ""),
    format: "atf",
    formatDetail: `Axon Text File ${header.version}${header.items["AcquisitionMode"] === undefined ? "" : `, ${header.items["AcquisitionMode"]}`}`,
    lineScans: [],
    sweeps: sweeps.sort((a, b) => a.trial - b.trial),
    sweepOffset: 0,
    trials: trialsOf(header, lengths, clock.start, clock.period, note),
    events: [],
    conditions: [{ name: "unnamed", drugs: [] }],
    images: [],
    provenance: { simulated: false, files: [{ path: file.path, bytes: file.size }], settings: header.items },
    issues,
  };
}

/** UTF-8 where it is that, else Windows code page 1252, in which Clampfit writes µ. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

interface AtfHeader {
  readonly version: string;
  readonly items: Readonly<Record<string, string>>;
  readonly signals: readonly string[];
  readonly titles: readonly string[];
  readonly timeFactor: number;
  readonly dataStart: number;
  /** Line of the first row of numbers, from 1. */
  readonly dataLine: number;
}

/** More than this many header lines or columns is damage; Clampfit writes a few dozen. */
const MOST_ITEMS = 100_000;

function readHeader(path: string, text: string): AtfHeader {
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  const next = (): string => {
    const feed = text.indexOf("\n", at);
    const end = feed < 0 ? text.length : feed;
    const line = text.slice(at, end).replace(/\r$/u, "");
    at = Math.min(text.length, end + 1);
    return line;
  };
  const first = next();
  const signature = /^"?ATF"?[\t ,;]+"?(\d[\d.,]*)/u.exec(first);
  if (signature === null) throw unreadable("atf-not-atf", { file: path, found: first.slice(0, 40) });
  const counts = next();
  const match = /^\s*(\d{1,9})[\t ,;]+(\d{1,9})/u.exec(counts);
  const itemCount = match ? Number(match[1]) : NaN;
  const columnCount = match ? Number(match[2]) : NaN;
  if (!(itemCount <= MOST_ITEMS) || !(columnCount >= 1 && columnCount <= MOST_ITEMS)) {
    throw unreadable("atf-header", { file: path, line: 2, found: counts.slice(0, 40) });
  }
  const items: Record<string, string> = {};
  let signals: readonly string[] = [];
  for (let i = 0; i < itemCount && at < text.length; i++) {
    const [head = "", ...rest] = cellsOf(next());
    const key = /^([^=]*)=(.*)$/su.exec(head);
    if (key === null) continue;
    if (key[1] === "Signals" && rest.length > 0) signals = rest;
    else items[key[1] ?? ""] = [key[2], ...rest].join(", ");
  }
  const titles = cellsOf(next());
  const line = itemCount + 3;
  const time = timeTitle(titles[0] ?? "");
  if (time?.factor === undefined) throw unreadable("atf-no-time", { file: path, line, found: (titles[0] ?? "").slice(0, 40) });
  return { version: (signature[1] ?? "").replace(",", "."), items, signals, titles, timeFactor: time.factor, dataStart: at, dataLine: line + 1 };
}

/** Cells of a header line: tabs, or commas where there is no tab outside quotes; quotes taken off. */
function cellsOf(line: string): string[] {
  const separator = line.replace(/"[^"]*"/gu, "").includes("\t") ? "\t" : ",";
  const cells: string[] = [];
  let quoted = false;
  let from = 0;
  for (let at = 0; at <= line.length; at++) {
    if (line[at] === '"') quoted = !quoted;
    if (at < line.length && (quoted || line[at] !== separator)) continue;
    const cell = line.slice(from, at).trim();
    cells.push((cell.length >= 2 && cell.startsWith('"') && cell.endsWith('"') ? cell.slice(1, -1) : cell).trim());
    from = at + 1;
  }
  return cells;
}

/**
 * The trial of each column, from 0: the number of "Trace #n", which need not start at 1 or be without gaps. Columns
 * without one are channels of the first trial; where "Signals" names the same signal again, the next trial begins.
 */
function traceNumbers(titles: readonly string[], signals: readonly string[]): readonly number[] {
  const stated = titles.map((title) => /(?:trace|sweep|episode|trial)\s*#?\s*(\d+)/iu.exec(title.slice(0, 300))?.[1]).map((n) => (n === undefined ? undefined : Number(n)));
  const order = [...new Set(stated.slice(1).filter((n) => n !== undefined))].sort((a, b) => a - b);
  if (order.length > 0) {
    const index = new Map(order.map((n, i) => [n, i]));
    return stated.map((n) => (n === undefined ? 0 : (index.get(n) ?? 0)));
  }
  const seen = new Map<string, number>();
  return titles.map((_, column) => {
    const signal = signals[column - 1];
    if (column === 0 || signal === undefined) return 0;
    const times = seen.get(signal) ?? 0;
    seen.set(signal, times + 1);
    return times;
  });
}

/** Position among the columns of its trace, from 1. */
function sameTrace(numbers: readonly number[], column: number): number {
  return numbers.slice(1, column + 1).filter((n) => n === numbers[column]).length;
}

/** Shorter sweeps leave empty cells at the end of their columns. */
function trimmed(values: Float64Array): Float64Array {
  let length = values.length;
  while (length > 0 && Number.isNaN(values[length - 1])) length--;
  return values.subarray(0, length);
}

function trialsOf(
  header: AtfHeader, lengths: ReadonlyMap<number, number>, start: number, period: number,
  note: (severity: Issue["severity"], code: string, message: string) => void,
): Trial[] {
  const count = [...lengths.keys()].reduce((most, trial) => Math.max(most, trial + 1), 0);
  const stated = (header.items["SweepStartTimesMS"] ?? "").split(/[,;]\s*/u).filter((s) => s !== "").map(Number);
  const usable = stated.length >= count && stated.slice(0, count).every(Number.isFinite);
  if (!usable && count > 1) {
    note("note", "atf-sweep-starts", `SweepStartTimesMS gives ${stated.length} starts for ${count} sweeps; they are placed end to end`);
  }
  let end = 0;
  return Array.from({ length: count }, (_, index): Trial => {
    const duration = start + (lengths.get(index) ?? 0) * period;
    const begin = usable ? (stated[index] ?? 0) : end;
    end = begin + duration;
    return { index, start: begin, duration, condition: "unnamed" };
  });
}
