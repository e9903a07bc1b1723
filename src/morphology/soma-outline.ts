import type { SectionPoint } from "./sections.js";

export interface Spot { readonly x: number; readonly y: number; readonly z: number }

const SLICES = 20;
/** µm; a point, and the waist of an outline that crosses itself. */
const THINNEST = 1e-3;

export function distance(a: Spot, b: Spot): number {
  const [x, y, z] = [a.x - b.x, a.y - b.y, a.z - b.z];
  return Math.sqrt(x * x + y * y + z * z);
}

/** Length along the spots, from first to last. */
export function pathLength(spots: readonly Spot[]): number {
  return spots.slice(1).reduce((sum, spot, i) => sum + distance(spot, spots[i] as Spot), 0);
}

/** 4π·area/perimeter² of the closed polygon: 1 for a circle, 0.60 for an equilateral triangle, 0 for a line. */
export function roundness(spots: readonly Spot[]): number {
  const perimeter = pathLength(spots) + distance(spots.at(-1) as Spot, spots[0] as Spot);
  const { x, y, z } = vectorArea(spots);
  return perimeter > 0 ? (4 * Math.PI * Math.sqrt(x * x + y * y + z * z)) / (perimeter * perimeter) : 0;
}

/**
 * A cell body by its outline, as cable: the solid of revolution about the outline's long axis (of the polygon's second
 * moments), in 20 slices as wide as the outline is there. It ends in points; NEURON's Import3d, for Neurolucida
 * contours, ends bluntly and so loses 3 % of a sphere's membrane. Undefined when the outline has no area.
 */
export function revolved(outline: readonly Spot[]): SectionPoint[] | undefined {
  const flat = alongAxis(outline);
  if (!flat) return undefined;
  const low = flat.reduce((least, p) => Math.min(least, p.x), Infinity);
  const high = flat.reduce((most, p) => Math.max(most, p.x), -Infinity);
  const length = high - low;
  return Array.from({ length: SLICES + 1 }, (_, k) => {
    const at = k === SLICES ? length : (length * k) / SLICES;
    return { at, diameter: Math.max(widthAt(flat, low + at), THINNEST) };
  });
}

/** A cell body by outlines in several planes, as cable through their centroids, each a circle of equal area. */
export function stacked(rings: readonly (readonly Spot[])[]): SectionPoint[] {
  let at = 0;
  let before: Spot | undefined;
  return rings.map((ring) => {
    const { area, x, y } = moments(ring);
    const centre = { x, y, z: (ring[0] as Spot).z };
    if (before) at += distance(before, centre);
    before = centre;
    return { at, diameter: 2 * Math.sqrt(Math.abs(area) / Math.PI) };
  });
}

/** ½·Σ p × p′ about the first spot, so that far from the origin nothing is lost. */
function vectorArea(spots: readonly Spot[]): Spot {
  const origin = spots[0] as Spot;
  let [x, y, z] = [0, 0, 0];
  spots.forEach((spot, i) => {
    const next = spots[i + 1];
    if (!next) return;
    const [a, b] = [minus(spot, origin), minus(next, origin)];
    x += (a.y * b.z - a.z * b.y) / 2;
    y += (a.z * b.x - a.x * b.z) / 2;
    z += (a.x * b.y - a.y * b.x) / 2;
  });
  return { x, y, z };
}

interface Flat { readonly x: number; readonly y: number }

/** The outline in its own plane, x along its long axis. */
function alongAxis(outline: readonly Spot[]): Flat[] | undefined {
  const normal = unit(vectorArea(outline));
  if (!normal) return undefined;
  const { x, y, z } = normal;
  const across = Math.abs(x) < 0.6 ? { x: 0, y: z, z: -y } : { x: -z, y: 0, z: x };
  const first = unit(across) ?? across;
  const second = {
    x: y * first.z - z * first.y, y: z * first.x - x * first.z, z: x * first.y - y * first.x,
  };
  const origin = outline[0] as Spot;
  const flat = outline.map((spot) => {
    const from = minus(spot, origin);
    return { x: dot(from, first), y: dot(from, second) };
  });
  const m = moments(flat);
  const half = (m.xx - m.yy) / 2;
  const spread = Math.sqrt(half * half + m.xy * m.xy);
  // (half + spread, xy) and (xy, spread − half) are the same eigenvector; the longer one is the more exact.
  const [u, v] = half >= 0 ? [half + spread, m.xy] : [m.xy, spread - half];
  const norm = Math.sqrt(u * u + v * v);
  if (!(norm > 0)) return flat;
  return flat.map((p) => ({ x: (p.x * u + p.y * v) / norm, y: (p.y * u - p.x * v) / norm }));
}

/** Area (signed), centroid and central second moments per area of a closed polygon, by Green's theorem. */
function moments(polygon: readonly Flat[]): { area: number; x: number; y: number; xx: number; xy: number; yy: number } {
  const origin = polygon[0] as Flat;
  let [area, x, y, xx, xy, yy] = [0, 0, 0, 0, 0, 0];
  polygon.forEach((corner, i) => {
    const next = polygon[i + 1] ?? origin;
    const [a, b, c, d] = [corner.x - origin.x, corner.y - origin.y, next.x - origin.x, next.y - origin.y];
    const cross = a * d - c * b;
    area += cross / 2;
    x += ((a + c) * cross) / 6;
    y += ((b + d) * cross) / 6;
    xx += ((a * a + a * c + c * c) * cross) / 12;
    yy += ((b * b + b * d + d * d) * cross) / 12;
    xy += ((a * d + 2 * a * b + 2 * c * d + c * b) * cross) / 24;
  });
  const [mx, my] = [x / area, y / area];
  return {
    area, x: origin.x + mx, y: origin.y + my, xx: xx / area - mx * mx, xy: xy / area - mx * my, yy: yy / area - my * my,
  };
}

/** How much of the line x = `at` lies within the polygon. */
function widthAt(polygon: readonly Flat[], at: number): number {
  const crossings: number[] = [];
  polygon.forEach((a, i) => {
    const b = polygon[(i + 1) % polygon.length] as Flat;
    if ((a.x <= at) !== (b.x <= at)) crossings.push(a.y + ((b.y - a.y) * (at - a.x)) / (b.x - a.x));
  });
  crossings.sort((a, b) => a - b);
  return crossings.reduce((sum, y, i) => sum + (i % 2 === 0 ? -y : y), 0);
}

function minus(a: Spot, b: Spot): Spot {
  return { x: a.x - b.x, y: a.y - b.y, z: a.z - b.z };
}

function dot(a: Spot, b: Spot): number {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}

function unit(a: Spot): Spot | undefined {
  const length = Math.sqrt(dot(a, a));
  return length > 0 ? { x: a.x / length, y: a.y / length, z: a.z / length } : undefined;
}
