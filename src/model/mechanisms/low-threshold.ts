import { bath, chosen, mechanismOnDemand, partOf } from "#engine";
import { mageeJohnston1995 } from "../references.js";

const steady = partOf(mageeJohnston1995, "as Rodrigues et al. 2023 take it");
const pace = chosen("activates within milliseconds, inactivates within tens of them");

/**
 * Low-threshold (T-type) Ca²⁺ channels, for counterfactuals: `base` has none.
 *
 *     dm/dt = φ·(m∞ − m)/τₘ,  likewise h        I = P·a·m²·h·2F·([Ca]ᵢ·ℓ(−ξ) − [Ca]ₒ·ℓ(ξ)),  as in `highThreshold`
 *     m∞ = 1/(1 + exp(−(V − Vₘ)/kₘ)),  h∞ = 1/(1 + exp((V − Vₕ)/kₕ))
 *
 * Its time constants don't depend on voltage, so it deactivates too slowly after a spike.
 */
export const lowThreshold = mechanismOnDemand("lowThreshold", {
  placed: "over membrane",
  parameters: {
    permeability: ["0 µm/ms", chosen("none in the paper's spines"), { from: "0 µm/ms", to: "0.01 µm/ms" }], // P
    available: ["1", bath, { from: "0", to: "1" }], //                                                        a
    activationHalf: ["-32 mV", steady, { from: "-60 mV", to: "-25 mV" }], //                                  Vₘ
    activationSlope: ["7 mV", steady, { from: "4 mV", to: "10 mV" }], //                                      kₘ
    inactivationHalf: ["-70 mV", steady, { from: "-85 mV", to: "-60 mV" }], //                                Vₕ
    inactivationSlope: ["6.5 mV", steady, { from: "4 mV", to: "10 mV" }], //                                  kₕ
    activation: ["2 ms", pace, { from: "0.5 ms", to: "10 ms" }], //                                           τₘ
    inactivation: ["25 ms", pace, { from: "10 ms", to: "100 ms" }], //                                        τₕ
    caOutside: ["2 mM", bath, { from: "0 mM", to: "10 mM" }],
    caResting: ["0.075 µM", chosen("as spineCalcium rests"), { from: "0.04 µM", to: "0.1 µM" }],
    q10: ["2.5", chosen("as other calcium channels gate"), { from: "2", to: "3" }],
    temperature: ["305.15 K", bath, { from: "293.15 K", to: "313.15 K" }],
    kineticsAt: ["305.15 K", pace, { from: "293.15 K", to: "313.15 K" }],
  },
  reads: { v: "mV" },
  states: { m: "1", h: "1" },
  derivative: ({ m, h }, { v }, p, { exp, log, K }) => {
    const faster = exp((log(p.q10) * (p.temperature - p.kineticsAt)) / (10 * K));
    return {
      m: (faster * (1 / (1 + exp(-(v - p.activationHalf) / p.activationSlope)) - m)) / p.activation,
      h: (faster * (1 / (1 + exp((v - p.inactivationHalf) / p.inactivationSlope)) - h)) / p.inactivation,
    };
  },
  current: ({ m, h }, { v }, p, { linoid, faraday, gasConstant }) => {
    const xi = (2 * faraday * v) / (gasConstant * p.temperature);
    const field = p.caResting * linoid(-xi) - p.caOutside * linoid(xi);
    const total = 2 * faraday * p.permeability * p.available * m * m * h * field;
    return { total, ca: total };
  },
});
