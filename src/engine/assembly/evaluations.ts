/** Graphs that are evaluated now and then, in plain TypeScript: what they read, by the record that leads there. */
import type { Port } from "../kernel/program.js";
import type { Graph } from "../lowering/graph.js";
import type { Evaluation } from "./assembly.js";

/** `roots` of a graph by name; `ports` as bodies have them, from a record's pointers. */
export function evaluationOf(
  graph: Graph, roots: ReadonlyMap<string, number>, ports: ReadonlyMap<string, Port>,
): Evaluation {
  const own = graph.pruned([...roots.values()]);
  return {
    graph: own.graph.nodes,
    roots: [...roots.keys()].map((name, i) => ({ name, node: own.roots[i] as number })),
    inputs: Object.fromEntries(own.graph.nodes.flatMap(({ operation, name }) => {
      const port = operation === "input" ? ports.get(name as string) : undefined;
      return port ? [[name as string, port] as const] : [];
    })),
  };
}

/** The same where one record leads: its ports stand from the start of memory. */
export function evaluationAt(evaluation: Evaluation, record: readonly number[]): Evaluation {
  const inputs = Object.entries(evaluation.inputs).map(([name, { pointer, offset, kind }]) =>
    [name, { offset: offset + (pointer === undefined ? 0 : (record[pointer] as number)), kind }] as const);
  return { ...evaluation, inputs: Object.fromEntries(inputs) };
}
