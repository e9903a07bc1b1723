/** What the page computes: digests of the same run on its own thread and on two workers of the browser. */
import { prepare, resultOf, simulate, type Portion, type Result } from "#engine";
import type { BrowserTask } from "./bytes-browser-worker.js";
import { bytesOf, type Stepping } from "./bytes-model.js";
import { RUNS, type Run } from "./bytes-runs.js";

/** The browser's worker, as far as it is used here. */
declare const Worker: new (address: string, options: { type: "module" }) => {
  onmessage?: (event: { readonly data: Portion }) => void;
  onerror?: (event: { readonly message?: string }) => void;
  postMessage(task: BrowserTask): void;
  terminate(): void;
};

/** Import maps don't reach workers, so the server has their modules name files under this path. */
const WORKER = "/mapped/dist/validation/simulation/bytes-browser-worker.js";

export async function digests(run: Run, step: Stepping): Promise<{ page: string; workers: string }> {
  const request = RUNS[run].request(step);
  const prepared = prepare(request);
  const orders = prepared.schedules.map((_, i) => i);
  const halves = [0, 1].map((k) => orders.filter((i) => i % 2 === k));
  const portions = await Promise.all(halves.map((half) => onWorker({ prepared, orders: half })));
  return { page: await digest(simulate(request)), workers: await digest(resultOf(prepared, portions)) };
}

function onWorker(task: BrowserTask): Promise<Portion> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(WORKER, { type: "module" });
    worker.onmessage = ({ data }) => {
      resolve(data);
      worker.terminate();
    };
    worker.onerror = ({ message }) => reject(new Error(`the worker failed: ${message ?? "it could not be loaded"}`));
    worker.postMessage(task);
  });
}

async function digest(result: Result): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytesOf(result)));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
