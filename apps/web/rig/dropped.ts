/** What was dropped on the rig: a protocol with the traced cell that it names, recordings for the bench, or neither. */
import { sorted } from "../bench/sources.js";
import type { DroppedFile } from "../lab/bench-services.js";

export type Dropped =
  | {
    readonly kind: "protocol";
    readonly name: string;
    readonly text: string;
    /** Text of an SWC file that was dropped along. */
    readonly morphology: string | undefined;
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
const WELCOME = "Drop a protocol file (YAML), together with the traced cell (SWC) that it names; or a recording: a Prairie folder, TIFF, ABF, ATF, NWB or CSV, which opens in the bench.";

/** Where recordings and a protocol were dropped together, such as a simulation's whole folder, the recordings are what counts. */
export async function sortedDrop(files: readonly DroppedFile[]): Promise<Dropped> {
  const recording = sorted(files).sources.find(({ kind }) => kind !== "file");
  if (recording) return { kind: "recording", name: recording.name };
  const traced = files.find(({ path, size }) => /\.swc$/iu.test(path) && size < LARGEST);
  for (const file of files.filter(({ path, size }) => /\.(ya?ml|json)$/iu.test(path) && size < LARGEST)) {
    const text = await textOf(file);
    // An analysis of the bench's is JSON, too: it says no stimuli.
    if (/\.json$/iu.test(file.path) && !/"stimuli"/u.test(text)) return { kind: "recording", name: nameOf(file.path) };
    return { kind: "protocol", name: nameOf(file.path), text, morphology: traced && (await textOf(traced)) };
  }
  const name = nameOf(files[0]?.path ?? "What was dropped");
  return traced
    ? { kind: "neither", what: `${nameOf(traced.path)} is a traced cell`, where: "Drop it together with the protocol file that names it." }
    : { kind: "neither", what: `${name} is neither a protocol nor a recording`, where: WELCOME };
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
const textOf = async (file: DroppedFile): Promise<string> => ("file" in file ? file.file.text() : (await fetch(file.address)).text());
