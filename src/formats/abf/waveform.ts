import { cosOfTurns } from "#elementary";
import { epochLetter, listEntry, variedBy, type AnalogOutput, type Epoch, type Stimulus } from "./stimulus.js";

/** The shape of one sweep, common to all outputs. */
export interface SweepShape {
  /** Samples of one channel. */
  readonly samples: number;
  /** Channels that were recorded; the output is computed on their interleaved clock, which a ramp shows. */
  readonly channels: number;
}

/** An epoch as it was played in one sweep: `start` and `end` in samples of one channel. */
export interface PlayedEpoch {
  readonly epoch: Epoch;
  readonly start: number;
  readonly end: number;
  readonly level: number;
  readonly period: number;
  readonly width: number;
}

/** Samples before the first epoch: a 64th of the sweep, in whole sequences, at least one. */
function firstHolding({ samples }: SweepShape): number {
  return Math.max(1, Math.floor(samples / 64));
}

/** The output's user list where it bears on this output's own epochs. */
function listed(stimulus: Stimulus, output: number, sweep: number, epoch: number, what: string): number | undefined {
  for (const list of stimulus.userLists) {
    const varied = variedBy(list.parameter);
    if (list.output !== output || varied.what !== what || !("epoch" in varied) || varied.epoch !== epoch) continue;
    if (what !== "level" && stimulus.activeOutput !== output) continue;
    const value = Number.parseFloat(listEntry(list, sweep));
    return Number.isFinite(value) ? (what === "level" ? value : Math.trunc(value)) : 0;
  }
  return undefined;
}

/**
 * The epochs of one sweep (from 0) with increments and user lists applied. A sentence where they don't fit the sweep or
 * can't be played.
 */
export function playedEpochs(stimulus: Stimulus, output: AnalogOutput, sweep: number, shape: SweepShape): readonly PlayedEpoch[] | string {
  const played: PlayedEpoch[] = [];
  let start = firstHolding(shape);
  for (const epoch of output.epochs) {
    const of = (what: string): number | undefined => listed(stimulus, output.index, sweep, epoch.number, what);
    const duration = of("duration") ?? epoch.duration + sweep * epoch.durationIncrement;
    if (duration <= 0) continue;
    const end = start + duration;
    const level = of("level") ?? epoch.level + sweep * epoch.levelIncrement;
    const period = of("period") ?? epoch.period;
    const width = of("width") ?? epoch.width;
    const letter = epochLetter(epoch.number);
    if (end > shape.samples) return `epoch ${letter} ends at sample ${end} of a sweep of ${shape.samples}`;
    if (!Number.isFinite(level)) return `epoch ${letter} has no level`;
    if (epoch.type < 1 || epoch.type > 7) return `epoch ${letter} is of unknown type ${epoch.type}`;
    const isTrain = epoch.type >= 3 && epoch.type !== 6;
    if (isTrain && !(period > 0 && (epoch.type === 5 || (width >= 0 && width <= period)))) {
      return `epoch ${letter} is a train with period ${period} and pulse width ${width} samples`;
    }
    played.push({ epoch, start, end, level, period, width });
    start = end;
  }
  return played;
}

/** The level between sweeps, before sweep `sweep`. */
function levelBefore(stimulus: Stimulus, output: AnalogOutput, sweep: number): number {
  if (output.conditioningLevel !== undefined) return output.conditioningLevel;
  const last = output.epochs.at(-1);
  if (!output.keepsLastLevel || sweep === 0 || last === undefined) return output.holding;
  return listed(stimulus, output.index, sweep - 1, last.number, "level") ?? last.level + (sweep - 1) * last.levelIncrement;
}

/**
 * The command of one output during one sweep (from 0), in the output's own unit, one value per sample of a channel; or
 * the sentence why it can't be known exactly.
 *
 * The rules are those of Axon's library: hold for a 64th of the sweep, play the epochs, hold again (or stay, where the
 * output keeps its last level). It computes on the interleaved clock of all channels, so the first value of a ramp over
 * D samples with N channels is already 1/(N·D) of the way, and the last 1 − (N − 1)/(N·D); the sample
 * user-list-durations.abf, which recorded its own output, confirms it. Levels beyond the converter's range are as
 * programmed, not as clipped.
 */
export function commandWaveform(stimulus: Stimulus, output: AnalogOutput, sweep: number, shape: SweepShape): Float32Array | string {
  const played = playedEpochs(stimulus, output, sweep, shape);
  if (typeof played === "string") return played;
  const before = levelBefore(stimulus, output, sweep);
  const command = new Float32Array(shape.samples).fill(before);
  const silenced = stimulus.alternating && ((sweep % 2 === 1 && output.index === 0) || (sweep % 2 === 0 && output.index === 1));
  let from = before;
  let end = firstHolding(shape);
  for (const epoch of played) {
    if (!silenced) fill(command, epoch, from, before, shape.channels);
    from = epoch.level;
    end = epoch.end;
  }
  command.fill(output.keepsLastLevel ? from : output.holding, end);
  return command;
}

/** One epoch's values; `k` counts on the interleaved clock, where period, width and duration are N times as long. */
function fill(command: Float32Array, { epoch, start, end, level, period, width }: PlayedEpoch, from: number, holding: number, channels: number): void {
  const duration = (end - start) * channels;
  const step = level - from;
  const cycle = period * channels;
  const high = width * channels;
  const partial = duration % cycle;
  const wholePulses = duration - partial;
  const lastPulse = partial < high ? wholePulses : duration;
  const value = (k: number): number => {
    const phase = k % cycle;
    switch (epoch.type) {
      case 1:
        return level;
      case 2:
        return from + ((k + 1) * step) / duration;
      case 3:
        return k < lastPulse && phase < high ? level : from;
      case 4:
        if (k >= wholePulses) return from;
        return phase < high ? from + (step * phase) / high : level - (step * (phase - high)) / (cycle - high);
      case 5:
        return k < wholePulses ? from + (step * (1 - cosOfTurns(phase / cycle))) / 2 : from;
      case 6:
        return k < Math.floor(duration / 2) ? holding : level;
      default:
        if (k >= lastPulse || phase >= high) return from;
        return phase < Math.floor(high / 2) ? level : from - step;
    }
  };
  for (let i = start; i < end; i++) command[i] = value((i - start) * channels);
}
