import type { Experiment } from "../experiment.js";
import { nickel, singleActionPotential } from "./action-potential.js";

/** Every experiment of the scorecard, in the order of the paper. */
export const experiments: readonly Experiment[] = [singleActionPotential, nickel];
