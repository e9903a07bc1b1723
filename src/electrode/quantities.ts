/** The electrode's numbers that a protocol doesn't state, each with unit, source and bounds. */
import { parseUnit, quantityIn, readQuantity } from "#units";
import { misuse } from "./failures.js";

/** Nobody measured them for us; the reason says why they are what they are. */
export interface ElectrodeQuantity {
  /** The number as printed, with its unit. */
  readonly text: string;
  readonly source: { readonly kind: "chosen"; readonly reason: string };
  readonly from: string;
  readonly to: string;
}

const chosen = (reason: string): ElectrodeQuantity["source"] => ({ kind: "chosen", reason });

const all = {
  currentRange: { text: "10 nA", source: chosen("±10 V at 1 mV/pA"), from: "1 nA", to: "20 nA" },
  potentialRange: { text: "200 mV", source: chosen("±10 V at 50 mV/mV"), from: "100 mV", to: "1000 mV" },
  bits: { text: "16", source: chosen("a Digidata's converter"), from: "12", to: "18" },
  artefactCurrent: {
    text: "30 pA", from: "-500 pA", to: "500 pA",
    source: chosen("what a shock some 15 µm from the dendrite leaves: several times an EPSC, and over before it"),
  },
  artefactPotential: {
    text: "1 mV", from: "-20 mV", to: "20 mV", source: chosen("what the same shock leaves in the potential"),
  },
  artefactWidth: { text: "0.2 ms", from: "0.05 ms", to: "1 ms", source: chosen("width of the shock") },
} as const satisfies Readonly<Record<string, ElectrodeQuantity>>;

export type ElectrodeQuantityName = keyof typeof all;

/** Numbers that differ from the electrode's own: `{ "electrode.artefactCurrent": "0 pA" }`. */
export type ElectrodeSettings = Readonly<Record<string, string>>;

/** The number in coherent units (ms, mV, pA). Throws a usage RigError where a setting is of another kind. */
export function electrodeValue(name: ElectrodeQuantityName, settings: ElectrodeSettings): number {
  const key = `electrode.${name}`;
  const text = settings[key] ?? all[name].text;
  return quantityIn(text, unitOf(all[name].text), key);
}

/** The same, of what must be above 0. */
export function positiveValue(name: ElectrodeQuantityName, settings: ElectrodeSettings): number {
  const value = electrodeValue(name, settings);
  const text = settings[`electrode.${name}`] ?? all[name].text;
  if (!(value > 0)) throw misuse("electrode-not-positive", { name, text });
  return value;
}

function unitOf(text: string): string {
  const unit = text.split(" ")[1] ?? "1";
  if (!readQuantity(text) || !parseUnit(unit)) throw new Error(`broken invariant: "${text}" is a quantity`);
  return unit;
}
