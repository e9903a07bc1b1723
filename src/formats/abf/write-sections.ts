import { decodeText } from "./bytes.js";

/** A section of the file: where the header names it, and its records. */
export interface Section {
  /** Byte of the header at which its block, record size and count stand. */
  readonly at: number;
  readonly stride: number;
  readonly count: number;
  readonly bytes: Uint8Array;
}

/** A field of a record: its type, its offset, what it holds. FORMAT.md names them. */
export type Field =
  | readonly [type: "u8" | "i16" | "i32" | "u32" | "f32", at: number, value: number]
  | readonly [type: "text", at: number, value: string];

const BLOCK = 512;

/** A record of `length` bytes, little-endian; what no field names is 0. */
export function record(length: number, fields: readonly Field[]): Uint8Array {
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  for (const field of fields) {
    const [, at] = field;
    switch (field[0]) {
      case "u8": view.setUint8(at, field[2]); break;
      case "i16": view.setInt16(at, field[2], true); break;
      case "i32": view.setInt32(at, field[2], true); break;
      case "u32": view.setUint32(at, field[2], true); break;
      case "f32": view.setFloat32(at, field[2], true); break;
      case "text": bytes.set(encoded(field[2]).subarray(0, length - at), at); break;
    }
  }
  return bytes;
}

/** Text as Axon's programs write it, in Windows code page 1252, where that can't be taken for UTF-8; else as UTF-8. */
export function encoded(text: string): Uint8Array {
  if (!/^[\x20-\x7e\xa0-\xff]*$/u.test(text)) return new TextEncoder().encode(text);
  // These characters have their code point as their byte.
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  return decodeText(bytes) === text.trim() ? bytes : new TextEncoder().encode(text);
}

/** Texts as other sections name them, from 1: "SSCH", version, count, longest, bytes, then each with a zero after it. */
export function textSection(strings: readonly string[]): Section {
  const texts = joined(strings.flatMap((text) => [encoded(text.replaceAll("\0", " ")), Uint8Array.of(0)]));
  const longest = strings.reduce((most, text) => Math.max(most, encoded(text).length), 0);
  const head = record(44, [
    ["text", 0, "SSCH"], ["u32", 4, 1], ["u32", 8, strings.length], ["u32", 12, longest], ["i32", 16, texts.length],
  ]);
  const bytes = joined([head, texts]);
  return { at: 220, stride: bytes.length, count: strings.length, bytes };
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Header and sections, each from the next whole block. */
export function laidOut(header: Uint8Array, sections: readonly Section[]): Uint8Array {
  const blocks = (bytes: number): number => Math.ceil(bytes / BLOCK);
  const total = sections.reduce((sum, { bytes }) => sum + blocks(bytes.length), blocks(header.length));
  const file = new Uint8Array(BLOCK * total);
  file.set(header);
  const view = new DataView(file.buffer);
  let next = blocks(header.length);
  for (const { at, stride, count, bytes } of sections) {
    if (count === 0) continue;
    view.setUint32(at, next, true);
    view.setUint32(at + 4, stride, true);
    view.setBigInt64(at + 8, BigInt(count), true);
    file.set(bytes, next * BLOCK);
    next += blocks(bytes.length);
  }
  return file;
}
