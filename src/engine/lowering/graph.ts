/**
 * The lowered form: one hash-consed graph of pure operations on doubles. Equal expressions are one node, a node's
 * arguments come before it, and so a node's number is also its place on the tape.
 *
 * Rewrites keep every finite result bit for bit; `0·x = 0` alone is taken for granted, for the structure of Jacobians.
 */
export type Operation =
  | "number" | "input" | "table"
  | "add" | "sub" | "mul" | "div" | "min" | "max"
  | "neg" | "abs" | "sqrt" | "exp" | "log" | "growth"
  | "less" | "atMost" | "equal" | "and" | "or" | "not" | "select";

export interface GraphNode {
  readonly operation: Operation;
  readonly args: readonly number[];
  /** Of a number: itself. Of a table: which column. */
  readonly value?: number;
  /** Of an input: its name. Of a table: the table's name. */
  readonly name?: string;
}

/** A graph as data: what travels to a worker. */
export type GraphData = readonly GraphNode[];

export class Graph {
  readonly nodes: GraphNode[] = [];
  readonly #known = new Map<Operation, Map<number | string, number>>();

  node(operation: Operation, args: readonly number[] = [], extra: { value?: number; name?: string } = {}): number {
    const known = this.#known.get(operation) ?? new Map<number | string, number>();
    if (known.size === 0) this.#known.set(operation, known);
    const key = keyOf(args, extra);
    const old = known.get(key);
    if (old !== undefined) return old;
    this.nodes.push({
      operation,
      args,
      ...(extra.value !== undefined && { value: extra.value }),
      ...(extra.name !== undefined && { name: extra.name }),
    });
    known.set(key, this.nodes.length - 1);
    return this.nodes.length - 1;
  }

  at(index: number): GraphNode {
    const node = this.nodes[index];
    if (!node) throw new Error(`broken invariant: the graph has no node ${index}`);
    return node;
  }

  number(value: number): number {
    return this.node("number", [], { value });
  }

  input(name: string): number {
    return this.node("input", [], { name });
  }

  table(name: string, column: number, of: number): number {
    return this.node("table", [of], { name, value: column });
  }

  /** The value of a constant node, or undefined. */
  value(index: number): number | undefined {
    const node = this.at(index);
    return node.operation === "number" ? node.value : undefined;
  }

  isZero(index: number): boolean {
    return this.value(index) === 0;
  }

  add(a: number, b: number): number {
    const [x, y] = [this.value(a), this.value(b)];
    if (x !== undefined && y !== undefined) return this.number(x + y);
    return x === 0 ? b : y === 0 ? a : this.node("add", [a, b]);
  }

  sub(a: number, b: number): number {
    const [x, y] = [this.value(a), this.value(b)];
    if (x !== undefined && y !== undefined) return this.number(x - y);
    if (y === 0) return a;
    if (x === 0) return this.neg(b);
    return a === b ? this.number(0) : this.node("sub", [a, b]);
  }

  mul(a: number, b: number): number {
    const [x, y] = [this.value(a), this.value(b)];
    if (x !== undefined && y !== undefined) return this.number(x * y);
    if (x === 0 || y === 0) return this.number(0);
    if (x === 1) return b;
    if (y === 1) return a;
    if (x === -1) return this.neg(b);
    return y === -1 ? this.neg(a) : this.node("mul", [a, b]);
  }

  div(a: number, b: number): number {
    const [x, y] = [this.value(a), this.value(b)];
    if (x !== undefined && y !== undefined) return this.number(x / y);
    return x === 0 || y === 1 ? a : this.node("div", [a, b]);
  }

  neg(a: number): number {
    const { operation, args, value } = this.at(a);
    if (operation === "number") return this.number(-(value as number));
    return operation === "neg" ? (args[0] as number) : this.node("neg", [a]);
  }

  /** A sum in the order given. */
  sum(terms: readonly number[]): number {
    return terms.reduce((total, term) => this.add(total, term), this.number(0));
  }

  call(operation: Operation, args: readonly number[]): number {
    const [a, b] = args as [number, number];
    switch (operation) {
      case "add": return this.add(a, b);
      case "sub": return this.sub(a, b);
      case "mul": return this.mul(a, b);
      case "div": return this.div(a, b);
      case "neg": return this.neg(a);
      default: return this.node(operation, args);
    }
  }

  /** The same expressions with some nodes replaced; what they share stays shared. */
  substitute(roots: readonly number[], replacement: ReadonlyMap<number, number>): number[] {
    const done = new Map(replacement);
    // By explicit stack: a body may be deeper than the engine's call stack.
    const visit = (root: number): number => {
      const stack = [root];
      while (stack.length > 0) {
        const index = stack.at(-1) as number;
        if (done.has(index)) { stack.pop(); continue; }
        const { operation, args, name, value } = this.at(index);
        const waiting = args.filter((a) => !done.has(a));
        if (waiting.length > 0) { stack.push(...waiting); continue; }
        const fresh = args.map((a) => done.get(a) as number);
        if (args.length === 0) done.set(index, index);
        else if (operation === "table") done.set(index, this.table(name as string, value as number, fresh[0] as number));
        else done.set(index, this.call(operation, fresh));
        stack.pop();
      }
      return done.get(root) as number;
    };
    return roots.map(visit);
  }

  /** For every node the names of the inputs that it depends on. */
  dependencies(): readonly ReadonlySet<string>[] {
    const all: ReadonlySet<string>[] = [];
    for (const { operation, args, name } of this.nodes) {
      if (operation === "input") { all.push(new Set([name as string])); continue; }
      const sets = args.map((a) => all[a] as ReadonlySet<string>);
      const [first] = sets;
      // Most nodes depend on what one of their arguments depends on: share that set instead of copying it.
      const largest = sets.reduce((a, b) => (b.size > a.size ? b : a), first ?? new Set<string>());
      const covered = sets.every((set) => set === largest || [...set].every((n) => largest.has(n)));
      all.push(covered ? largest : new Set(sets.flatMap((set) => [...set])));
    }
    return all;
  }

  /** A graph of what `roots` need and nothing else, with where each root went. */
  pruned(roots: readonly number[]): { graph: Graph; roots: number[] } {
    const needed = new Uint8Array(this.nodes.length);
    for (const root of roots) needed[root] = 1;
    for (let i = this.nodes.length - 1; i >= 0; i--) if (needed[i]) for (const a of this.at(i).args) needed[a] = 1;
    const graph = new Graph();
    const moved = new Int32Array(this.nodes.length);
    this.nodes.forEach((node, i) => {
      if (needed[i]) moved[i] = graph.node(node.operation, node.args.map((a) => moved[a] as number), node);
    });
    return { graph, roots: roots.map((root) => moved[root] as number) };
  }
}

/** What tells nodes of one operation apart. Most have one or two arguments and nothing else, which fit into one number. */
function keyOf(args: readonly number[], { value, name }: { value?: number; name?: string }): number | string {
  if (value === undefined && name === undefined && args.length <= 2) return (args[0] ?? 0) * 2 ** 26 + (args[1] ?? 0);
  if (args.length === 0 && name === undefined) return Object.is(value, -0) ? "-0" : (value as number);
  return `${args.join()}|${name ?? ""}|${value ?? ""}`;
}
