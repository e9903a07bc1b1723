import type { LineWindow } from "./windows.js";
import { misuse } from "./failures.js";
import { parseTime } from "#units";

/** What one region read in one trial, on the trial's clock. Plain data. */
export interface Trace {
  /** Index into `Recording.trials`. */
  readonly trial: number;
  /** For messages: "trial 17 of cell 3". */
  readonly label: string;
  readonly unit: "counts" | "% ΔF/F";
  /** When the beam crosses the region, line by line, ms from the trial's start. */
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** A trace as ΔF/F, with what it was made from, so that counts can be had back. */
export interface RelativeTrace extends Trace {
  readonly baseline: LineWindow;
  /** F₀ above background, counts. */
  readonly rest: number;
  /** Counts. */
  readonly background: number;
}

/** A stretch of time as its ends are typed: ["0 ms", "95 ms"]. */
export type TimeSpan = readonly [from: string, to: string];

/** Lines that the beam crosses from the first time (inclusive) to the second (exclusive). Throws where there is none. */
export function linesWithin(times: Float64Array, [from, to]: TimeSpan): LineWindow {
  const [start, end] = [milliseconds(from), milliseconds(to)];
  const window = { from: linesBefore(times, start), to: linesBefore(times, end) };
  if (window.to <= window.from) {
    throw misuse("no-line-within", { from, to, first: times[0] ?? NaN, last: times.at(-1) ?? NaN });
  }
  return window;
}

/** How many lines the beam crosses before a moment. */
export function linesBefore(times: Float64Array, moment: number): number {
  const found = times.findIndex((time) => time >= moment);
  return found < 0 ? times.length : found;
}

/** A typed moment on a clock: lines have none. */
export function milliseconds(text: string): number {
  const time = parseTime(text);
  if ("lines" in time) throw misuse("time-in-lines", { text });
  return time.ms;
}
