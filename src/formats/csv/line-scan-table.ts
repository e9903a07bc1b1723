import { withUserPeriod, type Channel, type LineScan, type LineScanTrial, type LineTiming, type PixelArray } from "#recording";
import type { ReadOptions } from "../source.js";
import { trialsOf, type TableContents } from "./contents.js";
import { unreadable } from "./failures.js";
import { clockOf, timeTitle } from "./times.js";
import { readTrialComments } from "./trial-comments.js";
import { columnsOf, commentSettings, isPixelTitle, tableWidth, type Note, type Values } from "./values.js";

/** Which column is what. */
interface Layout {
  readonly trial: number | undefined;
  readonly time: number | undefined;
  readonly timeFactor: number;
  readonly pixels: readonly number[];
}

/**
 * A line scan: each row is a line, each column a pixel. Columns titled "trial", "line" and "time (ms)" say more; without
 * titles every column is a pixel and the whole table one trial. Without a time column, a "line period" comment or the
 * user's word, the lines have no clock, and `timing.period` stays absent.
 */
export function lineScanTable(values: Values, options: ReadOptions, note: Note): TableContents {
  const width = tableWidth(values, note);
  const layout = layoutOf(values, width);
  const columns = columnsOf(values, width, note);
  refuseUntitledTime(values, columns, layout);
  const settings = commentSettings(values.comments);
  const rowsOf = groups(layout.trial === undefined ? undefined : columns[layout.trial], values.rows.length);
  const stated = readTrialComments(values.comments);
  const kept: LineScanTrial[] = [];
  for (const [trial, rows] of rowsOf) {
    kept.push({ trial, lines: rows.length, start: firstTime(columns, layout, rows), pixels: [pixelsOf(columns, layout, rows)] });
  }
  const timing = timingOf(columns, layout, rowsOf.values().next().value ?? [], settings, values.file, options, note);
  const scan: LineScan = {
    name: settings["scan"] ?? values.name,
    pixelsPerLine: layout.pixels.length,
    channels: [channelOf(settings)],
    trials: kept,
    timing,
    ...measure(settings["pixel size"], "um", "pixelSize_um"),
    ...measure(settings["dwell time"], "us", "dwellTime_us"),
    ...bitsOf(settings["bits"]),
    path: { shape: "unknown", vertices: [] },
  };
  const period = timing.period ?? 0;
  return {
    detail: "CSV table of a line scan",
    lineScans: [scan],
    sweeps: [],
    ...trialsOf(stated, Array.from({ length: [...rowsOf.keys()].reduce((most, trial) => Math.max(most, trial + 1), 0) }, (_, trial) => (rowsOf.get(trial)?.length ?? 0) * period)),
  };
}

function layoutOf(values: Values, width: number): Layout {
  const { titles } = values;
  const find = (test: (title: string) => boolean): number | undefined => {
    const index = titles.findIndex(test);
    return index < 0 ? undefined : index;
  };
  const trial = find((title) => /^(trial|sweep|cycle)$/iu.test(title));
  const line = find((title) => /^(line|row)$/iu.test(title));
  const time = find((title) => timeTitle(title)?.factor !== undefined);
  const named = titles.map((title, i) => (isPixelTitle(title) ? i : -1)).filter((i) => i >= 0 && i < width);
  const others = Array.from({ length: width }, (_, i) => i).filter((i) => i !== trial && i !== line && i !== time);
  const timeUnit = time === undefined ? undefined : timeTitle(titles[time] ?? "")?.factor;
  return { trial, time, timeFactor: timeUnit ?? 1, pixels: named.length > 0 ? named : others };
}

/**
 * Without titles, a first column that counts evenly from 0 in fractions is time, not a pixel; but in which unit, nobody
 * says.
 */
function refuseUntitledTime(values: Values, columns: readonly Float64Array[], layout: Layout): void {
  const first = columns[0];
  if (values.titles.length > 0 || layout.time !== undefined || first === undefined || first.length < 8) return;
  const clock = clockOf(first, 1);
  if (first[0] === 0 && clock !== undefined && clock.irregularity < 1e-3) {
    throw unreadable("csv-time-unit", { file: values.file, line: values.rows[0]?.line ?? 1, found: [...first.subarray(0, 3), "…"].join(", ") });
  }
}

/** Rows of each trial, trials numbered from 1 in the column and in order of appearance where the numbers are wild. */
function groups(trials: Float64Array | undefined, rows: number): ReadonlyMap<number, number[]> {
  if (trials === undefined) return new Map([[0, Array.from({ length: rows }, (_, i) => i)]]);
  const byNumber = new Map<number, number[]>();
  trials.forEach((number, row) => {
    if (Number.isNaN(number)) return;
    const list = byNumber.get(number) ?? [];
    byNumber.set(number, list);
    list.push(row);
  });
  const numbers = [...byNumber.keys()].sort((a, b) => a - b);
  const plain = numbers.every((n) => Number.isInteger(n) && n >= 1 && n <= rows);
  return new Map(numbers.map((n, i) => [plain ? n - 1 : i, byNumber.get(n) ?? []]));
}

function firstTime(columns: readonly Float64Array[], layout: Layout, rows: readonly number[]): number {
  const time = layout.time === undefined ? undefined : columns[layout.time]?.[rows[0] ?? 0];
  return time === undefined || Number.isNaN(time) ? 0 : time * layout.timeFactor;
}

/** The narrowest array that holds the readings as they are: 16-bit integers signed or not, else 64-bit floats. */
function pixelsOf(columns: readonly Float64Array[], layout: Layout, rows: readonly number[]): PixelArray {
  const width = layout.pixels.length;
  const values = new Float64Array(rows.length * width);
  let low = Infinity;
  let high = -Infinity;
  let fractions = 0;
  rows.forEach((row, line) => {
    layout.pixels.forEach((column, pixel) => {
      const value = columns[column]?.[row] ?? NaN;
      values[line * width + pixel] = value;
      low = Math.min(low, value);
      high = Math.max(high, value);
      if (!Number.isInteger(value)) fractions++;
    });
  });
  if (fractions > 0) return values;
  if (low >= 0 && high <= 65_535) return Uint16Array.from(values);
  return low >= -32_768 && high <= 32_767 ? Int16Array.from(values) : values;
}

function timingOf(
  columns: readonly Float64Array[], layout: Layout, rows: readonly number[], settings: Readonly<Record<string, string>>,
  file: string, options: ReadOptions, note: Note,
): LineTiming {
  const comment = /^([\d.eE+-]+) ms/u.exec(settings["line period"] ?? "");
  const commented = comment === null ? NaN : Number(comment[1]);
  const column = layout.time === undefined ? undefined : columns[layout.time];
  const clock = column === undefined ? undefined : clockOf(Float64Array.from(rows, (row) => column[row] ?? NaN), layout.timeFactor);
  if (clock !== undefined && clock.irregularity > 0.1) {
    note("warning", "csv-uneven-times", `line times stray from even steps of ${clock.period} ms by up to ${clock.irregularity.toPrecision(2)} steps; the mean step is taken`);
  }
  const stated: LineTiming =
    commented > 0
      ? { period: commented, source: `${file}, comment "line period"`, alternatives: [], contradictions: contradiction(commented, clock?.period) }
      : clock === undefined
        ? { source: `${file} states no line period`, alternatives: [], contradictions: [] }
        : { period: clock.period, source: `${file}, column "time"`, alternatives: [], contradictions: [] };
  return options.linePeriod === undefined ? stated : withUserPeriod(stated, options.linePeriod);
}

function contradiction(commented: number, column: number | undefined): readonly string[] {
  if (column === undefined || Math.abs(column - commented) <= 1e-6 * commented) return [];
  return [`The comment's line period is ${commented} ms; the time column steps by ${column} ms.`];
}

const COLOURS = ["red", "green", "other"] as const;

function channelOf(settings: Readonly<Record<string, string>>): Channel {
  const colour = COLOURS.find((known) => known === settings["colour"]);
  const known = colour === undefined ? {} : { colour };
  return { name: settings["channel"] ?? "channel 1", ...known, ...(settings["dye"] === undefined ? {} : { dye: settings["dye"] }) };
}

function measure<Key extends "pixelSize_um" | "dwellTime_us">(text: string | undefined, unit: string, key: Key): Partial<Record<Key, number>> {
  const value = text?.endsWith(` ${unit}`) === true ? Number(text.slice(0, -unit.length)) : NaN;
  return Number.isFinite(value) && value > 0 ? ({ [key]: value } as Partial<Record<Key, number>>) : {};
}

function bitsOf(text: string | undefined): { bits?: number } {
  const bits = Number(text);
  return Number.isInteger(bits) && bits > 0 && bits <= 64 ? { bits } : {};
}
