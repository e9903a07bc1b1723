import { exp, log, log1p } from "#elementary";
import { misuse, refuse, requirePositive } from "../failures.js";
import { devianceTerm, invertLaw, logGamma, stirlingError } from "./gamma.js";

/** ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a + b), without the cancellation of large terms. */
export function logBeta(a: number, b: number): number {
  requirePositive(a, "logBeta: a");
  requirePositive(b, "logBeta: b");
  if (a < 10 && b < 10) return logGamma(a) + logGamma(b) - logGamma(a + b);
  const sum = a + b;
  const smaller = Math.min(a, b);
  const larger = Math.max(a, b);
  if (smaller < 10) {
    // ln Γ(larger) − ln Γ(sum), each as Stirling's formula with its error.
    const ratio = -(larger - 0.5) * log1p(smaller / larger) - smaller * log(sum) + smaller;
    return logGamma(smaller) + ratio + stirlingError(larger) - stirlingError(sum);
  }
  const errors = stirlingError(a) + stirlingError(b) - stirlingError(sum);
  const half = 0.5 * log((2 * Math.PI * sum) / (a * b));
  return errors + half - a * log1p(b / a) - b * log1p(a / b);
}

/** xᵃ yᵇ / B(a, b) where y = 1 − x, by Loader's saddle point: keeps its digits for large a and b. */
function betaWeight(a: number, b: number, x: number, y: number): number {
  if (x <= 0 || y <= 0) return 0;
  if (a < 1e-3 || b < 1e-3) return exp(a * log(x) + b * log(y) - logBeta(a, b));
  const n = a + b;
  const exponent = stirlingError(n) - stirlingError(a) - stirlingError(b) - devianceTerm(a, n * x) - devianceTerm(b, n * y);
  return exp(exponent) * Math.sqrt((a * b) / (2 * Math.PI * n));
}

/**
 * I_x(a, b)·B(a, b) / (xᵃ yᵇ) by the continued fraction of DiDonato & Morris (1992, ACM TOMS 18:360, eq. 9), whose terms
 * hold λ = a − (a + b)x rather than differences of large numbers; fast where x < (a + 1)/(a + b + 2). Lentz's evaluation.
 */
function fraction(a: number, b: number, x: number, y: number): number {
  const lambda = x <= y ? a - (a + b) * x : (a + b) * y - b;
  const tiny = 1e-300;
  let value = (a / (a + 1)) * (lambda + 1);
  let c = value;
  let d = 0;
  const limit = 1000 + 20 * Math.sqrt(Math.max(a, b));
  for (let n = 1; n < limit; n++) {
    const width = a + 2 * n - 1;
    const over = ((a + n - 1) / width) * ((a + b + n - 1) / width) * n * (b - n) * x * x;
    const under = n + (n * (b - n) * x) / width + ((a + n) / (a + 2 * n + 1)) * (lambda + 1 + n * (1 + y));
    d = 1 / nonZero(under + over * d, tiny);
    c = nonZero(under + over / c, tiny);
    value *= c * d;
    if (Math.abs(c * d - 1) < 2e-16) return 1 / value;
  }
  throw refuse("not-converged", { what: "incomplete beta function", steps: limit, change: c * d - 1 });
}

const nonZero = (value: number, tiny: number): number => (Math.abs(value) < tiny ? tiny : value);

/**
 * Regularised incomplete beta function I_x(a, b) as `lower`, its complement as `upper`. `y` = 1 − x may be given apart
 * where x is too close to 1 to say it. Whichever tail is small keeps its digits. Work grows as √max(a, b).
 */
export function incompleteBeta(a: number, b: number, x: number, y = 1 - x): { lower: number; upper: number } {
  requirePositive(a, "incompleteBeta: a");
  requirePositive(b, "incompleteBeta: b");
  if (!(x >= 0 && y >= 0)) throw misuse("outside-domain", { what: "incompleteBeta: x", expected: "within 0 to 1", found: x });
  if (x === 0) return { lower: 0, upper: 1 };
  if (y === 0) return { lower: 1, upper: 0 };
  const weight = betaWeight(a, b, x, y);
  if (x * (a + b + 2) < a + 1) {
    const lower = Math.min(1, weight * fraction(a, b, x, y));
    return { lower, upper: 1 - lower };
  }
  const upper = Math.min(1, weight * fraction(b, a, y, x));
  return { lower: 1 - upper, upper };
}

/**
 * The logit, ln(x/(1 − x)), of the beta quantile whose lower tail is `lower` and upper tail `upper`: on this scale the
 * law is log-concave and quantiles next to 0 or 1 keep their digits.
 */
export function betaLogitQuantile(lower: number, upper: number, a: number, b: number): number {
  return invertLaw(
    (logit) => {
      const x = 1 / (1 + exp(-logit));
      const y = 1 / (1 + exp(logit));
      return { ...incompleteBeta(a, b, x, y), density: betaWeight(a, b, x, y) };
    },
    { lower, upper, start: log(a / b) },
  );
}

/** Probability that a Beta(a, b) variable is at most x. */
export function betaCumulative(x: number, a: number, b: number): number {
  return incompleteBeta(a, b, Math.min(1, Math.max(0, x))).lower;
}

/** x at which a Beta(a, b) variable is below x with probability p; 0 at p = 0 and 1 at p = 1. */
export function betaQuantile(p: number, a: number, b: number): number {
  requirePositive(a, "betaQuantile: a");
  requirePositive(b, "betaQuantile: b");
  if (!(p >= 0 && p <= 1)) throw misuse("outside-domain", { what: "betaQuantile: p", expected: "within 0 to 1", found: p });
  if (p === 0 || p === 1) return p;
  return 1 / (1 + exp(-betaLogitQuantile(p, 1 - p, a, b)));
}
