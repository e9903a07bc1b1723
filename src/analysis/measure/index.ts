/** The bench as one call: a recording and what a person chose, to a `Measurement`. */
export { measure, measureTraces } from "./measure.js";
export {
  isSearch, measureGroups, trialGroups, type GroupComparison, type GroupedMeasurement, type GroupRequest, type GroupResponse,
  type MeasuredGroup, type TrialGroup,
} from "./groups.js";
export { regionsFromText } from "./plan.js";
export type { MeasureRequest } from "./request.js";
export { stimulusSources, stimulusText, type StimulusSource } from "./stimulus-sources.js";
export { supralinearity, type Pairing, type PairingMeasurement, type ProtocolName, type ProtocolResponse } from "./pairing.js";
export { twoPulses, type PulseResponse, type TwoPulseMeasurement } from "./two-pulses.js";
export type { TwoPulseTrials } from "./two-pulse-fit.js";
export { calciumTransientProbability, type TransientProbability } from "./transient-probability.js";
