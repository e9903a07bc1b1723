import { exp, log } from "#elementary";
import { binomialProbabilities, nelderMead } from "#statistics";
import { misuse, refuse, requireFiniteValues } from "./failures.js";
import { mixtureLogLikelihood, releaseDensities, requireModel, requireQuantalSignal, type QuantalResponse, type QuantalSignal } from "./quantal-likelihood.js";

/** The best synapse of a given number of sites. */
export interface QuantalFit {
  readonly sites: number;
  /** One per condition. */
  readonly releaseProbabilities: readonly number[];
  readonly quantalSize: number;
  readonly quantalVariation: number;
  readonly logLikelihood: number;
}

/** What a joint fit shares and knows. */
export interface QuantalFitOptions {
  readonly signal: QuantalSignal;
  /** SD of failures, known from the baseline, in the amplitudes' unit. */
  readonly noise: number;
  /** Numbers of sites to try. */
  readonly sites: readonly number[];
  /** Default linear. */
  readonly response?: QuantalResponse;
}

/**
 * Maximum likelihood for each N: q and its variation shared by all conditions, p free in each.
 *
 * `conditions`: amplitudes of the same synapse at different release probabilities, failures included. The likelihood hardly
 * falls from N to N + 1 where p is low: report the list, or `quantalPosterior`, not the best N alone. Refuses fewer than
 * 2 conditions (N, p and q are then not separable) and spine calcium. By Nelder & Mead from four starts in logit p, ln q, ln cv.
 */
export function fitQuanta(conditions: readonly (readonly number[])[], options: QuantalFitOptions): QuantalFit[] {
  const { signal, noise, sites, response = { kind: "linear" } } = options;
  requireQuantalSignal(signal, "The number of release sites");
  if (conditions.length < 2) throw refuse("one-condition", { what: "A joint fit of N, p and q", needed: 2, found: conditions.length });
  for (const amplitudes of conditions) requireFiniteValues(amplitudes, "amplitude");
  for (const n of sites) requireModel({ sites: n, releaseProbability: 0.5, noise, quantalVariation: 0, response });
  const means = conditions.map((amplitudes) => amplitudes.reduce((a, b) => a + b, 0) / amplitudes.length);
  const largest = Math.max(...means);
  if (!(largest > 0)) throw misuse("outside-domain", { what: "largest mean amplitude", expected: "positive (flip the sign of inward currents)", found: largest });
  return sites.map((n) => {
    const unpack = (at: readonly number[]): QuantalFit => ({
      sites: n,
      releaseProbabilities: at.slice(0, conditions.length).map((v) => 1 / (1 + exp(-v))),
      quantalSize: exp(at[conditions.length] as number),
      quantalVariation: exp(at[conditions.length + 1] as number),
      logLikelihood: Number.NaN,
    });
    const cost = (at: readonly number[]): number => {
      const { releaseProbabilities, quantalSize, quantalVariation } = unpack(at);
      const model = { sites: n, quantalSize, noise, quantalVariation, response };
      const total = conditions.map((amplitudes, i) =>
        mixtureLogLikelihood(binomialProbabilities(n, releaseProbabilities[i] as number), releaseDensities(amplitudes, model)),
      );
      return -total.reduce((a, b) => a + b, 0);
    };
    // q by halves and doubles of what the largest mean asks for at p = 0.5 to 0.9; p in proportion to the means.
    const starts = [0.45, 0.9].flatMap((top) =>
      [0.7, 1.3].map((stretch) => {
        const q = (stretch * largest) / (n * top);
        return [...means.map((m) => logit(Math.min(0.95, Math.max(0.02, m / (n * q))))), log(q), log(0.25)];
      }),
    );
    const runs = starts.map((start) => nelderMead(cost, start, { xTolerance: 0.01, fTolerance: 1e-3, maxEvaluations: 500 }));
    const best = runs.reduce((a, b) => (b.value < a.value ? b : a));
    const fine = nelderMead(cost, best.at, { xTolerance: 1e-6, fTolerance: 1e-9, maxEvaluations: 4000 });
    return { ...unpack(fine.at), logLikelihood: -fine.value };
  });
}

const logit = (p: number): number => log(p / (1 - p));
