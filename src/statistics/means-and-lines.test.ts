import { describe, expect, test } from "vitest";
import { randomStream } from "#random";
import { formatEstimate } from "./estimate.js";
import { equivalence, meanWithInterval, summarise, welchDifference } from "./means.js";
import { mixedModel } from "./mixed-model.js";
import { lackOfFit, line, lineAcrossGroups } from "./regression.js";

const refused = (code: string): unknown => expect.objectContaining({ kind: "refused", code });
const units = { xUnit: "mV", yUnit: "%" };

describe("means", () => {
  // t(0.975, 4) = 2.776445; s of 1…5 is √2.5.
  test("1…5 has mean 3 ± 2.7764·√0.5 and prints itself", () => {
    const { estimate, degreesOfFreedom } = meanWithInterval([1, 2, 3, 4, 5], { unit: "pA", nOf: "cells" });
    expect(degreesOfFreedom).toBe(4);
    expect(estimate.interval?.high).toBeCloseTo(3 + 2.7764451051977987 * Math.sqrt(0.5), 12);
    expect(formatEstimate(estimate)).toBe("3 pA (95 % CI 1.04 to 4.96, n = 5 cells)");
  });
  test("groups of equal size and variance: Welch's degrees of freedom are 2(n − 1)", () => {
    const { degreesOfFreedom } = welchDifference({ mean: 1, standardDeviation: 2, n: 9 }, { mean: 2, standardDeviation: 2, n: 9 }, { unit: "1" });
    expect(degreesOfFreedom).toBeCloseTo(16, 12);
  });
  test("equivalence is judged by whether the 90 % interval lies within the margin", () => {
    const [a, b] = [summarise([10, 11, 9, 10.5, 9.5]), summarise([10.2, 10.9, 9.2, 10.4, 9.6])];
    const test90 = welchDifference(a, b, { unit: "1", level: 0.9 });
    const edge = Math.max(Math.abs(test90.estimate.interval!.low), Math.abs(test90.estimate.interval!.high));
    expect(equivalence(test90, edge)).toBeCloseTo(0.05, 10);
    expect(equivalence(test90, 1.1 * edge)).toBeLessThan(0.05);
  });
  test.each([
    ["one value", () => meanWithInterval([1], { unit: "1" }), "too-few"],
    ["values all alike", () => meanWithInterval([2, 2, 2], { unit: "1" }), "no-spread"],
    ["a group of one", () => welchDifference({ mean: 1, standardDeviation: 1, n: 1 }, { mean: 1, standardDeviation: 1, n: 5 }, { unit: "1" }), "too-few"],
    ["two groups without spread", () => welchDifference({ mean: 1, standardDeviation: 0, n: 3 }, { mean: 2, standardDeviation: 0, n: 3 }, { unit: "1" }), "no-spread"],
  ])("%s: no interval, but a refusal", (_, call, code) => expect(call).toThrow(refused(code)));
});

describe("lines", () => {
  test("the slope carries the unit %/mV", () => {
    expect(line([1, 2, 3, 4], [1, 3, 2, 5], units).slope.estimate.unit).toBe("%/mV");
  });
  test("adding 1e7 to x and y changes the slope by less than 1e-8 of itself", () => {
    const [x, y] = [[1, 2, 3, 4, 5], [2, 4, 5, 4, 5]];
    const moved = line(x.map((v) => v + 1e7), y.map((v) => v + 1e7), units).slope;
    expect(moved.estimate.value).toBeCloseTo(0.6, 8);
    expect(moved.pValue).toBeCloseTo(line(x, y, units).slope.pValue, 8);
  });
  test.each([
    ["two points", () => line([1, 2], [1, 2], units), "too-few"],
    ["one x", () => line([3, 3, 3], [1, 2, 3], units), "no-spread"],
    ["NaN in y", () => line([1, 2, 3], [1, Number.NaN, 3], units), "not-finite"],
    ["no repeats for lack of fit", () => lackOfFit([1, 2, 3, 4], [1, 3, 2, 5]), "too-few"],
    ["two levels for lack of fit", () => lackOfFit([1, 1, 2, 2], [1, 3, 2, 5]), "too-few"],
    ["one group across groups", () => lineAcrossGroups([1, 2, 3], [1, 3, 2], ["a", "a", "a"], units), "too-few"],
  ])("%s: no line, but a refusal", (_, call, code) => expect(call).toThrow(refused(code)));
});

describe("mixedModel", () => {
  const [groups, perX, xs] = [6, 3, [-1, 0, 1, 2]];
  const random = randomStream(11, 0, 0);
  const rows = Array.from({ length: groups }, (_, g) => {
    const level = 3 * random.normal();
    return xs.flatMap((x) => Array.from({ length: perX }, () => ({ g, x, y: 5 + level + 0.7 * x + random.normal() })));
  }).flat();
  const fit = (kind: Parameters<typeof mixedModel>[3]["random"], of = rows): ReturnType<typeof mixedModel> =>
    mixedModel(of.map((r) => r.x), of.map((r) => r.y), of.map((r) => r.g), { random: kind, ...units });

  // Balanced data have a closed form: REML equals the analysis of variance (Searle, Casella & McCulloch 1992, ch. 4).
  test("balanced groups: variances are those of the analysis of variance, and the slope has n − groups − 1 degrees of freedom", () => {
    const n = rows.length;
    const own = (g: number): typeof rows => rows.filter((r) => r.g === g);
    const average = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
    const groupMeans = Array.from({ length: groups }, (_, g) => average(own(g).map((r) => r.y)));
    const xMean = average(rows.map((r) => r.x));
    const xx = rows.reduce((s, r) => s + (r.x - xMean) ** 2, 0);
    const slope = rows.reduce((s, r) => s + (r.x - xMean) * r.y, 0) / xx;
    const within = rows.reduce((s, r) => s + (r.y - groupMeans[r.g]! - slope * (r.x - xMean)) ** 2, 0) / (n - groups - 1);
    const between = groupMeans.reduce((s, m) => s + (m - average(groupMeans)) ** 2, 0) / (groups - 1);
    const model = fit("intercept");
    expect(model.residualStandardDeviation).toBeCloseTo(Math.sqrt(within), 7);
    expect(model.interceptDeviation).toBeCloseTo(Math.sqrt(between - within / (perX * xs.length)), 7);
    expect(model.slope.estimate.value).toBeCloseTo(slope, 10);
    expect(model.slope.estimate.standardError).toBeCloseTo(Math.sqrt(within / xx), 8);
    expect(model.slope.degreesOfFreedom / (n - groups - 1)).toBeCloseTo(1, 5);
  });
  test("balanced random slopes: the slope equals the mean of the groups' slopes, its test has groups − 1 degrees of freedom", () => {
    const wild = rows.map((r) => ({ ...r, y: r.y + [2, -1, 0.5, -2, 1, 3][r.g]! * r.x }));
    const model = fit("intercept and slope, correlated", wild);
    const summary = lineAcrossGroups(wild.map((r) => r.x), wild.map((r) => r.y), wild.map((r) => r.g), units).slope;
    expect(model.slope.estimate.value).toBeCloseTo(summary.estimate.value, 8);
    expect(model.slope.estimate.standardError).toBeCloseTo(summary.estimate.standardError!, 6);
    expect(model.slope.degreesOfFreedom).toBeCloseTo(groups - 1, 4);
  });
  test("groups that do not differ: the spread is 0 and a note says so", () => {
    const alike = rows.map((r, i) => ({ ...r, y: r.x + (i % 2 === 0 ? 1 : -1) }));
    const model = fit("intercept", alike);
    expect(model.interceptDeviation).toBeLessThan(1e-3);
    expect(model.note).toMatch(/limit/);
  });
  test.each([
    ["one group", () => fit("intercept", rows.filter((r) => r.g === 0)), "too-few"],
    ["one x", () => fit("intercept", rows.map((r) => ({ ...r, x: 1 }))), "no-spread"],
    ["four points", () => fit("intercept and slope, correlated", rows.filter((_, i) => i % 18 === 0)), "too-few"],
  ])("%s: no model, but a refusal", (_, call, code) => expect(call).toThrow(refused(code)));
});
