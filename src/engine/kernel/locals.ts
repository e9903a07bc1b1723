/**
 * Instructions in single-assignment form → a WebAssembly function. Locals are used again once nobody needs them, which
 * V8's baseline compiler rewards with a quarter of the time: it keeps track of all of them.
 */
import { assert } from "#errors";
import { byteWriter, I32, signed, V128, type ByteWriter, type FunctionCode, type Opcode } from "./encoder.js";
import { MOST_ARGUMENTS, RECORD, type VectorCode } from "./vector-code.js";

const END = 1;
const VOID = 0x40;
/** V8 refuses a function with more. */
const MOST_LOCALS = 50_000;

const STORES: ReadonlySet<Opcode> = new Set<Opcode>(["v128.store", "v128.store64_lane"]);
const TO_I32: ReadonlySet<Opcode> = new Set<Opcode>(["i32.load", "i32x4.extract_lane"]);

/**
 * `(record, end)`: the first part once, then the second for each record, `recordBytes` apart, until `end`; at least
 * once.
 */
export function loopFunction(code: VectorCode, recordBytes: number): FunctionCode {
  const { locals, home } = homes(code, 2);
  const writer = writerFor(code);
  writePart(writer, code, code.beforeLoop, home);
  writer.instruction("loop", [VOID]);
  writePart(writer, code, code.withinLoop, home);
  writer.instruction("local.get", [RECORD]);
  writer.instruction("i32.const", signed(recordBytes));
  writer.instruction("i32.add");
  writer.instruction("local.set", [RECORD]);
  writer.instruction("local.get", [RECORD]);
  writer.instruction("local.get", [END]);
  writer.instruction("i32.lt_u");
  writer.instruction("br_if", [0]);
  writer.instruction("end");
  return { parameters: [I32, I32], locals, code: writer.written() };
}

/** A function of one vector: what stands within the loop, once, with the value of `result`. */
export function vectorFunction(code: VectorCode, result: number): FunctionCode {
  const { locals, home } = homes(code, 1, result);
  const writer = writerFor(code);
  writePart(writer, code, code.withinLoop, home);
  writer.local("local.get", home[result] as number);
  return { parameters: [V128], result: V128, locals, code: writer.written() };
}

/** Bytes that an instruction takes with its arguments, about. */
const TYPICAL = 16;

function writerFor({ instructions }: VectorCode): ByteWriter {
  return byteWriter(TYPICAL * instructions.opcodes.length);
}

/** Instructions, each with its arguments before it and the local of its result behind. */
function writePart(writer: ByteWriter, code: VectorCode, part: readonly number[], home: Int32Array): void {
  const { opcodes, immediates, args } = code.instructions;
  for (const index of part) {
    for (let at = MOST_ARGUMENTS * index; at < MOST_ARGUMENTS * (index + 1); at++) {
      const argument = args[at] as number;
      if (argument < 0) break;
      const local = home[argument] as number;
      if (local < 0) writer.instruction(opcodes[argument] as Opcode, immediates[argument]);
      else writer.local("local.get", local);
    }
    writer.instruction(opcodes[index] as Opcode, immediates[index]);
    const local = home[index] as number;
    if (local >= 0) writer.local("local.set", local);
  }
}

/** No local: nobody asks for the result, or it is put down again wherever it is needed. */
const NOWHERE = -1;
/** Vectors are counted from here until it is known how many integers stand before them. */
const VECTORS = 1 << 20;

/**
 * The local of each result, after `parameters`: an argument that is used for the last time may lend its own, and
 * `returned` keeps its own to the end.
 */
function homes(
  code: VectorCode, parameters: number, returned?: number,
): { readonly home: Int32Array; readonly locals: FunctionCode["locals"] } {
  const { instructions: { opcodes, args }, beforeLoop, withinLoop } = code;
  const lastUse = lastUses(code);
  if (returned !== undefined) lastUse[returned] = opcodes.length;
  const home = new Int32Array(opcodes.length).fill(NOWHERE);
  const [freeIntegers, freeVectors]: [number[], number[]] = [[], []];
  let [integers, vectors] = [0, 0];
  const giveBack = (local: number): void => { (local >= VECTORS ? freeVectors : freeIntegers).push(local); };
  for (const part of [beforeLoop, withinLoop]) {
    for (const index of part) {
      for (let at = MOST_ARGUMENTS * index; at < MOST_ARGUMENTS * (index + 1); at++) {
        const argument = args[at] as number;
        if (argument < 0) break;
        const local = home[argument] as number;
        if (local < 0 || lastUse[argument] !== index) continue;
        giveBack(local);
        lastUse[argument] = LENT;
      }
      const opcode = opcodes[index] as Opcode;
      if (STORES.has(opcode)) continue;
      const local = TO_I32.has(opcode) ? freeIntegers.pop() ?? integers++ : freeVectors.pop() ?? VECTORS + vectors++;
      home[index] = local;
      if (lastUse[index] === UNUSED) giveBack(local);
    }
  }
  assert(parameters + integers + vectors <= MOST_LOCALS, `a body keeps at most ${MOST_LOCALS} values at a time`);
  for (let index = 0; index < home.length; index++) {
    const local = home[index] as number;
    if (local >= 0) home[index] = parameters + (local >= VECTORS ? integers + local - VECTORS : local);
  }
  return { home, locals: [{ count: integers, type: I32 }, { count: vectors, type: V128 }] };
}

const UNUSED = -1;
/** An argument that occurs twice lends its local once. */
const LENT = -2;

/** The instruction that uses each result last; none at all where the next record uses it too. */
function lastUses({ instructions: { opcodes, args }, beforeLoop, withinLoop }: VectorCode): Int32Array {
  const last = new Int32Array(opcodes.length).fill(UNUSED);
  for (const part of [beforeLoop, withinLoop]) {
    for (const index of part) {
      for (let at = MOST_ARGUMENTS * index; at < MOST_ARGUMENTS * (index + 1); at++) {
        const argument = args[at] as number;
        if (argument < 0) break;
        last[argument] = index;
      }
    }
  }
  const isInLoop = new Uint8Array(opcodes.length);
  for (const index of withinLoop) isInLoop[index] = 1;
  for (const index of beforeLoop) if (isInLoop[last[index] as number]) last[index] = opcodes.length;
  return last;
}
