import { chosen, mechanismOnDemand, perSynapse } from "#engine";

/**
 * A conductance that rises and decays: an event of weight w adds a transient that peaks at w·ḡ.
 *
 *     dA/dt = −A/τ₁,  dB/dt = −B/τ₂        I = ḡ·(B − A)·(V − E)
 *     an event adds w·f to both, f = 1/(e^(−t/τ₂) − e^(−t/τ₁)) at the peak t = τ₁τ₂/(τ₂ − τ₁)·ln(τ₂/τ₁)
 *
 * τ₁ must be the smaller; from 0.9999·τ₂ on it is held there, where the two exponentials would become one. Transients of
 * events that follow each other add up without limit: receptors don't saturate.
 */
export const twoExponentialSynapse = mechanismOnDemand("twoExponentialSynapse", {
  placed: "at a point",
  parameters: {
    gMax: ["0.5 nS", perSynapse, { from: "0 nS", to: "100 nS" }], //                                   ḡ
    rise: ["0.2 ms", perSynapse, { from: "0.01 ms", to: "1000 ms" }], //                               τ₁
    decay: ["2 ms", perSynapse, { from: "0.05 ms", to: "1000 ms" }], //                                τ₂
    reversal: ["0 mV", chosen("cations without preference"), { from: "-100 mV", to: "60 mV" }], //     E
  },
  reads: { v: "mV" },
  states: { rising: "1", decaying: "1" }, //                                                           A, B
  derivative: ({ rising, decaying }, _, p, { min }) => ({
    rising: -rising / min(p.rise, 0.9999 * p.decay),
    decaying: -decaying / p.decay,
  }),
  current: ({ rising, decaying }, { v }, p) => ({ total: p.gMax * (decaying - rising) * (v - p.reversal) }),
  initial: () => ({ rising: 0, decaying: 0 }),
  receives: ({ rising, decaying }, { weight }, p, { exp, log, min }) => {
    const rise = min(p.rise, 0.9999 * p.decay);
    const peak = ((rise * p.decay) / (p.decay - rise)) * log(p.decay / rise);
    const step = weight / (exp(-peak / p.decay) - exp(-peak / rise));
    return { rising: rising + step, decaying: decaying + step };
  },
});
