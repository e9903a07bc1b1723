/** The spines that a cell's membrane counts and that are no compartments of it: what a picture of the cell shows. */
import { log } from "#elementary";
import { randomStream } from "#random";
import { valueOf } from "#units";
import { diameterAt, lengthOf, type Branch } from "./branches.js";
import { positive } from "./membrane.js";
import { placeIn, type Neuron } from "./neuron.js";
import { drawSpine } from "./population.js";
import { cellQuantities } from "./quantities.js";
import type { CellElement } from "./shapes.js";
import { headDiameter, placedSpine, type SpineGeometry } from "./spine-shape.js";

const [DRAWN, STANDING] = [0x5e57, 0x5e58] as const;
/** Bodies that are drawn from the population; each stands in many places. */
const KINDS = 200;
/** Spread of directions out of the imaging plane: spines point all around their dendrite. */
const AROUND = 1;
/** µm of dendrite to either side of an imaged spine that others leave free: spines were chosen that stand apart. */
const FREE = 0.9;

/**
 * As many spines as `cell.spineFactor` says, on every dendrite that it counts for: each stands where the membrane that
 * spines add to the dendrite before it has been used up, by chance one sooner, another later. An oblique of 0.7 µm so
 * has two a µm, a trunk of 2 µm six (Megías et al. 2001 count up to seven there). They rest; the cell's own spines are
 * apart, and keep some dendrite free around them.
 */
export function restingSpines(neuron: Neuron, seed: number): CellElement[] {
  const { branches, settings, spines } = neuron.parts;
  const added = positive("spineFactor", settings) - 1;
  if (!(added > 0)) return [];
  const spinesFrom = valueOf(cellQuantities, "spinesFrom", settings);
  // As on trunks, which are as thick around a spine as they are elsewhere.
  const bodies = Array.from({ length: KINDS }, (_, k) =>
    drawSpine((seed ^ DRAWN) + k >>> 0, settings, "trunk").geometry);
  return branches.filter(({ kind }) => kind !== "soma" && kind !== "axon").flatMap((branch, b) => {
    const own = spines.filter((spine) => spine.branch === branch.name).map(({ along }) => along);
    const random = randomStream(seed, b, STANDING);
    const found: CellElement[] = [];
    let along = branch.kind === "trunk" ? Math.max(0, spinesFrom - branch.from) : 0;
    for (let k = 0; ; k++) {
      const geometry = bodies[Math.floor(random.uniform() * KINDS)] as SpineGeometry;
      const room = added * Math.PI * diameterAt(branch.points, along);
      along += (-log(random.uniform()) * membraneOf(geometry)) / room;
      if (!(along < lengthOf(branch))) return found;
      if (own.some((place) => Math.abs(place - along) < FREE)) continue;
      found.push(standing(neuron, branch, { along, geometry, seed: ((seed << 8) + 7919 * b + k) >>> 0 }));
    }
  });
}

/** µm², of head and neck. */
function membraneOf({ headVolume, neckLength, neckDiameter }: SpineGeometry): number {
  const head = headDiameter(headVolume);
  return Math.PI * (head * head + neckLength * neckDiameter);
}

function standing(
  { pieces }: Neuron, branch: Branch,
  { along, geometry, seed }: { readonly along: number; readonly geometry: SpineGeometry; readonly seed: number },
): CellElement {
  const { course, sphere } = placedSpine(branch, along, "", geometry, seed, AROUND);
  const [from, to] = course.neck as [typeof course.neck[number], typeof course.neck[number]];
  const neck = {
    from: [from.x, from.y, from.z], to: [to.x, to.y, to.z], fromRadius: from.radius, toRadius: to.radius,
  } as const;
  const { section, at } = placeIn(pieces.get(branch.name) ?? [], along);
  return { name: "resting spine", section, at, shapes: [neck, sphere] };
}
