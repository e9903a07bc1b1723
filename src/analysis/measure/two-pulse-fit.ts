/** Two overlapping responses of one shape, fitted to each trial. */
import type { Recording } from "#recording";
import { leastSquares, mean } from "#statistics";
import { refuse as refuseTraces } from "../traces/failures.js";
import { peakOf, shapeAt, type Background, type FittedTimeCourse } from "../traces/index.js";
import { chooseScan } from "./choices.js";
import { misuse, refuse } from "./failures.js";
import { backgroundsOf, planOf, type Plan } from "./plan.js";
import { firstLine, fitRegion, LEAST_RESPONSE, LINES_APART, stimulusTime, studyRegion, type RegionStudy } from "./region.js";
import type { MeasureRequest } from "./request.js";

/** Which trials have two pulses, and which show one alone. */
export interface TwoPulseTrials {
  /** Places in the recording of the trials with two pulses; all of the line scan's if absent. */
  readonly trials?: readonly number[];
  /** Of trials with one pulse in the same bath, whose response then gives the shape; else the first pulse's own does. */
  readonly single?: readonly number[];
}

/** Rounds in which the second response is taken off, and the shape sought in what is left; after 4, intervals still over-cover. */
const ROUNDS = 8;

/** Trial by trial: a level, and what each pulse added at its peak. */
export interface TwoPulseFit extends Studied {
  /** Places in the recording of the trials that count. */
  readonly trials: readonly number[];
  readonly shape: Shape;
  readonly source: FittedTimeCourse;
  /** Lines at which the pulses come. */
  readonly lines: readonly [number, number];
  /** One response of height 1 after either pulse, line by line. */
  readonly templates: readonly [Float64Array, Float64Array];
  /** Level, first and second amplitude, % ΔF/F, of each trial. */
  readonly coefficients: readonly (readonly [number, number, number])[];
}

/** Refuses fewer than two stimuli, pulses too close for their own shape, and a mean response below 4 standard errors. */
export function fitTwoPulses(recording: Recording, which: TwoPulseTrials, request: MeasureRequest): TwoPulseFit {
  const paired = studied(recording, which.trials, request);
  const { plan } = paired;
  const [one, two] = plan.stimuli;
  if (!one || !two) throw refuse("second-pulse-missing", { stimuli: plan.stimuli.length });
  const alone = which.single && studied(recording, which.single, { ...request, ...placesOf(paired), regionsFrom: "user" });
  const seen = alone ?? paired;
  const source = seen.study.fit;
  const apart = two.line - one.line;
  if (!alone && apart < LINES_APART) throw refuse("pulses-too-close", { lines: apart, needed: LINES_APART });
  if (!source || !(source.detectability >= LEAST_RESPONSE)) {
    throw refuseTraces("no-response", {
      what: "Two pulses", detectability: source?.detectability ?? 0, needed: LEAST_RESPONSE,
    });
  }
  const first = solved(paired, shapeOf(source, seen.plan), source, [one.line, two.line]);
  return alone ? first : sharpened(first);
}

/** Level and amplitudes of every trial, given the shape. */
function solved(paired: Studied, shape: Shape, source: FittedTimeCourse, lines: readonly [number, number]): TwoPulseFit {
  const { plan } = paired;
  const after = (pulse: number): Float64Array => Float64Array.from({ length: plan.lines }, (_, line) => shape.at(line - pulse));
  const templates = [after(lines[0]), after(lines[1])] as const;
  const design = Array.from(templates[0], (a, line) => [1, a, templates[1][line] as number]);
  return {
    ...paired, shape, source, templates, lines,
    trials: plan.scan.trials.flatMap(({ trial }, i) => (plan.reasons[i] === "" ? [trial] : [])),
    coefficients: countingTraces(paired).map((trace) =>
      leastSquares(design, Array.from(trace)).coefficients as unknown as readonly [number, number, number]),
  };
}

/**
 * The shape that was seen until the second pulse alone hardly knows its decay. With what the second brought taken off, the
 * whole trial shows it; a better shape tells better what to take off.
 */
function sharpened(begun: TwoPulseFit): TwoPulseFit {
  const { plan, lines } = begun;
  const [region] = plan.regions;
  let found = begun;
  for (let round = 0; round < ROUNDS && region; round++) {
    const { background: { value }, coefficients, templates: [, late] } = found;
    const left = countingTraces(found).map((trace, k) => {
      const rest = restOf(found, k);
      const [, , second] = coefficients[k] as readonly [number, number, number];
      return trace.map((percent, line) => value + rest * (1 + (percent - second * (late[line] as number)) / 100));
    });
    const { fit } = fitRegion(plan, region, left, found.background);
    if (!fit || !(fit.detectability >= LEAST_RESPONSE)) return found;
    found = solved(found, shapeOf(fit, plan), fit, lines);
  }
  return found;
}

/** F₀ of a trial above background, counts. */
function restOf({ plan, study, background }: Studied, k: number): number {
  return mean((study.counts[k] as Float64Array).subarray(plan.baseline.from, plan.baseline.to)) - background.value;
}

/** ΔF/F of the trials that count. */
const countingTraces = ({ plan, study: { region } }: Studied): Float64Array[] =>
  region.traces.filter((_, i) => plan.reasons[i] === "").map((trace) => trace.subarray(0, plan.lines));

/** Mean fluorescence above background in counts: at the first peak, just before the second pulse, at the second peak. */
export function meanFluorescence(found: TwoPulseFit): readonly [number, number, number] {
  const { shape, lines: [one, two], coefficients } = found;
  // What is left of the first response when the second begins, and when that peaks.
  const [tail, later] = [shape.at(two - one), shape.at(two - one + shape.peak)];
  const at = (percent: (own: readonly [number, number, number]) => number): number =>
    mean(coefficients.map((own, k) => restOf(found, k) * (1 + percent(own) / 100)));
  return [at(([, a]) => a), at(([, a]) => a * tail), at(([, a, b]) => a * later + b)];
}

interface Studied {
  readonly plan: Plan;
  readonly study: RegionStudy;
  readonly background: Background;
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
  return { plan, study: studyRegion(plan, region, background), background };
}

/** The places of one study in the words of a request, so that another is made in the same. */
export function placesOf({ plan: { regions, background } }: Studied): { regions: string[]; background: string } {
  const text =
    background.kind === "pixels"
      ? `${background.from}:${background.to}px`
      : background.kind === "counts"
        ? `${background.counts}`
        : background.kind;
  return { regions: regions.map(({ name, from, to }) => `${name}=${from}:${to}px`), background: text };
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
export function relativeError({ templates: [first, second] }: TwoPulseFit, k: 1 | 2): number {
  const { covariance } = leastSquares(
    Array.from(first, (a, line) => [1, a, second[line] as number]),
    Array.from(first),
    { weights: Array.from(first, () => 1), varianceKnown: true },
  );
  return Math.sqrt((covariance[k] as readonly number[])[k] as number);
}

/** The shape alone in stretches before the stimulus, with the error it has there for noise of 1 a line. */
export function quietAmplitudes(
  found: TwoPulseFit,
): { readonly amplitude: number; readonly error: number }[] {
  const { plan, source: { course, evidence } } = found;
  const traces = countingTraces(found);
  const end = plan.baseline.to;
  const length = Math.max(10, Math.min(30, Math.floor((end - plan.baseline.from) / 2) - 8));
  const before = 8;
  const { height } = peakOf(course);
  const all: { amplitude: number; error: number }[] = [];
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
      all.push({ amplitude: coefficients[1] as number, error: Math.sqrt(error) });
    }
  }
  return all;
}
