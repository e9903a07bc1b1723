import { expect, test } from "vitest";
import type { Measurement } from "#analysis";
import { meanIn, noiseIn } from "./bench.js";

/** Two trials of 100 lines, and perhaps one more in which the spine is too dim for a ΔF/F: its trace is empty. */
function measurement(traces: readonly Float64Array[]): Measurement {
  const trials = traces.map(() => ({ included: true, condition: "control", protocol: "EPSP" }));
  return {
    regions: [{ name: "spine", traces }], trials, baseline: { from: 0, to: 50 },
    time: Float64Array.from({ length: 100 }, (_, i) => 2 * i),
  } as unknown as Measurement;
}
const noisy = (sign: 1 | -1): Float64Array =>
  Float64Array.from({ length: 100 }, (_, i) => sign * (i % 2 === 0 ? 10 : -10));

// Lines alternate between ±10 %, so their variance over the 50 of the baseline is 100·50/49, and the stretch has 25.
test("the noise of a mean over two trials is what its lines' scatter gives; a trial without ΔF/F neither counts nor stops it", () => {
  const stretch = { from: 100, to: 150 };
  const expected = Math.sqrt(((100 * 50) / 49) * (1 / 25 + 1 / 50) / 2);
  const two = measurement([noisy(1), noisy(-1)]);
  const three = measurement([new Float64Array(0), noisy(1), noisy(-1)]);
  expect(noiseIn(two, "spine", stretch)).toBeCloseTo(expected, 12);
  expect(noiseIn(three, "spine", stretch)).toBeCloseTo(expected, 12);
  expect(meanIn(three, "spine", stretch)).toEqual(meanIn(two, "spine", stretch));
});
