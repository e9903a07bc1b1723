/**
 * From fluorescence to calcium: the isotherm and its inverse, two-pulse and saturating-train calibration, what a dye does to
 * the calcium it reports, and one compartment in closed form. Concentrations in nM, times in ms.
 */
export { extrapolateBindingRatio, type BindingRatioExtrapolation, type LoadedCell } from "./binding-ratio-extrapolation.js";
export {
  calibrateByMonteCarlo, calibrateTwoPulses,
  type CalciumCalibration, type CalibrationErrors, type CalibrationOptions, type CalibrationSensitivity,
} from "./calibration.js";
export { compareIndicators, INDICATORS, indicatorNamed, type Indicator, type IndicatorAnswer, type IndicatorQuestion } from "./indicators.js";
export {
  calciumAfterInflux, calciumFromDeltaFOverF, deltaFOverFAt, dyeBindingRatio, finiteDyeBindingRatio, occupancy, saturatedDeltaFOverF,
  totalCalciumChange, type BufferedCompartment,
} from "./isotherm.js";
export { calciumRiseFromTrain, restingCalciumFromTrain, type SaturatingTrain, type SaturatingTrainErrors } from "./saturating-train.js";
export {
  calciumAfter, decayTime, singleCompartment, type ClearingCompartment, type InfluxPulse, type PulseSide,
} from "./single-compartment.js";
export {
  decayBias, stepRatio, twoPulseStep, unequalInfluxBias,
  type TwoPulseConstants, type TwoPulseEstimator, type TwoPulseFluorescence, type TwoPulseSolution,
} from "./two-pulse.js";
