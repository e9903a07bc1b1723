// An action potential and what it lets into a spine: mechanisms, cell, run, and how far to trust the numbers.
import { chosen, convergence, mechanism, simulate } from "radiatum/engine";
import { calciumPool, highThresholdCalcium, leak, potassium, sodium } from "radiatum/model";
import { cylinder, withSpine } from "radiatum/morphology";

// I = ḡ·m·(V − E), dm/dt = (m∞ − m)/τ: a slow potassium current, declared as a paper would print it and checked for units.
const slowPotassium = mechanism("slowPotassium", {
  placed: "over membrane",
  parameters: { gMax: ["0.5 mS/cm²", chosen("an example")], reversal: ["-90 mV", chosen("an example")], tau: ["20 ms", chosen("an example")] },
  reads: { v: "mV" },
  states: { m: "1" },
  derivative: ({ m }, { v }, p, { exp, mV }) => ({ m: (1 / (1 + exp(-(v + 35 * mV) / (10 * mV))) - m) / p.tau }),
  current: ({ m }, { v }, p) => ({ total: p.gMax * m * (v - p.reversal) }),
});

const cable = { axialResistivity: 100, capacitance: 1 };
const sections = withSpine([
  cylinder({ name: "soma", kind: "soma", length: 20, diameter: 20, compartments: 1, ...cable }),
  cylinder({ name: "dendrite", kind: "apical", length: 300, diameter: 2, compartments: 31, parent: { section: "soma", at: 1 }, ...cable }),
], { name: "spine", on: { section: "dendrite", at: 0.5 }, neck: { length: 1, diameter: 0.15, compartments: 5 }, head: { volume: 0.1 }, ...cable });

const request = {
  cell: {
    sections,
    start: "-65 mV",
    membrane: [
      ...[sodium, potassium, leak, slowPotassium].map((each) => ({ mechanism: each, in: { kinds: ["soma", "apical"] } })),
      { mechanism: highThresholdCalcium, in: { kinds: ["spine head"] } },
    ],
    pools: [{ mechanism: calciumPool, in: { kinds: ["spine neck", "spine head"] } }],
    electrodes: [{ name: "pipette", kind: "current clamp", at: { section: "soma" } }],
  },
  commands: [{ electrode: "pipette", from: "5 ms", to: "7 ms", level: "1.5 nA" }],
  trials: [{}, { set: { "calciumPool.dyeTotal": "0 µM" } }], // with 50 µM of dye, and without
  duration: "40 ms",
  probes: { calcium: { of: "calciumPool.ca", at: { section: "spine head" }, every: "0.1 ms" } },
} as const;

const peaks = simulate(request).traces.calcium.trials.map((trial) => `${Math.max(...trial).toFixed(2)} µM`);
console.log(`peak calcium in the head, with dye and without: ${peaks.join(", ")}`);
const { step, compartments } = convergence(request).calcium;
console.log(`half the step moves it by ${step.toFixed(3)} µM, compartments a third as long by ${compartments.toFixed(3)} µM`);
