/** What a thread of `simulateOnWorkers` runs: trials, as long as there are any that nobody has taken. */
import { parentPort, workerData } from "node:worker_threads";
import { runTrials, type Portion, type Prepared } from "#engine";
import { RigError, type FailureKind } from "#errors";

/** What a thread is given. */
export interface Task {
  readonly prepared: Prepared;
  /** Shared by all threads: the trial to take next, and whether to stop (1). */
  readonly next: Int32Array<SharedArrayBuffer>;
  readonly stop: Int32Array<SharedArrayBuffer>;
}

/** What a thread says. A RigError is posted in its parts, since errors lose their class on the way. */
export type Report =
  | { readonly kind: "progress"; readonly done: number }
  | { readonly kind: "portion"; readonly portion: Portion }
  | { readonly kind: "failure"; readonly failure: Failure };

type Failure = Pick<RigError, "code" | "message" | "fields"> & { readonly kind: FailureKind };

const { prepared, next, stop } = workerData as Task;
const report = (what: Report, transferred: ArrayBuffer[] = []): void => parentPort?.postMessage(what, transferred);

function* untaken(): Generator<number> {
  for (;;) {
    const place = Atomics.add(next, 0, 1);
    if (place >= prepared.schedules.length) return;
    yield place;
  }
}

function work(): void {
  const run = runTrials(prepared, untaken());
  let said = 0;
  while (Atomics.load(stop, 0) === 0) {
    const step = run.next();
    if (step.done === true) {
      const portion = step.value;
      report({ kind: "progress", done: portion.orders.length });
      report({ kind: "portion", portion }, portion.samples.flat().map(({ buffer }) => buffer as ArrayBuffer));
      return;
    }
    if (step.value > said) report({ kind: "progress", done: step.value });
    said = step.value;
  }
}

try {
  work();
} catch (error) {
  // Anything else is our own mistake and ends the thread with its stack.
  if (!(error instanceof RigError)) throw error;
  const { kind, code, message, fields } = error;
  report({ kind: "failure", failure: { kind, code, message, fields } });
}
