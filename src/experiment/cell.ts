/** The cell that is patched: what it is, what is in the pipette and in the bath, how it is held. */
import { neuronFromSwc } from "#model";
import { amount, protocolOf } from "#protocol";
import type {
  Amount, Concentration, Current, Frequency, LongTime, Potential, Resistance, Settings,
} from "./amounts.js";
import { partOf, spineOn, type PatchedCell, type SpineOptions } from "./patched-cell.js";

/** A calcium indicator of the model by its name, or one of your own, which then needs `kd` and `dynamicRange`. */
export interface DyeOptions {
  /** "calcium green-1", "magnesium green", "OGB-1", "Fluo-4", "Fluo-5F", "Fluo-4FF", "GCaMP6f", or your own. */
  readonly name: string;
  /** In the pipette. */
  readonly concentration: Concentration;
  /** Dissociation constant of calcium, without Mg²⁺. */
  readonly kd?: Concentration;
  /** Rate at which it binds calcium. */
  readonly on?: Amount<"/µM/ms" | "/µM/s" | "/M/s">;
  /** Fluorescence with calcium over that without. */
  readonly dynamicRange?: number;
  /** Of the bound form, in units of calcium-bound calcium green-1. */
  readonly brightness?: number;
}

export interface ElectrodeOptions {
  /** "current clamp" where nothing is said. */
  readonly mode?: "current clamp" | "voltage clamp";
  /** As the amplifier shows it, uncorrected for the junction potential; "-70 mV" where nothing is said. */
  readonly holding?: Potential;
  /** Of the liquid junction: with "-10 mV", -70 mV recorded are -80 mV true. */
  readonly junctionPotential?: Potential;
  readonly seriesResistance?: Resistance;
  /** Of the pipette. */
  readonly capacitance?: Amount<"pF">;
  /** Share of the series resistance that is compensated (voltage clamp, below 1), or balanced by the bridge. */
  readonly compensation?: number;
  /** Corner of the amplifier's four-pole Bessel filter. */
  readonly filter?: Frequency;
  /** Root mean square, in voltage clamp. */
  readonly currentNoise?: Current;
  /** Root mean square, in current clamp. */
  readonly potentialNoise?: Potential;
  /** Of the converter. */
  readonly sampling?: Frequency;
}

/** What is not said has the default of a protocol file (`radiatum protocol fields` lists them). */
export interface PatchOptions {
  /** Calcium indicator; null for none. */
  readonly dye?: DyeOptions | null;
  /** A red dye that calcium doesn't change, { name: "Alexa Fluor 594", concentration: "50 µM" }; none by default. */
  readonly structuralDye?: Pick<DyeOptions, "name" | "concentration"> | null;
  /** MgATP in the pipette; without it calcium channels run down. */
  readonly atp?: Concentration;
  /** From break-in to the first trial, while dye flows in. */
  readonly sinceBreakIn?: LongTime;
  /** Of the bath, 20 to 40 °C. */
  readonly temperature?: Amount<"°C">;
  /** Ions in the bath before any solution changes them. */
  readonly bath?: { readonly calcium?: Concentration; readonly magnesium?: Concentration };
  readonly electrode?: ElectrodeOptions;
  /** Named set of the model's numbers: "base", "yuste-calibration", "sabatini-2002". */
  readonly parameters?: string;
  /** Numbers of the model that differ from the set's, { "nmda.gMax": "0.3 nS" }. */
  readonly set?: Settings;
  /** Calcium channels of spines as their mean, or each opening by chance ("stochastic"), which takes longer. */
  readonly gating?: "mean" | "stochastic";
  /** The cell's own calcium buffer: in place ("fixed"), or diffusing ("mobile"). */
  readonly buffer?: "fixed" | "mobile";
}

/**
 * A CA1 pyramidal cell, generated from published statistics and patched at its soma.
 *
 *     const cell = ca1Pyramidal({ dye: { name: "OGB-1", concentration: "200 µM" }, temperature: "34 °C" });
 *
 * `seed` draws its tree; 0, the default, is the reference cell, whose proportions are the means. Throws a RigError of
 * kind "usage" that lists all that can't be, each with what was expected.
 */
export function ca1Pyramidal({ seed, ...options }: PatchOptions & { readonly seed?: number } = {}): PatchedCell {
  return patched("ca1Pyramidal", { kind: "CA1 pyramidal", seed }, options);
}

/**
 * A traced cell with the pyramidal cell's channels, from the text of its SWC file. `file` is how a protocol file made
 * of it calls the SWC file.
 *
 * The apical tree is told apart by size into trunk, obliques and tuft. Throws a RigError where the text is no SWC or
 * has no soma ("unreadable" or "usage"), and as `ca1Pyramidal` does; what was odd in the file is among the recording's
 * issues.
 */
export function tracedCell(
  swc: string, { file = "cell.swc", ...options }: PatchOptions & { readonly file?: string } = {},
): PatchedCell {
  const cell = patched("tracedCell", { kind: "SWC", file }, options, swc);
  neuronFromSwc(swc, { name: file, temperature: amount(cell.temperature, "temperature") as number });
  return cell;
}

function patched(called: string, kind: object, options: PatchOptions, morphology?: string): PatchedCell {
  const { dye, structuralDye, atp, sinceBreakIn, ...rest } = options;
  const whole = protocolOf(
    { ...rest, cell: kind, pipette: { dye, structuralDye, atp, sinceBreakIn } },
    { file: called, words: { cell: "", pipette: "" } },
  );
  const cell: Omit<PatchedCell, "spineAt"> = { ...partOf(whole), ...(morphology !== undefined && { morphology }) };
  return Object.defineProperty(cell, "spineAt", {
    value: (where: SpineOptions) => spineOn(cell as PatchedCell, where),
  }) as PatchedCell;
}
