import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { describe, expect, test } from "vitest";
import { dropFile, memoryFile, read } from "#formats";
import { readProtocol } from "#protocol";
import type { Truth } from "./truth.js";
import { readTruth, writeTruth } from "./truth-file.js";
import { rejection } from "../testing/refusal.js";

const protocol = readProtocol("name: two trials\npipette: { dye: OGB-1 100 µM }");
/** Two trials of unequal length, with every bit of a float in use, failures, and a contact elsewhere. */
const truth: Truth = {
  protocol, interval: 0.1,
  quantities: [
    { name: "soma_v_mV", unit: "mV", about: "potential across the soma's membrane" },
    { name: "head_calcium_uM", unit: "µM", about: "free calcium in the head" },
  ],
  trials: [
    {
      trial: 0, stimulus: "EPSP", condition: "control",
      attempts: [
        {
          axon: "axon", spine: "spine", spike: 100.5, probability: 0.3, ready: 1, facilitation: 0,
          release: { time: 102.25, weight: 0.9 },
        },
        { axon: "axon", spike: 100.5, probability: 0.1 + 0.2, ready: 0, facilitation: 0.25, release: null },
      ],
      traces: [Float32Array.of(-70, -69.9, 1 / 3, -0), Float32Array.of(0.05, 1e-20, 3.4e38, 2)],
    },
    {
      trial: 1, stimulus: "AP", condition: "in µM Ni²⁺", attempts: [],
      traces: [Float32Array.of(-71, 7), Float32Array.of(0.06, 0.07)],
    },
  ],
};
const bytes = writeTruth(truth);

describe("the truth as a file", () => {
  test("is read back equal, to the bit, and has the same bytes each time", async () => {
    expect(await readTruth(bytes)).toEqual(truth);
    expect(writeTruth(structuredClone(truth))).toEqual(bytes);
  });

  test("has a row for each sample: trials from 1, times without binary noise, names with their unit", async () => {
    const rows = await parquetReadObjects({ file: bytes.slice().buffer });
    expect(rows).toHaveLength(6);
    expect(Object.keys(rows[0]!))
      .toEqual(["trial", "stimulus", "condition", "time_ms", "soma_v_mV", "head_calcium_uM"]);
    expect(rows[3]).toEqual({
      trial: 1, stimulus: "EPSP", condition: "control", time_ms: 0.3, soma_v_mV: -0, head_calcium_uM: 2,
    });
    expect(rows[4]).toMatchObject({ trial: 2, stimulus: "AP", condition: "in µM Ni²⁺", time_ms: 0, soma_v_mV: -71 });
  });

  test("says in its metadata what was done, what the columns are, and every attempt at release with units", () => {
    const found = parquetMetadata(bytes.slice().buffer).key_value_metadata?.find(({ key }) => key === "radiatum.truth");
    expect(JSON.parse(found!.value!)).toMatchObject({
      version: 1, protocol: { name: "two trials" }, interval_ms: 0.1,
      quantities: [{ name: "soma_v_mV", unit: "mV" }, { unit: "µM", about: "free calcium in the head" }],
      trials: [
        {
          trial: 1,
          attempts: [{ spine: "spine", spike_ms: 100.5, release: { time_ms: 102.25, weight: 0.9 } }, { release: null }],
        },
        { trial: 2, attempts: [] },
      ],
    });
  });

  test("is no recording: the bench says that it knows no such file", async () => {
    const error = await rejection(read(dropFile(memoryFile("pairing.truth.parquet", bytes))));
    expect(error).toMatchObject({ kind: "unreadable", code: "format-unknown" });
    expect((error as Error).message).toContain("pairing.truth.parquet: no known recording");
  });

  test("damaged or foreign bytes are refused, never half read", async () => {
    for (const wrong of [new Uint8Array(0), bytes.slice(0, -20), new TextEncoder().encode("PAR1 is not enough")]) {
      expect(await rejection(readTruth(wrong))).toMatchObject({ kind: "unreadable", code: "truth-unreadable" });
    }
    // Damage anywhere within: another answer of the same shape may come of it, but no other error.
    for (let at = 4; at < bytes.length; at += 7) {
      const damaged = bytes.slice();
      damaged[at] = (damaged[at] as number) ^ 0x55;
      const error = await rejection(readTruth(damaged));
      if (error !== undefined) expect(error).toMatchObject({ name: "RigError" });
    }
  });
});
