import { exp, log, log1p } from "#elementary";
import { misuse } from "../failures.js";

const HALF_LOG_TWO_PI = 0.9189385332046728;
const INVERSE_ROOT_TWO_PI = 0.3989422804014327;

/**
 * Cody's rational approximations to the error function, rescaled to the normal law: numerator and denominator in
 * ascending powers; relative error below 1e-16 (Cody 1969, Math. Comp. 23:631; tested here against 40-digit values).
 */
const CENTRE = {
  over: [18154.981253343561249, 1067.6894854603709582, 161.02823106855587881, 2.2352520354606839287, 0.065682337918207449113],
  under: [45507.789335026729956, 10260.932208618978205, 976.09855173777669322, 47.20258190468824187, 1],
};
const SHOULDER = {
  over: [
    9842.7148383839780218, 11602.651437647350124, 6848.1904505362823326, 2494.5375852903726711, 597.27027639480026226,
    93.506656132177855979, 8.8831497943883759412, 0.39894151208813466764, 1.0765576773720192317e-8,
  ],
  under: [
    19685.429676859990727, 38912.003286093271411, 34900.952721145977266, 18615.571640885098091, 6485.558298266760755,
    1519.377599407554805, 235.38790178262499861, 22.266688044328115691, 1,
  ],
};
const TAIL = {
  over: [2.9112874951168792e-5, 0.001421619193227893466, 0.022235277870649807, 0.1274011611602473639, 0.21589853405795699, 0.02307344176494017303],
  under: [7.29751555083966205e-5, 0.00378239633202758244, 0.0659881378689285515, 0.468238212480865118, 1.28426009614491121, 1],
};

function ratio({ over, under }: { over: readonly number[]; under: readonly number[] }, x: number): number {
  let top = 0;
  let bottom = 0;
  for (let i = over.length - 1; i >= 0; i--) {
    top = top * x + (over[i] as number);
    bottom = bottom * x + (under[i] as number);
  }
  return top / bottom;
}

/** Φ(z) − ½ for |z| ≤ 0.67448975. */
const centre = (z: number): number => z * ratio(CENTRE, z * z);

/** (1 − Φ(z)) / exp(−z²/2) for z > 0.67. */
function millsLike(z: number): number {
  if (z <= 5.656854249492381) return ratio(SHOULDER, z);
  const inverseSquare = 1 / (z * z);
  return (INVERSE_ROOT_TWO_PI - inverseSquare * ratio(TAIL, inverseSquare)) / z;
}

/** exp(−z²/2) with z² kept exact by splitting z at a sixteenth. */
function bell(z: number): number {
  const coarse = Math.trunc(z * 16) / 16;
  return exp(-0.5 * coarse * coarse) * exp(-0.5 * (z - coarse) * (z + coarse));
}

/** Φ(z): probability that a standard normal variable is at most z. Relative accuracy 1e-15 down to 1e-308. */
export function normalCdf(z: number): number {
  return normalSurvival(-z);
}

/** 1 − Φ(z), with its digits kept in the far upper tail. */
export function normalSurvival(z: number): number {
  const size = Math.abs(z);
  if (size <= 0.67448975) return 0.5 - centre(z);
  const tail = size > 38.6 ? 0 : bell(size) * millsLike(size);
  return z > 0 ? tail : 1 - tail;
}

/** ln(1 − Φ(z)), finite far beyond where the probability itself underflows. */
export function normalLogSurvival(z: number): number {
  if (z <= 0.67448975) return log1p(-normalCdf(z));
  return -0.5 * z * z + log(millsLike(z));
}

/** ln of the normal density at x, mean and standardDeviation in the unit of x. */
export function normalLogDensity(x: number, mean = 0, standardDeviation = 1): number {
  const z = (x - mean) / standardDeviation;
  return -0.5 * z * z - HALF_LOG_TWO_PI - log(standardDeviation);
}

/**
 * z with Φ(z) = p; −∞ at 0 and ∞ at 1. For a small upper tail q use −normalQuantile(q), since 1 − q loses its digits.
 * Hastings' start (Abramowitz & Stegun 1964, 26.2.23; off by at most 4.5e-4), then two of Halley's steps.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw misuse("outside-domain", { what: "normalQuantile: p", expected: "within 0 to 1", found: p });
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity;
  const fromHalf = p - 0.5;
  const tail = fromHalf > 0 ? 1 - p : p;
  const t = Math.sqrt(-2 * log(tail));
  let z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (let i = 0; i < 3; i++) {
    // The error, in probability over density; near the median from ½, in the tail from the tail itself.
    const error =
      z <= 0.67448975
        ? (Math.abs(fromHalf) - centre(z)) / (INVERSE_ROOT_TWO_PI * bell(z))
        : (1 - tail / (bell(z) * millsLike(z))) * (millsLike(z) / INVERSE_ROOT_TWO_PI);
    z += error / (1 - 0.5 * z * error);
  }
  return fromHalf > 0 ? z : -z;
}

/** erf(x) = 2/√π ∫₀ˣ exp(−t²) dt. */
export function erf(x: number): number {
  const z = x * Math.SQRT2;
  return Math.abs(z) <= 0.67448975 ? 2 * centre(z) : Math.sign(x) * (1 - erfc(Math.abs(x)));
}

/** erfc(x) = 1 − erf(x), with its digits kept for large x. */
export function erfc(x: number): number {
  if (x < 0.47) return 1 - erf(x);
  if (x > 27.3) return 0;
  const coarse = Math.trunc(x * 16) / 16;
  return 2 * exp(-coarse * coarse) * exp(-(x - coarse) * (x + coarse)) * millsLike(x * Math.SQRT2);
}
