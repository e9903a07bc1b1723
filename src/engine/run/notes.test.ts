import { describe, expect, test } from "vitest";
import { ampaNmda, calciumPool, highThresholdCalcium, passiveLeak } from "#model";
import { cylinder } from "#morphology";
import { refusal } from "../../testing/refusal.js";
import type { Cell } from "../cell.js";
import { chosen, mechanism } from "../language/index.js";
import type { Request, Step } from "./request.js";
import { simulate } from "./simulate.js";

const size = { axialResistivity: 100, capacitance: 1 };
const any = chosen("an ordinary value");
const cell: Cell = {
  sections: [
    cylinder({ name: "soma", kind: "soma", length: 20, diameter: 20, compartments: 1, ...size }),
    cylinder({ name: "spine", kind: "spine", length: 0.5, diameter: 0.5, compartments: 1, parent: { section: "soma", at: 1 }, ...size }),
  ],
  start: "-65 mV",
  membrane: [
    { mechanism: passiveLeak, in: "everywhere", with: { reversal: "-65 mV" } },
    { mechanism: highThresholdCalcium, in: { sections: ["spine"] } },
  ],
  points: [{ name: "synapse", mechanism: ampaNmda, at: { section: "spine" } }],
  pools: [{ mechanism: calciumPool, in: { sections: ["spine"] } }],
  electrodes: [{ name: "clamp", kind: "voltage clamp", at: { section: "soma" }, pipette: { seriesResistance: "1 MΩ" } }],
};
const request: Request = { cell, duration: "4 ms", tables: "exact", probes: {} };

describe("what would be passed over is said", () => {
  test("events and commands that come when the trial is over: how many, of which trials, from when on", () => {
    const events = [{ point: "synapse", at: "1 ms" }, { point: "synapse", at: "4 ms" }];
    const commands = [{ electrode: "clamp", from: "5 ms", to: "6 ms", level: "-60 mV" }];
    expect(simulate({ ...request, trials: [{ events: events.slice(0, 1) }, { number: 7, events }] }).notes)
      .toEqual(["1 events or commands of trial 7 come when it is over, at 4 ms or later: they never happen"]);
    expect(simulate({ ...request, trials: [{ events, commands }, { events }] }).notes)
      .toEqual(["3 events or commands of 2 trials, 0 the first of them come when it is over, at 4 ms or later: they never happen"]);
    expect(simulate({ ...request, trials: [{ events: events.slice(0, 1) }] }).notes).toEqual([]);
  });

  test("calcium that 64 parts of a step leave less exact than was asked for: how many parts, by how much", () => {
    const wild = mechanism("wild", {
      placed: "in a volume",
      parameters: { fast: ["2000 /ms", any], swing: ["40 /ms", any], unit: ["1 µM", any] },
      reads: { influx: "µM/ms" },
      states: { ca: "µM", x: "µM" },
      derivative: ({ ca, x }, { influx }, p) => ({ ca: influx + p.swing * x - p.fast * (ca - p.unit), x: p.swing * x * (ca / p.unit) }),
      initial: (_, p) => ({ ca: p.unit, x: p.unit }),
      ion: { name: "ca", valence: 2, state: "ca" },
    });
    const pools = [{ mechanism: wild, in: { sections: ["spine"] } }];
    const rough = simulate({ ...request, cell: { ...cell, pools }, duration: "0.1 ms", poolTolerance: 1e-9 });
    expect(rough.cost.roughParts).toBeGreaterThanOrEqual(64);
    expect(rough.cost.largestPoolError).toBeGreaterThan(1e-9);
    expect(rough.notes).toContainEqual(expect.stringMatching(
      new RegExp(`^reaction and diffusion were off by up to .* in ${rough.cost.roughParts} parts of steps, where 1e-9 was asked for: `)));
    const { cost, notes } = simulate({ ...request, events: [{ point: "synapse", at: "1 ms" }] });
    expect(cost.roughParts).toBe(0);
    expect(cost.largestPoolError).toBeGreaterThan(0);
    expect(cost.largestPoolError).toBeLessThanOrEqual(0.05);
    expect(notes).toEqual([]);
  });

  test("numbers outside their bounds, also those of a trial and of a command: which, in which trials, between what they make sense", () => {
    const own = chosen("between bounds");
    const bounded = mechanism("bounded", {
      placed: "over membrane",
      parameters: { g: ["0.1 mS/cm²", own, { from: "0 mS/cm²", to: "1 mS/cm²" }], reversal: ["-65 mV", own] },
      reads: { v: "mV" }, states: {}, current: (_, { v }, p) => ({ total: p.g * (v - p.reversal) }),
    });
    const asked = (given: string): Cell => ({ ...cell, membrane: [{ mechanism: bounded, in: "everywhere", with: { g: given } }], pools: [] });
    const sentence = (given: string): string => `g = ${given} lies outside its bounds, 0 to 0.01 nS/µm²`;
    expect(simulate({ ...request, cell: asked("5 mS/cm²") }).notes).toEqual([`bounded: ${sentence("5 mS/cm²")}`]);
    const within = { ...request, cell: asked("0.5 mS/cm²") };
    expect(simulate({ ...within, trials: [{}, { set: { "bounded.g": "0.9 mS/cm²" } }] }).notes).toEqual([]);
    const set = { "bounded.g": "-5 mS/cm²" };
    expect(simulate({ ...within, trials: [{}, { set }, { set }, { set }] }).notes).toEqual([`trial 1 and 2 more: bounded.${sentence("-5 mS/cm²")}`]);
    expect(simulate({ ...within, commands: [{ setting: "bounded.g", from: "1 ms", to: "2 ms", level: "2 mS/cm²" }] }).notes)
      .toEqual([`trial 0: bounded.${sentence("2 mS/cm²")}`]);
  });

  test("steps that can't be as short as the error that was asked for wants them", () => {
    const commands = [{ electrode: "clamp", from: "1 ms", to: "2 ms", level: "-30 mV" }];
    const asked = (tolerance: string, shortest: string): Request =>
      ({ ...request, commands, step: { kind: "adaptive", tolerance, shortest } });
    const { cost, notes } = simulate(asked("0.0001 mV", "0.05 ms"));
    expect(cost.largestError).toBeGreaterThan(0.001);
    expect(notes).toEqual([expect.stringMatching(
      /^the voltage was off by up to [\d.]+ mV in a step, where 0.0001 mV was asked for: steps can't be shorter than 0.05 ms/)]);
    expect(simulate(asked("0.01 mV", "0.0001 ms")).notes).toEqual([]);
  });

  test.each(["fixed", "adaptive"] as const)("whose current it is that became no number, where the mechanism has no states: %s steps", (kind) => {
    const step: Step = kind === "fixed" ? { kind, dt: "0.025 ms" } : { kind, tolerance: "0.1 mV" };
    const rooted = mechanism("rooted", {
      placed: "over membrane",
      parameters: { g: ["1 mS/cm²", any], edge: ["-50 mV", any], width: ["1 mV", any] },
      reads: { v: "mV" },
      states: {},
      current: (_, { v }, p, { log }) => ({ total: 0.001 * p.g * p.width * log((p.edge - v) / p.width) }),
    });
    const broken = { ...cell, membrane: [...cell.membrane, { mechanism: rooted, in: { sections: ["soma"] } }] };
    const commands = [{ electrode: "clamp", from: "1 ms", level: "-30 mV" }];
    const error = refusal(() => simulate({ ...request, step, cell: broken, commands }));
    expect(error).toMatchObject({ code: "not-finite", fields: { place: "soma", what: "the current of rooted" } });
  });
});

// 1 pA of Ca²⁺ is 5.182136070 µM·µm³/ms (bench/neuron/MODEL.md), and the spine of 0.5 × 0.5 µm has 0.09817477042 µm³.
test("what flows into a pool can be probed: the membrane's calcium currents over charge and volume, to 1e-6 of the largest", () => {
  const every = "0.025 ms";
  const { traces } = simulate({
    ...request, events: [{ point: "synapse", at: "1 ms" }], commands: [{ electrode: "clamp", level: "-20 mV" }],
    probes: {
      influx: { of: "calciumPool.influx", at: { section: "spine" }, every },
      channels: { of: "highThresholdCalcium.ca", at: { section: "spine" }, every },
      synapse: { of: "synapse.ca", every },
    },
  });
  expect(traces.influx.unit).toBe("µM/ms");
  const perPicoampere = 5.182136070 / 0.09817477042;
  const [influx, channels, synapse] = [traces.influx, traces.channels, traces.synapse].map(({ trials }) => trials[0]!);
  expect(Math.max(...influx!)).toBeGreaterThan(1);
  influx!.slice(2).forEach((x, k) => {
    expect(Math.abs(x + perPicoampere * (channels![k + 2]! + synapse![k + 2]!))).toBeLessThan(1e-6 * Math.max(...influx!));
  });
});
