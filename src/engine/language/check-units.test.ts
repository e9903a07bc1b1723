import { describe, expect, test } from "vitest";
import { RigError } from "#errors";
import { bath, chosen, mechanism, mechanismFromText, type MechanismData } from "./index.js";

const s = chosen("a test");
const base = {
  placed: "at a point",
  parameters: { g: ["2 nS", s], tau: ["5 ms", s], on: ["0.072 /mM/ms", s], off: ["0.0066 /ms", s] },
  reads: { v: "mV", glu: "mM" },
  states: { open: "1" },
} as const;
const pool = { placed: "in a volume", reads: {}, states: { ca: "µM", b: "µM", cab: "µM" } } as const;

function refusal(act: () => unknown): RigError {
  try {
    act();
  } catch (error) {
    if (error instanceof RigError && error.kind === "usage") return error;
    throw error;
  }
  throw new Error("nothing was refused");
}
/** The sentence of a refusal, and the piece that its caret is under. */
function said(act: () => unknown): [sentence: string, piece: string] {
  const error = refusal(act);
  const { source, start, end } = error.fields as { source: string; start: number; end: number };
  return [error.message.split("\n")[0]!, source.slice(start, end)];
}
const nmda = (equations: string, closing = "0.0066 /ms"): MechanismData => ({
  name: "nmda",
  placed: "at a point",
  reads: { v: "mV", glutamate: "mM" },
  states: { open: "1" },
  parameters: { gMax: ["0.2 nS", "x"], reversal: ["0 mV", "x"], opening: ["0.072 /mM/ms", "x"], closing: [closing, "x"] },
  equations,
});

describe("a wrong unit is refused at its place, with both units and what would mend it", () => {
  test("mV added to ms", () => {
    expect(said(() => mechanism("a", { ...base, derivative: ({ open }, { v }, p) => ({ open: -open / (v + p.tau) }) }))).toEqual(
      ["a, derivative: cannot add v (mV) and p.tau (ms). If the equation is right, \"5 ms\" for tau would have to be in mV.", "p.tau"]);
  });
  test("a closing rate declared in mV: the declaration is named, and the unit that it would need", () => {
    const wrong = { ...base, parameters: { ...base.parameters, off: ["0.0066 mV", s] } } as const;
    expect(said(() => mechanism("nmda", { ...wrong, derivative: ({ open }, { glu }, p) => ({ open: p.on * glu * (1 - open) - p.off * open }) }))).toEqual([
      'nmda, derivative: p.off * open is in mV, but the rest of the sum is in /ms. If the equation is right, "0.0066 mV" for off ' +
        "would have to be in /ms.", "p.off * open"]);
    expect(said(() => mechanismFromText(nmda("d open/dt = opening · glutamate · (1 − open) − closing · open", "0.0066 mV")))).toEqual([
      'nmda, derivative: closing · open is in mV, but the rest of the sum is in /ms. If the equation is right, "0.0066 mV" for closing ' +
        "would have to be in /ms.", "closing · open"]);
  });
  test("the exponential of a voltage", () => {
    expect(said(() => mechanism("b", { ...base, derivative: () => ({ open: 0 }), current: (_, { v }, p, { exp }) => ({ total: (p.g * v) / (1 + exp(-v)) }) }))).toEqual(
      ["b, current: exp needs a plain number, and -v is in mV; divide it by something in mV.", "-v"]);
  });
  test("a conductance that lacks its membrane: nS where nS/µm² is needed", () => {
    expect(said(() => mechanism("g", { ...base, placed: "over membrane", derivative: () => ({ open: 0 }), current: (_, { v }, p) => ({ total: p.g * v }) }))).toEqual([
      'g, current: p.g * v is in pA, but the current of a mechanism over membrane is in pA/µm². If the equation is right, "2 nS" for g ' +
        "would have to be in nS/µm².", "p.g * v"]);
  });
  test("a bare 50 for 50 mV", () => {
    expect(said(() => mechanism("h", { ...base, derivative: () => ({ open: 0 }), current: (_, { v }, p) => ({ total: p.g * (v - 50) }) }))).toEqual(
      ["h, current: cannot subtract v (mV) and 50 (a plain number).", "50"]);
  });
  test("the rate of a reaction of two, given as a rate of one", () => {
    expect(said(() => mechanism("o", {
      ...pool, parameters: { on: ["0.5 /ms", s], off: ["5 /ms", s] }, rates: (_a, _b, p) => ({ "ca + b ⇌ cab": [p.on, p.off] }),
    }))).toEqual([
      'o, rates: p.on is in /ms, but the forward rate of "ca + b ⇌ cab" is in /µM/ms. If the equation is right, "0.5 /ms" for on ' +
        "would have to be in /µM/ms.", "p.on"]);
  });
  test("an influx that lacks its time, a start in the wrong unit, an event that adds a voltage", () => {
    expect(said(() => mechanism("p", { ...pool, parameters: { flow: ["1 µM", s] }, rates: (_a, _b, p) => ({ "→ ca": p.flow, "b → cab": 0 }) }))[0]).toContain(
      'p.flow is in µM, but the rate of "→ ca" is in µM/ms');
    const still = { ...base, derivative: () => ({ open: 0 }) } as const;
    expect(said(() => mechanism("i", { ...still, initial: ({ v }) => ({ open: v }) }))).toEqual(
      ["i, initial: v is in mV, but open is in a plain number.", "v"]);
    expect(said(() => mechanism("e", { ...still, receives: ({ open }, { weight, v }) => ({ open: open + weight * v }) }))).toEqual(
      ["e, receives: weight * v is in mV, but the rest of the sum is in a plain number.", "weight * v"]);
  });
  test("a calcium share in the wrong unit is blamed on its own line", () => {
    expect(said(() => mechanism("c", {
      ...base, derivative: () => ({ open: 0 }), current: (_, { v }, p) => ({ total: p.g * v, ca: p.g }),
    }))[0]).toContain("p.g is in nS, but the current of ca at a point is in pA");
  });
  test("text: mV plus ms, with the caret in the author's own line", () => {
    expect(refusal(() => mechanismFromText(nmda("current total = gMax · open · (v + 3 ms)\nd open/dt = −closing · open"))).message).toBe(
      "nmda, current: cannot add v (mV) and 3 ms (ms).\n  1 | current total = gMax · open · (v + 3 ms)\n    |                                    ^^^^");
  });
});

describe("numbers and conditions are not each other", () => {
  // As a vector a comparison is a mask of ones, so a sum with it would differ from target to target.
  const still = { ...base, derivative: () => ({ open: 0 }) } as const;
  test.each([
    ["g · v · (1 + (v > 0 mV))", "number-wanted", "v > 0 mV"],
    ["v > 0 mV", "number-wanted", "v > 0 mV"],
    ["−(v > 0 mV)", "number-wanted", "v > 0 mV"],
    ["exp(v > 0 mV)", "number-wanted", "v > 0 mV"],
    ["(v > 0 mV) < (v > 1 mV)", "number-wanted", "v > 0 mV"],
    ["g · v if v else g · v", "condition-wanted", "v"],
    ["g · v if v > 0 mV and g else g · v", "condition-wanted", "g"],
    ["g · v if not v else g · v", "condition-wanted", "v"],
    ["g · v / 0", "divides-by-zero", "g · v / 0"],
    ["sqrt(v) · g", "units-root", "v"],
    ["max(v, tau) · g", "units-together", "tau"],
    ["g · (v if v > tau else v)", "units-together", "tau"],
    ["g · (v if v > 0 mV else tau)", "units-together", "tau"],
  ])("text %j: %s at %j", (formula, code, piece) => {
    const error = refusal(() => mechanismFromText({
      name: "t", placed: "at a point", parameters: { g: ["2 nS", "x"], tau: ["1 ms", "x"] }, reads: { v: "mV" }, states: {}, equations: `current total = ${formula}`,
    }));
    expect(error.code).toBe(`mechanism-${code}`);
    const { source, start, end } = error.fields as { source: string; start: number; end: number };
    expect(source.slice(start, end)).toBe(piece);
  });
  test("a comparison as a number is refused in an arrow, too", () => {
    expect(said(() => mechanism("k", { ...still, current: (_, { v }, p) => ({ total: p.g * v * ((v > 0) as never as number) }) }))).toEqual(
      ["k, current: v > 0 is a comparison, not a number; write v > 0 ? 1 : 0, in text 1 if v > 0 else 0.", "v > 0"]);
  });
});

describe("what is right passes", () => {
  test("a literal 0 is a zero of every unit; roots, minima and choices keep theirs; constants carry F and R", () => {
    const m = mechanism("r", {
      placed: "over membrane",
      parameters: { p: ["0.0002 µm/ms", s], t: ["307 K", bath], outside: ["2 mM", bath] },
      reads: { v: "mV", caInside: "µM" }, states: {},
      current: (_, { v, caInside }, { p, t, outside }, { linoid, faraday, gasConstant, max, sqrt, abs }) => {
        const xi = (2 * faraday * v) / (gasConstant * t);
        const flow = caInside * linoid(-xi) - outside * linoid(xi);
        return { total: v > 0 ? p * 2 * faraday * flow : p * faraday * max(flow, 0) + 0, ca: p * faraday * sqrt(abs(flow * flow)) };
      },
    });
    expect([...m.current.results.keys()]).toEqual(["total", "ca"]);
  });
  test("1200 names, each from the one before, are checked without deep recursion", () => {
    const chain = Array.from({ length: 1200 }, (_, i) => `x${i + 1} = x${i} + g`).join("\n");
    const m = mechanismFromText({
      name: "long", placed: "at a point", parameters: { g: ["2 nS", "x"] }, reads: { v: "mV" }, states: {}, equations: `x0 = g\n${chain}\ncurrent total = x1200 · v`,
    });
    expect(m.current.locals.length).toBe(1201);
    const wrong = refusal(() => mechanismFromText({
      name: "long", placed: "at a point", parameters: { g: ["2 nS", "x"] }, reads: { v: "mV" }, states: {},
      equations: `x0 = g\n${chain.replaceAll("+ g", "· g")}\ncurrent total = x20 · v\ncurrent ca = x1200 · v`,
    }));
    expect(wrong.code).toBe("mechanism-units-power");
  });
});
