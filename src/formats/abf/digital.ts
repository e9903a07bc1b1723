import { epochLetter, listEntry, variedBy, type AnalogOutput, type Epoch, type Stimulus } from "./stimulus.js";
import { playedEpochs, type PlayedEpoch, type SweepShape } from "./waveform.js";

/** A stretch of one sweep in which a digital line was away from its resting state. Samples of one channel. */
export interface DigitalPulse {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  /** State during the pulse; 0 where the line rests high. */
  readonly state: 0 | 1;
  /** Letters of the epochs that made it: "B", or "B to D" where it ran through. */
  readonly epochs: string;
}

interface Levels {
  readonly value: number;
  readonly train: number;
}

/** The digital word and train lines of an epoch in one sweep, alternation and user lists considered. */
function levelsOf(stimulus: Stimulus, epoch: Epoch, sweep: number): Levels {
  for (const list of stimulus.userLists) {
    const varied = variedBy(list.parameter);
    if (list.output !== stimulus.activeOutput || varied.what !== "digital" || varied.epoch !== epoch.number) continue;
    const pattern = listEntry(list, sweep).trim();
    const bits = (mark: string): number => Number.parseInt(pattern.replace(/./gu, (c) => (c === mark ? "1" : "0")), 2) || 0;
    return { value: bits("1"), train: bits("*") };
  }
  const digital = stimulus.digital.epochs.get(epoch.number);
  if (digital === undefined) return { value: 0, train: 0 };
  return stimulus.alternatingDigital && sweep % 2 === 1
    ? { value: digital.alternateValue, train: digital.alternateTrain }
    : { value: digital.value, train: digital.train };
}

/** The output whose epochs time the digital lines in this sweep. */
function timingOutput(stimulus: Stimulus, sweep: number): AnalogOutput | undefined {
  const index = stimulus.alternatingDigital ? sweep % 2 : stimulus.activeOutput;
  return stimulus.outputs.find((output) => output.index === index);
}

/** State of all lines before the sweep. */
function resting(stimulus: Stimulus, sweep: number): number {
  const list = stimulus.userLists.find((l) => l.output === stimulus.activeOutput && variedBy(l.parameter).what === "digital holding");
  const holding = list === undefined ? stimulus.digital.holding : Number.parseInt(listEntry(list, sweep), 2) || 0;
  const output = stimulus.outputs.find((o) => o.index === stimulus.activeOutput);
  const last = output?.epochs.at(-1);
  return stimulus.digital.keepsLastLevel && sweep > 0 && last !== undefined ? levelsOf(stimulus, last, sweep - 1).value : holding;
}

/**
 * What the digital lines did in one sweep (from 0), in order of time; or the sentence why it can't be known. At most
 * `limit` pulses.
 *
 * During an epoch a line takes its bit of the epoch's word; on lines marked for trains it pulses with the epoch's
 * period and width. Pulses that touch, across epochs too, are one. Only the lines that the digitiser moves in step
 * with the samples are considered; the others keep their holding state.
 */
export function digitalPulses(stimulus: Stimulus, sweep: number, shape: SweepShape, limit: number): readonly DigitalPulse[] | string {
  if (!stimulus.digital.enabled) return [];
  const output = timingOutput(stimulus, sweep);
  if (output === undefined) return [];
  const played = playedEpochs(stimulus, output, sweep, shape);
  if (typeof played === "string") return played;
  const rest = resting(stimulus, sweep);
  const pulses: DigitalPulse[] = [];
  for (let line = 0; line < stimulus.digital.lines && pulses.length < limit; line++) {
    const restState = (rest >> line) & 1;
    for (const stretch of stretches(stimulus, played, sweep, line, rest)) {
      if (stretch.state === restState || stretch.start === stretch.end) continue;
      const previous = pulses.at(-1);
      if (previous?.line === line && previous.end === stretch.start) {
        const first = previous.epochs.split(" ")[0] ?? "";
        pulses[pulses.length - 1] = { ...previous, end: stretch.end, epochs: first === stretch.letter ? first : `${first} to ${stretch.letter}` };
      } else {
        if (pulses.length >= limit) break;
        pulses.push({ line, start: stretch.start, end: stretch.end, state: stretch.state, epochs: stretch.letter });
      }
    }
  }
  return pulses.sort((a, b) => a.start - b.start || a.line - b.line);
}

interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly state: 0 | 1;
  readonly letter: string;
}

/** The states that one line takes, epoch after epoch. */
function* stretches(stimulus: Stimulus, played: readonly PlayedEpoch[], sweep: number, line: number, rest: number): Generator<Stretch> {
  const bit = (word: number): 0 | 1 => ((word >> line) & 1 ? 1 : 0);
  for (const { epoch, start, end, period, width } of played) {
    const { value, train } = levelsOf(stimulus, epoch, sweep);
    const letter = epochLetter(epoch.number);
    if (train <= 0 || period <= 0) {
      yield { start, end, state: bit(value), letter };
      continue;
    }
    const on = bit(train | value);
    const off = bit(rest | value);
    const [first, second] = stimulus.digital.trainsActiveHigh ? [on, off] : [off, on];
    if (first === second) {
      yield { start, end, state: first, letter };
      continue;
    }
    for (let from = start; from < end; from += period) {
      const middle = Math.min(end, from + Math.max(0, Math.min(width, period)));
      yield { start: from, end: middle, state: first, letter };
      yield { start: middle, end: Math.min(end, from + period), state: second, letter };
    }
  }
}
