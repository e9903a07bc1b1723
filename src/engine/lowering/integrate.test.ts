import { describe, expect, test } from "vitest";
import { evaluate } from "../kernel/index.js";
import { Graph } from "./graph.js";
import { advance } from "./integrate.js";
import { backward, factorise, forward, solve } from "./linear-algebra.js";
import { growingTable, tabulate } from "./tabulate.js";

const values = (graph: Graph, roots: readonly number[], inputs: Record<string, number>): number[] =>
  evaluate(graph.nodes, (name) => inputs[name] as number, roots);

/** Steps of a system from its start to `end`. */
function integrate(rates: (g: Graph, x: number[]) => number[], start: readonly number[], end: number, steps: number): number[] {
  const g = new Graph();
  const names = start.map((_, i) => `x${i}`);
  const x = new Map(names.map((name) => [name, g.input(name)]));
  const rhs = rates(g, [...x.values()]);
  const { next } = advance(g, x, new Map(names.map((name, i) => [name, rhs[i]!])), g.input("h"));
  const roots = names.map((name) => next.get(name)!);
  let state = [...start];
  for (let k = 0; k < steps; k++) state = values(g, roots, { h: end / steps, ...Object.fromEntries(names.map((name, i) => [name, state[i]!])) });
  return state;
}

describe("advance", () => {
  // x′ = a − b·x has the solution a/b + (x₀ − a/b)·e^{−bt}; one step is exact, whatever its length.
  test("a state linear in itself takes one step of 100 ms exactly, to 4e-15", () => {
    const [x] = integrate((g, [s]) => [g.sub(g.number(0.3), g.mul(g.number(0.07), s!))], [1], 100, 1);
    expect(x).toBeCloseTo(0.3 / 0.07 + (1 - 0.3 / 0.07) * Math.exp(-7), 14);
  });

  // x′ = −k·x with k an input that lives: a step takes x to 1/(1 + y + … + y⁴/24), y = hk, which misses e⁻ʸ by e⁻²ʸ·y⁵/120.
  test("a state whose rate lives takes a step that is exact to the fifth power of its length, and overshoots by no more than rounding", () => {
    const g = new Graph();
    const [x, k, h] = ["x", "k", "h"].map((name) => g.input(name)) as [number, number, number];
    const after = (length: number): number => {
      const { next } = advance(g, new Map([["x", x]]), new Map([["x", g.neg(g.mul(k, x))]]), h, (input) => input === "k");
      return values(g, [next.get("x")!], { x: 1, k: 1, h: length })[0]!;
    };
    for (const y of [0.05, 0.1]) expect((after(y) - Math.exp(-y)) / ((y ** 5 / 120) * Math.exp(-2 * y))).toBeCloseTo(1, 1);
    const steps = [1e-3, 0.1, 1, 3, 10, 100, 1e6].map(after);
    expect(steps.toSorted((a, b) => b - a)).toEqual(steps);
    expect(steps.every((left) => left > -1e-15 && left < 1)).toBe(true);
    expect(steps.at(-1)).toBeLessThan(1e-12);
  });

  test("it is the exponential's step where nothing lives that its rate stands on", () => {
    const g = new Graph();
    const [x, h] = [g.input("x"), g.input("h")];
    const operations = (isLive: (input: string) => boolean): string[] => {
      const { next } = advance(g, new Map([["x", x]]), new Map([["x", g.sub(g.input("a"), g.mul(g.input("k"), x))]]), h, isLive);
      const { graph } = g.pruned([next.get("x")!]);
      return graph.nodes.map(({ operation }) => operation);
    };
    expect(operations((input) => input === "a")).toContain("exp");
    expect(operations((input) => input === "k")).not.toContain("exp");
  });

  test("a state that only drifts moves by its rate times the step", () => {
    expect(integrate((g) => [g.number(0.25)], [1], 8, 1)).toEqual([3]);
  });

  // Robertson-like binding a + b ⇌ c: the error of a second-order scheme falls by four for every halving.
  test("a coupled system is of second order: halving the step divides the error by 4 ± 0.4", () => {
    const rates = (g: Graph, [a, b, c]: number[]): number[] => {
      const net = g.sub(g.mul(g.number(0.5), g.mul(a!, b!)), g.mul(g.number(0.3), c!));
      return [g.neg(net), g.neg(net), net];
    };
    const error = (steps: number): number => {
      const fine = integrate(rates, [2, 1, 0.1], 2, 4096);
      return Math.abs(integrate(rates, [2, 1, 0.1], 2, steps)[0]! - fine[0]!);
    };
    const ratio = error(16) / error(32);
    expect(ratio).toBeGreaterThan(3.6);
    expect(ratio).toBeLessThan(4.4);
    const [a, b, c] = integrate(rates, [2, 1, 0.1], 2, 16);
    expect(a! + c!).toBeCloseTo(2.1, 14);
    expect(b! + c!).toBeCloseTo(1.1, 14);
  });

  test("it says which scheme each state got, and where linear states rest", () => {
    const g = new Graph();
    const [m, a, b] = ["m", "a", "b"].map((name) => g.input(name)) as [number, number, number];
    const rhs = new Map([["m", g.sub(g.number(1), g.mul(g.number(4), m))], ["a", g.neg(g.mul(a, b))], ["b", g.neg(g.mul(a, b))]]);
    const { methods, steady } = advance(g, new Map([["m", m], ["a", a], ["b", b]]), rhs, g.input("h"));
    expect(Object.fromEntries(methods)).toEqual({ m: "exponential", a: "ROS2", b: "ROS2" });
    expect(values(g, [steady.get("m")!], {})).toEqual([0.25]);
  });
});

describe("small systems as straight-line code", () => {
  const matrix = [[4, 1, 0], [-1, 5, 2], [0.5, 0, 3]];
  const right = [1, -2, 0.7];
  const residual = (x: readonly number[]): number =>
    Math.max(...matrix.map((row, i) => Math.abs(row.reduce((sum, a, j) => sum + a * x[j]!, 0) - right[i]!)));
  const numbers = (g: Graph, list: readonly number[]): number[] => list.map((x) => g.number(x));

  test("the solution satisfies the equations to 1e-15", () => {
    const g = new Graph();
    const x = solve(g, factorise(g, matrix.map((row) => numbers(g, row))), numbers(g, right));
    expect(residual(x.map((node) => g.value(node)!))).toBeLessThan(1e-15);
  });

  test("eliminating one unknown first, then its complement, gives the same solution", () => {
    const g = new Graph();
    const part = factorise(g, matrix.map((row) => numbers(g, row)), 1);
    const reduced = forward(g, part, numbers(g, right), 1);
    const rest = solve(g, factorise(g, part.entries.slice(1).map((row) => row.slice(1))), reduced.slice(1));
    const x = backward(g, part, [reduced[0]!, ...rest], 1);
    expect(residual(x.map((node) => g.value(node)!))).toBeLessThan(1e-15);
  });

  test("what is zero becomes no work: a diagonal of five takes five divisions and five products", () => {
    const g = new Graph();
    const names = ["a", "b", "c", "d", "e"];
    const diagonal = names.map((row, i) => names.map((_, j) => (i === j ? g.input(row) : g.number(0))));
    const x = solve(g, factorise(g, diagonal), names.map((n) => g.input(`r${n}`)));
    const { graph } = g.pruned(x);
    expect(graph.nodes.filter(({ operation }) => operation !== "input" && operation !== "number")).toHaveLength(10);
  });
});

describe("tabulate", () => {
  const tableOf = () => growingTable({ name: "t", of: "v", row: "row of v", fraction: "rest", fixed: "h" });

  test("the largest pieces of v and h alone become columns; what else they meet stays outside", () => {
    const g = new Graph();
    const [v, h, x] = ["v", "h", "x"].map((name) => g.input(name)) as [number, number, number];
    const rate = g.node("exp", [g.div(v, g.number(10))]);
    const decay = g.node("exp", [g.neg(g.mul(h, rate))]);
    const table = tableOf();
    const { looked } = tabulate(g, [g.mul(decay, x)], table, "odd")!;
    expect(table.finished().columns).toHaveLength(1);
    const root = g.at(looked[0]!);
    expect(root.args.map((a) => g.at(a).operation).sort()).toEqual(["input", "table"]);
  });

  test("bodies share the columns of a table: the same function of another graph is the same column", () => {
    const table = tableOf();
    const columnsIn = (scale: number): number[] => {
      const g = new Graph();
      const [v, x] = [g.input("v"), g.input("x")];
      const both = [10, scale].map((by) => g.node("exp", [g.node("exp", [g.div(v, g.number(by))])]));
      const looked = tabulate(g, both.map((f) => g.mul(f, x)), table, "odd")!.looked;
      return looked.map((root) => g.at(root).args.map((a) => g.at(a)).find(({ operation }) => operation === "table")?.value as number);
    };
    expect(columnsIn(20)).toEqual([0, 1]);
    expect(columnsIn(30)).toEqual([0, 2]);
    expect(table.finished().columns).toHaveLength(3);
  });

  test("a single exponential is not worth a table", () => {
    const g = new Graph();
    expect(tabulate(g, [g.mul(g.node("exp", [g.input("v")]), g.input("x"))], tableOf(), "odd")).toBeUndefined();
  });

  test("what h alone decides is a column, too: it costs less to look up than an exponential", () => {
    const g = new Graph();
    const [h, x] = [g.input("h"), g.input("x")];
    const decays = [2, 80].map((tau) => g.mul(g.node("exp", [g.div(h, g.number(-tau))]), x));
    const table = tableOf();
    const { looked } = tabulate(g, decays, table, "odd")!;
    expect(table.finished().columns).toHaveLength(2);
    expect(g.flags((input) => (input === "h" ? 1 : 0))[looked[0]!]).toBe(0);
  });

  test("what depends on anything else than v and h is left alone", () => {
    const g = new Graph();
    const both = g.node("exp", [g.node("exp", [g.add(g.input("v"), g.input("ca"))])]);
    expect(tabulate(g, [both], tableOf(), "odd")).toBeUndefined();
  });
});
