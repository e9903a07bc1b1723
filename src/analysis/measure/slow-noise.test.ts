import { expect, test } from "vitest";
import { twoStateSynapse } from "#microscope";
import type { PixelArray, Recording } from "#recording";
import { isRefusal, measure, type Answer } from "../index.js";

const recording = twoStateSynapse(4);
const scan = recording.lineScans[0]!;
/** Each line the mean of it and its four neighbours, as a file that was smoothed before it was saved. */
const smoothed = (pixels: PixelArray): Float32Array => Float32Array.from(pixels, (_, i) => {
  const width = scan.pixelsPerLine;
  const [line, pixel] = [Math.floor(i / width), i % width];
  const lines = [-2, -1, 0, 1, 2].map((by) => Math.min(pixels.length / width - 1, Math.max(0, line + by)));
  return lines.reduce((sum, one) => sum + (pixels[one * width + pixel] as number), 0) / lines.length;
});
const filtered: Recording = {
  ...recording, lineScans: [{ ...scan, trials: scan.trials.map((trial) => ({ ...trial, pixels: trial.pixels.map((pixels) => pixels && smoothed(pixels)) })) }],
};

// The running mean of five lines leaves levels and peaks of slow transients where they were; the unsmoothed recording says where.
test("lines that were averaged before have ΔF/F and F₀ within 10 % of the raw ones (averaging blunts a peak), without an interval and with the sentence why", () => {
  const [raw, found] = [recording, filtered].map((one) => measure(one).regions[0]!);
  const why = /Noise of successive lines is correlated with r = 0\.\d+; no interval from these lines would be honest/;
  for (const name of ["amplitude", "restingFluorescence"] as const) {
    const [own, truth] = [found![name], raw![name]].map((answer: Answer) => {
      if (isRefusal(answer)) throw new Error(answer.refused);
      return answer;
    });
    expect(Math.abs(own!.value / truth!.value - 1)).toBeLessThan(0.1);
    expect([own!.interval, own!.standardError]).toEqual([undefined, undefined]);
    expect(own!.note).toMatch(why);
  }
  expect(found!.traces.every(({ length }) => length === raw!.traces[0]!.length)).toBe(true);
  expect(found!.fit).toBeDefined();
  for (const answer of [found!.onset, found!.decay, measure(filtered).calciumTransientProbability]) {
    expect(answer).toEqual({ refused: expect.stringMatching(why) as string });
  }
});
