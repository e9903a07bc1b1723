import { describe, expect, test } from "vitest";
import { withBoundedMemory } from "./bounded-memory.js";

/** Typed as little as the code under test types it. */
const { Memory } = (globalThis as unknown as { WebAssembly: { Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer; grow(pages: number): number } } }).WebAssembly;

describe("bounded memory", () => {
  test("of an allowance of 3 pages, 3 are had and a fourth is refused; other memories are left alone", () => {
    const ours = new Memory({ initial: 1 });
    const other = new Memory({ initial: 1 });
    withBoundedMemory(() => new Uint8Array(ours.buffer), 3 * 65_536, () => {
      expect(ours.grow(2)).toBe(1);
      expect(() => ours.grow(2)).toThrow(RangeError);
      expect(ours.grow(1)).toBe(3);
      expect(other.grow(9)).toBe(1);
    });
    expect(ours.grow(9)).toBe(4);
  });

  test("the bound is gone after an exception, too", () => {
    const ours = new Memory({ initial: 1 });
    const fail = (): never => {
      throw new Error("on purpose");
    };
    expect(() => withBoundedMemory(() => new Uint8Array(ours.buffer), 0, fail)).toThrow("on purpose");
    expect(ours.grow(1)).toBe(1);
  });
});
