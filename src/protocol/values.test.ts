import { describe, expect, test } from "vitest";
import { protocolOf } from "./values.js";
import { readProtocol } from "./read.js";
import { refusal } from "../testing/refusal.js";

const text = `
spine: { dendrite: oblique, distance: 100 µm }
pipette: { dye: OGB-1 200 µM }
stimuli: { EPSP: { kind: EPSP, at: 100 ms }, rest: [] }
conditions: { control: , APV: { drugs: { D-APV: 100 µM } } }
trials: 3
`;
const values = {
  spines: [{ dendrite: "oblique", distance: "100 µm" }],
  pipette: { dye: { name: "OGB-1", concentration: "200 µM" } },
  stimuli: { EPSP: [{ kind: "synaptic", at: "100 ms" }], rest: [] },
  conditions: { control: {}, APV: { drugs: { "D-APV": "100 µM" } } },
  trials: 3,
  duration: undefined,
};

describe("protocolOf", () => {
  test("values mean what a file with the same content means, defaults and all; what is undefined isn't there", () => {
    expect(protocolOf(values)).toEqual(readProtocol(text));
  });

  test("a finished protocol is its own meaning, a clone of it too", () => {
    const protocol = readProtocol(text);
    expect(protocolOf(structuredClone(protocol))).toEqual(protocol);
  });

  test("a slip gets the file's sentence, with the program's name for the whole and its words for the fields", () => {
    const slip = { ...values, pipette: { dye: { name: "OGB-1", concentration: "200" } } };
    const said = ": \"200\" is not a concentration such as \"200 µM\".";
    expect(refusal(() => protocolOf(slip)).message).toBe(`The protocol: pipette.dye.concentration${said}`);
    const words = { pipette: "", "pipette.dye": "indicator" };
    expect(refusal(() => protocolOf(slip, { file: "The cell", words })).message)
      .toBe(`The cell: indicator.concentration${said}`);
    expect(refusal(() => protocolOf(slip, { file: "The cell", words: { pipette: "" } })).message)
      .toBe(`The cell: dye.concentration${said}`);
    const unknown = refusal(() => protocolOf({ ...values, stimulus: {} }, { words }));
    expect(unknown).toMatchObject({ kind: "usage", code: "protocol-wrong" });
    expect(unknown.message).toBe('The protocol: stimulus: a protocol has no such field; did you mean "stimuli"?');
  });

  test.each<[string, unknown, string]>([
    ["a function", { seed: () => 1 }, "The protocol: seed: a function is no plain data"],
    ["a Map", { stimuli: { EPSP: new Map() } }, "stimuli.EPSP: a Map is no plain data"],
    ["a bigint", { spines: [{ draw: 3n }] }, "spines[0].draw: a bigint is no plain data"],
    ["a number that is none", { seed: NaN }, "seed: NaN is not a whole number"],
    ["nothing", null, "is empty"],
    ["a number for a text", { temperature: 34 }, "temperature: 34 lacks its unit"],
  ])("%s is refused in a sentence of kind usage", (_, given, sentence) => {
    const error = refusal(() => protocolOf(given));
    expect(error.kind).toBe("usage");
    expect(error.message).toContain(sentence);
  });

  test("a value that holds itself is refused, not followed for ever", () => {
    const ring: Record<string, unknown> = {};
    ring["set"] = ring;
    expect(refusal(() => protocolOf(ring)).message).toContain("a value that holds itself is no plain data");
  });
});

describe("axons of a synaptic stimulus", () => {
  const axons = { near: { onto: ["spine"] }, far: { onto: [], elsewhere: 3 } };

  test("the electrode reaches those that are named; without names it reaches all, and the field is absent", () => {
    const asked = { one: { kind: "EPSP", axons: ["far"] }, all: { kind: "EPSP" } };
    const { stimuli } = protocolOf({ axons, stimuli: asked });
    expect(stimuli["one"]?.[0]).toMatchObject({ axons: ["far"] });
    expect(stimuli["all"]?.[0]).not.toHaveProperty("axons");
  });

  test("an axon that there isn't is refused with the nearest one that there is", () => {
    expect(refusal(() => protocolOf({ axons, stimuli: { one: { kind: "EPSP", axons: ["fare"] } } })).message)
      .toBe('The protocol: stimuli.one.axons[0]: the protocol has no axon "fare"; did you mean "far"?');
  });
});

test("a stimulus in a trial's last half second leaves the trial as long as trials can be, 60 s", () => {
  expect(protocolOf({ stimuli: { late: { kind: "EPSP", at: "59.9 s" } }, interval: "60 s" }).duration).toBe("60000 ms");
});
