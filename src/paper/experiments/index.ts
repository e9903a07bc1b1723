import type { Experiment } from "../experiment.js";
import { nickel, singleActionPotential } from "./action-potential.js";
import { twoActionPotentials, twoActionPotentialsMagnesiumGreen } from "./calibration.js";
import { apvSearch, channelsAlone, hyperpolarisation } from "./hyperpolarisation.js";
import { influxOfPairing, influxOfPairs } from "./influx.js";
import { lowThreshold, lowThresholdChannels } from "./low-threshold.js";
import { order } from "./order.js";
import { orderInDepth } from "./order-in-depth.js";
import { pairing } from "./pairing.js";
import { pairingInDepth } from "./pairing-in-depth.js";
import { permeableReceptors } from "./permeable-receptors.js";
import { minimalStimulation } from "./minimal-stimulation.js";
import { pairedPulse, releaseProbability } from "./release.js";
import { restriction } from "./restriction.js";
import { shaftAlone } from "./shaft-alone.js";
import { withoutAtp } from "./single-release.js";
import { cnqx, epscTrain } from "./synaptic.js";
import { contacts, propagation } from "./threshold.js";
import { withoutNmda } from "./without-receptors.js";

/** Every experiment of the scorecard, in the order of the paper. */
export const experiments: readonly Experiment[] = [
  contacts, propagation, singleActionPotential, nickel, lowThreshold,
  epscTrain, cnqx, withoutAtp, restriction, apvSearch, hyperpolarisation, channelsAlone,
  releaseProbability, pairedPulse, minimalStimulation,
  twoActionPotentials, twoActionPotentialsMagnesiumGreen,
  pairing, order,
];

/** What answers no finding, but arguments and questions of method: run for a report. */
export const studies: readonly Experiment[] = [
  shaftAlone, lowThresholdChannels, withoutNmda, pairingInDepth, orderInDepth, permeableReceptors, influxOfPairs, influxOfPairing,
];
