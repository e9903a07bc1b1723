import { Worker } from "node:worker_threads";
import { failures, RigError } from "#errors";
import { cancelled, type Portion, type Prepared } from "#engine";
import type { Report, Task } from "./worker.js";

const stopped = failures("refused", {
  "worker-died": (f: { reason: string }) =>
    `A thread ended before its trials were done (${f.reason}). ` +
    `Run fewer trials at a time or on fewer workers, which need less memory.`,
});

export interface Watch {
  /** Called with the trials that are done whenever there are more of them. */
  readonly onProgress?: ((done: number, trials: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Every trial of a prepared run, on `count` threads. Each takes the next trial when it has a lane free, so none is idle
 * while another has a queue. When anything fails or the signal aborts, all are stopped before the promise is rejected.
 *
 * A pool of others (tinypool) keeps threads for many small tasks; here one task lasts as long as its thread, and the
 * trials are dealt through shared memory, so there would be nothing for it to do.
 */
export async function runOnThreads(
  prepared: Prepared, entry: URL, count: number, { onProgress, signal }: Watch,
): Promise<Portion[]> {
  const trials = prepared.schedules.length;
  const shared = (): Int32Array<SharedArrayBuffer> => new Int32Array(new SharedArrayBuffer(4));
  const task: Task = { prepared, next: shared(), stop: shared() };
  const done = new Array<number>(count).fill(0);
  const total = (): number => done.reduce((sum, n) => sum + n, 0);
  // Flags of this process, such as those of `node --eval`, need not suit a thread.
  const threads = done.map(() => new Worker(entry, { workerData: task, execArgv: [] }));
  const portions = threads.map((thread, i) => portionOf(thread, (n) => {
    if (n <= (done[i] as number)) return;
    done[i] = n;
    onProgress?.(total(), trials);
  }));
  const finished = new AbortController();
  const abortion = new Promise<never>((_, reject) => {
    signal?.addEventListener("abort", () => reject(cancelled(total(), trials)), { signal: finished.signal });
  });
  try {
    return await Promise.race([Promise.all(portions), abortion]);
  } finally {
    finished.abort();
    Atomics.store(task.stop, 0, 1);
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

/** What a thread finds in the end, or why it finds nothing. */
function portionOf(thread: Worker, onDone: (done: number) => void): Promise<Portion> {
  return new Promise((resolve, reject) => {
    thread.on("message", (report: Report) => {
      if (report.kind === "portion") resolve(report.portion);
      else if (report.kind === "failure") {
        const { kind, code, message, fields } = report.failure;
        reject(new RigError(kind, code, message, fields));
      } else {
        try {
          onDone(report.done);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      }
    });
    thread.on("error", (error: NodeJS.ErrnoException) => {
      const full = error.code === "ERR_WORKER_OUT_OF_MEMORY";
      reject(full ? stopped("worker-died", { reason: error.message }, { cause: error }) : error);
    });
    thread.on("messageerror", reject);
    thread.on("exit", (code) => reject(stopped("worker-died", { reason: `exit code ${code}` })));
  });
}
