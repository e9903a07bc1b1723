import { pow } from "#elementary";
import type { PixelArray } from "#recording";
import type { ByteOrder, SampleFormat } from "./page.js";

/** This machine's own byte order: little on everything that runs JavaScript today. */
export const NATIVE: ByteOrder = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? "little" : "big";

/** The kind of number a sample is; `bits` a whole number of bytes, or packed. */
export interface SampleKind {
  readonly bits: number;
  readonly format: SampleFormat;
}

/** Why samples of this kind can't be read, or undefined. */
export function unsupportedKind({ bits, format }: SampleKind): string | undefined {
  if (format === "float" && ![16, 32, 64].includes(bits)) return `floating point of ${bits} bits (supported are 16, 32 and 64)`;
  if (format === "int" && ![8, 16, 32, 64].includes(bits)) return `signed whole numbers of ${bits} bits (supported are 8, 16, 32 and 64)`;
  if (bits < 1 || (bits > 16 && bits !== 32 && bits !== 64)) return `${bits} bits a sample (supported are 1 to 16, 32 and 64)`;
  return undefined;
}

/** Turns 2-, 4- or 8-byte samples round, in place: only for bytes that are our own. */
export function swapBytes(bytes: Uint8Array, size: number): void {
  if (size === 2 && bytes.byteOffset % 2 === 0) {
    const words = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1);
    for (let i = 0; i < words.length; i++) {
      const word = words[i] as number;
      words[i] = (word << 8) | (word >> 8);
    }
    return;
  }
  for (let at = 0; at + size <= bytes.length; at += size) bytes.subarray(at, at + size).reverse();
}

/** Turns the order of bits in each byte round. */
export function reversedBits(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => {
    let b = ((byte & 0xf0) >> 4) | ((byte & 0x0f) << 4);
    b = ((b & 0xcc) >> 2) | ((b & 0x33) << 2);
    return ((b & 0xaa) >> 1) | ((b & 0x55) << 1);
  });
}

/**
 * Bytes in native order as numbers: the array type follows the sample format, so negative readings stay negative.
 * A view where that is possible, else a copy. Whole numbers of 64 bits become doubles (exact to 2^53), half precision
 * single, and packed samples of 1 to 15 bits bytes or 16-bit words; rows of those start on a byte, `rowSamples` each.
 */
export function toPixels(raw: Uint8Array, { bits, format }: SampleKind, rowSamples: number): PixelArray {
  if (bits % 8 !== 0) return unpackRows(raw, bits, rowSamples);
  const size = bits / 8;
  const count = Math.floor(raw.length / size);
  const aligned = raw.byteOffset % size === 0 ? raw : raw.slice();
  const at = [aligned.buffer, aligned.byteOffset, count] as const;
  if (format === "float") {
    if (size === 2) return Float32Array.from(new Uint16Array(...at), halfToSingle);
    return size === 4 ? new Float32Array(...at) : new Float64Array(...at);
  }
  const signed = format === "int";
  if (size === 1) return signed ? new Int8Array(...at) : new Uint8Array(...at);
  if (size === 2) return signed ? new Int16Array(...at) : new Uint16Array(...at);
  if (size === 4) return signed ? new Int32Array(...at) : new Uint32Array(...at);
  const wide = signed ? new BigInt64Array(...at) : new BigUint64Array(...at);
  return Float64Array.from({ length: count }, (_, i) => Number(wide[i]));
}

/** Samples side by side without regard to bytes, most significant bit first; each row starts on a byte. */
function unpackRows(raw: Uint8Array, bits: number, rowSamples: number): PixelArray {
  const rowBytes = Math.ceil((rowSamples * bits) / 8);
  const rows = rowBytes === 0 ? 0 : Math.floor(raw.length / rowBytes);
  const out = bits <= 8 ? new Uint8Array(rows * rowSamples) : new Uint16Array(rows * rowSamples);
  const mask = (1 << bits) - 1;
  let to = 0;
  for (let row = 0; row < rows; row++) {
    let at = row * rowBytes;
    let held = 0;
    let heldBits = 0;
    for (let i = 0; i < rowSamples; i++) {
      while (heldBits < bits) {
        held = ((held << 8) | (raw[at++] as number)) & 0xffffff;
        heldBits += 8;
      }
      heldBits -= bits;
      out[to++] = (held >> heldBits) & mask;
    }
  }
  return out;
}

/** IEEE 754 binary16. */
function halfToSingle(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * pow(2, exponent - 15);
}
