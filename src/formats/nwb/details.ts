import * as v from "valibot";
import type { Issue } from "#recording";

/**
 * What a Recording knows and NWB has no field for, as JSON in `/scratch/RecordingDetails`: names as the microscope
 * wrote them, rejected line periods, what a reader complained of, and whatever has no time and so no series.
 * The tree stays the authority: nothing here repeats a number that the tree holds.
 */
const finite = v.pipe(v.number(), v.finite());
const index = v.pipe(v.number(), v.integer(), v.minValue(0));
const vertices = v.array(v.object({ x: finite, y: finite }));
const path = v.object({ shape: v.picklist(["straight", "freehand", "circle", "unknown"]), vertices });
const lines = v.object({ trial: index, lines: index, start: finite });

const channel = v.object({
  name: v.string(),
  colour: v.optional(v.picklist(["red", "green", "other"])),
  dye: v.optional(v.string()),
  darkLevel: v.optional(finite),
  countsPerPhoton: v.optional(finite),
  pmtGain: v.optional(finite),
});

const scan = v.object({
  name: v.string(),
  path,
  alternatives: v.array(v.object({ period: finite, source: v.string(), note: v.string() })),
  contradictions: v.array(v.string()),
  check: v.optional(v.string()),
  /** Channels without a series, by place in the list of channels: none of their trials has pixels. */
  silent: v.array(v.object({ at: index, channel })),
  /** Trials of which no channel has pixels. */
  empty: v.array(lines),
});

/** A line scan without a line period, whose pixels are in /scratch; or one with a period and no pixels. */
const untimed = v.object({
  name: v.string(),
  period: v.optional(finite),
  pixelsPerLine: index,
  path,
  source: v.string(),
  alternatives: v.array(v.object({ period: finite, source: v.string(), note: v.string() })),
  contradictions: v.array(v.string()),
  check: v.optional(v.string()),
  dwellTime_us: v.optional(finite),
  pixelOffsets: v.optional(v.array(finite)),
  pixelSize_um: v.optional(finite),
  bits: v.optional(finite),
  channels: v.array(
    v.object({
      ...channel.entries,
      /** Name below /scratch; absent where the channel has no pixels at all. */
      dataset: v.optional(v.string()),
    }),
  ),
  /** `missing`: channels (by place) without pixels in this trial. */
  trials: v.array(v.object({ ...lines.entries, missing: v.array(index) })),
});

const issue = v.object({
  severity: v.picklist(["note", "warning", "error"]),
  code: v.string(),
  message: v.string(),
  file: v.optional(v.string()),
  offset: v.optional(finite),
  trial: v.optional(index),
});

const condition = v.object({
  name: v.string(),
  bath: v.optional(v.string()),
  drugs: v.array(v.object({ name: v.string(), concentration_uM: v.optional(finite) })),
  calcium_mM: v.optional(finite),
  magnesium_mM: v.optional(finite),
  temperature_C: v.optional(finite),
  holding: v.optional(finite),
});

const event = v.object({
  trial: index,
  start: finite,
  duration: finite,
  kind: v.picklist(["synaptic", "somatic", "uncaging", "light", "tag", "other"]),
  target: v.optional(v.string()),
  amplitude: v.optional(finite),
  amplitudeUnit: v.optional(v.string()),
  source: v.string(),
});

const SCHEMA = v.object({
  version: v.literal(1),
  name: v.string(),
  startedAt: v.optional(v.string()),
  sweepOffset: finite,
  program: v.optional(v.string()),
  settings: v.record(v.string(), v.string()),
  /** By the name of their ScanPath's number: "LineScan1". */
  lineScans: v.record(v.string(), scan),
  /** In the order of Recording.lineScans: names of the timed ones, and the untimed ones themselves. */
  order: v.array(v.union([v.string(), untimed])),
  images: v.record(v.string(), v.object({ name: v.string(), channel: v.optional(v.string()) })),
  /** Trials that took no time by any clock of the file, with their place among the others. */
  trials: v.array(v.object({ index, start: finite, duration: finite, condition: v.string(), protocol: v.optional(v.string()) })),
  /** Events within such trials. */
  events: v.array(event),
  /** All conditions, in order, by name; with what is known of those that no timed trial ran under. */
  conditions: v.array(v.union([v.string(), condition])),
  issues: v.array(issue),
});

export type Details = v.InferOutput<typeof SCHEMA>;
export type UntimedScan = v.InferOutput<typeof untimed>;
export type ScanDetails = v.InferOutput<typeof scan>;

/** Where the details are. */
export const DETAILS = "/scratch/RecordingDetails";

/** The details, or a sentence that says why they can't be used. */
export function parseDetails(json: string): Details | string {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    return `no JSON: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
  const result = v.safeParse(SCHEMA, value);
  if (result.success) return result.output;
  const first = result.issues[0];
  return `${v.getDotPath(first) ?? "the document"}: ${first.message}`;
}

/** Fields that may be undefined become optional. */
type Known<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Drops `undefined`, which optional fields of a Recording mustn't hold. */
export function known<T extends object>(value: T): Known<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Known<T>;
}

/** An issue as it was written. */
export const issueFrom = (written: Details["issues"][number]): Issue => known(written);
