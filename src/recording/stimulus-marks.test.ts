import { expect, test } from "vitest";
import { stimulusMarks } from "./stimulus-marks.js";
import type { StimulusEvent } from "./recording.js";

const event = (trial: number, start: number, kind: StimulusEvent["kind"], amplitude?: number): StimulusEvent =>
  ({ trial, start, duration: 1, kind, source: "test", ...(amplitude !== undefined && { amplitude, amplitudeUnit: "pA" }) });
const starts = (events: readonly StimulusEvent[], trial: number | undefined): number[] => stimulusMarks(events, trial).map(({ start }) => start);

test("what was done in one trial, in the order of time; tags and other marks aren't done to the cell", () => {
  const events = [event(0, 90, "synaptic"), event(0, 10, "tag"), event(0, 30, "other"), event(0, 60, "uncaging"), event(1, 5, "light")];
  expect([starts(events, 0), starts(events, 1), starts(events, undefined)]).toEqual([[60, 90], [5], []]);
});

test("a step that hyperpolarises is none beside what excites, and is one alone; a mark without a size excites", () => {
  expect(starts([event(0, 20, "somatic", -5), event(0, 100, "synaptic")], 0)).toEqual([100]);
  expect(starts([event(0, 120, "somatic", -200), event(0, 620, "somatic", 1600)], 0)).toEqual([620]);
  expect(starts([event(0, 120, "somatic", 50), event(0, 142, "synaptic")], 0)).toEqual([120, 142]);
  expect(starts([event(0, 120, "somatic", -200)], 0)).toEqual([120]);
  expect(starts([event(0, 120, "somatic")], 0)).toEqual([120]);
});
