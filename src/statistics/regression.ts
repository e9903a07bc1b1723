import { square } from "#elementary";
import { misuse, refuse, requireFinite } from "./failures.js";
import { mean, sum } from "./descriptive.js";
import { leastSquares } from "./linear-algebra.js";
import { meanWithInterval, tested, type TestedEstimate } from "./means.js";
import { fSurvival } from "./special-functions/continuous.js";

/** A straight line through points, y = intercept + slope·x. */
export interface Line {
  readonly slope: TestedEstimate;
  readonly intercept: TestedEstimate;
  /** √(residual sum of squares / (n − 2)), in the unit of y. */
  readonly residualStandardDeviation: number;
  /** Pearson's correlation and its square, the share of variance explained. */
  readonly r: number;
  readonly rSquared: number;
  readonly n: number;
}

/** What to call the units of a line: slope is yUnit/xUnit. */
interface LineOptions {
  readonly xUnit: string;
  readonly yUnit: string;
  readonly level?: number;
  readonly nOf?: string;
}

/**
 * Ordinary least-squares line with t tests, T = b/SE(b) on n − 2 degrees of freedom, n being the number of trials: not of
 * the means per x, whose n − 2 says something else. Assumes independent residuals of one variance; trials of several
 * spines are not independent (`lineAcrossGroups`, `mixedModel`). Refuses fewer than 3 points and all x equal.
 */
export function line(x: readonly number[], y: readonly number[], { xUnit, yUnit, level = 0.95, nOf = "points" }: LineOptions): Line {
  if (x.length !== y.length) throw misuse("lengths-differ", { what: "line: x and y", first: x.length, second: y.length });
  requireFinite(x, 3, "line: x");
  requireFinite(y, 3, "line: y");
  const n = x.length;
  const [xMean, yMean] = [mean(x), mean(y)];
  if (x.every((value) => value === x[0])) throw refuse("no-spread", { what: "line: x", value: xMean });
  const centred = x.map((value) => value - xMean);
  const fit = leastSquares(centred.map((value) => [1, value]), y);
  const [level0, slope] = fit.coefficients as [number, number];
  const xx = sum(centred.map((d) => d * d));
  const yy = sum(y.map((value) => square(value - yMean)));
  const xy = sum(centred.map((d, i) => d * ((y[i] as number) - yMean)));
  const s = Math.sqrt(fit.residualVariance);
  const degreesOfFreedom = n - 2;
  const said = { level, method: "least-squares line, Student's t interval", n, nOf };
  return {
    slope: tested({ value: slope, standardError: s / Math.sqrt(xx), degreesOfFreedom }, { ...said, unit: perUnit(yUnit, xUnit) }),
    intercept: tested(
      { value: level0 - slope * xMean, standardError: s * Math.sqrt(1 / n + (xMean * xMean) / xx), degreesOfFreedom },
      { ...said, unit: yUnit },
    ),
    residualStandardDeviation: s,
    r: yy === 0 ? 0 : xy / Math.sqrt(xx * yy),
    rSquared: yy === 0 ? 0 : 1 - (s * s * degreesOfFreedom) / yy,
    n,
  };
}

const perUnit = (y: string, x: string): string => (x === "1" || x === "" ? y : `${y}/${x}`);

/**
 * Does a straight line miss something? F test of the means per x about the line against the scatter within each x (Fisher
 * 1922). Needs repeats at some x, and at least three different x.
 */
export function lackOfFit(x: readonly number[], y: readonly number[]): { f: number; df1: number; df2: number; pValue: number } {
  const fit = line(x, y, { xUnit: "1", yUnit: "1" });
  const groups = groupBy(x, y);
  const [n, levels] = [x.length, groups.size];
  if (levels < 3) throw refuse("too-few", { what: "lack of fit: different values of x", needed: 3, found: levels });
  if (n - levels < 1) throw refuse("too-few", { what: "lack of fit: repeats at an equal x", needed: 1, found: 0 });
  const within = sum([...groups.values()].map((values) => squaresAboutMean(values)));
  if (within === 0) throw refuse("no-spread", { what: "lack of fit: repeats at each x", value: y[0] as number });
  const [df1, df2] = [levels - 2, n - levels];
  const about = square(fit.residualStandardDeviation) * (n - 2);
  const f = (about - within) / df1 / (within / df2);
  return { f, df1, df2, pValue: fSurvival(f, df1, df2) };
}

function squaresAboutMean(values: readonly number[]): number {
  const centre = mean(values);
  return sum(values.map((value) => square(value - centre)));
}

function groupBy<Key, Value>(keys: readonly Key[], values: readonly Value[]): Map<Key, Value[]> {
  const groups = new Map<Key, Value[]>();
  for (const [i, key] of keys.entries()) {
    const group = groups.get(key) ?? [];
    group.push(values[i] as Value);
    groups.set(key, group);
  }
  return groups;
}

/** Lines of several groups, and what their slopes say together. */
export interface GroupedLines<Group> {
  readonly lines: ReadonlyMap<Group, Line>;
  /** Mean slope ± its error across groups, on (groups − 1) degrees of freedom. */
  readonly slope: TestedEstimate;
}

/**
 * A line per group (spine, cell), then the mean of the slopes with Student's interval: analysis of summary measures
 * (Matthews et al. 1990). Honest where pooling all trials would count each trial as a new spine.
 */
export function lineAcrossGroups<Group>(
  x: readonly number[],
  y: readonly number[],
  groups: readonly Group[],
  { xUnit, yUnit, level = 0.95, nOf = "groups" }: LineOptions,
): GroupedLines<Group> {
  if (groups.length !== x.length) throw misuse("lengths-differ", { what: "lines across groups: x and groups", first: x.length, second: groups.length });
  if (y.length !== x.length) throw misuse("lengths-differ", { what: "lines across groups: x and y", first: x.length, second: y.length });
  const points = groupBy(groups, x.map((value, i) => [value, y[i] as number] as const));
  const lines = new Map(
    [...points].map(([group, pairs]) => [group, line(pairs.map((p) => p[0]), pairs.map((p) => p[1]), { xUnit, yUnit, level })]),
  );
  const slopes = [...lines.values()].map((one) => one.slope.estimate.value);
  const { estimate, ...test } = meanWithInterval(slopes, { unit: perUnit(yUnit, xUnit), level, nOf });
  return { lines, slope: { estimate: { ...estimate, method: "mean of the groups' slopes, Student's t interval" }, ...test } };
}
