/** What a thread of `simulateOnWorkers` runs: trials, as long as there are any that nobody has taken. */
import { parentPort, workerData } from "node:worker_threads";
import { runTrials } from "#engine";
import { RigError } from "#errors";
import { NEXT, STOP, type Report, type Task } from "./threads.js";

const { prepared, shared } = workerData as Task;
const report = (what: Report, transferred: ArrayBuffer[] = []): void => parentPort?.postMessage(what, transferred);

function* untaken(): Generator<number> {
  for (;;) {
    const place = Atomics.add(shared, NEXT, 1);
    if (place >= prepared.schedules.length) return;
    yield place;
  }
}

function work(): void {
  const run = runTrials(prepared, untaken());
  let said = 0;
  while (Atomics.load(shared, STOP) === 0) {
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
