import type { ByteOrder, ValuesInFile } from "./page.js";
import type { Window } from "./window.js";

/** Bytes of one value, by field type: BYTE, ASCII, SHORT, LONG, RATIONAL … LONG8, SLONG8, IFD8. */
const TYPE_BYTES: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8 };
const ASCII = 2;
const RATIONAL = 5;
/** Unsigned whole numbers: what offsets, counts and sizes may be. */
const UNSIGNED = [1, 3, 4, 7, 13, 16, 18];

/** One entry of a directory: `count` values of `type` at byte `offset`, be that within the entry or elsewhere. */
export interface Entry {
  readonly type: number;
  readonly count: number;
  readonly offset: number;
}

/** Sizes that differ between classic TIFF and BigTIFF. */
export interface Layout {
  readonly byteOrder: ByteOrder;
  readonly big: boolean;
}

export interface Directory {
  readonly offset: number;
  readonly entries: ReadonlyMap<number, Entry>;
  /** Byte of the next directory, 0 at the end of the chain. */
  readonly next: number;
  /** Bytes it occupies. */
  readonly bytes: number;
  /** Entries declared and found, where the file ends too early. */
  readonly cut?: { readonly declared: number; readonly found: number };
}

/** The directory at `offset`, or undefined where the file ends before its first entry. */
export async function readDirectory(window: Window, { byteOrder, big }: Layout, offset: number): Promise<Directory | undefined> {
  const little = byteOrder === "little";
  const countBytes = big ? 8 : 2;
  const entryBytes = big ? 20 : 12;
  const inline = big ? 8 : 4;
  const head = viewOf(await window.at(offset, countBytes));
  if (head.byteLength < countBytes) return undefined;
  const declared = big ? wide(head, 0, little) : head.getUint16(0, little);
  const length = Math.min(declared, 0xffff) * entryBytes;
  const body = viewOf(await window.at(offset + countBytes, length + inline));
  const found = Math.min(declared, Math.floor(body.byteLength / entryBytes));
  if (found === 0) return undefined;
  const entries = new Map<number, Entry>();
  for (let i = 0; i < found; i++) {
    const at = i * entryBytes;
    const tag = body.getUint16(at, little);
    const type = body.getUint16(at + 2, little);
    const size = TYPE_BYTES[type];
    if (size === undefined || entries.has(tag)) continue;
    const count = big ? wide(body, at + 4, little) : body.getUint32(at + 4, little);
    const valueAt = at + (big ? 12 : 8);
    const fits = count * size <= inline;
    const pointer = big ? wide(body, valueAt, little) : body.getUint32(valueAt, little);
    entries.set(tag, { type, count, offset: fits ? offset + countBytes + valueAt : pointer });
  }
  const whole = body.byteLength >= length + inline && found === declared;
  const next = whole ? (big ? wide(body, length, little) : body.getUint32(length, little)) : 0;
  const bytes = countBytes + found * entryBytes;
  return { offset, entries, next, bytes, ...(whole ? {} : { cut: { declared, found } }) };
}

/** Up to `most` numbers of an entry; shorter where the file ends, empty where the type is none of numbers. */
export async function readNumbers(window: Window, { byteOrder }: Layout, entry: Entry | undefined, most: number): Promise<number[]> {
  if (!entry) return [];
  const size = TYPE_BYTES[entry.type] ?? 1;
  const view = viewOf(await window.at(entry.offset, Math.min(entry.count, most) * size));
  const values: number[] = [];
  for (let at = 0; at + size <= view.byteLength; at += size) values.push(number(view, at, entry.type, byteOrder === "little"));
  return values;
}

/** Where an entry's whole numbers lie, or undefined where it has none. */
export function storedValues(entry: Entry | undefined): ValuesInFile | undefined {
  if (!entry || entry.count === 0 || !UNSIGNED.includes(entry.type)) return undefined;
  return { count: entry.count, size: TYPE_BYTES[entry.type] ?? 1, offset: entry.offset };
}

/** Up to `most` stored whole numbers as doubles (exact to 2^53, beyond any file). */
export function decodeStored(bytes: Uint8Array, size: number, byteOrder: ByteOrder): Float64Array {
  const view = viewOf(bytes);
  const little = byteOrder === "little";
  const values = new Float64Array(Math.floor(bytes.length / size));
  for (let i = 0; i < values.length; i++) {
    const at = i * size;
    values[i] = size === 4 ? view.getUint32(at, little) : size === 2 ? view.getUint16(at, little) : size === 8 ? wide(view, at, little) : view.getUint8(at);
  }
  return values;
}

/** An entry's text, UTF-8 or else Windows-1252, up to its last byte that is not zero. */
export async function readText(window: Window, entry: Entry): Promise<string> {
  if (entry.type !== ASCII && entry.type !== 1 && entry.type !== 7) return "";
  const bytes = await window.at(entry.offset, entry.count);
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  const text = new TextDecoder("utf-8").decode(bytes.subarray(0, end));
  return text.includes("\ufffd") ? new TextDecoder("windows-1252").decode(bytes.subarray(0, end)) : text;
}

function number(view: DataView, at: number, type: number, little: boolean): number {
  switch (type) {
    case 3:
      return view.getUint16(at, little);
    case 4:
    case 13:
      return view.getUint32(at, little);
    case RATIONAL:
      return view.getUint32(at, little) / view.getUint32(at + 4, little);
    case 6:
      return view.getInt8(at);
    case 8:
      return view.getInt16(at, little);
    case 9:
      return view.getInt32(at, little);
    case 10:
      return view.getInt32(at, little) / view.getInt32(at + 4, little);
    case 11:
      return view.getFloat32(at, little);
    case 12:
      return view.getFloat64(at, little);
    case 16:
    case 17:
    case 18:
      return wide(view, at, little);
    default:
      return view.getUint8(at);
  }
}

/** 64 bits as a double. */
export function wide(view: DataView, at: number, little: boolean): number {
  const first = view.getUint32(at, little);
  const second = view.getUint32(at + 4, little);
  return little ? second * 2 ** 32 + first : first * 2 ** 32 + second;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
