import type { Experiment } from "../experiment.js";
import { nickel, singleActionPotential } from "./action-potential.js";
import { lowThreshold } from "./low-threshold.js";
import { order } from "./order.js";
import { pairing } from "./pairing.js";
import { contacts, propagation } from "./threshold.js";

/** Every experiment of the scorecard, in the order of the paper. */
export const experiments: readonly Experiment[] = [
  contacts, propagation, singleActionPotential, nickel, lowThreshold, pairing, order,
];
