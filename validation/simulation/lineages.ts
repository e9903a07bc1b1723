/**
 * Moments of a linear birth and death process in closed form (Kendall 1948, Ann Math Stat 19:1): each of the ancestors
 * founds a lineage of its own, whose size is 0 with probability α and else geometric.
 *
 *     E = exp((λ − µ)·t),  α = µ·(E − 1)/(λE − µ),  β = λ·(E − 1)/(λE − µ),  E[n(n−1)…(n−k+1)] = (1 − α)·k!·βᵏ⁻¹/(1 − β)ᵏ
 *
 * Rates must differ; they are for lineages that grow or die out.
 */
export interface Lineages {
  readonly ancestors: number;
  /** Rates for each individual. */
  readonly splitting: number;
  readonly dying: number;
}

export function lineageMoments(
  { ancestors, splitting, dying }: Lineages, time: number,
): { readonly mean: number; readonly sd: number; readonly kurtosis: number } {
  const growth = Math.exp((splitting - dying) * time);
  const alpha = (dying * (growth - 1)) / (splitting * growth - dying);
  const beta = (splitting * (growth - 1)) / (splitting * growth - dying);
  const falling = (k: number, factorial: number): number =>
    ((1 - alpha) * factorial * beta ** (k - 1)) / (1 - beta) ** k;
  const [f1, f2, f3, f4] = [falling(1, 1), falling(2, 2), falling(3, 6), falling(4, 24)];
  // Raw moments from falling ones, then those about the mean; variances and fourth cumulants of lineages add up.
  const [m2, m3, m4] = [f2 + f1, f3 + 3 * f2 + f1, f4 + 6 * f3 + 7 * f2 + f1];
  const variance = m2 - f1 * f1;
  const fourth = m4 - 4 * f1 * m3 + 6 * f1 * f1 * m2 - 3 * f1 ** 4;
  const excess = variance > 0 ? (fourth / variance ** 2 - 3) / ancestors : 0;
  return { mean: ancestors * f1, sd: Math.sqrt(ancestors * variance), kurtosis: 3 + excess };
}
