import { exp } from "#elementary";
import type { PointSpread } from "./point-spread.js";
import type { GridScan, PathScan } from "./scan.js";
import { surrounding, visitNodes, type Shape, type SpecimenElement } from "./specimen.js";

/**
 * How much of each element each pixel sees, µm³: ∫ focus(r − pixel) over the element, where the focus is 1 in its
 * middle. Sparse, element by element: element `e` has the entries from `starts[e]` up to `starts[e + 1]`.
 */
export interface Weights {
  readonly pixels: number;
  readonly elements: number;
  readonly starts: Uint32Array;
  readonly pixel: Uint32Array;
  readonly weight: Float64Array;
}

/** Beyond this many radii the focus is dark; exp(−3.5²) is 5e-6. */
const REACH = 3.5;
/** Below this share of the largest weight of its element an entry is left out. */
const NEGLIGIBLE = 1e-9;

/**
 * Weights of all pixels of a scan. While a pixel is read the beam travels on; its weight is the mean over that way,
 * along a path in the path's direction and in a frame along the row.
 */
export function pixelWeights(
  scan: PathScan | GridScan,
  elements: readonly SpecimenElement[],
  spread: PointSpread,
): Weights {
  const pixels = scan.kind === "grid" ? scan.pixels * scan.planes : scan.pixels;
  const sum = new Float64Array(pixels);
  const add = scan.kind === "grid" ? ontoGrid(scan, spread, sum) : ontoPath(scan, spread, sum);
  const starts = new Uint32Array(elements.length + 1);
  const pixel: number[] = [];
  const weight: number[] = [];
  for (const [e, element] of elements.entries()) {
    let seen = false;
    for (const shape of element.shapes) if (add(shape, 1)) seen = true;
    if (seen) {
      let largest = 0;
      for (let i = 0; i < pixels; i++) largest = Math.max(largest, sum[i] as number);
      for (let i = 0; largest > 0 && i < pixels; i++) {
        if ((sum[i] as number) <= NEGLIGIBLE * largest) continue;
        pixel.push(i);
        weight.push(sum[i] as number);
      }
      sum.fill(0);
    }
    starts[e + 1] = pixel.length;
  }
  return {
    pixels, elements: elements.length, starts,
    pixel: Uint32Array.from(pixel),
    weight: Float64Array.from(weight),
  };
}

/**
 * Σ weight × brightness of every pixel of a frame or stack, for elements that keep their brightness while it is taken.
 */
export function gridImage(
  grid: GridScan,
  elements: readonly SpecimenElement[],
  spread: PointSpread,
  brightness: ArrayLike<number>,
): Float64Array {
  const image = new Float64Array(grid.pixels * grid.planes);
  const add = ontoGrid(grid, spread, image);
  for (const [e, element] of elements.entries()) {
    const light = brightness[e] as number;
    if (light !== 0) for (const shape of element.shapes) add(shape, light);
  }
  return image;
}

/** Returns whether any pixel is near the shape. */
type AddShape = (shape: Shape, brightness: number) => boolean;

/** Gauss and Legendre's two nodes on [−½, ½]. */
const TWO = Math.sqrt(1 / 12);
/** Pieces of the beam's way over which two nodes err by less than 0.02 %, in radii. */
const PIECE = 0.5;

/** Where along its way during a dwell the beam is taken to be, as shares of the way from −½ to ½. */
function stops(way: number, radius: number): number[] {
  const pieces = Math.max(1, Math.ceil(way / (PIECE * radius)));
  return Array.from({ length: 2 * pieces }, (_, k) => {
    const node = k % 2 === 0 ? -TWO : TWO;
    return (Math.floor(k / 2) + 0.5 + node) / pieces - 0.5;
  });
}

/** Every node against every stop of the beam near it. */
function ontoPath(scan: PathScan, spread: PointSpread, sum: Float64Array): AddShape {
  const { pixels, positions, travel, pixelSize } = scan;
  const shares = stops(pixelSize, spread.lateral);
  const perPixel = shares.length;
  const beam = new Float64Array(3 * pixels * perPixel); // in radii of the focus
  const radii = [spread.lateral, spread.lateral, spread.axial] as const;
  for (let i = 0; i < pixels; i++) {
    for (let k = 0; k < perPixel; k++) {
      for (let d = 0; d < 3; d++) {
        const middle = positions[3 * i + d] as number;
        const way = travel[3 * i + d] as number;
        beam[3 * (i * perPixel + k) + d] = (middle + (shares[k] as number) * way) / (radii[d] as number);
      }
    }
  }
  const beams: Beams = { beam, perPixel };
  const near = new Uint32Array(pixels);
  return (shape, brightness) => {
    const { centre, radius } = surrounding(shape);
    let count = 0;
    for (let i = 0; i < pixels; i++) {
      const x = Math.abs((positions[3 * i] as number) - centre[0]);
      const y = Math.abs((positions[3 * i + 1] as number) - centre[1]);
      const z = Math.abs((positions[3 * i + 2] as number) - centre[2]);
      const across = radius + pixelSize + REACH * spread.lateral;
      if (x < across && y < across && z < radius + pixelSize + REACH * spread.axial) near[count++] = i;
    }
    if (count === 0) return false;
    visitNodes(shape, spread, (x, y, z, volume) => {
      addNode(
        sum, beams, near, count, x / spread.lateral, y / spread.lateral, z / spread.axial, (volume * brightness) / perPixel,
      );
    });
    return true;
  };
}

/** Where the beam is taken to be: three numbers a stop, in radii of the focus, and `perPixel` stops a pixel. */
interface Beams { readonly beam: Float64Array; readonly perPixel: number }

/** A node at (u, v, w), in radii of the focus, onto the first `count` pixels of `near`. */
function addNode(
  sum: Float64Array, { beam, perPixel }: Beams, near: Uint32Array, count: number,
  u: number, v: number, w: number, share: number,
): void {
  for (let n = 0; n < count; n++) {
    const i = near[n] as number;
    let total = 0;
    for (let b = 3 * i * perPixel; b < 3 * (i + 1) * perPixel; b += 3) {
      const du = (beam[b] as number) - u;
      const dv = (beam[b + 1] as number) - v;
      const dw = (beam[b + 2] as number) - w;
      const square = du * du + dv * dv + dw * dw;
      if (square < REACH * REACH) total += exp(-square);
    }
    sum[i] = (sum[i] as number) + share * total;
  }
}

/**
 * The focus is a product of three profiles, so a node costs as many products as there are pixels near it, and no exp.
 */
function ontoGrid(grid: GridScan, spread: PointSpread, sum: Float64Array): AddShape {
  const { columns, rows, planes, pixelSize, step, first } = grid;
  const along = profile(spread.lateral, pixelSize);
  const across = profile(spread.lateral, 0);
  const deep = profile(spread.axial, 0);
  const inRow = new Float64Array(columns);
  const inColumn = new Float64Array(rows);
  return (shape, brightness) => {
    const { centre, radius } = surrounding(shape);
    const outside = (d: number, middle: number, count: number, pitch: number, reach: number): boolean =>
      Math.abs((centre[d] as number) - middle) > radius + reach + ((count - 1) / 2) * pitch;
    if (
      outside(0, first[0] + ((columns - 1) / 2) * pixelSize, columns, pixelSize, along.reach) ||
      outside(1, first[1] - ((rows - 1) / 2) * pixelSize, rows, pixelSize, across.reach) ||
      outside(2, first[2] + ((planes - 1) / 2) * step, planes, step, deep.reach)
    ) return false;
    visitNodes(shape, spread, (x, y, z, volume) => {
      const left = Math.max(0, Math.ceil((x - along.reach - first[0]) / pixelSize));
      const right = Math.min(columns - 1, Math.floor((x + along.reach - first[0]) / pixelSize));
      const top = Math.max(0, Math.ceil((first[1] - y - across.reach) / pixelSize));
      const bottom = Math.min(rows - 1, Math.floor((first[1] - y + across.reach) / pixelSize));
      const low = Math.max(0, Math.ceil((z - deep.reach - first[2]) / step));
      const high = Math.min(planes - 1, Math.floor((z + deep.reach - first[2]) / step));
      if (left > right || top > bottom || low > high) return;
      for (let c = left; c <= right; c++) inRow[c] = along.at(first[0] + c * pixelSize - x);
      for (let r = top; r <= bottom; r++) inColumn[r] = across.at(first[1] - r * pixelSize - y);
      for (let p = low; p <= high; p++) {
        const inPlane = volume * brightness * deep.at(first[2] + p * step - z);
        for (let r = top; r <= bottom; r++) {
          const inLine = inPlane * (inColumn[r] as number);
          const row = (p * rows + r) * columns;
          for (let c = left; c <= right; c++) sum[row + c] = (sum[row + c] as number) + inLine * (inRow[c] as number);
        }
      }
    });
    return true;
  };
}

/** Entries per radius in the table of a profile; linear between them errs by 6e-6 of the peak. */
const FINENESS = 200;

/** exp(−(d/radius)²), averaged over the beam's way, from a table. */
function profile(radius: number, way: number): { readonly reach: number; readonly at: (distance: number) => number } {
  const shares = stops(way, radius);
  const reach = REACH * radius + way / 2;
  const perUnit = FINENESS / radius;
  const table = Float64Array.from({ length: Math.ceil(reach * perUnit) + 2 }, (_, i) => {
    let total = 0;
    for (const share of shares) {
      const d = (i / perUnit + share * way) / radius;
      total += exp(-d * d);
    }
    return total / shares.length;
  });
  const at = (distance: number): number => {
    const place = Math.abs(distance) * perUnit;
    const i = Math.floor(place);
    const low = table[i] as number;
    return low + (place - i) * ((table[i + 1] as number) - low);
  };
  return { reach, at };
}
