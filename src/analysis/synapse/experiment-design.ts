import { exp } from "#elementary";
import { areaUnderRoc, detectability, fisherPower, hitRate, leastErrorRate, trialsForHalfWidth, trialsToCompare, trialsToExclude } from "#statistics";
import type { SeparationPlan } from "../measurement.js";
import { LEAST_DETECTABILITY } from "./calcium-transient-probability.js";
import { misuse, refuse, requireWithin } from "./failures.js";

/** A calcium transient as one line of the scan sees it. */
export interface ExpectedTransient {
  /** Photons detected from the spine at rest in one line (background taken off). */
  readonly photonsPerLine: number;
  /** Amplitude factor A of A·(1 − exp(−t/rise))·exp(−t/decay), ΔF/F as a fraction: 0.5 is 50 %. */
  readonly deltaFOverF: number;
  readonly rise_ms: number;
  readonly decay_ms: number;
  readonly linePeriod_ms: number;
  /** Lines recorded after the onset; default enough for five decay times. */
  readonly lines?: number;
  /** Time from the onset to the middle of the first line after it; default half a line. */
  readonly firstLine_ms?: number;
  /** Variance over that of an ideal photon counter, 1.2 to 1.4 for a photomultiplier read out in analogue. Default 1. */
  readonly excessNoise?: number;
}

/** How well one trial tells a success from a failure. */
export interface ExpectedDetectability {
  /** d′ of a matched filter limited by resting photons. */
  readonly detectability: number;
  /** d′ of a transient that rises at once and is scanned continuously, A·√(rate·τ/2): an upper estimate to remember. */
  readonly limit: number;
  /** Share of trials called wrongly at best, both outcomes equally frequent. */
  readonly errorRate: number;
  /** Successes found when 1 % of failures are let pass. */
  readonly hitRateAt1Percent: number;
  readonly areaUnderRoc: number;
  /** True from d′ = 4, where a probability can be estimated rather than bounded. */
  readonly separable: boolean;
}

/**
 * What single trials will show, from photons per line, ΔF/F, kinetics and line period: before the experiment.
 *
 * Doubling the photons, or the decay time, raises d′ by √2; doubling ΔF/F doubles it. Assumes shot noise at the resting
 * level; the transient's own photons add a little. Green & Swets 1966; Wilt, Fitzgerald & Schnitzer 2013, Biophys. J. 104:51.
 */
export function expectedDetectability(transient: ExpectedTransient): ExpectedDetectability {
  const { photonsPerLine, deltaFOverF, rise_ms, decay_ms, linePeriod_ms, excessNoise = 1 } = transient;
  for (const [what, found] of Object.entries({ photonsPerLine, deltaFOverF, rise_ms, decay_ms, linePeriod_ms, excessNoise })) {
    if (!(found > 0 && found < Infinity)) throw misuse("outside-domain", { what, expected: "positive and finite", found });
  }
  const { lines = Math.ceil((5 * decay_ms) / linePeriod_ms), firstLine_ms = linePeriod_ms / 2 } = transient;
  const signal = Array.from({ length: lines }, (_, i) => {
    const t = firstLine_ms + i * linePeriod_ms;
    return t <= 0 ? 0 : photonsPerLine * deltaFOverF * (1 - exp(-t / rise_ms)) * exp(-t / decay_ms);
  });
  const dPrime = detectability(signal, signal.map(() => photonsPerLine * excessNoise));
  return {
    detectability: dPrime,
    limit: deltaFOverF * Math.sqrt(((photonsPerLine / linePeriod_ms) * decay_ms) / 2 / excessNoise),
    errorRate: leastErrorRate(dPrime),
    hitRateAt1Percent: hitRate(dPrime, 0.01),
    areaUnderRoc: areaUnderRoc(dPrime),
    separable: dPrime >= LEAST_DETECTABILITY,
  };
}

/**
 * What brings `detectability` d′ to `needed`, where photons are the noise: d′ goes with the root of the photons, with the
 * laser's power, with ΔF/F. Refuses d′ of 0 and below: nothing was seen to be enlarged.
 */
export function planSeparation(dPrime: number, needed: number = LEAST_DETECTABILITY): SeparationPlan {
  for (const [what, found] of Object.entries({ detectability: dPrime, needed })) {
    if (!(found > 0 && found < Infinity)) throw misuse("outside-domain", { what, expected: "positive and finite", found });
  }
  const lacking = Math.max(1, needed / dPrime);
  const photons = lacking * lacking;
  return { detectability: dPrime, needed, photons, power: lacking, deltaFOverF: lacking, averaged: Math.ceil(photons) };
}

/** How many trials a probability of calcium transients needs. */
export interface TrialPlan {
  /** For the asked half width, counting perfectly called trials. */
  readonly trials: number;
  /** To have at least one success with 95 % probability. */
  readonly trialsForOneSuccess: number;
  /** Share of trials that will be called wrongly at the given d′. */
  readonly errorRate: number;
}

/**
 * Trials needed to know a calcium-transient probability to ± `halfWidth` (mean width of Wilson's 95 % interval), when single trials
 * reach `detectability` d′. Refuses d′ < 4: no number of trials turns a bound into an estimate there.
 */
export function planTrials(
  { probability, halfWidth, detectability: dPrime, level = 0.95 }: { probability: number; halfWidth: number; detectability: number; level?: number },
): TrialPlan {
  requireWithin(probability, 0, 1, "probability");
  if (!(dPrime >= LEAST_DETECTABILITY)) {
    throw refuse("mixture-not-separable", { what: "Planning trials", detectability: dPrime, needed: LEAST_DETECTABILITY });
  }
  return {
    trials: trialsForHalfWidth(probability, halfWidth, { method: "Wilson", level }),
    trialsForOneSuccess: trialsToExclude(probability),
    errorRate: leastErrorRate(dPrime),
  };
}

/** Trials per condition to tell two release probabilities apart by Fisher's exact test, and the power they really give. */
export function planComparison(
  first: number,
  second: number,
  { power = 0.8, significance = 0.05 }: { power?: number; significance?: number } = {},
): { readonly trialsPerCondition: number; readonly power: number } {
  const trialsPerCondition = trialsToCompare(first, second, { power, significance });
  return { trialsPerCondition, power: fisherPower(first, second, trialsPerCondition, significance) };
}
