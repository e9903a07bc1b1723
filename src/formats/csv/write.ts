import type { LineScan, PixelArray, Recording, Sweep } from "#recording";
import { trialComment } from "./trial-comments.js";

/** A file to be: name and contents. */
export interface CsvFile {
  readonly name: string;
  readonly text: string;
}

/**
 * A recording as tables that Excel, Python and R read without help, and `csvReader` reads back exactly:
 *
 * - per line scan and channel, one table with a row per line: trial (from 1), line (from 0), time (ms from the trial's
 *   start; absent where the scan has no clock) and the readings in counts of pixels px0 … pxN;
 * - per electrode channel, one table with the time in ms and a column per trial, its unit in the title; shorter trials
 *   leave cells empty.
 *
 * Lines that start with # say what the table is: read with `comment="#"` (pandas, R). Values have as many digits as
 * bring the same binary number back. Stimuli, solutions' details and reference images don't fit a table: use NWB.
 */
export function writeCsv(recording: Recording): CsvFile[] {
  const taken = new Set<string>();
  const name = (...parts: readonly string[]): string => unique(taken, parts.map(slug).filter((part) => part !== "").join("-"));
  const files: CsvFile[] = [];
  recording.lineScans.forEach((scan, s) => {
    const which = recording.lineScans.length > 1 ? `scan${s + 1}` : "linescan";
    scan.channels.forEach((channel, c) => {
      files.push({ name: name(recording.name, which, channel.name), text: lineScanText(recording, scan, c) });
    });
  });
  for (const group of sweepGroups(recording.sweeps)) {
    const [first] = group;
    if (first !== undefined) files.push({ name: name(recording.name, first.channel, first.quantity.startsWith("command") ? "command" : ""), text: sweepText(recording, group) });
  }
  return files;
}

function lineScanText(recording: Recording, scan: LineScan, c: number): string {
  const channel = scan.channels[c];
  const { period } = scan.timing;
  const used = scan.trials.filter((trial) => trial.pixels[c] instanceof Object);
  const comments = [
    "Radiatum line scan, table version 1",
    `recording: ${oneLine(recording.name)}`,
    `scan: ${oneLine(scan.name)}`,
    `channel: ${oneLine(channel?.name ?? "")}`,
    ...(channel?.colour === undefined ? [] : [`colour: ${channel.colour}`]),
    ...(channel?.dye === undefined ? [] : [`dye: ${oneLine(channel.dye)}`]),
    `line period: ${period === undefined ? "unknown" : `${period} ms (${oneLine(scan.timing.source)})`}`,
    ...(scan.pixelSize_um === undefined ? [] : [`pixel size: ${scan.pixelSize_um} um`]),
    ...(scan.dwellTime_us === undefined ? [] : [`dwell time: ${scan.dwellTime_us} us`]),
    ...(scan.bits === undefined ? [] : [`bits: ${scan.bits}`]),
    ...used.flatMap(({ trial }) => recording.trials.filter((t) => t.index === trial).map(trialComment)),
    "each row is a line, each px column a pixel along it, in detector counts; time is from the trial's start",
  ];
  const pixels = Array.from({ length: scan.pixelsPerLine }, (_, i) => `px${i}`);
  const rows = used.flatMap((trial) => {
    const readings = trial.pixels[c];
    if (readings === null || readings === undefined) return [];
    return Array.from({ length: trial.lines }, (_, line) => {
      const time = period === undefined ? [] : [decimal(trial.start + line * period)];
      return [trial.trial + 1, line, ...time, ...readingsOf(readings, line, scan.pixelsPerLine)].join(",");
    });
  });
  const titles = ["trial", "line", ...(period === undefined ? [] : ["time (ms)"]), ...pixels];
  return [...comments.map((comment) => `# ${comment}`), titles.join(","), ...rows, ""].join("\n");
}

function* readingsOf(pixels: PixelArray, line: number, width: number): Generator<string> {
  const single = pixels instanceof Float32Array;
  for (let i = line * width; i < (line + 1) * width; i++) yield single ? shortestSingle(pixels[i] ?? NaN) : String(pixels[i] ?? NaN);
}

/** Sweeps that share a table: one channel, one quantity, one clock. */
function sweepGroups(sweeps: readonly Sweep[]): Iterable<readonly Sweep[]> {
  const groups = new Map<string, Sweep[]>();
  for (const sweep of sweeps) {
    const key = JSON.stringify([sweep.channel, sweep.quantity, sweep.unit, sweep.samplePeriod, sweep.start]);
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(sweep);
  }
  return groups.values();
}

function sweepText(recording: Recording, group: readonly Sweep[]): string {
  const [first] = group;
  if (first === undefined) return "";
  const trials = new Set(group.map((sweep) => sweep.trial));
  const comments = [
    "Radiatum traces, table version 1",
    `recording: ${oneLine(recording.name)}`,
    `channel: ${oneLine(first.channel)}`,
    `quantity: ${first.quantity}`,
    `sample period: ${first.samplePeriod} ms`,
    ...recording.trials.filter((trial) => trials.has(trial.index)).map(trialComment),
  ];
  const titles = ["time (ms)", ...group.map((sweep) => cell(`trial ${sweep.trial + 1} ${first.channel} (${first.unit})`))];
  const longest = Math.max(...group.map((sweep) => sweep.samples.length));
  const rows: string[] = [];
  for (let i = 0; i < longest; i++) {
    const values = group.map(({ samples }) => {
      const value = samples[i];
      return value === undefined ? "" : samples instanceof Float32Array ? shortestSingle(value) : String(value);
    });
    rows.push([decimal(first.start + i * first.samplePeriod), ...values].join(","));
  }
  return [...comments.map((comment) => `# ${comment}`), titles.join(","), ...rows, ""].join("\n");
}

/** Digits of time without the binary tail of a product: 3 · 0.1 is 0.3. */
function decimal(time: number): string {
  return String(Number(time.toPrecision(13)));
}

/** The fewest digits that give the same 32-bit float back. */
function shortestSingle(value: number): string {
  for (const digits of [6, 7, 8]) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return String(text);
  }
  return String(Number(value.toPrecision(9)));
}

const oneLine = (text: string): string => text.replace(/\s+/gu, " ").trim();

/** A cell quoted where it must be. */
function cell(text: string): string {
  const plain = oneLine(text);
  return /[",;\t#]/u.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** What every file system takes as a part of a name. */
function slug(text: string): string {
  return text.replace(/[^\p{L}\p{N}._+]+/gu, "_").replace(/^[_.]+|[_.]+$/gu, "").slice(0, 80);
}

function unique(taken: Set<string>, name: string): string {
  const base = name === "" ? "table" : name;
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? base : `${base}-${n}`;
    if (taken.has(candidate.toLowerCase())) continue;
    taken.add(candidate.toLowerCase());
    return `${candidate}.csv`;
  }
}
