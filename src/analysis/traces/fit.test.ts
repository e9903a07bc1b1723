import { describe, expect, test } from "vitest";
import { randomStream } from "#random";
import { readTrials, timesOf, truthAt, usual, type TruthfulTrace } from "../../../validation/traces/line-scan-truth.js";
import { baselineAmplitudes, meanAmplitude, peakAmplitude, peakInWindow, ratioAmplitude, trialAmplitudes, unitShape, windowMean } from "./amplitude.js";
import { fitTimeCourse } from "./fit-time-course.js";
import { decay, halfDecay, onset, onsetDifference, rise } from "./kinetics.js";
import { photonBound, shapeOf } from "./time-course.js";
import { meanTrace, standardErrorTrace, traceNoise } from "./trace-noise.js";

const options = (truth: TruthfulTrace) => ({
  times: timesOf(truth), baseline: { from: 0, to: 48 }, stimulus: 100, background: truth.dark + truth.gain * truth.background, darkLevel: truth.dark,
});
/** Readings equal to their expectation, dithered by a thousandth so that there is noise to divide by. */
const noiseless = (truth: TruthfulTrace): Float64Array => {
  const random = randomStream(1, 0, 0);
  return timesOf(truth).map((t) => truth.dark + truth.gain * (truth.background + truth.photons * (1 + truthAt(truth, t))) + 1e-3 * random.normal());
};

describe("what goes in comes out", () => {
  test.each<[string, TruthfulTrace]>([
    ["a usual transient", usual],
    ["one that rises in 1 ms between two lines", { ...usual, rise: 1 }],
    ["one that outlasts the scan", { ...usual, decay: 600 }],
    ["a dip", { ...usual, peak: -0.3 }],
  ])("%s without noise: onset to 0.02 ms, τr to 2 %, τd and peak to 0.1 %", (_name, truth) => {
    const { course, peak, rest } = fitTimeCourse([noiseless(truth)], options(truth));
    expect(Math.abs(course.onset - truth.onset)).toBeLessThan(0.02);
    expect(Math.abs(course.rise / truth.rise - 1)).toBeLessThan(0.02);
    expect(Math.abs(course.decay / truth.decay - 1)).toBeLessThan(1e-3);
    expect(Math.abs(peak / (100 * truth.peak) - 1)).toBeLessThan(1e-3);
    expect(Math.abs(rest / (truth.gain * truth.photons) - 1)).toBeLessThan(1e-4);
  });
  // Doubling gain and photons' worth of counts changes nothing that is not counts.
  test("a gain of 24 instead of 12 changes no onset, no decay and no interval", () => {
    const trials = readTrials({ ...usual, read: 0, dark: 0 }, { trials: 5, seed: 8 });
    const here = options({ ...usual, dark: 0 });
    const doubled = trials.map((trial) => trial.map((y) => 2 * y));
    const [a, b] = [fitTimeCourse(trials, here), fitTimeCourse(doubled, { ...here, background: 2 * here.background })];
    expect(b.course.onset).toBeCloseTo(a.course.onset, 6);
    expect(onset(b, { stimulus: 100 }).interval!.high).toBeCloseTo(onset(a, { stimulus: 100 }).interval!.high, 4);
    expect(peakAmplitude(b).interval!.low).toBeCloseTo(peakAmplitude(a).interval!.low, 4);
  });
  test("half the background left in makes ΔF/F smaller by 40 / 42", () => {
    const wrong = { ...options(usual), background: usual.dark + (usual.gain * usual.background) / 2 };
    expect(fitTimeCourse([noiseless(usual)], wrong).peak).toBeCloseTo((60 * 40) / 42, 1);
  });
});

describe("intervals are as narrow as photons allow", () => {
  // The bound knows all but the onset; the fit must learn level, amplitude, rise and decay as well. The bound is taken
  // at the fitted course, whose rise is itself uncertain: hence 0.9.
  test("the onset's 95 % interval is 0.9 to 4 times ± 1.96 bounds of Cramér and Rao", () => {
    const fit = fitTimeCourse(readTrials(usual, { trials: 10, seed: 3 }), options(usual));
    const photons = fit.noise.photonsPerLine * 10;
    const factor = fit.evidence.fit.curve[1] / fit.evidence.fit.curve[0]; // of the light with its background
    const bound = photonBound(timesOf(usual), { photons, amplitude: factor, course: fit.course });
    const { low, high } = onset(fit, { stimulus: 100 }).interval!;
    expect((high - low) / (2 * 1.96 * bound.onset)).toBeGreaterThan(0.9);
    expect((high - low) / (2 * 1.96 * bound.onset)).toBeLessThan(4);
    // Having to find the level as well costs the share of the shape that is constant.
    const shape = shapeOf(timesOf(usual), fit.course);
    const [sum, squares] = [shape.reduce((a, b) => a + b, 0), shape.reduce((a, b) => a + b * b, 0)];
    const free = bound.detectability * Math.sqrt(1 - (sum * sum) / (200 * squares));
    expect(Math.abs(fit.detectability / free - 1)).toBeLessThan(0.1);
  });
  test("99 % is wider than 95 %, and 40 trials narrower than 10", () => {
    const width = (trials: number, level: number): number => {
      const { interval } = onset(fitTimeCourse(readTrials(usual, { trials, seed: 3 }), options(usual)), { stimulus: 100, level });
      return interval!.high - interval!.low;
    };
    expect(width(10, 0.99)).toBeGreaterThan(1.1 * width(10, 0.95));
    expect(width(40, 0.95)).toBeLessThan(0.75 * width(10, 0.95));
  });
});

describe("what the lines cannot say is refused, or left open and said", () => {
  const quiet = fitTimeCourse(readTrials({ ...usual, peak: 0 }, { trials: 10, seed: 5 }), options(usual));
  test("no response: no onset, rise, decay, half decay, peak or difference, each with how weak it is", () => {
    for (const ask of [
      () => onset(quiet, { stimulus: 100 }), () => rise(quiet), () => decay(quiet), () => halfDecay(quiet), () => peakAmplitude(quiet),
      () => onsetDifference(quiet, quiet),
    ]) expect(ask).toThrow(/standard errors; this one is \d/);
  });
  test("…but its window mean is 0 within the interval", () => {
    const data = readTrials({ ...usual, peak: 0 }, { trials: 10, seed: 5 });
    const found = windowMean(data, { baseline: { from: 0, to: 48 }, window: { from: 52, to: 92 }, background: options(usual).background, over: "these trials" });
    expect(found.interval!.low).toBeLessThan(0);
    expect(found.interval!.high).toBeGreaterThan(0);
  });
  test("a decay of 20 s in 300 ms of lines has no upper end, and no half-decay time", () => {
    const long = { ...usual, decay: 20_000 };
    const fit = fitTimeCourse(readTrials(long, { trials: 5, seed: 6 }), options(long));
    const found = decay(fit);
    expect(found.interval!.high).toBe(Infinity);
    expect(found.interval!.low).toBeGreaterThan(300);
    expect(found.note).toMatch(/lines end before/);
    expect(() => halfDecay(fit)).toThrow(/not determined by these lines/);
  });
  test("a rise of 0.1 ms at 2 ms a line has only an upper end, below 4 ms", () => {
    const fast = { ...usual, rise: 0.1 };
    const found = rise(fitTimeCourse(readTrials(fast, { trials: 20, seed: 7 }), options(fast)));
    expect(found.interval!.low).toBe(0);
    expect(found.interval!.high).toBeLessThan(4);
    expect(found.note).toMatch(/only the upper end/);
  });
  test("an onset outside the search is refused with its edges", () => {
    const fit = fitTimeCourse(readTrials(usual, { trials: 20, seed: 8 }), { ...options(usual), search: { from: 120, to: 150 } });
    expect(() => onset(fit, { stimulus: 100 })).toThrow(/edge of the search \(20 to 50\)/);
  });
  test("five lines after the stimulus, a region as dark as the detector, a flat line of one number", () => {
    const data = readTrials(usual, { trials: 2, seed: 9 });
    expect(() => fitTimeCourse(data, { ...options(usual), stimulus: 391 })).toThrow(/at least 10 lines, found 4/);
    expect(() => fitTimeCourse(data, { ...options(usual), darkLevel: 5000 })).toThrow(/above background/);
    expect(() => fitTimeCourse([new Float64Array(200).fill(300)], options(usual))).toThrow(/every reading is 300/);
    expect(() => fitTimeCourse([], options(usual))).toThrow(/at least 1 trials, found 0/);
  });
});

describe("noise of a trace", () => {
  // Photon noise: variance/mean is the gain; (mean/SD)² is the photon count, 44 with its background.
  test("12 counts a photon and 44 photons a line are found in 40 baselines within 10 %", () => {
    const noise = traceNoise(readTrials({ ...usual, read: 0 }, { trials: 40, seed: 2 }), { baseline: { from: 0, to: 48 }, darkLevel: usual.dark });
    expect(Math.abs(noise.perCount / 12 - 1)).toBeLessThan(0.1);
    expect(Math.abs(noise.photonsPerLine / 44 - 1)).toBeLessThan(0.1);
    expect(noise.correlation).toBe(0);
    expect(noise.inflation).toBe(1);
  });
  // Of 100 000 traces of 37 independent lines some ten have r > 0.5, and none of these 20 000 should be refused for it.
  test("independent lines are not refused for what chance makes of a few tens of them", () => {
    const random = randomStream(11, 0, 0);
    let most = 0;
    for (let k = 0; k < 20_000; k++) {
      const lines = Float64Array.from({ length: 37 }, () => 500 + 20 * random.normal());
      most = Math.max(most, traceNoise([lines], { baseline: { from: 0, to: 37 }, darkLevel: 0 }).correlation);
    }
    expect(most).toBeGreaterThan(0.5);
  });

  // A first-order process with r = 0.4 has (1 + r)/(1 − r) = 2.33 times the variance of its mean.
  test("lines correlated by r = 0.4 widen variances 2.33-fold (± 15 %); r = 0.8 is refused", () => {
    const correlated = (r: number): Float64Array[] => {
      const random = randomStream(3, 0, 0);
      return Array.from({ length: 40 }, () => {
        let state = random.normal();
        return Float64Array.from({ length: 100 }, () => 500 + 30 * (state = r * state + Math.sqrt(1 - r * r) * random.normal()));
      });
    };
    const noise = traceNoise(correlated(0.4), { baseline: { from: 0, to: 100 }, darkLevel: 0 });
    expect(Math.abs(noise.inflation / (1.4 / 0.6) - 1)).toBeLessThan(0.15);
    expect(Math.abs(noise.perCount / (900 / 500) - 1)).toBeLessThan(0.1);
    expect(() => traceNoise(correlated(0.8), { baseline: { from: 0, to: 100 }, darkLevel: 0 })).toThrow(/unfiltered data/);
    expect(traceNoise(correlated(0.8), { baseline: { from: 0, to: 100 }, darkLevel: 0, slow: "told" }).tooSlow).toMatch(/unfiltered data/);
  });
  test("the mean of traces of 3 and 2 lines has 2; their standard error is half their difference", () => {
    expect(Array.from(meanTrace([[1, 2, 3], [3, 6]]))).toEqual([2, 4]);
    expect(Array.from(standardErrorTrace([[1, 2], [3, 6]]))).toEqual([1, 2]);
    expect(() => standardErrorTrace([[1]])).toThrow(/at least 2 trials/);
  });
});

describe("amplitudes of single trials", () => {
  const strong = { ...usual, peak: 0.9 };
  const successes = readTrials(strong, { trials: 20, seed: 11 });
  const failures = readTrials({ ...usual, peak: 0 }, { trials: 200, seed: 12 });
  const fit = fitTimeCourse([...successes, ...failures.slice(0, 20)], options(usual));

  test("failures average 0 and scatter as their standard error says: SD of z within 15 % of 1 over 200", () => {
    const found = trialAmplitudes(failures, fit, { rest: "all trials" });
    const z = found.map(({ amplitude, quietError }) => amplitude / quietError);
    const mean = z.reduce((a, b) => a + b, 0) / z.length;
    expect(Math.abs(mean)).toBeLessThan(0.25);
    expect(Math.abs(Math.sqrt(z.reduce((t, x) => t + (x - mean) ** 2, 0) / 199) - 1)).toBeLessThan(0.15);
  });
  test("stretches before the stimulus follow the failures' law once scaled: SD within 15 %", () => {
    const quiet = baselineAmplitudes(failures, fit, { rest: "all trials", stimulusLine: 50 });
    expect(quiet).toHaveLength(200); // one stretch of 30 of the 50 lines, 8 or more before it
    const { quietError } = trialAmplitudes(failures, fit, { rest: "all trials" })[0]!;
    const deviation = Math.sqrt(quiet.reduce((total, { scaled }) => total + (scaled / quietError) ** 2, 0) / 200);
    expect(Math.abs(deviation - 1)).toBeLessThan(0.15);
    expect(() => baselineAmplitudes(failures, fit, { rest: "all trials", stimulusLine: 20 })).toThrow(/Only 20 lines precede/);
  });
  // Nine failures and a success: m = 0.1, μ₃/s³ = 3.16, so Cochran's rule asks 25 · 10 trials.
  test("one success among ten is too skewed for its interval, and says so: 250 trials; equal halves say nothing", () => {
    const one = meanAmplitude([0, 0, 0, 0, 0, 0, 0, 0, 0, 1].map((amplitude) => ({ amplitude })));
    expect(one.note).toMatch(/below 250 trials/);
    expect(one.interval!.high - one.value).toBeGreaterThan(one.value - one.interval!.low);
    expect(meanAmplitude([0, 1, 0, 1, 0, 1, 0, 1, 0, 1].map((amplitude) => ({ amplitude }))).note).toBeUndefined();
  });
  test("successes of 90 % average 90 ± 4 SE, by each trial's own F₀ as by all trials'", () => {
    for (const rest of ["each trial", "all trials"] as const) {
      const { value, standardError } = meanAmplitude(trialAmplitudes(successes, fit, { rest }));
      expect(Math.abs(value - 90)).toBeLessThan(4 * standardError!);
    }
  });
  test("a trial with too dim a baseline of its own says so; nine trials have no mean of trials to come", () => {
    const dim = { ...usual, photons: 1, background: 0 };
    const data = readTrials(dim, { trials: 30, seed: 13 });
    expect(() => trialAmplitudes(data, fitTimeCourse(data, options(dim)), { rest: "each trial" })).toThrow(/Trial \d+ of those given: F₀ is/);
    expect(() => meanAmplitude([1, 2, 3, 4, 5, 6, 7, 8, 9].map((amplitude) => ({ amplitude })))).toThrow(/at least 10 trials, found 9/);
  });
});

describe("the largest value of a window", () => {
  test("is returned with its bias in words, and without an interval", () => {
    const found = peakInWindow([0, 3, 9, 2, 0], { window: { from: 1, to: 4 }, noise: 2, unit: "%" });
    expect(found.value).toBe(9);
    expect(found.interval).toBeUndefined();
    expect(found.note).toMatch(/biased upwards/);
    expect(() => peakInWindow([1], { window: { from: 0, to: 2 }, noise: 1, unit: "%" })).toThrow(/window/i);
  });
  // Expected maximum of 40 standard normals: 2.1608 (tabulated, Harter 1961).
  test("the stated bias of 40 flat lines of SD 1 is 2.2", () => {
    expect(peakInWindow(new Float64Array(40), { window: { from: 0, to: 40 }, noise: 1, unit: "%" }).note).toMatch(/up to 2\.2 %/);
  });
});

describe("a ratio fitted with the shape of its numerator", () => {
  // G/R of 80 % at rest that rises by 50 points with the fitted shape, plus noise of 4 points a line over one mean trace.
  test("50 percentage points come back within their interval, with the error of least squares within 25 %", () => {
    const fit = fitTimeCourse(readTrials(usual, { trials: 20, seed: 21 }), options(usual));
    const random = randomStream(22, 0, 0);
    const ratio = unitShape(fit).map((k) => 80 + 50 * k + 4 * random.normal());
    const found = ratioAmplitude([ratio], fit, { unit: "percentage points" });
    expect(found.interval!.low).toBeLessThan(50);
    expect(found.interval!.high).toBeGreaterThan(50);
    // Least squares: SE = 4 / √Σ(k − k̄)².
    const shape = unitShape(fit);
    const centre = shape.reduce((a, b) => a + b, 0) / shape.length;
    const expected = 4 / Math.sqrt(shape.reduce((total, k) => total + (k - centre) ** 2, 0));
    expect(Math.abs(found.standardError! / expected - 1)).toBeLessThan(0.25);
  });
  test("without a response in the counts there is no shape to fit", () => {
    const quiet = fitTimeCourse(readTrials({ ...usual, peak: 0 }, { trials: 10, seed: 5 }), options(usual));
    expect(() => ratioAmplitude([new Float64Array(200)], quiet, { unit: "%" })).toThrow(/A fitted ratio needs a response/);
  });
});
