import { describe, expect, test } from "vitest";
import { withSoundHeaps } from "./heaps.js";

const HEADER = 16;
const COLLECTION = 128;

/** A collection at byte 40 with two texts of 5 and 8 bytes and free space behind, as HDF5 lays it out. */
function heap(change: (view: DataView) => void = () => undefined): Uint8Array {
  const bytes = new Uint8Array(40 + COLLECTION + 8);
  const view = new DataView(bytes.buffer);
  bytes.set([0x47, 0x43, 0x4f, 0x4c, 1], 40);
  view.setBigUint64(48, BigInt(COLLECTION), true);
  const object = (at: number, index: number, size: number): void => {
    view.setUint16(at, index, true);
    view.setBigUint64(at + 8, BigInt(size), true);
  };
  object(56, 1, 5); // 16 + 8 bytes
  object(80, 2, 8); // 16 + 8 bytes
  object(104, 0, 64); // free space to the end
  change(view);
  return bytes;
}

/** What HDF5 does in 32 bits: whether its walk reaches the end within a thousand steps. */
function ends(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer);
  let at = 40 + HEADER;
  const end = 40 + Number(view.getBigUint64(48, true));
  for (let step = 0; step < 1000; step += 1) {
    if (at >= end || end - at < HEADER) return true;
    const index = view.getUint16(at, true);
    const size = Number(view.getBigUint64(at + 8, true) & 0xffffffffn);
    at = (at + (index === 0 ? size : HEADER + ((size + 7) & ~7))) | 0;
    if (at < 0 || at + HEADER > bytes.length) return true;
  }
  return false;
}

describe("global heaps", () => {
  test("a sound collection is left alone, byte for byte and without a copy", () => {
    const bytes = heap();
    expect(ends(bytes)).toBe(true);
    const { bytes: same, cutAt } = withSoundHeaps(bytes);
    expect(same).toBe(bytes);
    expect(cutAt).toEqual([]);
  });

  test.each([
    ["free space of no bytes", (view: DataView) => view.setBigUint64(112, 0n, true)],
    ["an object whose size makes 32 bits overflow to no step", (view: DataView) => view.setBigUint64(88, 0xfffffff0n, true)],
    ["an object whose size steps backwards", (view: DataView) => view.setBigUint64(88, 0xffffffd8n, true)],
  ])("%s would hold HDF5 for ever; it is cut there", (_, change) => {
    const bytes = heap(change);
    const before = bytes.slice();
    expect(ends(bytes)).toBe(false);
    const { bytes: sound, cutAt } = withSoundHeaps(bytes);
    expect(ends(sound)).toBe(true);
    expect(cutAt).toEqual([40]);
    expect(bytes).toEqual(before); // the caller's bytes are not ours to change
    expect(sound.subarray(0, 80)).toEqual(bytes.subarray(0, 80)); // the first text is still there
  });

  test("a collection that claims more than the file has is cut at the file's end at the latest", () => {
    const { bytes } = withSoundHeaps(heap((view) => view.setBigUint64(48, 2n ** 60n, true)));
    expect(bytes.length).toBe(40 + COLLECTION + 8);
  });

  test("a signature at the very end of a file is nothing to stumble over", () => {
    expect(withSoundHeaps(Uint8Array.of(0x47, 0x43, 0x4f, 0x4c, 1, 0, 0, 0)).cutAt).toEqual([]);
  });
});
