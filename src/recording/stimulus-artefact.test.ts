import { describe, expect, test } from "vitest";
import type { LineScan } from "./line-scan.js";
import type { StimulusEvent } from "./recording.js";
import { checkedTiming, stimulusArtefacts } from "./stimulus-artefact.js";

const LINES = 300;
const WIDTH = 40;

/** Nearly normal deviates of unit variance: the sum of three uniforms of a linear congruential generator. */
function noiseOf(seed: number): () => number {
  let state = seed >>> 0;
  const uniform = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  return () => 2 * (uniform() + uniform() + uniform() - 1.5);
}

/** Two channels around 500 counts with noise of 60, plus what `signal` adds at each place. */
function scanOf(
  signal: (channel: number, line: number, pixel: number, trial: number) => number,
  { trials = 1, period = 2, seed = 1, alternatives = [] as readonly number[] } = {},
): LineScan {
  const noise = noiseOf(seed);
  const pixels = (channel: number, trial: number): Float64Array =>
    Float64Array.from({ length: LINES * WIDTH }, (_, i) => 500 + 60 * noise() + signal(channel, Math.floor(i / WIDTH), i % WIDTH, trial));
  return {
    name: "x",
    pixelsPerLine: WIDTH,
    channels: [{ name: "Ch1" }, { name: "Ch2" }],
    trials: Array.from({ length: trials }, (_, trial) => ({ trial, lines: LINES, start: 0, pixels: [pixels(0, trial), pixels(1, trial)] })),
    timing: {
      period,
      source: "x.xml, Frame scanLinePeriod",
      alternatives: alternatives.map((value) => ({ period: value, source: "x.xml, other", note: "" })),
      contradictions: [],
    },
    path: { shape: "unknown", vertices: [] },
  };
}

const flash = (start: number, trial = 0, duration = 1): StimulusEvent => ({ trial, start, duration, kind: "uncaging", source: "MarkPoints" });
const lit = (from: number, to: number) => (_: number, line: number) => (line >= from && line < to ? 400 : 0);

describe("light artefacts", () => {
  test.each([1, 3, 15])("a flash over %i lines from line 100 is found at line 100, in each of three trials", (length) => {
    const scan = scanOf(lit(100, 100 + length), { trials: 3 });
    const found = stimulusArtefacts(
      scan,
      [0, 1, 2].map((trial) => flash(200, trial)),
    );
    expect(found.map(({ trial, line }) => [trial, line])).toEqual([
      [0, 100],
      [1, 100],
      [2, 100],
    ]);
  });

  test("three flashes pair with three stimuli in order; with two stimuli nothing is said", () => {
    const scan = scanOf((channel, line) => lit(60, 61)(channel, line) + lit(120, 121)(channel, line) + lit(180, 181)(channel, line));
    const events = [flash(360), flash(120), flash(240)];
    expect(stimulusArtefacts(scan, events).map(({ line, event }) => [line, event.start])).toEqual([
      [60, 120],
      [120, 240],
      [180, 360],
    ]);
    expect(stimulusArtefacts(scan, events.slice(1))).toEqual([]);
  });

  test.each([
    ["in one channel alone", (channel: number, line: number) => (channel === 1 ? lit(100, 101)(1, line) : 0)],
    ["in half of the pixels", (_: number, line: number, pixel: number) => (line === 100 && pixel < WIDTH / 2 ? 1200 : 0)],
    ["that jumps and decays over 30 lines, as dye does", (_: number, line: number) => (line >= 100 ? 400 * Math.exp(-(line - 100) / 30) : 0)],
    ["that stays, as a shutter or a drift does", (_: number, line: number) => (line >= 100 ? 400 : 0)],
    ["that rises over ten lines", (_: number, line: number) => (line >= 100 && line < 110 ? 40 * (line - 100) : 0)],
  ])("light %s is no artefact", (_, signal) => {
    expect(stimulusArtefacts(scanOf(signal), [flash(200)])).toEqual([]);
  });

  test("in 100 recordings of noise alone none is found", () => {
    for (let seed = 1; seed <= 100; seed++)
      expect(
        stimulusArtefacts(
          scanOf(() => 0, { seed }),
          [flash(200)],
        ),
      ).toEqual([]);
  });

  test("somatic pulses emit no light, so they are not looked for", () => {
    expect(stimulusArtefacts(scanOf(lit(100, 101)), [{ ...flash(200), kind: "somatic" }])).toEqual([]);
  });
});

describe("timing checked against light", () => {
  test("(100 + ½) × 2 ms = 201 ms against a stimulus at 200 ms is a check", () => {
    const timing = checkedTiming(scanOf(lit(100, 101)), [flash(200)]);
    expect(timing.check).toBe(
      "A light artefact crosses all pixels and channels at line 100 (of trial 1; seen in 1 of 1): (100 + ½) × 2 ms = 201 ms; MarkPoints says 200 ms.",
    );
    expect(timing.contradictions).toEqual([]);
  });

  test("at 200 ms of a clock with 2 ms a line, light at line 100 contradicts 0.5 ms where 2 ms is the alternative", () => {
    const timing = checkedTiming(scanOf(lit(100, 101), { period: 0.5, alternatives: [1, 2] }), [flash(200)]);
    expect(timing.check).toBeUndefined();
    expect(timing.contradictions).toEqual([
      "A light artefact crosses all pixels and channels at line 100 (of trial 1; seen in 1 of 1), which is 50.25 ms at 0.5 ms a line, but MarkPoints says 200 ms; x.xml, other (2 ms) would put it at 201 ms.",
    ]);
  });

  test("where no period of the folder fits, nothing is said", () => {
    const scan = scanOf(lit(100, 101), { period: 0.5, alternatives: [1, 3] });
    expect(checkedTiming(scan, [flash(200)])).toBe(scan.timing);
  });

  test("the line before and the line after count as agreement, two lines off do not", () => {
    for (const [start, agrees] of [
      [198.1, true],
      [203.9, true],
      [197.9, false],
      [204.1, false],
    ] as const) {
      expect(checkedTiming(scanOf(lit(100, 101)), [flash(start)]).check !== undefined).toBe(agrees);
    }
  });

  test("one trial of three that disagrees withholds the check", () => {
    const scan = scanOf((channel, line, _, trial) => lit(trial === 2 ? 150 : 100, trial === 2 ? 151 : 101)(channel, line), { trials: 3 });
    expect(
      checkedTiming(
        scan,
        [0, 1, 2].map((trial) => flash(200, trial)),
      ),
    ).toBe(scan.timing);
  });

  test("light before line 20 can't be found, so it tells nothing", () => {
    const scan = scanOf(lit(12, 13));
    expect(checkedTiming(scan, [flash(25)])).toBe(scan.timing);
  });
});
