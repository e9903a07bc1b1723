import { stimulusMarks, type Channel, type LineScan, type Recording } from "#recording";
import { formatNumber } from "#statistics";
import { parseTime, parseTimeRange, type Time } from "#units";
import { misuse, refuse } from "./failures.js";

/** The scan that was asked for, or the one with most trials. */
export function chooseScan(recording: Recording, asked: number | undefined): { scan: LineScan; index: number } | undefined {
  if (asked !== undefined) {
    const scan = recording.lineScans[asked];
    if (scan) return { scan, index: asked };
    if (recording.lineScans.length > 0) throw misuse("scan-unknown", { scan: asked, scans: recording.lineScans.length });
    return undefined;
  }
  let best: { scan: LineScan; index: number } | undefined;
  recording.lineScans.forEach((scan, index) => {
    if (!best || scan.trials.length > best.scan.trials.length) best = { scan, index };
  });
  return best;
}

/** A channel's index by name, number from 1, or colour; names win over numbers, numbers over colours. */
function channelIndex(scan: LineScan, asked: string): number {
  const wanted = asked.trim().toLowerCase();
  const byName = scan.channels.findIndex((channel) => channel.name.toLowerCase() === wanted);
  if (byName >= 0) return byName;
  const number = Number(wanted) - 1;
  if (Number.isInteger(number) && number >= 0 && number < scan.channels.length) return number;
  const byColour = scan.channels.findIndex((channel) => channel.colour === wanted);
  if (byColour >= 0) return byColour;
  throw misuse("channel-unknown", { channel: asked, channels: scan.channels.map(channelLabel) });
}

/** The channel that carries calcium: green where one is, else the last that has pictures. */
export function calciumChannel(scan: LineScan, asked: string | undefined): number {
  const has = (index: number): boolean => scan.trials.some((trial) => trial.pixels[index] !== null && trial.pixels[index] !== undefined);
  if (asked !== undefined) {
    const index = channelIndex(scan, asked);
    if (!has(index)) throw refuse("channel-without-pixels", { channel: channelLabel(scan.channels[index] as Channel) });
    return index;
  }
  const indices = scan.channels.map((_, index) => index).filter(has);
  const green = indices.find((index) => scan.channels[index]?.colour === "green");
  const chosen = green ?? indices.at(-1);
  if (chosen === undefined) throw refuse("channel-without-pixels", { channel: scan.channels.map(channelLabel).join(", ") });
  return chosen;
}

/** Numerator and denominator of G/R; by default green over red where both have pictures. */
export function ratioChannels(scan: LineScan, asked: string | undefined): { numerator: number; denominator: number } | undefined {
  const find = (colour: string): number =>
    scan.channels.findIndex((channel, index) => channel.colour === colour && scan.trials.some((trial) => trial.pixels[index]));
  if (asked === undefined) {
    const numerator = find("green");
    const denominator = find("red");
    return numerator >= 0 && denominator >= 0 ? { numerator, denominator } : undefined;
  }
  if (asked.trim().toLowerCase() === "none") return undefined;
  const parts = asked.split("/");
  if (parts.length !== 2) throw misuse("ratio-malformed", { ratio: asked });
  return { numerator: channelIndex(scan, parts[0] as string), denominator: channelIndex(scan, parts[1] as string) };
}

const channelLabel = (channel: Channel): string => channel.name + (channel.colour ? ` (${channel.colour})` : "");

/** A stimulus of one trial, in ms and in lines from the trial's start; `line` may be fractional. */
export interface StimulusTime {
  readonly line: number;
  readonly duration: number;
  readonly label: string;
  readonly source: string;
}

/** Line at which a time falls, given the trial's first line starts at `start` ms. */
function lineOf(time: Time, period: number | undefined, what: string, text: string): number {
  if ("lines" in time) return time.lines;
  if (period === undefined) throw refuse("times-without-clock", { what, text });
  return time.ms / period;
}

/** The stimuli as asked, or as the recording's marks say (those of most trials), in lines. */
export function chooseStimuli(recording: Recording, scan: LineScan, asked: string | undefined): readonly StimulusTime[] {
  const { period } = scan.timing;
  const lines = Math.max(0, ...scan.trials.map((trial) => trial.lines));
  if (asked !== undefined) {
    if (asked.trim().toLowerCase() === "none" || asked.trim() === "") return [];
    return asked.split(",").map((text) => {
      const line = lineOf(parseTime(text), period, "Stimulus", text);
      if (!(line >= 0 && line < lines)) {
        throw refuse("stimulus-outside", { stimulus: text.trim(), lines, end: period === undefined ? `line ${lines}` : `${formatNumber(lines * period, 6)} ms` });
      }
      return { line, duration: 0, label: "stimulus", source: "user" };
    });
  }
  if (period === undefined) return [];
  const start = scan.trials[0]?.start ?? 0;
  const first = scan.trials[0]?.trial;
  return stimulusMarks(recording.events, first)
    .map((event) => ({ line: (event.start - start) / period, duration: event.duration, label: event.kind, source: event.source }))
    .filter(({ line }) => line >= 0 && line < lines);
}

/** Baseline in whole lines: as asked, else all before the first stimulus, else the first fifth of the scan. */
export function chooseBaseline(scan: LineScan, stimuli: readonly StimulusTime[], asked: string | undefined): { from: number; to: number } {
  const lines = Math.max(0, ...scan.trials.map((trial) => trial.lines));
  const { period } = scan.timing;
  let range: { from: number; to: number };
  if (asked === undefined) {
    const first = stimuli[0];
    range = { from: 0, to: first === undefined ? Math.max(3, Math.round(lines / 5)) : Math.floor(first.line) };
  } else {
    const typed = parseTimeRange(asked);
    if (typed.unit === "lines") range = { from: Math.round(typed.from), to: Math.round(typed.to) };
    else {
      if (period === undefined) throw refuse("times-without-clock", { what: "Baseline", text: asked });
      // A line belongs where its middle does.
      range = { from: Math.ceil(typed.from / period - 0.5), to: Math.ceil(typed.to / period - 0.5) };
    }
  }
  const clipped = { from: Math.max(0, range.from), to: Math.min(lines, range.to) };
  if (clipped.to - clipped.from < 3 || range.from < 0 || range.to > lines) {
    throw refuse("baseline-outside", { baseline: asked ?? `${range.from}:${range.to}lines`, lines });
  }
  return clipped;
}
