import { memory } from "./encoder.js";
import type { Vector, VectorCode } from "./vector-code.js";

/**
 * Values put down in memory and taken up where they are needed next.
 *
 * Between two accesses of memory V8's optimiser orders instructions as it likes: all loads first, then all exponentials side
 * by side, of many more values than there are registers, which it then spills. What is stored must have been computed
 * before anything is loaded after it, so a store now and then keeps the code in the order of the tape. That is 14 % off a
 * membrane of Hodgkin and Huxley and a third off ten coupled states.
 */
export interface Scratch {
  /** Ends a stretch of code with a value. */
  readonly putDown: (value: Vector) => void;
  /** A value, loaded if it was put down in an earlier stretch. */
  readonly takeUp: (value: Vector) => Vector;
  /** How much memory all this takes. */
  readonly bytes: () => number;
}

interface PutDown {
  readonly at: number;
  /** The stretch in which it was loaded last, and what came of it. */
  stretch: number;
  loaded: Vector;
}

/** Scratch memory from byte `start` of the loop's code. */
export function scratch(code: VectorCode, start: number): Scratch {
  const { withImmediates, integer } = code;
  const known = new Map<number, PutDown>();
  let stretch = 0;
  let end = start;
  return {
    putDown: (value) => {
      const at = end;
      value.forEach((half, w) => withImmediates("v128.store", memory(16, at + 16 * w), integer(0), [half]));
      end += 16 * value.length;
      stretch++;
      known.set(value[0] as number, { at, stretch: -1, loaded: value });
    },
    takeUp: (value) => {
      const down = known.get(value[0] as number);
      if (!down) return value;
      if (down.stretch !== stretch) {
        down.loaded = value.flatMap((_, w) => withImmediates("v128.load", memory(16, down.at + 16 * w), integer(0)));
        down.stretch = stretch;
      }
      return down.loaded;
    },
    bytes: () => end - start,
  };
}
