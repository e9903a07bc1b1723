import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RigError } from "#errors";
import * as model from "#model";
import { citation } from "#units";
import { readMechanism, writeMechanism, writeText, type Mechanism, type MechanismData } from "./index.js";

const slow = `
# A slow potassium current.
parameter gMax = 0.5 mS/cm² from 0 mS/cm² to 5 mS/cm²   # Doe & Roe 1999, Table 2
parameter reversal = −90 mV                             # as everywhere
parameter tau = 20 ms
reads v in mV
state m
steady = 1 / (1 + exp(−(v + 35 mV) / 10 mV))
d m/dt = (steady − m) / tau
current total = gMax · m · (v − reversal)
`;
const read = (text: string, linesBefore = 0): Mechanism => readMechanism(text, { name: "slow", linesBefore });
function refusal(text: string, linesBefore = 0): RigError {
  try {
    read(text, linesBefore);
  } catch (error) {
    if (error instanceof RigError && error.kind === "usage") return error;
    throw error;
  }
  throw new Error("nothing was refused");
}
/** The text with one line in place of another. */
const changed = (from: string, to: string): string => {
  if (!slow.includes(from)) throw new Error(`the text has no "${from}"`);
  return slow.replace(from, to);
};

describe("readMechanism", () => {
  test("a text is the declaration that its lines say, sources behind # included", () => {
    expect(writeText(read(slow))).toEqual({
      name: "slow", placed: "over membrane",
      parameters: {
        gMax: ["0.5 mS/cm²", { kind: "stated", words: "Doe & Roe 1999, Table 2" }, { from: "0 mS/cm²", to: "5 mS/cm²" }],
        reversal: ["−90 mV", { kind: "stated", words: "as everywhere" }], tau: ["20 ms", { kind: "stated", words: "" }],
      },
      reads: { v: "mV" }, states: { m: "1" },
      equations: "steady = 1 / (1 + exp(−(v + 35 mV) / 10 mV))\nd m/dt = (steady − m) / tau\ncurrent total = gMax · m · (v − reversal)",
    } satisfies MechanismData);
  });

  // What the model's own arrows were read into, written and read again, means the same: equations, numbers, bounds, units.
  test("every mechanism of the model travels through its text whole; sources become words", () => {
    const all = Object.values(model).filter((one): one is Mechanism => typeof one === "object" && "placed" in one && "rates" in one);
    expect(all.length).toBeGreaterThan(20);
    for (const m of all) {
      const { parameters, ...data } = writeText(m);
      const { parameters: again, ...same } = writeText(readMechanism(writeMechanism(m), { name: m.name }));
      expect(same).toEqual(data);
      expect(again).toEqual(Object.fromEntries(Object.entries(parameters).map(([name, [quantity, source, ...bounds]]) =>
        [name, [quantity, { kind: "stated", words: typeof source === "string" ? source : citation(source) }, ...bounds]])));
    }
  });

  test.each<[string, string, string, number, string]>([
    ["a unit that doesn't fit", changed("gMax · m · (v − reversal)", "gMax · m · tau"), "units-differ", 10, "gMax · m · tau"],
    ["a misspelt state", changed("d m/dt", "d n/dt"), "not-a-state", 9, "(steady − m) / tau"],
    ["a quantity that is none", changed("= 20 ms", "= 20 mss"), "quantity", 5, "tau"],
    ["bounds in another unit", changed("from 0 mS/cm² to", "from 0 mV to"), "bound-unit", 3, "gMax"],
    ["a value outside of its bounds", changed("0.5 mS/cm² from", "6 mS/cm² from"), "out-of-bounds", 3, "gMax"],
    ["a unit that is none", changed("reads v in mV", "reads v in mVV"), "unit", 6, "v"],
    ["v in ms", changed("reads v in mV", "reads v in ms"), "read-kind", 6, "v"],
    ["a state that nothing moves", changed("state m", "state m, h"), "state-unmoved", 7, "h"],
    ["a current without total", changed("current total", "current k"), "no-total", 10, "current k = gMax · m · (v − reversal)"],
    ["a name given twice", changed("state m", "state m, tau"), "text-declared", 7, "tau"],
    ["a word of the language", changed("state m", "state m, if"), "text-name", 7, "if"],
    ["what every object has", changed("state m", "state m, __proto__"), "text-name", 7, "__proto__"],
    ["a line that is cut short", changed("reads v in mV", "reads v"), "text-line", 6, "reads v"],
    ["a parameter without value", changed("parameter tau = 20 ms", "parameter tau"), "text-line", 5, "parameter tau"],
    ["another place", changed("state m", "state m\nplaced on the moon"), "text-line", 8, "placed on the moon"],
    ["two places", changed("state m", "state m\nplaced over membrane\nplaced over membrane"), "text-declared", 9, "placed over membrane"],
    ["an ion over membrane", changed("state m", "state m\nion k of valence 1 into m"), "not-in-volume", 8, "ion k of valence 1 into m"],
    ["what diffuses over membrane", changed("state m", "state m\nmobile m by tau"), "not-in-volume", 8, "mobile m by tau"],
    ["an unknown kind of line", changed("state m", "states m"), "text-expected", 7, "m"],
    ["code", changed("state m", "state m\nfetch('x')"), "text-sign", 8, "'"],
  ])("%s is refused with its line and a caret", (_, text, code, line, piece) => {
    for (const before of [0, 30]) {
      const error = refusal(text, before);
      expect(error.code).toBe(`mechanism-${code}`);
      const { source, start, end } = error.fields as { source: string; start: number; end: number };
      expect(source.slice(start, end)).toBe(piece);
      expect(error.message).toContain(`\n  ${before + line} | `);
      expect(error.message).toMatch(/\n +\| +\^+$/u);
    }
  });
  test("both units and what was expected are in the sentence", () => {
    expect(refusal(changed("gMax · m · (v − reversal)", "gMax · m · tau")).message).toBe(
      'slow, current: gMax · m · tau is in pF/µm², but the current of a mechanism over membrane is in pA/µm². If the equation is ' +
      'right, "0.5 mS/cm²" for gMax would have to be in pA/ms/µm², or "20 ms" for tau would have to be in mV.\n' +
      "  10 | current total = gMax · m · tau\n     |                 ^^^^^^^^^^^^^^");
  });
  test("the words that declare may name a part where = follows, and lines may end as on Windows", () => {
    const text = changed("steady = ", "state = 1\nsteady = state · ").replaceAll("\n", "\r\n");
    expect(writeText(read(text)).equations).toContain("steady = state · 1");
  });
  test("21 000 letters are refused before they are read", () => {
    expect(refusal(`${slow}# ${"x".repeat(21_000)}`).message).toBe(`The mechanism's text may hold 20000 at most; found ${slow.length + 21_002}.`);
  });
  test("whatever the text, it is read or refused", () => {
    const pieces = ["placed ", "parameter ", "reads ", "state ", "ion ", "mobile ", "over membrane", "g", "v", " in ", " from ", " to ", " = ", "2 mV", "mV", ",", "#", "\n", "d ", "/dt", " of valence ", " into ", " by ", "__proto__"];
    fc.assert(fc.property(fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 3 })), { maxLength: 40 }), (list) => {
      try {
        read(list.join(""));
      } catch (error) {
        if (!(error instanceof RigError)) throw error;
        expect(error.message).toMatch(/\n +\| +…?[ ^]*\^+$/u);
      }
    }), { numRuns: 2000, seed: 3 });
  });
});
