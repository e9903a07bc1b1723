import { exp, log, square } from "#elementary";
import { binomialProbabilities } from "#statistics";
import { misuse, refuse, requireFiniteValues, requireWithin } from "./failures.js";

/**
 * What was recorded. Quantal parameters exist for signals in which vesicles add: the somatic current, or a glutamate sensor.
 * Spine calcium is refused, as one synapse whose receptors a single vesicle may saturate does not count vesicles.
 */
export type QuantalSignal = "somatic current" | "glutamate sensor" | "spine calcium";

/**
 * How amplitude grows with the number of vesicles k, with its noise:
 *
 * - `linear`: mean k·q, variance noise² + k·(cv·q)², quanta varying independently (type 1 variance).
 * - `saturating`: mean d·k·q/(k·q + d), a sensor or receptors filling up to `ceiling` d (Langmuir); same variance.
 * - `shot noise`: mean k·q in ΔF/F, SD (m + 1)·√(1/(φ(m + 1)) + noise²) with φ = 2/noise² photons at rest: light makes noise.
 */
export type QuantalResponse =
  | { readonly kind: "linear" }
  | { readonly kind: "saturating"; readonly ceiling: number }
  | { readonly kind: "shot noise" };

/** A binomial synapse of `sites` release sites. */
export interface QuantalModel {
  /** N. */
  readonly sites: number;
  /** p per site. */
  readonly releaseProbability: number;
  /** q, amplitude of one vesicle, in the unit of the amplitudes. */
  readonly quantalSize: number;
  /** SD of a failure, in the same unit. */
  readonly noise: number;
  /** cv, coefficient of variation of one quantum. */
  readonly quantalVariation: number;
  readonly response: QuantalResponse;
}

/** Refuses signals in which vesicles do not add. */
export function requireQuantalSignal(signal: QuantalSignal, asked: string): void {
  if (signal === "spine calcium") throw refuse("calcium-is-no-quantal-amplitude", { asked });
}

/** Mean and SD of the amplitude when k vesicles were released. */
export function releaseLaw(k: number, model: Omit<QuantalModel, "sites" | "releaseProbability">): { mean: number; standardDeviation: number } {
  const { quantalSize: q, noise, quantalVariation, response } = model;
  const sum = k * q;
  if (response.kind === "shot noise") {
    const photons = 2 / (noise * noise);
    return { mean: sum, standardDeviation: (sum + 1) * Math.sqrt(1 / (photons * (sum + 1)) + noise * noise) };
  }
  const mean = response.kind === "saturating" ? (response.ceiling * sum) / (sum + response.ceiling) : sum;
  return { mean, standardDeviation: Math.sqrt(noise * noise + k * square(quantalVariation * q)) };
}

/** Densities of every amplitude for k = 0 … sites vesicles: one row of `amplitudes.length` per k. */
export function releaseDensities(amplitudes: readonly number[], model: Omit<QuantalModel, "releaseProbability">): Float64Array[] {
  return Array.from({ length: model.sites + 1 }, (_, k) => {
    const { mean, standardDeviation } = releaseLaw(k, model);
    const height = 1 / (standardDeviation * Math.sqrt(2 * Math.PI));
    return Float64Array.from(amplitudes, (x) => height * exp(-0.5 * square((x - mean) / standardDeviation)));
  });
}

/** Σ ln Σₖ weightₖ·densityₖ(x): the log likelihood of a finite mixture. */
export function mixtureLogLikelihood(weights: readonly number[], densities: readonly Float64Array[]): number {
  const count = densities[0]?.length ?? 0;
  const mixed = new Float64Array(count);
  for (const [k, row] of densities.entries()) {
    const weight = weights[k] as number;
    for (let i = 0; i < count; i++) mixed[i] = (mixed[i] as number) + weight * (row[i] as number);
  }
  // One logarithm for many trials: densities are multiplied until the product nears the end of its range.
  let total = 0;
  let product = 1;
  for (let i = 0; i < count; i++) {
    const density = mixed[i] as number;
    if (density < 1e-150 || density > 1e150) {
      total += log(density);
      continue;
    }
    product *= density;
    if (product < 1e-150 || product > 1e150) {
      total += log(product);
      product = 1;
    }
  }
  return total + log(product);
}

/**
 * Log likelihood of amplitudes under a binomial synapse: each trial a binomial mixture over 0 … N vesicles of normal laws.
 *
 * Katz 1966 for the binomial; quantal variance as Jack, Redman & Wong 1981; saturating and shot-noise forms for optical
 * quantal analysis, Dürst et al. 2019, Nat. Protoc. 14:1401. −∞ where an amplitude is impossible in double precision.
 */
export function quantalLogLikelihood(amplitudes: readonly number[], model: QuantalModel): number {
  requireFiniteValues(amplitudes, "amplitude");
  requireModel(model);
  return mixtureLogLikelihood(binomialProbabilities(model.sites, model.releaseProbability), releaseDensities(amplitudes, model));
}

/** Throws unless the model means something. */
export function requireModel({ sites, releaseProbability, noise, quantalVariation, response }: Omit<QuantalModel, "quantalSize">): void {
  if (!Number.isInteger(sites) || sites < 1) throw misuse("outside-domain", { what: "number of release sites", expected: "a positive integer", found: sites });
  requireWithin(releaseProbability, 0, 1, "release probability");
  if (!(noise > 0)) throw misuse("outside-domain", { what: "noise SD", expected: "positive", found: noise });
  if (!(quantalVariation >= 0)) throw misuse("outside-domain", { what: "quantal coefficient of variation", expected: "at least 0", found: quantalVariation });
  if (response.kind === "saturating" && !(response.ceiling > 0)) {
    throw misuse("outside-domain", { what: "ceiling", expected: "positive", found: response.ceiling });
  }
}
