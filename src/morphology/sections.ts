import { misuse } from "./failures.js";

/** Where something is attached: a section and how far along it, from 0 (its beginning) to 1 (its end). */
export interface Place {
  readonly section: string;
  readonly at: number;
}

/** A place along a section and the diameter there, both in µm. */
export interface SectionPoint {
  readonly at: number;
  readonly diameter: number;
}

/** An unbranched piece of cable. Its 0 end is attached to the parent at `at` (0 … 1). Plain data. */
export interface Section {
  readonly name: string;
  /** What it is, e.g. "soma", "axon", "basal", "apical", "spine neck", "spine head"; free text, only for selection. */
  readonly kind: string;
  readonly parent?: Place;
  /**
   * µm along the section from 0, with the diameter there; at least two points, ascending, linear between them. A
   * uniform cylinder has two equal ones; two points at one place are a step, whose ring of membrane counts.
   */
  readonly points: readonly SectionPoint[];
  /** Ω·cm */
  readonly axialResistivity: number;
  /** µF/cm² */
  readonly capacitance: number;
  /** How many equal compartments (NEURON's nseg). */
  readonly compartments: number;
}

/** More is a slip of units, not a cell: a metre of dendrite in compartments of 1 µm. */
export const MOST_COMPARTMENTS = 1_000_000;
/** µm. Outside these, areas and resistances leave what doubles hold well, and cells left them long before. */
export const LENGTHS: Range = { low: 1e-6, high: 1e8 };
const DIAMETERS: Range = { low: 1e-6, high: 1e7 };

interface Range { readonly low: number; readonly high: number }
const isWithin = (found: number, { low, high }: Range): boolean => found >= low && found <= high;

/** µm */
export function lengthOf(section: Pick<Section, "points">): number {
  return section.points.at(-1)?.at ?? 0;
}

/** A section of one diameter. */
export function cylinder(options: {
  readonly name: string;
  readonly kind: string;
  /** µm */
  readonly length: number;
  /** µm */
  readonly diameter: number;
  /** Ω·cm */
  readonly axialResistivity: number;
  /** µF/cm² */
  readonly capacitance: number;
  readonly compartments: number;
  readonly parent?: Place | undefined;
}): Section {
  const { length, diameter, parent, ...rest } = options;
  const section = { ...rest, ...(parent && { parent }), points: [{ at: 0, diameter }, { at: length, diameter }] };
  checkSection(section);
  return section;
}

/** Throws a usage RigError that names the section, the number and what was expected. */
export function checkSection(section: Section): void {
  const { name, points, compartments } = section;
  const within = (what: string, found: number, range: Range, unit: string): void => {
    if (!isWithin(found, range)) throw misuse("section-number", { section: name, what, found, ...range, unit });
  };
  if (points.length < 2) throw misuse("section-points", { section: name, found: points.length });
  let before = 0;
  points.forEach(({ at, diameter }, index) => {
    const isInOrder = index === 0 ? at === 0 : at >= before;
    if (!isInOrder) throw misuse("section-order", { section: name, index, found: at, before });
    if (!isWithin(diameter, DIAMETERS)) within(`the diameter at ${at} µm`, diameter, DIAMETERS, " µm");
    before = at;
  });
  within("its length", before, LENGTHS, " µm");
  within("the axial resistivity", section.axialResistivity, { low: 1e-6, high: 1e9 }, " Ω·cm");
  within("the capacitance", section.capacitance, { low: 1e-6, high: 1e6 }, " µF/cm²");
  checkCount(name, compartments);
  if (section.parent && !isFraction(section.parent.at)) {
    throw misuse("place-outside", { section: section.parent.section, found: section.parent.at });
  }
}

export function checkCount(section: string, found: number): void {
  if (!Number.isInteger(found) || found < 1 || found > MOST_COMPARTMENTS) {
    throw misuse("compartments-count", { section, found, most: MOST_COMPARTMENTS });
  }
}

export function isFraction(at: number): boolean {
  return at >= 0 && at <= 1;
}

/** The names of the sections, as many as fit a sentence. */
export function known(sections: readonly Section[]): string {
  const names = sections.slice(0, 8).map((s) => `"${s.name}"`).join(", ");
  return sections.length > 8 ? `${names}, … (${sections.length} in all)` : names;
}
