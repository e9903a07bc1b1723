import { cancelled } from "#engine";
import type { Protocol } from "#protocol";
import {
  recordingOf, runSession, sessionOf, truthOf, type Session, type SessionOptions, type Simulated, type TrialRecord,
} from "#rig";
import { shared, workersOf, type WorkerOptions } from "./threads.js";
import type { Step } from "./work.js";

export type SimulateProtocolOptions = WorkerOptions & SessionOptions;

/**
 * Does what a protocol says, its trials on threads of their own. The result is that of `simulateHere`, to the bit, on
 * however many. Progress begins with 0 once the cell is built, and never falls; an abort stops all threads at once and
 * rejects with the error that says how far the run came. Few trials run here, in slices, between which this thread goes
 * on with whatever else it has to do; in the second or so in which the cell is built, and while a stack is scanned, it
 * does not.
 *
 * Throws a RigError of kind "usage" where the protocol's parts can't be brought together, such as a line that misses
 * its spine, or where `morphology` lacks the text of the SWC file that it names.
 */
export async function simulateProtocol(protocol: Protocol, options: SimulateProtocolOptions = {}): Promise<Simulated> {
  workersOf(options);
  if (options.signal?.aborted === true) {
    throw cancelled(0, protocol.runs.reduce((sum, { trials }) => sum + trials, 0));
  }
  const data = sessionOf(protocol, options);
  const { prepared: { lanes }, trials: { length: trials } } = data;
  options.onProgress?.(0, trials);
  const found = await shared({ work: records, entry: "session-worker.js", data, trials, lanes }, options);
  const truth = truthOf(data, found);
  return { recording: recordingOf(data, found), ...(truth && { truth }) };
}

/** A record for each trial. */
export function* records(session: Session, places: Iterable<number>): Generator<Step<TrialRecord>> {
  for (const { done, record } of runSession(session, places)) {
    if (!record) {
      yield { done };
      continue;
    }
    const moves = [record.samples, ...record.counts, ...record.truth].map(({ buffer }) => buffer as ArrayBuffer);
    yield { done, found: record, moves };
  }
}
