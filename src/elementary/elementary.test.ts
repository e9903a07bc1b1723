import { describe, expect, test } from "vitest";
import {
  cbrt, cosOfTurns, cube, exp, expm1, growth, hypot, kernelExp, kernelLog, linoid, log, log10, log1p, log2, pow, square,
} from "./index.js";
import { cosOfTurns as exactCos, expOf, fixed, ln, LN2, lnOf, ONE, product, root, shifted, unitsOff, type Exact } from "./testing/exact.js";

/** Numbers that are spread evenly, and the same each time: multiples of the golden section, modulo 1. */
const between = (low: number, high: number, count = 2000): number[] =>
  Array.from({ length: count }, (_, i) => low + (high - low) * (((i + 1) * 0.6180339887498949) % 1));
/** Spread evenly over their logarithms, from 2^low to 2^high. */
const scales = (low: number, high: number, count = 2000): number[] =>
  between(low, high, count).map((power, i) => 2 ** Math.floor(power) * (1 + (((i + 0.5) * 0.7548776662466927) % 1)));
const negative = (xs: readonly number[]): number[] => xs.map((x) => -x);

/** The largest error in units of the last place. */
function worst(xs: readonly number[], own: (x: number) => number, exact: (x: number) => Exact | bigint): number {
  return Math.max(...xs.map((x) => {
    const reference = exact(x);
    return unitsOff(own(x), typeof reference === "bigint" ? { scaled: reference, exponent: 0 } : reference);
  }));
}
const exactExp = (x: number): Exact => expOf(fixed(x));
const exactPow = (x: number, y: number): Exact => expOf(product(fixed(y), ln(x)));

const ALL: [string, (x: number) => number][] =
  [["exp", exp], ["expm1", expm1], ["log", log], ["log1p", log1p], ["log2", log2], ["log10", log10], ["cbrt", cbrt], ["hypot", hypot]];

// Against 384 bits of their series; the limits are what the docstrings promise.
describe("units in the last place", () => {
  test("exp: 1.2, and 0.8 where the result is subnormal", () => {
    expect(worst([...between(-708, 709.78), ...between(-3, 3, 4000)], exp, exactExp)).toBeLessThan(1.2);
    expect(worst(between(-745, -708), exp, exactExp)).toBeLessThan(0.8);
  });
  test("expm1: 1.6", () => {
    const xs = [...between(-50, 50), ...between(-2, 2, 4000), ...scales(-60, 3), ...negative(scales(-60, 3))];
    expect(worst(xs, expm1, (x) => shifted(exactExp(x)) - ONE)).toBeLessThan(1.6);
  });
  test("log: 0.8, also of subnormal numbers", () => {
    expect(worst([...scales(-1074, 1023), ...scales(-3, 3), ...between(0.5, 2)], log, ln)).toBeLessThan(0.8);
  });
  test("log1p: 0.8", () => {
    const xs = [...between(-1, 3, 4000), ...scales(-60, 60), ...negative(scales(-60, -1))];
    expect(worst(xs, log1p, (x) => lnOf(ONE + fixed(x)))).toBeLessThan(0.8);
  });
  test("log2 and log10: 0.51", () => {
    const xs = [...scales(-1074, 1023), ...between(0.4, 2)];
    const ln10 = lnOf(10n * ONE);
    expect(worst(xs, log2, (x) => (ln(x) * ONE) / LN2)).toBeLessThan(0.51);
    expect(worst(xs, log10, (x) => (ln(x) * ONE) / ln10)).toBeLessThan(0.51);
  });
  test("pow: 0.51, and 0.8 where the result is subnormal", () => {
    const ys = between(-1, 1);
    const worstOf = (xs: readonly number[], y: (x: number, u: number) => number): number =>
      Math.max(...xs.map((x, i) => {
        const exponent = y(x, ys[i] as number);
        return unitsOff(pow(x, exponent), exactPow(x, exponent));
      }));
    expect(worstOf(scales(-1000, 1000), (x, u) => (700 * u) / Math.max(1, Math.abs(Math.log(x))))).toBeLessThan(0.51);
    expect(worstOf(between(0.9, 1.1), (_, u) => 6000 * u)).toBeLessThan(0.51);
    expect(worstOf(between(1.5, 9), (x, u) => -(709 + 35 * Math.abs(u)) / Math.log(x))).toBeLessThan(0.8);
  });
  test("hypot of two numbers: 1.2, whatever their size", () => {
    const ys = scales(-5, 5);
    for (const size of [1, 2 ** 1000, 2 ** -1000]) {
      const units = scales(-5, 5).map((x, i) => {
        const y = ys[(7 * i) % ys.length] as number;
        return unitsOff(hypot(x * size, y * size) / size, { scaled: root(fixed(x) * fixed(x) + fixed(y) * fixed(y)), exponent: 0 });
      });
      expect(Math.max(...units)).toBeLessThan(1.2);
    }
  });
  test("cbrt: 0.8", () => {
    const exact = (x: number): Exact => expOf(ln(x) / 3n);
    expect(worst([...scales(-50, 50), ...scales(-1000, 1000, 200)], cbrt, exact)).toBeLessThan(0.8);
  });
  test("cosOfTurns: 1.8, also of 10¹⁵ turns, since whole turns leave exactly", () => {
    const turns = [...between(-1.5, 1.5, 6000), ...between(1e6, 1e6 + 1), ...between(1e12, 1e12 + 2), 1e15 + 0.125, -1e15 - 0.375]
      .filter((x) => Math.abs((4 * x) % 2) !== 1); // there it is 0, to the bit, which the series isn't
    expect(worst(turns, cosOfTurns, (x) => exactCos(fixed(x)))).toBeLessThan(1.8);
  });
});

describe("what is exact", () => {
  test("powers of 2 and of 10, squares and cubes", () => {
    for (let k = -1074; k <= 1023; k++) {
      expect(pow(2, k)).toBe(2 ** k);
      expect(log2(pow(2, k))).toBe(k);
      if (k % 2 === 0) expect(pow(4, k / 2)).toBe(2 ** k);
    }
    for (let k = 0, power = 1; k <= 22; k++, power *= 10) {
      expect(pow(10, k)).toBe(power);
      expect(log10(power)).toBe(k);
    }
    for (let n = 1; n < 1000; n++) {
      expect([square(n), cube(n), pow(n, 2), pow(-n, 3), cbrt(cube(n))]).toEqual([n * n, n * n * n, n * n, -n * n * n, n]);
    }
    expect([hypot(3, 4), hypot(2, 3, 6), hypot(-7)]).toEqual([5, 7, 7]);
  });
  test("quarters and eighths of turns", () => {
    expect([0, 0.25, 0.5, 0.75, 1, -0.5, 1e9 + 0.5].map(cosOfTurns)).toEqual([1, 0, -1, 0, 1, -1, -1].map((c) => c + 0));
    expect([1, 2, 4, 5].map((n) => cosOfTurns(n / 6)).map((c) => c.toFixed(15))).toEqual(["0.500000000000000", "-0.500000000000000", "-0.500000000000000", "0.500000000000000"]);
  });
});

describe("at the edges", () => {
  // What ECMAScript asks of its own at 0, ±∞ and NaN is exact, so that Math is the oracle; signs of zero count.
  test.each(ALL.map(([name, own]) => [name, own] as const))("%s gives what Math gives", (name, own) => {
    const edges = [0, -0, 1, -1, -2, Infinity, -Infinity, NaN, 5e-324];
    const other = (x: number): number => Math[name as "exp"](x);
    for (const x of edges) {
      const expected = other(x);
      if (Number.isFinite(expected) && expected !== 0 && Math.abs(expected) !== 1) expect(own(x)).toBeCloseTo(expected, 14);
      else expect([x, own(x)]).toEqual([x, expected]);
    }
  });
  test("pow gives what ** gives", () => {
    const edges = [0, -0, 1, -1, Infinity, -Infinity, NaN, 3, -3, 0.5, -0.5];
    for (const [x, y] of edges.flatMap((a) => edges.map((b) => [a, b] as const))) {
      const expected = x ** y;
      if (Number.isInteger(expected) || !Number.isFinite(expected)) expect([x, y, pow(x, y)]).toEqual([x, y, expected]);
      else expect(pow(x, y)).toBeCloseTo(expected, 14);
    }
    expect([pow(2, 1024), pow(2, -1075), pow(-3, 701), pow(1e-300, 1e300), pow(1 + Number.EPSILON, 1e300)]).toEqual([Infinity, 0, -Infinity, 0, Infinity]);
  });
  test("exp ends in ∞ and 0, through subnormal numbers; expm1 in −1", () => {
    expect([exp(709.782712893384) / 1.797693134862273e308, exp(709.7827128933841)]).toEqual([1 + Number.EPSILON, Infinity]);
    expect([exp(-745.1332191019411), exp(-745.2), expm1(-50)]).toEqual([5e-324, 0, -1]);
  });
  test("hypot: ∞ before what is not a number, 0 of nothing", () => {
    expect([hypot(), hypot(NaN, -Infinity), hypot(NaN, 1), hypot(1e308, 1e308), hypot(5e-324, 0)]).toEqual([0, Infinity, NaN, Math.SQRT2 * 1e308, 5e-324]);
  });
  test("cosOfTurns of ∞ is not a number", () => {
    expect([Infinity, -Infinity, NaN].map(cosOfTurns)).toEqual([NaN, NaN, NaN]);
  });
});

describe("the kernels' exp and log", () => {
  test("have the bits of exp and log within −708 … 709 and of normal numbers, and hold or refuse beyond", () => {
    for (const x of between(-708, 709)) expect(kernelExp(x)).toBe(exp(x));
    for (const x of scales(-1022, 1023)) expect(kernelLog(x)).toBe(log(x));
    expect([kernelExp(-1e9), kernelExp(1e9), kernelLog(0), kernelLog(5e-324)]).toEqual([exp(-708), exp(709), NaN, NaN]);
  });
});

describe("growth and linoid", () => {
  test("growth agrees with (eˣ − 1)/x to 8 units in the last place, and is 1 at 0", () => {
    expect(growth(0)).toBe(1);
    const xs = [...between(-40, 40), ...scales(-60, 0)];
    for (const x of xs) expect(Math.abs((growth(x) * x) / expm1(x) - 1)).toBeLessThan(8 * Number.EPSILON);
  });
  test("linoid is 1 at 0 and x/(eˣ − 1) elsewhere, without a jump at the singular point", () => {
    expect(linoid(0)).toBe(1);
    expect(linoid(1e-12)).toBeCloseTo(1 - 0.5e-12, 15);
    expect(linoid(2)).toBeCloseTo(2 / Math.expm1(2), 15);
  });
  test("what is not a number stays so", () => {
    for (const f of [kernelExp, growth, linoid]) expect(f(Number.NaN)).toBeNaN();
  });
});
