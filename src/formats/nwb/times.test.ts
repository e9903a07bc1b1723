import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { milliseconds, millisecondsBetween, seconds, shortest } from "./times.js";

describe("times", () => {
  test("any time of up to 12 decimals in ms survives the way through seconds", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 12 }), fc.integer({ min: 0, max: 9 }), (digits, decimals) => {
        const ms = Number(`${digits}e-${decimals}`);
        expect(milliseconds(seconds(ms))).toBe(ms);
      }),
      { numRuns: 3000 },
    );
  });

  test("a line 3.2 ms into a trial that starts after three hours is at 3.2 ms, not 3.1999999999", () => {
    const start = 10_800.0173;
    expect((start + 0.0032 - start) * 1000).not.toBe(3.2);
    expect(millisecondsBetween(start, start + 0.0032)).toBe(3.2);
  });

  test("two moments one rounding step apart are the same moment", () => {
    expect(millisecondsBetween(20.0017, 20.0017 * (1 + 2 ** -52))).toBe(0);
  });

  test("the shortest decimal stays within the tolerance, and without one the value is untouched", () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 1e-12, max: 1, noNaN: true }), (value, tolerance) => {
        expect(Math.abs(shortest(value, tolerance) - value)).toBeLessThanOrEqual(tolerance);
        expect(shortest(value, 0)).toBe(value);
      }),
    );
  });

  test("what is not finite stays so", () => {
    expect(milliseconds(NaN)).toBeNaN();
    expect(milliseconds(Infinity)).toBe(Infinity);
  });
});
