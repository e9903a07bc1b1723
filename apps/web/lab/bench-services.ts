/** What the bench's thread does: reads what was dropped, keeps recordings by name, measures them, writes them out. */
import {
  dropFile, measure, memoryFile, read, type Drop, type Measurement, type MeasureRequest, type Recording,
} from "radiatum";

/** What was dropped: files of the browser, with their paths within the folder. */
export interface DroppedFiles {
  readonly name: string;
  readonly kind: "file" | "folder";
  readonly files: readonly { readonly path: string; readonly file: Blob }[];
}

const kept = new Map<string, Recording>();

/** Puts a recording under a name, in place of what stood there. */
export function keep({ name, recording }: { readonly name: string; readonly recording: Recording }): void {
  kept.set(name, recording);
}

export async function open(
  { name, dropped, linePeriod }: { readonly name: string; readonly dropped: DroppedFiles; readonly linePeriod?: number | undefined },
  tell: (news: { readonly done: number; readonly total: number }) => void,
): Promise<Recording> {
  const recording = await read(dropOf(dropped), {
    ...(linePeriod !== undefined && { linePeriod }), onProgress: (done, total) => tell({ done, total }),
  });
  kept.set(name, recording);
  return recording;
}

/** Of the recording of that name; only these trials, where they are given. */
export function measured({ name, request, trials }: {
  readonly name: string; readonly request: MeasureRequest; readonly trials?: readonly number[] | undefined;
}): Measurement {
  const recording = kept.get(name);
  if (!recording) throw new Error(`broken invariant: nothing is kept as "${name}"`);
  return measure(trials ? only(recording, new Set(trials)) : recording, request);
}

/** The same recording with these trials alone, renumbered from 0. */
export function only(recording: Recording, places: ReadonlySet<number>): Recording {
  const kept = recording.trials.filter(({ index }) => places.has(index));
  const at = new Map(kept.map(({ index }, k) => [index, k]));
  const moved = <T extends { readonly trial: number }>(all: readonly T[]): T[] =>
    all.flatMap((one) => (at.has(one.trial) ? [{ ...one, trial: at.get(one.trial) as number }] : []));
  return {
    ...recording,
    trials: kept.map((trial, index) => ({ ...trial, index })),
    sweeps: moved(recording.sweeps), events: moved(recording.events),
    lineScans: recording.lineScans.map((scan) => ({ ...scan, trials: moved(scan.trials) })),
  };
}

function dropOf({ name, kind, files }: DroppedFiles): Drop {
  const sources = files.map(({ path, file }) => ({
    path, size: file.size,
    read: async (from: number, to: number) => new Uint8Array(await file.slice(Math.max(0, from), Math.max(0, to)).arrayBuffer()),
  })).sort((a, b) => (a.path < b.path ? -1 : 1));
  const [first = memoryFile(name, new Uint8Array(0))] = sources;
  return kind === "file" ? dropFile(first, sources.slice(1)) : { name, kind, files: sources, siblings: [] };
}
