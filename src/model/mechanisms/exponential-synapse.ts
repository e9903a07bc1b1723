import { chosen, mechanismOnDemand, perSynapse } from "#engine";

/**
 * A conductance that jumps and decays: an event of weight w adds w·ḡ.
 *
 *     dg/dt = −g/τ        I = ḡ·g·(V − E)
 *
 * The rise takes no time, so a transient of less than a few tenths of a millisecond is too sharp; nothing saturates.
 */
export const exponentialSynapse = mechanismOnDemand("exponentialSynapse", {
  placed: "at a point",
  parameters: {
    gMax: ["0.5 nS", perSynapse, { from: "0 nS", to: "100 nS" }], //                                   ḡ
    decay: ["2 ms", perSynapse, { from: "0.05 ms", to: "1000 ms" }], //                                τ
    reversal: ["0 mV", chosen("cations without preference"), { from: "-100 mV", to: "60 mV" }], //     E
  },
  reads: { v: "mV" },
  states: { gated: "1" }, //                                                                           g
  derivative: ({ gated }, _, p) => ({ gated: -gated / p.decay }),
  current: ({ gated }, { v }, p) => ({ total: p.gMax * gated * (v - p.reversal) }),
  initial: () => ({ gated: 0 }),
  receives: ({ gated }, { weight }) => ({ gated: gated + weight }),
});
