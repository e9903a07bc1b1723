import { describe, expect, test } from "vitest";
import { passiveLeak } from "#model";
import { compartmentsOf, cylinder } from "#morphology";
import type { Cell, Electrode, Pipette } from "../cell.js";
import type { Command, Probe, Step, Target, Trial } from "./request.js";
import { simulate } from "./simulate.js";

const sections = [cylinder({
  name: "soma", kind: "soma", length: 60, diameter: 60, compartments: 1, axialResistivity: 100, capacitance: 1,
})];
const { area, capacitance } = compartmentsOf(sections).compartments[0]!;
/** nS and mV: 0.3 mS/cm² is 0.003 nS/µm². */
const [leak, rest] = [0.003 * area, -65];

const soma = { section: "soma" };
const cellWith = (...electrodes: readonly Electrode[]): Cell =>
  ({ sections, start: "-65 mV", membrane: [{ mechanism: passiveLeak, in: "everywhere" }], electrodes });

/** Samples every `every` ms of the soma's voltage, and of the electrodes' own. */
function run(
  cell: Cell, commands: readonly Command[],
  { duration, every = duration, step = { kind: "fixed", dt: "0.025 ms" } }:
  { duration: number; every?: number; step?: Step },
): Record<string, Float64Array> {
  const probe = (of: string, at?: Probe["at"]): Probe => ({ of, every: `${every} ms`, ...(at && { at }) });
  const { traces } = simulate({
    cell, commands, step, duration: `${duration} ms`,
    probes: {
      soma: probe("v", soma),
      ...Object.fromEntries(cell.electrodes!.flatMap(({ name }) =>
        ["v", "current"].map((what) => [`${name}.${what}`, probe(`${name}.${what}`)] as const))),
    },
  });
  return Object.fromEntries(Object.entries(traces).map(([name, { trials }]) => [name, trials[0]!]));
}

/** Sixty membrane time constants, 3.3 ms each: what is left of the start is below rounding. */
const LONG = 200;

describe("current clamp behind 15 MΩ with 5 pF", () => {
  const [resistance, pF, pA] = [0.015, 5, 100];
  const cell = cellWith({
    name: "pipette", kind: "current clamp", at: soma, pipette: { seriesResistance: "15 MΩ", capacitance: "5 pF" },
  });
  const on: Command = { electrode: "pipette", level: "100 pA" };

  test("at rest 100 pA drop 1.5 mV across the pipette, and I/g across the membrane", () => {
    const { soma: v, "pipette.v": tip } = run(cell, [on], { duration: LONG });
    expect(Math.abs(tip!.at(-1)! - v!.at(-1)! - pA * resistance)).toBeLessThan(1e-9);
    expect(Math.abs(v!.at(-1)! - (rest + pA / leak))).toBeLessThan(1e-9);
  });

  // Linear in two voltages, so two exponentials: the faster is the pipette charging, the slower the membrane.
  test("charges by the closed form of two capacitors, the pipette with 71.8 µs, near Rs·Cp = 75 µs", () => {
    const link = 1 / resistance;
    const [a, b, c, d] = [-link / pF, link / pF, link / capacitance, -(link + leak) / capacitance];
    const half = (a + d) / 2;
    const root = Math.sqrt(half * half - (a * d - b * c));
    const [fast, slow] = [half - root, half + root];
    expect(-1000 / fast).toBeCloseTo(71.8, 1);
    // x(t) = steady + p·e^{fast·t}·(1, (fast − a)/b) + q·e^{slow·t}·(1, (slow − a)/b), from rest
    const [tipEnd, somaEnd] = [pA / leak + pA * resistance, pA / leak];
    const [ef, es] = [(fast - a) / b, (slow - a) / b];
    const q = (-somaEnd + ef * tipEnd) / (es - ef);
    const p = -tipEnd - q;
    const traces = run(cell, [on], { duration: 1, every: 0.01, step: { kind: "fixed", dt: "0.0005 ms" } });
    traces["pipette.v"]!.forEach((tip, k) => {
      const [x, y] = [p * Math.exp(fast * 0.01 * k), q * Math.exp(slow * 0.01 * k)];
      expect(Math.abs(tip - (rest + tipEnd + x + y))).toBeLessThan(1e-4);
      expect(Math.abs(traces["soma"]![k]! - (rest + somaEnd + ef * x + es * y))).toBeLessThan(1e-4);
    });
  });
});

describe("voltage clamp of −20 mV", () => {
  const on: Command = { electrode: "clamp", level: "-20 mV" };
  const behind = (siemens: number): number => (-20 * siemens + rest * leak) / (siemens + leak);

  test("behind 15 MΩ settles to (Vc/Rs + g·E)/(1/Rs + g)", () => {
    const { soma: v, "clamp.current": current } = run(cellWith({
      name: "clamp", kind: "voltage clamp", at: soma, pipette: { seriesResistance: "15 MΩ" },
    }), [on], { duration: LONG });
    expect(Math.abs(v!.at(-1)! - behind(1 / 0.015))).toBeLessThan(1e-9);
    expect(Math.abs(current!.at(-1)! - (-20 - v!.at(-1)!) / 0.015)).toBeLessThan(1e-7);
  });

  // The amplifier charges the pipette through τ/Cp, which is part of Rs: 10 µs over 5 pF are 2 MΩ of the 15.
  test.each([
    ["10 µs", 0.002], ["1 µs", 0.0002],
  ] as const)("with 5 pF and a response of %s settles behind 15 MΩ, of which the tip sees what the amplifier leaves", (responseTime, own) => {
    const pipette = { seriesResistance: "15 MΩ", capacitance: "5 pF", responseTime };
    const cell = cellWith({ name: "clamp", kind: "voltage clamp", at: soma, pipette });
    const { soma: v, "clamp.v": tip, "clamp.current": current } = run(cell, [on], { duration: LONG });
    const settled = behind(1 / 0.015);
    expect(Math.abs(v!.at(-1)! - settled)).toBeLessThan(1e-9);
    expect(Math.abs(tip!.at(-1)! - (settled + (0.015 - own) * leak * (settled - rest)))).toBeLessThan(1e-9);
    expect(Math.abs(current!.at(-1)! - leak * (settled - rest))).toBeLessThan(1e-7);
  });

  test("with so little capacitance that the amplifier alone would be 20 MΩ of 15 is refused", () => {
    const pipette = { seriesResistance: "15 MΩ", capacitance: "0.5 pF" };
    expect(() => run(cellWith({ name: "clamp", kind: "voltage clamp", at: soma, pipette }), [on], { duration: LONG }))
      .toThrow(/clamp, series resistance less response time \/ capacitance must be positive/u);
  });

  test("lets go when it is off: the membrane returns to −65 mV", () => {
    const { soma: v } = run(cellWith({
      name: "clamp", kind: "voltage clamp", at: soma, pipette: { seriesResistance: "15 MΩ", capacitance: "5 pF" },
    }), [{ ...on, from: "5 ms", to: "15 ms" }], { duration: LONG });
    expect(Math.abs(v!.at(-1)! - rest)).toBeLessThan(1e-9);
  });
});
test("a conductance of 20 nS towards −10 mV settles to (g·E + 20·(−10))/(g + 20)", () => {
  const { soma: v } = run(cellWith({ name: "dynamic", kind: "conductance", at: soma, reversal: "-10 mV" }),
    [{ electrode: "dynamic", level: "20 nS" }], { duration: LONG });
  expect(Math.abs(v!.at(-1)! - (leak * rest - 200) / (leak + 20))).toBeLessThan(1e-9);
});

describe("commands", () => {
  const electrode = (level: Command["level"], from: number, to: number): Command =>
    ({ electrode: "electrode", from: `${from} ms`, to: `${to} ms`, level });
  const currentClamp = cellWith({ name: "electrode", kind: "current clamp", at: soma });
  /** pA in the middle of each step of 0.025 ms, where currents are solved for: at 0.0125 ms, 0.0375 ms … */
  const solved = (commands: readonly Command[]): number[] =>
    Array.from(run(currentClamp, commands, { duration: 4, every: 0.0125 })["electrode.current"]!).filter((_, k) => k % 2 === 1);
  const timeOf = (step: number): number => 0.025 * step + 0.0125;

  test("are on from the first moment of their time to the last: 40 steps of 1 ms, and none beside", () => {
    solved([electrode("100 pA", 1, 2)]).forEach((pA, step) =>
      expect(pA).toBe(timeOf(step) > 1 && timeOf(step) < 2 ? 100 : 0));
  });

  test("between steps charge for as long as they last, 1.2345 to 1.9876 ms", () => {
    const sealed: Cell = { ...currentClamp, membrane: [] };
    const { soma: v } = run(sealed, [electrode("100 pA", 1.2345, 1.9876)], { duration: 4, every: 0.025 });
    v!.forEach((mV, k) => {
      if (0.025 * k < 1.2345) expect(mV).toBe(-65);
      if (0.025 * k > 1.9876) expect(Math.abs(mV - (-65 + (100 * 0.7531) / capacitance))).toBeLessThan(1e-10);
    });
  });

  // A step of the grid has its middle at 1.5 ms when the ramp starts half a step off the grid.
  test("that ramp from 20 to 120 pA have 70 pA at the middle of their time, and a straight line around it", () => {
    const ramp = solved([electrode({ from: "20 pA", to: "120 pA" }, 1.0125, 2.0125)]);
    expect(timeOf(60)).toBeCloseTo(1.5125, 12);
    expect(ramp[60]).toBeCloseTo(70, 10);
    ramp.forEach((pA, step) => {
      const along = timeOf(step) - 1.0125;
      // The steps in which it begins and ends are cut in two there.
      if (along > 0.02 && along < 0.98) expect(pA).toBeCloseTo(20 + 100 * along, 10);
    });
  });

  test("that overlap add: a ramp of 20 to 120 pA, 7 pA from 1.3 to 3 ms, and −2 pA all the time", () => {
    const sum = solved([
      electrode({ from: "20 pA", to: "120 pA" }, 1, 2), electrode("7 pA", 1.3, 3),
      { electrode: "electrode", level: "-2 pA" },
    ]);
    sum.forEach((pA, step) => {
      const t = timeOf(step);
      const expected = (t > 1 && t < 2 ? 20 + 100 * (t - 1) : 0) + (t > 1.3 && t < 3 ? 7 : 0) - 2;
      expect(pA).toBeCloseTo(expected, 10);
    });
  });

  test("to a voltage clamp don't add: the last given is followed", () => {
    const cell = cellWith({ name: "electrode", kind: "voltage clamp", at: soma, pipette: { seriesResistance: "15 MΩ" } });
    const { soma: v } = run(cell, [
      { electrode: "electrode", level: "-20 mV" }, { electrode: "electrode", from: "1 ms", level: "-40 mV" },
    ], { duration: LONG });
    expect(Math.abs(v!.at(-1)! - (-40 / 0.015 + rest * leak) / (1 / 0.015 + leak))).toBeLessThan(1e-9);
  });
});

// Samples at eighths of a step: none may show a current before it is on, after it is off, or one that was never commanded.
test.each([
  { kind: "fixed", dt: "0.025 ms" }, { kind: "adaptive", tolerance: "0.01 mV" },
] as const)("a recorded pulse is 0, 100 and 0 pA with nothing between: $kind steps", (step) => {
  const command = { electrode: "clamp", from: "1 ms", to: "2 ms", level: "100 pA" };
  const { traces } = simulate({
    cell: cellWith({ name: "clamp", kind: "current clamp", at: soma }), commands: [command], duration: "3 ms", step,
    probes: { current: { of: "clamp.current", every: "0.003125 ms" } },
  });
  const wrong = traces.current.trials[0]!.filter((i, k) => {
    const t = k * 0.003125;
    return Math.abs(i - (t >= 1 - 1e-9 && t < 2 - 1e-9 ? 100 : 0)) > 1e-9;
  });
  expect([...wrong]).toEqual([]);
});

describe("pipettes that differ from trial to trial", () => {
  const pulse: Command = { electrode: "it", level: "-20 mV", from: "1 ms", to: "4 ms" };
  const push: Command = { electrode: "it", level: "100 pA", from: "1 ms", to: "4 ms" };
  const many = [
    ...sections,
    cylinder({
      name: "dendrite", kind: "dendrite", length: 200, diameter: 2, compartments: 5, axialResistivity: 100, capacitance: 1,
      parent: { section: "soma", at: 1 },
    }),
  ];
  const steps = [{ kind: "fixed", dt: "0.025 ms" }, { kind: "adaptive", tolerance: "0.01 mV" }] as const;
  const recorded = (electrode: Electrode, trials: readonly Trial[], step: Step, target: Target = "WebAssembly"): Float64Array[][] => {
    const { traces } = simulate({
      cell: { ...cellWith(electrode), sections: many }, trials, step, duration: "6 ms",
      probes: {
        soma: { of: "v", at: soma, every: "0.1 ms" }, tip: { of: "it.v", every: "0.1 ms" },
        current: { of: "it.current", every: "0.1 ms" },
      },
    }, { target });
    return trials.map((_, k) => [traces.soma, traces.tip, traces.current].map((t) => t.trials[k]!));
  };
  const furthest = (a: readonly Float64Array[], b: readonly Float64Array[]): number =>
    Math.max(...a.flatMap((trace, i) => Array.from(trace, (x, k) => Math.abs(x - b[i]![k]!))));

  const kinds: readonly [what: string, make: (pipette: Pipette) => Electrode, command: Command, pipettes: readonly Pipette[]][] = [
    ["a voltage clamp", (pipette) => ({ name: "it", kind: "voltage clamp", at: soma, pipette }), pulse,
      ["15 MΩ", "5 MΩ", "40 MΩ"].map((seriesResistance) => ({ seriesResistance }))],
    ["a voltage clamp with capacitance", (pipette) => ({ name: "it", kind: "voltage clamp", at: soma, pipette }), pulse, [
      { seriesResistance: "15 MΩ", capacitance: "5 pF", responseTime: "10 µs" },
      { seriesResistance: "5 MΩ", capacitance: "8 pF", responseTime: "10 µs" },
      { seriesResistance: "40 MΩ", capacitance: "5 pF", responseTime: "40 µs" },
    ]],
    ["a current clamp", (pipette) => ({ name: "it", kind: "current clamp", at: soma, pipette }), push, [
      { seriesResistance: "15 MΩ", capacitance: "5 pF" }, { seriesResistance: "60 MΩ", capacitance: "5 pF" },
      { seriesResistance: "15 MΩ", capacitance: "12 pF" },
    ]],
  ];
  const setOf = (pipette: Pipette): Record<string, string> =>
    Object.fromEntries(Object.entries(pipette).map(([name, value]) => [`it.${name}`, value]));

  // Adaptive steps follow rounding, so theirs differ in the last digits of a length.
  test.each(kinds.flatMap((kind) => steps.map((step) => [kind[0], step.kind, kind, step] as const)))(
    "%s: each trial is what a cell with that pipette gives, %s steps", (_what, _steps, [, make, command, pipettes], step) => {
      const [first] = pipettes as readonly [Pipette, ...Pipette[]];
      const together = recorded(make(first), pipettes.map((pipette) => ({ set: setOf(pipette), commands: [command] })), step);
      pipettes.forEach((pipette, k) => {
        const [alone] = recorded(make(pipette), [{ commands: [command] }], step);
        expect(furthest(together[k]!, alone!)).toBeLessThan(step.kind === "fixed" ? 1e-8 : 1e-6);
        if (k > 0) expect(furthest(together[k]!, together[0]!)).toBeGreaterThan(0.1);
      });
    });

  test.each(kinds)("%s: the same bits alone and in company, compiled and interpreted", (_what, make, command, pipettes) => {
    const trials = pipettes.map((pipette, number): Trial => ({ number, set: setOf(pipette), commands: [command] }));
    const together = recorded(make(pipettes[0]!), trials, steps[1]);
    expect(trials.map((trial) => recorded(make(pipettes[0]!), [trial], steps[1])[0])).toEqual(together);
    expect(recorded(make(pipettes[0]!), trials, steps[1], "interpreter")).toEqual(together);
  });

  test("series resistance that rises within a trial: before and after, the cell is held behind what it then is", () => {
    const cell = cellWith({ name: "it", kind: "voltage clamp", at: soma, pipette: { seriesResistance: "15 MΩ", capacitance: "5 pF" } });
    const { soma: v } = run(cell, [
      { electrode: "it", level: "-20 mV" }, { setting: "it.seriesResistance", from: "200 ms", level: "60 MΩ" },
    ], { duration: 400, every: 200 });
    const behind = (siemens: number): number => (-20 * siemens + rest * leak) / (siemens + leak);
    expect(Math.abs(v![1]! - behind(1 / 0.015))).toBeLessThan(1e-9);
    expect(Math.abs(v![2]! - behind(1 / 0.06))).toBeLessThan(1e-9);
  });

  test("the capacitance may be the trial's alone, and then each must have one", () => {
    const bare: Electrode = { name: "it", kind: "voltage clamp", at: soma, pipette: { seriesResistance: "15 MΩ" } };
    const one = recorded(bare, [{ commands: [pulse], set: { "it.capacitance": "5 pF" } }], steps[0]);
    const other = recorded({ ...bare, pipette: { seriesResistance: "15 MΩ", capacitance: "5 pF" } }, [{ commands: [pulse] }], steps[0]);
    expect(furthest(one[0]!, other[0]!)).toBeLessThan(1e-8);
    expect(() => recorded(bare, [{ commands: [pulse], set: { "it.capacitance": "5 pF" } }, { commands: [pulse] }], steps[0]))
      .toThrow("trial 1, it, capacitance must be positive, found 0");
  });

  test("what is no pipette is refused before anything runs, with trial and electrode", () => {
    const [, make, command] = kinds[1]!;
    const attempt = (set: Record<string, string>, commands: readonly Command[] = [command]): unknown =>
      recorded(make({ seriesResistance: "15 MΩ", capacitance: "5 pF" }), [{ commands }, { set, commands }], steps[0]);
    expect(() => attempt({ "it.seriesResistance": "0 MΩ" })).toThrow("trial 1, it, series resistance must be positive, found 0");
    expect(() => attempt({ "it.seriesResistance": "1 MΩ" })).toThrow("series resistance less response time / capacitance must be positive");
    expect(() => attempt({ "it.seriesResistance": "15 mV" })).toThrow('is not a number with a unit of MΩ');
    expect(() => attempt({ "it.resistance": "15 MΩ" })).toThrow("it.seriesResistance, it.capacitance, it.responseTime");
    expect(() => attempt({}, [command, { setting: "it.seriesResistance", from: "3 ms", level: "1 MΩ" }]))
      .toThrow("series resistance less response time / capacitance must be positive");
  });
});
