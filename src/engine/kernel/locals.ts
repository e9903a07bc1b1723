/**
 * Instructions in single-assignment form → a WebAssembly function. Locals are used again once nobody needs them, which
 * V8's baseline compiler rewards with a quarter of the time: it keeps track of all of them.
 */
import { assert } from "#errors";
import { byteWriter, I32, signed, unsigned, V128, type FunctionCode, type Opcode } from "./encoder.js";
import { isLeaf, RECORD, type Instruction, type VectorCode } from "./vector-code.js";

const PARAMETERS = 2;
const END = 1;
const VOID = 0x40;
/** V8 refuses a function with more. */
const MOST_LOCALS = 50_000;

const STORES: ReadonlySet<Opcode> = new Set<Opcode>(["v128.store", "v128.store64_lane"]);
const TO_I32: ReadonlySet<Opcode> = new Set<Opcode>(["i32.load", "i32x4.extract_lane"]);

/** A local of its type, before it is known how many of the other type there are. */
interface Local {
  readonly type: typeof I32 | typeof V128;
  readonly index: number;
}

/**
 * `(record, end)`: the first part once, then the second for each record, `recordBytes` apart, until `end`; at least
 * once.
 */
export function loopFunction(code: VectorCode, recordBytes: number): FunctionCode {
  const { instructions, beforeLoop, withinLoop } = code;
  const { home, integers, vectors } = homes(code);
  assert(PARAMETERS + integers + vectors <= MOST_LOCALS, `a body keeps at most ${MOST_LOCALS} values at a time`);

  const writer = byteWriter();
  const numberOf = ({ type, index }: Local): number[] => unsigned(PARAMETERS + index + (type === V128 ? integers : 0));
  const write = (index: number): void => {
    const { opcode, args, immediates } = instructions[index] as Instruction;
    for (const argument of args) {
      const leaf = instructions[argument] as Instruction;
      if (isLeaf(leaf)) writer.instruction(leaf.opcode, leaf.immediates);
      else writer.instruction("local.get", numberOf(home[argument] as Local));
    }
    writer.instruction(opcode, immediates);
    const local = home[index];
    if (local) writer.instruction("local.set", numberOf(local));
  };
  beforeLoop.forEach(write);
  writer.instruction("loop", [VOID]);
  withinLoop.forEach(write);
  writer.instruction("local.get", [RECORD]);
  writer.instruction("i32.const", signed(recordBytes));
  writer.instruction("i32.add");
  writer.instruction("local.set", [RECORD]);
  writer.instruction("local.get", [RECORD]);
  writer.instruction("local.get", [END]);
  writer.instruction("i32.lt_u");
  writer.instruction("br_if", [0]);
  writer.instruction("end");
  const locals = [{ count: integers, type: I32 }, { count: vectors, type: V128 }] as const;
  return { parameters: PARAMETERS, locals, code: writer.written() };
}

/** The local of each result, and how many there are: an argument that is used for the last time may lend its own. */
function homes(code: VectorCode): { home: Local[]; integers: number; vectors: number } {
  const { instructions, beforeLoop, withinLoop } = code;
  const lastUse = lastUses(code);
  const pool = localPool();
  const home: Local[] = [];
  for (const part of [beforeLoop, withinLoop]) {
    for (const index of part) {
      const { opcode, args } = instructions[index] as Instruction;
      args.forEach((argument, place) => {
        const local = home[argument];
        if (local && lastUse[argument] === index && args.indexOf(argument) === place) pool.release(local);
      });
      if (STORES.has(opcode)) continue;
      const local = pool.take(TO_I32.has(opcode) ? I32 : V128);
      home[index] = local;
      if ((lastUse[index] as number) < 0) pool.release(local);
    }
  }
  return { home, integers: pool.count(I32), vectors: pool.count(V128) };
}

/** The instruction that uses each result last; −1 where none does, none at all where the next record uses it too. */
function lastUses({ instructions, beforeLoop, withinLoop }: VectorCode): Int32Array {
  const last = new Int32Array(instructions.length).fill(-1);
  const note = (index: number): void => {
    for (const argument of (instructions[index] as Instruction).args) last[argument] = index;
  };
  beforeLoop.forEach(note);
  withinLoop.forEach(note);
  const isInLoop = new Uint8Array(instructions.length);
  for (const index of withinLoop) isInLoop[index] = 1;
  for (const index of beforeLoop) if (isInLoop[last[index] as number]) last[index] = instructions.length;
  return last;
}

function localPool(): {
  take(type: Local["type"]): Local;
  release(local: Local): void;
  count(type: Local["type"]): number;
} {
  const free = { [I32]: [] as Local[], [V128]: [] as Local[] };
  const made = { [I32]: 0, [V128]: 0 };
  return {
    take: (type) => free[type].pop() ?? { type, index: made[type]++ },
    release: (local) => void free[local.type].push(local),
    count: (type) => made[type],
  };
}
