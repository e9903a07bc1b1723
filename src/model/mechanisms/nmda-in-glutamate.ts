import { bath, mechanismOnDemand, perSynapse } from "#engine";
import { asQuoted, destexhe1998, garaschuk1996, jahrStevens1990 } from "../references.js";

/**
 * NMDA receptor: glutamate opens it, Mg²⁺ blocks it, a tenth of its current is Ca²⁺.
 *
 *     dO/dt = α·[Glu]·(1 − O) − β·O        I = ḡ·O·(V − E) / (1 + [Mg²⁺]/K₀ · exp(−δ·V))
 *
 * Block is instantaneous, and Ca²⁺ a fixed share of I: fair below −20 mV, wrong near E.
 */
export const nmdaInGlutamate = mechanismOnDemand("nmdaInGlutamate", {
  placed: "at a point",
  parameters: {
    gMax: ["0.2 nS", perSynapse, { from: "0 nS", to: "20 nS" }], //                           ḡ
    reversal: ["0 mV", destexhe1998, { from: "-20 mV", to: "20 mV" }], //                     E
    opening: ["0.072 /mM/ms", destexhe1998, { from: "0 /mM/ms", to: "100 /mM/ms" }], //       α
    closing: ["0.0066 /ms", destexhe1998, { from: "0.0001 /ms", to: "1 /ms" }], //            β
    magnesium: ["1 mM", bath, { from: "0 mM", to: "10 mM" }], //                              [Mg²⁺]
    blockHalf: ["3.57 mM", jahrStevens1990, { from: "0.1 mM", to: "20 mM" }], //              K₀, at 0 mV
    blockSlope: ["0.062 /mV", jahrStevens1990, { from: "0 /mV", to: "0.2 /mV" }], //          δ
    caFraction: ["0.107", asQuoted(garaschuk1996, "dendrites of CA1"), { from: "0", to: "1" }],
  },
  reads: { v: "mV", glutamate: "mM" },
  states: { open: "1" }, //                                                                   O
  derivative: ({ open }, { glutamate }, p) => ({
    open: p.opening * glutamate * (1 - open) - p.closing * open,
  }),
  current: ({ open }, { v }, p, { exp }) => {
    const unblocked = 1 / (1 + (p.magnesium / p.blockHalf) * exp(-p.blockSlope * v));
    const total = p.gMax * open * unblocked * (v - p.reversal);
    return { total, ca: p.caFraction * total };
  },
});
