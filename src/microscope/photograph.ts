import type { RandomStream } from "#random";
import { detect, fullScale, requireDetector, type PhotonDetector } from "./detector.js";
import { unbleached, type Illumination } from "./excitation.js";
import { misuse } from "./failures.js";
import type { GridScan, ScanClock } from "./scan.js";
import type { Weights } from "./weights.js";

/**
 * Light of one channel: one array an element, µM × relative brightness, sampled at `interval`; a single sample holds
 * throughout.
 */
export type ChannelLight = readonly Float64Array[];

/** What both photographs need. */
interface Exposure {
  readonly illumination: Illumination;
  readonly detector: PhotonDetector;
  /** Share of channel j's photons that channel i sees too: `leak[i][j]`; the diagonal is not read. Absent: none. */
  readonly leak?: readonly (readonly number[])[];
  /** One stream a channel, so that a further channel changes no draw of the first. */
  readonly random: readonly RandomStream[];
  /** Share of the dye that earlier exposures left; 1 unless given. */
  readonly unbleached?: number;
  /** Of the channels, for messages. */
  readonly names?: readonly string[];
}

export interface Photograph {
  /** One array of readings a channel, in the order of the scan. */
  readonly counts: readonly Uint16Array[];
  /** Mean photons a pixel behind them: the truth, which no microscope shows. */
  readonly photons: readonly Float64Array[];
  /** Share of the dye left unbleached at the end. */
  readonly unbleached: number;
}

/**
 * Lines (or frames) of one trial, read from light that changes meanwhile.
 *
 * Every pixel is read at its own time, `start` + line × period + offset on the clock of `light`, whose first sample is
 * at 0 and which is linear between samples and constant beyond its ends. `shutter` is open from `opens` to `closes`
 * (ms, on that clock); outside it there is no laser, so dark lines with background alone. Throws where a pixel at rest
 * overfills the detector.
 */
export function photograph(exposure: Exposure & {
  readonly scan: ScanClock;
  readonly weights: Weights;
  readonly lines: number;
  readonly start: number;
  readonly light: readonly ChannelLight[];
  /** ms between samples of `light`. */
  readonly interval: number;
  readonly shutter?: { readonly opens: number; readonly closes: number };
}): Photograph {
  const { scan, weights, lines, start, light, interval, shutter, illumination, detector, leak, random } = exposure;
  requireDetector(detector);
  const { pixels, dwell, period } = scan;
  const opens = Math.max(start, shutter?.opens ?? start);
  const closes = Math.min(start + lines * period, shutter?.closes ?? Infinity);
  const before = exposure.unbleached ?? 1;
  const litUntil = (time: number): number =>
    unbleached(before, Math.max(0, time - opens), illumination, "open") * illumination.photons * dwell;
  const own = light.map((elements) => collectLight(elements, { scan, weights, lines, start, interval }));
  const factor = new Float64Array(pixels);
  let left = litUntil(start);
  for (let line = 0; line < lines; line++) {
    const after = litUntil(start + (line + 1) * period);
    factorsOfLine(factor, scan, { began: start + line * period, left, after, opens, closes });
    for (const photons of own) scaleLine(photons, line * pixels, factor);
    left = after;
  }
  const photons = mixed(own, leak, detector.background * dwell);
  const first = Math.max(0, Math.ceil((opens - start) / period));
  requireRoom(photons, { from: first * pixels, to: (first + 1) * pixels }, exposure, dwell);
  return {
    counts: photons.map((mean, channel) => detect(mean, detector, random[channel] as RandomStream)),
    photons,
    unbleached: unbleached(before, Math.max(0, closes - opens), illumination, "open"),
  };
}

/**
 * A frame or stack of a cell at rest: `images` are `gridImage`s, one a channel, plane after plane from the lowest; the
 * shutter is open throughout.
 */
export function photographGrid(exposure: Exposure & {
  readonly grid: GridScan;
  readonly images: readonly Float64Array[];
}): Photograph {
  const { grid, images, illumination, detector, leak, random } = exposure;
  requireDetector(detector);
  const { dwell, period, pixels, planes } = grid;
  const before = exposure.unbleached ?? 1;
  const own = images.map((image) => image.map((light, i) => {
    const left = unbleached(before, Math.floor(i / pixels) * period, illumination, "open");
    return light * left * illumination.photons * dwell;
  }));
  const photons = mixed(own, leak, detector.background * dwell);
  requireRoom(photons, { from: 0, to: pixels * planes }, exposure, dwell);
  return {
    counts: photons.map((mean, channel) => detect(mean, detector, random[channel] as RandomStream)),
    photons,
    unbleached: unbleached(before, planes * period, illumination, "open"),
  };
}

/** The brightest reading along the optical axis: a stack collapsed to one picture, as in the paper's Figure 1. */
export function maximumProjection(
  counts: Uint16Array,
  { pixels, planes }: Pick<GridScan, "pixels" | "planes">,
): Uint16Array {
  const picture = new Uint16Array(pixels);
  for (let p = 0; p < planes; p++) {
    for (let i = 0; i < pixels; i++) {
      const reading = counts[p * pixels + i] as number;
      if (reading > (picture[i] as number)) picture[i] = reading;
    }
  }
  return picture;
}

/** Refuses lines or frames whose brightest pixel would overfill the detector in `light` that stays as it begins. */
export function requireRoomAtRest(exposure: Omit<Exposure, "random"> & {
  readonly scan: ScanClock;
  readonly weights: Weights;
  readonly light: readonly ChannelLight[];
}): void {
  const { scan, weights, light, illumination, detector, leak, unbleached: left = 1 } = exposure;
  requireDetector(detector);
  const factor = left * illumination.photons * scan.dwell;
  const own = light.map((elements) =>
    collectLight(elements.map((samples) => samples.subarray(0, 1)), { scan, weights, lines: 1, start: 0, interval: 1 })
      .map((photons) => photons * factor));
  requireRoom(mixed(own, leak, detector.background * scan.dwell), { from: 0, to: scan.pixels }, exposure, scan.dwell);
}

/** What each pixel's light is multiplied by. Within a line little bleaches: straight. */
function factorsOfLine(factor: Float64Array, { offsets, period }: ScanClock, { began, left, after, opens, closes }: {
  began: number; left: number; after: number; opens: number; closes: number;
}): void {
  for (let i = 0; i < factor.length; i++) {
    const offset = offsets[i] as number;
    const time = began + offset;
    factor[i] = time >= opens && time < closes ? left + ((after - left) * offset) / period : 0;
  }
}

function scaleLine(photons: Float64Array, row: number, factor: Float64Array): void {
  for (let i = 0; i < factor.length; i++) photons[row + i] = (photons[row + i] as number) * (factor[i] as number);
}

/** Σ weight × light at the time of each pixel. */
function collectLight(
  elements: ChannelLight,
  { scan, weights, lines, start, interval }: {
    scan: ScanClock; weights: Weights; lines: number; start: number; interval: number;
  },
): Float64Array {
  const { pixels, period, offsets } = scan;
  const { starts } = weights;
  const sum = new Float64Array(lines * pixels);
  const seen = elements.flatMap((samples, e) => {
    const [from, to] = [starts[e] as number, starts[e + 1] as number];
    return from === to || samples.length === 0 ? [] : [{ samples, from, to }];
  });
  const times: Times = { before: new Int32Array(pixels), share: new Float64Array(pixels) };
  for (let line = 0; line < lines; line++) {
    const began = start + line * period;
    // Elements are sampled alike, so that for most scans a line's pixels are placed once.
    let placed = 0;
    for (const { samples, from, to } of seen) {
      const last = samples.length - 1;
      if (last === 0) addSteady(sum, line * pixels, weights, from, to, samples[0] as number);
      else {
        if (placed !== last) placePixels(times, offsets, began, interval, last);
        placed = last;
        addChanging(sum, line * pixels, weights, from, to, samples, times);
      }
    }
  }
  return sum;
}

/** For each pixel of a line the sample before it, and how far it lies towards the next, as a share. */
interface Times { readonly before: Int32Array; readonly share: Float64Array }

function placePixels(
  { before, share }: Times, offsets: Float64Array, began: number, interval: number, last: number,
): void {
  for (let i = 0; i < before.length; i++) {
    const place = (began + (offsets[i] as number)) / interval;
    const sample = place < 0 ? 0 : place < last ? Math.floor(place) : last;
    before[i] = sample;
    share[i] = place < 0 || place >= last ? 0 : place - sample;
  }
}

/** Light of an element that stays as it is. */
function addSteady(
  sum: Float64Array, row: number, { pixel, weight }: Weights, from: number, to: number, value: number,
): void {
  for (let k = from; k < to; k++) {
    const at = row + (pixel[k] as number);
    sum[at] = (sum[at] as number) + (weight[k] as number) * value;
  }
}

/** Light of an element at the times of its pixels. */
function addChanging(
  sum: Float64Array, row: number, { pixel, weight }: Weights, from: number, to: number,
  samples: Float64Array, { before, share }: Times,
): void {
  for (let k = from; k < to; k++) {
    const i = pixel[k] as number;
    const sample = before[i] as number;
    const part = share[i] as number;
    const low = samples[sample] as number;
    const value = part === 0 ? low : low + part * ((samples[sample + 1] as number) - low);
    sum[row + i] = (sum[row + i] as number) + (weight[k] as number) * value;
  }
}

/** Each channel with what leaks into it and the stray light; where nothing can leak, in the same arrays. */
function mixed(own: readonly Float64Array[], leak: Exposure["leak"], background: number): Float64Array[] {
  return own.map((mine, i) => {
    const total = own.length === 1 ? mine : mine.slice();
    for (let k = 0; k < total.length; k++) total[k] = (total[k] as number) + background;
    for (const [j, other] of own.entries()) {
      const share = i === j ? 0 : (leak?.[i]?.[j] ?? 0);
      if (share === 0) continue;
      for (let k = 0; k < total.length; k++) total[k] = (total[k] as number) + share * (other[k] as number);
    }
    return total;
  });
}

/** Refuses a picture whose brightest pixel at rest lies beyond the converter's end. */
function requireRoom(
  photons: readonly Float64Array[],
  { from, to }: { from: number; to: number },
  { detector, names }: Pick<Exposure, "detector" | "names">,
  dwell: number,
): void {
  const full = fullScale(detector);
  for (const [channel, mean] of photons.entries()) {
    let brightest = 0;
    for (let i = from; i < Math.min(to, mean.length); i++) brightest = Math.max(brightest, mean[i] as number);
    const reading = detector.darkLevel + detector.countsPerPhoton * brightest;
    if (reading > full) {
      throw misuse("detector-overfull", {
        channel: names?.[channel] ?? `Channel ${channel + 1}`, photons: brightest, reading, full, bits: detector.bits,
        dwell_us: 1000 * dwell, gain: detector.countsPerPhoton,
      });
    }
  }
}
