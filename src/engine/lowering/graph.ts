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
  /** Nodes by operation and by what tells them apart, as far as they have been entered. */
  readonly #known = new Map<Operation, Map<number | string, number>>();
  #entered = 0;

  node(operation: Operation, args: readonly number[] = NOTHING, value?: number, name?: string): number {
    while (this.#entered < this.nodes.length) this.#enter(this.#entered++);
    const known = this.#ofOperation(operation);
    const key = keyOf(args, value, name);
    const old = known.get(key);
    if (old !== undefined) return old;
    const index = this.nodes.push(nodeOf(operation, args, value, name)) - 1;
    known.set(key, index);
    this.#entered++;
    return index;
  }

  #enter(index: number): void {
    const { operation, args, value, name } = this.at(index);
    this.#ofOperation(operation).set(keyOf(args, value, name), index);
  }

  #ofOperation(operation: Operation): Map<number | string, number> {
    const known = this.#known.get(operation);
    if (known) return known;
    const fresh = new Map<number | string, number>();
    this.#known.set(operation, fresh);
    return fresh;
  }

  at(index: number): GraphNode {
    const node = this.nodes[index];
    if (!node) throw new Error(`broken invariant: the graph has no node ${index}`);
    return node;
  }

  number(value: number): number {
    return this.node("number", NOTHING, value);
  }

  input(name: string): number {
    return this.node("input", NOTHING, undefined, name);
  }

  /** A column of a table, at a row and a fraction of it, as `locate` finds them. */
  table(name: string, column: number, row: number, fraction: number): number {
    return this.node("table", [row, fraction], column, name);
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
    const x = this.value(a);
    const y = this.value(b);
    if (x !== undefined && y !== undefined) return this.number(x + y);
    return x === 0 ? b : y === 0 ? a : this.node("add", [a, b]);
  }

  sub(a: number, b: number): number {
    const x = this.value(a);
    const y = this.value(b);
    if (x !== undefined && y !== undefined) return this.number(x - y);
    if (y === 0) return a;
    if (x === 0) return this.neg(b);
    return a === b ? this.number(0) : this.node("sub", [a, b]);
  }

  mul(a: number, b: number): number {
    const x = this.value(a);
    const y = this.value(b);
    if (x !== undefined && y !== undefined) return this.number(x * y);
    if (x === 0 || y === 0) return this.number(0);
    if (x === 1) return b;
    if (y === 1) return a;
    if (x === -1) return this.neg(b);
    return y === -1 ? this.neg(a) : this.node("mul", [a, b]);
  }

  div(a: number, b: number): number {
    const x = this.value(a);
    const y = this.value(b);
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
    const a = args[0] as number;
    const b = args[1] as number;
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
    const done = new Int32Array(this.nodes.length).fill(NOT_YET);
    for (const [index, by] of replacement) done[index] = by;
    return roots.map((root) => this.#replaced(root, done));
  }

  /** By explicit stack: a body may be deeper than the engine's call stack. */
  #replaced(root: number, done: Int32Array): number {
    const stack = [root];
    while (stack.length > 0) {
      const index = stack[stack.length - 1] as number;
      if (done[index] !== NOT_YET) { stack.pop(); continue; }
      const { operation, args, name, value } = this.at(index);
      const before = stack.length;
      for (const a of args) if (done[a] === NOT_YET) stack.push(a);
      if (stack.length > before) continue;
      if (args.length === 0) done[index] = index;
      else if (operation === "table") done[index] = this.node(operation, renumbered(args, done), value, name);
      else done[index] = this.call(operation, renumbered(args, done));
      stack.pop();
    }
    return done[root] as number;
  }

  /** The same expressions as in another graph. */
  adopt(from: Graph, roots: readonly number[]): number[] {
    const needed = from.neededBy(roots);
    const moved = new Int32Array(needed.length);
    for (let i = 0; i < needed.length; i++) {
      if (!needed[i]) continue;
      const { operation, args, value, name } = from.at(i);
      moved[i] = this.node(operation, renumbered(args, moved), value, name);
    }
    return roots.map((root) => moved[root] as number);
  }

  /** For every node the flags, joined by "or", of the inputs that it stands on. */
  flags(flagOf: (input: string) => number): Uint8Array {
    const flags = new Uint8Array(this.nodes.length);
    for (let i = 0; i < flags.length; i++) {
      const { operation, args, name } = this.at(i);
      let own = operation === "input" ? flagOf(name as string) : 0;
      for (const argument of args) own |= flags[argument] as number;
      flags[i] = own;
    }
    return flags;
  }

  /** 1 for every node that `roots` stand on, themselves included. */
  neededBy(roots: readonly number[]): Uint8Array {
    const needed = new Uint8Array(this.nodes.length);
    for (const root of roots) needed[root] = 1;
    for (let i = needed.length - 1; i >= 0; i--) if (needed[i]) for (const a of this.at(i).args) needed[a] = 1;
    return needed;
  }

  /** A graph of what `roots` need and nothing else, with where each root went. */
  pruned(roots: readonly number[]): { graph: Graph; roots: number[] } {
    const needed = this.neededBy(roots);
    const graph = new Graph();
    const moved = new Int32Array(this.nodes.length);
    for (let i = 0; i < moved.length; i++) {
      if (!needed[i]) continue;
      const { operation, args, value, name } = this.at(i);
      // They are all different as they are here.
      moved[i] = graph.nodes.push(nodeOf(operation, renumbered(args, moved), value, name)) - 1;
    }
    return { graph, roots: roots.map((root) => moved[root] as number) };
  }
}

const NOTHING: readonly number[] = [];
const NOT_YET = -1;

/** Arguments under their new numbers. */
function renumbered(args: readonly number[], to: Int32Array): readonly number[] {
  if (args.length === 0) return NOTHING;
  const fresh: number[] = [];
  for (const argument of args) fresh.push(to[argument] as number);
  return fresh;
}

function nodeOf(operation: Operation, args: readonly number[], value?: number, name?: string): GraphNode {
  if (value === undefined) return name === undefined ? { operation, args } : { operation, args, name };
  return name === undefined ? { operation, args, value } : { operation, args, value, name };
}

/**
 * What tells nodes of one operation apart. Most have one or two arguments and nothing else, which fit into one number.
 */
function keyOf(args: readonly number[], value: number | undefined, name: string | undefined): number | string {
  if (value === undefined && name === undefined && args.length <= 2) return (args[0] ?? 0) * 2 ** 26 + (args[1] ?? 0);
  if (args.length === 0) return name ?? (Object.is(value, -0) ? "-0" : (value as number));
  return `${args.join()}|${name ?? ""}|${value ?? ""}`;
}
