import type { Experiment } from "../experiment.js";
import { nickel, singleActionPotential } from "./action-potential.js";
import { twoActionPotentials, twoActionPotentialsMagnesiumGreen } from "./calibration.js";
import { apvSearch, channelsAlone, hyperpolarisation } from "./hyperpolarisation.js";
import { minimalStimulation, pairedPulse, releaseProbability } from "./release.js";
import { withoutAtp } from "./single-release.js";
import { cnqx, epscTrain } from "./synaptic.js";

/** Every experiment of the scorecard, in the order of the paper. */
export const experiments: readonly Experiment[] = [
  singleActionPotential, nickel,
  epscTrain, cnqx, withoutAtp, apvSearch, hyperpolarisation, channelsAlone,
  releaseProbability, pairedPulse, minimalStimulation,
  twoActionPotentials, twoActionPotentialsMagnesiumGreen,
];
