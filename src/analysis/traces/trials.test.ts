import { describe, expect, test } from "vitest";
import { suggestExclusions, usualCriteria, type TrialFacts } from "./trials.js";

const fit: TrialFacts[] = Array.from({ length: 6 }, (_, trial) => ({
  trial, lines: 200, restingPotential: -68, baseline: { value: 100 + trial, standardError: 2 }, position: 13 + 0.1 * trial, saturated: 0, rise: 8, halfDecay: 60,
}));
const with3 = (change: Partial<TrialFacts>): TrialFacts[] => fit.map((fact) => (fact.trial === 3 ? { ...fact, ...change } : fact));

describe("trials one might leave out", () => {
  test("six trials that rest at −68 mV, keep still and shine alike: none", () => {
    expect(suggestExclusions(fit)).toEqual([]);
  });
  test.each<[Partial<TrialFacts>, RegExp]>([
    [{ restingPotential: -55 }, /rests at −55 mV; the criterion is more negative than −55 mV/],
    [{ lines: 150 }, /stops after 150 of 200 lines/],
    [{ baseline: { value: 60, standardError: 2 } }, /60 counts, 40\.9 % below the median trial \(10[12]\)/],
    [{ baseline: { value: 150, standardError: 2 } }, /45\.6 % above the median trial \(103\)/],
    [{ position: 16 }, /2\.7 pixels from where it lies.*limit 1\.5/],
    [{ saturated: 0.02 }, /2 % of the region's readings/],
    [{ rise: 80 }, /rises in 80 ms.*slower than 50 ms/],
    [{ halfDecay: 700 }, /700 ms to halve/],
    [{ remark: "blebbing" }, /Noted at the rig: blebbing\./],
  ])("%o is suggested for the fourth trial, with the numbers", (change, sentence) => {
    const [only, ...others] = suggestExclusions(with3(change));
    expect(only).toMatchObject({ trial: 3 });
    expect(only!.reason).toMatch(sentence);
    expect(others).toEqual([]);
  });
  test("a baseline 40 % off, but by less than 5 SE, is noise", () => {
    expect(suggestExclusions(with3({ baseline: { value: 60, standardError: 10 } }))).toEqual([]);
  });
  test("two faults are two sentences; what is unknown judges nothing; two trials have no usual one", () => {
    expect(suggestExclusions(with3({ restingPotential: -50, lines: 10 }))).toHaveLength(2);
    expect(suggestExclusions([{ trial: 0, lines: 5 }])).toEqual([]);
    expect(suggestExclusions([{ trial: 0, lines: 5, position: 0 }, { trial: 1, lines: 5, position: 30 }])).toEqual([]);
  });
  test("a stricter resting potential is the caller's to set", () => {
    expect(suggestExclusions(fit, { ...usualCriteria, restingPotential: -70 })).toHaveLength(6);
  });
});
