import type { GraphData, GraphNode } from "../lowering/graph.js";
import { asksForTruth, isTruth } from "./operations.js";
import { usedBodies, type Body, type Port, type Program, type TableShape } from "./program.js";
import { paddedColumns } from "./table-cells.js";

/**
 * States what a program, as far as calls run it, must be for its ways of running to agree; whatever fails here is a
 * mistake of the assembly.
 */
export function checkProgram(program: Program): void {
  const { bytes, scratch } = program;
  if (scratch && !(scratch.at >= 0 && scratch.at % 16 === 0 && scratch.at + scratch.bytes <= bytes)) {
    throw broken(`scratch of ${scratch.bytes} bytes from byte ${scratch.at} is not within memory`);
  }
  for (const [name, loops] of Object.entries(program.calls)) {
    for (const { body, records, count } of loops) {
      const pointers = program.bodies[body]?.pointers;
      if (pointers === undefined) throw broken(`call ${name} runs body ${body}, which isn't there`);
      const whole = records >= 0 && records % 4 === 0 && count >= 0;
      if (!whole) throw broken(`call ${name} runs ${count} records from byte ${records}`);
      const end = records + 4 * pointers * count;
      if (end > bytes) throw broken(`the records of call ${name} end outside memory`);
    }
  }
  for (const body of usedBodies(program)) checkBody(program.bodies[body] as Body);
}

/** Sentences are made only when they are needed: a program has thousands of nodes. */
function broken(what: string): Error {
  return new Error(`broken invariant: ${what}`);
}

function checkBody({ name, graph, pointers, inputs, outputs, tables }: Body): void {
  const ports = new Map(inputs.map((input) => [input.name, input]));
  const shapes = new Map(tables.map((shape) => [shape.name, shape]));
  for (const port of [...inputs, ...outputs]) checkPort(name, port, pointers);
  for (const { name: table, place, columns, rows } of tables) {
    const inRows = place % 4 === 0 && paddedColumns(columns) === columns && rows >= 1;
    if (!inRows) throw broken(`table ${table} of ${name} has no rows of a power of two`);
  }
  for (let i = 0; i < graph.length; i++) {
    const node = graph[i] as GraphNode;
    checkArguments(name, graph, i);
    const called = node.name as string;
    if (node.operation === "input" && !ports.has(called)) throw broken(`input ${called} of ${name} has no port`);
    if (node.operation === "table") checkColumn(name, node, shapes.get(called));
  }
  const varies = variesByLane(graph, (input) => ports.get(input)?.kind === "lane");
  for (const { node, kind } of outputs) {
    const stored = graph[node];
    if (!stored || isTruth(stored)) throw broken(`${name} stores node ${node}, which is no number`);
    if (kind === "lane" || !varies[node]) continue;
    throw broken(`${name} stores node ${node} for all lanes, but lanes differ in it`);
  }
}

function checkArguments(body: string, graph: GraphData, i: number): void {
  const { operation, args } = graph[i] as GraphNode;
  for (let place = 0; place < args.length; place++) {
    const argument = args[place] as number;
    if (argument >= i) throw broken(`node ${i} of ${body} comes before its argument ${argument}`);
    const wanted = asksForTruth(operation, place);
    if (isTruth(graph[argument] as GraphNode) !== wanted) {
      throw broken(`${operation} of ${body} takes ${wanted ? "true or false" : "a number"} as argument ${place + 1}`);
    }
  }
}

function checkColumn(body: string, { name, value }: GraphNode, shape: TableShape | undefined): void {
  if (!shape) throw broken(`table ${name ?? ""} of ${body} has no shape`);
  if (!((value as number) < shape.columns)) throw broken(`table ${name ?? ""} of ${body} has no column ${value ?? ""}`);
}

function checkPort(body: string, { pointer, offset }: Port, pointers: number): void {
  if (!(offset >= 0 && offset % 8 === 0)) throw broken(`${body} meets memory at ${offset}, which is no multiple of 8`);
  if (pointer !== undefined && !(pointer >= 0 && pointer < pointers)) throw broken(`${body} has no pointer ${pointer}`);
}

/** 1 for every node that may differ from lane to lane: whatever stands on a lane's input. */
export function variesByLane(graph: GraphData, isLane: (input: string) => boolean): Uint8Array {
  const varies = new Uint8Array(graph.length);
  for (let i = 0; i < graph.length; i++) {
    const { operation, args, name } = graph[i] as GraphNode;
    let own = operation === "input" && isLane(name as string) ? 1 : 0;
    for (const argument of args) own |= varies[argument] as number;
    varies[i] = own;
  }
  return varies;
}

/** Whether an input is the same for all records and lanes. */
export function isFixed(port: Port): boolean {
  return port.kind === "shared" && port.pointer === undefined;
}
