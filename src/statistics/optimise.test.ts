import { describe, expect, test } from "vitest";
import { leastSquares, invertSymmetric, solveSymmetric } from "./linear-algebra.js";
import { findRoot, gradient, hessian, minimise1d, nelderMead, nonlinearLeastSquares } from "./optimise.js";

const refused = (code: string): unknown => expect.objectContaining({ kind: "refused", code });

describe("findRoot", () => {
  test.each([
    ["cos x = x", (x: number) => Math.cos(x) - x, 0, 1, 0.7390851332151607],
    ["x³ = 2 from far away", (x: number) => x ** 3 - 2, -1e6, 1e6, Math.cbrt(2)],
    ["a root next to nothing", (x: number) => x - 1e-200, -1, 1, 1e-200],
    ["a step", (x: number) => (x < 0.3 ? -1 : 1), 0, 1, 0.3],
  ])("%s to 4 units in the last place", (_, f, low, high, root) => {
    expect(Math.abs(findRoot(f, low, high) / root - 1)).toBeLessThan(4 * Number.EPSILON);
  });

  test("a range without a change of sign is refused and shows both values", () => {
    expect(() => findRoot((x) => x * x + 1, -1, 2)).toThrow(refused("no-sign-change"));
    expect(() => findRoot((x) => x * x + 1, -1, 2)).toThrow(/2 at −1 and 5 at 2/);
  });
});

describe("minimise1d", () => {
  test("(x − 3)⁴ + 1 near 3, x ln x at 1/e", () => {
    expect(minimise1d((x) => (x - 3) ** 4 + 1, -10, 10).at).toBeCloseTo(3, 2); // flat to the fourth order
    const { at, value } = minimise1d((x) => x * Math.log(x), 0.01, 5);
    expect(at).toBeCloseTo(1 / Math.E, 8);
    expect(value).toBeCloseTo(-1 / Math.E, 15);
  });
  test("an empty range is a usage error", () => {
    expect(() => minimise1d((x) => x, 1, 1)).toThrow(expect.objectContaining({ kind: "usage" }));
  });
});

describe("nelderMead", () => {
  const rosenbrock = ([x = 0, y = 0]: readonly number[]): number => 100 * (y - x * x) ** 2 + (1 - x) ** 2;
  test("Rosenbrock's valley ends at (1, 1)", () => {
    const { at, converged } = nelderMead(rosenbrock, [-1.2, 1]);
    expect(converged).toBe(true);
    expect(at[0]).toBeCloseTo(1, 7);
    expect(at[1]).toBeCloseTo(1, 7);
  });
  test("a wall of Infinity and NaN is walked around", () => {
    const { at } = nelderMead(([x = 0]) => (x < 2 ? Number.NaN : x === 2 ? Infinity : x), [5]);
    expect(at[0]).toBeCloseTo(2, 6);
  });
  test("says so when evaluations run out", () => {
    expect(nelderMead(rosenbrock, [-1.2, 1], { maxEvaluations: 20 }).converged).toBe(false);
  });
});

describe("derivatives by differences", () => {
  const f = ([x = 0, y = 0]: readonly number[]): number => Math.exp(x) * Math.sin(y) + x * x * y;
  test("gradient to 1e-9 and Hessian to 1e-6 of e^x sin y + x²y", () => {
    const [x, y] = [0.7, -1.3];
    const [gx, gy] = gradient(f, [x, y]) as [number, number];
    expect(gx).toBeCloseTo(Math.exp(x) * Math.sin(y) + 2 * x * y, 9);
    expect(gy).toBeCloseTo(Math.exp(x) * Math.cos(y) + x * x, 9);
    const [[xx, xy], [yx, yy]] = hessian(f, [x, y]) as [[number, number], [number, number]];
    expect(xx).toBeCloseTo(Math.exp(x) * Math.sin(y) + 2 * y, 6);
    expect(xy).toBeCloseTo(Math.exp(x) * Math.cos(y) + 2 * x, 6);
    expect(yx).toBe(xy);
    expect(yy).toBeCloseTo(-Math.exp(x) * Math.sin(y), 6);
  });
});

describe("nonlinearLeastSquares", () => {
  // NIST Statistical Reference Datasets, Misra1a: y = b₁(1 − exp(−b₂x)), certified to 11 digits.
  const x = [77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0];
  const y = [10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40, 75.47, 81.78];
  const residuals = ([a = 0, b = 0]: readonly number[]): number[] => x.map((v, i) => y[i]! - a * -Math.expm1(-b * v));
  test.each([[[500, 0.0001]], [[250, 0.0005]]])("Misra1a from NIST's start %j reaches the certified fit and errors", (start) => {
    const fit = nonlinearLeastSquares(residuals, start);
    expect(fit.parameters[0]! / 238.94212918).toBeCloseTo(1, 9);
    expect(fit.parameters[1]! / 5.5015643181e-4).toBeCloseTo(1, 9);
    expect(fit.sumOfSquares / 0.12455138894).toBeCloseTo(1, 9);
    expect(Math.sqrt(fit.covariance[0]![0]!) / 2.7070075241).toBeCloseTo(1, 6);
    expect(Math.sqrt(fit.covariance[1]![1]!) / 7.2668688436e-6).toBeCloseTo(1, 6);
  });
  test("a parameter without influence is refused by its number", () => {
    expect(() => nonlinearLeastSquares(([a = 0]) => y.map((v) => v - a), [50, 1])).toThrow(refused("rank-deficient"));
  });
});

describe("leastSquares", () => {
  // NIST Statistical Reference Datasets, Longley (1967): six economic series so collinear that single precision fails.
  const longley = `60323 83 234289 2356 1590 107608 1947;61122 88.5 259426 2325 1456 108632 1948;60171 88.2 258054 3682 1616 109773 1949
61187 89.5 284599 3351 1650 110929 1950;63221 96.2 328975 2099 3099 112075 1951;63639 98.1 346999 1932 3594 113270 1952
64989 99 365385 1870 3547 115094 1953;63761 100 363112 3578 3350 116219 1954;66019 101.2 397469 2904 3048 117388 1955
67857 104.6 419180 2822 2857 118734 1956;68169 108.4 442769 2936 2798 120445 1957;66513 110.8 444546 4681 2637 121950 1958
68655 112.6 482704 3813 2552 123366 1959;69564 114.2 502601 3931 2514 125368 1960;69331 115.7 518173 4806 2572 127852 1961
70551 116.9 554894 4007 2827 130081 1962`.split(/[;\n]/).map((row) => row.split(" ").map(Number));
  test("Longley's certified coefficients to 9 digits and their errors to 9", () => {
    const fit = leastSquares(longley.map(([, ...rest]) => [1, ...rest]), longley.map(([y]) => y!));
    const certified = [-3482258.63459582, 15.0618722713733, -0.0358191792925910, -2.02022980381683, -1.03322686717359, -0.0511041056535807, 1829.15146461355];
    const errors = [890420.383607373, 84.9149257747669, 0.0334910077722432, 0.488399681651699, 0.214274163161675, 0.226073200069370, 455.478499142212];
    for (const [j, value] of certified.entries()) {
      expect(fit.coefficients[j]! / value).toBeCloseTo(1, 9);
      expect(Math.sqrt(fit.covariance[j]![j]!) / errors[j]!).toBeCloseTo(1, 9);
    }
  });
  test("a weight of 3 equals three copies of the point", () => {
    const x = [0, 1, 2, 4];
    const y = [1, 3, 2, 6];
    const weighted = leastSquares(x.map((v) => [1, v]), y, { weights: [1, 1, 3, 1], varianceKnown: true });
    const copied = leastSquares([0, 1, 2, 2, 2, 4].map((v) => [1, v]), [1, 3, 2, 2, 2, 6], { varianceKnown: true });
    for (const i of [0, 1]) {
      expect(weighted.coefficients[i]).toBeCloseTo(copied.coefficients[i]!, 12);
      expect(weighted.covariance[i]![i]).toBeCloseTo(copied.covariance[i]![i]!, 12);
    }
  });
  test("a column that repeats another is refused by its number", () => {
    expect(() => leastSquares([[1, 2, 4], [1, 3, 6], [1, 5, 10], [1, 6, 12]], [1, 2, 3, 4])).toThrow(refused("rank-deficient"));
    expect(() => leastSquares([[1, 2, 4], [1, 3, 6], [1, 5, 10], [1, 6, 12]], [1, 2, 3, 4])).toThrow(/column 2/);
  });
  test("as many columns as points is too few, NaN is not finite", () => {
    expect(() => leastSquares([[1, 0], [1, 1]], [1, 2])).toThrow(refused("too-few"));
    expect(() => leastSquares([[1, 0], [1, 1], [1, Number.NaN]], [1, 2, 3])).toThrow(refused("not-finite"));
  });
});

describe("symmetric systems", () => {
  const hilbert = (n: number): number[][] => Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_c, j) => 1 / (i + j + 1)));
  // The inverse of the Hilbert matrix is made of integers: its 5×5 corner is 25, its middle 79380.
  test("the inverse of the 5×5 Hilbert matrix has its whole numbers", () => {
    const inverse = invertSymmetric(hilbert(5));
    expect(inverse[0]![0]).toBeCloseTo(25, 7);
    expect(inverse[2]![2]! / 79380).toBeCloseTo(1, 9);
    const x = solveSymmetric(hilbert(5), hilbert(5).map((row) => row.reduce((a, b) => a + b)));
    for (const v of x) expect(v).toBeCloseTo(1, 9);
  });
  test("a singular matrix is refused", () => {
    expect(() => solveSymmetric([[1, 2], [2, 4]], [1, 1])).toThrow(refused("rank-deficient"));
  });
});
