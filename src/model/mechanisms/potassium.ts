import { mechanismOnDemand, partOf } from "#engine";
import { hodgkinHuxley1952 } from "../references.js";

/**
 * Delayed rectifier of the squid's giant axon at 6.3 °C: four gates.
 *
 *     dn/dt = α·(1 − n) − β·n        I = ḡ·n⁴·(V − E)
 *     α = 0.1 /ms · x/(eˣ − 1),  x = −(V + 55 mV)/10 mV      β = 0.125 /ms · exp(−(V + 65 mV)/80 mV)
 *
 * Rates by eqs. 12 and 13, moved as for sodium. Lacks the delay after hyperpolarisation (Cole & Moore 1960) and the slow
 * inactivation of mammalian channels.
 */
export const potassium = mechanismOnDemand("potassium", {
  placed: "over membrane",
  parameters: {
    gMax: ["36 mS/cm²", partOf(hodgkinHuxley1952, "Table 3"), { from: "0 mS/cm²", to: "2000 mS/cm²" }], //      ḡ
    reversal: ["-77 mV", partOf(hodgkinHuxley1952, "Table 3"), { from: "-120 mV", to: "0 mV" }], //               E
  },
  reads: { v: "mV" },
  states: { n: "1" },
  derivative: ({ n }, { v }, _, { exp, linoid, mV, ms }) => {
    const opening = (0.1 / ms) * linoid(-(v + 55 * mV) / (10 * mV));
    const closing = (0.125 / ms) * exp(-(v + 65 * mV) / (80 * mV));
    return { n: opening * (1 - n) - closing * n };
  },
  current: ({ n }, { v }, p) => ({ total: p.gMax * n * n * n * n * (v - p.reversal) }),
});
