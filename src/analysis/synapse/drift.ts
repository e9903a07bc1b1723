import { cumulativeSumTest, logisticRegression, mannKendall, runsTest, type LogisticFit, type RunsTest } from "#statistics";
import { misuse, refuse } from "./failures.js";

/** Tests that release stays the same over an experiment; none of them proves that it does. */
export interface ReleaseDrift {
  /** Do successes cluster or alternate? Absent where all trials agree. */
  readonly runs?: RunsTest;
  /** Log odds of success over the whole experiment, first trial to last, with its likelihood-ratio p. */
  readonly logistic?: LogisticFit;
  /** Kendall's τ of amplitude with trial number. */
  readonly trend: { readonly tau: number; readonly pValue: number };
  /** Largest excursion of the cumulative sum, after which trial (from 0) it lies, and its Kolmogorov p: a sudden change. */
  readonly change: { readonly statistic: number; readonly at: number; readonly pValue: number };
  /** Smallest of the p values times their number (Bonferroni): below 0.05, look before pooling. */
  readonly pValue: number;
}

/**
 * Did the synapse change during the experiment? Needs the trials in the order they were recorded.
 *
 * `amplitudes` and `successes` of the same trials. A probability pooled over a drift describes no moment of the experiment
 * and its interval is wrong. Tests: Wald & Wolfowitz 1940 (runs), logistic regression on (i − (n − 1)/2)/n, Mann 1945,
 * cumulative sum against the Brownian bridge. Refuses fewer than 8 trials.
 */
export function releaseDrift(amplitudes: readonly number[], successes: readonly boolean[]): ReleaseDrift {
  const n = amplitudes.length;
  if (successes.length !== n) throw misuse("lengths-differ", { what: "amplitudes and successes", first: n, second: successes.length });
  if (n < 8) throw refuse("trials-too-few", { what: "A test of drift", needed: 8, found: n });
  const varied = successes.includes(true) && successes.includes(false);
  const runs = varied ? { runs: runsTest(successes) } : {};
  const covariate = successes.map((_, i) => [(i - (n - 1) / 2) / n]);
  // Perfect separation, all failures before all successes, has no finite slope; the runs test shows it.
  const ordered = successes.filter((success, i) => i > 0 && success !== successes[i - 1]).length <= 1;
  const logistic = varied && !ordered ? { logistic: logisticRegression(covariate, successes) } : {};
  const trend = mannKendall(amplitudes);
  const cusum = cumulativeSumTest(amplitudes);
  const change = { statistic: cusum.largest, at: cusum.index, pValue: cusum.pValue };
  const values = [runs.runs?.twoSided, logistic.logistic?.pValue, trend.pValue, change.pValue].filter((p) => p !== undefined);
  return { ...runs, ...logistic, trend, change, pValue: Math.min(1, Math.min(...values) * values.length) };
}
