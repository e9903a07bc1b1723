import { normalSurvival, proportion, type Estimate } from "#statistics";
import { misuse, refuse, requireFiniteValues } from "./failures.js";
import { failureLawOf } from "./calcium-transient-probability.js";

/** Successes counted above a fixed number of baseline SDs, as most papers do, with what that costs. */
export interface ThresholdCount {
  /** Threshold in the amplitudes' unit. */
  readonly threshold: number;
  readonly successes: number;
  /** Share of trials above it, with Wilson's interval: biased upward by false alarms, downward by misses. */
  readonly probability: Estimate;
  /** Failures expected above threshold if the baseline is normal: 2.3 % at 2 SD, 0.62 % at 2.5, 0.13 % at 3. */
  readonly expectedFalsePositiveRate: number;
  /** Share of the windows without a stimulus that exceed it. */
  readonly observedFalsePositiveRate: number;
}

/** Counts trials above `deviations` baseline SDs (RMS about 0), for comparison with papers; prefer `calciumTransientProbability`. */
export function countAboveThreshold(
  amplitudes: readonly number[],
  baselineAmplitudes: readonly number[],
  { deviations, level = 0.95 }: { deviations: number; level?: number },
): ThresholdCount {
  requireFiniteValues(amplitudes, "amplitude");
  if (!(deviations > 0)) throw misuse("outside-domain", { what: "deviations", expected: "positive", found: deviations });
  const threshold = deviations * failureLawOf(baselineAmplitudes).standardDeviation;
  const successes = amplitudes.filter((amplitude) => amplitude > threshold).length;
  const probability = proportion(successes, amplitudes.length, { method: "Wilson", level });
  return {
    threshold,
    successes,
    probability: { ...probability, method: `trials above ${deviations} baseline SDs, Wilson interval`, note: "Not corrected for false alarms and misses." },
    expectedFalsePositiveRate: normalSurvival(deviations),
    observedFalsePositiveRate: baselineAmplitudes.filter((amplitude) => amplitude > threshold).length / baselineAmplitudes.length,
  };
}

/**
 * A counted share of positives corrected for a test that errs: (share − false positives)/(true positives − false positives),
 * held within 0 to 1. Rogan & Gladen 1978, Am. J. Epidemiol. 107:71. The interval is the count's, mapped by the same
 * formula: both rates are taken as exact. Refuses a test that cannot tell.
 */
export function roganGladen(
  counted: Estimate,
  { falsePositiveRate, truePositiveRate }: { falsePositiveRate: number; truePositiveRate: number },
): Estimate {
  const power = truePositiveRate - falsePositiveRate;
  if (!(power > 0.05)) {
    throw refuse("never-happened", {
      what: "A distinction between success and failure",
      next: `True positives (${truePositiveRate.toPrecision(3)}) hardly exceed false ones (${falsePositiveRate.toPrecision(3)}); choose another threshold.`,
    });
  }
  const corrected = (share: number): number => Math.min(1, Math.max(0, (share - falsePositiveRate) / power));
  const { value, unit, n, nOf, method, interval } = counted;
  return {
    value: corrected(value), unit, n, nOf, method: `${method}, corrected after Rogan & Gladen`,
    ...(interval && { interval: { low: corrected(interval.low), high: corrected(interval.high), level: interval.level } }),
  };
}
