/** Where in a cell a written mechanism sits, in the words that the model has for its parts. */
import type { MembranePlacement, Mechanism, Values } from "#engine";
import { compartmentsOf, type Compartment } from "#morphology";
import { isApical, isDendrite } from "../cells/branches.js";
import type { Neuron } from "../cells/neuron.js";
import { misuse } from "./failures.js";
import type { Written } from "./mechanism.js";

export interface MembranePlace {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly about: string;
  /** Whether calcium is followed in all of it. */
  readonly followed: boolean;
}

const place = (name: string, about: string, aliases: readonly string[] = [], followed = false): MembranePlace => ({ name, aliases, about, followed });

export const membranePlaces: readonly MembranePlace[] = [
  place("everywhere", "all membrane of the cell", ["all", "cell"]),
  place("soma", "the soma"),
  place("axon", "the axon's initial part"),
  place("dendrites", "all dendrites, without the spines that are drawn", ["dendrite"]),
  place("apical", "trunk, obliques and tuft", ["apical dendrites"]),
  place("basal", "basal dendrites", ["basal dendrites"]),
  place("trunk", "the apical trunk"),
  place("oblique", "oblique dendrites", ["obliques"]),
  place("tuft", "the apical tuft"),
  place("shafts", "6.3 µm of dendrite to either side of a spine, where calcium is followed", ["shaft"], true),
  place("spine necks", "necks of the protocol's spines", ["spine neck", "necks", "neck"], true),
  place("spine heads", "heads of the protocol's spines", ["spine head", "heads", "head"], true),
];

/** Whether calcium is followed wherever these places are. */
export const calciumFollowedIn = (places: readonly string[]): boolean =>
  places.every((name) => membranePlaces.find((one) => one.name === name)?.followed === true);

/** Whether a compartment lies in one of the places. */
export function liesIn(neuron: Pick<Neuron, "spines">, places: readonly string[]): (c: Pick<Compartment, "section" | "kind">) => boolean {
  const shafts = new Set(neuron.spines.map(({ shaftSection }) => shaftSection));
  const is: Readonly<Record<string, (c: Pick<Compartment, "section" | "kind">) => boolean>> = {
    everywhere: () => true,
    dendrites: ({ kind }) => isDendrite(kind),
    apical: ({ kind }) => isApical(kind),
    shafts: ({ section }) => shafts.has(section),
    "spine necks": ({ kind }) => kind === "spine neck",
    "spine heads": ({ kind }) => kind === "spine head",
  };
  const tests = places.map((name) => is[name] ?? (({ kind }: Pick<Compartment, "kind">): boolean => kind === name));
  return (c) => tests.some((test) => test(c));
}

/** The mechanism spread over its places. Throws a usage RigError where the cell has no such place. */
export function writtenPlacement(
  { name, in: places, with: own }: Written, mechanism: Mechanism, neuron: Neuron, temperature: number,
): MembranePlacement {
  const isIn = liesIn(neuron, places);
  if (!compartmentsOf(neuron.sections).compartments.some((c) => c.area > 0 && isIn(c))) {
    throw misuse("written-nowhere", { name, places: places.join(" or ") });
  }
  return { mechanism, in: isIn, with: { ...filledIn(mechanism, neuron, temperature), ...own } };
}

/** What the rig says of a parameter called `temperature` (the bath's) or `distance` (path from the soma, 0 within it). */
export function filledIn({ parameters }: Mechanism, neuron: Neuron, temperature: number): Values {
  return {
    ...(parameters.includes("temperature") && { temperature: `${Number((temperature + 273.15).toFixed(6))} K` }),
    ...(parameters.includes("distance") && { distance: (c: Compartment) => neuron.distanceOf(c) }),
  };
}
