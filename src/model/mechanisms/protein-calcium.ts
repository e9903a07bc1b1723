import { bath, chosen, mechanismOnDemand, partOf } from "#engine";
import { allbritton1992, asQuoted, bartol2015, chen2013, fittedTo, sabatini2002, yuste1999 } from "../references.js";

const pump = chosen("as spineCalcium has it");
const pairs = asQuoted(
  chen2013, "Supplementary Table 1: K_D 375 nM and Hill 2.27, which the two constants meet exactly");

/**
 * Calcium as in `spineCalcium`, with GCaMP6f in place of a dye: four sites in two pairs, bright when both are taken.
 *
 *     2 Ca + G ⇌ Ca₂G,  [Ca₂G]/[G] = [Ca]²/K₁²,  off-rate fast
 *     2 Ca + Ca₂G ⇌ Ca₄G,  [Ca₄G]/[Ca₂G] = [Ca]²/K₂²,  off-rate the measured decay
 *
 * A published affinity, slope and decay in the least scheme that has all three; at room temperature. It stops being
 * true in the first 20 ms, where real GCaMP6f rises through slower steps than binding, and for calcium that lasts
 * seconds.
 */
export const proteinCalcium = mechanismOnDemand("proteinCalcium", {
  placed: "in a volume",
  parameters: {
    resting: ["0.075 µM", yuste1999, { from: "0.04 µM", to: "0.1 µM" }],
    clearance: ["1.6 /ms", partOf(sabatini2002, "spines; small dendrites 1.2 /ms"), { from: "0.8 /ms", to: "2.5 /ms" }],
    pumpRate: ["0 µM/ms", pump, { from: "0 µM/ms", to: "10 µM/ms" }],
    pumpHalf: ["1 µM", pump, { from: "0.1 µM", to: "5 µM" }],
    clearanceQ10: ["2.5", chosen("pumps take 2 to 3"), { from: "2", to: "3" }],
    temperature: ["305.15 K", bath, { from: "293.15 K", to: "313.15 K" }],
    clearanceAt: ["305.15 K", pump, { from: "293.15 K", to: "313.15 K" }],
    bindingRatio: ["130", fittedTo("C05, C06 and H01"), { from: "100", to: "200" }],
    bufferHalf: ["2.12 µM", partOf(bartol2015, "calcium binding protein"), { from: "2 µM", to: "10 µM" }],
    bufferOn: ["0.247 /µM/ms", partOf(bartol2015, "calcium binding protein"), { from: "0.1 /µM/ms", to: "0.5 /µM/ms" }],
    dyeTotal: ["10 µM", bath, { from: "0 µM", to: "100 µM" }],
    firstHalf: ["0.1481 µM", pairs, { from: "0.05 µM", to: "0.5 µM" }], //            K₁
    firstOff: ["0.05 /ms", chosen("the fast lobe of calmodulin"), { from: "0.01 /ms", to: "1 /ms" }],
    secondHalf: ["0.3488 µM", pairs, { from: "0.1 µM", to: "1 µM" }], //              K₂
    secondOff: ["0.00393 /ms", asQuoted(chen2013, "Supplementary Table 1"), { from: "0.001 /ms", to: "0.05 /ms" }],
    proteinQ10: ["2.5", chosen("as other proteins let calcium go"), { from: "1.5", to: "4" }],
    proteinAt: ["293.15 K", asQuoted(chen2013, "room temperature"), { from: "291.15 K", to: "310.15 K" }],
    diffusion: ["0.223 µm²/ms", allbritton1992, { from: "0.2 µm²/ms", to: "0.33 µm²/ms" }],
    dyeDiffusion: [
      "0.02 µm²/ms", chosen("a protein of 50 kDa in cytoplasm"), { from: "0.005 µm²/ms", to: "0.05 µm²/ms" },
    ],
  },
  reads: { influx: "µM/ms" },
  states: { ca: "µM", bufferCa: "µM", pairCa: "µM", dyeCa: "µM" },
  derivative: ({ ca, bufferCa, pairCa, dyeCa }, { influx }, p, { exp, log, K }) => {
    const pace = exp((log(p.clearanceQ10) * (p.temperature - p.clearanceAt)) / (10 * K));
    const faster = exp((log(p.proteinQ10) * (p.temperature - p.proteinAt)) / (10 * K));
    const bufferTotal = (p.bindingRatio * (p.bufferHalf + p.resting) * (p.bufferHalf + p.resting)) / p.bufferHalf;
    const binding = p.bufferOn * (ca * (bufferTotal - bufferCa) - p.bufferHalf * bufferCa);
    const firstRatio = ca / p.firstHalf;
    const secondRatio = ca / p.secondHalf;
    const first = faster * p.firstOff * (firstRatio * firstRatio * (p.dyeTotal - pairCa - dyeCa) - pairCa);
    const second = faster * p.secondOff * (secondRatio * secondRatio * pairCa - dyeCa);
    const pumped = p.pumpRate * (ca / (ca + p.pumpHalf) - p.resting / (p.resting + p.pumpHalf));
    return {
      ca: influx - binding - 2 * (first + second) - pace * (p.clearance * (ca - p.resting) + pumped),
      bufferCa: binding,
      pairCa: first - second,
      dyeCa: second,
    };
  },
  initial: (_, p) => {
    const bufferTotal = (p.bindingRatio * (p.bufferHalf + p.resting) * (p.bufferHalf + p.resting)) / p.bufferHalf;
    const first = (p.resting / p.firstHalf) * (p.resting / p.firstHalf);
    const both = first * (p.resting / p.secondHalf) * (p.resting / p.secondHalf);
    const share = p.dyeTotal / (1 + first + both);
    return {
      ca: p.resting,
      bufferCa: (bufferTotal * p.resting) / (p.resting + p.bufferHalf),
      pairCa: share * first,
      dyeCa: share * both,
    };
  },
  ion: { name: "ca", valence: 2, state: "ca" },
  mobile: { ca: "diffusion", pairCa: "dyeDiffusion", dyeCa: "dyeDiffusion" },
});
