/** The cell's calcium with what a person wrote for it: buffers and pumps, as reactions of `ca`. */
import { joined, joinedName, presence, type Mechanism, type Values } from "#engine";
import { compartmentsOf, type Compartment } from "#morphology";
import type { Neuron } from "../cells/neuron.js";
import { CALCIUM } from "./calcium.js";
import type { Written } from "./mechanism.js";
import { filledIn, liesIn } from "./places.js";

/** A written mechanism, read. */
export interface WrittenPart {
  readonly written: Written;
  readonly mechanism: Mechanism;
}

/** One pool: calcium diffuses through it whatever reacts where. */
export function poolWith(pool: Mechanism, all: readonly WrittenPart[]): Mechanism {
  return all.reduce((whole, { mechanism }) => joined(whole, mechanism, [CALCIUM]), pool);
}

/** What the joined pool's parameters are: the texts' own values, where each is, what the rig says. */
export function writtenPoolValues(all: readonly WrittenPart[], neuron: Neuron, temperature: number): Values {
  return Object.assign({}, ...all.map(({ written: { name, in: places, with: own }, mechanism }): Values => {
    const isIn = liesIn(neuron, places);
    const everywhere = compartmentsOf(neuron.sections).compartments.every((c) => isIn(c));
    const values = Object.entries({ ...filledIn(mechanism, temperature, (c: Compartment) => neuron.distanceOf(c)), ...own });
    return {
      ...Object.fromEntries(values.map(([parameter, value]) => [joinedName(name, parameter), value])),
      ...(everywhere ? {} : { [presence(name)]: (c: Compartment) => (isIn(c) ? 1 : 0) }),
    };
  })) as Values;
}
