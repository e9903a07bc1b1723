import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Recording } from "#recording";
import { sampleFolder } from "../../../validation/samples.js";
import { dropFile, memoryFile } from "../source.js";
import { abfReader } from "./read.js";

/** n, sum, smallest, largest, first, last. */
type Figures = [number, number, number, number, number, number];
interface Reference {
  readonly files: Record<
    string,
    {
      pyabf: {
        creator: string;
        startedAt: string;
        names: string[];
        units: string[];
        tags: [number, string][];
        commands: { dac: number; sweep: number; runs: [number, number][] | null }[];
        sweeps: Figures[][];
      };
      neo: { samplingRate: number; starts: number[]; firstAndLastSweep: Figures[][] };
    }
  >;
}

const samples = sampleFolder();
const reference = JSON.parse(readFileSync(new URL("../../../validation/abf-reference.json", import.meta.url), "utf8")) as Reference;
const FILES = Object.keys(reference.files).filter((name) => name.endsWith(".abf"));
const FACTOR: Record<string, number> = { V: 1e3, mV: 1, pA: 1 };

const cache = new Map<string, Promise<Recording>>();
function open(name: string): Promise<Recording> {
  const bytes = new Uint8Array(readFileSync(`${samples ?? ""}${name}`));
  const recording = cache.get(name) ?? abfReader.read(dropFile(memoryFile(name, bytes)), {});
  cache.set(name, recording);
  return recording;
}

const recorded = (r: Recording, names: readonly string[], trial: number) => names.map((name) => r.sweeps.find((s) => s.trial === trial && s.channel === name)!);

function figures(values: Float32Array | Float64Array): Figures {
  let [sum, low, high] = [0, Infinity, -Infinity];
  for (const v of values) {
    sum += v;
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  return [values.length, sum, low, high, values[0]!, values.at(-1)!];
}

/** Seven digits were kept of each figure; a sum that nearly cancels is held to its largest terms. */
function expectFigures(found: Figures, expected: Figures, factor: number): void {
  const [n, ...rest] = expected;
  expect(found[0]).toBe(n);
  const largest = Math.max(Math.abs(expected[2]), Math.abs(expected[3])) * factor;
  rest.forEach((value, i) => {
    const tolerance = i === 0 ? Math.max(1e-6 * Math.abs(value * factor), 2e-7 * n * largest) : 1e-6 * largest;
    expect(Math.abs(found[i + 1]! - value * factor)).toBeLessThanOrEqual(tolerance);
  });
}

describe.skipIf(samples === undefined)("ABF files of real rigs (needs ../shared/samples)", () => {
  test.each(FILES)("%s: every sweep and channel has pyABF's count, sum, extremes and ends", async (name) => {
    const r = await open(name);
    const { pyabf } = reference.files[name]!;
    const unit = pyabf.units;
    expect(r.trials).toHaveLength(pyabf.sweeps.length);
    pyabf.sweeps.forEach((channels, trial) => {
      recorded(r, pyabf.names, trial).forEach((sweep, c) => {
        const factor = sweep.quantity === "trigger" ? 1 : FACTOR[unit[c]!]!;
        expectFigures(figures(sweep.samples), channels[c]!, factor);
      });
    });
    expect(r.provenance.program).toBe(pyabf.creator.replace(/ 0\.0\.0\.0$/, ""));
    expect(r.startedAt).toBe(pyabf.startedAt);
  });

  test.each(FILES)("%s: first and last sweep agree with neo, and so do sample rate and the starts of all sweeps", async (name) => {
    const r = await open(name);
    const { neo, pyabf } = reference.files[name]!;
    [0, r.trials.length - 1].forEach((trial, i) => {
      recorded(r, pyabf.names, trial).forEach((sweep, c) => {
        const factor = sweep.quantity === "trigger" ? 1 : FACTOR[pyabf.units[c]!]!;
        expectFigures(figures(sweep.samples), neo.firstAndLastSweep[i]![c]!, factor);
        expect(1000 / sweep.samplePeriod).toBeCloseTo(neo.samplingRate, 9);
      });
    });
    neo.starts.forEach((start, trial) => expect(r.trials[trial]!.start).toBeCloseTo(1000 * start, 6));
  });

  test.each(FILES)("%s: commands made of steps are those of pyABF, stretch by stretch", async (name) => {
    const r = await open(name);
    for (const { dac, sweep, runs } of reference.files[name]!.pyabf.commands) {
      const command = r.sweeps.filter((s) => s.trial === sweep && s.quantity.startsWith("command") && /^(Cmd|Iimp)/.test(s.channel))[dac]!;
      if (runs === null) continue; // ramps, where pyABF is off by a sample: see user-list-durations below
      let at = 0;
      for (const [value, length] of runs) {
        expect(command.samples.subarray(at, at + length).every((v) => v === value)).toBe(true);
        at += length;
      }
      expect(at).toBe(command.samples.length);
    }
  });

  test("File_axon_7 is sampled at 403.2258 Hz: 2.48 ms a sample, not 1/403 s", async () => {
    const r = await open("abf2/File_axon_7.abf");
    expect(r.sweeps[0]!.samplePeriod).toBe(2.48);
  });

  test("File_axon_7: sweeps start 8.928 s apart where the protocol says 10 s, and the issue gives both", async () => {
    const r = await open("abf2/File_axon_7.abf");
    expect(r.trials[1]!.start - r.trials[0]!.start).toBeCloseTo(144_001 * 0.062, 6);
    expect(r.issues.find((i) => i.code === "abf-sweep-interval")?.message).toMatch(/8\.928 s apart.*10 s/);
  });

  // The rig recorded its own output as floating-point numbers on a second channel: steps, ramps up and down, level
  // increments and a user list of durations (4000, 6000, 6000 samples for epoch E).
  test("user-list-durations: the reconstructed command is the recorded one to 0.00002 mV, ramps included, in all 3 sweeps", async () => {
    const r = await open("abf2/user-list-durations.abf");
    for (let trial = 0; trial < 3; trial++) {
      const copy = r.sweeps.find((s) => s.trial === trial && s.channel === "AO #0")!;
      const command = r.sweeps.find((s) => s.trial === trial && s.channel === "Cmd 0")!;
      expect(copy.quantity).toBe("command potential");
      expect(command.samples).toHaveLength(51_612);
      let worst = 0;
      for (const [i, v] of command.samples.entries()) worst = Math.max(worst, Math.abs(v - copy.samples[i]!));
      expect(worst).toBeLessThan(2e-5);
    }
  });

  test("multichannelAbf1WithTags: two tags, +TGOT at 173.9776 s and -TGOT at 294.8608 s, in sweeps of 2 s", async () => {
    const r = await open("abf1/multichannelAbf1WithTags.abf");
    const tags = r.events.filter((e) => e.kind === "tag");
    expect(tags.map((e) => e.target)).toEqual(["+TGOT", "-TGOT"]);
    tags.forEach((e, i) => {
      const time = r.trials[e.trial]!.start + e.start;
      expect(time / 1000).toBeCloseTo(reference.files["abf1/multichannelAbf1WithTags.abf"]!.pyabf.tags[i]![0], 9);
      expect(e.trial).toBe(Math.floor(time / 2000));
    });
  });

  test("multichannelAbf1WithTags: held at -50 mV; its command is left out with a note, because Clampfit dropped the source", async () => {
    const r = await open("abf1/multichannelAbf1WithTags.abf");
    expect(r.conditions[0]!.holding).toBe(-50);
    expect(r.sweeps.some((s) => s.channel === "Cmd 0")).toBe(false);
    expect(r.issues.find((i) => i.code === "abf-command")?.message).toMatch(/"Cmd 0" is left out/);
  });

  test("2018_12_15_0000: the words 169 and 86 raise OUT 0, 3, 5, 7 in epoch A and OUT 1, 2, 4, 6 in B, 50 ms each, in 10 sweeps", async () => {
    const r = await open("abf2/2018_12_15_0000.abf");
    const pulses = r.events.filter((e) => e.trial === 4).map((e) => [e.target, Number(e.start.toFixed(6)), Number(e.duration.toFixed(6))]);
    const a = [0, 3, 5, 7].map((line) => [`digital OUT ${line}`, 3.1, 50]);
    const b = [1, 2, 4, 6].map((line) => [`digital OUT ${line}`, 53.1, 50]);
    expect(pulses).toEqual([...a, ...b]);
    expect(r.events).toHaveLength(80);
  });

  test("File_axon_3: OUT 3 rises with epochs B and D, 25 samples each, in all 5 sweeps; OUT 4 stays at its holding state", async () => {
    const r = await open("abf1/File_axon_3.abf");
    const first = r.events.filter((e) => e.trial === 0);
    expect(first.map((e) => [e.target, Number(e.start.toFixed(6)), Number(e.duration.toFixed(6))])).toEqual([
      ["digital OUT 3", 16.1, 1.25],
      ["digital OUT 3", 17.85, 1.25],
    ]);
    expect(r.events).toHaveLength(10);
  });

  test("17o05027_ic_ramp: a current command in pA, no holding potential; the second sweep starts from the first one's last level", async () => {
    const r = await open("abf2/17o05027_ic_ramp.abf");
    const [first, second] = r.sweeps.filter((s) => s.channel === "Cmd 0");
    expect([first!.quantity, first!.unit, r.conditions[0]!.holding]).toEqual(["command current", "pA", undefined]);
    expect(second!.samples[311]).toBe(0);
    expect(second!.samples[312]).toBeCloseTo(10 / 19_300, 9);
    expect(second!.samples[19_611]).toBe(10);
    expect(second!.samples[19_999]).toBe(10);
  });
});
