/** From a recording to numbers with intervals; cannot tell a virtual recording from a real one. */
export { answerOf } from "./answer.js";
export { scanned, type ScannedChannel, type ScannedRecording, type ScannedRegion } from "./scanned.js";
export { isRefusal } from "./measurement.js";
export type {
  AmplitudeDistribution, Answer, BackgroundUsed, CallByHand, MeasuredRegion, MeasuredTraces, Measurement, MeasurementParameters, Picture,
  RatioMeasurement, RecordingSummary, Refusal, SeparationPlan, SomaMeasurement, TrialRow,
} from "./measurement.js";
export * from "./measure/index.js";
export * from "./traces/index.js";
export * from "./synapse/index.js";
export * from "./calcium/index.js";
