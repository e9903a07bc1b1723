import loadWabt from "wabt";
import { describe, expect, test } from "vitest";
import { Graph } from "../lowering/graph.js";
import { emit } from "./emit.js";
import type { Body, Input, TableShape } from "./program.js";
import { locate } from "./table-cells.js";

const wabt = await loadWabt();

const LANE_X: Input = { name: "x", pointer: 0, offset: 0, kind: "lane" };

function bodyOf(
  graph: Graph, results: readonly number[], inputs: readonly Input[], others: Partial<Body> = {},
): Body {
  return {
    name: "body", graph: graph.nodes, pointers: 2, inputs, tables: [],
    outputs: results.map((node, i) => ({ node, pointer: 1, offset: 32 * i, kind: "lane" })), ...others,
  };
}

function text(module: Uint8Array): string {
  const read = wabt.readWasm(module, {});
  const written = read.toText({});
  read.destroy();
  return written;
}

/** Instructions of the function that runs a body, as wabt reads them. */
function instructions(...body: Parameters<typeof bodyOf>): string[] {
  const calls = { step: [{ body: 0, records: 64, count: 3 }] };
  const [, first] = text(emit({ bytes: 1024, bodies: [bodyOf(...body)], calls }).bodies[0]!).split(/\(func \(;\d;\)/u);
  const lines = first!.split("\n").map((line) => line.trim().replace(/(?<!@\d;)\)+$/u, ""));
  return lines.filter((line) => /^[a-z]/u.test(line));
}

const count = (lines: readonly string[], opcode: string): number =>
  lines.filter((line) => line.split(" ")[0] === opcode).length;

describe("a body's function", () => {
  /** To the next record of two pointers, until the end. */
  const onward = [
    "local.get 0", "i32.const 8", "i32.add", "local.set 0",
    "local.get 0", "local.get 1", "i32.lt_u", "br_if 0 (;@1;)",
    "end",
  ];
  const two = "v128.const i32x4 0x00000000 0x40000000 0x00000000 0x40000000";

  test("loads, computes and stores one half of the lanes, so far behind every address, in few locals", () => {
    const graph = new Graph();
    const lines = instructions(graph, [graph.mul(graph.input("x"), graph.number(2))], [LANE_X]);
    expect(lines).toEqual([
      "loop  ;; label = @1",
      "local.get 0", "i32.load", "local.set 3", "local.get 3", "local.get 2", "i32.add", "local.set 3",
      "local.get 3", "v128.load", "local.set 4",
      "local.get 4", two, "f64x2.mul", "local.set 4",
      "local.get 0", "i32.load offset=4", "local.set 3", "local.get 3", "local.get 2", "i32.add", "local.set 3",
      "local.get 3", "local.get 4", "v128.store",
      ...onward,
    ]);
  });

  test("that goes abreast does so with both halves, side by side", () => {
    const graph = new Graph();
    const lines = instructions(graph, [graph.mul(graph.input("x"), graph.number(2))], [LANE_X], { abreast: true });
    expect(lines).toEqual([
      "loop  ;; label = @1",
      "local.get 0", "i32.load", "local.set 2",
      "local.get 2", "v128.load", "local.set 3",
      "local.get 2", "v128.load offset=16", "local.set 4",
      "local.get 3", two, "f64x2.mul", "local.set 3",
      "local.get 4", two, "f64x2.mul", "local.set 4",
      "local.get 0", "i32.load offset=4", "local.set 2",
      "local.get 2", "local.get 3", "v128.store",
      "local.get 2", "local.get 4", "v128.store offset=16",
      ...onward,
    ]);
  });

  test("computes what all records share before the loop, and what lanes share once", () => {
    const graph = new Graph();
    const fixed = graph.div(graph.number(1), graph.input("h"));
    const shared = graph.node("sqrt", [graph.mul(graph.input("g"), fixed)]);
    const result = graph.sub(graph.input("x"), shared);
    const lines = instructions(graph, [result], [
      LANE_X, { name: "h", offset: 8, kind: "shared" }, { name: "g", pointer: 1, offset: 8, kind: "shared" },
    ], { abreast: true });
    const before = lines.slice(0, lines.findIndex((line) => line.startsWith("loop")));
    expect(before.filter((line) => !line.startsWith("local"))).toEqual([
      "i32.const 0", "v128.load64_splat offset=8",
      "v128.const i32x4 0x00000000 0x3ff00000 0x00000000 0x3ff00000", "f64x2.div",
    ]);
    expect(count(lines, "f64x2.mul")).toBe(1);
    expect(count(lines, "f64x2.sqrt")).toBe(1);
    expect(count(lines, "f64x2.sub")).toBe(2);
  });

  test("reduces an argument once for exp and growth of it, even where it has been put down in between", () => {
    const graph = new Graph();
    const z = graph.node("exp", [graph.input("x")]);
    const roots = [graph.node("exp", [z]), graph.node("growth", [z])];
    const lines = instructions(graph, roots, [LANE_X]);
    expect(count(lines, "f64x2.pmax")).toBe(2); // of x and of z
    expect(count(lines, "i64x2.shl")).toBe(2);
    expect(count(lines, "f64x2.div")).toBe(1);
  });

  test("looks 2 of 6 columns up at one address a lane, and loads no coefficient of the others", () => {
    const graph = new Graph();
    const x = graph.input("x");
    const shape: TableShape = { name: "t", low: 0, perWidth: 1, rows: 4, columns: 6, place: 128 };
    const { row, fraction } = locate(graph, shape, x);
    const lines = instructions(graph, [graph.table("t", 5, row, fraction), graph.table("t", 2, row, fraction)], [LANE_X], { tables: [shape] });
    expect(count(lines, "f64x2.pmin")).toBe(1);
    expect(count(lines, "i32x4.extract_lane")).toBe(2);
    const coefficients = lines.filter((line) => /^v128\.load( offset=(\d+))?$/u.test(line));
    // 1 of x; for each of 2 lanes 4 coefficients of 2 pairs of columns
    expect(coefficients).toHaveLength(1 + 2 * 4 * 2);
    expect(coefficients.filter((line) => line === "v128.load offset=160")).toHaveLength(2); // c₃ of columns 2 and 3
  });

  test("puts a state down that a look-up has moved, before it loads what the next columns want", () => {
    const graph = new Graph();
    const x = graph.input("x");
    const shape: TableShape = { name: "t", low: 0, perWidth: 1, rows: 4, columns: 4, place: 128 };
    const { row, fraction } = locate(graph, shape, x);
    const y = graph.input("y");
    const moved = [0, 2].map((k) => graph.add(graph.mul(graph.table("t", k, row, fraction), k === 0 ? x : y), graph.table("t", k + 1, row, fraction)));
    const lines = instructions(graph, moved, [LANE_X, { ...LANE_X, name: "y", offset: 32 }], { tables: [shape] });
    const firstStore = lines.findIndex((line) => line.startsWith("v128.store"));
    const before = lines.slice(0, firstStore).filter((line) => line.startsWith("v128.load"));
    expect(before).toHaveLength(1 + 2 * 4);
    expect(count(lines, "v128.store")).toBe(1 + 2); // nothing waits behind the second state
    // Where all stand side by side, what is put down first goes where it belongs at once.
    const beside = [LANE_X, { ...LANE_X, name: "y", offset: 32 }];
    const early = instructions(graph, moved, beside, {
      tables: [shape], outputs: moved.map((node, i) => ({ node, pointer: 0, offset: 64 + 32 * i, kind: "lane" })),
    });
    expect(early.filter((line) => line.startsWith("v128.store"))).toEqual(["v128.store offset=64", "v128.store offset=96"]);
  });

  test("leaves out what no output needs", () => {
    const graph = new Graph();
    const x = graph.input("x");
    graph.node("exp", [x]);
    expect(count(instructions(graph, [graph.neg(x)], [LANE_X]), "f64x2.mul")).toBe(0);
  });
});

describe("modules", () => {
  test("of a body are the same to the byte whatever else a program runs, so that they are compiled once", () => {
    const graph = new Graph();
    const [x, two] = [graph.input("x"), graph.number(2)];
    const [sum, product, quotient] = [graph.add(x, two), graph.mul(x, two), graph.div(x, two)].map((node) =>
      bodyOf(graph, [node], [LANE_X])) as [Body, Body, Body];
    const modulesOf = (bodies: readonly Body[]): readonly Uint8Array[] => emit({
      bytes: 1024, bodies, scratch: { at: 512, bytes: 512 },
      calls: { step: bodies.map((_, body) => ({ body, records: 64, count: 3 })) },
    }).bodies;
    const [one, other] = [modulesOf([sum, product]), modulesOf([quotient, { ...sum, seldom: true }, product, sum])];
    expect(one.map((module) => other.findIndex((same) => Buffer.compare(module, same) === 0))).toEqual([2, 1]);
  });
});

describe("a call", () => {
  test("leaves out halves of the lanes but for what goes abreast", () => {
    const graph = new Graph();
    const double = [graph.mul(graph.input("x"), graph.number(2))];
    const bodies = [bodyOf(graph, double, [LANE_X]), bodyOf(graph, double, [LANE_X], { abreast: true })];
    const calls = { both: [0, 1].map((body) => ({ body, records: 64, count: 3 })) };
    const lines = text(emit({ bytes: 1024, bodies, calls }).calls).split("\n").map((line) => line.trim());
    const from = lines.findIndex((line) => line.startsWith("(func (;2;)")) + 1;
    const half = (bit: number, behind: number): string[] => [
      "block  ;; label = @1", "local.get 0", `i32.const ${bit}`, "i32.and", "br_if 0 (;@1;)",
      "i32.const 64", "i32.const 88", `i32.const ${behind}`, "call 0", "end",
    ];
    const expected = [...half(1, 0), ...half(2, 16), "i32.const 64", "i32.const 88"];
    expect(lines.slice(from, from + expected.length)).toEqual(expected);
  });
});
