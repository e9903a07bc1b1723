import { exp, hypot } from "#elementary";
import { normalQuantile, type Estimate } from "#statistics";
import { misuse, refuse, requirePositive } from "./failures.js";

/** A dye driven to saturation in the same cell, so that neither its concentration nor the resting level need be assumed. */
export interface SaturatingTrain {
  /** Kd in situ, nM. */
  readonly dissociation_nM: number;
  /** Rf = Fmax/Fmin of the dye, measured in a cuvette with the cell's solution. */
  readonly dynamicRange: number;
  /** (ΔF/F)max reached by a long high-frequency train. */
  readonly saturatedDeltaFOverF: number;
}

/** Standard errors of the three, and of the ΔF/F measured. */
export interface SaturatingTrainErrors {
  readonly dissociation_nM?: number;
  readonly dynamicRange?: number;
  readonly saturatedDeltaFOverF?: number;
  readonly deltaFOverF?: number;
}

function requireTrain({ dissociation_nM, dynamicRange, saturatedDeltaFOverF }: SaturatingTrain): void {
  requirePositive(dissociation_nM, "dissociation constant, nM,");
  requirePositive(saturatedDeltaFOverF, "saturated ΔF/F");
  if (!(dynamicRange > 1)) throw misuse("outside-domain", { what: "dynamic range Rf", expected: "above 1", found: dynamicRange });
}

/**
 * Resting calcium in nM: Kd·(1 − ((ΔF/F)max + 1)/Rf)/(ΔF/F)max. Small differences of large numbers: at rest near 10 nM an
 * error of 3 % in Rf doubles it. Refuses a saturation beyond what Rf allows. Maravall et al. 2000, Biophys. J. 78:2655, Eq. 6.
 */
export function restingCalciumFromTrain(train: SaturatingTrain): number {
  requireTrain(train);
  const { dissociation_nM, dynamicRange, saturatedDeltaFOverF } = train;
  if (saturatedDeltaFOverF + 1 > dynamicRange) {
    throw refuse("signal-beyond-saturation", { what: "saturated ΔF/F", found: saturatedDeltaFOverF, limit: dynamicRange - 1 });
  }
  return (dissociation_nM * (1 - (saturatedDeltaFOverF + 1) / dynamicRange)) / saturatedDeltaFOverF;
}

/**
 * Rise of free calcium, nM, with the dye present: Δ[Ca] = Kd·(1 − 1/Rf)·((ΔF/F)max + 1)·s/(((ΔF/F)max − s)·(ΔF/F)max), s being the
 * ΔF/F of the response. Needs no resting calcium and no dye concentration; assumes that the train really saturates.
 *
 * Errors, where given, travel by the delta method on the logarithm. Refuses s at or above saturation. Maravall et al. 2000.
 */
export function calciumRiseFromTrain(
  deltaFOverF: number,
  train: SaturatingTrain,
  { errors, level = 0.95, n = 1, nOf = "responses" }: { errors?: SaturatingTrainErrors; level?: number; n?: number; nOf?: string } = {},
): Estimate {
  requireTrain(train);
  const { dissociation_nM: K, dynamicRange: range, saturatedDeltaFOverF: m } = train;
  if (!(deltaFOverF < m)) throw refuse("signal-beyond-saturation", { what: "ΔF/F", found: deltaFOverF, limit: m });
  const value = (K * (1 - 1 / range) * (m + 1) * deltaFOverF) / ((m - deltaFOverF) * m);
  const said = { value, unit: "nM", n, nOf };
  if (!errors) return { ...said, method: "saturating train", note: "No errors were given, so there is no interval." };
  if (!(value > 0)) return { ...said, method: "saturating train", note: "A response of 0 or less has no logarithmic interval." };
  // Derivatives of ln Δ[Ca] in each input.
  const relative = hypot(
    (errors.dissociation_nM ?? 0) / K,
    (errors.dynamicRange ?? 0) / (range * (range - 1)),
    (errors.saturatedDeltaFOverF ?? 0) * (1 / (m + 1) - 1 / (m - deltaFOverF) - 1 / m),
    (errors.deltaFOverF ?? 0) * (1 / deltaFOverF + 1 / (m - deltaFOverF)),
  );
  const reach = exp(normalQuantile((1 + level) / 2) * relative);
  return {
    ...said, method: "saturating train, log-delta interval", standardError: value * relative,
    interval: { low: value / reach, high: value * reach, level },
  };
}
