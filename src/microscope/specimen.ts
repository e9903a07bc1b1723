/** What lies under the objective: pieces of cell, each of one brightness, and how to integrate the focus over them. */
import { square } from "#elementary";
import type { PointSpread } from "./point-spread.js";

/** x, y (in the picture's plane) and z (along the optical axis), µm. */
export type Position = readonly [x: number, y: number, z: number];

/** A stretch of dendrite: a cone with its end caps cut square. */
export interface Frustum {
  readonly from: Position;
  readonly to: Position;
  readonly fromRadius: number;
  readonly toRadius: number;
}

export interface Sphere {
  readonly centre: Position;
  readonly radius: number;
}

export type Shape = Frustum | Sphere;

/** A piece of the cell within which dye has one concentration: a compartment, of as many shapes as its bends need. */
export interface SpecimenElement {
  readonly name: string;
  readonly shapes: readonly Shape[];
}

/** Called with each node of a rule for integrals over a volume: its place and its share of the volume, µm³. */
export type NodeVisitor = (x: number, y: number, z: number, volume: number) => void;

/** Gauss and Legendre's three nodes on [0, 1]. */
const NODES = [0.5 - 0.5 * Math.sqrt(0.6), 0.5, 0.5 + 0.5 * Math.sqrt(0.6)] as const;
const SHARES = [5 / 18, 8 / 18, 5 / 18] as const;
/** Radii of the focus that three nodes cover: the integral of a Gaussian across such panels errs by less than 0.1 %. */
const PANEL = 1.4;
/** Radii of the focus between neighbours on a ring; an equally spaced sum round a circle errs by 2·exp(−(π/0.9)²). */
const ARC = 0.9;
const FEWEST_ON_RING = 6;

/** µm³. */
export function shapeVolume(shape: Shape): number {
  if ("radius" in shape) return (4 / 3) * Math.PI * shape.radius * shape.radius * shape.radius;
  const { fromRadius: a, toRadius: b } = shape;
  return (Math.PI / 3) * distance(shape.from, shape.to) * (a * a + a * b + b * b);
}

/** Middle and radius of a sphere around the shape. */
export function surrounding(shape: Shape): Sphere {
  if ("radius" in shape) return shape;
  const { from, to } = shape;
  const half = distance(from, to) / 2;
  const radius = Math.max(shape.fromRadius, shape.toRadius);
  return {
    centre: [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2, (from[2] + to[2]) / 2],
    radius: Math.sqrt(half * half + radius * radius),
  };
}

/**
 * Nodes within the shape, close enough for a focus of this size: discs across the axis by Gauss's rule along it, in
 * each disc rings by Gauss's rule along the radius, on each ring equal arcs. The nodes' volumes add up to the shape's
 * exactly.
 */
export function visitNodes(shape: Shape, spread: PointSpread, visit: NodeVisitor): void {
  const disc = discVisitor(spread, visit);
  if ("radius" in shape) {
    const { centre, radius } = shape;
    // Discs change in size from one to the next, so that they must be as close as the focus is narrow.
    alongPanels(2 * radius, PANEL * spread.lateral, (s, length) => {
      disc(centre[0], centre[1], centre[2] + s - radius, [1, 0, 0], [0, 1, 0], Math.sqrt(s * (2 * radius - s)), length);
    });
    return;
  }
  const { from, to, fromRadius, toRadius } = shape;
  const total = distance(from, to);
  if (total === 0) return;
  const axis: Position = [(to[0] - from[0]) / total, (to[1] - from[1]) / total, (to[2] - from[2]) / total];
  const [across, other] = perpendicular(axis);
  const flat = (axis[0] * axis[0] + axis[1] * axis[1]) / (spread.lateral * spread.lateral);
  const width = 1 / Math.sqrt(flat + (axis[2] * axis[2]) / (spread.axial * spread.axial));
  alongPanels(total, PANEL * width, (s, length) => {
    const radius = fromRadius + ((toRadius - fromRadius) * s) / total;
    disc(from[0] + axis[0] * s, from[1] + axis[1] * s, from[2] + axis[2] * s, across, other, radius, length);
  });
}

function discVisitor(spread: PointSpread, visit: NodeVisitor) {
  const circles = new Map<number, Float64Array>();
  return (
    x: number, y: number, z: number, across: Position, other: Position, radius: number, thickness: number,
  ): void => {
    let turned = 0;
    alongPanels(radius, PANEL * spread.lateral, (ring, width) => {
      const count = Math.max(FEWEST_ON_RING, Math.ceil((2 * Math.PI * ring) / (ARC * spread.lateral)));
      const circle = circles.get(count) ?? circleOf(count);
      circles.set(count, circle);
      const volume = (thickness * width * 2 * Math.PI * ring) / count;
      // Every second ring is turned by half an arc, so that no direction is preferred.
      for (let k = turned; k < 2 * count; k += 2) {
        const u = ring * (circle[2 * k] as number);
        const v = ring * (circle[2 * k + 1] as number);
        visit(
          x + u * across[0] + v * other[0], y + u * across[1] + v * other[1], z + u * across[2] + v * other[2], volume,
        );
      }
      turned = 1 - turned;
    });
  };
}

/** Gauss's nodes on equal panels of at most `longest` over [0, length]: where, and what length each stands for. */
function alongPanels(length: number, longest: number, visit: (at: number, share: number) => void): void {
  const panels = Math.max(1, Math.ceil(length / longest));
  const panel = length / panels;
  for (let p = 0; p < panels; p++) {
    for (let k = 0; k < 3; k++) visit((p + (NODES[k] as number)) * panel, (SHARES[k] as number) * panel);
  }
}

/**
 * Cosine and sine of every half of an arc of 1/count of a turn, by series and addition theorem: the same bits
 * everywhere.
 */
function circleOf(count: number): Float64Array {
  const angle = Math.PI / count;
  let cosine = 1;
  let sine = angle;
  let term = angle;
  for (let n = 2; n < 20; n += 2) {
    cosine += (n % 4 === 2 ? -1 : 1) * ((term * angle) / n);
    term = (term * angle * angle) / (n * (n + 1));
    sine += (n % 4 === 2 ? -1 : 1) * term;
  }
  const circle = new Float64Array(4 * count);
  let c = 1;
  let s = 0;
  for (let k = 0; k < 2 * count; k++) {
    circle[2 * k] = c;
    circle[2 * k + 1] = s;
    [c, s] = [c * cosine - s * sine, s * cosine + c * sine];
  }
  return circle;
}

/** Two unit vectors that stand on `axis` and on each other. */
function perpendicular(axis: Position): [Position, Position] {
  const [x, y, z] = axis;
  const flat = Math.sqrt(x * x + y * y);
  const across: Position = flat > 1e-9 ? [-y / flat, x / flat, 0] : [1, 0, 0];
  const [a, b] = across;
  return [across, [-z * b, z * a, x * b - y * a]];
}

function distance(a: Position, b: Position): number {
  return Math.sqrt(square(a[0] - b[0]) + square(a[1] - b[1]) + square(a[2] - b[2]));
}
