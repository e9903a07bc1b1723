import { exp, log } from "#elementary";
import { chosen } from "#engine";
import { misuse } from "../failures.js";
import { hint } from "../nearest.js";
import { quantities, valueOf, type Settings } from "#units";
import { fittedTo, lee1999 } from "../references.js";

const recalled = chosen("receptor pharmacology as commonly quoted");

/** How strongly drugs bind, and what competes with them. */
export const drugQuantities = quantities("drugs", {
  /** Mean glutamate over the time that an antagonist needs to leave: a release is over before much of it has. */
  glutamate: [
    "0.8 µM",
    chosen("1 mM for 1 ms leaves no time to displace a drug; so 100 µM D-APV leave 2 %"),
    { from: "0 µM", to: "10 µM" },
  ],
  nmdaGlutamateHalf: ["2.3 µM", recalled, { from: "1 µM", to: "5 µM" }],
  ampaGlutamateHalf: ["500 µM", recalled, { from: "100 µM", to: "1000 µM" }],
  apvHalf: ["1.5 µM", recalled, { from: "0.5 µM", to: "3 µM" }],
  cnqxHalf: [
    "0.3 µM",
    chosen("2–5 µM block the fast component (Spruston et al. 1995)"),
    { from: "0.2 µM", to: "2 µM" },
  ],
  nbqxHalf: ["0.1 µM", recalled, { from: "0.05 µM", to: "0.5 µM" }],
  cnqxGlycineHalf: ["6.3 µM", recalled, { from: "3 µM", to: "30 µM" }],
  /** Glycine over the concentration that takes half of its site of the NMDA receptor. */
  glycine: ["2", chosen("perfused slices have a few µM"), { from: "0.5", to: "100" }],
  /** 1: CNQX competes at the glycine site of the NMDA receptor, too; 0: it doesn't. */
  glycineSite: ["0", chosen("glycine transport is taken to hold the site; see finding S05"), { from: "0", to: "1" }],
  nickelHalf: ["230 µM", fittedTo("A04 and A06"), { from: "150 µM", to: "800 µM" }],
  nickelHill: ["2", fittedTo("A04 and A06"), { from: "1", to: "2" }],
  /** Share of high-threshold channels that are Caᵥ2.3. */
  nickelSensitiveShare: [
    "0",
    chosen("the paper's channels are not; later work finds them in spines"),
    { from: "0", to: "0.15" },
  ],
  nickelSensitiveHalf: ["27 µM", recalled, { from: "10 µM", to: "60 µM" }],
  nickelLowHalf: ["13 µM", lee1999, { from: "10 µM", to: "250 µM" }],
  nifedipineHalf: ["0.5 µM", recalled, { from: "0.05 µM", to: "5 µM" }],
  /** Share of high-threshold channels that are L-type. */
  nifedipineShare: ["0.2", chosen("a part among L, N and P/Q types"), { from: "0", to: "0.5" }],
});
type DrugNumber = keyof typeof drugQuantities.all;

/** Share of every `available` that a concentration leaves, by mechanism. */
type Action = (concentration_uM: number, number: (name: DrugNumber) => number) => Readonly<Record<string, number>>;

/** A drug of the bath, and what it does. */
export interface Drug {
  readonly name: string;
  readonly aliases: readonly string[];
  /** In words, for reports. */
  readonly about: string;
  readonly action: Action;
}

/** What an antagonist leaves beside an agonist: 1/(1 + [D]/(Kᵢ·(1 + [A]/EC₅₀))). */
const competing = (drug: number, half: number, agonist: number): number => 1 / (1 + drug / (half * (1 + agonist)));
const hill = (drug: number, half: number, slope: number): number =>
  drug === 0 ? 1 : 1 / (1 + exp(slope * log(drug / half)));

const apv: Action = (c, n) => ({ nmda: competing(c, n("apvHalf"), n("glutamate") / n("nmdaGlutamateHalf")) });

const onAmpa =
  (half: "cnqxHalf" | "nbqxHalf"): Action =>
  (c, n) => {
    const left = competing(c, n(half), n("glutamate") / n("ampaGlutamateHalf"));
    return { ampa: left, permeableAmpa: left, kainate: left };
  };

const halfOfIt: Action = (c, n) => apv(c / 2, n);

const cnqx: Action = (c, n) => {
  const glycine = n("glycine");
  const held = (1 + glycine) / (1 + glycine + c / n("cnqxGlycineHalf"));
  return { ...onAmpa("cnqxHalf")(c, n), nmda: 1 - n("glycineSite") * (1 - held) };
};

const nickel: Action = (c, n) => {
  const share = n("nickelSensitiveShare");
  const high = (1 - share) * hill(c, n("nickelHalf"), n("nickelHill")) + share * hill(c, n("nickelSensitiveHalf"), 1);
  return { highThreshold: high, highThresholdCluster: high, lowThreshold: hill(c, n("nickelLowHalf"), 1) };
};

const nifedipine: Action = (c, n) => {
  const left = 1 - n("nifedipineShare") * (1 - hill(c, n("nifedipineHalf"), 1));
  return { highThreshold: left, highThresholdCluster: left };
};

/** Every drug that a protocol may name. */
export const drugs: readonly Drug[] = [
  {
    name: "D-APV",
    aliases: ["APV", "AP5", "D-AP5", "D-2-amino-5-phosphonovalerate"],
    about: "competes with glutamate at NMDA receptors",
    action: apv,
  },
  { name: "DL-APV", aliases: ["DL-AP5"], about: "half of it is D-APV", action: halfOfIt },
  { name: "CNQX", aliases: [], about: "competes with glutamate at AMPA and kainate receptors", action: cnqx },
  {
    name: "NBQX",
    aliases: [],
    about: "competes with glutamate at AMPA and kainate receptors",
    action: onAmpa("nbqxHalf"),
  },
  {
    name: "Ni²⁺",
    aliases: ["Ni2+", "Ni", "nickel", "NiCl2", "NiCl₂"],
    about: "blocks calcium channels, low-threshold ones first",
    action: nickel,
  },
  { name: "nifedipine", aliases: ["nimodipine"], about: "blocks L-type calcium channels", action: nifedipine },
];

/** Every name and alias that `drugNamed` takes. */
export const drugNames: readonly string[] = drugs.flatMap(({ name, aliases }) => [name, ...aliases]);

/** The drug of that name or alias, however it is capitalised. Throws a usage RigError with the nearest right word. */
export function drugNamed(name: string): Drug {
  const wanted = name.trim().toLowerCase();
  const found = drugs.find((drug) => [drug.name, ...drug.aliases].some((known) => known.toLowerCase() === wanted));
  if (!found) throw misuse("drug-unknown", { name, hint: hint(name, drugNames) });
  return found;
}

/** Share of each mechanism's channels that all drugs together leave, by mechanism; drugs act independently. */
export function drugEffects(
  bath: readonly { readonly name: string; readonly concentration_uM: number }[],
  settings: Settings = {},
): ReadonlyMap<string, number> {
  const left = new Map<string, number>();
  for (const { name, concentration_uM } of bath) {
    const drug = drugNamed(name);
    if (!(concentration_uM >= 0)) throw misuse("dose-negative", { drug: drug.name, concentration_uM });
    const action = drug.action(concentration_uM, (number) => valueOf(drugQuantities, number, settings));
    for (const [mechanism, share] of Object.entries(action)) left.set(mechanism, (left.get(mechanism) ?? 1) * share);
  }
  return left;
}
