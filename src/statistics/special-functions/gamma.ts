import { exp, log, log1p, pow } from "#elementary";
import { refuse, requirePositive } from "../failures.js";

/** Euler's constant γ, to the precision of a double. */
const EULER = 0.5772156649015329;
const HALF_LOG_TWO_PI = 0.9189385332046728;

/** (ζ(k) − 1)/k for k = 2, 3, …: a sum to 59, then Euler and Maclaurin's formula for the rest. */
const ZETA_LESS_ONE = Array.from({ length: 44 }, (_, i) => {
  const k = i + 2;
  const from = 60;
  let sum = pow(from, 1 - k) / (k - 1) + pow(from, -k) / 2 + (k / 12) * pow(from, -k - 1);
  sum -= ((k * (k + 1) * (k + 2)) / 720) * pow(from, -k - 3);
  sum += ((k * (k + 1) * (k + 2) * (k + 3) * (k + 4)) / 30240) * pow(from, -k - 5);
  for (let n = from - 1; n >= 2; n--) sum += pow(n, -k);
  return sum / k;
});

/** B₂ₖ / (2k(2k − 1)): the divergent but superb series for ln Γ at large x. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400, 43867 / 244188];

/** ln Γ(2 + z) for |z| ≤ 1/2, without loss near its zero at z = 0. */
function logGammaOfTwoPlus(z: number): number {
  let sum = 0;
  for (let i = ZETA_LESS_ONE.length - 1; i >= 0; i--) sum = (ZETA_LESS_ONE[i] as number) - z * sum;
  return z * (1 - EULER + z * sum);
}

function stirlingSeries(x: number): number {
  const inverseSquare = 1 / (x * x);
  let sum = 0;
  for (let i = STIRLING.length - 1; i >= 0; i--) sum = sum * inverseSquare + (STIRLING[i] as number);
  return sum / x;
}

/**
 * ln Γ(x) for x > 0, to about 1e-15 relative everywhere, also around its zeros at 1 and 2.
 * Taylor's series about 2 with ζ(k) − 1 up to 10, Stirling's beyond (Abramowitz & Stegun 1964, 6.1.33, 6.1.40).
 */
export function logGamma(x: number): number {
  requirePositive(x, "logGamma: its argument");
  if (x >= 10) return (x - 0.5) * log(x) - x + HALF_LOG_TWO_PI + stirlingSeries(x);
  if (x < 0.5) return logGammaOfTwoPlus(x) - log1p(x) - log(x);
  if (x < 1.5) return logGammaOfTwoPlus(x - 1) - log1p(x - 1);
  let product = 1;
  let z = x - 2;
  for (; z > 0.5; z--) product *= z + 1;
  return logGammaOfTwoPlus(z) + log(product);
}

/** δ(k/2) for k = 1 … 30: counts and halves are what statistics asks for most. */
const STIRLING_ERRORS: readonly number[] = Array.from({ length: 31 }, (_, k) => (k === 0 ? Infinity : stirlingErrorBelow15(k / 2)));

/**
 * δ(x) = ln Γ(x + 1) − (x + ½) ln x + x − ½ ln 2π, what Stirling's formula leaves out, to about 1e-16 absolute for x > 0.
 * With it, probabilities of large counts keep all their digits (Loader 2000, "Fast and accurate computation of
 * binomial probabilities").
 */
export function stirlingError(x: number): number {
  if (x >= 15) return stirlingSeries(x);
  return Number.isInteger(2 * x) ? (STIRLING_ERRORS[2 * x] as number) : stirlingErrorBelow15(x);
}

/** δ(x) = δ(x + 1) + artanh(v)/v − 1 with v = 1/(2x + 1): every term is small, so nothing cancels. */
function stirlingErrorBelow15(x: number): number {
  if (x < 0.5) return logGamma(x + 1) - (x + 0.5) * log(x) + x - HALF_LOG_TWO_PI;
  let sum = 0;
  let at = x;
  for (; at < 15; at++) {
    const square = 1 / ((2 * at + 1) * (2 * at + 1));
    let term = 1;
    let step = 0;
    for (let k = 3; k < 80; k += 2) {
      term *= square;
      step += term / k;
      if (term < step * 1e-17) break;
    }
    sum += step;
  }
  return sum + stirlingSeries(at);
}

/** x ln(x/m) + m − x ≥ 0, exact where x ≈ m and the terms would cancel (Loader's bd0). */
export function devianceTerm(x: number, m: number): number {
  if (x === 0) return m;
  const difference = x - m;
  if (Math.abs(difference) >= 0.1 * (x + m)) return x * log(x / m) - difference;
  const v = difference / (x + m);
  const square = v * v;
  let sum = difference * v;
  let term = 2 * x * v;
  for (let k = 3; k < 200; k += 2) {
    term *= square;
    const next = sum + term / k;
    if (next === sum) break;
    sum = next;
  }
  return sum;
}

/** xᵃ e⁻ˣ / Γ(a + 1): the Poisson probability of a (not necessarily whole) count a at mean x. */
export function poissonWeight(a: number, x: number): number {
  if (x === 0) return a === 0 ? 1 : 0;
  if (a === 0) return exp(-x);
  if (a < 1e-300 || x < a * 1e-290) return exp(a * log(x) - x - logGamma(a + 1));
  return exp(-stirlingError(a) - devianceTerm(a, x)) / Math.sqrt(2 * Math.PI * a);
}

/**
 * Regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 − P, each by whichever expansion keeps it: the power
 * series where x < a + 1, Legendre's continued fraction beyond (Lentz's evaluation). Small tails keep their digits down
 * to the smallest double. Work grows as √a.
 */
export function incompleteGamma(a: number, x: number): { lower: number; upper: number } {
  requirePositive(a, "incompleteGamma: its shape");
  if (x <= 0) return { lower: 0, upper: 1 };
  if (x === Infinity) return { lower: 1, upper: 0 };
  const limit = 1000 + 20 * Math.sqrt(a);
  const weight = poissonWeight(a, x);
  if (x < a + 1) {
    let term = 1;
    let sum = 1;
    for (let n = 1; n < limit; n++) {
      term *= x / (a + n);
      sum += term;
      if (term < sum * 1e-17) break;
    }
    const lower = Math.min(1, weight * sum);
    return { lower, upper: 1 - lower };
  }
  let b = x + 1 - a;
  let c = Infinity;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < limit; n++) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    const factor = c * d;
    fraction *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  const upper = Math.min(1, weight * a * fraction);
  return { lower: 1 - upper, upper };
}

/**
 * Finds u where a law's lower tail is `lower` (and its upper tail `upper` = 1 − lower, given apart so that neither loses
 * digits). `law(u)` returns both tails and the density. For laws whose density in u is log-concave, Newton's method on
 * the logarithm of the smaller tail approaches from one side; a bracket guards it all the same.
 */
export function invertLaw(
  law: (u: number) => { lower: number; upper: number; density: number },
  { lower, upper, start }: { lower: number; upper: number; start: number },
): number {
  const useLower = lower <= upper;
  let low = -Infinity;
  let high = Infinity;
  let u = start;
  let step = Infinity;
  for (let i = 0; i < 300; i++) {
    const here = law(u);
    const tail = useLower ? here.lower : here.upper;
    const gap = useLower ? here.lower - lower : upper - here.upper;
    if (gap > 0) high = u;
    else if (gap < 0) low = u;
    else return u;
    const logGap = useLower ? log(tail / lower) : -log(tail / upper);
    // Near the root the plain difference has the digits; far from it the logarithm has the shape.
    step = Math.abs(logGap) < 1e-3 ? gap / here.density : (logGap * tail) / here.density;
    let next = u - step;
    if (!(next > low && next < high)) {
      if (low === -Infinity) next = Math.min(high - 1, high - 2 * Math.abs(high - start) - 1);
      else if (high === Infinity) next = low + 2 * Math.abs(low - start) + 1;
      else next = low + (high - low) / 2;
    }
    if (Math.abs(next - u) <= 2e-16 * Math.max(Math.abs(u), 0.1)) return next;
    u = next;
  }
  throw refuse("not-converged", { what: "inverting a distribution", steps: 300, change: step });
}

/** x at which P(shape, x) = p: the quantile of a gamma law of scale 1. */
export function gammaQuantile(p: number, shape: number, upper = 1 - p): number {
  requirePositive(shape, "gammaQuantile: its shape");
  if (p <= 0) return 0;
  if (upper <= 0) return Infinity;
  const u = invertLaw(
    (logX) => {
      const x = exp(logX);
      return { ...incompleteGamma(shape, x), density: shape * poissonWeight(shape, x) };
    },
    { lower: p, upper, start: log(shape) },
  );
  return exp(u);
}
