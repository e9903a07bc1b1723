import { assert } from "#errors";
import { exp, log } from "#elementary";
import type { RandomStream } from "#random";

/** Below this mean the search starts at 0, where the first term can't underflow; above it, at the mode. */
const FROM_ZERO = 30;
/** Less than this is beyond the 52 bits of a uniform draw. */
const NEGLIGIBLE = 1e-18;

/**
 * How many of n independent channels do what each does with probability p: one draw of the binomial law by inversion.
 *
 *     P(k) = C(n, k) · pᵏ · (1 − p)ⁿ⁻ᵏ
 *
 * One uniform draw is used up whatever n and p, and none where the answer is certain. Terms follow from one another by
 * their ratio, from 0 if n·p ≤ 30, else outwards from the mode, whose own term is Loader's saddle-point form (2000,
 * "Fast and accurate computation of binomial probabilities"): about √(n·p·(1−p)) steps.
 * Correct to about 1e-12 in every probability for n up to 10⁶; events rarer than the uniform's 2⁻⁵² are never seen.
 */
export function binomial(random: RandomStream, n: number, p: number): number {
  assert(Number.isInteger(n) && n >= 0, `a binomial law counts whole things, not ${n}`);
  assert(p >= 0 && p <= 1, `${p} is a probability`);
  if (n === 0 || p === 0) return 0;
  if (p === 1) return n;
  if (p > 0.5) return n - fewer(random, n, 1 - p);
  return fewer(random, n, p);
}

/** For 0 < p ≤ ½. */
function fewer(random: RandomStream, n: number, p: number): number {
  return n * p <= FROM_ZERO ? fromZero(random.uniform(), n, p) : fromMode(random.uniform(), n, p);
}

/** The smallest k whose cumulative probability exceeds u. The first term is at least 0.25^30. */
function fromZero(u: number, n: number, p: number): number {
  if (u < 1 - n * p) return 0; // P(0) ≥ 1 − n·p (Bernoulli), which spares the commonest case its logarithm
  const odds = p / (1 - p);
  let term = exp(n * logOfRest(p));
  let left = u;
  let k = 0;
  while (left >= term && k < n) {
    left -= term;
    term *= ((n - k) / (k + 1)) * odds;
    k++;
    if (term < NEGLIGIBLE && k > n * p) break; // what is left of u is rounding
  }
  return k;
}

/** log(1 − p) to full precision: the rounding of 1 − p cancels in the quotient (Kahan). */
function logOfRest(p: number): number {
  const rest = 1 - p;
  return rest === 1 ? -p : (log(rest) * p) / (1 - rest);
}

/** Takes u apart in terms that alternate around the mode, the larger first. */
function fromMode(u: number, n: number, p: number): number {
  const odds = p / (1 - p);
  const mode = Math.floor((n + 1) * p);
  let left = u - probabilityNearMean(mode, n, p);
  if (left < 0) return mode;
  let above = mode;
  let below = mode;
  let termAbove = u - left;
  let termBelow = u - left;
  termAbove *= ((n - above) / (above + 1)) * odds;
  termBelow *= below / ((n - below + 1) * odds);
  while (termAbove + termBelow > NEGLIGIBLE) {
    if (termAbove >= termBelow) {
      above++;
      left -= termAbove;
      if (left < 0) return above;
      termAbove *= ((n - above) / (above + 1)) * odds;
    } else {
      below--;
      left -= termBelow;
      if (left < 0) return below;
      termBelow *= below / ((n - below + 1) * odds);
    }
  }
  return mode; // the terms' sum fell short of u by rounding, about once in 10¹² draws
}

/** P(k) for k within 1 of n·p, with at least 30 on either side. */
function probabilityNearMean(k: number, n: number, p: number): number {
  const rest = n - k;
  const corrections = stirlingError(n) - stirlingError(k) - stirlingError(rest);
  const deviance = devianceTerm(k, n * p) + devianceTerm(rest, n * (1 - p));
  return exp(corrections - deviance) * Math.sqrt(n / (2 * Math.PI * k * rest));
}

/** log(k!) less Stirling's formula; its series ends below 1e-16 for k ≥ 29. */
function stirlingError(k: number): number {
  const z = 1 / (k * k);
  return (1 / 12 - z * (1 / 360 - z * (1 / 1260 - z * (1 / 1680 - z / 1188)))) / k;
}

/** k·log(k/m) + m − k where k is near m: nothing cancels in the series of v = (k − m)/(k + m). */
function devianceTerm(k: number, m: number): number {
  const v = (k - m) / (k + m);
  const square = v * v;
  // |v| < 1/50 here, so the tenth power is beyond rounding.
  const series = square * (1 / 3 + square * (1 / 5 + square * (1 / 7 + square * (1 / 9))));
  return (k - m) * v + 2 * k * v * series;
}
