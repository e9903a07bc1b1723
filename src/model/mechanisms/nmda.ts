import { bath, chosen, mechanismOnDemand, partOf } from "#engine";
import {
  asQuoted, cais2008, fittedTo, garaschuk1996, mainen1999, spruston1995, vargasCaballeroRobinson2003,
} from "../references.js";

const ours = chosen("within what models of CA1 synapses at 34 °C have: rise 2–5 ms, decays 50–70 and 200–430 ms");
const block = partOf(vargasCaballeroRobinson2003, "as Chindemi et al. 2022 fit it");
const reference = chosen("where fractional currents were measured: −65 mV and 2 mM Ca²⁺");
const unblock = chosen("a slow share after depolarisation (Vargas-Caballero & Robinson 2003); `base` has none");

/** Of one quantum: the typical spine's too. */
export const nmdaConductance = ["0.37 nS", fittedTo("S08, S09 and H01"), { from: "0.15 nS", to: "0.5 nS" }] as const;

/**
 * NMDA receptors of one synapse: a release binds part of what is still free, Mg²⁺ blocks, Ca²⁺ passes.
 *
 *     dR/dt = −φᵣ·R/τᵣ,  dF/dt = −φ·F/τ₁,  dS/dt = −φ·S/τ₂        g = F + S − R
 *     a release of weight w adds f·n to R, (1 − s)·f·n to F, s·f·n to S:  n = min(w, 1/q)·(1 − q·(F + S)/f)
 *     b = 1/(1 + [Mg²⁺]/K₀ · exp(−δ·V)),  dU/dt = (b − U)/τᵤ,  β = (1 − p)·b + p·U
 *     I = ḡ·a·g·β·(V − E)
 *     I_Ca = f_Ca·ḡ·a·g·β·(Vᵣ − E)·ϕ(V, [Ca]ₒ)/ϕ(Vᵣ, 2 mM),  ϕ as in `permeableAmpa`
 *
 * ḡ is the peak after one release of weight 1 from rest, all free of Mg²⁺; f makes it so. q is the share of receptors
 * that such a release binds. `available` (a) is what an antagonist leaves. With p = 0 the block is instantaneous. F and
 * S count receptors as bound for as long as they may open, so neither desensitisation nor re-binding during one release
 * is here. What Ca²⁺ adds to the total current above 0 mV isn't either.
 */
export const nmda = mechanismOnDemand("nmda", {
  placed: "at a point",
  parameters: {
    gMax: nmdaConductance, //                                                                       ḡ
    available: ["1", bath, { from: "0", to: "1" }], //                                              a
    rise: ["2.5 ms", ours, { from: "1.7 ms", to: "5 ms" }], //                                      τᵣ
    decay: ["50 ms", ours, { from: "50 ms", to: "70 ms" }], //                                      τ₁
    slowDecay: ["200 ms", ours, { from: "200 ms", to: "430 ms" }], //                               τ₂
    slowShare: ["0.2", ours, { from: "0", to: "0.4" }], //                                          s
    occupancy: ["0.6", partOf(mainen1999, "not saturated; the value is chosen"), { from: "0.3", to: "0.9" }], // q
    reversal: ["0 mV", spruston1995, { from: "-3 mV", to: "5 mV" }], //                             E
    magnesium: ["2 mM", bath, { from: "0 mM", to: "4 mM" }], //                                     [Mg²⁺]
    blockHalf: ["2.552 mM", block, { from: "0.69 mM", to: "4.1 mM" }], //                           K₀, at 0 mV
    blockSlope: ["0.072 /mV", block, { from: "0.062 /mV", to: "0.08 /mV" }], //                     δ
    slowUnblockShare: ["0", unblock, { from: "0", to: "0.5" }], //                                  p
    slowUnblock: ["8 ms", unblock, { from: "1 ms", to: "30 ms" }], //                               τᵤ while b > U
    reblock: ["0.3 ms", unblock, { from: "0.05 ms", to: "2 ms" }], //                               τᵤ while b < U
    caFraction: ["0.11", asQuoted(garaschuk1996, "10.7 %"), { from: "0.08", to: "0.175" }], //      f_Ca
    caFractionAt: ["-65 mV", reference, { from: "-80 mV", to: "-50 mV" }], //                       Vᵣ
    caOutside: ["2 mM", bath, { from: "0 mM", to: "10 mM" }], //                                    [Ca]ₒ
    caOutsideReference: ["2 mM", reference, { from: "1 mM", to: "3 mM" }],
    caResting: ["0.075 µM", chosen("as spineCalcium rests"), { from: "0.04 µM", to: "0.1 µM" }], // [Ca]ᵢ
    riseQ10: ["2.2", chosen("less than the decay's, as other channels' opening"), { from: "1.5", to: "3" }],
    decayQ10: ["3", partOf(cais2008, "3.7 fast, 2.7 slow"), { from: "1.7", to: "3.7" }],
    temperature: ["305.15 K", bath, { from: "293.15 K", to: "313.15 K" }],
    kineticsAt: ["305.15 K", ours, { from: "293.15 K", to: "313.15 K" }],
  },
  reads: { v: "mV" },
  states: { rising: "1", fast: "1", slow: "1", unblocked: "1" }, //                                 R, F, S, U
  derivative: ({ rising, fast, slow, unblocked }, { v }, p, { exp, log, K }) => {
    const tens = (p.temperature - p.kineticsAt) / (10 * K);
    const falling = exp(log(p.decayQ10) * tens);
    const free = 1 / (1 + (p.magnesium / p.blockHalf) * exp(-p.blockSlope * v));
    return {
      rising: (-exp(log(p.riseQ10) * tens) * rising) / p.rise,
      fast: (-falling * fast) / p.decay,
      slow: (-falling * slow) / p.slowDecay,
      unblocked: (free - unblocked) / (free > unblocked ? p.slowUnblock : p.reblock),
    };
  },
  current: ({ rising, fast, slow, unblocked }, { v }, p, { exp, linoid, faraday, gasConstant }) => {
    const perMillivolt = (2 * faraday) / (gasConstant * p.temperature);
    const xi = perMillivolt * v;
    const at = perMillivolt * p.caFractionAt;
    const field = p.caResting * linoid(-xi) - p.caOutside * linoid(xi);
    const fieldThere = p.caResting * linoid(-at) - p.caOutsideReference * linoid(at);
    const free = 1 / (1 + (p.magnesium / p.blockHalf) * exp(-p.blockSlope * v));
    const passing = (1 - p.slowUnblockShare) * free + p.slowUnblockShare * unblocked;
    const open = p.gMax * p.available * (fast + slow - rising) * passing;
    return {
      total: open * (v - p.reversal),
      ca: p.caFraction * open * (p.caFractionAt - p.reversal) * (field / fieldThere),
    };
  },
  initial: ({ v }, p, { exp }) => ({
    rising: 0, fast: 0, slow: 0, unblocked: 1 / (1 + (p.magnesium / p.blockHalf) * exp(-p.blockSlope * v)),
  }),
  receives: ({ rising, fast, slow }, { weight }, p, { exp, log, min, max }) => {
    // The peak of (1 − s)·e^(−t/τ₁) + s·e^(−t/τ₂) − e^(−t/τᵣ), where its slope is zero: t = −τᵣ·ln(τᵣ·slope of the
    // decays), repeated. Each turn comes twenty times nearer, and an error of t counts by its square.
    const rise = min(p.rise, 0.5 * p.decay);
    const a = (1 - p.slowShare) / p.decay;
    const b = p.slowShare / p.slowDecay;
    const t1 = -rise * log(rise * (a + b));
    const t2 = -rise * log(rise * (a * exp(-t1 / p.decay) + b * exp(-t1 / p.slowDecay)));
    const t3 = -rise * log(rise * (a * exp(-t2 / p.decay) + b * exp(-t2 / p.slowDecay)));
    const t4 = -rise * log(rise * (a * exp(-t3 / p.decay) + b * exp(-t3 / p.slowDecay)));
    const peak = (1 - p.slowShare) * exp(-t4 / p.decay) + p.slowShare * exp(-t4 / p.slowDecay) - exp(-t4 / rise);
    const bound = p.occupancy * peak * (fast + slow);
    const step = (min(weight, 1 / p.occupancy) * max(1 - bound, 0)) / peak;
    return { rising: rising + step, fast: fast + (1 - p.slowShare) * step, slow: slow + p.slowShare * step };
  },
});
