/**
 * From single-trial amplitudes to what a synapse does: probability of calcium transients, paired pulses, drift, concordance
 * with the soma, quantal parameters, supralinearity and its order, voltage dependence; and the trials all that takes.
 */
export {
  fitAmplitudeMixture, posteriorThreshold, profileLogLikelihood, successPosterior,
  type AmplitudeMixture, type MixtureOptions, type MixtureStart, type NormalLaw, type PosteriorThreshold,
} from "./amplitude-mixture.js";
export {
  classifyTrials, failureLawOf, probabilityFrom, probabilityProfile, profileInterval, successAmplitude,
  type ClassificationOptions, type ClassifiedTrial, type ProfilePoint, type TrialClassification,
} from "./calcium-transient-probability.js";
export { concordance, type Concordance } from "./concordance.js";
export {
  expectedDetectability, planComparison, planSeparation, planTrials,
  type ExpectedDetectability, type ExpectedTransient, type TrialPlan,
} from "./experiment-design.js";
export { countAboveThreshold, roganGladen, type ThresholdCount } from "./fixed-threshold.js";
export { filterTrials, type FilteredChain, type TrialChain } from "./hidden-states.js";
export { countOutcomes, pairedPulse, pairedPulseRatio, type PairedPulse } from "./paired-pulse.js";
export { fitQuanta, type QuantalFit, type QuantalFitOptions } from "./quantal-fit.js";
export { quantalLogLikelihood, releaseLaw, type QuantalModel, type QuantalResponse, type QuantalSignal } from "./quantal-likelihood.js";
export { quantalPosterior, type QuantalGrid, type QuantalPosterior } from "./quantal-posterior.js";
export {
  pairingOrder, pairingOrderAcrossSpines, supralinearityOfAmplitudes, supralinearityByBootstrap, totalCalciumOf,
  type CalciumScale, type PairingOrder, type PairingTrials, type Supralinearity,
} from "./supralinearity.js";
export { varianceMean, varianceOfVariance, type VarianceMean, type VarianceOfVariance } from "./variance-mean.js";
export { voltageDependence, voltageDependenceAcrossSpines, type VoltageDependence, type VoltageDependenceAcrossSpines } from "./voltage-dependence.js";
