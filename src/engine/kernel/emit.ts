/** A program as WebAssembly: a function for every body that loops over records, and an exported one for every call. */
import { checkProgram } from "./check.js";
import { emitBody, runsInHalves } from "./emit-body.js";
import { elementaryFunctions } from "./emit-elementary.js";
import { ByteWriter, encodeModule, signed, unsigned, type FunctionCode } from "./encoder.js";
import { loopFunction } from "./locals.js";
import { LANE_BYTES, usedBodies, type Body, type Loop, type Machine, type Program } from "./program.js";

const PAGE = 65536;

/** What of WebAssembly's JavaScript interface is used; every host of this century has it. */
declare const WebAssembly: {
  readonly Memory: new (limits: { initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
  readonly compile: (bytes: Uint8Array<ArrayBuffer>) => Promise<object>;
};

/** A module that imports its memory as "engine" "memory" and exports the program's calls. */
export function emit(program: Program): Uint8Array<ArrayBuffer> {
  return written(program).bytes;
}

/** The module, and how much memory it wants: the program's own, then scratch that bodies use in turn. */
function written(program: Program): { readonly bytes: Uint8Array<ArrayBuffer>; readonly pages: number } {
  checkProgram(program);
  const { bodies, calls } = program;
  const scratchStart = 16 * Math.ceil(program.bytes / 16);
  const used = usedBodies(program);
  const codes = used.map((body) => emitBody(bodies[body] as Body, scratchStart, used.length));
  const loops = codes.map(({ code }, i) => loopFunction(code, recordBytes(bodies[used[i] as number] as Body)));
  const functionOf = new Map(used.map((body, i) => [body, i]));
  const exported = Object.entries(calls).map(([name, list]) => callFunction(name, list, bodies, functionOf));
  const scratchBytes = codes.reduce((most, body) => Math.max(most, body.scratchBytes), 0);
  const pages = Math.ceil((scratchStart + scratchBytes) / PAGE);
  const callable = used.some((body) => bodies[body]?.seldom) ? elementaryFunctions() : [];
  return { bytes: encodeModule([...loops, ...callable, ...exported], pages), pages };
}

/** Compiled and ready to be called, at once: where a thread may be held up, as in a worker. */
export function instantiate(program: Program): Machine {
  const { bytes, pages } = written(program);
  return machineOf(new WebAssembly.Module(bytes), pages);
}

/** The same without holding up the thread. */
export async function instantiateAsync(program: Program): Promise<Machine> {
  const { bytes, pages } = written(program);
  return machineOf(await WebAssembly.compile(bytes), pages);
}

function machineOf(module: object, pages: number): Machine {
  const memory = new WebAssembly.Memory({ initial: pages });
  const instance = new WebAssembly.Instance(module, { engine: { memory } });
  return { memory: memory.buffer, call: instance.exports as Machine["call"] };
}

/** How many bytes each half of the lanes lies behind the first. */
const HALVES = [0, LANE_BYTES / 2];

/** Records of a body without pointers are empty; their loop counts by ones. */
function recordBytes({ pointers }: Body): number {
  return Math.max(1, 4 * pointers);
}

function callFunction(
  name: string, loops: readonly Loop[], bodies: readonly Body[], functionOf: ReadonlyMap<number, number>,
): FunctionCode {
  const writer = new ByteWriter();
  for (const { body, records, count } of loops) {
    if (count === 0) continue;
    const own = bodies[body] as Body;
    for (const half of runsInHalves(own) ? HALVES : [undefined]) {
      writer.instruction("i32.const", signed(records));
      writer.instruction("i32.const", signed(records + count * recordBytes(own)));
      if (half !== undefined) writer.instruction("i32.const", signed(half));
      writer.instruction("call", unsigned(functionOf.get(body) as number));
    }
  }
  return { parameters: [], locals: [], code: writer.written(), exported: name };
}
