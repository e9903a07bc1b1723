/** A program as WebAssembly: a function for every body that loops over records, and one for every call. */
import { checkProgram } from "./check.js";
import { emitBody } from "./emit-body.js";
import { elementaryFunctions } from "./emit-elementary.js";
import { ByteWriter, encodeModule, I32, signed, unsigned, VOID, type FunctionCode } from "./encoder.js";
import { loopFunction } from "./locals.js";
import { goesByHalves, HALVES, usedBodies, type Body, type Loop, type Machine, type Program } from "./program.js";
import type { VectorCode } from "./vector-code.js";

const PAGE = 65536;

/** What of WebAssembly's JavaScript interface is used; every host of this century has it. */
declare const WebAssembly: {
  readonly Memory: new (limits: { initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
  readonly compile: (bytes: Uint8Array<ArrayBuffer>) => Promise<object>;
};

interface Modules {
  /** A module for every body that is used, but one for all that run seldom: each exports its functions by number. */
  readonly bodies: readonly Uint8Array<ArrayBuffer>[];
  /** Imports those functions, from modules by number, and exports the program's calls. */
  readonly calls: Uint8Array<ArrayBuffer>;
  /** How much memory they want: the program's own, then scratch that has no room in it. */
  readonly pages: number;
}

/**
 * Programs differ in which records they run over, and in a mechanism or two, more often than in all that they do. So
 * bodies stand in modules of their own: one that is the same to the byte as one before is compiled already.
 */
export function emit(program: Program): Modules {
  checkProgram(program);
  const { bodies, calls } = program;
  const used = usedBodies(program);
  const { codes, end } = bodyCodes(program, used);
  const loops = codes.map((code, i): FunctionCode => loopFunction(code, recordBytes(bodies[used[i] as number] as Body)));
  const isSeldom = (i: number): boolean => bodies[used[i] as number]?.seldom === true;
  const places = loops.map((_, i) => i);
  const seldom = places.filter(isSeldom);
  const groups = [...places.filter((i) => !isSeldom(i)).map((i) => [i]), ...(seldom.length > 0 ? [seldom] : [])];
  // In the order of the groups, in which they are numbered in the module of calls.
  const functionOf = new Map(groups.flat().map((i, number) => [used[i] as number, number]));
  const exported = Object.entries(calls).map(([name, list]) => callFunction(name, list, bodies, functionOf));
  return {
    bodies: groups.map((group) => {
      const own = group.map((i, k): FunctionCode => ({ ...(loops[i] as FunctionCode), exported: String(k) }));
      const all = group === seldom ? [...elementaryFunctions(), ...own] : own;
      return encodeModule(all, { memory: ["engine", "memory"] });
    }),
    calls: encodeModule(exported, {
      functions: groups.flatMap((group, g) => group.map((i, k) =>
        ({ from: [String(g), String(k)] as const, parameters: (loops[i] as FunctionCode).parameters }))),
    }),
    pages: Math.ceil(end / PAGE),
  };
}

/** Each body with its scratch where the program has room for it, else behind everything; and where that ends. */
function bodyCodes(
  { bodies, bytes, scratch }: Program, used: readonly number[],
): { readonly codes: readonly VectorCode[]; readonly end: number } {
  const behind = 16 * Math.ceil(bytes / 16);
  let end = behind;
  const codes = used.map((index) => {
    const body = bodies[index] as Body;
    const within = scratch && emitBody(body, scratch.at);
    if (within && within.scratchBytes <= scratch.bytes) return within.code;
    const { code, scratchBytes } = emitBody(body, behind);
    end = Math.max(end, behind + scratchBytes);
    return code;
  });
  return { codes, end };
}

/** Compiled and ready to be called, at once: where a thread may be held up, as in a worker. */
export function instantiate(program: Program): Machine {
  const { bodies, calls, pages } = emit(program);
  return machineOf(bodies.map(compiled), new WebAssembly.Module(calls), pages);
}

/** The same without holding up the thread. */
export async function instantiateAsync(program: Program): Promise<Machine> {
  const { bodies, calls, pages } = emit(program);
  return machineOf(
    await Promise.all(bodies.map((one) => WebAssembly.compile(one))), await WebAssembly.compile(calls), pages,
  );
}

/** Modules of bodies that are kept, the latest last: those of a few kinds of cell. */
const KEPT = 100;
const known: { readonly bytes: Uint8Array; readonly module: object }[] = [];

/** A module of bodies, compiled unless it was: then its code is already as fast as V8 makes it. */
function compiled(bytes: Uint8Array<ArrayBuffer>): object {
  const at = known.findIndex((one) => equal(one.bytes, bytes));
  const [found = { bytes, module: new WebAssembly.Module(bytes) }] = at < 0 ? [] : known.splice(at, 1);
  known.push(found);
  if (known.length > KEPT) known.shift();
  return found.module;
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function machineOf(bodies: readonly object[], calls: object, pages: number): Machine {
  const memory = new WebAssembly.Memory({ initial: pages });
  const functions = bodies.map((module) => new WebAssembly.Instance(module, { engine: { memory } }).exports);
  const { exports } = new WebAssembly.Instance(calls, Object.fromEntries(functions.entries()));
  return { memory: memory.buffer, call: exports as Machine["call"] };
}

/** Records of a body without pointers are empty; their loop counts by ones. */
function recordBytes({ pointers }: Body): number {
  return Math.max(1, 4 * pointers);
}

/** The parameter of a call: which halves to leave out. */
const WITHOUT = 0;

function callFunction(
  name: string, loops: readonly Loop[], bodies: readonly Body[], functionOf: ReadonlyMap<number, number>,
): FunctionCode {
  const writer = new ByteWriter();
  for (const { body, records, count } of loops) {
    if (count === 0) continue;
    const own = bodies[body] as Body;
    const run = (...toHalf: readonly number[]): void => {
      for (const argument of [records, records + count * recordBytes(own), ...toHalf]) {
        writer.instruction("i32.const", signed(argument));
      }
      writer.instruction("call", unsigned(functionOf.get(body) as number));
    };
    if (!goesByHalves(own)) { run(); continue; }
    for (const { bit, from } of HALVES) {
      writer.instruction("block", [VOID]);
      writer.local("local.get", WITHOUT);
      writer.instruction("i32.const", signed(bit));
      writer.instruction("i32.and");
      writer.instruction("br_if", [0]);
      run(8 * from);
      writer.instruction("end");
    }
  }
  return { parameters: [I32], locals: [], code: writer.written(), exported: name };
}
