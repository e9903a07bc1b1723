import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RigError } from "#errors";
import type { Recording } from "#recording";
import { generateAbf1, generateAbf2, type GeneratedAbf } from "../../../validation/generated-abf.js";
import { sampleFolder } from "../../../validation/samples.js";
import { dropFile, memoryFile } from "../source.js";
import { abfReader } from "./read.js";

/** Cases per property; RADIATUM_MUTATIONS asks for more. */
const RUNS = Number(process.env["RADIATUM_MUTATIONS"] ?? 500);

const open = (bytes: Uint8Array): Promise<Recording> => abfReader.read(dropFile(memoryFile("damaged.abf", bytes)), {});

const SPEC: GeneratedAbf = {
  mode: 5,
  channels: [{ name: "Vm", unit: "mV" }, { name: "Im", unit: "pA" }],
  data: Int16Array.from({ length: 1280 }, (_, i) => i - 640),
  interval: 50, tick: 10, samplesPerSweep: 256, synch: [0, 1, 2, 3, 4].map((i) => [i * 10_000, 256] as const),
  epochs: [{ type: 1, level: -80, duration: 30, digital: 3 }, { type: 3, level: 10, duration: 40, period: 10, width: 3, train: 4 }],
  tags: [{ tick: 15_000, comment: "APV" }],
};
const MADE: readonly (readonly [string, Uint8Array])[] = [
  ["ABF 1", generateAbf1(SPEC)],
  ["ABF 2", generateAbf2(SPEC)],
  ["ABF 1, events", generateAbf1({ ...SPEC, mode: 1, tick: 0 })],
  ["ABF 2, floats", generateAbf2({ ...SPEC, data: Float32Array.from(SPEC.data) })],
];

/**
 * What must hold of any result: a RigError that tells what to do, or data that the file really has. Memory is bounded
 * by the file: 4 bytes a stored sample, as much again for each of at most 8 commands, one object per 32 bytes of data
 * or 64 bytes of anything else, and 1000.
 */
async function check(bytes: Uint8Array): Promise<"read" | "refused"> {
  let r: Recording;
  try {
    r = await open(bytes);
  } catch (error) {
    if (!(error instanceof RigError)) throw error;
    expect(error.kind).toBe("unreadable");
    expect(error.message).toMatch(/damaged\.abf/);
    return "refused";
  }
  // Plain conditions: an assertion object per sweep would take longer than reading the file.
  const must = (holds: boolean, what: string): void => {
    if (!holds) throw new Error(`must hold: ${what}`);
  };
  const most = 1000 + bytes.length / 32;
  must(r.sweeps.reduce((sum, s) => sum + s.samples.length, 0) <= (bytes.length / 2) * 9 + 8 * 4096, "memory follows the file's size");
  must(r.trials.length <= most && r.events.length <= most, "as many trials and events as the file can pay for");
  must(r.sweeps.every((s) => s.samplePeriod > 0 && r.trials[s.trial] !== undefined), "each sweep has a clock and a trial");
  must(r.trials.every((t) => Number.isFinite(t.start) && t.duration > 0), "each trial has a place in time");
  must(r.events.every((e) => Number.isFinite(e.start) && Number.isFinite(e.duration)), "each event has a place in time");
  return "read";
}

const ODD = [0, 1, 0xff, 0x7f, 0x80, 0x40, 0xfe];

/** A damaged copy: some bytes of the header part set to telling values, the end perhaps cut off. */
function damaged(bytes: Uint8Array, header: number) {
  return fc
    .record({
      writes: fc.array(fc.tuple(fc.nat(header - 1), fc.oneof(fc.constantFrom(...ODD), fc.nat(255)), fc.constantFrom(1, 2, 4, 8)), { minLength: 1, maxLength: 8 }),
      cut: fc.option(fc.nat(bytes.length), { freq: 4 }),
    })
    .map(({ writes, cut }) => {
      const copy = bytes.slice(0, cut ?? bytes.length);
      for (const [at, value, width] of writes) copy.fill(value, at, at + width);
      return copy;
    });
}

describe("damaged ABF files", () => {
  test.each(MADE)(`%s, ${RUNS} mutations of header and sections: readable data and issues, or one clear refusal`, async (_, bytes) => {
    let read = 0;
    await fc.assert(
      fc.asyncProperty(damaged(bytes, bytes.length), async (copy) => {
        if ((await check(copy)) === "read") read++;
      }),
      { numRuns: RUNS, seed: 1 },
    );
    expect(read).toBeGreaterThan(RUNS / 20);
  });

  test.each(MADE)("%s, cut at every 61st byte: what is before the cut keeps its values", async (_, bytes) => {
    const whole = await open(bytes);
    for (let cut = 0; cut < bytes.length; cut += 61) {
      const copy = bytes.slice(0, cut);
      if ((await check(copy)) === "refused") continue;
      const r = await open(copy);
      expect(r.issues.length > 0 || r.sweeps.length === whole.sweeps.length).toBe(true);
      const [first, expected] = [r.sweeps[0]!.samples, whole.sweeps[0]!.samples];
      const common = Math.min(first.length, expected.length);
      expect(first.subarray(0, common)).toEqual(expected.subarray(0, common));
    }
  });

  test("cut within the third of five sweeps: two whole, one of 50 samples, and the issue names the byte where the file ends", async () => {
    const bytes = generateAbf1(SPEC);
    const cut = 6144 + 2 * (2 * 256 + 100);
    const r = await open(bytes.slice(0, cut));
    expect(r.sweeps.filter((s) => s.channel === "Vm").map((s) => s.samples.length)).toEqual([128, 128, 50]);
    const truncated = r.issues.find((i) => i.code === "abf-data-truncated");
    expect([truncated?.severity, truncated?.offset]).toEqual(["error", cut]);
    expect(r.issues.map((i) => i.code)).toContain("abf-sweeps-missing");
    // The truncated sweep's command keeps the epochs where they were played.
    expect(r.sweeps.filter((s) => s.channel === "Cmd 0").map((s) => s.samples.length)).toEqual([128, 128, 50]);
  });

  test.each([
    ["an empty file", new Uint8Array(0), "abf-not-abf"],
    ["a PNG", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10), "abf-not-abf"],
    ["four bytes of ABF 1", new TextEncoder().encode("ABF "), "abf-header-truncated"],
    ["four bytes of ABF 2", new TextEncoder().encode("ABF2"), "abf-header-truncated"],
    ["0 channels, none in sequence", generateAbf1({ ...SPEC, poke: (h) => [[120, 0], [410, -1]].forEach(([at, v]) => h.setInt16(at!, v!, true)) }), "abf-no-channels"],
    ["300 channels", generateAbf1({ ...SPEC, poke: (h) => h.setInt16(120, 300, true) }), "abf-no-channels"],
    ["2⁶² channels", generateAbf2({ ...SPEC, poke: (h) => h.setBigInt64(100, 2n ** 62n, true) }), "abf-no-channels"],
    ["a sample interval of NaN", generateAbf2({ ...SPEC, poke: (_, p) => p.setFloat32(2, NaN, true) }), "abf-no-clock"],
    ["data beyond the end", generateAbf1({ ...SPEC, poke: (h) => h.setInt32(40, 1 << 20, true) }), "abf-no-data"],
    ["data at a negative block", generateAbf1({ ...SPEC, poke: (h) => h.setInt32(40, -4, true) }), "abf-no-data"],
    ["data format 7", generateAbf1({ ...SPEC, poke: (h) => h.setInt16(100, 7, true) }), "abf-data-format"],
  ])("%s is refused with one sentence that says where and what to do", async (_, bytes, code) => {
    await expect(open(bytes)).rejects.toMatchObject({ kind: "unreadable", code });
  });

  test("2 000 million claimed samples in 15 kB: an error with the byte, and the 1280 that are there", async () => {
    const r = await open(generateAbf1({ ...SPEC, poke: (h) => h.setInt32(10, 2_000_000_000, true) }));
    expect(r.issues.find((i) => i.code === "abf-data-truncated")?.severity).toBe("error");
    expect(r.sweeps.filter((s) => s.quantity !== "command potential").reduce((n, s) => n + s.samples.length, 0)).toBe(1280);
  });

  test("2³¹ − 1 synch entries, tags and sweeps cost nothing but an issue each", async () => {
    const most = 2 ** 31 - 1;
    const r = await open(generateAbf1({ ...SPEC, poke: (h) => [16, 48, 96].forEach((at) => h.setInt32(at, most, true)) }));
    expect(r.trials).toHaveLength(5);
    expect(r.issues.map((i) => i.code)).toEqual(expect.arrayContaining(["abf-synch-truncated", "abf-tags-truncated"]));
  });

  test("a pulse train of period 1 over the whole sweep ends at the limit of digital events, with a note", async () => {
    const epochs = [{ type: 3, level: 0, duration: 60_000, period: 2, width: 1, train: 15 }];
    const r = await open(generateAbf1({ ...SPEC, data: new Int16Array(130_000), channels: [SPEC.channels[0]!], samplesPerSweep: 65_000, synch: [[0, 65_000], [1_000_000, 65_000]], epochs }));
    expect(r.events.length).toBeLessThanOrEqual(1000 + (6144 + 2 * 130_000 + 2048) / 64);
    expect(r.issues.map((i) => i.code)).toContain("abf-digital");
  });

  test("recognises by content: ABF under any name, and not a text that starts with ABF", async () => {
    const is = (bytes: Uint8Array) => abfReader.recognises(dropFile(memoryFile("x.dat", bytes)));
    expect(await is(generateAbf2(SPEC))).toBe(true);
    expect(await is(new TextEncoder().encode("ABF3, a note"))).toBe(false);
    expect(await is(new Uint8Array(0))).toBe(false);
  });
});

const samples = sampleFolder();
describe.skipIf(samples === undefined)("damaged recordings of real rigs (needs ../shared/samples)", () => {
  const REAL = [["abf2/File_axon_7.abf", 4608], ["abf2/17o05027_ic_ramp.abf", 6656], ["abf1/File_axon_3.abf", 6144]] as const;
  test.each(REAL)(`%s, ${RUNS / 5} mutations of its first %i bytes: readable data and issues, or one clear refusal`, async (name, header) => {
    const bytes = new Uint8Array(readFileSync(`${samples ?? ""}${name}`));
    await fc.assert(
      fc.asyncProperty(damaged(bytes, header), async (copy) => {
        await check(copy);
      }),
      { numRuns: RUNS / 5, seed: 2 },
    );
  });
});
