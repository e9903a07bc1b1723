import { describe, expect, test } from "vitest";
import type { Recording } from "radiatum";
import { readProtocol } from "radiatum/protocol";
import { simulateHere } from "radiatum/rig";
import { somaTraceOf } from "./soma-trace.js";

const recordingOf = (electrode: string, stimulus: string): Recording => simulateHere(readProtocol(
  `name: One trial\nelectrode: ${electrode}\nstimuli:\n  it: ${stimulus}\ntrials: 1\nduration: 90 ms\nimaging: { kind: line scan, pixels: 24 }\n`)).recording;
const highest = (samples: ArrayLike<number>): number => Array.from(samples).reduce((most, value) => Math.max(most, value));

describe("the heights that hold a sweep", () => {
  test("an action potential is held to its very peak", () => {
    const recording = recordingOf("{ mode: current clamp, holding: -70 mV }", "{ kind: action potentials, at: 40 ms }");
    const trace = somaTraceOf(recording, 0);
    const peak = highest(recording.sweeps[0]?.samples ?? []);
    expect(peak).toBeGreaterThan(0);
    expect(trace?.range?.high).toBe(peak);
    expect(trace?.rest).toBeCloseTo(-70, 0);
  });
  test("under voltage clamp the charging at a step's edges, thousands of pA, sets no scale, what flows between them does", () => {
    const recording = recordingOf("{ mode: voltage clamp, holding: -70 mV }", "{ kind: step, at: 40 ms, width: 20 ms, by: -10 mV }");
    const trace = somaTraceOf(recording, 0);
    const { low = 0, high = 0 } = trace?.range ?? {};
    expect(highest(Array.from(trace?.samples ?? [], Math.abs))).toBeGreaterThan(3 * Math.max(-low, high));
    const middle = Math.round(50 / (recording.sweeps[0]?.samplePeriod ?? 1));
    expect(low).toBeLessThanOrEqual(trace?.samples[middle] ?? 0);
    expect(low).toBeLessThan(-10);
  });
});
