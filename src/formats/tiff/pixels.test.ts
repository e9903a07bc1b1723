import { describe, expect, test } from "vitest";
import { buildTiff, deflated, lzw, packedBits, stored, type BuildPage } from "../../../validation/tiff-build.js";
import { memoryFile } from "../source.js";
import { openTiff, readPage, type PagePixels } from "./index.js";

async function pageOf(bytes: Uint8Array, index = 0): Promise<PagePixels> {
  const file = memoryFile("a.tif", bytes);
  const tiff = await openTiff(file);
  return readPage(file, tiff.pages[index]!);
}

/** Spread over the whole range of a sample, with both ends in it; the same on every run. */
function readings(count: number, bits: number, format: number): number[] {
  if (format === 3) return Array.from({ length: count }, (_, i) => (i % 2 === 0 ? 1 : -1) * Math.fround(1.5 ** (i % 60)) * (1 + i / 64));
  const range = Math.min(bits, 48);
  return Array.from({ length: count }, (_, i) => {
    const spread = i === 0 ? 0 : i === 1 ? 2 ** range - 1 : Math.floor((i * 0.6180339887498949 * 2 ** range) % 2 ** range);
    return format === 2 ? spread - 2 ** (range - 1) : spread;
  });
}

const KINDS = [
  [8, 1, "Uint8Array"],
  [8, 2, "Int8Array"],
  [16, 1, "Uint16Array"],
  [16, 2, "Int16Array"],
  [32, 1, "Uint32Array"],
  [32, 2, "Int32Array"],
  [64, 1, "Float64Array"],
  [64, 2, "Float64Array"],
  [32, 3, "Float32Array"],
  [64, 3, "Float64Array"],
] as const;
const ORDERS = ["little", "big"] as const;
const width = 7;
const height = 5;

describe("samples of every type, byte order and coding come back as they were stored", () => {
  for (const [bits, format, type] of KINDS) {
    for (const byteOrder of ORDERS) {
      const values = readings(width * height, bits, format).map((value) => (format === 3 && bits === 32 ? Math.fround(value) : value));
      const raw = stored(values, bits, format, byteOrder);
      const page = { width, height, bits, format };
      const codings: [string, Partial<BuildPage> & Pick<BuildPage, "pieces">][] = [
        ["uncompressed", { pieces: [raw] }],
        ["deflate", { compression: 8, pieces: [deflated(raw)] }],
        ["old deflate number 32946", { compression: 32946, pieces: [deflated(raw)] }],
        ["PackBits", { compression: 32773, pieces: [packedBits(raw)] }],
        ["LZW", { compression: 5, pieces: [lzw(raw)] }],
        ["strips of 2, 2 and 1 rows", { rowsPerStrip: 2, pieces: [0, 2, 4].map((row) => raw.slice((row * width * bits) / 8, (Math.min(height, row + 2) * width * bits) / 8)) }],
      ];
      test.each(codings)(`${type} of ${bits} bits, ${byteOrder}-endian, %s`, async (_, coding) => {
        for (const big of [false, true]) {
          const { pixels, height: rows, issues } = await pageOf(buildTiff([{ ...page, ...coding }], { byteOrder, big }));
          expect(issues).toEqual([]);
          expect(rows).toBe(height);
          expect(pixels.constructor.name).toBe(type);
          expect([...pixels]).toEqual(values);
        }
      });
    }
  }
});

describe("predictors", () => {
  /** Differences to the left neighbour of the same sample, modulo the size. */
  const differences = (values: readonly number[], samples: number, bits: number): number[] =>
    values.map((value, i) => {
      const before = Math.floor(i / samples) % width === 0 ? 0 : (values[i - samples] ?? 0);
      return (((value - before) % 2 ** bits) + 2 ** bits) % 2 ** bits;
    });

  test.each([
    [8, 1, "little"],
    [16, 1, "little"],
    [16, 1, "big"],
    [32, 1, "big"],
    [8, 3, "little"],
    [16, 3, "big"],
  ] as const)("horizontal differences of %i-bit samples, %i a pixel, %s-endian", async (bits, samples, byteOrder) => {
    const values = readings(width * height * samples, bits, 1);
    const raw = stored(differences(values, samples, bits), bits, 1, byteOrder);
    const page = { width, height, bits, samples, predictor: 2 };
    for (const coding of [{ compression: 5, pieces: [lzw(raw)] }, { compression: 8, pieces: [deflated(raw)] }]) {
      const { pixels, issues } = await pageOf(buildTiff([{ ...page, ...coding }], { byteOrder }));
      expect(issues).toEqual([]);
      expect([...pixels]).toEqual(values);
    }
  });

  test.each([[32, "little"], [32, "big"], [64, "little"]] as const)("floating point of %i bits: bytes by significance, then differences, %s-endian", async (bits, byteOrder) => {
    const values = readings(width * height, bits, 3).map((value) => (bits === 32 ? Math.fround(value) : value));
    const plain = stored(values, bits, 3, "big");
    const size = bits / 8;
    const raw = new Uint8Array(plain.length);
    for (let row = 0; row < height; row++) {
      const sorted = new Uint8Array(width * size);
      for (let i = 0; i < width; i++) for (let byte = 0; byte < size; byte++) sorted[byte * width + i] = plain[(row * width + i) * size + byte]!;
      for (let i = 0; i < sorted.length; i++) raw[row * width * size + i] = sorted[i]! - (i === 0 ? 0 : sorted[i - 1]!);
    }
    const { pixels } = await pageOf(buildTiff([{ width, height, bits, format: 3, predictor: 3, compression: 8, pieces: [deflated(raw)] }], { byteOrder }));
    expect([...pixels]).toEqual(values);
  });

  test("one that is declared without compression is ignored, as libtiff does, with a note", async () => {
    const values = readings(width * height, 8, 1);
    const { pixels, issues } = await pageOf(buildTiff([{ width, height, bits: 8, predictor: 2, pieces: [stored(values, 8, 1)] }]));
    expect([...pixels]).toEqual(values);
    expect(issues.map((issue) => issue.code)).toEqual(["tiff-predictor-ignored"]);
  });
});

describe("layouts", () => {
  test("tiles of 16 × 16 over a page of 35 × 20: cut at the right and below", async () => {
    const [w, h] = [35, 20];
    const values = Array.from({ length: w * h }, (_, i) => (i * 37) % 65536);
    const pieces = [0, 16].flatMap((y) =>
      [0, 16, 32].map((x) => stored(Array.from({ length: 256 }, (_, i) => (x + (i % 16) < w && y + (i >> 4) < h ? values[(y + (i >> 4)) * w + x + (i % 16)]! : 9)), 16, 1)),
    );
    for (const page of [{ pieces }, { compression: 8, pieces: pieces.map(deflated) }]) {
      const { pixels, issues } = await pageOf(buildTiff([{ width: w, height: h, bits: 16, tile: { width: 16, height: 16 }, ...page }]));
      expect(issues).toEqual([]);
      expect([...pixels]).toEqual(values);
    }
  });

  test("three planes of one sample each are put side by side", async () => {
    const planes = [1, 2, 3].map((plane) => Array.from({ length: width * height }, (_, i) => 1000 * plane + i));
    const pieces = planes.map((plane) => stored(plane, 16, 1));
    const { pixels } = await pageOf(buildTiff([{ width, height, bits: 16, samples: 3, planar: true, pieces }]));
    expect([...pixels]).toEqual(Array.from({ length: width * height * 3 }, (_, i) => planes[i % 3]![Math.floor(i / 3)]));
  });

  test("strips that lie backwards in the file, and without sizes", async () => {
    const values = readings(width * height, 8, 1);
    const raw = stored(values, 8, 1);
    const rows = Array.from({ length: height }, (_, row) => raw.slice(row * width, (row + 1) * width));
    const bytes = buildTiff([{ width, height, bits: 8, rowsPerStrip: 1, pieces: [...rows].reverse(), tags: { 273: rows.map((_, row) => 8 + 8 * (height - 1 - row)), 279: undefined } }]);
    const { pixels, issues } = await pageOf(bytes);
    expect([...pixels]).toEqual(values);
    expect(issues.map((issue) => issue.code)).toEqual(["tiff-byte-counts-inferred"]);
  });

  test("an uncompressed page in one run of strips is a view of the file's bytes, not a copy", async () => {
    const raw = stored(readings(width * height, 16, 1), 16, 1);
    const bytes = buildTiff([{ width, height, bits: 16, rowsPerStrip: 4, pieces: [raw.slice(0, 56), raw.slice(56)] }]);
    const { pixels } = await pageOf(bytes);
    expect(pixels.buffer).toBe(bytes.buffer);
  });

  test("columns 2 to 4 alone, from strips, one large strip, compressed strips, tiles, planes and packed bits", async () => {
    const [w, h] = [7, 4000];
    const values = Array.from({ length: w * h * 2 }, (_, i) => (i * 37) % 65536);
    const raw = stored(values, 16, 1, "big");
    const wanted = values.filter((_, i) => [2, 3, 4].includes(Math.floor(i / 2) % w));
    const page = { width: w, height: h, bits: 16, samples: 2 };
    const planes = [0, 1].map((sample) => stored(values.filter((_, i) => i % 2 === sample), 16, 1, "big"));
    const wide = { ...page, width: 70_000, height: 10, samples: 1 };
    const tiles = Array.from({ length: h / 16 }, (_, y) => stored(Array.from({ length: 512 }, (_, i) => ((i >> 1) % 16 < w ? values[((16 * y + (i >> 5)) * w + ((i >> 1) % 16)) * 2 + (i % 2)]! : 0)), 16, 1, "big"));
    for (const coded of [
      { pieces: [raw] },
      { rowsPerStrip: 1999, pieces: [raw.slice(0, w * 4 * 1999), raw.slice(w * 4 * 1999, w * 4 * 3998), raw.slice(w * 4 * 3998)] },
      { compression: 8, pieces: [deflated(raw)] },
      { planar: true, pieces: planes },
      { tile: { width: 16, height: 16 }, pieces: tiles },
    ]) {
      const file = memoryFile("a.tif", buildTiff([{ ...page, ...coded }], { byteOrder: "big" }));
      const read = await readPage(file, (await openTiff(file)).pages[0]!, { columns: { from: 2, to: 4 } });
      expect([read.width, read.height, read.issues.length]).toEqual([3, h, 0]);
      expect(Buffer.compare(Buffer.from(Uint16Array.from(read.pixels).buffer), Buffer.from(Uint16Array.from(wanted).buffer))).toBe(0);
    }
    // 1.4 MB in one strip are taken in blocks of 7 rows; cut short within row 9.
    const long = stored(Array.from({ length: 700_000 }, (_, i) => i % 65536), 16, 1);
    const file = memoryFile("a.tif", buildTiff([{ ...wide, pieces: [long], tags: { 279: [140_000 * 9 + 50_000] } }]));
    const read = await readPage(file, (await openTiff(file)).pages[0]!, { columns: { from: 69_999, to: 69_999 } });
    expect([...read.pixels]).toEqual(Array.from({ length: 9 }, (_, row) => (70_000 * row + 69_999) % 65536));
    expect(read.issues[0]?.message).toContain("9 of 10 rows");
    const bits = memoryFile("a.tif", buildTiff([{ width: 10, height: 2, bits: 1, pieces: [Uint8Array.of(0xb0, 0xc0, 0x41, 0x40)] }]));
    expect([...(await readPage(bits, (await openTiff(bits)).pages[0]!, { columns: { from: 2, to: 4 } })).pixels]).toEqual([1, 1, 0, 0, 0, 0]);
  });

  test("1 bit: 10110… from the highest bit, each row on a new byte; and from the lowest where FillOrder is 2", async () => {
    const page = { width: 10, height: 2, bits: 1 };
    const expected = [1, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1];
    expect([...(await pageOf(buildTiff([{ ...page, pieces: [Uint8Array.of(0xb0, 0xc0, 0x41, 0x40)] }]))).pixels]).toEqual(expected);
    expect([...(await pageOf(buildTiff([{ ...page, tags: { 266: [2] }, pieces: [Uint8Array.of(0x0d, 0x03, 0x82, 0x02)] }]))).pixels]).toEqual(expected);
  });

  test("12 bits: 0xabc 0xdef 0x123 in five bytes a row", async () => {
    const { pixels } = await pageOf(buildTiff([{ width: 3, height: 2, bits: 12, pieces: [Uint8Array.of(0xab, 0xcd, 0xef, 0x12, 0x30, 0x00, 0x1f, 0xff, 0x80, 0x00)] }]));
    expect([...pixels]).toEqual([0xabc, 0xdef, 0x123, 0x001, 0xfff, 0x800]);
  });

  test("half precision: 1, −2, 65504, 2⁻²⁴, infinity", async () => {
    const { pixels } = await pageOf(buildTiff([{ width: 5, height: 1, bits: 16, format: 3, pieces: [stored([0x3c00, 0xc000, 0x7bff, 1, 0x7c00], 16, 1)] }]));
    expect([...pixels]).toEqual([1, -2, 65504, 2 ** -24, Infinity]);
  });
});

describe("codings by the specification", () => {
  test("PackBits: the example of TIFF 6.0 and Apple's TN1023 unpacks to its 24 bytes", async () => {
    const packed = Uint8Array.of(0xfe, 0xaa, 0x02, 0x80, 0x00, 0x2a, 0xfd, 0xaa, 0x03, 0x80, 0x00, 0x2a, 0x22, 0xf7, 0xaa);
    const { pixels } = await pageOf(buildTiff([{ width: 24, height: 1, bits: 8, compression: 32773, pieces: [packed] }]));
    expect(Buffer.from(pixels.buffer, pixels.byteOffset, pixels.length).toString("hex")).toBe("aaaaaa80002aaaaaaaaa80002a22aaaaaaaaaaaaaaaaaaaa");
  });

  test("LZW: the example of TIFF 6.0, codes 256 7 258 8 8 258 6 6 257, is 7 7 7 8 8 7 7 6 6", async () => {
    const bits = [256, 7, 258, 8, 8, 258, 6, 6, 257].map((code) => code.toString(2).padStart(9, "0")).join("");
    const packed = Uint8Array.from(bits.match(/.{1,8}/g) ?? [], (byte) => parseInt(byte.padEnd(8, "0"), 2));
    const { pixels } = await pageOf(buildTiff([{ width: 9, height: 1, bits: 8, compression: 5, pieces: [packed] }]));
    expect([...pixels]).toEqual([7, 7, 7, 8, 8, 7, 7, 6, 6]);
  });

  test("LZW: 40 000 bytes pass code widths 9 to 12 and a full table; the bit order of before 1987 too", async () => {
    const values = Uint8Array.from({ length: 40_000 }, (_, i) => (i * i * 7 + (i >> 5)) % 251);
    for (const old of [false, true]) {
      const { pixels, issues } = await pageOf(buildTiff([{ width: 200, height: 200, bits: 8, compression: 5, pieces: [lzw(values, old)] }]));
      expect(issues).toEqual([]);
      expect(Buffer.compare(Buffer.from(pixels as Uint8Array), Buffer.from(values))).toBe(0);
    }
  });

  test("deflate: a wrong checksum is reported, and the 35 readings are given", async () => {
    const packed = deflated(stored(readings(35, 8, 1), 8, 1));
    packed[packed.length - 1]! ^= 1;
    const { pixels, issues } = await pageOf(buildTiff([{ width, height, bits: 8, compression: 8, pieces: [packed] }]));
    expect(pixels).toHaveLength(35);
    expect(issues).toMatchObject([{ code: "tiff-strip-damaged", severity: "warning" }]);
  });

  test.each([
    ["JPEG", { compression: 7 }, /compression is number 7 \(supported are/],
    ["complex numbers", { format: 6 }, /sample format is 6/],
    ["24-bit integers", { bits: 24 }, /24 bits a sample/],
    ["an unknown predictor", { compression: 8, predictor: 9 }, /predictor is number 9/],
  ])("%s are refused with what is supported", async (_, change, message) => {
    const bytes = buildTiff([{ width: 1, height: 1, bits: 8, pieces: [new Uint8Array(64)], ...change }]);
    const said = await pageOf(bytes).then(({ height: rows, issues }) => `${rows} ${issues[0]?.severity} ${issues[0]?.message}`, (error: unknown) => (error as Error).message);
    expect(said).toMatch(message);
    if (/^\d/.test(said)) expect(said).toMatch(/^0 error/);
  });
});
