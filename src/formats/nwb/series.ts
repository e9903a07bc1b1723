import { Hdf5Failure, type Hdf5File } from "./hdf5.js";
import type { Value } from "./hdf5-values.js";

/** When each sample of a series was taken, in seconds on the file's clock. */
export interface Clock {
  /** Where it is said: "timestamps" or "starting_time, rate". */
  readonly source: string;
  /** How many samples it times; Infinity for a rate. */
  readonly count: number;
  at(index: number): number;
  /** Seconds between samples: 1 / rate, or the median difference. NaN for a single sample. */
  readonly period: number;
  /** Samples taken at or after `from` and before `to`. */
  within(from: number, to: number, samples: number): Part;
}

/** A run of samples of a series. */
export interface Part {
  readonly from: number;
  readonly count: number;
}

/** A TimeSeries or one of its kinds, without its data. */
export interface Series {
  readonly path: string;
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[];
  readonly unit: string;
  /** Value in `unit` = stored × conversion + offset. */
  readonly conversion: number;
  readonly offset: number;
  readonly clock?: Clock;
  readonly description: string;
  readonly comments: string;
}

export const baseOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** The first value as text, or undefined. */
const text = (value: Value | undefined): string | undefined => (value?.kind === "text" ? value.values[0] : undefined);
/** The first value as a number, or undefined; NaN is a number that isn't known. */
function number(value: Value | undefined): number | undefined {
  const first = value?.kind === "number" ? value.values[0] : undefined;
  return first === undefined || Number.isNaN(first) ? undefined : first;
}

/** Text of a dataset or attribute that may be missing; empty texts count as missing. */
export function textAt(file: Hdf5File, path: string, attribute?: string): string | undefined {
  const found = text(attribute === undefined ? file.read(path) : file.attribute(path, attribute));
  return found === "" ? undefined : found;
}
export const numberAt = (file: Hdf5File, path: string, attribute?: string): number | undefined =>
  number(attribute === undefined ? file.read(path) : file.attribute(path, attribute));

export const typeAt = (file: Hdf5File, path: string): string => textAt(file, path, "neurodata_type") ?? "";

/** Reads what describes a series; throws Hdf5Failure where it has no data. A damaged clock counts as none. */
export function readSeries(file: Hdf5File, path: string, complain: (reason: string) => void): Series {
  const data = `${path}/data`;
  const stored = file.stored(data);
  if (stored === undefined) throw new Hdf5Failure(data, "is missing");
  if (stored.kind !== "number") throw new Hdf5Failure(data, `holds ${stored.kind}, not numbers`);
  let clock: Clock | undefined;
  try {
    clock = readClock(file, path);
  } catch (cause) {
    if (!(cause instanceof Hdf5Failure)) throw cause;
    complain(cause.message);
  }
  return {
    path,
    name: baseOf(path),
    type: typeAt(file, path),
    shape: stored.shape,
    unit: textAt(file, data, "unit") ?? "",
    conversion: numberAt(file, data, "conversion") ?? 1,
    offset: numberAt(file, data, "offset") ?? 0,
    ...(clock ? { clock } : {}),
    description: textAt(file, path, "description") ?? "",
    comments: textAt(file, path, "comments") ?? "",
  };
}

function readClock(file: Hdf5File, path: string): Clock | undefined {
  const stamps = file.read(`${path}/timestamps`);
  if (stamps?.kind === "number" && stamps.values.length > 0) return fromTimestamps(stamps.values);
  const start = numberAt(file, `${path}/starting_time`);
  const rate = numberAt(file, `${path}/starting_time`, "rate");
  if (start === undefined || rate === undefined || !(rate > 0) || !Number.isFinite(rate) || !Number.isFinite(start)) return undefined;
  const within = (from: number, to: number, samples: number): Part => {
    const clamp = (t: number): number => Math.min(samples, Math.max(0, Math.ceil((t - start) * rate - 1e-6)));
    return { from: clamp(from), count: Math.max(0, clamp(to) - clamp(from)) };
  };
  return { source: "starting_time, rate", count: Infinity, at: (index) => start + index / rate, period: 1 / rate, within };
}

function fromTimestamps(values: ArrayLike<number>): Clock {
  const stamps = Float64Array.from(values);
  const steps = stamps.slice(1).map((t, i) => t - (stamps[i] ?? NaN));
  const first = (t: number, samples: number): number => {
    let low = 0;
    let high = Math.min(samples, stamps.length);
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((stamps[middle] ?? Infinity) < t - 1e-9) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    source: "timestamps",
    count: stamps.length,
    at: (index) => stamps[index] ?? NaN,
    period: steps.sort()[steps.length >> 1] ?? NaN,
    within: (from, to, samples) => ({ from: first(from, samples), count: Math.max(0, first(to, samples) - first(from, samples)) }),
  };
}
