import { describe, expect, test } from "vitest";
import { scanGrid, scanLine, scanPath } from "./index.js";

describe("scanLine", () => {
  const scan = scanLine({ from: [0, 0, 1], to: [6.4, 0, 1], pixels: 64, period: 2 });
  test("64 pixels over 6.4 µm in 2 ms: middles from 0.05 to 6.35 µm, 25 µs each, read from 0.0125 to 1.5875 ms", () => {
    expect(scan.pixelSize).toBeCloseTo(0.1, 12);
    expect(scan.dwell).toBeCloseTo(0.025, 12);
    expect([scan.positions[0], scan.positions[1], scan.positions[2]]).toEqual([0.05, 0, 1]);
    expect(scan.positions[3 * 63]).toBeCloseTo(6.35, 12);
    expect(scan.offsets[0]).toBeCloseTo(0.0125, 12);
    expect(scan.offsets[63]).toBeCloseTo(1.5875, 12);
  });
  test("where the mirror is read all the time, the last pixel is read at 1.984 ms", () => {
    const { offsets } = scanLine({ from: [0, 0, 0], to: [1, 0, 0], pixels: 64, period: 2, forward: 1 });
    expect(offsets[63]).toBeCloseTo(1.984375, 12);
  });
});

describe("scanPath", () => {
  test("goes round corners at one speed: 3 + 4 µm in seven pixels, of which the fourth lies on the second leg", () => {
    const { positions, pixelSize } = scanPath({ vertices: [[0, 0, 0], [3, 0, 0], [3, 4, 0]], pixels: 7, period: 2 });
    expect(pixelSize).toBe(1);
    expect(Array.from(positions.subarray(6, 12))).toEqual([2.5, 0, 0, 3, 0.5, 0]);
    expect(Array.from(positions.subarray(18))).toEqual([3, 3.5, 0]);
  });
  test.each([
    [{ vertices: [[1, 1, 0], [1, 1, 0]] as const, pixels: 64, period: 2 }, /0 µm long/],
    [{ vertices: [], pixels: 64, period: 2 }, /0 µm long/],
    [{ vertices: [[0, 0, 0], [1, 0, 0]] as const, pixels: 0, period: 2 }, /number of pixels.*is 0/],
    [{ vertices: [[0, 0, 0], [1, 0, 0]] as const, pixels: 64, period: 0 }, /line period in ms is 0/],
    [{ vertices: [[0, 0, 0], [1, 0, 0]] as const, pixels: 64, period: 2, forward: 1.2 }, /at most 1/],
  ])("%j is refused", (path, message) => {
    expect(() => scanPath(path)).toThrow(message);
  });
});

describe("scanGrid", () => {
  test("a stack of 10 µm in steps of 0.5 µm has 21 planes around its centre, the first row on top", () => {
    const grid = scanGrid({
      centre: [10, 20, 5], width: 25.6, columns: 256, rows: 128, dwell_us: 4, depth: 10, step: 0.5,
    });
    expect(grid.planes).toBe(21);
    expect(grid.pixelSize).toBeCloseTo(0.1, 12);
    expect(grid.first.map((x) => Number(x.toFixed(6)))).toEqual([-2.75, 26.35, 0]);
    expect(grid.period).toBeCloseTo((128 * 256 * 0.004) / 0.8, 9);
    expect(grid.offsets[257]).toBeCloseTo(1.28 + 0.006, 9);
  });
  test("a step of 0 is refused", () => {
    const flat = { centre: [0, 0, 0], width: 10, columns: 8, dwell_us: 4, depth: 10, step: 0 } as const;
    expect(() => scanGrid(flat)).toThrow(/step between planes/);
  });
});
