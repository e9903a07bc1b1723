import type { Issue } from "#recording";
import { fields } from "./bytes.js";
import type { AbfHeader } from "./header.js";

/** Where one sweep's samples lie: counts of samples of all channels together, from the start of the data. */
export interface Extent {
  readonly first: number;
  readonly samples: number;
  /** ms on the file's clock. */
  readonly start: number;
}

type Note = (severity: Issue["severity"], code: string, offset: number, message: string, trial?: number) => void;

/**
 * Sweeps that a file of this size may have: a sweep of a channel costs a few hundred bytes of memory, so damaged
 * counts must not make one out of each sample. Real sweeps are hundreds of samples long.
 */
function mostSweeps(header: AbfHeader, usable: number): number {
  return 1000 + Math.floor((usable * header.sampleBytes) / 32 / header.channels.length);
}

/**
 * The sweeps of a file, in order, none beyond the samples that are there (`available`, of all channels together).
 *
 * The synch array gives each sweep's start in ticks and length in samples of all channels; lengths follow each other in
 * the data. In gap-free and variable-length files, entries that follow without a gap are pieces of one sweep and are
 * joined, as Axon's library does. Without a synch array, a gap-free file is one sweep, an episodic one has equal sweeps
 * that start as the protocol says, or end to end where it says nothing.
 */
export function extents(header: AbfHeader, available: number, synch: Uint8Array, note: Note): Extent[] {
  const width = header.channels.length;
  const usable = available - (available % width);
  const found = header.synch.count > 0 ? fromSynch(header, usable, synch, note) : withoutSynch(header, usable, note);
  const missing = header.claimedSweeps - found.claimed;
  if (header.synch.count > 0 && header.synch.count < header.claimedSweeps) {
    note("warning", "abf-synch-truncated", header.synch.start, `the synch array holds ${header.synch.count} of ${header.claimedSweeps} sweeps; the others' samples can't be placed`);
  } else if (missing > 0 && header.mode !== 3 && header.mode !== 1) {
    note("warning", "abf-sweeps-missing", header.dataStart + usable * header.sampleBytes, `the header claims ${header.claimedSweeps} sweeps; the samples of the last ${missing} are missing`);
  }
  return found.extents;
}

interface Found {
  readonly extents: Extent[];
  /** Sweeps or pieces of sweeps that the samples reach. */
  readonly claimed: number;
}

function fromSynch(header: AbfHeader, usable: number, synch: Uint8Array, note: Note): Found {
  const width = header.channels.length;
  const entries = fields(synch);
  const joins = header.mode === 1 || header.mode === 3;
  const ticksPerSample = header.sampleInterval / width / header.tick;
  const extents: (Extent & { ticks: number })[] = [];
  let first = 0;
  let claimed = 0;
  let bad = 0;
  const most = mostSweeps(header, usable);
  for (let i = 0; i < header.synch.count && first < usable; i++) {
    if (extents.length >= most) {
      note("error", "abf-too-many-sweeps", header.synch.start + 8 * i, `more than ${most} sweeps in ${usable} samples can't be right; the rest is left out`);
      break;
    }
    const ticks = entries.int32(8 * i);
    const length = entries.int32(8 * i + 4);
    const at = header.synch.start + 8 * i;
    claimed++;
    if (length <= 0 || length % width !== 0) {
      if (bad++ === 0) note("warning", "abf-synch-entry", at + 4, `sweep ${i + 1} should have ${length} samples of ${width} channels; expected a positive multiple of ${width}`, i);
      if (length <= 0) continue;
    }
    const samples = Math.min(length - (length % width), usable - first);
    if (samples <= 0) continue;
    if (samples < length - (length % width)) {
      note("warning", "abf-sweep-truncated", header.dataStart + usable * header.sampleBytes, `sweep ${i + 1} ends after ${samples / width} of ${Math.floor(length / width)} samples: the file ends there`, extents.length);
    }
    const previous = extents.at(-1);
    const follows = previous !== undefined && Math.abs(ticks - previous.ticks - previous.samples * ticksPerSample) <= 1;
    if (joins && follows) extents[extents.length - 1] = { ...previous, samples: previous.samples + samples };
    else extents.push({ first, samples, ticks, start: startOf(ticks, header, previous, at, note) });
    first += length - (length % width);
  }
  if (bad > 1) note("warning", "abf-synch-entry", header.synch.start, `${bad} entries of the synch array have no possible length`);
  return { extents, claimed };
}

/** ms; a start that is no time (Axon writes −1 for an average) follows the sweep before it. */
function startOf(ticks: number, header: AbfHeader, previous: Extent | undefined, at: number, note: Note): number {
  if (ticks >= 0) return (ticks * header.tick) / 1000;
  note("note", "abf-sweep-start", at, `a sweep starts at tick ${ticks}, which is no time; it is placed after the sweep before it`);
  return previous === undefined ? 0 : previous.start + duration(previous, header);
}

/** ms. */
function duration({ samples }: { samples: number }, header: AbfHeader): number {
  return ((samples / header.channels.length) * header.sampleInterval) / 1000;
}

function withoutSynch(header: AbfHeader, usable: number, note: Note): Found {
  const width = header.channels.length;
  if (header.mode === 3 || header.mode === 1) {
    if (header.mode === 1) note("warning", "abf-synch-missing", 92, "a file of variable-length events without a synch array; its samples are one sweep that starts at 0");
    return { extents: usable > 0 ? [{ first: 0, samples: usable, start: 0 }] : [], claimed: 1 };
  }
  const stated = header.samplesPerSweep - (header.samplesPerSweep % width);
  const even = header.claimedSweeps > 0 ? Math.ceil(usable / header.claimedSweeps / width) * width : usable;
  const samples = stated > 0 ? stated : Math.max(width, even);
  if (stated <= 0) note("warning", "abf-sweep-length", 138, `a sweep should have ${header.samplesPerSweep} samples; the samples are shared out evenly instead`);
  const interval = header.startToStart > 0 ? header.startToStart * 1000 : duration({ samples }, header);
  const most = mostSweeps(header, usable);
  const needed = Math.ceil(usable / samples);
  const count = Math.min(most, needed);
  if (count < needed) {
    note("error", "abf-too-many-sweeps", header.major === 1 ? 138 : 76, `${needed} sweeps of ${samples / width} samples can't be right; those after the first ${count} are left out`);
  }
  note(
    "warning",
    "abf-synch-missing",
    header.major === 1 ? 92 : 316,
    `no synch array says when the ${count} sweeps started; ${header.startToStart > 0 ? `the protocol's ${header.startToStart} s from start to start is taken` : "they are placed end to end"}`,
  );
  const list = Array.from({ length: count }, (_, i) => ({ first: i * samples, samples: Math.min(samples, usable - i * samples), start: i * interval }));
  const last = list.at(-1);
  if (last !== undefined && last.samples < samples) {
    note("warning", "abf-sweep-truncated", header.dataStart + usable * header.sampleBytes, `sweep ${count} has ${last.samples / width} of ${samples / width} samples`, count - 1);
  }
  return { extents: list, claimed: count };
}
