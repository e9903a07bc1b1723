import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Issue, Recording, StimulusEvent, Sweep } from "#recording";
import { dropFile, memoryFile } from "../source.js";
import { abfReader } from "./read.js";
import { writeAbf } from "./write.js";

const potential = { quantity: "potential", unit: "mV" } as const;
const current = { quantity: "current", unit: "pA" } as const;

function sweep(trial: number, channel: string, samples: readonly number[], of: Partial<Sweep> = potential): Sweep {
  return { trial, channel, start: 0, samplePeriod: 0.05, ...potential, ...of, samples: Float32Array.from(samples) };
}

function shock(trial: number, start: number, of: Partial<StimulusEvent> = {}): StimulusEvent {
  return { trial, start, duration: 0, kind: "synaptic", target: "Schaffer", source: "protocol", ...of };
}

const recording: Recording = {
  name: "cell", format: "simulated", formatDetail: "made", startedAt: "2026-03-04T15:06:07.089", sweepOffset: 0, lineScans: [], images: [],
  trials: [0, 10_000, 20_000.25].map((start, index) => ({ index, start, duration: 0.2, condition: "unnamed", protocol: "EPSP" })),
  sweeps: [0, 1, 2].flatMap((k) => [
    sweep(k, "IN 0", [-70.1, -69.2, -68.3 + k, -67.4], potential), sweep(k, "IN 1", [0.1, -5.5, 1e-3 * k, 7e8], current),
  ]),
  events: [0, 1, 2].flatMap((k) => [shock(k, 0.1), shock(k, 0.1 + 1000 / 66)]),
  conditions: [{ name: "unnamed", drugs: [], holding: -70 }],
  provenance: { simulated: true, files: [], settings: {} }, issues: [],
};

function written(of: Recording): { bytes: Uint8Array; losses: string[] } {
  const losses: string[] = [];
  return { bytes: writeAbf(of, { onIssue: (issue: Issue) => losses.push(issue.message) }), losses };
}

async function back(of: Recording): Promise<Recording> {
  const drop = dropFile(memoryFile("back.abf", writeAbf(of)));
  expect(await abfReader.recognises(drop)).toBe(true);
  return abfReader.read(drop, {});
}

describe("writeAbf, read by our own reader", () => {
  test("three sweeps of two channels come back with every bit, start, protocol, holding, date and unit, and no issue", async () => {
    const read = await back(recording);
    expect(read.sweeps).toEqual(recording.sweeps);
    expect(read.trials).toEqual(recording.trials);
    expect(read.conditions).toEqual(recording.conditions);
    expect(read.startedAt).toBe(recording.startedAt);
    expect(read.provenance.program).toBe("Radiatum");
    expect([read.format, read.issues]).toEqual(["abf2", []]);
  });

  test("six shocks come back as tags, at their time to half a microsecond, with kind and target", async () => {
    const read = await back(recording);
    expect(read.events.map(({ trial, kind, target }) => ({ trial, kind, target })))
      .toEqual(recording.events.map(({ trial }) => ({ trial, kind: "tag", target: "synaptic Schaffer" })));
    read.events.forEach((event, i) => { expect(Math.abs(event.start - recording.events[i]!.start)).toBeLessThanOrEqual(0.000501); });
  });

  test("what ABF has no place for is reported, each once; what fits is not", () => {
    expect(written({ ...recording, events: [] }).losses).toEqual([]);
    const { losses } = written({
      ...recording, startedAt: "yesterday", trials: recording.trials.map((t, i) => ({ ...t, protocol: `P${i}`, condition: i > 1 ? "APV" : "control" })),
      conditions: [{ name: "control", drugs: [], holding: -70 }, { name: "APV", drugs: [], holding: -50 }],
      events: [shock(0, 0, { duration: 0.2 }), shock(1, 0, { kind: "tag", target: "β".repeat(40) })],
      images: [{ name: "field", width: 1, height: 1, pixels: new Uint8Array(1) }],
    });
    expect(losses.map((loss) => loss.split(" ").slice(0, 3).join(" "))).toEqual([
      "there is no", "protocols of trials", "holding potentials are", "the tag \"ββββββββββββββββββββββββββββββββββββββββ\"",
      "durations and amplitudes", "line scans and", "conditions are left",
    ]);
  });

  test("µ is the byte B5 of Axon's programs, β is UTF-8, and both are read", async () => {
    const [first, second] = ["Vm µ", "Vm β"];
    const of = { ...recording, sweeps: recording.trials.flatMap(({ index }) => [sweep(index, first, [1]), sweep(index, second, [2])]) };
    expect((await back(of)).sweeps).toEqual(of.sweeps);
    const text = new TextDecoder("latin1").decode(writeAbf(of));
    expect([text.includes("Vm \xb5\0"), text.includes("Vm \xce\xb2\0")]).toEqual([true, true]);
  });

  test("a comment is cut between characters, to 56 bytes: 28 of 40 β", async () => {
    const read = await back({ ...recording, events: [shock(1, 0, { kind: "tag", target: "β".repeat(40) })] });
    expect(read.events.map((e) => e.target)).toEqual(["β".repeat(28)]);
  });

  test("commands are named so that they are read as commands, and holding of current clamp is not read as a potential", async () => {
    const steps = recording.trials.map(({ index }) => sweep(index, "step", [0, 100, 100, 0], { quantity: "command current", unit: "pA" }));
    const read = await back({ ...recording, sweeps: [...recording.sweeps.filter((s) => s.quantity === "potential"), ...steps] });
    expect(read.sweeps.filter((s) => s.quantity === "command current").map((s) => [s.channel, ...s.samples])).toEqual(steps.map((s) => ["Cmd 0 step", ...s.samples]));
    expect(read.conditions).toEqual([{ name: "unnamed", drugs: [] }]);
  });

  test("a clock that begins before 0 begins at 0, stimuli keep their distance from their trials", async () => {
    const early = { ...recording, trials: recording.trials.map((t) => ({ ...t, start: t.start - 500 })) };
    const read = await back(early);
    expect(read.trials.map((t) => t.start)).toEqual([0, 10_000, 20_000.25]);
    expect(read.events[1]!.start).toBeCloseTo(0.1 + 1000 / 66, 3);
    expect(written(early).losses).toContain("the clock begins 500 ms earlier, so that no trial starts before 0");
  });

  test("trial 600 of a session of 100 minutes starts at 5 990 000 ms to 5 µs", async () => {
    const trials = Array.from({ length: 600 }, (_, index) => ({ ...recording.trials[0]!, index, start: 10_000 * index + 0.01 }));
    const read = await back({ ...recording, events: [], trials, sweeps: trials.map(({ index }) => sweep(index, "IN 0", [index, 0, 0, 0])) });
    expect(read.trials).toHaveLength(600);
    expect(Math.abs(read.trials[599]!.start - 5_990_000.01)).toBeLessThan(0.0051);
    expect(read.sweeps[599]!.samples[0]).toBe(599);
  });

  // Names that a person might give; a name of spaces alone, or one that says "command" or "trigger", means something else to the reader.
  const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 µéβ_]{0,20}[a-z0-9]$/u).filter((s) => !/^(AO|Cmd)|stim|trig|ttl|gate|sync|shutter|frame|line/iu.test(s));
  test("200 recordings of 1 to 4 channels, 1 to 5 trials and 1 to 50 samples come back with every value", async () => {
    await fc.assert(fc.asyncProperty(
      fc.uniqueArray(name, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 50 }),
      fc.constantFrom(0.01, 0.02, 0.05, 0.1, 0.125, 1), fc.infiniteStream(fc.float({ noNaN: true, noDefaultInfinity: true })),
      async (names, count, length, samplePeriod, values) => {
        const trials = Array.from({ length: count }, (_, index) => ({ ...recording.trials[0]!, index, start: 2000 * index }));
        const sweeps = trials.flatMap(({ index }) => names.map((channel, i) => ({
          ...sweep(index, channel, Array.from({ length }, () => (values.next().value as number) + 0), i % 2 ? current : potential), samplePeriod,
        })));
        const read = await back({ ...recording, trials, sweeps, events: [], conditions: [{ name: "unnamed", drugs: [] }] });
        expect(read.sweeps).toEqual(sweeps);
        expect(read.issues).toEqual([]);
      },
    ), { numRuns: 200, seed: 4 });
  });

  test("a period that 32 bits don't hold, 1/30 ms, is reported with what is read in its place", async () => {
    const of = { ...recording, sweeps: recording.sweeps.map((s) => ({ ...s, samplePeriod: 1 / 30 })) };
    const read = await back(of);
    expect(Math.abs(read.sweeps[0]!.samplePeriod * 30 - 1)).toBeLessThan(1e-7);
    expect(written(of).losses).toContain(`the sample period of ${1 / 30} ms is stored in 32 bits, and read as ${read.sweeps[0]!.samplePeriod} ms`);
  });

  test("equal recordings give equal bytes, in whole blocks of 512", () => {
    expect(writeAbf(recording)).toEqual(writeAbf(recording));
    expect(writeAbf(recording).length % 512).toBe(0);
  });
});

describe("writeAbf refuses", () => {
  const uneven: readonly [string, (sweeps: readonly Sweep[]) => readonly Sweep[]][] = [
    ["a trial without a channel", (s) => s.slice(1)],
    ["a channel that is twice in a trial", (s) => [...s, s[0]!]],
    ["a sweep with a sample less", (s) => [...s.slice(0, 5), { ...s[5]!, samples: s[5]!.samples.subarray(1) }]],
    ["a sweep with another period", (s) => [...s.slice(0, 5), { ...s[5]!, samplePeriod: 0.1 }]],
    ["a sweep that begins later", (s) => [...s.slice(0, 5), { ...s[5]!, start: 3 }]],
    ["a channel that changes its unit", (s) => [...s.slice(0, 5), { ...s[5]!, unit: "nA" }]],
  ];
  test.each(uneven)("%s, in a sentence with trial and channel", (_, change) => {
    expect(() => writeAbf({ ...recording, sweeps: change(recording.sweeps) }))
      .toThrow(expect.objectContaining({ kind: "refused", code: "abf-uneven-sweeps", message: expect.stringMatching(/trial [13], channel "IN [01]" has/u) as string }));
  });

  test("a recording without sweeps", () => {
    expect(() => writeAbf({ ...recording, sweeps: [] })).toThrow(expect.objectContaining({ kind: "refused", code: "abf-nothing-to-write" }));
  });
});
