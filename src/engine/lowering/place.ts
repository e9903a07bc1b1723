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
  const done = new Map<Expression, number>();
  const visit = (e: Expression): number => {
    const old = done.get(e);
    if (old !== undefined) return old;
    const node = fresh(e);
    done.set(e, node);
    return node;
  };
  const fresh = (e: Expression): number => {
    if (e.kind === "number") return graph.number(e.value);
    if (e.kind === "local") return visit(e.value);
    if (e.kind === "name") return naming(e.name);
    const args = e.args.map(visit);
    const [a, b] = args as [number, number];
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
  };
  // Locals come in the order they were written, so a long chain of them is never deep.
  for (const [, e] of body.locals) visit(e);
  return new Map([...body.results].map(([name, list]) => [name, list.map(visit)]));
}
