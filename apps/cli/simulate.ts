import { readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { failures, recordingHash, stimulusMarks, type Issue, type Recording } from "radiatum";
import { requireSavable, saveFile, simulateProtocol } from "radiatum/node";
import type { Protocol } from "radiatum/protocol";
import { shellWord } from "radiatum/report";
import { writeTruth } from "radiatum/rig";
import { checkedTrial, convergenceText, trialToCheck } from "./convergence.js";
import { count, seedOf } from "./numbers.js";
import { protocolFrom, reasonWhy } from "./protocol.js";
import { destinationOf, requireFree, stemOf, writeRecording, type Destination } from "./recording-files.js";
import { pending, progress, remark, say, settled } from "./terminal.js";

export interface SimulateOptions {
  readonly out?: string;
  readonly set: readonly string[];
  readonly trials?: string;
  readonly seed?: string;
  readonly workers?: string;
  /** True: beside the recording. */
  readonly truth?: string | true;
  readonly json?: boolean;
  readonly hash?: boolean;
  /** Of a trial, from 1; true: of the first. */
  readonly convergence?: string | true;
}

const misuse = failures("usage", {
  "traced-cell-missing": (f: { protocol: string; file: string; looked: string; reason: string }) =>
    `${f.protocol}: cell.file: ${f.file}: ${f.reason}. It is looked for from the protocol's own folder, as ` +
    `${f.looked}.`,
  "pictures-in-nwb": (f: { imaging: string; out: string }) =>
    `--out ${f.out}: a ${f.imaging} (imaging.kind) is made of pictures, which only NWB is written with; write .nwb.`,
  "same-file-twice": (f: { path: string }) =>
    `--truth ${f.path}: the recording goes there; give the truth a name of its own.`,
});

/**
 * Does what a protocol says and writes the recording, and apart from it the truth. Nothing is written before all is
 * done. Prints the files, and the recording's hash where it is asked for; what else there is to say goes to the person.
 */
export async function simulate(file: string, options: SimulateOptions): Promise<void> {
  const begun = performance.now();
  const protocol = protocolFrom(file, changesOf(options));
  const destination = destinationOf(options.out ?? `${basename(file).replace(/\.(?:ya?ml|json)$/i, "")}.nwb`);
  const truthPath = options.truth === true ? `${stemOf(destination)}.truth.parquet` : options.truth;
  requireSense(protocol, destination, truthPath);
  const checked = options.convergence === undefined ? undefined : trialToCheck(options.convergence, protocol);
  const morphology = tracedCell(protocol, file);
  pending("Building the cell");
  const { recording, truth } = await simulateProtocol(protocol, {
    truth: truthPath !== undefined,
    ...(morphology !== undefined && { morphology }),
    ...(options.workers !== undefined && { workers: count(options.workers, "--workers") }),
    onProgress: progress("Simulating"),
  });
  settled();
  for (const issue of recording.issues) if (issue.severity !== "note") remark(sentenceOf(issue));
  const happened = truth && writeTruth(truth);
  const written = await writeRecording(recording, destination);
  if (truthPath !== undefined && happened) saveFile(truthPath, happened);
  const convergence = checked === undefined ? undefined : checkedTrial(protocol, checked, {
    stimulus: recording.trials[checked - 1]?.protocol ?? "", ...(morphology !== undefined && { morphology }),
  });
  const hash = options.hash ? await recordingHash(recording) : undefined;
  const next = nextLine(recording, destination, written);
  const seconds = Number(((performance.now() - begun) / 1000).toFixed(1));
  if (options.json) {
    const { format } = destination;
    const files = { recording: { format, files: written }, truth: truthPath ?? null };
    say(JSON.stringify({ ...files, trials: recording.trials.length, ...(hash !== undefined && { hash }), ...(convergence && { convergence }), seconds, next }, null, 2));
    return;
  }
  for (const path of [...written, ...(truthPath === undefined ? [] : [truthPath])]) say(path);
  if (hash !== undefined) say(`sha256 ${hash}`);
  if (convergence) say(convergenceText(convergence));
  remark(`${recording.trials.length} trial${recording.trials.length === 1 ? "" : "s"} in ${seconds} s\n${next}`);
}

const sentenceOf = ({ severity, message }: Issue): string => `${severity}: ${message}`;

function changesOf({ set, trials, seed }: SimulateOptions): string[] {
  return [
    ...set,
    ...(trials === undefined ? [] : [`trials=${count(trials, "--trials")}`]),
    ...(seed === undefined ? [] : [`seed=${seedOf(seed)}`]),
  ];
}

/** What would come to nothing in the end is said before anybody waits for it. */
function requireSense({ imaging }: Protocol, destination: Destination, truthPath: string | undefined): void {
  const { format, path } = destination;
  if (imaging.kind !== "line scan" && format !== "NWB") {
    throw misuse("pictures-in-nwb", { imaging: imaging.kind, out: path });
  }
  requireFree(destination);
  if (truthPath === undefined) return;
  if (resolve(truthPath) === resolve(path)) throw misuse("same-file-twice", { path: truthPath });
  requireSavable(truthPath);
}

/** The text of the SWC file that the protocol names, relative to where the protocol lies. */
function tracedCell({ cell }: Protocol, protocol: string): string | undefined {
  if (cell.kind !== "SWC") return undefined;
  const looked = resolve(dirname(protocol), cell.file);
  try {
    return readFileSync(looked, "utf8");
  } catch (error) {
    const reason = reasonWhy(error, looked);
    throw misuse("traced-cell-missing", { protocol, file: cell.file, looked, reason }, { cause: error });
  }
}

/** The command that measures what was written; what the format has no word for is given with it. */
function nextLine(recording: Recording, { format, path }: Destination, written: readonly string[]): string {
  const { lineScans: [scan], regions = [], trials, events } = recording;
  if (!scan) return `radiatum info ${shellWord(path)}`;
  const roi = regions.flatMap(({ name, from, to }) => ["--roi", shellWord(`${name}=${from}:${to}px`)]);
  switch (format) {
    case "NWB":
    case "OME-TIFF": return `radiatum analyze ${shellWord(path)}`;
    case "Prairie folder": {
      const kinds = new Set(trials.map(({ condition, protocol }) => `${condition}\n${protocol ?? ""}`));
      const table = kinds.size > 1 ? ["--trials", shellWord(join(path, `${basename(path)}-trials.csv`))] : [];
      return ["radiatum analyze", shellWord(path), ...roi, ...table].join(" ");
    }
    case "CSV": {
      const calcium = written[scan.channels.length - 1] ?? path;
      const [first] = stimulusMarks(events, trials[0]?.index);
      const stimulus = first ? ["--stim", `${first.start}ms`] : [];
      return ["radiatum analyze", shellWord(calcium), ...roi, ...stimulus].join(" ");
    }
  }
}
