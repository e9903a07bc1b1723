/**
 * A body on its way to WebAssembly: instructions in single-assignment form, in two parts, before the loop over records
 * and within it. Each instruction's number is the name of its result.
 */
import { doubles, longs, signed, type Opcode } from "./encoder.js";

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
  readonly op: (opcode: Opcode, ...args: readonly Vector[]) => Vector;
  /** The same with immediates. */
  readonly withImmediates: (opcode: Opcode, immediates: ArrayLike<number>, ...args: readonly Vector[]) => Vector;
  /** Constants: the same double or 64-bit integer throughout; a single integer. */
  readonly double: (value: number) => Vector;
  readonly long: (value: bigint) => Vector;
  readonly integer: (value: number) => Vector;
  /** The address of the record that the loop has come to. */
  readonly record: () => Vector;
}

export function vectorCode(): VectorCode {
  const instructions: Instruction[] = [];
  const beforeLoop: number[] = [];
  const withinLoop: number[] = [];
  const leaves = new Map<number | bigint | string, Vector>();
  let current = withinLoop;

  const add = (opcode: Opcode, args: readonly number[], immediates: ArrayLike<number>): number =>
    instructions.push({ opcode, args, immediates }) - 1;
  const withImmediates = (opcode: Opcode, immediates: ArrayLike<number>, ...args: readonly Vector[]): Vector => {
    const width = args.some((arg) => arg.length > 1) ? 2 : 1;
    const results: number[] = [];
    for (let w = 0; w < width; w++) {
      results.push(add(opcode, args.map((arg) => arg[arg.length === 1 ? 0 : w] as number), immediates));
      current.push(results[w] as number);
    }
    return results;
  };
  const leaf = (key: number | bigint | string, opcode: Opcode, immediates: () => ArrayLike<number>): Vector => {
    const known = leaves.get(key) ?? [add(opcode, [], immediates())];
    leaves.set(key, known);
    return known;
  };
  return {
    instructions,
    beforeLoop,
    withinLoop,
    part: (part) => { current = part === "before loop" ? beforeLoop : withinLoop; },
    op: (opcode, ...args) => withImmediates(opcode, NONE, ...args),
    withImmediates,
    // A map takes −0 for 0.
    double: (value) => leaf(Object.is(value, -0) ? "-0" : value, "v128.const", () => doubles(value, value)),
    long: (value) => leaf(value, "v128.const", () => longs(value)),
    integer: (value) => leaf(`integer ${value}`, "i32.const", () => signed(value)),
    record: () => leaf("record", "local.get", () => [RECORD]),
  };
}

const NONE: readonly number[] = [];

/** The parameter of a body's function that holds the address of its record. */
export const RECORD = 0;

const LEAVES: ReadonlySet<Opcode> = new Set<Opcode>(["v128.const", "i32.const", "local.get"]);

/** Whether an instruction belongs to no part: it stands on nothing and is written wherever it is used. */
export function isLeaf({ opcode }: Instruction): boolean {
  return LEAVES.has(opcode);
}
