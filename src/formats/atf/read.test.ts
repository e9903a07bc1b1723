import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RigError } from "#errors";
import type { Recording } from "#recording";
import { sampleFolder } from "../../../validation/samples.js";
import { abfReader } from "../abf/read.js";
import { dropFile, memoryFile } from "../source.js";
import { atfReader } from "./read.js";

const RUNS = Number(process.env["RADIATUM_MUTATIONS"] ?? 1000);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const open = (text: string | Uint8Array): Promise<Recording> => atfReader.read(dropFile(memoryFile("made.atf", typeof text === "string" ? bytesOf(text) : text)), {});
const lines = (...rows: string[]): string => rows.join("\r\n") + "\r\n";

const TWO_SWEEPS = lines(
  "ATF\t1.0",
  "3\t5     ",
  '"AcquisitionMode=Episodic Stimulation"',
  '"SweepStartTimesMS=0.000,4000.000"',
  '"Signals="\t"IN 0"\t"Vm"\t"IN 0"\t"Vm"',
  '"Time (s)"\t"Trace #1 (nA)"\t"Trace #1 (mV)"\t"Trace #2 (nA)"\t"Trace #2 (mV)"',
  "0\t-0.5\t-65\t0.25\t-64",
  "5e-5\t0.5\t-65.5\t0.5\t-64.5",
  "1e-4\t1\t-66\t0.75\t-65",
);

describe("ATF, written here", () => {
  test("two sweeps of two signals: nA in pA, 0.05 ms a sample, starts from SweepStartTimesMS", async () => {
    const r = await open(TWO_SWEEPS);
    expect(r.sweeps.map((s) => [s.trial, s.channel, s.quantity, s.unit, s.samplePeriod, ...s.samples])).toEqual([
      [0, "IN 0", "current", "pA", 0.05, -500, 500, 1000],
      [0, "Vm", "potential", "mV", 0.05, -65, -65.5, -66],
      [1, "IN 0", "current", "pA", 0.05, 250, 500, 750],
      [1, "Vm", "potential", "mV", 0.05, -64, -64.5, -65],
    ]);
    expect(r.trials.map((t) => [t.start, Number(t.duration.toFixed(9))])).toEqual([[0, 0.15], [4000, 0.15]]);
    expect([r.issues, r.formatDetail]).toEqual([[], "Axon Text File 1.0, Episodic Stimulation"]);
  });

  test.each([
    ["decimal commas between tabs", TWO_SWEEPS.replace(/(\d)\.(\d)(?!00)/g, "$1,$2").replace("ATF\t1,0", "ATF\t1.0")],
    ["commas between cells", TWO_SWEEPS.replaceAll("\t", ",")],
    ["no quotes", TWO_SWEEPS.replaceAll('"', "")],
    ["line feeds only", TWO_SWEEPS.replaceAll("\r\n", "\n")],
    ["a byte order mark", "\uFEFF" + TWO_SWEEPS],
    ["times in ms", TWO_SWEEPS.replace("Time (s)", "Time (ms)").replace("5e-5\t", "0.05\t").replace("1e-4\t", "0.1\t")],
  ])("%s: the same recording", async (_, text) => {
    const [r, expected] = [await open(text), await open(TWO_SWEEPS)];
    expect(r.sweeps).toEqual(expected.sweeps);
    expect(r.trials).toEqual(expected.trials);
  });

  test("a shorter second sweep leaves empty cells: 2 samples, not 3", async () => {
    const r = await open(TWO_SWEEPS.replace("1e-4\t1\t-66\t0.75\t-65", "1e-4\t1\t-66\t\t"));
    expect(r.sweeps.map((s) => s.samples.length)).toEqual([3, 3, 2, 2]);
  });

  test("a last row that stops within a cell is left out, with its line in the issue", async () => {
    const r = await open(TWO_SWEEPS.slice(0, -8));
    expect(r.sweeps[0]!.samples).toHaveLength(2);
    expect(r.issues.map((i) => i.message)).toEqual([expect.stringMatching(/line 9, the last, ends after 4 of 5 columns/)]);
  });

  test("a word among the numbers is an empty sample, with line and column in the issue", async () => {
    const r = await open(TWO_SWEEPS.replace("-65.5", "oops"));
    expect(r.sweeps[1]!.samples[1]).toBeNaN();
    expect(r.issues[0]!.message).toMatch(/"oops" in line 8, column 3/);
  });

  test("starts for one of two sweeps: they are placed end to end, and a note says so", async () => {
    const r = await open(TWO_SWEEPS.replace("0.000,4000.000", "0.000"));
    expect(r.trials[1]!.start).toBeCloseTo(0.15, 9);
    expect(r.issues.map((i) => i.code)).toEqual(["atf-sweep-starts"]);
  });

  test("times that aren't even are told: 0, 1, 2, 3.5 ms stray by a fraction of their mean step", async () => {
    const r = await open(lines("ATF\t1.0", "0\t2", "Time (ms)\tVm (mV)", "0\t1", "1\t1", "2\t1", "3.5\t1"));
    expect(r.issues.map((i) => i.code)).toEqual(["atf-uneven-times"]);
  });

  test.each([
    ["ABF2 and more", "atf-not-atf"],
    ["ATF\t1.0\nmany\tcolumns\n", "atf-header"],
    ["ATF\t1.0\n0\t99999999\n", "atf-header"],
    ["ATF\t1.0\n0\t2\n\"Event\"\t\"Amplitude (pA)\"\n1\t20\n", "atf-no-time"],
    ["ATF\t1.0\n0\t2\nTime (s)\tVm (mV)\n", "atf-no-data"],
    ["ATF\t1.0\n0\t2\nTime (s)\tVm (mV)\n1\t2\n0\t3\n", "atf-no-clock"],
    ["ATF\t1.0\n99999\t2\n", "atf-no-time"],
  ])("%j is refused as %s", async (text, code) => {
    await expect(open(text)).rejects.toMatchObject({ kind: "unreadable", code });
  });

  test(`${RUNS} damaged copies: a recording or one clear refusal, with no more samples than characters`, async () => {
    const bytes = bytesOf(TWO_SWEEPS);
    const damage = fc.record({
      writes: fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.oneof(fc.constantFrom(9, 10, 13, 34, 44, 45, 46, 48, 57, 61, 0, 255), fc.nat(255))), { minLength: 1, maxLength: 12 }),
      cut: fc.option(fc.nat(bytes.length)),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ writes, cut }) => {
        const copy = bytes.slice(0, cut ?? bytes.length);
        for (const [at, value] of writes) if (at < copy.length) copy[at] = value;
        try {
          const r = await open(copy);
          const samples = r.sweeps.reduce((sum, s) => sum + s.samples.length, 0);
          if (!(samples <= 4 * copy.length && r.sweeps.every((s) => s.samplePeriod > 0))) throw new Error("more samples than text");
        } catch (error) {
          if (!(error instanceof RigError) || error.kind !== "unreadable") throw error;
        }
      }),
      { numRuns: RUNS, seed: 3 },
    );
  });

  // Quadratic reading would take minutes: quotes, tabs and brackets without partners, in one line and in many.
  test.each([
    ["an open quote before 200 000 tabs", `ATF\t1.0\n1\t2\n"${"\t".repeat(200_000)}\nTime (s)\n0\n`],
    ["a title of 200 000 spaces and brackets", `ATF\t1.0\n0\t2\nTime (s)\t${"( ".repeat(100_000)}x\n0\t1\n1\t2\n`],
    ["20 000 columns and 20 000 short rows", `ATF\t1.0\n0\t20000\nTime (s)${"\tVm (mV)".repeat(19_999)}\n${Array.from({ length: 20_000 }, (_, i) => i).join("\n")}\n`],
  ])("%s: ends at once", async (_, text) => {
    const done = await open(text).then(() => "read", (error: unknown) => (error instanceof RigError ? "refused" : "broken"));
    expect(["read", "refused"]).toContain(done);
  });
});

const samples = sampleFolder();
const file = (name: string): Uint8Array => new Uint8Array(readFileSync(`${samples ?? ""}${name}`));

interface Reference {
  readonly files: Record<string, { pyabf: { labels: string[]; sweeps: [number, number, number, number, number, number][][] } }>;
}

describe.skipIf(samples === undefined)("ATF files of Clampfit (needs ../shared/samples)", () => {
  const reference = JSON.parse(readFileSync(new URL("../../../validation/abf-reference.json", import.meta.url), "utf8")) as Reference;

  test.each([["atf/18702001-step.atf", 3, 2], ["atf/model_vc_step.atf", 20, 1]] as const)(
    "%s: %i sweeps of %i channels with pyABF's extremes, ends and sums",
    async (name, sweeps, channels) => {
      const r = await open(file(name));
      expect([r.trials.length, r.sweeps.length, r.sweeps[0]!.samplePeriod]).toEqual([sweeps, sweeps * channels, 0.05]);
      expect(r.issues.filter((i) => i.severity !== "note")).toEqual([]);
      const expected = reference.files[name]!.pyabf.sweeps;
      const factors = channels === 2 ? [1, 1e12] : [1]; // the second channel is labelled A; pA is canonical
      r.trials.forEach((_, trial) => {
        r.sweeps.filter((s) => s.trial === trial).forEach((s, c) => {
          const [n, sum, low, high, first, last] = expected[trial]![c]!;
          const values = Array.from(s.samples, (v) => v / factors[c]!);
          const scale = Math.max(Math.abs(low), Math.abs(high));
          expect(values).toHaveLength(n);
          const found = [Math.min(...values), Math.max(...values), values[0]!, values.at(-1)!];
          [low, high, first, last].forEach((v, i) => expect(Math.abs(found[i]! - v)).toBeLessThanOrEqual(1e-6 * scale));
          expect(Math.abs(values.reduce((a, b) => a + b, 0) - sum)).toBeLessThanOrEqual(2e-7 * n * scale);
        });
      });
    },
  );

  // Two exports of one recording: six digits of text against 16-bit integers.
  test("model_vc_step as ATF and as ABF2 are the same 20 sweeps within the 6 digits of the text", async () => {
    const atf = await open(file("atf/model_vc_step.atf"));
    const abf = await abfReader.read(dropFile(memoryFile("model_vc_step.abf", file("abf2/model_vc_step.abf"))), {});
    const recorded = abf.sweeps.filter((s) => s.channel === "IN 0");
    expect(atf.trials.map((t) => t.start)).toEqual(abf.trials.map((t) => t.start));
    atf.sweeps.forEach((s, i) => {
      let worst = 0;
      for (const [k, v] of s.samples.entries()) worst = Math.max(worst, Math.abs(v - recorded[i]!.samples[k]!) / Math.max(1, Math.abs(v)));
      expect(worst).toBeLessThan(1e-5);
    });
  });
});
