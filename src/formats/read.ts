import { failures } from "#errors";
import { withUserPeriod, type Recording } from "#recording";
import type { Reader } from "./reader.js";
import type { Drop, ReadOptions } from "./source.js";

const unreadable = failures("unreadable", {
  "format-unknown": (f: { name: string; files: number; first: string }) =>
    `${f.name}: no known recording ${f.files === 1 ? `(its first bytes are ${f.first})` : `that spans this folder of ${f.files} files; point at one of them`}. ` +
    `Known are Prairie/Bruker folders, TIFF (plain, ImageJ, OME, ScanImage), ABF, ATF, CSV and NWB.`,
});

/**
 * Readers in the order they are asked: formats that span a folder before those of single files, unmistakable magic
 * before plain text. Loaded when asked, so that opening one format costs nothing for the others.
 */
const READERS: readonly (() => Promise<Reader>)[] = [
  async () => (await import("./prairie/index.js")).prairieReader,
  async () => (await import("./nwb/index.js")).nwbReader,
  async () => (await import("./abf/index.js")).abfReader,
  async () => (await import("./tiff/index.js")).tiffReader,
  async () => (await import("./atf/index.js")).atfReader,
  async () => (await import("./csv/index.js")).csvReader,
];

/**
 * Reads whatever was dropped: the first format that recognises it by content.
 * Damage is reported in `issues`; throws a RigError of kind "unreadable" where nothing can be read at all.
 */
export async function read(drop: Drop, options: ReadOptions = {}): Promise<Recording> {
  for (const load of READERS) {
    const reader = await load();
    if (await reader.recognises(drop)) return withPeriod(await reader.read(drop, options), options);
  }
  const first = drop.files[0];
  const bytes = first === undefined ? new Uint8Array(0) : await first.read(0, 8);
  const shown = bytes.length === 0 ? "none: it is empty" : [...bytes].map((b) => b.toString(16).padStart(2, "0")).join(" ");
  throw unreadable("format-unknown", { name: drop.name, files: drop.files.length, first: shown });
}

/** The user's line period overrides every format's, also that of a reader that knows none. */
function withPeriod(recording: Recording, options: ReadOptions): Recording {
  const period = options.linePeriod;
  if (period === undefined) return recording;
  return {
    ...recording,
    lineScans: recording.lineScans.map((scan) =>
      scan.timing.source === "user" && scan.timing.period === period ? scan : { ...scan, timing: withUserPeriod(scan.timing, period) },
    ),
  };
}

