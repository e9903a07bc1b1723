import { describe, expect, test } from "vitest";
import { RigError } from "#errors";
import { randomStream } from "#random";
import { parseUnit } from "#units";
import { checkUnits } from "./check-units.js";
import { chosen, mechanism, tools } from "./index.js";
import { readArrow, readArrowText } from "./read-arrow.js";
import { evaluateBody } from "./testing/evaluate-body.js";

const source = chosen("a test");
const base = {
  placed: "at a point",
  parameters: { g: ["2 nS", source], tau: ["5 ms", source], on: ["0.072 /mM/ms", source], off: ["0.0066 /ms", source] },
  reads: { v: "mV", glu: "mM" },
  states: { open: "1" },
} as const;
const args = [
  { label: "states", names: new Set(["open"]) }, { label: "reads", names: new Set(["v", "glu"]) },
  { label: "parameters", names: new Set(["g", "tau", "on", "off"]) },
];

/** The code and the message of a refusal. */
function refusal(act: () => unknown): { code: string; message: string } {
  try {
    act();
  } catch (error) {
    if (error instanceof RigError && error.kind === "usage") return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error("nothing was refused");
}

type Body = (...records: never[]) => unknown;
const refused = (fn: Body): string => refusal(() => readArrow(fn, "test, body", args)).code.replace("mechanism-", "");
const textRefused = (text: string): string => refusal(() => readArrowText(text, "test, body", args)).code.replace("mechanism-", "");

// The arrow itself is the oracle: what it computes as it stands, its tree must compute in every bit.
describe("a body's tree computes what the arrow computes as it stands, in every bit", () => {
  const bodies: [string, Body][] = [
    ["arithmetic", ({ open }: { open: number }, { v }: { v: number }, p: { tau: number; g: number }) => ({ open: -open / p.tau + 2 * v - p.g })],
    ["functions of the last argument", ({ open }: { open: number }, { v }: { v: number }, p: { tau: number }, { exp, linoid, mV, growth, log, sqrt, abs, min, max }: typeof tools) => ({
      open: exp(-v / (20 * mV)) * linoid((v + 40 * mV) / (10 * mV)) + growth(v / (7 * mV)) - log(1 + abs(v) / mV) + sqrt(abs(open)) + min(open, v / mV) * max(p.tau, open),
    })],
    ["conditions", ({ open }: { open: number }, { v, glu }: { v: number; glu: number }, _: object, { mV }: typeof tools) => ({
      open: (v > glu && !(v < -60 * mV)) || open === 1 ? (v >= 0 ? 1 : v <= -30 ? 2 : 3) : 4,
    })],
    ["const lines, in a block", ({ open }: { open: number }, reads: { v: number; glu: number }, p: { on: number; off: number }) => {
      const { v, glu: dose } = reads;
      const rate = p.on * dose;
      const again = rate;
      return { open: rate * (1 - open) - p.off * open * again * v };
    }],
    ["renamed names and whole records", (s: { open: number }, r: { v: number }, { g: conductance }: { g: number }, t: typeof tools) => ({ open: conductance * s.open * t.exp(r["v"] / t.mV) })],
    ["a function expression", function (s: { open: number }) { return { open: s.open * 2 }; }],
    ["constants", (_s: object, { v }: { v: number }, _p: object, { faraday, gasConstant, K, mM }: typeof tools) => ({ open: (2 * faraday * v) / (gasConstant * (307.15 * K)) / mM })],
    ["what older compilers make of destructuring", (_a: { open: number }, _b: { v: number }, _c: object, _d: typeof tools) => {
      // eslint-free spelling of "var open = _a.open, exp = _d.exp"
      const open = _a.open;
      const exp = _d.exp;
      return { open: exp(open) * _b.v };
    }],
  ];
  test.each(bodies)("%s", (_, fn) => {
    const body = readArrow(fn, "test, body", args);
    const random = randomStream(3, 1, 4);
    for (let i = 0; i < 200; i++) {
      const values: Record<string, number> = { open: random.uniform(), v: 200 * random.uniform() - 120, glu: random.uniform(), g: 2, tau: 5, on: 7.2e-5, off: 0.0066 };
      const expected = (fn as (...r: unknown[]) => { open: number })(values, values, values, tools).open;
      const given = (name: string): number => (name.startsWith("1 ") ? tools[name.slice(2) as "mV"] : values[name] ?? tools[name as "faraday"]);
      expect(evaluateBody(body, given).get("open")).toEqual([expected]);
    }
  });
});

describe("what is not in the language is refused by name", () => {
  const outer = 0.5;
  const helper = (x: number): number => x * 2;
  interface S { open: number }
  interface P { g: number; off: number; tau: number }
  const cases: [string, Body, string][] = [
    ["Math", (_: S, { v }: { v: number }) => ({ open: Math.exp(v) }), "arrow-math"],
    ["a constant from outside", ({ open }: S, _: object, p: P) => ({ open: p.off * (outer - open) }), "arrow-outside"],
    ["a helper from outside", ({ open }: S, _: object, p: P) => ({ open: p.off * helper(open) }), "arrow-outside"],
    ["a default value", ({ open = 0 }: Partial<S>) => ({ open }), "arrow-default"],
    ["the rest of a record", ({ ...s }: S) => ({ open: s.open }), "arrow-rest"],
    ["a nested pattern", ({ open: { length } }: { open: string }) => ({ open: length }), "arrow-pattern"],
    ["an array pattern", ([open]: number[]) => ({ open }), "arrow-pattern"],
    ["?.", (_: S, _r: object, p?: P) => ({ open: p?.off }), "arrow-optional"],
    ["if", ({ open }: S, { v }: { v: number }) => { if (v > 0) return { open: 0 }; return { open }; }, "arrow-if"],
    ["a loop", ({ open }: S) => { for (let i = 0; i < 3; i++) open += i; return { open }; }, "arrow-syntax"],
    ["an assignment", ({ open }: S) => { let x = 1; x = 2; return { open: x + open }; }, "arrow-statement"],
    ["a power", ({ open }: S) => ({ open: open ** 4 }), "arrow-power"],
    ["a remainder", ({ open }: S) => ({ open: open % 4 }), "arrow-operator"],
    ["!==", ({ open }: S) => ({ open: open !== 4 ? 1 : 0 }), "arrow-operator"],
    ["an inner function", ({ open }: S) => { const f = (x: number): number => x; return { open: f(open) }; }, "arrow-inner-function"],
    ["a named inner function", ({ open }: S) => { function f(x: number): number { return x; } return { open: f(open) }; }, "arrow-inner-function"],
    ["an object's method", ({ open }: S) => ({ open: open.valueOf() }), "arrow-field"],
    ["a text", () => ({ open: "1" }), "arrow-literal"],
    ["a big integer", () => ({ open: 1n }), "arrow-literal"],
    ["a list in place of a record", ({ open }: S) => [open], "arrow-result"],
    ["a bare value", ({ open }: S) => open, "arrow-result"],
    ["a spread result", (s: S) => ({ ...s }), "arrow-result"],
    ["a computed result", ({ open }: S) => ({ ["open"]: open }), "arrow-result"],
    ["a getter", () => ({ get open() { return 1; } }), "arrow-result"],
    ["a call for its effect", ({ open }: S) => { helper(open); return { open }; }, "arrow-statement"],
    ["an empty body", () => { return; }, "arrow-syntax"],
    ["a body without return", () => { "use strict"; }, "arrow-no-return"],
    ["a function as a value", ({ open }: S, _: object, _p: object, { exp }: typeof tools) => ({ open: open * (exp as never as number) }), "arrow-function-value"],
    ["a record as a value", (s: S) => ({ open: s as never as number }), "arrow-whole-record"],
    ["two arguments for exp", ({ open }: S, _: object, _p: object, { exp }: { exp: (...x: number[]) => number }) => ({ open: exp(open, 1) }), "arguments"],
    ["a misspelt state", ({ opne }: { opne: number }) => ({ open: opne }), "not-declared-here"],
    ["a state among the parameters", (_: S, _r: object, { open }: S) => ({ open }), "not-declared-here"],
    ["an unknown function", (_: S, { v }: { v: number }, _p: object, t: { tanh: (x: number) => number }) => ({ open: t.tanh(v) }), "no-such-tool"],
    ['a function called "constructor"', (_: S, { v }: { v: number }, _p: object, t: object) => ({ open: (t as never as { constructor: (x: number) => number }).constructor(v) }), "no-such-tool"],
    ['a state called "__proto__"', (s: object) => ({ open: (s as { __proto__: number }).__proto__ }), "not-declared-here"],
    ["a fifth argument", (_s: S, _r: object, _p: object, _t: object, extra: number) => ({ open: extra }), "arrow-too-many"],
    ["an async function", async () => Promise.resolve({ open: 1 }), "arrow-plain"],
    ["a generator", function* () { yield 1; }, "arrow-plain"],
    ["a bound function", (({ open }: S) => ({ open })).bind(undefined), "body-hidden"],
    ["a built-in function", Math.max, "body-hidden"],
  ];
  test.each(cases)("%s", (_, fn, code) => {
    expect(refused(fn)).toBe(code);
  });

  test.each([
    ["a number beyond doubles", "() => ({ open: 1e999 })", "number-too-large"],
    ["a hole in a list", "({ open }) => ({ open: [open, , open] })", "arrow-result"],
    ["a class", "class { constructor() {} }", "body-no-javascript"],
    ["a getter as a body", "get derivative() { return { open: 1 } }", "body-no-javascript"],
    ["no JavaScript", "this is no JavaScript", "body-no-javascript"],
    ["a name without a value", "({ open }) => { var x; return { open } }", "arrow-uninitialised"],
    ["a result twice", "({ open }) => ({ open: 1, open: 2 })", "result-twice"],
    ["a result by number", "({ open }) => ({ 1: open })", "arrow-result"],
    ["an engine that keeps no text", "function () { [bytecode] }", "body-hidden"],
    ["what a coverage tool left", "({ open }) => ({ open: __cov_1 + open })", "arrow-coverage"],
    ["esbuild's helper for names", "({ open }) => { const f = __name(open); return { open: f } }", "arrow-inner-function"],
    ["new", "({ open }) => ({ open: new open() })", "arrow-syntax"],
    ["a sequence that does something", "({ open }) => ({ open: (open.x = 1, open) })", "arrow-statement"],
    ["typeof", "({ open }) => ({ open: typeof open })", "arrow-operator"],
    ["a call of a call", "({ open }, _, p, { exp }) => ({ open: exp(open)(open) })", "arrow-call"],
    ["a call of a number", "({ open }) => ({ open: open(1) })", "arrow-call"],
    ["an optional call", "({ open }, _, p, { exp }) => ({ open: exp?.(open) })", "arrow-optional"],
  ])("%s", (_, text, code) => {
    expect(textRefused(text)).toBe(code);
  });

  test("20 000 nested parentheses, 600 nested negations and a sum of 600 terms are refused, and overflow no stack", () => {
    expect(textRefused(`({ open }) => ({ open: ${"(".repeat(20_000)}open${")".repeat(20_000)} })`)).toBe("body-no-javascript");
    expect(textRefused(`({ open }) => ({ open: ${"-(".repeat(600)}open${")".repeat(600)} })`)).toBe("too-deep");
    expect(textRefused(`({ open }) => ({ open: ${"open + ".repeat(600)}open })`)).toBe("too-deep");
  });
});

describe("what tools leave in a body", () => {
  test("istanbul's counters are recognised and dropped", () => {
    const plain = readArrowText("({ open }) => { const x = open; return { open: x > 0 ? 1 : 2 } }", "test", args);
    const counted = readArrowText(
      "({ open }) => { cov_1a().f[0]++; const x = (cov_1a().s[1]++, open); cov_1a().s[2]++; " +
        "return { open: x > 0 ? (cov_1a().b[0][0]++, 1) : (cov_1a().b[0][1]++, 2) } }", "test", args);
    for (const open of [-1, 0, 2]) expect(evaluateBody(counted, () => open)).toEqual(evaluateBody(plain, () => open));
  });
  test("a method, which prints without the word function, is read as one", () => {
    const method = readArrowText("derivative({ open }) { return { open: 3 * open } }", "test", args);
    expect(evaluateBody(method, () => 0.1)).toEqual(new Map([["open", [3 * 0.1]]]));
  });
  test("a minified body, its names changed and its const inlined, computes the same", () => {
    const plain = readArrowText("({ open }, { v }, p) => { const rate = p.on * v; return { open: rate * (1 - open) } }", "test", args);
    const minified = readArrowText("({open:a},{v:b},c)=>({open:c.on*b*(1-a)})", "test", args);
    const at = (name: string): number => ({ open: 0.3, v: -61.7, on: 0.072 })[name] ?? NaN;
    expect(evaluateBody(minified, at)).toEqual(evaluateBody(plain, at));
  });
});

describe("refusals show the line and a caret under the piece", () => {
  test("a misspelt parameter: the line, the caret, the nearest name", () => {
    const { message } = refusal(() => mechanism("nmda", {
      ...base,
      derivative: ({ open }, { glu }, p) => ({
        open: p.on * glu * (1 - open) - (p as unknown as { off2: number }).off2 * open,
      }),
    }));
    const [sentence, line = "", caret = ""] = message.split("\n");
    expect(sentence).toBe('nmda, derivative: "off2" is not among the declared parameters; did you mean "off"?');
    expect(line).toMatch(/^ {2}\d+ \| /);
    const pointed = line.slice(caret.indexOf("^"), caret.lastIndexOf("^") + 1);
    expect(pointed).toBe("p.off2");
  });
  test("the fields say where: source, start and end", () => {
    try {
      mechanism("a", { ...base, derivative: ({ open }, _, p) => ({ open: -open / p.tau + Math.PI }) });
      expect.unreachable();
    } catch (error) {
      const { source: text, start, end } = (error as RigError).fields as { source: string; start: number; end: number };
      expect(text.slice(start, end)).toBe("Math");
    }
  });
  test("of a line of a thousand letters only the part around the caret is shown", () => {
    const long = `({ open }) => ({ open: ${"open + ".repeat(60)}nowhere${" + open".repeat(60)} })`;
    const [, line = "", caret = ""] = refusal(() => readArrowText(long, "test, body", args)).message.split("\n");
    expect(line.length).toBeLessThan(130);
    expect(line.slice(caret.indexOf("^"), caret.lastIndexOf("^") + 1)).toBe("nowhere");
  });
});

describe("a long body", () => {
  // Each local doubles the one before: a walk that forgets what it has seen takes 2⁴⁰⁰ steps.
  const lines = (sign: string): string => Array.from({ length: 400 }, (_, i) => `const x${i + 1} = x${i} ${sign} x${i};`).join(" ");
  const names = new Map([["open", { unit: parseUnit("1")!, text: "1", role: "state" }], ["tau", { unit: parseUnit("ms")!, text: "5 ms", role: "parameter" }]]);
  const rate = { unit: parseUnit("/ms")!, context: "the rate of change of open" };
  test("of 400 doublings is read and checked at once", () => {
    const body = readArrowText(`({ open }, _, p) => { const x0 = open; ${lines("+")} return { open: x400 / p.tau } }`, "test", args);
    expect(body.locals.length).toBe(401);
    checkUnits(body, "test", names, () => rate);
    expect(evaluateBody(body, () => 1).get("open")).toEqual([2 ** 400]);
  });
  test("of 400 squares of a time is refused for its unit, ms^(2^400)", () => {
    const body = readArrowText(`({ open }, _, p) => { const x0 = p.tau; ${lines("*")} return { open: x400 } }`, "test", args);
    expect(refusal(() => { checkUnits(body, "test", names, () => rate); }).code).toBe("mechanism-units-power");
  });
  test("of 400 squares of a wrong unit names its remedy without walking 2⁴⁰⁰ factors", () => {
    const body = readArrowText(`({ open }, _, p) => { const x0 = open; ${lines("*")} return { open: x400 * p.tau } }`, "test", args);
    const { message } = refusal(() => { checkUnits(body, "test", names, () => rate); });
    expect(message).toContain('"5 ms" for tau would have to be in /ms');
  });
});
