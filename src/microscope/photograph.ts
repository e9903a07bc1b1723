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
  for (let line = 0; line < lines; line++) {
    // Within a line little bleaches: straight.
    const left = litUntil(start + line * period);
    const after = litUntil(start + (line + 1) * period);
    for (let i = 0; i < pixels; i++) {
      const offset = scan.offsets[i] as number;
      const time = start + line * period + offset;
      const factor = time >= opens && time < closes ? left + ((after - left) * offset) / period : 0;
      for (const photons of own) photons[line * pixels + i] = (photons[line * pixels + i] as number) * factor;
    }
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

/** Σ weight × light at the time of each pixel. */
function collectLight(
  elements: ChannelLight,
  { scan, weights, lines, start, interval }: {
    scan: ScanClock; weights: Weights; lines: number; start: number; interval: number;
  },
): Float64Array {
  const { pixels, period, offsets } = scan;
  const { starts, pixel, weight } = weights;
  const sum = new Float64Array(lines * pixels);
  for (const [e, samples] of elements.entries()) {
    const from = starts[e] as number;
    const to = starts[e + 1] as number;
    const last = samples.length - 1;
    if (from === to || last < 0) continue;
    for (let line = 0; line < lines; line++) {
      const row = line * pixels;
      const began = start + line * period;
      for (let k = from; k < to; k++) {
        const i = pixel[k] as number;
        const place = (began + (offsets[i] as number)) / interval;
        const before = place < 0 ? 0 : place < last ? Math.floor(place) : last;
        const share = place < 0 || place >= last ? 0 : place - before;
        const low = samples[before] as number;
        const value = share === 0 ? low : low + share * ((samples[before + 1] as number) - low);
        sum[row + i] = (sum[row + i] as number) + (weight[k] as number) * value;
      }
    }
  }
  return sum;
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
