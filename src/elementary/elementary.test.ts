import { describe, expect, test } from "vitest";
import { exp, growth, linoid, log } from "./index.js";

describe("exp and log", () => {
  test("agree with Math.exp and Math.log to 4 units in the last place", () => {
    for (let i = -7000; i <= 7000; i++) {
      const x = i / 10.01;
      expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(4 * Number.EPSILON);
      const y = Math.exp(i / 11);
      expect(Math.abs(log(y) - Math.log(y))).toBeLessThanOrEqual(4 * Number.EPSILON * Math.max(1, Math.abs(Math.log(y))));
    }
  });
});

describe("growth and linoid", () => {
  // (eˣ − 1)/x against Math.expm1, which keeps its digits near 0.
  test("growth agrees with expm1(x)/x to 8 units in the last place, and is 1 at 0", () => {
    expect(growth(0)).toBe(1);
    for (let i = -4000; i <= 4000; i++) {
      for (const x of [i / 100.7, i * 1e-7]) {
        if (x === 0) continue;
        expect(Math.abs((growth(x) * x) / Math.expm1(x) - 1)).toBeLessThan(8 * Number.EPSILON);
      }
    }
  });

  test("linoid is 1 at 0 and x/(eˣ − 1) elsewhere, without a jump at the singular point", () => {
    expect(linoid(0)).toBe(1);
    expect(linoid(1e-12)).toBeCloseTo(1 - 0.5e-12, 15);
    expect(linoid(2)).toBeCloseTo(2 / Math.expm1(2), 15);
  });

  test("what is not a number stays so", () => {
    for (const f of [exp, growth, linoid]) expect(f(Number.NaN)).toBeNaN();
  });
});
