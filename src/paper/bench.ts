/** What the scorecard asks of the bench: the same measurements as of anybody's recording. */
import {
  indicatorNamed, isRefusal, measure, measureTraces, occupancy, type Answer, type MeasuredRegion, type MeasuredTraces, type Measurement,
} from "#analysis";
import { RigError } from "#errors";
import type { Recording } from "#recording";
import { mean, meanWithInterval, variance, type Estimate } from "#statistics";
import { CLAMP_CURRENT, type Truth } from "#rig";

/** Which trials. */
export interface Chosen {
  readonly stimulus?: string;
  readonly condition?: string;
}

/** Whether a trial with this stimulus in this condition is among the chosen. */
const isChosen = (chosen: Chosen, stimulus: string | undefined, condition: string): boolean =>
  (chosen.stimulus ?? stimulus) === stimulus && (chosen.condition ?? condition) === condition;

/** The recording with the chosen trials alone. */
export function only(recording: Recording, chosen: Chosen): Recording {
  const kept = new Set(recording.trials.flatMap(({ index, protocol, condition }) =>
    (isChosen(chosen, protocol, condition) ? [index] : [])));
  return ofTrials(recording, kept);
}

function ofTrials(recording: Recording, kept: ReadonlySet<number>): Recording {
  return {
    ...recording,
    lineScans: recording.lineScans.map((scan) =>
      ({ ...scan, trials: scan.trials.filter(({ trial }) => kept.has(trial)) })),
    sweeps: recording.sweeps.filter(({ trial }) => kept.has(trial)),
  };
}

/** Every second trial, from the first or the second. */
export function halfOf(recording: Recording, from: 0 | 1): Recording {
  const kept = new Set(recording.lineScans[0]?.trials.map(({ trial }) => trial).filter((_, i) => i % 2 === from));
  return ofTrials(recording, kept);
}

/** How many trials there are of the chosen. */
export const countOf = (recording: Recording, chosen: Chosen): number => only(recording, chosen).lineScans[0]?.trials.length ?? 0;

/** Whether the picture tells the spine from its dendrite, whatever it does: else nobody would have chosen it. */
export const isTold = ({ regions = [] }: Recording): boolean => regions.some(({ structure }) => structure === "spine");

/** All that the bench says of the chosen trials, in the regions that the recording marks. */
export function measured(recording: Recording, chosen: Chosen): Measurement {
  return measure(only(recording, chosen));
}

/** What of it needs no fit, in a small part of the time. */
export function traced(recording: Recording, chosen: Chosen): MeasuredTraces {
  return measureTraces(only(recording, chosen));
}

export type Structure = "spine" | "shaft";

export function regionOf(measurement: Measurement, structure: Structure): MeasuredRegion | undefined;
export function regionOf(measurement: MeasuredTraces, structure: Structure): MeasuredTraces["regions"][number] | undefined;
export function regionOf({ regions }: MeasuredTraces, structure: Structure): MeasuredTraces["regions"][number] | undefined {
  return regions.find(({ name }) => (structure === "shaft") === (name === "shaft"));
}

/** ms from the trial's start. */
export interface Stretch { readonly from: number; readonly to: number }

/**
 * Mean ΔF/F within a stretch, %, over those chosen trials that count, with Student's interval; null where nothing is
 * marked, or fewer than two trials are there.
 */
export function meanIn(
  measurement: MeasuredTraces, structure: Structure, stretch: Stretch, chosen: Chosen = {},
): Estimate | null {
  const each = tracesOf(measurement, structure, chosen).flatMap((trace) => {
    const own = within(measurement, trace, stretch);
    return own.length > 0 ? [mean(own)] : [];
  });
  return each.length >= 2 ? meanWithInterval(each, { unit: "%", nOf: "trials" }).estimate : null;
}

/**
 * Standard error that noise alone gives `meanIn`, %, by the scatter of lines before the stimulus; F₀'s included. Of the
 * trials in which there is a ΔF/F: not in one whose F₀ can't be told from the background.
 */
export function noiseIn(
  measurement: MeasuredTraces, structure: Structure, stretch: Stretch, chosen: Chosen = {},
): number {
  const traces = tracesOf(measurement, structure, chosen).filter((trace) => trace.length > 0);
  const rest = traces.map((trace) => [...trace.subarray(measurement.baseline.from, measurement.baseline.to)]);
  const lines = traces[0] ? within(measurement, traces[0], stretch).length : 0;
  const resting = rest[0]?.length ?? 0;
  return Math.sqrt(mean(rest.map(variance)) * (1 / lines + 1 / resting) / traces.length);
}

function tracesOf(measurement: MeasuredTraces, structure: Structure, chosen: Chosen): readonly Float64Array[] {
  return (regionOf(measurement, structure)?.traces ?? []).filter((_, i) => {
    const { included, condition, protocol } = measurement.trials[i] as MeasuredTraces["trials"][number];
    return included && isChosen(chosen, protocol, condition);
  });
}

/** Values of the lines that fall within a stretch. */
export function within(
  { time }: { readonly time: Float64Array }, trace: Float64Array, { from, to }: Stretch,
): number[] {
  return [...trace].filter((value, i) => {
    const at = time[i] as number;
    return at >= from && at < to && Number.isFinite(value);
  });
}

/** The number of an answer, null where the bench refused it. */
export function valueOf(answer: Answer | null | undefined): number | null {
  return answer && !isRefusal(answer) ? answer.value : null;
}

/** Mean of the electrode's reading within a stretch less that before it, of the chosen trials; in the sweeps' unit. */
function electrodeIn(recording: Recording, chosen: Chosen, stretch: Stretch, before: Stretch): Estimate | null {
  const each = only(recording, chosen).sweeps.map(({ samples, samplePeriod, start }) => {
    const level = ({ from, to }: Stretch): number => {
      const [a, b] = [Math.ceil((from - start) / samplePeriod), Math.ceil((to - start) / samplePeriod)];
      let sum = 0;
      for (let i = a; i < b; i++) sum += samples[i] as number;
      return sum / (b - a);
    };
    return level(stretch) - level(before);
  });
  return each.length >= 2 ? meanWithInterval(each, { unit: "pA", nOf: "trials" }).estimate : null;
}

/** Mean of the current about the peaks of EPSCs, 4 to 9 ms after each of these shocks, pA; null where there was none. */
export function epscAfter(recording: Recording, chosen: Chosen, shocks: readonly number[]): number | null {
  const { before, after } = epscStretches(shocks);
  const each = after.flatMap((stretch) => electrodeIn(recording, chosen, stretch, before)?.value ?? []);
  return each.length === shocks.length ? mean(each) : null;
}

/** ms: the level that EPSCs stand out of, and where each is largest, clear of the shock's artefact. */
const epscStretches = (shocks: readonly number[]): { readonly before: Stretch; readonly after: readonly Stretch[] } => ({
  before: { from: 20, to: Math.min(...shocks) - 5 }, after: shocks.map((shock) => ({ from: shock + 4, to: shock + 9 })),
});

/** A quantity of the truth, mean over the chosen trials. */
export function truthOf(truth: Truth, name: string, chosen: Chosen): Float64Array {
  const traces = chosenTraces(truth, name, chosen);
  const sum = new Float64Array((traces[0] as Float32Array).length);
  for (const trace of traces) trace.forEach((value, i) => { sum[i] = (sum[i] as number) + value; });
  return sum.map((value) => value / traces.length);
}

function chosenTraces(truth: Truth, name: string, chosen: Chosen): Float32Array[] {
  const at = truth.quantities.findIndex((one) => one.name === name);
  const traces = truth.trials.flatMap(({ stimulus, condition, traces: all }) =>
    (isChosen(chosen, stimulus, condition) ? all[at] ?? [] : []));
  if (traces.length > 0) return traces;
  const { stimulus = "any", condition = "any" } = chosen;
  throw new Error(`broken invariant: the truth has ${name} of ${stimulus} in ${condition}`);
}

/** What `epscAfter` measures, pA, of the truth's clamp current: without noise. */
export function trueEpscAfter(truth: Truth, chosen: Chosen, shocks: readonly number[]): number {
  const current = truthOf(truth, CLAMP_CURRENT, chosen);
  const level = ({ from, to }: Stretch): number =>
    mean([...current.subarray(Math.round(from / truth.interval), Math.round(to / truth.interval))]);
  const { before, after } = epscStretches(shocks);
  const rest = level(before);
  return mean(after.map((stretch) => level(stretch) - rest));
}

/** A quantity of the truth within a stretch, over what it was at the trial's start; mean over the chosen trials. */
export function trueIn(truth: Truth, name: string, { from, to }: Stretch, chosen: Chosen): number {
  const trace = truthOf(truth, name, chosen);
  const [first, last] = [from, to].map((ms) => Math.round(ms / truth.interval)) as [number, number];
  return mean([...trace.subarray(first, last)]) - (trace[0] as number);
}

/**
 * ΔF/F of calcium green-1 without noise, %, mean over the chosen trials: (R − 1)·θ·(bound/resting − 1)/(1 + (R − 1)·θ),
 * θ being the share bound at rest, and R bound over free. How much dye there is cancels out.
 */
export function trueDeltaF(truth: Truth, where: "head" | "shaft", chosen: Chosen): Float64Array {
  const dye = indicatorNamed("calcium green-1");
  const bound = truthOf(truth, `${where}_bound_dye_uM`, chosen);
  const resting_nM = 1000 * (truthOf(truth, `${where}_calcium_uM`, chosen)[0] as number);
  const brighter = ((dye.dynamicRange as number) - 1) * occupancy(resting_nM, dye.dissociation_nM);
  return bound.map((now) => (100 * brighter * (now / (bound[0] as number) - 1)) / (1 + brighter));
}

/** Mean of `trueDeltaF` within a stretch, %: what `meanIn` measures. */
export function trueMeanIn(truth: Truth, where: "head" | "shaft", { from, to }: Stretch, chosen: Chosen): number {
  const [first, last] = [from, to].map((ms) => Math.round(ms / truth.interval)) as [number, number];
  return mean([...trueDeltaF(truth, where, chosen).subarray(first, last)]);
}

/** The same of each of the chosen trials. */
export function trueMeansIn(truth: Truth, where: "head" | "shaft", stretch: Stretch, chosen: Chosen): number[] {
  return truth.trials.flatMap((one) => (isChosen(chosen, one.stimulus, one.condition)
    ? [trueMeanIn({ ...truth, trials: [one] }, where, stretch, {})] : []));
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

const largest = (trace: Float64Array | Float32Array): number => {
  let most = -Infinity;
  for (const value of trace) most = Math.max(most, value);
  return most;
};

/** How far a trace rises above where it begins. */
export function riseOf(trace: Float64Array): number {
  return largest(trace) - (trace[0] as number);
}

/** The largest value of a quantity of the truth in a trial, mean over the chosen trials. */
export function truthPeak(truth: Truth, name: string, chosen: Chosen): number {
  return mean(chosenTraces(truth, name, chosen).map(largest));
}
