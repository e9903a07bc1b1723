import { describe, expect, test } from "vitest";
import type { LineScan } from "#recording";
import { oracleNumbers, oracleTable } from "../../../validation/traces/oracles.js";
import { templateFit } from "./amplitude.js";
import { baselineRatio, deltaFOverF, deltaFOverFAsPrinted, deltaRatio, restingFluorescence } from "./delta-f.js";
import { channelPixels, crossingTimes, matchedProfile, matchedScores, matchedTrace, ratioTrace, regionTrace } from "./extraction.js";
import { shapeOf } from "./time-course.js";

interface Plain { bg_from_px0_1: number; F0: number; dff_first5: number[]; dff_lines_205_210: number[]; baseline_sd: number; mean_205_224: number }
interface Reference {
  mean: number[];
  plain_roi6_12: Plain;
  plain_roi2_22_wide: Plain;
  matched: { profile: number[]; weights: number[]; score_first5: number[]; baseline_sd: number; predicted_baseline_sd: number; score_mean_205_224: number };
  template_fit: { baseline: number; amp: number; se_amp: number; z: number; max_of_template: number; peak_dff: number; peak_se: number };
}

/** 300 lines × 24 pixels of area 10: dark level 20, baseline of 200 lines, transient from line 200. */
const table = Object.values(oracleTable("inputs/10_linescan_300x24.csv"));
const scan = Float64Array.from({ length: 300 * 24 }, (_, i) => table[i % 24]![Math.floor(i / 24)]!);
const reference = oracleNumbers("expected/10_linescan.json") as Reference;
const baseline = { from: 0, to: 200 };
const close = (found: number, expected: number): void => expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));
const slice = (trace: Float64Array, from: number, to: number): number[] => Array.from(trace.subarray(from, to));
const spread = (values: Float64Array): number => {
  const m = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((total, v) => total + (v - m) ** 2, 0) / (values.length - 1));
};

describe("area 10, numpy: relative 1e-9", () => {
  // The dark level of 20 and the light of pixels 0 and 1 together are the background.
  const background = (reference.mean[0]! + reference.mean[1]!) / 2;
  test.each([["plain_roi6_12", 6, 12], ["plain_roi2_22_wide", 2, 22]] as const)("ΔF/F of %s", (name, from, to) => {
    const expected = reference[name];
    const trace = regionTrace(scan, { pixelsPerLine: 24, region: { from, to } });
    close(restingFluorescence([trace], { baseline, background }).value, expected.F0);
    const found = deltaFOverF(trace, { baseline, background }).map((percent) => percent / 100);
    slice(found, 0, 5).forEach((value, i) => close(value, expected.dff_first5[i]!));
    slice(found, 205, 211).forEach((value, i) => close(value, expected.dff_lines_205_210[i]!));
    close(spread(found.subarray(0, 200)), expected.baseline_sd);
    close(found.subarray(205, 225).reduce((a, b) => a + b, 0) / 20, expected.mean_205_224);
  });
  test("matched weights, scores of lines 0 to 4, predicted and found noise", () => {
    const profile = matchedProfile([scan], { pixelsPerLine: 24, baseline, response: { from: 205, to: 225 } });
    profile.signal.forEach((value, i) => close(value, reference.matched.profile[i]!));
    const { score, weights, predictedStandardDeviation } = matchedTrace(scan, profile);
    weights.forEach((value, i) => close(value, reference.matched.weights[i]!));
    slice(score, 0, 5).forEach((value, i) => close(value, reference.matched.score_first5[i]!));
    close(predictedStandardDeviation, reference.matched.predicted_baseline_sd);
    close(spread(score.subarray(0, 200)), reference.matched.baseline_sd);
  });
  test("template of τr 4, τd 120 ms at 400 ms: baseline, factor, error, peak 66.2 ± 2.5 %", () => {
    const times = Float64Array.from({ length: 300 }, (_, i) => 2 * i);
    const dff = deltaFOverF(regionTrace(scan, { pixelsPerLine: 24, region: { from: 6, to: 12 } }), { baseline, background }).map((p) => p / 100);
    const template = shapeOf(times, { onset: 400, rise: 4, decay: 120 });
    const fit = templateFit(dff, template);
    const expected = reference.template_fit;
    close(fit.baseline, expected.baseline);
    close(fit.amplitude, expected.amp);
    close(fit.standardError, expected.se_amp);
    close(fit.amplitude / fit.standardError, expected.z);
    close(Math.max(...template), expected.max_of_template);
    close(fit.amplitude * Math.max(...template), expected.peak_dff);
    close(fit.standardError * Math.max(...template), expected.peak_se);
  });
});

describe("ΔF/F as printed: ((F₁ − B₁) − (F₀ − B₀)) / (F₀ − B₀)", () => {
  test("F₁ 300, B₁ 110 against F₀ 200, B₀ 100 is 90 %, and B₁ counts line by line", () => {
    const found = deltaFOverFAsPrinted([300, 300], { background: [110, 100], first: { fluorescence: 200, background: 100 } });
    expect(Array.from(found)).toEqual([90, 100]);
  });
  test("one background for all lines, F₀ the mean of the baseline: the same as ΔF/F", () => {
    const trace = Float64Array.from([201, 199, 200, 202, 198, 200, 350, 300]);
    const window = { from: 0, to: 6 };
    const printed = deltaFOverFAsPrinted(trace, { background: 100, first: { fluorescence: 200, background: 100 } });
    deltaFOverF(trace, { baseline: window, background: 100 }).forEach((value, i) => expect(value).toBeCloseTo(printed[i]!, 9));
  });
  test("an F₀ at its background, or as many backgrounds as no trace has lines, is refused", () => {
    expect(() => deltaFOverFAsPrinted([1], { background: 0, first: { fluorescence: 5, background: 5 } })).toThrow(/F₀ is 0/);
    expect(() => deltaFOverFAsPrinted([1, 2], { background: [0], first: { fluorescence: 5, background: 1 } })).toThrow(/found 2 and 1/);
  });
});

describe("a baseline dimmer than 10 SE is refused", () => {
  // Alternating ±8 about 110: successive differences of 16 give a variance of 128 over 16 lines, SE 2.83.
  const trace = Float64Array.from({ length: 40 }, (_, i) => 110 + (i % 2 === 0 ? 8 : -8));
  test("10 counts above background with an SE of 2.83: the sentence gives both and what to do", () => {
    expect(() => deltaFOverF(trace, { baseline: { from: 0, to: 16 }, background: 100, label: "spine 2" })).toThrow(
      /spine 2: F₀ is 10 ± 2\.83 counts above background over 16 lines; ΔF\/F needs 10 SE\. Lengthen the baseline/,
    );
  });
  test("with background 50 the same trace has F₀ = 60 and is accepted", () => {
    expect(restingFluorescence([trace], { baseline: { from: 0, to: 16 }, background: 50 }).value).toBe(60);
  });
  test("a baseline that leaves the trace is refused", () => {
    expect(() => deltaFOverF(trace, { baseline: { from: 30, to: 50 }, background: 0 })).toThrow(/lines 30 to 49, and the trace has 40/);
  });
});

describe("matched traces from other trials", () => {
  test("a trial's own noise does not enter its profile: a single trial is refused", () => {
    expect(() => matchedScores([scan], { pixelsPerLine: 24, baseline, response: { from: 205, to: 225 } })).toThrow(/at least 2 trials/);
  });
  // Two identical trials: each gets the other's profile, so the mean score in the response window is 1 by construction.
  test("two equal trials score 1 in the response window and 0 in the baseline", () => {
    const [score] = matchedScores([scan, scan], { pixelsPerLine: 24, baseline, response: { from: 205, to: 225 } });
    close(score!.subarray(205, 225).reduce((a, b) => a + b, 0) / 20, reference.matched.score_mean_205_224);
    expect(Math.abs(score!.subarray(0, 200).reduce((a, b) => a + b, 0) / 200)).toBeLessThan(1e-12);
  });
  test("trials without a response have no profile", () => {
    const flat = new Float64Array(300 * 24).map((_, i) => 50 + (i % 7));
    expect(() => matchedTrace(flat, { signal: new Float64Array(24), rest: new Float64Array(24), variance: new Float64Array(24).fill(1) })).toThrow(/matched profile/);
  });
});

describe("ratios", () => {
  test("the mean of ratios is not the ratio of means: (10/10 + 30/20)/2 = 125 %", () => {
    const ratio = ratioTrace([12, 32, 12, 32], [11, 21, 11, 21], { numeratorBackground: 2, denominatorBackground: 1 });
    expect(Array.from(ratio)).toEqual([100, 150, 100, 150]);
    expect(baselineRatio([ratio], { baseline: { from: 0, to: 4 } }).value).toBe(125);
    expect(Array.from(deltaRatio(ratio, { baseline: { from: 0, to: 4 } }))).toEqual([-25, 25, -25, 25]);
  });
  test("a denominator that falls to its background names the lines and the channel", () => {
    expect(() => ratioTrace([1, 2], [5, 3], { numeratorBackground: 0, denominatorBackground: 3, channel: "Ch1" })).toThrow(/Ch1 is not above its background in 1 of 2 lines/);
  });
});

describe("from a scan", () => {
  const lineScan: LineScan = {
    name: "a", pixelsPerLine: 4, channels: [{ name: "Ch1" }, { name: "Ch2" }],
    trials: [{ trial: 0, lines: 1, start: 0, pixels: [null, Uint16Array.from([1, 2, 3, 5])] }],
    timing: { period: 2, source: "user", alternatives: [], contradictions: [] }, path: { shape: "straight", vertices: [] },
  };
  test("a channel whose file is missing names the trial; an unknown one the channels there are", () => {
    expect(() => channelPixels(lineScan, "Ch1")).toThrow(/Trial 1 has no pixels for Ch1/);
    expect(() => channelPixels(lineScan, "Ch3")).toThrow(/there are Ch1, Ch2/);
  });
  test("both ends of a region belong to it: pixels 1 to 3 of 1, 2, 3, 5 average 10/3", () => {
    const [pixels] = channelPixels(lineScan, "Ch2");
    expect(regionTrace(pixels!, { pixelsPerLine: 4, region: { from: 1, to: 3 } })[0]).toBeCloseTo(10 / 3, 12);
    expect(() => regionTrace(pixels!, { pixelsPerLine: 4, region: { from: 1, to: 4 } })).toThrow(/0 to 3/);
  });
  test("the beam crosses pixels 1 and 2 at the mean of their offsets; without offsets, at mid-line", () => {
    const line = { lines: 2, start: 10, period: 2, region: { from: 1, to: 2 } };
    expect(Array.from(crossingTimes({ ...line, pixelOffsets: [0.2, 0.6, 1.0, 1.4] }))).toEqual([10.8, 12.8]);
    expect(Array.from(crossingTimes(line))).toEqual([11, 13]);
  });
});
