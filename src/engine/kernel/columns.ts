import { assert } from "#errors";
import { exp, growth } from "#elementary";
import type { GraphData, GraphNode } from "../lowering/graph.js";
import { needed, type Inputs } from "./evaluate.js";
import { OPERATIONS, type Pure } from "./operations.js";

type Column = Float64Array;

/** Values at a time: a graph's columns of so many fit into the processor's own memory. */
const CHUNK = 256;

/** `roots` for every value of one input while the others stand still: a node at a time, which is fast. */
export function evaluateColumns(
  graph: GraphData,
  inputs: { readonly varying: string; readonly values: Float64Array; readonly fixed: Inputs },
  roots: readonly number[],
): Column[] {
  const { varying, values, fixed } = inputs;
  const order = needed(graph, roots);
  const columns: Column[] = [];
  for (const i of order) columns[i] = new Float64Array(CHUNK);
  const steps: (() => void)[] = [];
  let from = 0;
  for (const i of order) {
    const { operation, args, value, name } = graph[i] as GraphNode;
    const own = columns[i] as Column;
    if (operation === "number") own.fill(value as number);
    else if (operation === "input" && name === varying) {
      steps.push(() => { own.set(values.subarray(from, from + CHUNK)); });
    } else if (operation === "input") own.fill(fixed(name as string));
    else {
      assert(operation !== "table", "a table isn't built from tables");
      const loop = LOOPS[operation] ?? loopOf(operation);
      const first = args[0] as number;
      const a = columns[first] as Column;
      const b = columns[args[1] ?? first] as Column;
      const c = columns[args[2] ?? first] as Column;
      steps.push(() => { loop(own, a, b, c); });
    }
  }
  const results = roots.map(() => new Float64Array(values.length));
  for (; from < values.length; from += CHUNK) {
    for (const step of steps) step();
    const left = Math.min(CHUNK, values.length - from);
    roots.forEach((root, k) => (results[k] as Column).set((columns[root] as Column).subarray(0, left), from));
  }
  return results;
}

/** An operation on every value. Absent arguments repeat the first, which no operation looks at. */
type Loop = (result: Column, a: Column, b: Column, c: Column) => void;

/**
 * What tables are made of has loops of its own, since numbers that pass through a function known only at run time are
 * allocated one by one.
 */
const LOOPS: Readonly<Partial<Record<Pure, Loop>>> = {
  add: (r, a, b) => { for (let i = 0; i < r.length; i++) r[i] = (a[i] as number) + (b[i] as number); },
  sub: (r, a, b) => { for (let i = 0; i < r.length; i++) r[i] = (a[i] as number) - (b[i] as number); },
  mul: (r, a, b) => { for (let i = 0; i < r.length; i++) r[i] = (a[i] as number) * (b[i] as number); },
  div: (r, a, b) => { for (let i = 0; i < r.length; i++) r[i] = (a[i] as number) / (b[i] as number); },
  neg: (r, a) => { for (let i = 0; i < r.length; i++) r[i] = -(a[i] as number); },
  exp: (r, a) => { for (let i = 0; i < r.length; i++) r[i] = exp(a[i] as number); },
  growth: (r, a) => { for (let i = 0; i < r.length; i++) r[i] = growth(a[i] as number); },
};

function loopOf(operation: Pure): Loop {
  const apply = OPERATIONS[operation];
  return (r, a, b, c) => {
    for (let i = 0; i < r.length; i++) r[i] = apply(a[i] as number, b[i] as number, c[i] as number);
  };
}
