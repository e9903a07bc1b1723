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
  const order: number[] = [];
  for (let i = 0; i < isNeeded.length; i++) if (isNeeded[i]) order.push(i);
  return order;
}

/** Runs the tape once: `order` says which nodes, `values` receives them. */
export function runTape(
  graph: GraphData, order: readonly number[], values: Float64Array, input: Inputs, lookUp: LookUp,
): void {
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
  return evaluator(graph, roots)(input);
}

/** The same for inputs that change: what the roots stand on is found once. */
export function evaluator(graph: GraphData, roots: readonly number[]): (input: Inputs) => number[] {
  const values = new Float64Array(graph.length);
  const order = needed(graph, roots);
  return (input) => {
    runTape(graph, order, values, input, noTables);
    return roots.map((root) => values[root] as number);
  };
}

function noTables(table: string): never {
  throw new Error(`broken invariant: table ${table} is looked up where there is none`);
}
