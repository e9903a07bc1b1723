import { hypot, pow, square } from "#elementary";
import type { PixelArray } from "#recording";
import { refuse } from "./failures.js";
import type { LineProfile } from "./regions.js";
import { requireWindow, type LineWindow } from "./windows.js";

/**
 * Brightness of each pixel of the line, mean over all lines of all trials, with standard errors from successive lines; with
 * `before` and `after` also the response between the two windows.
 *
 * `trials` are lines × pixels arrays of one channel. Errors are those of the noise; slow changes of the fluorescence itself
 * do not enter.
 */
export function lineProfile(
  trials: readonly PixelArray[],
  { pixelsPerLine, before, after }: { pixelsPerLine: number; before?: LineWindow; after?: LineWindow },
): LineProfile {
  if (trials.length === 0) throw refuse("too-few-trials", { what: "A brightness profile", needed: 1, found: 0 });
  const all = trials.map((pixels) => moments(pixels, pixelsPerLine, { from: 0, to: Math.floor(pixels.length / pixelsPerLine) }, "The picture"));
  const overall = pool(all, pixelsPerLine);
  if (!before || !after) return { mean: overall.mean, standardError: overall.error };
  const early = pool(trials.map((pixels) => moments(pixels, pixelsPerLine, before, "The baseline")), pixelsPerLine);
  const late = pool(trials.map((pixels) => moments(pixels, pixelsPerLine, after, "The response window")), pixelsPerLine);
  return {
    mean: overall.mean,
    standardError: overall.error,
    response: late.mean.map((m, i) => m - (early.mean[i] as number)),
    responseError: late.error.map((e, i) => hypot(e, early.error[i] as number)),
  };
}

/** Share of readings at the converter's last value, 2^bits − 1; 0 where its depth is unknown. */
export function saturatedShare(pixels: PixelArray, { bits }: { bits: number | undefined }): number {
  if (bits === undefined) return 0;
  const full = pow(2, bits) - 1;
  let count = 0;
  for (const reading of pixels) if (reading >= full) count++;
  return count / pixels.length;
}

/**
 * Where along the line the light of a trial lies: its centre of mass in pixels, over background. A shift between trials is
 * movement of the preparation along the line (movement across it only dims).
 */
export function centreOfMass(
  pixels: PixelArray,
  { pixelsPerLine, window, background, region }: {
    pixelsPerLine: number;
    window: LineWindow;
    background: number;
    region?: { readonly from: number; readonly to: number };
  },
): number {
  const { mean } = moments(pixels, pixelsPerLine, window, "The window for the position");
  const { from, to } = region ?? { from: 0, to: pixelsPerLine - 1 };
  let weight = 0;
  let moment = 0;
  for (let i = from; i <= to; i++) {
    const light = (mean[i] as number) - background;
    weight += light;
    moment += light * i;
  }
  if (!(weight > 0)) throw refuse("constant", { what: "The position along the line: no light above the background", value: background });
  return moment / weight;
}

interface Moments {
  readonly mean: Float64Array;
  /** Sum of squared differences of successive lines. */
  readonly differences: Float64Array;
  readonly lines: number;
}

function moments(pixels: PixelArray, pixelsPerLine: number, window: LineWindow, what: string): Moments {
  const lines = requireWindow(window, Math.floor(pixels.length / pixelsPerLine), what, 2);
  const mean = new Float64Array(pixelsPerLine);
  const differences = new Float64Array(pixelsPerLine);
  for (let line = window.from; line < window.to; line++) {
    const start = line * pixelsPerLine;
    for (let i = 0; i < pixelsPerLine; i++) {
      const reading = pixels[start + i] as number;
      mean[i] = (mean[i] as number) + reading / lines;
      if (line > window.from) {
        differences[i] = (differences[i] as number) + square(reading - (pixels[start - pixelsPerLine + i] as number));
      }
    }
  }
  return { mean, differences, lines };
}

/** Mean over trials, each line counting the same, and the standard error of it. */
function pool(parts: readonly Moments[], pixelsPerLine: number): { mean: Float64Array; error: Float64Array } {
  const lines = parts.reduce((total, part) => total + part.lines, 0);
  const mean = new Float64Array(pixelsPerLine);
  const error = new Float64Array(pixelsPerLine);
  for (const part of parts) {
    for (let i = 0; i < pixelsPerLine; i++) {
      mean[i] = (mean[i] as number) + ((part.mean[i] as number) * part.lines) / lines;
      error[i] = (error[i] as number) + (part.differences[i] as number);
    }
  }
  const degrees = lines - parts.length;
  return { mean, error: error.map((d) => Math.sqrt(d / (2 * degrees) / lines)) };
}
