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

export interface VectorCode {
  readonly instructions: Instructions;
  /** Vectors that a value of all lanes takes: one of them where the function runs for each half of the lanes. */
  readonly vectors: number;
  /** From where to where of this function's lanes an address leads; without one, from the start of memory. */
  readonly toLanes: (address?: Vector) => Vector;
  readonly beforeLoop: readonly number[];
  readonly withinLoop: readonly number[];
  /**
   * The instruction that uses each result last, `UNUSED`, or `AFTER_ALL` of what is computed before the loop and used
   * within it, since the next record uses it too.
   */
  readonly lastUse: readonly number[];
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

/** `halves`: the function is called for each vector of lanes by itself, which makes it half as long. */
export function vectorCode({ halves = false } = {}): VectorCode {
  const opcodes: Opcode[] = [];
  const encoded: ArrayLike<number>[] = [];
  const args: number[] = [];
  const lastUse: number[] = [];
  const isBeforeLoop: boolean[] = [];
  const beforeLoop: number[] = [];
  const withinLoop: number[] = [];
  const [doubleLeaves, longLeaves] = [new Map<number | string, Vector>(), new Map<bigint, Vector>()];
  const [integerLeaves, parameterLeaves] = [new Map<number, Vector>(), new Map<number, Vector>()];
  let current = withinLoop;

  const add = (opcode: Opcode, immediates: ArrayLike<number>, a: number, b: number, c: number): number => {
    args.push(a, b, c);
    encoded.push(immediates);
    lastUse.push(UNUSED);
    isBeforeLoop.push(current === beforeLoop);
    const index = opcodes.push(opcode) - 1;
    if (a !== NO_ARGUMENT) use(a, index);
    if (b !== NO_ARGUMENT) use(b, index);
    if (c !== NO_ARGUMENT) use(c, index);
    return index;
  };
  const use = (argument: number, by: number): void => {
    if (current === withinLoop && isBeforeLoop[argument]) lastUse[argument] = AFTER_ALL;
    else if (lastUse[argument] !== AFTER_ALL) lastUse[argument] = by;
  };
  const withImmediates = (
    opcode: Opcode, immediates: ArrayLike<number>, a?: Vector, b?: Vector, c?: Vector,
  ): Vector => {
    const first = add(opcode, immediates, half(a, 0), half(b, 0), half(c, 0));
    current.push(first);
    if (!isWide(a) && !isWide(b) && !isWide(c)) return [first];
    const second = add(opcode, immediates, half(a, 1), half(b, 1), half(c, 1));
    current.push(second);
    return [first, second];
  };
  const leaf = <Key>(
    known: Map<Key, Vector>, key: Key, opcode: Opcode, immediates: (key: Key) => ArrayLike<number>,
  ): Vector => {
    const old = known.get(key);
    if (old) return old;
    const fresh = [add(opcode, immediates(key), NO_ARGUMENT, NO_ARGUMENT, NO_ARGUMENT)];
    known.set(key, fresh);
    return fresh;
  };
  const integer = (value: number): Vector => leaf(integerLeaves, value, "i32.const", signed);
  const parameter = (index: number): Vector => leaf(parameterLeaves, index, "local.get", unsigned);
  const ofHalf = new Map<number, Vector>();
  const toLanes = (address?: Vector): Vector => {
    if (!halves) return address ?? integer(0);
    if (!address) return parameter(HALF);
    const [from] = address as [number];
    const known = ofHalf.get(from) ?? withImmediates("i32.add", NONE, address, parameter(HALF));
    ofHalf.set(from, known);
    return known;
  };
  return {
    instructions: { opcodes, immediates: encoded, args },
    vectors: halves ? 1 : LANES / 2,
    toLanes,
    beforeLoop,
    withinLoop,
    lastUse,
    part: (part) => { current = part === "before loop" ? beforeLoop : withinLoop; },
    op: (opcode, a, b, c) => withImmediates(opcode, NONE, a, b, c),
    withImmediates,
    // A map takes −0 for 0.
    double: (value) => leaf(doubleLeaves, Object.is(value, -0) ? "-0" : value, "v128.const", bothDoubles),
    long: (value) => leaf(longLeaves, value, "v128.const", longs),
    integer,
    parameter,
  };
}

function isWide(vector: Vector | undefined): boolean {
  return vector !== undefined && vector.length > 1;
}

/** The result that holds half `w` of a vector. */
function half(vector: Vector | undefined, w: 0 | 1): number {
  if (vector === undefined) return NO_ARGUMENT;
  return vector[vector.length === 1 ? 0 : w] as number;
}

function bothDoubles(value: number | string): ArrayLike<number> {
  return doubles(Number(value), Number(value));
}

const NONE: readonly number[] = [];

/**
 * The parameters of a body's function: the address of its record, that of the end of records, and, where it runs for
 * each half of the lanes, how many bytes its half lies behind the first.
 */
export const RECORD = 0;
export const END = 1;
export const HALF = 2;

/** Vectors that stand side by side from `offset` bytes behind an address. */
export function loadVectors(
  { withImmediates }: VectorCode, offset: number, address: Vector, vectors: number,
): Vector {
  const loaded: number[] = [];
  for (let w = 0; w < vectors; w++) {
    const [half] = withImmediates("v128.load", memory(16, offset + 16 * w), address);
    loaded.push(half as number);
  }
  return loaded;
}
