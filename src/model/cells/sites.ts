/** Places on a neuron by dendrite and distance, and spines put there. */
import type { Place } from "#morphology";
import { randomStream } from "#random";
import { parseQuantity } from "#units";
import { hint } from "../nearest.js";
import { DENDRITES, lengthOf, type Branch, type Dendrite } from "./branches.js";
import { misuse } from "./failures.js";
import { assembled, placeIn, type Neuron } from "./neuron.js";
import { placedSpine, type SpineGeometry } from "./spine-shape.js";

/** A place on a dendrite, which stays the same however spines cut the branch. */
export interface Site {
  readonly branch: string;
  readonly dendrite: Dendrite;
  /** µm from where the branch begins. */
  readonly along: number;
  /** Path from the soma, µm. */
  readonly distance: number;
}

/**
 * The place `distance` from the soma, along the path, on a dendrite of that kind; `near` chooses among the branches
 * that reach so far, by their order (0 by default). Throws a usage RigError that names the nearest possible place.
 */
export function siteAt(
  neuron: Neuron,
  { dendrite, distance, near = 0 }: { readonly dendrite: string; readonly distance: string; readonly near?: number },
): Site {
  const wanted = parseQuantity(distance, "length");
  const kind = DENDRITES.find((name) => name === dendrite.trim().toLowerCase());
  if (!kind) throw misuse("dendrite-unknown", { name: dendrite, hint: hint(dendrite, DENDRITES) });
  const all = neuron.parts.branches.filter((branch) => branch.kind === kind);
  if (all.length === 0) {
    const known = DENDRITES.filter((name) => neuron.parts.branches.some((b) => b.kind === name)).join(", ");
    throw misuse("dendrite-absent", { name: kind, known });
  }
  const reaching = all.filter((branch) => wanted >= branch.from && wanted <= endOf(branch));
  if (reaching.length === 0) {
    const ends = all.flatMap((branch) => [branch.from, endOf(branch)]);
    const nearest = ends.reduce((best, end) => (Math.abs(end - wanted) < Math.abs(best - wanted) ? end : best));
    throw misuse("site-off-tree", {
      dendrite: kind, distance: wanted, nearest, from: Math.min(...ends), to: Math.max(...ends),
    });
  }
  const branch = reaching[near];
  if (!branch) throw misuse("site-which", { dendrite: kind, distance: wanted, near, count: reaching.length });
  return { branch: branch.name, dendrite: kind, along: wanted - branch.from, distance: wanted };
}

/** `count` places strewn over the dendrites of a kind, as likely on any micrometre of them. */
export function sitesOn(neuron: Neuron, dendrite: Dendrite, count: number, seed: number): Site[] {
  const branches = neuron.parts.branches.filter((branch) => branch.kind === dendrite);
  const total = branches.reduce((sum, branch) => sum + lengthOf(branch), 0);
  const random = randomStream(seed, 0, STREWN);
  return Array.from({ length: total > 0 ? count : 0 }, () => {
    let left = total * random.uniform();
    for (const branch of branches) {
      if (left < lengthOf(branch) || branch === branches.at(-1)) {
        const along = Math.min(lengthOf(branch), left);
        return { branch: branch.name, dendrite, along, distance: branch.from + along };
      }
      left -= lengthOf(branch);
    }
    throw new Error("broken invariant: the last branch takes what is left");
  });
}

const STREWN = 0x517e5;

/** The section that holds a site now, and where in it. */
export function placeOf(neuron: Neuron, { branch, along }: Pick<Site, "branch" | "along">): Place {
  return placeIn(neuron.pieces.get(branch) ?? [], along);
}

/**
 * The neuron with one spine more: `<name> neck` of 10 compartments, `<name> head`, and the shaft around it cut finely.
 * Its membrane is passive. `seed` decides to which side it points.
 */
export function withSpineOn(
  neuron: Neuron, { branch, along }: Pick<Site, "branch" | "along">,
  { name, geometry, seed = 0 }: { readonly name: string; readonly geometry: SpineGeometry; readonly seed?: number },
): Neuron {
  const { parts } = neuron;
  if (parts.spines.some((spine) => spine.name === name)) throw misuse("spine-twice", { name });
  if (neuron.sections.some((s) => s.name === `${name} neck` || s.name === `${name} head`)) {
    throw misuse("spine-name", { name });
  }
  const on = parts.branches.find((b) => b.name === branch);
  if (!on) throw new Error(`broken invariant: ${branch} is a branch of the neuron`);
  return assembled({ ...parts, spines: [...parts.spines, placedSpine(on, along, name, geometry, seed)] });
}

const endOf = (branch: Branch): number => branch.from + lengthOf(branch);
