import { exp, log, log1p, log2 } from "#elementary";
import type { Estimate } from "./estimate.js";
import { refuse, tailOf } from "./failures.js";
import { logSumExp, sum } from "./descriptive.js";
import { findRoot, minimise1d } from "./optimise.js";
import { trialsOf, type PairedOutcomes } from "./paired-outcomes.js";
import { chiSquareSurvival } from "./special-functions/continuous.js";
import { hypergeometricProbability, logChoose } from "./special-functions/counts.js";

/** Counts of `both` that margins of `first` and `second` among n allow, with their probabilities under independence. */
function lawOfBoth(n: number, first: number, second: number): { counts: number[]; probabilities: number[] } {
  const least = Math.max(0, first + second - n);
  const counts = Array.from({ length: Math.min(first, second) - least + 1 }, (_, i) => least + i);
  return { counts, probabilities: counts.map((k) => hypergeometricProbability(k, n, first, second)) };
}

function nullLaw(outcomes: PairedOutcomes): { counts: number[]; probabilities: number[] } {
  const n = trialsOf(outcomes);
  return lawOfBoth(n, outcomes.both + outcomes.firstOnly, outcomes.both + outcomes.secondOnly);
}

/** All tables no more probable than one of probability `here`; within 1e-7 of each other counts as equal. */
const noMoreProbable = (probabilities: readonly number[], here: number): number =>
  Math.min(1, sum(probabilities.filter((p) => p <= here * (1 + 1e-7))));

/** Fisher's two-sided p for each count of `both` that the margins allow. */
export function fisherTwoSided(n: number, first: number, second: number): ReadonlyMap<number, number> {
  const { counts, probabilities } = lawOfBoth(n, first, second);
  return new Map(counts.map((count, i) => [count, noMoreProbable(probabilities, probabilities[i] as number)]));
}

/** p values of a test that two outcomes are independent. */
export interface ExactTest {
  readonly twoSided: number;
  /** Against "they go together more than chance". */
  readonly greater: number;
  /** Against "they exclude each other more than chance". */
  readonly less: number;
}

/**
 * Fisher's exact test (1934) that two outcomes are independent, given both margins. Two-sided: all tables no more probable
 * than this one, probabilities within 1e-7 of each other counting as equal.
 */
export function fisherExact(outcomes: PairedOutcomes): ExactTest {
  const { counts, probabilities } = nullLaw(outcomes);
  const here = probabilities[counts.indexOf(outcomes.both)] as number;
  const total = (keep: (count: number) => boolean): number =>
    Math.min(1, sum(probabilities.filter((_, i) => keep(counts[i] as number))));
  return {
    twoSided: noMoreProbable(probabilities, here),
    greater: total((count) => count >= outcomes.both),
    less: total((count) => count <= outcomes.both),
  };
}

/**
 * Odds ratio by conditional maximum likelihood, with the exact interval of Fisher's noncentral hypergeometric law
 * (Cornfield 1956). Infinite or 0 where a cell is empty, and then the interval is bounded on one side only. Unlike
 * R 4.2's fisher.test, whose root search stops early, ends are good to 1e-12. Refuses tables with an empty margin.
 */
export function oddsRatio(outcomes: PairedOutcomes, { level = 0.95, nOf = "trials" }: { level?: number; nOf?: string } = {}): Estimate {
  const { counts, probabilities } = nullLaw(outcomes);
  const tail = tailOf(level);
  if (counts.length === 1) {
    const next = "The odds ratio needs both outcomes to vary.";
    throw refuse("empty-margin", { what: "odds ratio", margin: "a row or column sum of the table", next });
  }
  const logs = probabilities.map((p) => log(p));
  const tilted = (logOdds: number): number[] => {
    const terms = logs.map((l, i) => l + (counts[i] as number) * logOdds);
    const largest = Math.max(...terms);
    const weights = terms.map((t) => exp(t - largest));
    const whole = sum(weights);
    return weights.map((w) => w / whole);
  };
  const at = outcomes.both;
  const [least, most] = [counts[0] as number, counts.at(-1) as number];
  const expected = (logOdds: number): number => sum(tilted(logOdds).map((p, i) => p * (counts[i] as number)));
  const atLeast = (logOdds: number): number => sum(tilted(logOdds).filter((_, i) => (counts[i] as number) >= at));
  const atMost = (logOdds: number): number => sum(tilted(logOdds).filter((_, i) => (counts[i] as number) <= at));
  const solve = (f: (logOdds: number) => number): number => {
    let reach = 5;
    while (f(-reach) * f(reach) > 0 && reach < 700) reach *= 2;
    return exp(findRoot(f, -reach, reach, { what: "odds ratio" }));
  };
  const value = at === most ? Infinity : at === least ? 0 : solve((l) => expected(l) - at);
  const interval = {
    low: at === least ? 0 : solve((l) => atLeast(l) - tail),
    high: at === most ? Infinity : solve((l) => atMost(l) - tail),
    level,
  };
  const method = "conditional maximum-likelihood odds ratio, exact interval";
  return {
    value, unit: "1", interval, method, n: trialsOf(outcomes), nOf,
    ...((at === least || at === most) && { note: "A cell of the table is empty, so one end is not bounded by these data." }),
  };
}

/**
 * Boschloo's unconditional exact test (1970), two-sided: Fisher's one-sided p as the statistic, its worst case over the
 * common success probability, the smaller side doubled. More powerful than Fisher's when only the group sizes were fixed.
 *
 * Groups are the columns (trials with and without the second outcome). Cost grows as the product of the group sizes;
 * the worst case is found on a grid of 512 and refined.
 */
export function boschlooExact(outcomes: PairedOutcomes): number {
  const n = trialsOf(outcomes);
  const with2 = outcomes.both + outcomes.secondOnly;
  const without2 = outcomes.firstOnly + outcomes.neither;
  if (with2 === 0 || without2 === 0) {
    const next = "The test compares trials with and without it.";
    throw refuse("empty-margin", { what: "Boschloo's test", margin: "a column sum of the table", next });
  }
  const limit = 250_000;
  if (with2 * without2 > limit) {
    throw refuse("too-many", { what: "Boschloo's test", limit, found: with2 * without2, next: "Use Fisher's test (fisherExact): at this size they agree." });
  }
  const oneSided = (group: "with" | "without"): number => {
    const size = group === "with" ? with2 : without2;
    const [mine, others] = group === "with" ? [outcomes.both, outcomes.firstOnly] : [outcomes.firstOnly, outcomes.both];
    // Fisher's p that so many of this group's first outcomes, or fewer, for every total of successes and every count.
    const cumulated = Array.from({ length: n + 1 }, (_, successes) => {
      const { counts, probabilities } = lawOfBoth(n, size, successes);
      let p = 0;
      return counts.map((count, i) => ({ count, p: (p += probabilities[i] as number) }));
    });
    const observed = (cumulated[mine + others] as { count: number; p: number }[]).find(({ count }) => count === mine)?.p ?? 1;
    // ln of how many ways lead to a table as extreme, by its total of successes.
    const ways = cumulated.map((tables, successes) =>
      logSumExp(
        tables
          .filter(({ p }) => p <= observed * (1 + 1e-13))
          .map(({ count }) => logChoose(size, count) + logChoose(n - size, successes - count)),
      ),
    );
    const probability = (p: number): number =>
      sum(ways.map((w, s) => (w === -Infinity ? 0 : exp(w + s * log(p) + (n - s) * log1p(-p)))));
    const grid = 512;
    const heights = Array.from({ length: grid - 1 }, (_, i) => probability((i + 1) / grid));
    let worst = Math.max(probability(1e-12), probability(1 - 1e-12));
    const highest = Math.max(...heights);
    for (const [i, height] of heights.entries()) {
      const isPeak = height >= (heights[i - 1] ?? 0) && height >= (heights[i + 1] ?? 0);
      if (!isPeak || height < 0.98 * highest) continue;
      worst = Math.max(worst, -minimise1d((p) => -probability(p), (i + 1e-9) / grid, (i + 2 - 1e-9) / grid).value);
    }
    return worst;
  };
  return Math.min(1, 2 * Math.min(oneSided("with"), oneSided("without")));
}

/** What one yes/no outcome tells about another, in bits. */
export interface MutualInformation {
  /** Plug-in estimate; biased upward by about 1/(2n ln 2) under independence. */
  readonly bits: number;
  /** With Miller & Madow's correction for that bias (1955). */
  readonly corrected: number;
  /** Entropy of the first and of the second outcome. */
  readonly entropyOfFirst: number;
  readonly entropyOfSecond: number;
  /** G = 2n ln 2 · bits, and its p from χ² with 1 degree of freedom. */
  readonly g: number;
  readonly gPValue: number;
  /** Exact p: probability, both margins fixed, of at least as much information under independence; and the mean there. */
  readonly permutationPValue: number;
  readonly meanUnderIndependence: number;
}

/** Mutual information of two outcomes of the same trials (Shannon 1948), with its bias, G test and exact null law. */
export function mutualInformation(outcomes: PairedOutcomes): MutualInformation {
  const n = trialsOf(outcomes);
  const { counts, probabilities } = nullLaw(outcomes);
  const first = outcomes.both + outcomes.firstOnly;
  const second = outcomes.both + outcomes.secondOnly;
  const cellsWith = (both: number): number[] => [both, first - both, second - both, n - first - second + both];
  const expected = [first * second, first * (n - second), (n - first) * second, (n - first) * (n - second)].map((x) => x / n);
  const information = (cells: readonly number[]): number =>
    sum(cells.map((count, i) => (count === 0 ? 0 : (count / n) * log2(count / (expected[i] as number)))));
  const entropy = (count: number): number => -sum([count, n - count].map((c) => (c === 0 ? 0 : (c / n) * log2(c / n))));
  const occupied = (cells: readonly number[]): number => cells.filter((count) => count > 0).length;
  const cells = cellsWith(outcomes.both);
  const bits = information(cells);
  const freedom = occupied([first, n - first]) - 1 + (occupied([second, n - second]) - 1) - (occupied(cells) - 1);
  const g = 2 * n * Math.LN2 * bits;
  const possible = counts.map((count) => information(cellsWith(count)));
  return {
    bits,
    corrected: bits + freedom / (2 * n * Math.LN2),
    entropyOfFirst: entropy(first),
    entropyOfSecond: entropy(second),
    g,
    gPValue: chiSquareSurvival(g, 1),
    permutationPValue: Math.min(1, sum(probabilities.filter((_, i) => (possible[i] as number) >= bits - 1e-12))),
    meanUnderIndependence: sum(probabilities.map((p, i) => p * (possible[i] as number))),
  };
}
