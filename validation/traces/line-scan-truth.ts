import { randomStream, type RandomStream } from "#random";
import type { Recording } from "#recording";

/** A region whose every photon is known: what recovery studies measure against. */
export interface TruthfulTrace {
  readonly lines: number;
  /** ms. */
  readonly period: number;
  /** Photons a line at rest, from the structure and from the background. */
  readonly photons: number;
  readonly background: number;
  /** Peak ΔF/F (1 is 100 %), and ms. */
  readonly peak: number;
  readonly onset: number;
  readonly rise: number;
  readonly decay: number;
  /** Detector: counts per photon, reading with no light, SD of the electronics. */
  readonly gain: number;
  readonly dark: number;
  readonly read: number;
  readonly flicker?: number;
}

export const usual: TruthfulTrace = {
  lines: 200, period: 2, photons: 40, background: 4, peak: 0.6, onset: 103.3, rise: 5, decay: 80, gain: 12, dark: 100, read: 3,
};

/** ΔF/F at a time, peak `peak`. */
export function truthAt({ peak, onset, rise, decay }: TruthfulTrace, time: number): number {
  const x = time - onset;
  if (x <= 0) return 0;
  const top = rise * Math.log(1 + decay / rise);
  const shape = (at: number): number => (1 - Math.exp(-at / rise)) * Math.exp(-at / decay);
  return (peak * shape(x)) / shape(top);
}

export const timesOf = ({ lines, period }: TruthfulTrace): Float64Array => Float64Array.from({ length: lines }, (_, i) => (i + 0.5) * period);

/**
 * Readings of one trial, in counts; `size` scales the transient (0 is a failure). `flicker` adds first-order noise with this
 * correlation of neighbouring lines, as strong at rest as the photons' own.
 */
export function readTrace(truth: TruthfulTrace, random: RandomStream, size = 1): Float64Array {
  const { flicker = 0, background, photons: atRest, gain } = truth;
  let slow = random.normal();
  return timesOf(truth).map((time) => {
    const photons = background + atRest * (1 + size * truthAt(truth, time));
    slow = flicker * slow + Math.sqrt(1 - flicker ** 2) * random.normal();
    const drift = flicker === 0 ? 0 : gain * Math.sqrt(background + atRest) * slow;
    return truth.dark + gain * random.poisson(photons) + truth.read * random.normal() + drift;
  });
}

/** Trials of one experiment, keyed by seed and repetition. */
export function readTrials(truth: TruthfulTrace, { trials, seed, stream = 0 }: { trials: number; seed: number; stream?: number }): Float64Array[] {
  return Array.from({ length: trials }, (_, trial) => readTrace(truth, randomStream(seed, trial, stream)));
}

/** The same of two transients: the first of `sizes[0]`, the second of `sizes[1]` times the usual one, `apart` ms later. */
export function readPulses(truth: TruthfulTrace, random: RandomStream, { apart, sizes: [one, two] }: {
  readonly apart: number; readonly sizes: readonly [number, number];
}): Float64Array {
  return timesOf(truth).map((time) => {
    const photons = truth.background + truth.photons * (1 + one * truthAt(truth, time) + two * truthAt(truth, time - apart));
    return truth.dark + truth.gain * random.poisson(photons) + truth.read * random.normal();
  });
}

/** Trials as a recording whose lines have one pixel, with stimuli at these times, ms. */
export function onePixelRecording(truth: TruthfulTrace, trials: readonly Float64Array[], stimuli: readonly number[]): Recording {
  const duration = truth.lines * truth.period;
  return {
    name: "one pixel", format: "simulation", formatDetail: "a region whose every photon is known", sweeps: [], sweepOffset: 0, conditions: [], images: [],
    lineScans: [{
      name: "line", pixelsPerLine: 1, channels: [{ name: "green", colour: "green" }], path: { shape: "straight", vertices: [] },
      timing: { period: truth.period, source: "simulated", alternatives: [], contradictions: [] },
      trials: trials.map((pixels, trial) => ({ trial, lines: truth.lines, start: 0, pixels: [pixels] })),
    }],
    trials: trials.map((_, index) => ({ index, start: index * duration, duration, condition: "" })),
    events: trials.flatMap((_, trial) => stimuli.map((start) => ({ trial, start, duration: 0.2, kind: "synaptic" as const, source: "simulated" }))),
    provenance: { simulated: true, files: [], settings: {} }, issues: [],
  };
}
