import { exp, log, pow, square } from "#elementary";
import {
  betaQuantile, chiSquareQuantile, findRoot, formatNumber, hessian, invertSymmetric, proportionInterval, studentQuantile, type Estimate, type Interval,
} from "#statistics";
import {
  fitAmplitudeMixture, mixtureLogLikelihoodAt, posteriorThreshold, profileLogLikelihood, successPosterior, type AmplitudeMixture, type NormalLaw,
  type Outcome, type TrialKnowledge,
} from "./amplitude-mixture.js";
import { misuse, refuse, requireFiniteValues } from "./failures.js";

/** Below this many noise SDs between successes and failures no trial is called, and a probability is bounded rather than estimated. */
export const LEAST_DETECTABILITY = 4;

/** How trials are judged. */
export interface ClassificationOptions {
  /** Standard error of each trial's amplitude, where the fit gave one; trials of poor recording then count for less. */
  readonly standardErrors?: readonly number[];
  /** The same for the windows without a stimulus; needed together with `standardErrors`. */
  readonly baselineStandardErrors?: readonly number[];
  /**
   * `fixed` (default): failures follow the windows without a stimulus. `free`: their mean and SD are fitted to the trials
   * as well, for a stimulus that itself shifts the trace (an artefact); costs precision.
   */
  readonly failureLaw?: "fixed" | "free";
  /** Mean of failures, in the unit of the amplitudes: 0 (default), as a matched fit has on noise, or the windows' mean. */
  readonly failureMean?: 0 | "baseline";
  /**
   * A trial is called when its posterior reaches this; between it and its complement it stays undecided. Default 0.9. Below
   * d′ = 4 every trial does: the posterior is only as good as the two laws, which the trials then can't tell apart.
   */
  readonly certainty?: number;
  /**
   * Calls made by hand, one a trial; undefined where the amplitude decides. Such a trial is taken as known: it counts in
   * the weight and in the law of its kind, whatever its amplitude. A success called by hand that is no larger than a failure
   * widens the law of successes, and the weight then grows by more than one trial's share.
   */
  readonly byHand?: readonly (Outcome | undefined)[];
}

/** One trial, judged. */
export interface ClassifiedTrial {
  readonly amplitude: number;
  /** Amplitude above the failures' mean over this trial's noise SD. */
  readonly detectability: number;
  /** Posterior chance of a success by the amplitude alone; never falls as that grows. */
  readonly successProbability: number;
  readonly call: "success" | "failure" | "undecided";
  /** Where the call was made by hand: what the amplitude would have been called. */
  readonly computedCall?: "success" | "failure" | "undecided";
}

/** All trials, and the two laws that judged them. */
export interface TrialClassification extends TrialKnowledge {
  readonly trials: readonly ClassifiedTrial[];
  readonly mixture: AmplitudeMixture;
  /** d′: distance of the two means over the failures' SD. */
  readonly detectability: number;
  /**
   * `separable` d′ ≥ 4 · `bound only` successes are there but too small to count, so every trial is undecided · `all failures` the failures' law explains
   * the trials (likelihood ratio under χ²₂'s 95 %) · `all successes` less than 0.05 failures expected. A success called by
   * hand rules out the third, a failure the fourth.
   */
  readonly verdict: "separable" | "bound only" | "all failures" | "all successes";
  /** Amplitude of even odds. */
  readonly threshold?: number;
  /** Where the odds turn again below the failures; never used, shown so that nobody else does. */
  readonly spuriousBelow?: number;
  /** How many windows without a stimulus the failures' law came from. */
  readonly windows: number;
}

const LEAST_WINDOWS = 5;
/** To call trials, and to give a probability whose interval covers what it says (validation/synapse). */
const LEAST_TRIALS = 4;
const LEAST_TRIALS_FOR_PROBABILITY = 10;
/**
 * With fewer trials than this the profile interval alone covers down to 89 % at p = 0.5, and with fewer successes or failures
 * expected down to 92 % at p = 0.1: counts are discrete, and likelihood only asymptotically normal.
 */
const ENOUGH_FOR_PROFILE = { trials: 30, ofEither: 10 } as const;

/** Law of the failures from windows without a stimulus: RMS about `failureMean`. */
export function failureLawOf(baselineAmplitudes: readonly number[], failureMean: 0 | "baseline" = 0): NormalLaw {
  requireFiniteValues(baselineAmplitudes, "baseline amplitude");
  const count = baselineAmplitudes.length;
  if (count < LEAST_WINDOWS) throw refuse("baseline-windows-too-few", { needed: LEAST_WINDOWS, found: count });
  const mean = failureMean === 0 ? 0 : baselineAmplitudes.reduce((a, b) => a + b, 0) / count;
  const squares = baselineAmplitudes.reduce((a, b) => a + square(b - mean), 0);
  if (squares === 0) throw refuse("baseline-silent", { what: "calcium transient probability" });
  return { mean, standardDeviation: Math.sqrt(squares / (failureMean === 0 ? count : count - 1)) };
}

/** Noise of trials and windows relative to a common unit, from their standard errors. */
function noiseUnits(trials: number, windows: number, options: ClassificationOptions): { trials: number[]; windows: number[] } | undefined {
  const { standardErrors, baselineStandardErrors } = options;
  if (!standardErrors && !baselineStandardErrors) return undefined;
  const [own, base] = [standardErrors ?? [], baselineStandardErrors ?? []];
  if (own.length !== trials) throw misuse("lengths-differ", { what: "amplitudes and standardErrors", first: trials, second: own.length });
  if (base.length !== windows) {
    throw misuse("lengths-differ", { what: "baseline amplitudes and baselineStandardErrors", first: windows, second: base.length });
  }
  for (const found of [...own, ...base]) {
    if (!(found > 0 && found < Infinity)) throw misuse("outside-domain", { what: "a standard error", expected: "positive and finite", found });
  }
  const typical = Math.sqrt(own.reduce((a, b) => a + b * b, 0) / trials);
  return { trials: own.map((se) => se / typical), windows: base.map((se) => se / typical) };
}

/**
 * Judges every trial a success or a failure of calcium influx, by a mixture of two normal laws.
 *
 * `amplitudes`: one matched-fit amplitude per trial, any unit. `baselineAmplitudes`: the same template fitted to windows
 * without a stimulus, ideally one or more from each of the same trials; they fix what a failure looks like, so that small
 * successes do not widen it. Needs 5 windows and 4 trials. Pitfall: amplitudes taken as maxima of a trace are biased
 * upward and break the failures' law; never pass them. Mixtures for quantal amplitudes: Jack, Redman & Wong 1981.
 */
export function classifyTrials(
  amplitudes: readonly number[],
  baselineAmplitudes: readonly number[],
  options: ClassificationOptions = {},
): TrialClassification {
  const { failureLaw = "fixed", failureMean = 0, certainty = 0.9, byHand } = options;
  if (!(certainty >= 0.5 && certainty < 1)) throw misuse("outside-domain", { what: "certainty", expected: "from 0.5 to below 1", found: certainty });
  if (amplitudes.length < LEAST_TRIALS) {
    throw refuse("trials-too-few", { what: "Telling successes from failures", needed: LEAST_TRIALS, found: amplitudes.length });
  }
  const noise = noiseUnits(amplitudes.length, baselineAmplitudes.length, options);
  const failure = failureLawOf(noise ? baselineAmplitudes.map((x, i) => x / (noise.windows[i] as number)) : baselineAmplitudes, failureMean);
  const knowledge: TrialKnowledge = { ...(noise && { relativeNoise: noise.trials }), ...(byHand?.some((call) => call) && { known: byHand }) };
  const mixture = fitAmplitudeMixture(amplitudes, { failure, failureFree: failureLaw === "free", ...knowledge });
  const judged = amplitudes.map((amplitude, i): ClassifiedTrial => {
    const own = noise?.trials[i] ?? 1;
    const successProbability = mixture.success.mean > mixture.failure.mean ? successPosterior(mixture, amplitude, own) : 0;
    const call = successProbability >= certainty ? "success" : successProbability <= 1 - certainty ? "failure" : "undecided";
    return { amplitude, detectability: (amplitude - mixture.failure.mean) / (mixture.failure.standardDeviation * own), successProbability, call };
  });
  const detectability = (mixture.success.mean - mixture.failure.mean) / mixture.failure.standardDeviation;
  const n = amplitudes.length;
  const failuresAlone = profileLogLikelihood(amplitudes, mixture, 1e-12, knowledge);
  const silent = !byHand?.includes("success") &&
    (detectability <= 0 || n * mixture.successProbability < 0.05 || 2 * (mixture.logLikelihood - failuresAlone) < chiSquareQuantile(0.95, 2));
  const verdict = silent
    ? "all failures"
    : detectability < LEAST_DETECTABILITY
      ? "bound only"
      : n * (1 - mixture.successProbability) < 0.05
        ? "all successes"
        : "separable";
  const computed = judged.map((trial): ClassifiedTrial =>
    silent ? { ...trial, successProbability: 0, call: "failure" } : verdict === "bound only" ? { ...trial, call: "undecided" } : trial);
  const trials = computed.map((trial, i): ClassifiedTrial => {
    const said = byHand?.[i];
    return said ? { ...trial, call: said, computedCall: trial.call } : trial;
  });
  return {
    trials, mixture, detectability: silent ? 0 : detectability, verdict,
    windows: baselineAmplitudes.length, ...(!silent && posteriorThreshold(mixture)), ...knowledge,
  };
}

/** The p at which the profile log likelihood has fallen by `drop` on one side of its peak, or the end of the range. */
function profileEnd(amplitudes: readonly number[], { mixture, ...knowledge }: TrialClassification, drop: number, end: 0 | 1): number {
  const peak = mixture.successProbability;
  const excess = (p: number): number => mixture.logLikelihood - profileLogLikelihood(amplitudes, mixture, p, knowledge) - drop;
  const limit = end === 0 ? 1e-9 : 1 - 1e-9;
  if (excess(limit) < 0 || (end === 0 ? peak <= limit : peak >= limit)) return end;
  return end === 0 ? findRoot(excess, limit, peak, { tolerance: 1e-9 }) : findRoot(excess, peak, limit, { tolerance: 1e-9 });
}

/** Ends of the profile-likelihood interval of p: where the log likelihood is χ²₁(level)/2 below its peak. */
export function profileInterval(amplitudes: readonly number[], classification: TrialClassification, level = 0.95): Interval {
  const drop = chiSquareQuantile(level, 1) / 2;
  return { low: profileEnd(amplitudes, classification, drop, 0), high: profileEnd(amplitudes, classification, drop, 1), level };
}

/** How likely the trials are at one probability, over how likely they are at the best one. */
export interface ProfilePoint {
  readonly probability: number;
  readonly relativeLikelihood: number;
}

/**
 * The profile likelihood of p that `profileInterval` is read from, at `points` equal steps from 0 to 1, its peak 1: mean and
 * spread of the successes are fitted anew at each. Where no success was found it is that of a binomial with none.
 */
export function probabilityProfile(classification: TrialClassification, points = 101): readonly ProfilePoint[] {
  const { trials, mixture, verdict } = classification;
  const amplitudes = trials.map(({ amplitude }) => amplitude);
  return Array.from({ length: points }, (_, i): ProfilePoint => {
    const probability = i / (points - 1);
    // The ends themselves make the mixture one law; they are read as close to them as the interval's own ends may come.
    const within = Math.min(1 - 1e-9, Math.max(1e-9, probability));
    const relativeLikelihood = verdict === "all failures" ? pow(1 - probability, trials.length)
      : Math.min(1, exp(profileLogLikelihood(amplitudes, mixture, within, classification) - mixture.logLikelihood));
    return { probability, relativeLikelihood };
  });
}

/** `calciumTransientProbability` of trials that are already classified, without fitting them again. */
export function probabilityFrom(classification: TrialClassification, level = 0.95): Estimate {
  const found = byAmplitude(classification, level);
  const count = classification.known?.filter((outcome) => outcome).length ?? 0;
  if (count === 0) return found;
  const said = `${count} of the ${found.n} calls ${count === 1 ? "was" : "were"} made by hand and ${count === 1 ? "is" : "are"} taken as known.`;
  return { ...found, note: found.note === undefined ? said : `${found.note} ${said}` };
}

function byAmplitude(classification: TrialClassification, level: number): Estimate {
  const { trials, mixture, verdict, detectability } = classification;
  const n = trials.length;
  if (n < LEAST_TRIALS_FOR_PROBABILITY) {
    throw refuse("trials-too-few", { what: "A calcium transient probability", needed: LEAST_TRIALS_FOR_PROBABILITY, found: n });
  }
  const said = { unit: "1", n, nOf: "trials" };
  const noise = mixture.failure.standardDeviation;
  if (verdict === "all failures") {
    const visible = formatNumber(LEAST_DETECTABILITY * noise);
    return {
      ...said, value: 0, interval: proportionInterval(0, n, "Clopper–Pearson", level), method: "no success among the trials, Clopper–Pearson bound",
      note: `Holds for transients of ${LEAST_DETECTABILITY} noise SDs (amplitude ${visible}) or more; smaller ones would not have been seen.`,
    };
  }
  const value = mixture.successProbability;
  const amplitudes = trials.map(({ amplitude }) => amplitude);
  if (verdict === "bound only") {
    const low = lowerBound(amplitudes, classification, level);
    return {
      ...said, value, interval: { low, high: 1, level }, method: "mixture maximum likelihood, one-sided profile-likelihood bound",
      note:
        `Successes lie only ${formatNumber(detectability, 2)} noise SDs above failures, so few large and many small ones can't be told ` +
        `apart: at least ${formatNumber(low, 2)} is all these trials say.`,
    };
  }
  if (verdict === "all successes") {
    const interval = proportionInterval(n, n, "Clopper–Pearson", level);
    return { ...said, value: 1, interval, method: "no failure among the trials, Clopper–Pearson bound" };
  }
  const profile = profileInterval(amplitudes, classification, level);
  const method = "mixture maximum likelihood, profile-likelihood interval";
  const scarcer = n * Math.min(value, 1 - value);
  if (n >= ENOUGH_FOR_PROFILE.trials && scarcer >= ENOUGH_FOR_PROFILE.ofEither) return { ...said, value, interval: profile, method };
  const exact = clopperPearsonAt(n * value, n, level);
  const interval = { low: Math.min(profile.low, exact.low), high: Math.max(profile.high, exact.high), level };
  return { ...said, value, interval, method: `${method} widened to Clopper–Pearson's` };
}

/** The smaller of the bounds with the failures' SD as measured and one standard error, 1/√(2·windows) of itself, larger. */
function lowerBound(amplitudes: readonly number[], classification: TrialClassification, level: number): number {
  const { mixture, relativeNoise, known, windows } = classification;
  const drop = chiSquareQuantile(level, 1) / 2;
  const { mean, standardDeviation } = mixture.failure;
  const failure = { mean, standardDeviation: standardDeviation * (1 + 1 / Math.sqrt(2 * windows)) };
  const wider = fitAmplitudeMixture(amplitudes, { failure, ...(relativeNoise && { relativeNoise }), ...(known && { known }) });
  return Math.min(...[mixture, wider].map((fit) => profileEnd(amplitudes, { ...classification, mixture: fit }, drop, 0)));
}

/** Clopper & Pearson's ends for an expected, hence fractional, count of successes. */
function clopperPearsonAt(successes: number, n: number, level: number): { low: number; high: number } {
  const tail = (1 - level) / 2;
  const failures = n - successes;
  return { low: betaQuantile(tail, successes, failures + 1), high: 1 - betaQuantile(tail, failures, successes + 1) };
}

/**
 * Mean amplitude of the successes, in the unit given: the mixture's success mean, its error from the curvature of the
 * likelihood in p, mean and spread together, with Student's t on the expected number of successes less 1. Unlike the mean
 * of trials above a threshold it is not inflated by the small successes missed.
 * Refuses d′ < 4 and fewer than 3 expected successes.
 */
export function successAmplitude(classification: TrialClassification, { unit, level = 0.95 }: { unit: string; level?: number }): Estimate {
  const { mixture, detectability, trials, verdict } = classification;
  const what = "The amplitude of successes";
  const successes = verdict === "all failures" ? 0 : mixture.successProbability * trials.length;
  if (successes < 3) throw refuse("successes-too-few", { what, needed: 3, found: successes });
  if (detectability < LEAST_DETECTABILITY) throw refuse("mixture-not-separable", { what, detectability, needed: LEAST_DETECTABILITY });
  const standardError = successMeanError(classification) * Math.sqrt(successes / (successes - 1));
  const half = studentQuantile((1 + level) / 2, successes - 1) * standardError;
  const value = mixture.success.mean;
  return {
    value, unit, interval: { low: value - half, high: value + half, level }, standardError,
    method: "success mean of the mixture, observed information, Student's t", n: Math.round(successes), nOf: "successes",
  };
}

/** Standard error of the success mean, by the observed information in (logit p, mean, ln spread). */
function successMeanError({ trials, mixture, ...knowledge }: TrialClassification): number {
  const amplitudes = trials.map(({ amplitude }) => amplitude);
  const noise = mixture.failure.standardDeviation;
  // A spread at its least value is a bound, not a parameter.
  const free = mixture.spread > 0.05 * noise;
  const p = Math.min(mixture.successProbability, 1 - 0.05 / trials.length);
  const at = [log(p / (1 - p)), mixture.success.mean / noise, ...(free ? [log(mixture.spread / noise)] : [])];
  const cost = ([logit, mean, logSpread]: readonly number[]): number =>
    -mixtureLogLikelihoodAt(amplitudes, {
      ...mixture,
      successProbability: 1 / (1 + exp(-(logit as number))),
      success: { ...mixture.success, mean: (mean as number) * noise },
      spread: logSpread === undefined ? mixture.spread : exp(logSpread) * noise,
    }, knowledge);
  return noise * Math.sqrt((invertSymmetric(hessian(cost, at, at.map(() => 1)))[1] as number[])[1] as number);
}
