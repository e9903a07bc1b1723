import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Recording } from "#recording";
import { dropFile, memoryFile, read, type Drop } from "#formats";
import { nwbReader, writeNwb } from "../src/formats/nwb/index.js";
import { nwbCases } from "./nwb-cases.js";
import { sampleFolder } from "./samples.js";

/** What a file tells of itself rather than of the recording: the README of the format lists it as not carried. */
function comparable(recording: Recording): Recording {
  const { experiment, settings, ...provenance } = recording.provenance;
  // People, animal and keywords, and the script of provenance that every file has, are written even where nothing was known.
  const own = Object.fromEntries(Object.entries(settings).filter(([name]) => !name.startsWith("NWB ")));
  const script = experiment?.includes('"seed"') ? { experiment } : {};
  return { ...recording, format: "", formatDetail: "", provenance: { ...provenance, files: [], settings: own, ...script } };
}

const reread = async (bytes: Uint8Array): Promise<Recording> => nwbReader.read(dropFile(memoryFile("session.nwb", bytes)), {});

describe("a recording written as NWB", () => {
  test.each(nwbCases)("$name: comes back equal, to the last bit of every reading and time", async ({ recording, options }) => {
    expect(comparable(await reread(await writeNwb(recording, options)))).toStrictEqual(comparable(recording));
  });

  // The clock moves on between the two writings, and HDF5 would stamp it into every dataset.
  test.each(nwbCases.slice(1, 2))("$name: gives the same bytes a second later", async ({ recording, options }) => {
    const first = await writeNwb(recording, options);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const second = await writeNwb(structuredClone(recording), options);
    expect(Buffer.compare(first, second)).toBe(0);
  });

  test("read and written once more, it keeps animal, people and regions", async () => {
    const [, full] = nwbCases;
    const once = await reread(await writeNwb(full?.recording ?? nwbCases[0]!.recording, full?.options));
    const twice = await reread(await writeNwb(once));
    expect(twice.provenance.settings).toEqual(once.provenance.settings);
    expect(twice.provenance.settings["NWB subject/species"]).toBe("Rattus norvegicus");
    expect(twice.regions).toEqual(once.regions);
  });

  test("one count more in one pixel is another file with another identifier", async () => {
    const { recording } = nwbCases[0]!;
    const changed = structuredClone(recording);
    changed.lineScans[0]!.trials[0]!.pixels[0]![0]! += 1;
    expect(Buffer.compare(await writeNwb(recording), await writeNwb(changed))).not.toBe(0);
  });
});

const samples = sampleFolder() ?? "";

describe.skipIf(samples === "")("real recordings (skipped where ../shared/samples is missing)", () => {
  const folderDrop = (folder: string): Drop => {
    const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => statSync(join(folder, path)).isFile());
    return { name: "session", kind: "folder", files: paths.sort().map((path) => memoryFile(path, new Uint8Array(readFileSync(join(folder, path))))), siblings: [] };
  };
  /** Sweeps are kept trial by trial, events in the order of time within their trial. */
  const inTime = (recording: Recording): Recording => ({
    ...comparable(recording),
    sweeps: [...recording.sweeps].sort((a, b) => a.trial - b.trial),
    events: [...recording.events].sort((a, b) => a.trial - b.trial || a.start - b.start),
  });

  test.each(["bruker-prairie/LineScan-11182022-1250-763", "bruker-prairie/LineScan-03142018-1454-2042"])("%s comes back equal from NWB", async (name) => {
    const recording = await read(folderDrop(join(samples, name)));
    expect(inTime(await reread(await writeNwb(recording)))).toEqual(inTime(recording));
  });

  test("abf2/17o05027_ic_ramp.abf comes back equal from NWB", async () => {
    const recording = await read(dropFile(memoryFile("ramp.abf", new Uint8Array(readFileSync(join(samples, "abf2/17o05027_ic_ramp.abf"))))));
    expect(inTime(await reread(await writeNwb(recording)))).toEqual(inTime(recording));
  });
});

describe("what can't be written is refused", () => {
  const { recording } = nwbCases[0]!;
  test.each<[string, Recording, object | undefined, string]>([
    ["a region beyond the line", recording, { regions: [{ name: "r", structure: "spine", from: 20, to: 24 }] }, "nwb-region-outside"],
    ["a region of no line scan", recording, { regions: [{ name: "r", structure: "spine", from: 0, to: 1, scan: "x" }] }, "nwb-region-scan-unknown"],
    ["trials that start together", { ...recording, trials: recording.trials.map((trial) => ({ ...trial, start: 0 })) }, undefined, "nwb-trials-out-of-order"],
    ["lines that overlap the next trial's", { ...recording, trials: recording.trials.map((trial) => ({ ...trial, start: trial.index })) }, undefined, "nwb-lines-out-of-order"],
    ["a sweep without sampling interval", { ...recording, sweeps: recording.sweeps.map((sweep) => ({ ...sweep, samplePeriod: 0 })) }, undefined, "nwb-sweep-without-clock"],
    ["a sweep of a trial that isn't there", { ...recording, sweeps: recording.sweeps.map((sweep) => ({ ...sweep, trial: 7 })) }, undefined, "nwb-trial-unknown"],
  ])("%s", async (_, wrong, options, code) => {
    await expect(writeNwb(wrong, options)).rejects.toMatchObject({ name: "RigError", kind: "refused", code });
  });
});
