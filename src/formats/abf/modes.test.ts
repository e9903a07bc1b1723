import { describe, expect, test } from "vitest";
import type { Recording } from "#recording";
import { generateAbf1, generateAbf2, type GeneratedAbf } from "../../../validation/generated-abf.js";
import { dropFile, memoryFile } from "../source.js";
import { abfReader } from "./read.js";

const read = (bytes: Uint8Array): Promise<Recording> => abfReader.read(dropFile(memoryFile("made.abf", bytes)), {});

/** Counts 0, 1, 2, …, so that a sample's value is its place in the file. */
const counting = (samples: number): Int16Array => Int16Array.from({ length: samples }, (_, i) => i);
/** mV or pA per count: 10 V / 32768 counts / 0.1 V per unit. */
const PER_COUNT = 10 / 32_768 / 0.1;
const TWO = [
  { name: "Vm", unit: "mV" },
  { name: "Im", unit: "pA" },
];
const counts = (values: Float32Array | Float64Array, perCount = PER_COUNT): number[] => Array.from(values, (v) => Math.round(v / perCount));
const codes = (r: Recording): string[] => r.issues.map((issue) => issue.code);

describe.each([
  ["ABF 1", generateAbf1],
  ["ABF 2", generateAbf2],
] as const)("%s, generated", (_, generate) => {
  const episodic: GeneratedAbf = {
    mode: 5, channels: TWO, data: counting(24), interval: 100, tick: 10, samplesPerSweep: 8,
    synch: [[0, 8], [10_000, 8], [25_000, 8]],
  };

  test("episodic: 3 sweeps of 4 samples, channels told apart, starts 0, 100 and 250 ms from ticks of 10 µs", async () => {
    const r = await read(generate(episodic));
    expect(r.trials.map((t) => [t.start, t.duration])).toEqual([[0, 0.4], [100, 0.4], [250, 0.4]]);
    const second = r.sweeps.filter((s) => s.trial === 1);
    expect(second.map((s) => [s.channel, s.quantity, s.unit, s.samplePeriod, ...counts(s.samples)])).toEqual([
      ["Vm", "potential", "mV", 0.1, 8, 10, 12, 14],
      ["Im", "current", "pA", 0.1, 9, 11, 13, 15],
    ]);
    expect(r.issues).toEqual([]);
    expect([r.startedAt, r.provenance.program, r.trials[0]!.protocol, r.conditions[0]!.holding]).toEqual([
      "2024-02-29T12:34:56.789", "Clampex 10.7.0.3", "paired pulse", -70,
    ]);
  });

  test("gap-free without a synch array: one sweep of all samples, whatever the header's chunk size", async () => {
    const r = await read(generate({ ...episodic, mode: 3, synch: [], tick: 0, sweeps: 3 }));
    expect(r.sweeps.map((s) => s.samples.length)).toEqual([12, 12]);
    expect(r.issues).toEqual([]);
  });

  // Ticks of a gap-free file with no tick unit count samples of all channels: 50 µs here.
  test("gap-free, paused once: pieces that follow without a gap are joined, the pause starts a new trial at 5 ms", async () => {
    const r = await read(generate({ ...episodic, mode: 3, tick: 0, synch: [[0, 8], [8, 8], [100, 8]] }));
    expect(r.trials.map((t) => [t.start, Number(t.duration.toFixed(9))])).toEqual([[0, 0.8], [5, 0.4]]);
    expect(counts(r.sweeps[0]!.samples)).toEqual([0, 2, 4, 6, 8, 10, 12, 14]);
  });

  test("variable-length events: 2, 6 and 4 samples a channel, each where its predecessor ended in the file", async () => {
    const r = await read(generate({ ...episodic, mode: 1, tick: 0, synch: [[0, 4], [1000, 12], [3000, 8]] }));
    const vm = r.sweeps.filter((s) => s.channel === "Vm");
    expect(vm.map((s) => counts(s.samples))).toEqual([[0, 2], [4, 6, 8, 10, 12, 14], [16, 18, 20, 22]]);
    expect(r.trials.map((t) => t.start)).toEqual([0, 50, 150]);
  });

  test("variable-length events with ticks of 10 µs: lengths stay counts of samples, not of ticks", async () => {
    const r = await read(generate({ ...episodic, mode: 1, tick: 10, synch: [[0, 4], [1000, 12], [3000, 8]] }));
    expect(r.sweeps.filter((s) => s.channel === "Im").map((s) => s.samples.length)).toEqual([2, 6, 4]);
    expect(r.trials.map((t) => t.start)).toEqual([0, 10, 30]);
  });

  test.each<[2 | 4, string]>([[2, "fixed-length events"], [4, "the oscilloscope"]])("mode %i, %s: overlapping sweeps keep all their samples", async (mode) => {
    const r = await read(generate({ ...episodic, mode, tick: 0, synch: [[0, 8], [4, 8], [200, 8]] }));
    expect(r.trials.map((t) => t.start)).toEqual([0, 0.2, 10]);
    expect(r.sweeps.filter((s) => s.channel === "Vm").map((s) => counts(s.samples)[0])).toEqual([0, 8, 16]);
  });

  test("floats are stored in the channel's unit: no gain is applied, nA become pA and V mV", async () => {
    const channels = [{ name: "Vm", unit: "V" }, { name: "Im", unit: "nA" }];
    const r = await read(generate({ ...episodic, channels, data: Float32Array.from([-0.065, 0.25, -0.5, 2, 1, 1, 1, 1]), synch: [[0, 8]] }));
    expect(r.sweeps[0]!.samples[0]).toBe(Math.fround(Math.fround(-0.065) * 1000));
    expect(r.sweeps[1]!.samples[1]).toBe(2000);
    expect(r.sweeps.map((s) => s.unit)).toEqual(["mV", "pA"]);
  });

  test("µV in code page 1252 are potentials; °C stay °C and are no potential", async () => {
    const bytes = generate({ ...episodic, channels: [{ name: "LFP", unit: "#V" }, { name: "bath", unit: "oC" }] });
    for (let i = 0; i < bytes.length - 1; i++) {
      if (bytes[i] === 0x23 && bytes[i + 1] === 0x56) bytes[i] = 0xb5;
      if (bytes[i] === 0x6f && bytes[i + 1] === 0x43) bytes[i] = 0xb0;
    }
    const r = await read(bytes);
    expect(r.sweeps.slice(0, 2).map((s) => [s.quantity, s.unit])).toEqual([["potential", "mV"], ["other", "°C"]]);
    expect(counts(r.sweeps[0]!.samples, PER_COUNT / 1000)).toEqual([0, 2, 4, 6]);
  });

  test("three channels at 100 µs: the stored 33.33333 µs, or 100, give exactly 0.1 ms", async () => {
    const three = [...TWO, { name: "AUX", unit: "mV" }];
    const r = await read(generate({ ...episodic, channels: three, samplesPerSweep: 12, synch: [[0, 12], [10_000, 12]] }));
    expect(r.sweeps[0]!.samplePeriod).toBe(0.1);
  });

  test.each([
    [0, "zero"], [20_240_230, "30 February"], [20_241_301, "month 13"], [2_147_483_647, "all bits"],
  ])("a start on date %i (%s) is left out, with an issue at its byte", async (date) => {
    const r = await read(generate({ ...episodic, date }));
    expect(r.startedAt).toBeUndefined();
    const issue = r.issues.find((i) => i.code === "abf-date");
    expect(issue?.offset).toBe(generate === generateAbf1 ? 20 : 16);
  });

  test("two-digit years of pCLAMP 6: 990401 is 1 April 1999", async () => {
    expect((await read(generate({ ...episodic, date: 990_401 }))).startedAt).toMatch(/^1999-04-01T/);
  });

  test("a tag at tick 11000 of 10 µs lies 10 ms into the second sweep; one at 30000 belongs to the third", async () => {
    const r = await read(generate({ ...episodic, tags: [{ tick: 11_000, comment: "APV in" }, { tick: 30_000, comment: "wash" }] }));
    expect(r.events.map((e) => [e.kind, e.target, e.trial, e.start])).toEqual([["tag", "APV in", 1, 10], ["tag", "wash", 2, 50]]);
  });

  test("digital words and trains: OUT 0 high in epoch A, three pulses of 2 samples each 10 on OUT 2 in epoch B", async () => {
    const data = counting(640);
    const epochs = [
      { type: 1, level: 0, duration: 20, digital: 1 },
      { type: 1, level: 0, duration: 30, train: 4, period: 10, width: 2 },
    ];
    const r = await read(generate({ ...episodic, data, samplesPerSweep: 640, synch: [[0, 640]], epochs }));
    // The first epoch starts after 320 / 64 = 5 samples of 0.1 ms.
    expect(r.events.map((e) => [e.target, Number(e.start.toFixed(6)), Number(e.duration.toFixed(6))])).toEqual([
      ["digital OUT 0", 0.5, 2], ["digital OUT 2", 2.5, 0.2], ["digital OUT 2", 3.5, 0.2], ["digital OUT 2", 4.5, 0.2],
    ]);
    expect(r.events[1]!.source).toBe("ABF protocol, epoch B: digital OUT 2 high");
  });

  test("the command follows the epochs of each sweep: hold, step to -80 mV + 5 mV a sweep, hold", async () => {
    const data = counting(1280);
    const epochs = [{ type: 1, level: -80, increment: 5, duration: 100 }];
    const r = await read(generate({ ...episodic, data, samplesPerSweep: 640, synch: [[0, 640], [10_000, 640]], epochs }));
    const command = r.sweeps.filter((s) => s.quantity === "command potential").map((s) => s.samples);
    expect(command.map((c) => [c[4], c[5], c[104], c[105], c.length])).toEqual([[-70, -80, -80, -70, 320], [-70, -75, -75, -70, 320]]);
  });

  test("epochs longer than their sweep can't be what was played: the command is left out with the reason", async () => {
    const epochs = [{ type: 1, level: -80, duration: 10 }];
    const r = await read(generate({ ...episodic, epochs }));
    expect(r.sweeps.some((s) => s.quantity === "command potential")).toBe(false);
    expect(r.issues.find((i) => i.code === "abf-command")?.message).toMatch(/epoch A ends at sample 11 of a sweep of 4/);
  });

  test("in current clamp the command is a current in pA and no holding potential is claimed", async () => {
    const data = counting(640);
    const r = await read(generate({ ...episodic, data, samplesPerSweep: 640, synch: [[0, 640]], commandUnit: "nA", holding: 0.05, epochs: [{ type: 1, level: 0.2, duration: 5 }] }));
    const command = r.sweeps.find((s) => s.quantity === "command current")!;
    expect([command.unit, command.samples[0], command.samples[5]]).toEqual(["pA", Math.fround(Math.fround(0.05) * 1000), Math.fround(Math.fround(0.2) * 1000)]);
    expect(r.conditions[0]!.holding).toBeUndefined();
  });

  test("without its synch array an episodic file still gives its sweeps, end to end, and says so", async () => {
    const r = await read(generate({ ...episodic, synch: [], sweeps: 3 }));
    expect(r.trials.map((t) => Number(t.start.toFixed(9)))).toEqual([0, 0.4, 0.8]);
    expect(codes(r)).toContain("abf-synch-missing");
  });

  test("channel names that say more than units do: AO #0 is a command, stim in V a trigger, both noted", async () => {
    const r = await read(generate({ ...episodic, channels: [{ name: "AO #0", unit: "mV" }, { name: "stim", unit: "V" }] }));
    expect(r.sweeps.slice(0, 2).map((s) => [s.quantity, s.unit])).toEqual([["command potential", "mV"], ["trigger", "V"]]);
    expect(codes(r).filter((code) => code === "abf-channel-meaning")).toHaveLength(2);
  });
});

describe("scaling", () => {
  const one: GeneratedAbf = { mode: 5, channels: [{ name: "Vm", unit: "mV" }], data: Int16Array.from([1000]), interval: 100, tick: 10, samplesPerSweep: 1, synch: [[0, 1]] };
  const valueOf = async (bytes: Uint8Array): Promise<number> => (await read(bytes)).sweeps[0]!.samples[0]!;

  // 1000 counts · 10.24 V / (4096 · 0.02 · 2 · 5 · 4) + 3 − 1.5, every factor different from 1.
  const expected = (1000 * 10.24) / (4096 * Math.fround(0.02) * 2 * 5 * 4) + 3 - 1.5;

  test("ABF 1: range 10.24 V, 4096 counts, 0.02 V/mV, gains 2, 5 and 4, offsets 3 and 1.5 give 4.625 mV", async () => {
    const bytes = generateAbf1({
      ...one,
      poke: (h) => {
        h.setInt32(252, 4096, true);
        h.setInt16(1410, 1, true);
        h.setInt16(4512, 1, true);
        for (const [at, value] of [[244, 10.24], [922, 0.02], [730, 2], [1050, 5], [4576, 4], [986, 3], [1114, 1.5]] as const) h.setFloat32(at, value, true);
      },
    });
    expect(await valueOf(bytes)).toBeCloseTo(expected, 5);
  });

  test("ABF 2: the same factors, in the protocol and the input's record", async () => {
    const bytes = generateAbf2({
      ...one,
      poke: (_, p, adc) => {
        p.setInt32(118, 4096, true);
        p.setFloat32(110, 10.24, true);
        p.setInt16(138, 1, true);
        adc.setInt16(2, 1, true);
        for (const [at, value] of [[40, 0.02], [28, 2], [48, 5], [6, 4], [44, 3], [52, 1.5]] as const) adc.setFloat32(at, value, true);
      },
    });
    expect(await valueOf(bytes)).toBeCloseTo(expected, 5);
  });

  test("without a signal conditioner its gain of 5 and offset of 1.5 are idle, as in Axon's own library", async () => {
    const bytes = generateAbf1({ ...one, poke: (h) => [[1050, 5], [1114, 1.5]].forEach(([at, v]) => h.setFloat32(at!, v!, true)) });
    expect(await valueOf(bytes)).toBeCloseTo(1000 * PER_COUNT, 4);
  });

  test("ABF 1.5 has one telegraph, named by its input: gain 4 on input 0", async () => {
    const bytes = generateAbf1({
      ...one,
      poke: (h) => {
        h.setFloat32(4, 1.5, true);
        h.setInt16(262, 1, true);
        h.setInt16(264, 0, true);
        h.setFloat32(268, 4, true);
      },
    });
    expect(await valueOf(bytes)).toBeCloseTo((1000 * PER_COUNT) / 4, 4);
  });

  test("a gain of 0 leaves counts, unit and issue saying so", async () => {
    const r = await read(generateAbf1({ ...one, poke: (h) => h.setFloat32(922, 0, true) }));
    expect([r.sweeps[0]!.unit, r.sweeps[0]!.quantity, r.sweeps[0]!.samples[0]]).toEqual(["counts", "other", 1000]);
    expect(r.issues.map((i) => [i.code, i.offset])).toEqual([["abf-scale", 922]]);
  });

  test("channels in sampling order: sequence 5, 7 reads the names and gains of inputs 5 and 7", async () => {
    const bytes = generateAbf1({
      ...one,
      channels: [{ name: "a", unit: "mV" }, { name: "b", unit: "mV" }],
      data: Int16Array.from([1, 2]),
      samplesPerSweep: 2,
      synch: [[0, 2]],
      poke: (h) => {
        h.setInt16(410, 5, true);
        h.setInt16(412, 7, true);
        h.setFloat32(922 + 4 * 7, 0.2, true);
        "five ".split("").forEach((c, i) => h.setUint8(442 + 50 + i, c.charCodeAt(0)));
        "seven".split("").forEach((c, i) => h.setUint8(442 + 70 + i, c.charCodeAt(0)));
      },
    });
    const r = await read(bytes);
    expect(r.sweeps.map((s) => s.channel)).toEqual(["five", "seven"]);
    expect(r.sweeps.map((s) => s.samples[0]! / PER_COUNT)).toEqual([1, 1]);
  });

  test("two clocks: 3 samples at 0.1 ms, the rest at 0.5 ms, as two stretches of one sweep", async () => {
    const bytes = generateAbf1({
      ...one, data: counting(8), samplesPerSweep: 8, synch: [[0, 8]],
      poke: (h) => {
        h.setFloat32(126, 500, true);
        h.setInt32(194, 3, true);
      },
    });
    const r = await read(bytes);
    expect(r.sweeps.map((s) => [s.start, s.samplePeriod, ...counts(s.samples)])).toEqual([[0, 0.1, 0, 1, 2], [expect.closeTo(0.3, 9), 0.5, 3, 4, 5, 6, 7]]);
    expect(r.trials[0]!.duration).toBeCloseTo(2.8, 9);
  });
});
