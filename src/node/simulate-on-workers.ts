import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { setImmediate as turn } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import {
  cancelled, prepare, resultOf, runTrials, type Portion, type Prepared, type Probes, type Request, type Result,
} from "#engine";
import { failures } from "#errors";
import { runOnThreads, type Watch } from "./threads.js";

const misuse = failures("usage", {
  "worker-count": (f: { found: number }) => `A run needs a whole number of workers, at least 1; found ${f.found}.`,
});

export interface WorkerOptions extends Watch {
  /** Threads at most: by default one for each processor. */
  readonly workers?: number;
}

/**
 * Runs every trial of a request on threads of their own. The result is that of `simulate`, to the bit, on however many.
 * Progress never falls; an abort stops all threads at once and rejects with the error that says how far the run came.
 *
 * Trials that step side by side on one thread anyway need no second one; they run here, in slices, between which this
 * thread goes on with whatever else it has to do.
 */
export async function simulateOnWorkers<const Named extends Probes>(
  request: Request<Named>, options: WorkerOptions = {},
): Promise<Result<keyof Named & string>> {
  const { workers = availableParallelism(), signal, onProgress } = options;
  if (!Number.isInteger(workers) || workers < 1) throw misuse("worker-count", { found: workers });
  const prepared = prepare(request);
  const trials = prepared.schedules.length;
  if (signal?.aborted === true) throw cancelled(0, trials);
  const count = Math.min(workers, Math.ceil(trials / prepared.lanes));
  if (count === 1) return resultOf(prepared, [await runInSlices(prepared, { signal, onProgress })]);
  return resultOf(prepared, await runOnThreads(prepared, workerEntry(), count, { signal, onProgress }));
}

async function runInSlices(prepared: Prepared, { signal, onProgress }: Watch): Promise<Portion> {
  const trials = prepared.schedules.length;
  const run = runTrials(prepared, prepared.schedules.keys());
  let said = 0;
  const say = (done: number): void => {
    if (done > said) onProgress?.(done, trials);
    said = done;
  };
  for (;;) {
    const step = run.next();
    say(step.done === true ? trials : step.value);
    if (step.done === true) return step.value;
    await turn();
    if (signal?.aborted === true) throw cancelled(said, trials);
  }
}

/** The built entry of a thread, found through the package's own name: tests run from sources, which Node can't load. */
function workerEntry(): URL {
  const door = createRequire(import.meta.url).resolve("radiatum/node");
  return new URL("worker.js", pathToFileURL(door));
}
