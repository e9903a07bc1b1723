/**
 * WebAssembly's binary format, as much of it as the engine uses: instructions, functions and a module of them over one
 * imported memory. WebAssembly core specification 2.0, §5.4 (instructions) and §5.5 (modules).
 */
const SIMD = 0xfd;

/** Every instruction used, with its bytes. A body for each stands in the tests, with its disassembly. */
export const OPCODES = {
  block: [0x02],
  loop: [0x03],
  end: [0x0b],
  br_if: [0x0d],
  call: [0x10],
  "local.get": [0x20],
  "local.set": [0x21],
  "i32.load": [0x28],
  "i32.const": [0x41],
  "i32.lt_u": [0x49],
  "i32.add": [0x6a],
  "i32.mul": [0x6c],
  "i32.and": [0x71],
  "v128.load": [SIMD, 0x00],
  "v128.load64_splat": [SIMD, 0x0a],
  "v128.store": [SIMD, 0x0b],
  "v128.const": [SIMD, 0x0c],
  "i8x16.shuffle": [SIMD, 0x0d],
  "i32x4.extract_lane": [SIMD, 0x1b],
  "f64x2.eq": [SIMD, 0x47],
  "f64x2.lt": [SIMD, 0x49],
  "f64x2.le": [SIMD, 0x4b],
  "v128.not": [SIMD, 0x4d],
  "v128.and": [SIMD, 0x4e],
  "v128.or": [SIMD, 0x50],
  "v128.bitselect": [SIMD, 0x52],
  "v128.store64_lane": [SIMD, 0x5b],
  "i64x2.shl": [SIMD, 0xcb, 0x01],
  "i64x2.shr_u": [SIMD, 0xcd, 0x01],
  "i64x2.add": [SIMD, 0xce, 0x01],
  "f64x2.abs": [SIMD, 0xec, 0x01],
  "f64x2.neg": [SIMD, 0xed, 0x01],
  "f64x2.sqrt": [SIMD, 0xef, 0x01],
  "f64x2.add": [SIMD, 0xf0, 0x01],
  "f64x2.sub": [SIMD, 0xf1, 0x01],
  "f64x2.mul": [SIMD, 0xf2, 0x01],
  "f64x2.div": [SIMD, 0xf3, 0x01],
  "f64x2.pmin": [SIMD, 0xf6, 0x01],
  "f64x2.pmax": [SIMD, 0xf7, 0x01],
} as const;
export type Opcode = keyof typeof OPCODES;

/** Types of locals, parameters and results, and of what leaves nothing behind. */
export const I32 = 0x7f;
export const V128 = 0x7b;
export const VOID = 0x40;

export type ValueType = typeof I32 | typeof V128;

export interface FunctionCode {
  readonly parameters: readonly ValueType[];
  /** What it returns, if anything. */
  readonly result?: ValueType;
  /** Locals after the parameters, in runs of one type. */
  readonly locals: readonly { readonly count: number; readonly type: ValueType }[];
  /** Its instructions, without the last `end`. */
  readonly code: Uint8Array;
  /** Under which name others may call it. */
  readonly exported?: string;
}

/** Longer than any instruction. */
const MARGIN = 32;

/** Longer immediates are copied at once. */
const SHORT = 8;

/**
 * Bytes that grow: a body has tens of thousands, so none is written twice. Like all that writes modules it is a class:
 * machines come and go, and V8 compiles functions anew that were made inside another and have gone with it.
 */
export class ByteWriter {
  #buffer: Uint8Array;
  #length = 0;

  /** With room for `expected` bytes; more find room when they come. */
  constructor(expected = 64) {
    this.#buffer = new Uint8Array(expected + MARGIN);
  }

  /** An instruction with immediates that are encoded already. */
  instruction(opcode: Opcode, immediates?: ArrayLike<number>): void {
    this.#roomFor(MARGIN);
    const buffer = this.#buffer;
    let at = this.#length;
    const code: readonly number[] = OPCODES[opcode];
    for (let i = 0; i < code.length; i++) buffer[at++] = code[i] as number;
    this.#length = at;
    if (immediates === undefined) return;
    if (immediates.length > SHORT) this.bytes(immediates);
    else {
      for (let i = 0; i < immediates.length; i++) buffer[at++] = immediates[i] as number;
      this.#length = at;
    }
  }

  /** "local.get" or "local.set", of which there are most. */
  local(opcode: "local.get" | "local.set", index: number): void {
    this.#roomFor(MARGIN);
    this.#buffer[this.#length++] = OPCODES[opcode][0];
    if (index < 0x80) this.#buffer[this.#length++] = index;
    else this.unsigned(index);
  }

  bytes(bytes: ArrayLike<number>): void {
    this.#roomFor(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** LEB128. */
  unsigned(value: number): void {
    this.#roomFor(MARGIN);
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.#buffer[this.#length++] = (rest % 0x80) | 0x80;
    this.#buffer[this.#length++] = rest;
  }

  written(): Uint8Array<ArrayBuffer> {
    return this.#buffer.slice(0, this.#length);
  }

  #roomFor(more: number): void {
    if (this.#length + more <= this.#buffer.length) return;
    const larger = new Uint8Array(2 * (this.#length + more));
    larger.set(this.#buffer);
    this.#buffer = larger;
  }
}

/** LEB128, behind bytes that are there already. */
export function unsigned(value: number, bytes: number[] = []): number[] {
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  bytes.push(rest);
  return bytes;
}

/** Signed LEB128 of a 32-bit integer. */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest < -0x40 || rest >= 0x40; rest >>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest & 0x7f);
  return bytes;
}

/** Alignment of an access of 4, 8 or 16 bytes, and its constant offset. */
export function memory(bytes: 4 | 8 | 16, offset: number): number[] {
  return unsigned(offset, [bytes === 16 ? 4 : bytes === 8 ? 3 : 2]);
}

/** The bytes of a vector of two doubles. */
export function doubles(low: number, high: number): Uint8Array {
  return new Uint8Array(new Float64Array([low, high]).buffer);
}

/** The bytes of a vector of two equal 64-bit integers. */
export function longs(value: bigint): Uint8Array {
  return new Uint8Array(new BigInt64Array([value, value]).buffer);
}

/** What a module takes from others, each under two names; functions are numbered before its own. */
export interface Imports {
  readonly memory?: readonly [string, string];
  readonly functions?: readonly {
    readonly from: readonly [string, string];
    readonly parameters: readonly ValueType[];
  }[];
}

export function encodeModule(
  functions: readonly FunctionCode[], { memory, functions: others = [] }: Imports,
): Uint8Array<ArrayBuffer> {
  const types = new Map<string, { readonly index: number; readonly entry: readonly number[] }>();
  const typeOf = ({ parameters, result }: Pick<FunctionCode, "parameters" | "result">): number => {
    const results = result === undefined ? [] : [result];
    const entry = [0x60, parameters.length, ...parameters, results.length, ...results];
    const known = types.get(entry.join()) ?? { index: types.size, entry };
    types.set(entry.join(), known);
    return known.index;
  };
  const named = ([module, name]: readonly [string, string]): number[] => [...text(module), ...text(name)];
  const imports = others.map(({ from, parameters }) => [...named(from), 0, ...unsigned(typeOf({ parameters }))]);
  if (memory) imports.push([...named(memory), 2, 0, 1]); // of at least one page
  const typed = functions.map((one) => unsigned(typeOf(one)));
  const exports = functions.flatMap(({ exported }, index) =>
    exported === undefined ? [] : [[...text(exported), 0, ...unsigned(others.length + index)]]);
  const bodies = functions.map(({ code, locals }) => ({ code, declared: declarations(locals) }));
  const module = new ByteWriter(bodies.reduce((sum, { code }) => sum + code.length + MARGIN, 0));
  module.bytes([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]); // "\0asm", version 1
  const section = (id: number, count: number, pieces: readonly ArrayLike<number>[]): void => {
    const before = unsigned(count);
    module.bytes([id]);
    module.unsigned(pieces.reduce((sum, { length }) => sum + length, before.length));
    module.bytes(before);
    for (const piece of pieces) module.bytes(piece);
  };
  section(1, types.size, [...types.values()].map(({ entry }) => entry));
  section(2, imports.length, imports);
  section(3, typed.length, typed);
  section(7, exports.length, exports);
  // A function is its size, the locals it declares, its code and an end.
  section(10, bodies.length, bodies.flatMap(({ code, declared }) =>
    [unsigned(declared.length + code.length + END.length), declared, code, END]));
  return module.written();
}

const END = OPCODES.end;

/** Runs of locals, and how many there are. */
function declarations(locals: FunctionCode["locals"]): number[] {
  const runs = locals.filter(({ count }) => count > 0);
  return [...unsigned(runs.length), ...runs.flatMap(({ count, type }) => [...unsigned(count), type])];
}

const UTF8 = new TextEncoder();

function text(value: string): number[] {
  const bytes = UTF8.encode(value);
  return [...unsigned(bytes.length), ...bytes];
}
