import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RigError } from "#errors";
import type { Recording } from "#recording";
import { sampleFolder } from "../../../validation/samples.js";
import { dropFile, memoryFile } from "../source.js";
import { csvReader } from "./read.js";

const RUNS = Number(process.env["RADIATUM_MUTATIONS"] ?? 1000);
const drop = (text: string | Uint8Array, name = "made.csv") => dropFile(memoryFile(name, typeof text === "string" ? new TextEncoder().encode(text) : text));
const open = (text: string | Uint8Array, options = {}): Promise<Recording> => csvReader.read(drop(text), options);

describe("tables of traces", () => {
  const TRACES = "time (ms),Vm (mV),Im (nA)\n0,-65,0.1\n0.1,-65.5,0.2\n0.2,-66,0.3\n";

  test("a time column and two channels: one trial, nA in pA, 0.1 ms a sample", async () => {
    const r = await open(TRACES);
    expect(r.sweeps.map((s) => [s.trial, s.channel, s.quantity, s.unit, s.start, s.samplePeriod, s.samples.length])).toEqual([
      [0, "Vm", "potential", "mV", 0, 0.1, 3],
      [0, "Im", "current", "pA", 0, 0.1, 3],
    ]);
    expect(r.sweeps[1]!.samples[2]).toBeCloseTo(300, 9);
  });

  test.each([
    ["semicolons and decimal commas", TRACES.replaceAll(",", ";").replaceAll(".", ",")],
    ["tabs", TRACES.replaceAll(",", "\t")],
    ["seconds", "Time [s],Vm [mV],Im [nA]\n0,-65,0.1\n1e-4,-65.5,0.2\n2e-4,-66,0.3\n"],
    ["units in titles without brackets", TRACES.replace("time (ms),Vm (mV),Im (nA)", "t_ms,Vm_mV,Im_nA")],
    ["a second row of units", TRACES.replace("time (ms),Vm (mV),Im (nA)", "Time,Vm,Im\nms,mV,nA")],
    ["comments, CRLF and a byte order mark", "\uFEFF# a note\r\n" + TRACES.replaceAll("\n", "\r\n")],
  ])("%s: the same sweeps", async (_, text) => {
    expect((await open(text)).sweeps).toEqual((await open(TRACES)).sweeps);
  });

  test("columns titled by trial are trials: 3 sweeps of one channel, the second shorter", async () => {
    const r = await open("time (ms),trial 1 Vm (mV),trial 2 Vm (mV),trial 3 Vm (mV)\n5,1,4,7\n6,2,5,8\n7,3,,9\n");
    expect(r.sweeps.map((s) => [s.trial, s.channel, s.start, ...s.samples])).toEqual([[0, "Vm", 5, 1, 2, 3], [1, "Vm", 5, 4, 5], [2, "Vm", 5, 7, 8, 9]]);
  });

  test('"Time" without a unit is refused with the line and what to write', async () => {
    await expect(open("Time,Vm\n0,1\n1,2\n")).rejects.toMatchObject({ code: "csv-time-unit", message: expect.stringMatching(/line 1.*"time \(ms\)"/) as string });
  });

  test("a word among numbers and a short row are empty samples, with line and column", async () => {
    const r = await open("time (ms),a (mV),b (mV)\n0,1,2\n1,x,3\n2,4\n3,5,6\n");
    expect(r.issues.map((i) => i.message)).toEqual([expect.stringMatching(/"x" in line 3, column 2/), expect.stringMatching(/the first in line 4/)]);
    expect(Array.from(r.sweeps[1]!.samples)).toEqual([2, 3, NaN, 6]);
  });
});

describe("tables of line scans", () => {
  test("numbers without titles: rows are lines, columns pixels, and there is no clock", async () => {
    const r = await open("10,11,12\n20,21,22\n");
    const [scan] = r.lineScans;
    expect([scan!.pixelsPerLine, scan!.trials[0]!.lines, scan!.timing.period]).toEqual([3, 2, undefined]);
    expect(scan!.trials[0]!.pixels[0]).toEqual(Uint16Array.of(10, 11, 12, 20, 21, 22));
  });

  test("the user's line period becomes the clock", async () => {
    const r = await open("10,11,12\n20,21,22\n", { linePeriod: 2 });
    expect([r.lineScans[0]!.timing.period, r.lineScans[0]!.timing.source, r.trials[0]!.duration]).toEqual([2, "user", 4]);
  });

  test("a time column beside pixel titles clocks the lines: 1.5 ms", async () => {
    const r = await open("time (ms),px0,px1\n0,1,2\n1.5,3,4\n3,5,6\n");
    expect([r.lineScans[0]!.timing.period, r.lineScans[0]!.pixelsPerLine, r.sweeps.length]).toEqual([1.5, 2, 0]);
  });

  test("a trial column splits the rows: 2 and 1 lines", async () => {
    const r = await open("trial,line,px0,px1\n1,0,1,2\n1,1,3,4\n2,0,5,6\n");
    expect(r.lineScans[0]!.trials.map((t) => [t.trial, t.lines])).toEqual([[0, 2], [1, 1]]);
    expect(r.trials).toHaveLength(2);
  });

  test("negative readings are signed, fractions are kept as 64-bit floats", async () => {
    expect((await open("-1,2\n3,4\n")).lineScans[0]!.trials[0]!.pixels[0]).toEqual(Int16Array.of(-1, 2, 3, 4));
    expect((await open("0.5,2\n3,4\n")).lineScans[0]!.trials[0]!.pixels[0]).toEqual(Float64Array.of(0.5, 2, 3, 4));
  });

  test("an untitled first column 0, 0.1, 0.2, … looks like time in an unknown unit: refused, not taken for a pixel", async () => {
    const text = Array.from({ length: 10 }, (_, i) => `${i / 10},${i},${i * i}`).join("\n");
    await expect(open(text)).rejects.toMatchObject({ code: "csv-time-unit" });
  });
});

describe("what is no table", () => {
  test.each([
    ["", "csv-empty"], ["# only a comment\n", "csv-empty"], ["a,b\nc,d\n", "csv-no-numbers"], ['1,2\n"3,4\n', "table-unclosed-quote"],
  ])("%j is refused as %s", async (text, code) => {
    await expect(open(text)).rejects.toMatchObject({ kind: "unreadable", code });
  });

  test("recognises numbers in columns, not prose, not binary, not ATF, not one column", async () => {
    const is = (text: string | Uint8Array) => csvReader.recognises(drop(text));
    expect(await Promise.all([is("1,2\n3,4\n"), is("time (ms);a\n0;1,5\n1;2,5\n")])).toEqual([true, true]);
    expect(await Promise.all([is("Dear all,\nsee you, then.\n"), is(Uint8Array.of(1, 2, 0, 44, 10)), is("ATF\t1.0\n0\t2\n1\t2\n"), is("1\n2\n"), is("")])).toEqual(
      [false, false, false, false, false],
    );
  });

  test(`${RUNS} damaged tables: a recording or one clear refusal, with no more values than characters`, async () => {
    const base = new TextEncoder().encode("# line period: 2 ms (x)\ntrial,line,time (ms),px0,px1,px2\n1,0,0,5,6,7\n1,1,2,5,6,7\n2,0,0,1,2,3\n");
    const traces = new TextEncoder().encode('time (ms),"trial 1 Vm (mV)",trial 2 Vm (mV)\n0,1,2\n1,2,3\n2,3,4\n3,4,\n');
    const damage = fc.record({
      source: fc.constantFrom(base, traces),
      writes: fc.array(fc.tuple(fc.nat(90), fc.oneof(fc.constantFrom(9, 10, 13, 34, 35, 44, 45, 46, 48, 57, 59, 101), fc.nat(255))), { minLength: 1, maxLength: 10 }),
      cut: fc.option(fc.nat(100)),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ source, writes, cut }) => {
        const copy = source.slice(0, cut ?? source.length);
        for (const [at, value] of writes) if (at < copy.length) copy[at] = value;
        try {
          const r = await open(copy);
          const pixels = r.lineScans.flatMap((s) => s.trials).reduce((n, t) => n + (t.pixels[0]?.length ?? 0), 0);
          const samples = r.sweeps.reduce((n, s) => n + s.samples.length, 0);
          if (pixels + samples > 4 * copy.length + 64) throw new Error("more values than text");
        } catch (error) {
          if (!(error instanceof RigError) || error.kind !== "unreadable") throw error;
        }
      }),
      { numRuns: RUNS, seed: 6 },
    );
  });

  test("20 000 titles over 20 000 rows of one cell: a few columns and an issue, not 400 million cells", async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => i).join("\n");
    const traces = await open(`time (ms)${",a (mV)".repeat(19_999)}\n${rows}\n`);
    expect(traces.sweeps.length).toBeLessThan(5);
    expect(traces.issues.map((i) => i.code)).toContain("csv-columns");
    const scan = await open(`${Array.from({ length: 20_000 }, (_, i) => `px${i}`).join(",")}\n${rows}\n`);
    expect(scan.lineScans[0]!.pixelsPerLine).toBeLessThan(5);
  });

  test("20 000 different trial numbers, or trial 999999 alone: no more trials than rows", async () => {
    const many = await open("trial,line,px0,px1\n" + Array.from({ length: 20_000 }, (_, i) => `${i + 1},0,1,2`).join("\n"));
    expect(many.trials).toHaveLength(20_000);
    expect((await open("trial,line,px0,px1\n999999,0,1,2\n999999,1,1,2\n")).trials).toHaveLength(1);
  });
});

const samples = sampleFolder();
const oracle = fileURLToPath(new URL("../../../../shared/oracles/statistics/inputs/10_linescan_300x24.csv", import.meta.url));

describe.skipIf(samples === undefined)("tables of others (needs ../shared)", () => {
  test.skipIf(!existsSync(oracle))("10_linescan_300x24.csv: 300 lines of 24 pixels, the first 33 and 45", async () => {
    const [scan] = (await open(new Uint8Array(readFileSync(oracle)))).lineScans;
    expect([scan!.trials[0]!.lines, scan!.pixelsPerLine, scan!.trials[0]!.pixels[0]![0], scan!.trials[0]!.pixels[0]![1]]).toEqual([300, 24, 33, 45]);
  });

  test("ScanAGator's analysis of 02052019: units in the second row, 4.567 ms a line, G/R 106.413 % in the first", async () => {
    const bytes = new Uint8Array(readFileSync(`${samples ?? ""}bruker-prairie/LineScan-02052019-1234-2683/ScanAGator/LineScanAnalysis.csv`));
    const r = await open(bytes);
    expect(r.sweeps.map((s) => s.channel)).toEqual(["R", "G", "G/R", "dG/R", "dG/R"]);
    expect(r.sweeps[2]!.samples[0]).toBe(106.413);
    expect(r.sweeps[0]!.samplePeriod).toBeCloseTo(4.567, 3);
  });
});
