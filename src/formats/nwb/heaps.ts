/**
 * Keeps HDF5 from running for ever over a damaged global heap.
 *
 * Texts of variable length and compound references lie in global heap collections: "GCOL", version 1, the
 * collection's size, then objects one after the other, each with its own size. HDF5 2.0 walks them by adding those
 * sizes in 32 bits (WebAssembly's `size_t`) and doesn't notice when a damaged size adds up to nothing or steps
 * backwards: it never returns, and nothing can stop WebAssembly from outside its thread. About one in 200 random damages
 * does this. So the walk is done here first, and a collection that would not end is cut where it goes wrong.
 */

const SIGNATURE = [0x47, 0x43, 0x4f, 0x4c, 1, 0, 0, 0]; // "GCOL", version 1, three bytes reserved
/** Where the superblock of each version keeps the number of bytes of a length. */
const LENGTH_FIELD: Readonly<Record<number, number>> = { 0: 14, 1: 14, 2: 10, 3: 10 };
const VERSION_FIELD = 8;
/** Sizes are rounded up to this. */
const ALIGNMENT = 8;

const aligned = (size: number): number => Math.ceil(size / ALIGNMENT) * ALIGNMENT;

/** The same bytes, or a copy in which every walk over a heap ends; and the offsets of the collections that were cut. */
export function withSoundHeaps(bytes: Uint8Array): { readonly bytes: Uint8Array; readonly cutAt: readonly number[] } {
  const lengthBytes = bytes[LENGTH_FIELD[bytes[VERSION_FIELD] ?? 0] ?? 14] === 4 ? 4 : 8;
  let sound = bytes;
  const cutAt: number[] = [];
  for (let at = bytes.indexOf(71); at >= 0; at = bytes.indexOf(71, at + 1)) {
    if (!SIGNATURE.every((byte, i) => bytes[at + i] === byte)) continue;
    const wrong = firstWrongObject(bytes, at, lengthBytes);
    if (wrong === undefined) continue;
    if (sound === bytes) sound = bytes.slice();
    // Object 0 is the free space that ends a collection: from here on there is nothing.
    sound.fill(0, wrong.at, wrong.at + 8);
    writeLength(sound, wrong.at + 8, lengthBytes, wrong.rest);
    cutAt.push(at);
  }
  return { bytes: sound, cutAt };
}

/** The first object whose size leads nowhere, with the bytes from there to the collection's end. */
function firstWrongObject(bytes: Uint8Array, collection: number, lengthBytes: number): { at: number; rest: number } | undefined {
  const header = aligned(8 + lengthBytes);
  const end = collection + Math.min(readLength(bytes, collection + 8, lengthBytes), bytes.length - collection);
  let at = collection + header;
  while (end - at >= header) {
    const index = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
    const size = readLength(bytes, at + 8, lengthBytes);
    const step = index === 0 ? size : header + aligned(size);
    if (step < header || step > end - at) return { at, rest: end - at };
    at += step;
  }
  return undefined;
}

function readLength(bytes: Uint8Array, at: number, lengthBytes: number): number {
  let value = 0;
  for (let i = lengthBytes - 1; i >= 0; i -= 1) value = value * 256 + (bytes[at + i] ?? 0);
  return value;
}

function writeLength(bytes: Uint8Array, at: number, lengthBytes: number, value: number): void {
  let rest = value;
  for (let i = 0; i < lengthBytes; i += 1) {
    bytes[at + i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
}
