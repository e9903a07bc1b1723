/** Every instruction that the encoder knows, in a function that is read back by another program. */
import type wabt from "wabt";
import {
  ByteWriter, doubles, encodeModule, I32, memory, OPCODES, signed, V128, VOID, type FunctionCode, type Opcode,
} from "../encoder.js";

declare const WebAssembly: { readonly validate: (bytes: Uint8Array<ArrayBuffer>) => boolean };

type Wabt = Awaited<ReturnType<typeof wabt>>;

/** A module's text, an instruction a line, as the WebAssembly Binary Toolkit reads it; nothing where the engine or it finds it invalid. */
export function disassembled(toolkit: Wabt, functions: readonly FunctionCode[]): string[] {
  const bytes = encodeModule(functions, { memory: ["engine", "memory"] });
  if (!WebAssembly.validate(bytes)) return [];
  const module = toolkit.readWasm(bytes, { readDebugNames: false });
  try {
    module.validate();
    return module.toText({}).split("\n").map((line) => line.trim());
  } finally {
    module.destroy();
  }
}

/** Lines of a single function that has locals 0 and 1 (i32) and 2 to 4 (v128), between those and its end. */
function body(toolkit: Wabt, code: readonly (readonly number[])[]): string[] {
  const locals = [{ count: 1, type: I32 }, { count: 3, type: V128 }] as const;
  const lines = disassembled(toolkit, [{ parameters: [I32], locals, code: Uint8Array.from(code.flat()) }]);
  const from = lines.findIndex((line) => line.startsWith("(local"));
  return lines.slice(from + 1).join("\n").replace(/\)+\s*$/u, "").split("\n");
}

export function instruction(opcode: Opcode, ...immediates: readonly number[]): number[] {
  const writer = new ByteWriter();
  writer.instruction(opcode, immediates);
  return [...writer.written()];
}

const get = (local: number): number[] => instruction("local.get", local);
const set = (local: number): number[] => instruction("local.set", local);
const count = instruction("i32.const", ...signed(52));

/** Vector instructions without immediates: how many vectors each takes; all give one. */
const PLAIN: Partial<Record<Opcode, number>> = {
  "f64x2.eq": 2, "f64x2.lt": 2, "f64x2.le": 2, "v128.not": 1, "v128.and": 2, "v128.or": 2, "v128.bitselect": 3,
  "i64x2.add": 2, "f64x2.abs": 1, "f64x2.neg": 1, "f64x2.sqrt": 1,
  "f64x2.add": 2, "f64x2.sub": 2, "f64x2.mul": 2, "f64x2.div": 2, "f64x2.pmin": 2, "f64x2.pmax": 2,
};

/** Everything else: code, and the text that it must be. */
const SPECIAL: Partial<Record<Opcode, readonly [code: readonly (readonly number[])[], text: readonly string[]]>> = {
  block: [
    [instruction("block", VOID), get(0), instruction("br_if", 0), instruction("end")],
    ["block  ;; label = @1", "local.get 0", "br_if 0 (;@1;)", "end"],
  ],
  loop: [
    [instruction("loop", VOID), get(0), instruction("br_if", 0), instruction("end")],
    ["loop  ;; label = @1", "local.get 0", "br_if 0 (;@1;)", "end"],
  ],
  call: [[get(0), instruction("call", 0)], ["local.get 0", "call 0"]],
  "local.get": [[get(0), set(1)], ["local.get 0", "local.set 1"]],
  "i32.load": [
    [get(0), instruction("i32.load", ...memory(4, 300)), set(1)], ["local.get 0", "i32.load offset=300", "local.set 1"],
  ],
  "i32.const": [[instruction("i32.const", ...signed(-65)), set(1)], ["i32.const -65", "local.set 1"]],
  "i32.lt_u": [
    [get(0), get(1), instruction("i32.lt_u"), set(1)], ["local.get 0", "local.get 1", "i32.lt_u", "local.set 1"],
  ],
  "i32.add": [
    [get(0), get(1), instruction("i32.add"), set(1)], ["local.get 0", "local.get 1", "i32.add", "local.set 1"],
  ],
  "i32.mul": [
    [get(0), get(1), instruction("i32.mul"), set(1)], ["local.get 0", "local.get 1", "i32.mul", "local.set 1"],
  ],
  "i32.and": [
    [get(0), get(1), instruction("i32.and"), set(1)], ["local.get 0", "local.get 1", "i32.and", "local.set 1"],
  ],
  "v128.load": [
    [get(0), instruction("v128.load", ...memory(16, 16)), set(2)],
    ["local.get 0", "v128.load offset=16", "local.set 2"],
  ],
  "v128.load64_splat": [
    [get(0), instruction("v128.load64_splat", ...memory(8, 8)), set(2)],
    ["local.get 0", "v128.load64_splat offset=8", "local.set 2"],
  ],
  "v128.store": [
    [get(0), get(2), instruction("v128.store", ...memory(16, 32))],
    ["local.get 0", "local.get 2", "v128.store offset=32"],
  ],
  "v128.store64_lane": [
    [get(0), get(2), instruction("v128.store64_lane", ...memory(8, 8), 0)],
    ["local.get 0", "local.get 2", "v128.store64_lane offset=8 0"],
  ],
  "v128.const": [
    [instruction("v128.const", ...doubles(1, -2)), set(2)],
    ["v128.const i32x4 0x00000000 0x3ff00000 0x00000000 0xc0000000", "local.set 2"],
  ],
  "i8x16.shuffle": [
    [get(2), get(3), instruction("i8x16.shuffle", ...Array.from({ length: 16 }, (_, i) => i + 8)), set(4)],
    ["local.get 2", "local.get 3", "i8x16.shuffle 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23", "local.set 4"],
  ],
  "i32x4.extract_lane": [
    [get(2), instruction("i32x4.extract_lane", 1), set(1)], ["local.get 2", "i32x4.extract_lane 1", "local.set 1"],
  ],
  "i64x2.shl": [
    [get(2), count, instruction("i64x2.shl"), set(3)], ["local.get 2", "i32.const 52", "i64x2.shl", "local.set 3"],
  ],
  "i64x2.shr_u": [
    [get(2), count, instruction("i64x2.shr_u"), set(3)], ["local.get 2", "i32.const 52", "i64x2.shr_u", "local.set 3"],
  ],
};
/** Shown by the bodies of others. */
const WITHIN: Partial<Record<Opcode, Opcode>> = { end: "loop", br_if: "loop", "local.set": "local.get" };

export interface OpcodeReading {
  readonly opcode: Opcode;
  readonly expected: readonly string[];
  readonly found: readonly string[];
}

/** What an independent implementation of the specification reads where each instruction was written. */
export function opcodeReadings(toolkit: Wabt): OpcodeReading[] {
  return (Object.keys(OPCODES) as Opcode[]).map((opcode): OpcodeReading => {
    const args = PLAIN[opcode];
    if (args !== undefined) {
      const locals = [2, 3, 4].slice(0, args);
      return {
        opcode, expected: [...locals.map((local) => `local.get ${local}`), opcode, "local.set 4"],
        found: body(toolkit, [...locals.map(get), instruction(opcode), set(4)]),
      };
    }
    const special = SPECIAL[WITHIN[opcode] ?? opcode];
    if (!special?.[1].some((line) => line.startsWith(opcode))) throw new Error(`no example shows ${opcode}`);
    return { opcode, expected: special[1], found: body(toolkit, special[0]) };
  });
}
