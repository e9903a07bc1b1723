/** The microscope's numbers: each with unit, source and bounds, by the names that a protocol's `set` uses. */
import { chosen, parseUnit, quantities, quantityIn, readQuantity, sameKind, valueOf, type Settings } from "#units";
import { misuse } from "./failures.js";

/** `microscope.bleaching` and so on. */
export const microscopeQuantities = quantities("microscope", {
  widening: [
    "1",
    chosen("the ideal focus of an overfilled objective; 100 µm of slice widen it by 10 to 30 %"),
    { from: "1", to: "1.3" },
  ],
  brightness: [
    "342 /µM/µm³/ms",
    chosen(
      "detected photons of dye of relative brightness 1 in the focus at 10 mW, 830 nm and 0.9 NA, so that a spine of " +
      "0.06 µm³ with 200 µM calcium green-1 (free 1/14, bound 1) at 75 nM gives 100 photons in a 2 ms line of 6.4 µm;" +
      " it holds the losses in tissue, optics and photocathode"),
    { from: "50 /µM/µm³/ms", to: "2000 /µM/µm³/ms" },
  ],
  bleaching: [
    "0.005 /s",
    chosen(
      "share of the dye lost per second of open shutter at 10 mW, 830 nm and 0.9 NA; the paper kept power low"),
    { from: "0 /s", to: "0.03 /s" },
  ],
  bleachingRecovery: [
    "0 /s",
    chosen("rate at which unbleached dye diffuses in from the rest of the dendrite; 0 leaves it out"),
    { from: "0 /s", to: "1 /s" },
  ],
  saturation: [
    "37 mW",
    chosen(
      "one pair absorbed a pulse with 30 GM, 100 fs, 100 MHz, 0.9 NA and 830 nm, by the formula of Denk, Strickler & " +
      "Webb 1990, Science 248:73"),
    { from: "20 mW", to: "100 mW" },
  ],
  damageExponent: [
    "2.5",
    chosen("as commonly quoted from Hopt & Neher 2001, Biophys J 80:2029; not checked"),
    { from: "2", to: "3" },
  ],
  damageDose: [
    "200 s",
    chosen(
      "open shutter at 10 mW, 830 nm and 0.9 NA that a dendrite stands: some 300 trials of 0.6 s, as in the paper"),
    { from: "10 s", to: "2000 s" },
  ],
  damageSlope: [
    "1",
    chosen(
      "relative rise of resting calcium per further dose of the size that is stood; that it rises is quoted from " +
      "Hopt & Neher 2001"),
    { from: "0", to: "10" },
  ],
  greenIntoRed: [
    "0.03",
    chosen(
      "share of the green channel's photons that the red one sees too: a green dye's emission past 560 nm"),
    { from: "0", to: "0.2" },
  ],
  redIntoGreen: [
    "0.002",
    chosen("Alexa Fluor 594 hardly emits below 560 nm"),
    { from: "0", to: "0.05" },
  ],
});

const MILLIWATT = quantityIn("1 mW", "mW", "a milliwatt");

/**
 * The number in coherent units (ms, µm, µM), powers in mW. Throws a usage RigError where a setting is of another kind.
 */
export function microscopeValue(name: keyof typeof microscopeQuantities.all, settings: Settings = {}): number {
  const value = valueOf(microscopeQuantities, name, settings);
  return name === "saturation" ? value / MILLIWATT : value;
}

/** "10 mW" in mW. Throws a usage RigError. */
export function power_mW(text: string, what = "a power"): number {
  const found = readQuantity(text);
  const watt = parseUnit("W");
  if (!found || !watt || !sameKind(found.unit, watt)) throw misuse("power-malformed", { text, what });
  return found.value / MILLIWATT;
}
