/** Instructions in single-assignment form → a WebAssembly function, whose locals are used again once nobody needs them. */
import { assert } from "#errors";
import { I32, instruction, OPCODES, signed, unsigned, V128, type FunctionCode, type Opcode } from "./encoder.js";
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
 * `(record, end)`: the first part once, then the second for each record, `recordBytes` apart, until `end`; at least once.
 */
export function loopFunction({ instructions, beforeLoop, withinLoop }: VectorCode, recordBytes: number): FunctionCode {
  const at = (index: number): Instruction => instructions[index] as Instruction;
  const lastUse = lastUses(instructions, beforeLoop, withinLoop);
  const pool = localPool();
  const home = new Map<number, Local>();
  // Which locals: an argument that is used for the last time may lend its local to the result.
  for (const part of [beforeLoop, withinLoop]) {
    for (const index of part) {
      for (const argument of new Set(at(index).args)) {
        const local = home.get(argument);
        if (local && lastUse[argument] === index) pool.release(local);
      }
      const { opcode } = at(index);
      if (STORES.has(opcode)) continue;
      const local = pool.take(TO_I32.has(opcode) ? I32 : V128);
      home.set(index, local);
      if ((lastUse[index] as number) < 0) pool.release(local);
    }
  }
  const [integers, vectors] = [pool.count(I32), pool.count(V128)];
  assert(PARAMETERS + integers + vectors <= MOST_LOCALS, `a body keeps at most ${MOST_LOCALS} values at a time`);

  const numberOf = ({ type, index }: Local): number => PARAMETERS + index + (type === V128 ? integers : 0);
  const push = (index: number): number[] => {
    const { opcode, immediates } = at(index);
    return isLeaf(at(index)) ? instruction(opcode, ...immediates) : instruction("local.get", ...unsigned(numberOf(home.get(index) as Local)));
  };
  const write = (index: number): number[] => {
    const { opcode, args, immediates } = at(index);
    const local = home.get(index);
    const set = local ? instruction("local.set", ...unsigned(numberOf(local))) : [];
    return [...args.flatMap(push), ...instruction(opcode, ...immediates), ...set];
  };
  const getRecord = instruction("local.get", RECORD);
  const code = [
    beforeLoop.flatMap(write),
    instruction("loop", VOID),
    withinLoop.flatMap(write),
    getRecord, instruction("i32.const", ...signed(recordBytes)), OPCODES["i32.add"], instruction("local.set", RECORD),
    getRecord, instruction("local.get", END), OPCODES["i32.lt_u"], instruction("br_if", 0),
    OPCODES.end,
  ].flat();
  return { parameters: PARAMETERS, locals: [{ count: integers, type: I32 }, { count: vectors, type: V128 }], code };
}

/** The instruction that uses each result last; −1 where none does, never where the next record uses it too. */
function lastUses(instructions: readonly Instruction[], beforeLoop: readonly number[], withinLoop: readonly number[]): Int32Array {
  const last = new Int32Array(instructions.length).fill(-1);
  for (const part of [beforeLoop, withinLoop]) {
    for (const index of part) for (const argument of (instructions[index] as Instruction).args) last[argument] = index;
  }
  const inLoop = new Set(withinLoop);
  for (const index of beforeLoop) if (inLoop.has(last[index] as number)) last[index] = instructions.length;
  return last;
}

function localPool(): { take(type: Local["type"]): Local; release(local: Local): void; count(type: Local["type"]): number } {
  const free = { [I32]: [] as Local[], [V128]: [] as Local[] };
  const made = { [I32]: 0, [V128]: 0 };
  return {
    take: (type) => free[type].pop() ?? { type, index: made[type]++ },
    release: (local) => void free[local.type].push(local),
    count: (type) => made[type],
  };
}
