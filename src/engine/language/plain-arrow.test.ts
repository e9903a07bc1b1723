import { parseExpressionAt } from "acorn";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainArrow } from "./plain-arrow.js";

/** acorn's tree as data. */
function judged(source: string): unknown {
  return JSON.parse(JSON.stringify(parseExpressionAt(source, 0, { ecmaVersion: "latest" })));
}

/** What it must read itself: the form that compilers give to bodies, in all its parts. */
const PLAIN = [
  "({ open }, { v, glu: dose }, p) => ({ open: -open / p.tau + 2 * v - p.g * dose })",
  "(_, { v }, p, { exp, linoid, mV }) => { const x = (v + 40 * mV) / (10 * mV); return { m: exp(-x) * linoid(x), n: 1e-3 }; }",
  "(s, r, { g }) => { const { v } = r; const half = .5 * (g * (s.open - 1.) - v); return { total: half }; }",
  "(s, _r, p) => ({ \"ca + b ⇌ cab\": [p.on, p.off], 'ca →': p.pump })",
  "({ a }, { v }) => ({ a: v > 1 && !(v <= 3) || v === 2 ? v >= 0 ? 1 : 2 : +3, b: a == 1 && a < 2 })",
  "(a,b)=>{const c=a.x*b.y;return{x:c/2}}",
  "/* before */ ( { a , } , ) => ( /* within */ { a : a.b(1, 2,) , // to the end\n b: 2, } ) // after",
  "({ a }) => { return { a }; }",
  "(_a, _b, _c, { µM, GΩ }) => ({ a: 1 * µM / GΩ })",
];

/** What it must leave to acorn, whether that reads it or refuses it. */
const OTHERS = [
  "s => ({ a: s.a })", "async (s) => ({ a: 1 })", "function (s) { return { a: 1 }; }", "(s) => ({ a: s.a ** 2 })",
  "(s) => ({ a: s?.a })", "(s) => ({ a: s.a ?? 1 })", "(s) => ({ a: 0x10 })", "(s) => ({ a: 010 })", "(s) => ({ a: 1n })",
  "(s) => ({ a: 1_000 })", "(s) => ({ a: `1` })", "(s) => ({ a: /1/ })", "(s) => ({ a: s++ })", "(s) => ({ a: s << 1 })",
  "(s) => ({ a: s !== 1 })", "(s) => { let a = 1; return { a }; }", "(s) => { const a = 1, b = 2; return { a }; }",
  "(s) => { const a = 1\n return { a }; }", "(s) => { return\n { a: 1 }; }", "(s, s) => ({ a: 1 })", "({ a }, { b: a }) => ({ a })",
  "(s) => { const s = 1; return { a: s }; }", "(s) => { const a = 1; const a = 2; return { a }; }", "(s) => ({ a: this })",
  "(s) => ({ a: new.target })", "(s) => ({ get a() { return 1; } })", "(s) => ({ a() {} })", "(s) => ({ [s]: 1 })",
  "(s) => ({ ...s })", "(...s) => ({ a: 1 })", "({ a = 1 }) => ({ a })", "(s) => ({ a: s, b: (1, 2) })", "(s) => ({ a: 1 }) + 1",
  "(s)\n=> ({ a: 1 })", "(s) => s", "(s) => ({ a: s.a\\u0062 })", "(s) => ({ a: 'it\\'s' })", "(s) => ({ a: 1 <!--2\n })",
  "(s) => ({ __proto__: 1, __proto__: 2 })", "(s) => ({ a: s[0] })", "(s) => ({ é: 1 })", "", "(", "() => {}}", "(s) => ({ a: 1",
];

describe("the plain form", () => {
  test.each(PLAIN)("%s is read as acorn reads it, position for position", (source) => {
    const found = plainArrow(source);
    expect(found).toBeDefined();
    expect(JSON.parse(JSON.stringify(found))).toEqual(judged(source));
  });

  test.each(OTHERS)("%s is left to acorn", (source) => {
    expect(plainArrow(source)).toBeUndefined();
  });

  test.each([
    ["20 000 parentheses", `(s) => ({ a: ${"(".repeat(20_000)}1${")".repeat(20_000)} })`],
    ["20 000 minus signs", `(s) => ({ a: ${"- ".repeat(20_000)}1 })`],
    ["20 000 blanks before a sign that is none", `(s) => ({ a: ${" ".repeat(20_000)}# })`],
    ["20 000 comments", `(s) => ({ a: ${"/**/".repeat(20_000)}# })`],
  ])("%s are left to acorn at once", (_, source) => {
    expect(plainArrow(source)).toBeUndefined();
  });

  // acorn is the oracle: whatever damage leaves plain, it must read too, and to the same tree.
  test("20 000 damaged bodies are read as acorn reads them, or left to it", () => {
    const pieces = [...Array.from("(){}[],;:.?=+-*/<>!&|01e\"'\n _s"), "=>", "==", "const ", "return ", "/*", "*/", "//", "a", "v", "`", "\\"];
    const damage = fc.tuple(
      fc.constantFrom(...PLAIN),
      fc.array(fc.tuple(fc.nat(150), fc.nat(3), fc.constantFrom("", ...pieces)), { minLength: 1, maxLength: 3 }),
    );
    let read = 0;
    fc.assert(fc.property(damage, ([source, hits]) => {
      const damaged = hits.reduce((text, [at, length, piece]) => text.slice(0, at) + piece + text.slice(at + length), source);
      const found = plainArrow(damaged);
      if (!found) return;
      read++;
      expect(JSON.parse(JSON.stringify(found))).toEqual(judged(damaged));
    }), { numRuns: 20_000, seed: 7 });
    expect(read).toBeGreaterThan(1000);
  });
});
