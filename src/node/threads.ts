/** Trials shared out between threads, or run here in slices. */
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { setImmediate as turn } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import { failures, RigError } from "#errors";
import { cancelled } from "#engine";
import { isNews, type Report, type Task, type Work } from "./work.js";

const misuse = failures("usage", {
  "worker-count": (f: { found: number }) => `A run needs a whole number of workers, at least 1; found ${f.found}.`,
});
const stopped = failures("refused", {
  "worker-died": (f: { reason: string }) =>
    `A thread ended before its trials were done (${f.reason}). ` +
    `Run fewer trials at a time or on fewer workers, which need less memory.`,
});

export interface Watch {
  /** Called with the trials that are done whenever there are more of them; those under way count by their share. */
  readonly onProgress?: ((done: number, trials: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface WorkerOptions extends Watch {
  /** Threads at most: by default one for each processor. */
  readonly workers?: number;
}

/** Trials, and what to do with them. */
export interface Job<Data, Found> {
  readonly work: Work<Data, Found>;
  /** File of this folder whose threads do the same work: "worker.js". */
  readonly entry: string;
  /** Can be posted to a thread. */
  readonly data: Data;
  readonly trials: number;
  /** Trials that one thread runs side by side; with fewer than that for each, more threads save nothing. */
  readonly lanes: number;
  /** Told of each thing as it is found, so that it can be kept should the rest never come. */
  readonly onFound?: (found: Found) => void;
}

/** Throws a RigError of kind "usage" where it is no number of workers. */
export function workersOf({ workers = availableParallelism() }: WorkerOptions): number {
  if (!Number.isInteger(workers) || workers < 1) throw misuse("worker-count", { found: workers });
  return workers;
}

/**
 * Everything that all trials of a job find, in no order. Progress never falls; an abort stops all threads at once and
 * rejects with the engine's error that says how far the run came.
 *
 * Trials that run side by side on one thread anyway need no second one; they run here, in slices, between which this
 * thread goes on with whatever else it has to do.
 */
export async function shared<Data, Found>(job: Job<Data, Found>, options: WorkerOptions): Promise<Found[]> {
  const count = Math.min(workersOf(options), Math.ceil(job.trials / job.lanes));
  if (options.signal?.aborted === true) throw cancelled(0, job.trials);
  return count === 1 ? await inSlices(job, options) : await onThreads(job, builtEntry(job.entry), count, options);
}

async function inSlices<Data, Found>(
  { work, data, trials, onFound }: Job<Data, Found>, { signal, onProgress }: Watch,
): Promise<Found[]> {
  const all: Found[] = [];
  let said = 0;
  for (const { done, found } of work(data, Array.from({ length: trials }, (_, k) => k))) {
    if (found !== undefined) {
      all.push(found);
      onFound?.(found);
    }
    if (isNews(done, said)) {
      onProgress?.(done, trials);
      said = done;
    }
    await turn();
    if (signal?.aborted === true) throw cancelled(Math.floor(said), trials);
  }
  return all;
}

/**
 * MB of long-lived objects that a thread may make before all are gone through for the first time. At each such
 * collection V8 drops the compiled code of functions that nothing holds, and compiles it again when they are next made:
 * with its own limit that is once a second, and a tenth of a scorecard's time. Only heaps that begin later are concerned.
 */
const UNCOLLECTED_MB = 256;
/**
 * How much a function runs, in bytes of bytecode, before V8 thinks of compiling it: six times its own measure. By that
 * it compiles thousands of functions that are busy for a moment, and each thread compiles them anew: a seventh of a
 * scorecard's time. What runs long is compiled a moment later.
 */
const BUSY_BYTES = 400_000;

/**
 * A job on `count` threads. Each takes the next trial when it has a lane free, so none is idle while another has a
 * queue. When anything fails or the signal aborts, all are stopped before the promise is rejected.
 *
 * A pool of others (tinypool) keeps threads for many small tasks; here one task lasts as long as its thread, and the
 * trials are dealt through shared memory, so there would be nothing for it to do.
 */
export async function onThreads<Data, Found>(
  { data, trials, onFound }: Pick<Job<Data, Found>, "data" | "trials" | "onFound">, entry: URL, count: number,
  { onProgress, signal }: Watch,
): Promise<Found[]> {
  const cell = (): Int32Array<SharedArrayBuffer> => new Int32Array(new SharedArrayBuffer(4));
  const task: Task<Data> = { data, trials, next: cell(), stop: cell() };
  const done = new Array<number>(count).fill(0);
  const total = (): number => done.reduce((sum, n) => sum + n, 0);
  setFlagsFromString(`--initial-old-space-size=${UNCOLLECTED_MB}`);
  setFlagsFromString(`--interrupt-budget=${BUSY_BYTES}`);
  // Flags of this process, such as those of `node --eval`, need not suit a thread.
  const threads = done.map(() => new Worker(entry, { workerData: task, execArgv: [] }));
  const finds = threads.map((thread, i) => foundBy<Found>(thread, (n) => {
    if (n <= (done[i] as number)) return;
    done[i] = n;
    onProgress?.(total(), trials);
  }, onFound));
  const finished = new AbortController();
  const abortion = new Promise<never>((_, reject) => {
    signal?.addEventListener("abort", () => reject(cancelled(Math.floor(total()), trials)), { signal: finished.signal });
  });
  try {
    return (await Promise.race([Promise.all(finds), abortion])).flat();
  } finally {
    finished.abort();
    Atomics.store(task.stop, 0, 1);
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

/** All that a thread finds until its end, or why there is no end. */
function foundBy<Found>(
  thread: Worker, onDone: (done: number) => void, onFound?: (found: Found) => void,
): Promise<Found[]> {
  return new Promise((resolve, reject) => {
    const all: Found[] = [];
    thread.on("message", (report: Report<Found>) => {
      if (report.kind === "end") resolve(all);
      else if (report.kind === "failure") {
        const { kind, code, message, fields } = report.failure;
        reject(new RigError(kind, code, message, fields));
      } else {
        try {
          if (report.kind === "progress") onDone(report.done);
          else {
            all.push(report.found);
            onFound?.(report.found);
          }
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

/** The built entry of a thread, found through the package's own name: tests run from sources, which Node can't load. */
function builtEntry(file: string): URL {
  const door = createRequire(import.meta.url).resolve("radiatum/node");
  return new URL(file, pathToFileURL(door));
}
