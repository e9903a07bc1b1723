import { describe, expect, test } from "vitest";
import { RigError } from "#errors";
import { modelCatalogue, readProtocol, type Catalogue } from "./index.js";

const catalogue: Catalogue = { ...modelCatalogue(), parameters: new Map([["nmda.gMax", "0.4 nS"], ["nmda.tau", "50 ms"], ["spine.headVolume", "0.06 µm³"]]) };
const read = (text: string | Uint8Array): ReturnType<typeof readProtocol> => readProtocol(text, { file: "p.yaml", catalogue });
/** The sentence with which a text is refused. */
function refusal(text: string | Uint8Array): string {
  try {
    read(text);
  } catch (error) {
    if (error instanceof RigError) return error.message;
    throw error;
  }
  return "taken";
}

describe("defaults", () => {
  const short = read("name: EPSC\nspine: { distance: 90 µm }\nstimuli:\n  EPSC: { kind: synaptic, count: 5 }\ntrials: 20\n");
  // feasibility.md §3 and the paper's Methods.
  test("five lines are 20 trials at 32 °C, 2/2 mM, −70 mV, 15 MΩ, calcium green-1 200 µM, 830 nm 0.9 NA, 2 ms lines, 12 bits", () => {
    expect(short).toMatchObject({
      temperature: "32 °C", bath: { calcium: "2 mM", magnesium: "2 mM" }, interval: "10 s",
      electrode: { mode: "current clamp", holding: "-70 mV", junctionPotential: "-10 mV", seriesResistance: "15 MΩ" },
      pipette: { dye: { name: "calcium green-1", concentration: "200 µM" }, structuralDye: null, sinceBreakIn: "30 min" },
      imaging: { kind: "line scan", wavelength: "830 nm", numericalAperture: 0.9, period: "2 ms", through: "spine", detector: { bits: 12 } },
      runs: [{ stimulus: "EPSC", condition: "control", trials: 20 }],
      axons: [{ name: "axon", onto: ["spine"], elsewhere: 20, threshold: "1", reliable: false }],
    });
  });
  // 100 ms + 4/66 Hz is 160.6 ms; half a second beyond, to the next tenth of a second.
  test("a train of five EPSCs from 100 ms lasts a trial of 700 ms", () => {
    expect(short.duration).toBe("700 ms");
  });
  test("without a shock there is no axon; without a stimulus the trial is a rest of 600 ms", () => {
    const { axons, stimuli, duration } = read("name: stack\nimaging: stack\n");
    expect([axons, stimuli, duration]).toEqual([[], { rest: [] }, "600 ms"]);
  });
  test("a condition has the holding and bath of the electrode and bath where it doesn't say", () => {
    const { conditions } = read("electrode: { holding: -60 mV }\nbath: { calcium: 3 mM }\nconditions: [{ name: a }, { name: b, bath: { magnesium: 0 mM } }]");
    expect(conditions.map(({ holding, bath }) => [holding, bath.calcium, bath.magnesium])).toEqual([["-60 mV", "3 mM", "2 mM"], ["-60 mV", "3 mM", "0 mM"]]);
  });
});

describe("forgiving", () => {
  test.each([
    ["a mapping", "drugs: { D-APV: 100 µM }"], ["a list", "drugs: [{ name: D-APV, dose: 100 µM }]"], ["a text", "drugs: D-APV 100 µM"],
    ["a text the other way about", "drugs: 100uM AP5"], ["an alias", "drugs: { ap5: 100 uM }"],
  ])("a drug as %s is 100 µM of D-APV", (_, line) => {
    const [drug] = read(`conditions: { APV: { ${line} } }`).conditions[0]!.drugs;
    expect(drug!.name).toBe("D-APV");
    expect(drug!.dose.replace("u", "µ")).toBe("100 µM");
  });
  test.each([
    ["conditions by name", "conditions: { control: , wash: { wait: 5 min } }"], ["in a list", "conditions: [{ name: control }, { name: wash, wait: 5 min }]"],
  ])("%s are control and wash", (_, line) => {
    expect(read(line).conditions.map(({ name, wait }) => [name, wait])).toEqual([["control", "10 min"], ["wash", "5 min"]]);
  });
  test("JSON, indented by tabs, is read as YAML is", () => {
    const json = JSON.stringify({ name: "x", spine: { distance: "90 µm" }, stimuli: { E: { kind: "synaptic" } } }, null, "\t");
    expect(read(json)).toEqual(read("name: x\nspine: { distance: 90 µm }\nstimuli: { E: { kind: synaptic } }"));
  });
  test("UTF-16 with its mark, and UTF-8 with one, are read", () => {
    const text = "\uFEFFtemperature: 26 °C";
    const utf16 = Uint8Array.from(Array.from(text).flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]));
    for (const bytes of [utf16, new TextEncoder().encode(text)]) expect(read(bytes).temperature).toBe("26 °C");
  });
  test.each([
    ["series_resistance: 20MOhm", { seriesResistance: "20 MΩ" }], ["Series Resistance: 20 MΩ", { seriesResistance: "20 MΩ" }],
    ["holding: −60mV", { holding: "-60 mV" }], ["compensation: 70 %", { compensation: 0.7 }], ["mode: Voltage-Clamp", { mode: "voltage clamp" }],
  ])("electrode: { %s } is %o", (line, expected) => {
    expect(read(`electrode: { ${line} }`).electrode).toMatchObject(expected);
  });
  test("26 C and 299.15 K are 26 °C in the field's spelling or as written; 5 minutes are 5 min", () => {
    expect(read("temperature: 26 C").temperature).toBe("26 °C");
    expect(read("temperature: 299.15 K").temperature).toBe("299.15 K");
    expect(read("pipette: { sinceBreakIn: 5 minutes }").pipette.sinceBreakIn).toBe("5 min");
  });
  test("a dye as text; none; one of one's own with kd and dynamicRange", () => {
    expect(read("pipette: { dye: MgGreen 500 µM }").pipette.dye).toEqual({ name: "magnesium green", concentration: "500 µM" });
    expect(read("pipette: { dye: none }").pipette.dye).toBeNull();
    expect(read("pipette: { dye: }").pipette.dye).toBeNull();
    expect(read("pipette: { dye: { name: X-1, concentration: 1 mM, kd: 300 nM, dynamicRange: 5 } }").pipette.dye).toMatchObject({ name: "X-1", kd: "300 nM" });
  });
  test("an anchor stands for its value wherever it is referred to", () => {
    const { stimuli } = read("stimuli:\n  E: &e { kind: synaptic, at: 50 ms }\n  both: [*e, { kind: AP }]\n");
    expect(stimuli["both"]![0]).toEqual(stimuli["E"]![0]);
  });
});

describe("messages", () => {
  test.each([
    ["conditions: [{ name: c }, { name: d, drugs: [{ name: D-APC, dose: 1 µM }] }]",
      'p.yaml: line 1, column 48: conditions[1].drugs[0].name: "D-APC" is not a drug of the model; did you mean "D-APV"?'],
    ["conditions: { APV: { drugs: { CNQX: -3 µM } } }", "p.yaml: line 1, column 31: conditions.APV.drugs.CNQX.dose: -3 µM is out of range; expected from 0 µM to 100 mM."],
    ["temperature: 45 °C", "p.yaml: line 1, column 1: temperature: 45 °C is out of range; expected from 20 °C to 40 °C."],
    ["name: x\ntemprature: 30 °C", 'p.yaml: line 2, column 1: temprature: a protocol has no such field; did you mean "temperature"?'],
    ["stimuli: { E: { kind: synaptic, at: 3 } }", 'p.yaml: line 1, column 33: stimuli.E.at: 3 lacks its unit; expected a time such as "2 ms".'],
    ["stimuli: { E: { kind: synaptic, at: 3 mV } }", 'p.yaml: line 1, column 37: stimuli.E.at: "3 mV" is not a time such as "2 ms".'],
    ["stimuli: { E: { kind: synaptc } }", 'p.yaml: line 1, column 23: stimuli.E.kind: "synaptc" is not a stimulus; did you mean "synaptic"?'],
    ["stimuli: { E: { at: 2 ms } }", 'p.yaml: line 1, column 12: stimuli.E.kind: it is missing; expected a stimulus: "synaptic", "action potentials", "step", "uncaging".'],
    ["stimuli: { E: { kind: step } }", 'p.yaml: line 1, column 12: stimuli.E.by: it is missing; expected a potential or a current such as "50 mV".'],
    ["stimuli: { E: { kind: synaptic } }\nruns: [{ stimulus: F }]", 'p.yaml: line 2, column 10: runs[0].stimulus: the protocol has no stimulus "F"; known are "E".'],
    ["stimuli: { E: { kind: synaptic } }\nrun: { stimulus: E, condition: contrl }", 'p.yaml: line 2, column 21: run.condition: the protocol has no condition "contrl"; did you mean "control"?'],
    ["imaging: { through: spin }", 'p.yaml: line 1, column 12: imaging.through: the protocol has no spine "spin"; did you mean "spine"?'],
    ["stimuli: { E: synaptic }\naxon: { onto: [spinne] }", 'p.yaml: line 2, column 16: axon.onto[0]: the protocol has no spine "spinne"; did you mean "spine"?'],
    ["spines: [{ name: a }, { name: a }]", 'p.yaml: line 1, column 25: spines[1].name: "a" is taken by spines[0]; each needs a name of its own.'],
    ["duration: 1 s\nstimuli: { E: { kind: synaptic, count: 100, frequency: 50 Hz } }", "p.yaml: line 2, column 12: stimuli.E: it ends at 2080 ms, after the trial, which lasts 1 s."],
    ["stimuli: { A: { kind: AP, count: 2, width: 30 ms } }", "p.yaml: line 1, column 37: stimuli.A.width: 30 ms does not fit into a train of 66 Hz, one every 15.15 ms."],
    ["electrode: { mode: voltage clamp }\nstimuli: { A: AP }", 'p.yaml: line 2, column 12: stimuli.A.kind: a current can\'t be injected in voltage clamp; use the kind "step", such as by: 50 mV for 7 ms, or current clamp.'],
    ["stimuli: { S: { kind: step, by: 50 mV } }", "p.yaml: line 1, column 29: stimuli.S.by: 50 mV is no current, which a step in current clamp is by; write it like 200 pA."],
    ["pipette: { dye: fura-2 100 µM }", 'p.yaml: line 1, column 17: pipette.dye.name: "fura-2" is no indicator of the model, so it needs kd and dynamicRange; ' +
      'known are "calcium green-1", "OGB-1", "Fluo-4", "Fluo-5F", "magnesium green", "Fluo-4FF", "GCaMP6f".'],
    ["pipette: { dye: calcium green-1 }", 'p.yaml: line 1, column 17: pipette.dye: "calcium green-1" is not a dye with its concentration, or a text such as "calcium green-1 200 µM".'],
    ["set: { nmda.gmx: 1 nS }", 'p.yaml: line 1, column 8: set.nmda.gmx: the model has no such number; did you mean "nmda.gMax"?'],
    ["set: { nmda.gMax: 1 mV }", 'p.yaml: line 1, column 8: set.nmda.gMax: "1 mV" is not a quantity like "0.4 nS", which is the model\'s.'],
    ["set: { nmda.gMax: -0.1 nS }", 'p.yaml: line 1, column 8: set.nmda.gMax: "-0.1 nS" is negative, which what the model has as "0.4 nS" can\'t be.'],
    ["spine: { with: { headVolum: 1 µm³ } }", 'p.yaml: line 1, column 18: spine.with.headVolum: the model has no such number; did you mean "headVolume"?'],
    ["spine: { with: { headVolum: 1 µm³ }, distance: 9 µm }", 'p.yaml: line 1, column 18: spine.with.headVolum: the model has no such number; did you mean "headVolume"?'],
    ["imaging: { from: 2 s }", "p.yaml: line 1, column 12: imaging.from: no line of 2 ms fits between 2 s and the end of the trial at 600 ms."],
    ["imaging: { detector: { darkLevel: 4095 } }", "p.yaml: line 1, column 24: imaging.detector.darkLevel: 4095 counts leave no room for light in 12 bits."],
    ["electrode: { filter: 20 kHz }", "p.yaml: line 1, column 1: electrode.sampling: 20 kHz is less than twice the filter's 20 kHz, so noise would fold over."],
    ["interval: 200 ms", "p.yaml: line 1, column 1: interval: a trial lasts 600 ms, so the next can't start after 200 ms."],
    ["seed: .nan", "p.yaml: line 1, column 1: seed: .nan is not a whole number; expected a whole number from 0 to 4294967295."],
    ["imaging: { numericalAperture: .inf }", "p.yaml: line 1, column 12: imaging.numericalAperture: .inf is out of range; expected an aperture from 0.1 to 1.5."],
    ["stimuli: { E: synaptic }\naxon: { threshold: 10 V }", "p.yaml: line 2, column 9: axon.threshold: 10 V can't be compared with a stimulus of strength 1; give both in the same unit."],
    ["trials: 0", "p.yaml: line 1, column 1: trials: 0 is out of range; expected a whole number from 1 to 100000."],
    ["imaging: { kind: frame, frames: 100 }", "p.yaml: line 1, column 25: imaging.frames: 100 frames of 128 × 128 pixels of 4 µs last longer than the trial's 600 ms."],
  ])("%s", (text, message) => {
    expect(refusal(text)).toBe(message);
  });
  test("ten problems are one error that counts them, shows eight in their order in the file, and is of the kind usage", () => {
    const text = ["a: 1", "b: 1", "c: 1", "d: 1", "e: 1", "f: 1", "g: 1", "h: 1", "i: 1", "temperature: 3"].join("\n");
    const lines = refusal(text).split("\n");
    expect(lines[0]).toBe("p.yaml has 10 problems:");
    expect(lines.slice(1, 9).map((line) => /line (\d+)/.exec(line)?.[1])).toEqual(["1", "2", "3", "4", "5", "6", "7", "8"]);
    expect(lines.slice(9)).toEqual(["  and 2 more"]);
    expect(() => read(text)).toThrow(expect.objectContaining({ kind: "usage", code: "protocol-wrong" }) as Error);
  });
});

describe("hostile input", () => {
  const bomb = ["a: &a [x, x, x, x, x, x, x, x, x]", ..."bcdefghij".split("").map((c, i) => `${c}: &${c} [${Array(9).fill(`*${"abcdefghi"[i]!}`).join(", ")}]`)].join("\n");
  test.each([
    ["9¹⁰ aliases", bomb, /^p\.yaml has 10 problems/], ["a value that contains itself", "name: &a [*a]", /\*a refers to nothing/],
    ["100 000 brackets", "[".repeat(100_000), /nested deeper/], ["100 levels of mappings", `${"{a: ".repeat(100)}1${"}".repeat(100)}`, /nested deeper/],
    ["300 kB", "# ".repeat(150_000), /300000 bytes are too many/], ["a key twice", "seed: 1\nseed: 2", /line 2, column 1: seed: it is given twice, first in line 1/],
    ["one field by two words", "spine: {}\nspines: []", /it is given twice, here and as spine/], ["__proto__", '{"__proto__": {"seed": 3}}', /__proto__: a protocol has no such field/],
    ["a stimulus named __proto__", "stimuli: { __proto__: synaptic }", /"__proto__" can't be a name/], ["one named toString", "stimuli: { toString: [] }", /can't be a name/],
    ["a number of the model named constructor", "set: { constructor: 3 }", /can't be a name/], ["bytes that are no UTF-8", Uint8Array.from([0x6e, 0xff, 0xfe]), /no UTF-8/],
    ["Latin-1", Uint8Array.from(Array.from('temperature: 32 °C', (c) => c.charCodeAt(0))), /its bytes are no UTF-8/], ["a NUL", "name: a\u0000b", /U\+0000/],
    ["an image", Uint8Array.from([0x89, 0x50, 0x4e, 0x47]), /is no protocol/], ["a foreign tag", "seed: !!js/function x", /Unresolved tag/], ["!!binary", "name: !!binary aGk=", /tag/],
    ["two documents", "seed: 1\n---\nseed: 2", /neither YAML nor JSON/], ["half a list", "spines: [", /line 1, column \d+: this is neither/], ["a mapping as a key", "{ {a: 1}: 2 }", /plain one/],
    ["a list", "- 1", /a list is not a protocol/], ["nothing", "", /p\.yaml is empty/], ["a remark alone", "# hm", /p\.yaml is empty/],
    ["10⁹ trials", "trials: 1000000000", /out of range/], ["10¹⁴ pixels", "imaging: { kind: stack, pixels: 4096, depth: 2 mm, step: 1 nm }", /pixels/], ["YAML 1.1's merge", "<<: { seed: 3 }", /<<: a protocol has no such field/],
  ])("%s: one clear refusal", (_, text, message) => {
    expect(refusal(text)).toMatch(message);
  });
  test("25 000 keys and a bomb of aliases are refused within 3 s", () => {
    const start = performance.now();
    expect(refusal(Array.from({ length: 25_000 }, (_, i) => `k${i}: 1`).join("\n"))).toMatch(/25000 fields are too many; a protocol has 27/);
    refusal(bomb);
    expect(performance.now() - start).toBeLessThan(3000);
  });
});
