import { describe, expect, test } from "vitest";
import type { Recording } from "#recording";
import { demonstrationSynapse, twoStateSynapse } from "#microscope";
import { isRefusal } from "../measurement.js";
import { measure, measureGroups, trialGroups } from "./index.js";
import { oneSession } from "./testing/session.js";

/** Spines that answer every stimulus with these mean ΔF/F, protocol after protocol in one session. */
function session(amplitudes: Readonly<Record<string, number>>, { seed, trials }: { seed: number; trials: number }): Recording {
  return oneSession(Object.fromEntries(Object.entries(amplitudes).map(([protocol, amplitude], i) =>
    [protocol, twoStateSynapse(100 * seed + i, { ...demonstrationSynapse, trials, releaseProbability: 1, amplitude })])));
}

const AMPLITUDES = { EPSP: 0.8, AP: 0.4, blocked: 0 };
const stimuli = session(AMPLITUDES, { seed: 5, trials: 12 });
/** The same, with half of every stimulus's trials in a drug that changes nothing. */
const both: Recording = { ...stimuli, trials: stimuli.trials.map((trial, i) => ({ ...trial, condition: i % 2 === 0 ? "control" : "drug" })) };

describe("trials of one recording", () => {
  test("are one group without a name where nothing is labelled, or all is alike", () => {
    const plain = twoStateSynapse(1);
    expect(trialGroups(plain).map(({ name, trials }) => [name, trials.length])).toEqual([["", plain.trials.length]]);
  });
  test("are grouped by what differs, in the order in which it came", () => {
    expect(trialGroups(stimuli).map(({ name }) => name)).toEqual(["EPSP", "AP", "blocked"]);
    expect(trialGroups(both).map(({ name, trials }) => [name, trials.length])).toEqual(
      ["EPSP", "AP", "blocked"].flatMap((name) => [[`control: ${name}`, 6], [`drug: ${name}`, 6]]));
  });
});

describe("groups of stimuli", () => {
  const grouped = measureGroups(stimuli);
  test("are each what measure says of those trials alone, in the places that all trials together decide", () => {
    const [first] = grouped.groups;
    const own: Recording = {
      ...stimuli, lineScans: stimuli.lineScans.map((scan) => ({ ...scan, trials: scan.trials.slice(0, 12) })),
    };
    const { regions, background } = measure(stimuli).parameters;
    const alone = measure(own, { regions, background: background.replace("auto ", "") });
    const found = first && "answer" in first.found ? first.found.answer : undefined;
    expect(found?.regions).toEqual(alone.regions);
    expect(found?.trials.map(({ trial }) => trial)).toEqual(first?.trials);
  });
  test("the ratio of a stimulus to the first is that of what was put in, within an interval narrower than ±40 %", () => {
    const [ratio] = grouped.comparisons.filter(({ quantity, name }) => name === "AP / EPSP" && quantity.startsWith("spine"));
    if (!ratio || isRefusal(ratio.ratio)) throw new Error("no ratio");
    const { interval } = ratio.ratio;
    expect(interval!.low).toBeLessThan(0.5);
    expect(interval!.high).toBeGreaterThan(0.5);
    expect(interval!.high - interval!.low).toBeLessThan(0.4);
  });
  test("one that brings nothing has no fitted amplitude, yet a mean whose interval holds 0, and a ratio near 0", () => {
    const blocked = grouped.groups[2];
    const [mean] = blocked?.responses ?? [];
    if (!mean || isRefusal(mean.mean)) throw new Error("no mean");
    expect(mean.mean.interval!.low).toBeLessThan(0);
    expect(mean.mean.interval!.high).toBeGreaterThan(0);
    const [ratio] = grouped.comparisons.filter(({ group, quantity }) => group === "blocked" && quantity.startsWith("spine"));
    expect(ratio && !isRefusal(ratio.ratio) ? Math.abs(ratio.ratio.value) : 1).toBeLessThan(0.1);
  });
});

describe("trials of a search", () => {
  const searched = session({ search: 0.8, EPSP: 0.8, AP: 0.4 }, { seed: 5, trials: 12 });
  test("are measured like any other, and compared with nothing: the first stimulus that counts is the reference", () => {
    const { groups, comparisons } = measureGroups(searched);
    expect(groups.map(({ name, found }) => [name, "answer" in found])).toEqual([["search", true], ["EPSP", true], ["AP", true]]);
    expect(new Set(comparisons.map(({ name }) => name))).toEqual(new Set(["AP / EPSP"]));
  });
  test("of one condition don't make its first stimulus another's", () => {
    const { comparisons } = measureGroups({ ...searched, trials: searched.trials.map((trial, i) => ({ ...trial, condition: i % 2 === 0 ? "control" : "drug" })) });
    expect(new Set(comparisons.map(({ name }) => name))).toEqual(new Set(["drug / control, EPSP", "drug / control, AP"]));
  });
});

describe("groups of stimuli and conditions", () => {
  const grouped = measureGroups(both);
  test("are compared condition with condition, stimulus by stimulus: a drug that does nothing gives 1", () => {
    const spine = grouped.comparisons.filter(({ quantity, group }) => quantity.startsWith("spine") && !group.includes("blocked"));
    expect(spine.map(({ name }) => name)).toEqual(["drug / control, EPSP", "drug / control, AP"]);
    for (const { ratio } of spine) {
      if (isRefusal(ratio)) throw new Error(ratio.refused);
      expect(ratio.interval!.low).toBeLessThan(1);
      expect(ratio.interval!.high).toBeGreaterThan(1);
    }
  });
  test("a chosen condition leaves its stimuli, which are then compared", () => {
    const { groups, comparisons } = measureGroups(both, { conditions: ["drug"] });
    expect(groups.map(({ name }) => name)).toEqual(["drug: EPSP", "drug: AP", "drug: blocked"]);
    expect(comparisons[0]?.name).toBe("AP / EPSP");
  });
  test("a name that no trial has is refused, with those there are", () => {
    expect(() => measureGroups(both, { stimuli: ["EPSC"] })).toThrow(
      'No trial of the recording has the stimulus "EPSC"; there are "EPSP", "AP", "blocked".');
    expect(() => measureGroups(both, { conditions: ["APV"] })).toThrow(
      'No trial of the recording has the condition "APV"; there are "control", "drug".');
  });
});

test("an electrode's recording alone is grouped as well", () => {
  const { groups } = measureGroups({ ...both, lineScans: [], sweeps: twoStateSynapse(1).sweeps.slice(0, 36) });
  expect(groups.map(({ name }) => name)).toHaveLength(6);
  expect(groups.every(({ found, trials }) => "answer" in found && found.answer.trials.length === trials.length)).toBe(true);
});
