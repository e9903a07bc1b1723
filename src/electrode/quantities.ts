/** The electrode's numbers that a protocol doesn't state, each with unit, source and bounds. */
import { chosen, quantities, textOf, valueOf, type Settings } from "#units";
import { misuse } from "./failures.js";

/** What differs from these goes by `electrode.artefactCurrent` and so on. */
export const electrodeQuantities = quantities("electrode", {
  currentRange: ["10 nA", chosen("±10 V at 1 mV/pA"), { from: "1 nA", to: "20 nA" }],
  potentialRange: ["200 mV", chosen("±10 V at 50 mV/mV"), { from: "100 mV", to: "1000 mV" }],
  bits: ["16", chosen("a Digidata's converter"), { from: "12", to: "18" }],
  artefactCurrent: [
    "30 pA",
    chosen("what a shock some 15 µm from the dendrite leaves: several times an EPSC, and over before it"),
    { from: "-500 pA", to: "500 pA" },
  ],
  artefactPotential: ["1 mV", chosen("what the same shock leaves in the potential"), { from: "-20 mV", to: "20 mV" }],
  artefactWidth: ["0.2 ms", chosen("width of the shock"), { from: "0.05 ms", to: "1 ms" }],
});

type Name = keyof typeof electrodeQuantities.all;

/** The number in coherent units (ms, mV, pA). Throws a usage RigError where a setting is of another kind. */
export function electrodeValue(name: Name, settings: Settings): number {
  return valueOf(electrodeQuantities, name, settings);
}

/** The same, of what must be above 0. */
export function positiveValue(name: Name, settings: Settings): number {
  const value = electrodeValue(name, settings);
  if (!(value > 0)) throw misuse("electrode-not-positive", { name, text: textOf(electrodeQuantities, name, settings) });
  return value;
}
