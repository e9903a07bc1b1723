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
export class Scratch {
  readonly #code: VectorCode;
  readonly #start: number;
  #end: number;
  /** Where values lie that nobody needed yet, and what has been loaded: by the first result of a value. */
  readonly #waiting = new Map<number, number>();
  readonly #loaded = new Map<number, Vector>();

  /** From byte `start` of the memory, for code within the loop. */
  constructor(code: VectorCode, start: number) {
    this.#code = code;
    this.#start = start;
    this.#end = start;
  }

  /** Ends a stretch of code with a value. */
  putDown(value: Vector): void {
    const at = this.#end;
    for (const half of value) {
      this.#code.withImmediates("v128.store", memory(16, this.#end), this.#code.integer(0), [half]);
      this.#end += 16;
    }
    this.#waiting.set(value[0] as number, at);
  }

  /** A value, loaded where it is needed first if it was put down. */
  takeUp(value: Vector): Vector {
    const first = value[0] as number;
    const at = this.#waiting.get(first);
    if (at !== undefined) {
      this.#loaded.set(first, loadVectors(this.#code, at, this.#code.integer(0), value.length));
      this.#waiting.delete(first);
    }
    return this.#loaded.get(first) ?? value;
  }

  /** How much memory all this takes. */
  get bytes(): number {
    return this.#end - this.#start;
  }
}
