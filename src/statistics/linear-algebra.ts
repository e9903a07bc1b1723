/**
 * Dense linear algebra for small problems: a matrix is an array of rows. Up to a few dozen columns, thousands of rows.
 */
import { square } from "#elementary";
import { misuse, refuse, requireFinite } from "./failures.js";
import { sum } from "./descriptive.js";

/** An array of rows, all of one length. */
export type Matrix = readonly (readonly number[])[];

const entry = (matrix: Matrix, row: number, column: number): number => (matrix[row] as readonly number[])[column] as number;

/** The lower triangle L with L·Lᵀ = `matrix`, or undefined where `matrix` is not positive definite to rounding. */
export function choleskyFactor(matrix: Matrix): number[][] | undefined {
  const lower: number[][] = [];
  for (const [i, row] of matrix.entries()) {
    const here: number[] = [];
    lower.push(here);
    for (let j = 0; j <= i; j++) {
      let left = row[j] as number;
      for (let k = 0; k < j; k++) left -= (here[k] as number) * entry(lower, j, k);
      if (i === j) {
        if (!(left > (row[i] as number) * 1e-15)) return undefined;
        here.push(Math.sqrt(left));
      } else {
        here.push(left / entry(lower, j, j));
      }
    }
  }
  return lower;
}

/** x with L·Lᵀ·x = b, for a factor from `choleskyFactor`. */
export function choleskySolve(lower: Matrix, b: readonly number[]): number[] {
  const x = [...b];
  for (let i = 0; i < x.length; i++) {
    let left = x[i] as number;
    for (let k = 0; k < i; k++) left -= entry(lower, i, k) * (x[k] as number);
    x[i] = left / entry(lower, i, i);
  }
  for (let i = x.length - 1; i >= 0; i--) {
    let left = x[i] as number;
    for (let k = i + 1; k < x.length; k++) left -= entry(lower, k, i) * (x[k] as number);
    x[i] = left / entry(lower, i, i);
  }
  return x;
}

/** x with `matrix`·x = b, for a symmetric positive definite matrix. Refuses one that is singular. */
export function solveSymmetric(matrix: Matrix, b: readonly number[]): number[] {
  return choleskySolve(requireFactor(matrix), b);
}

/** Inverse of a symmetric positive definite matrix. Refuses one that is singular. */
export function invertSymmetric(matrix: Matrix): number[][] {
  const lower = requireFactor(matrix);
  const columns = matrix.map((_, j) => choleskySolve(lower, matrix.map((_row, i) => (i === j ? 1 : 0))));
  return columns.map((_, i) => columns.map((column, j) => ((column[i] as number) + entry(columns, i, j)) / 2));
}

function requireFactor(matrix: Matrix): number[][] {
  const lower = choleskyFactor(matrix);
  if (!lower) throw refuse("rank-deficient", { what: "solving a symmetric system", column: firstDependent(matrix) });
  return lower;
}

function firstDependent(matrix: Matrix): number {
  return matrix.findIndex((_, i) => !choleskyFactor(matrix.slice(0, i + 1).map((row) => row.slice(0, i + 1))));
}

/** What a linear fit says. */
export interface LeastSquares {
  /** One per column of the design. */
  readonly coefficients: readonly number[];
  /** Covariance of the coefficients, scaled by the residual variance unless `varianceKnown`. */
  readonly covariance: Matrix;
  /** Observed minus fitted, unweighted. */
  readonly residuals: readonly number[];
  /** Weighted sum of squared residuals over the degrees of freedom. */
  readonly residualVariance: number;
  readonly degreesOfFreedom: number;
}

/**
 * Weighted linear least squares, min Σ wᵢ (yᵢ − Σⱼ Xᵢⱼ βⱼ)², by Householder's QR, which keeps twice the digits of the
 * normal equations (Golub 1965).
 *
 * `design` has one row per observation. Without `weights` all count the same. With `varianceKnown`, weights are 1/variance
 * and the covariance is (XᵀWX)⁻¹ as it stands; otherwise it is scaled by the residual variance, and one more observation
 * than columns is needed. Refuses a design whose columns depend on each other.
 */
export function leastSquares(
  design: Matrix,
  y: readonly number[],
  { weights, varianceKnown = false }: { weights?: readonly number[]; varianceKnown?: boolean } = {},
): LeastSquares {
  const what = "least squares";
  const n = design.length;
  const columns = design[0]?.length ?? 0;
  if (y.length !== n) throw misuse("lengths-differ", { what: "least squares: design and y", first: n, second: y.length });
  if (weights && weights.length !== n) throw misuse("lengths-differ", { what: "least squares: y and weights", first: n, second: weights.length });
  requireFinite(y, columns + (varianceKnown ? 0 : 1), "least squares: y");
  if (columns === 0) throw refuse("too-few", { what: "least squares: design columns", needed: 1, found: 0 });
  const root = (i: number): number => Math.sqrt(weights?.[i] ?? 1);
  const a = design.map((row, i) => {
    requireFinite(row, columns, `least squares: row ${i} of the design`);
    return row.map((x) => x * root(i));
  });
  const b = y.map((value, i) => value * root(i));
  for (let j = 0; j < columns; j++) {
    const whole = Math.sqrt(sum(a.map((row) => square(row[j] as number))));
    const norm = Math.sqrt(sum(a.slice(j).map((row) => square(row[j] as number))));
    if (!(norm > whole * 1e-13)) throw refuse("rank-deficient", { what, column: j });
    const diagonal = entry(a, j, j);
    const alpha = diagonal > 0 ? -norm : norm;
    const v = a.slice(j).map((row) => row[j] as number);
    v[0] = diagonal - alpha;
    const scale = 1 / (norm * (norm + Math.abs(diagonal)));
    for (let k = j; k < columns; k++) {
      const projected = scale * sum(v.map((x, i) => x * entry(a, i + j, k)));
      for (const [i, x] of v.entries()) (a[i + j] as number[])[k] = entry(a, i + j, k) - projected * x;
    }
    const projected = scale * sum(v.map((x, i) => x * (b[i + j] as number)));
    for (const [i, x] of v.entries()) b[i + j] = (b[i + j] as number) - projected * x;
  }
  const backSubstitute = (right: readonly number[]): number[] => {
    const x = [...right];
    for (let i = columns - 1; i >= 0; i--) {
      let left = x[i] as number;
      for (let k = i + 1; k < columns; k++) left -= entry(a, i, k) * (x[k] as number);
      x[i] = left / entry(a, i, i);
    }
    return x;
  };
  const coefficients = backSubstitute(b.slice(0, columns));
  const residuals = y.map((value, i) => value - sum((design[i] as readonly number[]).map((x, j) => x * (coefficients[j] as number))));
  const degreesOfFreedom = n - columns;
  const squares = sum(residuals.map((r, i) => (weights?.[i] ?? 1) * r * r));
  const residualVariance = degreesOfFreedom > 0 ? squares / degreesOfFreedom : Number.NaN;
  const inverse = Array.from({ length: columns }, (_, j) =>
    backSubstitute(Array.from({ length: columns }, (_row, i) => (i === j ? 1 : 0))),
  ); // inverse[j] is column j of R⁻¹
  const scale = varianceKnown ? 1 : residualVariance;
  const covariance = inverse.map((_, i) =>
    inverse.map((_column, j) => scale * sum(inverse.map((column) => (column[i] as number) * (column[j] as number)))),
  );
  return { coefficients, covariance, residuals, residualVariance, degreesOfFreedom };
}
