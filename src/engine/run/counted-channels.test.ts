import { describe, expect, test } from "vitest";
import { passiveLeak, twoStateChannel } from "#model";
import { cylinder } from "#morphology";
import { chosen, mechanism } from "../language/index.js";
import type { Request } from "./request.js";
import { simulate } from "./simulate.js";

const CHANNELS = 50;
const TRIALS = 400;

/**
 * A cell of 0.79 pF behind a clamp whose RC is half a step, so that a jump of the command is over within one. The channels
 * carry nothing: the voltage stays where it is held.
 */
const STEP = 0.025;
const capacitance = 0.01 * Math.PI * 5 * 5;
const resistance = (1000 * STEP) / 2 / capacitance;

const request: Request = {
  cell: {
    sections: [cylinder({
      name: "soma", kind: "soma", length: 5, diameter: 5, compartments: 1, axialResistivity: 100, capacitance: 1,
    })],
    start: "-65 mV",
    membrane: [],
    points: [{
      name: "channels", mechanism: twoStateChannel, at: { section: "soma" }, with: { gMax: "0 nS" }, channels: CHANNELS,
    }],
    electrodes: [{
      name: "clamp", kind: "voltage clamp", at: { section: "soma" }, pipette: { seriesResistance: `${resistance} MΩ` },
    }],
  },
  duration: "5.1 ms",
  step: { kind: "fixed", dt: `${STEP} ms` },
  tables: "exact",
  commands: [{ electrode: "clamp", level: "0 mV" }],
  trials: TRIALS,
  seed: 50,
  probes: {
    // Channels stand in the middle of steps, where odd multiples of 1.0125 ms lie.
    open: { of: "channels.open", every: "1.0125 ms" },
    v: { of: "v", at: { section: "soma" }, every: `${STEP} ms` },
  },
};

/** Of the squid's n gate, per ms. */
const opening = (v: number): number => (-0.1 * (v + 55)) / 10 / Math.expm1(-(v + 55) / 10);
const closing = (v: number): number => 0.125 * Math.exp(-(v + 65) / 80);
const rests = (v: number): number => opening(v) / (opening(v) + closing(v));
/** Chance of being open at t: at rest at −65 mV until half a step after the start, then on the way to 0 mV. */
const chance = (t: number): number =>
  rests(0) + (rests(-65) - rests(0)) * Math.exp(-(opening(0) + closing(0)) * (t - STEP / 2));

describe("50 channels of two states, clamped from −65 to 0 mV in 400 trials", () => {
  const { traces } = simulate(request);

  test("see 0 mV from the first step on", () => {
    for (const v of traces["v"]!.trials) v.forEach((mV, k) => expect(Math.abs(mV - (k === 0 ? -65 : 0))).toBeLessThan(1e-9));
  });

  // Independent channels, each open with chance p: N·p on average with variance N·p·(1 − p), whose own variance over n
  // trials is (µ₄ − σ⁴(n − 3)/(n − 1))/n, µ₄ = σ²·(1 + 3(N − 2)·p(1 − p)).
  test.each([1, 3, 5])("have a binomial count of open ones at %i × 1.0125 ms: mean and variance within z = 4", (sample) => {
    const p = chance(1.0125 * sample);
    const counts = traces["open"]!.trials.map((x) => x[sample]! * CHANNELS);
    const mean = counts.reduce((a, b) => a + b) / TRIALS;
    const variance = counts.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (TRIALS - 1);
    const expected = CHANNELS * p * (1 - p);
    const fourth = expected * (1 + 3 * (CHANNELS - 2) * p * (1 - p));
    const zMean = (mean - CHANNELS * p) / Math.sqrt(expected / TRIALS);
    const zVariance = (variance - expected) / Math.sqrt((fourth - (expected ** 2 * (TRIALS - 3)) / (TRIALS - 1)) / TRIALS);
    for (const count of counts) expect(Math.abs(count - Math.round(count))).toBeLessThan(1e-9);
    expect(Math.abs(zMean)).toBeLessThan(4);
    expect(Math.abs(zVariance)).toBeLessThan(4);
  });
});

/** Opens and closes at 0.05 /ms whatever the voltage, and begins shut. */
const blinking = mechanism("blinking", {
  placed: "at a point",
  parameters: { gMax: ["0.05 nS", chosen("opened, it moves the cell by millivolts"), { from: "0 nS", to: "10 nS" }] },
  reads: { v: "mV" },
  states: { shut: "1", open: "1" },
  initial: () => ({ shut: 1, open: 0 }),
  rates: (_, _reads, _p, { ms }) => ({ "shut ⇌ open": [0.05 / ms, 0.05 / ms] }),
  current: ({ open }, { v }, p, { mV }) => ({ total: p.gMax * open * (v - 0 * mV) }),
});

// An opening bends the voltage, so the step in which it falls is repeated. A channel that was drawn again for the shorter
// step opened less often the more it carried: 0.004 of the time where 0.49 is the law.
describe.each([1, 10])("%i channels whose openings make adaptive steps be repeated", (channels) => {
  const trials = 1000 / channels;
  const { traces, cost } = simulate({
    cell: {
      sections: [cylinder({
        name: "soma", kind: "soma", length: 5, diameter: 5, compartments: 1, axialResistivity: 100, capacitance: 1,
      })],
      start: "-65 mV",
      membrane: [{ mechanism: passiveLeak, in: "everywhere" }],
      points: [{ name: "channels", mechanism: blinking, at: { section: "soma" }, channels }],
    },
    duration: "40 ms", step: { kind: "adaptive", tolerance: "0.01 mV" }, trials, seed: 51,
    probes: { open: { of: "channels.open", every: "10 ms" } },
  });

  test.each([1, 2, 4])("are open with the chance of their scheme at %i × 10 ms, within z = 4", (sample) => {
    const p = 0.5 * (1 - Math.exp(-0.1 * 10 * sample));
    const mean = traces["open"].trials.reduce((sum, x) => sum + x[sample]!, 0) / trials;
    expect(Math.abs(mean - p) / Math.sqrt((p * (1 - p)) / (trials * channels))).toBeLessThan(4);
    expect(cost.rejected).toBeGreaterThan(trials);
  });
});

// Between two steps a count of channels was interpolated, which gave fractions of a channel, and more of them than there are.
test("what is recorded of 3 channels at any moment is a whole number of them, from 0 to 3", () => {
  for (const step of [{ kind: "fixed", dt: "0.1 ms" }, { kind: "adaptive", tolerance: "0.1 mV" }] as const) {
    const { traces } = simulate({
      ...request, step, duration: "20 ms", trials: 5, cell: { ...request.cell, points: [{ ...request.cell.points![0]!, channels: 3 }] },
      probes: { open: { of: "channels.open", every: "0.013 ms" } },
    });
    const found = new Set(traces.open.trials.flatMap((x) => [...x].map((share) => 3 * share)));
    expect([...found].toSorted()).toEqual([0, 1, 2, 3]);
  }
});
