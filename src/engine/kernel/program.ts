/**
 * What the engine runs, as plain data: memory, loops over it, and the calls that string loops together. The interpreter
 * runs it lane by lane in plain TypeScript, the emitter turns it into WebAssembly, and both give the same bits.
 *
 *     one group of LANES trials       every lane value is LANES doubles side by side, 32 bytes
 *     a body                          a graph with ports: where its inputs are read, where its outputs go
 *     a loop                          a body run over records; a record is the byte addresses that its ports start from
 *     a call                          an exported function: some loops in order
 *
 * Within a record all inputs are read before any output is written.
 */
import type { GraphData } from "../lowering/graph.js";

/** Trials that step together: two halves of two doubles each, which are the vectors of WebAssembly. */
export const LANES = 4;
export const LANE_BYTES = 8 * LANES;
/** Halves of the lanes: their bit where halves are left out, their first lane and the one behind their last. */
export const HALVES = [{ bit: 1, from: 0, to: LANES / 2 }, { bit: 2, from: LANES / 2, to: LANES }] as const;

/** Where a value lives: `offset` bytes from the record's pointer number `pointer`, or from 0 when there is none. */
export interface Port {
  readonly pointer?: number;
  readonly offset: number;
  /** `lane`: LANES doubles, one a trial. `shared`: one double for all. */
  readonly kind: "lane" | "shared";
}

export interface Input extends Port { readonly name: string }
export interface Output extends Port { readonly node: number }

/**
 * Cubic pieces of functions of one variable, `rows` cells of equal width from `low`; outside they clamp to the ends.
 * Row-major, 4 coefficients × `columns` (padded to pairs) a row: c₀ of every column, then c₁ …, so that a pair
 * is one load. A cell's cubic is about its middle. An int32 at byte `place` says from which byte row 0
 * stands; it is read before the first record.
 */
export interface TableShape {
  readonly name: string;
  readonly low: number;
  readonly perWidth: number;
  readonly rows: number;
  /** Padded to a power of two. */
  readonly columns: number;
  readonly place: number;
}

export interface Body {
  readonly name: string;
  readonly graph: GraphData;
  /** How many addresses a record holds. */
  readonly pointers: number;
  readonly inputs: readonly Input[];
  readonly outputs: readonly Output[];
  readonly tables: readonly TableShape[];
  /** It runs only now and then, or over few records, so its code should be short rather than fast. */
  readonly seldom?: true;
  /** Each record waits for the one before it: both halves of the lanes go along together, so that they wait together. */
  readonly abreast?: true;
}

/**
 * Whether a body runs over all records for one half of the lanes, then for the other: values of one half fit into a
 * processor's registers, and a half in which no trial runs can be left out. What writes shared values goes abreast.
 */
export function goesByHalves({ abreast, outputs }: Body): boolean {
  return abreast !== true && outputs.every(({ kind }) => kind === "lane");
}

/** `body` run for `count` records that stand in memory as int32 addresses from byte `records`. */
export interface Loop {
  readonly body: number;
  readonly records: number;
  readonly count: number;
}

export interface Program {
  /** Bytes in all, tables included. */
  readonly bytes: number;
  /** Where bodies put values down, if that is enough; without it, and else, behind everything. */
  readonly scratch?: { readonly at: number; readonly bytes: number };
  readonly bodies: readonly Body[];
  readonly calls: Readonly<Record<string, readonly Loop[]>>;
}

/** A program on a memory, ready to be called. */
export interface Machine {
  readonly memory: ArrayBuffer;
  readonly call: Readonly<Record<string, Call>>;
}

/** `without`: halves that may be left out, a bit each; what goes abreast runs in all of them. */
export type Call = (without?: number) => void;

/**
 * Runs a call of a machine. Here alone, so that V8 sees many machines at this place: code that had met a single one is
 * compiled for that one, and again for each that follows.
 */
export function perform(call: Call | undefined, without = 0): void {
  call?.(without);
}

/** The bodies that its calls run, in the order of their first use. */
export function usedBodies({ calls }: Program): number[] {
  return [...new Set(Object.values(calls).flatMap((loops) => loops.map(({ body }) => body)))];
}
