import { describe, expect, test } from "vitest";
import {
  calciumAfter, calciumAfterInflux, calciumFromDeltaFOverF, calciumRiseFromTrain, calibrateByMonteCarlo, calibrateTwoPulses, compareIndicators,
  decayTime, deltaFOverFAt, dyeBindingRatio, extrapolateBindingRatio, finiteDyeBindingRatio, INDICATORS, indicatorNamed, occupancy, restingCalciumFromTrain,
  saturatedDeltaFOverF, singleCompartment, totalCalciumChange, twoPulseStep,
} from "./index.js";

const paper = { restingCalcium_nM: 75, dissociation_nM: 189, dye_nM: 500e3, endogenousBindingRatio: 150 };
/** Fluorescence of calcium green-1 (Rf 14) at these concentrations. */
const light = (calcium: number): number => 1 + 13 * occupancy(calcium, 189);
const pair = (influx: number, left = 1, cell = paper) => {
  const first = calciumAfterInflux(75, influx, cell);
  const before = 75 + left * (first - 75);
  return { rest: light(75), firstPeak: light(first), beforeSecond: light(before), secondPeak: light(calciumAfterInflux(before, influx, cell)) };
};

describe("isotherm", () => {
  test.each([0, 50, 189, 5000])("ΔF/F and its inverse return %d nM", (calcium) => {
    const dye = { resting_nM: 75, dissociation_nM: 189, dynamicRange: 14 };
    const signal = deltaFOverFAt(calcium, dye);
    expect(calciumFromDeltaFOverF(signal, { ...dye, saturated: saturatedDeltaFOverF(dye) })).toBeCloseTo(calcium, 8);
  });
  test("Rf 14 from 75 nM saturates at 198 % ΔF/F; a signal there has no calcium", () => {
    const saturated = saturatedDeltaFOverF({ resting_nM: 75, dissociation_nM: 189, dynamicRange: 14 });
    expect(saturated).toBeCloseTo(1.98, 2);
    expect(() => calciumFromDeltaFOverF(saturated, { resting_nM: 75, dissociation_nM: 189, saturated })).toThrow(/not bounded/);
  });
  test("500 µM of Kd 189 nM adds κ = 1356 at rest and 710 over a step of 240 nM", () => {
    expect(dyeBindingRatio(75, paper)).toBeCloseTo(1356, 0);
    expect(finiteDyeBindingRatio(75, 315, paper)).toBeCloseTo(710, 0);
  });
  test("what goes in is what is found: influx and totalCalciumChange undo each other within 1e-12, also from 0 and at 1 mM", () => {
    for (const [from, influx] of [[0, 1e3], [75, 308e3], [75, 1e9], [5000, -4e3]] as const) {
      const to = calciumAfterInflux(from, influx, paper);
      expect(totalCalciumChange(from, to, paper) / influx).toBeCloseTo(1, 12);
    }
    expect(() => calciumAfterInflux(75, -1e9, paper)).toThrow(/influx must be at least/);
  });
});

describe("calibrateTwoPulses", () => {
  test("the paper: a = 0.355 prints 240 nM by E0; equal influx means 493 nM, 308 µM an action potential and 2.04 µM without dye", () => {
    const a = 264 / 744;
    const f = { rest: 0, firstPeak: 1, beforeSecond: 1, secondPeak: 1 + a };
    expect(calibrateTwoPulses(f, paper, { estimator: "E0" }).step.value).toBeCloseTo(240, 9);
    const e2 = calibrateTwoPulses(f, paper);
    expect(e2.step.value).toBeCloseTo(493.2, 1);
    expect(e2.withoutDye.value / 1000).toBeCloseTo(2.04, 2);
    expect(e2.influx.value / 1000).toBeCloseTo(308, 0);
    expect(e2.step.note).toMatch(/no interval/);
  });
  test.each([1, 0.9, 0.6])("E2 returns 2 µM without dye whatever the decay between pulses: %d of the step left", (left) => {
    expect(calibrateTwoPulses(pair(2000 * 151, left), paper).withoutDye.value).toBeCloseTo(2000, 5);
  });
  test("1 % error in [dye] moves the result by 0.87 %, in Kd by 0.34 %; a 20 % error of Kd widens the interval accordingly", () => {
    const f = pair(2000 * 151);
    const exact = { fluorescence: { rest: 0.002, firstPeak: 0.002, beforeSecond: 0.002, secondPeak: 0.002 } };
    const sure = calibrateTwoPulses(f, paper, { errors: exact });
    const unsure = calibrateTwoPulses(f, paper, { errors: { ...exact, constants: { dissociation_nM: 0.2 } } });
    const relative = (x: typeof sure): number => x.withoutDye.standardError! / x.withoutDye.value;
    expect(Math.hypot(relative(sure), 0.2 * sure.sensitivity.dissociation_nM)).toBeCloseTo(relative(unsure), 5);
  });
  test("4000 Monte Carlo draws end where the delta interval does, within 5 %", () => {
    const f = pair(2000 * 151, 0.9);
    const errors = { fluorescence: { rest: 0.02, firstPeak: 0.02, beforeSecond: 0.02, secondPeak: 0.02 } };
    const delta = calibrateTwoPulses(f, paper, { errors }).withoutDye.interval!;
    const drawn = calibrateByMonteCarlo(f, paper, { errors, seed: 3 }).interval!;
    expect(drawn.low / delta.low).toBeCloseTo(1, 1);
    expect(drawn.high / delta.high).toBeCloseTo(1, 1);
  });
  test.each([
    [{ rest: 1, firstPeak: 1, beforeSecond: 1, secondPeak: 2 }, /raised fluorescence by 0/],
    [{ rest: 0, firstPeak: 1, beforeSecond: 0.9, secondPeak: 2.2 }, /dye did not saturate/],
    [{ rest: 0, firstPeak: 1, beforeSecond: 0.9, secondPeak: 0.8 }, /second pulse did not raise/],
    [{ rest: 0, firstPeak: Number.NaN, beforeSecond: 0.9, secondPeak: 0.8 }, /fluorescence must be finite/],
  ])("fluorescence %o is refused by every estimator", (f, message) => {
    for (const estimator of ["E0", "E1", "E2"] as const) expect(() => calibrateTwoPulses(f, paper, { estimator })).toThrow(message);
  });
  test("a pair known to 20 % of its first step hardly bends and is refused; draws without a solution open the interval", () => {
    const f = { rest: 0, firstPeak: 1, beforeSecond: 0.9, secondPeak: 1.7 };
    const errors = { fluorescence: { rest: 0.2, firstPeak: 0.2, beforeSecond: 0.2, secondPeak: 0.2 } };
    expect(() => calibrateTwoPulses(f, paper, { errors })).toThrow(/Average more trials/);
    expect(calibrateByMonteCarlo(f, paper, { errors, seed: 4 })).toMatchObject({ interval: { high: Infinity }, note: expect.stringMatching(/had no solution/) as string });
  });
  test("ρ = 0 makes E2 the same as E1", () => {
    const f = { rest: 0, firstPeak: 1, beforeSecond: 0.8, secondPeak: 1.3 };
    const at = (estimator: "E1" | "E2"): number => twoPulseStep(f, { scale_nM: 264, dyeLoad: 0 }, estimator).step_nM;
    expect(at("E2")).toBeCloseTo(at("E1"), 9);
  });
});

describe("other calibrations", () => {
  const train = { dissociation_nM: 206, dynamicRange: 6, saturatedDeltaFOverF: 3.9 };
  test("the saturating train agrees with the isotherm: 74.4 nM for ΔF/F = 1 from its own resting level", () => {
    const rest = restingCalciumFromTrain(train);
    const calcium = calciumFromDeltaFOverF(1, { resting_nM: rest, dissociation_nM: 206, saturated: 3.9 });
    expect(calciumRiseFromTrain(1, train).value).toBeCloseTo(calcium - rest, 9);
    expect(() => calciumRiseFromTrain(4, train)).toThrow(/saturation at 3.9/);
    expect(() => restingCalciumFromTrain({ ...train, dynamicRange: 4 })).toThrow(/saturation at 3/);
  });
  test("its delta error equals a numerical derivative of the formula", () => {
    const value = (s: number, m: number): number => calciumRiseFromTrain(s, { ...train, saturatedDeltaFOverF: m }).value;
    const h = 1e-6;
    const slopes = [(value(1 + h, 3.9) - value(1 - h, 3.9)) / (2 * h), (value(1, 3.9 + h) - value(1, 3.9 - h)) / (2 * h)] as const;
    const { standardError } = calciumRiseFromTrain(1, train, { errors: { deltaFOverF: 0.05, saturatedDeltaFOverF: 0.1 } });
    expect(standardError).toBeCloseTo(Math.hypot(0.05 * slopes[0], 0.1 * slopes[1]), 5);
  });
  test("cells that all hold the same dye, and 3 cells, can't be extrapolated", () => {
    const cells = [20, 21, 20, 22, 21].map((addedBindingRatio, i) => ({ addedBindingRatio, value: 200 + 20 * (i % 3) }));
    expect(() => extrapolateBindingRatio(cells, { from: "amplitude" })).toThrow(/not distinguishable from flat/);
    expect(() => extrapolateBindingRatio(cells.slice(0, 3), { from: "decay" })).toThrow(/at least 4 cells/);
  });
});

describe("singleCompartment", () => {
  const cell = { restingCalcium_nM: 50, dissociation_nM: 206, dye_nM: 100e3, endogenousBindingRatio: 60, clearance_perMs: 1.2 };
  test("the decay's closed form satisfies its differential equation to 1e-7 at every level", () => {
    for (const c of [60, 150, 400, 2000]) {
      const h = 1e-3 * (c - 50);
      const slope = (2 * h) / decayTime(c + h, c - h, cell);
      const binding = 61 + dyeBindingRatio(c, cell);
      expect(slope / ((1.2 * (c - 50)) / binding)).toBeCloseTo(1, 5);
    }
  });
  test("stepping in two halves equals one step; below rest calcium rises back; after 10 s it is at rest", () => {
    const once = calciumAfter(40, 800, cell);
    expect(calciumAfter(15, calciumAfter(25, 800, cell), cell)).toBeCloseTo(once, 9);
    expect(calciumAfter(40, 20, cell)).toBeGreaterThan(20);
    expect(calciumAfter(40, 20, cell)).toBeLessThan(50);
    expect(calciumAfter(10_000, 800, cell)).toBe(50);
  });
  test("before the first pulse there is rest; at the pulse the side decides; a negative influx is refused", () => {
    const pulses = [{ time_ms: 10, influx_nM: 15_000 }];
    expect(singleCompartment([0, 10], pulses, cell, "before")).toEqual([50, 50]);
    expect(singleCompartment([10], pulses, cell)[0]).toBeCloseTo(95.78110571852926, 9);
    expect(() => singleCompartment([0], [{ time_ms: 0, influx_nM: -1 }], cell)).toThrow(/influx, nM, must be at least 0/);
    expect(() => singleCompartment([0], [], { ...cell, clearance_perMs: 0 })).toThrow(/clearance/);
  });
});

describe("indicators", () => {
  const question = { rise_nM: 1500, restingCalcium_nM: 75, endogenousBindingRatio: 20, dye_nM: 200e3 };
  test("the higher the Kd, the more of the transient is left and the less the dye fills", () => {
    const answers = compareIndicators(question);
    const rising = (values: readonly number[]): boolean => values.every((v, i) => i === 0 || v > values[i - 1]!);
    expect(rising(answers.map((answer) => answer.amplitudeLeft))).toBe(true);
    const kds = INDICATORS.map((indicator) => indicator.dissociation_nM);
    expect(rising(kds)).toBe(true);
    // Calcium is conserved: influx = free + endogenous + dye.
    for (const { rise_nM, bindingRatio } of answers) expect(rise_nM * (21 + bindingRatio)).toBeCloseTo(1500 * 21, 6);
  });
  test("names are found whatever their case; an unknown one lists the known", () => {
    expect(indicatorNamed("ogb-1").dissociation_nM).toBe(205);
    expect(() => indicatorNamed("GCaMP6s")).toThrow(/known are calcium green-1, OGB-1/);
  });
});
