import { describe, expect, test } from "vitest";
import { randomStream } from "#random";
import { firing } from "./firing.js";
import { releaseProbability, releases, terminalOf, type ReleaseRequest } from "./release.js";

const bath = { calcium_mM: 2, magnesium_mM: 2 };
const rich = { calcium_mM: 4, magnesium_mM: 1 };
/** Round numbers, whatever `base` has. */
const settings = {
  "release.probability": "0.3", "release.calciumHalf": "2.5 mM", "release.facilitation": "0.34",
  "release.quantalVariation": "0.4",
};
const terminal = terminalOf(settings);

/** The same request in `n` trials, each with randomness of its own. */
function repeated(n: number, request: Omit<ReleaseRequest, "random" | "terminal" | "bath"> & Partial<ReleaseRequest>) {
  return Array.from({ length: n }, (_, trial) => releases({ bath, terminal, ...request, random: randomStream(11, trial, 0) }));
}

const mean = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0) / xs.length;
const share = (outcomes: readonly boolean[]): number => mean(outcomes.map(Number));
/** Five standard errors of a share that is `p`. */
const within = (p: number, n: number): number => 5 * Math.sqrt((p * (1 - p)) / n);

/** Probability of the second of two spikes from rest, in closed form: the first empties one of five places, or doesn't. */
function second(p: number, interval: number): number {
  const u = 0.34 * Math.exp(-interval / 120);
  const rate = -Math.log(1 - p) * (1 + u) ** 4;
  const refilled = 1 - Math.exp(-interval / 4200);
  const emptied = p * (1 - refilled);
  return emptied * (1 - Math.exp(-0.8 * rate)) + (1 - emptied) * (1 - Math.exp(-rate));
}

describe("release of one spike", () => {
  test.each([0.09, 0.3, 0.5])("a rested contact of probability %d releases that often in 2 mM Ca²⁺ and 2 mM Mg²⁺", (probability) => {
    const n = 4000;
    const found = share(repeated(n, { spikes: [10], probability }).map((r) => r.releases.length === 1));
    expect(Math.abs(found - probability)).toBeLessThan(within(probability, n));
    expect(releaseProbability({ probability, bath, terminal })).toBeCloseTo(probability, 14);
  });

  // L(4, 1)/L(2, 2) = ((1.6/2.9333)/(0.8/2.4667))⁴ = 8.00 with K₁ = 2.5 mM and K₃ = 3 mM.
  test("4 mM Ca²⁺ with 1 mM Mg²⁺ multiplies the rate by 8.0: 0.25 becomes 0.90, 0.3 becomes 0.94, 0.5 becomes 0.996", () => {
    const ratio = ((1.6 / (1 + 1.6 + 1 / 3)) / (0.8 / (1 + 0.8 + 2 / 3))) ** 4;
    expect(ratio).toBeCloseTo(8.0, 2);
    for (const [p, expected] of [[0.25, 0.9], [0.3, 0.942], [0.5, 0.996]] as const) {
      const found = releaseProbability({ probability: p, bath: rich, terminal });
      expect(found).toBeCloseTo(1 - (1 - p) ** ratio, 12);
      expect(Math.abs(found - expected)).toBeLessThan(1e-3);
      expect(found).toBeGreaterThan(0.85);
    }
  });

  test("in little calcium the law is the fourth power of calcium: 10 µM against 20 µM differ 15.8-fold in rate", () => {
    const rate = (calcium_mM: number): number => -Math.log1p(-releaseProbability({ probability: 0.5, bath: { calcium_mM, magnesium_mM: 2 }, terminal }));
    expect(rate(0.02) / rate(0.01)).toBeCloseTo(((2 * (1 + 0.004 + 2 / 3)) / (1 + 0.008 + 2 / 3)) ** 4, 2);
    expect(releaseProbability({ probability: 0.5, bath: { calcium_mM: 0, magnesium_mM: 2 }, terminal })).toBe(0);
  });

  test("glutamate comes 3 ± 0.5 ms after the spike, and quanta have mean 1, CV 0.4 and the gamma law's skewness 0.8", () => {
    const n = 8000;
    const found = repeated(n, { spikes: [100], reliable: true }).map((r) => r.releases[0]!);
    const delays = found.map((r) => r.time - 100);
    expect(Math.abs(mean(delays) - 3)).toBeLessThan((5 * 0.5) / Math.sqrt(n));
    expect(Math.abs(Math.sqrt(mean(delays.map((d) => (d - 3) ** 2))) - 0.5)).toBeLessThan((5 * 0.5) / Math.sqrt(2 * n));
    const weights = found.map((r) => r.weight);
    const moment = (k: number): number => mean(weights.map((w) => (w - 1) ** k));
    expect(Math.min(...weights)).toBeGreaterThan(0);
    expect(Math.abs(moment(1))).toBeLessThan((5 * 0.4) / Math.sqrt(n));
    // The variance of a sample variance is σ⁴(2 + excess kurtosis)/n, and the gamma law's excess kurtosis is 6·CV².
    expect(Math.abs(moment(2) / 0.16 - 1)).toBeLessThan(5 * Math.sqrt((2 + 6 * 0.16) / n));
    expect(Math.abs(moment(3) / 0.4 ** 3 - 0.8)).toBeLessThan(0.3);
  });

  test("a quantal CV of 1.5, beyond what the gamma method draws directly, has mean 1 and variance 2.25 too; 0 makes all equal", () => {
    const n = 20_000;
    const of = (cv: string) => repeated(n, { spikes: [0], reliable: true, terminal: terminalOf({ "release.quantalVariation": cv }) }).map((r) => r.releases[0]!.weight);
    const weights = of("1.5");
    expect(Math.abs(mean(weights) - 1)).toBeLessThan((5 * 1.5) / Math.sqrt(n));
    expect(Math.abs(mean(weights.map((w) => (w - 1) ** 2)) / 2.25 - 1)).toBeLessThan(5 * Math.sqrt((2 + 6 * 2.25) / n));
    expect(new Set(of("0"))).toEqual(new Set([1]));
  });
});

describe("release of many spikes", () => {
  test("after 30 ms 0.25 has become 0.50, and contacts of 0.06 to 0.45 facilitate 2.4 to 1.7-fold", () => {
    expect(second(0.25, 30)).toBeCloseTo(0.502, 3);
    const n = 6000;
    for (const p of [0.06, 0.25, 0.45]) {
      const expected = second(p, 30);
      const found = share(repeated(n, { spikes: [0, 30], probability: p }).map((r) => r.attempts[1]!.release !== null));
      expect(Math.abs(found - expected)).toBeLessThan(within(expected, n));
      expect(expected / p).toBeGreaterThan(1.6);
      expect(expected / p).toBeLessThan(2.5);
    }
    expect(second(0.06, 30) / 0.06).toBeCloseTo(2.41, 2);
    expect(second(0.45, 30) / 0.45).toBeCloseTo(1.66, 2);
  });

  test("residual calcium adds 0.34 of what is missing at each spike and decays with 120 ms", () => {
    const [{ attempts }] = repeated(1, { spikes: [0, 15, 135] }) as [ReturnType<typeof releases>];
    const first = 0.34 * Math.exp(-15 / 120);
    expect(attempts.map((a) => a.facilitation)).toEqual([0, expect.closeTo(first, 14), expect.closeTo((first + 0.34 * (1 - first)) * Math.exp(-1), 14)]);
  });

  // A pool without recovery is a bag of five: whatever the law, no more than five vesicles leave it, one at a spike.
  test("without recovery 40 spikes in 4 mM Ca²⁺ release all five vesicles and no more, at most one at a spike", () => {
    const spikes = Array.from({ length: 40 }, (_, k) => 15 * k);
    for (const r of repeated(200, { spikes, bath: rich, terminal: terminalOf({ "release.recovery": "1e9 s" }) })) {
      expect(r.releases).toHaveLength(5);
      expect(r.attempts.filter((a) => a.release)).toHaveLength(5);
      expect(r.attempts.at(-1)!.probability).toBe(0);
      r.attempts.forEach((a, i) => { expect(a.ready).toBe(5 - r.attempts.slice(0, i).filter((b) => b.release).length); });
    }
  });

  // Each empty place refills on its own after an exponential time of mean 4.2 s.
  test("10 s after 40 spikes emptied it, 5·(1 − (vacant at the end)/5·exp(−10/4.2)) vesicles are ready, whichever clock counts", () => {
    const spikes = Array.from({ length: 40 }, (_, k) => 5 * k);
    const n = 2000;
    const trials = Array.from({ length: n }, (_, trial) => {
      const random = randomStream(3, trial, 0);
      const { after } = releases({ spikes, bath: rich, terminal, random, start: 50_000 });
      const vacant = after.refills.filter((time) => time > 50_195).length;
      const { attempts } = releases({ spikes: [0], bath, terminal, random, start: 60_195, before: after });
      return { vacant, missing: 5 - attempts[0]!.ready, facilitation: attempts[0]!.facilitation };
    });
    expect(mean(trials.map((t) => t.vacant))).toBeGreaterThan(4.5);
    const left = mean(trials.map((t) => t.missing)) / mean(trials.map((t) => t.vacant));
    expect(Math.abs(left - Math.exp(-10 / 4.2))).toBeLessThan(within(Math.exp(-10 / 4.2), 4.5 * n));
    expect(Math.max(...trials.map((t) => t.facilitation))).toBeLessThan(1e-30);
  });

  // Facilitation is over after 10 s; a place that is still empty (9 % of those emptied) is all that a trial leaves behind.
  test("single shocks every 10 s keep 97 to 100 % of the rested probability of 0.3", () => {
    let before: ReturnType<typeof releases>["after"] | undefined;
    const random = randomStream(5, 0, 0);
    const probabilities = Array.from({ length: 3000 }, (_, trial) => {
      const { attempts, after } = releases({ spikes: [100], bath, terminal, random, start: 10_000 * trial, ...(before ? { before } : {}) });
      before = after;
      return attempts[0]!.probability;
    });
    expect(mean(probabilities) / 0.3).toBeGreaterThan(0.97);
    expect(mean(probabilities) / 0.3).toBeLessThan(1);
    expect(probabilities[0]).toBeCloseTo(0.3, 14);
  });

  test("a reliable contact releases at each of 20 spikes at 66 Hz although its pool holds 5", () => {
    const spikes = Array.from({ length: 20 }, (_, k) => 15 * k);
    const [only] = repeated(1, { spikes, reliable: true }) as [ReturnType<typeof releases>];
    expect(only.releases).toHaveLength(20);
    expect(only.attempts.every((a) => a.probability === 1)).toBe(true);
  });

  test("equal keys release alike, and releases are in order of time although delays vary", () => {
    const run = () => repeated(50, { spikes: [0, 0.5, 1, 1.5, 2], reliable: true, terminal: terminalOf({ "release.jitter": "2 ms" }) });
    expect(run()).toEqual(run());
    for (const { releases: r } of run()) {
      expect(r.map((x) => x.time)).toEqual(r.map((x) => x.time).sort((a, b) => a - b));
      expect(Math.min(...r.map((x) => x.time))).toBeGreaterThanOrEqual(0);
    }
  });

  test.each([
    [{ "release.pool": "2.5" }, "release-pool"], [{ "release.pool": "0" }, "release-pool"],
    [{ "release.recovery": "0 s" }, "release-not-positive"], [{ "release.jitter": "-1 ms" }, "release-negative"],
    [{ "release.probability": "1.2" }, "release-probability"], [{ "release.delay": "3 mV" }, "quantity-of-another-kind"],
  ])("%j is refused as %s", (wrong, code) => {
    expect(() => terminalOf(wrong)).toThrow(expect.objectContaining({ code, kind: "usage" }));
  });
});

describe("firing", () => {
  const thresholds = [1, 1.5, 3];
  test("a shock of 1.5 recruits axons with thresholds 1 and 1.5, not 3; one of 1 is minimal stimulation", () => {
    const shocks = [{ time: 10, strength: 1.5 }, { time: 40, strength: 1 }, { time: 70, strength: 0.99 }];
    expect(firing({ shocks, thresholds, settings: {}, random: randomStream(0, 0, 0) })).toEqual([[10, 40], [10], []]);
  });

  test("a shock 1.9 ms after a spike finds the axon refractory, one after 2 ms doesn't", () => {
    const shocks = [10, 11.9, 12].map((time) => ({ time, strength: 5 }));
    expect(firing({ shocks, thresholds: [1], settings: {}, random: randomStream(0, 0, 0) })).toEqual([[10, 12]]);
  });

  test("with thresholds that vary by 5 %, a shock of 1.05 fires an axon of threshold 1 in 84.1 % of 4000 trials", () => {
    const n = 4000;
    const fired = Array.from({ length: n }, (_, trial) =>
      firing({
        shocks: [{ time: 0, strength: 1.05 }], thresholds: [1], settings: { "stimulation.thresholdVariation": "0.05" },
        random: randomStream(0, trial, 1),
      })[0]!.length === 1);
    expect(Math.abs(share(fired) - 0.8413)).toBeLessThan(within(0.8413, n));
  });

  test("a negative refractory period is refused", () => {
    expect(() => firing({ shocks: [], thresholds: [], settings: { "stimulation.refractory": "-1 ms" }, random: randomStream(0, 0, 0) }))
      .toThrow(/stimulation\.refractory is -1 ms/u);
  });
});
