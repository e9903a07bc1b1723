/**
 * A body on its way to WebAssembly: instructions in single-assignment form, in two parts, before the loop over records
 * and within it. Each instruction's number is the name of its result.
 */
import { doubles, longs, signed, unsigned, type Opcode } from "./encoder.js";

export interface Instruction {
  readonly opcode: Opcode;
  readonly args: readonly number[];
  /** Encoded immediates. */
  readonly immediates: ArrayLike<number>;
}

/**
 * A value for all lanes: the results that hold it, one for each vector of two lanes, or a single one where the vectors
 * would be equal.
 */
export type Vector = readonly number[];

export interface VectorCode {
  readonly instructions: readonly Instruction[];
  readonly beforeLoop: readonly number[];
  readonly withinLoop: readonly number[];
  /** Where instructions go from now on. */
  readonly part: (part: "before loop" | "within loop") => void;
  /** One instruction for each vector of its arguments, side by side so that they hide each other's latency. */
  readonly op: (opcode: Opcode, a: Vector, b?: Vector, c?: Vector) => Vector;
  /** The same with immediates. */
  readonly withImmediates: (
    opcode: Opcode, immediates: ArrayLike<number>, a?: Vector, b?: Vector, c?: Vector,
  ) => Vector;
  /** Constants: the same double or 64-bit integer throughout; a single integer. */
  readonly double: (value: number) => Vector;
  readonly long: (value: bigint) => Vector;
  readonly integer: (value: number) => Vector;
  /** What the function was called with: of a body, the address of the record that the loop has come to. */
  readonly parameter: (index: number) => Vector;
}

export function vectorCode(): VectorCode {
  const instructions: Instruction[] = [];
  const beforeLoop: number[] = [];
  const withinLoop: number[] = [];
  const [doubleLeaves, longLeaves] = [new Map<number | string, Vector>(), new Map<bigint, Vector>()];
  const [integerLeaves, parameterLeaves] = [new Map<number, Vector>(), new Map<number, Vector>()];
  let current = withinLoop;

  const add = (opcode: Opcode, args: readonly number[], immediates: ArrayLike<number>): number =>
    instructions.push({ opcode, args, immediates }) - 1;
  const withImmediates = (
    opcode: Opcode, immediates: ArrayLike<number>, a?: Vector, b?: Vector, c?: Vector,
  ): Vector => {
    const isWide = widthOf(a) > 1 || widthOf(b) > 1 || widthOf(c) > 1;
    const results: number[] = [];
    for (let w = 0; w <= (isWide ? 1 : 0); w++) {
      const args: number[] = [];
      if (a) args.push(a[a.length === 1 ? 0 : w] as number);
      if (b) args.push(b[b.length === 1 ? 0 : w] as number);
      if (c) args.push(c[c.length === 1 ? 0 : w] as number);
      const index = add(opcode, args, immediates);
      results.push(index);
      current.push(index);
    }
    return results;
  };
  const leaf = <Key>(
    known: Map<Key, Vector>, key: Key, opcode: Opcode, immediates: (key: Key) => ArrayLike<number>,
  ): Vector => {
    const old = known.get(key);
    if (old) return old;
    const fresh = [add(opcode, [], immediates(key))];
    known.set(key, fresh);
    return fresh;
  };
  return {
    instructions,
    beforeLoop,
    withinLoop,
    part: (part) => { current = part === "before loop" ? beforeLoop : withinLoop; },
    op: (opcode, a, b, c) => withImmediates(opcode, NONE, a, b, c),
    withImmediates,
    // A map takes −0 for 0.
    double: (value) => leaf(doubleLeaves, Object.is(value, -0) ? "-0" : value, "v128.const", bothDoubles),
    long: (value) => leaf(longLeaves, value, "v128.const", longs),
    integer: (value) => leaf(integerLeaves, value, "i32.const", signed),
    parameter: (index) => leaf(parameterLeaves, index, "local.get", unsigned),
  };
}

function widthOf(vector: Vector | undefined): number {
  return vector === undefined ? 0 : vector.length;
}

function bothDoubles(value: number | string): ArrayLike<number> {
  return doubles(Number(value), Number(value));
}

const NONE: readonly number[] = [];

/** The parameter of a body's function that holds the address of its record. */
export const RECORD = 0;
