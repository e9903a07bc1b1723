import { square } from "#elementary";
import { normalQuantile, type Estimate } from "#statistics";
import type { Answer, MeasuredRegion } from "../measurement.js";
import {
  aboveHalfPeak, baselineAmplitudes, crossingTimes, decay, deltaFOverF, fitTimeCourse, leastTrialsToCome, meanAmplitude, onset, peakAmplitude,
  regionInMicrometres, regionTrace, restingFluorescence, rise, trialAmplitudes, windowMean,
  type Background, type FittedTimeCourse, type RegionOfInterest, type TrialAmplitude,
} from "../traces/index.js";
import { answerOf, ifAnswerable } from "../answer.js";
import { forTheEye, type Plan } from "./plan.js";

/** A region with what later steps build on. */
export interface RegionStudy {
  readonly region: MeasuredRegion;
  readonly fit?: FittedTimeCourse;
  /** Counts of the trials that count, line by line as far as the fit sees them. */
  readonly counts: readonly Float64Array[];
  /** One per counting trial, in their order; absent where nothing could be fitted. */
  readonly amplitudes?: readonly TrialAmplitude[];
  /** Why there are none. */
  readonly refused?: string;
  /** The same measure in stretches without a stimulus. */
  readonly quiet: readonly { readonly scaled: number; readonly trial: number }[];
}

const average = (values: Float64Array): number => values.reduce((total, value) => total + value, 0) / values.length;

/** Too few standard errors to fit a shape of its own; the trials' amplitudes would be noise fitted to noise. */
export const LEAST_RESPONSE = 4;

/**
 * Measures one region in the calcium channel. `leading` is the first region's fit: where it responds, every region's window
 * is the one in which that response exceeds half its peak, so that a silent shaft is asked the same question as its spine.
 * `slow: "told"` measures without intervals where successive lines are too alike for any; by default there is then no fit.
 */
export function studyRegion(
  plan: Plan, region: RegionOfInterest, background: Background, { leading, slow = "refused" }: { leading?: FittedTimeCourse | undefined; slow?: "refused" | "told" } = {},
): RegionStudy {
  const { scan, baseline } = plan;
  const all = readingsOf(plan, region);
  // The fit knows one transient: what follows a second stimulus is not shown to it.
  const seen = Math.min(plan.lines, Math.floor(secondResponse(plan)?.line ?? Infinity));
  const counting = all.filter((_, i) => plan.reasons[i] === "").map((trace) => trace.subarray(0, seen));
  const resting = answerOf(() =>
    restingFluorescence(counting, { baseline, background: background.value, backgroundError: background.standardError, label: region.name }),
  );
  const relative = relativeTo(all, plan, region, background);
  const { mean, standardError } = meanOf(relative.filter((_, i) => plan.reasons[i] === "").filter((trace) => trace.length > 0));
  const { fit, refused } = fitRegion(plan, region, counting, background, slow);
  const unclocked = `The file gives no line period, so this has no time. Add --line-period.`;
  const tooSlow = fit?.noise.tooSlow;
  const inTime = (make: (from: FittedTimeCourse) => Estimate): Answer =>
    tooSlow !== undefined ? { refused: tooSlow }
    : fit && plan.clock ? answerOf(() => make(fit)) : { refused: fit ? unclocked : refused };
  const stimulus = stimulusTime(plan);
  const responds = fit !== undefined && fit.detectability >= LEAST_RESPONSE;
  const { trialwise, quiet } = responds && tooSlow === undefined
    ? trialByTrial(counting, fit, baseline.to)
    : { trialwise: { refused: tooSlow ?? refused }, quiet: { refused: tooSlow ?? refused } };
  const decisive = leading && leading.detectability >= LEAST_RESPONSE ? leading : fit;
  const window = decisive ? aboveHalfPeak(decisive.times, decisive.course) : undefined;
  const microns = scan.pixelSize_um === undefined ? undefined : regionInMicrometres(region, scan.pixelSize_um);
  return {
    region: {
      name: region.name, from: region.from, to: region.to,
      ...(microns ? { from_um: microns.from, to_um: microns.to } : {}),
      traces: relative, mean, standardError, smoothed: forTheEye(mean, plan.smoothing),
      ...(responds ? { fit: drawn(fit, trialwise) } : {}),
      restingFluorescence: resting,
      amplitude: amplitudeAnswer(fit, trialwise, refused),
      windowMean: window
        ? answerOf(() => windowMean(counting, {
            baseline, window, background: background.value, backgroundError: background.standardError,
            over: counting.length >= leastTrialsToCome ? "trials to come" : "these trials",
          }))
        : { refused },
      ...(window ? { trialMeans: relative.map((trace) => (trace.length < window.to ? NaN : average(trace.subarray(window.from, window.to)))) } : {}),
      onset: hidden(plan) ?? inTime((from) => onset(from, { stimulus })),
      rise: hidden(plan) ?? inTime((from) => rise(from)),
      decay: inTime((from) => decay(from)),
    },
    ...(fit ? { fit } : {}),
    counts: counting,
    ...("answer" in trialwise ? { amplitudes: trialwise.answer } : { refused: trialwise.refused }),
    quiet: "answer" in quiet ? quiet.answer : [],
  };
}

/** ΔF/F of each trial, %, counting or not; empty where it has no such channel, or is too dim. */
export function relativeTraces(plan: Plan, region: RegionOfInterest, background: Background): Float64Array[] {
  return relativeTo(readingsOf(plan, region), plan, region, background);
}

/** Counts of a region in the calcium channel, line by line; of a trial without it none. */
function readingsOf({ scan, channel }: Plan, region: RegionOfInterest): Float64Array[] {
  return scan.trials.map((trial) => {
    const pixels = trial.pixels[channel];
    return pixels ? regionTrace(pixels, { pixelsPerLine: scan.pixelsPerLine, region }) : new Float64Array(0);
  });
}

function relativeTo(readings: readonly Float64Array[], { baseline }: Plan, { name: label }: RegionOfInterest, { value: background }: Background): Float64Array[] {
  return readings.map((trace) => percentTrace(trace, { baseline, background, label }));
}

type Attempted<Value> = { readonly answer: Value } | { readonly refused: string };

/** Amplitudes of the trials and of their quiet stretches, over each trial's own F₀, or the common one where that is too dim. */
export function trialByTrial(counting: readonly Float64Array[], fit: FittedTimeCourse, stimulusLine: number): {
  trialwise: Attempted<readonly TrialAmplitude[]>;
  quiet: Attempted<RegionStudy["quiet"]>;
} {
  const using = (rest: "each trial" | "all trials"): ReturnType<typeof trialByTrial> => ({
    trialwise: ifAnswerable(() => trialAmplitudes(counting, fit, { rest })),
    quiet: ifAnswerable(() => baselineAmplitudes(counting, fit, { rest, stimulusLine, lines: quietLines(stimulusLine) })),
  });
  const own = using("each trial");
  return "refused" in own.trialwise ? using("all trials") : own;
}

/** Where the stimulus's own light crosses the line, what follows at once can't be told from it. */
function hidden({ litLine, stimuli }: Plan): { refused: string } | undefined {
  if (litLine === undefined || stimuli.length === 0) return undefined;
  return { refused: `The stimulus's own light crosses the scan at line ${litLine}, so when and how fast the response began can't be told from it.` };
}

const averageOf = (amplitudes: readonly TrialAmplitude[]): number => amplitudes.reduce((total, { amplitude }) => total + amplitude, 0) / amplitudes.length;

/** The fitted shape at the size of the trials' mean ΔF/F: trials of unequal brightness weigh the same, as in the mean trace. */
function drawn(fit: FittedTimeCourse, trialwise: Attempted<readonly TrialAmplitude[]>): Float64Array {
  return "refused" in trialwise ? fit.curve : fit.curve.map((value) => (value * averageOf(trialwise.answer)) / fit.peak);
}

/** Over trials where there are enough to know their spread, else of these very trials. */
function amplitudeAnswer(
  fit: FittedTimeCourse | undefined,
  trialwise: Attempted<readonly TrialAmplitude[]>,
  refused: string,
): MeasuredRegion["amplitude"] {
  if (!fit) return { refused };
  if ("answer" in trialwise && trialwise.answer.length >= leastTrialsToCome) return answerOf(() => meanAmplitude(trialwise.answer));
  // Few trials: their own mean with their photons' error. The peak of the summed counts would let bright trials weigh more.
  const peak = answerOf(() => peakAmplitude(fit));
  if ("refused" in peak || "refused" in trialwise || trialwise.answer.length < 2) return peak;
  const n = trialwise.answer.length;
  const value = averageOf(trialwise.answer);
  const standardError = Math.sqrt(trialwise.answer.reduce((total, trial) => total + square(trial.standardError), 0)) / n;
  const half = normalQuantile(0.975) * standardError;
  return {
    value, unit: "%", standardError, interval: { low: value - half, high: value + half, level: 0.95 },
    method: "mean of each trial's matched fit, photon noise of these trials", n, nOf: "trials",
    note: `The interval is for the mean of these trials; how trials differ is not in it, which takes ${leastTrialsToCome}.`,
  };
}

/** The response of a region's readings, as long as they are; with the sentence that stands for it where it is weak. */
export function fitRegion(
  plan: Plan, region: RegionOfInterest, counting: readonly Float64Array[], background: Background, slow: "refused" | "told" = "refused",
): { fit?: FittedTimeCourse; refused: string } {
  if (plan.stimuli.length === 0) return { refused: "No stimulus time is known, so no response can be fitted. Give it: --stim 100ms." };
  const { scan } = plan;
  const result = ifAnswerable(() =>
    fitTimeCourse(counting, {
      times: timesOf(plan, region).subarray(0, counting[0]?.length), baseline: plan.baseline, stimulus: stimulusTime(plan),
      background: background.value, backgroundError: background.standardError,
      ...darkLevel(scan.channels[plan.channel]?.darkLevel),
      search: search(plan), slow,
    }),
  );
  if ("refused" in result) return result;
  return { fit: result.answer, refused: weak(result.answer) };
}

const darkLevel = (level: number | undefined): { darkLevel?: number } => (level === undefined ? {} : { darkLevel: level });

function weak(fit: FittedTimeCourse): string {
  return `The mean response is ${fit.detectability.toFixed(1)} standard errors; a fitted shape needs ${LEAST_RESPONSE}. Average more trials, or widen the region.`;
}

/** Lines between two stimuli below which no time course can be told from the next: they are one train, with one response. */
export const LINES_APART = 12;

/** The stimulus at which a second response begins. */
function secondResponse({ stimuli }: Plan): Plan["stimuli"][number] | undefined {
  return stimuli.find(({ line }, i) => i > 0 && line - (stimuli[i - 1]?.line ?? 0) >= LINES_APART);
}

/** The onset of the first response: no earlier than 5 lines before the stimulus, and before the next stimulus. */
function search(plan: Plan): { from: number; to: number } {
  const { period } = plan;
  const stimulus = stimulusTime(plan);
  const next = secondResponse(plan);
  return { from: stimulus - 5 * period, to: Math.min(stimulus + 60 * period, next === undefined ? Infinity : next.line * period + firstLine(plan)) };
}

/** ms (or lines) from trial start to its first line. */
export function firstLine(plan: Plan): number {
  return plan.clock ? (plan.scan.trials.find((_, i) => plan.reasons[i] === "")?.start ?? 0) : 0;
}

/** The first stimulus in ms (or lines) from trial start. */
export function stimulusTime(plan: Plan): number {
  return firstLine(plan) + (plan.stimuli[0]?.line ?? 0) * plan.period;
}

/** When the beam crosses the region, ms (or lines) from trial start. */
function timesOf(plan: Plan, region: { from: number; to: number }): Float64Array {
  const { scan } = plan;
  return crossingTimes({
    lines: plan.lines, start: firstLine(plan), period: plan.period, region,
    ...(plan.clock && scan.pixelOffsets ? { pixelOffsets: scan.pixelOffsets } : {}),
  });
}

/** As many lines as leave at least two quiet stretches before the stimulus, between 10 and 30. */
function quietLines(before: number): number {
  return Math.max(10, Math.min(30, Math.floor(before / 2) - 8));
}

function percentTrace(trace: Float64Array, options: Parameters<typeof deltaFOverF>[1]): Float64Array {
  if (trace.length === 0) return trace;
  const result = ifAnswerable(() => deltaFOverF(trace, options));
  return "answer" in result ? result.answer : new Float64Array(0);
}

/** Mean and standard error line by line, as far as all traces go; the error is 0 for a single trace. */
export function meanOf(traces: readonly Float64Array[]): { mean: Float64Array; standardError: Float64Array } {
  const lines = traces.length === 0 ? 0 : Math.min(...traces.map((trace) => trace.length));
  const mean = new Float64Array(lines);
  const standardError = new Float64Array(lines);
  for (let line = 0; line < lines; line++) {
    let sum = 0;
    for (const trace of traces) sum += trace[line] as number;
    const middle = sum / traces.length;
    let squares = 0;
    for (const trace of traces) squares += square((trace[line] as number) - middle);
    mean[line] = middle;
    standardError[line] = traces.length > 1 ? Math.sqrt(squares / (traces.length - 1) / traces.length) : 0;
  }
  return { mean, standardError };
}

