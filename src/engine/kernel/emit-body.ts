/** A body's graph as instructions: before the loop what all records share, then a record, from loads to stores. */
import type { GraphNode, Operation } from "../lowering/graph.js";
import { isFixed, variesByLane } from "./check.js";
import { Called, InPlace, type Elementary } from "./emit-elementary.js";
import { LookUp } from "./emit-table.js";
import { memory, type Opcode } from "./encoder.js";
import { inOrderOfUse } from "./evaluate.js";
import { goesByHalves, LANE_BYTES, type Body, type Output, type Port, type TableShape } from "./program.js";
import { Scratch } from "./scratch.js";
import { loadVectors, RECORD, VectorCode, type Vector } from "./vector-code.js";

type Long = "exp" | "growth" | "log";
type Unwritten = "number" | "input" | "table";

/** Operations that are many instructions; each is put down at once. */
const LONG: ReadonlySet<Operation> = new Set<Long>(["exp", "growth", "log"]);
/** What is no operation, and the look-up, whose columns wait for what is made of them. */
const UNWRITTEN: ReadonlySet<Operation> = new Set<Unwritten>(["number", "input", "table"]);

/** Operations that are one instruction. */
const DIRECT: Readonly<Record<Exclude<Operation, Long | Unwritten | "select">, Opcode>> = {
  add: "f64x2.add", sub: "f64x2.sub", mul: "f64x2.mul", div: "f64x2.div", min: "f64x2.pmin", max: "f64x2.pmax",
  neg: "f64x2.neg", abs: "f64x2.abs", sqrt: "f64x2.sqrt",
  less: "f64x2.lt", atMost: "f64x2.le", equal: "f64x2.eq", and: "v128.and", or: "v128.or", not: "v128.not",
};

/**
 * Operations between two that are put down in scratch memory: 8 to 24 do as well. A look-up's two columns stand for so
 * many that the second operation behind them ends a stretch: most often a state moved by both, for which V8 need not
 * load what the next columns want.
 */
const STRETCH = 16;
const LOOK_UP = STRETCH - 2;

export interface BodyCode {
  readonly code: VectorCode;
  /** What it takes of the memory from `scratchStart`. */
  readonly scratchBytes: number;
}

/** Bodies that run seldom call `elementaryFunctions`, with which their module begins. */
export function emitBody(body: Body, scratchStart: number): BodyCode {
  return new BodyEmitter(body, scratchStart).emit();
}

class BodyEmitter {
  readonly #body: Body;
  readonly #code: VectorCode;
  readonly #elementary: Elementary;
  readonly #scratch: Scratch;
  readonly #ports: ReadonlyMap<string, Port>;
  readonly #shapes: ReadonlyMap<string, TableShape>;
  readonly #order: readonly number[];
  readonly #pointers = new Map<number, Vector>();
  readonly #starts = new Map<TableShape, Vector>();
  readonly #values: Vector[] = [];
  readonly #looked = new Map<string, LookUp>();
  readonly #stored = new Set<Output>();
  #sincePutDown = 0;

  constructor(body: Body, scratchStart: number) {
    this.#body = body;
    this.#code = new VectorCode({ halves: goesByHalves(body) });
    this.#elementary = body.seldom ? new Called(this.#code) : new InPlace(this.#code);
    this.#scratch = new Scratch(this.#code, scratchStart);
    this.#ports = new Map(body.inputs.map((input) => [input.name, input]));
    this.#shapes = new Map(body.tables.map((shape) => [shape.name, shape]));
    this.#order = inOrderOfUse(body.graph, body.outputs.map(({ node }) => node));
  }

  emit(): BodyCode {
    const [code, scratch, values] = [this.#code, this.#scratch, this.#values];
    const { graph, outputs } = this.#body;
    const perRecord = variesByRecord(this.#body);
    code.part("before loop");
    for (const shape of this.#shapes.values()) {
      this.#starts.set(shape, code.withImmediates("i32.load", memory(4, shape.place), code.integer(0)));
    }
    const last = this.#order.at(-1);
    for (const i of this.#order) {
      code.part(perRecord[i] ? "within loop" : "before loop");
      const node = graph[i] as GraphNode;
      // What a record reads is loaded where it is first asked for.
      if (perRecord[i] && node.operation === "input") continue;
      const value = this.#place(node);
      values[i] = value;
      if (!perRecord[i] || UNWRITTEN.has(node.operation) || i === last) continue;
      if (++this.#sincePutDown < STRETCH && !LONG.has(node.operation)) continue;
      if (!this.#storeEarly(i)) scratch.putDown(value);
      this.#sincePutDown = 0;
    }
    code.part("within loop");
    // Loads of scratch before any store that others could see, as the inputs were.
    const left = outputs.filter((output) => !this.#stored.has(output));
    const results = left.map(({ node }) => this.#valueOf(node));
    left.forEach((output, k) => { this.#store(output, results[k] as Vector); });
    return { code, scratchBytes: scratch.bytes };
  }

  #place({ operation, args, value, name }: GraphNode): Vector {
    if (operation === "number") return this.#code.double(value as number);
    if (operation === "input") return this.#load(this.#ports.get(name as string) as Port);
    if (operation === "table") return this.#lookUp(name as string, args as [number, number], value as number);
    const [first, second, third] = args as [number, number?, number?];
    const a = this.#valueOf(first);
    const b = second === undefined ? undefined : this.#valueOf(second);
    const c = third === undefined ? undefined : this.#valueOf(third);
    if (operation === "exp") return this.#elementary.exp(a, first);
    if (operation === "growth") return this.#elementary.growth(a, first);
    if (operation === "log") return this.#elementary.log(a);
    if (operation === "select") return this.#code.op("v128.bitselect", b as Vector, c, a);
    return this.#code.op(DIRECT[operation], a, b);
  }

  #valueOf(node: number): Vector {
    this.#values[node] ??= this.#place(this.#body.graph[node] as GraphNode);
    return this.#scratch.takeUp(this.#values[node]);
  }

  /** One look-up for all columns that are asked of a table at one place. */
  #lookUp(table: string, [row, fraction]: readonly [number, number], column: number): Vector {
    const shape = this.#shapes.get(table) as TableShape;
    const key = `${table} ${row} ${fraction}`;
    const start = this.#starts.get(shape) as Vector;
    const found = this.#looked.get(key)
      ?? new LookUp(this.#code, { shape, start, rows: this.#rows(row), fraction: this.#valueOf(fraction) });
    this.#looked.set(key, found);
    if (!found.has(column)) this.#sincePutDown = LOOK_UP;
    return found.column(column);
  }

  /** The rows of a vector's two lanes, which are the low halves of doubles: read as integers where they are inputs. */
  #rows(node: number): readonly [Vector, Vector] {
    const code = this.#code;
    const { operation, name } = this.#body.graph[node] as GraphNode;
    const port = operation === "input" ? this.#ports.get(name as string) as Port : undefined;
    if (port?.kind === "lane" && code.vectors === 1) {
      const address = code.toLanes(this.#addressOf(port));
      return [0, 1].map((lane) =>
        code.withImmediates("i32.load", memory(4, port.offset + 8 * lane), address)) as [Vector, Vector];
    }
    const value = this.#valueOf(node);
    return [0, 1].map((lane) => code.withImmediates("i32x4.extract_lane", [2 * lane], value)) as [Vector, Vector];
  }

  #load(port: Port): Vector {
    const [code, address] = [this.#code, this.#addressOf(port)];
    if (port.kind === "shared") {
      return code.withImmediates("v128.load64_splat", memory(8, port.offset), address ?? code.integer(0));
    }
    return loadVectors(code, port.offset, code.toLanes(address), code.vectors);
  }

  #store(output: Port, value: Vector): void {
    const [code, address] = [this.#code, this.#addressOf(output)];
    if (output.kind === "shared") {
      code.withImmediates("v128.store64_lane", [...memory(8, output.offset), 0], address ?? code.integer(0), value);
      return;
    }
    const lanes = code.toLanes(address);
    for (let w = 0; w < code.vectors; w++) {
      const half = value[value.length === 1 ? 0 : w] as number;
      code.withImmediates("v128.store", memory(16, output.offset + 16 * w), lanes, [half]);
    }
  }

  /**
   * Stores a node where it belongs rather than put it down, if nothing can stand there that is still to be read, or is
   * written by another output.
   */
  #storeEarly(node: number): boolean {
    const { graph, outputs } = this.#body;
    const output = outputs.find((one) => one.node === node);
    if (output?.kind !== "lane" || output.pointer === undefined) return false;
    const waiting = this.#order.filter((i) => graph[i]?.operation === "input" && this.#values[i] === undefined)
      .map((i) => this.#ports.get(graph[i]?.name as string) as Port);
    const others = outputs.filter((one) => one !== output);
    if (![...waiting, ...others].every((port) => areApart(output, port))) return false;
    this.#store(output, this.#values[node] as Vector);
    this.#stored.add(output);
    return true;
  }

  /** Nothing where a port stands from the start of memory. */
  #addressOf({ pointer }: Port): Vector | undefined {
    if (pointer === undefined) return undefined;
    const known = this.#pointers.get(pointer)
      ?? this.#code.withImmediates("i32.load", memory(4, 4 * pointer), this.#code.parameter(RECORD));
    this.#pointers.set(pointer, known);
    return known;
  }
}

/** Whether two ports can't lead to the same byte: only where they start from the same address is that known. */
function areApart(a: Port, b: Port): boolean {
  const end = ({ offset, kind }: Port): number => offset + (kind === "lane" ? LANE_BYTES : 8);
  return a.pointer === b.pointer && (end(a) <= b.offset || end(b) <= a.offset);
}

/** 1 for every node that may differ from record to record, or from lane to lane. */
function variesByRecord({ graph, inputs }: Body): Uint8Array {
  const fixed = new Set(inputs.filter(isFixed).map(({ name }) => name));
  return variesByLane(graph, (name) => !fixed.has(name));
}
