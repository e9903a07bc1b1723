import { exp, pow } from "#elementary";
import type { Estimate } from "./estimate.js";
import { misuse, refuse, requireCount, requireFinite, tailOf } from "./failures.js";
import { mean, median, midranks, sum } from "./descriptive.js";
import type { ExactTest } from "./contingency.js";
import { binomialCumulative, logChoose } from "./special-functions/counts.js";

const SIGNED_RANK_LIMIT = 400;

/** Probabilities of every sum of ranks, in half-ranks, when each rank is counted or not with even chance. */
function rankSumLaw(halfRanks: readonly number[]): Float64Array {
  let reach = 0;
  const law = new Float64Array(sum(halfRanks) + 1);
  law[0] = 1;
  for (const rank of halfRanks) {
    reach += rank;
    for (let i = reach; i >= 0; i--) law[i] = ((law[i] as number) + (i >= rank ? (law[i - rank] as number) : 0)) / 2;
  }
  return law;
}

/** Number of sign patterns of n untied differences whose positive ranks sum to 0, 1, … n(n+1)/2; exact up to n = 50. */
export function signedRankCounts(n: number): number[] {
  requireCount(n, "signedRankCounts: n", 1);
  if (n > 50) throw misuse("outside-domain", { what: "signedRankCounts: n", expected: "at most 50", found: n });
  const law = rankSumLaw(Array.from({ length: n }, (_, i) => i + 1));
  return Array.from(law, (p) => Math.round(p * pow(2, n)));
}

/** What Wilcoxon's signed-rank test says. */
export interface SignedRankTest extends ExactTest {
  /** Sum of the ranks of positive, and of negative, differences. */
  readonly positiveRanks: number;
  readonly negativeRanks: number;
  /** Differences that were not zero. */
  readonly n: number;
}

/**
 * Wilcoxon's signed-rank test (1945) that paired differences are symmetric about 0: exact for any ties, by the law of
 * every sign pattern. Zeros are dropped, ties share their mean rank.
 *
 * With n non-zero differences the least two-sided p is 2/2ⁿ: four pairs can never reach 0.05.
 */
export function signedRankTest(differences: readonly number[]): SignedRankTest {
  const what = "signed-rank test: differences";
  requireFinite(differences, 1, what);
  const used = differences.filter((d) => d !== 0);
  if (used.length === 0) throw refuse("no-spread", { what, value: 0 });
  if (used.length > SIGNED_RANK_LIMIT) {
    throw refuse("too-many", { what: "signed-rank test", limit: SIGNED_RANK_LIMIT, found: used.length, next: "With so many pairs use the mean and its interval (meanWithInterval)." });
  }
  const halfRanks = midranks(used.map((d) => Math.abs(d))).map((rank) => Math.round(2 * rank));
  const law = rankSumLaw(halfRanks);
  const positive = sum(halfRanks.filter((_, i) => (used[i] as number) > 0));
  const total = law.length - 1;
  const away = Math.abs(positive - total / 2);
  const probability = (keep: (s: number) => boolean): number => Math.min(1, sum(law.filter((_, s) => keep(s))));
  return {
    positiveRanks: positive / 2,
    negativeRanks: (total - positive) / 2,
    n: used.length,
    twoSided: probability((s) => Math.abs(s - total / 2) >= away),
    greater: probability((s) => s >= positive),
    less: probability((s) => s <= positive),
  };
}

/** Sign test: two-sided binomial p that positive and negative differences are equally likely; zeros are dropped. */
export function signTest(differences: readonly number[]): number {
  requireFinite(differences, 1, "sign test: differences");
  const positive = differences.filter((d) => d > 0).length;
  const negative = differences.filter((d) => d < 0).length;
  return Math.min(1, 2 * binomialCumulative(Math.min(positive, negative), positive + negative, 0.5));
}

/** The least two-sided p that n pairs can give in any exact test of signs: 2/2ⁿ. */
export function smallestTwoSidedP(n: number): number {
  requireCount(n, "smallestTwoSidedP: n", 1);
  return Math.min(1, pow(2, 1 - n));
}

const SIGN_FLIP_LIMIT = 40;

/**
 * Exact two-sided p that paired differences have mean 0, by flipping every sign (Fisher 1935). All 2ⁿ patterns up to n =
 * 40: the sums of two halves are sorted and matched, so the work is 2^(n/2). Sums within 1e-12 of each other are ties.
 */
export function signFlipTest(differences: readonly number[]): number {
  requireFinite(differences, 1, "sign-flip test: differences");
  const n = differences.length;
  if (n > SIGN_FLIP_LIMIT) {
    throw refuse("too-many", { what: "sign-flip test", limit: SIGN_FLIP_LIMIT, found: n, next: "Use the signed-rank test (signedRankTest), exact to 400 pairs." });
  }
  const observed = Math.abs(sum(differences)) - 1e-12 * sum(differences.map((d) => Math.abs(d)));
  if (observed <= 0) return 1;
  const half = Math.floor(n / 2);
  const left = signedSums(differences.slice(0, half));
  const right = signedSums(differences.slice(half));
  let pairs = 0;
  let from = right.length;
  for (const a of left) {
    while (from > 0 && a + (right[from - 1] as number) >= observed) from--;
    pairs += right.length - from;
  }
  return (2 * pairs) / pow(2, n); // both tails are mirror images
}

/** Every Σ ±dᵢ, sorted. */
function signedSums(values: readonly number[]): Float64Array {
  const sums = new Float64Array(pow(2, values.length));
  let filled = 1;
  for (const value of values) {
    for (let i = 0; i < filled; i++) {
      sums[filled + i] = (sums[i] as number) + value;
      sums[i] = (sums[i] as number) - value;
    }
    filled *= 2;
  }
  return sums.sort();
}

/** Hodges and Lehmann's estimate, with the confidence its interval really has. */
export interface HodgesLehmann extends Estimate {
  /** Exact confidence of the interval for untied differences: at least the level asked for, 1 where it is unbounded. */
  readonly exactLevel: number;
}

/**
 * Typical paired difference: median of all pairwise means (Hodges & Lehmann 1963), with the exact signed-rank interval
 * (Tukey 1949). Assumes a symmetric law; with ties the interval is conservative. With few pairs (fewer than 6 at 95 %)
 * no finite interval has the level, and both ends are infinite.
 */
export function hodgesLehmann(
  differences: readonly number[],
  { unit, level = 0.95, nOf = "pairs" }: { unit: string; level?: number; nOf?: string },
): HodgesLehmann {
  requireFinite(differences, 1, "Hodges–Lehmann: differences");
  const n = differences.length;
  if (n > SIGNED_RANK_LIMIT) {
    throw refuse("too-many", { what: "Hodges–Lehmann interval", limit: SIGNED_RANK_LIMIT, found: n, next: "With so many pairs use the mean and its interval (meanWithInterval)." });
  }
  const walsh = Float64Array.from(differences.flatMap((a, i) => differences.slice(i).map((b) => (a + b) / 2))).sort();
  const law = rankSumLaw(Array.from({ length: n }, (_, i) => i + 1));
  const tail = tailOf(level);
  let outside = 0; // P(W₊ < depth)
  let depth = 0;
  while (outside + (law[depth] as number) <= tail * (1 + 1e-12)) outside += law[depth++] as number;
  const interval =
    depth > 0
      ? { low: walsh[depth - 1] as number, high: walsh[walsh.length - depth] as number, level }
      : { low: -Infinity, high: Infinity, level };
  const note =
    depth > 0
      ? `The exact confidence is ${(100 * (1 - 2 * outside)).toFixed(1)} %.`
      : `${n} pairs cannot bound it at ${100 * level} %: even if all agree, the two-sided p is ${smallestTwoSidedP(n)}.`;
  const method = "Hodges–Lehmann median of pairwise means, exact signed-rank interval";
  return { value: median(walsh), unit, interval, method, n, nOf, note, exactLevel: 1 - 2 * outside };
}

const SHUFFLE_LIMIT = 5_000_000;

/**
 * Exact two-sided p that two independent groups have one mean, over all ways to divide the pooled values into groups of
 * these sizes (Fisher 1935; Pitman 1937). Four against four has 70 ways, so p is at least 2/70.
 */
export function permutationTest(x: readonly number[], y: readonly number[]): { difference: number; ways: number; twoSided: number } {
  requireFinite(x, 1, "permutation test: first group");
  requireFinite(y, 1, "permutation test: second group");
  const pooled = [...x, ...y];
  const total = sum(pooled);
  const size = x.length;
  const ways = Math.round(exp(logChoose(pooled.length, size)));
  if (ways > SHUFFLE_LIMIT) {
    throw refuse("too-many", { what: "permutation test", limit: SHUFFLE_LIMIT, found: ways, next: "With so many values compare the means (welchDifference)." });
  }
  const difference = mean(x) - mean(y);
  const differenceFor = (sumOfFirst: number): number => sumOfFirst / size - (total - sumOfFirst) / y.length;
  const bar = Math.abs(difference) - 1e-12 * sum(pooled.map((v) => Math.abs(v)));
  let extreme = 0;
  const choose = (from: number, left: number, sumSoFar: number): void => {
    if (left === 0) {
      if (Math.abs(differenceFor(sumSoFar)) >= bar) extreme++;
      return;
    }
    for (let i = from; i <= pooled.length - left; i++) choose(i + 1, left - 1, sumSoFar + (pooled[i] as number));
  };
  choose(0, size, 0);
  return { difference, ways, twoSided: extreme / ways };
}
