import { describe, expect, test } from "vitest";
import { randomStream } from "#random";
import type { Sweep } from "#recording";
import { clockOffset, restingLevel, seriesResistance, somaResponses, usualSoma } from "./soma.js";

/** 200 ms at 10 kHz; shock at 100 ms with a 60 pA artefact of 0.3 ms; EPSC of `peak` pA, τ 1 and 8 ms, 3 ms later. */
function sweep(trial: number, peak: number, noise: number): Sweep {
  const random = randomStream(77, trial, 0);
  const top = 1 * Math.log(9);
  const shape = (x: number): number => (x > 0 ? (1 - Math.exp(-x)) * Math.exp(-x / 8) : 0);
  let slow = 0;
  const samples = Float64Array.from({ length: 2000 }, (_, i) => {
    const time = i * 0.1 - 100;
    slow = 0.53 * slow + Math.sqrt(1 - 0.53 ** 2) * noise * random.normal();
    return -35 + (time >= 0 && time < 0.3 ? 60 : 0) + (peak * shape(time - 3)) / shape(top) + slow;
  });
  return { trial, channel: "Im", quantity: "current", unit: "pA", start: 0, samplePeriod: 0.1, samples };
}
const options = { stimulus: 100, ...usualSoma, sign: "inward" } as const;

describe("EPSC amplitudes", () => {
  // The peak lies at 103 + ln 9 = 105.2 ms; averaged over 1 ms about it the shape is 0.96 or more of its peak.
  test("without noise, −10 pA reads −9.7 ± 0.3 pA at 105.2 ms, the artefact ignored, and a failure 0", () => {
    const { peakTime, responses } = somaResponses([sweep(0, -10, 1e-9), sweep(1, 0, 1e-9)], options);
    expect(Math.abs(peakTime - 105.2)).toBeLessThan(0.3);
    expect(Math.abs(responses[0]!.amplitude + 9.7)).toBeLessThan(0.3);
    expect(Math.abs(responses[1]!.amplitude)).toBeLessThan(1e-6);
    expect(responses[0]!.baseline).toBeCloseTo(-35, 6);
  });
  // 300 failures among which the latency is set by 100 successes: amplitudes of failures over their standard error
  // have SD 1 (± 0.08 for 300) and mean 0.
  test("failures scatter as their standard error says, about 0, correlated noise and all", () => {
    const sweeps = Array.from({ length: 400 }, (_, trial) => sweep(trial, trial < 100 ? -8 : 0, 2));
    const { responses } = somaResponses(sweeps, options);
    const scores = responses.slice(100).map(({ amplitude, standardError }) => amplitude / standardError);
    const mean = scores.reduce((a, b) => a + b, 0) / scores.length;
    const deviation = Math.sqrt(scores.reduce((total, z) => total + (z - mean) ** 2, 0) / (scores.length - 1));
    expect(Math.abs(mean)).toBeLessThan(0.2);
    expect(Math.abs(deviation - 1)).toBeLessThan(0.15);
    expect(responses[0]!.quiet.length).toBeGreaterThanOrEqual(2);
  });
  test("an outward response is found when asked for, and by its size with either sign", () => {
    for (const sign of ["outward", "either"] as const) {
      const { responses } = somaResponses([sweep(0, 12, 0.1), sweep(1, 12, 0.1)], { ...options, sign });
      expect(responses[0]!.amplitude).toBeGreaterThan(11);
    }
  });
  test("a stimulus too early for a baseline, or a search beyond the sweep, is refused with both times", () => {
    expect(() => somaResponses([sweep(0, -8, 1)], { ...options, stimulus: 10 })).toThrow(/−10 to 41 ms, but the sweep runs from 0 to 200 ms/);
    expect(() => somaResponses([sweep(0, -8, 1)], { ...options, stimulus: 190 })).toThrow(/170 to 221 ms/);
    expect(() => somaResponses([sweep(0, -8, 1)], { ...options, stimulus: 30 })).toThrow(/three stretches/);
    expect(() => somaResponses([], options)).toThrow(/at least 1 trials/);
  });
});

describe("levels and clocks", () => {
  const constant = (value: number, trial: number): Sweep => ({
    trial, channel: "Vm", quantity: "potential", unit: "mV", start: 0, samplePeriod: 1, samples: new Float64Array(100).fill(value),
  });
  // t(0.975; 2) = 4.3027; SD of −66, −64, −65 is 1, SE 1/√3.
  test("sweeps at −66, −64 and −65 mV rest at −65 ± 2.48 mV", () => {
    const found = restingLevel([constant(-66, 0), constant(-64, 1), constant(-65, 2)], { window: { from: 0, to: 50 } });
    expect(found.value).toBe(-65);
    expect(found.interval!.high - found.value).toBeCloseTo(4.30265273 / Math.sqrt(3), 6);
    expect(restingLevel([constant(-66, 0)], { window: { from: 0, to: 50 } })).toMatchObject({ value: -66, note: /no interval/ });
  });
  // −5 mV through 15 MΩ is −333 pA at first, then decays with 0.3 ms.
  test("a step of −5 mV that first draws −333 pA shows 15 MΩ", () => {
    const samples = Float64Array.from({ length: 1000 }, (_, i) => (i >= 500 ? -333.333 * Math.exp(-(i - 500) * 0.02 / 0.3) : 0));
    const found = seriesResistance({ ...constant(0, 0), unit: "pA", samplePeriod: 0.02, samples }, { at: 10, amplitude: -5 });
    expect(found.value).toBeCloseTo(15, 3);
    expect(() => seriesResistance({ ...constant(0, 0), samplePeriod: 0.02 }, { at: 1, amplitude: -5 })).toThrow(/from 0 to 2 ms/);
  });
  test("artefacts 12.1, 12.0 and 12.3 ms later on the image are an offset of 12.1 ms, within 0.2", () => {
    const found = clockOffset([{ image: 112.1, sweep: 100 }, { image: 112, sweep: 100 }, { image: 112.3, sweep: 100 }]);
    expect(found.value).toBeCloseTo(12.1, 12);
    expect(found.note).toMatch(/0\.20 ms/);
    expect(() => clockOffset([])).toThrow(/clock offset/);
  });
});
