import { formatNumber, type Estimate } from "#statistics";
import { classifyTrials, probabilityFrom, type ClassificationOptions, type TrialClassification } from "../synapse/index.js";
import { fitTimeCourse, type RelativeTrace } from "../traces/index.js";
import { linesBefore, milliseconds } from "../traces/trace.js";
import { refuse as refuseTraces } from "../traces/failures.js";
import { refuse } from "./failures.js";
import { LEAST_RESPONSE, trialByTrial } from "./region.js";

/** A probability that String() prints: "p(Ca transient) = 0.35 (95 % CI 0.22–0.50, 14 of 40 trials)". */
export interface TransientProbability extends Estimate {
  toString(): string;
}

/**
 * Probability that a stimulus brings a calcium transient: weight of the successes in the mixture of `classifyTrials`, by maximum
 * likelihood, with the profile-likelihood interval.
 *
 * - Below 30 trials, or 10 expected successes or failures, the interval is widened to hold Clopper & Pearson's at the
 *   expected count as well.
 * - All failures or all successes: 0 or 1 with Clopper & Pearson's exact bound. "All failures" says only that transients of
 *   4 noise SDs or more are so rare; smaller ones would have gone unseen, and `note` says how small.
 * - Successes less than 4 noise SDs above failures (d′ < 4): many small and few large successes look alike, so the interval
 *   is a one-sided lower bound up to 1; `value` is the maximum-likelihood point, not to be quoted without the note. The
 *   bound keeps the two-sided drop of likelihood, which pays for having looked first whether successes are there, and
 *   holds for failures one standard error wider than measured, since small successes look like a wider baseline.
 *
 * Refuses fewer than 10 trials. Coverage of the 95 % interval is 93–98 % for p from 0.1 to 0.8, d′ ≥ 5 and n from 10 to 100
 * (validation/synapse), as far as counts, being discrete, allow. Assumes trials independent and of one probability: see `driftOver` and `successDrift`. The paper's p_Ca
 * (Yuste et al. 1999), spelt out because pCa also means −log₁₀[Ca²⁺].
 *
 * Of ΔF/F traces, the amplitudes are matched fits as in `measure`: one time course for the mean of all trials, with its onset
 * no later than `within` after `stimulus`, and the same fit in stretches before the stimulus. Refuses a mean response of less
 * than 4 standard errors.
 */
export function calciumTransientProbability(
  traces: readonly RelativeTrace[],
  when: { readonly stimulus: string; readonly within: string; readonly level?: number },
): TransientProbability;
export function calciumTransientProbability(
  amplitudes: readonly number[],
  baselineAmplitudes: readonly number[],
  options?: ClassificationOptions & { readonly level?: number },
): TransientProbability;
export function calciumTransientProbability(
  trials: readonly RelativeTrace[] | readonly number[],
  second: readonly number[] | { readonly stimulus: string; readonly within: string; readonly level?: number },
  options: ClassificationOptions & { readonly level?: number } = {},
): TransientProbability {
  if ("stimulus" in second) return sayable(classified(trials as readonly RelativeTrace[], second), second.level);
  return sayable(classifyTrials(trials as readonly number[], second, options), options.level);
}

function sayable(classification: TrialClassification, level: number | undefined): TransientProbability {
  const estimate = probabilityFrom(classification, level);
  const successes = classification.trials.filter(({ call }) => call === "success").length;
  // Not enumerable, so that the estimate stays data for workers and JSON.
  return Object.defineProperty({ ...estimate }, "toString", { value: () => sentence(estimate, successes) });
}

function sentence({ value, interval, n, note }: Estimate, successes: number): string {
  const said = (p: number): string => p.toFixed(2);
  const range = interval ? `${formatNumber(100 * interval.level)} % CI ${said(interval.low)}–${said(interval.high)}, ` : "";
  return `p(Ca transient) = ${said(value)} (${range}${successes} of ${n} trials)${note === undefined ? "" : `; ${note}`}`;
}

/** Matched amplitudes of the traces' counts, which ΔF/F, F₀ and background give back, judged success or failure. */
function classified(traces: readonly RelativeTrace[], { stimulus, within }: { readonly stimulus: string; readonly within: string }): TrialClassification {
  const [first] = traces;
  if (!first) throw refuseTraces("too-few-trials", { what: "A calcium transient probability", needed: 10, found: 0 });
  const lines = Math.min(...traces.map(({ values }) => values.length));
  const counts = traces.map(({ values, rest, background }) => values.subarray(0, lines).map((percent) => background + rest * (1 + percent / 100)));
  const shock = milliseconds(stimulus);
  const times = first.times.subarray(0, lines);
  const before = linesBefore(times, shock);
  if (before === 0 || before === lines) throw refuse("stimulus-outside", { stimulus, lines, end: `${formatNumber(times.at(-1) ?? 0)} ms` });
  const period = (times[1] as number) - (times[0] as number);
  const fit = fitTimeCourse(counts, {
    times, baseline: first.baseline, stimulus: shock, background: first.background,
    search: { from: shock - 5 * period, to: shock + milliseconds(within) },
  });
  if (!(fit.detectability >= LEAST_RESPONSE)) {
    throw refuseTraces("no-response", { what: "A calcium transient probability", detectability: fit.detectability, needed: LEAST_RESPONSE });
  }
  const { trialwise, quiet } = trialByTrial(counts, fit, before);
  for (const found of [trialwise, quiet]) if ("refused" in found) throw refuse("trials-unmeasured", { why: found.refused });
  return classifyTrials(
    "answer" in trialwise ? trialwise.answer.map(({ amplitude }) => amplitude) : [],
    "answer" in quiet ? quiet.answer.map(({ scaled }) => scaled) : [],
  );
}
