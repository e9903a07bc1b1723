import { memory } from "./encoder.js";
import { loadVectors, type Vector, type VectorCode } from "./vector-code.js";

/**
 * Values put down in memory and taken up where they are needed next.
 *
 * V8's optimiser keeps the order of accesses to memory, and between them it orders instructions as it likes: all loads
 * first, then all exponentials side by side, many more values than there are registers, which it then spills. What is
 * stored must have been computed before anything is loaded after it, so a store now and then keeps the code in the
 * order of the tape. In V8 11.3 that takes 14 % off a membrane of Hodgkin and Huxley, a quarter off twelve coupled
 * states.
 */
export interface Scratch {
  /** Ends a stretch of code with a value. */
  readonly putDown: (value: Vector) => void;
  /** A value, loaded where it is needed first if it was put down. */
  readonly takeUp: (value: Vector) => Vector;
  /** How much memory all this takes. */
  readonly bytes: () => number;
}

/** Scratch memory from byte `start`, for code within the loop. */
export function scratch(code: VectorCode, start: number): Scratch {
  const { withImmediates, integer } = code;
  /** Where values lie that nobody needed yet, and what has been loaded: by the first result of a value. */
  const waiting = new Map<number, number>();
  const loaded = new Map<number, Vector>();
  let end = start;
  return {
    putDown: (value) => {
      const at = end;
      for (const half of value) {
        withImmediates("v128.store", memory(16, end), integer(0), [half]);
        end += 16;
      }
      waiting.set(value[0] as number, at);
    },
    takeUp: (value) => {
      const first = value[0] as number;
      const at = waiting.get(first);
      if (at !== undefined) {
        loaded.set(first, loadVectors(code, at, integer(0), value.length));
        waiting.delete(first);
      }
      return loaded.get(first) ?? value;
    },
    bytes: () => end - start,
  };
}
