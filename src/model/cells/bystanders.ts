/**
 * Spines that nobody stimulates. In the cell's cable they are a factor on its membrane (`cell.spineFactor`); in a picture
 * they stand one by one, or dendrites would be bare pipes.
 */
import { log } from "#elementary";
import { randomStream, type RandomStream } from "#random";
import { valueOf, type Settings } from "#units";
import { diameterAt, isDendrite, lengthOf, type Branch } from "./branches.js";
import { placeOn, sum, times, unit, type Vector } from "./course.js";
import type { Neuron } from "./neuron.js";
import { drawSpine, populationQuantities } from "./population.js";
import { cellQuantities } from "./quantities.js";
import type { CellShape } from "./shapes.js";
import { headDiameter } from "./spine-shape.js";

/** One such spine as the beam sees it: neck and head at rest. */
export interface Bystander {
  readonly name: string;
  readonly branch: string;
  /** Path from the soma, µm. */
  readonly distance: number;
  readonly shapes: readonly CellShape[];
}

const STREWN = 0xb75;
/** µm of dendrite around a spine of the protocol that stay bare: whoever images a spine takes one that stands alone. */
const CLEAR = 1.5;
/** As many as there are seeds of a spine. */
const SEEDS = 2 ** 32;

/**
 * Bystanders of all dendrites, `spinePopulation.density` a µm, thrown at random along them and round them; on the trunk
 * from `cell.spinesFrom` on. Their sizes follow the population. The same seed gives the same spines, whatever spines the
 * protocol adds. That real spines keep out of each other's way is left out.
 */
export function bystandersOf({ parts }: Neuron, seed: number): Bystander[] {
  const { branches, spines, settings } = parts;
  const density = valueOf(populationQuantities, "density", settings);
  if (!(density > 0)) return [];
  const smooth = valueOf(cellQuantities, "spinesFrom", settings);
  return branches.flatMap((branch, b): Bystander[] => {
    if (!isDendrite(branch.kind)) return [];
    const random = randomStream(seed, b, STREWN);
    const taken = spines.filter((spine) => spine.branch === branch.name).map(({ along }) => along);
    const found: Bystander[] = [];
    const next = (): number => -log(random.uniform()) / density;
    for (let along = next(); along < lengthOf(branch); along += next()) {
      const one = bystander(branch, along, settings, random);
      const bare = branch.kind === "trunk" && branch.from + along < smooth;
      if (!bare && taken.every((at) => Math.abs(at - along) > CLEAR)) found.push(one);
    }
    return found;
  });
}

function bystander(branch: Branch, along: number, settings: Settings, random: RandomStream): Bystander {
  const { at, heading } = placeOn(branch.course, along);
  const drawn = drawSpine(Math.floor(random.uniform() * SEEDS), settings);
  const { headVolume, neckLength, neckDiameter } = drawn.geometry;
  const pointing = across(heading, random);
  const on = (far: number): Vector => sum([at.x, at.y, at.z], times(pointing, far));
  const surface = diameterAt(branch.points, along) / 2;
  const [tip, radius] = [surface + neckLength, headDiameter(headVolume) / 2];
  const neck = neckDiameter / 2;
  return {
    name: `${branch.name} bystander at ${along.toFixed(1)} µm`, branch: branch.name, distance: branch.from + along,
    shapes: [
      { from: on(surface), to: on(tip), fromRadius: neck, toRadius: neck }, { centre: on(tip + radius), radius },
    ],
  };
}

/** At right angles to `heading`, on any side: a place within a circle, out to its rim. */
function across(heading: Vector, random: RandomStream): Vector {
  const [x, y, z] = heading;
  const first = unit(Math.abs(z) < 0.9 ? [-y, x, 0] : [0, -z, y]);
  const second: Vector = [
    y * first[2] - z * first[1], z * first[0] - x * first[2], x * first[1] - y * first[0],
  ];
  for (;;) {
    const [a, b] = [2 * random.uniform() - 1, 2 * random.uniform() - 1];
    const square = a * a + b * b;
    if (square > 0.01 && square <= 1) return unit(sum(times(first, a), times(second, b)));
  }
}
