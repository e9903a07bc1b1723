import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluate } from "../kernel/index.js";
import { derivatives } from "./derivative.js";
import { Graph } from "./graph.js";

const at = (graph: Graph, root: number, inputs: Record<string, number>): number =>
  evaluate(graph.nodes, (name) => inputs[name] as number, [root])[0]!;

describe("Graph", () => {
  test("equal expressions are one node, and constants are folded", () => {
    const g = new Graph();
    const [x, two] = [g.input("x"), g.number(2)];
    expect(g.mul(x, two)).toBe(g.mul(x, two));
    expect(g.value(g.add(two, g.number(3)))).toBe(5);
    expect([g.mul(x, g.number(1)), g.add(x, g.number(0)), g.neg(g.neg(x)), g.div(x, g.number(1))]).toEqual([x, x, x, x]);
    expect(g.isZero(g.mul(x, g.number(0)))).toBe(true);
    expect(g.isZero(g.sub(x, x))).toBe(true);
    expect(g.number(-0)).not.toBe(g.number(0));
  });

  test("rewriting changes no bit: a sum, product and difference of anything with 0, 1 or −1", () => {
    const g = new Graph();
    const x = g.input("x");
    const same = [g.add(x, g.number(0)), g.sub(x, g.number(0)), g.mul(g.number(1), x)];
    const opposite = [g.sub(g.number(0), x), g.mul(g.number(-1), x), g.mul(x, g.number(-1))];
    fc.assert(fc.property(fc.double({ noNaN: true }).filter((value) => value !== 0), (value) => {
      for (const node of same) expect(at(g, node, { x: value })).toBe(value);
      for (const node of opposite) expect(at(g, node, { x: value })).toBe(-value);
    }));
  });

  test("substitution replaces within shared pieces and doesn't look into what it put in", () => {
    const g = new Graph();
    const [x, y] = [g.input("x"), g.input("y")];
    const square = g.mul(x, x);
    const [moved] = g.substitute([g.add(square, g.div(square, y))], new Map([[x, g.add(x, g.number(1))]]));
    expect(at(g, moved!, { x: 2, y: 3 })).toBe(9 + 9 / 3);
  });

  test("400 doublings are 400 nodes to substitute in, and 100 000 sums no call stack", () => {
    const g = new Graph();
    let doubled = g.input("x");
    for (let i = 0; i < 400; i++) doubled = g.add(doubled, doubled);
    let long = g.input("x");
    for (let i = 0; i < 100_000; i++) long = g.add(long, g.input("y"));
    const map = new Map([[g.input("x"), g.input("z")]]);
    expect(at(g, g.substitute([doubled], map)[0]!, { z: 1 })).toBe(2 ** 400);
    expect(at(g, g.substitute([long], map)[0]!, { z: 0, y: 1 })).toBe(100_000);
  });

  test("flags join those of every input that a node stands on and of no other", () => {
    const g = new Graph();
    const [x, y, z] = [g.input("x"), g.input("y"), g.input("z")];
    const sum = g.add(g.mul(x, y), g.node("exp", [x]));
    g.add(sum, z);
    expect(g.flags((name) => ({ x: 1, y: 2, z: 4 })[name] ?? 0)[sum]).toBe(1 + 2);
  });

  test("pruning keeps what roots need, and their values", () => {
    const g = new Graph();
    const root = g.mul(g.input("x"), g.node("exp", [g.input("y")]));
    g.mul(g.input("unused"), root);
    const pruned = g.pruned([root]);
    expect(pruned.graph.nodes).toHaveLength(4);
    expect(at(pruned.graph, pruned.roots[0]!, { x: 2, y: 0 })).toBe(2);
  });
});

describe("derivatives", () => {
  const functions: Record<string, (g: Graph, x: number, y: number) => number> = {
    "a product": (g, x, y) => g.mul(g.mul(x, x), y),
    "a quotient": (g, x, y) => g.div(g.add(x, y), g.add(g.mul(x, x), g.number(1))),
    "exp": (g, x, y) => g.node("exp", [g.mul(x, y)]),
    "log": (g, x) => g.node("log", [g.add(g.mul(x, x), g.number(1))]),
    "sqrt": (g, x) => g.node("sqrt", [g.add(g.mul(x, x), g.number(1))]),
    "growth": (g, x, y) => g.node("growth", [g.mul(x, y)]),
    "growth near 0": (g, x) => g.node("growth", [g.mul(x, g.number(1e-4))]),
    "abs": (g, x, y) => g.node("abs", [g.mul(x, y)]),
    "min": (g, x, y) => g.node("min", [g.mul(x, x), y]),
    "max": (g, x, y) => g.node("max", [g.mul(x, x), y]),
    "a choice": (g, x, y) => g.node("select", [g.node("less", [x, y]), g.mul(x, x), g.neg(x)]),
    "a negative": (g, x, y) => g.sub(g.neg(x), g.mul(y, x)),
  };
  // A central difference of step h is off by h²/6·f‴ and by rounding of ε/h: 1e-9 at h = 1e-5 for functions of size 1.
  test.each(Object.entries(functions))("of %s agrees with a central difference to 2e-8", (_, make) => {
    const g = new Graph();
    const [x, y] = [g.input("x"), g.input("y")];
    const root = make(g, x, y);
    const [slope] = derivatives(g, [root], x);
    const h = 1e-5;
    for (const [a, b] of [[0.7, 0.9], [-1.3, 0.4], [0.2, -1.1], [2.1, 0.3]] as const) {
      const numerical = (at(g, root, { x: a + h, y: b }) - at(g, root, { x: a - h, y: b })) / (2 * h);
      expect(Math.abs(at(g, slope!, { x: a, y: b }) - numerical)).toBeLessThan(2e-8 * Math.max(1, Math.abs(numerical)));
    }
  });

  test("of growth at 0 is ½, exactly", () => {
    const g = new Graph();
    const [slope] = derivatives(g, [g.node("growth", [g.input("x")])], g.input("x"));
    expect(at(g, slope!, { x: 0 })).toBe(0.5);
  });

  test("of what doesn't hold the input is the constant 0", () => {
    const g = new Graph();
    expect(g.isZero(derivatives(g, [g.node("exp", [g.input("y")])], g.input("x"))[0]!)).toBe(true);
  });
});
