/** A CA1 pyramidal cell's branches: the reference tree, or one drawn around it. */
import { exp, log } from "#elementary";
import type { SectionPoint } from "#morphology";
import { randomStream, type RandomStream } from "#random";
import { valueOf, type Settings } from "#units";
import { lengthOf, type Branch, type BranchKind, type CoursePoint } from "./branches.js";
import { grown, placeOn, sum, times, unit, type Vector } from "./course.js";
import { misuse } from "./failures.js";
import { treeQuantities } from "./quantities.js";

/** Streams of randomness: sizes apart from courses, so that a longer branch bends as before. */
const [SIZES, COURSES] = [0x7265e1, 0x7265e2] as const;
/** Pieces in which the trunk is told, so that obliques stand on either side of a border as in the reference. */
const TRUNK_PIECES = 6;
/** µm from the soma to the oblique that is named first: the one that carries the reference's spine, 45 µm out. */
const FIRST_OBLIQUE = 75;
/** The soma as it looks: its outline's radius from below to above, of the section's. */
const SOMA_OUTLINE = [0.42, 0.78, 0.95, 1, 0.97, 0.87, 0.7, 0.5, 0.3] as const;

type Draw = (mean: number, variation: Variation) => number;
type Variation = "trunkVariation" | "branchVariation" | "diameterVariation";
type Plan = Omit<Branch, "course" | "from"> & { readonly heading: Vector };

/**
 * Branches of the cell with this seed, parents first. Seed 0 is the reference cell, whose sizes are the means of all:
 *
 *     soma · axon · trunk of 6 pieces · 10 obliques, the first 75 µm up, the others spread from 40 to 260 µm
 *     tuft: 2 branches at the trunk's end, each with 2 twigs · basal: 5 stems, each with 2 twigs
 *
 * Others draw lengths and diameters from lognormal laws and how many obliques and basal stems there are from a normal
 * law; obliques stand where chance puts them. How it bends in space is drawn for every seed, 0 too.
 */
export function treeOf(seed: number, settings: Settings): Branch[] {
  const own = (name: keyof typeof treeQuantities.all): number => valueOf(treeQuantities, name, settings);
  const sizes = randomStream(seed, 0, SIZES);
  const draw: Draw = (mean, variation) => seed === 0 ? mean : lognormal(sizes, mean, own(variation));
  const count = (name: "obliques" | "basals", least: number): number => {
    const mean = own(name);
    if (!Number.isInteger(mean) || mean < least || mean > 100) throw misuse("tree-count", { name, found: mean, least });
    if (seed === 0) return mean;
    return Math.max(least, Math.round(mean * (1 + own("countVariation") * sizes.normal())));
  };
  const plans: Plan[] = [];
  const put = (
    name: string, kind: BranchKind, length: number, [start, end]: readonly [number, number], heading: Vector,
    parent?: Plan["parent"],
  ): void => {
    const points = [{ at: 0, diameter: start }, { at: length, diameter: end }];
    plans.push({ name, kind, points, heading, ...(parent && { parent }) });
  };
  const even = (diameter: number): readonly [number, number] => [diameter, diameter];
  put("soma", "soma", own("somaLength"), even(own("somaDiameter")), [0, 1, 0]);
  put("axon", "axon", own("axonLength"), even(own("axonDiameter")), [0.15, -1, 0.1], { branch: "soma", at: 0 });

  const trunk = draw(own("trunkLength"), "trunkVariation");
  const thickness = draw(1, "diameterVariation");
  const trunkAt = (along: number): number =>
    thickness * (own("trunkStart") + ((own("trunkEnd") - own("trunkStart")) * along) / trunk);
  const piece = trunk / TRUNK_PIECES;
  for (let i = 0; i < TRUNK_PIECES; i++) {
    put(`trunk ${i + 1}`, "trunk", piece, [trunkAt(i * piece), trunkAt((i + 1) * piece)], [0, 1, 0],
      { branch: i === 0 ? "soma" : `trunk ${i}`, at: 1 });
  }
  const onTrunk = (along: number): NonNullable<Plan["parent"]> => {
    const i = Math.min(TRUNK_PIECES - 1, Math.floor(along / piece));
    return { branch: `trunk ${i + 1}`, at: Math.min(1, (along - i * piece) / piece) };
  };
  const [low, high] = [own("obliquesFrom"), Math.min(own("obliquesTo"), trunk)];
  const obliques = count("obliques", 1);
  for (let k = 0; k < obliques; k++) {
    const spread = low + ((high - low) * Math.max(0, k - 1)) / Math.max(1, obliques - 2);
    const along = seed === 0 ? (k === 0 ? FIRST_OBLIQUE : spread) : low + (high - low) * sizes.uniform();
    const taper = draw(1, "diameterVariation");
    const side = k % 2 === 0 ? 1 : -1;
    put(`oblique ${k + 1}`, "oblique", draw(own("obliqueLength"), "branchVariation"),
      [taper * own("obliqueStart"), taper * own("obliqueEnd")], [0.9 * side, 0.5, 0.2 * (k % 3) - 0.2],
      onTrunk(Math.min(along, trunk)));
  }
  for (let k = 1; k <= 2; k++) {
    const side = k === 1 ? 1 : -1;
    put(`tuft ${k}`, "tuft", draw(own("tuftLength"), "branchVariation"),
      even(draw(own("tuftDiameter"), "diameterVariation")), [0.55 * side, 0.85, 0.1 * side],
      { branch: `trunk ${TRUNK_PIECES}`, at: 1 });
    for (const [twig, bend] of [["a", 0.45], ["b", -0.35]] as const) {
      put(`tuft ${k}${twig}`, "tuft", draw(own("tuftLength"), "branchVariation"),
        even(draw(own("tuftTwigDiameter"), "diameterVariation")), [(0.55 + bend) * side, 0.8, -0.3 * bend],
        { branch: `tuft ${k}`, at: 1 });
    }
  }
  const basals = count("basals", 1);
  for (let k = 1; k <= basals; k++) {
    const across = basals === 1 ? 0 : (2 * (k - 1)) / (basals - 1) - 1;
    put(`basal ${k}`, "basal", draw(own("basalStemLength"), "branchVariation"),
      even(draw(own("basalStemDiameter"), "diameterVariation")), [across, -0.75, k % 2 === 0 ? 0.25 : -0.25],
      { branch: "soma", at: 0 });
    for (const [twig, bend] of [["a", 0.4], ["b", -0.4]] as const) {
      put(`basal ${k}${twig}`, "basal", draw(own("basalTwigLength"), "branchVariation"),
        even(draw(own("basalTwigDiameter"), "diameterVariation")), [across + bend, -0.9, 0.4 * bend],
        { branch: `basal ${k}`, at: 1 });
    }
  }
  return laidOut(plans, randomStream(seed, 0, COURSES));
}

/** Lognormal with this mean and standard deviation / mean. */
function lognormal(random: RandomStream, mean: number, variation: number): number {
  const variance = log(1 + variation * variation);
  return mean * exp(Math.sqrt(variance) * random.normal() - variance / 2);
}

/** Gives each branch its distance from the soma and its course from where its parent's is. */
function laidOut(plans: readonly Plan[], random: RandomStream): Branch[] {
  const grownSoFar = new Map<string, Branch>();
  return plans.map(({ heading, ...plan }) => {
    const length = lengthOf(plan);
    const parent = plan.parent && grownSoFar.get(plan.parent.branch);
    let branch: Branch;
    if (!plan.parent || !parent) branch = { ...plan, from: 0, course: somaCourse(plan.points) };
    else {
      const along = plan.parent.at * lengthOf(parent);
      const { at, heading: onward } = placeOn(parent.course, along);
      const continues = parent.kind === plan.kind && plan.parent.at === 1;
      const course = grown({
        start: [at.x, at.y, at.z], length, random,
        heading: continues ? sum(unit(heading), times(onward, 0.6)) : heading,
        radiusAt: (where) => radiusOf(plan.points, where / length),
      });
      branch = { ...plan, from: parent.kind === "soma" ? 0 : parent.from + along, course };
    }
    grownSoFar.set(branch.name, branch);
    return branch;
  });
}

function radiusOf(points: readonly SectionPoint[], share: number): number {
  const [first, last] = [points[0] as SectionPoint, points.at(-1) as SectionPoint];
  return (first.diameter + (last.diameter - first.diameter) * share) / 2;
}

function somaCourse(points: readonly SectionPoint[]): CoursePoint[] {
  const { at: length, diameter } = points.at(-1) as SectionPoint;
  return SOMA_OUTLINE.map((share, i) =>
    ({ x: 0, y: (length * i) / (SOMA_OUTLINE.length - 1) - length / 2, z: 0, radius: (share * diameter) / 2 }));
}
