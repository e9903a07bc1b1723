/** What was dropped on the rig: a protocol with the traced cell that it names, recordings for the bench, or neither. */
import { sorted } from "../bench/sources.js";
import type { DroppedFile } from "../lab/bench-services.js";
import { nameOfPath as nameOf, type TracedCells } from "../lab/traced-cells.js";

export type Dropped =
  | {
    readonly kind: "protocol";
    readonly name: string;
    readonly text: string;
    /** Cells that were dropped along. */
    readonly traced: TracedCells;
    /** Texts of mechanisms that were dropped along, by their files' names. */
    readonly beside: Readonly<Record<string, string>>;
  }
  | {
    /** The text of a mechanism alone. */
    readonly kind: "mechanism";
    readonly name: string;
    readonly text: string;
  }
  | {
    /** Traced cells alone: of the protocol on screen, if it names one of them. */
    readonly kind: "traced cells";
    readonly traced: TracedCells;
  }
  | {
    /** Recordings, and what belongs to them: the bench opens them. */
    readonly kind: "recording";
    readonly name: string;
  }
  | {
    readonly kind: "neither";
    /** What it is and what can be dropped instead. */
    readonly what: string;
    readonly where: string;
  };

/** Bytes; a protocol has thousands, a traced cell some million. */
const LARGEST = 50_000_000;
/** Bytes that are read to see whether a text is a mechanism; the rig says what is too long for one. */
export const LARGEST_TEXT = 200_000;
const WELCOME = "Drop a protocol file (YAML), together with the traced cell (SWC) and the mechanisms (text) that it names; the text of a mechanism alone; or a recording: a Prairie folder, TIFF, ABF, ATF, NWB or CSV, which opens in the bench.";

/** Where recordings and a protocol were dropped together, such as a simulation's whole folder, the recordings are what counts. */
export async function sortedDrop(files: readonly DroppedFile[]): Promise<Dropped> {
  const written = await mechanismsAmong(files);
  const recording = sorted(files.filter((file) => !written.has(file))).sources.find(({ kind }) => kind !== "file");
  if (recording) return { kind: "recording", name: recording.name };
  const cells = files.filter(({ path, size }) => /\.swc$/iu.test(path) && size < LARGEST);
  const traced = Object.fromEntries(await Promise.all(cells.map(async (file) => [nameOf(file.path), await textOf(file)] as const)));
  for (const file of files.filter(({ path, size }) => /\.(ya?ml|json)$/iu.test(path) && size < LARGEST)) {
    const text = await textOf(file);
    // An analysis of the bench's is JSON, too: it says no stimuli.
    if (/\.json$/iu.test(file.path) && !/"stimuli"/u.test(text)) return { kind: "recording", name: nameOf(file.path) };
    const beside = Object.fromEntries([...written].map(([{ path }, own]) => [nameOf(path), own]));
    return { kind: "protocol", name: nameOf(file.path), text, traced, beside };
  }
  for (const [{ path }, text] of written) return { kind: "mechanism", name: nameOf(path), text };
  if (cells.length > 0) return { kind: "traced cells", traced };
  return { kind: "neither", what: `${nameOf(files[0]?.path ?? "What was dropped")} is neither a protocol nor a recording`, where: WELCOME };
}

/** Texts with a line that only a mechanism has; tables of numbers end in .txt, too. */
async function mechanismsAmong(files: readonly DroppedFile[]): Promise<ReadonlyMap<DroppedFile, string>> {
  const texts = files.filter(({ path, size }) => /\.(txt|mechanism|md)$/iu.test(path) && size < LARGEST_TEXT);
  const read = await Promise.all(texts.map(async (file) => [file, await textOf(file)] as const));
  return new Map(read.filter(([, text]) => /^[ \t]*(?:placed|parameter|reads|current)[ \t]/mu.test(text)));
}

const textOf = async (file: DroppedFile): Promise<string> => ("file" in file ? file.file.text() : (await fetch(file.address)).text());
