/** A protocol, start to end, on this thread. */
import type { Protocol } from "#protocol";
import type { Recording } from "#recording";
import { recordingOf, truthOf } from "./recording.js";
import { openSession, type SessionOptions } from "./session.js";
import type { Truth } from "./truth.js";
import { runSession, type TrialRecord } from "./trials.js";

export interface SimulateOptions extends SessionOptions {
  /** Trials that are done, those under way by the share of what is to be done for them. */
  readonly onProgress?: (done: number, trials: number) => void;
}

export interface Simulated {
  readonly recording: Recording;
  /** Where it was asked for. */
  readonly truth?: Truth;
}

/**
 * Does what the protocol says: the same protocol and seed give the same bytes, on any number of threads. Throws a
 * RigError of kind "usage" where its parts can't be brought together, such as a line that misses its spine.
 */
export function simulateHere(protocol: Protocol, options: SimulateOptions = {}): Simulated {
  const { session, runner } = openSession(protocol, options);
  const records: TrialRecord[] = [];
  for (const { done, record } of runSession(session, session.trials.keys(), runner)) {
    if (record) records.push(record);
    options.onProgress?.(done, session.trials.length);
  }
  const truth = truthOf(session, records);
  return { recording: recordingOf(session, records), ...(truth && { truth }) };
}
