import {
  agreement, boschlooExact, chanceOfAgreement, cohenKappa, discordance, fisherExact, mutualInformation, oddsRatio, phi, proportionUpperBound,
  type Estimate, type ExactTest, type MutualInformation, type PairedOutcomes,
} from "#statistics";
import type { Answer, Refusal } from "../measurement.js";
import { answerOf } from "../answer.js";
import { refuse } from "./failures.js";
import { countOutcomes } from "./paired-pulse.js";

/** How well a calcium transient in the spine goes with a synaptic current at the soma. */
export interface Concordance {
  /** `both` optical and electrical success, `firstOnly` optical alone, `secondOnly` electrical alone. */
  readonly outcomes: PairedOutcomes;
  readonly agreement: number;
  /** Share of trials that disagree, exact interval; and the bound a claim of "always" must quote (one-sided). */
  readonly discordance: Estimate;
  readonly discordanceUpperBound: number;
  /** Largest share of optical successes that may lack an electrical one, one-sided; absent without optical successes. */
  readonly opticalAloneUpperBound?: number;
  /** Cohen's κ of agreement; refused where nothing varied. Not a binding ratio. */
  readonly kappa: number | Refusal;
  readonly phi: number;
  readonly oddsRatio: Answer;
  readonly fisher: ExactTest;
  /** Two-sided; refused at margins of 0. */
  readonly boschloo: number | Refusal;
  readonly information: MutualInformation;
  /**
   * Probability that an independent synapse outside the image, releasing as often as this one, would have agreed with it
   * in every trial: small means that the imaged spine is the one recorded.
   */
  readonly mimicryProbability: number;
}

/**
 * Concordance of optical and electrical successes of the same trials: the paper's Fig. 6, "strict correlation (>30 trials)",
 * with what 30 trials can and cannot say.
 *
 * Both classifications err: with error rates e₁ and e₂ about e₁ + e₂ of the trials disagree by mistake alone, so call
 * trials at high certainty and leave undecided ones out of *both* lists. Thirty-three concordant trials still allow 8.7 %
 * discordance. Clopper & Pearson 1934; Cornfield 1956.
 */
export function concordance(optical: readonly boolean[], electrical: readonly boolean[], { level = 0.95 }: { level?: number } = {}): Concordance {
  const outcomes = countOutcomes(optical, electrical);
  if (optical.length < 2) throw refuse("trials-too-few", { what: "Concordance", needed: 2, found: optical.length });
  const disagreement = discordance(outcomes, level);
  const opticalSuccesses = outcomes.both + outcomes.firstOnly;
  const electricalSuccesses = outcomes.both + outcomes.secondOnly;
  const share = (opticalSuccesses + electricalSuccesses) / (2 * optical.length);
  return {
    outcomes,
    agreement: agreement(outcomes),
    discordance: disagreement.estimate,
    discordanceUpperBound: disagreement.upperBound,
    ...(opticalSuccesses > 0 && { opticalAloneUpperBound: proportionUpperBound(outcomes.firstOnly, opticalSuccesses, level) }),
    kappa: answerOf(() => cohenKappa(outcomes)),
    phi: phi(outcomes),
    oddsRatio: answerOf(() => oddsRatio(outcomes, { level })),
    fisher: fisherExact(outcomes),
    boschloo: answerOf(() => boschlooExact(outcomes)),
    information: mutualInformation(outcomes),
    mimicryProbability: chanceOfAgreement(share, optical.length),
  };
}
