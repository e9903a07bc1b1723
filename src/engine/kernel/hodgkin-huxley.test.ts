import { randomStream } from "#random";
import { describe, expect, test } from "vitest";
import { Graph } from "../lowering/graph.js";
import { instantiate } from "./emit.js";
import { interpret } from "./interpret.js";
import { LANE_BYTES, LANES, type Body, type Input, type Output, type Program, type TableShape } from "./program.js";
import { locate } from "./table-cells.js";
import { cubicTable, tableError } from "./tables.js";

const H = 0.025; // ms
const GRID = { low: -120, width: 0.5, rows: 400 };
const RECORDS_AT = 64;
const RECORD_COUNT = 2500;
const PLACE = 16;
const LANES_AT = 10_112;
const BLOCK = 6 * LANE_BYTES;
const TABLE_AT = LANES_AT + RECORD_COUNT * BLOCK;
const BYTES = TABLE_AT + GRID.rows * 4 * 8 * 8;

/** Decay and gain over H of m, h and n at voltage v: squid axon at 6.3 °C, Hodgkin & Huxley 1952, J Physiol 117:500. */
function gates(): { graph: Graph; columns: number[] } {
  const graph = new Graph();
  const [v, h] = [graph.input("v"), graph.input("h")];
  const scaled = (shift: number, width: number): number =>
    graph.neg(graph.div(graph.add(v, graph.number(shift)), graph.number(width)));
  const exp = (z: number): number => graph.node("exp", [z]);
  const growth = (z: number): number => graph.node("growth", [z]);
  const times = (factor: number, of: number): number => graph.mul(graph.number(factor), of);
  const over = (of: number): number => graph.div(graph.number(1), of);
  const rates: readonly (readonly [opening: number, closing: number])[] = [
    [over(growth(scaled(40, 10))), times(4, exp(scaled(65, 18)))],
    [times(0.07, exp(scaled(65, 20))), over(graph.add(graph.number(1), exp(scaled(35, 10))))],
    [times(0.1, over(growth(scaled(55, 10)))), times(0.125, exp(scaled(65, 80)))],
  ];
  const columns = rates.flatMap(([opening, closing]) => {
    const z = graph.neg(graph.mul(h, graph.add(opening, closing)));
    return [exp(z), graph.mul(graph.mul(h, opening), growth(z))];
  });
  return { graph, columns };
}

const SHAPE: TableShape = {
  name: "gates", low: GRID.low, perWidth: 1 / GRID.width, rows: GRID.rows, columns: 8, place: PLACE,
};

/** m, h and n advanced, then slope and drive of the current; columns computed, or looked up. */
function membrane(way: "computed" | "looked up"): Body {
  const { graph, columns } = gates();
  const v = graph.input("v");
  const { row, fraction } = locate(graph, SHAPE, v);
  const decayAndGain = way === "computed" ? columns
    : columns.map((_, column) => graph.table("gates", column, row, fraction));
  const [m, h, n] = ["m", "h gate", "n"].map((name, i) =>
    graph.add(graph.mul(decayAndGain[2 * i]!, graph.input(name)), decayAndGain[2 * i + 1]!),
  ) as [number, number, number];
  const sodium = graph.mul(graph.number(120), graph.mul(graph.mul(graph.mul(m, m), m), h));
  const potassium = graph.mul(graph.number(36), graph.mul(graph.mul(n, n), graph.mul(n, n)));
  const slope = graph.add(sodium, potassium);
  const drive = graph.sub(graph.mul(sodium, graph.number(50)), graph.mul(potassium, graph.number(77)));
  const port = (place: number) => ({ pointer: 0, offset: place * LANE_BYTES, kind: "lane" }) as const;
  const inputs = ["v", "m", "h gate", "n"].map((name, i): Input => ({ name, ...port(i) }));
  const outputs = [m, h, n, slope, drive].map((node, i): Output => ({ node, ...port(i + 1) }));
  return {
    name: "membrane", graph: graph.nodes, pointers: 1, outputs,
    inputs: [...inputs, { name: "h", offset: 8, kind: "shared" }],
    tables: way === "computed" ? [] : [SHAPE],
  };
}

const TABLE_OF = { graph: gates().graph.nodes, columns: gates().columns, of: "v", fixed: () => H };
const TABLE = cubicTable(GRID, TABLE_OF);

/** 10 000 random states, four to a record. */
function fill(memory: ArrayBuffer): void {
  const random = randomStream(11, 0, 0);
  const doubles = new Float64Array(memory, 0, BYTES / 8);
  const integers = new Int32Array(memory, 0, LANES_AT / 4);
  doubles[1] = H;
  integers[PLACE / 4] = TABLE_AT;
  for (let record = 0; record < RECORD_COUNT; record++) {
    const block = LANES_AT + record * BLOCK;
    integers[RECORDS_AT / 4 + record] = block;
    for (let lane = 0; lane < LANES; lane++) {
      const singular = random.uniform() < 0.05 ? [-40, -55][random.integer(2)] : undefined;
      doubles[block / 8 + lane] = singular ?? -120 + 200 * random.uniform();
      for (let gate = 1; gate <= 3; gate++) doubles[block / 8 + LANES * gate + lane] = random.uniform();
    }
  }
  doubles.set(TABLE, TABLE_AT / 8);
}

function program(body: Body): Program {
  return { bytes: BYTES, bodies: [body], calls: { step: [{ body: 0, records: RECORDS_AT, count: RECORD_COUNT }] } };
}

describe("a membrane of Hodgkin and Huxley", () => {
  test.each(["computed", "looked up"] as const)(
    "whose gates are %s is the same in every bit, interpreted and in WebAssembly, in 3 steps of 10 000", (way) => {
      const [oracle, kernel] = [interpret(program(membrane(way))), instantiate(program(membrane(way)))];
      for (const machine of [oracle, kernel]) {
        fill(machine.memory);
        for (let i = 0; i < 3; i++) machine.call["step"]!();
      }
      const expected = new BigInt64Array(oracle.memory);
      const found = new BigInt64Array(kernel.memory, 0, expected.length);
      expect(expected.findIndex((bits, i) => bits !== found[i])).toBe(-1);
    });

  // Math.exp shares nothing with the engine; at -65 mV no rate is singular.
  test("moves m from 0 at -65 mV as exp(−h(α + β)) and α/(α + β) say", () => {
    const machine = instantiate(program(membrane("computed")));
    fill(machine.memory);
    const doubles = new Float64Array(machine.memory);
    doubles[LANES_AT / 8] = -65;
    doubles[LANES_AT / 8 + LANES] = 0;
    machine.call["step"]!();
    const opening = 2.5 / Math.expm1(2.5);
    const rate = opening + 4;
    expect(doubles[LANES_AT / 8 + LANES]).toBeCloseTo((-Math.expm1(-H * rate) * opening) / rate, 15);
  });

  // Measured: 2.8e-10 for the decay of m, which is the fastest gate.
  test("loses at most 3e-10 to a table of 0.5 mV in any column, and 5e-9 of its value", () => {
    const errors = tableError(TABLE, GRID, TABLE_OF);
    expect(errors).toHaveLength(6);
    for (const { absolute, relative } of errors) {
      expect(absolute).toBeLessThan(3e-10);
      expect(absolute).toBeGreaterThan(0);
      expect(relative).toBeLessThan(5e-9);
    }
  });
});
