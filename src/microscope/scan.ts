/** How the beam moves: where each pixel lies, when it is read, and how far the beam travels meanwhile. */
import { square } from "#elementary";
import { misuse } from "./failures.js";
import type { Position } from "./specimen.js";

/** What reading needs of any scan: pixels in the order in which they are read, with their times. */
export interface ScanClock {
  /** In one line, or in one frame. */
  readonly pixels: number;
  /** ms from the start of one line (or frame) to the next. */
  readonly period: number;
  /** ms that the beam spends on a pixel. */
  readonly dwell: number;
  /** ms from the line's (or frame's) start to the middle of each pixel's dwell. */
  readonly offsets: Float64Array;
}

/** A line, straight or with corners, that is scanned over and over. */
export interface PathScan extends ScanClock {
  readonly kind: "path";
  readonly vertices: readonly Position[];
  /** µm along the path between neighbouring pixels. */
  readonly pixelSize: number;
  /** x, y, z of the middle of every pixel. */
  readonly positions: Float64Array;
  /** How far the beam goes during each pixel's dwell, as x, y, z. */
  readonly travel: Float64Array;
}

/** Rows and columns, in as many planes as a stack has; the first row is the one with the largest y. */
export interface GridScan extends ScanClock {
  readonly kind: "grid";
  readonly columns: number;
  readonly rows: number;
  readonly planes: number;
  /** Middle of the first pixel: leftmost, uppermost, in the plane with the least z. */
  readonly first: Position;
  /** µm between pixels in a plane. */
  readonly pixelSize: number;
  /** µm between planes. */
  readonly step: number;
  readonly linePeriod: number;
}

/** Share of a line's period in which the beam goes forward and is read; it flies back in the rest. */
const FORWARD = 0.8;

function need(holds: boolean, what: string, value: number, needed: string): void {
  if (!holds) throw misuse("scan-impossible", { what, value, needed });
}

/** A straight line from one end to the other: `scanLine({ from, to, pixels: 64, period: 2 })`. */
export function scanLine({ from, to, pixels, period, forward }: {
  from: Position; to: Position; pixels: number; period: number; forward?: number;
}): PathScan {
  return scanPath({ vertices: [from, to], pixels, period, ...(forward === undefined ? {} : { forward }) });
}

/** A path through `vertices` at constant speed, its pixels equally long. */
export function scanPath({ vertices, pixels, period, forward = FORWARD }: {
  vertices: readonly Position[]; pixels: number; period: number; forward?: number;
}): PathScan {
  need(Number.isInteger(pixels) && pixels > 0, "The number of pixels on the line", pixels, "a whole number above 0");
  need(period > 0, "The line period in ms", period, "above 0");
  need(forward > 0 && forward <= 1, "The share of a period that is read", forward, "above 0 and at most 1");
  const ends: number[] = []; // µm from the path's start to each vertex
  for (const [i, vertex] of vertices.entries()) {
    ends.push(i === 0 ? 0 : (ends[i - 1] as number) + apart(vertices[i - 1] as Position, vertex));
  }
  const length = ends.at(-1) ?? 0;
  if (!(length > 0)) throw misuse("line-without-length", { length });
  const at = (s: number): Position => {
    let leg = 0;
    while (leg < ends.length - 2 && s > (ends[leg + 1] as number)) leg++;
    const [a, b] = [vertices[leg] as Position, vertices[leg + 1] as Position];
    const legLength = (ends[leg + 1] as number) - (ends[leg] as number);
    const share = legLength > 0 ? (s - (ends[leg] as number)) / legLength : 0;
    return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]), a[2] + share * (b[2] - a[2])];
  };
  const positions = new Float64Array(3 * pixels);
  const travel = new Float64Array(3 * pixels);
  for (let i = 0; i < pixels; i++) {
    positions.set(at(((i + 0.5) / pixels) * length), 3 * i);
    const before = at((i / pixels) * length);
    const after = at(((i + 1) / pixels) * length);
    travel.set([after[0] - before[0], after[1] - before[1], after[2] - before[2]], 3 * i);
  }
  return {
    kind: "path", vertices, pixels, period, positions, travel,
    dwell: (period * forward) / pixels,
    pixelSize: length / pixels,
    offsets: Float64Array.from({ length: pixels }, (_, i) => ((i + 0.5) / pixels) * period * forward),
  };
}

/** A frame around `centre`, or with `depth` and `step` a stack of them from below to above. */
export function scanGrid({ centre, width, columns, rows = columns, dwell_us, depth = 0, step = 1, forward = FORWARD }: {
  centre: Position; width: number; columns: number; rows?: number; dwell_us: number;
  depth?: number; step?: number; forward?: number;
}): GridScan {
  need(Number.isInteger(columns) && columns > 0, "The number of columns", columns, "a whole number above 0");
  need(Number.isInteger(rows) && rows > 0, "The number of rows", rows, "a whole number above 0");
  need(width > 0, "The width of the frame in µm", width, "above 0");
  need(dwell_us > 0, "The dwell time in µs", dwell_us, "above 0");
  need(depth >= 0, "The depth of the stack in µm", depth, "0 or more");
  need(step > 0, "The step between planes in µm", step, "above 0");
  const planes = Math.floor(depth / step + 1e-9) + 1;
  const pixelSize = width / columns;
  const dwell = dwell_us / 1000;
  const linePeriod = (dwell * columns) / forward;
  const offsets = new Float64Array(columns * rows);
  for (let i = 0; i < offsets.length; i++) {
    offsets[i] = Math.floor(i / columns) * linePeriod + ((i % columns) + 0.5) * dwell;
  }
  return {
    kind: "grid", columns, rows, planes, pixelSize, step, dwell, linePeriod, offsets,
    pixels: columns * rows,
    period: rows * linePeriod,
    first: [
      centre[0] - ((columns - 1) / 2) * pixelSize,
      centre[1] + ((rows - 1) / 2) * pixelSize,
      centre[2] - ((planes - 1) / 2) * step,
    ],
  };
}

function apart(a: Position, b: Position): number {
  return Math.sqrt(square(a[0] - b[0]) + square(a[1] - b[1]) + square(a[2] - b[2]));
}
