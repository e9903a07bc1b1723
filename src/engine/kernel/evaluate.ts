import type { GraphData, GraphNode } from "../lowering/graph.js";
import { OPERATIONS, type Pure } from "./operations.js";

/** Inputs of a graph by name. */
export type Inputs = (name: string) => number;

/** One column of a table at a row and a fraction; the interpreter alone has tables. */
export type LookUp = (table: string, column: number, row: number, fraction: number) => number;

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

/**
 * The same in another order in which arguments come first: each root's own just before it, so that what is computed is
 * soon used. By explicit stack, since a body may be deeper than the engine's.
 */
export function inOrderOfUse(graph: GraphData, roots: readonly number[]): number[] {
  const isKnown = new Uint8Array(graph.length);
  const order: number[] = [];
  const stack = [...roots].reverse();
  while (stack.length > 0) {
    const i = stack[stack.length - 1] as number;
    const before = stack.length;
    if (!isKnown[i]) {
      const { args } = graph[i] as GraphNode;
      for (let k = args.length - 1; k >= 0; k--) if (!isKnown[args[k] as number]) stack.push(args[k] as number);
      if (stack.length > before) continue;
      isKnown[i] = 1;
      order.push(i);
    }
    stack.pop();
  }
  return order;
}

/** Runs the tape once: `order` says which nodes, `values` receives them. */
export function runTape(
  graph: GraphData, order: readonly number[], values: Float64Array, input: Inputs, lookUp: LookUp,
): void {
  for (const i of order) {
    const { operation, args, value, name } = graph[i] as GraphNode;
    const a = values[args[0] as number] as number;
    const b = values[args[1] as number] as number;
    if (operation === "number") values[i] = value as number;
    else if (operation === "input") values[i] = input(name as string);
    else if (operation === "table") values[i] = lookUp(name as string, value as number, a, b);
    else values[i] = OPERATIONS[operation](a, b, values[args[2] as number] as number);
  }
}

/** `roots` of a graph without tables, once. */
export function evaluate(graph: GraphData, input: Inputs, roots: readonly number[]): number[] {
  const tape = new Tape(graph, roots);
  for (const { name, node } of tape.inputs) tape.values[node] = input(name);
  tape.run();
  return roots.map((root) => tape.values[root] as number);
}

/** What `roots` of a graph without tables stand on, ready to be run for inputs that change. */
export class Tape {
  /** Of every node; inputs are written here before a run. */
  readonly values: Float64Array;
  readonly inputs: readonly { readonly name: string; readonly node: number }[];
  readonly #operations: readonly (typeof OPERATIONS)[Pure][];
  /** Node and arguments, four places an operation. */
  readonly #places: Int32Array;

  constructor(graph: GraphData, roots: readonly number[]) {
    this.values = new Float64Array(graph.length);
    const inputs: { name: string; node: number }[] = [];
    const operations: (typeof OPERATIONS)[Pure][] = [];
    const places: number[] = [];
    for (const node of needed(graph, roots)) {
      const { operation, args: [a = 0, b = 0, c = 0], value, name } = graph[node] as GraphNode;
      if (operation === "number") this.values[node] = value as number;
      else if (operation === "input") inputs.push({ name: name as string, node });
      else if (operation === "table") throw new Error(`broken invariant: table ${name ?? ""} is looked up where there is none`);
      else {
        operations.push(OPERATIONS[operation]);
        places.push(node, a, b, c);
      }
    }
    this.inputs = inputs;
    this.#operations = operations;
    this.#places = Int32Array.from(places);
  }

  run(): void {
    const [values, places] = [this.values, this.#places];
    for (let i = 0, p = 0; i < this.#operations.length; i++, p += 4) {
      values[places[p] as number] = (this.#operations[i] as (typeof OPERATIONS)[Pure])(
        values[places[p + 1] as number] as number, values[places[p + 2] as number] as number,
        values[places[p + 3] as number] as number,
      );
    }
  }
}
