import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RigError } from "#errors";
import { readText, type Bodies } from "./read-text.js";
import { evaluateBody } from "./testing/evaluate-body.js";

const NAMES = new Set(["open", "m", "v", "glutamate", "gMax", "tau", "slope", "faraday", "ca", "b", "cab", "on", "off", "weight"]);
const read = (equations: string): Bodies => readText(equations, "test, equations", NAMES);

/** `current x = …` computed with v = 3, m = 2, open = 0.5 and all else 1. */
function value(formula: string): number {
  const values: Record<string, number> = { v: 3, m: 2, open: 0.5, "1 mM": 1000, "1 nM": 1e-3 };
  return evaluateBody(read(`current x = ${formula}`).current, (name) => values[name] ?? 1).get("x")![0]!;
}
function refusal(act: () => unknown): RigError {
  try {
    act();
  } catch (error) {
    if (error instanceof RigError && error.kind === "usage") return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("formulas", () => {
  test.each([
    ["1 + 2 · 3", 7], ["(1 + 2) × 3", 9], ["8 / 4 / 2", 1], ["8 − 4 - 2", 2], ["−v · m", -6], ["−m³", -8], ["m²", 4], ["m⁴", 16], ["(m²)²", 16],
    ["2 · −v", -6], ["− −v", 3], ["1e3 · m", 2000], [".5 · m", 1], ["2.", 2], ["max(v, m) · min(v, m)", 6], ["abs(−v)", 3], ["sqrt(m²)", 2],
    ["1 if v > m else 2", 1], ["1 if v < m else 2 if v < 4 else 3", 2], ["1 if v > m and not v > 5 else 0", 1], ["1 if not (v > m or m == 2) else 0", 0],
    ["1 if v ≥ 3 and m ≤ 2 or v == 0 else 0", 1], ["(1 if v > m else 2) + 5", 6], ["1 if m >= v else -1 if m <= v else 0", -1],
    ["v / 3 mM", 0.001], ["2 mM", 2000], ["5 nM · 1000", 5], ["10 mV/slope", 10], ["4 /ms · m", 8], ["4 /ms/m", 2], ["1/m", 0.5], ["3 mV²", 3],
    ["(v + 40 mV) / 10 mV", 4.3], ["2 mV·m", 4],
  ])("%s is %d", (formula, expected) => {
    expect(value(formula)).toBeCloseTo(expected, 14);
  });
  test("a symbol that is also a declared name is that name: m is no metre here, and 2 m is refused", () => {
    expect(refusal(() => value("2 m")).code).toBe("mechanism-text-rest");
    expect(refusal(() => value("2 m³")).code).toBe("mechanism-text-rest");
    expect(value("2 /ms / m")).toBe(1);
  });
  test("names are given on lines of their own, used after, in whatever body needs them", () => {
    const bodies = read("half = open / 2 # a comment → with an arrow\r\n\n\tquarter = half / 2\ncurrent total = quarter\nd open/dt = half");
    expect(evaluateBody(bodies.current, () => 1).get("total")).toEqual([0.25]);
    expect(bodies.derivative.locals.map(([name]) => name)).toEqual(["half"]);
    expect(bodies.current.locals.map(([name]) => name)).toEqual(["half", "quarter"]);
  });
  test("reactions are written with ⇌ or <->, → or ->", () => {
    const { rates } = read("ca + b <-> cab : on, off\nca -> : off\n→ ca: on\ncab → b : on\nca + ca ⇌ cab : 1, 2");
    expect([...rates.results.keys()]).toEqual(["ca + b ⇌ cab", "ca →", "→ ca", "cab → b", "ca + ca ⇌ cab"]);
    expect([...rates.results.values()].map((list) => list.length)).toEqual([2, 1, 1, 1, 2]);
  });
  test("starts and what an event does have lines of their own", () => {
    const bodies = read("initial open = 0\nreceives open = open + weight");
    expect([...bodies.initial.results.keys(), ...bodies.receives.results.keys()]).toEqual(["open", "open"]);
  });
});

describe("what can't be read is refused with its place", () => {
  test.each([
    ["current total = opn", "text-undeclared", "opn", /did you mean "open"\?/],
    ["current total = 3 · ms", "text-undeclared", "ms", /a unit follows its number, as in 1 ms/],
    ["current total = tanh(v)", "text-function", "tanh", /there is no function "tanh"/],
    ["current total = constructor(v)", "text-function", "constructor", /there is no function/],
    ["current total = toString", "text-undeclared", "toString", /is not declared/],
    ["current total = __proto__", "text-undeclared", "__proto__", /is not declared/],
    ["current total = open −\n", "text-short", "", /the line ends before the formula does/],
    ["current total = (open", "text-expected", "", /expected "\)"/],
    ["current total = open open", "text-rest", "open", /the formula ended before "open"/],
    ["current total = )", "text-start", ")", /cannot start a value/],
    ["current total = exp(v, m)", "arguments", "exp", /exp takes 1 argument, not 2/],
    ["current total = min(v)", "arguments", "min", /min takes 2 arguments, not 1/],
    ["current total = 1e999", "number-too-large", "1e999", /too large/],
    ["current total = v % 2", "text-sign", "%", /"%" is not used/],
    ["current total = v = 2", "text-rest", "=", /ended before "="/],
    ["current total = 1 if v", "text-rest", "", undefined],
    ["d open = 3", "text-expected", "=", /expected "\/"/],
    ["d open/dx = 3", "text-expected", "dx", /expected "dt"/],
    ["current = 3", "text-expected", "=", /expected a name/],
    ["open = 3", "text-declared", "open", /declared already/],
    ["exp = 3", "text-name", "exp", /word of the language/],
    ["if = 3", "text-name", "if", /word of the language/],
    ["x = 3\nx = 4", "text-declared", "x", /declared already/],
    ["x = 3", "text-unused", "x", /nothing uses/],
    ["x = y\ny = 3", "text-undeclared", "y", /is not declared/],
    ["d open/dt = 1\nd open/dt = 2", "result-twice", "open", /given twice/],
    ["ca + b ⇌ cab", "text-reaction", "ca + b ⇌ cab", /a reaction is written/],
    ["ca + ⇌ cab : on, off", "text-reaction", "ca + ⇌ cab", /a reaction is written/],
    ["2 ca ⇌ cab : on, off", "text-reaction", "2 ca ⇌ cab", /a reaction is written/],
    ["ca → b → cab : on", "text-reaction", "ca → b → cab", /a reaction is written/],
    ["→ : on", "text-reaction", "→", /a reaction is written/],
    ["ca → : ", "text-short", "", /line ends before/],
    ["ca → : on\nca -> : off", "result-twice", "ca", /given twice/],
    ["3 = 4", "text-start", "3", /cannot start/],
    ["current total = 'open'", "text-sign", "'", /is not used/],
    ["current total = open; process.exit()", "text-sign", ";", /is not used/],
    ["current total = 😀", "text-sign", "😀", /is not used/],
  ] as const)("%j: %s at %j", (equations, code, piece, message) => {
    const error = refusal(() => read(equations));
    if (code === "text-rest" && piece === "") {
      expect(error.code).toBe("mechanism-text-expected"); // "1 if v" lacks its else
      return;
    }
    expect(error.code).toBe(`mechanism-${code}`);
    const { source, start, end } = error.fields as { source: string; start: number; end: number };
    expect(source.slice(start, end)).toBe(piece);
    expect(error.message).toMatch(message);
  });
  test("a misspelt name is shown with its line and a caret", () => {
    expect(refusal(() => read("\n  d open/dt = opn · (1 − open)")).message).toBe(
      'test, equations: "opn" is not declared; did you mean "open"?\n  2 | d open/dt = opn · (1 − open)\n    |             ^^^');
  });
  test("20 000 parentheses, minus signs, nots, powers, sums, else-branches or names end in a refusal or a tree, not in a stack overflow", () => {
    const many = 20_000;
    const formulas = [
      "(".repeat(many) + "v", "−".repeat(many) + "v", "not ".repeat(many / 4) + "v > m", "v" + "⁴".repeat(many), "v + ".repeat(many / 4) + "v",
      "1 if v > m else ".repeat(many / 16) + "v", "exp(".repeat(many / 4) + "v", "v < ".repeat(many / 4) + "v",
    ];
    for (const formula of formulas) expect(refusal(() => value(formula)).code).toBe("mechanism-too-deep");
    const chain = Array.from({ length: 3000 }, (_, i) => `x${i + 1} = x${i}·x${i}`).join("\n");
    expect(evaluateBody(read(`x0 = 1\n${chain}\ncurrent total = x3000`).current, () => 1).get("total")).toEqual([1]);
  });
  test("whatever the text, it is read or refused, in time that grows no faster than its length", () => {
    const pieces = ["open", "v", "d ", "/dt", "=", "+", "−", "·", "/", "(", ")", "2", "mV", "/ms", "²", "→", "⇌", ":", ",", "\n", " if ", " else ", " not ", " and ", "exp(", "#", "e5", "current ", "ca"];
    fc.assert(fc.property(fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 3 })), { maxLength: 60 }), (list) => {
      try {
        read(list.join(""));
      } catch (error) {
        if (!(error instanceof RigError)) throw error;
      }
    }), { numRuns: 3000, seed: 11 });
  });
});
