import { describe, expect, test } from "vitest";
import { simulate, type Mechanism } from "#engine";
import { cylinder, compartmentsOf } from "#morphology";
import { ca1Neuron, siteAt, spineCalcium, typicalSpine, withBook, withSpineOn } from "../index.js";
import { calciumHeld, calciumLost } from "./calcium.js";
import { poolWith, valueProblem, writtenMechanism, writtenPlacement, writtenPoolValues, type Written } from "./index.js";

const leak = "parameter g = 0.1 mS/cm² from 0 mS/cm² to 1 mS/cm²\nreads v in mV\ncurrent total = g · (v + 90 mV)";
const written = (text: string, name = "own"): Mechanism => writtenMechanism({ name, text });
const buffer = `placed in a volume
parameter on = 0.1 /µM/ms
parameter off = 0.01 /ms
parameter out = 0.05 /ms
state ca in µM
state free in µM, bound in µM
ca + free ⇌ bound : on, off
bound → free : out
initial free = 50 µM
initial bound = 1 µM`;

describe("what a written mechanism may be", () => {
  test.each([
    ["a name of the model's", () => written(leak, "nmda"), 'can\'t be called "nmda": the cell has something of that name'],
    ["the electrode's name", () => written(leak, "pipette"), "the cell has something of that name"],
    ["a name with a space", () => written(leak, "my leak"), "letters, digits and _"],
    ["a name with a dot, which a probe would split", () => written(leak, "my.leak"), "letters, digits and _"],
    ["a point process that nothing opens", () => written("placed at a point\nparameter g = 1 nS\nreads v in mV\ncurrent total = g · v"), "it says nothing of what a release does"],
    ["an event", () => written("state m\nparameter tau = 1 ms\nd m/dt = −m / tau\nreceives m = m + weight"), "it takes events, which only receptors do"],
    ["what nothing supplies", () => written("parameter g = 1 mS/cm²\nreads v in mV\nreads light in 1\ncurrent total = g · v · light"), 'reads "light", which nothing supplies there; what it can read is v in mV and caInside in µM'],
    ["temperature in mV", () => written(`${leak}\nparameter temperature = 3 mV`), 'the rig says what "temperature" is, in K; here it is in mV'],
    ["distance without unit", () => written(`${leak}\nparameter distance = 3`), 'the rig says what "distance" is, in µm; here it is in a plain number'],
    ["25 states", () => written(`${leak}\nparameter tau = 1 ms\n${Array.from({ length: 25 }, (_, i) => `state s${i}\nd s${i}/dt = −s${i} / tau`).join("\n")}`), "has 25 states, and the most is 24"],
    ["2000 operations", () => written(`reads v in mV\n${Array.from({ length: 50 }, (_, i) => `x${i} = ${Array.from({ length: 20 }, () => "v").join(" + ")} + ${Array.from({ length: 21 }, (_, k) => `${k} · v`).join(" + ")}`).join("\n")}\nparameter g = 1 mS/cm²\ncurrent total = g · (${Array.from({ length: 50 }, (_, i) => `x${i}`).join(" + ")})`), "operations, and the most is 1500"],
    ["a volume without calcium", () => written("placed in a volume\nstate x in µM\nparameter k = 1 /ms\nx → : k\ninitial x = 1 µM"), 'declare "state ca in µM"'],
    ["calcium in mM, a millionth of a mole", () => written("placed in a volume\nstate ca in mM\nparameter k = 1 /ms\nca → : k"), undefined],
    ["calcium as a number", () => written("placed in a volume\nstate ca\nparameter k = 1 /ms\nca → : k"), "free calcium, which is in µM"],
    ["an ion of its own", () => written(`${buffer}\nreads influx in µM/ms\nion ca of valence 2 into ca`), "nothing but the cell's calcium"],
    ["calcium moved by a derivative", () => written(`${buffer}\nd ca/dt = 1 µM/ms`), 'write all that moves it as reactions, such as "ca → : rate"'],
    ["calcium's start", () => written(`${buffer}\ninitial ca = 1 µM`), 'where "ca" starts'],
    ["a state without start", () => written(buffer.replace("initial bound = 1 µM", "")), '"bound" needs a start, such as "initial bound = 10 µM"'],
    ["calcium out of nothing, both ways", () => written(buffer.replace("bound → free : out", "ca ⇌ : out, 1 µM/ms")), "doesn't hold as much calcium on one side as on the other"],
  ])("%s", (_, act, message) => {
    if (message === undefined) expect(act).not.toThrow();
    else expect(act).toThrow(message);
  });
  test("a value is one of the text's own kind, within the text's bounds", () => {
    const m = written(leak);
    expect(valueProblem(m, "g", "0.5 mS/cm²")).toBeUndefined();
    expect(valueProblem(m, "g", "500 µS/cm²")).toBeUndefined();
    expect(valueProblem(m, "g", "2 mS/cm²")).toBe("2 mS/cm² is out of the text's own bounds, 0 mS/cm² to 1 mS/cm²; give a value within them, or widen them in the text");
    expect(valueProblem(m, "g", "2 nS")).toMatch(/^"2 nS" is not a quantity like "0.1 mS\/cm²"/u);
    expect(valueProblem(m, "v", "2 mV")).toBe("own has no such parameter; it has g");
  });
});

describe("where it sits", () => {
  const bare = ca1Neuron({ temperature: 34 });
  const site = siteAt(bare, { dendrite: "oblique", distance: "120 µm" });
  const neuron = withSpineOn(bare, site, { name: "spine", geometry: typicalSpine({}).geometry });
  const { compartments } = compartmentsOf(neuron.sections);
  const text = `${leak}\nparameter distance = 0 µm\nparameter temperature = 300 K`;
  const placed = (...places: string[]) => writtenPlacement({ name: "own", text, in: places, with: {} }, written(text), neuron, 34);
  const where = (...places: string[]): Set<string> => {
    const { in: isIn } = placed(...places);
    if (typeof isIn !== "function") throw new Error("a place is a function");
    return new Set(compartments.filter(isIn).map(({ kind }) => kind));
  };
  test("the words of the model mean its kinds of branches, and the spines and shafts of the protocol", () => {
    expect(where("everywhere")).toEqual(new Set(neuron.sections.map(({ kind }) => kind)));
    expect(where("dendrites")).toEqual(new Set(["trunk", "oblique", "tuft", "basal"]));
    expect(where("apical")).toEqual(new Set(["trunk", "oblique", "tuft"]));
    expect(where("soma", "spine heads")).toEqual(new Set(["soma", "spine head"]));
    const { in: shafts } = placed("shafts");
    expect(new Set(compartments.filter(shafts as (c: (typeof compartments)[number]) => boolean).map(({ section }) => section))).toEqual(new Set([neuron.spines[0]!.shaftSection]));
  });
  test("distance is each compartment's path from the soma, temperature the bath's; what the protocol says wins", () => {
    const { with: values = {} } = placed("everywhere");
    expect(values["temperature"]).toBe("307.15 K");
    const distance = values["distance"] as (c: (typeof compartments)[number]) => number;
    const of = (section: string): number => distance(compartments.find((c) => c.section === section)!);
    expect(of(neuron.soma.section)).toBe(0);
    expect(of("spine head")).toBeCloseTo(120 + typicalSpine({}).geometry.neckLength, 0);
    expect(writtenPlacement({ name: "own", text, in: ["soma"], with: { temperature: "300 K" } }, written(text), neuron, 34).with).toMatchObject({ temperature: "300 K" });
  });
  test("a place that the cell lacks is refused by name", () => {
    expect(() => writtenPlacement({ name: "own", text, in: ["spine heads"], with: {} }, written(text), bare, 34)).toThrow("mechanisms.own.in: this cell has no spine heads");
  });
});

describe("in the cell's calcium", () => {
  test("what binds holds calcium, what lets go for good loses it, in whatever order it is written", () => {
    const scheme = (...lines: string[]): Mechanism => written(`placed in a volume\nparameter k = 1 /µM/ms\nparameter r = 1 /ms\nstate ca in µM\n${["a", "b", "c", "e"].map((s) => `state ${s} in µM\ninitial ${s} = 1 µM`).join("\n")}\n${lines.join("\n")}`);
    const lines = ["ca + a ⇌ b : k, r", "ca + b ⇌ c : k, r", "c → a : r", "b → b + e : r"];
    for (const m of [scheme(...lines), scheme(...lines.reverse())]) {
      expect(Object.fromEntries(calciumHeld(m))).toEqual({ ca: 1, a: 0, b: 1, c: 2, e: 0 });
      expect(Object.fromEntries(calciumLost(m))).toEqual({ "ca + a ⇌ b": 0, "ca + b ⇌ c": 0, "c → a": 2, "b → b + e": 0 });
    }
  });

  const one: Written = { name: "own", text: buffer, in: ["everywhere"], with: {} };
  const joined = poolWith(spineCalcium, [{ written: one, mechanism: written(buffer) }, { written: { ...one, name: "other" }, mechanism: written(buffer, "other") }]);
  /** 25 ms after a step of calcium influx in one volume. */
  function run(pool: Mechanism, withValues: Record<string, string> = {}) {
    const { mechanism: booked, held } = withBook(pool);
    const influx = writtenMechanism({ name: "influx", text: "reads v in mV\nparameter g = 0.00001 nS/µm²\ncurrent total = 0.01 nS/µm² · (v + 65 mV) − 0.02 pA/µm²\ncurrent ca = −0.02 pA/µm² + 0 · g · v" });
    const columns = [...Object.keys(held), "entered", "cleared"];
    const { traces } = simulate({
      cell: {
        sections: [cylinder({ name: "soma", kind: "soma", length: 4, diameter: 2, compartments: 1, axialResistivity: 100, capacitance: 1 })],
        membrane: [{ mechanism: influx, in: "everywhere" }], pools: [{ mechanism: booked, in: "everywhere", with: withValues }], start: "-65 mV",
      },
      duration: "25 ms",
      probes: Object.fromEntries(columns.map((state) => [state, { of: `${booked.name}.${state}`, at: { section: "soma" }, every: "25 ms" }])),
    });
    const grown = Object.fromEntries(columns.map((state) => {
      const samples = traces[state]?.trials[0] as Float64Array;
      return [state, (samples[1] as number) - (samples[0] as number)];
    }));
    const gained = Object.entries(held).reduce((sum, [state, ions]) => sum + ions * (grown[state] as number), 0);
    return { grown, missing: Math.abs(gained - grown["entered"]! + grown["cleared"]!) / grown["entered"]! };
  }
  test("two buffers of the same text are two, each with its own species, and the book balances to 10⁻¹⁰", () => {
    expect(joined.states).toEqual([...spineCalcium.states, "own_free", "own_bound", "other_free", "other_bound"]);
    const { grown, missing } = run(joined);
    expect(missing).toBeLessThan(1e-10);
    expect(grown["own_bound"]).toBeGreaterThan(0.1);
    expect(grown["own_bound"]).toBeCloseTo(grown["other_bound"]!, 9);
    expect(grown["ca"]).toBeLessThan(run(spineCalcium).grown["ca"]!);
  });
  test("where it isn't present nothing of it happens", () => {
    const { grown } = run(joined, { own_present: "0", other_present: "0" });
    expect(grown["own_bound"]).toBe(0);
    expect(grown["ca"]).toBeCloseTo(run(spineCalcium).grown["ca"]!, 6);
  });
  test("in: spine heads leaves it out of necks and shafts; values go by the text's own names", () => {
    const bare = ca1Neuron({ temperature: 32 });
    const neuron = withSpineOn(bare, siteAt(bare, { dendrite: "oblique", distance: "120 µm" }), { name: "spine", geometry: typicalSpine({}).geometry });
    const values = writtenPoolValues([{ written: { ...one, in: ["spine heads"], with: { on: "0.2 /µM/ms" } }, mechanism: written(buffer) }], neuron, 32);
    expect(values["own_on"]).toBe("0.2 /µM/ms");
    const present = values["own_present"] as (c: object) => number;
    expect([present({ section: "spine head", kind: "spine head" }), present({ section: "spine neck", kind: "spine neck" })]).toEqual([1, 0]);
  });
});
