import type { Metadata } from "h5wasm";
import { pow } from "#elementary";
import type { PixelArray } from "#recording";

/** What HDF5 gave: numbers, texts, object references (8 bytes each), or rows of a compound; a scalar has shape []. */
export type Value =
  | { readonly kind: "number"; readonly shape: readonly number[]; readonly values: PixelArray }
  | { readonly kind: "text"; readonly shape: readonly number[]; readonly values: readonly string[] }
  | { readonly kind: "reference"; readonly shape: readonly number[]; readonly values: readonly Uint8Array[] }
  | { readonly kind: "compound"; readonly shape: readonly number[]; readonly columns: ReadonlyMap<string, Value> };

/** HDF5's classes of type, as h5wasm numbers them. */
const INTEGER = 0;
const FLOAT = 1;
const STRING = 3;
const COMPOUND = 6;
const REFERENCE = 7;
const ENUM = 8;

/** The part of h5wasm that reads a C string. */
interface Heap {
  UTF8ToString(at: number): string;
}

/** Why values of this type can't be read, or undefined where they can. */
export function decodable(metadata: Metadata): string | undefined {
  const { type, size } = metadata;
  if (type === INTEGER || type === ENUM) return [1, 2, 4, 8].includes(size) ? undefined : `integers of ${size} bytes`;
  if (type === FLOAT) return [2, 4, 8].includes(size) ? undefined : `floating-point numbers of ${size} bytes`;
  if (type === STRING) return size > 0 ? undefined : "text of no length";
  if (type === REFERENCE) return metadata.ref_type === "object" && size === 8 ? undefined : "a reference that is not to an object";
  if (type === COMPOUND) {
    for (const member of metadata.compound_type?.members ?? []) {
      const problem =
        member.type === COMPOUND || member.vlen || member.offset + member.size > size ? `a compound with a member ${member.name} of another kind` : decodable(member);
      if (problem !== undefined) return problem;
    }
    return metadata.compound_type === undefined ? "a compound without members" : undefined;
  }
  return `values of HDF5 class ${type}`;
}

/** Values from `bytes`, which HDF5 left in little-endian order. The type must be `decodable`. */
export function decode(heap: Heap, metadata: Metadata, bytes: Uint8Array, shape: readonly number[]): Value {
  const { type, size } = metadata;
  const count = size > 0 ? Math.floor(bytes.length / size) : 0;
  if (type === STRING) {
    if (!metadata.vlen) {
      const decoder = new TextDecoder();
      const one = (i: number): string => {
        const text = bytes.subarray(i * size, (i + 1) * size);
        const end = text.indexOf(0);
        return decoder.decode(end < 0 ? text : text.subarray(0, end)).trimEnd();
      };
      return { kind: "text", shape, values: Array.from({ length: count }, (_, i) => one(i)) };
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    // UTF-8 holds ASCII, which is all that HDF5's other character set allows.
    const one = (at: number): string => (at === 0 ? "" : heap.UTF8ToString(at));
    return { kind: "text", shape, values: Array.from({ length: count }, (_, i) => one(view.getUint32(i * size, true))) };
  }
  if (type === REFERENCE) return { kind: "reference", shape, values: Array.from({ length: count }, (_, i) => bytes.slice(i * size, (i + 1) * size)) };
  if (type === COMPOUND) {
    const columns = new Map<string, Value>();
    for (const member of metadata.compound_type?.members ?? []) {
      const column = new Uint8Array(count * member.size);
      for (let i = 0; i < count; i += 1) {
        const from = i * size + member.offset;
        column.set(bytes.subarray(from, from + member.size), i * member.size);
      }
      columns.set(member.name, decode(heap, member, column, shape));
    }
    return { kind: "compound", shape, columns };
  }
  return { kind: "number", shape, values: numbers(metadata, bytes, count) };
}

/** Integers of 8 bytes become doubles: exact to 2^53, which no count of samples exceeds. */
function numbers({ type, size, signed }: Metadata, bytes: Uint8Array, count: number): PixelArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { buffer, byteOffset } = bytes;
  if (type === FLOAT) {
    if (size === 8) return new Float64Array(buffer, byteOffset, count);
    if (size === 4) return new Float32Array(buffer, byteOffset, count);
    return Float32Array.from({ length: count }, (_, i) => half(view.getUint16(2 * i, true)));
  }
  if (size === 8) return Float64Array.from({ length: count }, (_, i) => Number(signed ? view.getBigInt64(8 * i, true) : view.getBigUint64(8 * i, true)));
  if (size === 4) return signed ? new Int32Array(buffer, byteOffset, count) : new Uint32Array(buffer, byteOffset, count);
  if (size === 2) return signed ? new Int16Array(buffer, byteOffset, count) : new Uint16Array(buffer, byteOffset, count);
  return signed ? new Int8Array(buffer, byteOffset, count) : new Uint8Array(buffer, byteOffset, count);
}

/** IEEE 754 binary16: 1 bit of sign, 5 of exponent (bias 15), 10 of fraction. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * pow(2, exponent - 15));
}
