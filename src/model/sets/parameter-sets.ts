import { misuse } from "../failures.js";
import { hint } from "../nearest.js";
import type { Settings } from "#units";

/** The same numbers for every pool that calcium may have. */
function inEveryPool(numbers: Readonly<Record<string, string>>): Settings {
  const pools = ["spineCalcium", "mobileBufferCalcium", "proteinCalcium"];
  return Object.fromEntries(
    pools.flatMap((pool) => Object.entries(numbers).map(([name, text]) => [`${pool}.${name}`, text])),
  );
}

/** A buffer that stays linear to 100 µM and more: K 5 mM, off 100 /ms. */
const linear = { bufferHalf: "5000 µM", bufferOn: "0.02 /µM/ms" };

/**
 * Named sets, as what differs from `base`, which is the model as declared.
 *
 *     yuste-calibration   the paper's own calibration of Fig. 7 taken at its word: linear κ 150, 308 µM a spike
 *     sabatini-2002       Sabatini, Oertner & Svoboda's spines: linear κ 20, 30 µM
 */
const sets: Readonly<Record<string, Settings>> = {
  base: {},
  "yuste-calibration": {
    ...inEveryPool({ ...linear, bindingRatio: "150" }),
    "highThreshold.permeability": "0.01638 µm/ms",
    "highThresholdCluster.permeability": "0.01214 µm³/ms",
  },
  "sabatini-2002": {
    // Their clearance was measured at 34 °C.
    ...inEveryPool({ ...linear, bindingRatio: "20", clearanceAt: "307.15 K" }),
    "highThreshold.permeability": "0.001751 µm/ms",
    "highThresholdCluster.permeability": "0.001298 µm³/ms",
  },
};

export const parameterSetNames: readonly string[] = Object.keys(sets);

/** What the named set changes of the model. Throws a usage RigError with the nearest right word. */
export function parameterSet(name: string): Settings {
  const found = Object.hasOwn(sets, name) ? sets[name] : undefined;
  if (!found) throw misuse("set-unknown", { name, hint: hint(name, parameterSetNames) });
  return found;
}
