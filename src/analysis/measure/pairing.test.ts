import { describe, expect, test } from "vitest";
import type { Recording } from "#recording";
import { demonstrationSynapse, twoStateSynapse } from "#microscope";
import { supralinearity } from "./pairing.js";
import { oneSession } from "./testing/session.js";

/** Spines that answer every stimulus with these mean ΔF/F, protocol after protocol in one session. */
function session(amplitudes: Readonly<Record<string, number>>, { seed, trials }: { seed: number; trials: number }): Recording {
  return oneSession(Object.fromEntries(Object.entries(amplitudes).map(([protocol, amplitude], i) =>
    [protocol, twoStateSynapse(100 * seed + i, { ...demonstrationSynapse, trials, releaseProbability: 1, amplitude })])));
}

const names = { paired: "paired", alone: ["EPSP", "AP"] };
const recording = session({ EPSP: 0.5, AP: 0.4, paired: 1.6 }, { seed: 1, trials: 30 });

describe("supralinearity of a recording", () => {
  const result = supralinearity(recording, names);

  test("1.6 against 0.5 + 0.4 is R = 1.78: found within an interval narrower than ±20 %", () => {
    const { value, interval } = result.ratio;
    expect(interval!.low).toBeLessThan(1.6 / 0.9);
    expect(interval!.high).toBeGreaterThan(1.6 / 0.9);
    expect(interval!.high - interval!.low).toBeLessThan(0.4 * value);
  });

  test("String() is fit to print", () => {
    expect(String(result)).toMatch(/^paired \/ \(EPSP \+ AP\) = 1\.\d\d \(95 % CI 1\.\d\d–2\.\d\d, 30 trials each\)$/);
    expect(String(supralinearity(recording, { paired: "paired", alone: ["EPSP"] }))).toMatch(/^paired \/ EPSP = /);
  });

  test("it is plain data: a clone and its JSON have every number", () => {
    expect(structuredClone(result)).toEqual(result);
    expect(Object.keys(result)).not.toContain("toString");
  });

  test("each protocol's 30 trials are its own, and the sum is that of the parts' means", () => {
    expect(result.alone.map(({ name, trials }) => [name, trials[0], trials.length])).toEqual([["EPSP", 0, 30], ["AP", 30, 30]]);
    expect(result.paired.trials).toEqual(Array.from({ length: 30 }, (_, i) => 60 + i));
    expect(result.sum.amplitude).toBeCloseTo(result.alone[0]!.amplitude.value + result.alone[1]!.amplitude.value, 10);
    expect(result.sum.mean[80]).toBeCloseTo(result.alone[0]!.mean[80]! + result.alone[1]!.mean[80]!, 10);
    expect(result).toMatchObject({ timeUnit: "ms", region: { name: "spine", from: 10, to: 16 }, paired: { stimulus: 100 } });
    expect(result.window.from).toBeGreaterThanOrEqual(50);
    expect(result.window.to).toBeLessThan(140);
  });

  test("a part that does not respond averages 0 within 3 standard errors", () => {
    const silent = supralinearity(session({ EPSP: 0.5, AP: 0, paired: 0.5 }, { seed: 3, trials: 30 }), names);
    expect(Math.abs(silent.alone[1]!.amplitude.value)).toBeLessThan(3 * silent.alone[1]!.amplitude.standardError!);
    expect(silent.ratio.interval!.low).toBeLessThan(1);
    expect(silent.ratio.interval!.high).toBeGreaterThan(1);
  });

  test("in a pairing of two stimuli 30 ms apart the second does not cut the fit short", () => {
    const second = recording.events.filter(({ trial }) => trial >= 60).map((event) => ({ ...event, start: event.start + 30, kind: "somatic" as const }));
    const twice = supralinearity({ ...recording, events: [...recording.events, ...second] }, names);
    expect(twice.ratio).toEqual(result.ratio);
  });

  test("trials left out are left out, and with 3 left there is a refusal", () => {
    const excluded = Array.from({ length: 5 }, (_, trial) => ({ trial, reason: "blebs" }));
    expect(supralinearity(recording, names, { excluded }).alone[0]!.trials).toHaveLength(25);
    const most = Array.from({ length: 27 }, (_, trial) => ({ trial, reason: "blebs" }));
    expect(() => supralinearity(recording, names, { excluded: most })).toThrow(/at least 4 trials, found 3/);
  });

  test("a name that no trial has, and protocols in two baths, get one sentence each", () => {
    expect(() => supralinearity(recording, { ...names, paired: "pared" })).toThrow('No trial of the line scan is called "pared"; there are "EPSP", "AP", "paired".');
    const washed = { ...recording, trials: recording.trials.map((trial) => (trial.index % 2 === 0 ? trial : { ...trial, condition: "D-APV" })) };
    expect(() => supralinearity(washed, names)).toThrow('Trials of "paired" ran in "control", "D-APV", which one number would mix; choose one: { condition: "control" }.');
    expect(supralinearity(washed, { ...names, condition: "D-APV" }).paired.trials).toHaveLength(15);
    expect(() => supralinearity(washed, { ...names, condition: "CNQX" })).toThrow('No trial of "paired" ran in "CNQX"');
  });

  test("trials named by their condition alone are found by it", () => {
    const byCondition = { ...recording, trials: recording.trials.map(({ protocol, ...trial }) => ({ ...trial, condition: protocol ?? "" })) };
    expect(supralinearity(byCondition, names).ratio).toEqual(result.ratio);
  });

  test("a misspelt protocol does not compile where the recording's type knows its names", () => {
    const typed = recording as Recording & { readonly trials: readonly { readonly protocol: "EPSP" | "AP" | "paired" }[] };
    expect(supralinearity(typed, { paired: "paired", alone: ["EPSP", "AP"] }).ratio).toEqual(result.ratio);
    // @ts-expect-error "pared" is no protocol of this recording
    expect(() => supralinearity(typed, { paired: "pared", alone: ["EPSP", "AP"] })).toThrow(/no trial/i);
  });
});
