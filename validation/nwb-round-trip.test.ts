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
    expect(comparable(await reread(await writeNwb(recording, options)))).toEqual(comparable(recording));
  });

  test.each(nwbCases)("$name: gives the same bytes twice", async ({ recording, options }) => {
    const first = await writeNwb(recording, options);
    const second = await writeNwb(structuredClone(recording), options);
    expect(Buffer.compare(first, second)).toBe(0);
  });
});
