/** What a neuron looks like, compartment by compartment: what a microscope can integrate its focus over. */
import type { Section } from "#morphology";
import { lengthOf } from "./branches.js";
import { courseBetween } from "./course.js";
import type { Neuron } from "./neuron.js";

type Spot = readonly [x: number, y: number, z: number];

/** A cone between two places, or a ball; µm. */
export type CellShape =
  | { readonly from: Spot; readonly to: Spot; readonly fromRadius: number; readonly toRadius: number }
  | { readonly centre: Spot; readonly radius: number };

/** One compartment: where it is found in the engine, and its shapes in space. */
export interface CellElement {
  readonly name: string;
  readonly section: string;
  /** Centre along the section, 0 … 1. */
  readonly at: number;
  readonly shapes: readonly CellShape[];
}

/** Every compartment of the neuron, or those of the named sections. Heads are balls. */
export function elementsOf(neuron: Neuron, sections?: readonly string[]): CellElement[] {
  const balls = new Map(neuron.spines.map(({ head, sphere }) => [head, sphere]));
  const shown = sections ? neuron.sections.filter(({ name }) => sections.includes(name)) : neuron.sections;
  return shown.flatMap((section) => {
    const ball = balls.get(section.name);
    if (ball) return [{ name: section.name, section: section.name, at: 0.5, shapes: [ball] }];
    return conesOf(neuron, section);
  });
}

function conesOf({ layout }: Neuron, section: Section): CellElement[] {
  const { name, compartments } = section;
  const course = layout.get(name) ?? [];
  const length = lengthOf(section);
  return Array.from({ length: compartments }, (_, k) => {
    const points = courseBetween(course, (length * k) / compartments, (length * (k + 1)) / compartments);
    const shapes = points.slice(1).map((b, i): CellShape => {
      const a = points[i] as typeof b;
      return { from: [a.x, a.y, a.z], to: [b.x, b.y, b.z], fromRadius: a.radius, toRadius: b.radius };
    });
    const own = compartments === 1 ? name : `${name} ${k + 1}`;
    return { name: own, section: name, at: (k + 0.5) / compartments, shapes };
  });
}
