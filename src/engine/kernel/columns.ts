import { assert } from "#errors";
import { exp, growth } from "#elementary";
import type { GraphData, GraphNode } from "../lowering/graph.js";
import { needed, type Inputs } from "./evaluate.js";
import { OPERATIONS, type Pure } from "./operations.js";

type Column = Float64Array;

/** `roots` for every value of one input while the others stand still: a node at a time, which is fast. */
export function evaluateColumns(
  graph: GraphData,
  inputs: { readonly varying: string; readonly values: Float64Array; readonly fixed: Inputs },
  roots: readonly number[],
): Column[] {
  const { varying, values, fixed } = inputs;
  const columns: Column[] = [];
  const constant = (value: number): Column => new Float64Array(values.length).fill(value);
  for (const i of needed(graph, roots)) {
    const { operation, args, value, name } = graph[i] as GraphNode;
    if (operation === "number") columns[i] = constant(value as number);
    else if (operation === "input") columns[i] = name === varying ? values : constant(fixed(name as string));
    else {
      assert(operation !== "table", "a table isn't built from tables");
      const [a, b, c] = args.map((argument) => columns[argument] as Column) as [Column, Column?, Column?];
      columns[i] = applied(operation, a, b ?? a, c ?? a);
    }
  }
  return roots.map((root) => columns[root] as Column);
}

/**
 * An operation on every value. Absent arguments repeat the first, which no operation looks at. What tables are made of
 * has loops of its own, since numbers that pass through a function known only at run time are allocated one by one.
 */
function applied(operation: Pure, a: Column, b: Column, c: Column): Column {
  const result = new Float64Array(a.length);
  switch (operation) {
    case "add": for (let i = 0; i < result.length; i++) result[i] = (a[i] as number) + (b[i] as number); break;
    case "sub": for (let i = 0; i < result.length; i++) result[i] = (a[i] as number) - (b[i] as number); break;
    case "mul": for (let i = 0; i < result.length; i++) result[i] = (a[i] as number) * (b[i] as number); break;
    case "div": for (let i = 0; i < result.length; i++) result[i] = (a[i] as number) / (b[i] as number); break;
    case "neg": for (let i = 0; i < result.length; i++) result[i] = -(a[i] as number); break;
    case "exp": for (let i = 0; i < result.length; i++) result[i] = exp(a[i] as number); break;
    case "growth": for (let i = 0; i < result.length; i++) result[i] = growth(a[i] as number); break;
    default: {
      const apply = OPERATIONS[operation];
      for (let i = 0; i < result.length; i++) result[i] = apply(a[i] as number, b[i] as number, c[i] as number);
    }
  }
  return result;
}
