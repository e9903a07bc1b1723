import { describe, expect, test } from "vitest";
import { protocolOf, readProtocol, writeProtocol, type Protocol, type Stimulus } from "radiatum/protocol";
import { sessionOf } from "radiatum/rig";
import { fromTrial, stimulusFromTrial } from "./edits.js";

const TEXT = `name: A series
stimuli:
  one: { kind: synaptic, at: 20 ms }
  two: { kind: synaptic, at: 30 ms }
runs:
  - { stimulus: one, condition: control, trials: 3 }
  - { stimulus: two, condition: control, trials: 2 }
  - { stimulus: one, condition: control, trials: 2 }
conditions: { control: }
duration: 60 ms
imaging: { kind: line scan, pixels: 24, power: 15 mW }
`;
const series = readProtocol(TEXT);
const later = (by: string) => (items: readonly Stimulus[]): readonly Stimulus[] => items.map((one) => ({ ...one, at: by }));
const each = ({ runs, stimuli }: Protocol): string[] => runs.flatMap(({ stimulus, trials }) => Array.from({ length: trials }, () => stimuli[stimulus]?.[0]?.at ?? ""));

describe("a change during a series", () => {
  test("a stimulus moved before trial 3 holds for all later trials of it, for no earlier one and for no other stimulus", () => {
    const moved = stimulusFromTrial(series, 2, "one", later("25 ms"));
    expect(moved && each(moved)).toEqual(["20 ms", "20 ms", "25 ms", "30 ms", "30 ms", "25 ms", "25 ms"]);
    expect(Object.keys(moved?.stimuli ?? {})).toEqual(["one", "two", "one, from trial 3"]);
  });
  test("moved twice before the next trial it is moved once; moved again later it gets a third time", () => {
    const first = stimulusFromTrial(series, 2, "one", later("25 ms")) as Protocol;
    const twice = stimulusFromTrial(first, 2, "one", later("26 ms")) as Protocol;
    expect(each(twice)).toEqual(["20 ms", "20 ms", "26 ms", "30 ms", "30 ms", "26 ms", "26 ms"]);
    const third = stimulusFromTrial(twice, 5, "one, from trial 3", later("27 ms")) as Protocol;
    expect(each(third)).toEqual(["20 ms", "20 ms", "26 ms", "30 ms", "30 ms", "27 ms", "27 ms"]);
  });
  test("the changed series is a protocol that the library takes and writes, and reads as the same", () => {
    const moved = protocolOf(stimulusFromTrial(series, 2, "one", later("25 ms")));
    expect(each(readProtocol(writeProtocol(moved)))).toEqual(each(moved));
  });
  test("where no trial of the stimulus is to come, there is nothing to change", () => {
    expect(stimulusFromTrial(series, 5, "two", later("25 ms"))).toBeUndefined();
  });
  test("a holding turned before trial 3 holds from there on, and what came before is the same session", () => {
    const turned = protocolOf(fromTrial(series, 2, { holding: "-40 mV" }));
    const [before, after] = [sessionOf(series).trials, sessionOf(turned).trials];
    expect(after.map(({ holding }) => holding)).toEqual([-70, -70, -40, -40, -40, -40, -40]);
    expect(after.slice(0, 2).map(({ bath, start }) => ({ bath, start }))).toEqual(before.slice(0, 2).map(({ bath, start }) => ({ bath, start })));
  });
});
