import type { Body, Input, Output, Port, TableShape } from "../kernel/program.js";
import { Graph } from "../lowering/graph.js";

/** Collects a graph and the ports through which it meets memory. */
export interface BodyBuilder {
  readonly graph: Graph;
  /** An input read where `port` says. Naming it twice is the same input. */
  input(name: string, port: Port): number;
  /** Says where inputs are read that were placed by name before. */
  bind(name: string, port: Port): void;
  store(node: number, port: Port): void;
  /** Only what the outputs need; every input that is left must be bound. `tables` may be filled later. */
  build(name: string, pointers: number, tables?: readonly TableShape[]): Body;
}

export function bodyBuilder(graph: Graph = new Graph()): BodyBuilder {
  const ports = new Map<string, Port>();
  const outputs: Output[] = [];
  const bind = (name: string, port: Port): void => void ports.set(name, port);
  return {
    graph,
    bind,
    input: (name, port) => {
      bind(name, port);
      return graph.input(name);
    },
    store: (node, port) => void outputs.push({ ...port, node }),
    build: (name, pointers, tables = []) => {
      const own = graph.pruned(outputs.map(({ node }) => node));
      const inputs: Input[] = [];
      let looksUp = false;
      for (const { operation, name: input } of own.graph.nodes) {
        looksUp ||= operation === "table";
        if (operation !== "input") continue;
        const port = ports.get(input as string);
        if (!port) throw new Error(`broken invariant: ${name} reads ${input ?? "?"}, which nothing provides`);
        inputs.push({ ...port, name: input as string });
      }
      return {
        name,
        graph: own.graph.nodes,
        pointers,
        inputs,
        outputs: outputs.map((output, i) => ({ ...output, node: own.roots[i] as number })),
        tables: looksUp ? tables : [],
      };
    },
  };
}

/** Over so few records a body had better be short than fast: it takes longer to compile than to run. */
const FEW = 4;

export function sparingly(body: Body, records: number): Body {
  return records <= FEW ? { ...body, seldom: true } : body;
}
