/**
 * Little-endian fields of a block of bytes that may end early: a field that isn't wholly there reads as 0, the value
 * Axon's own programs leave in fields they don't use. Who must know asks `has`.
 */
export interface Fields {
  readonly byteLength: number;
  has(offset: number, bytes: number): boolean;
  int16(offset: number): number;
  int32(offset: number): number;
  uint32(offset: number): number;
  /** Exact up to 2⁵³; a larger or negative count reads as a number that no file can hold. */
  int64(offset: number): number;
  float32(offset: number): number;
  /** Fixed-width text without its padding of spaces and zeros. */
  text(offset: number, bytes: number): string;
}

export function fields(block: Uint8Array): Fields {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const has = (offset: number, bytes: number): boolean => offset >= 0 && offset + bytes <= block.byteLength;
  return {
    byteLength: block.byteLength,
    has,
    int16: (offset) => (has(offset, 2) ? view.getInt16(offset, true) : 0),
    int32: (offset) => (has(offset, 4) ? view.getInt32(offset, true) : 0),
    uint32: (offset) => (has(offset, 4) ? view.getUint32(offset, true) : 0),
    int64: (offset) => (has(offset, 8) ? Number(view.getBigInt64(offset, true)) : 0),
    float32: (offset) => (has(offset, 4) ? view.getFloat32(offset, true) : 0),
    text: (offset, bytes) => decodeText(block.subarray(Math.max(0, offset), Math.max(0, Math.min(block.byteLength, offset + bytes)))),
  };
}

const UTF8 = new TextDecoder("utf-8", { fatal: true });
const WINDOWS_1252 = new TextDecoder("windows-1252");

/**
 * Text up to its first zero byte, without padding. Axon writes Windows code page 1252 (µ is B5); what is valid UTF-8 is
 * read as such, because later programs write that.
 */
export function decodeText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  const used = end < 0 ? bytes : bytes.subarray(0, end);
  let text: string;
  try {
    text = UTF8.decode(used);
  } catch {
    text = WINDOWS_1252.decode(used);
  }
  return text.trim();
}
