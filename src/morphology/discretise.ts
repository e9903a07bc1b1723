import { misuse } from "./failures.js";
import { checkCount, lengthOf, type Section } from "./sections.js";

/** How fine: compartments of at most `fraction` of the length constant at `frequency`. */
export interface DLambda {
  /** Hz, 100 if not given. */
  readonly frequency?: number;
  /** 0.1 if not given. */
  readonly fraction?: number;
}

/**
 * The odd number of compartments by the d_lambda rule of Carnevale & Hines (The NEURON Book, 2006, ch. 5). The length
 * constant of fast signals, where the membrane is all capacitance, is
 *
 *     λ = ½·√(d / (π·f·Rₐ·C))
 *
 * and a section is ∫dx/λ long in its units; between points, NEURON takes the mean diameter. The rule knows no
 * conductances: where open channels shorten λ, compare with `finer`.
 */
export function dLambda(
  section: Pick<Section, "name" | "points" | "axialResistivity" | "capacitance">,
  { frequency = 100, fraction = 0.1 }: DLambda = {},
): number {
  positive("The frequency of d_lambda", frequency);
  positive("The fraction of d_lambda", fraction);
  let sum = 0;
  section.points.forEach(({ at, diameter }, i) => {
    const next = section.points[i + 1];
    if (next) sum += (next.at - at) / Math.sqrt(diameter + next.diameter);
  });
  // 10⁻⁵ turns Hz·Ω·cm·µF/cm² and µm into 1/√µm: √(10⁻⁶ F/µF · 10⁻⁴ cm/µm) = 10⁻⁵.
  const perRoot = 1e-5 * Math.sqrt(4 * Math.PI * frequency * section.axialResistivity * section.capacitance);
  const lambdas = Math.SQRT2 * sum * perRoot;
  const count = Math.floor((lambdas / fraction + 0.9) / 2) * 2 + 1;
  checkCount(section.name, count);
  return count;
}

/** The smallest odd number of compartments none of which is longer than `length` µm. */
export function byLength(section: Pick<Section, "name" | "points">, length: number): number {
  positive("The maximum length of a compartment", length);
  const count = Math.ceil(lengthOf(section) / length);
  const odd = Math.max(1, count + ((count + 1) % 2));
  checkCount(section.name, odd);
  return odd;
}

/** The smallest factor of refinement that keeps every centre where it was. */
export const CENTRED = 3;

/**
 * The same cable in `factor` times as many compartments, to see whether a result has converged. An odd factor keeps
 * every centre where it was, so that probes and synapses stay in place; an even one moves them by half a compartment.
 */
export function finer(sections: readonly Section[], factor = CENTRED): Section[] {
  if (!Number.isInteger(factor) || factor < 1) {
    const expected = "a whole number from 1";
    throw misuse("setting-number", { what: "The factor of refinement", found: factor, expected });
  }
  return sections.map((section) => {
    const compartments = section.compartments * factor;
    checkCount(section.name, compartments);
    return { ...section, compartments };
  });
}

function positive(what: string, found: number): void {
  if (!(found > 0 && found < Infinity)) throw misuse("setting-number", { what, found, expected: "a number above 0" });
}
