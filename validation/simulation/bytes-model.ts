/**
 * A run in which everything that could differ between machines takes part: an active cell with a spine, channels
 * counted one by one, release by chance, calcium that reacts and diffuses, trials with events, doses and steps of their
 * own. And the layout in which its traces are compared, byte by byte. The same module runs in Node and in the browser.
 */
import { chosen, mechanism, type Cell, type Request, type Result, type Trial } from "#engine";
import { cylinder, withSpine } from "#morphology";

const here = chosen("an ordinary value; only that it is the same everywhere matters");

const sodium = mechanism("sodium", {
  placed: "over membrane",
  parameters: { gMax: ["120 mS/cm²", here], reversal: ["50 mV", here] },
  reads: { v: "mV" },
  states: { m: "1", h: "1" },
  derivative: ({ m, h }, { v }, _, { exp, linoid, mV, ms }) => {
    const opening = (1 / ms) * linoid(-(v + 40 * mV) / (10 * mV));
    const closing = (4 / ms) * exp(-(v + 65 * mV) / (18 * mV));
    const recovering = (0.07 / ms) * exp(-(v + 65 * mV) / (20 * mV));
    const inactivating = 1 / ms / (1 + exp(-(v + 35 * mV) / (10 * mV)));
    return { m: opening * (1 - m) - closing * m, h: recovering * (1 - h) - inactivating * h };
  },
  current: ({ m, h }, { v }, p) => ({ total: p.gMax * m * m * m * h * (v - p.reversal) }),
});

const potassium = mechanism("potassium", {
  placed: "over membrane",
  parameters: { gMax: ["36 mS/cm²", here], reversal: ["-77 mV", here] },
  reads: { v: "mV" },
  states: { n: "1" },
  derivative: ({ n }, { v }, _, { exp, linoid, mV, ms }) => ({
    n: (0.1 / ms) * linoid(-(v + 55 * mV) / (10 * mV)) * (1 - n) - (0.125 / ms) * exp(-(v + 65 * mV) / (80 * mV)) * n,
  }),
  current: ({ n }, { v }, p) => ({ total: p.gMax * n * n * n * n * (v - p.reversal) }),
});

const leak = mechanism("leak", {
  placed: "over membrane",
  parameters: { gMax: ["0.3 mS/cm²", here], reversal: ["-54.3 mV", here] },
  reads: { v: "mV" },
  states: {},
  current: (_, { v }, p) => ({ total: p.gMax * (v - p.reversal) }),
});

/**
 * A vesicle is released or not; where it is, transmitter opens what no drug blocks, and a tenth of what flows in is
 * calcium.
 */
const synapse = mechanism("synapse", {
  placed: "at a point",
  parameters: {
    gMax: ["0.5 nS", here], reversal: ["0 mV", here], closing: ["0.2 /ms", here],
    release: ["0.4", here], half: ["1 µM", here], bound: ["0.6", here], caFraction: ["0.1", here],
  },
  reads: { v: "mV", drug: "µM" },
  states: { open: "1" },
  derivative: ({ open }, _, p) => ({ open: -p.closing * open }),
  receives: ({ open }, { weight, chance }, p) => ({
    open: chance < p.release ? open + p.bound * weight * (1 - open) : open,
  }),
  current: ({ open }, { v, drug }, p) => {
    const total = (p.gMax / (1 + drug / p.half)) * open * (v - p.reversal);
    return { total, ca: v < p.reversal ? p.caFraction * total : 0 };
  },
});

/** Calcium channels that open and inactivate one by one; gMax is that of all together. */
const calciumChannel = mechanism("calciumChannel", {
  placed: "at a point",
  parameters: {
    gMax: ["0.02 nS", here], reversal: ["120 mV", here], inactivating: ["0.03 /ms", here],
    recovering: ["0.01 /ms", here],
  },
  reads: { v: "mV" },
  states: { closed: "1", open: "1", inactivated: "1" },
  rates: (_, { v }, p, { exp, mV, ms }) => ({
    "closed ⇌ open": [
      (2 / ms) / (1 + exp(-(v + 15 * mV) / (7 * mV))), (1.5 / ms) / (1 + exp((v + 15 * mV) / (7 * mV))),
    ],
    "open ⇌ inactivated": [p.inactivating, p.recovering],
  }),
  initial: () => ({ closed: 0.9, open: 0, inactivated: 0.1 }),
  current: ({ open }, { v }, p) => {
    const total = p.gMax * open * (v - p.reversal);
    return { total, ca: total };
  },
});

const calcium = mechanism("calcium", {
  placed: "in a volume",
  parameters: {
    rest: ["0.05 µM", here], caDiffusion: ["0.22 µm²/ms", here], dyeDiffusion: ["0.02 µm²/ms", here],
    buffer: ["100 µM", here], bufferOn: ["0.5 /µM/ms", here], bufferOff: ["5 /ms", here],
    dyeTotal: ["50 µM", here], dyeOn: ["0.4 /µM/ms", here], dyeOff: ["0.1 /ms", here], extrusion: ["0.3 /ms", here],
  },
  reads: { influx: "µM/ms" },
  states: { ca: "µM", bound: "µM", dye: "µM", bright: "µM" },
  derivative: ({ ca, bound, dye, bright }, { influx }, p) => {
    const toBuffer = p.bufferOn * ca * (p.buffer - bound) - p.bufferOff * bound;
    const toDye = p.dyeOn * ca * dye - p.dyeOff * bright;
    return { ca: influx - p.extrusion * (ca - p.rest) - toBuffer - toDye, bound: toBuffer, dye: -toDye, bright: toDye };
  },
  initial: (_, p) => ({
    ca: p.rest,
    bound: (p.buffer * p.rest) / (p.rest + p.bufferOff / p.bufferOn),
    dye: (p.dyeTotal * (p.dyeOff / p.dyeOn)) / (p.rest + p.dyeOff / p.dyeOn),
    bright: (p.dyeTotal * p.rest) / (p.rest + p.dyeOff / p.dyeOn),
  }),
  ion: { name: "ca", valence: 2, state: "ca" },
  mobile: { ca: "caDiffusion", dye: "dyeDiffusion", bright: "dyeDiffusion" },
});

const cable = { axialResistivity: 100, capacitance: 1 };
const ballAndStick = [
  cylinder({ name: "soma", kind: "soma", length: 20, diameter: 20, compartments: 1, ...cable }),
  cylinder({
    name: "dendrite", kind: "dendrite", length: 200, diameter: 2, compartments: 21, parent: { section: "soma", at: 1 },
    ...cable
  }),
];
const sections = withSpine(ballAndStick, {
  name: "spine", on: { section: "dendrite", at: 0.6 }, ...cable,
  neck: { length: 1, diameter: 0.2, compartments: 3 }, head: { length: 0.5, diameter: 0.5 },
});
const head = { section: "spine head" };

const cell: Cell = {
  sections,
  start: "-65 mV",
  membrane: [
    {
      mechanism: sodium, in: { kinds: ["soma", "dendrite"] },
      with: { gMax: (c) => (c.kind === "soma" ? "120 mS/cm²" : "40 mS/cm²") },
    },
    { mechanism: potassium, in: { kinds: ["soma", "dendrite"] } },
    { mechanism: leak, in: "everywhere" },
  ],
  points: [
    { name: "synapse", mechanism: synapse, at: head },
    { name: "calciumChannels", mechanism: calciumChannel, at: head, channels: 40 },
  ],
  pools: [{
    mechanism: calcium,
    in: (c) => c.section.startsWith("spine") || (c.section === "dendrite" && c.at > 0.55 && c.at < 0.7),
  }],
  electrodes: [{
    name: "pipette", kind: "current clamp", at: { section: "soma" },
    pipette: { seriesResistance: "15 MΩ", capacitance: "5 pF" },
  }],
};

/**
 * Trials differ in events, some in the dose of a drug and in a conductance, some in a pulse of their own; none of the
 * times lies on a grid.
 */
function trial(number: number): Trial {
  return {
    number,
    events: Array.from({ length: 1 + (number % 4) }, (_, i) => (
      { point: "synapse", at: `${0.313 + 0.271 * number + 2.7 * i} ms`, weight: 1 + (i % 2) }
    )),
    ...(number % 3 === 0 && {
      set: { "synapse.drug": `${0.2 + 0.05 * number} µM`, "synapse.gMax": `${0.5 + 0.1 * number} nS` },
    }),
    ...(number % 2 === 1 && {
      commands: [
        { electrode: "pipette", from: `${1 + 0.37 * number} ms`, to: `${2 + 0.37 * number} ms`, level: "1.2 nA" },
      ],
    }),
  };
}

/** Two ways to step in which lanes go different ways. */
export const STEPS = {
  "fixed steps": { kind: "fixed", dt: "0.025 ms" },
  "adaptive steps": { kind: "adaptive", tolerance: "0.02 mV" },
} as const;

export type Stepping = keyof typeof STEPS;

export function bytesRequest(step: Stepping, duration: string): Request {
  return {
    cell, duration,
    settle: "0.5 ms",
    step: STEPS[step],
    seed: 3,
    trials: Array.from({ length: 10 }, (_, i) => trial(i)),
    commands: [{ electrode: "pipette", from: "1.5 ms", to: "2.5 ms", level: "1.5 nA" }],
    probes: {
      soma: { of: "v", at: { section: "soma" }, every: "0.1 ms" },
      head: { of: "v", at: head, every: "0.1 ms" },
      sodium: { of: "sodium.m", at: { section: "dendrite", at: 0.9 }, every: "0.1 ms" },
      synapse: { of: "synapse.current", every: "0.05 ms" },
      channels: { of: "calciumChannels.open", every: "0.1 ms" },
      pipette: { of: "pipette.v", every: "0.1 ms" },
      calcium: { of: "calcium.ca", at: head, every: "0.1 ms" },
      dye: { of: "calcium.bright", at: { section: "dendrite", at: 0.6 }, every: "0.1 ms" },
    },
  };
}

/** Every sample as eight bytes, lowest first: trace by trace in the order of the request, trial by trial, in time. */
export function bytesOf({ traces }: Result): Uint8Array<ArrayBuffer> {
  const samples = Object.values(traces).flatMap(({ trials }) => trials.flatMap((trial) => [...trial]));
  const view = new DataView(new ArrayBuffer(8 * samples.length));
  samples.forEach((value, i) => view.setFloat64(8 * i, value, true));
  return new Uint8Array(view.buffer);
}
