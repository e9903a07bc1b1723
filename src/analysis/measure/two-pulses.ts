/** Two stimuli in one trial: what each of them brought, when both responses overlap. */
import type { Recording } from "#recording";
import { leastSquares, mean, meanWithInterval, type Estimate } from "#statistics";
import type { Answer, Refusal } from "../measurement.js";
import { answerOf } from "../answer.js";
import { calciumTransientProbability } from "./transient-probability.js";
import {
  classifyTrials,
  pairedPulse,
  pairedPulseRatio,
  type ClassifiedTrial,
  type PairedPulse,
} from "../synapse/index.js";
import { refuse as refuseTraces } from "../traces/failures.js";
import { peakOf, shapeAt, type FittedTimeCourse } from "../traces/index.js";
import { chooseScan } from "./choices.js";
import { misuse, refuse } from "./failures.js";
import { backgroundsOf, planOf, type Plan } from "./plan.js";
import { firstLine, LEAST_RESPONSE, stimulusTime, studyRegion, type RegionStudy } from "./region.js";
import type { MeasureRequest } from "./request.js";

/** Which trials have two pulses, and which show one alone. */
export interface TwoPulseTrials {
  /** Places in the recording of the trials with two pulses; all of the line scan's if absent. */
  readonly trials?: readonly number[];
  /** Of trials with one pulse in the same bath, whose response then gives the shape; else the first pulse's own does. */
  readonly single?: readonly number[];
}

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

/** Pulses closer than this many lines can't be told apart by a shape that is itself fitted between them. */
const LINES_APART = 12;

/**
 * What each of two pulses brought, trial by trial: least squares of the trial's ΔF/F on two responses of one shape at once,
 * since the first still lasts when the second begins.
 *
 * The shape is that of trials with a `single` pulse where there are such, else that of the first response, which is only
 * seen until the second begins. Failures' law: the same shape in stretches before the stimulus, scaled to the error that
 * either amplitude has in the joint fit; noise is taken as white. Saturation of the dye makes the second response smaller
 * and slower than the shape says. Refuses fewer than two stimuli, and a mean response below 4 standard errors.
 */
export function twoPulses(
  recording: Recording,
  which: TwoPulseTrials = {},
  request: MeasureRequest = {},
): TwoPulseMeasurement {
  const paired = studied(recording, which.trials, request);
  const [one, two] = paired.plan.stimuli;
  if (!one || !two) throw refuse("second-pulse-missing", { stimuli: paired.plan.stimuli.length });
  const lines = two.line - one.line;
  const { regions, background } = placesOf(paired);
  const alone =
    which.single && studied(recording, which.single, { ...request, regions, regionsFrom: "user", background });
  const source = alone ?? paired;
  const shape = source.study.fit;
  if (!alone && lines < LINES_APART) throw refuse("pulses-too-close", { lines, needed: LINES_APART });
  if (!shape || !(shape.detectability >= LEAST_RESPONSE)) {
    throw refuseTraces("no-response", {
      what: "Two pulses",
      detectability: shape?.detectability ?? 0,
      needed: LEAST_RESPONSE,
    });
  }
  return fitted(paired, { shape: shapeOf(shape, source.plan), fit: shape, lines: [one.line, two.line] });
}

interface Studied {
  readonly plan: Plan;
  readonly study: RegionStudy;
  readonly background: number;
}

function studied(recording: Recording, trials: readonly number[] | undefined, request: MeasureRequest): Studied {
  const chosen = chooseScan(recording, request.scan);
  if (!chosen) throw refuse("nothing-to-measure", { name: recording.name });
  const kept = trials && new Set(trials);
  const unknown = trials?.find((trial) => !recording.trials[trial]);
  if (unknown !== undefined) throw misuse("excluded-unknown", { trial: unknown, trials: recording.trials.length });
  const own = kept
    ? {
        ...recording,
        lineScans: recording.lineScans.map((scan, i) =>
          i === chosen.index ? { ...scan, trials: scan.trials.filter(({ trial }) => kept.has(trial)) } : scan,
        ),
      }
    : recording;
  const plan = planOf(own, { ...request, scan: chosen.index });
  const background = plan && backgroundsOf(plan).get(plan.channel);
  const [region] = plan?.regions ?? [];
  if (!plan || !background || !region) throw refuse("nothing-to-measure", { name: recording.name });
  return { plan, study: studyRegion(plan, region, background), background: background.value };
}

/** The places of one study in the words of a request, so that another is made in the same. */
function placesOf({ plan: { regions, background } }: Studied): { regions: string[]; background: string } {
  const text =
    background.kind === "pixels"
      ? `${background.from}:${background.to}px`
      : background.kind === "counts"
        ? `${background.counts}`
        : background.kind;
  return { regions: regions.map(({ name, from, to }) => `${name}=${from}:${to}px`), background: text };
}

function fitted(
  { plan, study, background }: Studied,
  { shape, fit, lines: [one, two] }: { shape: Shape; fit: FittedTimeCourse; lines: readonly [number, number] },
): TwoPulseMeasurement {
  const { region } = study;
  const traces = region.traces.filter((_, i) => plan.reasons[i] === "").map((trace) => trace.subarray(0, plan.lines));
  const trials = plan.scan.trials.flatMap(({ trial }, i) => (plan.reasons[i] === "" ? [trial] : []));
  const { at } = shape;
  const first = Float64Array.from({ length: plan.lines }, (_, line) => at(line - one));
  const second = first.map((_, line) => at(line - two));
  const fits = traces.map((trace) =>
    leastSquares(
      Array.from(first, (a, line) => [1, a, second[line] as number]),
      Array.from(trace),
    ),
  );
  const errorOf = (k: 1 | 2): number => relativeError(first, second, k);
  const quiet = quietAmplitudes(traces, { plan, fit });
  const pulse = (k: 1 | 2): PulseResponse => {
    const amplitudes = fits.map(({ coefficients }) => coefficients[k] as number);
    const failures = quiet.map(({ amplitude, error }) => (amplitude * errorOf(k)) / error);
    const judged = answerOf(() => classifyTrials(amplitudes, failures));
    return {
      stimulus: firstLine(plan) + (k === 1 ? one : two) * plan.period,
      amplitudes,
      amplitude: overTrials(amplitudes, "%", "two responses of one shape fitted to each trial"),
      calls: "refused" in judged ? amplitudes.map(() => "undecided" as const) : judged.trials.map(({ call }) => call),
      calciumTransientProbability: answerOf((): Estimate => calciumTransientProbability(amplitudes, failures)),
    };
  };
  const [before, after] = [pulse(1), pulse(2)];
  const rest = region.restingFluorescence;
  const counts = (percent: (k: number) => number): Answer =>
    "refused" in rest
      ? rest
      : overTrials(
          study.counts.map((trace, k) => {
            const own = mean(trace.subarray(plan.baseline.from, plan.baseline.to)) - background;
            return own * (1 + percent(k) / 100);
          }),
          "counts",
          "fitted responses over each trial's own F₀",
        );
  // What is left of the first response when the second begins, and when that peaks.
  const [tail, later] = [at(two - one), at(two - one + shape.peak)];
  const [level, a, b] = [0, 1, 2].map((k) => mean(fits.map(({ coefficients }) => coefficients[k] as number))) as [
    number,
    number,
    number,
  ];
  return {
    region: region.name,
    timeUnit: plan.clock ? "ms" : "lines",
    apart: (two - one) * plan.period,
    trials,
    first: before,
    second: after,
    ratio: answerOf(() => pairedPulseRatio(before.amplitudes, after.amplitudes)),
    outcomes: outcomesOf(before, after),
    fluorescence: {
      rest: counts(() => 0),
      firstPeak: counts((k) => before.amplitudes[k] as number),
      beforeSecond: counts((k) => (before.amplitudes[k] as number) * tail),
      secondPeak: counts((k) => (before.amplitudes[k] as number) * later + (after.amplitudes[k] as number)),
    },
    mean: region.mean,
    fit: first.map((value, line) => level + a * value + b * (second[line] as number)),
  };
}

/** One response, its peak at 1. */
interface Shape {
  /** At a line that begins so many lines after the pulse. */
  readonly at: (lines: number) => number;
  /** Lines from the pulse to the peak, as `at` counts them. */
  readonly peak: number;
}

/** A line reads its region some time after it begins, which the fit's own times hold. */
function shapeOf({ course, times, evidence: { linePeriod } }: FittedTimeCourse, plan: Plan): Shape {
  const { height, after } = peakOf(course);
  const zero = stimulusTime(plan) + (times[0] as number) - firstLine(plan);
  return {
    at: (lines) => shapeAt(zero + lines * linePeriod, course) / height,
    peak: (course.onset + after - zero) / linePeriod,
  };
}

/** Standard error of amplitude `k` for noise of 1 a line. */
function relativeError(first: Float64Array, second: Float64Array, k: 1 | 2): number {
  const { covariance } = leastSquares(
    Array.from(first, (a, line) => [1, a, second[line] as number]),
    Array.from(first),
    { weights: Array.from(first, () => 1), varianceKnown: true },
  );
  return Math.sqrt((covariance[k] as readonly number[])[k] as number);
}

/** The shape alone in stretches before the stimulus, with the error it has there for noise of 1 a line. */
function quietAmplitudes(
  traces: readonly Float64Array[],
  { plan, fit: { course, evidence } }: { plan: Plan; fit: FittedTimeCourse },
): { readonly amplitude: number; readonly error: number }[] {
  const end = plan.baseline.to;
  const length = Math.max(10, Math.min(30, Math.floor((end - plan.baseline.from) / 2) - 8));
  const before = 8;
  const { height } = peakOf(course);
  const found: { amplitude: number; error: number }[] = [];
  for (let line = end - length; line >= plan.baseline.from + before; line -= length) {
    const template = Array.from(
      { length: line + length - plan.baseline.from },
      (_, i) => shapeAt(course.onset + (plan.baseline.from + i - line + 0.5) * evidence.linePeriod, course) / height,
    );
    const design = template.map((value) => [1, value]);
    const error =
      leastSquares(design, template, { weights: template.map(() => 1), varianceKnown: true }).covariance[1]?.[1] ?? NaN;
    for (const trace of traces) {
      const { coefficients } = leastSquares(design, Array.from(trace.subarray(plan.baseline.from, line + length)));
      found.push({ amplitude: coefficients[1] as number, error: Math.sqrt(error) });
    }
  }
  return found;
}

function overTrials(values: readonly number[], unit: string, method: string): Answer {
  return answerOf(() => {
    const { estimate } = meanWithInterval(values, { unit, nOf: "trials" });
    return { ...estimate, method: `${method}, ${estimate.method}` };
  });
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
