/**
 * ΔF/F of one trial as soon as it has come, for the eye: what the bench measures follows a moment later. The same functions
 * of the library, with the regions that the recording marks and the darkest stretch beside them.
 */
import { backgroundOf, deltaFOverF, regionTrace, type LineScan, type PixelArray, type Recording } from "radiatum";

export interface RelativeTraces {
  /** In the order of the recording's regions: spine, shaft. */
  readonly traces: readonly Float64Array[];
  /** Lines of F₀. */
  readonly baseline: number;
  readonly background: { readonly from: number; readonly to: number } | undefined;
}

/** Undefined where the trial is too dim, or has no line scan. */
export function relativeTraces(recording: Recording, channel: number): RelativeTraces | undefined {
  const scan = recording.lineScans[0];
  const pixels = scan?.trials[0]?.pixels[channel];
  const { regions = [], events } = recording;
  if (!scan || !pixels || regions.length === 0) return undefined;
  const trial = scan.trials[0];
  const first = Math.min(Infinity, ...events.filter((event) => event.trial === trial?.trial).map(({ start }) => start));
  const lines = Math.max(2, Math.min(trial?.lines ?? 0, Math.floor((first - (trial?.start ?? 0)) / (scan.timing.period ?? 1))));
  try {
    const { value: background, pixels: where } = backgroundOf([pixels], {
      pixelsPerLine: scan.pixelsPerLine, choice: { kind: "auto" }, regions, window: { from: 0, to: lines },
    });
    const traces = regions.map((region) => deltaFOverF(regionTrace(pixels, { pixelsPerLine: scan.pixelsPerLine, region }), { baseline: { from: 0, to: lines }, background }));
    return { traces, baseline: lines, background: where };
  } catch {
    return undefined; // too dim for F₀: the bench says so in words
  }
}

/** The channel that calcium brightens: the first that isn't red. */
export function calciumChannel(scan: LineScan | undefined): number {
  const found = scan?.channels.findIndex(({ colour }) => colour !== "red") ?? -1;
  return Math.max(0, found);
}

/** Centred mean of `count` samples; nearer the ends of as many as there are. */
export function centredMean(samples: Float64Array, count: number): Float64Array {
  const half = count >> 1;
  return Float64Array.from(samples, (_, i) => {
    let [sum, n] = [0, 0];
    for (let k = Math.max(0, i - half); k <= Math.min(samples.length - 1, i + half); k++) {
      sum += samples[k] as number;
      n++;
    }
    return sum / n;
  });
}

/** Readings between which the look-up table runs: 1st percentile, and the 99.7th. */
export function readingRange(pixels: PixelArray): { readonly low: number; readonly high: number } {
  const step = Math.max(1, Math.floor(pixels.length / 5000));
  const some = Float64Array.from({ length: Math.ceil(pixels.length / step) }, (_, k) => pixels[k * step] as number).sort();
  const at = (share: number): number => some[Math.min(some.length - 1, Math.floor(share * some.length))] ?? 0;
  return { low: at(0.01), high: Math.max(at(0.997), at(0.01) + 1) };
}
