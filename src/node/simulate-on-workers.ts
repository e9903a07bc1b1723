import {
  prepare, resultOf, runTrials, type CheckedRequest, type Portion, type Prepared, type Request, type Result,
} from "#engine";
import { shared, workersOf, type WorkerOptions } from "./threads.js";
import type { Step } from "./work.js";

/**
 * Runs every trial of a request on threads of their own. The result is that of `simulate`, to the bit, on however many.
 * Progress never falls; an abort stops all threads at once and rejects with the error that says how far the run came.
 * Few trials run here, in slices, between which this thread goes on with whatever else it has to do.
 */
export async function simulateOnWorkers<const Asked extends Request>(
  request: Asked & CheckedRequest<Asked>, options: WorkerOptions = {},
): Promise<Result<keyof Asked["probes"] & string>> {
  workersOf(options);
  const plain: Request = request;
  const data = prepare(plain);
  const { lanes, schedules: { length: trials } } = data;
  return resultOf(data, await shared({ work: portions, entry: "worker.js", data, trials, lanes }, options));
}

/** One portion in the end. */
export function* portions(prepared: Prepared, places: Iterable<number>): Generator<Step<Portion>> {
  const run = runTrials(prepared, places);
  for (;;) {
    const step = run.next();
    if (step.done !== true) yield { done: step.value.done };
    else {
      const { orders, samples } = step.value;
      const moves = samples.flat().map(({ buffer }) => buffer as ArrayBuffer);
      yield { done: orders.length, found: step.value, moves };
      return;
    }
  }
}
