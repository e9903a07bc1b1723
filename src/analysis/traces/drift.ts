import { exp } from "#elementary";
import { cumulativeSumTest, formatNumber, logisticRegression, mannKendall, median, normalQuantile, runsTest, type Estimate } from "#statistics";
import { misuse, refuse } from "./failures.js";

/** Whether a number of each trial (baseline, amplitude, position) wandered over the experiment. */
export interface Drift {
  /** Change from first to last trial by the median slope (Theil 1950, Sen 1968). */
  readonly change: Estimate;
  /** Mann & Kendall's τ and its p that there is no drift either way. */
  readonly tau: number;
  readonly pValue: number;
  /** Where the cumulative sum turns furthest: trials after `after` (an index into the values) differ from those before. */
  readonly step: { readonly after: number; readonly pValue: number };
  /** What that means for whoever pools these trials. */
  readonly sentence: string;
}

/**
 * Drift over trials, in the order they were recorded. `relative` gives the change in percent of the median; otherwise it is in
 * `unit`. Needs 10 trials. p-values are per question: of twenty series one drifts at 0.05 by chance.
 */
export function driftOver(
  values: readonly number[],
  { what, unit, relative = false, level = 0.95 }: { what: string; unit: string; relative?: boolean; level?: number },
): Drift {
  const n = values.length;
  if (n < 10) throw refuse("too-few-trials", { what: `The drift of ${what}`, needed: 10, found: n });
  const centre = median(values);
  if (relative && centre === 0) {
    throw misuse("outside-domain", { what: `${what}: the median, for a change in percent of it,`, expected: "other than 0", found: centre });
  }
  const { tau, pValue: normal, exactPValue } = mannKendall(values);
  const pValue = exactPValue ?? normal;
  const slopes: number[] = [];
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) slopes.push(((values[j] as number) - (values[i] as number)) / (j - i));
  slopes.sort((a, b) => a - b);
  const reach = normalQuantile(1 - (1 - level) / 2) * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  const rank = (position: number): number => slopes[Math.min(slopes.length - 1, Math.max(0, position))] as number;
  const ends = [rank(Math.floor((slopes.length - reach) / 2) - 1), rank(Math.ceil((slopes.length + reach) / 2))];
  const scale = (n - 1) * (relative ? 100 / Math.abs(centre) : 1);
  const change: Estimate = {
    value: scale * median(slopes), unit: relative ? "%" : unit, method: "median slope over trials, Sen's interval", n, nOf: "trials",
    interval: { low: scale * (ends[0] as number), high: scale * (ends[1] as number), level },
  };
  const { index, pValue: stepValue } = cumulativeSumTest(values);
  const size = `${formatNumber(change.value)} ${change.unit} from first to last of ${n} trials`;
  const sentence =
    pValue < 0.05
      ? `${what} drifts by ${size} (τ = ${formatNumber(tau, 2)}, p = ${formatNumber(pValue, 2)}): compare early with late trials before pooling.`
      : stepValue < 0.05
        ? `${what} steps after trial ${index + 1} of those given (p = ${formatNumber(stepValue, 2)}), without steady drift.`
        : `${what} shows no drift (${size}, p = ${formatNumber(pValue, 2)}).`;
  return { change, tau, pValue, step: { after: index, pValue: stepValue }, sentence };
}

/** Whether successes come and go with time, or cluster. */
export interface SuccessDrift {
  /** Odds of a success, last trial over first, by logistic regression; Wald interval on the logarithm. */
  readonly oddsRatio: Estimate;
  readonly pValue: number;
  /** p of so few or so many runs of equal outcomes, two-sided, exact. */
  readonly runsPValue: number;
  readonly sentence: string;
}

/** Drift and clustering of success and failure over trials. Refuses outcomes of one kind, which cannot drift. */
export function successDrift(successes: readonly boolean[], { level = 0.95 }: { level?: number } = {}): SuccessDrift {
  const n = successes.length;
  if (n < 10) throw refuse("too-few-trials", { what: "The drift of successes", needed: 10, found: n });
  const runs = runsTest(successes);
  const fit = logisticRegression(successes.map((_, i) => [i / (n - 1)]), successes);
  const [slope, error] = [fit.coefficients[1] as number, fit.standardErrors[1] as number];
  const z = normalQuantile(1 - (1 - level) / 2);
  const oddsRatio: Estimate = {
    value: exp(slope), unit: "", method: "logistic regression on trial order, Wald interval", n, nOf: "trials",
    interval: { low: exp(slope - z * error), high: exp(slope + z * error), level },
  };
  const sentence =
    fit.pValue < 0.05
      ? `Successes become ${slope > 0 ? "more" : "less"} frequent: odds ${formatNumber(oddsRatio.value, 2)} times from first to last trial (p = ${formatNumber(fit.pValue, 2)}).`
      : runs.twoSided < 0.05
        ? `Successes ${runs.few < runs.many ? "cluster" : "alternate"}: ${runs.runs} runs where chance gives ${formatNumber(runs.expected)} (p = ${formatNumber(runs.twoSided, 2)}).`
        : `Successes show neither drift (p = ${formatNumber(fit.pValue, 2)}) nor clusters (p = ${formatNumber(runs.twoSided, 2)}).`;
  return { oddsRatio, pValue: fit.pValue, runsPValue: runs.twoSided, sentence };
}
