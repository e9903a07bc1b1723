import { inflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { lookUpTable } from "./look-up-tables.js";
import { base64, encodePng } from "./png.js";

interface Chunk {
  readonly kind: string;
  readonly data: Buffer;
  readonly crc: number;
}

/** Chunks of a PNG, read by the letter of ISO/IEC 15948. */
function chunksOf(file: Uint8Array): Chunk[] {
  const bytes = Buffer.from(file);
  expect(bytes.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
  const found: Chunk[] = [];
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    found.push({ kind: bytes.toString("latin1", at + 4, at + 8), data: bytes.subarray(at + 8, at + 8 + length), crc: bytes.readUInt32BE(at + 8 + length) });
    at += 12 + length;
  }
  return found;
}

/** Samples without each row's filter byte, which must be 0. */
function samplesOf(chunks: readonly Chunk[], stride: number): number[] {
  const rows = inflateSync(Buffer.concat(chunks.filter(({ kind }) => kind === "IDAT").map(({ data }) => data)));
  const samples: number[] = [];
  for (let at = 0; at < rows.length; at += stride + 1) {
    expect(rows[at]).toBe(0);
    samples.push(...rows.subarray(at + 1, at + 1 + stride));
  }
  return samples;
}

describe("encodePng", () => {
  test("a 3 × 2 RGB picture comes back sample for sample, with 8 bits, colour type 2 and no interlace", () => {
    const samples = Uint8Array.from({ length: 18 }, (_, i) => (i * 37) % 256);
    const chunks = chunksOf(encodePng({ width: 3, height: 2, kind: "rgb", samples }));
    expect(chunks.map(({ kind }) => kind)).toEqual(["IHDR", "IDAT", "IEND"]);
    expect([...chunks[0]!.data]).toEqual([0, 0, 0, 3, 0, 0, 0, 2, 8, 2, 0, 0, 0]);
    expect(samplesOf(chunks, 9)).toEqual([...samples]);
  });

  test("a palette of 256 colours stands before the pixels, which are its indices", () => {
    const samples = Uint8Array.from([0, 128, 255, 7]);
    const chunks = chunksOf(encodePng({ width: 2, height: 2, kind: "palette", samples, palette: lookUpTable("Fire") }));
    expect(chunks.map(({ kind }) => kind)).toEqual(["IHDR", "PLTE", "IDAT", "IEND"]);
    expect(chunks[1]!.data.equals(Buffer.from(lookUpTable("Fire")))).toBe(true);
    expect(samplesOf(chunks, 2)).toEqual([...samples]);
  });

  // The CRC of an empty IEND chunk is printed in many places; the other is computed here bit by bit.
  test("each chunk carries the CRC-32 of its kind and data: IEND's is 0xAE426082", () => {
    for (const { kind, data, crc } of chunksOf(encodePng({ width: 5, height: 4, kind: "grey", samples: new Uint8Array(20).fill(9) }))) {
      let remainder = 0xffffffffn;
      for (const byte of Buffer.concat([Buffer.from(kind, "latin1"), data])) {
        remainder ^= BigInt(byte);
        for (let bit = 0; bit < 8; bit++) remainder = remainder & 1n ? (remainder >> 1n) ^ 0xedb88320n : remainder >> 1n;
      }
      expect(crc).toBe(Number(remainder ^ 0xffffffffn));
      if (kind === "IEND") expect(crc).toBe(0xae426082);
    }
  });

  test("a picture with a sample missing, no side or a needless palette is our own fault", () => {
    expect(() => encodePng({ width: 2, height: 2, kind: "grey", samples: new Uint8Array(3) })).toThrow("broken invariant");
    expect(() => encodePng({ width: 0, height: 2, kind: "grey", samples: new Uint8Array(0) })).toThrow("broken invariant");
    expect(() => encodePng({ width: 1, height: 1, kind: "grey", samples: new Uint8Array(1), palette: new Uint8Array(3) })).toThrow("broken invariant");
  });
});

describe("base64", () => {
  test("agrees with Node's for every length from 0 to 64", () => {
    for (let length = 0; length <= 64; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 101 + length) % 256);
      expect(base64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
    }
  });
});

describe("lookUpTable", () => {
  const luminance = (table: Uint8Array, level: number): number => 0.2126 * table[3 * level]! + 0.7152 * table[3 * level + 1]! + 0.0722 * table[3 * level + 2]!;

  test.each(["Green", "Grey", "Fire", "Viridis"] as const)("%s never gets darker from one of its 256 levels to the next", (name) => {
    const table = lookUpTable(name);
    for (let level = 1; level < 256; level++) expect(luminance(table, level)).toBeGreaterThanOrEqual(luminance(table, level - 1) - 1);
    expect(luminance(table, 255) - luminance(table, 0)).toBeGreaterThan(180);
  });

  // Colours of matplotlib's viridis at these levels, from its _cm_listed.py (CC0).
  test("Viridis is within 18 of 255 of matplotlib's at levels 0, 64, 127, 192 and 255", () => {
    const table = lookUpTable("Viridis");
    const reference: Record<number, readonly number[]> = { 0: [68, 1, 84], 64: [59, 82, 139], 127: [33, 144, 141], 192: [94, 201, 98], 255: [253, 231, 37] };
    for (const [level, colour] of Object.entries(reference)) {
      for (const [part, value] of colour.entries()) expect(Math.abs(table[3 * Number(level) + part]! - value)).toBeLessThanOrEqual(18);
    }
  });
});
