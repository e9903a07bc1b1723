/** A spine as a body: neck and head as cable, and as they look beside the shaft. */
import { exp, log } from "#elementary";
import { randomStream } from "#random";
import { diameterAt, type Branch, type CoursePoint } from "./branches.js";
import { placeOn, sum, times, unit, type Vector } from "./course.js";

/** µm, µm³, GΩ. */
export interface SpineGeometry {
  readonly headVolume: number;
  readonly neckLength: number;
  readonly neckDiameter: number;
  /** Electrical, from shaft to head: what thin places and organelles add to the neck's cylinder. */
  readonly neckResistance: number;
  /** Of the dendrite around the spine; its own where absent. */
  readonly shaftDiameter?: number;
}

/** A spine on a branch, `along` µm from where the branch begins. */
export interface PlacedSpine {
  readonly name: string;
  readonly branch: string;
  readonly along: number;
  readonly geometry: SpineGeometry;
  readonly course: { readonly neck: readonly CoursePoint[]; readonly head: readonly CoursePoint[] };
  readonly sphere: { readonly centre: readonly [x: number, y: number, z: number]; readonly radius: number };
}

const POINTING = 0x591e;
/** How far spines point out of the imaging plane, on average: those that a line scan shows well. */
const DEPTH = 0.25;

/** µm, of a ball. */
export function headDiameter(volume: number): number {
  return exp(log((6 * volume) / Math.PI) / 3);
}

/**
 * The head as cable: the cylinder with the volume and the (lateral) membrane of a ball, 2/3 of its diameter wide and
 * 3/2 long. Half its length resists diffusion a little more than a ball's narrow mouth does (1/(2·neck diameter)).
 */
export function headShape(volume: number): { readonly length: number; readonly diameter: number } {
  const ball = headDiameter(volume);
  return { length: 1.5 * ball, diameter: ball / 1.5 };
}

/** Ω·cm that give the neck's cylinder its resistance. */
export function neckResistivity({ neckResistance, neckLength, neckDiameter }: SpineGeometry): number {
  return (1e5 * neckResistance * Math.PI * neckDiameter * neckDiameter) / 4 / neckLength;
}

/** Places a spine in space: across the shaft from its surface on, on a side that the seed decides. */
export function placedSpine(
  branch: Branch, along: number, name: string, geometry: SpineGeometry, seed: number,
): PlacedSpine {
  const { at, heading } = placeOn(branch.course, along);
  const shaft = (geometry.shaftDiameter ?? diameterAt(branch.points, along)) / 2;
  const random = randomStream(seed, 0, POINTING);
  const side = random.uniform() < 0.5 ? -1 : 1;
  const across = unit(sum(inPlane(heading, side), [0, 0, DEPTH * random.normal()]));
  // Without what it has of the shaft's own direction.
  const along3 = across[0] * heading[0] + across[1] * heading[1] + across[2] * heading[2];
  const pointing = unit(sum(across, times(heading, -along3)));
  const root: Vector = [at.x, at.y, at.z];
  const on = (far: number, radius: number): CoursePoint => {
    const [x, y, z] = sum(root, times(pointing, far));
    return { x, y, z, radius };
  };
  const { length, diameter } = headShape(geometry.headVolume);
  const radius = headDiameter(geometry.headVolume) / 2;
  const tip = shaft + geometry.neckLength;
  const neckRadius = geometry.neckDiameter / 2;
  const centre = on(tip + radius, radius);
  return {
    name, branch: branch.name, along, geometry,
    course: {
      neck: [on(shaft, neckRadius), on(tip, neckRadius)],
      head: [on(tip + radius - length / 2, diameter / 2), on(tip + radius + length / 2, diameter / 2)],
    },
    sphere: { centre: [centre.x, centre.y, centre.z], radius },
  };
}

/** Across the heading within the imaging plane; where the heading leaves the plane, along x. */
function inPlane([x, y]: Vector, side: number): Vector {
  const flat = Math.sqrt(x * x + y * y);
  return flat > 1e-6 ? [(-y / flat) * side, (x / flat) * side, 0] : [side, 0, 0];
}
