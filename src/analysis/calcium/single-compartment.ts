import { exp, log, square } from "#elementary";
import { findRoot } from "#statistics";
import { misuse, requirePositive } from "./failures.js";
import { calciumAfterInflux, requireCompartment, type BufferedCompartment } from "./isotherm.js";

/** A compartment with its clearance: dendrite or spine so small that diffusion within takes no time. */
export interface ClearingCompartment extends BufferedCompartment {
  /** γ, clearance of free calcium, /ms: 1.2 to 2 in small dendrites and spines at 34 °C (Sabatini, Oertner & Svoboda 2002). */
  readonly clearance_perMs: number;
}

/** Calcium that enters at once. */
export interface InfluxPulse {
  readonly time_ms: number;
  /** Total calcium, nM of compartment volume: (1 + κ_E) times the rise of free calcium there would be without dye. */
  readonly influx_nM: number;
}

/**
 * Time, ms, that calcium needs to fall from `from_nM` to `to_nM`: closed form of
 *
 *     (1 + κ_E + [dye]·Kd/(Kd + c)²) dc/dt = −γ (c − c₀)
 *
 * by partial fractions. Infinite for `to_nM` at rest.
 */
export function decayTime(from_nM: number, to_nM: number, compartment: ClearingCompartment): number {
  const { restingCalcium_nM: rest, dissociation_nM: K, dye_nM, endogenousBindingRatio, clearance_perMs } = compartment;
  const x0 = K + rest;
  const fall = log((from_nM - rest) / (to_nM - rest));
  const dye = (fall - log((K + from_nM) / (K + to_nM))) / (x0 * x0) + (1 / (K + from_nM) - 1 / (K + to_nM)) / x0;
  return ((1 + endogenousBindingRatio) * fall + dye_nM * K * dye) / clearance_perMs;
}

/** Free calcium, nM, `elapsed_ms` after it was `from_nM`, with no influx since: the root of `decayTime`. */
export function calciumAfter(elapsed_ms: number, from_nM: number, compartment: ClearingCompartment): number {
  const rest = compartment.restingCalcium_nM;
  if (elapsed_ms === 0 || from_nM === rest) return from_nM;
  // Binding ratios lie between those at both ends of the fall, and so does the rate.
  const slowest = 1 + compartment.endogenousBindingRatio + (compartment.dye_nM * compartment.dissociation_nM) / square(compartment.dissociation_nM + Math.min(rest, from_nM));
  const fastest = 1 + compartment.endogenousBindingRatio + (compartment.dye_nM * compartment.dissociation_nM) / square(compartment.dissociation_nM + Math.max(rest, from_nM));
  const least = (elapsed_ms * compartment.clearance_perMs) / slowest;
  const most = (elapsed_ms * compartment.clearance_perMs) / fastest;
  const above = from_nM - rest;
  // Searching for how many e-folds the distance from rest has shrunk keeps digits near rest.
  const late = (folds: number): number => decayTime(from_nM, rest + above * exp(-folds), compartment) - elapsed_ms;
  if (most > 30) return rest;
  const folds = findRoot(late, least * (1 - 1e-9), most * (1 + 1e-9), { what: "calcium decay" });
  return rest + above * exp(-folds);
}

/** Free calcium before or after the pulses at one instant. */
export type PulseSide = "before" | "after";

/**
 * Free calcium, nM, at `times_ms` in a compartment at rest until the first of `pulses`, with instantaneous influx, a linear
 * endogenous buffer, a saturable dye in equilibrium, and clearance proportional to the excess over rest.
 *
 * Exact up to rounding: influx by its quadratic, decay by its closed form; no time step. At the very time of a pulse,
 * `side` decides (default "after"). Limits: no diffusion into the dendrite, no dye kinetics, no saturation of the
 * endogenous buffer. Helmchen, Imoto & Sakmann 1996, Biophys. J. 70:1069.
 */
export function singleCompartment(
  times_ms: readonly number[],
  pulses: readonly InfluxPulse[],
  compartment: ClearingCompartment,
  side: PulseSide = "after",
): number[] {
  requireCompartment(compartment);
  requirePositive(compartment.clearance_perMs, "clearance, /ms,");
  for (const { influx_nM } of pulses) {
    if (!(influx_nM >= 0)) throw misuse("outside-domain", { what: "influx, nM,", expected: "at least 0", found: influx_nM });
  }
  const ordered = [...pulses].sort((a, b) => a.time_ms - b.time_ms);
  // Free calcium just after each pulse.
  const peaks: { time: number; calcium: number }[] = [];
  for (const { time_ms, influx_nM } of ordered) {
    const last = peaks.at(-1);
    const before = last ? calciumAfter(time_ms - last.time, last.calcium, compartment) : compartment.restingCalcium_nM;
    peaks.push({ time: time_ms, calcium: calciumAfterInflux(before, influx_nM, compartment) });
  }
  return times_ms.map((time) => {
    const last = peaks.findLast((peak) => (side === "after" ? peak.time <= time : peak.time < time));
    return last ? calciumAfter(time - last.time, last.calcium, compartment) : compartment.restingCalcium_nM;
  });
}
