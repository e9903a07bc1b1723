/** Readings as colours: nearest neighbour, by a look-up table, never smoothed. */
import { quantile, type PixelArray } from "radiatum";
import { lookUpTable, type LookUpTable } from "radiatum/report";
import type { Range } from "./traces.js";

const TABLES = new Map<LookUpTable, Uint8Array>();

/** The table as 256 colours, three bytes each; made once. */
export function tableOf(name: LookUpTable): Uint8Array {
  const found = TABLES.get(name) ?? lookUpTable(name);
  TABLES.set(name, found);
  return found;
}

/** Readings between which a look-up table runs: the 1st percentile and the 99.7th, of some thousands evenly spread. */
export function readingRange(pixels: PixelArray): Range {
  if (pixels.length === 0) return { low: 0, high: 1 };
  const step = Math.max(1, Math.floor(pixels.length / 5000));
  const some = Array.from({ length: Math.floor(pixels.length / step) }, (_, k) => pixels[k * step] as number);
  const low = quantile(some, 0.01);
  return { low, high: Math.max(quantile(some, 0.997), low + 1) };
}

/** Readings as they lie in memory, and what picture they make. */
export interface Readings {
  readonly pixels: PixelArray;
  readonly width: number;
  readonly height: number;
  /** From one reading to its neighbour at the right, and to the one below. */
  readonly across: number;
  readonly down: number;
}

/** Gives the canvas a pixel a reading, and their colours. */
export function paint(canvas: HTMLCanvasElement, { pixels, width, height, across, down }: Readings, { low, high }: Range, table: LookUpTable): void {
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  if (!context || width === 0 || height === 0) return;
  const bytes = tableOf(table);
  const colours = Uint32Array.from({ length: 256 }, (_, level) =>
    0xff000000 | ((bytes[3 * level + 2] as number) << 16) | ((bytes[3 * level + 1] as number) << 8) | (bytes[3 * level] as number));
  const picture = context.createImageData(width, height);
  const out = new Uint32Array(picture.data.buffer);
  const scale = 255 / Math.max(high - low, 1e-9);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const level = ((pixels[x * across + y * down] as number) - low) * scale;
      out[y * width + x] = colours[level < 0 ? 0 : level > 255 ? 255 : level | 0] as number;
    }
  }
  context.putImageData(picture, 0, 0);
}
