import { describe, expect, test } from "vitest";
import { oracleTable } from "../../../validation/traces/oracles.js";
import { aboveHalfPeak, halfDecayTime, peakOf, photonBound, riseTime, shapeAt, shapeOf } from "./time-course.js";

describe("the shape of a transient", () => {
  // k'(x) = 0 at x = τr ln(1 + τd/τr).
  test("with τr 4 and τd 120 ms it peaks 13.7 ms after the onset, at 0.864 of its factor", () => {
    const { after, height } = peakOf({ rise: 4, decay: 120 });
    expect(after).toBeCloseTo(4 * Math.log(31), 12);
    const around = [after - 0.01, after, after + 0.01].map((x) => shapeAt(x, { onset: 0, rise: 4, decay: 120 }));
    expect(height).toBeCloseTo(around[1]!, 12);
    expect(around[1]).toBeGreaterThan(around[0]!);
    expect(around[1]).toBeGreaterThan(around[2]!);
  });
  test("it is 0 up to the onset", () => {
    expect(Array.from(shapeOf([0, 5, 10], { onset: 10, rise: 1, decay: 10 }))).toEqual([0, 0, 0]);
  });
  // For τd → ∞ the rise is 1 − e^(−x/τr): 10–90 % takes τr ln 9.
  test("a rise of 5 ms that hardly decays takes 5 ln 9 = 10.99 ms from 10 to 90 %", () => {
    expect(riseTime({ rise: 5, decay: 1e9 })).toBeCloseTo(5 * Math.log(9), 4);
  });
  // For τr → 0 the decay is e^(−x/τd): half after τd ln 2.
  test("an instant rise halves τd ln 2 after its peak: 69.3 ms for 100 ms", () => {
    expect(halfDecayTime({ rise: 1e-6, decay: 100 })).toBeCloseTo(100 * Math.LN2, 2);
  });
  test("an onset in the course does not shift rise and half-decay times", () => {
    const course = { onset: 103, rise: 4, decay: 80 };
    expect(riseTime(course)).toBe(riseTime({ rise: 4, decay: 80 }));
    expect(halfDecayTime(course)).toBe(halfDecayTime({ rise: 4, decay: 80 }));
  });
  test("the lines above half the peak begin within the rise and end after the half-decay time", () => {
    const course = { onset: 100, rise: 5, decay: 80 };
    const times = Float64Array.from({ length: 200 }, (_, i) => 2 * i + 1);
    const window = aboveHalfPeak(times, course)!;
    const end = 100 + peakOf(course).after + halfDecayTime(course);
    expect(times[window.to - 1]).toBeLessThan(end);
    expect(times[window.to]).toBeGreaterThanOrEqual(end);
    expect(times[window.from]).toBeGreaterThan(100);
    expect(aboveHalfPeak([0, 1], course)).toBeUndefined();
  });
  test("a time constant of 0 is refused", () => {
    expect(() => shapeOf([1], { onset: 0, rise: 0, decay: 10 })).toThrow(/rise time constant must be positive/);
    expect(() => shapeOf([1], { onset: 0, rise: 1, decay: -10 })).toThrow(/decay time constant must be positive/);
    expect(() => shapeOf([1], { onset: Number.NaN, rise: 1, decay: 10 })).toThrow(/onset must be finite/);
  });
});

describe("area 11: what 200 lines of 2 ms could tell at best, onset at 100.3 ms", () => {
  const table = oracleTable("expected/11_onset_crlb_dprime.csv");
  const times = Float64Array.from({ length: 200 }, (_, i) => (i + 0.5) * 2);
  const rows = Array.from(table["A_dff"]!.keys());
  const column = (name: string, row: number): number => table[name]![row]!;
  // The reference differentiates numerically over 2 µs, hence 1e-6 for the onset.
  test("Cramér–Rao bound of the onset (relative 1e-6) and d′ (1e-9) in all 48 cases", () => {
    expect(rows).toHaveLength(48);
    for (const row of rows) {
      const bound = photonBound(times, {
        photons: column("photons_per_line", row), amplitude: column("A_dff", row),
        course: { onset: 100.3, rise: column("tau_rise_ms", row), decay: column("tau_decay_ms", row) },
      });
      expect(Math.abs(bound.onset / column("onset_crlb_sd_ms", row) - 1)).toBeLessThan(1e-6);
      expect(Math.abs(bound.detectability / column("dprime_discrete_sum", row) - 1)).toBeLessThan(1e-9);
    }
  });
  // A instant rise has d′ = A √(F₀ rate · τd / 2); a rise of 1 ms loses a little of it.
  test("a 1 ms rise reaches 96 to 100 % of the d′ of an instant one", () => {
    for (const row of rows.filter((r) => column("tau_rise_ms", r) === 1)) {
      const share = column("dprime_discrete_sum", row) / column("dprime_instant_rise_A_sqrt(F0rate*tau/2)", row);
      expect(share).toBeGreaterThan(0.96);
      expect(share).toBeLessThan(1);
    }
  });
});
