import { hypot, square } from "#elementary";
import type { LineScan } from "#recording";
import type { PixelRange } from "#units";
import { refuse } from "./failures.js";

/** Pixels of the line that belong together; `from` and `to` are both inclusive. */
export interface RegionOfInterest {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Pixels of a stretch of the line: whole pixels as given, or those whose centres lie within a stretch in µm (the first
 * pixel's centre is half a pixel from the line's start).
 *
 * Refuses what lies outside the line, and µm where the pixel size is unknown.
 */
export function regionFromRange(
  range: PixelRange,
  scan: Pick<LineScan, "name" | "pixelsPerLine" | "pixelSize_um">,
  name = "region",
): RegionOfInterest {
  const { pixelsPerLine, pixelSize_um: size } = scan;
  if (range.unit === "px") {
    if (range.from < 0 || range.to >= pixelsPerLine || range.from > range.to) {
      throw refuse("region-outside-line", { ...range, length: pixelsPerLine });
    }
    return { name, from: range.from, to: range.to };
  }
  if (size === undefined || !(size > 0)) throw refuse("pixel-size-unknown", { scan: scan.name });
  // A millionth of a pixel forgives 2.1 µm not being a binary number.
  const from = Math.max(0, Math.ceil(range.from / size - 0.5 - 1e-6));
  const to = Math.min(pixelsPerLine - 1, Math.floor(range.to / size - 0.5 + 1e-6));
  if (range.from >= pixelsPerLine * size || range.to < 0) {
    throw refuse("region-outside-line", { ...range, unit: "µm", length: pixelsPerLine * size });
  }
  if (from > to) throw refuse("region-without-pixels", { from: range.from, to: range.to, pixelSize: size });
  return { name, from, to };
}

/** Edges of a region in µm from the line's start: outer edges of its first and last pixel. */
export function regionInMicrometres({ from, to }: { from: number; to: number }, pixelSize_um: number): { from: number; to: number } {
  return { from: from * pixelSize_um, to: (to + 1) * pixelSize_um };
}

/** Brightness along the line with the uncertainty of each pixel; see `lineProfile`. */
export interface LineProfile {
  /** Counts, mean over lines and trials. */
  readonly mean: Float64Array;
  /** Standard error of each mean. */
  readonly standardError: Float64Array;
  /** Mean after the stimulus minus mean before, counts, and its standard error; absent without a stimulus. */
  readonly response?: Float64Array;
  readonly responseError?: Float64Array;
}

/** A structure found along the line. */
export interface FoundRegion extends RegionOfInterest {
  readonly peakPixel: number;
  /** Peak brightness above the darkest stretch, counts. */
  readonly brightness: number;
  /** Response within the region over its standard error; absent without a stimulus. */
  readonly response?: number;
}

/**
 * Structures along the line: peaks of the mean brightness (and of the response) that stand out of the darkest stretch,
 * each from half its height to half its height, split at valleys. In order along the line, named "structure 1", ….
 *
 * A peak counts where the smoothed profile exceeds the darkest stretch by `needed` standard errors (6) and by a tenth of
 * the brightest structure; two peaks are two structures where the valley between lies 4 standard errors and a fifth of the
 * lower peak below it. A dim spine that only shows when it responds is found by its response. Half height is a convention:
 * a spine over a bright shaft keeps the light of both, and no choice of edges undoes that. Refuses a line without structure.
 */
export function findRegions(profile: LineProfile, { needed = 6 }: { needed?: number } = {}): readonly FoundRegion[] {
  const { floor } = contrast(profile.mean, profile.standardError);
  const bright = peaks(profile.mean, profile.standardError, { needed, share: 0.1, floor });
  const responding =
    profile.response && profile.responseError
      ? peaks(profile.response, profile.responseError, { needed, share: 0.25, floor: 0 }).filter(
          ({ peakPixel }) => !bright.some(({ from, to }) => peakPixel >= from && peakPixel <= to),
        )
      : [];
  const taken = new Set(bright.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i)));
  const extra = responding.map((peak) => shrinkOff(peak, taken)).filter(({ from, to }) => to > from);
  const found = [...bright, ...extra].sort((a, b) => a.from - b.from);
  if (found.length === 0) {
    const { smoothed, error } = contrast(profile.mean, profile.standardError);
    const best = Math.max(...smoothed.map((s, i) => (s - floor) / (error[i] as number)));
    throw refuse("no-structure", { best, needed, floor: best >= needed ? ", and a width of two pixels" : "" });
  }
  return found.map((region, i) => {
    const response = responseOf(profile, region);
    return { ...region, name: `structure ${i + 1}`, ...(response === undefined ? {} : { response }) };
  });
}

/** The region that responds most surely to the stimulus, or the brightest where no response was measured. */
export function mostResponsive(regions: readonly FoundRegion[]): FoundRegion {
  const [first, ...others] = regions;
  if (!first) throw refuse("no-structure", { best: 0, needed: 6, floor: "" });
  const merit = (region: FoundRegion): number => region.response ?? region.brightness;
  return others.reduce((best, region) => (merit(region) > merit(best) ? region : best), first);
}

interface Peak {
  readonly from: number;
  readonly to: number;
  readonly peakPixel: number;
  readonly brightness: number;
}

/** The profile smoothed by 1:2:1 with its errors, and the level of its darkest stretch. */
function contrast(values: Float64Array, errors: Float64Array): { smoothed: Float64Array; error: Float64Array; floor: number } {
  const last = values.length - 1;
  const at = (array: Float64Array, i: number): number => array[Math.min(Math.max(i, 0), last)] as number;
  const smoothed = values.map((v, i) => (at(values, i - 1) + 2 * v + at(values, i + 1)) / 4);
  const smallest = Math.max(...errors) * 1e-6 || Number.MIN_VALUE;
  const error = errors.map((e, i) => Math.max(Math.sqrt(square(at(errors, i - 1)) + 4 * e * e + square(at(errors, i + 1))) / 4, smallest));
  const width = Math.max(3, Math.floor(values.length / 10));
  let floor = Infinity;
  for (let from = 0; from + width <= values.length; from++) {
    let total = 0;
    for (let i = from; i < from + width; i++) total += values[i] as number;
    floor = Math.min(floor, total / width);
  }
  return { smoothed, error, floor };
}

function peaks(
  values: Float64Array,
  errors: Float64Array,
  { needed, share, floor }: { needed: number; share: number; floor: number },
): Peak[] {
  if (values.length < 4) return [];
  const { smoothed, error } = contrast(values, errors);
  const height = smoothed.map((s) => s - floor);
  const tallest = Math.max(...height);
  const h = (i: number): number => height[i] as number;
  const stands = (i: number): boolean => h(i) > needed * (error[i] as number) && h(i) > share * tallest;
  let maxima = Array.from(height.keys()).filter(
    (i) => stands(i) && h(i) >= (height[i - 1] ?? -Infinity) && h(i) > (height[i + 1] ?? -Infinity),
  );
  const valley = (a: number, b: number): number => {
    let lowest = a;
    for (let i = a; i <= b; i++) if (h(i) < h(lowest)) lowest = i;
    return lowest;
  };
  // Join the pair with the shallowest valley until every valley is deep enough.
  for (;;) {
    let worst = -1;
    let shallowest = Infinity;
    for (let k = 0; k + 1 < maxima.length; k++) {
      const [a, b] = [maxima[k] as number, maxima[k + 1] as number];
      const low = valley(a, b);
      const lower = Math.min(h(a), h(b));
      const depth = (lower - h(low)) / Math.max(4 * hypot(error[low] as number, error[h(a) < h(b) ? a : b] as number), lower / 5);
      if (depth < 1 && depth < shallowest) [worst, shallowest] = [k, depth];
    }
    if (worst < 0) break;
    const drop = h(maxima[worst] as number) < h(maxima[worst + 1] as number) ? worst : worst + 1;
    maxima = maxima.filter((_, k) => k !== drop);
  }
  return maxima
    .map((peak, k) => {
      const left = k === 0 ? 0 : valley(maxima[k - 1] as number, peak) + 1;
      const right = k === maxima.length - 1 ? height.length - 1 : valley(peak, maxima[k + 1] as number) - 1;
      let from = peak;
      let to = peak;
      while (from > left && h(from - 1) >= h(peak) / 2) from--;
      while (to < right && h(to + 1) >= h(peak) / 2) to++;
      return { from, to, peakPixel: peak, brightness: h(peak) };
    })
    .filter(({ from, to }) => to > from);
}

function shrinkOff(peak: Peak, taken: ReadonlySet<number>): Peak {
  let { from, to } = peak;
  while (from < peak.peakPixel && taken.has(from)) from++;
  while (to > peak.peakPixel && taken.has(to)) to--;
  return { ...peak, from, to };
}

function responseOf({ response, responseError }: LineProfile, { from, to }: Peak): number | undefined {
  if (!response || !responseError) return undefined;
  let total = 0;
  let squares = 0;
  for (let i = from; i <= to; i++) {
    total += response[i] as number;
    squares += square(responseError[i] as number);
  }
  return squares > 0 ? total / Math.sqrt(squares) : 0;
}
