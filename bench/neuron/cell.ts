/**
 * The cell and the trials of bench:neuron for our engine; MODEL.md has both in words and tables, model.py for NEURON.
 */
import type { Cell, Request, Step, Trial } from "#engine";
import { ampaNmda, calciumPool, highThresholdCalcium, leak, passiveLeak, potassium, sodium } from "#model";
import { cylinder, type Section } from "#morphology";

const CABLE = { axialResistivity: 100, capacitance: 1 };
const piece = (
  name: string, length: number, diameter: number, compartments: number, parent?: string, at = 1,
): Section =>
  cylinder({
    name, kind: name, length, diameter, compartments, ...CABLE,
    ...(parent !== undefined && { parent: { section: parent, at } })
  });

const excitable = { sections: ["soma", "tA", "sh", "tB", "b1", "b2"] };

export const cell: Cell = {
  sections: [
    piece("soma", 20, 20, 1),
    piece("tA", 310, 3, 31, "soma"),
    piece("sh", 10, 3, 1, "tA"),
    piece("tB", 290, 3, 29, "sh"),
    piece("b1", 210, 1.5, 21, "tB"),
    piece("b2", 210, 1.5, 21, "tB"),
    piece("neck", 1, 0.15, 3, "sh", 0.5),
    piece("head", 0.5, 0.5, 1, "neck"),
  ],
  start: "-65 mV",
  membrane: [
    { mechanism: sodium, in: excitable },
    { mechanism: potassium, in: excitable },
    { mechanism: leak, in: excitable },
    { mechanism: passiveLeak, in: { sections: ["neck", "head"] }, with: { gMax: "0.3 mS/cm²", reversal: "-65 mV" } },
    { mechanism: highThresholdCalcium, in: { sections: ["sh", "head"] } },
  ],
  points: [{ name: "synapse", mechanism: ampaNmda, at: { section: "head" } }],
  pools: [{ mechanism: calciumPool, in: { sections: ["sh", "neck", "head"] } }],
  electrodes: [{ name: "clamp", kind: "current clamp", at: { section: "soma" } }],
};

/** Numerical Recipes' linear congruential generator modulo 2³², as in trials.py: the same events, to the bit. */
export function trialEvents(trial: number): NonNullable<Trial["events"]> {
  let state = (BigInt(trial + 1) * 2654435761n + 12345n) % 2n ** 32n;
  const uniform = (): number => {
    state = (1664525n * state + 1013904223n) % 2n ** 32n;
    return Number(state) / 2 ** 32;
  };
  return Array.from({ length: 10 }, (_, pulse) => pulse).flatMap((pulse) =>
    uniform() < 0.6 ? [{ point: "synapse", at: `${20 + 40 * pulse + 0.005} ms`, weight: 0.5 + uniform() }] : []);
}

/** The same without diffusion, which CoreNEURON and Arbor leave out: the same work as theirs. */
export const undiffused: Cell = {
  ...cell,
  pools: (cell.pools ?? []).map((pool) => ({ ...pool, with: { diffusion: "0 µm²/ms", dyeDiffusion: "0 µm²/ms" } })),
};

/** As it is timed: the others record nothing either, but for the calcium at the end, which proves the work. */
export function timed(of: Cell, step: Step, count: number, first: number): Request {
  const calcium = { of: "calciumPool.ca", at: { section: "head" }, every: "500 ms" };
  return { ...request(step, count, first), cell: of, probes: { calcium } };
}

/** Trials `first` … of 500 ms, recorded every 0.1 ms. */
export function request(step: Step, count: number, first = 0): Request {
  return {
    cell,
    duration: "500 ms",
    step,
    commands: [60, 150, 260, 300, 420].map(
      (t) => ({ electrode: "clamp", from: `${t} ms`, to: `${t + 1} ms`, level: "1.5 nA" })
    ),
    trials: Array.from({ length: count }, (_, k) => ({ number: first + k, events: trialEvents(first + k) })),
    probes: {
      soma: { of: "v", at: { section: "soma" }, every: "0.1 ms" },
      head: { of: "v", at: { section: "head" }, every: "0.1 ms" },
      calcium: { of: "calciumPool.ca", at: { section: "head" }, every: "0.1 ms" },
      dye: { of: "calciumPool.dyeCa", at: { section: "head" }, every: "0.1 ms" },
    },
  };
}
