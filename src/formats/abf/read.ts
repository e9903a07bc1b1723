import type { Condition, Issue, Recording, Sweep, Trial } from "#recording";
import type { Reader } from "../reader.js";
import { baseName, type Drop, type FileSource, type ReadOptions } from "../source.js";
import { fields } from "./bytes.js";
import { commandSweeps, holdingPotential } from "./commands.js";
import { digitalEvents, tagEvents } from "./events.js";
import { unreadable } from "./failures.js";
import type { AbfHeader } from "./header.js";
import { HEADER_1_BYTES, readHeader1 } from "./header1.js";
import { HEADER_2_BYTES, readHeader2 } from "./header2.js";
import { readSamples } from "./samples.js";
import { signalOf, type Signal } from "./signal.js";
import { extents, type Extent } from "./sweeps.js";

const MODES: Readonly<Record<number, string>> = {
  1: "event-driven, variable length", 2: "event-driven, fixed length", 3: "gap-free", 4: "high-speed oscilloscope", 5: "episodic stimulation",
};

/**
 * Axon Binary Format, versions 1 and 2 (Clampex, AxoScope, Clampfit): potentials in mV, currents in pA, the commands
 * that can be known exactly, tags, and the pulses of the digital outputs. FORMAT.md has the byte tables.
 *
 * Memory: four bytes per stored sample and at most eight commands of that size per sweep; sections are read only as far
 * as they lie within the file, and counts beyond it become issues.
 */
export const abfReader: Reader = {
  name: "abf",
  async recognises(drop: Drop): Promise<boolean> {
    const file = drop.files.length === 1 ? drop.files[0] : undefined;
    return file !== undefined && (await generation(file)) !== undefined;
  },
  read: readAbf,
};

/** 1 or 2 by the file's first four bytes. */
async function generation(file: FileSource): Promise<1 | 2 | undefined> {
  const magic = String.fromCharCode(...(await file.read(0, 4)));
  return magic === "ABF " ? 1 : magic === "ABF2" ? 2 : undefined;
}

async function readAbf(drop: Drop, options: ReadOptions): Promise<Recording> {
  const file = drop.files[0];
  if (file === undefined) throw unreadable("abf-not-abf", { file: drop.name, found: "nothing: no file was given" });
  const issues: Issue[] = [];
  const note = (severity: Issue["severity"], code: string, offset: number | undefined, message: string, trial?: number): void => {
    issues.push({ severity, code, message, file: file.path, ...(offset === undefined ? {} : { offset }), ...(trial === undefined ? {} : { trial }) });
  };
  const header = await readHeader(file, note);
  const available = Math.max(0, Math.floor((file.size - header.dataStart) / header.sampleBytes));
  const claimed = Math.max(0, header.claimedSamples);
  if (header.dataStart <= 0 || available < header.channels.length) {
    throw unreadable("abf-no-data", { file: file.path, byteOffset: header.dataStart, bytes: file.size });
  }
  if (claimed > available) {
    note("error", "abf-data-truncated", file.size, `the header claims ${claimed} samples from byte ${header.dataStart}; the file ends after ${available}`);
  }
  if (!(header.mode in MODES)) note("warning", "abf-mode", 8, `operation mode ${header.mode} is none of 1 to 5; the sweeps are read as episodes`);
  const readable = claimed === 0 ? available : Math.min(claimed, available);
  const synch = await file.read(header.synch.start, header.synch.start + header.synch.count * header.synch.stride);
  const sweeps = extents(header, readable, synch, note);
  compareIntervals(header, sweeps, note);
  return assemble(file, drop, header, sweeps, issues, note, options);
}

type Note = (severity: Issue["severity"], code: string, offset: number | undefined, message: string, trial?: number) => void;

async function readHeader(file: FileSource, note: Note): Promise<AbfHeader> {
  const major = await generation(file);
  if (major === undefined) {
    const first = [...(await file.read(0, 4))].map((b) => b.toString(16).padStart(2, "0")).join(" ");
    throw unreadable("abf-not-abf", { file: file.path, found: first === "" ? "nothing: it is empty" : `bytes ${first}` });
  }
  if (major === 2) return readHeader2(file, fields(await file.read(0, HEADER_2_BYTES)), note);
  return readHeader1(file.path, file.size, fields(await file.read(0, HEADER_1_BYTES)), note);
}

/** Says so where the protocol's interval between sweeps and the recorded one differ by more than 1 %. */
function compareIntervals(header: AbfHeader, sweeps: readonly Extent[], note: Note): void {
  const [first, second] = sweeps;
  if (header.mode !== 5 || header.startToStart <= 0 || header.synch.count === 0 || first === undefined || second === undefined) return;
  const recorded = (second.start - first.start) / 1000;
  if (Math.abs(recorded - header.startToStart) <= 0.01 * header.startToStart) return;
  note(
    "warning",
    "abf-sweep-interval",
    header.synch.start,
    `by the synch array sweeps start ${recorded.toFixed(3)} s apart, by the protocol ${header.startToStart} s; the synch array, which was recorded, is taken`,
  );
}

async function assemble(
  file: FileSource, drop: Drop, header: AbfHeader, sweeps: readonly Extent[], issues: Issue[], note: Note, options: ReadOptions,
): Promise<Recording> {
  const width = header.channels.length;
  const ms = header.sampleInterval / 1000;
  const signals = header.channels.map((channel) => signalOf(channel.unit, channel.name));
  for (const signal of signals) if (signal.assumption !== undefined) note("note", "abf-channel-meaning", undefined, signal.assumption);
  const scales = header.channels.map(({ scale, shift }, i) => {
    const factor = signals[i]?.factor ?? 1;
    return header.sampleBytes === 4 ? { factor, shift: 0 } : { factor: scale * factor, shift: shift * factor };
  });
  const values = await readSamples(file, header, sweeps, scales, (done) => options.onProgress?.(done, sweeps.length));
  noteNonFinite(header, values, note);
  const holding = holdingPotential(header);
  const condition: Condition = { name: "unnamed", drugs: [], ...(holding === undefined ? {} : { holding }) };
  const protocol = protocolName(header.protocol);
  const trials = sweeps.map(
    (sweep, index): Trial => ({
      index,
      start: sweep.start,
      duration: sweepDuration(header, sweep.samples / width),
      condition: condition.name,
      ...(protocol === undefined ? {} : { protocol }),
    }),
  );
  const recorded = values.flatMap((channels, trial) =>
    channels.flatMap((samples, i) => clocked(header, { trial, channel: header.channels[i]?.name ?? "", ...described(signals[i]), start: 0, samplePeriod: ms, samples })),
  );
  if (header.secondInterval !== undefined) {
    note("warning", "abf-two-clocks", 126, `each sweep changes from ${header.sampleInterval} to ${header.secondInterval} µs after ${header.clockChange ?? 0} samples; it is given as two stretches`);
  }
  const lengths = sweeps.map((sweep) => sweep.samples / width);
  const commands = commandSweeps(header, planned(header, lengths));
  for (const message of commands.notes) note("note", "abf-command", undefined, message);
  const trimmed = commands.sweeps.map((sweep) => ({ ...sweep, samples: sweep.samples.subarray(0, lengths[sweep.trial]) }));
  const digital = header.mode === 5 && header.secondInterval === undefined ? digitalEvents(header, planned(header, lengths), 1000 + Math.floor(file.size / 64)) : { events: [] };
  if (digital.omitted !== undefined) note("note", "abf-digital", undefined, digital.omitted);
  if (header.deltas > 0) note("note", "abf-deltas", undefined, `${header.deltas} settings were changed during the recording; holding and levels are those at its start`);
  if (header.claimedTags > header.tags.count) {
    note("warning", "abf-tags-truncated", header.tags.start, `${header.claimedTags} tags are claimed; the file holds ${header.tags.count}`);
  }
  const tags = await file.read(header.tags.start, header.tags.start + header.tags.count * header.tags.stride);
  return {
    name: baseName(drop.name).replace(/\.abf$/iu, ""),
    format: header.major === 1 ? "abf1" : "abf2",
    formatDetail: `ABF ${header.version}, ${MODES[header.mode] ?? `mode ${header.mode}`}${header.program === undefined ? "" : `, ${header.program}`}`,
    ...(header.startedAt === undefined ? {} : { startedAt: header.startedAt }),
    lineScans: [],
    sweeps: [...recorded, ...trimmed],
    sweepOffset: 0,
    trials,
    events: [...tagEvents(header, tags, trials), ...digital.events],
    conditions: [condition],
    images: [],
    provenance: {
      simulated: false,
      files: [{ path: file.path, bytes: file.size }],
      ...(header.program === undefined ? {} : { program: header.program }),
      settings: {
        fileVersion: header.version,
        operationMode: `${header.mode} (${MODES[header.mode] ?? "unknown"})`,
        ...(header.protocol === undefined ? {} : { protocol: header.protocol }),
        ...header.settings,
      },
    },
    issues,
  };
}

const described = (signal: Signal | undefined): Pick<Sweep, "quantity" | "unit"> => ({ quantity: signal?.quantity ?? "other", unit: signal?.unit ?? "" });

/** Lengths by the protocol, so that a truncated last sweep keeps its epochs where they were played. */
function planned(header: AbfHeader, lengths: readonly number[]): readonly number[] {
  const whole = Math.floor(header.samplesPerSweep / header.channels.length);
  const last = lengths.length - 1;
  const longest = lengths[0] ?? 0;
  return lengths.map((samples, i) => (i === last && i > 0 && samples < whole && whole === longest ? whole : samples));
}

function sweepDuration(header: AbfHeader, samples: number): number {
  const first = Math.min(samples, header.clockChange ?? samples);
  return (first * header.sampleInterval + (samples - first) * (header.secondInterval ?? 0)) / 1000;
}

/** A sweep with two clocks becomes two stretches; any other stays as it is. */
function clocked(header: AbfHeader, sweep: Sweep): Sweep[] {
  const { secondInterval, clockChange } = header;
  if (secondInterval === undefined || clockChange === undefined || clockChange >= sweep.samples.length) return [sweep];
  const later = { ...sweep, start: (clockChange * header.sampleInterval) / 1000, samplePeriod: secondInterval / 1000 };
  return [{ ...sweep, samples: sweep.samples.subarray(0, clockChange) }, { ...later, samples: sweep.samples.subarray(clockChange) }];
}

/** Only float files can hold what is no number. */
function noteNonFinite(header: AbfHeader, values: readonly (readonly Float32Array[])[], note: Note): void {
  if (header.sampleBytes !== 4) return;
  for (const [trial, channels] of values.entries()) {
    const bad = channels.reduce((sum, samples) => sum + samples.reduce((n, v) => (Number.isFinite(v) ? n : n + 1), 0), 0);
    if (bad > 0) note("warning", "abf-not-finite", header.dataStart, `${bad} samples of sweep ${trial + 1} are no numbers`, trial);
  }
}

/** "0201 memtest" of "L:\Protocols\0201 memtest.pro"; nothing for an untitled protocol. */
function protocolName(path: string | undefined): string | undefined {
  if (path === undefined || path === "" || path === "(untitled)") return undefined;
  const name = path.replace(/^.*[\\/]/u, "").replace(/\.pro$/iu, "");
  return name === "" ? undefined : name;
}
