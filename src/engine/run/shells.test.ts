import { describe, expect, test } from "vitest";
import { compartmentsOf, cylinder, withSpine, type Compartment } from "#morphology";
import type { Cell, PoolPlacement } from "../cell.js";
import { chosen, mechanism } from "../language/index.js";
import { simulate } from "./simulate.js";

const any = chosen("an ordinary value");
/** µm²/ms */
const D = 0.3;
const tracer = mechanism("tracer", {
  placed: "in a volume",
  parameters: { diffusion: [`${D} µm²/ms`, any], start: ["0 µM", any], pump: ["0 /ms", any] },
  reads: { influx: "µM/ms" },
  states: { ca: "µM" },
  derivative: ({ ca }, { influx }, p) => ({ ca: influx - p.pump * ca }),
  initial: (_, p) => ({ ca: p.start }),
  ion: { name: "ca", valence: 2, state: "ca" },
  mobile: { ca: "diffusion" },
});
const dendrite = cylinder({
  name: "dendrite", kind: "dendrite", length: 3, diameter: 1, compartments: 3, axialResistivity: 100, capacitance: 1,
});
const further = cylinder({
  name: "further", kind: "dendrite", length: 2, diameter: 0.8, compartments: 2, axialResistivity: 100, capacitance: 1,
  parent: { section: "dendrite", at: 1 },
});
const sections = withSpine([dendrite, further], {
  name: "spine", on: { section: "dendrite", at: 0.5 }, neck: { length: 0.6, diameter: 0.2, compartments: 2 },
  head: { volume: 0.1 }, axialResistivity: 100, capacitance: 1,
});
const { compartments } = compartmentsOf(sections);

const shellsOf = (pool: Pick<PoolPlacement, "shells">, c: Compartment): number =>
  (typeof pool.shells === "function" ? pool.shells(c) : pool.shells ?? 1);
const keyOf = (c: Compartment, shell: number): string => `${c.section} ${c.at} ${shell}`;

function run(pool: PoolPlacement, duration: string, trials: readonly { set?: Record<string, string> }[] = [{}]): (key: string, sample: number, trial?: number) => number {
  const cell: Cell = { sections, membrane: [], pools: [pool], start: "-65 mV" };
  const { traces } = simulate({
    cell, duration, step: { kind: "fixed", dt: "0.001 ms" }, trials,
    probes: Object.fromEntries(compartments.flatMap((c) => Array.from({ length: shellsOf(pool, c) }, (_, shell) =>
      [keyOf(c, shell), { of: "tracer.ca", at: { section: c.section, at: c.at, shell }, every: duration }]))),
  });
  return (key, sample, trial = 0) => traces[key]!.trials[trial]![sample]!;
}

/** V·dc/dt = D·Σ (c′ − c)/R from geometry alone, by the classic Runge-Kutta rule in steps of 0.2 µs. */
function byHand(shells: (c: Compartment) => number, start: (c: Compartment) => number, ms: number): Map<string, number> {
  const radius = (c: Compartment): number => Math.sqrt(c.volume / (Math.PI * c.length));
  const volumes = compartments.flatMap((c) => Array.from({ length: shells(c) }, (_, k) => {
    const t = radius(c) / shells(c);
    const [outer, inner] = [radius(c) - k * t, radius(c) - (k + 1) * t];
    return { key: keyOf(c, k), c, k, outer, inner, volume: Math.PI * c.length * (outer * outer - inner * inner), value: start(c) };
  }));
  const ways: [number, number, number][] = [];
  volumes.forEach((a, i) => volumes.forEach((b, j) => {
    if (a.c === b.c && b.k === a.k + 1) ways.push([i, j, (2 * Math.PI * b.outer * a.c.length) / (radius(a.c) / shells(a.c))]);
    if (compartments[a.c.parent] !== b.c) return;
    const along = 1 / a.c.diffusionResistance;
    const cross = radius(a.c) ** 2;
    if (a.c.section === "spine neck" && b.c.section === "dendrite") {
      if (b.k === 0) ways.push([i, j, (along * (a.outer ** 2 - a.inner ** 2)) / cross]);
      return;
    }
    // Rings as shares of their own radius, laid over each other.
    const [p, q] = [a, b].map(({ outer, inner, c }) => ({ outer: outer / radius(c), inner: inner / radius(c) }));
    const common = Math.min(p!.outer, q!.outer) ** 2 - Math.max(p!.inner, q!.inner) ** 2;
    if (common > 1e-9) ways.push([i, j, along * common]);
  }));
  const slope = (c: readonly number[]): number[] => {
    const out = c.map(() => 0);
    for (const [i, j, g] of ways) {
      const flow = D * g * (c[j]! - c[i]!);
      out[i]! += flow / volumes[i]!.volume;
      out[j]! -= flow / volumes[j]!.volume;
    }
    return out;
  };
  let c = volumes.map(({ value }) => value);
  const h = 0.0002;
  for (let n = 0; n < Math.round(ms / h); n++) {
    const ahead = (k: readonly number[], by: number): number[] => c.map((x, i) => x + by * k[i]!);
    const k1 = slope(c);
    const k2 = slope(ahead(k1, h / 2));
    const k3 = slope(ahead(k2, h / 2));
    const k4 = slope(ahead(k3, h));
    c = c.map((x, i) => x + (h / 6) * (k1[i]! + 2 * k2[i]! + 2 * k3[i]! + k4[i]!));
  }
  return new Map(volumes.map(({ key }, i) => [key, c[i]!]));
}

const inHead = (c: Compartment): string => (c.section === "spine head" ? "100 µM" : "0 µM");

describe.each<[string, (c: Compartment) => number]>([
  ["four in the dendrite, a spine that is well mixed", (c) => (c.kind === "dendrite" ? 4 : 1)],
  ["four in one dendrite, three in the next, two in the neck", (c) => ({ dendrite: 4, further: 3, "spine neck": 2 })[c.section] ?? 1],
  ["three everywhere", () => 3],
])("shells, %s", (_what, shells) => {
  const pool: PoolPlacement = { mechanism: tracer, in: "everywhere", shells, with: { start: inHead } };

  test("follow diffusion between the same rings, written out by hand, within a thousandth", () => {
    const found = run(pool, "1 ms");
    const expected = byHand(shells, (c) => Number.parseFloat(inHead(c)), 1);
    const most = Math.max(...[...expected].map(([key]) => (key.startsWith("dendrite") ? expected.get(key)! : 0)));
    expect(most).toBeGreaterThan(0.3);
    for (const [key, value] of expected) expect(Math.abs(found(key, 1) - value)).toBeLessThan(1e-3 * most);
  });

  test("what leaves the spine arrives under the dendrite's surface, and nothing is lost on the way", () => {
    const found = run(pool, "0.2 ms");
    const middle = compartments.find((c) => c.section === "dendrite" && c.at === 0.5)!;
    const across = Array.from({ length: shells(middle) }, (_, shell) => found(keyOf(middle, shell), 1));
    expect(across).toEqual([...across].sort((a, b) => b - a));
    expect(across[0]! / across.at(-1)!).toBeGreaterThan(1.5);
    const held = (sample: number): number => compartments.reduce((sum, c) => {
      const n = shells(c);
      return sum + Array.from({ length: n }, (_, k) =>
        c.volume * ((1 - k / n) ** 2 - (1 - (k + 1) / n) ** 2) * found(keyOf(c, k), sample)).reduce((a, b) => a + b);
    }, 0);
    expect(Math.abs(held(1) / held(0) - 1)).toBeLessThan(1e-12);
  });
});

describe("one pool for what meets", () => {
  const other = mechanism("other", {
    placed: "in a volume", parameters: { diffusion: ["0.3 µm²/ms", any], start: ["0 µM", any] }, reads: { influx: "µM/ms" },
    states: { ca: "µM" }, derivative: (_, { influx }) => ({ ca: influx }), initial: (_, p) => ({ ca: p.start }),
    ion: { name: "ca", valence: 2, state: "ca" }, mobile: { ca: "diffusion" },
  });
  const attempt = (...pools: readonly PoolPlacement[]): (() => unknown) => () =>
    simulate({ cell: { sections, membrane: [], pools, start: "-65 mV" }, duration: "1 ms", probes: {} });
  const inSpine = { kinds: ["spine neck", "spine head"] };

  test("two pools that hold calcium side by side are refused: it could not cross", () => {
    expect(attempt({ mechanism: tracer, in: { kinds: ["dendrite"] }, shells: 4 }, { mechanism: other, in: inSpine }))
      .toThrow("other in spine neck meets tracer in dendrite: both hold ca, which can't cross from one pool to another");
    expect(attempt({ mechanism: tracer, in: { kinds: ["dendrite"] } }, { mechanism: other, in: { sections: ["spine head"] } })).not.toThrow();
  });

  test("a mechanism is one pool: placed twice, it is refused with what to do", () => {
    expect(attempt({ mechanism: tracer, in: { kinds: ["dendrite"] }, shells: 4 }, { mechanism: tracer, in: inSpine }))
      .toThrow("tracer is placed as a pool twice. Place it once, wherever it is, with values and shells by compartment.");
  });

  test.each([0, 1.5, NaN])("%s shells are refused where they are asked for", (count) => {
    expect(attempt({ mechanism: tracer, in: "everywhere", shells: (c) => (c.section === "further" ? count : 2) }))
      .toThrow("tracer in further, shells must be a whole number of at least 1");
  });
});

test("a number that varies along the cell may be a trial's, too: without it all is as it varies", () => {
  const pump = (c: Compartment): string => (c.kind === "dendrite" ? "0.5 /ms" : "0.1 /ms");
  const pool: PoolPlacement = { mechanism: tracer, in: "everywhere", shells: 2, with: { start: "10 µM", pump } };
  const found = run(pool, "1 ms", [{}, { set: { "tracer.pump": "0.25 /ms" } }]);
  const [varied, uniform] = [run(pool, "1 ms"), run({ ...pool, with: { start: "10 µM", pump: "0.25 /ms" } }, "1 ms")];
  for (const c of compartments) {
    expect(Math.abs(found(keyOf(c, 1), 1, 0) - varied(keyOf(c, 1), 1))).toBeLessThan(1e-10);
    expect(Math.abs(found(keyOf(c, 1), 1, 1) - uniform(keyOf(c, 1), 1))).toBeLessThan(1e-10);
  }
  expect(Math.abs(found("spine head 0.5 1", 1, 0) - found("spine head 0.5 1", 1, 1))).toBeGreaterThan(0.5);
});
