import { exp } from "#elementary";
import { binomialProbabilities, logSumExp, type Estimate } from "#statistics";
import { refuse, requireFiniteValues } from "./failures.js";
import { mixtureLogLikelihood, releaseDensities, requireModel, requireQuantalSignal, type QuantalResponse, type QuantalSignal } from "./quantal-likelihood.js";

/** Values at which the posterior is computed, each equally probable beforehand. */
export interface QuantalGrid {
  readonly sites: readonly number[];
  /** q, in the amplitudes' unit. */
  readonly quantalSizes: readonly number[];
  readonly releaseProbabilities: readonly number[];
}

/** What a posterior over N, q and each condition's p says. */
export interface QuantalPosterior {
  readonly grid: QuantalGrid;
  /** Probability of each N of the grid. */
  readonly sites: readonly number[];
  /** ln of each N's evidence, up to one constant. */
  readonly logEvidence: readonly number[];
  /** Probability of each q of the grid. */
  readonly quantalSize: readonly number[];
  /** For each condition, the probability of each p of the grid. */
  readonly releaseProbabilities: readonly (readonly number[])[];
  /** Posterior medians with central credible intervals. */
  readonly estimates: {
    readonly sites: Estimate;
    readonly quantalSize: Estimate;
    readonly releaseProbabilities: readonly Estimate[];
  };
}

/**
 * Exact posterior of a binomial synapse on a grid: no sampler, no local optimum.
 *
 * `conditions` share N and q; each has its own p; noise SD and quantal variation are known. All priors are flat on the grid,
 * which for N is a statement: with low p the answer follows the largest N allowed. Work grows as
 * |N|·|q|·|p|·trials. Refuses spine calcium. Bhumbra & Beato 2013, J. Neurophysiol. 109:603, for the idea.
 */
export function quantalPosterior(
  conditions: readonly (readonly number[])[],
  { signal, noise, quantalVariation, grid, response = { kind: "linear" }, unit, level = 0.95 }: {
    signal: QuantalSignal; noise: number; quantalVariation: number; grid: QuantalGrid; response?: QuantalResponse; unit: string; level?: number;
  },
): QuantalPosterior {
  requireQuantalSignal(signal, "The number of release sites");
  if (conditions.length === 0) throw refuse("one-condition", { what: "A quantal posterior", needed: 1, found: 0 });
  for (const amplitudes of conditions) requireFiniteValues(amplitudes, "amplitude");
  for (const n of grid.sites) {
    for (const p of grid.releaseProbabilities) requireModel({ sites: n, releaseProbability: p, noise, quantalVariation, response });
  }
  // log joint of (N, q), and for each the conditional law of every condition's p.
  const joint: { site: number; size: number; total: number; perCondition: { logs: number[]; total: number }[] }[] = [];
  for (const [site, n] of grid.sites.entries()) {
    const weights = grid.releaseProbabilities.map((p) => binomialProbabilities(n, p));
    for (const [size, quantalSize] of grid.quantalSizes.entries()) {
      const perCondition = conditions.map((amplitudes) => {
        const densities = releaseDensities(amplitudes, { sites: n, quantalSize, noise, quantalVariation, response });
        const logs = weights.map((w) => mixtureLogLikelihood(w, densities));
        return { logs, total: logSumExp(logs) };
      });
      joint.push({ site, size, total: perCondition.reduce((sum, { total }) => sum + total, 0), perCondition });
    }
  }
  const logEvidence = grid.sites.map((_, site) => logSumExp(joint.filter((cell) => cell.site === site).map((cell) => cell.total)));
  const whole = logSumExp(logEvidence);
  const sites = logEvidence.map((evidence) => exp(evidence - whole));
  const quantalSize = grid.quantalSizes.map(() => 0);
  const releaseProbabilities = conditions.map(() => grid.releaseProbabilities.map(() => 0));
  for (const { size, total, perCondition } of joint) {
    const weight = exp(total - whole);
    quantalSize[size] = (quantalSize[size] as number) + weight;
    if (weight < 1e-15) continue;
    for (const [c, { logs, total: own }] of perCondition.entries()) {
      const law = releaseProbabilities[c] as number[];
      for (const [i, l] of logs.entries()) law[i] = (law[i] as number) + weight * exp(l - own);
    }
  }
  const n = conditions.reduce((total, amplitudes) => total + amplitudes.length, 0);
  const said = { n, nOf: "trials", method: "grid posterior, flat prior, central credible interval" };
  const central = (values: readonly number[], law: readonly number[], valueUnit: string): Estimate => ({
    ...said, unit: valueUnit, value: quantileOf(values, law, 0.5),
    interval: { low: quantileOf(values, law, (1 - level) / 2), high: quantileOf(values, law, (1 + level) / 2), level },
  });
  const last = sites.at(-1) as number;
  const edge = last > 0.02 ? { note: `The largest N tried still has probability ${last.toFixed(2)}: these data give N no upper bound.` } : {};
  return {
    grid, sites, logEvidence, quantalSize, releaseProbabilities,
    estimates: {
      sites: { ...central(grid.sites, sites, "1"), nOf: "trials", ...edge },
      quantalSize: central(grid.quantalSizes, quantalSize, unit),
      releaseProbabilities: releaseProbabilities.map((law) => central(grid.releaseProbabilities, law, "1")),
    },
  };
}

/** The first grid value at which the cumulative probability reaches `p`. */
function quantileOf(values: readonly number[], law: readonly number[], p: number): number {
  let cumulative = 0;
  for (const [i, weight] of law.entries()) {
    cumulative += weight;
    if (cumulative >= p - 1e-12) return values[i] as number;
  }
  return values.at(-1) as number;
}
