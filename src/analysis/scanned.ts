import { describeIssue, linePeriod, type Channel, type Issue, type LineScan, type Recording } from "#recording";
import { parseQuantity } from "#units";
import { chooseScan } from "./measure/choices.js";
import { refuse as refuseMeasure } from "./measure/failures.js";
import { crossingTimes, regionFromRange, regionTrace, type Trace } from "./traces/index.js";
import { misuse } from "./traces/failures.js";

/** A stretch of the line in every trial that has pixels. */
export interface ScannedRegion {
  /** First and last pixel, both inclusive. */
  readonly from: number;
  readonly to: number;
  readonly trials: readonly Trace[];
}

/** One detector of the recording's line scan. */
export interface ScannedChannel extends Channel {
  /** The pixels whose centres lie between two places on the line, { from: "2.1 µm", to: "3.0 µm" }. */
  along(stretch: { readonly from: string; readonly to: string }): ScannedRegion;
}

/** A recording that can be asked for its traces. What is asked is not enumerable: copies, clones and JSON are the plain data. */
export interface ScannedRecording extends Recording {
  /** String() of each is a sentence. */
  readonly issues: readonly (Issue & { toString(): string })[];
  /** By name, dye or colour, of the line scan with most trials. */
  channel(name: string): ScannedChannel;
  /** Counts without light, where all channels have the same; a RigError of kind "refused" or "usage" where not. */
  readonly darkLevel: number;
}

/** The recording with `channel` and `darkLevel`, for programs; see `ScannedRecording`. Nothing of the data changes. */
export function scanned(recording: Recording): ScannedRecording {
  const issues = recording.issues.map((issue) => Object.defineProperty({ ...issue }, "toString", { value: () => describeIssue(issue) }));
  const copy: Recording = { ...recording, issues };
  return Object.defineProperties(copy, {
    channel: { value: (name: string) => channelOf(recording, name) },
    darkLevel: { get: () => darkLevelOf(recording) },
  }) as ScannedRecording;
}

function scanOf(recording: Recording): LineScan {
  const chosen = chooseScan(recording, undefined);
  if (!chosen) throw refuseMeasure("nothing-to-measure", { name: recording.name });
  return chosen.scan;
}

function channelOf(recording: Recording, name: string): ScannedChannel {
  const scan = scanOf(recording);
  const wanted = name.trim().toLowerCase();
  const called: readonly ((channel: Channel) => string | undefined)[] = [(one) => one.name, (one) => one.dye, (one) => one.colour];
  const index = called.map((say) => scan.channels.findIndex((channel) => say(channel)?.toLowerCase() === wanted)).find((found) => found >= 0);
  const channel = index === undefined ? undefined : scan.channels[index];
  if (index === undefined || !channel) {
    const known = scan.channels.map((one) => [one.name, one.dye, one.colour].filter(Boolean).join(", "));
    throw misuse("unknown-channel", { name, known: known.join("; ") });
  }
  const along: ScannedChannel["along"] = ({ from, to }) => {
    const range = { from: parseQuantity(from, "length"), to: parseQuantity(to, "length"), unit: "um" } as const;
    const region = regionFromRange(range, scan);
    return { from: region.from, to: region.to, trials: tracesOf(recording, scan, index, region) };
  };
  const copy: Channel = { ...channel };
  return Object.defineProperty(copy, "along", { value: along }) as ScannedChannel;
}

function tracesOf(recording: Recording, scan: LineScan, channel: number, region: { from: number; to: number }): readonly Trace[] {
  const period = linePeriod(scan);
  const offsets = scan.pixelOffsets === undefined ? {} : { pixelOffsets: scan.pixelOffsets };
  return scan.trials.flatMap(({ trial, lines, start, pixels }): Trace[] => {
    const readings = pixels[channel];
    if (!readings) return [];
    const values = regionTrace(readings, { pixelsPerLine: scan.pixelsPerLine, region });
    const times = crossingTimes({ lines, start, period, region, ...offsets });
    return [{ trial, label: `trial ${trial + 1} of ${recording.name}`, unit: "counts", times, values }];
  });
}

function darkLevelOf(recording: Recording): number {
  const channels = scanOf(recording).channels;
  const levels = new Set(channels.map(({ darkLevel }) => darkLevel));
  const [level] = levels;
  if (levels.size > 1) throw misuse("dark-levels-differ", { levels: channels.map(({ name, darkLevel }) => `${name} ${darkLevel ?? "unknown"}`).join(", ") });
  if (level === undefined) throw misuse("dark-level-unknown", { name: recording.name });
  return level;
}
