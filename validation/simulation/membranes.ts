/** The membranes of the references: passive leak, and the squid's channels in modern sign and units. */
import { mechanism, partOf, paper, type MembranePlacement, type Where } from "#engine";
import { prescribed } from "./evidence.js";

const squid = partOf(paper("Hodgkin & Huxley", 1952, "J Physiol 117:500"), "Eqs. 12-26, rest at -65 mV, 6.3 °C");

export const leak = mechanism("leak", {
  placed: "over membrane",
  parameters: { gMax: ["0.3 mS/cm²", squid], reversal: ["-54.3 mV", squid] },
  reads: { v: "mV" },
  states: {},
  current: (_, { v }, p) => ({ total: p.gMax * (v - p.reversal) }),
});

export const sodium = mechanism("sodium", {
  placed: "over membrane",
  parameters: { gMax: ["120 mS/cm²", squid], reversal: ["50 mV", squid] },
  reads: { v: "mV" },
  states: { m: "1", h: "1" },
  derivative: ({ m, h }, { v }, p, { exp, linoid, mV, ms }) => {
    const opening = (1 / ms) * linoid(-(v + 40 * mV) / (10 * mV));
    const closing = (4 / ms) * exp(-(v + 65 * mV) / (18 * mV));
    const recovering = (0.07 / ms) * exp(-(v + 65 * mV) / (20 * mV));
    const inactivating = 1 / ms / (1 + exp(-(v + 35 * mV) / (10 * mV)));
    return { m: opening * (1 - m) - closing * m, h: recovering * (1 - h) - inactivating * h };
  },
  current: ({ m, h }, { v }, p) => ({ total: p.gMax * m * m * m * h * (v - p.reversal) }),
});

export const potassium = mechanism("potassium", {
  placed: "over membrane",
  parameters: { gMax: ["36 mS/cm²", squid], reversal: ["-77 mV", squid] },
  reads: { v: "mV" },
  states: { n: "1" },
  derivative: ({ n }, { v }, p, { exp, linoid, mV, ms }) => ({
    n: (0.1 / ms) * linoid(-(v + 55 * mV) / (10 * mV)) * (1 - n) - (0.125 / ms) * exp(-(v + 65 * mV) / (80 * mV)) * n,
  }),
  current: ({ n }, { v }, p) => ({ total: p.gMax * n * n * n * n * (v - p.reversal) }),
});

/** Leak alone, of `resistance` in Ω·cm². */
export function passive(resistance: number, reversal: string, where: Where = "everywhere"): MembranePlacement {
  return { mechanism: leak, in: where, with: { gMax: `${1000 / resistance} mS/cm²`, reversal } };
}

/** A synapse that opens by `weight` at an event and closes exponentially (NEURON's ExpSyn). */
export const exponentialSynapse = mechanism("exponentialSynapse", {
  placed: "at a point",
  parameters: { gMax: ["1 nS", prescribed], reversal: ["0 mV", prescribed], decay: ["1 ms", prescribed] },
  reads: { v: "mV" },
  states: { open: "1" },
  derivative: ({ open }, _, p) => ({ open: -open / p.decay }),
  current: ({ open }, { v }, p) => ({ total: p.gMax * open * (v - p.reversal) }),
  initial: () => ({ open: 0 }),
  receives: ({ open }, { weight }) => ({ open: open + weight }),
});

/** A synapse that rises and decays (NEURON's Exp2Syn): an event of weight 1 peaks at gMax. */
export const twoExponentialSynapse = mechanism("twoExponentialSynapse", {
  placed: "at a point",
  parameters: {
    gMax: ["1 nS", prescribed], reversal: ["0 mV", prescribed], rise: ["0.5 ms", prescribed], decay: ["2 ms", prescribed],
  },
  reads: { v: "mV" },
  states: { a: "1", b: "1" },
  derivative: ({ a, b }, _, p) => ({ a: -a / p.rise, b: -b / p.decay }),
  current: ({ a, b }, { v }, p) => ({ total: p.gMax * (b - a) * (v - p.reversal) }),
  initial: () => ({ a: 0, b: 0 }),
  receives: ({ a, b }, { weight }, p, { exp, log }) => {
    const peak = ((p.rise * p.decay) / (p.decay - p.rise)) * log(p.decay / p.rise);
    const factor = weight / (exp(-peak / p.decay) - exp(-peak / p.rise));
    return { a: a + factor, b: b + factor };
  },
});
