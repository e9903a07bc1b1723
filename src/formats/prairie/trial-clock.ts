import type { Issue, LineTiming } from "#recording";
import type { PlannedTrial } from "./cycles.js";

/**
 * When each trial began, in ms after the first, and in s on the acquisition's clock where known.
 *
 * A frame's `absoluteTime` counts from one moment of the acquisition, so its differences are true; the `time` of a
 * Sequence is when that cycle was set up, seconds before its trigger, and serves only where the former is missing. Where
 * neither increases from trial to trial, trials are laid end to end and a note says so.
 */
export function trialStarts(
  trials: readonly PlannedTrial[],
  durations: readonly number[],
): { starts: readonly number[]; issues: readonly Issue[] } {
  const byFrame = sinceFirst(trials.map((trial) => trial.absoluteTime));
  if (byFrame) return { starts: byFrame, issues: [] };
  const bySequence = sinceFirst(afterMidnight(trials.map((trial) => trial.sequence?.timeOfDay)));
  if (bySequence) {
    const message = "frames carry no usable absoluteTime; trials were placed by the time at which their Sequence was set up";
    return { starts: bySequence, issues: [{ severity: "note", code: "prairie-trial-times-approximate", message }] };
  }
  const starts: number[] = [];
  let clock = 0;
  for (const duration of durations) {
    starts.push(clock);
    clock += duration;
  }
  const message = "the description doesn't say when trials began; they were laid end to end";
  return { starts, issues: trials.length > 1 ? [{ severity: "note", code: "prairie-trial-times-unknown", message }] : [] };
}

function sinceFirst(seconds: readonly (number | undefined)[]): readonly number[] | undefined {
  const first = seconds[0];
  if (first === undefined) return undefined;
  const starts: number[] = [];
  for (const second of seconds) {
    const start = second === undefined ? NaN : (second - first) * 1000;
    const before = starts.at(-1);
    if (!(start > (before ?? -1)) || !Number.isFinite(start)) return undefined;
    starts.push(start);
  }
  return starts;
}

/** Times of day that go on counting past midnight. */
function afterMidnight(times: readonly (number | undefined)[]): readonly (number | undefined)[] {
  let days = 0;
  return times.map((time, i) => {
    const before = times[i - 1];
    if (time !== undefined && before !== undefined && time < before - 43_200) days++;
    return time === undefined ? undefined : time + days * 86_400;
  });
}

/** The end of one cycle by the wall clock. */
export interface CycleEnd {
  readonly lines: number;
  /** s since midnight when the cycle's first line began: the first Sequence's time plus the frame's absoluteTime. */
  readonly began: number;
  /** ISO 8601: AcquisitionDate of the cycle's OME-XML, in whole seconds. */
  readonly acquiredAt: string;
}

/** The prediction may miss the dated second's middle by this much, in s. */
const FITS = 1.5;
/** Beyond this it does not fit; between the two nothing is said. */
const MISSES = 2.5;

/**
 * The timing tested against the wall clock: Prairie 5 dates an image when its last line is in, to the second.
 *
 * In all five cycles of the three version 5 samples, start + lines × period lies 0.2 to 0.6 s before the middle of the
 * dated second, while the file-level period misses it by 3.5 to 9.7 s. Says so in `check` where every other period
 * misses; contradicts where the one in force misses and another fits; else leaves the timing as it is.
 */
export function clockedTiming(timing: LineTiming, ends: readonly CycleEnd[]): LineTiming {
  const period = timing.period;
  const first = ends[0];
  if (period === undefined || !first) return timing;
  const off = deviation(period, ends);
  const at = (candidate: number): string => clock(first.began + (first.lines * candidate) / 1000);
  const dated = `the first cycle's image is dated ${first.acquiredAt.slice(11)}`;
  const lasting = (candidate: number): string =>
    `${first.lines} lines of ${Number(candidate.toPrecision(5))} ms begun at ${clock(first.began)} end at ${at(candidate)}`;
  const others = timing.alternatives.filter((alternative) => Math.abs(alternative.period / period - 1) > 0.1);
  if (off <= FITS && others.length > 0 && others.every((alternative) => deviation(alternative.period, ends) > MISSES)) {
    const sentence = `${dated[0]?.toUpperCase() ?? ""}${dated.slice(1)}, and ${lasting(period)}.`;
    return { ...timing, check: timing.check === undefined ? sentence : `${timing.check} ${sentence}` };
  }
  const better = off > MISSES ? others.find((alternative) => deviation(alternative.period, ends) <= FITS) : undefined;
  if (!better) return timing;
  const sentence =
    `By the wall clock, ${dated}; ${lasting(period)}, ` +
    `but ${better.source} (${Number(better.period.toPrecision(5))} ms) would end them at ${at(better.period)}.`;
  return { ...timing, contradictions: [...timing.contradictions, sentence] };
}

/** Largest distance in s between predicted ends and the middles of the dated seconds. */
function deviation(period: number, ends: readonly CycleEnd[]): number {
  return Math.max(
    ...ends.map(({ acquiredAt, began, lines }) => {
      const [hours, minutes, seconds] = acquiredAt.slice(11).split(":").map(Number);
      const difference = began + (lines * period) / 1000 - ((hours ?? NaN) * 3600 + (minutes ?? NaN) * 60 + (seconds ?? NaN) + 0.5);
      return Math.abs(difference - 86_400 * Math.round(difference / 86_400));
    }),
  );
}

/** "14:50:26.9" of s since midnight. */
function clock(seconds: number): string {
  const tenths = Math.round(seconds * 10) % 864_000;
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(Math.floor(tenths / 36_000))}:${two(Math.floor(tenths / 600) % 60)}:${two(Math.floor(tenths / 10) % 60)}.${tenths % 10}`;
}
