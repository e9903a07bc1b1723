import { assert } from "#errors";
import type { GraphData, GraphNode } from "../lowering/graph.js";
import { asksForTruth, isTruth } from "./operations.js";
import type { Body, Port, Program } from "./program.js";

/** States what a program must be for its ways of running to agree; whatever fails here is a mistake of the assembly. */
export function checkProgram(program: Program): void {
  for (const body of program.bodies) checkBody(body);
  for (const [name, loops] of Object.entries(program.calls)) {
    for (const { body, records, count } of loops) {
      const pointers = program.bodies[body]?.pointers;
      assert(pointers !== undefined, `call ${name} runs body ${body}, which exists`);
      assert(records % 4 === 0 && count >= 0 && records >= 0, `call ${name} runs whole records`);
      assert(records + 4 * pointers * count <= program.bytes, `the records of call ${name} stand within memory`);
    }
  }
}

function checkBody({ name, graph, pointers, inputs, outputs, tables }: Body): void {
  const ports = new Map(inputs.map((input) => [input.name, input]));
  const shapes = new Map(tables.map((shape) => [shape.name, shape]));
  for (const port of [...inputs, ...outputs]) checkPort(name, port, pointers);
  for (const { name: table, base, columns, rows } of tables) {
    assert(base % 4 === 0 && columns % 2 === 0 && rows >= 1, `table ${table} of ${name} is laid out in pairs`);
  }
  graph.forEach((node, i) => {
    node.args.forEach((argument, place) => {
      assert(argument < i, `node ${i} of ${name} comes after its arguments`);
      const { operation } = node;
      const wanted = asksForTruth(operation, place);
      assert(isTruth(graph[argument] as GraphNode) === wanted, `${operation} of ${name} takes ${wanted ? "truth" : "a number"}`);
    });
    const called = node.name as string;
    if (node.operation === "input") assert(ports.has(called), `input ${called} of ${name} has a port`);
    if (node.operation !== "table") return;
    const shape = shapes.get(called);
    assert(shape !== undefined, `table ${called} of ${name} has a shape`);
    assert((node.value as number) < shape.columns, `table ${called} of ${name} has column ${node.value ?? "?"}`);
  });
  const varies = variesByLane(graph, (input) => ports.get(input)?.kind === "lane");
  for (const { node, kind } of outputs) {
    const stored = graph[node];
    assert(stored !== undefined && !isTruth(stored), `${name} stores numbers`);
    assert(kind === "lane" || varies[node] === 0, `what ${name} stores for all lanes is the same in all`);
  }
}

function checkPort(body: string, { pointer, offset }: Port, pointers: number): void {
  assert(offset >= 0 && offset % 8 === 0, `${body} meets memory at a multiple of 8, not at ${offset}`);
  assert(pointer === undefined || pointer < pointers, `${body} has a pointer ${pointer ?? "?"}`);
}

/** 1 for every node that may differ from lane to lane: whatever stands on a lane's input or on a table. */
export function variesByLane(graph: GraphData, isLane: (input: string) => boolean): Uint8Array {
  const varies = new Uint8Array(graph.length);
  graph.forEach(({ operation, args, name }, i) => {
    const own = operation === "table" || (operation === "input" && isLane(name as string));
    varies[i] = own || args.some((argument) => varies[argument]) ? 1 : 0;
  });
  return varies;
}

/** Whether an input is the same for all records and lanes. */
export function isFixed(port: Port): boolean {
  return port.kind === "shared" && port.pointer === undefined;
}
