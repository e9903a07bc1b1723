import { describe, expect, test } from "vitest";
import { RigError } from "#errors";
import {
  bath, chosen, citation, mechanism, mechanismFromText, mechanismOnDemand, paper, partOf, perSynapse, readReaction,
  sidesOf, tools, type Mechanism, type MechanismData,
} from "./index.js";
import { nearest } from "./nearest.js";

const s = chosen("a test");
const pool: MechanismData = {
  name: "pool",
  placed: "in a volume",
  parameters: { on: ["0.5 /µM/ms", "x"], off: ["5 /ms", "x"], diffusion: ["0.22 µm²/ms", "x"] },
  reads: { influx: "µM/ms" },
  states: { ca: "µM", b: "µM", cab: "µM" },
  equations: "ca + b ⇌ cab : on, off\nd ca/dt = influx",
  ion: { name: "ca", valence: 2, state: "ca" },
  mobile: { ca: "diffusion" },
};
const synapse: MechanismData = {
  name: "synapse",
  placed: "at a point",
  parameters: { g: ["2 nS", "x"], tau: ["2 ms", "x"] },
  reads: { v: "mV" },
  states: { open: "1" },
  equations: "d open/dt = −open / tau\ncurrent total = g · open · v\nreceives open = open + weight",
};

function refusal(act: () => unknown): { code: string; message: string } {
  try {
    act();
  } catch (error) {
    if (error instanceof RigError && error.kind === "usage") return { code: error.code.replace("mechanism-", ""), message: error.message };
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("a declared mechanism", () => {
  test("holds names with role, unit, value in coherent units, source and bounds", () => {
    const m = mechanism("test", {
      placed: "at a point",
      parameters: { g: ["200 pS", perSynapse, { from: "0 nS", to: "5 nS" }], tau: ["0.002 s", s] },
      reads: { v: "mV" }, states: { open: "1" },
      derivative: ({ open }, _, p, { ms }) => ({ open: -open / (p.tau + 1 * ms) }),
      receives: ({ open }, { weight, chance }) => ({ open: chance < 0.5 ? open + weight : open }),
    });
    expect([m.states, m.reads, m.parameters]).toEqual([["open"], ["v"], ["g", "tau"]]);
    const roles = [...m.names].map(([name, { role, value }]) => [name, role, value]);
    expect(roles).toEqual([
      ["open", "state", undefined], ["v", "read", undefined], ["g", "parameter", 0.2], ["tau", "parameter", 2],
      ["faraday", "constant", 0.09648533212], ["gasConstant", "constant", 0.00831446261815324], ["1 ms", "unit", 1],
      ["weight", "event", undefined], ["chance", "event", undefined],
    ]);
    expect(m.names.get("g")!.bounds).toEqual({ low: 0, high: 5, from: "0 nS", to: "5 nS" });
    expect(m.names.get("g")!.source).toEqual({ kind: "per synapse" });
    expect(m.run.receives!({ open: 0.25 }, { v: 0, weight: 0.5, chance: 0.1 }, { g: 1, tau: 1 }, tools)).toEqual({ open: 0.75 });
  });
  test("a pool from text holds its ion, its mobile states, and the sum of reactions and derivative", () => {
    const m = mechanismFromText(pool);
    expect(m.ion).toEqual({ name: "ca", valence: 2, state: "ca" });
    expect([...m.mobile]).toEqual([["ca", "diffusion"]]);
    expect([...m.rates.results.keys(), ...m.derivative.results.keys()]).toEqual(["ca + b ⇌ cab", "ca"]);
    expect(m.run).toEqual({});
  });
  test("sources are cited in words", () => {
    const hh = paper("Hodgkin & Huxley", 1952, "J Physiol 117:500");
    expect([hh, partOf(hh, "Table 3"), bath, perSynapse, chosen("round"), { kind: "stated", words: "Doe 1999" } as const].map(citation)).toEqual([
      "Hodgkin & Huxley 1952, J Physiol 117:500", "Hodgkin & Huxley 1952, J Physiol 117:500, Table 3", "set in the experiment",
      "differs from synapse to synapse", "chosen: round", "Doe 1999",
    ]);
  });
});

describe("a mechanism on demand", () => {
  const shipped = (unit: "/ms" | "mV"): Mechanism => mechanismOnDemand("relaxing", {
    placed: "over membrane",
    parameters: { rate: [`2 ${unit}`, chosen("any")] },
    reads: { v: "mV" },
    states: { x: "1" },
    derivative: ({ x }, _, p) => ({ x: -p.rate * x }),
  });
  test("is what the same declaration is at once, name by name and tree by tree", () => {
    const whole = mechanism("relaxing", {
      placed: "over membrane",
      parameters: { rate: ["2 /ms", chosen("any")] },
      reads: { v: "mV" },
      states: { x: "1" },
      derivative: ({ x }, _, p) => ({ x: -p.rate * x }),
    });
    const { run, ...rest } = shipped("/ms");
    expect({ ...rest }).toEqual({ ...whole, run: undefined });
    expect(run.derivative?.({ x: 3 }, {}, { rate: 2 }, {})).toEqual({ x: -6 });
  });
  test("says what is wrong, with line and caret, when its equations or numbers are asked for, and each time", () => {
    const wrong = shipped("mV");
    expect([wrong.name, wrong.placed, wrong.states, wrong.reads, wrong.parameters])
      .toEqual(["relaxing", "over membrane", ["x"], ["v"], ["rate"]]);
    expect(() => wrong.names).toThrow(/relaxing, derivative: .* is in mV, but the rate of change of x is in \/ms/u);
    expect(() => wrong.current).toThrow("is in mV");
  });
});

describe("names that can't be declared", () => {
  test.each(["constructor", "__proto__", "toString", "hasOwnProperty"])("%s, which every object has", (name) => {
    const parameters = JSON.parse(`{"${name}": ["1 mV", "x"]}`) as MechanismData["parameters"];
    expect(refusal(() => mechanismFromText({ ...synapse, parameters }))).toEqual({
      code: "name", message: `synapse: "${name}" can't be a name: every object in JavaScript has something of that name.`,
    });
  });
  test.each([
    ["d", "word of the text"], ["dt", "word of the text"], ["current", "word of the text"], ["if", "word of the text"], ["not", "word of the text"],
    ["initial", "word of the text"], ["receives", "word of the text"], ["exp", "function"], ["linoid", "function"], ["mV", "unit"], ["K", "unit"],
    ["faraday", "constant"], ["weight", "what an event brings"], ["chance", "what an event brings"], ["a b", "letters, digits"], ["2x", "letters, digits"],
    ["", "letters, digits"], ["$x", "letters, digits"], ["x".repeat(65), "longer than 64"],
  ])("%j: %s", (name, reason) => {
    for (const where of ["states", "reads"] as const) {
      expect(refusal(() => mechanismFromText({ ...synapse, [where]: { [name]: "1" } })).message).toContain(reason);
    }
  });
  test("one name for two things is refused with both roles", () => {
    expect(refusal(() => mechanismFromText({ ...synapse, reads: { v: "mV", open: "1" } })).message).toBe(
      "synapse: open is declared twice, as state and as read.");
  });
});

describe("quantities, units and bounds", () => {
  const g = (...entry: [string, string, { from: string; to: string }?]): unknown =>
    mechanismFromText({ ...synapse, parameters: { g: entry, tau: ["2 ms", "x"] } });
  test.each([
    ["not a quantity", () => g("2 nSS", "x"), 'synapse: "2 nSS" for g is not a number and a unit, like "0.072 /mM/ms".'],
    ["above its bounds", () => g("6 nS", "x", { from: "0 nS", to: "5000 pS" }), "synapse: g is 6 nS, outside its own bounds 0 nS to 5000 pS."],
    ["below its bounds", () => g("-1 nS", "x", { from: "0 nS", to: "5 nS" }), "synapse: g is -1 nS, outside its own bounds 0 nS to 5 nS."],
    ["bounds of another unit", () => g("1 nS", "x", { from: "0 mV", to: "5 nS" }), 'synapse: the bound "0 mV" of g is in mV, and g is in nS.'],
    ["a bound that is no quantity", () => g("1 nS", "x", { from: "none", to: "5 nS" }), 'synapse: "none" for g is not a number and a unit'],
    ["bounds the wrong way round", () => g("1 nS", "x", { from: "5 nS", to: "0 nS" }), "synapse: g can't lie from 5 nS to 0 nS: the first must be the smaller."],
    ["a unit that is none", () => mechanismFromText({ ...synapse, reads: { v: "mVV" } }), 'synapse: "mVV" for v is not a unit, like "mV" or "/ms".'],
    ["v in another unit than the engine's", () => mechanismFromText({ ...synapse, reads: { v: "ms" } }), "synapse: v is read in ms, but the engine supplies it in mV."],
    ["influx as a current", () => mechanismFromText({ ...pool, reads: { influx: "pA" } }), "pool: influx is read in pA, but the engine supplies it in µM/ms."],
  ])("%s", (_, act, message) => {
    expect(refusal(act).message).toContain(message);
  });
  test("bounds are taken into coherent units, and a value may stand on a bound", () => {
    expect(() => g("5 nS", "x", { from: "0 nS", to: "5000 pS" })).not.toThrow();
  });
});

describe("what a mechanism must say, and where it may stand", () => {
  const text = (base: MechanismData, changes: Partial<MechanismData>): unknown => mechanismFromText({ ...base, ...changes });
  test.each([
    ["a derivative of no state", () => text(synapse, { equations: `${synapse.equations}\nd opne/dt = 1 /ms` }), "not-a-state", 'the derivative gives "opne", which is not a state; did you mean "open"?'],
    ["a start of no state", () => text(synapse, { equations: `${synapse.equations}\ninitial v = 1 mV` }), "not-a-state", 'a start is given for "v"'],
    ["an event that changes no state", () => text(synapse, { equations: `${synapse.equations}\nreceives tau = weight` }), "not-a-state", 'an event changes "tau"'],
    ["a state that nothing moves", () => text(synapse, { states: { open: "1", shut: "1" } }), "state-unmoved", 'nothing moves "shut"'],
    ["a current without a total", () => text(synapse, { equations: "d open/dt = −open / tau\ncurrent ca = g · v" }), "no-total", 'the current lacks "total"'],
    ["a current in a volume", () => text(pool, { equations: `${pool.equations}\ncurrent total = 0` }), "current-in-volume", "nothing carries a current"],
    ["an ion over membrane", () => text(synapse, { placed: "over membrane", ion: { name: "ca", valence: 2, state: "open" } }), "not-in-volume", "only a mechanism in a volume has an ion"],
    ["mobile states at a point", () => text(synapse, { mobile: { open: "tau" } }), "not-in-volume", "only a mechanism in a volume has mobile states"],
    ["an ion into no state", () => text(pool, { ion: { name: "ca", valence: 2, state: "cal" } }), "ion", 'its ion flows into "cal", which is not a state; did you mean "ca"?'],
    ["an ion without charge", () => text(pool, { ion: { name: "ca", valence: 0, state: "ca" } }), "ion", "has the valence 0"],
    ["an ion of half a charge", () => text(pool, { ion: { name: "ca", valence: 1.5, state: "ca" } }), "ion", "has the valence 1.5"],
    ["an ion that is never let in", () => text(pool, { reads: {}, equations: "ca + b ⇌ cab : on, off" }), "ion", 'flows nowhere: read { influx: "µM/ms" }'],
    ["a mobile thing that is no state", () => text(pool, { mobile: { cal: "diffusion" } }), "mobile", '"cal" can\'t be mobile: it is not a state'],
    ["a coefficient that nobody declared", () => text(pool, { mobile: { ca: "difusion" } }), "mobile", 'did you mean "diffusion"?'],
    ["a coefficient in /ms", () => text(pool, { mobile: { ca: "off" } }), "mobile", "its coefficient off is in /ms, and µm²/ms is needed"],
    ["a species that is no state", () => text(pool, { equations: `${pool.equations}\nca → gone : off` }), "not-a-state", '"ca → gone" has "gone", which is not a state'],
    ["one rate for a reversible reaction", () => text(pool, { equations: "ca + b ⇌ cab : on\nd ca/dt = influx" }), "reaction-rates", "needs its two rates, forward and backward; found 1"],
    ["two rates for an irreversible one", () => text(pool, { equations: `${pool.equations}\nca → : off, off` }), "reaction-rates", "needs its one rate; found 2"],
    ["species in two units", () => text(pool, { states: { ca: "µM", b: "1", cab: "µM" } }), "reaction-units", "has ca (µM) and b (a plain number)"],
    ["weight outside an event", () => text(synapse, { equations: `d open/dt = −weight · open / tau` }), "event-only", '"weight" is known only to what an event does'],
    ["a start from another state", () => text(pool, { equations: `${pool.equations}\ninitial ca = b` }), "initial-state", '"b" is a state'],
  ] as const)("%s is refused", (_, act, code, message) => {
    const found = refusal(act);
    expect(found.code).toBe(code);
    expect(found.message).toContain(message);
  });
  test("in arrows a list for one value, a reaction twice in two spellings and a reaction of nothing are refused", () => {
    const loose = mechanism as unknown as (name: string, declaration: object) => unknown; // as from JavaScript
    const refused = (body: object): string =>
      refusal(() => loose("a", { placed: "in a volume", parameters: { off: ["5 /ms", s] }, reads: {}, states: { ca: "µM" }, ...body })).code;
    interface P { off: number }
    expect(refused({ derivative: ({ ca }: { ca: number }) => ({ ca: [ca, ca] }) })).toBe("one-value");
    expect(refused({ rates: (_s: object, _r: object, p: P) => ({ "ca →": p.off, "ca → ": p.off }) })).toBe("result-twice");
    expect(refused({ rates: (_s: object, _r: object, p: P) => ({ "→": p.off }) })).toBe("reaction");
  });
});

describe("data from strangers", () => {
  const wrong = (changes: object): string => refusal(() => mechanismFromText({ ...synapse, ...changes })).message;
  test.each([
    ["a field that nobody knows", { run: "process.exit()" }, 'field "run" must be one of those known'],
    ["a name that is no text", { name: 3 }, "name must be a text; found 3"],
    ["another placement", { placed: "on the moon" }, 'placement must be "over membrane" or "at a point" or "in a volume"; found "on the moon"'],
    ["parameters as a list", { parameters: [] }, "parameters must be a record; found a list"],
    ["parameters missing", { parameters: undefined }, "parameters must be a record; found undefined"],
    ["a parameter without source", { parameters: { g: ["2 nS"] } }, "parameter g must be [quantity, source] or [quantity, source, bounds]"],
    ["a parameter as a number", { parameters: { g: 2 } }, "parameter g must be [quantity, source]"],
    ["a source of an unknown kind", { parameters: { g: ["2 nS", { kind: "rumour" }] } }, 'source of parameter g must be a paper'],
    ["a paper without a year", { parameters: { g: ["2 nS", { kind: "paper", authors: "X", where: "Y", year: "soon" }] } }, 'year must be a year; found "soon"'],
    ["bounds as text", { parameters: { g: ["2 nS", "x", "0 to 5"] } }, "bounds of parameter g must be a record"],
    ["equations as a list", { equations: [] }, "equations must be a text; found a list"],
    ["equations of a megabyte", { equations: "#".repeat(1e6) }, "equations may hold 20000 at most; found 1000000"],
    ["a thousand states", { states: Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`x${i}`, "1"])) }, "states may hold 200 at most; found 1000"],
    ["a source of a thousand letters", { parameters: { g: ["2 nS", "x".repeat(1000)] } }, "may hold 500 at most; found 1000"],
    ["an ion whose valence is a text", { ion: { name: "ca", valence: "2", state: "ca" } }, 'valence must be a number; found "2"'],
    ["mobile states as null", { mobile: null }, "mobile states must be a record; found null"],
  ])("%s is refused", (_, changes, message) => {
    expect(wrong(changes)).toContain(message);
  });
  test.each([null, undefined, 3, "text", []])("%j is no declaration", (data) => {
    expect(refusal(() => mechanismFromText(data as never)).message).toContain("declaration must be a record");
  });
  test("every kind of source is read as it was written", () => {
    const sources = [{ kind: "bath" }, { kind: "per synapse" }, { kind: "chosen", reason: "r" }, { kind: "stated", words: "w" }, { kind: "paper", authors: "A", year: 1999, where: "W" }];
    for (const source of sources) {
      const m = mechanismFromText({ ...synapse, parameters: { g: ["2 nS", source as never], tau: ["2 ms", "in words"] } });
      expect([m.names.get("g")!.source, m.names.get("tau")!.source]).toEqual([source, { kind: "stated", words: "in words" }]);
    }
  });
});

describe("reactions and hints", () => {
  test("sides keep their order and their doubles", () => {
    expect(sidesOf("ca + ca + b ⇌ cab")).toEqual({ left: ["ca", "ca", "b"], right: ["cab"], reversible: true });
    expect(readReaction("→ ca")).toEqual({ left: [], right: ["ca"], reversible: false });
    expect([readReaction("ca"), readReaction("⇌"), readReaction("a → b → c"), readReaction("a++b → c"), readReaction("2a → b")]).toEqual(Array(5).fill(undefined));
  });
  test("a hint is the nearest name within two letters, else what there is", () => {
    expect(nearest("openning", ["opening", "closing"])).toBe('; did you mean "opening"?');
    expect(nearest("x", ["opening", "closing"])).toBe("; there are opening, closing");
    expect(nearest("x", [])).toBe("; there are none");
    expect(nearest("zzzz", Array.from({ length: 20 }, (_, i) => `name${i}`))).toMatch(/name11 …$/);
  });
});
