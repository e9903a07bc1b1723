/** What the scorecard asks of the bench: the same measurements as of anybody's recording. */
import { measure, isRefusal, type Answer, type MeasuredRegion, type Measurement } from "#analysis";
import type { Recording } from "#recording";
import { meanWithInterval, type Estimate } from "#statistics";
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
    const mean = ({ from, to }: Stretch): number => {
      const [a, b] = [Math.ceil((from - start) / samplePeriod), Math.ceil((to - start) / samplePeriod)];
      let sum = 0;
      for (let i = a; i < b; i++) sum += samples[i] as number;
      return sum / (b - a);
    };
    return mean(stretch) - mean(before);
  });
  return each.length >= 2 ? meanWithInterval(each, { unit: "pA", nOf: "trials" }).estimate : null;
}

/** A quantity of the truth, mean over the chosen trials. */
export function truthOf(truth: Truth, name: string, { stimulus, condition }: Chosen): Float64Array {
  const at = truth.quantities.findIndex((one) => one.name === name);
  const trials = truth.trials.filter((trial) =>
    (stimulus ?? trial.stimulus) === trial.stimulus && (condition ?? trial.condition) === trial.condition);
  const first = trials[0]?.traces[at];
  if (!first) throw new Error(`broken invariant: the truth has ${name} of ${stimulus ?? "any"} in ${condition ?? "any"}`);
  const mean = new Float64Array(first.length);
  for (const { traces } of trials) {
    (traces[at] as Float32Array).forEach((value, i) => { mean[i] = (mean[i] as number) + value / trials.length; });
  }
  return mean;
}
