import type { SectionPoint } from "#morphology";

/** What a dendrite is called: where a spine may stand. */
export const DENDRITES = ["oblique", "trunk", "tuft", "basal"] as const;
export type Dendrite = (typeof DENDRITES)[number];
export type BranchKind = Dendrite | "soma" | "axon";

/** A point of the cell's course in space; y grows from the soma to the tuft, z along the optical axis; µm. */
export interface CoursePoint {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly radius: number;
}

/** An unbranched stretch of cell as it grew, before spines cut it. */
export interface Branch {
  readonly name: string;
  readonly kind: BranchKind;
  /** Where on another branch it begins, 0 … 1. */
  readonly parent?: { readonly branch: string; readonly at: number };
  readonly points: readonly SectionPoint[];
  /** Path from the soma to where it begins, µm. */
  readonly from: number;
  /** As long as `points`. */
  readonly course: readonly CoursePoint[];
}

export const isDendrite = (kind: string): boolean => (DENDRITES as readonly string[]).includes(kind);
export const isApical = (kind: string): boolean => kind === "trunk" || kind === "oblique" || kind === "tuft";

/** µm, of a branch or a section. */
export function lengthOf({ points }: Pick<Branch, "points">): number {
  return points.at(-1)?.at ?? 0;
}

/** µm, linear between points; of a step, what follows it. */
export function diameterAt(points: readonly SectionPoint[], at: number): number {
  const next = points.findIndex((point) => point.at > at);
  const after = points[next];
  if (!after) return points.at(-1)?.diameter as number;
  const before = points[next - 1] ?? after;
  const share = after.at > before.at ? (at - before.at) / (after.at - before.at) : 0;
  return before.diameter + (after.diameter - before.diameter) * share;
}

/** The points from `from` to `to`, both µm along, as a cable of its own. */
export function stretch(points: readonly SectionPoint[], from: number, to: number): SectionPoint[] {
  const inner = points.filter(({ at }) => at > from && at < to);
  return [
    { at: 0, diameter: diameterAt(points, from) },
    ...inner.map(({ at, diameter }) => ({ at: at - from, diameter })),
    { at: to - from, diameter: endDiameter(points, to) },
  ];
}

/** At the end of a stretch a step belongs to what precedes it. */
function endDiameter(points: readonly SectionPoint[], at: number): number {
  return points.find((point) => point.at === at)?.diameter ?? diameterAt(points, at);
}
