/** Doing an experiment. */
import { scanned, type ScannedRecording } from "#analysis";
import { cancelled } from "#engine";
import type { Trial } from "#recording";
import { recordingOf, runSession, sessionOf, truthOf, type TrialRecord, type Truth } from "#rig";
import { toProtocol, type Experiment } from "./compose.js";
import type { PatchedCell } from "./patched-cell.js";

/** For whoever waits for a run. */
export interface WatchedRun {
  /** Called often with the trials that are done, those under way by the share of what is to be done for them. */
  readonly onProgress?: (done: number, trials: number) => void;
  /** Of an AbortController: the run is given up between two slices of some ten ms. */
  readonly signal?: { readonly aborted: boolean };
}

/** A trial whose names are known when the script is compiled. */
export interface RunTrial<Condition extends string = string, Solution extends string = string> extends Trial {
  /** The solution, a key of the experiment's `solutions`. */
  readonly condition: Solution;
  /** What was done, a key of the experiment's `conditions`. */
  readonly protocol: Condition;
}

/** The recording of a run: what electrode and microscope read, as from a file. */
export interface RunRecording<Condition extends string = string, Solution extends string = string>
  extends ScannedRecording {
  readonly trials: readonly RunTrial<Condition, Solution>[];
}

/**
 * Does an experiment on a cell; the recording is of the kind that files are read to, and the bench takes it likewise.
 *
 *     const recording = await run(cell, {
 *       conditions: { EPSP: [epsp], AP: [ap], paired: [epsp, ap] },
 *       imaging: lineScan(spine, { lines: "500 Hz", duration: "600 ms" }), trials: 30, seed: 1,
 *     });
 *
 * Same cell, experiment and seed: the same bytes, here and in any browser, as of the protocol file (`toProtocolFile`).
 * Runs on this thread, in slices, between which it goes on with whatever else it has to do; not so in the second or so
 * in which the cell is built. On threads of their own: `simulateProtocol(toProtocol(cell, experiment))` of
 * `radiatum/node`.
 *
 * Rejects with a RigError: of kind "usage" where something can't be, such as a line that misses its spine; of kind
 * "refused", code "cancelled", where the signal gave it up.
 */
export async function run<Condition extends string, Solution extends string = string>(
  cell: PatchedCell, experiment: Experiment<Condition, Solution> & WatchedRun,
): Promise<RunRecording<Condition, Solution>> {
  return (await done(cell, experiment, false)).recording;
}

/**
 * As `run`, and apart from the recording the truth: voltage, calcium, bound dye and currents of the imaged spine every
 * 0.1 ms, and every release. The recording is the same to the byte.
 */
export async function runWithTruth<Condition extends string, Solution extends string = string>(
  cell: PatchedCell, experiment: Experiment<Condition, Solution> & WatchedRun,
): Promise<{ readonly recording: RunRecording<Condition, Solution>; readonly truth: Truth }> {
  const { recording, truth } = await done(cell, experiment, true);
  return { recording, truth: truth as Truth };
}

async function done<Condition extends string, Solution extends string>(
  cell: PatchedCell, experiment: Experiment<Condition, Solution> & WatchedRun, truth: boolean,
): Promise<{ recording: RunRecording<Condition, Solution>; truth: Truth | undefined }> {
  const protocol = toProtocol(cell, experiment);
  const trials = protocol.runs.reduce((sum, one) => sum + one.trials, 0);
  const records: TrialRecord[] = [];
  const { morphology } = cell;
  const { onProgress, signal } = experiment;
  const pause = async (): Promise<void> => {
    await turn();
    if (signal?.aborted === true) throw cancelled(records.length, trials);
  };
  await pause();
  const session = sessionOf(protocol, { truth, ...(morphology !== undefined && { morphology }) });
  for (const { done: far, record } of runSession(session, session.trials.keys())) {
    if (record) records.push(record);
    onProgress?.(far, trials);
    await pause();
  }
  const recording = scanned(recordingOf(session, records)) as RunRecording<Condition, Solution>;
  return { recording, truth: truthOf(session, records) };
}

/** Lets whatever else waits on this thread go first; in Node as in a browser. */
function turn(): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve); });
}
