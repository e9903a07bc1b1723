import { describe, expect, test } from "vitest";
import { roundSteps } from "./scale.js";

describe("ticks", () => {
  test("are two at least, wherever the range lies", () => {
    for (let k = 0; k < 400; k++) {
      const from = -160 + 0.7 * k;
      for (const span of [0.03, 1.4, 19, 27, 49, 310]) {
        const { values } = roundSteps(from, from + span, 2);
        expect(values.length, `${from} to ${from + span}`).toBeGreaterThan(1);
        expect(Math.min(...values)).toBeGreaterThanOrEqual(from - 1e-6);
        expect(Math.max(...values)).toBeLessThanOrEqual(from + span + 1e-6);
      }
    }
  });
  test("stay as far apart as was asked where two fit", () => {
    expect(roundSteps(0, 100, 5).values).toEqual([0, 20, 40, 60, 80, 100]);
    expect(roundSteps(0, 5.3, 2)).toEqual({ values: [0, 5], digits: 0 });
  });
  test("of what is counted are whole numbers", () => {
    for (let most = 1; most < 200; most++) {
      for (const value of roundSteps(0, 1.06 * most, 3, { whole: true }).values) expect(Number.isInteger(value), `${value} of ${most}`).toBe(true);
    }
    expect(roundSteps(0, 5.3, 3, { whole: true }).values).toEqual([0, 2, 4]);
    expect(roundSteps(0, 5.3, 3).values).toContain(2);
    expect(roundSteps(0, 1.06, 3, { whole: true }).values).toEqual([0, 1]);
  });
});
