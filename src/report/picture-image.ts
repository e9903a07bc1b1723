import type { Picture } from "#analysis";
import { lookUpTable, type LookUpTable } from "./look-up-tables.js";
import { base64, encodePng } from "./png.js";

/** More columns than any page shows; longer recordings have neighbouring lines averaged for the eye. */
const COLUMN_LIMIT = 1600;

/** How many neighbouring lines one column of the image stands for. */
export function linesPerColumn(picture: Picture): number {
  return Math.max(1, Math.ceil(picture.lines / COLUMN_LIMIT));
}

/** The line scan with time to the right and distance down, as an indexed PNG in a data URI. */
export function pictureImage(picture: Picture, table: LookUpTable): string {
  const { lines, pixels, values, low, high } = picture;
  const stride = linesPerColumn(picture);
  const width = Math.max(1, Math.ceil(lines / stride));
  const height = Math.max(1, pixels);
  const span = high > low ? high - low : 1;
  const samples = new Uint8Array(width * height);
  for (let x = 0; x < width; x++) {
    const to = Math.min(lines, (x + 1) * stride);
    for (let y = 0; y < pixels; y++) {
      let sum = 0;
      let n = 0;
      for (let line = x * stride; line < to; line++) {
        const value = values[line * pixels + y] ?? NaN;
        if (Number.isFinite(value)) {
          sum += value;
          n++;
        }
      }
      const share = n > 0 ? (sum / n - low) / span : 0;
      samples[y * width + x] = Math.round(255 * Math.min(1, Math.max(0, share)));
    }
  }
  const file = encodePng({ width, height, kind: "palette", samples, palette: lookUpTable(table) });
  return `data:image/png;base64,${base64(file)}`;
}

/** The colour bar beside it: the look-up table from bottom to top, one column wide. */
export function colourBarImage(table: LookUpTable): string {
  const samples = Uint8Array.from({ length: 64 }, (_, y) => Math.round(255 * (1 - y / 63)));
  return `data:image/png;base64,${base64(encodePng({ width: 1, height: 64, kind: "palette", samples, palette: lookUpTable(table) }))}`;
}
