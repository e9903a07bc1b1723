import { cbrt } from "#elementary";
import { misuse } from "./failures.js";
import { cylinder, known, type Place, type Section } from "./sections.js";

/** A head by its cylinder (µm), or by its volume (µm³): then a cylinder as long as wide. */
export type SpineHead =
  | { readonly length: number; readonly diameter: number }
  | { readonly volume: number };

/**
 * The sections and one spine more: `<name> neck` of kind "spine neck", standing on `on`, and `<name> head` of kind
 * "spine head" at its end, one compartment.
 *
 * A head given by volume is the cylinder with length = diameter of that volume. Its lateral area is 0.76 of the area
 * of the sphere of equal volume; calcium sees the volume, and the head's few fF hardly matter.
 */
export function withSpine(
  sections: readonly Section[],
  options: {
    readonly name: string;
    readonly on: Place;
    /** µm */
    readonly neck: { readonly length: number; readonly diameter: number; readonly compartments: number };
    readonly head: SpineHead;
    /** Ω·cm */
    readonly axialResistivity: number;
    /** µF/cm² */
    readonly capacitance: number;
  },
): Section[] {
  const { name, on, axialResistivity, capacitance } = options;
  const names = new Set(sections.map((s) => s.name));
  if (!names.has(on.section)) {
    const wanted = ` for the spine "${name}"`;
    throw misuse("section-unknown", { section: on.section, wanted, known: known(sections) });
  }
  const shared = { axialResistivity, capacitance };
  const neck = cylinder({ ...options.neck, ...shared, name: `${name} neck`, kind: "spine neck", parent: on });
  const head = cylinder({
    ...shared, ...shapeOf(options.head, name),
    name: `${name} head`, kind: "spine head", compartments: 1, parent: { section: neck.name, at: 1 },
  });
  for (const { name: section } of [neck, head]) if (names.has(section)) throw misuse("section-twice", { section });
  return [...sections, neck, head];
}

function shapeOf(head: SpineHead, name: string): { length: number; diameter: number } {
  if (!("volume" in head)) return { length: head.length, diameter: head.diameter };
  if (!(head.volume >= 1e-15 && head.volume <= 1e15)) {
    throw misuse("section-number", {
      section: `${name} head`, what: "the volume", found: head.volume, low: 1e-15, high: 1e15, unit: " µm³",
    });
  }
  const side = cbrt((4 * head.volume) / Math.PI);
  return { length: side, diameter: side };
}
