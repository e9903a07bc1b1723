import type { Findings } from "./findings.js";
import type { Hdf5File } from "./hdf5.js";
import { numberAt, type Part, type Series } from "./series.js";
import { Table, type SeriesPart } from "./table.js";

/** A trial in the file's seconds, with the samples that belong to it where the file says which. */
export interface Frame {
  readonly start: number;
  readonly stop: number;
  readonly protocol?: string;
  /** By path of the series; without it, whatever falls between start and stop belongs to the trial. */
  readonly parts?: ReadonlyMap<string, Part>;
}

/** Where the division into trials comes from. */
export interface Frames {
  readonly frames: readonly Frame[];
  readonly source: "trials.timeseries" | "trials" | "intracellular_recordings" | "sweeps" | "whole";
  /** The samples of a series within a trial, clamped to what the file holds; none where it has no part in it. */
  readonly partOf: (series: Series, frame: Frame) => Part | undefined;
  /** Of these series, those that may have a part in the trial, in the trial's own order where it has one. */
  readonly candidates: (series: readonly Series[], frame: Frame) => readonly Series[];
}
type Division = Omit<Frames, "partOf" | "candidates">;

/** Seconds between starting times within which sweeps count as simultaneous. */
const SIMULTANEOUS = 1e-6;

/**
 * The session's trials, best evidence first: the samples that `trials.timeseries` names; the windows of `trials` on
 * the clock; rows of `intracellular_recordings` (those of one simultaneous recording together); sweeps that start
 * together; all as one trial. Windows take whole series apart, the others name the samples.
 */
export function readFrames(file: Hdf5File, series: readonly Series[], findings: Findings): Frames {
  const known = new Map(series.map((one) => [one.path, one]));
  const division =
    fromTrials(file, known, findings) ?? fromRecordings(file, known, findings) ?? fromSweeps(file, series, findings) ?? whole(series);
  const named = new Set(division.frames.flatMap((frame) => [...(frame.parts?.keys() ?? [])]));
  const isOne = (one: Series | undefined): one is Series => one !== undefined;
  return {
    ...division,
    partOf: (one, frame) => partOf(one, frame, named.has(one.path)),
    candidates: (some, frame) => {
      const byPath = new Map(some.map((one) => [one.path, one]));
      return [...[...(frame.parts?.keys() ?? [])].map((path) => byPath.get(path)).filter(isOne), ...some.filter((one) => !named.has(one.path))];
    },
  };
}

function fromTrials(file: Hdf5File, series: ReadonlyMap<string, Series>, findings: Findings): Division | undefined {
  const path = "/intervals/trials";
  if (findings.attempt(() => file.typeOf(path), undefined) !== "group") return undefined;
  const table = findings.attempt(() => new Table(file, path, findings.complain), undefined);
  if (table === undefined) return undefined;
  const start = table.numbers("start_time");
  const stop = table.numbers("stop_time");
  const parts = table.seriesParts("timeseries");
  if (start === undefined || stop === undefined) {
    if (parts === undefined) {
      findings.add("error", "nwb-trials-unreadable", "The table of trials lacks start_time or stop_time; the trials were told apart otherwise.");
      return undefined;
    }
  }
  const protocols = table.texts("condition") ?? table.texts("stimulus_type") ?? table.texts("trial_type");
  const rows = Math.min(Math.max(start?.length ?? 0, parts?.length ?? 0), start?.length ?? Infinity, stop?.length ?? Infinity);
  const frames = Array.from({ length: rows }, (_, row): Frame => {
    const own = parts && new Map(parts[row]?.map((part): [string, Part] => [part.path, part]));
    const extent = own && extentOf(own, series);
    const protocol = protocols?.[row];
    return {
      start: finite(start?.[row]) ?? extent?.start ?? NaN,
      stop: finite(stop?.[row]) ?? extent?.stop ?? NaN,
      ...(protocol ? { protocol } : {}),
      ...(own ? { parts: own } : {}),
    };
  });
  const usable = frames.filter((frame) => Number.isFinite(frame.start) && Number.isFinite(frame.stop) && frame.stop >= frame.start);
  if (usable.length < frames.length) {
    findings.add("error", "nwb-trials-unreadable", `${frames.length - usable.length} of ${frames.length} rows of /intervals/trials have no valid times and were left out.`);
  }
  if (usable.length === 0) return undefined;
  return { frames: usable, source: parts ? "trials.timeseries" : "trials" };
}

const finite = (value: number | undefined): number | undefined => (value !== undefined && Number.isFinite(value) ? value : undefined);

/** From the first sample to the end of the last one. */
function extentOf(parts: ReadonlyMap<string, Part>, series: ReadonlyMap<string, Series>): { start: number; stop: number } | undefined {
  let start = Infinity;
  let stop = -Infinity;
  for (const [path, { from, count }] of parts) {
    const clock = series.get(path)?.clock;
    if (clock === undefined || count === 0) continue;
    start = Math.min(start, clock.at(from));
    stop = Math.max(stop, clock.at(from + count - 1) + (Number.isFinite(clock.period) ? clock.period : 0));
  }
  return start <= stop ? { start, stop } : undefined;
}

function fromRecordings(file: Hdf5File, series: ReadonlyMap<string, Series>, findings: Findings): Division | undefined {
  const root = "/general/intracellular_ephys";
  const path = `${root}/intracellular_recordings`;
  if (findings.attempt(() => file.typeOf(path), undefined) !== "group") return undefined;
  const category = (name: string, column: string): readonly (readonly SeriesPart[])[] =>
    findings.attempt(() => new Table(file, `${path}/${name}`, findings.complain).seriesParts(column), undefined) ?? [];
  const responses = category("responses", "response");
  const stimuli = category("stimuli", "stimulus");
  const rows = Math.max(responses.length, stimuli.length);
  const groups = ragged(file, `${root}/simultaneous_recordings`, "recordings", findings) ?? Array.from({ length: rows }, (_, row) => [row]);
  const protocols = new Map<number, string>();
  const sequences = ragged(file, `${root}/sequential_recordings`, "simultaneous_recordings", findings) ?? [];
  const types = findings.attempt(() => new Table(file, `${root}/sequential_recordings`, findings.complain).texts("stimulus_type"), undefined);
  sequences.forEach((members, i) => {
    const type = types?.[i];
    if (type) for (const member of members) protocols.set(member, type);
  });
  const frames: Frame[] = [];
  groups.forEach((members, group) => {
    const parts = new Map<string, Part>();
    for (const row of members) for (const part of [...(responses[row] ?? []), ...(stimuli[row] ?? [])]) parts.set(part.path, part);
    const extent = extentOf(parts, series);
    const protocol = protocols.get(group);
    if (extent) frames.push({ ...extent, ...(protocol === undefined ? {} : { protocol }), parts });
  });
  if (frames.length === 0) return undefined;
  return { frames: frames.sort((a, b) => a.start - b.start), source: "intracellular_recordings" };
}

/** Rows of the table below that each row of a table gathers. */
function ragged(file: Hdf5File, path: string, column: string, findings: Findings): readonly (readonly number[])[] | undefined {
  return findings.attempt(() => (file.typeOf(path) === "group" ? new Table(file, path, findings.complain).numberLists(column) : undefined), undefined);
}

/** Files older than NWB 2.4 have no table: sweeps of one number, or of one starting time, were recorded together. */
function fromSweeps(file: Hdf5File, series: readonly Series[], findings: Findings): Division | undefined {
  const sweeps = series.filter((one) => one.clock && /Clamp/.test(one.type));
  if (sweeps.length < 2) return undefined;
  const groups = new Map<string, { parts: Map<string, Part>; start: number }>();
  for (const one of sweeps) {
    const start = one.clock?.at(0) ?? NaN;
    const sweepNumber = findings.attempt(() => numberAt(file, one.path, "sweep_number"), undefined);
    const key = sweepNumber === undefined ? `at ${Math.round(start / SIMULTANEOUS)}` : `sweep ${sweepNumber}`;
    const group = groups.get(key) ?? { parts: new Map<string, Part>(), start };
    group.parts.set(one.path, { from: 0, count: one.shape[0] ?? 0 });
    groups.set(key, group);
  }
  const known = new Map(series.map((one) => [one.path, one]));
  const frames = [...groups.values()].flatMap(({ parts }): Frame[] => {
    const extent = extentOf(parts, known);
    return extent ? [{ ...extent, parts }] : [];
  });
  return frames.length < 2 ? undefined : { frames: frames.sort((a, b) => a.start - b.start), source: "sweeps" };
}

function whole(series: readonly Series[]): Division {
  const known = new Map(series.map((one) => [one.path, one]));
  const parts = new Map(series.filter((one) => one.clock).map((one): [string, Part] => [one.path, { from: 0, count: Math.min(one.shape[0] ?? 0, one.clock?.count ?? 0) }]));
  const extent = extentOf(parts, known) ?? { start: 0, stop: 0 };
  return { frames: [{ ...extent, parts }], source: "whole" };
}

/** A series that no trial names falls to the trials by its clock. */
function partOf(series: Series, frame: Frame, named: boolean): Part | undefined {
  const total = Math.min(series.shape[0] ?? 0, series.clock?.count ?? 0);
  const part = named ? frame.parts?.get(series.path) : series.clock?.within(frame.start, frame.stop, total);
  if (part === undefined || part.from >= total) return undefined;
  const count = Math.min(part.count, total - part.from);
  return count > 0 ? { from: part.from, count } : undefined;
}
