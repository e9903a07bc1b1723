/**
 * How fast errors fall when steps are halved: measured on runs of our own, without a reference. With u(h) the result of
 * steps h, the order is log₂ of |u(h) − u(h/2)| / |u(h/2) − u(h/4)|, the largest difference over all samples.
 */
import { mechanism, simulate, type Cell, type Step } from "#engine";
import { exponentialSynapse, highThresholdCalcium, spineCalcium } from "#model";
import {
  judged, largestDifference, measured, prescribed, samplesOf, shown, told, trace, type EvidenceRow, type Experiment,
  type Samples,
} from "./evidence.js";
import { piece, squid } from "./membranes.js";
import { bufferedCalcium } from "./reference-calcium.js";

/** Never in parts, whose number would differ between runs. */
const WHOLE_STEPS = 1e9;

type Study = Omit<Experiment, "step">;

/** Membrane of Hodgkin & Huxley on one compartment of 20 × 20 µm. */
const squidCell: Cell = {
  sections: [piece("soma", "soma", [20, 20], 1)],
  start: "-65 mV",
  membrane: squid,
  points: [{
    name: "synapse", mechanism: exponentialSynapse, at: { section: "soma" }, with: { gMax: "20 nS", decay: "2 ms" },
  }],
  electrodes: [{ name: "electrode", kind: "current clamp", at: { section: "soma" } }],
};

const probes = {
  v: { of: "v", at: { section: "soma" }, every: "0.1 ms" },
  h: { of: "sodium.h", at: { section: "soma" }, every: "0.1 ms" },
} as const;

/** A ramp has no edge; the others begin and end between any two steps of the grid. */
export const studies: Readonly<Record<string, Study>> = {
  "spikes on a ramp of current": {
    cell: squidCell, duration: "20 ms", probes,
    commands: [{ electrode: "electrode", level: { from: "0 pA", to: "400 pA" } }],
  },
  "a pulse with its edges off the grid": {
    cell: squidCell, duration: "20 ms", probes,
    commands: [{ electrode: "electrode", from: "2.00037 ms", to: "3.41421 ms", level: "300 pA" }],
  },
  "an event off the grid": {
    cell: squidCell, duration: "20 ms", probes, events: [{ point: "synapse", at: "3.14159 ms" }],
  },
};

/** High-threshold calcium channel with a fixed reversal: what brings the calcium. */
const calciumChannel = mechanism("calciumChannel", {
  placed: "over membrane",
  parameters: {
    gMax: ["1 mS/cm²", prescribed], reversal: ["60 mV", prescribed],
    half: ["-15 mV", prescribed], relaxation: ["0.8 ms", prescribed],
  },
  reads: { v: "mV" },
  states: { m: "1" },
  derivative: ({ m }, { v }, p, { exp, mV }) => ({ m: (1 / (1 + exp(-(v - p.half) / (6 * mV))) - m) / p.relaxation }),
  current: ({ m }, { v }, p) => {
    const total = p.gMax * m * m * (v - p.reversal);
    return { total, ca: total };
  },
});

/** Spikes open calcium channels in a dendrite and its spine; calcium reacts, and diffuses through the neck. */
const calciumStudy: Study = {
  cell: {
    sections: [
      piece("dendrite", "dendrite", [20, 2], 7),
      piece("neck", "neck", [1, 0.2], 3, { section: "dendrite", at: 0.5 }),
      piece("head", "head", [0.7, 0.7], 1, { section: "neck", at: 1 }),
    ],
    start: "-65 mV",
    membrane: [...squidCell.membrane, { mechanism: calciumChannel, in: { kinds: ["head", "dendrite"] } }],
    pools: [{ mechanism: bufferedCalcium, in: "everywhere" }],
    electrodes: [{ name: "electrode", kind: "current clamp", at: { section: "dendrite" } }],
  },
  duration: "20 ms",
  poolTolerance: WHOLE_STEPS,
  commands: [{ electrode: "electrode", from: "2.00037 ms", to: "3.41421 ms", level: "60 pA" }],
  probes: {
    v: { of: "v", at: { section: "head" }, every: "0.1 ms" },
    "free Ca in the head": { of: "bufferedCalcium.ca", at: { section: "head" }, every: "0.1 ms" },
    "dye with Ca in the shaft": { of: "bufferedCalcium.caDye", at: { section: "dendrite", at: 0.6 }, every: "0.1 ms" },
  },
};

/**
 * The same with the model's own spine: calcium that binds within a hundredth of a step follows its sources, and has the
 * second order only where steps are as short as the binding (order reduction: Hairer & Wanner 1996, IV.15).
 */
const spineStudy: Study = {
  ...calciumStudy,
  cell: {
    ...calciumStudy.cell,
    membrane: [...squidCell.membrane, { mechanism: highThresholdCalcium, in: { kinds: ["head", "dendrite"] } }],
    pools: [{ mechanism: spineCalcium, in: "everywhere" }],
  },
  probes: {
    v: { of: "v", at: { section: "head" }, every: "0.1 ms" },
    "free Ca in the head": { of: "spineCalcium.ca", at: { section: "head" }, every: "0.1 ms" },
    "dye with Ca in the head": { of: "spineCalcium.dyeCa", at: { section: "head" }, every: "0.1 ms" },
  },
};

type Kind = "fixed" | "backward Euler";
const ORDERS = { fixed: 2, "backward Euler": 1 } as const;

/** The order of each probe over steps h, h/2, h/4, with h the longest in ms. */
export function orderRows(name: string, study: Study, kind: Kind, longest: number): EvidenceRow[] {
  return ordersOf(study, kind, longest).map(({ probe, order }) =>
    judged(`order in time, ${kind}, ${name}: ${probe}`, String(ORDERS[kind]), order - ORDERS[kind], 0.1));
}

function ordersOf(study: Study, kind: Kind, longest: number): { probe: string; order: number }[] {
  const runs = [1, 2, 4].map((parts) => measured({ ...study, step: { kind, dt: `${longest / parts} ms` } }));
  return Object.keys(study.probes).map((probe) =>
    ({ probe, order: Math.log2(ratioOfDifferences(runs.map((samples) => trace(samples, probe)))) }));
}

function spineOrderRows(): EvidenceRow[] {
  const named = (longest: number, probe: string): string =>
    `order in time, fixed from ${longest} ms, the model's own spine, whose buffers bind within microseconds: ${probe}`;
  return [
    ...ordersOf(spineStudy, "fixed", 0.0025).map(({ probe, order }) => judged(named(0.0025, probe), "2", order - 2, 0.1)),
    ...ordersOf(spineStudy, "fixed", 0.025).map(({ probe, order }) => told(named(0.025, probe), "2", shown(order))),
  ];
}

/** How much less the last two of three courses differ than the first two. */
function ratioOfDifferences(courses: readonly Float64Array[]): number {
  const [a, b, c] = courses as [Float64Array, Float64Array, Float64Array];
  return largestDifference(a, b) / largestDifference(b, c);
}

/**
 * A spike that starts at one end, recorded in the middle, whose compartment keeps its centre when cut in three. Where
 * current is injected the voltage has a kink, which calcium smooths over a micrometre: not the place for orders.
 */
function spaceRows(): EvidenceRow[] {
  const step: Step = { kind: "fixed", dt: "0.005 ms" };
  const run = (compartments: number): Samples => {
    const cell: Cell = {
      ...squidCell, sections: [piece("dendrite", "cable", [300, 1], compartments)], points: [],
      membrane: [...squidCell.membrane, { mechanism: calciumChannel, in: "everywhere" }],
      pools: [{ mechanism: bufferedCalcium, in: "everywhere", with: { start: "0.05 µM" } }],
      electrodes: [{ name: "electrode", kind: "current clamp", at: { section: "cable", at: 0 } }],
    };
    return measured({
      cell, step, duration: "8 ms", poolTolerance: WHOLE_STEPS,
      // A rise without an edge, which would leave the trapezoid ringing in compartments this short.
      commands: [
        { electrode: "electrode", to: "2 ms", level: { from: "0 pA", to: "800 pA" } },
        { electrode: "electrode", from: "2 ms", to: "4 ms", level: { from: "800 pA", to: "0 pA" } },
      ],
      probes: {
        v: { of: "v", at: { section: "cable" }, every: "0.1 ms" },
        "dye with Ca": { of: "bufferedCalcium.caDye", at: { section: "cable" }, every: "0.1 ms" },
      },
    });
  };
  const runs = [27, 81, 243].map(run);
  return ["v", "dye with Ca"].map((probe) => {
    const order = Math.log(ratioOfDifferences(runs.map((samples) => trace(samples, probe)))) / Math.log(3);
    return judged(`order in space, spike along 300 µm in 27, 81, 243 compartments: ${probe}`, "2", order - 2, 0.1);
  });
}

/**
 * Adaptive steps hold the error of each step to the tolerance; the error of a spike at the end is larger, and falls
 * with the ⅔ power of the tolerance, since steps go with its cube root and the error with their square.
 */
function adaptiveRows(): EvidenceRow[] {
  const study = studies["a pulse with its edges off the grid"] as Study;
  const exact = trace(measured({ ...study, step: { kind: "fixed", dt: "0.0005 ms" } }), "v");
  const run = (step: Step): { error: number; steps: number } => {
    const result = simulate({ ...study, step });
    return { error: largestDifference(trace(samplesOf(result), "v"), exact), steps: result.cost.steps };
  };
  const adaptive = [0.1, 0.01, 0.001, 0.0001].map((tolerance) =>
    ({ tolerance, ...run({ kind: "adaptive", tolerance: `${tolerance} mV` }) }));
  const fixed = run({ kind: "fixed", dt: "0.025 ms" });
  const power = Math.log10((adaptive[0]?.error as number) / (adaptive[3]?.error as number)) / 3;
  return [
    ...adaptive.map(({ tolerance, error, steps }) =>
      told(`adaptive steps, tolerance ${tolerance} mV, ${steps} of them: error of a spike, mV`, "", shown(error))),
    told(`fixed steps of 0.025 ms, ${fixed.steps} of them: the same, mV`, "", shown(fixed.error)),
    judged("adaptive steps: power with which the error falls with the tolerance", "0.67", power - 2 / 3, 0.15),
  ];
}

export function convergenceRows(): EvidenceRow[] {
  const pulse = "a pulse with its edges off the grid";
  return [
    ...Object.entries(studies).flatMap(([name, study]) => orderRows(name, study, "fixed", 0.01)),
    ...orderRows(pulse, studies[pulse] as Study, "backward Euler", 0.001),
    ...orderRows("calcium through channels", calciumStudy, "fixed", 0.01),
    ...spineOrderRows(),
    ...spaceRows(),
    ...adaptiveRows(),
  ];
}
