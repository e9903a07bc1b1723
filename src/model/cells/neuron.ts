/** A neuron put together: branches and spines → sections, membrane, course in space. */
import type { MembranePlacement } from "#engine";
import { compartmentsOf, cylinder, type Place, type Section } from "#morphology";
import { valueOf, type Settings } from "#units";
import { lengthOf, stretch, type Branch, type CoursePoint } from "./branches.js";
import { courseBetween } from "./course.js";
import { cutBranch, type Piece } from "./cut.js";
import { membraneOf, positive, restingVoltage, type Whereabouts } from "./membrane.js";
import { cellQuantities, treeQuantities } from "./quantities.js";
import { headShape, neckResistivity, type PlacedSpine, type SpineGeometry } from "./spine-shape.js";
import { treeOf } from "./tree.js";

/** A spine of a neuron, and where its parts are found. */
export interface NeuronSpine {
  readonly name: string;
  readonly geometry: SpineGeometry;
  /** Names of its sections. */
  readonly head: string;
  readonly neck: string;
  /** The compartment of dendrite that it stands on. */
  readonly shaft: Place;
  /** The finely cut dendrite around it. */
  readonly shaftSection: string;
  /** The head as a ball beside the shaft. */
  readonly sphere: { readonly centre: readonly [x: number, y: number, z: number]; readonly radius: number };
}

/** A cell to patch: sections and membrane for the engine, a course in space for the microscope. */
export interface Neuron {
  readonly sections: readonly Section[];
  readonly membrane: readonly MembranePlacement[];
  /** Voltage at the start, at which every compartment rests: "-68 mV". */
  readonly start: string;
  readonly rest_mV: number;
  /** Where the electrode goes. */
  readonly soma: Place;
  readonly spines: readonly NeuronSpine[];
  /** Of every section: its course, as long as its cable, µm. */
  readonly layout: ReadonlyMap<string, readonly CoursePoint[]>;
  /** Path from the soma to a place, µm; 0 in the soma. */
  readonly distanceOf: (place: Place) => number;
  /** How each branch is cut into sections, by the branch's name. */
  readonly pieces: ReadonlyMap<string, readonly Piece[]>;
  /** What it was put together from. */
  readonly parts: Parts;
}

export interface Parts {
  readonly branches: readonly Branch[];
  readonly spines: readonly PlacedSpine[];
  readonly settings: Settings;
  /** °C */
  readonly temperature: number;
}

/**
 * The CA1 pyramidal cell of a rat of three weeks. Seed 0 is the reference cell; other seeds draw their tree around it.
 *
 * It lacks what the paper's experiments didn't need: currents of Ca²⁺ that shape spikes, M and SK currents, Kir, an
 * axon beyond its initial part.
 */
export function ca1Neuron(
  { seed = 0, settings = {}, temperature }: {
    readonly seed?: number;
    readonly settings?: Settings;
    /** °C */
    readonly temperature: number;
  },
): Neuron {
  return assembled({ branches: treeOf(seed, settings), spines: [], settings, temperature });
}

export function assembled(parts: Parts): Neuron {
  const { branches, spines, settings } = parts;
  const inOhmCm = (name: "axialResistivity" | "axonAxialResistivity"): number =>
    rounded(positive(name, settings) * 1e5);
  const capacitance = rounded(positive("capacitance", settings) * 100); // pF/µm² → µF/cm²
  const [resistivity, axonal] = [inOhmCm("axialResistivity"), inOhmCm("axonAxialResistivity")];
  const spinesFrom = valueOf(cellQuantities, "spinesFrom", settings);
  const spineFactor = positive("spineFactor", settings);
  const longest = valueOf(treeQuantities, "longest", settings);
  const sections: Section[] = [];
  const courses = new Map<string, () => readonly CoursePoint[]>();
  const whereabouts = new Map<string, Whereabouts>();
  const pieces = new Map(branches.map((branch) => [
    branch.name, cutBranch(branch, spines.filter((spine) => spine.branch === branch.name), { longest, spinesFrom }),
  ]));
  const lengths = new Map(branches.map((branch) => [branch.name, lengthOf(branch)]));
  const placeOn = (name: string, at: number): Place => placeIn(pieces.get(name) ?? [], at * (lengths.get(name) ?? 0));
  for (const branch of branches) {
    const { kind } = branch;
    const isSmooth = (from: number): boolean =>
      kind === "soma" || kind === "axon" || (kind === "trunk" && from < spinesFrom);
    let before: Piece | undefined;
    for (const piece of pieces.get(branch.name) ?? []) {
      const { name, from, to, diameter } = piece;
      const factor = isSmooth(branch.from + from) ? 1 : spineFactor;
      const parent = before ? { section: before.name, at: 1 }
        : branch.parent && placeOn(branch.parent.branch, branch.parent.at);
      const points = diameter === undefined ? stretch(branch.points, from, to)
        : [{ at: 0, diameter }, { at: to - from, diameter }];
      const axialResistivity = kind === "axon" ? axonal : resistivity;
      sections.push({
        name, kind, points, axialResistivity, capacitance: capacitance * factor, compartments: piece.compartments,
        ...(parent && { parent }),
      });
      courses.set(name, () => {
        const course = courseBetween(branch.course, from, to);
        return diameter === undefined ? course : course.map((point) => ({ ...point, radius: diameter / 2 }));
      });
      whereabouts.set(name, { kind, from: branch.from + from, length: to - from, spineFactor: factor });
      before = piece;
    }
  }
  const placed = spines.map((spine): NeuronSpine => {
    const { name, geometry, course, sphere } = spine;
    const branch = branches.find((b) => b.name === spine.branch) as Branch;
    const shaft = placeIn(pieces.get(spine.branch) ?? [], spine.along);
    const [neck, head] = [`${name} neck`, `${name} head`];
    const { length, diameter } = headShape(geometry.headVolume);
    sections.push(cylinder({
      name: neck, kind: "spine neck", length: geometry.neckLength, diameter: geometry.neckDiameter, compartments: 10,
      axialResistivity: neckResistivity(geometry), capacitance, parent: shaft,
    }), cylinder({
      name: head, kind: "spine head", length, diameter, compartments: 1, axialResistivity: resistivity, capacitance,
      parent: { section: neck, at: 1 },
    }));
    courses.set(neck, () => course.neck);
    courses.set(head, () => course.head);
    const from = branch.from + spine.along;
    whereabouts.set(neck, { kind: "spine neck", from, length: geometry.neckLength, spineFactor: 1 });
    whereabouts.set(head, { kind: "spine head", from: from + geometry.neckLength, length, spineFactor: 1 });
    return { name, geometry, head, neck, shaft, shaftSection: shaft.section, sphere };
  });
  const rest = restingVoltage(settings);
  const layout = once(() => new Map([...courses].map(([name, course]) => [name, course()])));
  const membrane = once(() => membraneOf({ ...parts, sections: whereabouts }, compartmentsOf(sections).compartments));
  return {
    sections, spines: placed, pieces, parts,
    get layout() { return layout(); },
    get membrane() { return membrane(); },
    distanceOf: ({ section, at }) => {
      const where = whereabouts.get(section);
      return !where || where.kind === "soma" ? 0 : where.from + at * where.length;
    },
    start: `${rest} mV`,
    rest_mV: rest,
    soma: { section: (sections[0] as Section).name, at: 0.5 },
  };
}

/** What most neurons on the way to a patched one are never asked for. */
function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** The section that holds what lies `along` µm from the beginning of a branch, and where in it. */
export function placeIn(pieces: readonly Piece[], along: number): Place {
  const piece = pieces.find(({ to }) => along < to) ?? pieces.at(-1);
  if (!piece) throw new Error("broken invariant: a branch has pieces");
  return { section: piece.name, at: Math.min(1, Math.max(0, (along - piece.from) / (piece.to - piece.from))) };
}

/** A number of our own making as it would be written: conversions leave 150.00000000000003. */
function rounded(x: number): number {
  return Number(x.toPrecision(14));
}
