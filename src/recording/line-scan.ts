import type { LineTiming } from "./line-timing.js";

/** Detector readings as digitised, line after line: `pixels[line * pixelsPerLine + pixel]`. */
export type PixelArray = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

/**
 * Line scans of one configuration: time × space × channel × trial, with their pixel clock.
 *
 * Time runs down the lines, space along the scanned path. Every trial has the same pixels and channels, not
 * necessarily the same number of lines (a damaged or stopped trial is shorter).
 */
export interface LineScan {
  readonly name: string;
  readonly pixelsPerLine: number;
  readonly channels: readonly Channel[];
  readonly trials: readonly LineScanTrial[];
  readonly timing: LineTiming;
  /** µs the beam rests on a pixel, where known. */
  readonly dwellTime_us?: number;
  /**
   * ms from a line's start to the centre of each pixel's dwell. Absent: unknown, and the middle of the line stands
   * for every pixel.
   */
  readonly pixelOffsets?: Float64Array;
  /** µm between neighbouring pixels along the path, where known. */
  readonly pixelSize_um?: number;
  readonly path: ScanPath;
  /** ADC depth, where known; readings at 2^bits − 1 are saturated. */
  readonly bits?: number;
}

/** One detector. */
export interface Channel {
  /** As in the file: "Ch1", "Green". */
  readonly name: string;
  /** The colour of its light where the file says, or by the instrument's convention (then an issue notes it). */
  readonly colour?: "red" | "green" | "other";
  readonly dye?: string;
  /** Reading with no light, in counts, where known. */
  readonly darkLevel?: number;
  readonly countsPerPhoton?: number;
  /** PMT voltage or gain, where known. */
  readonly pmtGain?: number;
}

/** The lines of one trial. */
export interface LineScanTrial {
  /** Index into `Recording.trials`. */
  readonly trial: number;
  readonly lines: number;
  /** ms from the trial's start to the first line's start. */
  readonly start: number;
  /** One array of lines × pixels per channel, in the order of `LineScan.channels`; null where the file is missing. */
  readonly pixels: readonly (PixelArray | null)[];
}

/** How the beam moved: ends of a straight line, or the vertices of a freehand one, in pixels of the reference image. */
export interface ScanPath {
  readonly shape: "straight" | "freehand" | "circle" | "unknown";
  readonly vertices: readonly { readonly x: number; readonly y: number }[];
}

/** A stretch of the line that someone marked as one structure. */
export interface Region {
  readonly name: string;
  readonly structure: "spine" | "dendrite" | "background";
  /** First and last pixel; both belong to it. */
  readonly from: number;
  readonly to: number;
  /** `LineScan.name`. */
  readonly scan: string;
}
