import { chosen, mechanismOnDemand } from "#engine";
import { allbritton1992 } from "../references.js";

const benchmark = chosen("as the speed benchmark has it");
const fastBuffer = chosen("a fast buffer of low affinity, 10 µM");
const dye = chosen("an indicator of 0.25 µM affinity that binds as fast as Oregon Green BAPTA-1");

/**
 * Free Ca²⁺, a buffer that stays in place, a dye that diffuses, and a pump towards the resting level.
 *
 *     Ca + B ⇌ CaB,  Ca + D ⇌ CaD,  d[Ca]/dt = … + influx − γ·([Ca] − [Ca]₀),  [B] = [B]ₜ − [CaB]
 *
 * Starts with everything in equilibrium at [Ca]₀. The pump is linear: above a few µM real pumps saturate, and none of
 * the stores that fill and empty is here. Each volume is well mixed.
 */
export const calciumPool = mechanismOnDemand("calciumPool", {
  placed: "in a volume",
  parameters: {
    resting: ["0.05 µM", benchmark, { from: "0 µM", to: "1 µM" }], //                                 [Ca]₀
    extrusion: ["3 /ms", benchmark, { from: "0 /ms", to: "20 /ms" }], //                              γ
    bufferTotal: ["100 µM", benchmark, { from: "0 µM", to: "5000 µM" }], //                           [B] + [CaB]
    bufferOn: ["0.5 /µM/ms", fastBuffer, { from: "0 /µM/ms", to: "2 /µM/ms" }],
    bufferOff: ["5 /ms", fastBuffer, { from: "0.0001 /ms", to: "100 /ms" }],
    dyeTotal: ["50 µM", benchmark, { from: "0 µM", to: "5000 µM" }], //                               [D] + [CaD]
    dyeOn: ["0.4 /µM/ms", dye, { from: "0 /µM/ms", to: "2 /µM/ms" }],
    dyeOff: ["0.1 /ms", dye, { from: "0.0001 /ms", to: "100 /ms" }],
    diffusion: ["0.22 µm²/ms", allbritton1992, { from: "0 µm²/ms", to: "1 µm²/ms" }], // of Ca²⁺, 223 µm²/s rounded
    dyeDiffusion: ["0.02 µm²/ms", benchmark, { from: "0 µm²/ms", to: "1 µm²/ms" }], // of the dye, bound or not
  },
  reads: { influx: "µM/ms" },
  states: { ca: "µM", bufferCa: "µM", dye: "µM", dyeCa: "µM" },
  rates: (_s, _r, p) => ({ "ca + dye ⇌ dyeCa": [p.dyeOn, p.dyeOff] }),
  // The buffer stays where it is, so what of it is free needs no state of its own.
  derivative: ({ ca, bufferCa }, { influx }, p) => {
    const binding = p.bufferOn * ca * (p.bufferTotal - bufferCa) - p.bufferOff * bufferCa;
    return { ca: influx - binding - p.extrusion * (ca - p.resting), bufferCa: binding };
  },
  initial: (_, p) => {
    const bufferCa = (p.bufferTotal * p.resting) / (p.resting + p.bufferOff / p.bufferOn);
    const dyeCa = (p.dyeTotal * p.resting) / (p.resting + p.dyeOff / p.dyeOn);
    return { ca: p.resting, bufferCa, dye: p.dyeTotal - dyeCa, dyeCa };
  },
  ion: { name: "ca", valence: 2, state: "ca" },
  mobile: { ca: "diffusion", dye: "dyeDiffusion", dyeCa: "dyeDiffusion" },
});
