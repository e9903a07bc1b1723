/** Bounds that hold the truth in `level` of repetitions (or with that posterior probability; `method` says which). */
export interface Interval {
  readonly low: number;
  readonly high: number;
  /** 0.95 unless the caller asked for another. */
  readonly level: number;
}

/**
 * A number fit to print: value, interval, method, n.
 *
 * `interval` is absent only where none exists, and then `note` says why. A one-sided bound has an infinite (or,
 * for a proportion, a 0 or 1) other end. Plain data: JSON and structured clone keep everything.
 */
export interface Estimate {
  readonly value: number;
  readonly unit: string;
  readonly interval?: Interval;
  readonly standardError?: number;
  /** Name of the estimator and of the interval: "matched fit, delta method". */
  readonly method: string;
  /** Number of independent observations behind it; `nOf` says of what. */
  readonly n: number;
  readonly nOf: string;
  /** A caution to print beside it, in a sentence. */
  readonly note?: string;
}

/** An estimate as a paper would print it: "0.35 (95 % CI 0.22–0.50, n = 40 trials)". Pure; `digits` significant. */
export function formatEstimate(estimate: Estimate, digits = 3): string {
  const unit = estimate.unit === "" || estimate.unit === "1" ? "" : ` ${estimate.unit}`;
  const n = `n = ${estimate.n} ${estimate.nOf}`;
  if (!estimate.interval) return `${formatNumber(estimate.value, digits)}${unit} (no interval, ${n})`;
  const { low, high, level } = estimate.interval;
  const range = `${formatNumber(low, digits)} to ${formatNumber(high, digits)}`;
  return `${formatNumber(estimate.value, digits)}${unit} (${formatNumber(100 * level, 3)} % CI ${range}, ${n})`;
}

/** A number to `digits` significant digits without needless zeros or exponents, with a true minus sign. */
export function formatNumber(value: number, digits = 3): string {
  if (value === Infinity) return "∞";
  if (value === -Infinity) return "−∞";
  if (Number.isNaN(value)) return "not a number";
  const magnitude = Math.abs(value);
  const text =
    magnitude !== 0 && (magnitude >= 1e7 || magnitude < 1e-4)
      ? value.toExponential(digits - 1)
      : String(Number(value.toPrecision(digits)));
  return text.replace("-", "−");
}
