import { unreadable } from "./failures.js";
import type { SectionPoint } from "./sections.js";
import { distance, pathLength, revolved, roundness, stacked } from "./soma-outline.js";
import type { Oddities } from "./swc-points.js";
import { SOMA, type SwcTree, type TreePoint } from "./swc-tree.js";

/** How a file's soma was drawn, and so how it was read. */
export type SomaShape = "absent" | "sphere" | "three points" | "cylinders" | "outline" | "stack";

/** What the user may say where the points alone leave it open. */
export type AskedSoma = "sphere" | "cylinders" | "outline";

export interface Soma {
  readonly shape: SomaShape;
  /** The one section that stands for the soma; absent when there is none or its points are cable like any other. */
  readonly points?: readonly SectionPoint[];
}

/**
 * Which of the conventions for the soma the points follow:
 *
 *     no point        the tree's first point is its root
 *     one             a sphere; as cable a cylinder with length = diameter, which has the same area
 *     three           NeuroMorpho's: the first in the middle, the others one radius away on both sides: the same sphere
 *     a line          cylinders from point to point, with or without the root at an end
 *     a ring          the outline in one plane (5 points or more, closed): a solid of revolution about its long axis
 *     several rings   outlines in planes of equal z: cable through their centroids
 *
 * Between a line and a ring, or with three arms, the file leaves open what was meant and is refused unless told.
 */
export function somaOf(tree: SwcTree, file: string, asked: AskedSoma | undefined, oddities: Oddities): Soma {
  const points = tree.points.slice(0, tree.somaPoints);
  const [first] = points;
  if (!first) return { shape: "absent" };
  const sphere = { shape: "sphere", points: sphereOf(first.diameter) } as const;
  if (points.length === 1 || asked === "sphere") return sphere;
  if (points.every((p) => distance(p, first) === 0)) {
    oddities.note("one place", first.line, (line) =>
      `The soma's ${points.length} points, from line ${line}, are in one place; read as a sphere.`);
    return sphere;
  }
  if (asked === "cylinders") return { shape: "cylinders" };
  if (asked === "outline") return outlineOf(points, file);
  if (isThreePoint(tree)) return { shape: "three points", points: sphereOf(first.diameter) };
  const chain = chainOf(tree);
  const ambiguous = (why: string): Error =>
    unreadable("swc-soma-shape", { file, line: first.line, points: points.length, why });
  if (!chain) throw ambiguous("three or more of them hang on one");
  const rings = ringsOf(chain);
  if (rings.length > 1 && rings.every(isRound)) return { shape: "stack", points: stacked(rings) };
  if (isOutline(chain)) return outlineOf(chain, file);
  const [length, ends] = [pathLength(chain), distance(chain[0] as TreePoint, chain.at(-1) as TreePoint)];
  if (ends >= length / 2) {
    if (points.length === 3) {
      oddities.note("not three", first.line, (line) =>
        `The three soma points from line ${line} aren't NeuroMorpho's (equal radii, one radius apart); ` +
        "read as cylinders.");
    }
    return { shape: "cylinders" };
  }
  throw ambiguous(
    `they run ${length.toFixed(1)} µm but end ${ends.toFixed(1)} µm from where they began, neither straight nor closed`,
  );
}

/** A cylinder with length = diameter: lateral area π·d², the sphere's. Its volume is 1.5 times the sphere's. */
function sphereOf(diameter: number): SectionPoint[] {
  return [{ at: 0, diameter }, { at: diameter, diameter }];
}

/** Equal radii r, the other two r from the first and 2r from each other (to 1 %), and all branches on the first. */
function isThreePoint({ points, children, somaPoints }: SwcTree): boolean {
  if (somaPoints !== 3) return false;
  const [middle, one, other] = points as [TreePoint, TreePoint, TreePoint];
  const isNear = (found: number, expected: number): boolean => Math.abs(found - expected) <= 0.01 * expected;
  const { diameter } = middle;
  const hasBranch = [1, 2].some((i) => children[i]?.some((k) => points[k]?.type !== SOMA));
  return !hasBranch && isNear(one.diameter, diameter) && isNear(other.diameter, diameter) &&
    isNear(distance(middle, one) + distance(middle, other), diameter) && isNear(distance(one, other), diameter);
}

/** The soma's points from end to end, if it has no third arm. */
function chainOf({ points, children, somaPoints }: SwcTree): TreePoint[] | undefined {
  const next = (i: number): number[] => (children[i] as readonly number[]).filter((k) => k < somaPoints);
  const arms = next(0).map((start) => {
    const arm: TreePoint[] = [];
    for (let i: number | undefined = start; i !== undefined; [i] = next(i)) arm.push(points[i] as TreePoint);
    return arm;
  });
  const [forth = [], back = []] = arms;
  const chain = [...back.reverse(), points[0] as TreePoint, ...forth];
  return chain.length === somaPoints ? chain : undefined;
}

/** Neighbours with the same z. */
function ringsOf(chain: readonly TreePoint[]): TreePoint[][] {
  const rings: TreePoint[][] = [];
  for (const point of chain) {
    const ring = rings.at(-1);
    if (ring?.[0]?.z === point.z) ring.push(point);
    else rings.push([point]);
  }
  return rings;
}

/** Rounder than a rectangle of 5:1 (0.44). */
function isRound(ring: readonly TreePoint[]): boolean {
  return ring.length >= 3 && roundness(ring) >= 0.4;
}

function isOutline(chain: readonly TreePoint[]): boolean {
  const steps = chain.slice(1).map((p, i) => distance(p, chain[i] as TreePoint));
  const longest = steps.reduce((most, step) => Math.max(most, step), 0);
  const gap = distance(chain[0] as TreePoint, chain.at(-1) as TreePoint);
  return chain.length >= 5 && isRound(chain) && gap <= 2 * longest;
}

function outlineOf(outline: readonly TreePoint[], file: string): Soma {
  const points = revolved(outline);
  if (points) return { shape: "outline", points };
  throw unreadable("swc-soma-outline", { file, line: (outline[0] as TreePoint).line, points: outline.length });
}
