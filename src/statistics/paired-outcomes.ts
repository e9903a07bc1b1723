import { exp, pow, square } from "#elementary";
import type { Estimate } from "./estimate.js";
import { refuse, requireCount, tailOf } from "./failures.js";
import { proportion, proportionInterval, proportionUpperBound } from "./proportions.js";
import { binomialCumulative } from "./special-functions/counts.js";
import { normalQuantile } from "./special-functions/normal.js";

/**
 * Trials in which two things either happened or didn't: two pulses of a pair, or an optical and an electrical response.
 * As a 2×2 table the first is the row and the second the column: [[both, firstOnly], [secondOnly, neither]].
 */
export interface PairedOutcomes {
  readonly both: number;
  readonly firstOnly: number;
  readonly secondOnly: number;
  readonly neither: number;
}

/** Number of trials; throws where a count is no count and refuses an empty table. */
export function trialsOf({ both, firstOnly, secondOnly, neither }: PairedOutcomes): number {
  for (const [name, count] of Object.entries({ both, firstOnly, secondOnly, neither })) requireCount(count, `paired outcomes: ${name}`);
  const n = both + firstOnly + secondOnly + neither;
  if (n === 0) throw refuse("too-few", { what: "paired outcomes: trials", needed: 1, found: 0 });
  return n;
}

/**
 * φ, the correlation of two yes/no outcomes: (ad − bc) / √(product of the margins). 0 where a margin is empty, since then
 * nothing can be said.
 */
export function phi(outcomes: PairedOutcomes): number {
  trialsOf(outcomes);
  const { both: a, firstOnly: b, secondOnly: c, neither: d } = outcomes;
  const margins = Math.sqrt((a + b) * (c + d) * (a + c) * (b + d));
  return margins === 0 ? 0 : (a * d - b * c) / margins;
}

/**
 * p₂ − p₁ from the same trials. `Newcombe 10` combines the two Wilson intervals and their correlation with a continuity
 * correction, and stays good at 20 trials; `Wald` is for comparison with old papers, and too narrow below about 50.
 * Newcombe 1998, Stat. Med. 17:2635, method 10; Fagerland, Lydersen & Laake 2014.
 */
export function pairedDifference(
  outcomes: PairedOutcomes,
  { method, level = 0.95, nOf = "trials" }: { method: "Newcombe 10" | "Wald"; level?: number; nOf?: string },
): Estimate {
  const n = trialsOf(outcomes);
  const { both: a, firstOnly: b, secondOnly: c, neither: d } = outcomes;
  const [p1, p2] = [(a + b) / n, (a + c) / n];
  const value = p2 - p1;
  const standardError = Math.sqrt(b + c - square(b - c) / n) / n;
  const common = { value, unit: "1", n, nOf };
  if (method === "Wald") {
    const half = -normalQuantile(tailOf(level)) * standardError;
    const interval = { low: value - half, high: value + half, level };
    return { ...common, interval, standardError, method: "difference of paired proportions, Wald interval" };
  }
  const first = proportionInterval(a + b, n, "Wilson", level);
  const second = proportionInterval(a + c, n, "Wilson", level);
  const margins = Math.sqrt((a + b) * (c + d) * (a + c) * (b + d));
  const crossed = a * d - b * c;
  const correlation = margins === 0 ? 0 : (crossed > 0 ? Math.max(crossed - n / 2, 0) : crossed) / margins;
  const reach = (x: number, y: number): number => Math.sqrt(x * x - 2 * correlation * x * y + y * y);
  const interval = {
    low: value - reach(p2 - second.low, first.high - p1),
    high: value + reach(second.high - p2, p1 - first.low),
    level,
  };
  return { ...common, interval, method: "difference of paired proportions, Newcombe's method 10" };
}

/**
 * p₂/p₁ from the same trials, as a paired-pulse ratio of probabilities, with a Wald interval of its logarithm. Refuses
 * where either never happened, or no trial was discordant: the ratio is then 0 or unbounded, or its error looks like 0, and
 * `pairedDifference` still answers. What it accepts it covers to 94–99 %, exactly summed for 10 to 60 trials.
 */
export function pairedRatio(outcomes: PairedOutcomes, { level = 0.95, nOf = "trials" }: { level?: number; nOf?: string } = {}): Estimate {
  const n = trialsOf(outcomes);
  const { both: a, firstOnly: b, secondOnly: c } = outcomes;
  const [first, second] = [a + b, a + c];
  const margins = [["the number of first successes", first], ["the number of second successes", second], ["the number of discordant trials", b + c]] as const;
  for (const [margin, count] of margins) {
    if (count === 0) {
      throw refuse("empty-margin", { what: "ratio of paired proportions", margin, next: "Give the difference (pairedDifference) instead." });
    }
  }
  const value = second / first;
  const logError = Math.sqrt((b + c) / (first * second));
  const reach = exp(-normalQuantile(tailOf(level)) * logError);
  return {
    value, unit: "1", interval: { low: value / reach, high: value * reach, level }, standardError: value * logError,
    method: "ratio of paired proportions, log-Wald interval", n, nOf,
  };
}

/**
 * McNemar's exact test that two outcomes of the same trials are equally likely: two-sided binomial over the discordant
 * trials; 1 where there are none.
 */
export function mcNemar({ firstOnly, secondOnly }: Pick<PairedOutcomes, "firstOnly" | "secondOnly">): number {
  requireCount(firstOnly, "mcNemar: firstOnly");
  requireCount(secondOnly, "mcNemar: secondOnly");
  return Math.min(1, 2 * binomialCumulative(Math.min(firstOnly, secondOnly), firstOnly + secondOnly, 0.5));
}

/**
 * How probable the second outcome is after a first success and after a first failure. Their difference is dependence
 * (`fisherExact`), such as depletion of the one releasable vesicle. Refuses where the first always or never happened.
 */
export function secondGivenFirst(
  outcomes: PairedOutcomes,
  { method = "Wilson", level = 0.95 }: { method?: "Wilson" | "Jeffreys" | "Clopper–Pearson"; level?: number } = {},
): { afterSuccess: Estimate; afterFailure: Estimate } {
  trialsOf(outcomes);
  const { both, firstOnly, secondOnly, neither } = outcomes;
  const next = "Dependence needs trials with and without the first outcome.";
  const what = "second outcome given the first";
  if (both + firstOnly === 0) throw refuse("empty-margin", { what, margin: "the number of first successes", next });
  if (secondOnly + neither === 0) throw refuse("empty-margin", { what, margin: "the number of first failures", next });
  return {
    afterSuccess: proportion(both, both + firstOnly, { method, level, nOf: "trials after a success" }),
    afterFailure: proportion(secondOnly, secondOnly + neither, { method, level, nOf: "trials after a failure" }),
  };
}

/** Fraction of trials in which both happened or neither did. */
export function agreement(outcomes: PairedOutcomes): number {
  return (outcomes.both + outcomes.neither) / trialsOf(outcomes);
}

/**
 * Cohen's κ: agreement beyond chance, (pₒ − pₑ)/(1 − pₑ) (1960). Not to be confused with a calcium binding ratio.
 * Refuses where both outcomes are constant, as chance then explains everything.
 */
export function cohenKappa(outcomes: PairedOutcomes): number {
  const n = trialsOf(outcomes);
  const { both: a, firstOnly: b, secondOnly: c, neither: d } = outcomes;
  const chance = ((a + b) * (a + c) + (c + d) * (b + d)) / square(n);
  if (chance === 1) {
    const margin = a === 0 ? "the number of successes" : "the number of failures";
    throw refuse("empty-margin", { what: "Cohen's kappa", margin, next: "Give the agreement with its interval instead." });
  }
  return ((a + d) / n - chance) / (1 - chance);
}

/**
 * How often the two outcomes disagree: proportion with Clopper & Pearson's interval, and the one-sided bound that a claim
 * of "never" must quote.
 */
export function discordance(outcomes: PairedOutcomes, level = 0.95): { estimate: Estimate; upperBound: number } {
  const n = trialsOf(outcomes);
  const disagreed = outcomes.firstOnly + outcomes.secondOnly;
  return { estimate: proportion(disagreed, n, { method: "Clopper–Pearson", level }), upperBound: proportionUpperBound(disagreed, n, level) };
}

/**
 * Probability that two independent outcomes of probability p agree in each of n trials by luck: (p² + (1 − p)²)ⁿ. The
 * yardstick for "every optical failure was an electrical failure".
 */
export function chanceOfAgreement(p: number, trials: number): number {
  return pow(p * p + (1 - p) * (1 - p), trials);
}
