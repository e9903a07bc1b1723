/** What the references are made of, beside `#model`. */
import type { MembranePlacement, Where } from "#engine";
import { leak, passiveLeak, potassium, sodium } from "#model";
import { cylinder, type Place, type Section } from "#morphology";

/** 150 Ω·cm and 1 µF/cm², as most of the references have it. */
export function piece(
  kind: string, name: string, [length, diameter]: readonly [number, number], compartments: number, parent?: Place,
): Section {
  return cylinder({ name, kind, length, diameter, compartments, parent, axialResistivity: 150, capacitance: 1 });
}

/** Leak alone, of `resistance` in Ω·cm². */
export function passive(resistance: number, reversal: string, where: Where = "everywhere"): MembranePlacement {
  return { mechanism: passiveLeak, in: where, with: { gMax: `${1000 / resistance} mS/cm²`, reversal } };
}

/** The squid's membrane, as dense as in the axon. */
export const squid: readonly MembranePlacement[] =
  [sodium, potassium, leak].map((mechanism) => ({ mechanism, in: "everywhere" }));
