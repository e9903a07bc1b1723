/** The page's threads; each is started when it is first asked for something. */
import { caller, type Caller } from "./calls.js";
import type { BenchServices } from "./bench-worker.js";
import type { PaperServices } from "./paper-worker.js";
import type { ProofServices } from "./proof-worker.js";
import type { RigServices } from "./rig-worker.js";

/** One program, which two threads run: it is loaded once. */
const startRig = (): Worker => new Worker(new URL("./rig-worker.ts", import.meta.url), { type: "module" });

/** Runs protocols. */
export const rig = caller<RigServices>(startRig);
/** Reads, measures, writes. */
export const bench = caller<BenchServices>(() => new Worker(new URL("./bench-worker.ts", import.meta.url), { type: "module", name: "bench" }));
/** Looks at the cell and through the microscope while the other runs. */
export const scope = caller<RigServices>(startRig);
/** Draws the paper's figures, concludes, writes its report. */
export const paper = caller<PaperServices>(paperThread);
/** As many more as a run of the scorecard takes, apart from the one above. */
export const paperThreads = (count: number): Caller<PaperServices>[] => Array.from({ length: count }, () => caller<PaperServices>(paperThread));

function paperThread(): Worker {
  return new Worker(new URL("./paper-worker.ts", import.meta.url), { type: "module", name: "paper" });
}
/** One program, which two threads run. */
const startProof = (): Worker => new Worker(new URL("./proof-worker.ts", import.meta.url), { type: "module", name: "proof" });

/** Repeats a trial with finer arithmetic. */
export const prover = caller<ProofServices>(startProof);
/** Repeats the experiment on other spines; apart from the other, so that each is stopped by itself. */
export const drawer = caller<ProofServices>(startProof);
