import { describe, expect, test } from "vitest";
import { randomStream } from "#random";
import { parsePixelRange } from "#units";
import { backgroundOf } from "./background.js";
import { centreOfMass, lineProfile, saturatedShare } from "./line-profile.js";
import { findRegions, mostResponsive, regionFromRange, regionInMicrometres } from "./regions.js";

const scan = { name: "a.tif", pixelsPerLine: 60, pixelSize_um: 0.1 };

describe("a stretch typed by a person", () => {
  test("32:37px are six pixels, both ends included", () => {
    expect(regionFromRange(parsePixelRange("32:37px"), scan)).toEqual({ name: "region", from: 32, to: 37 });
  });
  // Centres lie at 0.05, 0.15, …: 2.15 µm is pixel 21's, 2.95 µm pixel 29's.
  test("2.1:3.0um at 0.1 µm a pixel holds the centres of pixels 21 to 29; ends on a centre belong to it", () => {
    expect(regionFromRange(parsePixelRange("2.1:3.0um"), scan)).toMatchObject({ from: 21, to: 29 });
    expect(regionFromRange(parsePixelRange("2.15:2.95um"), scan)).toMatchObject({ from: 21, to: 29 });
    expect(regionInMicrometres({ from: 21, to: 29 }, 0.1)).toEqual({ from: 21 * 0.1, to: 3 });
  });
  test("outside the line, between two centres, or without a pixel size it is refused with what would do", () => {
    expect(() => regionFromRange(parsePixelRange("50:60px"), scan)).toThrow(/60 px \(0 to 59\)/);
    expect(() => regionFromRange(parsePixelRange("6.5:7um"), scan)).toThrow(/does not lie on the line, which has 6 µm/);
    expect(() => regionFromRange(parsePixelRange("2.06:2.14um"), scan)).toThrow(/No pixel centre/);
    expect(() => regionFromRange(parsePixelRange("2:3um"), { name: "a.tif", pixelsPerLine: 60 })).toThrow(/a\.tif: .*32:37px/);
  });
});

/** Photon-counted lines over Gaussian structures; `responding` brightens by half from line 50 of 100. */
function picture(structures: readonly { at: number; width: number; photons: number; responds?: number }[], seed: number, floor = 0.2): Uint16Array {
  const random = randomStream(seed, 0, 0);
  const pixels = new Uint16Array(100 * 60);
  for (let i = 0; i < pixels.length; i++) {
    const [line, pixel] = [Math.floor(i / 60), i % 60];
    let photons = floor;
    for (const { at, width, photons: peak, responds = 0 } of structures) {
      photons += peak * (1 + (line >= 50 ? responds : 0)) * Math.exp(-0.5 * ((pixel - at) / width) ** 2);
    }
    pixels[i] = Math.round(100 + 10 * random.poisson(photons) + 3 * Math.abs(random.normal()));
  }
  return pixels;
}
const profileOf = (pixels: Uint16Array, trials = 1): ReturnType<typeof lineProfile> =>
  lineProfile(Array.from({ length: trials }, () => pixels), { pixelsPerLine: 60, before: { from: 0, to: 50 }, after: { from: 50, to: 100 } });

describe("structures found along the line", () => {
  const spine = { at: 15, width: 2, photons: 1.5, responds: 0.8 };
  const shaft = { at: 30, width: 3.5, photons: 4 };
  // The half width at half height of a Gaussian is 1.18 SD: 2.4 pixels for the spine, 4.1 for the shaft.
  test("a spine of 1.5 photons a pixel and its shaft, in 100 lines: two structures with edges within 1.7 pixels of half height", () => {
    for (let seed = 0; seed < 30; seed++) {
      const found = findRegions(profileOf(picture([spine, shaft], seed)));
      expect(found.map(({ name }) => name)).toEqual(["structure 1", "structure 2"]);
      const [a, b] = found as [(typeof found)[0], (typeof found)[0]];
      expect(Math.abs(a.from - 12.6)).toBeLessThan(1.7);
      expect(Math.abs(a.to - 17.4)).toBeLessThan(1.7);
      expect(Math.abs(b.from - 25.9)).toBeLessThan(1.7);
      expect(Math.abs(b.to - 34.1)).toBeLessThan(1.7);
    }
  });
  test("the spine responds, the brighter shaft does not: the spine is the one that decides", () => {
    const found = findRegions(profileOf(picture([spine, shaft], 3)));
    expect(mostResponsive(found).name).toBe("structure 1");
    expect(found[0]!.response).toBeGreaterThan(6);
    expect(Math.abs(found[1]!.response!)).toBeLessThan(4);
  });
  test("touching neighbours 8 pixels apart are told apart, and do not overlap", () => {
    const found = findRegions(profileOf(picture([{ at: 20, width: 2, photons: 4 }, { at: 28, width: 2, photons: 5 }], 5)));
    expect(found).toHaveLength(2);
    expect(found[0]!.to).toBeLessThan(found[1]!.from);
  });
  test("a spine without light at rest is found by its response", () => {
    const found = findRegions(profileOf(picture([shaft, { at: 50, width: 2, photons: 0.15, responds: 6 }], 6)));
    expect(found.some(({ from, to }) => from <= 50 && to >= 50)).toBe(true);
  });
  test("one broad dendrite stays one structure over 30 noisy pictures", () => {
    for (let seed = 0; seed < 30; seed++) expect(findRegions(profileOf(picture([{ at: 30, width: 9, photons: 3 }], 100 + seed)))).toHaveLength(1);
  });
  test("empty tissue has no structure, in 30 pictures of noise", () => {
    for (let seed = 0; seed < 30; seed++) expect(() => findRegions(profileOf(picture([], 200 + seed, 1)))).toThrow(/No structure stands out/);
  });
});

describe("background", () => {
  const pixels = picture([{ at: 30, width: 3, photons: 5 }], 9, 1);
  const away = [{ from: 26, to: 34 }];
  test("is 0, the typed counts, or the mean of the stretch given", () => {
    expect(backgroundOf([pixels], { pixelsPerLine: 60, choice: { kind: "none" }, regions: [] }).value).toBe(0);
    expect(backgroundOf([pixels], { pixelsPerLine: 60, choice: { kind: "counts", counts: 110 }, regions: [] }).value).toBe(110);
    const flat = Uint16Array.from({ length: 240 }, (_, i) => i % 60);
    const found = backgroundOf([flat], { pixelsPerLine: 60, choice: { kind: "pixels", from: 2, to: 5 }, regions: [] });
    expect(found).toMatchObject({ value: 3.5, pixels: { from: 2, to: 5 } });
    expect(Array.from(found.byLine![0]!)).toEqual([3.5, 3.5, 3.5, 3.5]);
  });
  // Photons 1 a pixel, gain 10, dark 100, |read noise| adds 3 √(2/π) = 2.39: 112.4. The darkest of some 45 stretches of
  // 6 pixels × 50 lines would read about 2 SE (1.2 counts) too low if it were read on the lines that chose it.
  test("the darkest stretch is read on other lines than chose it: no bias over 60 pictures, where the naive one has 1 count", () => {
    const truth = 100 + 10 + 3 * Math.sqrt(2 / Math.PI);
    let ours = 0;
    let naive = 0;
    for (let seed = 0; seed < 60; seed++) {
      const noisy = picture([{ at: 30, width: 3, photons: 5 }], 1000 + seed, 1);
      const found = backgroundOf([noisy], { pixelsPerLine: 60, choice: { kind: "auto" }, regions: away });
      ours += (found.value - truth) / 60;
      const even = found.byLine![0]!.filter((_, line) => line % 2 === 0);
      naive += (even.reduce((a, b) => a + b, 0) / even.length - truth) / 60;
      expect(found.pixels!.to < 24 || found.pixels!.from > 36).toBe(true);
    }
    expect(Math.abs(ours)).toBeLessThan(0.3); // its own SE is 0.6/√60 = 0.08; light of the structure's flank adds a little
    expect(naive).toBeLessThan(-0.7);
  });
  test("a flash of 1000 counts in lines 60 to 64 stays out when only lines 0 to 50 count", () => {
    const flashed = pixels.map((counts, i) => (i >= 60 * 60 && i < 65 * 60 ? counts + 1000 : counts));
    const options = { pixelsPerLine: 60, choice: { kind: "auto" }, regions: away } as const;
    const kept = backgroundOf([flashed], { ...options, window: { from: 0, to: 50 } });
    expect(Math.abs(kept.value - 112.4)).toBeLessThan(4);
    expect(backgroundOf([flashed], options).value).toBeGreaterThan(130);
    expect(() => backgroundOf([flashed], { ...options, window: { from: 0, to: 101 } })).toThrow(/lines 0 to 100/);
  });
  test("a line full of structure leaves none; a stretch beyond the line is refused", () => {
    expect(() => backgroundOf([pixels], { pixelsPerLine: 60, choice: { kind: "auto" }, regions: [{ from: 3, to: 57 }] })).toThrow(/no stretch of 6 is left/);
    expect(() => backgroundOf([pixels], { pixelsPerLine: 60, choice: { kind: "pixels", from: 55, to: 60 }, regions: [] })).toThrow(/0 to 59/);
  });
});

describe("where the light lies", () => {
  test("a structure centred on pixel 30.0 has its centre of mass within 0.2 pixels of it, and one moved by 2 moves by 2", () => {
    const options = { pixelsPerLine: 60, window: { from: 0, to: 100 }, background: 102.4 };
    const here = centreOfMass(picture([{ at: 30, width: 3, photons: 5 }], 1, 0), options);
    const there = centreOfMass(picture([{ at: 32, width: 3, photons: 5 }], 2, 0), options);
    expect(Math.abs(here - 30)).toBeLessThan(0.2);
    expect(Math.abs(there - here - 2)).toBeLessThan(0.3);
  });
  test("no light, no place", () => {
    expect(() => centreOfMass(new Uint16Array(6000).fill(100), { pixelsPerLine: 60, window: { from: 0, to: 100 }, background: 100 })).toThrow(/no light above/);
  });
  test("two of eight readings at 255 are a quarter of an 8-bit converter's; of unknown depth none are", () => {
    expect(saturatedShare(Uint8Array.from([255, 1, 2, 3, 255, 4, 5, 6]), { bits: 8 })).toBe(0.25);
    expect(saturatedShare(Uint8Array.from([255]), { bits: undefined })).toBe(0);
  });
});
