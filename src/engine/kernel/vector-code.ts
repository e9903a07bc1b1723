/**
 * A body on its way to WebAssembly: instructions in single-assignment form, in two parts, before the loop over records
 * and within it. Each instruction's number is the name of its result.
 */
import { doubles, longs, memory, signed, unsigned, type Opcode } from "./encoder.js";
import { LANES } from "./program.js";

/** Column by column, since a program has many thousands and an object for each would be most of what is allocated. */
interface Instructions {
  readonly opcodes: readonly Opcode[];
  /** Encoded immediates. */
  readonly immediates: readonly ArrayLike<number>[];
  /** Three places an instruction: its arguments, then `NO_ARGUMENT`. */
  readonly args: readonly number[];
}

export const MOST_ARGUMENTS = 3;
const NO_ARGUMENT = -1;
/** For last uses: nobody asks for the result; it is needed to the end. */
export const UNUSED = -1;
export const AFTER_ALL = 2 ** 31 - 1;

/**
 * A value for all lanes: the results that hold it, one for each vector of two lanes, or a single one where the vectors
 * would be equal.
 */
export type Vector = readonly number[];

export class VectorCode {
  readonly #opcodes: Opcode[] = [];
  readonly #immediates: ArrayLike<number>[] = [];
  readonly #args: number[] = [];
  readonly #isBeforeLoop: boolean[] = [];
  readonly #halves: boolean;
  readonly #doubles = new Map<number | string, Vector>();
  readonly #longs = new Map<bigint, Vector>();
  readonly #integers = new Map<number, Vector>();
  readonly #parameters = new Map<number, Vector>();
  readonly #inHalf = new Map<number, Vector>();
  readonly instructions: Instructions = { opcodes: this.#opcodes, immediates: this.#immediates, args: this.#args };
  readonly beforeLoop: number[] = [];
  readonly withinLoop: number[] = [];
  #current = this.withinLoop;
  /**
   * The instruction that uses each result last, `UNUSED`, or `AFTER_ALL` of what is computed before the loop and used
   * within it, since the next record uses it too.
   */
  readonly lastUse: number[] = [];
  /** Vectors that a value of all lanes takes: one of them where the function runs for each half of the lanes. */
  readonly vectors: number;

  /** `halves`: the function is called for each vector of lanes by itself, which makes it half as long. */
  constructor({ halves = false } = {}) {
    this.#halves = halves;
    this.vectors = halves ? 1 : LANES / 2;
  }

  /** Where instructions go from now on. */
  part(part: "before loop" | "within loop"): void {
    this.#current = part === "before loop" ? this.beforeLoop : this.withinLoop;
  }

  /** One instruction for each vector of its arguments, side by side so that they hide each other's latency. */
  op(opcode: Opcode, a: Vector, b?: Vector, c?: Vector): Vector {
    return this.withImmediates(opcode, NONE, a, b, c);
  }

  /** The same with immediates. */
  withImmediates(opcode: Opcode, immediates: ArrayLike<number>, a?: Vector, b?: Vector, c?: Vector): Vector {
    const first = this.#add(opcode, immediates, half(a, 0), half(b, 0), half(c, 0));
    this.#current.push(first);
    if (!isWide(a) && !isWide(b) && !isWide(c)) return [first];
    const second = this.#add(opcode, immediates, half(a, 1), half(b, 1), half(c, 1));
    this.#current.push(second);
    return [first, second];
  }

  /** Constants: the same double or 64-bit integer throughout; a single integer. */
  double(value: number): Vector {
    // A map takes −0 for 0.
    const key = Object.is(value, -0) ? "-0" : value;
    return this.#doubles.get(key) ?? this.#leaf(this.#doubles, key, "v128.const", doubles(value, value));
  }

  long(value: bigint): Vector {
    return this.#longs.get(value) ?? this.#leaf(this.#longs, value, "v128.const", longs(value));
  }

  integer(value: number): Vector {
    return this.#integers.get(value) ?? this.#leaf(this.#integers, value, "i32.const", signed(value));
  }

  /** What the function was called with: of a body, the address of the record that the loop has come to. */
  parameter(index: number): Vector {
    return this.#parameters.get(index) ?? this.#leaf(this.#parameters, index, "local.get", unsigned(index));
  }

  /** From where to where of this function's lanes an address leads; without one, from the start of memory. */
  toLanes(address?: Vector): Vector {
    if (!this.#halves) return address ?? this.integer(0);
    if (!address) return this.parameter(HALF);
    const [from] = address as [number];
    const known = this.#inHalf.get(from) ?? this.op("i32.add", address, this.parameter(HALF));
    this.#inHalf.set(from, known);
    return known;
  }

  #leaf<Key>(known: Map<Key, Vector>, key: Key, opcode: Opcode, immediates: ArrayLike<number>): Vector {
    const fresh = [this.#add(opcode, immediates, NO_ARGUMENT, NO_ARGUMENT, NO_ARGUMENT)];
    known.set(key, fresh);
    return fresh;
  }

  #add(opcode: Opcode, immediates: ArrayLike<number>, a: number, b: number, c: number): number {
    this.#args.push(a, b, c);
    this.#immediates.push(immediates);
    this.lastUse.push(UNUSED);
    this.#isBeforeLoop.push(this.#current === this.beforeLoop);
    const index = this.#opcodes.push(opcode) - 1;
    if (a !== NO_ARGUMENT) this.#use(a, index);
    if (b !== NO_ARGUMENT) this.#use(b, index);
    if (c !== NO_ARGUMENT) this.#use(c, index);
    return index;
  }

  #use(argument: number, by: number): void {
    if (this.#current === this.withinLoop && this.#isBeforeLoop[argument]) this.lastUse[argument] = AFTER_ALL;
    else if (this.lastUse[argument] !== AFTER_ALL) this.lastUse[argument] = by;
  }
}

function isWide(vector: Vector | undefined): boolean {
  return vector !== undefined && vector.length > 1;
}

/** The result that holds half `w` of a vector. */
function half(vector: Vector | undefined, w: 0 | 1): number {
  if (vector === undefined) return NO_ARGUMENT;
  return vector[vector.length === 1 ? 0 : w] as number;
}

const NONE: readonly number[] = [];

/**
 * The parameters of a body's function: the address of its record, that of the end of records, and, where it runs for
 * each half of the lanes, how many bytes its half lies behind the first.
 */
export const RECORD = 0;
export const END = 1;
const HALF = 2;

/** Vectors that stand side by side from `offset` bytes behind an address. */
export function loadVectors(
  code: VectorCode, offset: number, address: Vector, vectors: number,
): Vector {
  const loaded: number[] = [];
  for (let w = 0; w < vectors; w++) {
    const [half] = code.withImmediates("v128.load", memory(16, offset + 16 * w), address);
    loaded.push(half as number);
  }
  return loaded;
}
