import loadWabt from "wabt";
import { describe, expect, test } from "vitest";
import { I32, signed, unsigned, V128, type FunctionCode } from "./encoder.js";
import { disassembled, instruction, opcodeReadings } from "./testing/opcodes.js";

const wabt = await loadWabt();

describe("instructions", () => {
  // wabt is an independent implementation of the specification; V8 is asked whether the module is valid, too.
  test.each(opcodeReadings(wabt))("$opcode is what wabt reads", ({ expected, found }) => {
    expect(found).toEqual(expected);
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
    const lines = disassembled(wabt, [inner, { parameters: [], locals: [], code, exported: "à pas" }]);
    expect(lines).toContain('(import "engine" "memory" (memory (;0;) 1))');
    expect(lines.some((line) => line.startsWith('(export "\\c3\\a0 pas" (func 1))'))).toBe(true);
    expect(lines.find((line) => line.startsWith("(func (;0;)"))).toContain("(param i32 i32)");
    expect(lines.join(" ").match(/\bv128\b/gu)).toHaveLength(300);
  });
});

function hex(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}
