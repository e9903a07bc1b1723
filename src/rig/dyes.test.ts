import { describe, expect, test } from "vitest";
import type { LineScan } from "#recording";
import { simulateHere } from "./index.js";
import { highest, noiselessLight, simulateWithTruth, spineProtocol } from "./testing/spine-protocol.js";

const scanOf = (changes: Readonly<Record<string, unknown>>): LineScan => {
  const [scan] = simulateHere(spineProtocol({ trials: 1, ...changes })).recording.lineScans;
  if (!scan) throw new Error("nothing was scanned");
  return scan;
};
const countsOf = (scan: LineScan, channel = 0): Uint16Array => scan.trials[0]?.pixels[channel] as Uint16Array;
/** Mean of a pixel over lines, above the dark level. */
const light = (scan: LineScan, channel: number, pixel: number, from: number, to: number): number => {
  const counts = countsOf(scan, channel);
  const dark = scan.channels[channel]?.darkLevel ?? 0;
  let sum = 0;
  for (let line = from; line < to; line++) sum += (counts[line * scan.pixelsPerLine + pixel] as number) - dark;
  return sum / (to - from);
};

describe("indicators", () => {
  test("a person's own dye with calcium green-1's numbers makes calcium green-1's pictures, to the bit", () => {
    const own = { name: "mine", concentration: "200 µM", kd: "0.189 µM", on: "0.6 /µM/ms", dynamicRange: 14 };
    const [mine, theirs] = [scanOf({ pipette: { dye: own } }), scanOf({})];
    expect(countsOf(mine)).toEqual(countsOf(theirs));
    expect(mine.channels[0]).toMatchObject({ name: "Ch2", colour: "green", dye: "mine" });
  });
  test("one that binds twenty times less well is at rest as full as 75 nM fill 3.78 µM: 1.95 %", () => {
    const dye = { name: "weak", concentration: "200 µM", kd: "3.78 µM", dynamicRange: 14 };
    const { traceOf } = simulateWithTruth(spineProtocol({ trials: 1, pipette: { dye, sinceBreakIn: "300 min" } }));
    const bound = traceOf(0, "head_bound_dye_uM")[0] as number;
    expect(bound / 200).toBeCloseTo(0.075 / (0.075 + 3.78), 3);
  });
  test("GCaMP6f, a protein with a pool of its own, binds an action potential's calcium and keeps it to the end", () => {
    const { recording, traceOf } = simulateWithTruth(spineProtocol({ trials: 1, pipette: { dye: "GCaMP6f 10 µM" } }));
    const bound = traceOf(0, "head_bound_dye_uM");
    const rest = bound[0] as number;
    expect(rest).toBeGreaterThan(0);
    expect(highest(bound)).toBeGreaterThan(1.5 * rest);
    expect(bound.at(-1)).toBeGreaterThan(rest + 0.3 * (highest(bound) - rest));
    expect(recording.lineScans[0]?.channels[0]?.dye).toBe("GCaMP6f");
  });
});

describe("a structural dye", () => {
  const scan = scanOf({
    pipette: { dye: "calcium green-1 200 µM", structuralDye: "Alexa Fluor 594 50 µM" },
    imaging: { kind: "line scan", period: "2 ms", pixels: 24, length: "4 µm", detector: noiselessLight.detector },
    set: { ...noiselessLight.set, "microscope.bleaching": "0 /s" },
  });
  const firstLine = countsOf(scan, 1).subarray(0, scan.pixelsPerLine);
  const brightest = firstLine.indexOf(highest(firstLine));
  const before = (channel: number): number => light(scan, channel, brightest, 0, 10);
  const rise = (channel: number): number => light(scan, channel, brightest, 13, 23) - before(channel);

  test("has a red channel of its own before the green one", () => {
    expect(scan.channels.map(({ name, colour, dye }) => [name, colour, dye])).toEqual([
      ["Ch1", "red", "Alexa Fluor 594"], ["Ch2", "green", "calcium green-1"],
    ]);
  });
  // What leaks from green into red is 3 %, from red into green nothing that changes.
  test("doesn't change with calcium: its channel sees 3 % of what the green one sees of an action potential", () => {
    expect(rise(1) / before(1)).toBeGreaterThan(0.1);
    expect(rise(0) / rise(1)).toBeCloseTo(0.03, 2);
    expect(before(0)).toBeGreaterThan(0.031 * before(1));
  });
});

describe("bleaching", () => {
  // 0.03 /s at 10 mW over trials of 80 ms: each leaves exp(−0.0024) to the next, none comes back in the dark.
  test("four trials dim by exp(−0.03 /s · 0.08 s) each, from the first trial's first line on", () => {
    const protocol = spineProtocol({
      trials: 4, stimuli: { rest: { kind: "step", at: "0 ms", width: "1 ms", by: "0 pA" } },
      imaging: { kind: "line scan", period: "2 ms", pixels: 24, length: "4 µm", detector: noiselessLight.detector },
      set: {
        ...noiselessLight.set, "microscope.bleaching": "0.03 /s", "loading.soma": "1 s", "loading.dendrite": "1 s",
      },
    });
    const [scan] = simulateHere(protocol).recording.lineScans;
    const sums = (scan?.trials ?? []).map(({ pixels }) =>
      (pixels[0] as Uint16Array).reduce((sum, x) => sum + x - 50, 0));
    expect(sums).toHaveLength(4);
    for (const k of [1, 2, 3]) {
      expect(Math.log((sums[k] as number) / (sums[k - 1] as number))).toBeCloseTo(-0.03 * 0.08, 4);
    }
    const lineOf = (line: number): number =>
      (scan?.trials[0]?.pixels[0] as Uint16Array).slice(24 * line, 24 * (line + 1)).reduce((sum, x) => sum + x - 50, 0);
    expect(Math.log(lineOf(39) / lineOf(0))).toBeCloseTo(-0.03 * 0.078, 3);
  });
});
