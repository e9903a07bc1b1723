import { assert } from "#errors";
import type { Channel, LineScan, LineScanTrial, PixelArray, Recording, Region, Sweep, Trial } from "#recording";
import { refuse } from "./failures.js";
import type { NwbSession } from "./session.js";
import { seconds } from "./times.js";
import type { SeriesSamples } from "./tree.js";

/** What the parts of the writer share: the recording, laid out on the file's clock, with every object's name. */
export interface Plan {
  readonly recording: Recording;
  readonly session: NwbSession;
  readonly identifier: string;
  readonly regions: readonly Region[];
  /** Trials that took time, in its order: rows of the table of trials. */
  readonly timed: readonly TimedTrial[];
  /** Row of a trial by its index; undefined for trials without time. */
  readonly rowOf: (trial: number) => number | undefined;
  /** Scans with a line period and pixels, whose lines are series. */
  readonly scans: readonly PlannedScan[];
  readonly sweeps: readonly PlannedSweep[];
  /** Series that have samples in each row's trial, filled by the writers of series. */
  readonly parts: readonly SeriesSamples[][];
}

export interface TimedTrial {
  readonly trial: Trial;
  /** Seconds. */
  readonly start: number;
  readonly stop: number;
}

export interface PlannedScan {
  readonly scan: LineScan;
  /** ms. */
  readonly period: number;
  /** Counts from 1, as in `LineScan1Ch1` and `ScanPath1`. */
  readonly number: number;
  readonly series: readonly PlannedSeries[];
}
export interface PlannedSeries {
  readonly channel: Channel;
  /** Place among the scan's channels. */
  readonly at: number;
  /** Name of the OpticalChannel: the channel's, freed of what HDF5 or NWB forbid in names. */
  readonly optical: string;
  readonly path: string;
  readonly plane: string;
  readonly trials: readonly { readonly trial: LineScanTrial; readonly pixels: PixelArray }[];
}

export interface PlannedSweep {
  readonly sweep: Sweep;
  readonly row: number;
  readonly path: string;
  readonly type: SweepType | "TimeSeries";
  /** Volts, amperes or the sweep's own unit, by one stored unit. */
  readonly conversion: number;
  readonly unit: string;
  /** Electrode of the sweep, counted from 0; simultaneous channels of one quantity have one each. */
  readonly electrode: number;
  /** Seconds on the file's clock. */
  readonly start: number;
}
export type SweepType = "VoltageClampSeries" | "CurrentClampSeries" | "VoltageClampStimulusSeries" | "CurrentClampStimulusSeries";

/** A name that HDF5, NWB and a file system all accept. */
export function plainName(name: string, otherwise: string): string {
  const plain = name.replace(/[^\p{L}\p{N}_-]+/gu, "_").replace(/^_+|_+$/g, "");
  return plain === "" ? otherwise : plain;
}

/** Gives each name once, numbering those that come again. */
export function uniqueNames(): (name: string) => string {
  const taken = new Set<string>();
  return (name) => {
    let unique = name;
    for (let n = 2; taken.has(unique); n += 1) unique = `${name}_${n}`;
    taken.add(unique);
    return unique;
  };
}

const padded = (trial: number): string => String(trial).padStart(4, "0");

/** Lays the recording out; refuses what has no place on one clock. */
export function planRecording(recording: Recording, session: NwbSession, identifier: string, regions: readonly Region[]): Plan {
  checkTrials(recording);
  const timed = timedTrials(recording);
  const rows = new Map(timed.map(({ trial }, row) => [trial.index, row]));
  const rowOf = (trial: number): number | undefined => rows.get(trial);
  const unique = uniqueNames();
  for (const reserved of ["LineScans", "ReferenceImages"]) unique(reserved);
  const scans = planScans(recording, timed, rowOf, unique);
  return { recording, session, identifier, regions, timed, rowOf, scans, sweeps: planSweeps(recording, timed, rowOf, unique), parts: timed.map(() => []) };
}

function checkTrials({ trials, lineScans, sweeps, events }: Recording): void {
  trials.forEach((trial, i) => assert(trial.index === i, "trials are in the order of their indices"));
  const check = (what: string, trial: number): void => {
    if (!(trial in trials)) throw refuse("nwb-trial-unknown", { what, trial, trials: trials.length });
  };
  for (const scan of lineScans) for (const { trial } of scan.trials) check(scan.name, trial);
  for (const sweep of sweeps) check(`A sweep of ${sweep.channel}`, sweep.trial);
  for (const event of events) check(`A stimulus (${event.kind})`, event.trial);
}

/** Trials that last, by their own word or by the samples they hold; in the order of their starts. */
function timedTrials({ trials, lineScans, sweeps, sweepOffset }: Recording): TimedTrial[] {
  const ends = new Map<number, number>();
  const extend = (trial: number, end: number): void => void ends.set(trial, Math.max(ends.get(trial) ?? 0, end));
  for (const { trials: lines, timing } of lineScans) {
    if (timing.period !== undefined) for (const one of lines) extend(one.trial, one.start + one.lines * timing.period);
  }
  for (const sweep of sweeps) extend(sweep.trial, sweepOffset + sweep.start + sweep.samples.length * sweep.samplePeriod);
  const timed = trials.flatMap((trial): TimedTrial[] => {
    const duration = trial.duration > 0 ? trial.duration : (ends.get(trial.index) ?? 0);
    return duration > 0 ? [{ trial, start: seconds(trial.start), stop: seconds(trial.start + duration) }] : [];
  });
  timed.forEach(({ trial }, row) => {
    const before = timed[row - 1]?.trial;
    if (before !== undefined && trial.start <= before.start) {
      throw refuse("nwb-trials-out-of-order", { trial: trial.index, start: trial.start, previous: before.start });
    }
  });
  return timed;
}

function planScans(recording: Recording, timed: readonly TimedTrial[], rowOf: Plan["rowOf"], unique: (name: string) => string): PlannedScan[] {
  const scans: PlannedScan[] = [];
  for (const scan of recording.lineScans) {
    const { period } = scan.timing;
    if (period === undefined || !scan.trials.some(hasPixels)) continue;
    const number = scans.length + 1;
    const channelName = uniqueNames();
    const series = scan.channels.flatMap((channel, at): PlannedSeries[] => {
      const optical = channelName(plainName(channel.name, `Channel${at + 1}`));
      const trials = scan.trials.flatMap((trial) => {
        const pixels = trial.pixels[at];
        return pixels && pixels.length > 0 && rowOf(trial.trial) !== undefined ? [{ trial, pixels }] : [];
      });
      if (trials.length === 0) return [];
      let last = -Infinity;
      for (const { trial } of trials) {
        const start = (timed[rowOf(trial.trial) ?? 0]?.trial.start ?? 0) + trial.start;
        if (start <= last) throw refuse("nwb-lines-out-of-order", { name: `${scan.name} ${channel.name}`, trial: trial.trial, previous: last, start });
        last = start + (trial.lines - 1) * period;
      }
      const name = unique(`LineScan${number}${optical}`);
      return [{ channel, at, optical, path: `/acquisition/${name}`, plane: `/general/optophysiology/ImagingPlane${number}${optical}`, trials }];
    });
    scans.push({ scan, period, number, series });
  }
  return scans;
}

export const hasPixels = (trial: LineScanTrial): boolean => trial.pixels.some((pixels) => pixels !== null && pixels.length > 0);

/** SI units of what electrodes read and command, and the factors from what a sweep may be in. */
const KINDS: Readonly<Partial<Record<Sweep["quantity"], { readonly type: SweepType; readonly unit: string; readonly factors: Readonly<Record<string, number>> }>>> = (() => {
  const potential = { unit: "volts", factors: { V: 1, mV: 1e-3, uV: 1e-6, "µV": 1e-6 } };
  const current = { unit: "amperes", factors: { A: 1, nA: 1e-9, pA: 1e-12, uA: 1e-6, "µA": 1e-6 } };
  return {
    current: { type: "VoltageClampSeries", ...current },
    potential: { type: "CurrentClampSeries", ...potential },
    "command potential": { type: "VoltageClampStimulusSeries", ...potential },
    "command current": { type: "CurrentClampStimulusSeries", ...current },
  };
})();

function planSweeps(recording: Recording, timed: readonly TimedTrial[], rowOf: Plan["rowOf"], unique: (name: string) => string): PlannedSweep[] {
  // One channel keeps its electrode through all trials: the place among the channels of its quantity.
  const channels = new Map<Sweep["quantity"], string[]>();
  for (const { quantity, channel } of recording.sweeps) {
    const known = channels.get(quantity) ?? [];
    if (!known.includes(channel)) channels.set(quantity, [...known, channel]);
  }
  const uniqueStimulus = uniqueNames();
  return recording.sweeps.flatMap((sweep): PlannedSweep[] => {
    if (sweep.samples.length === 0) return [];
    const row = rowOf(sweep.trial);
    if (!(sweep.samplePeriod > 0) || row === undefined) throw refuse("nwb-sweep-without-clock", { channel: sweep.channel, trial: sweep.trial, period: sweep.samplePeriod });
    const kind = KINDS[sweep.quantity];
    const factor = kind?.factors[sweep.unit];
    const electrode = channels.get(sweep.quantity)?.indexOf(sweep.channel) ?? 0;
    const start = seconds((timed[row]?.trial.start ?? 0) + recording.sweepOffset + sweep.start);
    const base = { sweep, row, electrode, start };
    if (kind === undefined || factor === undefined) {
      const name = unique(`${plainName(sweep.channel, "Channel")}_${padded(sweep.trial)}`);
      return [{ ...base, path: `/acquisition/${name}`, type: "TimeSeries", conversion: 1, unit: sweep.unit === "" ? "unknown" : sweep.unit }];
    }
    const name = `${kind.type}${padded(sweep.trial)}${electrode === 0 ? "" : `_${plainName(sweep.channel, `Channel${electrode + 1}`)}`}`;
    const path = kind.type.includes("Stimulus") ? `/stimulus/presentation/${uniqueStimulus(name)}` : `/acquisition/${unique(name)}`;
    return [{ ...base, path, type: kind.type, conversion: factor, unit: kind.unit }];
  });
}
