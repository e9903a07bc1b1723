import { mechanismOnDemand, partOf } from "#engine";
import { hodgkinHuxley1952 } from "../references.js";

/**
 * Sodium channel of the squid's giant axon at 6.3 °C: three gates open it, a fourth inactivates it.
 *
 *     dm/dt = α·(1 − m) − β·m,  likewise h        I = ḡ·m³·h·(V − E)
 *     αₘ = x/(eˣ − 1) /ms,  x = −(V + 40 mV)/10 mV      βₘ = 4 /ms · exp(−(V + 65 mV)/18 mV)
 *     αₕ = 0.07 /ms · exp(−(V + 65 mV)/20 mV)           βₕ = 1 /ms / (1 + exp(−(V + 35 mV)/10 mV))
 *
 * Rates by eqs. 20, 21, 23 and 24, their voltage turned round and moved so that the axon rests at −65 mV. Squid at
 * 6.3 °C: not a mammalian channel, and wrong at every other temperature.
 */
export const sodium = mechanismOnDemand("sodium", {
  placed: "over membrane",
  parameters: {
    gMax: ["120 mS/cm²", partOf(hodgkinHuxley1952, "Table 3"), { from: "0 mS/cm²", to: "2000 mS/cm²" }], //     ḡ
    reversal: ["50 mV", partOf(hodgkinHuxley1952, "Table 3"), { from: "-20 mV", to: "100 mV" }], //               E
  },
  reads: { v: "mV" },
  states: { m: "1", h: "1" },
  derivative: ({ m, h }, { v }, _, { exp, linoid, mV, ms }) => {
    const opening = (1 / ms) * linoid(-(v + 40 * mV) / (10 * mV));
    const closing = (4 / ms) * exp(-(v + 65 * mV) / (18 * mV));
    const recovering = (0.07 / ms) * exp(-(v + 65 * mV) / (20 * mV));
    const inactivating = 1 / ms / (1 + exp(-(v + 35 * mV) / (10 * mV)));
    return {
      m: opening * (1 - m) - closing * m,
      h: recovering * (1 - h) - inactivating * h,
    };
  },
  current: ({ m, h }, { v }, p) => ({ total: p.gMax * m * m * m * h * (v - p.reversal) }),
});
