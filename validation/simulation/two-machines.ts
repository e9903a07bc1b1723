/** Interpreter and WebAssembly over whole runs in which all that the engine has takes part: equal in every bit. */
import { mechanism, simulate, type Cell, type Request, type Step } from "#engine";
import {
  ampaNmda, calciumPool, fiveStateCalcium, highThresholdCalcium, highThresholdCalciumGhk, passiveLeak, twoStateChannel,
} from "#model";
import { prescribed, verdictOf, type EvidenceRow } from "./evidence.js";
import { piece, squid } from "./membranes.js";

/** A synapse that releases with a chance of its own. */
const unreliable = mechanism("unreliable", {
  placed: "at a point",
  parameters: {
    gMax: ["2 nS", prescribed], decay: ["1.5 ms", prescribed], reversal: ["0 mV", prescribed],
    release: ["0.4", prescribed],
  },
  reads: { v: "mV" },
  states: { open: "1" },
  derivative: ({ open }, _, p) => ({ open: -open / p.decay }),
  current: ({ open }, { v }, p) => ({ total: p.gMax * open * (v - p.reversal) }),
  initial: () => ({ open: 0 }),
  receives: ({ open }, { weight, chance }, p) => ({ open: chance < p.release ? open + weight : open }),
});

const cell: Cell = {
  sections: [
    piece("soma", "soma", [15, 15], 1),
    piece("dendrite", "left", [40, 1.2], 2, { section: "soma", at: 1 }),
    piece("dendrite", "right", [30, 0.8], 1, { section: "soma", at: 1 }),
    piece("neck", "neck", [1, 0.15], 1, { section: "left", at: 0.5 }),
    piece("head", "head", [0.6, 0.6], 1, { section: "neck", at: 1 }),
  ],
  start: (c) => (c.kind === "soma" ? "-65 mV" : "-66 mV"),
  membrane: [
    ...squid.map((placement) => ({ ...placement, in: { kinds: ["soma", "dendrite"] } })),
    { mechanism: passiveLeak, in: { kinds: ["neck", "head"] } },
    {
      mechanism: highThresholdCalcium, in: { sections: ["left", "head"] },
      with: { gMax: (c) => (c.kind === "head" ? "1 mS/cm²" : "0.3 mS/cm²"), inactivation: "20 ms" },
    },
    { mechanism: highThresholdCalciumGhk, in: { sections: ["right"] } },
  ],
  points: [
    { name: "receptors", mechanism: ampaNmda, at: { section: "head" } },
    { name: "unreliable", mechanism: unreliable, at: { section: "right", at: 0.8 } },
    { name: "channels", mechanism: twoStateChannel, at: { section: "soma" }, channels: 40 },
    { name: "calciumChannels", mechanism: fiveStateCalcium, at: { section: "head" }, channels: 7 },
    { name: "meanChannels", mechanism: fiveStateCalcium, at: { section: "left", at: 0.2 } },
  ],
  pools: [{ mechanism: calciumPool, in: { kinds: ["dendrite", "neck", "head"] }, shells: 2 }],
  electrodes: [
    {
      name: "current", kind: "current clamp", at: { section: "soma" },
      pipette: { seriesResistance: "20 MΩ", capacitance: "4 pF" },
    },
    { name: "voltage", kind: "voltage clamp", at: { section: "right", at: 1 }, pipette: { seriesResistance: "15 MΩ" } },
    { name: "dynamic", kind: "conductance", at: { section: "left", at: 1 }, reversal: "-10 mV" },
  ],
};

const every = "0.05 ms";
const request: Omit<Request, "step"> = {
  cell,
  duration: "3 ms",
  settle: "0.25 ms",
  seed: 11,
  commands: [
    { electrode: "current", from: "0.2137 ms", to: "0.9 ms", level: "900 pA" },
    { electrode: "voltage", from: "1.8 ms", to: "2.5 ms", level: { from: "-70 mV", to: "-20 mV" } },
    { electrode: "dynamic", from: "1 ms", to: "1.6181 ms", level: "3 nS" },
  ],
  events: [{ point: "receptors", at: "0.3 ms" }],
  trials: [0, 1, 2, 3, 4].map((number) => ({
    number,
    events: [0.1, 0.7, 1.3, 1.9].map((t, k) =>
      ({ point: "unreliable", at: `${t + 0.123 * number + 0.01 * k} ms`, weight: 1 + 0.5 * k })),
    ...(number % 2 === 1 && {
      set: { "highThresholdCalcium.inactivation": `${20 * number} ms`, "unreliable.decay": "3 ms" },
    }),
  })),
  probes: {
    v: { of: "v", at: { section: "soma" }, every },
    head: { of: "v", at: { section: "head" }, every },
    sodium: { of: "sodium.m", at: { section: "left", at: 1 }, every },
    open: { of: "channels.open", every },
    current: { of: "calciumChannels.current", every },
    clamp: { of: "voltage.current", every },
    calcium: { of: "calciumPool.ca", at: { section: "head" }, every },
    core: { of: "calciumPool.dyeCa", at: { section: "left", at: 0.5, shell: 1 }, every },
  },
};

const steps: readonly (readonly [string, Step, Pick<Request, "tables">])[] = [
  ["fixed steps", { kind: "fixed", dt: "0.025 ms" }, {}],
  ["fixed steps without tables", { kind: "fixed", dt: "0.025 ms" }, { tables: "exact" }],
  ["adaptive steps", { kind: "adaptive", tolerance: "0.02 mV" }, {}],
  ["backward Euler", { kind: "backward Euler", dt: "0.025 ms" }, {}],
];

export function twoMachineRows({ duration = "3 ms" } = {}): EvidenceRow[] {
  return steps.map(([name, step, tables]) => {
    const [ours, theirs] = (["interpreter", "WebAssembly"] as const).map((target) =>
      simulate({ ...request, ...tables, duration, step }, { target }).traces) as [Traces, Traces];
    let [numbers, differing] = [0, 0];
    for (const [probe, { trials }] of Object.entries(ours)) {
      trials.forEach((samples, trial) => samples.forEach((x, k) => {
        numbers++;
        // Zeros of either sign and what is no number count as they are.
        if (!Object.is(x, theirs[probe]?.trials[trial]?.[k]) || !Number.isFinite(x)) differing++;
      }));
    }
    return {
      case: `interpreter and WebAssembly, ${name}: of ${numbers} samples differ`,
      reference: "0", error: String(differing), tolerance: "0",
      verdict: verdictOf(differing === 0),
    };
  });
}

type Traces = ReturnType<typeof simulate>["traces"];
