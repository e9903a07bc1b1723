/** As much of WebAssembly's own interface as is needed; TypeScript has it only among a browser's types. */
interface Memory {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}
interface MemoryMaker {
  readonly prototype: Memory;
}

const PAGE_BYTES = 65_536;

/**
 * Runs synchronous code while the memory behind `heap` can't grow by more than `allowance` bytes.
 *
 * HDF5 believes the lengths in a file: one damaged length of a text makes it ask for 2 GB, which WebAssembly hands out
 * and never takes back. Emscripten grows its memory through `WebAssembly.Memory.grow`; refused there, HDF5 reports a
 * failed allocation like any other failure. The true `grow` is back before this returns.
 */
export function withBoundedMemory<T>(heap: () => Uint8Array, allowance: number, run: () => T): T {
  const { prototype } = (globalThis as unknown as { WebAssembly: { Memory: MemoryMaker } }).WebAssembly.Memory;
  const descriptor = Object.getOwnPropertyDescriptor(prototype, "grow");
  if (descriptor === undefined) throw new Error("this JavaScript has no growing memory");
  const limit = heap().byteLength + allowance;
  const grow = descriptor.value as (this: Memory, pages: number) => number;
  const bounded = function (this: Memory, pages: number): number {
    const ours = this.buffer === heap().buffer;
    if (ours && this.buffer.byteLength + pages * PAGE_BYTES > limit) throw new RangeError(`more than ${allowance} bytes asked for`);
    return grow.call(this, pages);
  };
  Object.defineProperty(prototype, "grow", { ...descriptor, value: bounded });
  try {
    return run();
  } finally {
    Object.defineProperty(prototype, "grow", descriptor);
  }
}
