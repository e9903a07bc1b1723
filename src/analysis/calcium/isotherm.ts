import { square } from "#elementary";
import { misuse, refuse, requireNonNegative, requirePositive } from "./failures.js";

/** A compartment in which calcium meets a fast endogenous buffer that stays linear and a dye that saturates. */
export interface BufferedCompartment {
  /** [Ca²⁺]₀ at rest, nM. */
  readonly restingCalcium_nM: number;
  /** Kd of the dye for calcium under these conditions (in situ, with its magnesium), nM. */
  readonly dissociation_nM: number;
  /** Total dye, nM: 100 µM is 1e5. 0 for none. */
  readonly dye_nM: number;
  /** κ_E, the endogenous binding ratio: bound over free calcium for small changes. */
  readonly endogenousBindingRatio: number;
}

/** Throws unless every part of a compartment has a meaning. */
export function requireCompartment(compartment: BufferedCompartment): void {
  requireNonNegative(compartment.restingCalcium_nM, "resting calcium, nM,");
  requirePositive(compartment.dissociation_nM, "dissociation constant, nM,");
  requireNonNegative(compartment.dye_nM, "dye concentration, nM,");
  requireNonNegative(compartment.endogenousBindingRatio, "endogenous binding ratio");
}

/** Share of dye bound to calcium at equilibrium, [Ca]/([Ca] + Kd), 0 to 1. */
export function occupancy(calcium_nM: number, dissociation_nM: number): number {
  return calcium_nM / (calcium_nM + dissociation_nM);
}

/**
 * ΔF/F₀ of a dye whose fluorescence grows `dynamicRange` times (Rf = Fmax/Fmin) from free to bound, when calcium rises from
 * `resting_nM` to `calcium_nM`. Equilibrium: fair once binding is faster than the transient (about 1 ms).
 */
export function deltaFOverFAt(calcium_nM: number, dye: { resting_nM: number; dissociation_nM: number; dynamicRange: number }): number {
  const brightness = (c: number): number => 1 + (dye.dynamicRange - 1) * occupancy(c, dye.dissociation_nM);
  return brightness(calcium_nM) / brightness(dye.resting_nM) - 1;
}

/** Largest ΔF/F₀ there can be from `resting_nM`: every dye molecule bound. 198 % for Rf 14 and Kd 189 nM from 75 nM. */
export function saturatedDeltaFOverF(dye: { resting_nM: number; dissociation_nM: number; dynamicRange: number }): number {
  return dye.dynamicRange / (1 + (dye.dynamicRange - 1) * occupancy(dye.resting_nM, dye.dissociation_nM)) - 1;
}

/**
 * [Ca²⁺] in nM from ΔF/F₀, the isotherm inverted: [Ca] = (Kd·s + [Ca]₀·m)/(m − s) with s = ΔF/F₀ and m its saturated value.
 *
 * Where s nears m, noise in s becomes unbounded noise in [Ca]: at s = 0.9 m an error of 1 % of m is 10 % of [Ca] + Kd.
 * Refuses s ≥ m. Lev-Ram et al. 1992; Maravall et al. 2000, Biophys. J. 78:2655.
 */
export function calciumFromDeltaFOverF(
  deltaFOverF: number,
  { resting_nM, dissociation_nM, saturated }: { resting_nM: number; dissociation_nM: number; saturated: number },
): number {
  requirePositive(saturated, "saturated ΔF/F");
  if (!(deltaFOverF < saturated)) throw refuse("signal-beyond-saturation", { what: "ΔF/F", found: deltaFOverF, limit: saturated });
  return (dissociation_nM * deltaFOverF + resting_nM * saturated) / (saturated - deltaFOverF);
}

/** Incremental binding ratio of the dye at `calcium_nM`, d[bound]/d[Ca] = [dye]·Kd/(Kd + [Ca])² (Neher & Augustine 1992). */
export function dyeBindingRatio(calcium_nM: number, { dissociation_nM, dye_nM }: Pick<BufferedCompartment, "dissociation_nM" | "dye_nM">): number {
  return (dye_nM * dissociation_nM) / square(dissociation_nM + calcium_nM);
}

/** Bound over free for the whole step from `from_nM` to `to_nM`: Δ[bound]/Δ[Ca] = [dye]·Kd/((Kd + from)(Kd + to)). */
export function finiteDyeBindingRatio(
  from_nM: number,
  to_nM: number,
  { dissociation_nM, dye_nM }: Pick<BufferedCompartment, "dissociation_nM" | "dye_nM">,
): number {
  return (dye_nM * dissociation_nM) / ((dissociation_nM + from_nM) * (dissociation_nM + to_nM));
}

/** All calcium, free and bound, that must enter to go from `from_nM` to `to_nM`, nM of compartment volume. */
export function totalCalciumChange(from_nM: number, to_nM: number, compartment: Omit<BufferedCompartment, "restingCalcium_nM">): number {
  return (to_nM - from_nM) * (1 + compartment.endogenousBindingRatio + finiteDyeBindingRatio(from_nM, to_nM, compartment));
}

/**
 * Free calcium, nM, after `influx_nM` of total calcium has entered at free `calcium_nM` and spread over buffer and dye: the
 * positive root of a quadratic, exact for any size. A negative influx takes calcium out; refuses to take more than there is.
 */
export function calciumAfterInflux(
  calcium_nM: number,
  influx_nM: number,
  { dissociation_nM, dye_nM, endogenousBindingRatio }: Omit<BufferedCompartment, "restingCalcium_nM">,
): number {
  const linear = 1 + endogenousBindingRatio;
  const total = linear * calcium_nM + dye_nM * occupancy(calcium_nM, dissociation_nM) + influx_nM;
  if (!(total >= 0)) throw misuse("outside-domain", { what: "influx", expected: `at least ${influx_nM - total} nM`, found: influx_nM });
  const b = linear * dissociation_nM + dye_nM - total;
  const root = Math.sqrt(b * b + 4 * linear * dissociation_nM * total);
  // The form without cancellation for either sign of b.
  return b > 0 ? (2 * dissociation_nM * total) / (b + root) : (root - b) / (2 * linear);
}
