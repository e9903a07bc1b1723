import { describe, expect, test } from "vitest";
import { randomStream } from "#random";
import { driftOver, successDrift } from "./drift.js";

describe("drift over trials", () => {
  // Falling by 1 a trial, every slope is −1: change −19 over 20 trials, τ = −1, exact p = 2/20!.
  test("a baseline that falls from 110 to 91 falls by 18.9 % of its median, 100.5", () => {
    const found = driftOver(Array.from({ length: 20 }, (_, i) => 110 - i), { what: "Baseline", unit: "counts", relative: true });
    expect(found.change.value).toBeCloseTo(-1900 / 100.5, 9);
    expect(found.tau).toBe(-1);
    expect(found.pValue).toBeLessThan(1e-15);
    expect(found.sentence).toMatch(/Baseline drifts by −18\.9 % .*early with late/);
  });
  // A straight line has every slope alike, so both ends of the interval are that slope.
  test("its interval has no width", () => {
    const { interval } = driftOver(Array.from({ length: 20 }, (_, i) => 110 - i), { what: "Baseline", unit: "counts" }).change;
    expect([interval!.low, interval!.high]).toEqual([-19, -19]);
  });
  test("a true drift of 0.1 SD a trial lies in the interval in 93 to 97.5 % of 1000 series of 20", () => {
    let held = 0;
    for (let seed = 0; seed < 1000; seed++) {
      const random = randomStream(seed, 0, 0);
      const { interval } = driftOver(Array.from({ length: 20 }, (_, i) => 5 + 0.1 * i + random.normal()), { what: "x", unit: "" }).change;
      if (interval!.low <= 1.9 && interval!.high >= 1.9) held++;
    }
    expect(held).toBeGreaterThan(930);
    expect(held).toBeLessThan(975);
  });
  test("a step up and back is no drift but a step", () => {
    const values = Array.from({ length: 60 }, (_, i) => (i < 20 || i >= 40 ? 0 : 10) + 0.01 * ((i * 7) % 5));
    expect(driftOver([...values.slice(0, 40), ...values.slice(0, 20)], { what: "Position", unit: "px" }).sentence).toMatch(/Position steps after trial (20|40) of/);
  });
  test("nine trials, or a change in percent of 0, are refused", () => {
    expect(() => driftOver([1, 2, 3, 4, 5, 6, 7, 8, 9], { what: "Baseline", unit: "counts" })).toThrow(/at least 10 trials, found 9/);
    expect(() => driftOver([-2, -1, 0, 0, 0, 0, 0, 0, 1, 2], { what: "Amplitude", unit: "%", relative: true })).toThrow(/other than 0/);
  });
});

describe("drift of successes", () => {
  // Ten of each: chance gives 1 + 2·10·10/20 = 11 runs.
  test("alternation is no drift, but too many runs", () => {
    const found = successDrift(Array.from({ length: 20 }, (_, i) => i % 2 === 0));
    expect(found.pValue).toBeGreaterThan(0.5);
    expect(found.runsPValue).toBeLessThan(0.001);
    expect(found.sentence).toMatch(/alternate: 20 runs where chance gives 11/);
  });
  test("two of ten, then eight of ten: more frequent, odds ratio above 1", () => {
    const first = [0, 0, 1, 0, 0, 0, 1, 0, 0, 0].map(Boolean);
    const found = successDrift([...first, ...first.map((x) => !x)]);
    expect(found.oddsRatio.interval!.low).toBeGreaterThan(1);
    expect(found.sentence).toMatch(/more frequent/);
  });
  test("successes alone cannot drift", () => {
    expect(() => successDrift(new Array<boolean>(12).fill(true))).toThrow(/both outcomes/);
    expect(() => successDrift([true, false])).toThrow(/at least 10/);
  });
});
