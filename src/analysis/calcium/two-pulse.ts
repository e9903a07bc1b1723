import { findRoot } from "#statistics";
import { misuse, refuse } from "./failures.js";

/** Fluorescence at four moments of two equal pulses, in any unit, each above background. */
export interface TwoPulseFluorescence {
  /** F₀ at rest. */
  readonly rest: number;
  /** F₁, peak after the first pulse. */
  readonly firstPeak: number;
  /** F₂, just before the second pulse. */
  readonly beforeSecond: number;
  /** F₃, peak after the second pulse. */
  readonly secondPeak: number;
}

/**
 * How two pulses become a concentration:
 *
 * - `E0` the formula of Feller et al. 1996 as Yuste et al. 1999 print it, Δ[Ca] = ([Ca]₀ + Kd)(1 − a)/2a with
 *   a = (F₃ − F₂)/(F₁ − F₀): equal steps of *free* calcium, no decay between them.
 * - `E1` the same with the decay between the pulses taken out exactly (F₂ enters by itself).
 * - `E2` equal *influx* with a dye that is itself a buffer, the physical situation; exact, decay included. Needs [dye] and κ_E.
 */
export type TwoPulseEstimator = "E0" | "E1" | "E2";

/** What the estimators need to know besides fluorescence. */
export interface TwoPulseConstants {
  /** x₀ = [Ca]₀ + Kd, nM; results are in this unit. */
  readonly scale_nM: number;
  /** ρ = ([dye]·Kd/x₀²)/(1 + κ_E): how far the dye outweighs everything else that binds at rest; only E2 asks. */
  readonly dyeLoad: number;
}

/** A solution of the two-pulse equations. */
export interface TwoPulseSolution {
  /** First step of free calcium, nM, with the dye present. */
  readonly step_nM: number;
  /** F_max − F₀ that the solution implies, in the fluorescence's unit; absent for E0, which implies none. */
  readonly saturation?: number;
}

/** a = (F₃ − F₂)/(F₁ − F₀), the paper's Eq. 2: second over first fluorescence step. Above 1 for facilitating influx. */
export function stepRatio({ rest, firstPeak, beforeSecond, secondPeak }: TwoPulseFluorescence): number {
  return (secondPeak - beforeSecond) / (firstPeak - rest);
}

/**
 * First step of free calcium in nM.
 *
 * With fᵢ = Fᵢ − F₀ and m = F_max − F₀, free calcium is [Ca]₀ + x₀·f/(m − f) by the isotherm, and m is found from the pulses
 * being equal. Refuses pairs without saturation (a ≥ 1) or whose equation has no root.
 * E2: influx is (1 + κ_E)Δ[Ca] plus Δ of [dye]·f/m, and the second differs from the first in f₁ → f₃ − f₂ alone.
 */
export function twoPulseStep(f: TwoPulseFluorescence, { scale_nM, dyeLoad }: TwoPulseConstants, estimator: TwoPulseEstimator): TwoPulseSolution {
  const [f1, f2, f3] = [f.firstPeak - f.rest, f.beforeSecond - f.rest, f.secondPeak - f.rest];
  for (const found of [f1, f2, f3]) {
    if (!Number.isFinite(found)) throw misuse("outside-domain", { what: "fluorescence", expected: "finite", found });
  }
  if (!(f1 > 0)) throw refuse("no-first-transient", { f1 });
  const a = (f3 - f2) / f1;
  if (!(a > 0)) throw refuse("calibration-unsolvable", { estimator, reason: "the second pulse did not raise fluorescence" });
  if (estimator === "E0") {
    if (!(a < 1)) throw refuse("no-saturation", { ratio: a, limit: 1 });
    return { step_nM: (scale_nM * (1 - a)) / (2 * a) };
  }
  const saturation = estimator === "E1" ? equalFreeSteps(a, f1, f2, f3) : equalInflux(a, f1, f2, f3, dyeLoad);
  return { step_nM: (scale_nM * f1) / (saturation - f1), saturation };
}

/** m with f₁/(m − f₁) = (f₃ − f₂)·m/((m − f₃)(m − f₂)): a quadratic; the larger root lies above all f. */
function equalFreeSteps(a: number, f1: number, f2: number, f3: number): number {
  const quadratic = 1 - a;
  if (!(quadratic > 0)) throw refuse("no-saturation", { ratio: a, limit: 1 });
  const linear = f2 + f3 - a * f1;
  const discriminant = linear * linear - 4 * quadratic * f2 * f3;
  const m = (linear + Math.sqrt(discriminant)) / (2 * quadratic);
  if (!(m > Math.max(f1, f3))) throw refuse("calibration-unsolvable", { estimator: "E1", reason: "no saturation level lies above both peaks" });
  return m;
}

/** m at which both pulses bring the same total calcium to free calcium, endogenous buffer and dye. */
function equalInflux(a: number, f1: number, f2: number, f3: number, dyeLoad: number): number {
  const excess = (m: number): number => 1 / (m - f1) + dyeLoad / m - a * (m / ((m - f3) * (m - f2)) + dyeLoad / m);
  const lowest = Math.max(f1, f3) * (1 + 1e-10);
  let highest = 2 * lowest;
  while (excess(highest) < 0 && highest < 1e7 * lowest) highest *= 2;
  if (excess(lowest) > 0) throw refuse("calibration-unsolvable", { estimator: "E2", reason: "no saturation level lies above both peaks" });
  if (excess(highest) < 0) throw refuse("no-saturation", { ratio: a, limit: 1 });
  return findRoot(excess, lowest, highest, { what: "two-pulse calibration" });
}

/**
 * What the printed formula gives over the truth when the second *influx* is `gain` times the first: no decay, no buffering
 * by the dye; `step` u = Δ[Ca]/([Ca]₀ + Kd). At u = 0.1 a facilitation of 10 % halves the answer.
 */
export function unequalInfluxBias(step: number, gain: number): number {
  const a = gain / (1 + step * (1 + gain));
  return (1 - a) / (2 * a) / step;
}

/**
 * What the printed formula gives over the truth when only `left` of the first free step remains at the second pulse, d =
 * (C₂ − C₀)/(C₁ − C₀): d(2 + (1 + d)u)/(2(1 + u)) with u = Δ[Ca]/([Ca]₀ + Kd). 10 % decay costs 10 to 13 %.
 */
export function decayBias(step: number, left: number): number {
  return (left * (2 + (1 + left) * step)) / (2 * (1 + step));
}
