import { misuse } from "./failures.js";
import { cut } from "./frusta.js";
import { checkSection, isFraction, known, lengthOf, MOST_COMPARTMENTS, type Section } from "./sections.js";

/** What the solvers see: a piece of cable that has one voltage, joined to one parent. */
export interface Compartment {
  readonly section: string;
  readonly kind: string;
  /** Centre along the section, 0 … 1. Of a branch point: the end at which it stands. */
  readonly at: number;
  /** µm, 0 for a branch point */
  readonly length: number;
  /** µm, area/(π·length); 0 for a branch point */
  readonly diameter: number;
  /** µm², lateral, 0 for a branch point */
  readonly area: number;
  /** µm³, 0 for a branch point */
  readonly volume: number;
  /** pF, 0 for a branch point */
  readonly capacitance: number;
  /** Index of the parent, always smaller than its own; -1 for the root. */
  readonly parent: number;
  /** GΩ from centre to the parent's centre (0 for the root). */
  readonly axialResistance: number;
  /** ∫dx/A from centre to the parent's centre, in 1/µm: what diffusion along the cable sees (flux = D·Δc/this). */
  readonly diffusionResistance: number;
  /** µm from the root's centre along the cable. */
  readonly pathDistance: number;
  /** It stands on the side of its parent, between the ends, as a spine's neck does; what leaves it arrives under the surface. */
  readonly onSide?: true;
}

export interface CompartmentTree {
  readonly compartments: readonly Compartment[];
  /** A section's compartment in which `at` (0.5 if not given) lies, on a border the later; never a branch point. */
  readonly indexOf: (section: string, at?: number) => number;
}

/** R = ρ·∫dx/A. One Ω·cm is 10⁻⁹ GΩ · 10⁴ µm = 10⁻⁵ GΩ·µm; times 1/µm gives GΩ. */
const GOHM_UM_PER_OHM_CM = 1e-5;
/** One µF/cm² is 10⁶ pF / 10⁸ µm². */
const PF_PER_UM2_PER_UF_PER_CM2 = 0.01;

/** Half a compartment, from its centre to where a child meets it, still to be added to the child's own half. */
interface Joint {
  readonly parent: number;
  /** GΩ */
  readonly axial: number;
  /** 1/µm */
  readonly diffusion: number;
  /** µm from the root's centre */
  readonly path: number;
}

/** Where a section's 0 end is, once beginnings of other sections are followed to where those begin. */
type Anchor = { readonly on: number; readonly end: 0 | 1 } | { readonly on: number; readonly segment: number };

/**
 * Sections as one tree of compartments, discretised as NEURON does it (so that the two agree to rounding):
 *
 *     nodes stand at the centres of equal segments; between two of them lie half a segment of each, in series;
 *     a child at the parent's end (or at the root's beginning): alone, the two halves are in series; several meet the
 *     parent's half in a branch point, a compartment without membrane or volume;
 *     a child at an inner place: straight on the centre of the segment which contains it, through its own half alone;
 *     a child at 0 of a section that has a parent meets that section's parent, at the same place.
 *
 * The first compartment of the section without a parent is the root. Sections stay together, parents first.
 */
export function compartmentsOf(sections: readonly Section[]): CompartmentTree {
  const topology = topologyOf(sections);
  const { anchors, meeting, order } = topology;
  const compartments: Compartment[] = [];
  const first = new Int32Array(sections.length);
  /** What a child at an end of a section meets: half a segment, or the branch point. Only ends where something is. */
  const ends = new Map<number, Joint>();
  const inner = (on: number, segment: number): Joint => {
    const parent = (first[on] as number) + segment;
    return { parent, axial: 0, diffusion: 0, path: (compartments[parent] as Compartment).pathDistance };
  };

  for (const index of order) {
    const section = sections[index] as Section;
    const { name, kind, compartments: count, axialResistivity } = section;
    const pieces = cut(section.points, 2 * count);
    const length = lengthOf(section) / count;
    const half = (i: number): number => pieces.resistance[i] as number;
    const sum = (of: Float64Array, i: number): number => (of[2 * i] as number) + (of[2 * i + 1] as number);
    const perUm = axialResistivity * GOHM_UM_PER_OHM_CM;
    const anchor = anchors[index];
    let joint: Joint | undefined;
    if (anchor && "segment" in anchor) joint = inner(anchor.on, anchor.segment);
    else if (anchor) joint = ends.get(endKey(anchor.on, anchor.end));
    first[index] = compartments.length;
    for (let i = 0; i < count; i++) {
      const own = half(2 * i);
      const path = joint ? joint.path + length / 2 : 0;
      const area = sum(pieces.area, i);
      compartments.push({
        section: name,
        kind,
        at: (i + 0.5) / count,
        length,
        diameter: area / (Math.PI * length),
        area,
        volume: sum(pieces.volume, i),
        capacitance: section.capacitance * PF_PER_UM2_PER_UF_PER_CM2 * area,
        parent: joint?.parent ?? -1,
        axialResistance: joint ? joint.axial + perUm * own : 0,
        diffusionResistance: joint ? joint.diffusion + own : 0,
        pathDistance: path,
        ...(i === 0 && anchor && "segment" in anchor && { onSide: true as const }),
      });
      const right = half(2 * i + 1);
      joint = { parent: compartments.length - 1, axial: perUm * right, diffusion: right, path: path + length / 2 };
    }
    for (const end of [0, 1] as const) {
      const children = meeting.get(endKey(index, end)) ?? 0;
      if (children === 0) continue;
      const segment = end === 0 ? 0 : count - 1;
      const toEnd = half(end === 0 ? 0 : 2 * count - 1);
      const centre = inner(index, segment);
      const whole = { parent: centre.parent, axial: perUm * toEnd, diffusion: toEnd, path: centre.path + length / 2 };
      ends.set(endKey(index, end), children === 1 ? whole : branchPoint(compartments, section, end, whole));
    }
  }
  return { compartments, indexOf: indexer(sections, topology.indices, first) };
}

function branchPoint(compartments: Compartment[], section: Section, at: number, joint: Joint): Joint {
  compartments.push({
    section: section.name,
    kind: section.kind,
    at,
    length: 0,
    diameter: 0,
    area: 0,
    volume: 0,
    capacitance: 0,
    parent: joint.parent,
    axialResistance: joint.axial,
    diffusionResistance: joint.diffusion,
    pathDistance: joint.path,
  });
  return { parent: compartments.length - 1, axial: 0, diffusion: 0, path: joint.path };
}

function indexer(
  sections: readonly Section[], indices: ReadonlyMap<string, number>, first: Int32Array,
): CompartmentTree["indexOf"] {
  return (name, at = 0.5) => {
    const index = indices.get(name);
    if (index === undefined) throw misuse("section-unknown", { section: name, wanted: "", known: known(sections) });
    if (!isFraction(at)) throw misuse("place-outside", { section: name, found: at });
    return (first[index] as number) + segmentAt(sections[index] as Section, at);
  };
}

/** NEURON's rule, with its rounding. */
function segmentAt({ compartments }: Section, at: number): number {
  return Math.min(Math.floor(compartments * at), compartments - 1);
}

const endKey = (section: number, end: 0 | 1): number => 2 * section + end;

interface Topology {
  readonly indices: ReadonlyMap<string, number>;
  /** Parents first, children in the order given. */
  readonly order: readonly number[];
  readonly anchors: readonly (Anchor | undefined)[];
  /** How many sections begin at an end. */
  readonly meeting: ReadonlyMap<number, number>;
}

/** Checks that the sections are one tree and finds where each one really begins. Iterative: depth is no limit. */
function topologyOf(sections: readonly Section[]): Topology {
  const indices = new Map<string, number>();
  let found = 0;
  sections.forEach((section, i) => {
    checkSection(section);
    found += section.compartments;
    if (found > MOST_COMPARTMENTS) throw misuse("compartments-many", { found, most: MOST_COMPARTMENTS });
    if (indices.has(section.name)) throw misuse("section-twice", { section: section.name });
    indices.set(section.name, i);
  });
  let root = -1;
  const parents = sections.map((section, i) => {
    if (!section.parent) {
      if (root >= 0) throw misuse("section-roots", { first: (sections[root] as Section).name, second: section.name });
      root = i;
      return -1;
    }
    const parent = indices.get(section.parent.section);
    if (parent !== undefined) return parent;
    throw misuse("section-unknown", {
      section: section.parent.section, wanted: `, to which "${section.name}" is attached`, known: known(sections),
    });
  });
  if (sections.length === 0) throw misuse("morphology-empty", { found: 0 });
  const order = parentsFirst(parents, root);
  if (order.length < sections.length) throw misuse("section-loop", { sections: loopOf(sections, parents, order) });

  const anchors: (Anchor | undefined)[] = [];
  const meeting = new Map<number, number>();
  for (const i of order) {
    const { parent } = sections[i] as Section;
    const on = parents[i] as number;
    if (!parent) continue;
    let anchor: Anchor;
    if (parent.at === 0 && on !== root) anchor = anchors[on] as Anchor;
    else if (parent.at === 0 || parent.at === 1) anchor = { on, end: parent.at };
    else anchor = { on, segment: segmentAt(sections[on] as Section, parent.at) };
    anchors[i] = anchor;
    if ("segment" in anchor) continue;
    const end = endKey(anchor.on, anchor.end);
    meeting.set(end, (meeting.get(end) ?? 0) + 1);
  }
  return { indices, order, anchors, meeting };
}

function parentsFirst(parents: readonly number[], root: number): number[] {
  const children = parents.map((): number[] => []);
  parents.forEach((parent, i) => children[parent]?.push(i));
  const order: number[] = [];
  const stack = root < 0 ? [] : [root];
  while (stack.length > 0) {
    const i = stack.pop() as number;
    order.push(i);
    const own = children[i] as number[];
    for (let k = own.length - 1; k >= 0; k--) stack.push(own[k] as number);
  }
  return order;
}

/** The names along one loop, its first again at the end; at most ten. */
function loopOf(sections: readonly Section[], parents: readonly number[], order: readonly number[]): string[] {
  const reached = new Set(order);
  let i = parents.findIndex((_, k) => !reached.has(k));
  const seen = new Set<number>();
  for (; !seen.has(i); i = parents[i] as number) seen.add(i);
  const names: string[] = [];
  const start = i;
  do {
    names.push((sections[i] as Section).name);
    i = parents[i] as number;
  } while (i !== start && names.length < 9);
  return [...names, i === start ? (sections[start] as Section).name : "…"];
}
