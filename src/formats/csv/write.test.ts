import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LineScan, PixelArray, Recording, Sweep } from "#recording";
import { dropFile, memoryFile } from "../source.js";
import { csvReader } from "./read.js";
import { writeCsv } from "./write.js";

const empty: Recording = {
  name: "cell 3, spine 2", format: "nwb", formatDetail: "made", lineScans: [], sweeps: [], sweepOffset: 0, trials: [], events: [],
  conditions: [{ name: "control", drugs: [] }, { name: 'APV, 50 "µM"', drugs: [] }], images: [], provenance: { simulated: true, files: [], settings: {} }, issues: [],
};
const trials = [
  { index: 0, start: 0, duration: 6, condition: "control", protocol: "EPSP" },
  { index: 1, start: 4000.5, duration: 4, condition: 'APV, 50 "µM"' },
];
const scan: LineScan = {
  name: "line 1", pixelsPerLine: 3, channels: [{ name: "Ch1", colour: "red", dye: "Alexa 594" }, { name: "Ch2", colour: "green" }],
  trials: [
    { trial: 0, lines: 3, start: 0.25, pixels: [Uint16Array.of(1, 2, 3, 4, 5, 6, 7, 8, 65_535), Uint16Array.of(9, 8, 7, 6, 5, 4, 3, 2, 1)] },
    { trial: 1, lines: 2, start: 0.25, pixels: [null, Uint16Array.of(1, 1, 2, 2, 3, 3)] },
  ],
  timing: { period: 2.0582, source: "x.xml, Frame scanLinePeriod", alternatives: [], contradictions: [] },
  pixelSize_um: 0.113, dwellTime_us: 4, bits: 13, path: { shape: "straight", vertices: [] },
};

async function back(text: string): Promise<Recording> {
  const drop = dropFile(memoryFile("back.csv", new TextEncoder().encode(text)));
  expect(await csvReader.recognises(drop)).toBe(true);
  return csvReader.read(drop, {});
}

describe("writeCsv", () => {
  test("a line scan of two channels: two tables that say what they are, one row a line", () => {
    const files = writeCsv({ ...empty, trials, lineScans: [scan] });
    expect(files.map((f) => f.name)).toEqual(["cell_3_spine_2-linescan-Ch1.csv", "cell_3_spine_2-linescan-Ch2.csv"]);
    const rows = files[1]!.text.split("\n");
    expect(rows.filter((row) => !row.startsWith("#"))).toEqual([
      "trial,line,time (ms),px0,px1,px2", "1,0,0.25,9,8,7", "1,1,2.3082,6,5,4", "1,2,4.3664,3,2,1", "2,0,0.25,1,1,2", "2,1,2.3082,2,3,3", "",
    ]);
    expect(rows).toContain("# line period: 2.0582 ms (x.xml, Frame scanLinePeriod)");
  });

  test("read back: pixels, clock, pixel size, dwell time, bits, dye, colour, trials and their conditions", async () => {
    const [ch1, ch2] = await Promise.all(writeCsv({ ...empty, trials, lineScans: [scan] }).map((f) => back(f.text)));
    const red = ch1!.lineScans[0]!;
    expect(red.channels).toEqual([{ name: "Ch1", colour: "red", dye: "Alexa 594" }]);
    expect(red.trials).toEqual([{ trial: 0, lines: 3, start: 0.25, pixels: [scan.trials[0]!.pixels[0]] }]);
    const green = ch2!.lineScans[0]!;
    expect([green.timing.period, green.pixelSize_um, green.dwellTime_us, green.bits]).toEqual([2.0582, 0.113, 4, 13]);
    expect(green.trials.map((t) => t.pixels[0])).toEqual(scan.trials.map((t) => t.pixels[1]));
    expect(ch2!.trials).toEqual(trials);
    expect(ch2!.conditions.map((c) => c.name)).toEqual(["control", 'APV, 50 "µM"']);
    expect([ch1!.issues, ch2!.issues]).toEqual([[], []]);
  });

  test("without a clock there is no time column, and none comes back", async () => {
    const unclocked = { ...scan, timing: { source: "nothing", alternatives: [], contradictions: [] } };
    const [, ch2] = writeCsv({ ...empty, trials, lineScans: [unclocked] });
    expect(ch2!.text).toContain("# line period: unknown\n");
    expect((await back(ch2!.text)).lineScans[0]!.timing.period).toBeUndefined();
  });

  test("sweeps: a table per channel, a column per trial, the shorter trial's cells empty", async () => {
    const sweep = (trial: number, samples: number[]): Sweep => ({
      trial, channel: "IN 0, soma", quantity: "current", unit: "pA", start: 1.5, samplePeriod: 0.05, samples: Float32Array.from(samples),
    });
    const sweeps = [sweep(0, [0.1, -2.5e-7, 3]), sweep(1, [1 / 3, NaN, 5].slice(0, 1))];
    const [file] = writeCsv({ ...empty, trials, sweeps });
    expect(file!.name).toBe("cell_3_spine_2-IN_0_soma.csv");
    expect(file!.text.split("\n").filter((row) => !row.startsWith("#"))).toEqual([
      'time (ms),"trial 1 IN 0, soma (pA)","trial 2 IN 0, soma (pA)"', "1.5,0.1,0.33333334", "1.55,-2.5e-7,", "1.6,3,", "",
    ]);
    const r = await back(file!.text);
    expect(r.sweeps.map((s) => [s.trial, s.channel, s.quantity, s.unit, s.start, s.samplePeriod])).toEqual(
      sweeps.map((s) => [s.trial, s.channel, s.quantity, s.unit, s.start, s.samplePeriod]),
    );
    expect(r.sweeps.map((s) => Float32Array.from(s.samples))).toEqual(sweeps.map((s) => s.samples));
  });

  test("names that differ only in case, or in nothing, get a number", () => {
    const two = { ...scan, channels: [{ name: "ch" }, { name: "CH" }] };
    expect(writeCsv({ ...empty, trials, lineScans: [two] }).map((f) => f.name)).toEqual(["cell_3_spine_2-linescan-ch.csv", "cell_3_spine_2-linescan-CH-2.csv"]);
  });

  test("any readings and samples come back bit for bit (300 recordings)", async () => {
    const pixels = fc.oneof(
      fc.uint16Array({ minLength: 6, maxLength: 6 }), fc.int16Array({ minLength: 6, maxLength: 6 }),
      fc.float64Array({ minLength: 6, maxLength: 6, noNaN: true, noDefaultInfinity: true }), fc.float32Array({ minLength: 6, maxLength: 6, noNaN: true, noDefaultInfinity: true }),
    ) as fc.Arbitrary<PixelArray>;
    const period = fc.integer({ min: 1, max: 100_000 }).map((n) => n / 1000);
    await fc.assert(
      fc.asyncProperty(pixels, fc.float32Array({ minLength: 2, maxLength: 20, noNaN: true, noDefaultInfinity: true }), period, async (readings, samples, step) => {
        const one: LineScan = { ...scan, channels: [{ name: "a" }], timing: { ...scan.timing, period: step }, trials: [{ trial: 0, lines: 2, start: 0, pixels: [readings] }] };
        const sweep: Sweep = { trial: 0, channel: "Vm", quantity: "potential", unit: "mV", start: 0, samplePeriod: step, samples };
        const [table, trace] = await Promise.all(writeCsv({ ...empty, trials, lineScans: [one], sweeps: [sweep] }).map((f) => back(f.text)));
        // Text has no 32-bit floats: they come back as the nearest 64-bit ones. −0 is written 0.
        const same = (v: number): number => (readings instanceof Float32Array ? Math.fround(v) : v) + 0;
        expect(Array.from(table!.lineScans[0]!.trials[0]!.pixels[0]!, same)).toEqual(Array.from(readings, same));
        expect(table!.lineScans[0]!.timing.period).toBe(step);
        expect(Array.from(Float32Array.from(trace!.sweeps[0]!.samples), (v) => v + 0)).toEqual(Array.from(samples, (v) => v + 0));
        expect(trace!.sweeps[0]!.samplePeriod).toBe(step);
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});
