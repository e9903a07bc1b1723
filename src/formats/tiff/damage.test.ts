import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RigError } from "#errors";
import type { Recording } from "#recording";
import { sampleFolder } from "../../../validation/samples.js";
import { buildTiff, deflated, lzw, packedBits, stored, type BuildPage } from "../../../validation/tiff-build.js";
import { dropFile, memoryFile } from "../source.js";
import { EXPANSION } from "./codecs.js";
import { tiffReader, writeOmeTiff } from "./index.js";

const read = (bytes: Uint8Array): Promise<Recording> => tiffReader.read(dropFile(memoryFile("a.tif", bytes)), {});
const failure = (bytes: Uint8Array): Promise<string> =>
  read(bytes).then(
    () => "it was read",
    (error: unknown) => (error instanceof RigError && error.kind === "unreadable" ? error.message : `not a RigError: ${String(error)}`),
  );
/** Trials as numbers of lines. */
const lines = (recording: Recording): number[] => recording.lineScans.flatMap((scan) => scan.trials.map((trial) => trial.lines));
const codes = (recording: Recording): string[] => recording.issues.map((issue) => issue.code);

const ramp = (count: number): Uint8Array => stored(Array.from({ length: count }, (_, i) => i), 16, 1);
/** 10 lines of 8 pixels of 16 bits, in strips of 2 lines. */
const strips: BuildPage = { width: 8, height: 10, bits: 16, rowsPerStrip: 2, pieces: [0, 1, 2, 3, 4].map((strip) => ramp(80).slice(32 * strip, 32 * strip + 32)) };

describe("a file cut short", () => {
  const bytes = buildTiff([strips]);

  test("at any byte is read as far as it goes, or refused with one message that names file and byte", async () => {
    for (let length = 0; length < bytes.length; length++) {
      const message = await failure(bytes.slice(0, length));
      if (message !== "it was read") expect(message).toMatch(/^a\.tif at byte \d+: .*(expected|should)/);
    }
  });

  /** The directory stands before the pixels, so that the end of the file can fall among these. */
  function directoryFirst(): Uint8Array {
    const out = new Uint8Array(8 + 2 + 9 * 12 + 4 + 160);
    const view = new DataView(out.buffer);
    out.set([0x49, 0x49, 42, 0, 8]);
    view.setUint16(8, 9, true);
    const entries = [[256, 4, 8], [257, 4, 10], [258, 3, 16], [259, 3, 1], [262, 3, 1], [273, 4, 122], [277, 3, 1], [278, 4, 10], [279, 4, 160]] as const;
    entries.forEach(([tag, type, value], i) => {
      view.setUint16(10 + 12 * i, tag, true);
      view.setUint16(12 + 12 * i, type, true);
      view.setUint32(14 + 12 * i, 1, true);
      view.setUint32(18 + 12 * i, value, true);
    });
    out.set(ramp(80), 122);
    return out;
  }

  test("within line 7 of 10 gives the 6 whole lines, not 10 with zeros, and says so with the byte", async () => {
    const recording = await read(directoryFirst().slice(0, 122 + 6 * 16 + 5));
    expect(lines(recording)).toEqual([6]);
    expect([...recording.lineScans[0]!.trials[0]!.pixels[0]!]).toEqual(Array.from({ length: 48 }, (_, i) => i));
    expect(recording.issues.find((issue) => issue.code === "tiff-rows-missing")).toMatchObject({ severity: "warning", offset: 122, trial: 0, message: expect.stringContaining("6 of 10 rows") as string });
  });

  test("a strip outside the file ends the trial before it: 4 of 10 lines", async () => {
    const recording = await read(buildTiff([{ ...strips, tags: { 273: [8, 40, 99_999, 104, 136] } }]));
    expect(lines(recording)).toEqual([4]);
    expect(recording.issues.find((issue) => issue.code === "tiff-rows-missing")?.message).toContain("strip 3 at byte 99999, beyond the file's");
  });

  test("deflate cut in the middle gives the lines before the cut", async () => {
    const raw = Uint8Array.from({ length: 40_000 }, (_, i) => (i * i) >> 7);
    const packed = deflated(raw);
    const page = { width: 100, height: 400, bits: 8, compression: 8 };
    const recording = await read(buildTiff([{ ...page, pieces: [packed.slice(0, packed.length >> 1)] }]));
    const [n] = lines(recording);
    expect(n).toBeGreaterThan(50);
    expect(n).toBeLessThan(400);
    expect(Buffer.compare(Buffer.from(recording.lineScans[0]!.trials[0]!.pixels[0] as Uint8Array), Buffer.from(raw.slice(0, 100 * n!)))).toBe(0);
  });

  test("LZW with a code that can't be gives the lines before it and the byte within the strip", async () => {
    const packed = lzw(Uint8Array.from({ length: 4000 }, (_, i) => (i * i) % 251));
    packed.fill(0xff, 600);
    const recording = await read(buildTiff([{ width: 10, height: 400, bits: 8, compression: 5, pieces: [packed] }]));
    expect(lines(recording)[0]).toBeGreaterThan(20);
    expect(recording.issues.find((issue) => issue.code === "tiff-rows-missing")?.message).toMatch(/LZW data are damaged at byte \d+ of the strip/);
  });
});

describe("a file that lies", () => {
  test("no TIFF: expected and found bytes are named", async () => {
    expect(await failure(new TextEncoder().encode("%PDF-1.7"))).toBe(
      'a.tif at byte 0: expected the TIFF marks "49 49 2a 00", "4d 4d 00 2a" (or 2b for BigTIFF), found "25 50 44 46". Is it another format under a .tif name?',
    );
    expect(await failure(new Uint8Array(0))).toContain("found an empty file");
    expect(await tiffReader.recognises(dropFile(memoryFile("a.tif", new TextEncoder().encode("%PDF"))))).toBe(false);
  });

  test("a directory chain in a circle ends after its two pages", async () => {
    const bytes = buildTiff([strips, strips]);
    const view = new DataView(bytes.buffer);
    view.setUint32(bytes.length - 4, view.getUint32(4, true), true);
    const recording = await read(bytes);
    expect(lines(recording)).toEqual([10, 10]);
    expect(codes(recording)).toContain("tiff-directory-cycle");
  });

  test.each([
    ["2^31 pixels a line", { 256: [2 ** 31] }],
    ["2^32 − 1 lines", { 257: [2 ** 32 - 1] }],
    ["2^32 − 1 × 2^32 − 1 pixels", { 256: [2 ** 32 - 1], 257: [2 ** 32 - 1] }],
    ["strips of 2^32 − 1 bytes", { 279: [1, 2, 3, 4, 5].map(() => 2 ** 32 - 1) }],
  ])("%s cost no memory", async (_, tags) => {
    const recording = await read(buildTiff([{ ...strips, tags }])).catch((error: unknown) => error as RigError);
    if (recording instanceof RigError) expect(recording.code).toBe("tiff-no-lines");
    else expect(recording.lineScans[0]!.trials[0]!.pixels[0]!.length).toBeLessThanOrEqual(80);
  });

  test("a count of 2^32 − 1 strips in a file of under 1 kB costs no memory", async () => {
    const bytes = buildTiff([strips]);
    const view = new DataView(bytes.buffer);
    for (let at = 0; at + 12 < bytes.length; at += 2) if (view.getUint16(at, true) === 273 && view.getUint16(at + 2, true) === 4) view.setUint32(at + 4, 2 ** 32 - 1, true);
    expect(lines(await read(bytes))[0]).toBeLessThanOrEqual(10);
  });

  test("a thousand strips that are all the same bytes are read until they have taken the file's size", async () => {
    const bytes = buildTiff([{ width: 100, height: 1000, bits: 8, rowsPerStrip: 1, pieces: [new Uint8Array(100)], tags: { 273: Array.from({ length: 1000 }, () => 8), 279: Array.from({ length: 1000 }, () => 100) } }]);
    const recording = await read(bytes);
    expect(lines(recording)[0]).toBe(Math.floor(bytes.length / 100));
    expect(recording.issues.find((issue) => issue.code === "tiff-rows-missing")?.message).toContain("strips overlap");
  });

  test("pages that share their pixels are read until they have taken the file's size", async () => {
    const shared = { ...strips, rowsPerStrip: 10, pieces: [], tags: { 273: [8], 279: [160] } };
    const bytes = buildTiff([{ ...strips, rowsPerStrip: 10, pieces: [ramp(80)] }, ...Array.from({ length: 99 }, () => shared)]);
    const recording = await read(bytes);
    expect(lines(recording).filter((n) => n > 0).length * 160).toBeLessThanOrEqual(bytes.length);
  });

  test("no strips at all, and strips of nothing", async () => {
    expect(await failure(buildTiff([{ ...strips, tags: { 273: undefined } }]))).toContain("doesn't say where its pixels lie");
    expect(await failure(buildTiff([{ ...strips, rowsPerStrip: 10, pieces: [new Uint8Array(0)], tags: { 273: [4_000_000] } }]))).toMatch(/^a\.tif at byte \d+: expected pixels/);
  });

  // Bounds of the codings: deflate 1032 (258 bytes from two bits), LZW 2560, PackBits 64.
  test.each([
    ["deflate", 8, deflated(new Uint8Array(20_000_000)), EXPANSION.deflate],
    ["LZW", 5, lzw(new Uint8Array(2_000_000)), EXPANSION.lzw],
    ["PackBits", 32773, packedBits(new Uint8Array(200_000)), EXPANSION.packBits],
  ] as const)("a %s bomb unpacks to no more than its bound times the file's size, and no more than the page declares", async (_, compression, piece, bound) => {
    const bytes = buildTiff([{ width: 65_536, height: 2 ** 32 - 1, bits: 8, compression, pieces: [piece] }]);
    const unpacked = (await read(bytes)).lineScans[0]!.trials[0]!.pixels[0]!;
    expect(unpacked.length).toBeLessThanOrEqual(bound * bytes.length);
    const small = await read(buildTiff([{ width: 64, height: 2, bits: 8, compression, pieces: [piece] }]));
    expect(small.lineScans[0]!.trials[0]!.pixels[0]!.byteLength).toBe(128);
  });
});

/** One change to a file. */
type Mutation = (bytes: Uint8Array) => Uint8Array;
const place = fc.oneof(fc.nat({ max: 64 }), fc.integer({ min: -400, max: -1 }), fc.nat());
const within = (at: number, length: number): number => (length === 0 ? 0 : ((at % length) + length) % length);
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(place, fc.nat({ max: 255 })).map(([at, value]): Mutation => (bytes) => {
    bytes[within(at, bytes.length)] = value;
    return bytes;
  }),
  fc.tuple(place, fc.constantFrom(0, 1, 2, 255, 65_535, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1), fc.constantFrom(2, 4)).map(([at, value, size]): Mutation => (bytes) => {
    for (let i = 0; i < size; i++) bytes[within(at + i, bytes.length)] = Math.floor(value / 256 ** i) % 256;
    return bytes;
  }),
  place.map((at): Mutation => (bytes) => bytes.slice(0, within(at, bytes.length))),
  fc.tuple(place, place, fc.nat({ max: 64 })).map(([from, to, length]): Mutation => (bytes) => bytes.copyWithin(within(to, bytes.length), within(from, bytes.length), within(from, bytes.length) + length)),
);

const samples = sampleFolder();
const sample = (path: string): [string, Uint8Array][] => (samples === undefined ? [] : [[path, new Uint8Array(readFileSync(join(samples, path)))]]);
const ome: Recording = {
  name: "r", format: "tiff", formatDetail: "", sweeps: [], sweepOffset: 0, events: [], images: [], issues: [],
  lineScans: [{ name: "s", pixelsPerLine: 8, channels: [{ name: "Ch1" }], trials: [0, 1].map((trial) => ({ trial, lines: 10, start: 0, pixels: [new Int16Array(80)] })), timing: { period: 2, source: "user", alternatives: [], contradictions: [] }, path: { shape: "unknown", vertices: [] } }],
  trials: [0, 1].map((index) => ({ index, start: 20 * index, duration: 20, condition: "c" })), conditions: [{ name: "c", drugs: [] }], provenance: { simulated: false, files: [], settings: {} },
};
const description = "ImageJ=1.53t\nimages=4\nchannels=2\nframes=2\n";
const si = "SI.hChannels.channelSave = [1;2]\nSI.hRoiManager.linePeriod = 6.3e-05\n";
const victims: [string, Uint8Array][] = [
  ["strips", buildTiff([strips, strips])],
  ["big-endian BigTIFF", buildTiff([strips, strips], { byteOrder: "big", big: true })],
  ["tiles, LZW, predictor", buildTiff([{ width: 20, height: 20, bits: 8, compression: 5, predictor: 2, tile: { width: 16, height: 16 }, pieces: [0, 1, 2, 3].map(() => lzw(new Uint8Array(256))) }])],
  ["deflate", buildTiff([{ ...strips, rowsPerStrip: 10, compression: 8, predictor: 2, pieces: [deflated(ramp(80))] }])],
  ["PackBits", buildTiff([{ ...strips, rowsPerStrip: 10, compression: 32773, pieces: [packedBits(ramp(80))] }])],
  ["ImageJ", buildTiff([{ ...strips, rowsPerStrip: 10, description, pieces: [ramp(320)] }])],
  ["ScanImage", buildTiff([1, 2, 3].map(() => ({ ...strips, software: si })), { big: true })],
  ["OME-TIFF of our own", writeOmeTiff(ome)],
  ...sample("ome-tiff/viv_multi-channel.ome.tif"),
  ...sample("ome-tiff/multifile/multifile-Z1.ome.tiff"),
  ...sample("ome-tiff/avivator_multi-channel.ome.tif"),
  ...sample("scanimage-tiff/SI3_Blank-IPA_1s_16r_032.tif"),
  ...sample("other-linescan-tiff/Image15.tif"),
  ...sample("bruker-prairie/LineScan-11182022-1250-763/LineScan-11182022-1250-763_Cycle00001_Ch2_000001.ome.tif"),
];

/** Mutations in all; continuous integration sets 10 000. */
const MUTATIONS = Number(process.env["RADIATUM_MUTATIONS"] ?? 3000);

describe(`${MUTATIONS} damaged files${samples === undefined ? " (samples absent: built ones alone)" : ""}`, () => {
  test.each(victims)("%s: a recording that is consistent in itself, or one clear error", async (_, original) => {
    const step = async (mutations: readonly Mutation[]): Promise<void> => {
      const bytes = mutations.reduce<Uint8Array>((damaged, mutate) => mutate(damaged), original.slice());
      let recording: Recording;
      const before = performance.now();
      try {
        recording = await read(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(RigError);
        expect((error as RigError).kind).toBe("unreadable");
        expect((error as RigError).message).toMatch(/^a\.tif at byte \d+: .*(expected|should)/);
        return;
      } finally {
        expect(performance.now() - before).toBeLessThan(10_000); // no hang: honest files of this size take milliseconds
      }
      let held = 0;
      for (const scan of recording.lineScans) {
        for (const trial of scan.trials) {
          if (trial.pixels.length !== scan.channels.length) throw new Error("a trial has another number of channels than its scan");
          for (const pixels of trial.pixels) {
            if (pixels && pixels.length !== trial.lines * scan.pixelsPerLine) throw new Error("pixels don't fill their lines");
            held += pixels?.byteLength ?? 0;
          }
        }
      }
      if (held > EXPANSION.lzw * bytes.length) throw new Error(`${held} bytes of pixels from a file of ${bytes.length}`);
    };
    await fc.assert(fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), step), { numRuns: Math.ceil(MUTATIONS / victims.length), seed: 1 });
  });
});
