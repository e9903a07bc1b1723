/** The page's threads; each is started when it is first asked for something. */
import { caller } from "./calls.js";
import type { BenchServices } from "./bench-worker.js";
import type { RigServices } from "./rig-worker.js";
import type { ScopeServices } from "./scope-worker.js";

/** Runs protocols. */
export const rig = caller<RigServices>(() => new Worker(new URL("./rig-worker.ts", import.meta.url), { type: "module", name: "rig" }));
/** Reads, measures, writes. */
export const bench = caller<BenchServices>(() => new Worker(new URL("./bench-worker.ts", import.meta.url), { type: "module", name: "bench" }));
/** Looks at the cell and through the microscope while the other runs. */
export const scope = caller<ScopeServices>(() => new Worker(new URL("./scope-worker.ts", import.meta.url), { type: "module", name: "scope" }));
