import { square } from "#elementary";
import type { PixelArray } from "#recording";
import { refuse } from "./failures.js";
import { requireWindow, type LineWindow } from "./windows.js";

/** Counts taken off each reading, and where they come from. */
export interface Background {
  /** Counts. */
  readonly value: number;
  /** 0 for a typed number and for none. */
  readonly standardError: number;
  /** Pixels it was read from, both ends inclusive. */
  readonly pixels?: { readonly from: number; readonly to: number };
  /** Mean of those pixels line by line over trials, for the formula as printed; absent without pixels. */
  readonly byLine?: readonly Float64Array[];
}

/** How the background is chosen. */
export type BackgroundChoice =
  | { readonly kind: "none" }
  | { readonly kind: "counts"; readonly counts: number }
  | { readonly kind: "pixels"; readonly from: number; readonly to: number }
  /** The darkest stretch away from `regions`. */
  | { readonly kind: "auto" };

/**
 * Background of one channel. `trials` are lines × pixels arrays.
 *
 * "auto" takes the darkest contiguous stretch (a tenth of the line, at least 3 pixels) at least 2 pixels from every region.
 * The darkest of many noisy stretches reads too low, so it is *chosen* on even lines and *read* on odd ones, which are
 * independent of the choice. Out-of-focus light under the structure is not in it: a background beside a spine is a lower
 * bound of the background in it. Yuste et al. 1999 took theirs at least 10 µm away.
 *
 * With `window` only those lines count, which keeps the light of an uncaging flash out; give the baseline.
 */
export function backgroundOf(
  trials: readonly PixelArray[],
  { pixelsPerLine, choice, regions, window }: {
    pixelsPerLine: number;
    choice: BackgroundChoice;
    regions: readonly { readonly from: number; readonly to: number }[];
    window?: LineWindow;
  },
): Background {
  switch (choice.kind) {
    case "none":
      return { value: 0, standardError: 0 };
    case "counts":
      return { value: choice.counts, standardError: 0 };
    case "pixels": {
      if (choice.from < 0 || choice.to >= pixelsPerLine || choice.from > choice.to) {
        throw refuse("region-outside-line", { ...choice, unit: "px", length: pixelsPerLine });
      }
      return read(trials, pixelsPerLine, choice, { lines: "all", window });
    }
    case "auto":
      return read(trials, pixelsPerLine, darkestStretch(trials, pixelsPerLine, { regions, window }), { lines: "odd", window });
  }
}

function darkestStretch(
  trials: readonly PixelArray[],
  pixelsPerLine: number,
  { regions, window }: { regions: readonly { readonly from: number; readonly to: number }[]; window: LineWindow | undefined },
): { from: number; to: number } {
  const width = Math.max(3, Math.floor(pixelsPerLine / 10));
  const margin = 2;
  const free = Array.from({ length: pixelsPerLine }, (_, i) => !regions.some(({ from, to }) => i >= from - margin && i <= to + margin));
  const sums = new Float64Array(pixelsPerLine);
  for (const pixels of trials) {
    const { from, to } = linesOf(pixels, pixelsPerLine, window);
    for (let line = from + (from % 2); line < to; line += 2) {
      const start = line * pixelsPerLine;
      for (let i = 0; i < pixelsPerLine; i++) sums[i] = (sums[i] as number) + (pixels[start + i] as number);
    }
  }
  let best: { from: number; to: number } | undefined;
  let lowest = Infinity;
  for (let from = 0; from + width <= pixelsPerLine; from++) {
    if (!free.slice(from, from + width).every(Boolean)) continue;
    const total = sums.subarray(from, from + width).reduce((a, b) => a + b, 0);
    if (total < lowest) [best, lowest] = [{ from, to: from + width - 1 }, total];
  }
  if (!best) throw refuse("no-background", { pixels: pixelsPerLine, taken: free.filter((f) => !f).length, needed: width });
  return best;
}

function read(
  trials: readonly PixelArray[],
  pixelsPerLine: number,
  { from, to }: { from: number; to: number },
  { lines, window }: { lines: "all" | "odd"; window: LineWindow | undefined },
): Background {
  const byLine = trials.map((pixels) =>
    Float64Array.from({ length: Math.floor(pixels.length / pixelsPerLine) }, (_, line) => {
      let total = 0;
      for (let i = from; i <= to; i++) total += pixels[line * pixelsPerLine + i] as number;
      return total / (to - from + 1);
    }),
  );
  const values = byLine.flatMap((trial, i) => {
    const used = linesOf(trials[i] as PixelArray, pixelsPerLine, window);
    return Array.from(trial.filter((_, line) => line >= used.from && line < used.to && (lines === "all" || line % 2 === 1)));
  });
  if (values.length < 2) throw refuse("too-few-lines", { what: "The background", needed: 2, found: values.length });
  const value = values.reduce((a, b) => a + b, 0) / values.length;
  const squares = values.reduce((total, v) => total + square(v - value), 0);
  return { value, standardError: Math.sqrt(squares / (values.length - 1) / values.length), pixels: { from, to }, byLine };
}

function linesOf(pixels: PixelArray, pixelsPerLine: number, window: LineWindow | undefined): LineWindow {
  const lines = Math.floor(pixels.length / pixelsPerLine);
  if (!window) return { from: 0, to: lines };
  requireWindow(window, lines, "The lines for the background");
  return window;
}
