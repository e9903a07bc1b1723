import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bulk, envelope, extent, linearScale, reach, roomFor, thinned, ticks, tickText } from "./scale.js";

describe("ticks", () => {
  test("0 to 409.6 in about nine steps is every 50", () => {
    expect(ticks([0, 409.6], 9)).toEqual([0, 50, 100, 150, 200, 250, 300, 350, 400]);
  });
  test("−0.3 to 0.3 in about six steps is every 0.1, without rounding dust and with a plain 0", () => {
    expect(ticks([-0.3, 0.3], 6)).toEqual([-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3]);
  });
  test("whatever the domain, ticks ascend within it and are at most twice as many as asked for", () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 1e-3, max: 1e6, noNaN: true }), fc.integer({ min: 2, max: 12 }), (low, span, count) => {
        const found = ticks([low, low + span], count);
        expect(found.length).toBeLessThanOrEqual(2 * count + 2);
        for (const [i, value] of found.entries()) {
          expect(value).toBeGreaterThanOrEqual(low - 1e-6 * span);
          expect(value).toBeLessThanOrEqual(low + span * (1 + 1e-6));
          if (i > 0) expect(value).toBeGreaterThan(found[i - 1]!);
        }
      }),
      { numRuns: 300 },
    );
  });
  test("a negative tick has a true minus, U+2212", () => {
    expect(tickText(-20)).toBe("\u221220");
  });
});

describe("frames", () => {
  test("a domain of one value is opened by half a unit to each side, so that it maps to the middle", () => {
    expect(linearScale([7, 7], [0, 100])(7)).toBe(50);
  });
  test("NaN and infinities are no part of an extent, nor of the bulk", () => {
    expect(extent([NaN, 2, -Infinity, 5, Infinity])).toEqual([2, 5]);
    expect(extent([NaN])).toBeUndefined();
    expect(bulk([NaN, 1, 2, 3, Infinity])).toEqual([1, 3]);
  });
  test("room for 10 to 50 reaches from zero; for −70 to −50 mV it stays there where zero need not be shown", () => {
    expect(roomFor([[10, 50]])).toEqual([-2.5, 52.5]);
    expect(roomFor([[10, 50]], { zero: "near" })).toEqual([-2.5, 52.5]);
    expect(roomFor([[-70, -50]])).toEqual([-73.5, 3.5]);
    expect(roomFor([[-70, -50]], { zero: "near" })).toEqual([-71, -49]);
  });
  test("one wild trace in forty does not stretch the frame", () => {
    const tame = Array.from({ length: 39 }, () => [-1, 1]);
    expect(reach([...tame, [-1, 1000]])).toEqual([-1, 1]);
  });
});

describe("fewer points than samples", () => {
  test("thinned to 3 of 6 samples are the means of pairs at their middles, skipping what is missing", () => {
    expect(thinned([1, 3, NaN, 4, NaN, NaN], 3)).toEqual([[0.5, 2], [2.5, 4], [4.5, NaN]]);
  });
  test("an envelope of 20 points keeps a one-sample peak among 10 000", () => {
    const values = new Float64Array(10_000);
    values[7777] = -6;
    const points = envelope(values, 20);
    expect(points.length).toBeLessThanOrEqual(20);
    expect(points).toContainEqual([7777, -6]);
  });
});
