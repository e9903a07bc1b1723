import { exp, log, log1p, square } from "#elementary";
import { findRoot } from "#statistics";
import { misuse, refuse, requireFiniteValues } from "./failures.js";

/** Mean and standard deviation of a normal law, in the unit of the amplitudes. */
export interface NormalLaw {
  readonly mean: number;
  readonly standardDeviation: number;
}

/**
 * Single-trial amplitudes as a mixture of failures and successes: density (1 − p)·φ(failure) + p·φ(success).
 *
 * With standard errors per trial, `failure.standardDeviation` is that of a trial of typical (root-mean-square) error, and
 * `spread` is what successes vary beyond the noise: success variance = spread² + noise².
 */
export interface AmplitudeMixture {
  /** p, the weight of the successes. */
  readonly successProbability: number;
  readonly failure: NormalLaw;
  readonly success: NormalLaw;
  readonly spread: number;
  readonly logLikelihood: number;
  readonly iterations: number;
}

/** Where an ascent begins. */
export interface MixtureStart {
  readonly successProbability: number;
  readonly success: NormalLaw;
}

/** What is known of each trial besides its amplitude; in the order of the amplitudes. */
export interface TrialKnowledge {
  /** Noise SD of each trial relative to `failure.standardDeviation`; 1 unless given. */
  readonly relativeNoise?: readonly number[];
  /** What a trial is known to be; such a trial enters the likelihood with that law's density alone. Undefined: its amplitude decides. */
  readonly known?: readonly (Outcome | undefined)[];
}

export type Outcome = "success" | "failure";

/** What the failures are taken to be. */
export interface MixtureOptions extends TrialKnowledge {
  /** The law of windows without a stimulus. */
  readonly failure: NormalLaw;
  /** Fits the failures too, from `failure` on; their SD stays at least half of it. Default false: the baseline decides. */
  readonly failureFree?: boolean;
  /** One start instead of several. */
  readonly start?: MixtureStart;
}

interface State {
  p: number;
  failureMean: number;
  failureDeviation: number;
  mean: number;
  spread2: number;
}

const LOG_ROOT_2PI = 0.9189385332046728;

/** ln of both weighted densities of trial i. */
function logDensities(x: number, noise: number, s: State): [number, number] {
  const failureDeviation = s.failureDeviation * noise;
  const success2 = s.spread2 + failureDeviation * failureDeviation;
  const fromFailure = (x - s.failureMean) / failureDeviation;
  const fromSuccess = x - s.mean;
  return [
    log1p(-s.p) - 0.5 * fromFailure * fromFailure - log(failureDeviation) - LOG_ROOT_2PI,
    log(s.p) - (0.5 * fromSuccess * fromSuccess) / success2 - 0.5 * log(success2) - LOG_ROOT_2PI,
  ];
}

/** Log likelihood at `s`; fills `posterior` with each trial's chance of being a success. */
function expectation(x: readonly number[], { relativeNoise: noise, known }: TrialKnowledge, s: State, posterior: Float64Array): number {
  let total = 0;
  for (let i = 0; i < x.length; i++) {
    const [failure, success] = logDensities(x[i] as number, noise?.[i] ?? 1, s);
    const outcome = known?.[i];
    if (outcome) {
      total += outcome === "success" ? success : failure;
      posterior[i] = outcome === "success" ? 1 : 0;
      continue;
    }
    const larger = Math.max(failure, success);
    const other = exp(-Math.abs(failure - success));
    total += larger + log1p(other);
    posterior[i] = success >= failure ? 1 / (1 + other) : other / (1 + other);
  }
  return total;
}

/** Gain of log likelihood below which an ascent stops: to choose a start, to draw a profile, to report a fit. */
const GAIN = { start: 1e-6, profile: 1e-10, fit: 1e-12 } as const;

/**
 * Expectation and maximisation in turn until the log likelihood gains less than `least` (Dempster, Laird & Rubin
 * 1977). `fixedProbability` holds p, for a profile; with `freeDownTo` the failures are fitted
 * too, their SD staying above it. Successes never vary less than the noise they are measured with: this
 * is physics, and it also keeps the likelihood from the infinite peak of a success law shrunk onto one trial.
 */
function ascend(
  x: readonly number[],
  knowledge: TrialKnowledge,
  start: State,
  { freeDownTo, fixedProbability, least }: { freeDownTo?: number | undefined; fixedProbability?: number; least: number },
): AmplitudeMixture {
  const s = { ...start, p: fixedProbability ?? start.p };
  const noise = knowledge.relativeNoise;
  const posterior = new Float64Array(x.length);
  let logLikelihood = expectation(x, knowledge, s, posterior);
  let iterations = 0;
  for (; iterations < 5000; iterations++) {
    let weight = 0;
    let weighted = 0;
    let precision = 0;
    for (let i = 0; i < x.length; i++) {
      const r = posterior[i] as number;
      const own = s.failureDeviation * (noise?.[i] ?? 1);
      const w = noise ? r / (s.spread2 + own * own) : r;
      weight += r;
      precision += w;
      weighted += w * (x[i] as number);
    }
    if (weight < 1e-12) break;
    s.mean = weighted / precision;
    s.p = fixedProbability ?? Math.min(Math.max(weight / x.length, 1e-12), 1 - 1e-12);
    if (freeDownTo !== undefined) {
      let failures = 0;
      let sum = 0;
      for (let i = 0; i < x.length; i++) {
        failures += 1 - (posterior[i] as number);
        sum += (1 - (posterior[i] as number)) * (x[i] as number);
      }
      if (failures > 1e-9) {
        s.failureMean = sum / failures;
        let squares = 0;
        for (let i = 0; i < x.length; i++) squares += (1 - (posterior[i] as number)) * square(((x[i] as number) - s.failureMean) / (noise?.[i] ?? 1));
        s.failureDeviation = Math.max(Math.sqrt(squares / failures), freeDownTo);
      }
    }
    // One scoring step for the spread; with equal noise it is the maximum itself.
    let information = 0;
    let score = 0;
    for (let i = 0; i < x.length; i++) {
      const own = square(s.failureDeviation * (noise?.[i] ?? 1));
      const total = s.spread2 + own;
      const w = (posterior[i] as number) / (total * total);
      information += w;
      score += w * (square((x[i] as number) - s.mean) - total);
    }
    s.spread2 = Math.max(s.spread2 + score / information, 0);
    const next = expectation(x, knowledge, s, posterior);
    const gain = next - logLikelihood;
    logLikelihood = next;
    if (Math.abs(gain) < least) break;
  }
  const failure = { mean: s.failureMean, standardDeviation: s.failureDeviation };
  const success = { mean: s.mean, standardDeviation: Math.sqrt(s.spread2 + square(s.failureDeviation)) };
  return { successProbability: s.p, failure, success, spread: Math.sqrt(s.spread2), logLikelihood, iterations };
}

/** Starts at which the largest 1, 2, 3, 5, 8 … amplitudes are taken as the successes, and one of those known to be. */
function starts(x: readonly number[], failure: NormalLaw, known: TrialKnowledge["known"]): MixtureStart[] {
  const sorted = [...x].sort((a, b) => b - a);
  const of = (successes: readonly number[]): MixtureStart => {
    const count = successes.length;
    const mean = successes.reduce((a, b) => a + b, 0) / count;
    const variance = successes.reduce((a, b) => a + square(b - mean), 0) / count;
    const standardDeviation = Math.sqrt(Math.max(variance, square(failure.standardDeviation)));
    return { successProbability: Math.min(count / sorted.length, 0.95), success: { mean, standardDeviation } };
  };
  const found: MixtureStart[] = [];
  for (let [count, next] = [1, 2]; count <= sorted.length; [count, next] = [next, count + next]) found.push(of(sorted.slice(0, count)));
  const certain = x.filter((_, i) => known?.[i] === "success");
  return certain.length > 0 ? [...found, of(certain)] : found;
}

const stateAt = ({ successProbability, success }: MixtureStart, failure: NormalLaw): State => ({
  p: successProbability,
  failureMean: failure.mean,
  failureDeviation: failure.standardDeviation,
  mean: success.mean,
  spread2: Math.max(square(success.standardDeviation) - square(failure.standardDeviation), 0),
});

function requireLaw({ standardDeviation }: NormalLaw): void {
  if (!(standardDeviation > 0 && standardDeviation < Infinity)) {
    throw misuse("outside-domain", { what: "standard deviation of failures", expected: "positive and finite", found: standardDeviation });
  }
}

/**
 * The mixture of highest likelihood among ascents from several starts.
 *
 * `amplitudes` in any unit, one per trial, all finite. Successes are required to lie above failures on average only in
 * what the callers make of the fit. Dempster, Laird & Rubin 1977, J. R. Stat. Soc. B 39:1.
 */
export function fitAmplitudeMixture(amplitudes: readonly number[], options: MixtureOptions): AmplitudeMixture {
  requireFiniteValues(amplitudes, "amplitude");
  requireLaw(options.failure);
  const { failure, failureFree = false, relativeNoise, known, start } = options;
  const knowledge = { ...(relativeNoise && { relativeNoise }), ...(known && { known }) };
  if (relativeNoise && relativeNoise.length !== amplitudes.length) {
    throw misuse("lengths-differ", { what: "amplitudes and their noise", first: amplitudes.length, second: relativeNoise.length });
  }
  if (known && known.length !== amplitudes.length) {
    throw misuse("lengths-differ", { what: "amplitudes and what is known of them", first: amplitudes.length, second: known.length });
  }
  const freeDownTo = failureFree ? failure.standardDeviation / 2 : undefined;
  const [first, ...others] = start ? [stateAt(start, failure)] : starts(amplitudes, failure, known).map((from) => stateAt(from, failure));
  if (!first) throw refuse("trials-too-few", { what: "A mixture", needed: 1, found: 0 });
  if (others.length === 0) return ascend(amplitudes, knowledge, first, { freeDownTo, least: GAIN.fit });
  const rough = [first, ...others].map((state) => ascend(amplitudes, knowledge, state, { freeDownTo, least: GAIN.start }));
  const best = rough.reduce((a, b) => (b.logLikelihood > a.logLikelihood ? b : a));
  return ascend(amplitudes, knowledge, stateAt(best, best.failure), { freeDownTo, least: GAIN.fit });
}

/** Log likelihood of amplitudes under a mixture as it stands; `standardDeviation` of the successes counts through `spread`. */
export function mixtureLogLikelihoodAt(amplitudes: readonly number[], mixture: AmplitudeMixture, knowledge: TrialKnowledge = {}): number {
  const { successProbability: p, failure, success, spread } = mixture;
  const state = { p, failureMean: failure.mean, failureDeviation: failure.standardDeviation, mean: success.mean, spread2: spread * spread };
  return expectation(amplitudes, knowledge, state, new Float64Array(amplitudes.length));
}

/** Highest log likelihood with p held at `probability`, ascending from `fit`; the failures stay as in `fit`. */
export function profileLogLikelihood(
  amplitudes: readonly number[],
  fit: AmplitudeMixture,
  probability: number,
  knowledge: TrialKnowledge = {},
): number {
  return ascend(amplitudes, knowledge, stateAt(fit, fit.failure), { fixedProbability: probability, least: GAIN.profile }).logLikelihood;
}

/** ln odds of success over failure at amplitude `x`. */
function logOdds(mixture: AmplitudeMixture, x: number, relativeNoise = 1): number {
  const { successProbability: p, failure, success, spread } = mixture;
  const [lnFailure, lnSuccess] = logDensities(x, relativeNoise, {
    p, failureMean: failure.mean, failureDeviation: failure.standardDeviation, mean: success.mean, spread2: spread * spread,
  });
  return lnSuccess - lnFailure;
}

/** Amplitude at which a success is least probable; −∞ where both laws are equally wide. */
function leastProbable({ failure, success, spread }: AmplitudeMixture, relativeNoise: number): number {
  const failure2 = square(failure.standardDeviation * relativeNoise);
  const success2 = spread * spread + failure2;
  return spread === 0 ? -Infinity : (success2 * failure.mean - failure2 * success.mean) / (success2 - failure2);
}

/**
 * Chance that a trial of amplitude `x` was a success.
 *
 * A success law wider than the failures wins again far *below* zero, where no success lies; the curve is therefore held at
 * its least value from there on down, so that a larger amplitude is never less of a success.
 */
export function successPosterior(mixture: AmplitudeMixture, x: number, relativeNoise = 1): number {
  return 1 / (1 + exp(-logOdds(mixture, Math.max(x, leastProbable(mixture, relativeNoise)), relativeNoise)));
}

/** Where a success becomes as probable as a failure. */
export interface PosteriorThreshold {
  /** Between the two means; absent where one law outweighs the other at both. */
  readonly threshold?: number;
  /** The second crossing below the failures: an artefact of unequal widths, never used to call a trial. */
  readonly spuriousBelow?: number;
}

/** The amplitude of even odds, and the spurious second one below the failures where the success law is the wider. */
export function posteriorThreshold(mixture: AmplitudeMixture): PosteriorThreshold {
  const { failure, success } = mixture;
  const odds = (x: number): number => logOdds(mixture, x);
  const least = leastProbable(mixture, 1);
  const bottom = Math.max(least, failure.mean - 40 * failure.standardDeviation);
  const crosses = odds(bottom) < 0 && odds(success.mean) > 0 && success.mean > bottom;
  if (!crosses) return {};
  const threshold = findRoot(odds, bottom, success.mean, { what: "posterior threshold" });
  if (!Number.isFinite(least)) return { threshold };
  // The odds are a parabola around `least`.
  return { threshold, spuriousBelow: 2 * least - threshold };
}
