/**
 * From line scans and sweeps to traces, and from traces to numbers with intervals.
 *
 * Regions and background along the line → a trace a trial (`regionTrace`) → ΔF/F or a ratio for the eye; and, on the raw
 * counts, one fitted time course (`fitTimeCourse`) that onset, rise, decay and every amplitude are read from. Nothing is
 * measured on smoothed values.
 */
export {
  baselineAmplitudes, leastTrialsToCome, meanAmplitude, peakAmplitude, peakInWindow, ratioAmplitude, templateFit, trialAmplitudes, unitShape,
  windowMean,
  type TemplateFit, type TrialAmplitude, type TrialAmplitudeOptions,
} from "./amplitude.js";
export { backgroundOf, type Background, type BackgroundChoice } from "./background.js";
export { baselineRatio, deltaFOverF, deltaFOverFAsPrinted, deltaRatio, restingFluorescence } from "./delta-f.js";
export {
  channelPixels, crossingTimes, matchedProfile, matchedScores, matchedTrace, ratioTrace, regionTrace, type MatchedProfile,
} from "./extraction.js";
export { causalMovingAverage, describeSmoothing, noiseGain, savitzkyGolayDerivative, smooth, type Smoothing } from "./filters.js";
export { driftOver, successDrift, type Drift, type SuccessDrift } from "./drift.js";
export { fitTimeCourse, type FittedTimeCourse } from "./fit-time-course.js";
export { decay, halfDecay, onset, onsetDifference, rise, type KineticsOptions } from "./kinetics.js";
export { centreOfMass, lineProfile, saturatedShare } from "./line-profile.js";
export { photonsPerLine, photonTransfer, shotNoise, type PhotonTransfer } from "./photon-transfer.js";
export {
  knownOffsetGain, ordinaryTransferLine, reweightedTransferLine, theilSenGain, type TransferLine,
} from "./photon-transfer-lines.js";
export { pixelStatistics, type PixelStatistics } from "./photon-transfer-pixels.js";
export {
  findRegions, mostResponsive, regionFromRange, regionInMicrometres, type FoundRegion, type LineProfile, type RegionOfInterest,
} from "./regions.js";
export {
  clockOffset, fires, levelWithin, noEpspReaches, restingLevel, seriesResistance, somaResponses, usualSoma, type SomaOptions, type SomaResponse, type TimeWindow,
} from "./soma.js";
export { aboveHalfPeak, halfDecayTime, peakOf, photonBound, riseTime, shapeAt, shapeOf, type PhotonBound, type TimeCourse } from "./time-course.js";
export { type RelativeTrace, type TimeSpan, type Trace } from "./trace.js";
export { meanTrace, standardErrorTrace, traceNoise, type TraceNoise } from "./trace-noise.js";
export { suggestExclusions, usualCriteria, type Suggestion, type TrialCriteria, type TrialFacts } from "./trials.js";
export { type LineWindow } from "./windows.js";
