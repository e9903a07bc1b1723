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
  test("of five current pulses that make the cell fire five times the voltage says so, of one without threshold and of a current nothing", () => {
    const clamp = "{ mode: current clamp, holding: -70 mV }";
    const spikes = (electrode: string, stimulus: string): readonly number[] => somaTraceOf(recordingOf(electrode, stimulus), 0)?.spikes ?? [];
    const five = spikes(clamp, "{ kind: action potentials, at: 20 ms, count: 5, frequency: 100 Hz }");
    expect(five).toHaveLength(5);
    five.forEach((time, k) => {
      expect(time).toBeGreaterThan(20 + 10 * k);
      expect(time).toBeLessThan(24 + 10 * k);
    });
    expect(spikes(clamp, "{ kind: action potentials, at: 20 ms, current: 0.1 nA }")).toEqual([]);
    expect(spikes("{ mode: voltage clamp, holding: -70 mV }", "{ kind: step, at: 40 ms, width: 20 ms, by: 50 mV }")).toEqual([]);
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
