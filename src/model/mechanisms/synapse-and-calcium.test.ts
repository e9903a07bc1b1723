import { describe, expect, test } from "vitest";
import { exp, growth, linoid, log } from "#elementary";
import { simulate, type Cell, type Mechanism } from "#engine";
import { cylinder } from "#morphology";
import * as model from "../index.js";

const { ampa, highThreshold, highThresholdCluster, lowThreshold, nmda, permeableAmpa, proteinCalcium, spineCalcium } =
  model;
const tools = {
  exp,
  log,
  linoid,
  growth,
  sqrt: Math.sqrt,
  abs: Math.abs,
  min: (x: number, y: number) => (y < x ? y : x),
  max: (x: number, y: number) => (x < y ? y : x),
  ms: 1,
  mV: 1,
  µm: 1,
  pA: 1,
  nS: 1,
  pF: 1,
  GΩ: 1,
  µM: 1,
  mM: 1000,
  K: 1,
  faraday: 0.09648533212,
  gasConstant: 8.31446261815324e-3,
};
type Values = Record<string, number>;
const parametersOf = (m: Mechanism): Values =>
  Object.fromEntries(m.parameters.map((name) => [name, m.names.get(name)!.value!]));
const run = (
  m: Mechanism,
  what: "current" | "receives" | "derivative",
  states: Values,
  reads: Values,
  changed: Values = {},
): Values => m.run[what]!(states, reads, { ...parametersOf(m), ...changed }, tools);
const release = (states: Values, weight = 1, changed: Values = {}): Values => ({
  ...states,
  ...run(nmda, "receives", states, { v: -70, weight, chance: 0.5 }, changed),
});
const nothing = { rising: 0, fast: 0, slow: 0, unblocked: 0 };
/** Open NMDA receptors some ms after a moment, as their exponentials fall. */
const openAfter = ({ rising, fast, slow }: Values, t: number): number =>
  fast! * Math.exp(-t / 50) + slow! * Math.exp(-t / 200) - rising! * Math.exp(-t / 2.5);
const peakOf = (states: Values): number =>
  Math.max(...Array.from({ length: 40_000 }, (_, i) => openAfter(states, i * 0.001)));

describe("nmda", () => {
  // The peak has no closed form; the declared iteration is checked against a scan in steps of 1 µs.
  test("one release opens exactly ḡ at the peak, to 1e-7", () => {
    expect(peakOf(release(nothing))).toBeCloseTo(1, 7);
  });
  test("a second release at once finds 60 % of the receptors bound and adds 40 %", () => {
    const first = release(nothing);
    expect(release(first).rising! / first.rising!).toBeCloseTo(1.4, 6);
  });
  test("a quantum of weight 3 binds all receptors, 1/0.6 of the usual, and the next adds nothing", () => {
    const large = release(nothing, 3);
    expect(large.rising! / release(nothing).rising!).toBeCloseTo(1 / 0.6, 12);
    expect(release(large).rising! / large.rising!).toBeCloseTo(1, 6);
  });
  const open = { ...nothing, fast: 1 };
  test("at −65 mV 11 % of the current is Ca²⁺, with 4 mM 22 %; at 0 mV inflow goes on without a total", () => {
    const at = (v: number, changed: Values = {}): Values => run(nmda, "current", open, { v }, changed);
    expect(at(-65).ca! / at(-65).total!).toBeCloseTo(0.11, 12);
    expect(at(-65, { caOutside: 4000 }).ca! / at(-65).total!).toBeCloseTo(0.22, 4);
    expect(at(0).total!).toBeCloseTo(0, 14);
    expect(at(0).ca!).toBeLessThan(0);
  });
  test("2 mM Mg²⁺ leaves half of the receptors free at ln(2/2.552)/0.072 = −3.4 mV; an antagonist scales all", () => {
    const half = Math.log(2 / 2.552) / 0.072;
    expect(half).toBeCloseTo(-3.39, 2);
    const { total, ca } = run(nmda, "current", open, { v: half });
    expect(total).toBeCloseTo(parametersOf(nmda).gMax! * 0.5 * half, 12);
    const blocked = run(nmda, "current", open, { v: half }, { available: 0.02 });
    expect([blocked.total! / total!, blocked.ca! / ca!].map((x) => Number(x.toFixed(12)))).toEqual([0.02, 0.02]);
  });
  test("the slow share of unblock follows with 8 ms up and 0.3 ms down", () => {
    const rate = (unblocked: number): number =>
      run(nmda, "derivative", { ...nothing, unblocked }, { v: -3.39 }).unblocked!;
    expect(rate(0)).toBeCloseTo(0.5 / 8, 3);
    expect(rate(1)).toBeCloseTo(-0.5 / 0.3, 2);
  });
});

describe("ampa and permeableAmpa", () => {
  test("an event of weight 1 peaks at ḡ 0.61 ms after, for 0.25 and 2.2 ms", () => {
    const { rising, decaying } = run(ampa, "receives", { rising: 0, decaying: 0 }, { v: 0, weight: 1, chance: 0.5 });
    const t = ((0.25 * 2.2) / 1.95) * Math.log(8.8);
    expect(t).toBeCloseTo(0.613, 3);
    expect(decaying! * Math.exp(-t / 2.2) - rising! * Math.exp(-t / 0.25)).toBeCloseTo(1, 14);
  });
  test("10 K cooler, AMPA receptors decay 2.4 times as slowly", () => {
    const rate = (temperature: number): number =>
      run(ampa, "derivative", { rising: 0, decaying: 1 }, { v: 0 }, { temperature }).decaying!;
    expect(rate(305.15)).toBeCloseTo(-1 / 2.2, 12);
    expect(rate(305.15) / rate(295.15)).toBeCloseTo(2.4, 12);
  });
  test("3.5 % of the current at −65 mV is Ca²⁺, more where more negative; polyamines halve it at +30 mV", () => {
    const at = (v: number): Values => run(permeableAmpa, "current", { rising: 0, decaying: 1 }, { v });
    expect(at(-65).ca! / at(-65).total!).toBeCloseTo(0.035, 12);
    expect(at(-150).ca! / at(-65).ca!).toBeGreaterThan(2);
    expect(at(30).total!).toBeCloseTo(0.05 * 0.5 * 30, 12);
  });
});

describe("calcium channels", () => {
  test("what flows at the resting voltage is none of the pool's; elsewhere the pool gets the difference", () => {
    // Open at −68 mV: 1/(1 + …) of the chain, from the table.
    const steps = [
      [8.08 / 5.76, 49.14],
      [13.4 / 12.6, 42.08],
      [8.78 / 16.3, 55.31],
      [34.7 / 3.68, 26.55],
    ] as const;
    const weights = steps.reduce(
      (list, [ratio, slope]) => [...list, list.at(-1)! * ratio * Math.exp((2 * -68) / slope)],
      [1],
    );
    const open = weights.at(-1)! / weights.reduce((a, b) => a + b);
    const { total, ca } = run(highThreshold, "current", { c0: 1, c1: 0, c2: 0, c3: 0, open }, { v: -68 });
    expect(Math.abs(ca! / total!)).toBeLessThan(1e-9);
    const more = run(highThreshold, "current", { c0: 1, c1: 0, c2: 0, c3: 0, open: 0.5 }, { v: -68 });
    expect(more.total! - more.ca!).toBeCloseTo(total!, 15);
    // In the reference head, over clearance of 1.6 /ms: nM of resting calcium.
    const perSecond = (-total! * 0.7411708) / (2 * 0.09648533212 * 0.06);
    expect((1000 * perSecond) / 1.6).toBeCloseTo(2.5, 0);
  });
  test("low-threshold channels carry nothing in the base set, and current at −40 mV when given a permeability", () => {
    expect(run(lowThreshold, "current", { m: 1, h: 1 }, { v: -40 }).total).toBe(-0);
    expect(run(lowThreshold, "current", { m: 1, h: 1 }, { v: -40 }, { permeability: 0.001 }).total).toBeLessThan(0);
  });

  // Area and volume of a sphere of 0.06 µm³; charged within 37 µs, slowly enough for the steps.
  const sections = [
    cylinder({
      name: "head",
      kind: "spine head",
      length: 0.7285,
      diameter: 0.3238,
      axialResistivity: 150,
      capacitance: 100,
      compartments: 1,
    }),
  ];
  const step: Cell["electrodes"] = [
    { name: "clamp", kind: "voltage clamp", at: { section: "head" }, pipette: { seriesResistance: "50 MΩ" } },
  ];
  const still = { bindingRatio: "0", clearance: "0 /ms", dyeTotal: "0 µM" };
  const pools = [{ mechanism: spineCalcium, in: "everywhere" as const, with: still }];
  const pulse = {
    duration: "3 ms",
    settle: "1 ms",
    step: { kind: "fixed", dt: "0.02 ms" } as const,
    commands: [
      { electrode: "clamp", level: "-70 mV" },
      { electrode: "clamp", from: "1 ms", to: "2 ms", level: "0 mV" },
    ],
    probes: { ca: { of: "spineCalcium.ca", at: { section: "head" }, every: "3 ms" } },
  };
  test("12 counted channels bring as much as the mean in 60 pulses to 0 mV, within 3 standard errors, and vary", () => {
    const withPoint = (channels?: number): Cell => ({
      sections,
      membrane: [],
      pools,
      electrodes: step,
      start: "-70 mV",
      points: [
        {
          name: "channels",
          mechanism: highThresholdCluster,
          at: { section: "head" },
          ...(channels !== undefined && { channels }),
          with: { resting: "-70 mV" },
        },
      ],
    });
    const over: Cell = {
      sections,
      membrane: [{ mechanism: highThreshold, in: "everywhere", with: { resting: "-70 mV" } }],
      pools,
      electrodes: step,
      start: "-70 mV",
    };
    const final = (cell: Cell, trials: number): number[] =>
      simulate({ ...pulse, cell, trials, seed: 3 }).traces.ca.trials.map((t) => t.at(-1)! - 0.075);
    const [spread] = final(over, 1) as [number];
    const [mean] = final(withPoint(), 1) as [number];
    // The membrane's area is that of a sphere of 0.06 µm³, to four digits.
    expect(mean / spread).toBeCloseTo(1, 2);
    const drawn = final(withPoint(12), 60);
    const average = drawn.reduce((a, b) => a + b) / 60;
    const sd = Math.sqrt(drawn.reduce((s, x) => s + (x - average) ** 2, 0) / 59);
    expect(Math.abs(average - mean)).toBeLessThan((3 * sd) / Math.sqrt(60));
    expect(sd / average).toBeGreaterThan(0.1);
  });
});

describe("spineCalcium", () => {
  /** Yuste et al.'s own, whatever `base` has. */
  const buffer = { bindingRatio: 150 };
  const p = { ...parametersOf(spineCalcium), ...buffer };
  const start = spineCalcium.run.initial!({ influx: 0 }, p, tools);
  test("rests: nothing moves at 75 nM; 11.65 µM of buffer and 56.8 µM of calcium green-1 are bound", () => {
    for (const rate of Object.values(run(spineCalcium, "derivative", start, { influx: 0 }, buffer)))
      expect(Math.abs(rate)).toBeLessThan(1e-12);
    expect(start.bufferCa).toBeCloseTo(11.648, 3);
    expect(start.dyeCa).toBeCloseTo(56.818, 3);
  });
  // κ = d[CaB]/d[Ca] at rest, by its definition, from the equilibria at 75 ± 0.01 nM.
  test("the buffer's binding ratio at rest is 150", () => {
    const total = (start.bufferCa! * (0.075 + 2.12)) / 0.075;
    const bound = (c: number): number => (total * c) / (c + 2.12);
    expect((bound(0.07501) - bound(0.07499)) / 0.00002).toBeCloseTo(150, 4);
  });
  test("0.7 mM Mg²⁺ makes magnesium green's K_D 10.2 µM: half bound there", () => {
    const changed = { dyeHalf: 6, dyeOn: 0.09, dyeMagnesium: 0.001, dyeTotal: 500 };
    const moved = run(spineCalcium, "derivative", { ca: 10.2, bufferCa: 0, dyeCa: 250 }, { influx: 0 }, changed);
    expect(moved.dyeCa).toBeCloseTo(0, 10);
  });
  test("a saturable pump of 2 µM/ms and 1 µM clears 1.81 µM/ms beyond rest at 20 µM", () => {
    const rate = (pumpRate: number): number =>
      run(spineCalcium, "derivative", { ...start, ca: 20 }, { influx: 0 }, { pumpRate }).ca!;
    expect(rate(0) - rate(2)).toBeCloseTo(2 * (20 / 21 - 0.075 / 1.075), 12);
  });
});

describe("mobileBufferCalcium", () => {
  const section = (name: string, diameter: number, compartments: number, parent?: { section: string; at: number }) =>
    cylinder({ name, kind: name, length: 0.5, diameter, compartments, axialResistivity: 150, capacitance: 1, parent });
  const sections = [
    section("shaft", 0.7, 1),
    section("neck", 0.15, 4, { section: "shaft", at: 0.5 }),
    section("head", 0.5, 1, { section: "neck", at: 1 }),
  ];
  const boundAfter = (mechanism: Mechanism, more: Record<string, string> = {}): [head: number, shaft: number] => {
    const { traces } = simulate({
      cell: {
        sections,
        membrane: [
          {
            mechanism: model.passiveLeak,
            in: "everywhere",
            with: { gMax: "90 mS/cm²", reversal: "-70 mV" },
          },
        ],
        start: "-70 mV",
        // A release loads the head, far from saturation; nothing leaves the spine and its shaft.
        points: [{ name: "nmda", mechanism: nmda, at: { section: "head" } }],
        pools: [{ mechanism, in: "everywhere", with: { clearance: "0 /ms", dyeTotal: "0 µM", ...more } }],
      },
      duration: "100 ms",
      step: { kind: "fixed", dt: "0.1 ms" },
      events: [{ point: "nmda", at: "0 ms" }],
      probes: {
        head: { of: `${mechanism.name}.bufferCa`, at: { section: "head" }, every: "100 ms" },
        shaft: { of: `${mechanism.name}.bufferCa`, at: { section: "shaft" }, every: "100 ms" },
      },
    });
    return [traces.head.trials[0]!.at(-1)!, traces.shaft.trials[0]!.at(-1)!];
  };
  test("with a coefficient of 0 it is spineCalcium; with 20 µm²/s the shaft gets more of the head's calcium", () => {
    const [fixed, still, moving] = [
      boundAfter(spineCalcium),
      boundAfter(model.mobileBufferCalcium, { bufferDiffusion: "0 µm²/ms" }),
      boundAfter(model.mobileBufferCalcium),
    ];
    still.forEach((x, i) => {
      expect(x / fixed[i]!).toBeCloseTo(1, 9);
    });
    expect(moving[0]).toBeLessThan(0.99 * fixed[0]);
    expect(moving[1]).toBeGreaterThan(1.05 * fixed[1]);
  });
});

describe("proteinCalcium", () => {
  const p = parametersOf(proteinCalcium);
  const bright = (ca: number): number => {
    const { dyeCa } = proteinCalcium.run.initial!({ influx: 0 }, { ...p, resting: ca }, tools);
    return dyeCa! / p.dyeTotal!;
  };
  test("half is bright at 0.375 µM, with a Hill slope of 2.27 there, and all four sites are taken at 10 µM", () => {
    expect(bright(0.375)).toBeCloseTo(0.5, 3);
    const logit = (x: number): number => Math.log(x / (1 - x));
    expect((logit(bright(0.376)) - logit(bright(0.374))) / Math.log(0.376 / 0.374)).toBeCloseTo(2.27, 2);
    expect(bright(10)).toBeGreaterThan(0.998);
  });
  test("without calcium, bright protein fades with 1/3.93 s at 20 °C, three times as fast at 32 °C", () => {
    const fading = (temperature: number): number =>
      -run(proteinCalcium, "derivative", { ca: 0, bufferCa: 0, pairCa: 0, dyeCa: 1 }, { influx: 0 }, { temperature })
        .dyeCa!;
    expect(fading(293.15)).toBeCloseTo(0.00393, 12);
    expect(fading(305.15) / fading(293.15)).toBeCloseTo(2.5 ** 1.2, 10);
  });
  test("four ions leave for each protein that lets go", () => {
    const moved = run(
      proteinCalcium,
      "derivative",
      { ca: 0, bufferCa: 0, pairCa: 1, dyeCa: 1 },
      { influx: 0 },
      { clearance: 0 },
    );
    expect(moved.ca! + 2 * moved.pairCa! + 4 * moved.dyeCa!).toBeCloseTo(0, 14);
  });
});
