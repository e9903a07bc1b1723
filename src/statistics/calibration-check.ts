import { square } from "#elementary";
import { misuse, refuse, requireCount } from "./failures.js";
import { sum } from "./descriptive.js";
import { chiSquareSurvival } from "./special-functions/continuous.js";
import { binomialCumulative, binomialSurvival, poissonProbability } from "./special-functions/counts.js";

function requireRanks(ranks: readonly number[], draws: number): void {
  requireCount(draws, "ranks: draws per posterior", 1);
  if (ranks.length < 20) throw refuse("too-few", { what: "calibration check: simulated data sets", needed: 20, found: ranks.length });
  for (const rank of ranks) {
    if (!Number.isInteger(rank) || rank < 0 || rank > draws) {
      throw misuse("outside-domain", { what: "a rank", expected: `an integer of 0 to ${draws}`, found: rank });
    }
  }
}

/**
 * χ² test that ranks of the truth among `draws` posterior draws (0 … draws) are uniform, as they are if the estimator's
 * uncertainty is right: simulation-based calibration (Talts et al. 2018). `bins` must divide draws + 1; at least 5 ranks a
 * bin.
 */
export function rankHistogramTest(
  ranks: readonly number[],
  { draws, bins }: { draws: number; bins: number },
): { histogram: number[]; chiSquare: number; df: number; pValue: number } {
  requireRanks(ranks, draws);
  requireCount(bins, "rank histogram: bins", 2);
  if ((draws + 1) % bins !== 0) {
    throw misuse("outside-domain", { what: "rank histogram: bins", expected: `a divisor of ${draws + 1}`, found: bins });
  }
  if (ranks.length < 5 * bins) throw refuse("too-few", { what: "rank histogram: ranks", needed: 5 * bins, found: ranks.length });
  const histogram = new Array<number>(bins).fill(0);
  for (const rank of ranks) {
    const bin = Math.floor((rank * bins) / (draws + 1));
    histogram[bin] = (histogram[bin] as number) + 1;
  }
  const expected = ranks.length / bins;
  const chiSquare = sum(histogram.map((count) => square(count - expected) / expected));
  return { histogram, chiSquare, df: bins - 1, pValue: chiSquareSurvival(chiSquare, bins - 1) };
}

/** Two-sided binomial tail of finding `count` of n ranks below z. */
function pointTail(count: number, n: number, z: number): number {
  return 2 * Math.min(binomialCumulative(count, n, z), binomialSurvival(count - 1, n, z));
}

/**
 * Simultaneous test of the ranks' cumulative distribution: the smallest two-sided binomial tail over all `draws` steps, and
 * the exact probability of one as small if ranks are uniform (Säilynoja, Bürkner & Vehtari 2022; here by summing over all
 * paths inside the envelope rather than by simulation). Sensitive to bias and width alike, without bins.
 */
export function rankEnvelopeTest(ranks: readonly number[], { draws }: { draws: number }): { smallestTail: number; pValue: number } {
  requireRanks(ranks, draws);
  const below = new Array<number>(draws + 2).fill(0);
  for (const rank of ranks) below[rank + 1] = (below[rank + 1] as number) + 1;
  let count = 0;
  let smallestTail = 1;
  for (let step = 1; step <= draws; step++) {
    count += below[step] as number;
    smallestTail = Math.min(smallestTail, pointTail(count, ranks.length, step / (draws + 1)));
  }
  return { smallestTail, pValue: envelopePValue(smallestTail, ranks.length, draws) };
}

/**
 * Probability that n uniform ranks among `draws` leave the envelope of pointwise tails `tail` somewhere: 1 − the weight of
 * all paths of the count that stay inside. Counts per step are independent Poisson ones given their total, so a path gains
 * the same law at every step.
 */
export function envelopePValue(tail: number, n: number, draws: number): number {
  requireCount(n, "envelope: ranks", 1);
  requireCount(draws, "envelope: draws", 1);
  const gain = Array.from({ length: n + 1 }, (_, k) => poissonProbability(k, n / (draws + 1)));
  let from = 0;
  let weights = [1];
  for (let step = 1; step <= draws; step++) {
    const z = step / (draws + 1);
    const inside = (count: number): boolean => pointTail(count, n, z) > tail * (1 + 1e-10);
    let low = Math.round(n * z);
    let high = low;
    while (low > 0 && inside(low - 1)) low--;
    while (high < n && inside(high + 1)) high++;
    const next: number[] = [];
    for (let count = low; count <= high; count++) {
      next.push(inside(count) ? sum(weights.map((weight, i) => weight * (gain[count - from - i] ?? 0))) : 0);
    }
    from = low;
    weights = next;
  }
  const whole = poissonProbability(n, n);
  return Math.max(0, 1 - sum(weights.map((weight, i) => weight * (gain[n - from - i] as number))) / whole);
}
