import { describe, expect, test } from "vitest";
import { exp, growth, linoid, log } from "#elementary";
import { citation, mechanismFromText, writeText, type Mechanism, type MechanismData } from "#engine";
import * as model from "./index.js";

const mechanisms = Object.values(model).filter((value): value is Mechanism => "placed" in value);
const byName = mechanisms.map((m) => [m.name, m] as const);

/** The last argument of a body, written out once more: units in ms, mV, µm, pA, nS, pF, µM. */
const tools = {
  exp, log, linoid, growth, sqrt: Math.sqrt, abs: Math.abs, min: (x: number, y: number) => (y < x ? y : x), max: (x: number, y: number) => (x < y ? y : x),
  ms: 1, mV: 1, µm: 1, pA: 1, nS: 1, pF: 1, GΩ: 1, µM: 1, mM: 1000, K: 1, faraday: 0.09648533212, gasConstant: 8.31446261815324e-3,
};
type Values = Record<string, number>;

function parametersOf(m: Mechanism): Values {
  return Object.fromEntries(m.parameters.map((name) => [name, m.names.get(name)!.value!]));
}
function run(m: Mechanism, what: "derivative" | "current" | "receives", states: Values, reads: Values, parameters: Values = {}): Values {
  return m.run[what]!(states, reads, { ...parametersOf(m), ...parameters }, tools);
}
const initial = (m: Mechanism, reads: Values = {}): Values => m.run.initial!(reads, parametersOf(m), tools);

describe("every mechanism", () => {
  test.each(byName)("%s has a source and bounds for every parameter, and says each in words", (_, m) => {
    for (const name of m.parameters) {
      const { source, bounds, value } = m.names.get(name)!;
      expect(bounds!.low).toBeLessThanOrEqual(value!);
      expect(bounds!.high).toBeGreaterThanOrEqual(value!);
      expect(citation(source!).length).toBeGreaterThan(10);
    }
  });
  test.each(byName)("%s survives JSON: read back from its own text it writes the same text, with the same units", (_, m) => {
    const data = writeText(m);
    const again = mechanismFromText(JSON.parse(JSON.stringify(data)) as MechanismData);
    expect(writeText(again)).toEqual(data);
    expect([again.states, again.reads, again.parameters, again.ion, again.mobile]).toEqual([m.states, m.reads, m.parameters, m.ion, m.mobile]);
    for (const name of [...m.parameters, ...m.states, ...m.reads]) expect(again.names.get(name)).toEqual(m.names.get(name));
  });
});

describe("sodium, potassium, leak", () => {
  // Steady states at −65 mV from the published equations, as NEURON's hh prints them.
  test("rest at −65 mV with m = 0.0529, h = 0.596, n = 0.318, and less than 0.05 µA/cm² flowing in all", () => {
    const at = (m: Mechanism, state: string, v: number): number => {
      const still = Object.fromEntries(m.states.map((s) => [s, 0]));
      const open = run(m, "derivative", still, { v })[state]!;
      const shut = -run(m, "derivative", { ...still, [state]: 1 }, { v })[state]!;
      return open / (open + shut);
    };
    const v = -65;
    const gates = { m: at(model.sodium, "m", v), h: at(model.sodium, "h", v), n: at(model.potassium, "n", v) };
    expect(gates.m).toBeCloseTo(0.0529325, 6);
    expect(gates.h).toBeCloseTo(0.5961208, 6);
    expect(gates.n).toBeCloseTo(0.3176769, 6);
    const total = [model.sodium, model.potassium, model.leak].map((m) => run(m, "current", gates, { v }).total!);
    // 1 pA/µm² is 100 µA/cm². The leak's reversal is rounded by 0.09 mV, which leaves 0.03 µA/cm².
    expect(Math.abs(total[0]! + total[1]! + total[2]!) * 100).toBeLessThan(0.05);
  });
  test("opening rates have no hole where their formula is 0/0: 1 /ms at −40 mV, 0.1 /ms at −55 mV", () => {
    expect(run(model.sodium, "derivative", { m: 0, h: 0 }, { v: -40 }).m).toBe(1);
    expect(run(model.potassium, "derivative", { n: 0 }, { v: -55 }).n).toBe(0.1);
  });
});

describe("synapses", () => {
  test("an event of weight 1 peaks at exactly ḡ in the two-exponential synapse, at 0.51 ms for 0.2 and 2 ms", () => {
    const { rising, decaying } = run(model.twoExponentialSynapse, "receives", initial(model.twoExponentialSynapse), { weight: 1, chance: 0.5 });
    const t = ((0.2 * 2) / 1.8) * Math.log(10);
    expect(t).toBeCloseTo(0.5117, 4);
    const opened = (ms: number): number => decaying! * Math.exp(-ms / 2) - rising! * Math.exp(-ms / 0.2);
    expect(opened(t)).toBeCloseTo(1, 14);
    expect(opened(t - 0.01)).toBeLessThan(1);
    expect(opened(t + 0.01)).toBeLessThan(1);
  });
  test("equal time constants stay finite and peak at 1", () => {
    const equal = { rise: 2, decay: 2 };
    const { rising, decaying } = run(model.twoExponentialSynapse, "receives", initial(model.twoExponentialSynapse), { weight: 1, chance: 0.5 }, equal);
    expect(decaying! * Math.exp(-1) - rising! * Math.exp(-2 / (0.9999 * 2))).toBeCloseTo(1, 4);
  });
  test("ampaNmda peaks at 0.70·ḡ_A and 0.85·ḡ_N, as its description says", () => {
    const peak = (rise: number, decay: number): number => {
      const t = ((rise * decay) / (decay - rise)) * Math.log(decay / rise);
      return Math.exp(-t / decay) - Math.exp(-t / rise);
    };
    expect(peak(0.2, 2)).toBeCloseTo(0.697, 3);
    expect(peak(3, 80)).toBeCloseTo(0.847, 3);
  });
  test("half of the NMDA receptors are free of Mg²⁺ at ln(1 / 3.57) / 0.062 = −20.5 mV", () => {
    const half = Math.log(1 / 3.57) / 0.062;
    expect(half).toBeCloseTo(-20.53, 2);
    const { total, ca } = run(model.nmdaInGlutamate, "current", { open: 1 }, { v: half, glutamate: 0 });
    expect(total).toBeCloseTo(0.2 * 0.5 * half, 12);
    expect(ca).toBeCloseTo(0.107 * total!, 14);
  });
  test("total current of ampaNmda holds its calcium: at E of the cations only calcium flows", () => {
    const open = { ampaRising: 0, ampaDecaying: 1, nmdaRising: 0, nmdaDecaying: 1 };
    const { total, ca } = run(model.ampaNmda, "current", open, { v: 0 });
    expect(ca).toBeLessThan(0);
    expect(total).toBe(ca);
  });
});

describe("high-threshold calcium channels", () => {
  test("GHK at 0 mV is finite, −2·F·P·([Ca]ₒ − [Ca]ᵢ), and vanishes at the Nernst potential", () => {
    const open = { m: 1, h: 1 };
    const m = model.highThresholdCalciumGhk;
    expect(run(m, "current", open, { v: 0, caInside: 0.05 }).total).toBeCloseTo(-0.0002 * 2 * 0.09648533212 * (2000 - 0.05), 14);
    const nernst = ((8.31446261815324 * 307.15) / (2 * 96485.33212)) * 1000 * Math.log(2000 / 0.05);
    expect(nernst).toBeCloseTo(140.24, 2);
    const near = run(m, "current", open, { v: -65, caInside: 0.05 }).total!;
    expect(Math.abs(run(m, "current", open, { v: nernst, caInside: 0.05 }).total! / near)).toBeLessThan(1e-12);
  });
  test("what flows is calcium, all of it", () => {
    for (const m of [model.highThresholdCalcium, model.highThresholdCalciumGhk]) {
      const { total, ca } = run(m, "current", { m: 0.3, h: 0.7 }, { v: -20, caInside: 0.1 });
      expect(ca).toBe(total);
    }
  });
});

describe("calciumPool", () => {
  test("starts at rest: no reaction and no pump moves anything at 0.05 µM without influx", () => {
    const start = initial(model.calciumPool);
    const rates = model.calciumPool.run.rates!(start, { influx: 0 }, parametersOf(model.calciumPool), tools) as Record<string, [number, number]>;
    const { ca, bufferCa, dye, dyeCa } = start as { ca: number; bufferCa: number; dye: number; dyeCa: number };
    const net = (key: string, a: number, b: number): number => rates[key]![0] * ca * a - rates[key]![1] * b;
    expect(net("ca + dye ⇌ dyeCa", dye, dyeCa)).toBeCloseTo(0, 13);
    const moved = run(model.calciumPool, "derivative", start, { influx: 0 });
    expect([moved.ca, moved.bufferCa].map((rate) => Math.abs(rate as number) < 1e-13)).toEqual([true, true]);
    expect(dye + dyeCa).toBe(50);
    // K = 10 and 0.25 µM: 0.5 % of the buffer and a sixth of the dye are bound.
    expect(bufferCa).toBeCloseTo(100 / 201, 12);
    expect(dyeCa).toBeCloseTo(50 / 6, 12);
  });
});

describe("fiveStateCalcium", () => {
  // In a chain without a loop every step balances at rest, so neighbours stand as α/β = (α₀/β₀)·exp(2V/Vᵢ), from the table.
  test("rests open 5.9 times in a million at −70 mV and 95 % at +20 mV", () => {
    const steps = [[8.08 / 5.76, 49.14], [13.4 / 12.6, 42.08], [8.78 / 16.3, 55.31], [34.7 / 3.68, 26.55]] as const;
    const keys = ["c0 ⇌ c1", "c1 ⇌ c2", "c2 ⇌ c3", "c3 ⇌ open"];
    const openOf = (ratios: readonly number[]): number => {
      const weights = ratios.reduce((list, ratio) => [...list, list.at(-1)! * ratio], [1]);
      return weights.at(-1)! / weights.reduce((a, b) => a + b);
    };
    for (const [v, expected] of [[-70, 5.93e-6], [20, 0.948]] as const) {
      const rates = model.fiveStateCalcium.run.rates!({}, { v }, parametersOf(model.fiveStateCalcium), tools) as Record<string, [number, number]>;
      const open = openOf(keys.map((key) => rates[key]![0] / rates[key]![1]));
      expect(open / openOf(steps.map(([ratio, slope]) => ratio * Math.exp((2 * v) / slope)))).toBeCloseTo(1, 12);
      expect(open / expected).toBeCloseTo(1, 2);
    }
  });
});
