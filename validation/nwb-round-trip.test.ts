import { describe, expect, test } from "vitest";
import type { Recording } from "#recording";
import { dropFile, memoryFile } from "#formats";
import { nwbReader, writeNwb } from "../src/formats/nwb/index.js";
import { nwbCases } from "./nwb-cases.js";

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
  test.each(nwbCases.slice(0, 3))("$name: gives the same bytes a second later", async ({ recording, options }) => {
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
