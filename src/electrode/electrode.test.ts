import { describe, expect, test } from "vitest";
import { simulate, type Cell, type Electrode } from "#engine";
import { passiveLeak } from "#model";
import { cylinder } from "#morphology";
import { randomStream } from "#random";
import { addStep, besselFilter, filtered, filteredNoise } from "./bessel.js";
import { advanceOver } from "./complex.js";
import { recorded, remainingPipette, samplingPeriod, shownPotential, truePotential, type Amplifier } from "./index.js";

const amplifier: Amplifier = {
  mode: "voltage clamp", junctionPotential: "-10 mV", seriesResistance: "15 MΩ", capacitance: "5 pF", compensation: 0,
  filter: "2 kHz", currentNoise: "1.8 pA", potentialNoise: "0.1 mV", sampling: "20 kHz",
};
const quiet: Amplifier = { ...amplifier, currentNoise: "0 pA", potentialNoise: "0 mV" };
const bare = { "electrode.artefactCurrent": "0 pA", "electrode.artefactPotential": "0 mV" };

/** 105/(s⁴ + 10s³ + 45s² + 105s + 105) at s = jω, with the corner at ω = 2.1139. */
function analytic(frequency: number, corner: number): { power: number; phase: number } {
  const w = (2.113917674904216 * frequency) / corner;
  const re = w ** 4 - 45 * w ** 2 + 105;
  const im = 105 * w - 10 * w ** 3;
  return { power: 105 ** 2 / (re * re + im * im), phase: -Math.atan2(im, re) };
}

describe("the four-pole Bessel filter", () => {
  // e^z by Math, φ₂ by its integral ∫₀¹ (1 − s)e^(zs) ds with Simpson's rule: neither shares a line with the code.
  test.each([[0.01, 0.02], [-3, 7], [-25, 11], [0.4, -60]])("advance over z = %d + %di agrees with e^z and with the integral for φ₂", (re, im) => {
    const z = { re, im };
    const { keep, second } = advanceOver(z);
    const size = Math.exp(Math.max(re, 0));
    expect(Math.hypot(keep.re - Math.exp(re) * Math.cos(im), keep.im - Math.exp(re) * Math.sin(im))).toBeLessThan(3e-14 * size * (1 + Math.abs(im)));
    const n = 4000;
    let [x, y] = [0, 0];
    for (let i = 0; i <= n; i++) {
      const s = i / n;
      const weight = ((i === 0 || i === n ? 1 : i % 2 === 1 ? 4 : 2) / (3 * n)) * (1 - s) * Math.exp(re * s);
      x += weight * Math.cos(im * s);
      y += weight * Math.sin(im * s);
    }
    expect(Math.hypot(second.re - x, second.im - y)).toBeLessThan(1e-9);
  });

  test("half the power passes at the corner, to 1e-14; −0.7 dB at half of it, −13.4 dB at twice", () => {
    expect(analytic(2, 2).power).toBeCloseTo(0.5, 14);
    expect(10 * Math.log10(analytic(1, 2).power)).toBeCloseTo(-0.7, 1);
    expect(10 * Math.log10(analytic(4, 2).power)).toBeCloseTo(-13.4, 1);
  });

  // 400 straight pieces a cycle are (2π/400)²/12 = 2e-5 from a sine.
  test.each([0.2, 1, 2, 4, 8])("a sine of %d kHz leaves a 2 kHz filter with the analytic amplitude and phase to 1e-4", (frequency) => {
    const interval = 1 / (400 * frequency);
    const cycles = Math.ceil(6 * frequency) + 2;
    const input = Float64Array.from({ length: 400 * cycles + 1 }, (_, i) => Math.sin((2 * Math.PI * i) / 400));
    const output = filtered(besselFilter(2), input, interval);
    const last = 400 * (cycles - 1);
    let [sine, cosine] = [0, 0];
    for (let i = 0; i < 400; i++) {
      sine += (output[last + i]! * Math.sin((2 * Math.PI * i) / 400)) / 200;
      cosine += (output[last + i]! * Math.cos((2 * Math.PI * i) / 400)) / 200;
    }
    const { power, phase } = analytic(frequency, 2);
    const amplitude = Math.sqrt(power);
    expect(Math.hypot(sine - amplitude * Math.cos(phase), cosine - amplitude * Math.sin(phase))).toBeLessThan(1e-4 * amplitude + 1e-8);
  });

  // The differential equation y⁗ + 10y‴ + 45y″ + 105y′ + 105y = 105 by Runge and Kutta's method.
  test("the step response follows the differential equation to 1e-9 and overshoots by 0.83 %", () => {
    const corner = 1;
    const unit = (2 * Math.PI * corner) / 2.113917674904216;
    const slope = ([y, a, b, c]: number[]): number[] => [a!, b!, c!, 105 - 105 * y! - 105 * a! - 45 * b! - 10 * c!];
    const moved = (s: number[], d: number[], h: number): number[] => s.map((x, i) => x + h * d[i]!);
    let state = [0, 0, 0, 0];
    let highest = 0;
    const [h, last] = [0.002, 6000];
    const period = h / unit;
    // The second begins between two samples, so that it is the response a third of a sample later.
    const [on, between] = [0, 2 / 3].map((at) => {
      const samples = new Float64Array(last + 1);
      addStep(besselFilter(corner), samples, period, { at: at * period, height: 1, last });
      return samples;
    }) as [Float64Array, Float64Array];
    for (let i = 0; i <= last; i++) {
      expect(Math.abs(on[i]! - state[0]!)).toBeLessThan(1e-9);
      if (i > 0) expect(Math.abs(between[i]! - (on[i - 1]! + (on[i]! - on[i - 1]!) / 3))).toBeLessThan(1e-6);
      highest = Math.max(highest, state[0]!);
      const k1 = slope(state);
      const k2 = slope(moved(state, k1, h / 2));
      const k3 = slope(moved(state, k2, h / 2));
      const k4 = slope(moved(state, k3, h));
      state = state.map((x, j) => x + (h / 6) * (k1[j]! + 2 * k2[j]! + 2 * k3[j]! + k4[j]!));
    }
    expect(highest).toBeCloseTo(1.0083, 3);
  });

  test("a constant passes unchanged from the first sample, and a ramp lags by 2.1139/(2π·corner), to 1e-12", () => {
    const filter = besselFilter(2);
    for (const y of filtered(filter, new Float64Array(100).fill(-65), 0.05)) expect(Math.abs(y + 65)).toBeLessThan(65e-13);
    const ramp = filtered(filter, Float64Array.from({ length: 200 }, (_, i) => 3 * 0.05 * i), 0.05);
    const lag = 2.113917674904216 / (2 * Math.PI * 2);
    for (let i = 150; i < 200; i++) expect(Math.abs(ramp[i]! - 3 * (0.05 * i - lag))).toBeLessThan(1e-12 * 30);
  });

  test("straight lines are filtered exactly: one sample in ten of a trace gives what the trace between them gives, to 1e-12", () => {
    const coarse = Float64Array.from({ length: 60 }, (_, i) => ((i * 7919) % 31) - 15);
    const fine = Float64Array.from({ length: 591 }, (_, i) => {
      const k = Math.min(58, Math.floor(i / 10));
      return coarse[k]! + (coarse[k + 1]! - coarse[k]!) * ((i - 10 * k) / 10);
    });
    const [a, b] = [filtered(besselFilter(1.3), coarse, 0.1), filtered(besselFilter(1.3), fine, 0.01)];
    a.forEach((y, i) => { expect(Math.abs(y - b[10 * i]!)).toBeLessThan(1e-12 * 30); });
  });
});

describe("noise", () => {
  // R(τ)/R(0) = ∫|H|²·cos(2πfτ) df / ∫|H|² df. 200 000 samples, correlated over a quarter of a ms: 1 % of scatter, so 5 %.
  test.each([[2, 0.05], [1, 0.05], [5, 0.05], [0.3, 0.1]])("filtered at %d kHz and sampled every %d ms has variance 1 and the filter's autocorrelation", (corner, period) => {
    const n = 200_000;
    const noise = filteredNoise(besselFilter(corner), n, period, randomStream(4, 0, 2));
    const covariance = (lag: number): number => {
      let sum = 0;
      for (let i = lag; i < n; i++) sum += noise[i]! * noise[i - lag]!;
      return sum / (n - lag);
    };
    const expected = (lag: number): number => {
      let [above, below] = [0, 0];
      for (let f = 0; f < 12 * corner; f += corner / 400) {
        above += analytic(f, corner).power * Math.cos(2 * Math.PI * f * lag * period);
        below += analytic(f, corner).power;
      }
      return above / below;
    };
    expect(Math.abs(covariance(0) - 1)).toBeLessThan(0.05);
    for (const lag of [1, 2, 4, 8]) expect(Math.abs(covariance(lag) - expected(lag))).toBeLessThan(0.05);
  });

  test("a filter above the sampling rate leaves independent samples of variance 1", () => {
    const noise = filteredNoise(besselFilter(30), 20_000, 0.05, randomStream(4, 0, 3));
    const product = (lag: number): number => noise.slice(lag).reduce((sum, x, i) => sum + x * noise[i]!, 0) / 20_000;
    expect(Math.abs(product(0) - 1)).toBeLessThan(5 * Math.sqrt(2 / 20_000));
    expect(Math.abs(product(1))).toBeLessThan(5 / Math.sqrt(20_000));
  });
});

describe("the recorded trace", () => {
  const record = (trace: ArrayLike<number>, with_: Partial<Parameters<typeof recorded>[0]> = {}) =>
    recorded({ trace, interval: 0.05, amplifier: quiet, shocks: [], settings: bare, random: randomStream(1, 2, 3), ...with_ });

  test("−80 mV across the membrane is recorded as −70 mV with a junction potential of −10 mV; a command of −70 mV is one of −80 mV", () => {
    const { samples, unit, quantity } = record(new Float64Array(50).fill(-80), { amplifier: { ...quiet, mode: "current clamp" } });
    expect([unit, quantity]).toEqual(["mV", "potential"]);
    expect(Math.abs(samples[20]! + 70)).toBeLessThan(200 / 65_536 + 1e-5);
    expect([truePotential(-70, amplifier), shownPotential(-80, amplifier)]).toEqual([-80, -70]);
  });

  test("current noise of 1.8 pA about 5 pA is 1.8 ± 0.03 pA r.m.s. in 200 000 samples", () => {
    const { samples } = record(new Float64Array(200_000).fill(5), { amplifier });
    const mean = samples.reduce((a, b) => a + b, 0) / samples.length;
    const rms = Math.sqrt(samples.reduce((a, b) => a + (b - mean) ** 2, 0) / samples.length);
    expect(Math.abs(mean - 5)).toBeLessThan(0.05);
    expect(Math.abs(rms - 1.8)).toBeLessThan(0.03);
  });

  test("every sample is a whole step of 10 nA/2¹⁵ = 0.305 pA; beyond ±10 nA samples are cut off and counted", () => {
    const trace = Float64Array.from({ length: 400 }, (_, i) => (i < 300 ? 0.37 * i : 20_000));
    const { samples, clipped } = record(trace);
    const step = 10_000 / 32_768;
    // 32-bit floats hold a code's product with the step to 6e-8 of 32 768.
    for (const x of samples) expect(Math.abs(x / step - Math.round(x / step))).toBeLessThan(0.003);
    expect(Math.max(...samples)).toBe(Math.fround(32_767 * step));
    expect(clipped).toBeGreaterThan(95);
    expect(clipped).toBeLessThan(100);
    expect(record(trace.slice(0, 300)).clipped).toBe(0);
  });

  test("a trace computed every 12.5 µs is sampled at 20 kHz: 801 samples become 201, each at its time", () => {
    const trace = Float64Array.from({ length: 801 }, (_, i) => i * 0.0125);
    const { samples, period } = record(trace, { interval: 0.0125, settings: { ...bare, "electrode.currentRange": "20 pA" } });
    expect([samples.length, period, samplingPeriod(quiet)]).toEqual([201, 0.05, 0.05]);
    const lag = 2.113917674904216 / (2 * Math.PI * 2);
    expect(Math.abs(samples[200]! - (10 - lag))).toBeLessThan(20 / 65_536 + 1e-6);
  });

  // What the filter does to a rectangle keeps its area: 30 pA × 0.2 ms.
  test("a shock at 3.017 ms leaves 30 pA × 0.2 ms = 6 fC within 2 ms, nothing before, and peaks at 26 pA", () => {
    const { samples } = record(new Float64Array(400), { shocks: [3.017], settings: { "electrode.currentRange": "100 pA" } });
    expect(samples.slice(0, 61).every((x) => x === 0)).toBe(true);
    expect(samples.slice(101).every((x) => x === 0)).toBe(true);
    expect(samples.reduce((a, b) => a + b, 0) * 0.05).toBeCloseTo(6, 1);
    expect(Math.max(...samples)).toBeGreaterThan(25);
    expect(Math.max(...samples)).toBeLessThan(27);
  });

  test("equal keys record the same bytes, another trial others", () => {
    const noisy = (trial: number) => record(new Float64Array(500), { amplifier, random: randomStream(1, trial, 3) }).samples;
    expect(noisy(0)).toEqual(noisy(0));
    expect(noisy(0)).not.toEqual(noisy(1));
  });
});

describe("what is left of the pipette", () => {
  test("70 % compensation of 15 MΩ leaves 4.5 MΩ; a bridge balanced entirely leaves nothing", () => {
    const left = remainingPipette({ ...amplifier, compensation: 0.7 });
    expect(Number.parseFloat(left!.seriesResistance)).toBeCloseTo(0.0045, 14);
    expect(left!.capacitance).toBe("5 pF");
    expect(remainingPipette({ ...amplifier, mode: "current clamp", compensation: 1 })).toBeUndefined();
    expect(remainingPipette({ ...amplifier, capacitance: "0 pF" })).toEqual({ seriesResistance: "15 MΩ" });
  });

  const soma = { section: "soma" };
  const cellWith = (electrode: Electrode): Cell => ({
    sections: [cylinder({ name: "soma", kind: "soma", length: 20, diameter: 20, compartments: 1, axialResistivity: 100, capacitance: 1 })],
    start: "-65 mV", membrane: [{ mechanism: passiveLeak, in: "everywhere" }], electrodes: [electrode],
  });
  const every = "0.05 ms";

  test.each([0, 0.7, 0.99])("voltage clamp at −70 mV with a share of %d compensated leaves the soma (1 − share)·15 MΩ·I short of −80 mV", (compensation) => {
    const set = { ...quiet, compensation };
    const cell = cellWith({ name: "clamp", kind: "voltage clamp", at: soma, pipette: remainingPipette(set)! });
    const { traces } = simulate({
      cell, duration: "40 ms", commands: [{ electrode: "clamp", level: `${truePotential(-70, set)} mV` }],
      probes: { i: { of: "clamp.current", every }, v: { of: "v", at: soma, every } },
    });
    const { samples } = recorded({ trace: traces.i.trials[0]!, interval: traces.i.interval, amplifier: set, shocks: [], settings: bare, random: randomStream(0, 0, 0) });
    const held = traces.v.trials[0]!.at(-1)!;
    // 0.3 mS/cm² of 400π µm² is 3.77 nS, driven by 15 mV less what the resistance takes.
    expect(held + 80).toBeCloseTo((15 * 3.7699 * 0.015 * (1 - compensation)) / (1 + 3.7699 * 0.015 * (1 - compensation)), 3);
    expect(Math.abs(samples.at(-1)! - (-80 - held) / (0.015 * (1 - compensation)))).toBeLessThan(0.32);
  });

  test.each([0, 0.8, 1])("100 pA through a bridge that balances %d of 15 MΩ reads (1 − share)·1.5 mV too much", (compensation) => {
    const set: Amplifier = { ...quiet, mode: "current clamp", compensation };
    const pipette = remainingPipette(set);
    const cell = cellWith({ name: "clamp", kind: "current clamp", at: soma, ...(pipette ? { pipette } : {}) });
    const { traces } = simulate({
      cell, duration: "60 ms", commands: [{ electrode: "clamp", level: "100 pA" }],
      probes: { pipette: { of: "v", at: pipette ? { section: "clamp" } : soma, every }, soma: { of: "v", at: soma, every } },
    });
    const { samples } = recorded({ trace: traces.pipette.trials[0]!, interval: traces.pipette.interval, amplifier: set, shocks: [], settings: bare, random: randomStream(0, 0, 0) });
    expect(Math.abs(samples.at(-1)! - 10 - traces.soma.trials[0]!.at(-1)! - 1.5 * (1 - compensation))).toBeLessThan(200 / 65_536 + 2e-3);
  });

  // The engine takes response time over capacitance from the series resistance, and something must be left.
  test("from 0 to 99 % compensation the amplifier's own resistance is at most a fifth of what is left", () => {
    for (const compensation of [0, 0.5, 0.9, 0.99]) {
      const { seriesResistance, responseTime, capacitance } = remainingPipette({ ...amplifier, compensation })!;
      expect(Number.parseFloat(responseTime!) / Number.parseFloat(capacitance!)).toBeLessThanOrEqual(0.2001 * Number.parseFloat(seriesResistance));
      expect(Number.parseFloat(responseTime!)).toBeLessThanOrEqual(0.01);
    }
  });

  test.each([
    [{ compensation: 1 }, "electrode-compensation"], [{ compensation: -0.1 }, "electrode-compensation"],
    [{ mode: "current clamp", compensation: 1.1 }, "electrode-compensation"], [{ seriesResistance: "0 MΩ" }, "electrode-not-positive"],
    [{ capacitance: "-1 pF" }, "electrode-negative"], [{ seriesResistance: "3 pF" }, "quantity-of-another-kind"],
  ] as const)("%j is refused as %s", (wrong, code) => {
    expect(() => remainingPipette({ ...amplifier, ...wrong })).toThrow(expect.objectContaining({ code, kind: "usage" }));
  });

  test.each([[{ filter: "0 Hz" }, "electrode-not-positive"], [{ sampling: "-1 kHz" }, "electrode-not-positive"], [{ currentNoise: "-1 pA" }, "electrode-negative"]] as const)(
    "a recording with %j is refused as %s", (wrong, code) => {
      expect(() => recorded({ trace: [0, 0], interval: 0.05, amplifier: { ...amplifier, ...wrong }, shocks: [], settings: {}, random: randomStream(0, 0, 0) }))
        .toThrow(expect.objectContaining({ code }));
    });
});
