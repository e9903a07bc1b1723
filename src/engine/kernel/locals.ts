/**
 * Instructions in single-assignment form → a WebAssembly function. Locals are used again once nobody needs them, which
 * V8's baseline compiler rewards with a quarter of the time: it keeps track of all of them.
 */
import { assert } from "#errors";
import {
  byteWriter, I32, signed, V128, type ByteWriter, type FunctionCode, type Opcode, type ValueType,
} from "./encoder.js";
import { AFTER_ALL, END, MOST_ARGUMENTS, RECORD, UNUSED, type VectorCode } from "./vector-code.js";

const VOID = 0x40;
/** V8 refuses a function with more. */
const MOST_LOCALS = 50_000;

const STORES: ReadonlySet<Opcode> = new Set<Opcode>(["v128.store", "v128.store64_lane"]);
const TO_I32: ReadonlySet<Opcode> = new Set<Opcode>(["i32.load", "i32.add", "i32x4.extract_lane"]);

/**
 * `(record, end)`, or `(record, end, half)` where it runs for each half of the lanes: the first part once, then the
 * second for each record, `recordBytes` apart, until `end`; at least once.
 */
export function loopFunction(code: VectorCode, recordBytes: number): FunctionCode {
  const writer = writerFor(code);
  const parameters: readonly ValueType[] = code.vectors > 1 ? [I32, I32] : [I32, I32, I32];
  const { write, locals } = localsOf(code, writer, parameters.length);
  write(code.beforeLoop);
  writer.instruction("loop", [VOID]);
  write(code.withinLoop);
  writer.instruction("local.get", [RECORD]);
  writer.instruction("i32.const", signed(recordBytes));
  writer.instruction("i32.add");
  writer.instruction("local.set", [RECORD]);
  writer.instruction("local.get", [RECORD]);
  writer.instruction("local.get", [END]);
  writer.instruction("i32.lt_u");
  writer.instruction("br_if", [0]);
  writer.instruction("end");
  return { parameters, locals, code: writer.written() };
}

/** A function of one vector: what stands within the loop, once, with the value of `result`. */
export function vectorFunction(code: VectorCode, result: number): FunctionCode {
  const writer = writerFor(code);
  const { write, home, locals } = localsOf(code, writer, 1, result);
  write(code.withinLoop);
  writer.local("local.get", home[result] as number);
  return { parameters: [V128], result: V128, locals, code: writer.written() };
}

/** Bytes that an instruction takes with its arguments, about. */
const TYPICAL = 16;

function writerFor({ instructions }: VectorCode): ByteWriter {
  return byteWriter(TYPICAL * instructions.opcodes.length);
}

interface Locals {
  /** Writes instructions, each with its arguments before it and the local of its result behind. */
  readonly write: (part: readonly number[]) => void;
  /** Where each result stands that was written; without a local it is put down again wherever it is needed. */
  readonly home: Int32Array;
  /** In the order in which they were first needed. */
  readonly locals: FunctionCode["locals"];
}

const NOWHERE = -1;
/** An argument that occurs twice lends its local once. */
const LENT = -2;

/**
 * Locals after `parameters`, found as instructions are written: an argument that is used for the last time lends its
 * own. `returned` keeps its own to the end.
 */
function localsOf(code: VectorCode, writer: ByteWriter, parameters: number, returned?: number): Locals {
  const { opcodes, immediates, args } = code.instructions;
  const lastUse = Int32Array.from(code.lastUse);
  if (returned !== undefined) lastUse[returned] = AFTER_ALL;
  const home = new Int32Array(opcodes.length).fill(NOWHERE);
  const types: ValueType[] = [];
  const locals: { count: number; readonly type: ValueType }[] = [];
  const [freeIntegers, freeVectors]: [number[], number[]] = [[], []];
  const free = (local: number): void => {
    (types[local - parameters] === V128 ? freeVectors : freeIntegers).push(local);
  };
  const fresh = (type: ValueType): number => {
    const last = locals.at(-1);
    if (last?.type === type) last.count++;
    else locals.push({ count: 1, type });
    const local = parameters + types.push(type) - 1;
    assert(local < MOST_LOCALS, `a body keeps at most ${MOST_LOCALS} values at a time`);
    return local;
  };
  const write = (part: readonly number[]): void => {
    for (const index of part) {
      const first = MOST_ARGUMENTS * index;
      let end = first;
      for (; end < first + MOST_ARGUMENTS; end++) {
        const argument = args[end] as number;
        if (argument < 0) break;
        const local = home[argument] as number;
        if (local < 0) writer.instruction(opcodes[argument] as Opcode, immediates[argument]);
        else writer.local("local.get", local);
      }
      const opcode = opcodes[index] as Opcode;
      writer.instruction(opcode, immediates[index]);
      for (let at = first; at < end; at++) {
        const argument = args[at] as number;
        if (lastUse[argument] !== index || (home[argument] as number) < 0) continue;
        free(home[argument] as number);
        lastUse[argument] = LENT;
      }
      if (STORES.has(opcode)) continue;
      const local = TO_I32.has(opcode) ? freeIntegers.pop() ?? fresh(I32) : freeVectors.pop() ?? fresh(V128);
      home[index] = local;
      writer.local("local.set", local);
      if (lastUse[index] === UNUSED) free(local);
    }
  };
  return { write, home, locals };
}
