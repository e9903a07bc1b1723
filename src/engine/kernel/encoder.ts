/**
 * WebAssembly's binary format, as much of it as the engine uses: instructions, functions and a module of them over one
 * imported memory. WebAssembly core specification 2.0, §5.4 (instructions) and §5.5 (modules).
 */
const SIMD = 0xfd;

/** Every instruction used, with its bytes. A body for each stands in the tests, with its disassembly. */
export const OPCODES = {
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
  "i32x4.add": [SIMD, 0xae, 0x01],
  "i32x4.mul": [SIMD, 0xb5, 0x01],
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
  "i32x4.trunc_sat_f64x2_s_zero": [SIMD, 0xfc, 0x01],
  "f64x2.convert_low_i32x4_s": [SIMD, 0xfe, 0x01],
} as const;
export type Opcode = keyof typeof OPCODES;

/** Types of locals and parameters. */
export const I32 = 0x7f;
export const V128 = 0x7b;

/** A function: parameters are i32, nothing is returned. */
export interface FunctionCode {
  readonly parameters: number;
  /** Locals after the parameters, in runs of one type. */
  readonly locals: readonly { readonly count: number; readonly type: typeof I32 | typeof V128 }[];
  /** Its instructions, without the last `end`. */
  readonly code: readonly number[];
  /** Under which name others may call it. */
  readonly exported?: string;
}

/** An instruction with its immediates, which `unsigned`, `signed`, `memory` and `doubles` encode. */
export function instruction(name: Opcode, ...immediates: readonly number[]): number[] {
  return [...OPCODES[name], ...immediates];
}

/** LEB128. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low | 0x80 : low);
  } while (rest > 0);
  return bytes;
}

/** Signed LEB128 of a 32-bit integer. */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const isLast = (rest === 0 && !(low & 0x40)) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(isLast ? low : low | 0x80);
    if (isLast) return bytes;
  }
}

/** Alignment of an access of 4, 8 or 16 bytes, and its constant offset. */
export function memory(bytes: 4 | 8 | 16, offset: number): number[] {
  return [Math.log2(bytes), ...unsigned(offset)];
}

/** The bytes of a vector of two doubles. */
export function doubles(low: number, high: number): number[] {
  return [...new Uint8Array(new Float64Array([low, high]).buffer)];
}

/** The bytes of a vector of two equal 64-bit integers. */
export function longs(value: bigint): number[] {
  return [...new Uint8Array(new BigInt64Array([value, value]).buffer)];
}

/** The bytes of a vector of four equal 32-bit integers. */
export function integers(value: number): number[] {
  return [...new Uint8Array(new Int32Array(4).fill(value).buffer)];
}

/** Functions over the memory that is imported as "engine" "memory", of at least `pages` of 64 KiB. */
export function encodeModule(functions: readonly FunctionCode[], pages: number): Uint8Array<ArrayBuffer> {
  const most = functions.reduce((m, { parameters }) => Math.max(m, parameters), 0);
  const types = Array.from({ length: most + 1 }, (_, parameters) => [0x60, ...vector(Array<number[]>(parameters).fill([I32])), 0]);
  const exports = functions.flatMap(({ exported }, index) =>
    exported === undefined ? [] : [[...text(exported), 0, ...unsigned(index)]]);
  const bodies = functions.map(({ locals, code }) => {
    const runs = vector(locals.filter(({ count }) => count > 0).map(({ count, type }) => [...unsigned(count), type]));
    return [...unsigned(runs.length + code.length + 1), ...runs, ...code, ...OPCODES.end];
  });
  return Uint8Array.from([
    [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0], // "\0asm", version 1
    section(1, types),
    section(2, [[...text("engine"), ...text("memory"), 2, 0, ...unsigned(pages)]]),
    section(3, functions.map(({ parameters }) => unsigned(parameters))),
    section(7, exports),
    section(10, bodies),
  ].flat());
}

function section(id: number, entries: readonly (readonly number[])[]): number[] {
  const content = vector(entries);
  return [id, ...unsigned(content.length), ...content];
}

function vector(entries: readonly (readonly number[])[]): number[] {
  return [...unsigned(entries.length), ...entries.flat()];
}

function text(value: string): number[] {
  const bytes = new TextEncoder().encode(value);
  return [...unsigned(bytes.length), ...bytes];
}
