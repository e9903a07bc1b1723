/**
 * Numbers and their uncertainty; knows no physiology.
 *
 * Laws: `normal…`, `student…`, `chiSquare…`, `f…`, `beta…`, `binomial…`, `hypergeometric…`, `poisson…`, each as `Cdf` or
 * `Cumulative` (at most), `Survival` (more than), `Quantile`, `Probability` or `LogDensity`; tails keep their digits.
 * Searching: `findRoot` (Brent), `minimise1d`, `nelderMead`, `nonlinearLeastSquares` (Levenberg–Marquardt), `gradient`, `hessian`.
 * Matrices: `leastSquares` (weighted, with covariance), `solveSymmetric`, `invertSymmetric`.
 * Counts: `proportion`, `exactCoverage`, `PairedOutcomes` with `pairedDifference`, `fisherExact`, `oddsRatio`, `mutualInformation`, ….
 * Values: `meanWithInterval`, `welchDifference`, `equivalence`, `signedRankTest`, `hodgesLehmann`, `permutationTest`, ….
 * Dependence: `line`, `lineAcrossGroups`, `mixedModel`, `logisticRegression`, `runsTest`, `mannKendall`, `cumulativeSumTest`.
 * Resampling: `bootstrap`, `ratioOfMeans`. Planning: `trialsForHalfWidth`, `trialsToCompare`, `fisherPower`, `detectability`, ….
 * Checking an estimator: `rankHistogramTest`, `rankEnvelopeTest`.
 *
 * What data cannot answer is refused with a `RigError` of kind "refused"; arguments that mean nothing are of kind "usage".
 */
export { formatEstimate, formatNumber, type Estimate, type Interval } from "./estimate.js";
export {
  correlation, logSumExp, mean, median, medianDeviation, midranks, quantile, quantiles, standardDeviation, standardErrorOfMean, sum, variance,
} from "./descriptive.js";
export { invertSymmetric, leastSquares, solveSymmetric, type LeastSquares, type Matrix } from "./linear-algebra.js";
export {
  findRoot, gradient, hessian, minimise1d, nelderMead, nonlinearLeastSquares, type NonlinearFit, type Optimum,
} from "./optimise.js";
export { betaCumulative, betaQuantile, incompleteBeta, logBeta } from "./special-functions/beta.js";
export {
  chiSquareCdf, chiSquareQuantile, chiSquareSurvival, fQuantile, fSurvival, kolmogorovSurvival, studentCdf, studentQuantile,
  studentSurvival, studentTwoSided,
} from "./special-functions/continuous.js";
export {
  binomialCumulative, binomialProbabilities, binomialProbability, binomialSurvival, hypergeometricProbability, logChoose,
  poissonProbability, poissonSurvival,
} from "./special-functions/counts.js";
export { gammaQuantile, incompleteGamma, logGamma } from "./special-functions/gamma.js";
export { erf, erfc, normalCdf, normalLogDensity, normalLogSurvival, normalQuantile, normalSurvival } from "./special-functions/normal.js";
export { envelopePValue, rankEnvelopeTest, rankHistogramTest } from "./calibration-check.js";
export { boschlooExact, fisherExact, mutualInformation, oddsRatio, type ExactTest, type MutualInformation } from "./contingency.js";
export {
  fisherPower, meanDifferencePower, sampleSizeForMeanDifference, trialsForHalfWidth, trialsToCompare, trialsToExclude, zeroEventBound,
} from "./design.js";
export { areaUnderRoc, detectability, hitRate, leastErrorRate, poissonErrorBound } from "./detection.js";
export {
  equivalence, meanWithInterval, summarise, welchDifference, type GroupSummary, type TestedEstimate,
} from "./means.js";
export { mixedModel, type MixedModel, type RandomEffects } from "./mixed-model.js";
export {
  agreement, chanceOfAgreement, cohenKappa, discordance, mcNemar, pairedDifference, pairedRatio, phi, secondGivenFirst,
  type PairedOutcomes,
} from "./paired-outcomes.js";
export {
  hodgesLehmann, permutationTest, signedRankCounts, signedRankTest, signFlipTest, signTest, smallestTwoSidedP, type HodgesLehmann,
  type SignedRankTest,
} from "./paired.js";
export {
  exactCoverage, proportion, proportionInterval, proportionUpperBound, type ProportionMethod,
} from "./proportions.js";
export { lackOfFit, line, lineAcrossGroups, type GroupedLines, type Line } from "./regression.js";
export {
  bootstrap, deleteGroupJackknife, groupedJackknife, ratioOfMeans, resampleIndices, type BootstrapEstimate, type BootstrapMethod, type GroupStatistic, type RatioMethod,
  type Jackknifed, type ResampleIndices,
} from "./resampling.js";
export { cumulativeSumTest, logisticRegression, mannKendall, runsTest, type LogisticFit, type RunsTest } from "./trend.js";
