import { describe, expect, test } from "vitest";
import { randomStream } from "#random";
import {
  gridImage, pixelWeights, pointSpread, scanGrid, scanLine, shapeVolume, type Position, type Shape,
} from "./index.js";
import { visitNodes } from "./specimen.js";

const spread = pointSpread({ numericalAperture: 0.9, wavelength_nm: 830, medium: 1.33 });
const neck: Shape = { from: [0, 0, 0], to: [0.45, 0, 0], fromRadius: 0.075, toRadius: 0.075 };
const head: Shape = { centre: [0, 0, 0], radius: 0.243 };
const shaft: Shape = { from: [-0.3, 0.2, 0.5], to: [0.3, 0.3, -0.5], fromRadius: 0.35, toRadius: 0.3 };
const trunk: Shape = { from: [-10, 0, 0], to: [17, 3, 2], fromRadius: 1.5, toRadius: 1.2 };
const soma: Shape = { centre: [1, 2, 0], radius: 9 };
const SHAPES = { neck, head, shaft, trunk, soma };

/** A pixel so short that the beam stands still. */
function weightAt([x, y, z]: Position, shape: Shape): number {
  const scan = scanLine({ from: [x - 1e-6, y, z], to: [x + 1e-6, y, z], pixels: 1, period: 2 });
  return pixelWeights(scan, [{ name: "element", shapes: [shape] }], spread).weight[0] ?? 0;
}

function inside(shape: Shape, p: Position): boolean {
  if ("radius" in shape) return p.reduce((sum, x, d) => sum + (x - shape.centre[d]!) ** 2, 0) < shape.radius ** 2;
  const along = shape.to.map((x, d) => x - shape.from[d]!);
  const away = p.map((x, d) => x - shape.from[d]!);
  const square = along.reduce((sum, x) => sum + x * x, 0);
  const share = along.reduce((sum, x, d) => sum + x * away[d]!, 0) / square;
  if (share < 0 || share > 1) return false;
  const radius = shape.fromRadius + share * (shape.toRadius - shape.fromRadius);
  return away.reduce((sum, x) => sum + x * x, 0) - share * share * square < radius * radius;
}

/** The integral by points thrown as the focus is bright: its volume × share of hits, with the standard error. */
function thrown(at: Position, shape: Shape, count: number): { value: number; error: number } {
  const random = randomStream(1, 0, 0);
  let hits = 0;
  for (let k = 0; k < count; k++) {
    const x = at[0] + (spread.lateral * random.normal()) / Math.SQRT2;
    const y = at[1] + (spread.lateral * random.normal()) / Math.SQRT2;
    if (inside(shape, [x, y, at[2] + (spread.axial * random.normal()) / Math.SQRT2])) hits++;
  }
  const share = hits / count;
  return { value: spread.volume * share, error: spread.volume * Math.sqrt((share * (1 - share)) / count) };
}

describe("pixelWeights", () => {
  test.each(Object.entries(SHAPES))("the nodes of a %s add up to its volume to 1e-12", (_, shape) => {
    let volume = 0;
    visitNodes(shape, spread, (x, y, z, v) => {
      volume += v;
      if (!inside(shape, [x, y, z])) volume = Number.NaN;
    });
    expect(Math.abs(volume / shapeVolume(shape) - 1)).toBeLessThan(1e-12);
  });

  // 400 000 points know a head's weight to 0.4 %. Allowed are 1 % of the weight and four standard errors.
  const PLACES: readonly Position[] = [[0, 0, 0], [0.15, 0.25, 0.4], [0.3, -0.35, -0.9]];
  test.each(
    Object.entries(SHAPES).flatMap(([name, shape]) => PLACES.map((at) => [name, at, shape] as const)),
  )("%s seen from %j agrees with 400 000 points thrown at it within 1 %%", (_, at, shape) => {
    const { value, error } = thrown(at, shape, 400_000);
    expect(Math.abs(weightAt(at, shape) - value)).toBeLessThan(0.01 * value + 4 * error);
  });

  // Closed forms, where the exact weight is known to more digits than any number of points gives.
  test("a thin cylinder across the focus weighs its cross section × √π × radius, to 0.1 %", () => {
    const thin: Shape = { from: [-3, 0, 0], to: [3, 0, 0], fromRadius: 0.005, toRadius: 0.005 };
    expect(weightAt([0, 0, 0], thin) / (Math.PI * 0.005 ** 2 * Math.sqrt(Math.PI) * spread.lateral)).toBeCloseTo(1, 3);
  });
  test("a cylinder along the axis weighs focus × (1 − exp(−R²/lateral²)), to 0.1 %, whatever its radius", () => {
    for (const radius of [0.05, 0.2, 0.35, 0.6, 1.3]) {
      const upright: Shape = { from: [0, 0, -4], to: [0, 0, 4], fromRadius: radius, toRadius: radius };
      const exact = spread.volume * (1 - Math.exp(-((radius / spread.lateral) ** 2)));
      expect(Math.abs(weightAt([0, 0, 0], upright) / exact - 1)).toBeLessThan(1e-3);
    }
  });
  test("a sphere far smaller than the focus weighs its volume, one far larger the focus's, to 0.1 %", () => {
    const dot: Shape = { centre: [0, 0, 0], radius: 0.005 };
    expect(Math.abs(weightAt([0, 0, 0], dot) / shapeVolume(dot) - 1)).toBeLessThan(1e-3);
    expect(Math.abs(weightAt([1, 2, 1], soma) / spread.volume - 1)).toBeLessThan(1e-3);
  });
  test("a shaft cut into ten compartments weighs what it does in one, to 0.1 %", () => {
    const cut = Array.from({ length: 10 }, (_, i) => ({
      name: `compartment ${i}`,
      shapes: [{ from: [-3 + 0.6 * i, 0, 0], to: [-2.4 + 0.6 * i, 0, 0], fromRadius: 0.35, toRadius: 0.35 } as const],
    }));
    const whole = weightAt([0.1, 0.3, 0.2], { from: [-3, 0, 0], to: [3, 0, 0], fromRadius: 0.35, toRadius: 0.35 });
    const scan = scanLine({ from: [0.1 - 1e-6, 0.3, 0.2], to: [0.1 + 1e-6, 0.3, 0.2], pixels: 1, period: 2 });
    const parts = pixelWeights(scan, cut, spread).weight.reduce((a, b) => a + b, 0);
    expect(Math.abs(parts / whole - 1)).toBeLessThan(1e-3);
  });

  test("along a line through a bead all pixels together see its volume × √π × radius, however few they are", () => {
    const bead: Shape = { centre: [0, 0, 0], radius: 0.02 };
    const expected = shapeVolume(bead) * Math.sqrt(Math.PI) * spread.lateral;
    for (const pixels of [7, 20, 64, 512]) {
      const scan = scanLine({ from: [-3, 0, 0], to: [3.3, 0, 0], pixels, period: 2 });
      const { weight } = pixelWeights(scan, [{ name: "bead", shapes: [bead] }], spread);
      const seen = weight.reduce((a, b) => a + b, 0) * scan.pixelSize;
      expect(Math.abs(seen / expected - 1)).toBeLessThan(0.01);
    }
  });

  test("an element that the line misses has no entries", () => {
    const scan = scanLine({ from: [-3, 5, 0], to: [3, 5, 0], pixels: 64, period: 2 });
    expect(Array.from(pixelWeights(scan, [{ name: "shaft", shapes: [shaft] }], spread).starts)).toEqual([0, 0]);
  });
});

describe("a frame", () => {
  const cell = [{ name: "spine", shapes: [head, neck] }, { name: "dendrite", shapes: [shaft] }];
  const grid = scanGrid({ centre: [0.1, 0.05, 0.2], width: 4, columns: 32, rows: 28, dwell_us: 4, depth: 2, step: 1 });

  test("sees in each row what a line scan along that row does, to 0.01 % of the brightest", () => {
    const { starts, pixel, weight } = pixelWeights(grid, cell, spread);
    const row = 13;
    const y = grid.first[1] - row * grid.pixelSize;
    const half = grid.pixelSize / 2;
    const z = grid.first[2] + grid.step;
    const scan = scanLine({
      from: [grid.first[0] - half, y, z], to: [grid.first[0] + 31 * grid.pixelSize + half, y, z], pixels: 32, period: 2,
    });
    const along = pixelWeights(scan, cell, spread);
    for (const element of [0, 1]) {
      const inFrame = new Float64Array(32);
      for (let k = starts[element]!; k < starts[element + 1]!; k++) {
        const at = pixel[k]! - (28 + row) * 32;
        if (at >= 0 && at < 32) inFrame[at] = weight[k]!;
      }
      const inLine = new Float64Array(32);
      for (let k = along.starts[element]!; k < along.starts[element + 1]!; k++) {
        inLine[along.pixel[k]!] = along.weight[k]!;
      }
      const brightest = Math.max(...inLine);
      expect(brightest).toBeGreaterThan(0.01);
      for (let i = 0; i < 32; i++) expect(Math.abs(inFrame[i]! - inLine[i]!)).toBeLessThan(1e-4 * brightest);
    }
  });

  test("is Σ weight × brightness", () => {
    const { starts, pixel, weight } = pixelWeights(grid, cell, spread);
    const image = gridImage(grid, cell, spread, [3, 0.5]);
    const expected = new Float64Array(image.length);
    for (const [element, light] of [3, 0.5].entries()) {
      for (let k = starts[element]!; k < starts[element + 1]!; k++) expected[pixel[k]!]! += light * weight[k]!;
    }
    const worst = image.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
    expect(worst).toBeLessThan(1e-9);
  });

  test("a stack closer than the focus holds all of a specimen's light: Σ × voxel = volume × focus, to 0.1 %", () => {
    const stack = scanGrid({ centre: [0, 0, 0], width: 6, columns: 48, dwell_us: 4, depth: 9, step: 0.5 });
    const image = gridImage(stack, cell, spread, [1, 1]);
    const held = image.reduce((a, b) => a + b, 0) * stack.pixelSize ** 2 * stack.step;
    const volume = cell.flatMap(({ shapes }) => shapes).reduce((sum, shape) => sum + shapeVolume(shape), 0);
    expect(Math.abs(held / (volume * spread.volume) - 1)).toBeLessThan(1e-3);
  });
});
