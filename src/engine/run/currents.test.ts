import { cylinder } from "#morphology";
import { highThresholdCalcium, passiveLeak, twoStateChannel } from "#model";
import { describe, expect, test } from "vitest";
import type { Cell } from "../cell.js";
import { chosen, mechanism } from "../language/index.js";
import type { Probe, Step } from "./request.js";
import { simulate } from "./simulate.js";

const ordinary = chosen("an ordinary value");
/** The mean of the voltage over the last milliseconds, and how far it has come, in a unit of its own. */
const slow = mechanism("slow", {
  placed: "over membrane", parameters: { g: ["1 nS/µm²", ordinary], tau: ["2 ms", ordinary] }, reads: { v: "mV" },
  states: { mean: "mV", way: "V·ms" },
  derivative: ({ mean }, { v }, p) => ({ mean: (v - mean) / p.tau, way: v - mean }),
  initial: ({ v }, p) => ({ mean: v, way: 0 * v * p.tau }),
  current: ({ mean }, { v }, p) => ({ total: p.g * (v - mean) }),
});

const size = { axialResistivity: 100, capacitance: 1 };

/** A clamp of 10 MΩ and a channel in one compartment. */
const cell: Cell = {
  sections: [cylinder({ name: "soma", kind: "soma", length: 20, diameter: 20, compartments: 1, ...size })],
  start: "-30 mV",
  membrane: [{ mechanism: passiveLeak, in: "everywhere" }],
  points: [{ name: "channel", mechanism: twoStateChannel, at: { section: "soma" } }],
  electrodes: [{ name: "clamp", kind: "voltage clamp", at: { section: "soma" }, pipette: { seriesResistance: "10 MΩ" } }],
};

const every = "0.025 ms";
const recorded = (step: Step, duration = "0.2 ms"): Record<"clamp" | "channel" | "open" | "v", number[]> => {
  const probes = {
    clamp: { of: "clamp.current", every }, channel: { of: "channel.current", every },
    open: { of: "channel.open", every }, v: { of: "v", at: { section: "soma" }, every },
  };
  const { traces } = simulate({ cell, duration, step, commands: [{ electrode: "clamp", level: "-20 mV" }], probes });
  const of = (name: keyof typeof probes): number[] => Array.from(traces[name].trials[0]!);
  return { clamp: of("clamp"), channel: of("channel"), open: of("open"), v: of("v") };
};

const steps: readonly Step[] = [
  { kind: "fixed", dt: "0.0125 ms" }, { kind: "adaptive", tolerance: "0.001 mV" }, { kind: "backward Euler", dt: "0.0125 ms" },
];

test("what is recorded of a state is in its own kind of unit", () => {
  const probes = { mean: { of: "slow.mean", at: { section: "soma" }, every }, way: { of: "slow.way", at: { section: "soma" }, every }, open: { of: "channel.open", every } };
  const { traces } = simulate({ cell: { ...cell, membrane: [...cell.membrane, { mechanism: slow, in: "everywhere" }] }, duration: "0.1 ms", probes });
  expect(Object.values(traces).map(({ unit }) => unit)).toEqual(["mV", "ms·mV", "1"]);
});

// Ohm's law holds at every sample, though voltage and current are known at different moments of a step: exactly by backward
// Euler, to second order in the step (0.06 mV of 10 mV here) otherwise.
describe.each(steps)("currents with $kind steps", (step) => {
  test("the clamp's is what drops across its 10 MΩ, from the first sample to the last", () => {
    const { clamp, v } = recorded(step);
    expect(clamp).toHaveLength(9);
    clamp.forEach((pA, k) => expect(Math.abs(pA / 100 - (-20 - v[k]!))).toBeLessThan(step.kind === "backward Euler" ? 1e-9 : 0.06));
  });

  test("the channel's is g·open·(V − E), from the first sample to the last", () => {
    const { channel, open, v } = recorded(step);
    channel.forEach((pA, k) => expect(Math.abs(pA - open[k]! * (v[k]! + 77))).toBeLessThan(0.06));
  });
});

describe("a probe's place", () => {
  const branched: Cell = {
    sections: [
      cylinder({ name: "trunk", kind: "dendrite", length: 40, diameter: 2, compartments: 4, ...size }),
      ...["left", "right"].map((name) =>
        cylinder({ name, kind: "dendrite", length: 20, diameter: 1, compartments: 2, parent: { section: "trunk", at: 1 }, ...size })),
    ],
    start: "-65 mV",
    membrane: [{ mechanism: passiveLeak, in: "everywhere" }],
    electrodes: [{ name: "electrode", kind: "current clamp", at: { section: "trunk" } }],
  };
  const at = (place: NonNullable<Probe["at"]>): number => simulate({
    cell: branched, duration: "1 ms", commands: [{ electrode: "electrode", level: "100 pA" }],
    probes: { v: { of: "v", at: place, every: "1 ms" } },
  }).traces["v"].trials[0]![1]!;

  test("on a border is the later compartment, as an electrode's: 0.5 of four is the third, which is charged most", () => {
    expect(at({ section: "trunk", at: 0.5 })).toBe(at({ section: "trunk", at: 0.625 }));
    expect(at({ section: "trunk", at: 0.5 })).toBeGreaterThan(at({ section: "trunk", at: 0.375 }));
  });

  test("at the end where others branch off is the last compartment, not the branch point", () => {
    expect(at({ section: "trunk", at: 1 })).toBe(at({ section: "trunk", at: 0.875 }));
  });
});

// Kirchhoff: what the neck carries into a head without other membrane is its capacitance's and its leak's, and in the end the leak's alone.
test("what comes along the cable: a steady current leaves by the leak of what lies beyond, and into a sealed head it charges the capacitance", () => {
  const sections = [
    cylinder({ name: "soma", kind: "soma", length: 20, diameter: 20, compartments: 1, ...size }),
    cylinder({ name: "neck", kind: "neck", length: 1, diameter: 0.1, compartments: 3, parent: { section: "soma", at: 0.5 }, ...size }),
    cylinder({ name: "head", kind: "head", length: 1, diameter: 1, compartments: 1, parent: { section: "neck", at: 1 }, ...size }),
  ];
  const along: Cell = {
    sections, start: "-65 mV", membrane: [{ mechanism: passiveLeak, in: { kinds: ["head"] }, with: { gMax: "2 mS/cm²", reversal: "-65 mV" } }],
    electrodes: [{ name: "clamp", kind: "voltage clamp", at: { section: "soma" }, pipette: { seriesResistance: "1 MΩ" } }],
  };
  const { traces } = simulate({
    cell: along, duration: "50 ms", commands: [{ electrode: "clamp", level: "-35 mV" }], step: { kind: "fixed", dt: "0.005 ms" },
    probes: {
      axial: { of: "axial", at: { section: "head" }, every: "0.005 ms" }, v: { of: "v", at: { section: "head" }, every: "0.005 ms" },
      leak: { of: "passiveLeak.current", at: { section: "head" }, every: "0.005 ms" },
    },
  });
  const [axial, v, leak] = [traces.axial, traces.v, traces.leak].map(({ trials }) => trials[0]!);
  expect(traces.axial.unit).toBe("pA");
  expect(leak!.at(-1)!).toBeGreaterThan(1);
  expect(Math.abs(axial!.at(-1)! / leak!.at(-1)! - 1)).toBeLessThan(1e-6);
  const charge = (current: Float64Array): number => current.reduce((sum, x) => sum + x * 0.005, 0);
  const capacitance = 0.01 * Math.PI;
  expect(Math.abs((charge(axial!) - charge(leak!)) / (capacitance * (v!.at(-1)! + 65)) - 1)).toBeLessThan(0.05);
  expect(() => simulate({ cell: along, duration: "1 ms", probes: { a: { of: "axial", at: { section: "soma" }, every: "1 ms" } } }))
    .toThrow('There is no neighbour towards the root, for probe a, of "soma"; there are neck, head.');
});

describe("a mechanism's current over the membrane of one compartment", () => {
  const spiny: Cell = {
    ...cell,
    sections: [cylinder({ name: "soma", kind: "soma", length: 20, diameter: 20, compartments: 2, ...size })],
    membrane: [
      { mechanism: passiveLeak, in: "everywhere", with: { gMax: (c) => (c.at < 0.5 ? "0.3 mS/cm²" : "0.6 mS/cm²") } },
      { mechanism: highThresholdCalcium, in: { sections: ["soma"] } },
    ],
  };
  const half = { of: "passiveLeak.current", every } as const;

  test.each(steps)("is g·area·(V − E) where it is, twice as large where g is, with $kind steps", (step) => {
    const { traces } = simulate({
      cell: spiny, duration: "0.2 ms", step, commands: [{ electrode: "clamp", level: "-20 mV" }],
      probes: {
        first: { ...half, at: { section: "soma", at: 0.1 } }, second: { ...half, at: { section: "soma", at: 0.9 } },
        v1: { of: "v", at: { section: "soma", at: 0.1 }, every }, v2: { of: "v", at: { section: "soma", at: 0.9 }, every },
      },
    });
    const nS = 0.3 * 1e-2 * Math.PI * 20 * 10; // 0.3 mS/cm² of half a cylinder of 20 by 20 µm
    const [first, second, v1, v2] = ["first", "second", "v1", "v2"].map((name) => traces[name as "first"].trials[0]!) as [Float64Array, Float64Array, Float64Array, Float64Array];
    first.forEach((pA, k) => expect(Math.abs(pA - nS * (v1[k]! + 65))).toBeLessThan(0.3));
    second.forEach((pA, k) => expect(Math.abs(pA - 2 * nS * (v2[k]! + 65))).toBeLessThan(0.6));
  });

  test("is all calcium's where calcium alone flows, and what has none or isn't there is refused", () => {
    const at = { section: "soma" };
    const probes = { all: { of: "highThresholdCalcium.current", at, every }, ca: { of: "highThresholdCalcium.ca", at, every } };
    const { traces } = simulate({ cell: spiny, duration: "0.2 ms", commands: [{ electrode: "clamp", level: "0 mV" }], probes });
    expect(Math.min(...traces.all.trials[0]!)).toBeLessThan(-0.01);
    expect(traces.ca.trials[0]).toEqual(traces.all.trials[0]);
    expect(() => simulate({ cell: spiny, duration: "1 ms", probes: { x: { of: "passiveLeak.ca", at, every } } }))
      .toThrow(/highThresholdCalcium\.current/u);
  });
});
