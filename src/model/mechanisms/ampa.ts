import { bath, chosen, mechanismOnDemand } from "#engine";
import { fittedTo, spruston1995 } from "../references.js";

const ours = chosen("within 0.2–0.5 and 2.0–2.6 ms, which models of CA1 synapses at 32–35 °C have");

/** Of one quantum: the typical spine's too. */
export const ampaConductance = ["0.21 nS", fittedTo("Q07"), { from: "0.1 nS", to: "0.5 nS" }] as const;

/**
 * AMPA receptors of one synapse: a release of weight w opens w·ḡ at the peak.
 *
 *     dA/dt = −φ·A/τ₁,  dB/dt = −φ·B/τ₂        I = ḡ·a·(B − A)·(V − E)        φ = Q₁₀^((T − T₀)/10 K)
 *     a release adds w·f to both, f = 1/(e^(−t/τ₂) − e^(−t/τ₁)) at the peak t = τ₁τ₂/(τ₂ − τ₁)·ln(τ₂/τ₁)
 *
 * `available` (a) is what an antagonist leaves. Releases add up: these receptors neither saturate nor desensitise. The
 * 0.5 % of the current that is Ca²⁺ where GluA2 is present (Burnashev et al. 1995) is left out.
 */
export const ampa = mechanismOnDemand("ampa", {
  placed: "at a point",
  parameters: {
    gMax: ampaConductance, //                                                                  ḡ, of one quantum
    available: ["1", bath, { from: "0", to: "1" }], //                                         a
    rise: ["0.25 ms", ours, { from: "0.2 ms", to: "0.5 ms" }], //                              τ₁
    decay: ["2.2 ms", ours, { from: "2.0 ms", to: "2.6 ms" }], //                              τ₂
    reversal: ["0 mV", spruston1995, { from: "-3 mV", to: "5 mV" }], //                        E
    q10: ["2.4", chosen("channels that gate take 2 to 3"), { from: "2", to: "3" }],
    temperature: ["305.15 K", bath, { from: "293.15 K", to: "313.15 K" }], //                  T
    kineticsAt: ["305.15 K", ours, { from: "293.15 K", to: "313.15 K" }], //                   T₀
  },
  reads: { v: "mV" },
  states: { rising: "1", decaying: "1" }, //                                                   A, B
  derivative: ({ rising, decaying }, _, p, { exp, log, min, K }) => {
    const pace = exp((log(p.q10) * (p.temperature - p.kineticsAt)) / (10 * K));
    return {
      rising: (-pace * rising) / min(p.rise, 0.9999 * p.decay),
      decaying: (-pace * decaying) / p.decay,
    };
  },
  current: ({ rising, decaying }, { v }, p) => ({
    total: p.gMax * p.available * (decaying - rising) * (v - p.reversal),
  }),
  initial: () => ({ rising: 0, decaying: 0 }),
  receives: ({ rising, decaying }, { weight }, p, { exp, log, min }) => {
    const rise = min(p.rise, 0.9999 * p.decay);
    const peak = ((rise * p.decay) / (p.decay - rise)) * log(p.decay / rise);
    const step = weight / (exp(-peak / p.decay) - exp(-peak / rise));
    return { rising: rising + step, decaying: decaying + step };
  },
});
