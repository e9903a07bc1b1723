import { bath, mechanismOnDemand, partOf } from "#engine";
import { migliore1999 } from "../references.js";
import { potassiumReversal } from "./reversals.js";

const gates = partOf(migliore1999, "kdrca1.mod of ModelDB 2796");

/**
 * Delayed rectifier of the pyramidal cell: one gate.
 *
 *     dn/dt = (n∞ − n)/τ        I = ḡ·n·(V − E)
 *     a = exp(−3·F·(V − V½)/RT), n∞ = 1/(1 + a), τ = exp(−2.1·F·(V − V½)/RT)/(0.02 /ms·φ·(1 + a)), no less than 2 ms
 *
 * Does not inactivate, and temperature changes it through RT/F alone (Q₁₀ 1): at 26 °C the real channel is slower.
 */
export const delayedRectifier = mechanismOnDemand("delayedRectifier", {
  placed: "over membrane",
  parameters: {
    gMax: ["10 mS/cm²", migliore1999, { from: "0 mS/cm²", to: "400 mS/cm²" }], //       ḡ
    reversal: potassiumReversal, //                                                     E
    half: ["13 mV", gates, { from: "3 mV", to: "23 mV" }], //                           V½
    opening: ["0.02 /ms", gates, { from: "0.01 /ms", to: "0.04 /ms" }],
    fastest: ["2 ms", gates, { from: "0.5 ms", to: "4 ms" }],
    q10: ["1", gates, { from: "1", to: "3" }],
    temperature: ["305.15 K", bath, { from: "293.15 K", to: "313.15 K" }], //           T
    kineticsAt: ["297.15 K", gates, { from: "293.15 K", to: "313.15 K" }],
  },
  reads: { v: "mV" },
  states: { n: "1" },
  derivative: ({ n }, { v }, p, { exp, log, max, K, faraday, gasConstant }) => {
    const pace = exp((log(p.q10) * (p.temperature - p.kineticsAt)) / (10 * K));
    const perMillivolt = faraday / (gasConstant * p.temperature);
    const closed = exp(-3 * perMillivolt * (v - p.half));
    const tau = exp(-2.1 * perMillivolt * (v - p.half)) / (pace * p.opening * (1 + closed));
    return { n: (1 / (1 + closed) - n) / max(p.fastest, tau) };
  },
  current: ({ n }, { v }, p) => ({ total: p.gMax * n * (v - p.reversal) }),
});
