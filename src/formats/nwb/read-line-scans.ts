import type { Channel, LineScan, LineScanTrial, LineTiming, PixelArray, ScanPath } from "#recording";
import { known, type Details, type ScanDetails, type UntimedScan } from "./details.js";
import type { Findings } from "./findings.js";
import { Hdf5Failure, type Hdf5File } from "./hdf5.js";
import type { Frame, Frames } from "./read-trials.js";
import { baseOf, numberAt, textAt, type Part, type Series } from "./series.js";
import { UNKNOWN } from "./session.js";
import { Table } from "./table.js";
import { milliseconds, millisecondsBetween, scaled } from "./times.js";

/** What reading line scans needs to know of the rest. */
export interface Surroundings {
  readonly file: Hdf5File;
  readonly findings: Findings;
  readonly frames: Frames;
  /** Place in Recording.trials of each frame. */
  readonly places: readonly number[];
  readonly details: Details | undefined;
}

/** Lines come faster than this, and have more pixels, or a 2-D series isn't offered as line scans. */
const SLOWEST_LINES_HZ = 100;
const FEWEST_PIXELS = 9;

/** Share by which two values of a line period may differ without contradicting each other. */
const SAME_PERIOD = 1e-3;

/** Scans that the file lists in its table LineScans, each with the group name its details have. */
export function listedScans(around: Surroundings, series: ReadonlyMap<string, Series>): { key: string; scan: LineScan }[] {
  const { file, findings } = around;
  const path = "/acquisition/LineScans";
  if (findings.attempt(() => file.typeOf(path), undefined) !== "group") return [];
  const table = findings.attempt(() => new Table(file, path, findings.complain), undefined);
  const targets = table?.targets("series");
  if (table === undefined || targets === undefined) return [];
  const paths = table.targets("scan_path");
  const groups = new Map<string, number[]>();
  targets.forEach((target, row) => {
    if (target === undefined || !series.has(target)) {
      findings.add("error", "nwb-line-scan-lost", `Row ${row} of LineScans leads to no readable series${target === undefined ? "" : ` (${target})`}.`);
      return;
    }
    const key = paths?.[row] ?? `path of ${target}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  });
  const column = (name: string): ((row: number) => number | undefined) => {
    const values = table.numbers(name);
    return (row) => {
      const value = values?.[row];
      return value === undefined || Number.isNaN(value) ? undefined : value;
    };
  };
  const numbers = {
    darkLevel: column("dark_level"),
    countsPerPhoton: column("counts_per_photon"),
    pixelSize: column("pixel_size_um"),
    bits: column("bits"),
    period: column("line_period"),
  };
  const texts = { channel: table.texts("channel"), colour: table.texts("colour"), source: table.texts("line_period_source"), mode: table.texts("scan_mode") };
  return [...groups].map(([scanPath, rows], place) => {
    const key = `LineScan${/ScanPath(\d+)$/.exec(scanPath)?.[1] ?? place + 1}`;
    const details = around.details?.lineScans[key];
    const members = rows.map((row) => series.get(targets[row] ?? "")).filter((one) => one !== undefined);
    const channels = members.map((one, i): Channel => {
      const row = rows[i] ?? 0;
      return known({
        ...opticsOf(around, one),
        name: texts.channel?.[row] ?? one.name.replace(/^LineScan\d+/, ""),
        colour: (["red", "green", "other"] as const).find((colour) => colour === texts.colour?.[row]),
        darkLevel: numbers.darkLevel(row),
        countsPerPhoton: numbers.countsPerPhoton(row),
      });
    });
    const first = rows[0] ?? 0;
    if (texts.mode?.[first] === "bidirectional") {
      findings.add("warning", "nwb-bidirectional", `${key} was scanned in both directions; the pixel times are those of the forward lines, and every second line's differ.`);
    }
    const period = numbers.period(first);
    const path_ = findings.attempt(() => new Table(file, scanPath, findings.complain), undefined);
    const offsets = path_?.numbers("time_offset");
    const dwell = path_?.numbers("dwell_time")?.[0];
    const scan = assemble(around, members, channels, {
      key,
      details,
      timing: listedTiming(members, period === undefined ? undefined : milliseconds(period), texts.source?.[first] ?? "/acquisition/LineScans, line_period", details),
      pixels: known({
        pixelSize_um: numbers.pixelSize(first),
        bits: numbers.bits(first),
        dwellTime_us: dwell === undefined || !(dwell > 0) ? undefined : scaled(dwell, 1e6),
        pixelOffsets: offsets === undefined || offsets.length === 0 ? undefined : Float64Array.from(Array.from(offsets), milliseconds),
      }),
    });
    for (const text of scan.timing.contradictions.filter((said) => !details?.contradictions.includes(said))) findings.add("warning", "nwb-line-period-contradicted", `${scan.name}: ${text}`);
    return { key, scan };
  });
}

function listedTiming(members: readonly Series[], period: number | undefined, source: string, details: ScanDetails | undefined): LineTiming {
  const stamps = members.map((one) => one.clock?.period).find((step) => step !== undefined && Number.isFinite(step));
  const fromClock = stamps === undefined ? undefined : milliseconds(stamps);
  const contradictions = [...(details?.contradictions ?? [])];
  if (period !== undefined && fromClock !== undefined && Math.abs(fromClock - period) > SAME_PERIOD * period) {
    const sentence = `LineScans says ${period} ms a line, the lines' own times ${fromClock} ms.`;
    if (!contradictions.includes(sentence)) contradictions.push(sentence);
  }
  const base = known({ alternatives: details?.alternatives ?? [], contradictions, check: details?.check });
  if (period !== undefined && period > 0) return { period, source, ...base };
  if (fromClock !== undefined && fromClock > 0) return { period: fromClock, source: `${members[0]?.path ?? ""}, ${members[0]?.clock?.source ?? ""}`, ...base };
  return { source: "nowhere in the file", ...base };
}

/** Dye and gain, from the series and its imaging plane. */
function opticsOf({ file, findings }: Surroundings, series: Series): Partial<Channel> {
  return findings.attempt(() => {
    const dye = textAt(file, `${series.path}/imaging_plane/indicator`);
    const pmtGain = numberAt(file, series.path, "pmt_gain") ?? numberAt(file, `${series.path}/pmt_gain`);
    return known({ dye: dye === UNKNOWN.text ? undefined : dye, pmtGain });
  }, {});
}

interface Plan {
  readonly key: string;
  readonly details: ScanDetails | undefined;
  readonly timing: LineTiming;
  readonly pixels: Partial<Pick<LineScan, "pixelSize_um" | "bits" | "dwellTime_us" | "pixelOffsets">>;
}

const NOWHERE: ScanPath = { shape: "unknown", vertices: [] };

/** Pixels of one line of a series whose lines run along its first axis. */
const pixelsOf = (series: Series): number => series.shape.slice(1).reduce((product, n) => product * n, 1);

/** One scan configuration from its channels' series: their parts in each trial, side by side. */
function assemble(around: Surroundings, members: readonly Series[], channels: readonly Channel[], plan: Plan): LineScan {
  const { frames, places, findings } = around;
  const pixelsPerLine = Math.max(0, ...members.map(pixelsOf));
  const trials: LineScanTrial[] = [];
  frames.frames.forEach((frame, row) => {
    const parts = members.map((one) => frames.partOf(one, frame));
    const counts = parts.filter((part) => part !== undefined).map((part) => part.count);
    if (counts.length === 0) return;
    const lines = Math.max(...counts);
    const trial = places[row] ?? row;
    trials.push({
      trial,
      lines,
      start: startWithin(members, parts, frame),
      pixels: members.map((one, i) => {
        const part = parts[i];
        if (part === undefined) return null;
        if (part.count < lines || pixelsOf(one) !== pixelsPerLine) {
          findings.add("error", "nwb-channels-differ", `${one.path} has ${part.count} lines of ${pixelsOf(one)} pixels, another channel ${lines} of ${pixelsPerLine}; it was left out.`, { trial });
          return null;
        }
        return readPixels(around, one, part, trial);
      }),
    });
  });
  for (const { trial, lines, start } of plan.details?.empty ?? []) trials.push({ trial, lines, start, pixels: members.map(() => null) });
  trials.sort((a, b) => a.trial - b.trial);
  const silent = plan.details?.silent ?? [];
  const all = [...channels];
  for (const { at, channel } of silent) all.splice(at, 0, known(channel));
  return {
    name: plan.details?.name ?? plan.key,
    pixelsPerLine,
    channels: all,
    trials: silent.length === 0 ? trials : trials.map((trial) => ({ ...trial, pixels: withSilent(trial.pixels, silent) })),
    timing: plan.timing,
    ...plan.pixels,
    path: plan.details?.path ?? NOWHERE,
  };
}

function withSilent(pixels: LineScanTrial["pixels"], silent: ScanDetails["silent"]): LineScanTrial["pixels"] {
  const all = [...pixels];
  for (const { at } of silent) all.splice(at, 0, null);
  return all;
}

function startWithin(members: readonly Series[], parts: readonly (Part | undefined)[], frame: Frame): number {
  const i = parts.findIndex((part) => part !== undefined);
  const first = members[i]?.clock?.at(parts[i]?.from ?? 0);
  return first === undefined || !Number.isFinite(first) ? 0 : millisecondsBetween(frame.start, first);
}

function readPixels({ file, findings }: Surroundings, series: Series, part: Part, trial: number): PixelArray | null {
  return findings.attempt(
    () => {
      const value = file.read(`${series.path}/data`, { from: part.from, to: part.from + part.count });
      if (value?.kind !== "number") throw new Hdf5Failure(`${series.path}/data`, "holds no numbers");
      return inUnits(value.values, series.conversion, series.offset);
    },
    null,
    trial,
  );
}

/** stored × conversion + offset; integers stay as digitised where that changes nothing. */
export function inUnits<Stored extends PixelArray>(stored: Stored, conversion: number, offset: number): Stored | Float64Array {
  return conversion === 1 && offset === 0 ? stored : Float64Array.from(stored as ArrayLike<number>, (value) => value * conversion + offset);
}

/** Whether a series of images has one row or one column, so that each image is a line. */
export const isLineSeries = (series: Series): boolean =>
  /PhotonSeries$/.test(series.type) && series.shape.length >= 3 && (series.shape[0] ?? 0) > 1 && pixelsOf(series) > 1 && series.shape.slice(1).filter((n) => n > 1).length === 1;

/** Whether a plain 2-D series looks like lines of pixels. */
export const looksLikeLines = (series: Series): boolean =>
  series.type === "TimeSeries" && series.shape.length === 2 && (series.shape[1] ?? 0) >= FEWEST_PIXELS && 1 / (series.clock?.period ?? Infinity) > SLOWEST_LINES_HZ;

/** Line scans of files that other programs wrote: channels of one shape and clock belong to one scan. */
export function foreignScans(around: Surroundings, series: readonly Series[]): LineScan[] {
  const groups = new Map<string, Series[]>();
  for (const one of series) {
    const offered = looksLikeLines(one);
    if (!offered && !isLineSeries(one)) continue;
    if (offered) {
      around.findings.add(
        "warning",
        "nwb-line-scan-offered",
        `${one.path} is a plain series of ${one.shape.join(" × ")} values, ${(1 / (one.clock?.period ?? NaN)).toPrecision(4)} rows a second. ` +
          `It is offered as a line scan because its shape and rate suggest one; nothing in the file says so.`,
      );
    }
    const key = [offered, one.shape, one.clock?.at(0), one.clock?.period].join();
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].map((members) => {
    const channels = members.map((one): Channel => ({ name: one.name, ...opticsOf(around, one) }));
    const timing = foreignTiming(around, members);
    return assemble(around, members, channels, { key: members[0]?.name ?? "", details: undefined, timing, pixels: {} });
  });
}

/** The clock of the lines decides; what the file says of rates elsewhere stands beside it. */
function foreignTiming({ file, findings }: Surroundings, members: readonly Series[]): LineTiming {
  const [first] = members;
  if (first?.clock === undefined || !(first.clock.period > 0)) return { source: "nowhere in the file", alternatives: [], contradictions: [] };
  const period = milliseconds(first.clock.period);
  const rates = findings.attempt(
    () => [
      { rate: numberAt(file, first.path, "scan_line_rate") ?? numberAt(file, `${first.path}/scan_line_rate`), source: `${first.path}, scan_line_rate` },
      { rate: numberAt(file, `${first.path}/imaging_plane/imaging_rate`), source: `${first.path}/imaging_plane, imaging_rate` },
    ],
    [],
  );
  const alternatives = rates.flatMap(({ rate, source }) => (rate !== undefined && rate > 0 ? [{ period: milliseconds(1 / rate), source, note: "a nominal rate; the lines' own times were taken" }] : []));
  const contradictions = alternatives
    .filter((other) => Math.abs(other.period - period) > SAME_PERIOD * period)
    .map((other) => `The lines' times are ${period} ms apart, ${other.source} says ${other.period} ms.`);
  for (const sentence of contradictions) findings.add("warning", "nwb-line-period-contradicted", sentence);
  return { period, source: `${first.path}, ${first.clock.source}`, alternatives, contradictions };
}

/** A scan without a line period, from /scratch. */
export function untimedScan({ file, findings }: Surroundings, scan: UntimedScan): LineScan {
  let at = scan.channels.map(() => 0);
  const trials = scan.trials.map(({ trial, lines, start, missing }): LineScanTrial => {
    const from = at;
    at = at.map((row, i) => (missing.includes(i) || scan.channels[i]?.dataset === undefined ? row : row + lines));
    const pixels = scan.channels.map(({ dataset }, i): PixelArray | null => {
      if (dataset === undefined || missing.includes(i)) return null;
      const path = `/scratch/${baseOf(dataset)}`;
      return findings.attempt(
        () => {
          const value = file.read(path, { from: from[i] ?? 0, to: (from[i] ?? 0) + lines });
          if (value?.kind !== "number" || value.values.length !== lines * scan.pixelsPerLine) throw new Hdf5Failure(path, `does not hold the ${lines} lines of ${scan.pixelsPerLine} pixels that it should`);
          return value.values;
        },
        null,
        trial,
      );
    });
    return { trial, lines, start, pixels };
  });
  return known({
    name: scan.name,
    pixelsPerLine: scan.pixelsPerLine,
    channels: scan.channels.map(({ name, colour, dye, darkLevel, countsPerPhoton, pmtGain }) => known({ name, colour, dye, darkLevel, countsPerPhoton, pmtGain })),
    trials,
    timing: known({ period: scan.period, source: scan.source, alternatives: scan.alternatives, contradictions: scan.contradictions, check: scan.check }),
    dwellTime_us: scan.dwellTime_us,
    pixelOffsets: scan.pixelOffsets === undefined ? undefined : Float64Array.from(scan.pixelOffsets),
    pixelSize_um: scan.pixelSize_um,
    path: scan.path,
    bits: scan.bits,
  });
}
