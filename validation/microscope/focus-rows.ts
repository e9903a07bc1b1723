/**
 * The focus: its width from noisy pictures of a bead, and its integral over the cell's pieces against points thrown at
 * them.
 */
import {
  gridImage, illumination, photographGrid, pixelWeights, pointSpread, scanGrid, scanLine, type Position, type Shape,
} from "#microscope";
import { randomStream } from "#random";
import { CELL, DETECTOR, OBJECTIVES } from "./preparation.js";
import { judged, type EvidenceRow } from "../simulation/evidence.js";

const BEAD_RADIUS = 0.05; // µm; a 100 nm bead, as microscopes are measured with
const FWHM_PER_SD = 2 * Math.sqrt(2 * Math.log(2));

/**
 * Full widths at half maximum from the second moments of a noisy stack of a bead, dark level taken off. A bead and the
 * beam's way over a pixel widen the picture by known variances, which are taken off as well.
 */
export function beadRows(): EvidenceRow[] {
  return Object.entries(OBJECTIVES).flatMap(([name, optics], index) => {
    const lit = illumination({ optics, power_mW: 10 });
    const { lateral, axial } = lit.spread;
    const grid = scanGrid({
      centre: [0, 0, 0], width: 6 * lateral, columns: 24, dwell_us: 50, depth: 6 * axial, step: axial / 4,
    });
    const bead = { name: "bead", shapes: [{ centre: [0.013, -0.021, 0.04], radius: BEAD_RADIUS } as const] };
    const image = gridImage(grid, [bead], lit.spread, [60_000]);
    const detector = { ...DETECTOR, bits: 16, background: 0 };
    const random = [randomStream(50, index, 0)];
    const { counts } = photographGrid({ grid, images: [image], illumination: lit, detector, random });
    const found = moments(counts[0] as Uint16Array, grid);
    const ball = BEAD_RADIUS ** 2 / 5;
    const widths = {
      "along the row": [found.x - ball - grid.pixelSize ** 2 / 12, lit.spread.lateralWidth],
      "across the rows": [found.y - ball, lit.spread.lateralWidth],
      "along the axis": [found.z - ball, lit.spread.axialWidth],
    } as const;
    return Object.entries(widths).map(([direction, [variance, width]]) => judged(
      `a bead's width at half maximum in a noisy stack, ${name}, ${direction}`, `${width.toFixed(3)} µm`,
      100 * ((FWHM_PER_SD * Math.sqrt(variance)) / width - 1), 2, "%",
    ));
  });
}

/** Variances of the picture's light, µm². */
function moments(counts: Uint16Array, grid: ReturnType<typeof scanGrid>): { x: number; y: number; z: number } {
  const { columns, rows, pixelSize, step } = grid;
  const sums = { n: 0, x: 0, y: 0, z: 0, xx: 0, yy: 0, zz: 0 };
  for (const [i, count] of counts.entries()) {
    const light = count - DETECTOR.darkLevel;
    const x = (i % columns) * pixelSize;
    const y = (Math.floor(i / columns) % rows) * pixelSize;
    const z = Math.floor(i / (columns * rows)) * step;
    sums.n += light;
    sums.x += light * x;
    sums.y += light * y;
    sums.z += light * z;
    sums.xx += light * x * x;
    sums.yy += light * y * y;
    sums.zz += light * z * z;
  }
  const spread = (square: number, linear: number): number => square / sums.n - (linear / sums.n) ** 2;
  return { x: spread(sums.xx, sums.x), y: spread(sums.yy, sums.y), z: spread(sums.zz, sums.z) };
}

/** What the pixel on the middle of each piece sees of the cell, against the share of thrown points that hit it. */
export function weightRows({ points }: { points: number }): EvidenceRow[] {
  const spread = pointSpread(OBJECTIVES["0.9 NA, 830 nm"]);
  const places: readonly (readonly [string, Position])[] = [
    ["the head's middle", [0, 0, 0]], ["the head's edge", [0.2, 0.1, 0.3]], ["the neck", [0, -0.45, 0]],
    ["the shaft's middle", [0.5, -1.04, 0]], ["the shaft's edge", [0.5, -0.75, 0.5]],
  ];
  return places.map(([name, at], stream) => {
    const [x0, y0, z0] = at;
    const scan = scanLine({ from: [x0 - 1e-6, y0, z0], to: [x0 + 1e-6, y0, z0], pixels: 1, period: 2 });
    const weight = pixelWeights(scan, CELL, spread).weight.reduce((a, b) => a + b, 0);
    const random = randomStream(51, stream, 0);
    let hits = 0;
    for (let k = 0; k < points; k++) {
      const x = x0 + (spread.lateral * random.normal()) / Math.SQRT2;
      const y = y0 + (spread.lateral * random.normal()) / Math.SQRT2;
      const z = z0 + (spread.axial * random.normal()) / Math.SQRT2;
      // Where pieces overlap, both are dye.
      for (const { shapes } of CELL) for (const shape of shapes) if (holds(shape, x, y, z)) hits++;
    }
    const thrown = (spread.volume * hits) / points;
    const what = `what the focus on ${name} sees, against ${points} points`;
    return judged(what, `${thrown.toPrecision(3)} µm³`, 100 * (weight / thrown - 1), 1, "%");
  });
}

/** Whether a point lies within a piece of CELL: spheres, and cylinders along x or y. */
function holds(shape: Shape, x: number, y: number, z: number): boolean {
  const p = [x, y, z];
  if ("radius" in shape) {
    return p.reduce((sum, v, d) => sum + (v - (shape.centre[d] as number)) ** 2, 0) < shape.radius ** 2;
  }
  const along = shape.from[0] === shape.to[0] ? 1 : 0;
  const ends = [shape.from[along], shape.to[along]].sort((a, b) => a - b) as [number, number];
  const at = p[along] as number;
  const square = p.reduce((sum, v, d) => (d === along ? sum : sum + (v - (shape.from[d] as number)) ** 2), 0);
  return at > ends[0] && at < ends[1] && square < shape.fromRadius ** 2;
}
