/** The microscope's numbers: each with unit, source and bounds, by the names that a protocol's `set` uses. */
import { quantityIn, readQuantity } from "#units";
import { misuse } from "./failures.js";

/** Whence a number comes. */
export type MicroscopeSource =
  | { readonly kind: "paper"; readonly authors: string; readonly year: number; readonly where: string }
  | { readonly kind: "chosen"; readonly reason: string };

export interface MicroscopeQuantity {
  /** The number as printed, with its unit. */
  readonly text: string;
  readonly source: MicroscopeSource;
  readonly from: string;
  readonly to: string;
}

const chosen = (reason: string): MicroscopeSource => ({ kind: "chosen", reason });
const paper = (authors: string, year: number, where: string): MicroscopeSource =>
  ({ kind: "paper", authors, year, where });

const all = {
  widening: {
    text: "1", from: "1", to: "1.3",
    source: chosen("the ideal focus of an overfilled objective; 100 µm of slice widen it by 10 to 30 %"),
  },
  brightness: {
    text: "342 /µM/µm³/ms", from: "50 /µM/µm³/ms", to: "2000 /µM/µm³/ms",
    source: chosen(
      "detected photons of dye of relative brightness 1 in the focus at 10 mW, 830 nm and 0.9 NA, so that a spine of " +
      "0.06 µm³ with 200 µM calcium green-1 (free 1/14, bound 1) at 75 nM gives 100 photons in a 2 ms line of 6.4 µm;" +
      " it holds the losses in tissue, optics and photocathode"),
  },
  bleaching: {
    text: "0.005 /s", from: "0 /s", to: "0.03 /s",
    source: chosen(
      "share of the dye lost per second of open shutter at 10 mW, 830 nm and 0.9 NA; the paper kept power low"),
  },
  bleachingRecovery: {
    text: "0 /s", from: "0 /s", to: "1 /s",
    source: chosen("rate at which unbleached dye diffuses in from the rest of the dendrite; 0 leaves it out"),
  },
  saturation: {
    text: "37 mW", from: "20 mW", to: "100 mW",
    source: paper(
      "Denk, Strickler & Webb", 1990,
      "Science 248:73, one pair absorbed a pulse with 30 GM, 100 fs, 100 MHz, 0.9 NA and 830 nm"),
  },
  damageExponent: { text: "2.5", source: paper("Hopt & Neher", 2001, "Biophys J 80:2029"), from: "2", to: "3" },
  damageDose: {
    text: "200 s", from: "10 s", to: "2000 s",
    source: chosen(
      "open shutter at 10 mW, 830 nm and 0.9 NA that a dendrite stands: some 300 trials of 0.6 s, as in the paper"),
  },
  damageSlope: {
    text: "1", from: "0", to: "10",
    source: chosen(
      "relative rise of resting calcium per further dose of the size that is stood; the sign is Hopt & Neher's"),
  },
  greenIntoRed: {
    text: "0.03", from: "0", to: "0.2",
    source: chosen(
      "share of the green channel's photons that the red one sees too: a green dye's emission past 560 nm"),
  },
  redIntoGreen: {
    text: "0.002", from: "0", to: "0.05",
    source: chosen("Alexa Fluor 594 hardly emits below 560 nm"),
  },
} as const satisfies Readonly<Record<string, MicroscopeQuantity>>;

export type MicroscopeQuantityName = keyof typeof all;

/** `microscope.bleaching` and so on: group and quantities, of the same shape as the model's. */
export const microscopeQuantities: {
  readonly group: "microscope";
  readonly all: Readonly<Record<MicroscopeQuantityName, MicroscopeQuantity>>;
} = { group: "microscope", all };

/** Numbers that differ from the microscope's own: `{ "microscope.bleaching": "0.02 /s" }`. */
export type MicroscopeSettings = Readonly<Record<string, string>>;

/**
 * The number in coherent units (ms, µm, µM), powers in mW. Throws a usage RigError where a setting is of another kind.
 */
export function microscopeValue(name: MicroscopeQuantityName, settings: MicroscopeSettings = {}): number {
  const own = all[name].text;
  const key = `microscope.${name}`;
  const asked = settings[key] ?? own;
  if (own.endsWith("W")) return power_mW(asked, key);
  return quantityIn(asked, /[^\d\s.].*$/u.exec(own)?.[0] ?? "1", key);
}

/** "10 mW" in mW. Throws a usage RigError. */
export function power_mW(text: string, what = "a power"): number {
  // A watt is a joule per second, which the units know.
  const found = /W\s*$/u.test(text) ? readQuantity(text.replace(/W\s*$/u, "J/s")) : undefined;
  const milliwatt = readQuantity("1 mJ/s")?.value;
  if (!found || milliwatt === undefined) throw misuse("power-malformed", { text, what });
  return found.value / milliwatt;
}
