import type { Recording, Sweep } from "#recording";

/** Where an electrode's recording may say when it was stimulated. */
export interface StimulusSource {
  /** "digital OUT 0", or the name of a channel. */
  readonly name: string;
  /** ms from a trial's start, on the sweeps' clock. */
  readonly times: readonly number[];
  /** "ABF protocol, epoch E: digital OUT 0 high", or what of the channel is meant. */
  readonly source: string;
}

/** A command that moves by less than this share of its range is at rest. */
const AT_REST = 0.1;
/** Onsets beyond these are a waveform, and mark no stimulus. */
const MOST = 50;

/**
 * Everything in the file that could be the stimulus: outputs that went high, commands that left their first level, triggers
 * that were seen. Which of them reached the axons the file doesn't say, so a person chooses.
 *
 * Marks are those of the first trial; a command's onsets those of the sweep in which it moves the most, since a series of
 * steps has one of 0.
 */
export function stimulusSources(recording: Recording): readonly StimulusSource[] {
  const first = recording.trials[0]?.index;
  const marks = new Map<string, { times: number[]; source: string }>();
  for (const { trial, kind, target, start, source } of recording.events) {
    if (trial !== first || kind === "tag") continue;
    const name = target ?? kind;
    const mark = marks.get(name) ?? { times: [], source };
    mark.times.push(start);
    marks.set(name, mark);
  }
  const marked = [...marks].map(([name, { times, source }]): StimulusSource => ({ name, times: times.sort((a, b) => a - b), source }));
  const channels = new Map<string, Sweep[]>();
  for (const sweep of recording.sweeps) {
    if (sweep.quantity === "command potential" || sweep.quantity === "command current" || sweep.quantity === "trigger") {
      channels.set(sweep.channel, [...(channels.get(sweep.channel) ?? []), sweep]);
    }
  }
  const commanded = [...channels].flatMap(([name, sweeps]): StimulusSource[] => {
    const moved = sweeps.map((sweep) => ({ sweep, ...rangeOf(sweep) })).reduce((a, b) => (b.high - b.low > a.high - a.low ? b : a));
    const times = onsetsOf(moved);
    if (times.length === 0 || times.length > MOST) return [];
    return [{ name, times, source: moved.sweep.quantity === "trigger" ? "the trigger rises" : `the ${moved.sweep.quantity} leaves its first level` }];
  });
  return [...marked, ...commanded];
}

/** The times as a request takes them: "602.85ms,702.85ms". */
export const stimulusText = (times: readonly number[]): string => times.map((time) => `${Number(time.toPrecision(12))}ms`).join(",");

function rangeOf({ samples }: Sweep): { low: number; high: number } {
  let [low, high] = [Infinity, -Infinity];
  for (const value of samples) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return { low, high };
}

/** ms at which the samples leave their first level. */
function onsetsOf({ sweep: { samples, start, samplePeriod }, low, high }: { sweep: Sweep; low: number; high: number }): number[] {
  if (!(high > low)) return [];
  const rest = samples[0] as number;
  const onsets: number[] = [];
  let away = false;
  samples.forEach((value, k) => {
    const now = Math.abs(value - rest) > AT_REST * (high - low);
    if (now && !away) onsets.push(start + k * samplePeriod);
    away = now;
  });
  return onsets;
}
