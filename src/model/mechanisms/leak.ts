import { chosen, mechanismOnDemand, partOf } from "#engine";
import { hodgkinHuxley1952 } from "../references.js";

/**
 * What leaks through the squid's giant axon at rest, I = ḡ·(V − E). E is set so that the axon rests at −65 mV beside
 * `sodium` and `potassium`; with other channels another E balances them.
 */
export const leak = mechanismOnDemand("leak", {
  placed: "over membrane",
  parameters: {
    gMax: ["0.3 mS/cm²", partOf(hodgkinHuxley1952, "Table 3"), { from: "0 mS/cm²", to: "100 mS/cm²" }], //      ḡ
    reversal: ["-54.3 mV", partOf(hodgkinHuxley1952, "Table 3, rounded"), { from: "-120 mV", to: "20 mV" }], //   E
  },
  reads: { v: "mV" },
  states: {},
  current: (_, { v }, p) => ({ total: p.gMax * (v - p.reversal) }),
});

/**
 * Passive membrane, I = ḡ·(V − E). 0.3 mS/cm² is 3.3 kΩ·cm², a leaky membrane; pyramidal cells have a tenth or less. A
 * membrane that rectifies, as most do below −75 mV through Ih and Kir, is no constant leak.
 */
export const passiveLeak = mechanismOnDemand("passiveLeak", {
  placed: "over membrane",
  parameters: {
    gMax: ["0.3 mS/cm²", chosen("the squid's, for want of the cell's"), { from: "0 mS/cm²", to: "100 mS/cm²" }], //   ḡ
    reversal: ["-65 mV", chosen("where the cell rests"), { from: "-120 mV", to: "20 mV" }], //                        E
  },
  reads: { v: "mV" },
  states: {},
  current: (_, { v }, p) => ({ total: p.gMax * (v - p.reversal) }),
});
