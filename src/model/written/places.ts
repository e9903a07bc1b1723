/** Where in a cell a written mechanism sits, in the words that the model has for its parts. */
import type { MembranePlacement, Mechanism } from "#engine";
import { compartmentsOf, type Compartment } from "#morphology";
import { isApical, isDendrite } from "../cells/branches.js";
import type { Neuron } from "../cells/neuron.js";
import { kelvin } from "../pharmacology/solutions.js";
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

/** Where receptors sit. */
const RECEPTORS_SIT_IN = "spine heads";

/** Why a mechanism can't sit in these places, in a sentence; undefined where it can. */
export function placeProblem({ name, placed, reads }: Mechanism, places: readonly string[]): string | undefined {
  if (placed === "at a point" && places.some((one) => one !== RECEPTORS_SIT_IN)) {
    return `${name} is a receptor, one in each spine head, which a release there opens; write in: ${RECEPTORS_SIT_IN}`;
  }
  const followed = membranePlaces.filter((one) => one.followed).map((one) => one.name);
  if (!reads.includes("caInside") || places.every((one) => followed.includes(one))) return undefined;
  return `${name} reads caInside, and calcium is followed in ${followed.join(", ")} alone; name some of these`;
}

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
  return { mechanism, in: isIn, with: { ...filledIn(mechanism, temperature, (c: Compartment) => neuron.distanceOf(c)), ...own } };
}

/** What the rig says of a parameter called `temperature` (the bath's, °C) or `distance` (path from the soma, 0 within it). */
export function filledIn<Distance>(
  { parameters }: Mechanism, temperature: number, distance: Distance,
): Readonly<Record<string, string | Distance>> {
  return {
    ...(parameters.includes("temperature") && { temperature: kelvin(temperature) }),
    ...(parameters.includes("distance") && { distance }),
  };
}
