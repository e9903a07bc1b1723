/** What a thread does: trials, as long as there are any that nobody has taken. */
import { parentPort, workerData } from "node:worker_threads";
import { RigError, type FailureKind } from "#errors";

/** A piece of the way that trials go, here or on a thread. */
export interface Step<Found> {
  /** Trials that are done so far, those under way by the share of their time that is over. */
  readonly done: number;
  /** What has been found since the last step, and those of its buffers that may move with it. */
  readonly found?: Found;
  readonly moves?: readonly ArrayBuffer[];
}

/** How much of a trial must be done before anybody is told again; a trial that ends is told at once. */
const TOLD = 0.05;

export const isNews = (done: number, said: number): boolean => done >= said + TOLD || Math.floor(done) > said;

/** Runs the trials at these places, each taken when there is room for it. */
export type Work<Data, Found> = (data: Data, places: Iterable<number>) => Iterable<Step<Found>>;

/** What a thread is given. */
export interface Task<Data> {
  readonly data: Data;
  readonly trials: number;
  /** Shared by all threads: the trial to take next, and whether to stop (1). */
  readonly next: Int32Array<SharedArrayBuffer>;
  readonly stop: Int32Array<SharedArrayBuffer>;
}

/** What a thread says. A RigError is posted in its parts, since errors lose their class on the way. */
export type Report<Found> =
  | { readonly kind: "progress"; readonly done: number }
  | { readonly kind: "found"; readonly found: Found }
  | { readonly kind: "end" }
  | { readonly kind: "failure"; readonly failure: Failure };

type Failure = Pick<RigError, "code" | "message" | "fields"> & { readonly kind: FailureKind };

/** All that the entry of a thread does: takes its task from whoever started it, and reports to them. */
export function workThrough<Data, Found>(work: Work<Data, Found>): void {
  const { data, trials, next, stop } = workerData as Task<Data>;
  const report = (what: Report<Found>, moves: readonly ArrayBuffer[] = []): void =>
    parentPort?.postMessage(what, moves);
  try {
    let said = 0;
    for (const { done, found, moves } of work(data, untaken(next, trials))) {
      if (isNews(done, said)) {
        report({ kind: "progress", done });
        said = done;
      }
      if (found !== undefined) report({ kind: "found", found }, moves);
      if (Atomics.load(stop, 0) !== 0) return;
    }
    report({ kind: "end" });
  } catch (error) {
    // Anything else is our own mistake and ends the thread with its stack.
    if (!(error instanceof RigError)) throw error;
    const { kind, code, message, fields } = error;
    report({ kind: "failure", failure: { kind, code, message, fields } });
  }
}

function* untaken(next: Int32Array<SharedArrayBuffer>, trials: number): Generator<number> {
  for (;;) {
    const place = Atomics.add(next, 0, 1);
    if (place >= trials) return;
    yield place;
  }
}
