import { bath, chosen, mechanismOnDemand, partOf, type Mechanism, type Source } from "#engine";
import { bartol2015, fittedTo } from "../references.js";

const table = partOf(bartol2015, "Table 1, after Bischofberger et al. 2002");
const asItStands = chosen(
  "the table is for 34 °C; taken at 32 °C as it stands, since the permeability is fit to the influx");
const influx = fittedTo("C06, H01 and A01");

type Permeability<Text extends string> =
  readonly [quantity: Text, source: Source, bounds: { readonly from: string; readonly to: string }];

/** `placed` and the permeability's unit go together: a membrane's per area, a cluster's in all. */
const channels = (
  name: string, placed: "over membrane" | "at a point",
  permeability: Permeability<`${number} µm/ms`> | Permeability<`${number} µm³/ms`>,
): Mechanism => mechanismOnDemand(name, {
  placed,
  parameters: {
    permeability, //                                                                           P
    permeabilityQ10: ["1.55", partOf(bartol2015, "Table 1, of the single channel"), { from: "1.2", to: "2" }],
    available: ["1", bath, { from: "0", to: "1" }], //                                         a
    resting: ["-68 mV", chosen("as the cell rests"), { from: "-100 mV", to: "-55 mV" }],
    caOutside: ["2 mM", bath, { from: "0 mM", to: "10 mM" }], //                               [Ca]ₒ
    caResting: ["0.075 µM", chosen("as spineCalcium rests"), { from: "0.04 µM", to: "0.1 µM" }], // [Ca]ᵢ
    opening1: ["8.08 /ms", table, { from: "4 /ms", to: "16 /ms" }],
    opening2: ["13.4 /ms", table, { from: "6 /ms", to: "27 /ms" }],
    opening3: ["8.78 /ms", table, { from: "4 /ms", to: "18 /ms" }],
    opening4: ["34.7 /ms", table, { from: "17 /ms", to: "70 /ms" }],
    closing1: ["5.76 /ms", table, { from: "2.8 /ms", to: "12 /ms" }],
    closing2: ["12.6 /ms", table, { from: "6 /ms", to: "26 /ms" }],
    closing3: ["16.3 /ms", table, { from: "8 /ms", to: "33 /ms" }],
    closing4: ["3.68 /ms", table, { from: "1.8 /ms", to: "7.4 /ms" }],
    slope1: ["49.14 mV", table, { from: "40 mV", to: "60 mV" }],
    slope2: ["42.08 mV", table, { from: "34 mV", to: "50 mV" }],
    slope3: ["55.31 mV", table, { from: "44 mV", to: "66 mV" }],
    slope4: ["26.55 mV", table, { from: "21 mV", to: "32 mV" }],
    q10: ["2.5", chosen("as other calcium channels gate"), { from: "2", to: "3" }],
    temperature: ["305.15 K", bath, { from: "293.15 K", to: "313.15 K" }], //                  T
    kineticsAt: ["305.15 K", asItStands, { from: "293.15 K", to: "313.15 K" }],
  },
  reads: { v: "mV" },
  states: { c0: "1", c1: "1", c2: "1", c3: "1", open: "1" },
  rates: (_, { v }, p, { exp, log, K }) => {
    const pace = exp((log(p.q10) * (p.temperature - p.kineticsAt)) / (10 * K));
    return {
      "c0 ⇌ c1": [pace * p.opening1 * exp(v / p.slope1), pace * p.closing1 * exp(-v / p.slope1)],
      "c1 ⇌ c2": [pace * p.opening2 * exp(v / p.slope2), pace * p.closing2 * exp(-v / p.slope2)],
      "c2 ⇌ c3": [pace * p.opening3 * exp(v / p.slope3), pace * p.closing3 * exp(-v / p.slope3)],
      "c3 ⇌ open": [pace * p.opening4 * exp(v / p.slope4), pace * p.closing4 * exp(-v / p.slope4)],
    };
  },
  current: ({ open }, { v }, p, { exp, log, linoid, faraday, gasConstant, K }) => {
    const perMillivolt = (2 * faraday) / (gasConstant * p.temperature);
    const carried = 2 * faraday * p.permeability * p.available
      * exp((log(p.permeabilityQ10) * (p.temperature - p.kineticsAt)) / (10 * K));
    const xi = perMillivolt * v;
    const total = carried * open * (p.caResting * linoid(-xi) - p.caOutside * linoid(xi));
    // A chain without a loop rests where every step balances.
    const r = p.resting;
    const r1 = (p.opening1 / p.closing1) * exp((2 * r) / p.slope1);
    const r2 = r1 * (p.opening2 / p.closing2) * exp((2 * r) / p.slope2);
    const r3 = r2 * (p.opening3 / p.closing3) * exp((2 * r) / p.slope3);
    const r4 = r3 * (p.opening4 / p.closing4) * exp((2 * r) / p.slope4);
    const openAtRest = r4 / (1 + r1 + r2 + r3 + r4);
    const there = perMillivolt * r;
    const atRest = carried * openAtRest * (p.caResting * linoid(-there) - p.caOutside * linoid(there));
    return { total, ca: total - atRest };
  },
});

/**
 * High-threshold Ca²⁺ channels of spine and shaft: five states, fast enough for an action potential.
 *
 *     c₀ ⇌ c₁ ⇌ c₂ ⇌ c₃ ⇌ o,  αᵢ = φ·αᵢ₀·exp(V/Vᵢ),  βᵢ = φ·βᵢ₀·exp(−V/Vᵢ)
 *     I = P·a·o·2F·([Ca]ᵢ·ℓ(−ξ) − [Ca]ₒ·ℓ(ξ)),  ℓ(x) = x/(eˣ − 1),  ξ = 2FV/RT
 *     I_Ca = I − I at rest
 *
 * `available` (a) is what Ni²⁺ and run-down leave. What trickles in at `resting`, 2.5 nM worth at −68 mV and a tenth of
 * that at −80 mV, is part of the resting calcium that the pool starts from, so the pool gets what exceeds it; the
 * membrane carries all. [Ca]ᵢ is taken at its resting level: at 16 µM in a spike, inflow is 3 % too large. Nothing
 * inactivates, so long trains run down too little.
 */
export const highThreshold = channels("highThreshold", "over membrane",
  ["0.00408 µm/ms", influx, { from: "0.0015 µm/ms", to: "0.009 µm/ms" }]);

/**
 * The same channels at a point, to be counted: with `channels` they open by chance. `permeability` is that of all of
 * them together, a membrane's times its area: 12 channels in a head of 0.06 µm³, into which one action potential brings
 * 71 µM, 2,560 ions.
 */
export const highThresholdCluster = channels("highThresholdCluster", "at a point",
  ["0.003024 µm³/ms", influx, { from: "0.0002 µm³/ms", to: "0.006 µm³/ms" }]);
