/**
 * The oracle for bits: a program run in plain TypeScript, record by record and lane by lane. Slow and easy to believe;
 * it also runs where WebAssembly is forbidden.
 */
import { needed, runTape } from "./evaluate.js";
import { checkProgram, isFixed } from "./check.js";
import {
  goesByHalves, HALVES, LANES, type Body, type Loop, type Machine, type Port, type Program, type TableShape,
} from "./program.js";
import { lookUp } from "./table-cells.js";

/** Views of one memory. */
interface Views {
  readonly doubles: Float64Array;
  readonly integers: Int32Array;
}

/** A machine on the memory given, or on fresh memory of the program's size. */
export function interpret(program: Program, given?: ArrayBuffer): Machine {
  checkProgram(program);
  const memory = given ?? new ArrayBuffer(8 * Math.ceil(program.bytes / 8));
  const views = {
    doubles: new Float64Array(memory, 0, Math.floor(memory.byteLength / 8)),
    integers: new Int32Array(memory, 0, Math.floor(memory.byteLength / 4)),
  };
  const runners = new Map<number, Runner>();
  const runnerFor = (body: number): Runner => {
    const runner = runners.get(body) ?? runnerOf(program.bodies[body] as Body, views);
    runners.set(body, runner);
    return runner;
  };
  const run = (loops: readonly Loop[]) => (without = 0): void => {
    for (const { body, records, count } of loops) {
      const runner = runnerFor(body);
      if (goesByHalves(program.bodies[body] as Body)) {
        for (const { bit, from, to } of HALVES) if ((without & bit) === 0) runner(records, count, from, to);
      } else runner(records, count, 0, LANES);
    }
  };
  return { memory, call: Object.fromEntries(Object.entries(program.calls).map(([name, loops]) => [name, run(loops)])) };
}

/** Runs `count` records of a body from byte `records`, for lanes `from` to before `to`. */
type Runner = (records: number, count: number, from: number, to: number) => void;

function runnerOf(body: Body, { doubles, integers }: Views): Runner {
  const { graph, inputs, outputs, pointers } = body;
  const order = needed(graph, outputs.map(({ node }) => node));
  const tables = new Map(body.tables.map((shape) => [shape.name, shape]));
  const ports = new Map(inputs.map((input) => [input.name, input]));
  const values = new Float64Array(graph.length);
  const results = new Float64Array(outputs.length * LANES);

  return (records, count, from, to) => {
    /** Index of a port's first double for the record at `record`. */
    const at = ({ pointer, offset }: Port, record: number): number =>
      ((pointer === undefined ? 0 : (integers[record / 4 + pointer] as number)) + offset) / 8;
    // What all records share is read before the first of them.
    const fixed = new Map<string, number>();
    for (const input of inputs) if (isFixed(input)) fixed.set(input.name, doubles[at(input, 0)] as number);
    const bases = new Map(body.tables.map(({ name, place }) => [name, integers[place / 4] as number]));

    for (let i = 0; i < count; i++) {
      const record = records + i * 4 * pointers;
      for (let lane = from; lane < to; lane++) {
        const read = (name: string): number => {
          const known = fixed.get(name);
          if (known !== undefined) return known;
          const port = ports.get(name) as Port;
          return doubles[at(port, record) + (port.kind === "lane" ? lane : 0)] as number;
        };
        runTape(graph, order, values, read, (name, column, row, fraction) =>
          lookUp(doubles, bases.get(name) as number, tables.get(name) as TableShape, column, row, fraction));
        outputs.forEach(({ node }, k) => { results[k * LANES + lane] = values[node] as number; });
      }
      outputs.forEach((output, k) => {
        const first = at(output, record);
        if (output.kind === "shared") doubles[first] = results[k * LANES] as number;
        else for (let lane = from; lane < to; lane++) doubles[first + lane] = results[k * LANES + lane] as number;
      });
    }
  };
}
