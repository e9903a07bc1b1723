/** What the microscope does in a trial, as values. */
import {
  amount, protocolOf, type Detector, type FrameImaging, type Imaging, type LineScanImaging, type StackImaging,
} from "#protocol";
import type { Amount, Frequency, Length, LongTime, Time } from "./amounts.js";
import { misuse } from "./failures.js";
import type { CellSpine } from "./patched-cell.js";

/** As the imaging of a protocol file, with a spine in the place of its name. */
export type TrialImaging =
  | Omit<LineScanImaging, "through"> & { readonly through: CellSpine; readonly duration?: string }
  | Omit<FrameImaging, "around"> & { readonly around: CellSpine | "soma" }
  | Omit<StackImaging, "around"> & { readonly around: CellSpine | "soma" };

export interface OpticsOptions {
  /** Of the laser, "680 nm" to "1300 nm". */
  readonly wavelength?: Length;
  /** Of the objective. */
  readonly numericalAperture?: number;
  /** Refractive index of what the objective dips into. */
  readonly medium?: number;
  /** Mean power at the sample. */
  readonly power?: Amount<"mW">;
  readonly detector?: Partial<Omit<Detector, "backgroundRate">> & { readonly backgroundRate?: Frequency };
}

export interface LineScanOptions extends OpticsOptions {
  /** Lines a second; or give `period`. */
  readonly lines?: Frequency;
  /** From line to line. */
  readonly period?: Time;
  /** For how long lines are scanned, from `from` on; the trial ends with them. */
  readonly duration?: LongTime;
  /** The shutter opens here; "0 ms" where nothing is said. */
  readonly from?: Time;
  /** Of the straight line through head and shaft. */
  readonly length?: Length;
  readonly pixels?: number;
  /** Ends and corners of another line, µm from the head: x along the dendrite, y away from it. */
  readonly path?: readonly { readonly x: number; readonly y: number }[];
}

/**
 * One line again and again, through a spine's head and its shaft:
 *
 *     lineScan(spine, { lines: "500 Hz", duration: "600 ms" })
 *
 * What is not said has the default of a protocol file. Throws a RigError of kind "usage".
 */
export function lineScan(spine: CellSpine, options: LineScanOptions = {}): TrialImaging {
  const { lines, duration, ...rest } = options;
  const period = lines === undefined ? rest.period : periodOf(lines, rest.period);
  const imaging = { ...rest, period, kind: "line scan" };
  const from = amount(rest.from ?? "0 ms", "time") ?? 0;
  const asked = duration === undefined ? undefined : trialOf(from, duration);
  const trial = asked ?? `${Math.min(LONGEST, from + ENOUGH)} ms`;
  const own = checked("lineScan", imaging, trial) as LineScanImaging;
  return { ...own, through: spine, ...(asked !== undefined && { duration: asked }) };
}

/** ms: more than the longest period, so that a line fits. */
const ENOUGH = 1000;
/** ms; of a trial. */
const LONGEST = 60_000;

export interface FrameOptions extends OpticsOptions {
  /** Side of the frame. */
  readonly width?: Length;
  /** Of a line, and lines of a frame. */
  readonly pixels?: number;
  /** Of one pixel. */
  readonly dwell?: Time;
  /** How many, one after the other; 1 where nothing is said. */
  readonly frames?: number;
}

/** Square frames around a spine or "soma", from the start of the trial. Throws a RigError of kind "usage". */
export function frame(around: CellSpine | "soma", options: FrameOptions = {}): TrialImaging {
  return { ...(checked("frame", { ...options, kind: "frame" }) as FrameImaging), around };
}

export interface ZStackOptions extends Omit<FrameOptions, "frames"> {
  /** From the first plane to the last, half on either side. */
  readonly depth?: Length;
  /** From plane to plane. */
  readonly step?: Length;
}

/** Planes at successive depths around a spine or "soma", of the cell at rest. Throws a RigError of kind "usage". */
export function zStack(around: CellSpine | "soma", options: ZStackOptions = {}): TrialImaging {
  return { ...(checked("zStack", { ...options, kind: "stack" }) as StackImaging), around };
}

/** The period of a rate of lines. Twelve digits are enough and spare "1.4285714285714286 ms". */
function periodOf(lines: string, period: string | undefined): string {
  if (period !== undefined) throw misuse("line-rate-twice", { lines, period });
  const rate = amount(lines, "frequency");
  if (rate === undefined || !(rate > 0)) throw misuse("line-rate", { lines });
  return `${Number((1 / rate).toPrecision(12))} ms`;
}

/** How long a trial lasts whose lines begin at `from`, ms; as written where they begin with it. */
function trialOf(from: number, duration: string): string {
  const scanned = amount(duration, "long time");
  return from === 0 || scanned === undefined ? duration : `${Number((from + scanned).toPrecision(12))} ms`;
}

/** With its defaults, checked by itself; a trial as long as can be where nothing says how long. */
function checked(called: string, imaging: object, duration = `${LONGEST} ms`): Imaging {
  const options = { file: called, words: { imaging: "" } };
  return protocolOf({ imaging, duration, interval: "60 min", trials: 1 }, options).imaging;
}
