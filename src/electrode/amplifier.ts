import { quantityIn } from "#units";
import { misuse } from "./failures.js";

/** The amplifier's settings, as a protocol states them. */
export interface Amplifier {
  readonly mode: "current clamp" | "voltage clamp";
  readonly junctionPotential: string;
  readonly seriesResistance: string;
  readonly capacitance: string;
  /** Share of the series resistance that is compensated (voltage clamp) or balanced by the bridge (current clamp). */
  readonly compensation: number;
  /** Corner of the amplifier's four-pole Bessel filter. */
  readonly filter: string;
  /** Root mean square, current in voltage clamp, potential in current clamp. */
  readonly currentNoise: string;
  readonly potentialNoise: string;
  readonly sampling: string;
}

/** What is left between amplifier and cell: the engine's pipette. */
export interface RemainingPipette {
  readonly seriesResistance: string;
  readonly capacitance?: string;
  readonly responseTime?: string;
}

/** Of the remaining series resistance: what the amplifier's own may be where it has a capacitance to charge. */
const AMPLIFIER_SHARE = 0.2;
/** ms; what the engine takes where nothing is said. */
const RESPONSE_TIME = 0.01;

/**
 * The pipette as the cell meets it once the amplifier has compensated: (1 − share) of the series resistance, and all of
 * the capacitance. A bridge subtracts share·R·I from the potential, which is what a resistance smaller by that share
 * reads. Undefined where the bridge is balanced entirely: then the electrode reads the soma.
 *
 * Left out: the lag of the compensation, and its ringing when it is turned up.
 */
export function remainingPipette(amplifier: Amplifier): RemainingPipette | undefined {
  const { mode, compensation, seriesResistance } = amplifier;
  const allowed = compensation >= 0 && (mode === "current clamp" ? compensation <= 1 : compensation < 1);
  if (!allowed) {
    const most = mode === "current clamp" ? "1" : "just below 1";
    throw misuse("electrode-compensation", { found: compensation, mode, most });
  }
  const resistance = positive(amplifier, "seriesResistance", "series resistance", "MΩ") * (1 - compensation);
  const pF = notNegative(amplifier, "capacitance", "capacitance", "pF");
  if (resistance === 0) return undefined;
  if (pF === 0) return { seriesResistance: compensation === 0 ? seriesResistance : `${resistance} GΩ` };
  const remaining = { seriesResistance: `${resistance} GΩ`, capacitance: `${pF} pF` };
  if (mode === "current clamp") return remaining;
  // GΩ·pF = ms
  return { ...remaining, responseTime: `${Math.min(RESPONSE_TIME, AMPLIFIER_SHARE * resistance * pF)} ms` };
}

/** What lies across the membrane where the amplifier shows `shown`: at −70 mV and a junction of −10 mV, −80 mV. */
export function truePotential(shown: number, amplifier: Pick<Amplifier, "junctionPotential">): number {
  return shown + quantityIn(amplifier.junctionPotential, "mV", "electrode.junctionPotential");
}

/** What the amplifier shows where `true_` mV lie across the membrane. */
export function shownPotential(true_: number, amplifier: Pick<Amplifier, "junctionPotential">): number {
  return true_ - quantityIn(amplifier.junctionPotential, "mV", "electrode.junctionPotential");
}

type TextName = Exclude<keyof Amplifier, "mode" | "compensation">;

/** The setting in coherent units, which must be above 0. */
export function positive(amplifier: Amplifier, key: TextName, name: string, unit: string): number {
  const value = quantityIn(amplifier[key], unit, `electrode.${key}`);
  if (!(value > 0)) throw misuse("electrode-not-positive", { name, text: amplifier[key] });
  return value;
}

/** The setting in coherent units, which can't be below 0. */
export function notNegative(amplifier: Amplifier, key: TextName, name: string, unit: string): number {
  const value = quantityIn(amplifier[key], unit, `electrode.${key}`);
  if (!(value >= 0)) throw misuse("electrode-negative", { name, text: amplifier[key] });
  return value;
}
