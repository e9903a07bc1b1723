import { describe, expect, test } from "vitest";
import { referenceRows } from "./back-propagation.js";
import { restRows } from "./electrical.js";
import { spikeIn } from "./recording.js";

/** The cheap part of what `npm run validate` shows in full. */
describe("the cell's evidence, the cheap part", () => {
  test("peaks within 1 mV and widths within 0.05 ms of NEURON's at eight places of the tree", () => {
    const rows = referenceRows();
    expect(rows).toHaveLength(15);
    expect(rows.filter(({ verdict }) => verdict !== "agrees")).toEqual([]);
  });
  test("a cell that was drawn rests within 1 nV for half a second", () => {
    expect(restRows({ seeds: [5] }).map(({ verdict }) => verdict)).toEqual(["agrees"]);
  });
  test("a triangle of 100 mV and 2 ms is 1 ms wide at its half, and known to between samples", () => {
    const triangle = Float64Array.from({ length: 101 }, (_, i) => -70 + Math.max(0, 100 - Math.abs(i - 50.25) * 2.5));
    const { width, amplitude } = spikeIn(triangle, 0.025);
    expect(width).toBeCloseTo(1 - 0.25 * 0.025 * 0.5, 1);
    expect(amplitude).toBeGreaterThan(99);
  });
});
