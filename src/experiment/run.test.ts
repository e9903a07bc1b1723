import { describe, expect, test } from "vitest";
import { supralinearity } from "#analysis";
import type { RigError } from "#errors";
import { amount, readProtocol } from "#protocol";
import type { Recording } from "#recording";
import { sessionOf, simulateHere, type Truth } from "#rig";
import { rejection } from "../testing/refusal.js";
import { ca1Pyramidal, lineScan, protocol, run, runWithTruth, toProtocol } from "./index.js";

const cell = ca1Pyramidal({ dye: { name: "OGB-1", concentration: "200 µM" }, temperature: "34 °C" });
const spine = cell.spineAt({ dendrite: "oblique", distance: "120 µm" });
const epsp = protocol.epsp(spine, { at: "100 ms" });
const ap = protocol.actionPotential({ at: "110 ms" });
const imaging = lineScan(spine, { lines: "500 Hz", duration: "600 ms" });
const conditions = { EPSP: [epsp], AP: [ap], paired: [epsp, ap] };

/** A person's file of the same experiment. */
const file = `
temperature: 34 °C
spine: { dendrite: oblique, distance: 120 µm }
pipette: { dye: OGB-1 200 µM }
stimuli:
  EPSP: { kind: EPSP, at: 100 ms }
  AP: { kind: AP, at: 110 ms }
  paired: [{ kind: EPSP, at: 100 ms }, { kind: AP, at: 110 ms }]
trials: 2
duration: 600 ms
imaging: { kind: line scan, period: 2 ms }
seed: 1
`;

describe("run", async () => {
  const progress: [number, number][] = [];
  const { recording, truth } = await runWithTruth(cell, {
    conditions, imaging, trials: 2, seed: 1, onProgress: (done, of) => { progress.push([done, of]); },
  });

  test("its recording is that of the protocol file that says the same: every count, sample and word", () => {
    const { recording: other } = simulateHere(readProtocol(file));
    expect({ ...recording, issues: [] }).toEqual({ ...other, issues: [] });
    expect(recording.issues).toHaveLength(other.issues.length);
  });

  test("the truth is apart from it: 0.1 ms by 0.1 ms, of each trial", () => {
    expect(truth.trials.map(({ stimulus }) => stimulus)).toEqual(recording.trials.map((trial) => trial.protocol));
    expect(truth.trials[0]!.traces[0]).toHaveLength(6001);
    expect(JSON.stringify(recording.provenance)).not.toContain("head_calcium");
  });

  test("with another seed it is another, in its light and at its electrode", async () => {
    const other = await run(cell, { conditions: { EPSP: [epsp] }, imaging, trials: 1, seed: 2 });
    const counts = ({ lineScans }: Recording): unknown => lineScans[0]!.trials[0]!.pixels[0];
    expect(counts(other)).not.toEqual(counts(recording));
    expect(other.sweeps[0]!.samples).not.toEqual(recording.sweeps[0]!.samples);
  });

  test("trials carry the experiment's names, of which the compiler knows the conditions", () => {
    expect(recording.trials.map((trial) => trial.protocol)).toEqual(["EPSP", "EPSP", "AP", "AP", "paired", "paired"]);
    const known: ("EPSP" | "AP" | "paired")[] = recording.trials.map((trial) => trial.protocol);
    expect(new Set(known).size).toBe(3);
    // @ts-expect-error "pared" is no condition of the experiment
    expect(() => supralinearity(recording, { paired: "pared", alone: ["EPSP", "AP"] }))
      .toThrow('No trial of the line scan is called "pared"');
  });

  test("it says within trials and after each how far it has come", () => {
    const done = progress.map(([share]) => share);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(done.some((share) => !Number.isInteger(share))).toBe(true);
    expect(progress.at(-1)).toEqual([6, 6]);
  });

  test("it can be asked for traces, as a file can", () => {
    const { trials } = recording.channel("OGB-1").along({ from: "3 µm", to: "4 µm" });
    expect(trials).toHaveLength(6);
    expect(trials[0]!.values).toHaveLength(300);
  });

  test("it lets others go first between slices, and is given up within one of them when they say so", async () => {
    const controller = new AbortController();
    let said = 0;
    const { signal } = controller;
    const running = run(cell, { conditions, imaging, trials: 1000, signal, onProgress: (done) => { said = done; } });
    setTimeout(() => { controller.abort(); }, 1500);
    await expect(running).rejects.toMatchObject({ kind: "refused", code: "cancelled", fields: { trials: 3000 } });
    const { fields } = await rejection(running) as RigError;
    expect(fields["done"]).toBeLessThanOrEqual(said);
    await expect(run(cell, { conditions, signal: { aborted: true } }))
      .rejects.toMatchObject({ fields: { done: 0, trials: 30 } });
  });

  test("what can't be is a rejection with the rig's sentence", async () => {
    const elsewhere = lineScan(spine, { path: [{ x: 20, y: 0 }, { x: 30, y: 0 }] });
    await expect(run(cell, { conditions, imaging: elsewhere, trials: 1 }))
      .rejects.toMatchObject({ kind: "usage", code: "line-misses-spine" });
  });
});

/** Mean rise of what a trial's truth holds, over its value at 90 ms, before anything is done. */
function rise({ quantities, interval, trials }: Truth, name: string, stimulus: string, condition: string): number {
  const q = quantities.findIndex((quantity) => quantity.name === name);
  const rises = trials.filter((trial) => trial.stimulus === stimulus && trial.condition === condition)
    .map(({ traces }) => traces[q]!.reduce((most, value) => Math.max(most, value)) - traces[q]![90 / interval]!);
  return rises.reduce((sum, one) => sum + one, 0) / rises.length;
}

describe("pairing an EPSP with an action potential, where release never fails", async () => {
  const sure = protocol.epsp(spine, { at: "100 ms", reliable: true });
  const { recording, truth } = await runWithTruth(cell, {
    conditions: { EPSP: [sure], AP: [ap], paired: [sure, ap] }, imaging, trials: 4, seed: 1,
    solutions: { control: {}, APV: { drugs: { "D-APV": "100 µM" }, wash: "0 min" } },
  });
  const ratio = (what: string, condition: string): number => {
    const of = (stimulus: string): number => rise(truth, what, stimulus, condition);
    return of("paired") / (of("EPSP") + of("AP"));
  };

  // Yuste & Denk 1995: supralinear, and NMDA receptors are what makes it so.
  test("brings more free calcium than both alone, by 20 to 100 %; in APV it is their sum within 5 %", () => {
    expect(ratio("head_calcium_uM", "control")).toBeGreaterThan(1.2);
    expect(ratio("head_calcium_uM", "control")).toBeLessThan(2);
    expect(Math.abs(ratio("head_calcium_uM", "APV") - 1)).toBeLessThan(0.05);
  });

  test("OGB-1 saturates, so that its fluorescence shows less of it than there is", () => {
    const dye = ratio("head_bound_dye_uM", "control");
    expect(dye).toBeGreaterThan(1.05);
    expect(dye).toBeLessThan(ratio("head_calcium_uM", "control") - 0.1);
  });

  test.each(["control", "APV"] as const)("the bench's interval has the bound dye's ratio in it: %s", (condition) => {
    const { ratio: found } = supralinearity(recording, { paired: "paired", alone: ["EPSP", "AP"], condition });
    expect(found.interval!.low).toBeLessThan(ratio("head_bound_dye_uM", condition));
    expect(found.interval!.high).toBeGreaterThan(ratio("head_bound_dye_uM", condition));
  });
});

test("two pathways: a shock to one spine's axon releases nothing at the other's, and the other way round", () => {
  const far = cell.spineAt({ dendrite: "oblique", distance: "130 µm" });
  const here = protocol.epsp(spine, { reliable: true });
  const there = protocol.epsp(far, { reliable: true, elsewhere: 5 });
  const plan = toProtocol(cell, { conditions: { near: here, far: there, both: [here, there] }, imaging, trials: 1 });
  const trials = sessionOf(plan, { truth: true }).trials;
  const released = trials.map(({ attempts }) =>
    attempts.map(({ axon, spine: onto }) => `${axon}, ${onto ?? "elsewhere"}`));
  expect(new Set(released[0])).toEqual(new Set(["axon 1, spine 1", "axon 1, elsewhere"]));
  expect(new Set(released[1])).toEqual(new Set(["axon 2, spine 2", "axon 2, elsewhere"]));
  expect(released[2]).toHaveLength(21 + 6);
  expect(trials[2]!.shocks).toEqual([amount("100 ms", "time")]);
});
