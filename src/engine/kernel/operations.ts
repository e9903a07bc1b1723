import { growth, kernelExp, kernelLog } from "#elementary";
import type { GraphNode, Operation } from "../lowering/graph.js";

/** What is neither read nor looked up: a pure function of its arguments. */
export type Pure = Exclude<Operation, "number" | "input" | "table">;

/** Truth is 1 or 0 here and a mask of bits in WebAssembly; only `and`, `or`, `not` and `select` may ask for it. */
const truth = (holds: boolean): number => (holds ? 1 : 0);

/**
 * What each operation is, once, for every way of running a graph in TypeScript. `min` and `max` return their first
 * argument where neither is less (±0, NaN). The logarithm of what isn't a positive normal number is NaN: the bits that
 * `kernelLog` makes of a NaN would depend on its sign, which WebAssembly leaves open.
 */
export const OPERATIONS: Readonly<Record<Pure, (a: number, b: number, c: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  min: (a, b) => (b < a ? b : a),
  max: (a, b) => (a < b ? b : a),
  neg: (a) => -a,
  abs: (a) => Math.abs(a),
  sqrt: (a) => Math.sqrt(a),
  exp: (a) => kernelExp(a),
  log: kernelLog,
  growth: (a) => growth(a),
  less: (a, b) => truth(a < b),
  atMost: (a, b) => truth(a <= b),
  equal: (a, b) => truth(a === b),
  and: (a, b) => a * b,
  or: (a, b) => (a === 1 ? 1 : b),
  not: (a) => 1 - a,
  select: (a, b, c) => (a === 1 ? b : c),
};

const TRUTHS: ReadonlySet<Operation> = new Set<Operation>(["less", "atMost", "equal", "and", "or", "not"]);

/** Whether a node is true or false rather than a number. */
export function isTruth(node: GraphNode): boolean {
  return TRUTHS.has(node.operation);
}

/** Whether an operation asks for truth, rather than a number, at its argument of this place. */
export function asksForTruth(operation: Operation, place: number): boolean {
  return operation === "and" || operation === "or" || operation === "not" || (operation === "select" && place === 0);
}
