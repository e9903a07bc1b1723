import { bath, chosen, mechanismOnDemand, perSynapse } from "#engine";
import { asQuoted, garaschuk1996, jahrStevens1990 } from "../references.js";

const benchmark = chosen("round numbers of an excitatory synapse at 32–35 °C, as the speed benchmark has them");

/**
 * AMPA and NMDA receptors of one synapse, each a difference of exponentials; Mg²⁺ blocks the NMDA receptors, and a
 * share of their current is Ca²⁺.
 *
 *     g = B − A, dA/dt = −A/τrise, dB/dt = −B/τdecay, for AMPA and NMDA; an event of weight w adds w to all four
 *     I = ḡ_A·g_A·(V − E) + ḡ_N·g_N·b(V)·[(1 − f)·(V − E) + f·(V − E_Ca)],  b = 1/(1 + [Mg²⁺]/K₀ · exp(−δ·V))
 *
 * w = 1 peaks below ḡ, at 0.70·ḡ_A and 0.85·ḡ_N: the exponentials are not normalised. Block is instantaneous,
 * receptors don't saturate, and Ca²⁺ through AMPA receptors is left out.
 */
export const ampaNmda = mechanismOnDemand("ampaNmda", {
  placed: "at a point",
  parameters: {
    ampaMax: ["0.5 nS", perSynapse, { from: "0 nS", to: "20 nS" }], //                        ḡ_A
    ampaRise: ["0.2 ms", benchmark, { from: "0.01 ms", to: "10 ms" }],
    ampaDecay: ["2 ms", benchmark, { from: "0.1 ms", to: "50 ms" }],
    nmdaMax: ["0.1 nS", perSynapse, { from: "0 nS", to: "20 nS" }], //                        ḡ_N
    nmdaRise: ["3 ms", benchmark, { from: "0.1 ms", to: "50 ms" }],
    nmdaDecay: ["80 ms", benchmark, { from: "1 ms", to: "1000 ms" }],
    magnesium: ["1 mM", bath, { from: "0 mM", to: "10 mM" }], //                              [Mg²⁺]
    blockHalf: ["3.57 mM", jahrStevens1990, { from: "0.1 mM", to: "20 mM" }], //              K₀, at 0 mV
    blockSlope: ["0.062 /mV", jahrStevens1990, { from: "0 /mV", to: "0.2 /mV" }], //          δ
    caFraction: ["0.1", asQuoted(garaschuk1996, "10.7 %"), { from: "0", to: "1" }], //        f, rounded
    reversal: ["0 mV", chosen("cations without preference"), { from: "-20 mV", to: "20 mV" }], // E
    caReversal: ["120 mV", chosen("far above every voltage reached"), { from: "50 mV", to: "200 mV" }], // E_Ca
  },
  reads: { v: "mV" },
  states: { ampaRising: "1", ampaDecaying: "1", nmdaRising: "1", nmdaDecaying: "1" },
  derivative: ({ ampaRising, ampaDecaying, nmdaRising, nmdaDecaying }, _, p) => ({
    ampaRising: -ampaRising / p.ampaRise,
    ampaDecaying: -ampaDecaying / p.ampaDecay,
    nmdaRising: -nmdaRising / p.nmdaRise,
    nmdaDecaying: -nmdaDecaying / p.nmdaDecay,
  }),
  current: ({ ampaRising, ampaDecaying, nmdaRising, nmdaDecaying }, { v }, p, { exp }) => {
    const ampa = p.ampaMax * (ampaDecaying - ampaRising);
    const unblocked = 1 / (1 + (p.magnesium / p.blockHalf) * exp(-p.blockSlope * v));
    const nmda = p.nmdaMax * (nmdaDecaying - nmdaRising) * unblocked;
    const ca = p.caFraction * nmda * (v - p.caReversal);
    return { total: (ampa + (1 - p.caFraction) * nmda) * (v - p.reversal) + ca, ca };
  },
  initial: () => ({ ampaRising: 0, ampaDecaying: 0, nmdaRising: 0, nmdaDecaying: 0 }),
  receives: ({ ampaRising, ampaDecaying, nmdaRising, nmdaDecaying }, { weight }) => ({
    ampaRising: ampaRising + weight,
    ampaDecaying: ampaDecaying + weight,
    nmdaRising: nmdaRising + weight,
    nmdaDecaying: nmdaDecaying + weight,
  }),
});
