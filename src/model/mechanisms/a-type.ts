import { bath, mechanismOnDemand, partOf, type Mechanism, type Source } from "#engine";
import { migliore1999 } from "../references.js";
import { potassiumReversal } from "./reversals.js";

type Entry<Quantity extends string> =
  readonly [quantity: Quantity, source: Source, bounds: { readonly from: string; readonly to: string }];
/** In what the two kinds differ. */
interface Kinetics {
  readonly half: Entry<`${number} mV`>;
  readonly charge: Entry<`${number}`>;
  readonly asymmetry: Entry<`${number}`>;
  readonly opening: Entry<`${number} /ms`>;
  readonly fastest: Entry<`${number} ms`>;
}

const shared = partOf(migliore1999, "kaprox.mod and kadist.mod of ModelDB 2796");

/**
 * A-type potassium channel: opens fast, inactivates fast, and holds back what comes up the dendrite.
 *
 *     dn/dt = (n∞ − n)/τₙ,  likewise l        I = ḡ·n·l·(V − E)
 *     ζ = z − 1/(1 + exp((V + 40 mV)/5 mV)), a = exp(ζ·F·(V − V½)/RT), n∞ = 1/(1 + a)
 *     τₙ = exp(γ·ζ·F·(V − V½)/RT)/(φ·α·(1 + a)), no less than its floor        φ = Q₁₀^((T − T₀)/10 K)
 *     l∞ = 1/(1 + exp(3·F·(V + 56 mV)/RT)), τₗ = 0.26 ms/mV·(V + 50 mV), no less than 2 ms
 *
 * Temperature changes activation alone. Inactivation above 0 mV grows slower without end, since τₗ is a straight line.
 */
const aType = (name: string, kinetics: Kinetics): Mechanism => mechanismOnDemand(name, {
  placed: "over membrane",
  parameters: {
    gMax: ["48 mS/cm²", migliore1999, { from: "0 mS/cm²", to: "400 mS/cm²" }], //           ḡ
    reversal: potassiumReversal, //                                                         E
    ...kinetics, //                                                                         V½, z, γ, α
    q10: ["5", shared, { from: "3", to: "6" }],
    temperature: ["305.15 K", bath, { from: "293.15 K", to: "313.15 K" }], //               T
    kineticsAt: ["297.15 K", shared, { from: "293.15 K", to: "313.15 K" }], //              T₀
    inactivationHalf: ["-56 mV", shared, { from: "-66 mV", to: "-46 mV" }],
    inactivationFastest: ["2 ms", shared, { from: "1 ms", to: "10 ms" }],
  },
  reads: { v: "mV" },
  states: { n: "1", l: "1" },
  derivative: ({ n, l }, { v }, p, { exp, log, max, mV, ms, K, faraday, gasConstant }) => {
    const pace = exp((log(p.q10) * (p.temperature - p.kineticsAt)) / (10 * K));
    const perMillivolt = faraday / (gasConstant * p.temperature);
    const charge = p.charge - 1 / (1 + exp((v + 40 * mV) / (5 * mV)));
    const closed = exp(charge * perMillivolt * (v - p.half));
    const tau = exp(p.asymmetry * charge * perMillivolt * (v - p.half)) / (pace * p.opening * (1 + closed));
    return {
      n: (1 / (1 + closed) - n) / max(p.fastest, tau),
      l: (1 / (1 + exp(3 * perMillivolt * (v - p.inactivationHalf))) - l) /
        max(p.inactivationFastest, ((0.26 * ms) / mV) * (v + 50 * mV)),
    };
  },
  current: ({ n, l }, { v }, p) => ({ total: p.gMax * n * l * (v - p.reversal) }),
});

const proximal = partOf(migliore1999, "kaprox.mod of ModelDB 2796");
const distal = partOf(migliore1999, "kadist.mod of ModelDB 2796");

/** As in soma, basal dendrites and the first 100 µm of the apical ones. */
export const aTypeProximal = aType("aTypeProximal", {
  half: ["11 mV", proximal, { from: "1 mV", to: "21 mV" }],
  charge: ["-1.5", proximal, { from: "-2.5", to: "-1" }],
  asymmetry: ["0.55", proximal, { from: "0", to: "1" }],
  opening: ["0.05 /ms", proximal, { from: "0.02 /ms", to: "0.1 /ms" }],
  fastest: ["0.1 ms", proximal, { from: "0.05 ms", to: "0.5 ms" }],
});

/** As beyond: it opens 12 mV lower. */
export const aTypeDistal = aType("aTypeDistal", {
  half: ["-1 mV", distal, { from: "-11 mV", to: "9 mV" }],
  charge: ["-1.8", distal, { from: "-2.8", to: "-1" }],
  asymmetry: ["0.39", distal, { from: "0", to: "1" }],
  opening: ["0.1 /ms", distal, { from: "0.05 /ms", to: "0.2 /ms" }],
  fastest: ["0.2 ms", distal, { from: "0.05 ms", to: "0.5 ms" }],
});
