import { describe, expect, test } from "vitest";
import { randomStream } from "#random";
import { oracleNumbers, oracleTable } from "../../../validation/traces/oracles.js";
import {
  knownOffsetGain, ordinaryTransferLine, photonsPerLine, photonTransfer, pixelStatistics, reweightedTransferLine, shotNoise,
  theilSenGain,
} from "./photon-transfer.js";

interface Line { gain: number; intercept: number; zero_level: number }
interface Reference {
  mean: number[]; var: number[]; var_succdiff: number[];
  ols_var: Line; ols_succdiff: Line;
  irls_var: Line & { se_gain_normal_approx: number }; irls_succdiff: Line & { se_gain_normal_approx: number };
  irls_known_offset_var: { gain: number; se: number };
  theil_sen_succdiff_gain: number;
  photons_per_line_roi6_12: { baseline_mean: number; predicted_dff_sd_shot_only: number };
}

/** 300 lines × 24 pixels of area 10: gain 6, dark level 20, read noise 4 counts; a transient from line 200. */
const table = Object.values(oracleTable("inputs/10_linescan_300x24.csv"));
const scan = Float64Array.from({ length: 300 * 24 }, (_, i) => table[i % 24]![Math.floor(i / 24)]!);
const reference = oracleNumbers("expected/10_linescan.json") as Reference;
const statistics = pixelStatistics([scan], { pixelsPerLine: 24, window: { from: 0, to: 200 } });

const relative = (found: number, expected: number): number => Math.abs(found / expected - 1);

describe("area 10, numpy: relative 1e-9", () => {
  test("mean, variance and successive variance of 24 pixels", () => {
    for (let pixel = 0; pixel < 24; pixel++) {
      expect(relative(statistics.mean[pixel]!, reference.mean[pixel]!)).toBeLessThan(1e-9);
      expect(relative(statistics.variance[pixel]!, reference.var[pixel]!)).toBeLessThan(1e-9);
      expect(relative(statistics.successiveVariance[pixel]!, reference.var_succdiff[pixel]!)).toBeLessThan(1e-9);
    }
  });
  test.each([
    ["variance", reference.var, reference.ols_var, reference.irls_var],
    ["successive variance", reference.var_succdiff, reference.ols_succdiff, reference.irls_succdiff],
  ] as const)("ordinary and reweighted line through the %s", (_name, variance, ordinary, reweighted) => {
    const plain = ordinaryTransferLine(reference.mean, variance);
    expect(relative(plain.gain, ordinary.gain)).toBeLessThan(1e-9);
    expect(relative(plain.intercept, ordinary.intercept)).toBeLessThan(1e-9);
    expect(relative(plain.zeroLevel, ordinary.zero_level)).toBeLessThan(1e-9);
    const weighted = reweightedTransferLine(reference.mean, variance, { lines: 200 });
    expect(relative(weighted.gain, reweighted.gain)).toBeLessThan(1e-9);
    expect(relative(weighted.intercept, reweighted.intercept)).toBeLessThan(1e-9);
    expect(relative(weighted.standardError, reweighted.se_gain_normal_approx)).toBeLessThan(1e-9);
  });
  test("median slope, and the line through a known dark level", () => {
    expect(relative(theilSenGain(reference.mean, reference.var_succdiff), reference.theil_sen_succdiff_gain)).toBeLessThan(1e-9);
    const known = knownOffsetGain(reference.mean, reference.var, { darkLevel: 20, readVariance: 16, lines: 200 });
    expect(relative(known.gain, reference.irls_known_offset_var.gain)).toBeLessThan(1e-9);
    expect(relative(known.standardError, reference.irls_known_offset_var.se)).toBeLessThan(1e-9);
  });
});

describe("area 10, photons", () => {
  test("89.4 photons a line at a gain of 6, and 13.7 % of shot noise in ΔF/F", () => {
    const { gain, ...transfer } = photonTransfer(statistics, { darkLevel: 20, readVariance: 16 });
    const known = { ...transfer, gain: { ...gain, value: 6 } };
    const photons = photonsPerLine(statistics, { transfer: known, region: { from: 6, to: 12 }, darkLevel: 20 }).value;
    expect(relative(photons, reference.photons_per_line_roi6_12.baseline_mean)).toBeLessThan(1e-9);
    const background = (7 * ((reference.mean[0]! + reference.mean[1]!) / 2 - 20)) / 6;
    expect(relative(shotNoise({ photons, background }), reference.photons_per_line_roi6_12.predicted_dff_sd_shot_only)).toBeLessThan(1e-9);
    expect(() => shotNoise({ photons: 3, background: 3 })).toThrow(/F₀ is 0/);
  });
});

describe("gain as an estimate", () => {
  test("is the reweighted line with an interval; with the dark level known it holds the true 6 counts per photon", () => {
    const free = photonTransfer(statistics);
    expect(free.gain.value).toBeCloseTo(reference.irls_succdiff.gain, 9);
    expect(free.gain).toMatchObject({ unit: "counts per photon", n: 24, nOf: "pixels" });
    const known = photonTransfer(statistics, { darkLevel: 20, readVariance: 16 });
    expect(known.gain.interval!.low).toBeLessThan(6);
    expect(known.gain.interval!.high).toBeGreaterThan(6);
    expect(known.zeroLevel.value).toBeCloseTo(20 - 16 / known.gain.value, 9);
  });
  // The scan's own construction: 1 photon of tissue and the two Gaussians, summed over pixels 6 to 12.
  test("89.7 photons a line come from pixels 6 to 12", () => {
    const profile = (x: number): number => 3 + 14 * Math.exp(-0.5 * ((x - 9) / 2) ** 2) + 8 * Math.exp(-0.5 * ((x - 17) / 3) ** 2);
    const truth = [6, 7, 8, 9, 10, 11, 12].reduce((total, x) => total + profile(x), 0);
    const transfer = photonTransfer(statistics, { darkLevel: 20, readVariance: 16 });
    const photons = photonsPerLine(statistics, { transfer, region: { from: 6, to: 12 }, darkLevel: 20 });
    expect(photons.interval!.low).toBeLessThan(truth);
    expect(photons.interval!.high).toBeGreaterThan(truth);
    expect(photons.nOf).toBe("lines");
  });
});

/** Readings of `lines` × 24 pixels with means of 2 to 48 photons, altered by `spoil`. */
function readings(lines: number, spoil: (counts: number, line: number, before: number) => number): Float64Array {
  const random = randomStream(4, 0, 0);
  const pixels = new Float64Array(lines * 24);
  for (let i = 0; i < pixels.length; i++) {
    const pixel = i % 24;
    pixels[i] = spoil(100 + 10 * random.poisson(2 * (pixel + 1)), Math.floor(i / 24), i < 24 ? 100 + 20 * (pixel + 1) : pixels[i - 24]!);
  }
  return pixels;
}
const transferOf = (pixels: Float64Array, bits?: number): unknown =>
  photonTransfer(pixelStatistics([pixels], { pixelsPerLine: 24, window: { from: 0, to: pixels.length / 24 }, ...(bits ? { bits } : {}) }));

describe("noise that does not count photons is refused", () => {
  test("as it comes, the same simulation is accepted", () => {
    expect(transferOf(readings(200, (counts) => counts))).toMatchObject({ gain: { unit: "counts per photon" } });
  });
  test("lines that went through a filter: successive ones are correlated", () => {
    expect(() => transferOf(readings(200, (counts, _, before) => 0.5 * counts + 0.5 * before))).toThrow(/r = 0\.[45]\d*.*raw file/s);
  });
  test("light that flickers by 20 %: the variance bends upward", () => {
    const flicker = randomStream(5, 0, 0);
    const light = Array.from({ length: 200 }, () => 1 + 0.2 * flicker.normal());
    expect(() => transferOf(readings(200, (counts, line) => 100 + (counts - 100) * light[line]!))).toThrow(/does not grow linearly|as widely/);
  });
  test("readings at the converter's end", () => {
    expect(() => transferOf(readings(200, (counts) => Math.min(counts, 511)), 9)).toThrow(/converter's end \(511\)/);
  });
  test("pixels of one brightness, a constant picture, ten lines, four pixels", () => {
    const random = randomStream(6, 0, 0);
    expect(() => transferOf(Float64Array.from({ length: 24 * 200 }, () => 100 + 10 * random.poisson(9)))).toThrow(/differ too little/);
    expect(() => transferOf(new Float64Array(24 * 200).fill(7))).toThrow(/every reading is 7/);
    expect(() => transferOf(readings(10, (counts) => counts))).toThrow(/at least 20/);
    expect(() => photonTransfer(pixelStatistics([new Float64Array(400)], { pixelsPerLine: 4, window: { from: 0, to: 100 } }))).toThrow(/at least 6/);
  });
  test("a baseline that leaves the scan", () => {
    expect(() => pixelStatistics([scan], { pixelsPerLine: 24, window: { from: 0, to: 301 } })).toThrow(/lines 0 to 300, and the trace has 300/);
  });
});
