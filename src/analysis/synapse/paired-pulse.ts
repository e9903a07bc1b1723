import {
  fisherExact, mcNemar, mean, pairedDifference, pairedRatio, phi, proportion, secondGivenFirst, studentQuantile, variance,
  type Estimate, type PairedOutcomes,
} from "#statistics";
import type { Answer } from "../measurement.js";
import { answerOf } from "../answer.js";
import { fiellerEnds } from "../calcium/fieller.js";
import { misuse, refuse, requireFiniteValues } from "./failures.js";

/** Successes and failures of two pulses, trial by trial. */
export interface PairedPulse {
  readonly outcomes: PairedOutcomes;
  /** Probability of a calcium transient after each pulse, Wilson intervals. */
  readonly first: Estimate;
  readonly second: Estimate;
  /** Second minus first, Newcombe's method 10: facilitation where its interval lies above 0. */
  readonly difference: Estimate;
  /** Second over first; its interval is rough below about 30 trials, so the difference leads. */
  readonly ratio: Answer;
  /** McNemar's exact p that both pulses are equally likely to succeed. */
  readonly pValue: number;
  /** Does the second depend on the first: depletion after a success, or drift common to both? */
  readonly dependence: {
    readonly afterSuccess: Answer;
    readonly afterFailure: Answer;
    readonly phi: number;
    /** Fisher's exact p of independence. */
    readonly pValue: number;
  };
}

/** Counts trials in which both, one or neither of two yes/no outcomes happened. */
export function countOutcomes(first: readonly boolean[], second: readonly boolean[]): PairedOutcomes {
  if (first.length !== second.length) throw misuse("lengths-differ", { what: "first and second outcomes", first: first.length, second: second.length });
  const count = (a: boolean, b: boolean): number => first.filter((one, i) => one === a && second[i] === b).length;
  return { both: count(true, true), firstOnly: count(true, false), secondOnly: count(false, true), neither: count(false, false) };
}

/**
 * Paired-pulse behaviour of one spine: probability after each pulse, their difference and ratio, and whether the second
 * depends on the first.
 *
 * `first` and `second`: success of each pulse in the same trial, already called. Pitfall: the tail of a first transient adds
 * to the second; fit both at once before calling. Facilitation of one vesicle's release and its depletion pull in opposite
 * directions, hence the conditional probabilities. Newcombe 1998; the paper's Fig. 5A.
 */
export function pairedPulse(first: readonly boolean[], second: readonly boolean[], { level = 0.95 }: { level?: number } = {}): PairedPulse {
  const outcomes = countOutcomes(first, second);
  const n = first.length;
  const given = (which: "afterSuccess" | "afterFailure"): Answer => answerOf(() => secondGivenFirst(outcomes, { level })[which]);
  return {
    outcomes,
    first: proportion(outcomes.both + outcomes.firstOnly, n, { method: "Wilson", level }),
    second: proportion(outcomes.both + outcomes.secondOnly, n, { method: "Wilson", level }),
    difference: pairedDifference(outcomes, { method: "Newcombe 10", level }),
    ratio: answerOf(() => pairedRatio(outcomes, { level })),
    pValue: mcNemar(outcomes),
    dependence: {
      afterSuccess: given("afterSuccess"),
      afterFailure: given("afterFailure"),
      phi: phi(outcomes),
      pValue: fisherExact(outcomes).twoSided,
    },
  };
}

/**
 * Paired-pulse ratio of amplitudes: mean of the second over mean of the first, failures included, from the same trials.
 *
 * Ratio of means, not mean of ratios, which noise in small first responses biases upward (Kim & Alger 2001). Interval
 * after Fieller with the covariance of the pair and Student's t, n − 1 degrees of freedom. Refuses fewer than 4 trials, and
 * a first response that may be 0.
 */
export function pairedPulseRatio(first: readonly number[], second: readonly number[], { level = 0.95 }: { level?: number } = {}): Estimate {
  const what = "The paired-pulse ratio";
  if (first.length !== second.length) throw misuse("lengths-differ", { what: "first and second amplitudes", first: first.length, second: second.length });
  requireFiniteValues(first, "first amplitude");
  requireFiniteValues(second, "second amplitude");
  const n = first.length;
  if (n < 4) throw refuse("trials-too-few", { what, needed: 4, found: n });
  const [bottom, top] = [mean(first), mean(second)];
  const covariance = first.reduce((total, x, i) => total + (x - bottom) * ((second[i] as number) - top), 0) / (n - 1) / n;
  const [vBottom, vTop] = [variance(first) / n, variance(second) / n];
  const interval = fiellerEnds({ top, bottom, vTop, vBottom, covariance, t: studentQuantile((1 + level) / 2, n - 1) });
  if (!interval) throw refuse("denominator-near-zero", { what, mean: bottom, standardError: Math.sqrt(vBottom) });
  const value = top / bottom;
  const standardError = Math.sqrt(vTop - 2 * value * covariance + value * value * vBottom) / Math.abs(bottom);
  const method = "ratio of mean amplitudes of the same trials, Fieller's interval";
  return { value, unit: "1", interval: { ...interval, level }, standardError, method, n, nOf: "trials" };
}
