import { square } from "#elementary";
import { misuse, refuse } from "./failures.js";
import { choleskyFactor, choleskySolve, invertSymmetric, type Matrix } from "./linear-algebra.js";
import { sum } from "./descriptive.js";

/**
 * A root of f between `low` and `high`, where f must differ in sign: Brent's method (1973), bisection sped up by inverse
 * quadratic steps. Accurate to 4ε·|root| + `tolerance` / 2. Refuses a range without a sign change.
 */
export function findRoot(
  f: (x: number) => number,
  low: number,
  high: number,
  { tolerance = 0, what = "root search" }: { tolerance?: number; what?: string } = {},
): number {
  let [a, b] = [low, high];
  let [fa, fb] = [f(a), f(b)];
  if (fa === 0) return a;
  if (fb === 0) return b;
  if (!(fa * fb < 0)) throw refuse("no-sign-change", { what, low, high, atLow: fa, atHigh: fb });
  let [c, fc] = [a, fa];
  let step = b - a;
  let before = step;
  for (let i = 0; i < 300; i++) {
    if (fb > 0 === fc > 0) {
      [c, fc] = [a, fa];
      step = b - a;
      before = step;
    }
    if (Math.abs(fc) < Math.abs(fb)) {
      [a, b, c] = [b, c, b];
      [fa, fb, fc] = [fb, fc, fb];
    }
    const enough = 2 * Number.EPSILON * Math.abs(b) + tolerance / 2 + Number.MIN_VALUE;
    const half = (c - b) / 2;
    if (Math.abs(half) <= enough || fb === 0) return b;
    if (Math.abs(before) >= enough && Math.abs(fa) > Math.abs(fb)) {
      const s = fb / fa;
      let p = 2 * half * s;
      let q = 1 - s;
      if (a !== c) {
        const t = fa / fc;
        const r = fb / fc;
        p = s * (2 * half * t * (t - r) - (b - a) * (r - 1));
        q = (t - 1) * (r - 1) * (s - 1);
      }
      if (p > 0) q = -q;
      p = Math.abs(p);
      if (2 * p < Math.min(3 * half * q - Math.abs(enough * q), Math.abs(before * q))) {
        before = step;
        step = p / q;
      } else {
        step = half;
        before = half;
      }
    } else {
      step = half;
      before = half;
    }
    [a, fa] = [b, fb];
    b += Math.abs(step) > enough ? step : Math.sign(half) * enough;
    fb = f(b);
  }
  throw refuse("not-converged", { what, steps: 300, change: step });
}

/**
 * The least of f between `low` and `high`, by Brent's parabolic steps within golden sections (1973). Finds one minimum;
 * f with several needs a grid first. `tolerance` is relative to |x|; below 1e-8 rounding in f hides the difference.
 */
export function minimise1d(
  f: (x: number) => number,
  low: number,
  high: number,
  { tolerance = 1e-9 }: { tolerance?: number } = {},
): { at: number; value: number } {
  if (!(low < high)) throw misuse("outside-domain", { what: "minimise1d: high", expected: `above ${low}`, found: high });
  const golden = (3 - Math.sqrt(5)) / 2;
  let [a, b] = [low, high];
  let x = a + golden * (b - a);
  let [w, v] = [x, x];
  let fx = f(x);
  let [fw, fv] = [fx, fx];
  let step = 0;
  let before = 0;
  for (let i = 0; i < 500; i++) {
    const middle = (a + b) / 2;
    const enough = tolerance * Math.abs(x) + 1e-300 + 2 * Number.EPSILON * (Math.abs(a) + Math.abs(b));
    if (Math.abs(x - middle) <= 2 * enough - (b - a) / 2) break;
    let parabolic = false;
    if (Math.abs(before) > enough) {
      const r = (x - w) * (fx - fv);
      let q = (x - v) * (fx - fw);
      let p = (x - v) * q - (x - w) * r;
      q = 2 * (q - r);
      if (q > 0) p = -p;
      q = Math.abs(q);
      if (Math.abs(p) < Math.abs(0.5 * q * before) && p > q * (a - x) && p < q * (b - x)) {
        before = step;
        step = p / q;
        const u = x + step;
        if (u - a < 2 * enough || b - u < 2 * enough) step = x < middle ? enough : -enough;
        parabolic = true;
      }
    }
    if (!parabolic) {
      before = (x < middle ? b : a) - x;
      step = golden * before;
    }
    const u = x + (Math.abs(step) >= enough ? step : Math.sign(step) * enough);
    const fu = f(u);
    if (fu <= fx) {
      if (u < x) b = x;
      else a = x;
      [v, fv, w, fw, x, fx] = [w, fw, x, fx, u, fu];
    } else {
      if (u < x) a = u;
      else b = u;
      if (fu <= fw || w === x) [v, fv, w, fw] = [w, fw, u, fu];
      else if (fu <= fv || v === x || v === w) [v, fv] = [u, fu];
    }
  }
  return { at: x, value: fx };
}

/** Where an optimiser stopped. */
export interface Optimum {
  readonly at: readonly number[];
  readonly value: number;
  readonly evaluations: number;
  /** False where the number of evaluations ran out first. */
  readonly converged: boolean;
}

/**
 * The least of f near `start`, by Nelder & Mead's simplex (1965). Needs no derivatives, tolerates f = Infinity as a wall,
 * and stops when the simplex spans less than `xTolerance` and f over it less than `fTolerance`, both absolute: scale the
 * parameters to about 1. The first simplex steps 5 % along each axis (0.00025 from zero) unless `steps` says otherwise.
 */
export function nelderMead(
  f: (x: readonly number[]) => number,
  start: readonly number[],
  {
    xTolerance = 1e-8,
    fTolerance = 1e-10,
    maxEvaluations = 400 * start.length,
    steps,
  }: { xTolerance?: number; fTolerance?: number; maxEvaluations?: number; steps?: readonly number[] } = {},
): Optimum {
  const n = start.length;
  let evaluations = 0;
  const measured = (at: readonly number[]): { at: readonly number[]; value: number } => {
    evaluations++;
    const value = f(at);
    return { at, value: Number.isNaN(value) ? Infinity : value };
  };
  const simplex = [measured(start)];
  for (let i = 0; i < n; i++) {
    simplex.push(measured(start.map((x, j) => (i === j ? x + (steps?.[i] ?? (x === 0 ? 0.00025 : 0.05 * x)) : x))));
  }
  simplex.sort((a, b) => a.value - b.value);
  const vertex = (i: number): { at: readonly number[]; value: number } => simplex[i] as { at: readonly number[]; value: number };
  for (;;) {
    const [best, worst] = [vertex(0), vertex(n)];
    const spanX = Math.max(...simplex.map(({ at }) => Math.max(...at.map((x, j) => Math.abs(x - (best.at[j] as number))))));
    // A wall of Infinity all around is no convergence.
    if (spanX <= xTolerance && worst.value - best.value <= fTolerance) return { ...best, evaluations, converged: true };
    if (evaluations >= maxEvaluations) return { ...best, evaluations, converged: false };
    const centroid = best.at.map((_, j) => sum(simplex.slice(0, n).map(({ at }) => at[j] as number)) / n);
    const along = (t: number): { at: readonly number[]; value: number } =>
      measured(centroid.map((c, j) => c + t * ((worst.at[j] as number) - c)));
    const reflected = along(-1);
    let replacement: { at: readonly number[]; value: number } | undefined;
    if (reflected.value < best.value) {
      const expanded = along(-2);
      replacement = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < vertex(n - 1).value) {
      replacement = reflected;
    } else if (reflected.value < worst.value) {
      const outside = along(-0.5);
      if (outside.value <= reflected.value) replacement = outside;
    } else {
      const inside = along(0.5);
      if (inside.value < worst.value) replacement = inside;
    }
    if (replacement) simplex[n] = replacement;
    else for (let i = 1; i <= n; i++) simplex[i] = measured(vertex(i).at.map((x, j) => ((best.at[j] as number) + x) / 2));
    simplex.sort((a, b) => a.value - b.value);
  }
}

/** Gradient of f by central differences with steps of `scale`·∛ε, one scale per parameter (|x| or 1 unless given). */
export function gradient(f: (x: readonly number[]) => number, at: readonly number[], scale?: readonly number[]): number[] {
  return at.map((x, i) => {
    const h = 6e-6 * (scale?.[i] ?? Math.max(Math.abs(x), 1));
    const shifted = (by: number): number => f(at.map((y, j) => (i === j ? y + by : y)));
    return (shifted(h) - shifted(-h)) / (2 * h);
  });
}

/**
 * Hessian of f by central differences with steps of `scale`·ε^¼, symmetric, to about 1e-6 relative: its inverse at the
 * least negative log likelihood is the covariance of the parameters.
 */
export function hessian(f: (x: readonly number[]) => number, at: readonly number[], scale?: readonly number[]): number[][] {
  const h = at.map((x, i) => 2e-4 * (scale?.[i] ?? Math.max(Math.abs(x), 1)));
  const here = f(at);
  const shifted = (i: number, di: number, j: number, dj: number): number =>
    f(at.map((x, k) => x + (k === i ? di * (h[i] as number) : 0) + (k === j ? dj * (h[j] as number) : 0)));
  const second = (i: number, j: number): number =>
    i === j
      ? (-shifted(i, 2, i, 0) + 16 * shifted(i, 1, i, 0) - 30 * here + 16 * shifted(i, -1, i, 0) - shifted(i, -2, i, 0)) /
        (12 * square(h[i] as number))
      : (shifted(i, 1, j, 1) - shifted(i, 1, j, -1) - shifted(i, -1, j, 1) + shifted(i, -1, j, -1)) /
        (4 * (h[i] as number) * (h[j] as number));
  const upper = at.map((_, i) => at.map((_x, j) => (j >= i ? second(i, j) : 0)));
  return upper.map((_, i) => upper.map((_row, j) => (upper[Math.min(i, j)] as number[])[Math.max(i, j)] as number));
}

/** What a nonlinear fit says. */
export interface NonlinearFit {
  readonly parameters: readonly number[];
  /** (JᵀJ)⁻¹, scaled by the residual variance unless the residuals are in units of their own known error. */
  readonly covariance: Matrix;
  readonly sumOfSquares: number;
  readonly degreesOfFreedom: number;
  readonly steps: number;
}

/**
 * Least Σ rᵢ(θ)² near `start`, by Levenberg & Marquardt's damped Gauss–Newton steps with Moré's scaling (1978).
 *
 * `residuals(θ)` are observed minus fitted, divided by their errors where these are known (then `varianceKnown`).
 * Derivatives are central differences unless `jacobian` gives one row per residual. Stops when the step changes no
 * parameter by more than 1e-10 of itself; refuses if that never happens or a parameter has no influence.
 */
export function nonlinearLeastSquares(
  residuals: (parameters: readonly number[]) => readonly number[],
  start: readonly number[],
  {
    jacobian,
    varianceKnown = false,
    maxSteps = 200,
  }: { jacobian?: (parameters: readonly number[]) => Matrix; varianceKnown?: boolean; maxSteps?: number } = {},
): NonlinearFit {
  const what = "nonlinear least squares";
  const squares = (r: readonly number[]): number => sum(r.map((x) => x * x));
  const slopes = jacobian ?? ((at: readonly number[]): Matrix => differences(residuals, at));
  let parameters = [...start];
  let r = residuals(parameters);
  let cost = squares(r);
  if (r.length < start.length) throw refuse("too-few", { what, needed: start.length, found: r.length });
  if (!Number.isFinite(cost)) throw refuse("not-finite", { what: `${what}: sum of squares at the start`, index: 0, found: cost });
  let damping = 1e-3;
  let change = Infinity;
  for (let step = 1; step <= maxSteps; step++) {
    const J = slopes(parameters);
    const normal = parameters.map((_, i) => parameters.map((_p, j) => sum(J.map((row) => (row[i] as number) * (row[j] as number)))));
    const down = parameters.map((_, i) => -sum(J.map((row, k) => (row[i] as number) * (r[k] as number))));
    const dead = normal.findIndex((row, i) => row[i] === 0);
    if (dead >= 0) throw refuse("rank-deficient", { what, column: dead });
    let improved = false;
    while (!improved && damping < 1e16) {
      const factor = choleskyFactor(normal.map((row, i) => row.map((x, j) => (i === j ? x * (1 + damping) : x))));
      const move = factor ? choleskySolve(factor, down) : undefined;
      const before = parameters;
      const trial = before.map((x, i) => x + (move?.[i] ?? Number.NaN));
      const trialResiduals = move ? residuals(trial) : [Infinity];
      const trialCost = squares(trialResiduals);
      if (trialCost <= cost) {
        change = Math.max(...trial.map((x, i) => Math.abs(x - (before[i] as number)) / (Math.abs(x) + 1e-12)));
        [parameters, r, cost] = [trial, trialResiduals, trialCost];
        damping = Math.max(damping / 10, 1e-14);
        improved = true;
      } else damping *= 10;
    }
    if (!improved || change < 1e-10 || cost === 0) {
      const degreesOfFreedom = r.length - parameters.length;
      const scale = varianceKnown ? 1 : cost / degreesOfFreedom;
      const covariance = invertSymmetric(normal).map((row) => row.map((x) => x * scale));
      return { parameters, covariance, sumOfSquares: cost, degreesOfFreedom, steps: step };
    }
  }
  throw refuse("not-converged", { what, steps: maxSteps, change });
}

function differences(f: (at: readonly number[]) => readonly number[], at: readonly number[]): Matrix {
  const columns = at.map((x, i) => {
    const h = 6e-6 * Math.max(Math.abs(x), 1e-6);
    const shifted = (by: number): readonly number[] => f(at.map((y, j) => (i === j ? y + by : y)));
    const [after, before] = [shifted(h), shifted(-h)];
    return after.map((value, k) => (value - (before[k] as number)) / (2 * h));
  });
  return (columns[0] as number[]).map((_, k) => columns.map((column) => column[k] as number));
}
