import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { dropFile, memoryFile } from "#formats";
import { nwbReader } from "../src/formats/nwb/index.js";

/** The same session of three trials written by pynwb 2.8.2 and by h5wasm from the layout's description. */
const folder = fileURLToPath(new URL("../../shared/oracles/nwb/", import.meta.url));
const present = existsSync(folder);
if (!present && process.env["CI"]) throw new Error("the reference recordings (../shared/oracles/nwb) are missing: CI must not skip them");

describe.skipIf(!present)("the reference session (skipped where ../shared/oracles/nwb is missing)", () => {
  test.each(["reference.nwb", "reference-h5wasm.nwb"])("%s holds what its description says", async (name) => {
    const drop = dropFile(memoryFile(name, new Uint8Array(readFileSync(`${folder}${name}`))));
    expect(await nwbReader.recognises(drop)).toBe(true);
    const recording = await nwbReader.read(drop, {});
    expect(recording.issues).toEqual([]);
    expect(recording.startedAt).toBe("1999-03-15T10:00:00+00:00");
    expect(recording.provenance.simulated).toBe(true);
    expect(JSON.parse(recording.provenance.experiment ?? "")).toMatchObject({ generator: { name: "radiatum" }, seed: 1, model: { set: "base" } });
    // Three trials of 50 lines × 2 ms, 10 s apart; APV from 15 s on.
    expect(recording.trials).toEqual(
      ["EPSP", "AP", "paired"].map((protocol, index) => ({ index, start: 10_000 * index, duration: 100, condition: index < 2 ? "control" : "APV", protocol })),
    );
    expect(recording.conditions).toEqual([
      { name: "control", bath: "ACSF", drugs: [], calcium_mM: 2, magnesium_mM: 2, temperature_C: 32 },
      { name: "APV", bath: "ACSF + APV", drugs: [{ name: "APV", concentration_uM: 100 }], calcium_mM: 2, magnesium_mM: 2, temperature_C: 32 },
    ]);
    expect(recording.events.map(({ trial, start, kind, amplitude }) => [trial, start, kind, amplitude])).toEqual([
      [0, 20, "synaptic", 1e-4],
      [1, 20, "somatic", 0.1],
      [2, 20, "synaptic", 1e-4],
      [2, 20, "somatic", 0.1],
    ]);
    const [scan] = recording.lineScans;
    expect(scan).toMatchObject({ pixelsPerLine: 32, dwellTime_us: 40, timing: { period: 2, source: "simulated" } });
    expect(scan?.channels).toEqual([
      { name: "Ch1", dye: "Calcium Green-1", pmtGain: 1, darkLevel: 10, countsPerPhoton: 1 },
      { name: "Ch2", dye: "Alexa Fluor 594", pmtGain: 1, darkLevel: 10, countsPerPhoton: 1.5 },
    ]);
    expect([...(scan?.pixelOffsets ?? [])]).toEqual(Array.from({ length: 32 }, (_, i) => Number(((i + 0.5) * 0.04).toFixed(2))));
    expect(scan?.trials.map(({ lines, start, pixels }) => [lines, start, pixels.map((one) => one?.length)])).toEqual([0, 1, 2].map(() => [50, 0, [1600, 1600]]));
    // Spine and dendrite are bright against the dark level of 10: means of about 70 and 100 in channel 2.
    const mean = (from: number, to: number): number => {
      const pixels = scan?.trials[0]?.pixels[1] ?? [];
      let sum = 0;
      for (let line = 0; line < 50; line += 1) for (let pixel = from; pixel <= to; pixel += 1) sum += pixels[line * 32 + pixel] ?? NaN;
      return sum / (50 * (to - from + 1));
    };
    expect(mean(8, 13)).toBeGreaterThan(67);
    expect(mean(8, 13)).toBeLessThan(73);
    expect(mean(20, 31)).toBeGreaterThan(97);
    expect(mean(20, 31)).toBeLessThan(103);
    expect(mean(0, 7)).toBeLessThan(15);
    expect(recording.regions).toEqual([
      { name: "spine 1", structure: "spine", from: 8, to: 13, scan: "LineScan1" },
      { name: "dendrite", structure: "dendrite", from: 20, to: 31, scan: "LineScan1" },
    ]);
    expect(recording.images.map(({ width, height, pixelSize_um }) => [width, height, pixelSize_um])).toEqual([[32, 32, 0.1]]);
    // 2,000 samples at 20 kHz from −70 mV, with a step of 100 mV for 3 ms at 20 ms where a spike is paired.
    const command = recording.sweeps.filter((sweep) => sweep.quantity === "command potential");
    expect(command.map(({ unit, samplePeriod, samples }) => [unit, samplePeriod, samples.length])).toEqual([0, 1, 2].map(() => ["mV", 0.05, 2000]));
    const paired = command[2]?.samples ?? [];
    for (const [i, level] of [[399, -70], [400, 30], [459, 30], [460, -70]] as const) expect(Math.abs((paired[i] ?? NaN) - level)).toBeLessThan(1e-4);
    expect(recording.sweeps.filter((sweep) => sweep.quantity === "current").map((sweep) => sweep.unit)).toEqual(["pA", "pA", "pA"]);
  });
});
