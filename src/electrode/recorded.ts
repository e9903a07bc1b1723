import { pow } from "#elementary";
import type { RandomStream } from "#random";
import type { Settings } from "#units";
import { notNegative, positive, shownPotential, type Amplifier } from "./amplifier.js";
import { addRectangle, besselFilter, filtered, filteredNoise } from "./bessel.js";
import { electrodeValue, positiveValue } from "./quantities.js";

/** What the converter wrote. */
export interface Digitised {
  readonly samples: Float32Array;
  /** ms between samples. */
  readonly period: number;
  readonly quantity: "potential" | "current";
  readonly unit: "mV" | "pA";
  /** Samples that the converter's range cut off. */
  readonly clipped: number;
}

/**
 * From what the engine computed at the electrode to what the computer wrote: the potential less the junction
 * potential (in current clamp) or the current (in voltage clamp), with an artefact at each shock, through the filter;
 * the amplifier's noise, which has passed the same filter; samples, in steps of the converter.
 *
 * `trace` has a sample each `interval` ms, and the sampling period is a whole number of intervals. Noise is white
 * before the filter: 1/f noise below some 10 Hz and the rise of a whole cell's current noise above 1 kHz are left
 * out.
 */
export function recorded(
  { trace, interval, amplifier, shocks, settings, random }: {
    readonly trace: ArrayLike<number>;
    readonly interval: number;
    readonly amplifier: Amplifier;
    /** ms on the trace's clock. */
    readonly shocks: readonly number[];
    readonly settings: Settings;
    readonly random: RandomStream;
  },
): Digitised {
  const inCurrent = amplifier.mode === "voltage clamp";
  const period = samplingPeriod(amplifier);
  const every = Math.round(period / interval);
  if (!(every >= 1 && Math.abs(every * interval - period) <= 1e-9 * period)) {
    throw new Error(`broken invariant: ${period} ms of sampling is a whole number of intervals of ${interval} ms`);
  }
  const filter = besselFilter(positive(amplifier, "filter", "filter", "kHz"));
  const passed = filtered(filter, trace, interval);
  const count = trace.length === 0 ? 0 : Math.floor((trace.length - 1) / every) + 1;
  const rms = notNegative(amplifier, inCurrent ? "currentNoise" : "potentialNoise", "noise", inCurrent ? "pA" : "mV");
  const noise = filteredNoise(filter, count, period, random);
  // In the noise's own array: a session has thousands of these.
  const analog = noise;
  const offset = inCurrent ? 0 : shownPotential(0, amplifier);
  for (let i = 0; i < count; i++) analog[i] = (passed[i * every] as number) + offset + rms * (noise[i] as number);
  const height = electrodeValue(inCurrent ? "artefactCurrent" : "artefactPotential", settings);
  const width = positiveValue("artefactWidth", settings);
  for (const from of shocks) addRectangle(filter, analog, period, { from, to: from + width, height });
  const range = positiveValue(inCurrent ? "currentRange" : "potentialRange", settings);
  return {
    ...converted(analog, range, positiveValue("bits", settings)), period,
    ...(inCurrent ? { quantity: "current", unit: "pA" } : { quantity: "potential", unit: "mV" }),
  };
}

/** ms between samples: what the engine's probe of the electrode should be asked for, or a whole fraction of it. */
export function samplingPeriod(amplifier: Amplifier): number {
  return 1 / positive(amplifier, "sampling", "sampling", "kHz");
}

/** The nearest of 2^bits steps between −range and range. */
function converted(analog: Float64Array, range: number, bits: number): { samples: Float32Array; clipped: number } {
  const half = pow(2, Math.round(bits) - 1);
  const step = range / half;
  let clipped = 0;
  const samples = new Float32Array(analog.length);
  for (let i = 0; i < samples.length; i++) {
    const code = Math.round((analog[i] as number) / step);
    const within = code >= -half && code < half;
    if (!within) clipped++;
    // Plus 0, so that nothing is −0.
    samples[i] = (within ? code + 0 : code < 0 ? -half : half - 1) * step;
  }
  return { samples, clipped };
}
