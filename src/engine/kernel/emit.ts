/** A program as WebAssembly: a function for every body that loops over records, and an exported one for every call. */
import { checkProgram } from "./check.js";
import { emitBody } from "./emit-body.js";
import { encodeModule, instruction, signed, unsigned, type FunctionCode } from "./encoder.js";
import { loopFunction } from "./locals.js";
import type { Body, Loop, Machine, Program } from "./program.js";

const PAGE = 65536;

/** What of WebAssembly's JavaScript interface is used; every host of this century has it. */
declare const WebAssembly: {
  readonly Memory: new (limits: { initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
  readonly compile: (bytes: Uint8Array<ArrayBuffer>) => Promise<object>;
};

export function emit(program: Program): Uint8Array<ArrayBuffer> {
  checkProgram(program);
  const { bodies, calls } = program;
  const loops = bodies.map((body) => loopFunction(emitBody(body), recordBytes(body)));
  const exported = Object.entries(calls).map(([name, list]) => callFunction(name, list, bodies));
  return encodeModule([...loops, ...exported], Math.ceil(program.bytes / PAGE));
}

/** Compiled and ready to be called, at once: where a thread may be held up, as in a worker. */
export function instantiate(program: Program): Machine {
  return machineOf(new WebAssembly.Module(emit(program)), program);
}

/** The same without holding up the thread. */
export async function instantiateAsync(program: Program): Promise<Machine> {
  return machineOf(await WebAssembly.compile(emit(program)), program);
}

function machineOf(module: object, program: Program): Machine {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(program.bytes / PAGE) });
  const instance = new WebAssembly.Instance(module, { engine: { memory } });
  return { memory: memory.buffer, call: instance.exports as Machine["call"] };
}

/** Records of a body without pointers are empty; their loop counts by ones. */
function recordBytes(body: Body | undefined): number {
  return Math.max(1, 4 * (body?.pointers ?? 0));
}

function callFunction(name: string, loops: readonly Loop[], bodies: readonly Body[]): FunctionCode {
  const code = loops.filter(({ count }) => count > 0).flatMap(({ body, records, count }) => [
    ...instruction("i32.const", ...signed(records)),
    ...instruction("i32.const", ...signed(records + count * recordBytes(bodies[body]))),
    ...instruction("call", ...unsigned(body)),
  ]);
  return { parameters: 0, locals: [], code, exported: name };
}
