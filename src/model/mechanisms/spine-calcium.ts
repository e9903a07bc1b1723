import { bath, chosen, mechanismOnDemand, partOf } from "#engine";
import { allbritton1992, bartol2015, fittedTo, sabatini2002, yuste1999 } from "../references.js";

const pump = chosen(
  "`base` clears linearly: what saturates is Sabatini et al.'s third by SERCA, and shows in long trains");
const asBase = chosen("measured at 34 °C; taken at 32 °C as it stands");

const parameters = {
  resting: ["0.075 µM", yuste1999, { from: "0.04 µM", to: "0.1 µM" }], //                               [Ca]₀
  clearance: [
    "1.6 /ms", //                                                                                       γ
    partOf(sabatini2002, "spines; small dendrites 1.2 /ms"),
    { from: "0.8 /ms", to: "2.5 /ms" },
  ],
  pumpRate: ["0 µM/ms", pump, { from: "0 µM/ms", to: "10 µM/ms" }], //                                  V
  pumpHalf: ["1 µM", pump, { from: "0.1 µM", to: "5 µM" }], //                                          K
  clearanceQ10: ["2.5", chosen("pumps take 2 to 3"), { from: "2", to: "3" }],
  temperature: ["305.15 K", bath, { from: "293.15 K", to: "313.15 K" }],
  clearanceAt: ["305.15 K", asBase, { from: "293.15 K", to: "313.15 K" }],
  bindingRatio: ["130", fittedTo("C05, C06 and H01"), { from: "100", to: "200" }], //               κ
  bufferHalf: ["2.12 µM", partOf(bartol2015, "calcium binding protein"), { from: "2 µM", to: "10 µM" }], // K_B
  bufferOn: ["0.247 /µM/ms", partOf(bartol2015, "calcium binding protein"), { from: "0.1 /µM/ms", to: "0.5 /µM/ms" }],
  dyeTotal: ["200 µM", bath, { from: "0 µM", to: "500 µM" }], //                                        [D] + [CaD]
  dyeHalf: ["0.189 µM", partOf(yuste1999, "after Haugland 1996"), { from: "0.05 µM", to: "20 µM" }], // K_D
  dyeOn: ["0.6 /µM/ms", chosen("as BAPTA and its relatives bind"), { from: "0.01 /µM/ms", to: "1 /µM/ms" }],
  dyeMagnesium: ["0 /mM", chosen("K_Mg of BAPTA is above 10 mM"), { from: "0 /mM", to: "2 /mM" }], //   m, 1/K_Mg
  magnesiumInside: ["0.7 mM", bath, { from: "0.2 mM", to: "1.5 mM" }], //                               [Mg²⁺], free
  diffusion: ["0.223 µm²/ms", allbritton1992, { from: "0.2 µm²/ms", to: "0.33 µm²/ms" }], //            of Ca²⁺
  dyeDiffusion: ["0.02 µm²/ms", chosen("15–20 µm²/s in cytoplasm"), { from: "0.005 µm²/ms", to: "0.1 µm²/ms" }],
} as const;

type Numbers = Readonly<Record<keyof typeof parameters, number>>;
type Concentrations = Readonly<Record<"ca" | "bufferCa" | "dyeCa", number>>;
interface Functions {
  readonly exp: (x: number) => number;
  readonly log: (x: number) => number;
  readonly K: number;
}

const derivative = (
  { ca, bufferCa, dyeCa }: Concentrations,
  { influx }: { readonly influx: number },
  p: Numbers,
  { exp, log, K }: Functions,
): Concentrations => {
  const pace = exp((log(p.clearanceQ10) * (p.temperature - p.clearanceAt)) / (10 * K));
  const bufferTotal = (p.bindingRatio * (p.bufferHalf + p.resting) * (p.bufferHalf + p.resting)) / p.bufferHalf;
  const binding = p.bufferOn * (ca * (bufferTotal - bufferCa) - p.bufferHalf * bufferCa);
  const freeOfMagnesium = 1 / (1 + p.dyeMagnesium * p.magnesiumInside);
  const dyeing = p.dyeOn * (ca * (p.dyeTotal - dyeCa) * freeOfMagnesium - p.dyeHalf * dyeCa);
  const pumped = p.pumpRate * (ca / (ca + p.pumpHalf) - p.resting / (p.resting + p.pumpHalf));
  return {
    ca: influx - binding - dyeing - pace * (p.clearance * (ca - p.resting) + pumped),
    bufferCa: binding,
    dyeCa: dyeing,
  };
};

const initial = (_: object, p: Numbers): Concentrations => {
  const bufferTotal = (p.bindingRatio * (p.bufferHalf + p.resting) * (p.bufferHalf + p.resting)) / p.bufferHalf;
  const half = p.dyeHalf * (1 + p.dyeMagnesium * p.magnesiumInside);
  return {
    ca: p.resting,
    bufferCa: (bufferTotal * p.resting) / (p.resting + p.bufferHalf),
    dyeCa: (p.dyeTotal * p.resting) / (p.resting + half),
  };
};

/**
 * Calcium of spine and shaft: free, on a buffer that saturates, on an indicator that Mg²⁺ may compete for, and cleared.
 *
 *     Ca + B ⇌ CaB,  Ca + D ⇌ CaD
 *     d[Ca]/dt = … + influx − φ·γ·([Ca] − [Ca]₀) − φ·(π([Ca]) − π([Ca]₀)),  π = V·[Ca]/([Ca] + K)
 *     [B]ₜ = κ·(K_B + [Ca]₀)²/K_B,  K_D as bought,  on-rate of the indicator divided by 1 + m·[Mg²⁺]
 *
 * Starts in equilibrium at [Ca]₀. κ is the buffer's binding ratio at rest; K_B ≫ [Ca] makes it linear. Buffer and
 * indicator are as concentrated everywhere as at the start, since bound and free diffuse alike. Mg²⁺ is always in
 * equilibrium with the indicator. No stores; each volume is well mixed.
 */
export const spineCalcium = mechanismOnDemand("spineCalcium", {
  placed: "in a volume",
  parameters,
  reads: { influx: "µM/ms" },
  states: { ca: "µM", bufferCa: "µM", dyeCa: "µM" },
  derivative,
  initial,
  ion: { name: "ca", valence: 2, state: "ca" },
  mobile: { ca: "diffusion", dyeCa: "dyeDiffusion" },
});

/**
 * The same with a buffer that diffuses, as calbindin does before the pipette washes it out. `base` has a fixed one,
 * which takes two thirds of the time to solve.
 */
export const mobileBufferCalcium = mechanismOnDemand("mobileBufferCalcium", {
  placed: "in a volume",
  parameters: {
    ...parameters,
    bufferDiffusion: [
      "0.02 µm²/ms", chosen("a protein of 28 kDa in cytoplasm"), { from: "0 µm²/ms", to: "0.05 µm²/ms" },
    ],
  },
  reads: { influx: "µM/ms" },
  states: { ca: "µM", bufferCa: "µM", dyeCa: "µM" },
  derivative,
  initial,
  ion: { name: "ca", valence: 2, state: "ca" },
  mobile: { ca: "diffusion", bufferCa: "bufferDiffusion", dyeCa: "dyeDiffusion" },
});
