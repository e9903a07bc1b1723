import { chosen } from "#engine";
import { quantities } from "#units";
import {
  asQuoted, dobrunzStevens1997, dodgeRahamimoff1967, fittedTo, reid1998, wesselingLo2002,
} from "../references.js";

/** Release of glutamate at one contact. */
export const releaseQuantities = quantities("release", {
  /** Of one spike after rest, in 2 mM Ca²⁺ and 2 mM Mg²⁺; the paper's spines had 0.09 to 0.5. */
  probability: ["0.33", fittedTo("Q01"), { from: "0.05", to: "0.6" }],
  cooperativity: ["4", reid1998, { from: "3", to: "4" }],
  calciumHalf: ["1.7 mM", fittedTo("Q03"), { from: "1.1 mM", to: "4 mM" }],
  magnesiumHalf: ["3 mM", asQuoted(dodgeRahamimoff1967), { from: "1 mM", to: "6 mM" }],
  facilitation: ["0.27", fittedTo("Q02"), { from: "0", to: "0.5" }],
  facilitationTime: [
    "120 ms", chosen("paired pulses at Schaffer collaterals facilitate for 100 to 150 ms"),
    { from: "100 ms", to: "150 ms" },
  ],
  pool: ["5", asQuoted(dobrunzStevens1997), { from: "3", to: "7" }],
  /** 0.24 /s for each empty place. */
  recovery: ["4.2 s", wesselingLo2002, { from: "2 s", to: "5 s" }],
  delay: [
    "3 ms", chosen("conduction from a stimulus 10 to 20 µm away, and the synapse's own delay"),
    { from: "2 ms", to: "6 ms" },
  ],
  jitter: ["0.5 ms", chosen("standard deviation of the delay"), { from: "0 ms", to: "1 ms" }],
  /** Standard deviation over mean of what one vesicle opens: glutamate and receptors together. */
  quantalVariation: ["0.34", fittedTo("Q07"), { from: "0.2", to: "0.6" }],
});

/** How a shock makes axons fire. */
export const stimulationQuantities = quantities("stimulation", {
  refractory: ["2 ms", chosen("absolute refractory period of thin unmyelinated axons"), { from: "1 ms", to: "5 ms" }],
  /** Standard deviation over mean of an axon's threshold, from shock to shock. */
  thresholdVariation: [
    "0", chosen("none, so that whatever reaches the threshold fires the axon"), { from: "0", to: "0.1" },
  ],
});
