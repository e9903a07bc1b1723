import { chosen, mechanismOnDemand, partOf } from "#engine";
import { bartol2015, hodgkinHuxley1952 } from "../references.js";

/**
 * A channel with one gate, shut or open, that may gate by chance.
 *
 *     shut ⇌ open,  α = 0.1 /ms · x/(eˣ − 1),  x = −(V + 55 mV)/10 mV,  β = 0.125 /ms · exp(−(V + 65 mV)/80 mV)
 *
 * The rates are one gate of the squid's delayed rectifier; the channel itself is the simplest that there is, for studies
 * of noise. Real channels have more states, and their open times more than one time constant.
 */
export const twoStateChannel = mechanismOnDemand("twoStateChannel", {
  placed: "at a point",
  parameters: {
    gMax: ["1 nS", chosen("a hundred channels of 10 pS"), { from: "0 nS", to: "1000 nS" }], //        all of them open
    reversal: ["-77 mV", partOf(hodgkinHuxley1952, "Table 3"), { from: "-120 mV", to: "100 mV" }],
  },
  reads: { v: "mV" },
  states: { shut: "1", open: "1" },
  rates: (_, { v }, _p, { exp, linoid, mV, ms }) => ({
    "shut ⇌ open": [(0.1 / ms) * linoid(-(v + 55 * mV) / (10 * mV)), (0.125 / ms) * exp(-(v + 65 * mV) / (80 * mV))],
  }),
  current: ({ open }, { v }, p) => ({ total: p.gMax * open * (v - p.reversal) }),
});

const table = partOf(bartol2015, "Table 1, after Bischofberger et al. 2002, at 34 °C");

/**
 * High-threshold Ca²⁺ channel in five states, fast enough for an action potential, that may gate by chance.
 *
 *     c₀ ⇌ c₁ ⇌ c₂ ⇌ c₃ ⇌ o,  αᵢ = αᵢ₀·exp(V/Vᵢ),  βᵢ = βᵢ₀·exp(−V/Vᵢ)        I = ḡ·o·(V − E), all of it Ca²⁺
 *
 * Does not inactivate, so trains run down too little; and the current of the open channel is taken as linear in V,
 * which holds far below E.
 */
export const fiveStateCalcium = mechanismOnDemand("fiveStateCalcium", {
  placed: "at a point",
  parameters: {
    gMax: ["0.0372 nS", chosen("ten channels of 3.72 pS"), { from: "0 nS", to: "100 nS" }], //          all of them open
    reversal: ["120 mV", chosen("far above every voltage reached"), { from: "50 mV", to: "200 mV" }],
    opening1: ["8.08 /ms", table, { from: "0 /ms", to: "200 /ms" }],
    opening2: ["13.4 /ms", table, { from: "0 /ms", to: "200 /ms" }],
    opening3: ["8.78 /ms", table, { from: "0 /ms", to: "200 /ms" }],
    opening4: ["34.7 /ms", table, { from: "0 /ms", to: "200 /ms" }],
    closing1: ["5.76 /ms", table, { from: "0 /ms", to: "200 /ms" }],
    closing2: ["12.6 /ms", table, { from: "0 /ms", to: "200 /ms" }],
    closing3: ["16.3 /ms", table, { from: "0 /ms", to: "200 /ms" }],
    closing4: ["3.68 /ms", table, { from: "0 /ms", to: "200 /ms" }],
    slope1: ["49.14 mV", table, { from: "5 mV", to: "500 mV" }],
    slope2: ["42.08 mV", table, { from: "5 mV", to: "500 mV" }],
    slope3: ["55.31 mV", table, { from: "5 mV", to: "500 mV" }],
    slope4: ["26.55 mV", table, { from: "5 mV", to: "500 mV" }],
  },
  reads: { v: "mV" },
  states: { c0: "1", c1: "1", c2: "1", c3: "1", open: "1" },
  rates: (_, { v }, p, { exp }) => ({
    "c0 ⇌ c1": [p.opening1 * exp(v / p.slope1), p.closing1 * exp(-v / p.slope1)],
    "c1 ⇌ c2": [p.opening2 * exp(v / p.slope2), p.closing2 * exp(-v / p.slope2)],
    "c2 ⇌ c3": [p.opening3 * exp(v / p.slope3), p.closing3 * exp(-v / p.slope3)],
    "c3 ⇌ open": [p.opening4 * exp(v / p.slope4), p.closing4 * exp(-v / p.slope4)],
  }),
  current: ({ open }, { v }, p) => {
    const total = p.gMax * open * (v - p.reversal);
    return { total, ca: total };
  },
});
