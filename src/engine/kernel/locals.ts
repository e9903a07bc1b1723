/**
 * Instructions in single-assignment form → a WebAssembly function. Locals are used again once nobody needs them, which
 * V8's baseline compiler rewards with a quarter of the time: it keeps track of all of them.
 */
import { assert } from "#errors";
import {
  ByteWriter, I32, signed, V128, VOID, type FunctionCode, type Opcode, type ValueType,
} from "./encoder.js";
import { AFTER_ALL, END, MOST_ARGUMENTS, RECORD, UNUSED, type VectorCode } from "./vector-code.js";

/** V8 refuses a function with more. */
const MOST_LOCALS = 50_000;

const STORES: ReadonlySet<Opcode> = new Set<Opcode>(["v128.store", "v128.store64_lane"]);
const TO_I32: ReadonlySet<Opcode> = new Set<Opcode>(["i32.load", "i32.add", "i32.mul", "i32x4.extract_lane"]);

/**
 * `(record, end)`, or `(record, end, half)` where it runs for each half of the lanes: the first part once, then the
 * second for each record, `recordBytes` apart, until `end`; at least once.
 */
export function loopFunction(code: VectorCode, recordBytes: number): FunctionCode {
  const writer = writerFor(code);
  const parameters: readonly ValueType[] = code.vectors > 1 ? [I32, I32] : [I32, I32, I32];
  const locals = new Locals(code, writer, parameters.length);
  locals.write(code.beforeLoop);
  writer.instruction("loop", [VOID]);
  locals.write(code.withinLoop);
  writer.instruction("local.get", [RECORD]);
  writer.instruction("i32.const", signed(recordBytes));
  writer.instruction("i32.add");
  writer.instruction("local.set", [RECORD]);
  writer.instruction("local.get", [RECORD]);
  writer.instruction("local.get", [END]);
  writer.instruction("i32.lt_u");
  writer.instruction("br_if", [0]);
  writer.instruction("end");
  return { parameters, locals: locals.runs, code: writer.written() };
}

/** A function of one vector: what stands within the loop, once, with the value of `result`. */
export function vectorFunction(code: VectorCode, result: number): FunctionCode {
  const writer = writerFor(code);
  const locals = new Locals(code, writer, 1, result);
  locals.write(code.withinLoop);
  writer.local("local.get", locals.home[result] as number);
  return { parameters: [V128], result: V128, locals: locals.runs, code: writer.written() };
}

/** Bytes that an instruction takes with its arguments, about. */
const TYPICAL = 16;

function writerFor({ instructions }: VectorCode): ByteWriter {
  return new ByteWriter(TYPICAL * instructions.opcodes.length);
}

const NOWHERE = -1;
/** An argument that occurs twice lends its local once. */
const LENT = -2;

/**
 * Locals after `parameters`, found as instructions are written: an argument that is used for the last time lends its
 * own. `returned` keeps its own to the end.
 */
class Locals {
  readonly #code: VectorCode;
  readonly #writer: ByteWriter;
  readonly #parameters: number;
  readonly #lastUse: Int32Array;
  readonly #types: ValueType[] = [];
  readonly #freeIntegers: number[] = [];
  readonly #freeVectors: number[] = [];
  /** Where each result stands that was written; without a local it is put down again wherever it is needed. */
  readonly home: Int32Array;
  /** In the order in which they were first needed. */
  readonly runs: { count: number; readonly type: ValueType }[] = [];

  constructor(code: VectorCode, writer: ByteWriter, parameters: number, returned?: number) {
    this.#code = code;
    this.#writer = writer;
    this.#parameters = parameters;
    this.#lastUse = Int32Array.from(code.lastUse);
    if (returned !== undefined) this.#lastUse[returned] = AFTER_ALL;
    this.home = new Int32Array(code.instructions.opcodes.length).fill(NOWHERE);
  }

  /** Writes instructions, each with its arguments before it and the local of its result behind. */
  write(part: readonly number[]): void {
    const { opcodes, immediates, args } = this.#code.instructions;
    const writer = this.#writer;
    const home = this.home;
    const lastUse = this.#lastUse;
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
        this.#free(home[argument] as number);
        lastUse[argument] = LENT;
      }
      if (STORES.has(opcode)) continue;
      const local = TO_I32.has(opcode) ? this.#freeIntegers.pop() ?? this.#fresh(I32)
        : this.#freeVectors.pop() ?? this.#fresh(V128);
      home[index] = local;
      writer.local("local.set", local);
      if (lastUse[index] === UNUSED) this.#free(local);
    }
  }

  #free(local: number): void {
    (this.#types[local - this.#parameters] === V128 ? this.#freeVectors : this.#freeIntegers).push(local);
  }

  #fresh(type: ValueType): number {
    const last = this.runs.at(-1);
    if (last?.type === type) last.count++;
    else this.runs.push({ count: 1, type });
    const local = this.#parameters + this.#types.push(type) - 1;
    assert(local < MOST_LOCALS, `a body keeps at most ${MOST_LOCALS} values at a time`);
    return local;
  }
}
