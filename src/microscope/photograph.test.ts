import { describe, expect, test } from "vitest";
import { randomStream } from "#random";
import {
  gridImage, illumination, maximumProjection, photograph, photographGrid, pixelWeights, scanGrid, scanLine, shapeVolume,
  type SpecimenElement,
} from "./index.js";

const optics = { numericalAperture: 0.9, wavelength_nm: 830, medium: 1.33 };
const light10 = illumination({ optics, power_mW: 10 });
const detector = { bits: 12, darkLevel: 100, countsPerPhoton: 14, readNoise: 3, excessNoise: 1.25, background: 0 };
const HEAD = { centre: [0, 0, 0], radius: Math.cbrt((3 * 0.06) / (4 * Math.PI)) } as const;
const cell: SpecimenElement[] = [
  { name: "head", shapes: [HEAD] },
  { name: "shaft", shapes: [{ from: [-3, -1.2, 0], to: [3, -1.2, 0], fromRadius: 0.35, toRadius: 0.35 }] },
];
const line = scanLine({ from: [0, 3.2, 0], to: [0, -3.2, 0], pixels: 64, period: 2 });
const weights = pixelWeights(line, cell, light10.spread);
/** 200 µM calcium green-1 at 75 nM, Kd 189 nM, 14 times as bright when bound: brightness of the mixture × µM. */
const AT_REST = 200 * ((189 / 264) / 14 + 75 / 264);
const constant = (value: number): Float64Array => Float64Array.of(value);
const random = [randomStream(1, 0, 0), randomStream(1, 0, 1)];
const usual = { scan: line, weights, lines: 10, start: 0, interval: 1, illumination: light10, detector, random };

describe("photograph", () => {
  test("a spine of 0.06 µm³ with 200 µM calcium green-1 at rest gives 100 photons in a 2 ms line, to 1 %", () => {
    expect(shapeVolume(HEAD)).toBeCloseTo(0.06, 9);
    const { photons } = photograph({ ...usual, lines: 1, light: [[constant(AT_REST), constant(0)]] });
    expect(Math.abs(photons[0]!.reduce((a, b) => a + b, 0) / 100 - 1)).toBeLessThan(0.01);
  });

  test("photons are linear in the light of each element", () => {
    const of = (head: number, shaft: number): Float64Array =>
      photograph({ ...usual, light: [[constant(head), constant(shaft)]] }).photons[0]!;
    const [both, head, shaft] = [of(30, 20), of(3, 0), of(0, 2)];
    const worst = both.reduce((most, x, i) => Math.max(most, Math.abs(x - 10 * head[i]! - 10 * shaft[i]!)), 0);
    expect(worst).toBeLessThan(1e-12);
  });

  // Light that is a ramp in time shows in every pixel when it was read. Bleaching off, for it is a clock as well.
  test("each pixel is read at its own time: a ramp from 0 at 1 per ms reads 20.8 ms in the middle of line 10", () => {
    const steady = { ...light10, bleaching: 0 };
    const ramp = Float64Array.from({ length: 101 }, (_, i) => i);
    const of = (head: Float64Array, start: number): Float64Array =>
      photograph({ ...usual, illumination: steady, lines: 12, start, light: [[head, constant(0)]] }).photons[0]!;
    const [one, ramped, later] = [of(constant(1), 0), of(ramp, 0), of(ramp, 50)];
    const at = 10 * 64 + 32;
    expect(ramped[at]! / one[at]!).toBeCloseTo(20 + 32.5 * 0.025, 9);
    expect(later[at]! / one[at]!).toBeCloseTo(70 + 32.5 * 0.025, 9);
  });

  test("before the shutter opens there is no light but the stray photons, and no bleaching", () => {
    const shot = photograph({
      ...usual, lines: 1000, light: [[constant(AT_REST), constant(0)]], shutter: { opens: 1000, closes: 1500 },
      detector: { ...detector, background: 2 },
    });
    const lineSum = (n: number): number =>
      shot.photons[0]!.subarray(64 * n, 64 * (n + 1)).reduce((a, b) => a + b, 0) - 64 * 0.05;
    expect(lineSum(499)).toBeCloseTo(0, 9);
    expect(lineSum(750)).toBeCloseTo(0, 9);
    expect(lineSum(749) / lineSum(500)).toBeCloseTo(Math.exp(-0.005 * 0.498), 6);
    expect(shot.unbleached).toBeCloseTo(Math.exp(-0.005 * 0.5), 9);
  });

  test("3 % of the green channel's photons are seen in the red one, and no stray light twice", () => {
    const light = [[constant(50), constant(50)], [constant(0), constant(0)]];
    const lit = { ...usual, light, detector: { ...detector, background: 4 } };
    const [green, red] = photograph({ ...lit, leak: [[0, 0], [0.03, 0]] }).photons;
    const brightest = green!.indexOf(Math.max(...green!));
    expect((red![brightest]! - 0.1) / (green![brightest]! - 0.1)).toBeCloseTo(0.03, 12);
  });

  test("a second channel and further lines change no reading of the first", () => {
    const shoot = (lines: number, channels: number): Uint16Array => photograph({
      ...usual, lines, light: Array.from({ length: channels }, () => [constant(50), constant(50)]),
      random: [randomStream(1, 0, 0), randomStream(1, 0, 1)],
    }).counts[0]!;
    expect(shoot(10, 2)).toEqual(shoot(10, 1));
    expect(shoot(20, 1).subarray(0, 640)).toEqual(shoot(10, 1));
  });

  test("light beyond the converter at rest is refused with numbers and a way out; in a response it is clipped", () => {
    expect(() => photograph({ ...usual, light: [[constant(3000), constant(0)]] })).toThrow(
      /Channel 1 would read 1\d{4} .* \([89]\d\d photons in 25 µs, 14 counts each\).*12 bits end at 4095\. Lower/,
    );
    const response = Float64Array.from({ length: 20 }, (_, i) => (i < 5 ? 30 : 3000));
    const { counts } = photograph({ ...usual, light: [[response, constant(0)]] });
    expect(Math.max(...counts[0]!)).toBe(4095);
  });
});

describe("photographGrid", () => {
  const grid = scanGrid({ centre: [0, -0.5, 0], width: 6, columns: 60, dwell_us: 10, depth: 6, step: 0.5 });
  const image = gridImage(grid, cell, light10.spread, [AT_REST, AT_REST]);
  const shot = { grid, illumination: light10, detector, random };
  const { counts, photons, unbleached } = photographGrid({ ...shot, images: [image] });

  test("the maximum projection shows head and shaft where they are, above three times the dark noise", () => {
    const picture = maximumProjection(counts[0]!, grid);
    const at = (x: number, y: number): number =>
      picture[Math.round((grid.first[1] - y) / 0.1) * 60 + Math.round((x - grid.first[0]) / 0.1)]!;
    expect(at(0, 0)).toBeGreaterThan(130);
    expect(at(2, -1.2)).toBeGreaterThan(150);
    expect(at(2, 1)).toBeLessThan(115);
  });

  test("the brightest plane is the one through the middle; the stack bleaches by its time, 0.5 % a second", () => {
    const planeOf = (p: number): Float64Array => photons[0]!.subarray(p * 3600, (p + 1) * 3600);
    const inPlane = Array.from({ length: grid.planes }, (_, p) => Math.max(...planeOf(p)));
    expect(inPlane.indexOf(Math.max(...inPlane))).toBe(6);
    expect(unbleached).toBeCloseTo(Math.exp((-0.005 * 13 * 60 * 0.75) / 1000), 9);
  });

  test("a stack too bright for the converter is refused", () => {
    const bright = image.map((x) => 40 * x);
    expect(() => photographGrid({ ...shot, images: [bright] })).toThrow(/12 bits end at 4095/);
  });
});
