import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { dropFile, memoryFile, type Drop } from "#formats";
import { nwbReader } from "../src/formats/nwb/index.js";

/** Files by pynwb and h5py, made by nwb-foreign.py, whose readings count 0 to 96 and over again. */
const dropOf = (name: string): Drop =>
  dropFile(memoryFile(name, new Uint8Array(readFileSync(fileURLToPath(new URL(`nwb/${name}`, import.meta.url))))));
const readings = (from: number, count: number, value = (k: number): number => k): number[] => Array.from({ length: count }, (_, i) => value((from + i) % 97));

/** A conversion in the file is a decimal; doubles and singles keep so much of it. */
function expectNear(found: ArrayLike<number>, expected: readonly number[], relative: number): void {
  expect(found.length).toBe(expected.length);
  expected.forEach((value, i) => expect(Math.abs((found[i] ?? NaN) - value)).toBeLessThanOrEqual(relative * Math.max(1, Math.abs(value))));
}

describe("a file of sweeps with icephys tables", async () => {
  const recording = await nwbReader.read(dropOf("icephys-tables.nwb"), {});

  test("has the three simultaneous recordings as trials, 20 ms each at 0, 2.5 and 5 s", () => {
    expect(recording.trials.map(({ start, duration, protocol }) => [start, duration, protocol])).toEqual([
      [0, 20, "step"],
      [2500, 20, "step"],
      [5000, 20, "ramp"],
    ]);
    expect(recording.lineScans).toEqual([]);
    expect(recording.startedAt).toBe("2020-02-03T04:05:06+00:00");
  });

  test("gives big-endian int16 with conversion and offset in mV: 0.5 mV a step from −70 mV", () => {
    const responses = recording.sweeps.filter((sweep) => sweep.quantity === "potential");
    expect(responses.map((sweep) => [sweep.trial, sweep.channel, sweep.unit, sweep.start, sweep.samplePeriod])).toEqual([0, 1, 2].map((trial) => [trial, "index elec0", "mV", 0, 0.1]));
    for (const { samples } of responses) expectNear(samples, readings(0, 200, (k) => 0.5 * k - 70), 1e-6);
  });

  test("gives shuffled and deflated doubles of amperes in pA, and the second electrode apart from the first", () => {
    const commands = recording.sweeps.filter((sweep) => sweep.quantity === "command current");
    expect(commands).toHaveLength(3);
    for (const { samples } of commands) expectNear(samples, readings(0, 200), 1e-12);
    const other = recording.sweeps.filter((sweep) => sweep.quantity === "current");
    expect(other.map(({ trial, channel }) => [trial, channel])).toEqual([[1, "other elec1"]]);
    expectNear(other[0]?.samples ?? [], readings(0, 200), 1e-6);
  });
});

test("without tables, sweeps of one number belong together", async () => {
  const { trials, sweeps } = await nwbReader.read(dropOf("icephys-sweeps.nwb"), {});
  expect(trials.map(({ start, duration }) => [start, duration])).toEqual([0, 2500, 5000].map((start) => [start, 20]));
  expect(sweeps.map((sweep) => sweep.trial)).toEqual([0, 0, 1, 1, 1, 2, 2]);
});

describe("a file of line scans by other programs", async () => {
  const recording = await nwbReader.read(dropOf("line-scans.nwb"), {});
  const scanOf = (name: string) => recording.lineScans.find((scan) => scan.name === name);

  test("takes trials from the windows of the trials table: four of 500 ms", () => {
    expect(recording.trials.map(({ start, duration }) => [start, duration])).toEqual([0, 1, 2, 3].map((s) => [1000 * s, 500]));
  });

  test("reads images of one row by their timestamps: 25 lines of 12 pixels, 4 ms apart, 100 ms into each trial", () => {
    const scan = scanOf("scan_y1");
    expect(scan?.pixelsPerLine).toBe(12);
    expect(scan?.timing.period).toBe(4);
    expect(scan?.timing.source).toBe("/acquisition/scan_y1, timestamps");
    expect(scan?.channels).toEqual([{ name: "scan_y1", dye: "OGB-1" }]);
    expect(scan?.trials.map(({ trial, lines, start }) => [trial, lines, start])).toEqual([0, 1, 2, 3].map((trial) => [trial, 25, 100]));
    scan?.trials.forEach(({ pixels }, i) => expect([...(pixels[0] ?? [])]).toEqual(readings(i * 25 * 12, 300)));
    expect(scan?.trials[0]?.pixels[0]).toBeInstanceOf(Uint16Array);
  });

  test("says that the plane's 200 Hz contradict lines 4 ms apart, and keeps 5 ms as an alternative", () => {
    const timing = scanOf("scan_y1")?.timing;
    expect(timing?.alternatives).toEqual([expect.objectContaining({ period: 5 })]);
    expect(timing?.contradictions).toEqual([expect.stringContaining("4 ms apart")]);
    expect(recording.issues.map((issue) => issue.code)).toContain("nwb-line-period-contradicted");
  });

  test("reads images of one column of 64-bit integers, cut from a series that runs through all trials: 125 lines each", () => {
    const scan = scanOf("scan_x1");
    expect(scan?.pixelsPerLine).toBe(7);
    expect(scan?.timing.period).toBe(4);
    scan?.trials.forEach(({ lines, start, pixels }, i) => {
      expect([lines, start]).toEqual([125, 0]);
      expect([...(pixels[0] ?? [])]).toEqual(readings(i * 250 * 7, 125 * 7));
    });
  });

  test("offers 500 rows a second of 16 half-precision values as a line scan, and says that it guesses", () => {
    const scan = scanOf("plain_lines");
    expect(scan?.trials.map(({ lines }) => lines)).toEqual([250, 250, 250, 250]);
    expect([...(scan?.trials[3]?.pixels[0] ?? [])]).toEqual(readings(3 * 500 * 16, 250 * 16));
    expect(recording.issues.filter((issue) => issue.code === "nwb-line-scan-offered")).toHaveLength(1);
  });

  test("leaves out frames and slow tables, by name, and keeps the running speed as a trace in its own unit", () => {
    expect(recording.lineScans).toHaveLength(3);
    const left = recording.issues.filter((issue) => issue.code === "nwb-series-not-read").map((issue) => issue.message.split(" ")[0]);
    expect(left).toEqual(["/acquisition/frames", "/acquisition/slow_matrix"]);
    expect(recording.sweeps.map(({ trial, quantity, unit, samples }) => [trial, quantity, unit, [...samples]])).toEqual(
      [0, 1, 2, 3].map((i) => [i, "other", "cm/s", readings(10 * i, 5)]),
    );
  });
});

test.each(["one-trial.nwb", "user-block.nwb"])("%s: a single series is one trial from its first sample on, and a note says so", async (name) => {
  expect(await nwbReader.recognises(dropOf(name))).toBe(true);
  const { trials, sweeps, issues } = await nwbReader.read(dropOf(name), {});
  expect(trials.map(({ start, duration }) => [start, duration])).toEqual([[1000, 300]]);
  expectNear(sweeps[0]?.samples ?? [], readings(0, 300), 1e-6);
  expect(issues.map((issue) => issue.code)).toEqual(["nwb-one-trial"]);
});

test("an HDF5 file of another kind isn't recognised, and reading it anyway names what is missing", async () => {
  expect(await nwbReader.recognises(dropOf("not-nwb.h5"))).toBe(false);
  await expect(nwbReader.read(dropOf("not-nwb.h5"), {})).rejects.toMatchObject({ name: "RigError", kind: "unreadable", code: "nwb-not-nwb" });
});

describe("what can't be read says why", () => {
  const whole = new Uint8Array(readFileSync(fileURLToPath(new URL("nwb/one-trial.nwb", import.meta.url))));

  test("a file cut after 10,000 of its bytes is still recognised, and refused as cut short or damaged", async () => {
    const cut = dropFile(memoryFile("cut.nwb", whole.slice(0, 10_000)));
    expect(await nwbReader.recognises(cut)).toBe(true);
    await expect(nwbReader.read(cut, {})).rejects.toMatchObject({ kind: "unreadable", code: "nwb-not-hdf5", message: expect.stringMatching(/^cut\.nwb: .*cut short or damaged/) as string });
  });

  test("a file of 3 GB is refused by its size, before a byte of it is taken into memory", async () => {
    let taken = 0;
    const read = (from: number, to: number): Promise<Uint8Array> => {
      taken += to - from;
      return Promise.resolve(whole.subarray(from, to));
    };
    const drop = dropFile({ path: "huge.nwb", size: 3e9, read });
    await expect(nwbReader.read(drop, {})).rejects.toMatchObject({ kind: "unreadable", code: "nwb-too-large" });
    expect(taken).toBeLessThan(4e6);
  });

  test("of a folder with two NWB files the first is read, and the other named", async () => {
    const files = ["a/first.nwb", "a/second.nwb", "a/notes.txt"].map((path) => memoryFile(path, path.endsWith(".nwb") ? whole : new Uint8Array(3)));
    const folder: Drop = { name: "a", kind: "folder", files, siblings: [] };
    expect(await nwbReader.recognises(folder)).toBe(true);
    const { provenance, issues } = await nwbReader.read(folder, {});
    expect(provenance.files).toEqual([{ path: "a/first.nwb", bytes: whole.length }]);
    expect(issues.find((issue) => issue.code === "nwb-several-files")?.message).toContain("a/second.nwb");
  });

  test.each([
    ["an empty file", new Uint8Array(0)],
    ["text", new TextEncoder().encode("nwb_version NWBFile")],
  ])("%s isn't recognised", async (_, bytes) => {
    expect(await nwbReader.recognises(dropFile(memoryFile("x.nwb", bytes)))).toBe(false);
  });
});
