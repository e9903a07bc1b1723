import { describe, expect, test } from "vitest";
import type { PixelArray, Recording } from "#recording";
import { demonstrationSynapse, twoStateSynapse } from "#microscope";
import { isRefusal, type Answer } from "../measurement.js";
import { measure, twoPulses } from "./index.js";

/**
 * Pairs of shocks: a trial of one recording, and over it a trial of another one set back by `apart` lines; what lies
 * above the second one's mean rest is added, so that either pulse's outcome is known.
 */
function pairs({
  first,
  second,
  apart,
  seed,
}: {
  first: number;
  second: number;
  apart: number;
  seed: number;
}): Recording {
  const setting = { ...demonstrationSynapse, trials: 40, releaseProbability: 1 };
  const one = twoStateSynapse(seed, { ...setting, amplitude: first });
  const two = twoStateSynapse(seed + 1, { ...setting, amplitude: second });
  const [scan, other] = [one.lineScans[0]!, two.lineScans[0]!];
  const width = scan.pixelsPerLine;
  const stimulus = Math.round(one.events[0]!.start / scan.timing.period!);
  const trials = scan.trials.map((trial, k) => ({
    ...trial,
    pixels: trial.pixels.map((pixels, channel) => pixels && added(pixels, other.trials[k]!.pixels[channel]!)),
  }));
  function added(base: PixelArray, more: PixelArray): Float32Array {
    const rest = Array.from({ length: width }, (_, pixel) => {
      let sum = 0;
      for (let line = 0; line < stimulus; line++) sum += more[line * width + pixel]!;
      return sum / stimulus;
    });
    return Float32Array.from(base, (value, i) => {
      const [line, pixel] = [Math.floor(i / width) - apart, i % width];
      // Quiet lines of the other recording would add their noise to the baseline; there nothing is added.
      return line < stimulus ? value : value + more[line * width + pixel]! - rest[pixel]!;
    });
  }
  const shocks = one.events.flatMap((event) => [event, { ...event, start: event.start + apart * scan.timing.period! }]);
  return { ...one, lineScans: [{ ...scan, trials }], sweeps: [], events: shocks };
}

const number = (answer: Answer): { value: number; low: number; high: number } => {
  if (isRefusal(answer)) throw new Error(answer.refused);
  return { value: answer.value, low: answer.interval!.low, high: answer.interval!.high };
};

describe("two pulses 20 lines apart", () => {
  const recording = pairs({ first: 0.8, second: 0.4, apart: 20, seed: 31 });
  const found = twoPulses(recording);

  // Both amplitudes were put in; the second rides on a first that has hardly decayed, which a plain maximum would count again.
  test("the second, half of the first, reads 0.5 of it though the first lasts, within an interval narrower than ±0.25", () => {
    const { value, low, high } = number(found.ratio);
    expect(low).toBeLessThan(0.5);
    expect(high).toBeGreaterThan(0.5);
    expect(high - low).toBeLessThan(0.5);
    expect(Math.abs(value - 0.5)).toBeLessThan(0.2);
  });
  test("fluorescence falls a little before the second pulse and is highest after it", () => {
    const [rest, first, before, second] = (["rest", "firstPeak", "beforeSecond", "secondPeak"] as const).map(
      (at) => number(found.fluorescence[at]).value,
    );
    expect(first!).toBeGreaterThan(rest!);
    expect(before!).toBeLessThan(first!);
    expect(before!).toBeGreaterThan(rest!);
    expect(second!).toBeGreaterThan(first!);
  });
  test("each pulse's amplitudes follow the trials, and the fit the mean", () => {
    expect(found.trials).toEqual(recording.trials.map(({ index }) => index));
    expect(found.first.amplitudes).toHaveLength(found.trials.length);
    const off =
      Array.from(found.fit, (value, line) => (value - found.mean[line]!) ** 2).reduce((a, b) => a + b, 0) /
      found.fit.length;
    const spread = Array.from(found.mean, (value) => value ** 2).reduce((a, b) => a + b, 0) / found.mean.length;
    expect(off).toBeLessThan(0.2 * spread);
  });
});

describe("two pulses are refused", () => {
  test("with one stimulus, naming the option that gives the second", () => {
    expect(() => twoPulses(twoStateSynapse(1))).toThrow(/need two stimuli.*--stim 100ms,150ms/);
  });
  test("5 lines apart, where the first response has no shape yet", () => {
    expect(() => twoPulses(pairs({ first: 0.8, second: 0.8, apart: 5, seed: 33 }))).toThrow(
      /5 lines after the first.*from 12 lines on/,
    );
  });
});

// The same lines averaged by hand over the same window.
test("a region's means of single trials average to its mean ΔF/F in the window", () => {
  const [region] = measure(twoStateSynapse(5)).regions;
  const means = region!.trialMeans!.filter(Number.isFinite);
  expect(means).toHaveLength(40);
  const average = means.reduce((a, b) => a + b, 0) / means.length;
  expect(Math.abs(average - number(region!.windowMean).value)).toBeLessThan(0.1 * Math.abs(average));
});
