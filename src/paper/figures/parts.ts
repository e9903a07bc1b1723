/** What the figures share: traces of a recording as panels draw them, and how a legend speaks of a spine. */
import { meanTrace, smooth } from "#analysis";
import type { Recording } from "#recording";
import type { PanelTrace, Stroke } from "#report";
import { only, type Chosen, type Structure } from "../bench.js";
import { SMOOTHED_BY, tracesOf, type Traces } from "../traces.js";
import type { Shown } from "./figure.js";

/** Lines over which the line through a mean is averaged, for the eye; single trials are smoothed as in the paper. */
export const EYE = 7;

export const SPINE: Stroke = { hue: "spine" };
export const SHAFT: Stroke = { hue: "shaft", dashed: true };
/** The same structure under another condition. */
export const SPINE_AFTER: Stroke = { hue: "spine", dashed: true, thin: true };
export const SOMA: Stroke = { hue: "ink", thin: true };

/** Traces of a structure; an empty one where the recording doesn't mark it. */
function found(recording: Recording, chosen: Chosen, structure: Structure): Pick<Traces, "time" | "trials"> {
  return tracesOf(recording, chosen, structure) ?? { time: new Float64Array(0), trials: [] };
}

/** ΔF/F, mean over the chosen trials: lines as dots, their moving average as the line. */
export function meanOf(
  recording: Recording, chosen: Chosen, stroke: Stroke, structure: Structure = "spine", points = EYE,
): PanelTrace {
  const { time, trials } = found(recording, chosen, structure);
  return lineThrough({ time, values: trials.length > 0 ? meanTrace(trials) : new Float64Array(0) }, stroke, points);
}

/** ΔF/F of one of the chosen trials, smoothed by as many lines as the paper's. */
export function singleOf(recording: Recording, chosen: Chosen, stroke: Stroke, trial = 0): PanelTrace {
  const { time, trials } = found(recording, chosen, "spine");
  return lineThrough({ time, values: trials[trial] ?? new Float64Array(0) }, stroke, SMOOTHED_BY);
}

/** Values as dots, and the line through them. */
export function lineThrough(
  { time, values }: { readonly time: Float64Array; readonly values: Float64Array }, stroke: Stroke, points = EYE,
): PanelTrace {
  return { ...stroke, time, samples: values, values: smoothedBy(points, values) };
}

export const smoothedBy = (points: number, values: Float64Array): Float64Array =>
  (values.length > points ? smooth(values, { kind: "moving average", points }) : values);

/** What the electrode read in one of the chosen trials. */
export function electrode(recording: Recording, chosen: Chosen, trial = 0): PanelTrace {
  const sweep = only(recording, chosen).sweeps[trial];
  const { samples = new Float64Array(0), start = 0, samplePeriod = 1 } = sweep ?? {};
  return { ...SOMA, time: Float64Array.from(samples, (_, i) => start + i * samplePeriod), values: samples };
}

/** The trace without what the electrode shows of the stimulus itself, `lasting` ms after each of these times. */
export function withoutArtefacts(
  { time, values, ...rest }: PanelTrace, at: readonly number[], lasting = 1,
): PanelTrace {
  return { ...rest, time, values: hidden(time, values, at, lasting) };
}

/** Values, NaN where such an artefact is. */
export function hidden(
  time: ArrayLike<number>, values: ArrayLike<number>, at: readonly number[], lasting = 1,
): Float64Array {
  const artefact = (ms: number): boolean => at.some((shock) => ms >= shock - 0.2 && ms < shock + lasting);
  return Float64Array.from(values, (value: number, i) => (artefact(time[i] as number) ? NaN : value));
}

/** A range that holds the lines of all traces, and most of their dots. */
export function spread(traces: readonly PanelTrace[]): readonly [number, number] {
  const all = traces.flatMap(({ values }) => Array.from(values)).filter(Number.isFinite);
  const [low, high] = [Math.min(0, ...all), Math.max(0, ...all)];
  return [low - 0.15 * (high - low), high + 0.2 * (high - low)];
}

/** ms of stimuli that follow each other at equal distances. */
export const shocksOf = (first: number, count: number, apart: number): number[] =>
  Array.from({ length: count }, (_, k) => first + k * apart);

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** "the first spine that …, number 4 of the population, 134 µm from the soma on an oblique dendrite (seed 1013)". */
export function spineSaid({ protocol, k, chosen }: Shown): string {
  const [spine] = protocol.spines;
  const which = chosen === undefined ? "the experiment's first spine" : chosen;
  const drawn = spine?.draw === undefined ? "the typical spine" : `spine ${k + 1} of the population`;
  const place = `${spine?.distance ?? ""} from the soma on an ${spine?.dendrite ?? ""} dendrite`;
  return `${which} (${drawn}, ${place}, seed ${protocol.seed})`;
}

/** "mean of 5 trials", of those that were chosen. */
export function countSaid(recording: Recording, chosen: Chosen): string {
  const n = only(recording, chosen).sweeps.length;
  return n === 1 ? "single trial" : `mean of ${n} trials`;
}
