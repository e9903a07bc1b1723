import { expect, test } from "vitest";
import { twoStateSynapse } from "radiatum";
import { readProtocol } from "radiatum/protocol";
import { simulateHere } from "radiatum/rig";
import { photonScaleOf, photonsOf } from "./photons.js";

test("a detector in the dark reads no photons on average, and its counts in photons scatter as photons do: variance = mean", () => {
  const text = `name: Light
stimuli: { nothing: [] }
trials: 2
duration: 200 ms
imaging: { kind: line scan, pixels: 24, detector: { excess noise: 1, read noise: 0 } }
`;
  const { recording: { lineScans: [scan] } } = simulateHere(readProtocol(text));
  const scale = photonScaleOf(scan?.channels[0]);
  const pixels = scan?.trials[0]?.pixels[0];
  if (!scan || !scale || !pixels) throw new Error("the rig's recordings say what a photon counts");
  // Pixel by pixel over lines, then averaged: light differs along the line, not with time.
  const each = Array.from({ length: scan.pixelsPerLine }, (_, pixel) => {
    const photons = Array.from({ length: pixels.length / scan.pixelsPerLine }, (_, line) => photonsOf(pixels[line * scan.pixelsPerLine + pixel] as number, scale));
    const mean = photons.reduce((sum, one) => sum + one, 0) / photons.length;
    return { mean, variance: photons.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (photons.length - 1) };
  });
  const total = (of: "mean" | "variance"): number => each.reduce((sum, one) => sum + one[of], 0);
  // 100 lines: the ratio's standard error is about √(2/99/24) = 3 %, and the converter's rounding adds some.
  expect(total("variance") / total("mean")).toBeGreaterThan(0.85);
  expect(total("variance") / total("mean")).toBeLessThan(1.2);
});

test("without a dark level, or with no counts for a photon, nothing is said of photons", () => {
  const channel = twoStateSynapse(1).lineScans[0]?.channels[1];
  expect(photonScaleOf(channel && { name: channel.name, darkLevel: 100 })).toBeUndefined();
  expect(photonScaleOf({ name: "green", countsPerPhoton: 8 })).toBeUndefined();
  expect(photonScaleOf({ name: "green", darkLevel: 0, countsPerPhoton: 0 })).toBeUndefined();
  expect(photonScaleOf(undefined)).toBeUndefined();
});
