import { describe, expect, test } from "vitest";
import { randomStream } from "#random";
import {
  classifyTrials, concordance, countAboveThreshold, expectedDetectability, filterTrials, fitAmplitudeMixture, fitQuanta,
  pairedPulse, pairedPulseRatio, pairingOrder, pairingOrderAcrossSpines, planComparison, planSeparation, planTrials, posteriorThreshold, probabilityFrom, probabilityProfile, profileInterval,
  quantalLogLikelihood, quantalPosterior, roganGladen, successAmplitude, successPosterior, supralinearityOfAmplitudes, supralinearityByBootstrap, totalCalciumOf,
  varianceMean, varianceOfVariance, voltageDependence, voltageDependenceAcrossSpines,
} from "./index.js";
import { calciumTransientProbability } from "../measure/index.js";

const random = randomStream(1999, 0, 0);
const noise = (n: number, deviation = 1): number[] => Array.from({ length: n }, () => deviation * random.normal());
const windows = noise(40);
const failures = noise(24);
const successes = noise(12).map((x) => 10 + 2 * x);

describe("probabilityProfile", () => {
  // The interval's ends are where twice the log likelihood has fallen by χ²₁'s 95 %, 3.841: e^(−1.921) = 0.1465 of the peak.
  test("is 1 at p = 12/36, and 0.1465 where the 95 % interval ends", () => {
    const classification = classifyTrials([...failures, ...successes], windows);
    const profile = probabilityProfile(classification, 1001);
    const best = profile.reduce((a, b) => (b.relativeLikelihood > a.relativeLikelihood ? b : a));
    expect(best.probability).toBeCloseTo(classification.mixture.successProbability, 2);
    expect(best.relativeLikelihood).toBeGreaterThan(0.999);
    const { low, high } = profileInterval([...failures, ...successes], classification);
    for (const end of [low, high]) expect(profile[Math.round(1000 * end)]!.relativeLikelihood).toBeCloseTo(0.1465, 1);
    expect(profile[0]!.relativeLikelihood).toBeLessThan(1e-6);
    expect(profile.at(-1)!.relativeLikelihood).toBeLessThan(1e-6);
  });
  test("of 24 failures alone is (1 − p)²⁴", () => {
    const profile = probabilityProfile(classifyTrials(failures.map((x) => 0.5 * x), windows), 11);
    expect(profile.map(({ relativeLikelihood }) => relativeLikelihood)).toEqual(profile.map(({ probability }) => (1 - probability) ** 24));
  });
});

describe("classifyTrials", () => {
  test("24 failures and 12 successes 10 noise SDs above them are called without a mistake", () => {
    const { trials, verdict, detectability } = classifyTrials([...failures, ...successes], windows);
    expect(verdict).toBe("separable");
    expect(detectability).toBeGreaterThan(8);
    expect(trials.map(({ call }) => call)).toEqual([...failures.map(() => "failure"), ...successes.map(() => "success")]);
  });
  test("an amplitude of −58 SD is a failure, though the wider success law is denser there", () => {
    const mixture = fitAmplitudeMixture([...failures, ...successes], { failure: { mean: 0, standardDeviation: 1 } });
    const { threshold, spuriousBelow } = posteriorThreshold(mixture);
    expect(threshold).toBeGreaterThan(2);
    expect(spuriousBelow).toBeLessThan(-2);
    expect(successPosterior(mixture, -58)).toBeLessThan(0.01);
  });
  test("the posterior never falls as the amplitude grows, from −100 to 100 SD", () => {
    const mixture = fitAmplitudeMixture([...failures, ...successes], { failure: { mean: 0, standardDeviation: 1 } });
    const posteriors = Array.from({ length: 400 }, (_, i) => successPosterior(mixture, -100 + i / 2));
    expect(posteriors.every((p, i) => i === 0 || p >= posteriors[i - 1]!)).toBe(true);
  });
  test("equal standard errors change nothing; a noisy trial of amplitude 6 is less of a success than a clean one", () => {
    const amplitudes = [...failures, ...successes, 6, 6];
    const ones = amplitudes.map(() => 2);
    const plain = classifyTrials(amplitudes, windows);
    const equal = classifyTrials(amplitudes, windows, { standardErrors: ones, baselineStandardErrors: windows.map(() => 2) });
    expect(equal.mixture.successProbability).toBeCloseTo(plain.mixture.successProbability, 6);
    const unequal = classifyTrials(amplitudes, windows, { standardErrors: ones.map((one, i) => (i === amplitudes.length - 1 ? 3 * one : one)), baselineStandardErrors: windows.map(() => 2) });
    const [clean, noisy] = unequal.trials.slice(-2);
    expect(noisy!.successProbability).toBeLessThan(clean!.successProbability);
  });
  test("scaling amplitudes and windows by 100 (percent for fractions) changes no probability", () => {
    const amplitudes = [...failures, ...successes];
    const times100 = classifyTrials(amplitudes.map((x) => 100 * x), windows.map((x) => 100 * x));
    const plain = classifyTrials(amplitudes, windows);
    expect(times100.mixture.successProbability).toBeCloseTo(plain.mixture.successProbability, 7);
    expect(times100.detectability).toBeCloseTo(plain.detectability, 5);
  });
  // With every outcome known the likelihood of p is the binomial's, whose best value is k/n and whose profile is in closed form.
  test("with all 36 calls made by hand, 15 of them successes, p is 15/36 and its profile the binomial's", () => {
    const byHand = [...failures, ...successes].map((_, i) => (i % 12 < 5 ? ("success" as const) : ("failure" as const)));
    const classification = classifyTrials([...failures, ...successes], windows, { byHand });
    expect(classification.mixture.successProbability).toBeCloseTo(15 / 36, 9);
    expect(classification.trials.map(({ call }) => call)).toEqual(byHand);
    const relative = (p: number): number => ((p * 36) / 15) ** 15 * (((1 - p) * 36) / 21) ** 21;
    for (const { probability, relativeLikelihood } of probabilityProfile(classification, 11)) {
      expect(relativeLikelihood).toBeCloseTo(relative(probability), 8);
    }
    expect(probabilityFrom(classification).note).toMatch(/36 of the 36 calls were made by hand and are taken as known/);
  });
  test("a failure of amplitude 10 SD called by hand moves p by one trial in 36, keeps what was computed, and nothing else", () => {
    const amplitudes = [...failures, ...successes];
    const plain = classifyTrials(amplitudes, windows);
    const last = amplitudes.length - 1;
    const overruled = classifyTrials(amplitudes, windows, { byHand: amplitudes.map((_, i) => (i === last ? ("failure" as const) : undefined)) });
    expect(plain.mixture.successProbability - overruled.mixture.successProbability).toBeCloseTo(1 / 36, 3);
    expect(overruled.trials[last]).toMatchObject({ call: "failure", computedCall: "success" });
    expect(overruled.trials.slice(0, last).map(({ call }) => call)).toEqual(plain.trials.slice(0, last).map(({ call }) => call));
  });
  test("24 failures of which one is called a success by hand are not all failures: p is at least what one in 24 bounds", () => {
    const byHand = failures.map((_, i) => (i === 3 ? ("success" as const) : undefined));
    const found = classifyTrials(failures, windows, { byHand });
    expect(found.verdict).not.toBe("all failures");
    expect(found.trials[3]!.call).toBe("success");
    expect(probabilityFrom(found).interval!.low).toBeGreaterThan(0);
    const none = classifyTrials(failures, windows, { byHand: failures.map(() => "failure") });
    expect([none.verdict, probabilityFrom(none).value]).toEqual(["all failures", 0]);
  });
  test("calls by hand that are all undefined change no bit", () => {
    const amplitudes = [...failures, ...successes];
    expect(classifyTrials(amplitudes, windows, { byHand: amplitudes.map(() => undefined) })).toEqual(classifyTrials(amplitudes, windows));
  });
  test("trials of 2 ± 3 %, d′ 0.7, are all undecided, and so are those of d′ 3; by hand one can still be called", () => {
    const small = Array.from({ length: 60 }, () => 2 + 3 * random.normal());
    const found = classifyTrials(small, noise(60, 3));
    expect(found.verdict).toBe("bound only");
    expect(new Set(found.trials.map(({ call }) => call))).toEqual(new Set(["undecided"]));
    const middling = classifyTrials([...noise(30), ...noise(30).map((x) => 3 + x)], windows);
    expect(middling.detectability).toBeLessThan(4);
    expect(new Set(middling.trials.map(({ call }) => call))).toEqual(new Set(["undecided"]));
    const called = classifyTrials(small, noise(60, 3), { byHand: small.map((_, i) => (i === 7 ? "success" : undefined)) });
    expect(called.trials[7]).toMatchObject({ call: "success", computedCall: "undecided" });
  });
  test.each([
    [[1, 2, 3], windows, {}, /at least 4 trials, found 3/],
    [failures, [1, 2], {}, /at least 5 are needed, found 2.*Lengthen the baseline/],
    [failures, [0, 0, 0, 0, 0], {}, /read exactly 0/],
    [[...failures, Number.NaN], windows, {}, /amplitude, trial 25, must be finite/],
    [failures, windows, { certainty: 0.3 }, /certainty must be from 0.5/],
    [failures, windows, { standardErrors: [1] }, /equal length, found 24 and 1/],
  ])("bad input %# is refused with its numbers", (amplitudes, base, options, message) => {
    expect(() => classifyTrials(amplitudes, base, options)).toThrow(message);
  });
});

describe("calciumTransientProbability", () => {
  test("12 of 36: a third, the interval inside Clopper–Pearson's 19 to 51 %", () => {
    const { value, interval, n } = calciumTransientProbability([...failures, ...successes], windows);
    expect(value).toBeCloseTo(1 / 3, 2);
    expect(n).toBe(36);
    expect(interval!.low).toBeGreaterThan(0.18);
    expect(interval!.high).toBeLessThan(0.52);
  });
  test("24 failures alone: 0, below 1 − 0.025^(1/24) = 14.2 %, and the note says how small a transient could hide", () => {
    const { value, interval, note } = calciumTransientProbability(failures, windows);
    expect(value).toBe(0);
    expect(interval!.low).toBe(0);
    expect(interval!.high).toBeCloseTo(1 - 0.025 ** (1 / 24), 10);
    expect(note).toMatch(/4 noise SDs/);
  });
  test("12 successes alone: 1, above 0.025^(1/12) = 73.5 %", () => {
    const { value, interval } = calciumTransientProbability(successes, windows);
    expect(value).toBe(1);
    expect(interval!.low).toBeCloseTo(0.025 ** (1 / 12), 10);
    expect(interval!.high).toBe(1);
  });
  test("successes 2.5 SDs above failures give a lower bound up to 1, and the note forbids quoting the value", () => {
    const blurred = [...noise(60), ...noise(60).map((x) => 2.5 + x)];
    const { interval, note, method } = calciumTransientProbability(blurred, noise(120));
    expect(interval!.high).toBe(1);
    expect(interval!.low).toBeGreaterThan(0.05);
    expect(interval!.low).toBeLessThan(0.5);
    expect(note).toMatch(/can't be told apart/);
    expect(method).toMatch(/one-sided/);
  });
  test("9 trials are refused; the trials can still be called", () => {
    const few = [...failures.slice(0, 5), ...successes.slice(0, 4)];
    expect(() => calciumTransientProbability(few, windows)).toThrow(/at least 10 trials, found 9/);
    expect(classifyTrials(few, windows).trials).toHaveLength(9);
  });
  test("successAmplitude refuses where there are no successes, and where they can't be told from failures", () => {
    expect(() => successAmplitude(classifyTrials(failures, windows), { unit: "SD" })).toThrow(/at least 3 successes/);
    const blurred = classifyTrials([...noise(60), ...noise(60).map((x) => 2.5 + x)], noise(120));
    expect(() => successAmplitude(blurred, { unit: "SD" })).toThrow(/below the 4 at which/);
    expect(probabilityFrom(blurred).interval!.high).toBe(1);
  });
});

describe("fixed thresholds and remembered trials", () => {
  test("Rogan & Gladen: 5 % of positives from a test that errs 5 % of the time is no success at all", () => {
    const counted = { ...countAboveThreshold(noise(200), windows, { deviations: 2 }).probability, value: 0.05 };
    expect(roganGladen(counted, { falsePositiveRate: 0.05, truePositiveRate: 0.9 }).value).toBe(0);
    expect(() => roganGladen(counted, { falsePositiveRate: 0.5, truePositiveRate: 0.5 })).toThrow(/choose another threshold/);
  });
  test("with equal rows the hidden chain is the mixture: log likelihoods agree to 1e-10", () => {
    const emission = [{ mean: 0, standardDeviation: 1 }, { mean: 5, standardDeviation: 2 }] as const;
    const { logLikelihood } = filterTrials([0.3, 4, -1], { initial: [0.7, 0.3], transition: [[0.7, 0.3], [0.7, 0.3]], emission });
    const density = (x: number, m: number, s: number): number => Math.exp(-0.5 * ((x - m) / s) ** 2) / (s * Math.sqrt(2 * Math.PI));
    const direct = [0.3, 4, -1].reduce((total, x) => total + Math.log(0.7 * density(x, 0, 1) + 0.3 * density(x, 5, 2)), 0);
    expect(logLikelihood).toBeCloseTo(direct, 10);
    expect(() => filterTrials([1], { initial: [0.7, 0.4], transition: [[1, 0], [0, 1]], emission })).toThrow(/adding up to 1/);
  });
});

describe("pairs, drift and concordance", () => {
  const alternating = Array.from({ length: 30 }, (_, i) => i % 2 === 0);
  test("a second pulse that fails after every success: φ = −1 and 0 % after a success", () => {
    const { dependence, ratio } = pairedPulse(alternating, alternating.map((x) => !x));
    expect(dependence.phi).toBe(-1);
    expect(dependence.afterSuccess).toMatchObject({ value: 0 });
    expect(ratio).toMatchObject({ value: 1 });
  });
  test("no first success: the ratio is refused in a sentence, the difference stands", () => {
    const never = alternating.map(() => false);
    const { ratio, difference } = pairedPulse(never, alternating);
    expect(ratio).toMatchObject({ refused: expect.stringMatching(/first successes is 0/) as string });
    expect(difference.value).toBe(0.5);
  });
  test("a paired-pulse ratio of amplitudes whose first response may be 0 is refused", () => {
    expect(pairedPulseRatio([10, 11, 9, 10], [20, 22, 18, 20]).value).toBe(2);
    expect(() => pairedPulseRatio([1, -1, 2, -2, 0.5], [5, 6, 7, 5, 6])).toThrow(/denominator is 0.1 ±.*may be zero/);
    expect(() => pairedPulseRatio([1, 2, 3], [1, 2, 3])).toThrow(/at least 4 trials/);
  });
  test("33 concordant trials still allow 8.7 % discordance, and a mimic would agree by luck once in 10⁹", () => {
    const optical = Array.from({ length: 33 }, (_, i) => i < 12);
    const result = concordance(optical, optical);
    expect(result.discordanceUpperBound).toBeCloseTo(1 - 0.05 ** (1 / 33), 10);
    const p = 12 / 33;
    expect(result.mimicryProbability).toBeCloseTo((p * p + (1 - p) ** 2) ** 33, 15);
    expect(concordance([true, true], [true, true]).kappa).toHaveProperty("refused");
  });
});

describe("quanta", () => {
  const linear = { kind: "linear" } as const;
  test("spine calcium is refused by every quantal method, and the sentence names the alternative", () => {
    const signal = "spine calcium" as const;
    const grid = { sites: [1], quantalSizes: [1], releaseProbabilities: [0.5] };
    const three = [failures, successes, windows];
    expect(() => fitQuanta(three, { signal, noise: 1, sites: [1] })).toThrow(/calciumTransientProbability/);
    expect(() => quantalPosterior(three, { signal, noise: 1, quantalVariation: 0, grid, unit: "ΔF/F" })).toThrow(/one synapse/);
    expect(() => varianceMean(three, { signal, noise: 1, quantalVariation: 0, unit: "ΔF/F" })).toThrow(/does not count vesicles/);
  });
  test("one site is the mixture of failures and one quantum", () => {
    const found = quantalLogLikelihood([0, 5], { sites: 1, releaseProbability: 0.25, quantalSize: 5, noise: 1, quantalVariation: 0, response: linear });
    const peak = 1 / Math.sqrt(2 * Math.PI);
    const far = peak * Math.exp(-12.5);
    expect(found).toBeCloseTo(Math.log(0.75 * peak + 0.25 * far) + Math.log(0.75 * far + 0.25 * peak), 12);
  });
  test("variance against mean on a straight line: q is given, N is refused as unbounded", () => {
    // Poisson-like release: variance = q·mean, no bend.
    const stream = randomStream(6, 0, 0);
    const conditions = [0.5, 2, 4].map((rate) => Array.from({ length: 200 }, () => 5 * stream.poisson(rate) + stream.normal()));
    const result = varianceMean(conditions, { signal: "somatic current", noise: 1, quantalVariation: 0, unit: "pA" });
    expect(result.quantalSize.interval!.low).toBeLessThan(5);
    expect(result.quantalSize.interval!.high).toBeGreaterThan(5);
    expect(result.sites).toMatchObject({ refused: expect.stringMatching(/Add a condition of high release probability/) as string });
  });
  test("varianceOfVariance of 1, 2, 3, 4, 10: k₄ = 196.67 by Fisher's formula, so 2k₂²/(n − 1) + k₄/n = 117.8", () => {
    // Moments by hand: mean 4, deviations −3 −2 −1 0 6; k₂ = 12.5; m₂ = 10, m₄ = 278.8.
    const k4 = (25 * (6 * 278.8 - 3 * 4 * 100)) / (4 * 3 * 2);
    expect(varianceOfVariance([1, 2, 3, 4, 10]).plugIn).toBeCloseTo(k4 / 5 + (2 * 12.5 ** 2) / 4, 9);
  });
  test.each([
    [() => fitQuanta([failures], { signal: "somatic current", noise: 1, sites: [1] }), /at least 2 conditions/],
    [() => fitQuanta([failures.map((x) => x - 50), failures.map((x) => x - 60)], { signal: "somatic current", noise: 1, sites: [1] }), /flip the sign/],
    [() => varianceMean([failures, successes], { signal: "somatic current", noise: 1, quantalVariation: 0, unit: "pA" }), /at least 3 conditions/],
    [() => quantalLogLikelihood([1], { sites: 0, releaseProbability: 0.5, quantalSize: 1, noise: 1, quantalVariation: 0, response: linear }), /positive integer, found 0/],
    [() => quantalLogLikelihood([1], { sites: 1, releaseProbability: 1.5, quantalSize: 1, noise: 1, quantalVariation: 0, response: linear }), /from 0 to 1, found 1.5/],
  ])("bad input %# is refused", (call, message) => {
    expect(call).toThrow(message);
  });
});

describe("supralinearity", () => {
  const alone = [[0.3, 0.32, 0.28, 0.3], [0.2, 0.19, 0.21, 0.2]];
  const scale = { restingCalcium_nM: 75, dissociation_nM: 189, dye_nM: 200e3, endogenousBindingRatio: 60, saturatedDeltaFOverF: 1.5 };
  test("1.0 against 0.3 + 0.2 is R = 2, 100 % above the sum; total calcium says more, for the dye saturates", () => {
    const result = supralinearityOfAmplitudes({ paired: [1, 1.02, 0.98, 1], alone }, { scale });
    expect(result.ratio.value).toBeCloseTo(2, 12);
    expect(result.percentAboveSum).toBeCloseTo(100, 10);
    const expected = totalCalciumOf(1, scale) / (totalCalciumOf(0.3, scale) + totalCalciumOf(0.2, scale));
    expect(result.totalCalcium).toMatchObject({ value: expect.closeTo(expected, 6) as number });
    expect(expected).toBeGreaterThan(2);
  });
  test("a paired response at the dye's ceiling has no calcium, said in a sentence, and keeps its ΔF/F ratio", () => {
    const result = supralinearityOfAmplitudes({ paired: [1.5, 1.6, 1.55, 1.5], alone }, { scale });
    expect(result.totalCalcium).toMatchObject({ refused: expect.stringMatching(/saturation at 1.5/) as string });
    expect(result.ratio.value).toBeGreaterThan(3);
  });
  test("3 trials, parts that may cancel, and a bootstrap of 4 are refused", () => {
    expect(() => supralinearityOfAmplitudes({ paired: [1, 2, 3], alone })).toThrow(/at least 4 trials, found 3/);
    expect(() => supralinearityOfAmplitudes({ paired: [1, 2, 3, 4], alone: [[1, -1, 1, -1], [0.1, -0.1, 0.2, -0.2]] })).toThrow(/denominator is 0 ± 0.58.*may be zero/);
    expect(() => supralinearityOfAmplitudes({ paired: [1, 2, 3, 4], alone: [[1, -1, 1, -0.5], [0.1, -0.1, 0.2, -0.2]] })).toThrow(/not significantly different from 0/);
    expect(() => supralinearityByBootstrap({ paired: [1, 2, 3, 4], alone }, { method: "BCa", seed: 1, resamples: 999 })).toThrow(/found 4/);
  });
  test("order: 4 against 4 without overlap is 2/70; six of six spines 2/2⁶, four of four can't reach 0.05", () => {
    expect(pairingOrder([10, 11, 12, 13], [1, 2, 3, 4])).toMatchObject({ pValue: 2 / 70, arrangements: 70 });
    expect(pairingOrderAcrossSpines([3, 4, 5, 6, 7, 8]).pValue).toBe(2 / 64);
    expect(pairingOrderAcrossSpines([3, 4, 5, 6]).smallestPossible).toBe(0.125);
  });
});

describe("voltage dependence and design", () => {
  test("a slope read off four exact means per spine is the slope put in, −0.05 %/mV", () => {
    const potentials = [-70, -110, -150, -190, -70, -110, -150, -190];
    const peaks = potentials.map((v, i) => 18 - 0.05 * v + (i % 2 === 0 ? 0.1 : -0.1) * (i < 4 ? 1 : -1));
    expect(voltageDependence(potentials, peaks).line.slope.estimate.value).toBeCloseTo(-0.05, 12);
    const spines = ["a", "a", "a", "a", "b", "b", "b", "b"];
    expect(voltageDependenceAcrossSpines(potentials, peaks, spines).slope.estimate).toMatchObject({ n: 2 });
  });
  test("30 photons a line, 50 % ΔF/F, τ 150 ms at 2 ms a line: d′ = 16.8 at most, and √2 more for twice the light", () => {
    const transient = { photonsPerLine: 30, deltaFOverF: 0.5, rise_ms: 1, decay_ms: 150, linePeriod_ms: 2 };
    const dim = expectedDetectability(transient);
    expect(dim.limit).toBeCloseTo(0.5 * Math.sqrt((15 * 150) / 2), 10);
    expect(dim.detectability).toBeLessThan(dim.limit);
    expect(expectedDetectability({ ...transient, photonsPerLine: 60 }).detectability / dim.detectability).toBeCloseTo(Math.SQRT2, 12);
    // What a plan of separation asks for, asked of the law itself.
    const plan = planSeparation(dim.detectability, 2 * dim.detectability);
    expect(expectedDetectability({ ...transient, photonsPerLine: plan.photons * transient.photonsPerLine }).detectability).toBeCloseTo(2 * dim.detectability, 9);
    expect(expectedDetectability({ ...transient, deltaFOverF: plan.deltaFOverF * transient.deltaFOverF }).detectability).toBeCloseTo(2 * dim.detectability, 9);
    expect([plan.power, plan.averaged]).toEqual([2, 4]);
    expect(planSeparation(5).photons).toBe(1);
    expect(() => planSeparation(0)).toThrow(/detectability must be positive/);
    expect(() => expectedDetectability({ ...transient, decay_ms: 0 })).toThrow(/decay_ms must be positive/);
  });
  test("planTrials refuses d′ = 2; 0.3 ± 0.15 takes the reference's 32 trials; 0.2 against 0.5 at 80 % power", () => {
    expect(() => planTrials({ probability: 0.3, halfWidth: 0.15, detectability: 2 })).toThrow(/2 noise SDs apart/);
    // Reference 14_n_for_wilson_expected_halfwidth.csv: p 0.3, ± 0.15.
    expect(planTrials({ probability: 0.3, halfWidth: 0.15, detectability: 6 }).trials).toBe(32);
    const plan = planComparison(0.2, 0.5);
    expect(plan.power).toBeGreaterThanOrEqual(0.8);
    expect(plan.trialsPerCondition).toBeGreaterThan(38);
  });
});
