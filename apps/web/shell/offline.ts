/**
 * The page without a network. On a static host a service worker keeps it whole: every view, also after a reload. Served by
 * `radiatum app`, which is always there with it, nothing outlives the start: the views that weren't visited are loaded when
 * all is quiet, so that the page goes on when the server has ended. The same where the browser has no service workers.
 */
import { createSignal } from "solid-js";
import { LIST, SERVICE_WORKER, type KeptFile, type Order } from "../service-worker/kept-file.js";

type State = "waiting" | "kept" | "loaded" | "newer" | "failed";

const WORDS: Readonly<Record<State, string>> = {
  waiting: "Other views are still being loaded for use without a network.",
  kept: "It works without a network, also when it is opened again.",
  loaded: "Every view is loaded: until it is closed or reloaded, it works without a network.",
  newer: "It works without a network. A newer version is here, and opens once no other tab holds this one.",
  failed: "Not all views could be loaded: without a network, those that were visited work. It is tried again when there is one.",
};

const [state, setState] = createSignal<State>("waiting");
/** What holds now, in a sentence. */
export const offlineWords = (): string => WORDS[state()];

/** To be called once, when the page begins. */
export async function workWithoutNetwork(): Promise<void> {
  const workers = ofTheApp() ? undefined : serviceWorkers();
  if (workers) void takeNewer(workers);
  await quiet();
  const attempt = async (): Promise<void> => {
    try {
      tell(workers ? await keep(workers) : await loadAll());
    } catch {
      tell("failed"); // the browser's console has the particulars
      window.addEventListener("online", () => void attempt(), { once: true });
    }
  };
  await attempt();
}

/** What the server says of itself with the page. */
function ofTheApp(): boolean {
  return performance.getEntriesByType("navigation").some((visit) =>
    visit instanceof PerformanceNavigationTiming && visit.serverTiming.some(({ name }) => name === "radiatum-app"));
}

/** Absent over plain HTTP from another machine, and in some private windows, whatever the types say. */
const serviceWorkers = (): ServiceWorkerContainer | undefined => (navigator as Partial<Navigator>).serviceWorker;

/** For tests and scripts, too, which read it off the page. */
function tell(now: State): void {
  setState(now);
  document.documentElement.dataset["offline"] = now;
}

/** A newer version that came while this one was open, is taken at once when the page is opened anew, before anything has been done in it. */
async function takeNewer(workers: ServiceWorkerContainer): Promise<void> {
  if (!workers.controller) return;
  const waiting = (await workers.getRegistration())?.waiting;
  if (!waiting) return;
  workers.addEventListener("controllerchange", () => location.reload(), { once: true });
  waiting.postMessage("take over" satisfies Order);
}

/** ms: long enough for any view's first picture, and for what else hurries once that is there. */
const LONGEST = 10_000;
const AFTERWARDS = 5000;

/** Until the first trial is in sight: nothing competes with it for the line. */
async function quiet(): Promise<void> {
  const picture = new Promise<void>((resolve) => new PerformanceObserver((_, observer) => {
    observer.disconnect();
    resolve();
  }).observe({ type: "measure", buffered: true }));
  await Promise.race([picture, later(LONGEST)]);
  await later(AFTERWARDS);
}

const later = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });

async function keep(workers: ServiceWorkerContainer): Promise<State> {
  const registration = await workers.register(SERVICE_WORKER);
  const watch = (next: ServiceWorker | null): void => next?.addEventListener("statechange", () => { if (next.state === "installed") tell("newer"); });
  if (registration.active) watch(registration.installing);
  else await Promise.race([workers.ready, givenUp(registration.installing)]);
  registration.addEventListener("updatefound", () => watch(registration.installing));
  return registration.waiting ? "newer" : "kept";
}

/** Rejects where the worker doesn't get all that it is to keep. */
const givenUp = (first: ServiceWorker | null): Promise<never> => new Promise((_, reject) => {
  first?.addEventListener("statechange", () => { if (first.state === "redundant") reject(new Error("the browser could not keep every file")); });
});

/** Into the browser's own cache, where files whose names say what they hold stay good. */
async function loadAll(): Promise<State> {
  const files = (await (await fetch(LIST)).json()) as readonly KeptFile[];
  for (const { path } of files) {
    const answer = await fetch(path, { priority: "low" });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    await answer.arrayBuffer();
  }
  return "loaded";
}
