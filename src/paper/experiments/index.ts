import type { Experiment } from "../experiment.js";
import { nickel, singleActionPotential } from "./action-potential.js";
import { twoActionPotentials, twoActionPotentialsMagnesiumGreen } from "./calibration.js";
import { minimalStimulation, pairedPulse, releaseProbability } from "./release.js";

/** Every experiment of the scorecard, in the order of the paper. */
export const experiments: readonly Experiment[] = [
  singleActionPotential, nickel, releaseProbability, pairedPulse, minimalStimulation, twoActionPotentials,
  twoActionPotentialsMagnesiumGreen,
];
