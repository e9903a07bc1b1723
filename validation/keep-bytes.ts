/** Makes simulation/same-bytes.json anew, for changes of the arithmetic that are meant; see simulation/bytes-kept.ts. */
import { simulate } from "#engine";
import { saveFile } from "radiatum/node";
import { keptPath, type KeptDigests } from "./simulation/bytes-kept.js";
import { STEPS, type Stepping } from "./simulation/bytes-model.js";
import { RUNS, type Run } from "./simulation/bytes-runs.js";
import { digestOf } from "./simulation/same-bytes.js";

const found = {
  about: "SHA-256 of every sample of the runs in validation/simulation/bytes-runs.ts, the same on every platform. " +
    "If a change of their bits is meant: npm run build && node dist/validation/keep-bytes.js",
  made: `Node ${process.versions.node}, ${process.platform} ${process.arch}`,
  digests: Object.fromEntries((Object.keys(RUNS) as Run[]).map((run) => [run, Object.fromEntries(
    (Object.keys(STEPS) as Stepping[]).map((step) => [step, digestOf(simulate(RUNS[run].request(step)))]),
  )])) as KeptDigests["digests"],
} satisfies KeptDigests;
saveFile(keptPath(), `${JSON.stringify(found, null, 2)}\n`);
