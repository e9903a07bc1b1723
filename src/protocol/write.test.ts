import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { modelCatalogue, readProtocol, starterProtocol, withChanges, writeProtocol, type Catalogue, type Protocol } from "./index.js";

const catalogue: Catalogue = { ...modelCatalogue(), parameters: new Map([["nmda.gMax", "0.4 nS"], ["spine.headVolume", "0.06 µm³"], ["spine.nmda", "0.4 nS"]]) };
const read = (text: string): Protocol => readProtocol(text, { catalogue });
const change = (protocol: Protocol, ...changes: string[]): Protocol => withChanges(protocol, changes, { catalogue });

/** Names as nasty as a person may choose: YAML's own words, numbers, quotes, other alphabets. */
const name = fc.oneof(
  fc.constantFrom("null", "yes", "0x10", "1e3", "a: b", "- x", "#", "'", '"', "*a", "&a", "!t", "{", "~", "4 Ca / 1 Mg", "0.5 Hz", "Kontrolle β", "[0]", "%", "name", "kind"),
  fc.string({ minLength: 1, maxLength: 12 }),
).map((text) => text.trim()).filter((text) => text !== "" && !(text in {}));
const time = (least: number, most: number): fc.Arbitrary<string> => fc.integer({ min: least, max: most }).map((ms) => `${ms} ms`);
const train = { at: time(0, 300), count: fc.integer({ min: 1, max: 5 }), frequency: fc.integer({ min: 50, max: 100 }).map((f) => `${f} Hz`) };
const stimulus = fc.oneof(
  fc.record({ kind: fc.constant("synaptic"), ...train, strength: fc.constantFrom("1", "2.5") }),
  fc.record({ kind: fc.constant("action potentials"), ...train, width: time(1, 5) }),
  fc.record({ kind: fc.constant("step"), ...train, width: time(1, 5), by: fc.constant("-50 pA") }),
);
const condition = fc.record({
  name, holding: fc.integer({ min: -120, max: 0 }).map((mV) => `${mV} mV`), wait: time(0, 1000),
  drugs: fc.uniqueArray(fc.constantFrom("D-APV", "CNQX", "nickel"), { maxLength: 2 }).map((drugs) => drugs.map((drug) => ({ name: drug, dose: "20 µM" }))),
  bath: fc.record({ calcium: fc.constant("4 mM") }, { requiredKeys: [] }),
}, { requiredKeys: ["name"] });
const file = fc.record({
  name, about: fc.string(), seed: fc.nat(), temperature: fc.constantFrom("26 °C", "305.15 K"),
  set: fc.constantFrom({}, { "nmda.gMax": "1 nS" }),
  spines: fc.uniqueArray(fc.record({ name, distance: fc.constantFrom("90 µm", "0.1 mm"), draw: fc.nat(), with: fc.constantFrom({}, { headVolume: "0.1 µm³" }) }, { requiredKeys: ["name"] }), { minLength: 1, maxLength: 3, selector: (s) => s.name }),
  pipette: fc.record({ dye: fc.constantFrom(null, "OGB-1 100 µM", { name: "X", concentration: "1 mM", kd: "1 µM", dynamicRange: 5 }), atp: fc.constant("0 mM") }, { requiredKeys: [] }),
  stimuli: fc.dictionary(name, fc.array(stimulus, { maxLength: 3 }), { minKeys: 1, maxKeys: 3 }),
  conditions: fc.uniqueArray(condition, { minLength: 1, maxLength: 3, selector: (c) => c.name }),
  trials: fc.integer({ min: 1, max: 50 }),
  imaging: fc.constantFrom("line scan", "stack", { kind: "line scan", path: [{ x: 0, y: 0.25 }, { x: 1, y: -2 }] }, { kind: "frame", frames: 2 }),
}, { requiredKeys: [] }).filter((f) => !/\p{Cc}/u.test(JSON.stringify(f)));

describe("writeProtocol", () => {
  test("what 100 random protocols are written as reads back as the same protocol, and is written the same again", () => {
    fc.assert(fc.property(file, (asked) => {
      const protocol = read(JSON.stringify(asked));
      const text = writeProtocol(protocol);
      expect(read(text)).toEqual(protocol);
      expect(writeProtocol(read(text))).toBe(text);
    }), { numRuns: 100, seed: 4 });
  });
  test("JSON of a protocol reads back as it, too", () => {
    const protocol = read(starterProtocol());
    expect(read(JSON.stringify(protocol))).toEqual(protocol);
  });
  test("every default is written, so that another version with other defaults runs the same", () => {
    expect(writeProtocol(read("name: x"))).toContain("junctionPotential: -10 mV");
  });
  test("a change of nothing is no change, whatever the protocol", () => {
    fc.assert(fc.property(file, (asked) => {
      const protocol = read(JSON.stringify(asked));
      expect(change(protocol, `seed=${protocol.seed}`)).toEqual(protocol);
    }), { numRuns: 30, seed: 5 });
  });
});

describe("withChanges", () => {
  const protocol = read("stimuli: { EPSC: { kind: synaptic, count: 5 } }\nconditions: { control: , APV: { drugs: { D-APV: 100 µM }, holding: -65 mV } }\ntrials: 7");
  test.each<[string, (p: Protocol) => unknown, unknown]>([
    ["nmda.gMax=0.1 nS", (p) => p.set, { "nmda.gMax": "0.1 nS" }],
    ["spine.headVolume=0.1 µm³", (p) => p.set, { "spine.headVolume": "0.1 µm³" }],
    ["spine.distance=90µm", (p) => p.spines[0]!.distance, "90 µm"],
    ["spines[0].with.nmda=1 nS", (p) => p.spines[0]!.with, { nmda: "1 nS" }],
    ["electrode.seriesResistance=20 MΩ", (p) => p.electrode.seriesResistance, "20 MΩ"],
    ["electrode.mode=voltage clamp", (p) => p.electrode.mode, "voltage clamp"],
    ["stimuli.EPSC.count=3", (p) => p.stimuli["EPSC"]![0]!.count, 3],
    ["stimuli.EPSC[0].strength=2", (p) => p.stimuli["EPSC"]![0], { kind: "synaptic", at: "100 ms", count: 5, frequency: "66 Hz", strength: "2" }],
    ["conditions.APV.drugs.D-APV=50 µM", (p) => p.conditions[1]!.drugs, [{ name: "D-APV", dose: "50 µM" }]],
    ["conditions.APV.drugs.CNQX=10 µM", (p) => p.conditions[1]!.drugs, [{ name: "D-APV", dose: "100 µM" }, { name: "CNQX", dose: "10 µM" }]],
    ["conditions[1].wait=3 min", (p) => p.conditions[1]!.wait, "3 min"],
    ["axon.elsewhere=0", (p) => p.axons, [{ name: "axon", onto: ["spine"], elsewhere: 0, threshold: "1", reliable: false }]],
    ["pipette.dye=magnesium green 500 µM", (p) => p.pipette.dye, { name: "magnesium green", concentration: "500 µM" }],
    ["pipette.dye.concentration=100 µM", (p) => p.pipette.dye, { name: "calcium green-1", concentration: "100 µM" }],
    ["imaging.detector.bits=16", (p) => p.imaging.detector.bits, 16],
    ["trials=3", (p) => p.runs.map(({ trials }) => trials), [3, 3]],
    ["seed=8", (p) => p.seed, 8],
  ])("--set %s", (text, of, expected) => {
    expect(of(change(protocol, text))).toEqual(expected);
  });
  test("conditions follow the electrode's holding and the bath unless they have their own, and the duration its stimuli", () => {
    const changed = change(protocol, "electrode.holding=-60 mV", "bath.calcium=4 mM", "stimuli.EPSC.at=1 s");
    expect(changed.conditions.map(({ holding }) => holding)).toEqual(["-60 mV", "-65 mV"]);
    expect(changed.conditions.map(({ bath }) => bath.calcium)).toEqual(["4 mM", "4 mM"]);
    expect(changed.duration).toBe("1600 ms");
  });
  test("all else stays: 7 trials, in two conditions", () => {
    expect(change(protocol, "nmda.gMax=1 nS")).toEqual({ ...protocol, set: { "nmda.gMax": "1 nS" } });
  });
  test("of two changes of one field the last counts; a protocol that is given isn't changed", () => {
    expect(change(protocol, "seed=8", "seed=9").seed).toBe(9);
    expect(protocol.seed).toBe(1);
  });
  test.each([
    ["nmda.gmax=1 nS", 'no field "nmda.gmax"; did you mean "nmda.gMax"?'], ["imaging.perid=3 ms", 'did you mean "period"?'], ["stimuli.EPS.count=3", 'did you mean "EPSC"?'],
    ["electrode.holding=1 pA", 'electrode.holding: "1 pA" is not a potential'], ["nmda.gMax=1 mV", '"1 mV" is not a quantity like "0.4 nS"'], ["seed", "is no change"],
    ["=3", "is no change"], ["seed=", "is no change"], ["seed=[1", "neither YAML nor JSON"], ["seed.x=1", '"seed" has no parts'], ["conditions[2].wait=1 s", "no field"],
    ["__proto__.x=1", "no field"], ["conditions.APV.drugs.CNQQX=1 µM", 'did you mean "CNQX"?'],
    ["spines[0].with.nmdaa=1 nS", 'did you mean "nmda"?'],
  ])("%s is refused", (text, message) => {
    expect(() => change(protocol, text)).toThrow(message);
  });
});
