import { square } from "#elementary";
import type { LineScan, PixelArray } from "#recording";
import { misuse, refuse } from "./failures.js";
import { requireEqualLengths, requireWindow, windowAverage, type LineWindow } from "./windows.js";

/** Pixels of one channel, one array a trial, in the order of `scan.trials`. Refuses a trial whose file is missing. */
export function channelPixels(scan: LineScan, channel: string): readonly PixelArray[] {
  const index = scan.channels.findIndex(({ name }) => name === channel);
  if (index < 0) throw misuse("unknown-channel", { name: channel, known: scan.channels.map(({ name }) => name).join(", ") });
  return scan.trials.map(({ trial, pixels }) => {
    const found = pixels[index];
    if (!found) throw refuse("channel-missing", { trial, channel });
    return found;
  });
}

/** Mean reading of a region's pixels, line by line, in counts as digitised. `pixels` holds lines × pixels. */
export function regionTrace(
  pixels: PixelArray,
  { pixelsPerLine, region: { from, to } }: { pixelsPerLine: number; region: { readonly from: number; readonly to: number } },
): Float64Array {
  if (from < 0 || to >= pixelsPerLine || from > to) throw refuse("region-outside-line", { from, to, unit: "px", length: pixelsPerLine });
  return Float64Array.from({ length: Math.floor(pixels.length / pixelsPerLine) }, (_, line) => {
    let total = 0;
    for (let i = from; i <= to; i++) total += pixels[line * pixelsPerLine + i] as number;
    return total / (to - from + 1);
  });
}

/**
 * When the beam crosses the region, line by line, ms from the trial's start: line start + mean offset of its pixels.
 * Without pixel offsets the middle of the line stands for every pixel.
 */
export function crossingTimes({ lines, start, period, pixelOffsets, region }: {
  lines: number;
  /** ms from the trial's start to the first line's start. */
  start: number;
  period: number;
  pixelOffsets?: ArrayLike<number>;
  region: { readonly from: number; readonly to: number };
}): Float64Array {
  let offset = period / 2;
  if (pixelOffsets) {
    offset = 0;
    for (let i = region.from; i <= region.to; i++) offset += (pixelOffsets[i] as number) / (region.to - region.from + 1);
  }
  return Float64Array.from({ length: lines }, (_, line) => start + line * period + offset);
}

/** How much the transient brightens each pixel, and how noisy each pixel is at rest. */
export interface MatchedProfile {
  /** Mean of the response window minus that of the baseline, counts, nowhere negative. */
  readonly signal: Float64Array;
  /** Mean and variance of each pixel in the baseline. */
  readonly rest: Float64Array;
  readonly variance: Float64Array;
}

/** The profile of one or several trials. Take it from other trials than those it is used on; see `matchedScores`. */
export function matchedProfile(
  trials: readonly PixelArray[],
  { pixelsPerLine, baseline, response }: { pixelsPerLine: number; baseline: LineWindow; response: LineWindow },
): MatchedProfile {
  if (trials.length === 0) throw refuse("too-few-trials", { what: "A matched profile", needed: 1, found: 0 });
  const rest = new Float64Array(pixelsPerLine);
  const variance = new Float64Array(pixelsPerLine);
  const raised = new Float64Array(pixelsPerLine);
  for (const pixels of trials) {
    const lines = Math.floor(pixels.length / pixelsPerLine);
    requireWindow(baseline, lines, "The baseline", 2);
    requireWindow(response, lines, "The response window");
    for (let i = 0; i < pixelsPerLine; i++) {
      const along = (line: number): number => pixels[line * pixelsPerLine + i] as number;
      let own = 0;
      let squares = 0;
      let after = 0;
      for (let line = baseline.from; line < baseline.to; line++) own += along(line) / (baseline.to - baseline.from);
      for (let line = baseline.from; line < baseline.to; line++) squares += square(along(line) - own);
      for (let line = response.from; line < response.to; line++) after += along(line) / (response.to - response.from);
      rest[i] = (rest[i] as number) + own / trials.length;
      variance[i] = (variance[i] as number) + squares / (baseline.to - baseline.from - 1) / trials.length;
      raised[i] = (raised[i] as number) + after / trials.length;
    }
  }
  return { signal: raised.map((r, i) => Math.max(0, r - (rest[i] as number))), rest, variance };
}

/**
 * Line-by-line strength of the profile's response: Σ w (Y − rest) / Σ w s with w = s/variance, the weights of least
 * noise; 1 is the mean response of the trials the profile came from.
 *
 * `predictedStandardDeviation` is that of a resting line, 1/√Σ(s²/variance).
 */
export function matchedTrace(
  pixels: PixelArray,
  { signal, rest, variance }: MatchedProfile,
): { readonly score: Float64Array; readonly weights: Float64Array; readonly predictedStandardDeviation: number } {
  const raw = signal.map((s, i) => ((variance[i] as number) > 0 ? s / (variance[i] as number) : 0));
  const total = raw.reduce((a, b) => a + b, 0);
  if (!(total > 0)) throw refuse("no-response", { what: "A matched profile", detectability: 0, needed: 3 });
  const scale = raw.reduce((sum, w, i) => sum + w * (signal[i] as number), 0);
  const width = signal.length;
  const score = Float64Array.from({ length: Math.floor(pixels.length / width) }, (_, line) => {
    let projected = 0;
    for (let i = 0; i < width; i++) projected += (raw[i] as number) * ((pixels[line * width + i] as number) - (rest[i] as number));
    return projected / scale;
  });
  return { score, weights: raw.map((w) => w / total), predictedStandardDeviation: 1 / Math.sqrt(scale) };
}

/**
 * Matched traces of every trial, each with the profile of the *other* trials: with its own, noise that happens to lie where
 * the signal does would count as signal. Each score is relative to the trial's own baseline.
 */
export function matchedScores(
  trials: readonly PixelArray[],
  { pixelsPerLine, baseline, response }: { pixelsPerLine: number; baseline: LineWindow; response: LineWindow },
): readonly Float64Array[] {
  if (trials.length < 2) throw refuse("too-few-trials", { what: "A matched profile from other trials", needed: 2, found: trials.length });
  return trials.map((pixels, own) => {
    const others = trials.filter((_, i) => i !== own);
    const { score } = matchedTrace(pixels, matchedProfile(others, { pixelsPerLine, baseline, response }));
    const level = windowAverage(score, baseline);
    return score.map((s) => s - level);
  });
}

/**
 * Ratio of two channels line by line, percent: 100 · (G − background) / (R − background).
 *
 * The mean of such ratios is biased upwards by about (noise of R / R)², so a denominator that falls to its background in
 * any line is refused.
 */
export function ratioTrace(
  numerator: ArrayLike<number>,
  denominator: ArrayLike<number>,
  { numeratorBackground, denominatorBackground, channel = "the denominator" }: {
    numeratorBackground: number;
    denominatorBackground: number;
    channel?: string;
  },
): Float64Array {
  requireEqualLengths(numerator, denominator, "The two channels of a ratio");
  let dark = 0;
  const ratio = Float64Array.from({ length: numerator.length }, (_, i) => {
    const below = (denominator[i] as number) - denominatorBackground;
    if (!(below > 0)) dark++;
    return (100 * ((numerator[i] as number) - numeratorBackground)) / below;
  });
  if (dark > 0) throw refuse("denominator-too-dim", { lines: dark, of: numerator.length, channel });
  return ratio;
}
