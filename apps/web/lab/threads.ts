/** The page's threads; each is started when it is first asked for something. */
import { caller } from "./calls.js";
import type { BenchServices } from "./bench-worker.js";
import type { RunServices } from "./run-worker.js";

/** Runs protocols. */
export const rig = caller<RunServices>(() => new Worker(new URL("./run-worker.ts", import.meta.url), { type: "module", name: "rig" }));
/** Reads, measures, writes. */
export const bench = caller<BenchServices>(() => new Worker(new URL("./bench-worker.ts", import.meta.url), { type: "module", name: "bench" }));
