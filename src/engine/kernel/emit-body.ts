/** A body's graph as instructions: before the loop what all records share, then a record from its loads to its stores. */
import { assert } from "#errors";
import type { GraphNode, Operation } from "../lowering/graph.js";
import { isFixed, variesByLane } from "./check.js";
import { elementary } from "./emit-elementary.js";
import { emitLookUp } from "./emit-table.js";
import { memory, type Opcode } from "./encoder.js";
import { needed } from "./evaluate.js";
import { LANES, type Body, type Port, type TableShape } from "./program.js";
import { vectorCode, type Vector, type VectorCode } from "./vector-code.js";

const VECTORS = LANES / 2;

/** Operations that are one instruction. */
const DIRECT: Partial<Record<Operation, Opcode>> = {
  add: "f64x2.add", sub: "f64x2.sub", mul: "f64x2.mul", div: "f64x2.div", min: "f64x2.pmin", max: "f64x2.pmax",
  neg: "f64x2.neg", abs: "f64x2.abs", sqrt: "f64x2.sqrt",
  less: "f64x2.lt", atMost: "f64x2.le", equal: "f64x2.eq", and: "v128.and", or: "v128.or", not: "v128.not",
};

export function emitBody(body: Body): VectorCode {
  const { graph, inputs, outputs, tables } = body;
  const code = vectorCode();
  const { op, withImmediates } = code;
  const { exp, growth, log } = elementary(code);
  const ports = new Map(inputs.map((input) => [input.name, input]));
  const shapes = new Map(tables.map((shape) => [shape.name, shape]));
  const order = needed(graph, outputs.map(({ node }) => node));
  const perRecord = variesByRecord(body);
  const columnsOf = lookUps(body, order);

  const pointers = new Map<number, Vector>();
  const addressOf = ({ pointer }: Port): Vector => {
    if (pointer === undefined) return code.integer(0);
    const known = pointers.get(pointer) ?? withImmediates("i32.load", memory(4, 4 * pointer), code.record());
    pointers.set(pointer, known);
    return known;
  };
  const load = (port: Port): Vector => {
    const address = addressOf(port);
    if (port.kind === "shared") return withImmediates("v128.load64_splat", memory(8, port.offset), address);
    return eachVector((w) => withImmediates("v128.load", memory(16, port.offset + 16 * w), address));
  };
  const looked = new Map<string, ReadonlyMap<number, Vector>>();
  const lookUp = (node: GraphNode, x: Vector): Vector => {
    const key = lookUpKey(node);
    const columns = columnsOf.get(key) as readonly number[];
    const known = looked.get(key)
      ?? new Map(emitLookUp(code, shapes.get(node.name as string) as TableShape, columns, x).map((y, i) => [columns[i] as number, y]));
    looked.set(key, known);
    return known.get(node.value as number) as Vector;
  };

  const values: Vector[] = [];
  const place = (node: GraphNode): Vector => {
    const [a, b, c] = node.args.map((argument) => values[argument] as Vector) as [Vector, Vector, Vector];
    switch (node.operation) {
      case "number": return code.double(node.value as number);
      case "input": return load(ports.get(node.name as string) as Port);
      case "table": return lookUp(node, a);
      case "exp": return exp(a);
      case "growth": return growth(a);
      case "log": return log(a);
      case "select": return op("v128.bitselect", b, c, a);
      default: {
        const opcode = DIRECT[node.operation];
        assert(opcode !== undefined, `${node.operation} is an instruction`);
        return b as Vector | undefined ? op(opcode, a, b) : op(opcode, a);
      }
    }
  };
  for (const i of order) {
    code.part(perRecord[i] ? "within loop" : "before loop");
    values[i] = place(graph[i] as GraphNode);
  }
  code.part("within loop");
  for (const output of outputs) {
    const value = values[output.node] as Vector;
    const address = addressOf(output);
    if (output.kind === "shared") withImmediates("v128.store64_lane", [...memory(8, output.offset), 0], address, value);
    else eachVector((w) => {
      const half = value[value.length === 1 ? 0 : w] as number;
      return withImmediates("v128.store", memory(16, output.offset + 16 * w), address, [half]);
    });
  }
  return code;
}

/** 1 for every node that may differ from record to record, or from lane to lane. */
function variesByRecord({ graph, inputs }: Body): Uint8Array {
  const fixed = new Set(inputs.filter(isFixed).map(({ name }) => name));
  return variesByLane(graph, (name) => !fixed.has(name));
}

/** One look-up for all columns that are asked of a table at one argument. */
function lookUps({ graph }: Body, order: readonly number[]): ReadonlyMap<string, readonly number[]> {
  const columns = new Map<string, number[]>();
  for (const i of order) {
    const node = graph[i] as GraphNode;
    if (node.operation !== "table") continue;
    const key = lookUpKey(node);
    columns.set(key, [...(columns.get(key) ?? []), node.value as number]);
  }
  return columns;
}

function lookUpKey({ name, args }: GraphNode): string {
  return `${name ?? ""} ${args[0] ?? ""}`;
}

function eachVector(emit: (w: number) => Vector): Vector {
  return Array.from({ length: VECTORS }, (_, w) => emit(w)).flat();
}
