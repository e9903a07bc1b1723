/** A body's graph as instructions: before the loop what all records share, then a record, from loads to stores. */
import type { GraphNode, Operation } from "../lowering/graph.js";
import { isFixed, variesByLane } from "./check.js";
import { elementary, elementaryCalls } from "./emit-elementary.js";
import { emitLookUp } from "./emit-table.js";
import { memory, type Opcode } from "./encoder.js";
import { needed } from "./evaluate.js";
import { type Body, type Port, type TableShape } from "./program.js";
import { scratch } from "./scratch.js";
import { loadVectors, RECORD, vectorCode, type Vector, type VectorCode } from "./vector-code.js";

type Long = "exp" | "growth" | "log";
type Unwritten = "number" | "input" | "table";

/** Operations that are many instructions; each is put down at once. */
const LONG: ReadonlySet<Operation> = new Set<Long>(["exp", "growth", "log"]);
/** What is no operation, or put down by others. */
const UNWRITTEN: ReadonlySet<Operation> = new Set<Unwritten>(["number", "input", "table"]);

/** Operations that are one instruction. */
const DIRECT: Readonly<Record<Exclude<Operation, Long | Unwritten | "select">, Opcode>> = {
  add: "f64x2.add", sub: "f64x2.sub", mul: "f64x2.mul", div: "f64x2.div", min: "f64x2.pmin", max: "f64x2.pmax",
  neg: "f64x2.neg", abs: "f64x2.abs", sqrt: "f64x2.sqrt",
  less: "f64x2.lt", atMost: "f64x2.le", equal: "f64x2.eq", and: "v128.and", or: "v128.or", not: "v128.not",
};

/** Operations between two that are put down in scratch memory: 8 to 24 do as well. */
const STRETCH = 16;

export interface BodyCode {
  readonly code: VectorCode;
  /** What it takes of the memory from `scratchStart`. */
  readonly scratchBytes: number;
}

/**
 * Whether a body's function runs for each half of the lanes: what runs seldom, unless it writes what all lanes share,
 * which its second half would read again.
 */
export function runsInHalves({ seldom, outputs }: Body): boolean {
  return seldom === true && outputs.every(({ kind }) => kind === "lane");
}

/** `functions` is the module's first of `elementaryFunctions`, which bodies call that run seldom. */
export function emitBody(body: Body, scratchStart: number, functions: number): BodyCode {
  const { graph, inputs, outputs, tables } = body;
  const code = vectorCode({ halves: runsInHalves(body) });
  const { op, withImmediates } = code;
  const { exp, growth, log } = body.seldom ? elementaryCalls(code, functions) : elementary(code);
  const { putDown, takeUp, bytes } = scratch(code, scratchStart);
  const ports = new Map(inputs.map((input) => [input.name, input]));
  const shapes = new Map(tables.map((shape) => [shape.name, shape]));
  const order = needed(graph, outputs.map(({ node }) => node));
  const perRecord = variesByRecord(body);
  const columnsOf = lookUps(body, order);

  const pointers = new Map<number, Vector>();
  const addressOf = ({ pointer }: Port): Vector => {
    if (pointer === undefined) return code.integer(0);
    const known = pointers.get(pointer) ?? withImmediates("i32.load", memory(4, 4 * pointer), code.parameter(RECORD));
    pointers.set(pointer, known);
    return known;
  };
  const load = (port: Port): Vector => {
    const address = addressOf(port);
    if (port.kind === "shared") return withImmediates("v128.load64_splat", memory(8, port.offset), address);
    return loadVectors(code, port.offset, code.toLanes(port.pointer === undefined ? undefined : address), code.vectors);
  };

  const values: Vector[] = [];
  const valueOf = (node: number): Vector => takeUp(values[node] as Vector);
  const looked = new Map<string, ReadonlyMap<number, Vector>>();
  const lookUp = (node: GraphNode): Vector => {
    const key = lookUpKey(node);
    const results = looked.get(key) ?? emitLookUp(
      code, shapes.get(node.name as string) as TableShape, columnsOf.get(key) as ReadonlySet<number>,
      valueOf(node.args[0] as number), putDown,
    );
    looked.set(key, results);
    return results.get(node.value as number) as Vector;
  };
  const place = (node: GraphNode): Vector => {
    const { operation, args, value, name } = node;
    if (operation === "number") return code.double(value as number);
    if (operation === "input") return load(ports.get(name as string) as Port);
    if (operation === "table") return lookUp(node);
    const [first, second, third] = args as [number, number?, number?];
    const a = valueOf(first);
    const b = second === undefined ? undefined : valueOf(second);
    const c = third === undefined ? undefined : valueOf(third);
    if (operation === "exp") return exp(a, first);
    if (operation === "growth") return growth(a, first);
    if (operation === "log") return log(a);
    if (operation === "select") return op("v128.bitselect", b as Vector, c, a);
    return op(DIRECT[operation], a, b);
  };
  let sincePutDown = 0;
  for (const i of order) {
    code.part(perRecord[i] ? "within loop" : "before loop");
    const node = graph[i] as GraphNode;
    values[i] = place(node);
    if (!perRecord[i] || UNWRITTEN.has(node.operation)) continue;
    if (++sincePutDown < STRETCH && !LONG.has(node.operation)) continue;
    putDown(values[i]);
    sincePutDown = 0;
  }
  code.part("within loop");
  // Loads of scratch before any store that others could see, as the inputs were.
  const results = outputs.map(({ node }) => valueOf(node));
  outputs.forEach((output, k) => {
    const value = results[k] as Vector;
    const address = addressOf(output);
    if (output.kind === "shared") {
      withImmediates("v128.store64_lane", [...memory(8, output.offset), 0], address, value);
      return;
    }
    const lanes = code.toLanes(output.pointer === undefined ? undefined : address);
    for (let w = 0; w < code.vectors; w++) {
      const half = value[value.length === 1 ? 0 : w] as number;
      withImmediates("v128.store", memory(16, output.offset + 16 * w), lanes, [half]);
    }
  });
  return { code, scratchBytes: bytes() };
}

/** 1 for every node that may differ from record to record, or from lane to lane. */
function variesByRecord({ graph, inputs }: Body): Uint8Array {
  const fixed = new Set(inputs.filter(isFixed).map(({ name }) => name));
  return variesByLane(graph, (name) => !fixed.has(name));
}

/** One look-up for all columns that are asked of a table at one argument. */
function lookUps({ graph }: Body, order: readonly number[]): ReadonlyMap<string, ReadonlySet<number>> {
  const columns = new Map<string, Set<number>>();
  for (const i of order) {
    const node = graph[i] as GraphNode;
    if (node.operation !== "table") continue;
    const known = columns.get(lookUpKey(node)) ?? new Set();
    columns.set(lookUpKey(node), known.add(node.value as number));
  }
  return columns;
}

function lookUpKey({ name, args }: GraphNode): string {
  return `${name ?? ""} ${args[0] ?? ""}`;
}
