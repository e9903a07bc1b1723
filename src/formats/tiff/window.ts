import type { FileSource } from "../source.js";

/** Reads small pieces of a file through one larger piece that is kept, since directories lie beside their values. */
export interface Window {
  readonly size: number;
  /** Bytes `from` to `from + length`, fewer where the file ends. */
  at(from: number, length: number): Promise<Uint8Array>;
}

/** Values may precede their directory (libtiff) or follow it (Bio-Formats): the piece reaches both ways. */
const BEFORE = 2048;
const LEAST = 8192;

export function windowOf(file: FileSource): Window {
  let start = 0;
  let held: Uint8Array = new Uint8Array(0);
  return {
    size: file.size,
    async at(from, length) {
      const end = Math.min(file.size, from + length);
      if (!(from < end)) return new Uint8Array(0);
      if (from < start || end > start + held.length) {
        const wanted = Math.max(0, from - BEFORE);
        held = await file.read(wanted, Math.min(file.size, Math.max(end, wanted + LEAST)));
        start = wanted;
      }
      return held.subarray(from - start, Math.max(from, end) - start);
    },
  };
}
