import type { Body, Input, Output, Port, TableShape } from "../kernel/program.js";
import { Graph } from "../lowering/graph.js";

/** Collects a graph and the ports through which it meets memory. */
export class BodyBuilder {
  readonly graph: Graph;
  readonly #ports = new Map<string, Port>();
  readonly #outputs: Output[] = [];

  constructor(graph: Graph = new Graph()) {
    this.graph = graph;
  }

  /** An input read where `port` says. Naming it twice is the same input. */
  input(name: string, port: Port): number {
    this.bind(name, port);
    return this.graph.input(name);
  }

  /** Says where inputs are read that were placed by name before. */
  bind(name: string, port: Port): void {
    this.#ports.set(name, port);
  }

  store(node: number, port: Port): void {
    this.#outputs.push({ ...port, node });
  }

  /** Only what the outputs need; every input that is left must be bound. `tables` may be filled later. */
  build(name: string, pointers: number, tables: readonly TableShape[] = []): Body {
    const own = this.graph.pruned(this.#outputs.map(({ node }) => node));
    const inputs: Input[] = [];
    let looksUp = false;
    for (const { operation, name: input } of own.graph.nodes) {
      looksUp ||= operation === "table";
      if (operation !== "input") continue;
      const port = this.#ports.get(input as string);
      if (!port) throw new Error(`broken invariant: ${name} reads ${input ?? "?"}, which nothing provides`);
      inputs.push({ ...port, name: input as string });
    }
    return {
      name,
      graph: own.graph.nodes,
      pointers,
      inputs,
      outputs: this.#outputs.map((output, i) => ({ ...output, node: own.roots[i] as number })),
      tables: looksUp ? tables : [],
    };
  }
}

/** Over so few records a body had better be short than fast: it takes longer to compile than to run. */
export const isFew = (records: number): boolean => records <= 4;

export function sparingly(body: Body, records: number): Body {
  return isFew(records) ? { ...body, seldom: true } : body;
}
