/** What the scorecard asks of the bench: the same measurements as of anybody's recording. */
import {
  backgroundOf, crossingTimes, deltaFOverF, isRefusal, measure, regionTrace, smooth,
  type Answer, type MeasuredRegion, type Measurement,
} from "#analysis";
import { RigError } from "#errors";
import type { PixelArray, Recording } from "#recording";
import { mean, meanWithInterval, variance, type Estimate } from "#statistics";
import type { Truth } from "#rig";

/** Which trials. */
export interface Chosen {
  readonly stimulus?: string;
  readonly condition?: string;
}

/** The recording with the chosen trials alone. */
export function only(recording: Recording, { stimulus, condition }: Chosen): Recording {
  const kept = new Set(recording.trials.flatMap((trial) =>
    ((stimulus ?? trial.protocol) === trial.protocol && (condition ?? trial.condition) === trial.condition
      ? [trial.index] : [])));
  return {
    ...recording,
    lineScans: recording.lineScans.map((scan) =>
      ({ ...scan, trials: scan.trials.filter(({ trial }) => kept.has(trial)) })),
    sweeps: recording.sweeps.filter(({ trial }) => kept.has(trial)),
  };
}

/** All that the bench says of the chosen trials, in the regions that the recording marks. */
export function measured(recording: Recording, chosen: Chosen): Measurement {
  return measure(only(recording, chosen));
}

export type Structure = "spine" | "shaft";

export function regionOf(measurement: Measurement, structure: Structure): MeasuredRegion | undefined {
  const { regions } = measurement;
  return regions.find(({ name }) => (structure === "shaft") === (name === "shaft"));
}

/** ms from the trial's start. */
export interface Stretch { readonly from: number; readonly to: number }

/** Mean ΔF/F within a stretch, %, over the trials that count, with Student's interval; null where nothing is marked. */
export function meanIn(measurement: Measurement, structure: Structure, { from, to }: Stretch): Estimate | null {
  const region = regionOf(measurement, structure);
  if (!region) return null;
  const lines = [...measurement.time.keys()].filter((i) => {
    const time = measurement.time[i] as number;
    return time >= from && time < to;
  });
  const each = region.traces.flatMap((trace) => {
    const own = lines.map((i) => trace[i] as number).filter((value) => Number.isFinite(value));
    return own.length > 0 ? [own.reduce((sum, value) => sum + value, 0) / own.length] : [];
  });
  return each.length >= 2 ? meanWithInterval(each, { unit: "%", nOf: "trials" }).estimate : null;
}

/** The number of an answer, null where the bench refused it. */
export function valueOf(answer: Answer | null | undefined): number | null {
  return answer && !isRefusal(answer) ? answer.value : null;
}

/** Mean of the electrode's reading within a stretch less that before it, of the chosen trials; in the sweeps' unit. */
export function electrodeIn(recording: Recording, chosen: Chosen, stretch: Stretch, before: Stretch): Estimate | null {
  const each = only(recording, chosen).sweeps.map(({ samples, samplePeriod, start }) => {
    const average = ({ from, to }: Stretch): number => {
      const [a, b] = [Math.ceil((from - start) / samplePeriod), Math.ceil((to - start) / samplePeriod)];
      let sum = 0;
      for (let i = a; i < b; i++) sum += samples[i] as number;
      return sum / (b - a);
    };
    return average(stretch) - average(before);
  });
  return each.length >= 2 ? meanWithInterval(each, { unit: "pA", nOf: "trials" }).estimate : null;
}

/** The electrode's mean sweep over the chosen trials, and ms between its samples. */
export function sweepOf(recording: Recording, chosen: Chosen): { readonly samples: Float64Array; readonly period: number } {
  const { sweeps } = only(recording, chosen);
  const [first] = sweeps;
  if (!first) throw new Error(`broken invariant: the electrode recorded ${chosen.stimulus ?? "all"}`);
  const sum = new Float64Array(first.samples.length);
  for (const { samples } of sweeps) samples.forEach((value, i) => { sum[i] = (sum[i] as number) + value; });
  return { samples: sum.map((value) => value / sweeps.length), period: first.samplePeriod };
}

/** A quantity of the truth, mean over the chosen trials. */
export function truthOf(truth: Truth, name: string, chosen: Chosen): Float64Array {
  const traces = chosenTraces(truth, name, chosen);
  const sum = new Float64Array((traces[0] as Float32Array).length);
  for (const trace of traces) trace.forEach((value, i) => { sum[i] = (sum[i] as number) + value; });
  return sum.map((value) => value / traces.length);
}

function chosenTraces(truth: Truth, name: string, { stimulus, condition }: Chosen): Float32Array[] {
  const at = truth.quantities.findIndex((one) => one.name === name);
  const traces = truth.trials.flatMap((trial) =>
    ((stimulus ?? trial.stimulus) === trial.stimulus && (condition ?? trial.condition) === trial.condition
      ? trial.traces[at] ?? [] : []));
  if (traces.length > 0) return traces;
  throw new Error(`broken invariant: the truth has ${name} of ${stimulus ?? "any"} in ${condition ?? "any"}`);
}

/** ΔF/F of one structure, %, a trace a trial. */
export interface Traces {
  /** ms at which the beam crosses the structure, line by line. */
  readonly time: Float64Array;
  readonly trials: readonly Float64Array[];
  /** Lines before the first stimulus. */
  readonly baseline: { readonly from: number; readonly to: number };
}

/**
 * ΔF/F line by line of the chosen trials, each over its own F₀, as `measure` makes them, without the fits that take most
 * of its time. Null where the recording doesn't mark the structure.
 */
export function tracesOf(recording: Recording, chosen: Chosen, structure: Structure = "spine"): Traces | null {
  const { lineScans: [scan], events, regions = [] } = only(recording, chosen);
  const region = regions.find((one) => (one.structure === "spine") === (structure === "spine"));
  const [first] = scan?.trials ?? [];
  const { period } = scan?.timing ?? {};
  if (!scan || !region || !first || period === undefined) return null;
  const { pixelsPerLine } = scan;
  const stimulus = Math.min(...events.filter(({ trial }) => trial === first.trial).map(({ start }) => start));
  const baseline = { from: 0, to: Math.floor((stimulus - first.start) / period) };
  const pixels = scan.trials.map((trial) => trial.pixels.at(-1) as PixelArray);
  const { value: background } = backgroundOf(pixels, {
    pixelsPerLine, choice: { kind: "auto" }, regions, window: baseline,
  });
  return {
    baseline,
    time: crossingTimes({
      lines: first.lines, start: first.start, period, region, ...(scan.pixelOffsets && { pixelOffsets: scan.pixelOffsets }),
    }),
    trials: pixels.map((lines) =>
      deltaFOverF(regionTrace(lines, { pixelsPerLine, region }), { baseline, background, label: region.name })),
  };
}

/** Mean of one trace within a stretch. */
export function meanWithin({ time }: Pick<Traces, "time">, trace: Float64Array, { from, to }: Stretch): number {
  let [sum, lines] = [0, 0];
  trace.forEach((value, i) => {
    const at = time[i] as number;
    if (at >= from && at < to) [sum, lines] = [sum + value, lines + 1];
  });
  return sum / lines;
}

/** Points of the moving average by which the paper's traces are smoothed: 10 to 30, odd so that nothing moves. */
export const SMOOTHED_BY = 15;

/** The paper's amplitude: the largest value of a smoothed trace within a stretch. Noise raises it. */
export function smoothedPeak({ time }: Pick<Traces, "time">, trace: Float64Array, { from, to }: Stretch): number {
  const smoothed = smooth(trace, { kind: "moving average", points: SMOOTHED_BY });
  return smoothed.reduce((most, value, i) => {
    const at = time[i] as number;
    return at >= from && at < to ? Math.max(most, value) : most;
  }, -Infinity);
}

/** Standard deviation of ΔF/F from line to line before the stimulus, %, over all trials. */
export function lineNoise({ trials, baseline: { from, to } }: Traces): number {
  return Math.sqrt(mean(trials.map((trace) => variance(trace.subarray(from, to)))));
}

/** Mean of each trial within a stretch. */
export function meansWithin(traces: Traces, stretch: Stretch): number[] {
  return traces.trials.map((trace) => meanWithin(traces, trace, stretch));
}

/** The value where the bench gives one, null where it refuses: too few trials, a response too weak. */
export function unlessRefused<Value>(make: () => Value): Value | null {
  try {
    return make();
  } catch (problem) {
    if (problem instanceof RigError && problem.kind === "refused") return null;
    throw problem;
  }
}

/** How far a trace rises above where it begins. */
export function riseOf(trace: Float64Array): number {
  return trace.reduce((most, value) => Math.max(most, value), -Infinity) - (trace[0] as number);
}

/** The largest value of a quantity of the truth in a trial, mean over the chosen trials. */
export function truthPeak(truth: Truth, name: string, chosen: Chosen): number {
  return mean(chosenTraces(truth, name, chosen).map((trace) =>
    trace.reduce((most, value) => Math.max(most, value), -Infinity)));
}
