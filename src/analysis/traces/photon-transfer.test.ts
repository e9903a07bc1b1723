import { describe, expect, test } from "vitest";
import { randomStream } from "#random";
import type { Estimate } from "#statistics";
import { oracleNumbers, oracleTable } from "../../../validation/traces/oracles.js";
import {
  knownOffsetGain, ordinaryTransferLine, photonsPerLine, photonTransfer, pixelStatistics, reweightedTransferLine,
  shotNoise, theilSenGain, type PixelStatistics,
} from "./index.js";

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
    const median = theilSenGain(reference.mean, reference.var_succdiff);
    expect(relative(median, reference.theil_sen_succdiff_gain)).toBeLessThan(1e-9);
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
    const noise = shotNoise({ photons, background });
    expect(relative(noise, reference.photons_per_line_roi6_12.predicted_dff_sd_shot_only)).toBeLessThan(1e-9);
    expect(() => shotNoise({ photons: 3, background: 3 })).toThrow(/F₀ is 0/);
  });
});

describe("gain as an estimate", () => {
  // No pixel is dark here, so that what dark pixels need changes next to nothing.
  test("is the reweighted line's within 0.3 %; with the dark level known its interval holds the true 6", () => {
    const free = photonTransfer(statistics);
    expect(relative(free.gain.value, reference.irls_succdiff.gain)).toBeLessThan(0.003);
    expect(free.gain).toMatchObject({ unit: "counts per photon", n: 24, nOf: "pixels" });
    const known = photonTransfer(statistics, { darkLevel: 20, readVariance: 16 });
    expect(known.gain.interval!.low).toBeLessThan(6);
    expect(known.gain.interval!.high).toBeGreaterThan(6);
    expect(known.zeroLevel.value).toBeCloseTo(20 - 16 / known.gain.value, 9);
  });
  // The scan's own construction: 1 photon of tissue and the two Gaussians, summed over pixels 6 to 12.
  test("89.7 photons a line come from pixels 6 to 12", () => {
    const profile = (x: number): number =>
      3 + 14 * Math.exp(-0.5 * ((x - 9) / 2) ** 2) + 8 * Math.exp(-0.5 * ((x - 17) / 3) ** 2);
    const truth = [6, 7, 8, 9, 10, 11, 12].reduce((total, x) => total + profile(x), 0);
    const transfer = photonTransfer(statistics, { darkLevel: 20, readVariance: 16 });
    const photons = photonsPerLine(statistics, { transfer, region: { from: 6, to: 12 }, darkLevel: 20 });
    expect(photons.interval!.low).toBeLessThan(truth);
    expect(photons.interval!.high).toBeGreaterThan(truth);
    expect(photons.nOf).toBe("lines");
  });
});

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

describe("dark pixels", () => {
  /** 40 pixels of 0.05 photons beside 24 of up to 30; a photon makes 40 counts on average, by an exponential law. */
  const photons = (pixel: number): number => (pixel < 40 ? 0.05 : 0.05 + 30 * Math.exp(-0.5 * ((pixel - 52) / 4) ** 2));
  const dimScan = (seed: number): Float64Array => {
    const random = randomStream(seed, 0, 0);
    return Float64Array.from({ length: 100 * 64 }, (_, i) => {
      let signal = 0;
      for (let left = random.poisson(photons(i % 64)); left > 0; left--) signal += random.exponential();
      return Math.round(100 + 40 * signal + 3 * random.normal());
    });
  };
  const found = Array.from({ length: 60 }, (_, seed) =>
    pixelStatistics([dimScan(seed)], { pixelsPerLine: 64, window: { from: 0, to: 100 } }));

  // An exponential law's excess noise is 2, so that variance grows by 80 counts per photon. 60 scans of 4 %: 0.5 %.
  test("60 still scans of 5 photons a dark pixel: none is refused, the gain is right to 1.5 % on average", () => {
    const transfers = found.map((one) => photonTransfer(one));
    expect(relative(sum(transfers.map(({ gain }) => gain.value)) / 60, 80)).toBeLessThan(0.015);
    // 57 of 60 are expected, with an SD of 1.7.
    const holding = (of: (transfer: (typeof transfers)[number]) => Estimate, truth: number): number =>
      transfers.map(of).filter(({ interval }) => interval!.low <= truth && truth <= interval!.high).length;
    expect(holding(({ gain }) => gain, 80)).toBeGreaterThan(51);
    expect(holding(({ zeroLevel }) => zeroLevel, 100 - (9 + 1 / 12) / 80)).toBeGreaterThan(51);
  });

  // Compound Poisson: κ₃ = λ·g³·E G³ = 6λ·40³, κ₄ = 24λ·40⁴ for an exponential G, and the read noise has neither.
  test("third and fourth cumulants over 60 scans are those of the law", () => {
    for (const pixel of [45, 52]) {
      const third = sum(found.map((one: PixelStatistics) => one.thirdCumulant[pixel]!)) / 60;
      expect(relative(third, 6 * photons(pixel) * 40 ** 3)).toBeLessThan(0.25);
    }
    const dark = sum(found.map((one) => sum(Array.from(one.fourthCumulant.subarray(0, 40))))) / (60 * 40);
    expect(relative(dark, 24 * 0.05 * 40 ** 4)).toBeLessThan(0.15);
  });

  // 17 counts a photon, each variance off by some 16 % (of 60 000 draws, one of 14 in which the reweighted line ran to
  // where it meets zero at the darkest pixel: its floor was 1e-6 of the variance, and its gain 22).
  test("a line that would meet zero at the darkest pixel does not give it all the weight", () => {
    const light = [1.2, 1.3, 4, 9, 16, 20, 17, 11, 7, 6, 9, 16, 27, 38, 45, 47, 44, 35, 23, 12];
    const variance = [
      26, 21, 63, 170, 225, 362, 244, 180, 120, 133, 152, 245, 550, 883, 1037, 999, 888, 578, 334, 151,
    ];
    const { gain } = reweightedTransferLine(light.map((photons) => 100 + photons), variance, { lines: 250 });
    expect(relative(gain, 17)).toBeLessThan(0.06);
  });
});

/** Readings of `lines` × 24 pixels with means of 2 to 48 photons, altered by `spoil`. */
function readings(lines: number, spoil: (counts: number, line: number, before: number) => number): Float64Array {
  const random = randomStream(4, 0, 0);
  const pixels = new Float64Array(lines * 24);
  for (let i = 0; i < pixels.length; i++) {
    const pixel = i % 24;
    const before = i < 24 ? 100 + 20 * (pixel + 1) : pixels[i - 24]!;
    pixels[i] = spoil(100 + 10 * random.poisson(2 * (pixel + 1)), Math.floor(i / 24), before);
  }
  return pixels;
}
const transferOf = (pixels: Float64Array, bits?: number): unknown => photonTransfer(pixelStatistics([pixels], {
  pixelsPerLine: 24, window: { from: 0, to: pixels.length / 24 }, ...(bits ? { bits } : {}),
}));

describe("noise that does not count photons is refused", () => {
  test("as it comes, the same simulation is accepted", () => {
    expect(transferOf(readings(200, (counts) => counts))).toMatchObject({ gain: { unit: "counts per photon" } });
  });
  test("lines that went through a filter: successive ones are correlated", () => {
    expect(() => transferOf(readings(200, (counts, _, before) => 0.5 * counts + 0.5 * before)))
      .toThrow(/r = 0\.[45]\d*.*raw file/s);
  });
  // 0.01 Σλ² over that and Σλ, λ in photons above the darkest three pixels': 191 of 504 + 191.
  test("light that flickers by 10 % makes 27 % of the noise, and all of the line brightens at once", () => {
    const flicker = randomStream(5, 0, 0);
    const light = Array.from({ length: 200 }, () => 1 + 0.1 * flicker.normal());
    expect(() => transferOf(readings(200, (counts, line) => 100 + (counts - 100) * light[line]!)))
      .toThrow(/2[4-9](\.\d)? ± 0\.\d+ % of the pixels' noise.*brightens and dims at once/);
  });
  test("light that flickers pixel by pixel, by 40 %: the variance bends upward", () => {
    const flicker = randomStream(5, 0, 0);
    expect(() => transferOf(readings(200, (counts) => 100 + (counts - 100) * (1 + 0.4 * flicker.normal()))))
      .toThrow(/does not grow linearly/);
  });
  /** A spine and a shaft, 24 pixels of 0.1 µm, `moved` µm along the line; 14 counts a photon. */
  const structure = (moved: (line: number) => number): Float64Array => {
    const random = randomStream(8, 0, 0);
    return Float64Array.from({ length: 200 * 24 }, (_, i) => {
      const place = (i % 24) - moved(Math.floor(i / 24)) / 0.1;
      const [spine, shaft] = [Math.exp(-0.5 * ((place - 6) / 2) ** 2), Math.exp(-0.5 * ((place - 17) / 3) ** 2)];
      return 100 + 14 * random.poisson(0.5 + 12 * spine + 20 * shaft);
    });
  };
  test("spine and shaft at rest are accepted; refused if they move by 0.3 µm midway, or 0.1 µm to and fro", () => {
    expect(transferOf(structure(() => 0))).toMatchObject({ gain: { unit: "counts per photon" } });
    expect(() => transferOf(structure((line) => (line < 100 ? 0 : 0.3)))).toThrow(/correlated.*the preparation moved/s);
    const places = randomStream(9, 0, 0);
    const place = Array.from({ length: 200 }, () => 0.1 * places.normal());
    expect(() => transferOf(structure((line) => place[line]!))).toThrow(/its edges to and fro/);
  });
  test("an amplifier that carries a fifth of a reading into the next pixel is not taken for movement", () => {
    const still = structure(() => 0);
    const smeared = still.map((reading, i) => (i % 24 === 0 ? reading : 0.8 * reading + 0.2 * still[i - 1]!));
    expect(transferOf(smeared)).toMatchObject({ gain: { unit: "counts per photon" } });
  });
  test("readings at the converter's end", () => {
    expect(() => transferOf(readings(200, (counts) => Math.min(counts, 511)), 9)).toThrow(/converter's end \(511\)/);
  });
  test("pixels of one brightness, a constant picture, ten lines, four pixels", () => {
    const random = randomStream(6, 0, 0);
    const alike = Float64Array.from({ length: 24 * 200 }, () => 100 + 10 * random.poisson(9));
    expect(() => transferOf(alike)).toThrow(/differ too little/);
    expect(() => transferOf(new Float64Array(24 * 200).fill(7))).toThrow(/every reading is 7/);
    expect(() => transferOf(readings(10, (counts) => counts))).toThrow(/at least 20/);
    const narrow = pixelStatistics([new Float64Array(400)], { pixelsPerLine: 4, window: { from: 0, to: 100 } });
    expect(() => photonTransfer(narrow)).toThrow(/at least 6/);
  });
  test("a baseline that leaves the scan", () => {
    expect(() => pixelStatistics([scan], { pixelsPerLine: 24, window: { from: 0, to: 301 } }))
      .toThrow(/lines 0 to 300, and the trace has 300/);
  });
});
