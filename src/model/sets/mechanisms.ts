import type { Mechanism } from "#engine";
import { aTypeDistal, aTypeProximal } from "../mechanisms/a-type.js";
import { ampa } from "../mechanisms/ampa.js";
import { delayedRectifier } from "../mechanisms/delayed-rectifier.js";
import { hCurrent } from "../mechanisms/h-current.js";
import { highThreshold, highThresholdCluster } from "../mechanisms/high-threshold.js";
import { lowThreshold } from "../mechanisms/low-threshold.js";
import { nmda } from "../mechanisms/nmda.js";
import { kainate, permeableAmpa } from "../mechanisms/permeable-receptors.js";
import { proteinCalcium } from "../mechanisms/protein-calcium.js";
import { pyramidalSodium } from "../mechanisms/pyramidal-sodium.js";
import { mobileBufferCalcium, spineCalcium } from "../mechanisms/spine-calcium.js";

/** Every mechanism that the virtual cell may hold, whose parameters a protocol may name. */
export const mechanisms: readonly Mechanism[] = [
  pyramidalSodium,
  delayedRectifier,
  aTypeProximal,
  aTypeDistal,
  hCurrent,
  ampa,
  nmda,
  permeableAmpa,
  kainate,
  highThreshold,
  highThresholdCluster,
  lowThreshold,
  spineCalcium,
  mobileBufferCalcium,
  proteinCalcium,
];
