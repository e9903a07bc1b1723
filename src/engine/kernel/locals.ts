/**
 * Instructions in single-assignment form → a WebAssembly function. Locals are used again once nobody needs them, which
 * V8's baseline compiler rewards with a quarter of the time: it keeps track of all of them.
 */
import { assert } from "#errors";
import {
  byteWriter, I32, signed, V128, type ByteWriter, type FunctionCode, type Opcode, type ValueType,
} from "./encoder.js";
import { RECORD, type Instruction, type VectorCode } from "./vector-code.js";

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
  const { locals, writer, write } = placed(code, 2);
  code.beforeLoop.forEach(write);
  writer.instruction("loop", [VOID]);
  code.withinLoop.forEach(write);
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
  const { locals, writer, write, get } = placed(code, 1, result);
  code.withinLoop.forEach(write);
  get(result);
  return { parameters: [V128], result: V128, locals, code: writer.written() };
}

interface Placed {
  readonly locals: FunctionCode["locals"];
  readonly writer: ByteWriter;
  /** Writes an instruction with its arguments. */
  readonly write: (index: number) => void;
  /** Writes where its result stands. */
  readonly get: (index: number) => void;
}

/** Every result has its local, after `parameters`; `returned` keeps its own to the end. */
function placed(code: VectorCode, parameters: number, returned?: number): Placed {
  const { instructions } = code;
  const { home, integers, vectors } = homes(code, returned);
  assert(parameters + integers + vectors <= MOST_LOCALS, `a body keeps at most ${MOST_LOCALS} values at a time`);
  const writer = byteWriter();
  const number = ({ type, index }: Local): number => parameters + index + (type === V128 ? integers : 0);
  const get = (index: number): void => {
    const { opcode, immediates } = instructions[index] as Instruction;
    const local = home[index];
    if (local) writer.local("local.get", number(local));
    else writer.instruction(opcode, immediates);
  };
  return {
    locals: [{ count: integers, type: I32 }, { count: vectors, type: V128 }],
    writer,
    get,
    write: (index) => {
      const { opcode, args, immediates } = instructions[index] as Instruction;
      for (const argument of args) get(argument);
      writer.instruction(opcode, immediates);
      const local = home[index];
      if (local) writer.local("local.set", number(local));
    },
  };
}

/** A local of its type, before it is known how many of the other type there are. */
interface Local {
  readonly type: ValueType;
  readonly index: number;
}

/** The local of each result, and how many there are: an argument that is used for the last time may lend its own. */
function homes(
  code: VectorCode, returned: number | undefined,
): { home: (Local | undefined)[]; integers: number; vectors: number } {
  const { instructions, beforeLoop, withinLoop } = code;
  const lastUse = lastUses(code);
  if (returned !== undefined) lastUse[returned] = instructions.length;
  const free = { [I32]: [] as Local[], [V128]: [] as Local[] };
  const made = { [I32]: 0, [V128]: 0 };
  const home = new Array<Local | undefined>(instructions.length).fill(undefined);
  for (const part of [beforeLoop, withinLoop]) {
    for (const index of part) {
      const { opcode, args } = instructions[index] as Instruction;
      for (const argument of args) {
        const local = home[argument];
        if (!local || lastUse[argument] !== index) continue;
        free[local.type].push(local);
        lastUse[argument] = LENT;
      }
      if (STORES.has(opcode)) continue;
      const type = TO_I32.has(opcode) ? I32 : V128;
      const local = free[type].pop() ?? { type, index: made[type]++ };
      home[index] = local;
      if (lastUse[index] === UNUSED) free[type].push(local);
    }
  }
  return { home, integers: made[I32], vectors: made[V128] };
}

const UNUSED = -1;
/** An argument that occurs twice lends its local once. */
const LENT = -2;

/** The instruction that uses each result last; none at all where the next record uses it too. */
function lastUses({ instructions, beforeLoop, withinLoop }: VectorCode): Int32Array {
  const last = new Int32Array(instructions.length).fill(UNUSED);
  for (const part of [beforeLoop, withinLoop]) {
    for (const index of part) {
      for (const argument of (instructions[index] as Instruction).args) last[argument] = index;
    }
  }
  const isInLoop = new Uint8Array(instructions.length);
  for (const index of withinLoop) isInLoop[index] = 1;
  for (const index of beforeLoop) if (isInLoop[last[index] as number]) last[index] = instructions.length;
  return last;
}
