import { bath, chosen, mechanismOnDemand, partOf } from "#engine";
import { mageeIh1998, poirazi2003 } from "../references.js";
import { hReversal } from "./reversals.js";

const gate = partOf(poirazi2003, "h.mod of ModelDB 20212");
const asItStands = chosen("the published rates name no temperature; taken at 32 °C as they stand");

/**
 * The current that hyperpolarisation opens, Ih.
 *
 *     dn/dt = (n∞ − n)/τ        I = ḡ·n·(V − E)        n∞ = 1/(1 + exp((V + 90 mV)/8.5 mV))
 *     τ = 2 ms·(1/(exp(−(V + 145 mV)/17.5 mV) + exp((V + 16.8 mV)/16.5 mV)) + 5)/φ
 *
 * One gate with one time constant; the channel's is two, and cyclic nucleotides would shift it.
 */
export const hCurrent = mechanismOnDemand("hCurrent", {
  placed: "over membrane",
  parameters: {
    gMax: ["0.05 mS/cm²", chosen("the cell's, 70 µm from the soma"), { from: "0 mS/cm²", to: "10 mS/cm²" }], // ḡ
    reversal: hReversal, //                                                             E
    half: ["-90 mV", gate, { from: "-100 mV", to: "-75 mV" }],
    slope: ["8.5 mV", gate, { from: "5 mV", to: "12 mV" }],
    q10: ["1", partOf(mageeIh1998, "4.5 in channels after it; 1 keeps the published rates"), { from: "1", to: "4.5" }],
    temperature: ["305.15 K", bath, { from: "293.15 K", to: "313.15 K" }],
    kineticsAt: ["305.15 K", asItStands, { from: "293.15 K", to: "313.15 K" }],
  },
  reads: { v: "mV" },
  states: { n: "1" },
  derivative: ({ n }, { v }, p, { exp, log, mV, ms, K }) => {
    const pace = exp((log(p.q10) * (p.temperature - p.kineticsAt)) / (10 * K));
    const tau = 2 * ms * (1 / (exp(-(v + 145 * mV) / (17.5 * mV)) + exp((v + 16.8 * mV) / (16.5 * mV))) + 5);
    return { n: ((1 / (1 + exp((v - p.half) / p.slope)) - n) * pace) / tau };
  },
  current: ({ n }, { v }, p) => ({ total: p.gMax * n * (v - p.reversal) }),
});
