import { bath, chosen, mechanismOnDemand } from "#engine";

const benchmark = chosen("round numbers of a high-threshold channel at 32–35 °C, as the speed benchmark has them");

/**
 * High-threshold Ca²⁺ channel that drives Ca²⁺ by a fixed reversal potential.
 *
 *     dm/dt = (m∞ − m)/τₘ,  likewise h        I = ḡ·m²·h·(V − E), all of it Ca²⁺
 *     m∞ = 1/(1 + exp(−(V + 15 mV)/7 mV)),  τₘ = 0.4 ms + 1.2 ms/(1 + exp((V + 10 mV)/10 mV))
 *     h∞ = 1/(1 + exp((V + 45 mV)/9 mV))
 *
 * Right where V stays far below E; the current of the open channel bends above 0 mV, which only the GHK form has.
 */
export const highThresholdCalcium = mechanismOnDemand("highThresholdCalcium", {
  placed: "over membrane",
  parameters: {
    gMax: ["0.2 mS/cm²", benchmark, { from: "0 mS/cm²", to: "50 mS/cm²" }], //                  ḡ
    reversal: ["120 mV", benchmark, { from: "50 mV", to: "200 mV" }], //                        E
    inactivation: ["40 ms", benchmark, { from: "1 ms", to: "10000 ms" }], //                    τₕ
  },
  reads: { v: "mV" },
  states: { m: "1", h: "1" },
  derivative: ({ m, h }, { v }, p, { exp, mV, ms }) => {
    const mTau = 0.4 * ms + (1.2 * ms) / (1 + exp((v + 10 * mV) / (10 * mV)));
    return {
      m: (1 / (1 + exp(-(v + 15 * mV) / (7 * mV))) - m) / mTau,
      h: (1 / (1 + exp((v + 45 * mV) / (9 * mV))) - h) / p.inactivation,
    };
  },
  current: ({ m, h }, { v }, p) => {
    const total = p.gMax * m * m * h * (v - p.reversal);
    return { total, ca: total };
  },
});

/**
 * The same channel in the Goldman-Hodgkin-Katz field: what an open channel carries follows both concentrations.
 *
 *     I = P·m²·h·z·F·([Ca]ᵢ·ℓ(−ξ) − [Ca]ₒ·ℓ(ξ)),  ℓ(x) = x/(eˣ − 1),  ξ = z·F·V/(R·T),  z = 2
 *
 * Assumes that Ca²⁺ alone passes, one ion at a time: near the reversal potential monovalent ions carry current that this
 * lacks.
 */
export const highThresholdCalciumGhk = mechanismOnDemand("highThresholdCalciumGhk", {
  placed: "over membrane",
  parameters: {
    permeability: ["0.0002 µm/ms", benchmark, { from: "0 µm/ms", to: "0.1 µm/ms" }], //         P
    caOutside: ["2 mM", bath, { from: "0 mM", to: "20 mM" }], //                                [Ca]ₒ
    temperature: ["307.15 K", bath, { from: "273.15 K", to: "318.15 K" }], //                   T
    inactivation: ["40 ms", benchmark, { from: "1 ms", to: "10000 ms" }], //                    τₕ
  },
  reads: { v: "mV", caInside: "µM" },
  states: { m: "1", h: "1" },
  derivative: ({ m, h }, { v }, p, { exp, mV, ms }) => {
    const mTau = 0.4 * ms + (1.2 * ms) / (1 + exp((v + 10 * mV) / (10 * mV)));
    return {
      m: (1 / (1 + exp(-(v + 15 * mV) / (7 * mV))) - m) / mTau,
      h: (1 / (1 + exp((v + 45 * mV) / (9 * mV))) - h) / p.inactivation,
    };
  },
  current: ({ m, h }, { v, caInside }, p, { linoid, faraday, gasConstant }) => {
    const xi = (2 * faraday * v) / (gasConstant * p.temperature);
    const flow = caInside * linoid(-xi) - p.caOutside * linoid(xi);
    const total = p.permeability * m * m * h * 2 * faraday * flow;
    return { total, ca: total };
  },
});
