import { exp, log, log1p } from "#elementary";
import { misuse, refuse, requireFinite } from "./failures.js";
import { mean, standardDeviation, sum } from "./descriptive.js";
import { choleskyFactor, choleskySolve, invertSymmetric, type Matrix } from "./linear-algebra.js";
import { chiSquareSurvival, kolmogorovSurvival } from "./special-functions/continuous.js";
import { logChoose } from "./special-functions/counts.js";
import { normalSurvival } from "./special-functions/normal.js";

/** What the runs test says. */
export interface RunsTest {
  /** Unbroken stretches of equal outcomes, and how many chance would give. */
  readonly runs: number;
  readonly expected: number;
  /** p of so few runs (outcomes cluster), of so many (they alternate), and of either, doubled. */
  readonly few: number;
  readonly many: number;
  readonly twoSided: number;
}

/**
 * Wald & Wolfowitz's runs test (1940) that outcomes follow each other by chance, exact given how many there are of each.
 * Refuses a sequence of one kind, where order says nothing.
 */
export function runsTest(outcomes: readonly boolean[]): RunsTest {
  const n = outcomes.length;
  const ones = outcomes.filter(Boolean).length;
  const zeros = n - ones;
  if (ones === 0 || zeros === 0) {
    const margin = `the number of ${ones === 0 ? "successes" : "failures"}`;
    throw refuse("empty-margin", { what: "runs test", margin, next: "Order can only be tested where both outcomes occur." });
  }
  const runs = 1 + outcomes.filter((outcome, i) => i > 0 && outcome !== outcomes[i - 1]).length;
  const ways = (k: number, parts: number): number => logChoose(k - 1, parts - 1);
  const probability = (r: number): number => {
    const [half, odd] = [Math.floor(r / 2), r % 2 === 1];
    const arrangements = odd
      ? exp(ways(ones, half + 1) + ways(zeros, half) - logChoose(n, ones)) + exp(ways(ones, half) + ways(zeros, half + 1) - logChoose(n, ones))
      : 2 * exp(ways(ones, half) + ways(zeros, half) - logChoose(n, ones));
    return arrangements;
  };
  const all = Array.from({ length: n - 1 }, (_, i) => probability(i + 2));
  const few = Math.min(1, sum(all.slice(0, runs - 1)));
  const many = Math.min(1, sum(all.slice(runs - 2)));
  return { runs, expected: 1 + (2 * ones * zeros) / n, few, many, twoSided: Math.min(1, 2 * Math.min(few, many)) };
}

/** A logistic regression, with its likelihood-ratio test against no dependence at all. */
export interface LogisticFit {
  /** Intercept first, then one per predictor; log odds per unit of the predictor. */
  readonly coefficients: readonly number[];
  readonly standardErrors: readonly number[];
  readonly covariance: Matrix;
  readonly logLikelihood: number;
  /** 2(ln L − ln L₀) and its p from χ² with as many degrees of freedom as predictors. */
  readonly likelihoodRatio: number;
  readonly pValue: number;
}

/**
 * Logistic regression of yes/no outcomes on predictors (one row per trial), by Newton's method on the likelihood. Trust the
 * likelihood ratio before the Wald ratio at small n. Refuses outcomes of one kind, and predictors that separate the outcomes
 * perfectly, where the coefficients have no finite value (Albert & Anderson 1984).
 */
export function logisticRegression(predictors: Matrix, outcomes: readonly boolean[]): LogisticFit {
  const what = "logistic regression";
  const n = outcomes.length;
  if (predictors.length !== n) throw misuse("lengths-differ", { what: `${what}: predictors and outcomes`, first: predictors.length, second: n });
  const design = predictors.map((row) => [1, ...row]);
  for (const row of design) requireFinite(row, 2, `${what}: predictors`);
  const width = design[0]?.length ?? 0;
  if (n <= width) throw refuse("too-few", { what: `${what}: trials`, needed: width + 1, found: n });
  const successes = outcomes.filter(Boolean).length;
  if (successes === 0 || successes === n) {
    const margin = `the number of ${successes === 0 ? "successes" : "failures"}`;
    throw refuse("empty-margin", { what, margin, next: "A trend in odds needs both outcomes." });
  }
  const y = outcomes.map(Number);
  // Standardised predictors keep the normal equations well conditioned; the coefficients are turned back at the end.
  const centres = Array.from({ length: width }, (_, j) => (j === 0 ? 0 : mean(design.map((row) => row[j] as number))));
  const scales = Array.from({ length: width }, (_, j) => (j === 0 ? 1 : standardDeviation(design.map((row) => row[j] as number))));
  const constant = scales.indexOf(0);
  if (constant > 0) throw refuse("no-spread", { what: `${what}: predictor ${constant - 1}`, value: centres[constant] as number });
  const rows = design.map((row) => row.map((v, j) => (v - (centres[j] as number)) / (scales[j] as number)));
  const logOdds = (beta: readonly number[]): number[] => rows.map((row) => sum(row.map((v, j) => v * (beta[j] as number))));
  const likelihood = (beta: readonly number[]): number =>
    sum(logOdds(beta).map((e, i) => (y[i] as number) * e - (e > 0 ? e + log1p(exp(-e)) : log1p(exp(e)))));
  let beta = rows[0]?.map(() => 0) ?? [];
  let height = likelihood(beta);
  let change = Infinity;
  let information: number[][] = [];
  for (let step = 0; step < 60 && change > 1e-12; step++) {
    const p = logOdds(beta).map((e) => 1 / (1 + exp(-e)));
    information = beta.map((_, j) => beta.map((_b, k) => sum(rows.map((row, i) => (p[i] as number) * (1 - (p[i] as number)) * (row[j] as number) * (row[k] as number)))));
    const score = beta.map((_, j) => sum(rows.map((row, i) => ((y[i] as number) - (p[i] as number)) * (row[j] as number))));
    const factor = choleskyFactor(information);
    if (!factor || height > -1e-6) {
      const because = "the predictors separate successes from failures perfectly";
      throw refuse("unbounded", { what: "the coefficient of a logistic regression", because, next: "Report the separation itself, or merge predictors." });
    }
    const move = choleskySolve(factor, score);
    let size = 1;
    let next = beta;
    let nextHeight = -Infinity;
    for (; size > 1e-6; size /= 2) {
      const length = size;
      next = beta.map((b, j) => b + length * (move[j] as number));
      nextHeight = likelihood(next);
      if (nextHeight >= height - 1e-12 * Math.abs(height)) break;
    }
    change = Math.max(...next.map((b, j) => Math.abs(b - (beta[j] as number))));
    [beta, height] = [next, nextHeight];
  }
  const largest = Math.max(...logOdds(beta).map((e) => Math.abs(e)));
  if (change > 1e-12 && largest > 30) {
    const because = "the predictors separate successes from failures perfectly";
    throw refuse("unbounded", { what: "the coefficient of a logistic regression", because, next: "Report the separation itself, or merge predictors." });
  }
  if (change > 1e-9) throw refuse("not-converged", { what, steps: 60, change });
  // β of the raw predictors is T·β of the standardised ones.
  const turn = scales.map((_, j) => scales.map((scale, k) => (j === 0 && k > 0 ? -(centres[k] as number) / scale : j === k ? 1 / scale : 0)));
  const standardised = invertSymmetric(information);
  const covariance = turn.map((a) => turn.map((b) => sum(a.map((v, j) => v * sum(b.map((w, k) => w * ((standardised[j] as number[])[k] as number)))))));
  const flat = successes * log(successes / n) + (n - successes) * log1p(-successes / n);
  const likelihoodRatio = Math.max(0, 2 * (height - flat));
  return {
    coefficients: turn.map((row) => sum(row.map((v, j) => v * (beta[j] as number)))),
    standardErrors: covariance.map((row, j) => Math.sqrt(row[j] as number)),
    covariance,
    logLikelihood: height,
    likelihoodRatio,
    pValue: chiSquareSurvival(likelihoodRatio, width - 1),
  };
}

/**
 * Kendall's τ-b of values with their order, and Mann's test (1945) that they drift neither up nor down: the normal limit with
 * ties in its variance, and where no values tie and n ≤ 100 the exact p as well.
 */
export function mannKendall(values: readonly number[]): { tau: number; pValue: number; exactPValue?: number } {
  requireFinite(values, 3, "Mann–Kendall: values");
  const n = values.length;
  let concordant = 0;
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) concordant += Math.sign((values[j] as number) - (values[i] as number));
  const sorted = Float64Array.from(values).sort();
  let tiedPairs = 0;
  let tiedVariance = 0;
  for (let from = 0; from < n; ) {
    let to = from;
    while (to < n && sorted[to] === sorted[from]) to++;
    const t = to - from;
    tiedPairs += (t * (t - 1)) / 2;
    tiedVariance += t * (t - 1) * (2 * t + 5);
    from = to;
  }
  const pairs = (n * (n - 1)) / 2;
  if (tiedPairs === pairs) throw refuse("no-spread", { what: "Mann–Kendall: values", value: values[0] as number });
  const spread = Math.sqrt((n * (n - 1) * (2 * n + 5) - tiedVariance) / 18);
  return {
    tau: concordant / Math.sqrt(pairs * (pairs - tiedPairs)),
    pValue: Math.min(1, 2 * normalSurvival(Math.abs(concordant) / spread)),
    ...(tiedPairs === 0 && n <= 100 && { exactPValue: exactKendall(concordant, n) }),
  };
}

/** Exact two-sided p of S = concordant − discordant: the law of inversions of a random order, built one value at a time. */
function exactKendall(s: number, n: number): number {
  let law = [1];
  for (let k = 2; k <= n; k++) {
    const next = new Array<number>(law.length + k - 1).fill(0);
    let window = 0;
    for (let i = 0; i < next.length; i++) {
      window += (law[i] ?? 0) - (law[i - k] ?? 0);
      next[i] = window / k;
    }
    law = next;
  }
  const pairs = (n * (n - 1)) / 2;
  return Math.min(1, sum(law.filter((_, inversions) => Math.abs(pairs - 2 * inversions) >= Math.abs(s))));
}

/**
 * Cumulative sum of deviations from the mean, in units of s√n: its greatest distance from 0, after which value (counted from
 * 0) it is reached, and p from Kolmogorov's law. Finds a step in level; p is slightly too large below about 50 values. Refuses
 * fewer than 10 values.
 */
export function cumulativeSumTest(values: readonly number[]): { largest: number; index: number; pValue: number } {
  requireFinite(values, 10, "cumulative sum: values");
  const centre = mean(values);
  const deviation = standardDeviation(values);
  if (deviation === 0) throw refuse("no-spread", { what: "cumulative sum", value: centre });
  const unit = deviation * Math.sqrt(values.length);
  let running = 0;
  let largest = 0;
  let index = 0;
  for (const [i, value] of values.entries()) {
    running += value - centre;
    if (Math.abs(running) / unit > largest) [largest, index] = [Math.abs(running) / unit, i];
  }
  return { largest, index, pValue: kolmogorovSurvival(largest) };
}
