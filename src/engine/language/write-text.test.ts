import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomStream } from "#random";
import { parseUnit, readQuantity } from "#units";
import type { Body, Expression, Fn } from "./body.js";
import { bath, chosen, mechanism, mechanismFromText, partOf, paper, perSynapse, writeText, type Mechanism, type MechanismData, type Name } from "./index.js";
import { evaluateBody } from "./testing/evaluate-body.js";

const at = { start: 0, end: 0 };
const NAMES = ["a", "b", "g_2", "Ωmega"];

/** A random body of plain numbers: every operator, every function, locals that use each other, units that cancel. */
function randomBody(seed: number, size: number): Body {
  const random = randomStream(seed, 1, 2);
  const pick = <T>(list: readonly T[]): T => list[random.integer(list.length)]!;
  const locals: [string, Expression][] = [];
  const call = (fn: Fn, ...args: Expression[]): Expression => ({ kind: "call", fn, args, at });
  const mV: Expression = { kind: "name", name: "1 mV", at };
  const literal = (): Expression => ({ kind: "number", value: pick([1, 2, 0.5, 1e-7, 3e21, 40, -1, -0.25, 1 / 3]), at });
  const leaf = (): Expression => {
    const [name, value] = locals.length > 0 ? pick(locals) : ["", undefined];
    switch (random.integer(4)) {
      case 0: return value ? { kind: "local", name, value, at } : literal();
      case 1: return literal();
      case 2: return call("/", call("*", literal(), mV), call("*", { kind: "number", value: 7, at }, mV));
      default: return { kind: "name", name: pick(NAMES), at };
    }
  };
  const number = (depth: number): Expression => {
    if (depth === 0) return leaf();
    const next = (): Expression => number(depth - 1);
    switch (random.integer(9)) {
      case 0: return leaf();
      case 1: {
        const inner = next();
        return inner.kind === "number" ? inner : call("negate", inner); // readers fold the sign into a literal
      }
      case 2: return call(pick(["exp", "log", "linoid", "growth", "sqrt", "abs"] as const), next());
      case 3: return call(pick(["min", "max"] as const), next(), next());
      case 4: return call("choose", condition(depth - 1), next(), next());
      case 5: {
        const base = next();
        return pick([call("*", base, base), call("*", call("*", base, base), base), call("*", call("*", call("*", base, base), base), base)]);
      }
      default: return call(pick(["+", "-", "*", "/"] as const), next(), next());
    }
  };
  const condition = (depth: number): Expression => {
    if (depth === 0 || random.integer(2) === 0) return call(pick(["<", "<=", ">", ">=", "==="] as const), number(Math.max(0, depth - 1)), leaf());
    if (random.integer(3) === 0) return call("not", condition(depth - 1));
    return call(pick(["and", "or"] as const), condition(depth - 1), condition(depth - 1));
  };
  const words = ["a", "current", "d", "if", "rate", "$x", "rate", "exp", "mV", "µ1"];
  for (let i = 0; i < 4; i++) locals.push([words[random.integer(words.length)]!, number(2)]);
  return { source: "", locals, results: new Map([["x", [number(size)]]]) };
}

function withDerivative(body: Body): Mechanism {
  const plain = parseUnit("1")!;
  const names = new Map<string, Name>(NAMES.map((n) => [n, { unit: plain, text: "1", role: "parameter", value: 1, source: bath }]));
  names.set("x", { unit: plain, text: "1", role: "state" });
  names.set("1 mV", { ...readQuantity("1 mV")!, text: "1 mV", role: "unit" });
  names.set("1 /ms", { ...readQuantity("1 /ms")!, text: "1 /ms", role: "unit" });
  const [value] = body.results.get("x")!;
  const rate: Expression = { kind: "call", fn: "*", args: [value!, { kind: "name", name: "1 /ms", at }], at };
  const empty: Body = { source: "", locals: [], results: new Map() };
  return {
    name: "random", placed: "at a point", names, states: ["x"], reads: [], parameters: NAMES,
    derivative: { ...body, results: new Map([["x", [rate]]]) }, rates: empty, current: empty, initial: empty, receives: empty, mobile: new Map(), run: {},
  };
}

describe("writeText", () => {
  // The trees are made without either reader; their meaning is computed by a walk that knows neither.
  test("a random body reads back from its text to the same bits, whatever its operators, powers, signs and names", () => {
    fc.assert(fc.property(fc.nat(), fc.integer({ min: 1, max: 5 }), (seed, size) => {
      const m = withDerivative(randomBody(seed, size));
      const data = writeText(m);
      const again = mechanismFromText(data);
      const random = randomStream(seed, 2, 3);
      for (let i = 0; i < 5; i++) {
        const values: Record<string, number> = { "1 mV": 1, "1 /ms": 1 };
        for (const name of [...NAMES, "x"]) values[name] = 4 * random.uniform() - 2;
        const [[expected], [found]] = [m, again].map(({ derivative }) => evaluateBody(derivative, (n) => values[n]!).get("x")!) as [[number], [number]];
        if (!Object.is(expected, found)) throw new Error(`${expected} became ${found} by\n${data.equations}`);
      }
      // What is written is what would be written again.
      expect(writeText(again).equations).toBe(data.equations);
    }), { numRuns: 1500, seed: 7 });
  });

  test("zeros of both signs are written and read: 0 · v, −0 · v", () => {
    const m = mechanism("zeros", {
      placed: "at a point", parameters: { g: ["2 nS", bath] }, reads: { v: "mV" }, states: {},
      current: (_, { v }, p) => ({ total: p.g * v * 0, ca: p.g * v * -0 }),
    });
    const again = mechanismFromText(writeText(m));
    expect(writeText(m).equations).toBe("current total = g · v · 0\ncurrent ca = g · v · (−0)");
    expect(evaluateBody(again.current, () => 1)).toEqual(new Map([["total", [0]], ["ca", [-0]]]));
  });

  const source = partOf(paper("Doe & Roe", 1999, "J Imaginary Physiol 1:1"), "Table 2");
  test("everything a declaration can hold travels: sources, bounds, ion, mobile states, starts, reactions beside a derivative", () => {
    const pool = mechanism("pool", {
      placed: "in a volume",
      parameters: {
        on: ["0.5 /µM/ms", source, { from: "0 /µM/ms", to: "2 /µM/ms" }], off: ["5 /ms", chosen("fast")], gamma: ["3 /ms", perSynapse],
        total: ["100 µM", bath], diffusion: ["0.22 µm²/ms", source],
      },
      reads: { influx: "µM/ms" },
      states: { ca: "µM", b: "µM", cab: "µM" },
      rates: (_s, _r, p) => ({ "ca + b ⇌ cab": [p.on, p.off], "ca →": p.gamma }),
      derivative: (_, { influx }) => ({ ca: influx }),
      initial: (_, p) => ({ ca: 0, b: p.total, cab: 0 }),
      ion: { name: "ca", valence: 2, state: "ca" },
      mobile: { ca: "diffusion" },
    });
    const data = writeText(pool);
    expect(data).toEqual({
      name: "pool",
      placed: "in a volume",
      parameters: {
        on: ["0.5 /µM/ms", { kind: "paper", authors: "Doe & Roe", year: 1999, where: "J Imaginary Physiol 1:1", part: "Table 2" }, { from: "0 /µM/ms", to: "2 /µM/ms" }],
        off: ["5 /ms", { kind: "chosen", reason: "fast" }],
        gamma: ["3 /ms", { kind: "per synapse" }],
        total: ["100 µM", { kind: "bath" }],
        diffusion: ["0.22 µm²/ms", { kind: "paper", authors: "Doe & Roe", year: 1999, where: "J Imaginary Physiol 1:1", part: "Table 2" }],
      },
      reads: { influx: "µM/ms" },
      states: { ca: "µM", b: "µM", cab: "µM" },
      equations: "d ca/dt = influx\nca + b ⇌ cab : on, off\nca → : gamma\ninitial ca = 0\ninitial b = total\ninitial cab = 0",
      ion: { name: "ca", valence: 2, state: "ca" },
      mobile: { ca: "diffusion" },
    });
    const again = mechanismFromText(JSON.parse(JSON.stringify(data)) as MechanismData);
    expect(writeText(again)).toEqual(data);
    expect(again.names.get("on")).toEqual(pool.names.get("on"));
    expect(again.names.get("on")?.bounds).toEqual({ low: 0, high: 2, from: "0 /µM/ms", to: "2 /µM/ms" });
  });
  test("one word for two things in two bodies becomes two words", () => {
    const m = mechanism("two", {
      placed: "at a point", parameters: { g: ["2 nS", bath], tau: ["2 ms", bath] }, reads: { v: "mV" }, states: { open: "1" },
      derivative: ({ open }, _, p) => { const part = open / p.tau; return { open: -part }; },
      current: ({ open }, { v }, p) => { const part = p.g * open; return { total: part * v }; },
    });
    expect(writeText(m).equations).toBe("part = open / tau\nd open/dt = −part\npart_2 = g · open\ncurrent total = part_2 · v");
  });
});
