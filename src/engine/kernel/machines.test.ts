import { describe, expect, test } from "vitest";
import { Graph } from "../lowering/graph.js";
import { instantiate, instantiateAsync } from "./emit.js";
import { interpret } from "./interpret.js";
import { LANES, type Body, type Machine, type Program, type TableShape } from "./program.js";
import { locate } from "./table-cells.js";

/** A body over lanes: what `of` makes of inputs that stand side by side from pointer 0, put where `to` says. */
function laneBody(inputs: number, of: (graph: Graph, x: number[]) => number[], to: readonly number[]): Body {
  const graph = new Graph();
  const names = Array.from({ length: inputs }, (_, i) => `x${i}`);
  const results = of(graph, names.map((name) => graph.input(name)));
  return {
    name: "lanes", graph: graph.nodes, pointers: 1, tables: [],
    inputs: names.map((name, i) => ({ name, pointer: 0, offset: 32 * i, kind: "lane" })),
    outputs: results.map((node, i) => ({ node, pointer: 0, offset: 32 * to[i]!, kind: "lane" })),
  };
}

/** x, stored where it came from. */
const UNCHANGED = laneBody(1, (_graph, [x]) => [x!], [0]);

function program(body: Body, count = 1, records = 64): Program {
  return { bytes: 4096, bodies: [body], calls: { step: [{ body: 0, records, count }] } };
}

/** Lanes of the value at `byte`. */
function lanes({ memory }: Machine, byte: number): number[] {
  return [...new Float64Array(memory, byte, LANES)];
}

describe.each([["interpreted", interpret], ["in WebAssembly", instantiate]])("a program %s", (_, run) => {
  test("reads all inputs of a record before it writes: two values change places", () => {
    const machine = run(program(laneBody(2, (_graph, [x, y]) => [y!, x!], [0, 1])));
    new Int32Array(machine.memory)[16] = 1024;
    new Float64Array(machine.memory, 1024).set([1, 2, 3, 4, 5, 6, 7, 8]);
    machine.call["step"]!();
    expect(lanes(machine, 1024)).toEqual([5, 6, 7, 8]);
    expect(lanes(machine, 1056)).toEqual([1, 2, 3, 4]);
  });

  test("leaves out halves of the lanes, if it is told to, but not of what goes abreast", () => {
    const doubled = laneBody(1, (graph, [x]) => [graph.add(x!, x!)], [0]);
    for (const [body, expected] of [
      [doubled, [[2, 4, 6, 8], [2, 4, 12, 16], [4, 8, 12, 16], [4, 8, 12, 16]]],
      [{ ...doubled, abreast: true }, [[2, 4, 6, 8], [4, 8, 12, 16], [8, 16, 24, 32], [16, 32, 48, 64]]],
    ] as const) {
      const machine = run(program(body));
      new Int32Array(machine.memory)[16] = 1024;
      new Float64Array(machine.memory, 1024).set([1, 2, 3, 4]);
      [undefined, 1, 2, 3].forEach((without, i) => {
        machine.call["step"]!(without);
        expect(lanes(machine, 1024)).toEqual(expected[i]);
      });
    }
  });

  test("goes from record to record in order: each doubles what the one before it wrote, 1 becomes 2¹⁰", () => {
    const machine = run(program(laneBody(1, (graph, [x]) => [graph.add(x!, x!)], [1]), 10));
    for (let i = 0; i < 10; i++) new Int32Array(machine.memory)[16 + i] = 1024 + 32 * i;
    new Float64Array(machine.memory, 1024).set([1, -1, 0.5, 3]);
    machine.call["step"]!();
    expect(lanes(machine, 1024 + 320)).toEqual([1024, -1024, 512, 3072]);
  });

  test("reads shared inputs without a pointer once, before its records: 3 times 5 + 5 is still 10", () => {
    const graph = new Graph();
    const sum = graph.add(graph.input("x"), graph.input("by"));
    const at = { offset: 512, kind: "shared" } as const;
    const body: Body = {
      name: "fixed", graph: graph.nodes, pointers: 1, tables: [],
      inputs: [{ ...at, name: "x" }, { ...at, name: "by" }], outputs: [{ ...at, node: sum }],
    };
    const machine = run(program(body, 3));
    new Float64Array(machine.memory)[64] = 5;
    machine.call["step"]!();
    expect(new Float64Array(machine.memory)[64]).toBe(10);
  });

  test("has room for what it puts down, even where its own memory fills a page of 65536 bytes", () => {
    const body = laneBody(1, (graph, [x]) => [graph.node("exp", [x!])], [0]);
    const machine = run({ ...program(body), bytes: 65536 });
    new Int32Array(machine.memory)[16] = 1024;
    machine.call["step"]!();
    expect(lanes(machine, 1024)).toEqual([1, 1, 1, 1]);
  });

  test("stores a shared value once and leaves its neighbours alone", () => {
    const graph = new Graph();
    const twice = graph.mul(graph.number(2), graph.input("x"));
    const body: Body = {
      name: "shared", graph: graph.nodes, pointers: 2, tables: [],
      inputs: [{ name: "x", pointer: 0, offset: 8, kind: "shared" }],
      outputs: [
        { node: twice, pointer: 1, offset: 8, kind: "shared" }, { node: twice, pointer: 1, offset: 64, kind: "lane" },
      ],
    };
    const machine = run(program(body));
    new Int32Array(machine.memory).set([512, 1024], 16);
    new Float64Array(machine.memory)[65] = 21;
    machine.call["step"]!();
    expect([...new Float64Array(machine.memory, 1024, 3)]).toEqual([0, 42, 0]);
    expect(lanes(machine, 1088)).toEqual([42, 42, 42, 42]);
  });

  test("runs a body without pointers as often as it is told, one of no records not at all, and loops in order", () => {
    const graph = new Graph();
    const at = { offset: 512, kind: "lane" } as const;
    const ports = { pointers: 0, tables: [], inputs: [{ ...at, name: "x" }] };
    const body = (node: number): Body =>
      ({ ...ports, name: "counter", graph: graph.nodes, outputs: [{ ...at, node }] });
    const x = graph.input("x");
    const bodies = [body(graph.add(x, graph.number(1))), body(graph.mul(x, graph.number(10)))];
    const loop = (index: number, count: number) => ({ body: index, records: 0, count });
    const calls = { both: [loop(0, 3), loop(1, 2), loop(0, 0)], none: [loop(0, 0)] };
    const machine = run({ bytes: 1024, bodies, calls });
    machine.call["both"]!();
    machine.call["none"]!();
    expect(lanes(machine, 512)).toEqual([300, 300, 300, 300]);
  });

  // A table whose cells hold their row in column 0, and 8f³ in column 1, f from the middle.
  test("looks each lane up in its own row, clamps beyond the ends, and keeps what isn't a number", () => {
    const graph = new Graph();
    const x = graph.input("x");
    const shape: TableShape = { name: "steps", low: 10, perWidth: 2, rows: 3, columns: 2, place: 128 };
    const { row, fraction } = locate(graph, shape, x);
    const body: Body = {
      name: "look-up", graph: graph.nodes, pointers: 1, tables: [shape],
      inputs: [{ name: "x", pointer: 0, offset: 0, kind: "lane" }],
      outputs: [0, 1].map((column) => (
        { node: graph.table("steps", column, row, fraction), pointer: 0, offset: 32 + 32 * column, kind: "lane" })),
    };
    const machine = run(program(body));
    const doubles = new Float64Array(machine.memory);
    const integers = new Int32Array(machine.memory);
    integers[16] = 256;
    integers[32] = 1024;
    for (let row = 0; row < 3; row++) {
      doubles[128 + 8 * row] = row;
      doubles[128 + 8 * row + 7] = 8;
    }
    doubles.set([10.25, 10.75, 11.25, 9], 32);
    machine.call["step"]!();
    expect(lanes(machine, 288)).toEqual([0, 1, 2, 0]);
    expect(lanes(machine, 320)).toEqual([0, 0, 0, -1]);
    doubles.set([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 12], 32);
    machine.call["step"]!();
    expect(lanes(machine, 288)).toEqual([Number.NaN, 2, 0, 2]);
    expect(lanes(machine, 320)[3]).toBeCloseTo(1, 4);
  });

  test("takes the logarithm of positive normal numbers, of anything else NaN", () => {
    const machine = run(program(laneBody(1, (graph, [x]) => [graph.node("log", [x!])], [1])));
    new Int32Array(machine.memory)[16] = 1024;
    const logarithms = (values: readonly number[]): number[] => {
      new Float64Array(machine.memory, 1024).set(values);
      machine.call["step"]!();
      return lanes(machine, 1056);
    };
    expect(logarithms([0, -1, Number.NaN, Infinity])).toEqual([NaN, NaN, NaN, NaN]);
    expect(logarithms([-0, 2 ** -1023, -Infinity, 1])).toEqual([NaN, NaN, NaN, 0]);
    expect(logarithms([2 ** -1022, Number.MAX_VALUE, Math.E, 10])).toEqual([
      -1022 * Math.LN2, Math.log(Number.MAX_VALUE), 1, Math.LN10].map((y) => expect.closeTo(y, 12) as number));
  });

  test.each<[string, (body: Body) => Program]>([
    ["input x0 of lanes has no port", (body) => program({ ...body, inputs: [] })],
    ["lanes has no pointer 1", (body) => program({ ...body, outputs: [{ ...body.outputs[0]!, pointer: 1 }] })],
    ["lanes meets memory at 4", (body) => program({ ...body, outputs: [{ ...body.outputs[0]!, offset: 4 }] })],
    ["but lanes differ in it", (body) => program({ ...body, outputs: [{ ...body.outputs[0]!, kind: "shared" }] })],
    ["but lanes differ in it", (body) => program({
      ...body, graph: [...body.graph, { operation: "table", args: [0, 0], name: "t", value: 0 }],
      outputs: [{ ...body.outputs[0]!, node: 1, kind: "shared" }],
      tables: [{ name: "t", low: 0, perWidth: 1, rows: 1, columns: 2, place: 0 }],
    })],
    ["end outside memory", (body) => program(body, 1009)],
    ["scratch of 64 bytes from byte 4064 is not within memory", (body) => (
      { ...program(body), scratch: { at: 4064, bytes: 64 } })],
    ["runs body 1, which isn't there", (body) => (
      { ...program(body), calls: { step: [{ body: 1, records: 64, count: 1 }] } })],
    ["records from byte 66", (body) => program(body, 1, 66)],
    ["select of lanes takes true or false as argument 1", (body) => program({
      ...body, graph: [...body.graph, { operation: "select", args: [0, 0, 0] }],
    })],
    ["mul of lanes takes a number as argument 2", (body) => program({
      ...body, graph: [...body.graph, { operation: "less", args: [0, 0] }, { operation: "mul", args: [0, 1] }],
    })],
    ["is no number", (body) => program({
      ...body, graph: [...body.graph, { operation: "less", args: [0, 0] }], outputs: [{ ...body.outputs[0]!, node: 1 }],
    })],
    ["node 1 of lanes comes before its argument 1", (body) => program({
      ...body, graph: [...body.graph, { operation: "neg", args: [1] }],
    })],
    ["table t of lanes has no shape", (body) => program({
      ...body, graph: [...body.graph, { operation: "table", args: [0, 0], name: "t", value: 0 }],
    })],
    ["table t of lanes has no column 2", (body) => program({
      ...body, graph: [...body.graph, { operation: "table", args: [0, 0], name: "t", value: 2 }],
      tables: [{ name: "t", low: 0, perWidth: 1, rows: 1, columns: 2, place: 0 }],
    })],
    ["table t of lanes has no rows of a power of two", (body) => program({
      ...body, tables: [{ name: "t", low: 0, perWidth: 1, rows: 1, columns: 3, place: 0 }],
    })],
  ])("is refused where %s", (message, wrong) => {
    expect(() => run(wrong(UNCHANGED))).toThrow(message);
  });
});

describe("instantiateAsync", () => {
  test("gives the same machine: 4 lanes negated", async () => {
    const machine = await instantiateAsync(program(laneBody(1, (graph, [x]) => [graph.neg(x!)], [0])));
    new Int32Array(machine.memory)[16] = 1024;
    new Float64Array(machine.memory, 1024).set([1, 2, 3, 4]);
    machine.call["step"]!();
    expect(lanes(machine, 1024)).toEqual([-1, -2, -3, -4]);
  });
});
