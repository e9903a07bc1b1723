import { assert } from "#errors";
import type { GraphData, GraphNode } from "../lowering/graph.js";
import { OPERATIONS } from "./operations.js";

/** Inputs of a graph by name. */
export type Inputs = (name: string) => number;

/** One column of a table at a place; the interpreter alone has tables. */
export type LookUp = (table: string, column: number, x: number) => number;

/** Nodes that `roots` stand on, themselves included, in the order of the tape. */
export function needed(graph: GraphData, roots: readonly number[]): number[] {
  const isNeeded = new Uint8Array(graph.length);
  for (const root of roots) isNeeded[root] = 1;
  for (let i = graph.length - 1; i >= 0; i--) {
    if (isNeeded[i]) for (const argument of (graph[i] as GraphNode).args) isNeeded[argument] = 1;
  }
  return [...graph.keys()].filter((i) => isNeeded[i]);
}

/** Runs the tape once: `order` says which nodes, `values` receives them. */
export function runTape(graph: GraphData, order: readonly number[], values: Float64Array, input: Inputs, lookUp: LookUp): void {
  for (const i of order) {
    const { operation, args, value, name } = graph[i] as GraphNode;
    const a = values[args[0] as number] as number;
    if (operation === "number") values[i] = value as number;
    else if (operation === "input") values[i] = input(name as string);
    else if (operation === "table") values[i] = lookUp(name as string, value as number, a);
    else values[i] = OPERATIONS[operation](a, values[args[1] as number] as number, values[args[2] as number] as number);
  }
}

/** `roots` of a graph without tables, once. */
export function evaluate(graph: GraphData, input: Inputs, roots: readonly number[]): number[] {
  const values = new Float64Array(graph.length);
  runTape(graph, needed(graph, roots), values, input, noTables);
  return roots.map((root) => values[root] as number);
}

/** `roots` for every value of one input while the others stand still: a node at a time, which is fast. */
export function evaluateColumns(
  graph: GraphData,
  inputs: { readonly varying: string; readonly values: Float64Array; readonly fixed: Inputs },
  roots: readonly number[],
): Float64Array[] {
  const { varying, values, fixed } = inputs;
  const columns = new Map<number, Float64Array>();
  const column = (i: number): Float64Array => columns.get(i) as Float64Array;
  for (const i of needed(graph, roots)) {
    const { operation, args, value, name } = graph[i] as GraphNode;
    if (operation === "number") columns.set(i, new Float64Array(values.length).fill(value as number));
    else if (operation === "input") {
      columns.set(i, name === varying ? values : new Float64Array(values.length).fill(fixed(name as string)));
    } else {
      assert(operation !== "table", "a table isn't built from tables");
      columns.set(i, applied(OPERATIONS[operation], args.map(column), values.length));
    }
  }
  return roots.map(column);
}

/** An operation on every value. Absent arguments repeat the first, which no operation looks at. */
function applied(
  operation: (a: number, b: number, c: number) => number, args: readonly Float64Array[], length: number,
): Float64Array {
  const a = args[0] as Float64Array;
  const b = args[1] ?? a;
  const c = args[2] ?? a;
  const result = new Float64Array(length);
  for (let i = 0; i < length; i++) result[i] = operation(a[i] as number, b[i] as number, c[i] as number);
  return result;
}

function noTables(table: string): never {
  throw new Error(`broken invariant: table ${table} is looked up where there is none`);
}
