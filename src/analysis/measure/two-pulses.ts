/** Two stimuli in one trial: what each of them brought, when both responses overlap. */
import { exp, log } from "#elementary";
import type { Recording } from "#recording";
import { deleteGroupJackknife, mean, studentQuantile, type Estimate } from "#statistics";
import type { Answer, Refusal } from "../measurement.js";
import { answerOf, ifAnswerable } from "../answer.js";
import { classifyTrials, pairedPulse, type ClassifiedTrial, type PairedPulse } from "../synapse/index.js";
import { firstLine } from "./region.js";
import type { MeasureRequest } from "./request.js";
import { calciumTransientProbability } from "./transient-probability.js";
import { fitTwoPulses, meanFluorescence, placesOf, quietAmplitudes, relativeError, type TwoPulseFit, type TwoPulseTrials } from "./two-pulse-fit.js";

/** One of the two pulses, over the trials. */
export interface PulseResponse {
  /** In `timeUnit` from the trial's start. */
  readonly stimulus: number;
  /** Of each trial, % ΔF/F: what this pulse added, at its peak. */
  readonly amplitudes: readonly number[];
  readonly amplitude: Answer;
  readonly calls: readonly ClassifiedTrial["call"][];
  readonly calciumTransientProbability: Answer;
}

/** Both pulses in the first region. Plain data. */
export interface TwoPulseMeasurement {
  readonly region: string;
  readonly timeUnit: "ms" | "lines";
  /** From the first pulse to the second. */
  readonly apart: number;
  /** Of the recording, from 0; amplitudes and calls follow their order. */
  readonly trials: readonly number[];
  readonly first: PulseResponse;
  readonly second: PulseResponse;
  /** Mean amplitude of the second over that of the first, failures included. */
  readonly ratio: Answer;
  /** Successes of both, trial by trial, where each trial's two pulses could be called. */
  readonly outcomes: PairedPulse | Refusal;
  /** Fluorescence above background, counts: at rest, at the first peak, just before the second pulse, at the second peak. */
  readonly fluorescence: {
    readonly rest: Answer;
    readonly firstPeak: Answer;
    readonly beforeSecond: Answer;
    readonly secondPeak: Answer;
  };
  /** Mean over the trials and the fitted sum of both responses, % ΔF/F line by line. */
  readonly mean: Float64Array;
  readonly fit: Float64Array;
}

/** Of trials, each of which is left out once for the intervals; a fit for each. */
const GROUPS = 10;

/**
 * What each of two pulses brought, trial by trial: least squares of the trial's ΔF/F on two responses of one shape at once,
 * since the first still lasts when the second begins.
 *
 * The shape is that of trials with a `single` pulse where there are such, else that of the first response, sought in the
 * trials with the second taken off. Intervals are from repeating all of it, the shape included, without a tenth of the
 * trials at a time, since an error of the shape is common to all trials and no scatter between them shows it. Failures' law:
 * the same shape in stretches before the stimulus, scaled to the error that
 * either amplitude has in the joint fit; noise is taken as white. Saturation of the dye makes the second response smaller
 * and slower than the shape says. Refuses fewer than two stimuli, and a mean response below 4 standard errors; an interval
 * for fewer than 10 trials.
 */
export function twoPulses(
  recording: Recording,
  which: TwoPulseTrials = {},
  request: MeasureRequest = {},
): TwoPulseMeasurement {
  const found = fitTwoPulses(recording, which, request);
  const { plan, study: { region }, lines: [one, two], templates: [early, late], coefficients, trials } = found;
  const means = meansOf(recording, found, which, request);
  const quiet = quietAmplitudes(found);
  const pulse = (k: 1 | 2): PulseResponse => {
    const amplitudes = coefficients.map((own) => own[k]);
    const error = relativeError(found, k);
    const failures = quiet.map((own) => (own.amplitude * error) / own.error);
    const judged = answerOf(() => classifyTrials(amplitudes, failures));
    return {
      stimulus: firstLine(plan) + (k === 1 ? one : two) * plan.period,
      amplitudes,
      amplitude: means(k === 1 ? "first" : "second", "%", "two responses of one shape fitted to each trial"),
      calls: "refused" in judged ? amplitudes.map(() => "undecided" as const) : judged.trials.map(({ call }) => call),
      calciumTransientProbability: answerOf((): Estimate => calciumTransientProbability(amplitudes, failures)),
    };
  };
  const [before, after] = [pulse(1), pulse(2)];
  const rest = region.restingFluorescence;
  const counts = (what: Quantity): Answer =>
    ("refused" in rest ? rest : means(what, "counts", "fitted responses over each trial's own F₀"));
  const [level, a, b] = ([0, 1, 2] as const).map((k) => mean(coefficients.map((own) => own[k]))) as [number, number, number];
  return {
    region: region.name,
    timeUnit: plan.clock ? "ms" : "lines",
    apart: (two - one) * plan.period,
    trials,
    first: before,
    second: after,
    ratio: means("second over first", "", "ratio of mean amplitudes"),
    outcomes: outcomesOf(before, after),
    fluorescence: {
      rest, firstPeak: counts("first peak"), beforeSecond: counts("before second"), secondPeak: counts("second peak"),
    },
    mean: region.mean,
    fit: early.map((value, line) => level + a * value + b * (late[line] as number)),
  };
}

const QUANTITIES = ["first", "second", "second over first", "first peak", "before second", "second peak"] as const;
type Quantity = (typeof QUANTITIES)[number];

/** A ratio is looked at by its logarithm, whose error hardly depends on it. */
function quantitiesOf(found: TwoPulseFit): number[] {
  const [a, b] = ([1, 2] as const).map((k) => mean(found.coefficients.map((own) => own[k]))) as [number, number];
  return [a, b, a > 0 && b > 0 ? log(b / a) : NaN, ...meanFluorescence(found)];
}

/** Means over trials with the intervals that a jackknife of the whole measurement gives. */
function meansOf(
  recording: Recording, whole: TwoPulseFit, { single }: TwoPulseTrials, request: MeasureRequest,
): (what: Quantity, unit: string, method: string) => Answer {
  const { trials } = whole;
  const values = quantitiesOf(whole);
  const same = { ...request, ...placesOf(whole), regionsFrom: "user" as const };
  const left = ifAnswerable(() => deleteGroupJackknife(trials.length, GROUPS, (kept) => {
    if (kept.length === trials.length) return values;
    const gone = trials.findIndex((_, i) => !kept.includes(i));
    const own = single?.filter((_, i) => i % GROUPS !== gone);
    return quantitiesOf(fitTwoPulses(recording, { trials: kept.map((i) => trials[i] as number), ...(own && { single: own }) }, same));
  }));
  return (what, unit, method) => {
    if ("refused" in left) return left;
    const { answer: { standardErrors, degreesOfFreedom } } = left;
    const at = QUANTITIES.indexOf(what);
    const [value, standardError] = [values[at] as number, standardErrors[at] as number];
    if (!Number.isFinite(value) || !Number.isFinite(standardError)) {
      return { refused: "A ratio needs responses above 0 to both pulses, also without a tenth of the trials. Record more trials." };
    }
    const half = studentQuantile(0.975, degreesOfFreedom) * standardError;
    const said = { unit, n: trials.length, nOf: "trials", method: `${method}, jackknife of ${GROUPS} groups, Student's t interval` };
    if (what !== "second over first") return { ...said, value, standardError, interval: { low: value - half, high: value + half, level: 0.95 } };
    return { ...said, value: exp(value), interval: { low: exp(value - half), high: exp(value + half), level: 0.95 } };
  };
}

function outcomesOf(first: PulseResponse, second: PulseResponse): PairedPulse | Refusal {
  const sure = first.calls.flatMap((call, i) => (call !== "undecided" && second.calls[i] !== "undecided" ? [i] : []));
  if (sure.length < 4)
    return {
      refused: `Only ${sure.length} of ${first.calls.length} trials could be called a success or a failure for both pulses; comparing them takes 4. Average more lines, or record more trials.`,
    };
  return pairedPulse(
    sure.map((i) => first.calls[i] === "success"),
    sure.map((i) => second.calls[i] === "success"),
  );
}
