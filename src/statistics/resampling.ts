import { cube, exp, pow, square } from "#elementary";
import type { RandomStream } from "#random";
import type { Estimate, Interval } from "./estimate.js";
import { refuse, requireCount, requireFinite, tailOf } from "./failures.js";
import { mean, quantiles, sum, variance } from "./descriptive.js";
import { studentQuantile } from "./special-functions/continuous.js";
import { normalCdf, normalQuantile } from "./special-functions/normal.js";

/**
 * How the interval of a ratio of means is made. `Fieller` inverts a test and is honest about a denominator near 0; `log-delta`
 * is close to it where the denominator is known to 10 %; `delta` is symmetric, as old papers print, and the poorest.
 */
export type RatioMethod = "Fieller" | "log-delta" | "delta";

/**
 * Ratio R of one group's mean to the sum of other groups' means, as paired response over the sum of its parts:
 * R = P̄ / (Ē + Ā). All groups are independent, their variances may differ.
 *
 * `quantile` is "normal" as textbooks print, or "Student" on Satterthwaite's degrees of freedom, which groups of fewer
 * than about 30 need to cover what they claim (tested in `validation/statistics`). Refuses a sum of means ≤ 0 for the log, and
 * a denominator within its error of 0 for Fieller, where every ratio is compatible with the data. Fieller 1954.
 */
export function ratioOfMeans(
  numerator: readonly number[],
  denominators: readonly (readonly number[])[],
  { method, quantile: law, level = 0.95, nOf = "values" }: {
    method: RatioMethod; quantile: "normal" | "Student"; level?: number; nOf?: string;
  },
): Estimate {
  const what = "ratio of means";
  requireFinite(numerator, 2, `${what}: numerator`);
  for (const group of denominators) requireFinite(group, 2, `${what}: denominator`);
  const top = mean(numerator);
  const bottom = sum(denominators.map((group) => mean(group)));
  const parts = denominators.map((group) => ({ v: variance(group) / group.length, df: group.length - 1 }));
  const vTop = variance(numerator) / numerator.length;
  const vBottom = sum(parts.map(({ v }) => v));
  if (vTop + vBottom === 0) throw refuse("no-spread", { what, value: top });
  const value = top / bottom;
  // Satterthwaite 1946, for Var(P̄ − R·S̄), the spread that all three intervals rest on.
  const weighted = [{ v: vTop, df: numerator.length - 1 }, ...parts.map(({ v, df }) => ({ v: value * value * v, df }))];
  const df = square(sum(weighted.map(({ v }) => v))) / sum(weighted.map(({ v, df: own }) => (v * v) / own));
  const z = law === "normal" ? -normalQuantile(tailOf(level)) : studentQuantile(1 - tailOf(level), df);
  const standardError = Math.sqrt(vTop + value * value * vBottom) / Math.abs(bottom);
  const n = numerator.length + sum(denominators.map((group) => group.length));
  const interval = { ...ratioEnds(method, { top, bottom, vTop, vBottom, z, value, standardError }), level };
  const which = law === "normal" ? "normal quantile" : "Student's t";
  return { value, unit: "1", interval, standardError, method: `ratio of means, ${method} interval (${which})`, n, nOf };
}

function ratioEnds(
  method: RatioMethod,
  f: { top: number; bottom: number; vTop: number; vBottom: number; z: number; value: number; standardError: number },
): { low: number; high: number } {
  if (method === "delta") return { low: f.value - f.z * f.standardError, high: f.value + f.z * f.standardError };
  if (method === "log-delta") {
    if (!(f.value > 0)) {
      throw refuse("unbounded", { what: "the logarithm of a ratio of means", because: `the ratio is ${f.value.toPrecision(3)}`, next: "Use Fieller's interval." });
    }
    const reach = exp((f.z * f.standardError) / f.value);
    return { low: f.value / reach, high: f.value * reach };
  }
  const a = square(f.bottom) - square(f.z) * f.vBottom;
  if (!(a > 0)) {
    throw refuse("unbounded", {
      what: "a ratio of means",
      because: "its denominator is not significantly different from 0, so every ratio is compatible with the data",
      next: "Record more trials of the denominator, or give the difference.",
    });
  }
  const b = f.top * f.bottom;
  const root = Math.sqrt(b * b - a * (square(f.top) - square(f.z) * f.vTop));
  return { low: (b - root) / a, high: (b + root) / a };
}

/** For each resample, for each group, the indices drawn with return. */
export type ResampleIndices = readonly (readonly (readonly number[])[])[];

/** Indices for `resamples` bootstrap samples of groups of these sizes, drawn from `random`: same key, same indices. */
export function resampleIndices(random: RandomStream, sizes: readonly number[], resamples: number): ResampleIndices {
  requireCount(resamples, "resampleIndices: resamples", 1);
  for (const size of sizes) requireCount(size, "resampleIndices: size of a group", 1);
  return Array.from({ length: resamples }, () => sizes.map((size) => Array.from({ length: size }, () => random.integer(size))));
}

/** A statistic of several independent groups of values, such as a ratio of their means. */
export type GroupStatistic = (groups: readonly (readonly number[])[]) => number;

/** What a bootstrap says, with what made the interval. */
export interface BootstrapEstimate extends Estimate {
  /** The statistic of every resample, in order. */
  readonly replicates: readonly number[];
  /** Bias correction z₀ and acceleration a, where the interval is BCa. */
  readonly bias?: number;
  readonly acceleration?: number;
  /** Quantiles of the replicates at which the interval ends. */
  readonly probabilities: readonly [number, number];
}

/**
 * How the interval is read from the replicates. `percentile` takes their quantiles; `BCa` shifts these for bias and skew (Efron
 * 1987); `expanded percentile` takes quantiles further out, by Student's t and by √(n/(n − 1)), since resamples of few values
 * scatter too little (Hesterberg 2015, Am. Stat. 69:371; several groups by Satterthwaite's rule).
 */
export type BootstrapMethod = "percentile" | "BCa" | "expanded percentile";

/** Values per group below which a 95 % interval of the mean of a law with skew 1 covers less than 93 %, as measured. */
const FEWEST: Record<BootstrapMethod, number> = { "percentile": 30, "BCa": 30, "expanded percentile": 12 };

/**
 * Bootstrap interval of any statistic of independent groups, each resampled within itself (Efron & Tibshirani 1993).
 *
 * Acceleration and expansion come from the jackknife over all groups; quantiles are type 7, and replicates that equal the
 * estimate count half. Refuses groups too small for the method (12 values for `expanded percentile`, 30 for the others)
 * unless `evenIfNarrow`, which repeats old analyses and says so in a note; and fewer than 999 resamples. Indices come from
 * `resampleIndices`, or from a file to repeat another program.
 */
export function bootstrap(
  groups: readonly (readonly number[])[],
  statistic: GroupStatistic,
  indices: ResampleIndices,
  { method, unit, level = 0.95, nOf = "values", evenIfNarrow = false }: {
    method: BootstrapMethod; unit: string; level?: number; nOf?: string; evenIfNarrow?: boolean;
  },
): BootstrapEstimate {
  const fewest = FEWEST[method];
  for (const group of groups) requireFinite(group, evenIfNarrow ? 2 : fewest, `${method} bootstrap: values in a group`);
  const needed = 999;
  if (indices.length < needed) throw refuse("too-few", { what: "bootstrap: resamples", needed, found: indices.length });
  const value = statistic(groups);
  const replicates = indices.map((resample) =>
    statistic(groups.map((group, g) => (resample[g] as readonly number[]).map((i) => group[i] as number))),
  );
  requireFinite(replicates, 1, "bootstrap: statistic of a resample");
  const tail = tailOf(level);
  const correction = method === "BCa" ? biasAndAcceleration(groups, statistic, value, replicates) : undefined;
  const at = (p: number): number => {
    if (method === "expanded percentile") return normalCdf(expansion(groups, statistic, p));
    if (!correction) return p;
    const z = correction.bias + normalQuantile(p);
    return normalCdf(correction.bias + z / (1 - correction.acceleration * z));
  };
  const probabilities: [number, number] = [at(tail), at(1 - tail)];
  const [low, high] = quantiles(replicates, probabilities) as [number, number];
  const interval: Interval = { low, high, level };
  const n = sum(groups.map((group) => group.length));
  const narrow = groups.some((group) => group.length < fewest);
  return {
    value, unit, interval, standardError: Math.sqrt(variance(replicates)),
    method: `${method} bootstrap, ${indices.length} resamples`, n, nOf, replicates, ...correction, probabilities,
    ...(narrow && { note: `With fewer than ${fewest} values in a group this interval is too narrow for its level.` }),
  };
}

/** √(n/(n − 1))·t(p), for several groups from the jackknife's variance of each. */
function expansion(groups: readonly (readonly number[])[], statistic: GroupStatistic, p: number): number {
  const all = groupedJackknife(groups, statistic);
  let from = 0;
  const parts = groups.map((group) => {
    const own = all.slice(from, from + group.length);
    from += group.length;
    const centre = mean(own);
    return { v: ((group.length - 1) / group.length) * sum(own.map((j) => square(j - centre))), df: group.length - 1 };
  });
  const whole = sum(parts.map(({ v }) => v));
  if (whole === 0) throw refuse("no-spread", { what: "bootstrap: leaving out any one value", value: all[0] as number });
  const seen = sum(parts.map(({ v, df }) => (v * df) / (df + 1)));
  const df = square(whole) / sum(parts.map(({ v, df: own }) => (v * v) / own));
  return Math.sqrt(whole / seen) * studentQuantile(p, df);
}

/** The statistic without each value in turn, group after group. */
export function groupedJackknife(groups: readonly (readonly number[])[], statistic: GroupStatistic): number[] {
  return groups.flatMap((group, g) =>
    group.map((_, i) => statistic(groups.map((other, h) => (h === g ? other.filter((_value, j) => j !== i) : other)))),
  );
}

/** Several statistics of the same observations, each with the error that leaving some of them out shows. */
export interface Jackknifed {
  /** Of all observations. */
  readonly values: readonly number[];
  readonly standardErrors: readonly number[];
  /** Groups less one: of Student's t for an interval. */
  readonly degreesOfFreedom: number;
}

/**
 * The jackknife that deletes a group at a time: every `groups`-th observation of `count` in turn. `statistics` is given the
 * places of the observations that are left, and may do with them whatever it does with all, fits included; so the errors
 * hold what those fits don't know. Quenouille 1956, Biometrika 43:353; Kott 2001, J. Off. Stat. 17:521. Refuses fewer than two
 * groups, and fewer observations than groups.
 */
export function deleteGroupJackknife(
  count: number, groups: number, statistics: (kept: readonly number[]) => readonly number[],
): Jackknifed {
  if (groups < 2 || count < groups) throw refuse("too-few", { what: "jackknife: observations in its groups", needed: Math.max(2, groups), found: count });
  const all = Array.from({ length: count }, (_, i) => i);
  const values = statistics(all);
  const without = Array.from({ length: groups }, (_, g) => statistics(all.filter((i) => i % groups !== g)));
  const standardErrors = values.map((_, k) => {
    const own = without.map((each) => each[k] as number);
    const centre = mean(own);
    return Math.sqrt(((groups - 1) / groups) * sum(own.map((value) => square(value - centre))));
  });
  return { values, standardErrors, degreesOfFreedom: groups - 1 };
}

function biasAndAcceleration(
  groups: readonly (readonly number[])[],
  statistic: GroupStatistic,
  value: number,
  replicates: readonly number[],
): { bias: number; acceleration: number } {
  const below = replicates.filter((r) => r < value).length + 0.5 * replicates.filter((r) => r === value).length;
  if (below === 0 || below === replicates.length) {
    const because = "every resample lies on one side of the estimate";
    throw refuse("unbounded", { what: "the bias correction", because, next: "The statistic suits no BCa interval: use percentile, or another statistic." });
  }
  const jackknife = groupedJackknife(groups, statistic);
  const centre = mean(jackknife);
  const influence = jackknife.map((j) => centre - j);
  const squares = sum(influence.map((l) => l * l));
  if (squares === 0) throw refuse("no-spread", { what: "BCa bootstrap: leaving out any one value", value });
  return {
    bias: normalQuantile(below / replicates.length),
    acceleration: sum(influence.map((l) => cube(l))) / (6 * pow(squares, 1.5)),
  };
}
