/** How many trials a question needs, from what the trials so far have shown. */
import { answerOf, planComparison, planTrials, type Refusal, type TrialPlan } from "radiatum";

export interface PlanOrder {
  /** Of a calcium success, as measured. */
  readonly probability: number;
  /** Between successes and failures, as measured: d′. */
  readonly detectability: number;
  /** Of the 95 % interval that is wanted. */
  readonly halfWidth: number;
  /** A chance from which it is to be told. */
  readonly other: number;
}

export interface Plan {
  readonly trials: TrialPlan | Refusal;
  /** For each of the two, and the power that they really give. */
  readonly comparison: { readonly trialsPerCondition: number; readonly power: number } | Refusal;
}

/** Of Fisher's test, asked for. */
const POWER = 0.8;

export function planned({ probability, detectability, halfWidth, other }: PlanOrder): Plan {
  return {
    trials: answerOf(() => planTrials({ probability, halfWidth, detectability })),
    comparison: answerOf(() => planComparison(probability, other, { power: POWER })),
  };
}
