import { exp, hypot, log, square } from "#elementary";
import { misuse, refuse, requireFinite } from "./failures.js";
import { sum } from "./descriptive.js";
import { choleskyFactor, choleskySolve, invertSymmetric, type Matrix } from "./linear-algebra.js";
import { tested, type TestedEstimate } from "./means.js";
import { gradient, hessian, nelderMead } from "./optimise.js";

/** What may differ between groups: only the level, level and slope apart, or both with a correlation. */
export type RandomEffects = "intercept" | "intercept and slope, uncorrelated" | "intercept and slope, correlated";

/** A straight line whose groups differ at random. */
export interface MixedModel {
  readonly intercept: TestedEstimate;
  readonly slope: TestedEstimate;
  /** Standard deviations between groups, in the units of intercept and slope. */
  readonly interceptDeviation: number;
  readonly slopeDeviation?: number;
  readonly correlation?: number;
  /** Within groups, in the unit of y. */
  readonly residualStandardDeviation: number;
  /** −2 × the restricted log likelihood. */
  readonly remlCriterion: number;
  readonly groups: number;
  /** Set where a deviation between groups is 0 or a correlation ±1 at the optimum. */
  readonly note?: string;
}

/** One group's sums, all that the likelihood needs: design z = (1, x) serves fixed and random effects alike. */
interface GroupSums {
  readonly zz: Matrix;
  readonly zy: readonly number[];
  readonly yy: number;
  readonly n: number;
}

/** The factor Λ of the random effects' relative covariance ΛΛᵀ, from the free parameters θ. */
const factors: Record<RandomEffects, { start: readonly number[]; factor: (theta: readonly number[]) => Matrix }> = {
  "intercept": { start: [1], factor: ([a = 0]) => [[a], [0]] },
  "intercept and slope, uncorrelated": { start: [1, 1], factor: ([a = 0, b = 0]) => [[a, 0], [0, b]] },
  "intercept and slope, correlated": { start: [1, 0, 1], factor: ([a = 0, c = 0, b = 0]) => [[a, 0], [c, b]] },
};

/**
 * Line y = β₀ + β₁x with normal random effects per group, fitted by restricted maximum likelihood (Patterson & Thompson
 * 1971; profiled over β and σ as Bates et al. 2015, J. Stat. Softw. 67:1), and t tests on Satterthwaite's degrees of
 * freedom (1946; derivatives of the restricted likelihood by differences).
 *
 * Use it for many trials in each of several spines. x of about unit size conditions best. With fewer than 6 groups the
 * spread between groups, and so the test, is poorly known: prefer `lineAcrossGroups`. Random slopes belong in the model
 * whenever the slope may differ between groups; an intercept alone makes it look too certain. Refuses fewer than 2
 * groups, and an x that never changes.
 */
export function mixedModel(
  x: readonly number[],
  y: readonly number[],
  groups: readonly unknown[],
  { random, xUnit, yUnit, level = 0.95, nOf = "groups" }: {
    random: RandomEffects; xUnit: string; yUnit: string; level?: number; nOf?: string;
  },
): MixedModel {
  const sums = sumsByGroup(x, y, groups);
  const n = x.length;
  const { start, factor } = factors[random];
  if (sums.length < 2) throw refuse("too-few", { what: "mixed model: groups", needed: 2, found: sums.length });
  if (n <= 2 + start.length) throw refuse("too-few", { what: "mixed model: points", needed: 3 + start.length, found: n });
  if (x.every((value) => value === x[0])) throw refuse("no-spread", { what: "mixed model: x", value: x[0] as number });

  const profile = (theta: readonly number[]): number => {
    const { logDeterminants, penalised } = solveFor(sums, factor(theta));
    return logDeterminants + (n - 2) * (1 + log((2 * Math.PI * penalised) / (n - 2)));
  };
  let best = nelderMead(profile, start, { xTolerance: 1e-7, fTolerance: 1e-9, maxEvaluations: 4000 });
  // A fresh simplex at the optimum leaves a collapsed one behind.
  best = nelderMead(profile, best.at, { xTolerance: 1e-6, fTolerance: 1e-9, maxEvaluations: 4000, steps: start.map(() => 0.05) });
  if (!best.converged) throw refuse("not-converged", { what: "mixed model", steps: best.evaluations, change: 1e-6 });
  const theta = polished(profile, best.at);
  const { beta, covariance, penalised } = solveFor(sums, factor(theta));
  const sigma = Math.sqrt(penalised / (n - 2));
  if (!(sigma > 0)) throw refuse("no-spread", { what: "mixed model: residuals", value: 0 });

  const freedom = satterthwaite(sums, factor, theta, sigma, n);
  const fixed = (i: 0 | 1, unit: string): TestedEstimate =>
    tested(
      { value: beta[i] as number, standardError: sigma * Math.sqrt((covariance[i] as number[])[i] as number), degreesOfFreedom: freedom(i) },
      { unit, level, method: `mixed model by REML, random ${random}; t interval on Satterthwaite's degrees of freedom`, n: sums.length, nOf },
    );
  const lambda = factor(theta) as readonly [readonly number[], readonly number[]];
  const norms = lambda.map((row) => hypot(...row)) as [number, number];
  const correlation = sum(lambda[0].map((v, i) => v * (lambda[1][i] as number))) / (norms[0] * norms[1]);
  const spreads = random === "intercept" ? [norms[0]] : norms;
  const singular = spreads.some((norm) => norm < 1e-4) || (random === "intercept and slope, correlated" && Math.abs(correlation) > 0.9999);
  return {
    intercept: fixed(0, yUnit),
    slope: fixed(1, `${yUnit}/${xUnit}`),
    interceptDeviation: sigma * norms[0],
    ...(random !== "intercept" && { slopeDeviation: sigma * norms[1] }),
    ...(random === "intercept and slope, correlated" && { correlation }),
    residualStandardDeviation: sigma,
    remlCriterion: profile(theta),
    groups: sums.length,
    ...(singular && { note: "The spread between groups is estimated at its limit (0, or a correlation of ±1): simplify the random effects." }),
  };
}

/** Newton's steps from a simplex's optimum: where f is flat, its slope tells the place more finely than its height. */
function polished(f: (at: readonly number[]) => number, start: readonly number[]): readonly number[] {
  const scale = start.map(() => 1);
  let at = start;
  for (let i = 0; i < 3; i++) {
    const curvature = choleskyFactor(hessian(f, at, scale));
    if (!curvature) return at;
    const move = choleskySolve(curvature, gradient(f, at, scale));
    const next = at.map((t, j) => t - (move[j] as number));
    if (!(f(next) <= f(at) + 1e-8)) return at;
    at = next;
  }
  return at;
}

function sumsByGroup(x: readonly number[], y: readonly number[], groups: readonly unknown[]): GroupSums[] {
  if (x.length !== y.length) throw misuse("lengths-differ", { what: "mixed model: x and y", first: x.length, second: y.length });
  if (x.length !== groups.length) throw misuse("lengths-differ", { what: "mixed model: x and groups", first: x.length, second: groups.length });
  requireFinite(x, 3, "mixed model: x");
  requireFinite(y, 3, "mixed model: y");
  return [...new Set(groups)].map((group) => {
    const own = x.map((_, i) => i).filter((i) => groups[i] === group);
    const xs = own.map((i) => x[i] as number);
    const ys = own.map((i) => y[i] as number);
    const sx = sum(xs);
    const xx = sum(xs.map((v) => v * v));
    const xy = sum(xs.map((v, i) => v * (ys[i] as number)));
    return { zz: [[own.length, sx], [sx, xx]], zy: [sum(ys), xy], yy: sum(ys.map((v) => v * v)), n: own.length };
  });
}

/** Fixed effects for a given Λ, by Woodbury's identity per group: V⁻¹ = I − ZΛ(I + ΛᵀZᵀZΛ)⁻¹ΛᵀZᵀ, all in units of σ. */
function solveFor(
  sums: readonly GroupSums[],
  lambda: Matrix,
): { beta: readonly number[]; covariance: Matrix; penalised: number; logDeterminants: number } {
  const information = [[0, 0], [0, 0]] as [[number, number], [number, number]];
  const score: [number, number] = [0, 0];
  let squares = 0;
  let logDeterminants = 0;
  const columns = (lambda[0] as readonly number[]).map((_, k) => lambda.map((row) => row[k] as number));
  for (const { zz, zy, yy } of sums) {
    const spread = columns.map((column) => zz.map((row) => sum(row.map((v, i) => v * (column[i] as number))))); // ZᵀZΛ, by column
    const toY = columns.map((column) => sum(column.map((v, i) => v * (zy[i] as number))));
    const inner = columns.map((column, j) => columns.map((_, k) => (j === k ? 1 : 0) + sum(column.map((v, i) => v * ((spread[k] as number[])[i] as number)))));
    const lower = choleskyFactor(inner) as number[][]; // I + a Gram matrix is always positive definite
    for (const [i, row] of lower.entries()) logDeterminants += 2 * log(row[i] as number);
    const explainedY = choleskySolve(lower, toY);
    squares += yy - sum(toY.map((v, i) => v * (explainedY[i] as number)));
    for (const i of [0, 1] as const) {
      const mine = spread.map((column) => column[i] as number);
      score[i] += (zy[i] as number) - sum(mine.map((v, k) => v * (explainedY[k] as number)));
      const solved = choleskySolve(lower, mine);
      for (const j of [0, 1] as const) {
        information[i][j] += ((zz[i] as number[])[j] as number) - sum(spread.map((column, k) => (column[j] as number) * (solved[k] as number)));
      }
    }
  }
  const covariance = invertSymmetric(information);
  const beta = covariance.map((row) => sum(row.map((v, i) => v * (score[i] as number))));
  const determinant = information[0][0] * information[1][1] - information[0][1] * information[1][0];
  const penalised = squares - sum(beta.map((b, i) => b * (score[i] as number)));
  return { beta, covariance, penalised, logDeterminants: logDeterminants + log(determinant) };
}

/**
 * Degrees of freedom ν = 2V² / (gᵀAg): V the variance of a coefficient, g its gradient in the covariance parameters (θ, σ),
 * A their covariance, twice the inverse Hessian of the REML criterion.
 */
function satterthwaite(
  sums: readonly GroupSums[],
  factor: (theta: readonly number[]) => Matrix,
  theta: readonly number[],
  sigma: number,
  n: number,
): (coefficient: 0 | 1) => number {
  // σ enters as its logarithm; a θ at 0 is a boundary and is held there.
  const free = theta.map((t, i) => ({ t, i })).filter(({ t }) => Math.abs(t) > 1e-4).map(({ i }) => i);
  const thetaOf = (p: readonly number[]): number[] => {
    const full = theta.map((t) => (Math.abs(t) > 1e-4 ? t : 0));
    for (const [k, i] of free.entries()) full[i] = p[k] as number;
    return full;
  };
  const criterion = (p: readonly number[]): number => {
    const s2 = exp(2 * (p.at(-1) as number));
    const { logDeterminants, penalised } = solveFor(sums, factor(thetaOf(p)));
    return logDeterminants + (n - 2) * log(2 * Math.PI * s2) + penalised / s2;
  };
  const at = [...free.map((i) => theta[i] as number), log(sigma)];
  const scale = at.map(() => 1);
  const curvature = hessian(criterion, at, scale);
  const definite = choleskyFactor(curvature);
  return (coefficient) => {
    const varianceAt = (p: readonly number[]): number =>
      exp(2 * (p.at(-1) as number)) * ((solveFor(sums, factor(thetaOf(p))).covariance[coefficient] as number[])[coefficient] as number);
    if (!definite) return sums.length - 1; // at the edge of the model only the number of groups can be trusted
    const g = gradient(varianceAt, at, scale);
    const spread = 2 * sum(choleskySolve(definite, g).map((v, i) => v * (g[i] as number)));
    return (2 * square(varianceAt(at))) / spread;
  };
}
