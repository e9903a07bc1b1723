import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { calciumTransientProbability, deltaFOverF, isRefusal, measure, twoStateSynapse, writeOmeTiff, type Recording } from "radiatum";
import { open, saveFile } from "radiatum/node";

// The program of the bench as a user writes it, on a file whose truth is known: release with probability 0.35, 40 trials.
const folder = mkdtempSync(join(tmpdir(), "radiatum-program-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const demonstration = twoStateSynapse(2);
const [scan] = demonstration.lineScans as [Recording["lineScans"][number]];
const written: Recording = {
  ...demonstration,
  lineScans: [{ ...scan, channels: [scan.channels[0]!, { ...scan.channels[1]!, name: "OGB-1" }] }],
  issues: [{ severity: "warning", code: "made", message: "the last 12 lines are missing", trial: 16, file: "a.tif" }],
};
const path = join(folder, "cell3-spine2-linescan.ome.tif");
saveFile(path, writeOmeTiff(written));
const recording = await open(path);
const spine = recording.channel("OGB-1").along({ from: "1.5 µm", to: "2.55 µm" });
const trials = spine.trials.map((f) => deltaFOverF(f, { baseline: ["0 ms", "95 ms"], background: recording.darkLevel }));
const probability = calciumTransientProbability(trials, { stimulus: "100 ms", within: "60 ms" });

describe("a program that opens a file and asks for its calcium transients", () => {
  test("the probability's interval holds 0.35, and String() prints it with both counts", () => {
    expect(probability.interval!.low).toBeLessThan(0.35);
    expect(probability.interval!.high).toBeGreaterThan(0.35);
    expect(String(probability)).toMatch(/^p\(Ca transient\) = 0\.\d\d \(95 % CI 0\.\d\d–0\.\d\d, \d+ of 40 trials\)$/);
  });

  test("it is what measure says of the same pixels, baseline and background", () => {
    const { calciumTransientProbability: wanted } = measure(recording, {
      channel: "OGB-1", regions: ["spine=10:16px"], baseline: "0:95ms", stimulus: "100ms", background: "100 counts",
    });
    if (isRefusal(wanted)) throw new Error(wanted.refused);
    expect(spine).toMatchObject({ from: 10, to: 16 });
    expect(Math.abs(probability.value - wanted.value)).toBeLessThan(0.01);
    expect(Math.abs(probability.interval!.low - wanted.interval!.low)).toBeLessThan(0.02);
  });

  test("String() of an issue says trial, file and what is wrong", () => {
    expect(recording.issues.map(String)).toContain("trial 17, a.tif: the last 12 lines are missing");
  });

  test("ΔF/F of each trace is 0 % on average over its own baseline: lines 0 to 47, the last crossed at 94.5 ms", () => {
    for (const { values, baseline } of trials) {
      const rest = values.subarray(baseline.from, baseline.to);
      expect(baseline).toEqual({ from: 0, to: 48 });
      expect(Math.abs(rest.reduce((a, b) => a + b, 0) / rest.length)).toBeLessThan(1e-9);
    }
  });

  test("channels go by name, dye or colour; a misspelt one is told what there is", () => {
    for (const name of ["ogb-1", "calcium green-1", "green"]) expect(recording.channel(name).name).toBe("OGB-1");
    expect(() => recording.channel("OGB-2")).toThrow('There is no channel "OGB-2"; there are Ch1, Alexa Fluor 594, red; OGB-1, calcium green-1, green.');
  });

  test("what is asked is not part of the data: a clone has every field and none of the questions", () => {
    const clone = structuredClone(recording) as Recording;
    expect(Object.keys(clone)).toEqual(Object.keys(recording));
    expect("channel" in clone).toBe(false);
    expect(structuredClone(probability)).toEqual(probability);
  });

  test("a stretch beyond the line, a baseline beyond the trace and times in lines get one sentence each", () => {
    const green = recording.channel("green");
    expect(() => green.along({ from: "20 µm", to: "30 µm" })).toThrow("does not lie on the line");
    const options = { background: 100 } as const;
    expect(() => deltaFOverF(spine.trials[0]!, { ...options, baseline: ["900 ms", "950 ms"] })).toThrow("No line lies within 900 ms to 950 ms");
    expect(() => deltaFOverF(spine.trials[0]!, { ...options, baseline: ["0 lines", "50 lines"] })).toThrow("a trace has a clock");
    expect(() => calciumTransientProbability(trials, { stimulus: "900 ms", within: "60 ms" })).toThrow("Stimulus 900 ms");
    expect(() => calciumTransientProbability(trials.slice(0, 9), { stimulus: "100 ms", within: "60 ms" })).toThrow("at least 10 trials, found 9");
  });
});
