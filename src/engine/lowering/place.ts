import type { Body, Expression } from "../language/index.js";
import type { Graph, Operation } from "./graph.js";

/** What a name of the body is in the graph: an input, a constant, anything. */
export type Naming = (name: string) => number;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  "+": "add", "-": "sub", "*": "mul", "/": "div", negate: "neg",
  exp: "exp", log: "log", growth: "growth", sqrt: "sqrt", abs: "abs", min: "min", max: "max",
  "<": "less", "<=": "atMost", "===": "equal", and: "and", or: "or", not: "not", choose: "select",
};

/** Every result of a body as nodes. A piece that is used twice is placed once. */
export function place(graph: Graph, body: Body, naming: Naming): Map<string, number[]> {
  const on: Placing = { graph, naming, done: new Map() };
  // Locals come in the order they were written, so a long chain of them is never deep.
  for (const [, e] of body.locals) visit(e, on);
  return new Map([...body.results].map(([name, list]) => [name, list.map((e) => visit(e, on))]));
}

interface Placing { readonly graph: Graph; readonly naming: Naming; readonly done: Map<Expression, number> }

function visit(e: Expression, on: Placing): number {
  const old = on.done.get(e);
  if (old !== undefined) return old;
  const node = fresh(e, on);
  on.done.set(e, node);
  return node;
}

function fresh(e: Expression, on: Placing): number {
  const { graph } = on;
  if (e.kind === "number") return graph.number(e.value);
  if (e.kind === "local") return visit(e.value, on);
  if (e.kind === "name") return on.naming(e.name);
  const args: number[] = [];
  for (const argument of e.args) args.push(visit(argument, on));
  const a = args[0] as number;
  const b = args[1] as number;
  switch (e.fn) {
    case "linoid": return graph.div(graph.number(1), graph.node("growth", [a]));
    case ">": return graph.node("less", [b, a]);
    case ">=": return graph.node("atMost", [b, a]);
    default: {
      const operation = OPERATIONS[e.fn];
      if (!operation) throw new Error(`broken invariant: no operation for ${e.fn}`);
      return graph.call(operation, args);
    }
  }
}
