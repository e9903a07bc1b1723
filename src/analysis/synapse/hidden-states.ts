import { exp, log } from "#elementary";
import { normalLogDensity } from "#statistics";
import type { NormalLaw } from "./amplitude-mixture.js";
import { misuse, requireFiniteValues, requireWithin } from "./failures.js";

/** A synapse whose success depends on what the last trial did: facilitation or depletion across trials. State 0 fails, 1 succeeds. */
export interface TrialChain {
  /** Probability of each state in the first trial. */
  readonly initial: readonly [number, number];
  /** `transition[from][to]`; each row sums to 1. */
  readonly transition: readonly [readonly [number, number], readonly [number, number]];
  /** Amplitudes of failures and of successes. */
  readonly emission: readonly [NormalLaw, NormalLaw];
}

/** Log likelihood, and the chance of a success in each trial given all trials up to it. */
export interface FilteredChain {
  readonly logLikelihood: number;
  readonly successProbability: readonly number[];
}

/**
 * Likelihood of single-trial amplitudes under a two-state hidden Markov chain, by the forward recursion with scaling (Rabiner
 * 1989, Proc. IEEE 77:257). With equal rows of `transition` it is the mixture; the difference of log likelihoods asks
 * whether trials remember.
 */
export function filterTrials(amplitudes: readonly number[], { initial, transition, emission }: TrialChain): FilteredChain {
  requireFiniteValues(amplitudes, "amplitude");
  for (const row of [initial, ...transition]) {
    for (const p of row) requireWithin(p, 0, 1, "a probability of the chain");
    const total = row[0] + row[1];
    if (Math.abs(total - 1) > 1e-9) throw misuse("outside-domain", { what: "a row of probabilities", expected: "adding up to 1", found: total });
  }
  let logLikelihood = 0;
  let belief: [number, number] = [initial[0], initial[1]];
  const successProbability: number[] = [];
  for (const [index, x] of amplitudes.entries()) {
    const [failed, succeeded] = belief;
    const expected: [number, number] =
      index === 0
        ? belief
        : [failed * transition[0][0] + succeeded * transition[1][0], failed * transition[0][1] + succeeded * transition[1][1]];
    const logs = [0, 1].map((state) => {
      const { mean, standardDeviation } = emission[state] as NormalLaw;
      return log(expected[state] as number) + normalLogDensity(x, mean, standardDeviation);
    }) as [number, number];
    const largest = Math.max(...logs);
    const weights = logs.map((l) => exp(l - largest)) as [number, number];
    const total = weights[0] + weights[1];
    logLikelihood += largest + log(total);
    belief = [weights[0] / total, weights[1] / total];
    successProbability.push(belief[1]);
  }
  return { logLikelihood, successProbability };
}
