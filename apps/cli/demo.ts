import { statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { failures, twoStateSynapse, writeNwb } from "radiatum";
import { saveFile } from "radiatum/node";
import { analyze } from "./analyze.js";
import { remark } from "./terminal.js";
import { version } from "./version.js";

export interface DemoOptions {
  readonly seed: string;
  readonly out: string;
  readonly json?: boolean;
}

const misuse = failures("usage", {
  "seed-malformed": (f: { seed: string }) => `--seed ${f.seed}: a seed is a whole number from 0 to 4294967295.`,
});

/** Whether this very build has already made it: the same seed gives the same bytes, so once is enough. */
function made(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  return found !== undefined && found.mtimeMs > statSync(fileURLToPath(import.meta.url)).mtimeMs;
}

/** Makes the demonstration from its seed, writes it as NWB, and analyses that file as it would any other. */
export async function demo(options: DemoOptions): Promise<void> {
  const seed = Number(options.seed);
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) throw misuse("seed-malformed", { seed: options.seed });
  const file = join(options.out, `two-state-synapse-${seed}.nwb`);
  if (!made(file)) saveFile(file, await writeNwb(twoStateSynapse(seed), { version }));
  if (!options.json) {
    remark(`A demonstration: 40 trials of minimal stimulation at one simulated spine, with every photon counted (seed ${seed}).`);
    remark(`Your own: npm start -- <Prairie folder, TIFF, ABF, ATF, CSV or NWB>\n`);
  }
  await analyze(file, { roi: [], stimulus: [], condition: [], out: join(options.out, "report"), ...(options.json ? { json: true } : {}) });
}
