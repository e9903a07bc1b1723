import type { Mechanism } from "#engine";
import { ampa } from "../mechanisms/ampa.js";
import { highThreshold, highThresholdCluster } from "../mechanisms/high-threshold.js";
import { lowThreshold } from "../mechanisms/low-threshold.js";
import { nmda } from "../mechanisms/nmda.js";
import { kainate, permeableAmpa } from "../mechanisms/permeable-receptors.js";
import { proteinCalcium } from "../mechanisms/protein-calcium.js";
import { spineCalcium } from "../mechanisms/spine-calcium.js";

/** Every mechanism that the virtual cell may hold, whose parameters a protocol may name. */
export const mechanisms: readonly Mechanism[] = [
  ampa, nmda, permeableAmpa, kainate, highThreshold, highThresholdCluster, lowThreshold, spineCalcium, proteinCalcium,
];
