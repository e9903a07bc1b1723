import { bath, chosen, mechanismOnDemand, partOf, perSynapse, type Mechanism, type Source } from "#engine";
import { asQuoted, bowie1995, burnashev1995, spruston1995 } from "../references.js";

const asAmpa = chosen("as AMPA receptors with GluA2");
const reference = chosen("where fractional currents were measured: −65 mV and 2 mM Ca²⁺");
const rectification = chosen("half at +20 to +40 mV; nothing below −40 mV, and dialysis washes polyamines out");

type Entry<Text extends string> =
  readonly [quantity: Text, source: Source, bounds: { readonly from: string; readonly to: string }];

/** What distinguishes one kind of receptor from another. */
interface Own {
  readonly gMax: Entry<`${number} nS`>; //         ḡ
  readonly rise: Entry<`${number} ms`>;
  readonly decay: Entry<`${number} ms`>;
  readonly caFraction: Entry<`${number}`>; //      f
}

const permeable = (name: string, own: Own): Mechanism => mechanismOnDemand(name, {
  placed: "at a point",
  parameters: {
    gMax: own.gMax,
    rise: own.rise,
    decay: own.decay,
    caFraction: own.caFraction,
    available: ["1", bath, { from: "0", to: "1" }], //                                            a
    reversal: ["0 mV", spruston1995, { from: "-3 mV", to: "5 mV" }], //                           E
    caFractionAt: ["-65 mV", reference, { from: "-80 mV", to: "-50 mV" }], //                     Vᵣ
    rectifyingHalf: ["30 mV", rectification, { from: "20 mV", to: "40 mV" }], //                  V₀
    rectifyingSlope: ["15 mV", asQuoted(bowie1995, "spermine"), { from: "5 mV", to: "30 mV" }], //  k
    caOutside: ["2 mM", bath, { from: "0 mM", to: "10 mM" }], //                                  [Ca]ₒ
    caOutsideReference: ["2 mM", reference, { from: "1 mM", to: "3 mM" }],
    caResting: ["0.075 µM", chosen("as spineCalcium rests"), { from: "0.04 µM", to: "0.1 µM" }], // [Ca]ᵢ
    q10: ["2.4", asAmpa, { from: "2", to: "3" }],
    temperature: ["305.15 K", bath, { from: "293.15 K", to: "313.15 K" }], //                     T
    kineticsAt: ["305.15 K", asAmpa, { from: "293.15 K", to: "313.15 K" }],
  },
  reads: { v: "mV" },
  states: { rising: "1", decaying: "1" },
  derivative: ({ rising, decaying }, _, p, { exp, log, min, K }) => {
    const pace = exp((log(p.q10) * (p.temperature - p.kineticsAt)) / (10 * K));
    return {
      rising: (-pace * rising) / min(p.rise, 0.9999 * p.decay),
      decaying: (-pace * decaying) / p.decay,
    };
  },
  current: ({ rising, decaying }, { v }, p, { exp, linoid, faraday, gasConstant }) => {
    const perMillivolt = (2 * faraday) / (gasConstant * p.temperature);
    const xi = perMillivolt * v;
    const at = perMillivolt * p.caFractionAt;
    const field = p.caResting * linoid(-xi) - p.caOutside * linoid(xi);
    const fieldThere = p.caResting * linoid(-at) - p.caOutsideReference * linoid(at);
    const rectified = 1 / (1 + exp((v - p.rectifyingHalf) / p.rectifyingSlope));
    const open = p.gMax * p.available * (decaying - rising) * rectified;
    return {
      total: open * (v - p.reversal),
      ca: p.caFraction * open * (p.caFractionAt - p.reversal) * (field / fieldThere),
    };
  },
  initial: () => ({ rising: 0, decaying: 0 }),
  receives: ({ rising, decaying }, { weight }, p, { exp, log, min }) => {
    const rise = min(p.rise, 0.9999 * p.decay);
    const peak = ((rise * p.decay) / (p.decay - rise)) * log(p.decay / rise);
    const step = weight / (exp(-peak / p.decay) - exp(-peak / rise));
    return { rising: rising + step, decaying: decaying + step };
  },
});

/** Of those spines that have any, the mean. */
export const permeableConductance = ["0.05 nS", perSynapse, { from: "0.02 nS", to: "0.25 nS" }] as const;

/**
 * AMPA receptors without GluA2, of one synapse: Ca²⁺ passes, at every voltage at which the cell rests.
 *
 *     I = ḡ·a·g·r(V)·(V − E),  r = 1/(1 + exp((V − V₀)/k)) by polyamines;  g as in `ampa`
 *     I_Ca = f·ḡ·a·g·r(V)·(Vᵣ − E)·ϕ(V, [Ca]ₒ)/ϕ(Vᵣ, 2 mM)
 *     ϕ = [Ca]ᵢ·ℓ(−ξ) − [Ca]ₒ·ℓ(ξ),  ℓ(x) = x/(eˣ − 1),  ξ = 2FV/RT
 *
 * So the share f holds at Vᵣ, and elsewhere Ca²⁺ follows the Goldman-Hodgkin-Katz field with [Ca]ᵢ at rest. The total
 * current stays linear in V; above 0 mV it lacks what Ca²⁺ adds.
 */
export const permeableAmpa = permeable("permeableAmpa", {
  gMax: permeableConductance,
  rise: ["0.25 ms", asAmpa, { from: "0.2 ms", to: "0.5 ms" }],
  decay: ["2.2 ms", asAmpa, { from: "1 ms", to: "2.6 ms" }],
  caFraction: ["0.035", partOf(burnashev1995, "GluA1 3.2 %, GluA4 3.9 %"), { from: "0.032", to: "0.039" }],
});

const seldom = chosen("never resolved in spines of CA1; slower than AMPA receptors, as at other synapses");

/**
 * Kainate receptors of unedited GluK2, of one synapse: as `permeableAmpa`, slower, and with half the share of Ca²⁺. The
 * edited form passes 0.27 % (Burnashev et al. 1995), which no dye would show. `base` has none.
 */
export const kainate = permeable("kainate", {
  gMax: ["0.05 nS", perSynapse, { from: "0 nS", to: "0.25 nS" }],
  rise: ["0.5 ms", seldom, { from: "0.2 ms", to: "5 ms" }],
  decay: ["6 ms", seldom, { from: "2 ms", to: "100 ms" }],
  caFraction: ["0.0167", partOf(burnashev1995, "GluK2(Q)"), { from: "0.0027", to: "0.02" }],
});
