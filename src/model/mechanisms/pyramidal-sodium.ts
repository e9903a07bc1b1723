import { bath, mechanismOnDemand, partOf } from "#engine";
import { migliore1999 } from "../references.js";
import { sodiumReversal } from "./reversals.js";

const gates = partOf(migliore1999, "na3.mod of ModelDB 2796");

/**
 * Sodium channel of the pyramidal cell: three gates open it, one inactivates it at once, one slowly.
 *
 *     dx/dt = (x∞ − x)/τ for m, h, s        I = ḡ·m³·h·s·(V − E)
 *     m   α = 0.4 /mV/ms·q·ℓ(−(V + 30 mV)/q), β = 0.124 /mV/ms·q·ℓ((V + 30 mV)/q), q = 7.2 mV, ℓ(x) = x/(eˣ − 1)
 *         m∞ = α/(α + β), τₘ = 1/(α + β)/φ, no less than 0.02 ms        φ = Q₁₀^((T − T₀)/10 K)
 *     h   h∞ = 1/(1 + exp((V + 50 mV)/4 mV)), τₕ likewise from 0.03 and 0.01 /mV/ms about −45 mV, q = 1.5 mV, ≥ 0.5 ms
 *     s   c = 1/(1 + exp((V + 58 mV)/2 mV)), s∞ = c + r·(1 − c), τₛ ≥ 10 ms, with 12 charges about −60 mV
 *
 * `remaining` (r) is what slow inactivation leaves at depolarised voltages: 1 is none of it, 0.5 makes backpropagating
 * action potentials of a train shrink. It recovers with one time constant, and the floors of the time constants hide
 * temperature from every gate where they are reached.
 */
export const pyramidalSodium = mechanismOnDemand("pyramidalSodium", {
  placed: "over membrane",
  parameters: {
    gMax: ["32 mS/cm²", migliore1999, { from: "0 mS/cm²", to: "400 mS/cm²" }], //                    ḡ
    reversal: sodiumReversal, //                                                                     E
    remaining: ["1", migliore1999, { from: "0", to: "1" }], //                                       r
    opening: ["0.4 /mV/ms", gates, { from: "0.2 /mV/ms", to: "0.8 /mV/ms" }],
    closing: ["0.124 /mV/ms", gates, { from: "0.06 /mV/ms", to: "0.25 /mV/ms" }],
    openingHalf: ["-30 mV", gates, { from: "-40 mV", to: "-20 mV" }],
    inactivationHalf: ["-50 mV", gates, { from: "-60 mV", to: "-40 mV" }],
    slowHalf: ["-58 mV", gates, { from: "-68 mV", to: "-48 mV" }],
    slowest: ["0.0003 /ms", gates, { from: "0.0001 /ms", to: "0.001 /ms" }],
    q10: ["2", gates, { from: "2", to: "3" }], //                                                    of m and h
    temperature: ["305.15 K", bath, { from: "293.15 K", to: "313.15 K" }], //                        T
    kineticsAt: ["297.15 K", gates, { from: "293.15 K", to: "313.15 K" }], //                        T₀
  },
  reads: { v: "mV" },
  states: { m: "1", h: "1", s: "1" },
  derivative: ({ m, h, s }, { v }, p, { exp, log, linoid, max, mV, ms, K, faraday, gasConstant }) => {
    const pace = exp((log(p.q10) * (p.temperature - p.kineticsAt)) / (10 * K));
    const q = 7.2 * mV;
    const opening = p.opening * q * linoid(-(v - p.openingHalf) / q);
    const closing = p.closing * q * linoid((v - p.openingHalf) / q);
    const fast = 1.5 * mV;
    const recovering = ((0.03 / ms) * fast) / mV * linoid(-(v + 45 * mV) / fast);
    const inactivating = ((0.01 / ms) * fast) / mV * linoid((v + 45 * mV) / fast);
    const slowly = 1 / (1 + exp((v - p.slowHalf) / (2 * mV)));
    const perMillivolt = faraday / (gasConstant * p.temperature);
    const charges = exp(12 * perMillivolt * (v + 60 * mV));
    const slowTau = exp(2.4 * perMillivolt * (v + 60 * mV)) / (p.slowest * (1 + charges));
    const fastTau = 1 / (recovering + inactivating) / pace;
    return {
      m: (opening / (opening + closing) - m) / max(0.02 * ms, 1 / (opening + closing) / pace),
      h: (1 / (1 + exp((v - p.inactivationHalf) / (4 * mV))) - h) / max(0.5 * ms, fastTau),
      s: (slowly + p.remaining * (1 - slowly) - s) / max(10 * ms, slowTau),
    };
  },
  current: ({ m, h, s }, { v }, p) => ({ total: p.gMax * m * m * m * h * s * (v - p.reversal) }),
});
