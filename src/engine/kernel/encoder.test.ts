import loadWabt from "wabt";
import { describe, expect, test } from "vitest";
import {
  ByteWriter, doubles, encodeModule, I32, memory, OPCODES, signed, unsigned, V128, VOID, type FunctionCode,
  type Opcode,
} from "./encoder.js";

declare const WebAssembly: { readonly validate: (bytes: Uint8Array<ArrayBuffer>) => boolean };

const wabt = await loadWabt();

/** A module's text, an instruction a line, as the WebAssembly Binary Toolkit reads it. */
function disassembled(functions: readonly FunctionCode[]): string[] {
  const bytes = encodeModule(functions, { memory: ["engine", "memory"] });
  expect(WebAssembly.validate(bytes)).toBe(true);
  const module = wabt.readWasm(bytes, { readDebugNames: false });
  module.validate();
  const lines = module.toText({}).split("\n").map((line) => line.trim());
  module.destroy();
  return lines;
}

/** Lines of a single function that has locals 0 and 1 (i32) and 2 to 4 (v128), between those and its end. */
function body(...code: readonly (readonly number[])[]): string[] {
  const locals = [{ count: 1, type: I32 }, { count: 3, type: V128 }] as const;
  const lines = disassembled([{ parameters: [I32], locals, code: Uint8Array.from(code.flat()) }]);
  const from = lines.findIndex((line) => line.startsWith("(local"));
  return lines.slice(from + 1).join("\n").replace(/\)+\s*$/u, "").split("\n");
}

function instruction(opcode: Opcode, ...immediates: readonly number[]): number[] {
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

describe("instructions", () => {
  // wabt is an independent implementation of the specification; `body` also asks V8 whether the module is valid.
  test.each(Object.keys(OPCODES) as Opcode[])("%s is what wabt reads", (opcode) => {
    const args = PLAIN[opcode];
    const special = SPECIAL[WITHIN[opcode] ?? opcode];
    if (args !== undefined) {
      const locals = [2, 3, 4].slice(0, args);
      const text = [...locals.map((local) => `local.get ${local}`), opcode, "local.set 4"];
      expect(body(...locals.map(get), instruction(opcode), set(4))).toEqual(text);
    } else {
      const [code, text] = special!;
      expect(body(...code)).toEqual(text);
      expect(text.some((line) => line.startsWith(opcode))).toBe(true);
    }
  });
});

describe("numbers", () => {
  test.each([[0, "00"], [127, "7f"], [128, "80 01"], [624485, "e5 8e 26"], [4294967295, "ff ff ff ff 0f"]])(
    "%d unsigned is %s", (value, bytes) => {
      expect(hex(unsigned(value))).toBe(bytes);
    });
  test.each([
    [0, "00"], [63, "3f"], [64, "c0 00"], [-64, "40"], [-65, "bf 7f"], [-123456, "c0 bb 78"],
    [2147483647, "ff ff ff ff 07"],
  ])(
    "%d signed is %s", (value, bytes) => {
      expect(hex(signed(value))).toBe(bytes);
    });
});

describe("encodeModule", () => {
  test("imports a memory, exports by name, declares each function's parameters and locals", () => {
    const locals = [{ count: 0, type: I32 }, { count: 300, type: V128 }] as const;
    const inner: FunctionCode = { parameters: [I32, I32], locals, code: new Uint8Array() };
    const pushed = [...instruction("i32.const", 8), ...instruction("i32.const", 9)];
    const code = Uint8Array.from([...pushed, ...instruction("call", 0)]);
    const lines = disassembled([inner, { parameters: [], locals: [], code, exported: "à pas" }]);
    expect(lines).toContain('(import "engine" "memory" (memory (;0;) 1))');
    expect(lines.some((line) => line.startsWith('(export "\\c3\\a0 pas" (func 1))'))).toBe(true);
    expect(lines.find((line) => line.startsWith("(func (;0;)"))).toContain("(param i32 i32)");
    expect(lines.join(" ").match(/\bv128\b/gu)).toHaveLength(300);
  });
});

function hex(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}
