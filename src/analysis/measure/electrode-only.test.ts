import { describe, expect, test } from "vitest";
import { randomStream } from "#random";
import type { Recording, Sweep } from "#recording";
import { isRefusal, measure, stimulusSources, stimulusText, type Answer } from "../index.js";

/** ms of a sample. */
const PERIOD = 0.1;
const STIMULI = [100, 150];
const [FIRST, SECOND] = [-20, -30];
const TAU = 4;

/** Currents that rise at once and decay within the gap; every third trial fails at both. */
function epscs(): Recording {
  const random = randomStream(11, 0, 0);
  const trials = Array.from({ length: 30 }, (_, index) => ({ index, start: index * 1000, duration: 300, condition: "control" }));
  const sweep = (trial: number, channel: string, quantity: string, unit: string, of: (time: number) => number): Sweep => ({
    trial, channel, quantity, unit, start: 0, samplePeriod: PERIOD, samples: Float64Array.from({ length: 3000 }, (_, k) => of(k * PERIOD)),
  }) as unknown as Sweep;
  return {
    name: "epscs.abf", format: "ABF", formatDetail: "ABF2", lineScans: [], sweepOffset: 0, images: [], issues: [],
    conditions: [{ name: "control", drugs: [] }], provenance: { simulated: true },
    trials,
    sweeps: trials.flatMap(({ index }) => [
      sweep(index, "IN 0", "current", "pA", (time) => {
        const response = STIMULI.reduce((sum, at, k) => sum + (time > at + 1 && index % 3 !== 0 ? [FIRST, SECOND][k]! * Math.exp(-(time - at - 1) / TAU) : 0), -70);
        return response + 0.8 * random.normal();
      }),
      sweep(index, "IN 1", "potential", "mV", () => -65),
      sweep(index, "Cmd 0", "command potential", "mV", (time) => (index === 0 ? -70 : time >= 20 && time < 30 ? -75 : -70)),
      sweep(index, "stim", "trigger", "V", (time) => (STIMULI.some((at) => time >= at && time < at + 1) ? 5 : 0)),
    ]),
    events: trials.flatMap(({ index }) => [
      ...STIMULI.map((start) => ({ trial: index, start, duration: 1, kind: "other", target: "digital OUT 3", source: "ABF protocol, epoch B: digital OUT 3 high" })),
      { trial: index, start: 5, duration: 0, kind: "tag", target: "+APV", source: "ABF tag" },
    ]),
  } as unknown as Recording;
}

const recording = epscs();
const further = (of: ReturnType<typeof measure>, start: string): Answer => of.further.find(({ name }) => name.startsWith(start))!.answer;
const within = (answer: Answer, truth: number): boolean => {
  if (isRefusal(answer)) throw new Error(answer.refused);
  return answer.interval!.low <= truth && truth <= answer.interval!.high;
};

describe("an electrode's recording alone", () => {
  test("offers digital outputs, commands and triggers as stimuli, each with its times; tags are none", () => {
    const sources = stimulusSources(recording);
    expect(sources.map(({ name, times }) => [name, times.map((time) => Number(time.toFixed(6)))])).toEqual([
      ["digital OUT 3", [100, 150]], ["Cmd 0", [20]], ["stim", [100, 150]],
    ]);
    expect(sources[0]!.source).toBe("ABF protocol, epoch B: digital OUT 3 high");
  });
  test("asks for a time where none is chosen: an output may have lit a lamp", () => {
    expect(measure(recording).soma!.amplitude).toHaveProperty("refused", expect.stringContaining("No stimulus time is known"));
  });
  const found = measure(recording, { stimulus: stimulusText(stimulusSources(recording)[0]!.times) });
  test("with it gives both pulses, their ratio 1.5, failures in a third of the trials, all within their intervals", () => {
    expect(found.stimuli.map(({ start }) => start)).toEqual([100, 150]);
    // 1 ms about the peak, of trials of which two thirds respond.
    const seen = (size: number): number => (size * (2 / 3) * TAU * (1 - Math.exp(-1 / TAU))) / 1;
    expect(within(found.soma!.amplitude, seen(FIRST))).toBe(true);
    expect(within(further(found, "second response, from"), seen(SECOND))).toBe(true);
    expect(within(further(found, "second response over"), 1.5)).toBe(true);
    expect(within(further(found, "probability of a response"), 2 / 3)).toBe(true);
    expect(found.trials.map(({ somaCall }) => somaCall)).toEqual(found.trials.map(({ trial }) => (trial % 3 === 0 ? "failure" : "success")));
  });
  test("another channel is read where it is asked for, and its parameters repeat the measurement", () => {
    expect(measure(recording, { channel: "IN 1", stimulus: "100ms" }).soma).toMatchObject({ channel: "IN 1", quantity: "potential" });
    expect(JSON.stringify(measure(recording, found.parameters))).toBe(JSON.stringify(found));
    expect(() => measure(recording, { channel: "IN 7" })).toThrow(/IN 0, IN 1/);
  });
});
