import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Graph, type Operation } from "../lowering/graph.js";
import { instantiate } from "./emit.js";
import { interpret } from "./interpret.js";
import {
  LANE_BYTES, type Body, type Input, type Output, type Port, type Program, type TableShape,
} from "./program.js";
import { locate } from "./table-cells.js";

/** Where things stand: the table's address, fixed doubles, records, lane values, the table, scratch. */
const PLACE = 64;
const FIXED = 128;
const RECORDS = 256;
const VALUES = 1024;
const SLOTS = 12;
const TABLE = 2048;
const ROWS = 5;
const COLUMNS = 4;
const BYTES = TABLE + ROWS * 32 * COLUMNS;
/** For some bodies enough; the others put their values down behind it. */
const SCRATCH_BYTES = 256;
const RECORD_COUNT = 5;
const POINTERS = 3;

const SHAPE: TableShape = { name: "table", low: -2, perWidth: 0.75, rows: ROWS, columns: COLUMNS, place: PLACE };

/** Every way in which an input may stand in memory. */
const INPUTS: readonly Input[] = [
  { name: "lane", pointer: 0, offset: 0, kind: "lane" },
  { name: "lane beside", pointer: 0, offset: LANE_BYTES, kind: "lane" },
  { name: "lane of another", pointer: 1, offset: 0, kind: "lane" },
  { name: "lane at a place", offset: VALUES, kind: "lane" },
  { name: "shared", pointer: 2, offset: 8, kind: "shared" },
  { name: "fixed", offset: FIXED, kind: "shared" },
  { name: "fixed too", offset: FIXED + 8, kind: "shared" },
];
const PLACES: readonly Port[] = [
  ...INPUTS.slice(0, 4), { pointer: 1, offset: LANE_BYTES, kind: "lane" },
  { pointer: 2, offset: 8, kind: "shared" }, { pointer: 2, offset: 0, kind: "shared" },
];

const NUMERIC: readonly Operation[] = [
  "add", "sub", "mul", "div", "min", "max", "neg", "abs", "sqrt", "exp", "log", "growth", "select", "table", "number",
];
const TRUE_OR_FALSE: readonly Operation[] = ["less", "atMost", "equal", "and", "or", "not"];

const EDGES = [
  0, -0, 1, -1, 0.5, -2, 1.75, 709, 710, -708, -709, 1e-300, -1e-300, 1e300, -1e300, 5e-324, 2 ** -1022,
  Number.MAX_VALUE, NaN, Infinity, -Infinity, Math.SQRT1_2, Math.SQRT2, 1e-9, 40,
];
const double = fc.oneof(
  fc.constantFrom(...EDGES), fc.double({ min: -5, max: 5 }), fc.double({ min: -800, max: 800 }), fc.double(),
);

/** One step of a random tape: an operation, and which of the nodes so far it takes. */
const step = fc.record({
  operation: fc.constantFrom(...NUMERIC, ...NUMERIC, ...TRUE_OR_FALSE),
  args: fc.tuple(fc.nat(), fc.nat(), fc.nat()),
  value: double,
});

interface Draw {
  readonly steps: readonly { operation: Operation; args: readonly number[]; value: number }[];
  readonly stored: readonly { node: number; place: number }[];
}

/** A body from a draw: whatever was drawn, truth goes where truth is asked for and numbers elsewhere. */
function bodyOf({ steps, stored }: Draw): Body {
  const graph = new Graph();
  const numbers = INPUTS.map(({ name }) => graph.input(name));
  const truths = [graph.node("less", numbers.slice(0, 2))];
  const same = new Set(INPUTS.flatMap(({ kind }, i) => (kind === "shared" ? [numbers[i]!] : [])));
  for (const { operation, args, value } of steps) {
    const [a, b, c] = args.map((arg) => numbers[arg % numbers.length]!) as [number, number, number];
    const [p, q] = args.map((arg) => truths[arg % truths.length]!) as [number, number];
    const taken = argumentsOf(operation, [a, b, c], [p, q]);
    const node = operation === "table" ? lookedUp(graph, args[1]! % COLUMNS, taken[0]!)
      : operation === "number" ? graph.number(value) : graph.node(operation, taken);
    if (operation !== "table" && taken.every((argument) => same.has(argument))) same.add(node);
    (TRUE_OR_FALSE.includes(operation) ? truths : numbers).push(node);
  }
  const outputs = stored.map(({ node, place }): Output => {
    const port = PLACES[place % PLACES.length]!;
    const of = port.kind === "lane" ? numbers : numbers.filter((number) => same.has(number));
    return { ...port, node: of[node % of.length]! };
  });
  return { name: "drawn", graph: graph.nodes, pointers: POINTERS, inputs: INPUTS, outputs, tables: [SHAPE] };
}

function lookedUp(graph: Graph, column: number, x: number): number {
  const { row, fraction } = locate(graph, SHAPE, x);
  return graph.table("table", column, row, fraction);
}

/** As many of the numbers and truths as an operation takes. */
function argumentsOf(
  operation: Operation, [a, b, c]: readonly [number, number, number], [p, q]: readonly [number, number],
): number[] {
  switch (operation) {
    case "number": return [];
    case "not": return [p];
    case "and": case "or": return [p, q];
    case "select": return [p, b, c];
    case "neg": case "abs": case "sqrt": case "exp": case "log": case "growth": case "table": return [a];
    default: return [a, b];
  }
}

const draw = fc.record({
  steps: fc.array(step, { minLength: 5, maxLength: 60 }),
  stored: fc.array(fc.record({ node: fc.nat(), place: fc.nat() }), { minLength: 1, maxLength: 6 }),
});

/** Which slot each pointer of each record holds: few slots, so that records read what others wrote. */
const slots = fc.array(fc.nat(SLOTS - 3), { minLength: RECORD_COUNT * POINTERS, maxLength: RECORD_COUNT * POINTERS });

function fill(memory: ArrayBuffer, where: readonly number[], random: (i: number) => number): void {
  const doubles = new Float64Array(memory, 0, BYTES / 8);
  const integers = new Int32Array(memory, 0, BYTES / 4);
  for (let i = FIXED; i < RECORDS; i += 8) doubles[i / 8] = random(i);
  for (let i = VALUES; i < BYTES; i += 8) doubles[i / 8] = random(i);
  where.forEach((slot, i) => {
    // Some shared pointers lead to the fixed doubles, which are read once, before anything is written.
    integers[RECORDS / 4 + i] = i % POINTERS === 2 && slot % 3 === 0 ? FIXED : VALUES + slot * LANE_BYTES;
  });
  integers[PLACE / 4] = TABLE;
}

/** The first double of memory in which the two ways of running a program differ, after two calls of `step`. */
function difference(program: Program, prepare: (memory: ArrayBuffer) => void): string | undefined {
  const [oracle, kernel] = [interpret(program), instantiate(program)];
  for (const machine of [oracle, kernel]) {
    prepare(machine.memory);
    machine.call["step"]!();
    machine.call["step"]!();
  }
  const expected = new Float64Array(oracle.memory, 0, BYTES / 8);
  const found = new Float64Array(kernel.memory, 0, expected.length);
  const at = expected.findIndex((value, i) => !Object.is(value, found[i]));
  return at < 0 ? undefined : `byte ${8 * at}: ${expected[at] ?? ""} in TypeScript, ${found[at] ?? ""} in WebAssembly`;
}

describe("interpreter and WebAssembly", () => {
  // Two independent ways; the words of the program are all that they share. Few slots: records read what others wrote.
  // Bodies that run seldom are other code, which calls exp, growth and log; bodies that go abreast have both halves in it.
  test("agree in every bit of memory on 1500 random bodies of all operations", () => {
    fc.assert(fc.property(draw, slots, fc.array(double, { minLength: 97, maxLength: 97 }), (drawn, where, numbers) => {
      const loop = { body: 0, records: RECORDS, count: RECORD_COUNT };
      const body = bodyOf(drawn);
      for (const kind of [{}, { seldom: true }, { abreast: true }] as const) {
        const one = { ...body, ...kind };
        const scratch = { at: BYTES, bytes: SCRATCH_BYTES };
        const program = { bytes: BYTES + SCRATCH_BYTES, scratch, bodies: [one], calls: { step: [loop] } };
        expect(difference(program, (memory) => { fill(memory, where, (i) => numbers[(i / 8) % 97]!); })).toBeUndefined();
      }
    }), { numRuns: 1500 });
  });
});
