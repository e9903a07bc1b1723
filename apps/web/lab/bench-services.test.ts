import { describe, expect, test } from "vitest";
import { isRefusal, measure, twoStateSynapse, writeNwb, type Recording } from "radiatum";
import {
  analysed,
  calibrated,
  isTrialTable,
  keep,
  paired,
  prepare,
  recordingOf,
  type DroppedFiles,
} from "./bench-services.js";

const recording = twoStateSynapse(6);
const quiet = (): void => undefined;
const file = (name: string, content: string | Uint8Array): DroppedFiles => {
  const blob = new Blob([content as BlobPart]);
  return { name, kind: "file", files: [{ path: name, size: blob.size, file: blob }] };
};

describe("what the bench's thread measures", () => {
  keep({ name: "run", edition: 1, recording });
  const { groups, comparisons, voltage } = analysed({ name: "run", request: {} });
  test("is what the library says of the recording, as one group where all trials are alike", () => {
    expect(groups).toHaveLength(1);
    const [group] = groups;
    if (!group || !("answer" in group.found)) throw new Error("nothing was measured");
    expect(group.found.answer).toEqual(measure(recording));
    expect([comparisons, voltage]).toEqual([[], []]);
  });
  test("has the likelihood behind the chance, highest where the chance is", () => {
    const [group] = groups;
    const chance = group && "answer" in group.found ? group.found.answer.calciumTransientProbability : undefined;
    const best = group?.profile?.reduce((a, b) => (b.relativeLikelihood > a.relativeLikelihood ? b : a));
    expect(chance && !isRefusal(chance) ? Math.abs(chance.value - (best?.probability ?? 9)) : 9).toBeLessThan(0.011);
  });
  test("refuses two pulses where there is one, and a pairing of names that nobody bears", () => {
    expect(groups[0]?.twoPulses).toHaveProperty("refused");
    expect(() => paired({ name: "run", paired: "both", alone: ["one"], request: {} })).toThrow(
      /No trial of the line scan is called "both"/,
    );
  });
});

describe("opening", () => {
  test("reads a file, joins another one's electrode with its offset, and takes a trial table in", async () => {
    const nwb = file("scan.nwb", await writeNwb(recording, { version: "0" }));
    const table = file("trials.csv", "trial,include,reason,condition\n2,no,blebbing,APV\n");
    const { recording: found, excluded } = await prepare(
      { name: "scan", edition: 1, dropped: nwb, electrode: { name: "e", edition: 2, dropped: nwb, offset: -3 }, table },
      quiet,
    );
    expect([found.sweepOffset, excluded, found.trials[1]?.condition]).toEqual([
      -3,
      [{ trial: 1, reason: "blebbing" }],
      "APV",
    ]);
    const { recording: alone } = await prepare({ name: "scan", edition: 1, dropped: nwb }, quiet);
    expect([alone.sweepOffset, alone.trials[1]?.condition]).toEqual([
      recording.sweepOffset,
      recording.trials[1]?.condition,
    ]);
  });
  test("gives a run that has no files the user's line period, and its own back", async () => {
    const period = (of: Recording): number | undefined => of.lineScans[0]?.timing.period;
    keep({ name: "retimed", edition: 1, recording });
    expect(period((await prepare({ name: "retimed", edition: 1, linePeriod: 5 }, quiet)).recording)).toBe(5);
    expect(period((await prepare({ name: "retimed", edition: 1 }, quiet)).recording)).toBe(period(recording));
    expect(recordingOf("retimed")).toEqual(recording);
  });
  test("tells a table about trials from a table of traces by its head", async () => {
    expect(await isTrialTable({ dropped: file("a.csv", '"Trial";"include"\n1;yes') })).toBe(true);
    expect(await isTrialTable({ dropped: file("b.csv", "trial,time_ms,spine\n1,0,3") })).toBe(false);
  });
});

// The readings and the answers of the library's own tests: 100, 150, 148, 166 counts with calcium green-1.
test("a calibration comes by all three estimators, the physical one first", () => {
  const found = calibrated({
    fluorescence: { rest: 100, firstPeak: 150, beforeSecond: 148, secondPeak: 166 },
    errors: { rest: 1, firstPeak: 1, beforeSecond: 1, secondPeak: 1 },
    n: 10,
    constants: { restingCalcium_nM: 75, dissociation_nM: 189, dye_nM: 500_000, endogenousBindingRatio: 150 },
  });
  expect(found.map(({ estimator }) => estimator)).toEqual(["E2", "E1", "E0"]);
  for (const { found: one } of found)
    expect("refused" in one ? 0 : one.stepRatio.value).toBeCloseTo((166 - 148) / (150 - 100), 12);
});
