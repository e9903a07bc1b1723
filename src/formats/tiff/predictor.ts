import { NATIVE } from "./samples.js";

/** Rows of one strip or tile, unpacked and in native byte order. */
export interface PredictedRows {
  readonly bytes: Uint8Array;
  readonly rowBytes: number;
  /** Samples between a sample and its left neighbour of the same kind. */
  readonly stride: number;
  readonly sampleBytes: number;
}

/** Predictor 2: each sample is stored as its difference to the left neighbour, modulo its size. In place. TIFF 6.0 §14. */
export function undoDifferences({ bytes, rowBytes, stride, sampleBytes }: PredictedRows): void {
  const rows = Math.floor(bytes.length / rowBytes);
  const at = [bytes.buffer, bytes.byteOffset, (rows * rowBytes) / sampleBytes] as const;
  const samples = sampleBytes === 1 ? new Uint8Array(...at) : sampleBytes === 2 ? new Uint16Array(...at) : sampleBytes === 4 ? new Uint32Array(...at) : undefined;
  const perRow = rowBytes / sampleBytes;
  if (samples) {
    for (let row = 0; row < rows; row++) {
      const end = (row + 1) * perRow;
      for (let i = row * perRow + stride; i < end; i++) samples[i] = (samples[i] as number) + (samples[i - stride] as number);
    }
    return;
  }
  const wide = new BigUint64Array(...at);
  for (let row = 0; row < rows; row++) {
    const end = (row + 1) * perRow;
    for (let i = row * perRow + stride; i < end; i++) wide[i] = (wide[i] as bigint) + (wide[i - stride] as bigint);
  }
}

/**
 * Predictor 3: a row's bytes are sorted by significance, highest first, then stored as differences of bytes.
 * Returns native samples. Adobe Photoshop TIFF Technical Note 3, 2005.
 */
export function undoFloatingPoint({ bytes, rowBytes, stride, sampleBytes }: PredictedRows): Uint8Array {
  const rows = Math.floor(bytes.length / rowBytes);
  const perRow = rowBytes / sampleBytes;
  const out = new Uint8Array(rows * rowBytes);
  for (let row = 0; row < rows; row++) {
    const start = row * rowBytes;
    const sums = bytes.slice(start, start + rowBytes);
    for (let i = stride; i < rowBytes; i++) sums[i] = (sums[i] as number) + (sums[i - stride] as number);
    for (let byte = 0; byte < sampleBytes; byte++) {
      const place = NATIVE === "little" ? sampleBytes - 1 - byte : byte;
      for (let i = 0; i < perRow; i++) out[start + i * sampleBytes + place] = sums[byte * perRow + i] as number;
    }
  }
  return out;
}
