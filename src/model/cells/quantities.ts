import { chosen, partOf } from "#engine";
import { hReversal, potassiumReversal, sodiumReversal } from "../mechanisms/reversals.js";
import { quantities } from "#units";
import {
  gulyas1998, harrisStevens1989, ishizuka1995, jarsky2005, mageeIh1998, migliore1999, sabatini2002,
} from "../references.js";

const recipe = chosen(
  "with the other densities, so that action potentials last 1.3–1.4 ms in spines and none of five fails at 66 Hz");

/** Membrane of the CA1 pyramidal cell: what is everywhere, and how channels are spread. */
export const cellQuantities = quantities("cell", {
  /** Of every compartment; each one's leak reverses where this makes it rest. */
  rest: [
    "-68 mV", chosen("between −65 (Migliore et al. 1999) and −70 mV (Jarsky et al. 2005)"),
    { from: "-70 mV", to: "-60 mV" },
  ],
  capacitance: ["1 µF/cm²", migliore1999, { from: "0.75 µF/cm²", to: "1 µF/cm²" }],
  membraneResistance: ["40 kΩ·cm²", jarsky2005, { from: "28 kΩ·cm²", to: "40 kΩ·cm²" }],
  axialResistivity: ["150 Ω·cm", migliore1999, { from: "150 Ω·cm", to: "200 Ω·cm" }],
  axonAxialResistivity: ["50 Ω·cm", migliore1999, { from: "50 Ω·cm", to: "200 Ω·cm" }],
  /** Membrane that spines add, as a factor on capacitance and leak of dendrites, on the trunk from `spinesFrom`. */
  spineFactor: ["2", migliore1999, { from: "1.5", to: "2.2" }],
  spinesFrom: ["100 µm", migliore1999, { from: "50 µm", to: "300 µm" }],
  sodium: ["20 mS/cm²", recipe, { from: "30 mS/cm²", to: "45 mS/cm²" }],
  /** Times `sodium`, in the axon's initial part. */
  axonSodium: ["8", recipe, { from: "1", to: "2" }],
  sodiumReversal: sodiumReversal,
  /** What slow inactivation of Na⁺ channels leaves; 1 is none of it. */
  sodiumRemainingSoma: ["0.8", migliore1999, { from: "0.5", to: "1" }],
  sodiumRemainingBasal: ["1", migliore1999, { from: "0.5", to: "1" }],
  sodiumRemainingApical: ["0.5", migliore1999, { from: "0.3", to: "1" }],
  sodiumRemainingAxon: ["1", migliore1999, { from: "0.5", to: "1" }],
  delayedRectifier: ["10 mS/cm²", migliore1999, { from: "10 mS/cm²", to: "40 mS/cm²" }],
  dendriticDelayedRectifier: ["5 mS/cm²", recipe, { from: "10 mS/cm²", to: "40 mS/cm²" }],
  potassiumReversal: potassiumReversal,
  /** At the soma; grows by `aTypeSlope` with the distance from it. */
  aType: ["6 mS/cm²", recipe, { from: "40 mS/cm²", to: "56 mS/cm²" }],
  aTypeSlope: ["0.02 /µm", recipe, { from: "0.01 /µm", to: "0.02 /µm" }],
  aTypeFarthest: ["500 µm", jarsky2005, { from: "300 µm", to: "500 µm" }],
  /** Where the apical tree's kind begins. */
  aTypeDistalFrom: ["100 µm", migliore1999, { from: "50 µm", to: "150 µm" }],
  /** Of `aType`. */
  axonAType: ["0.2", migliore1999, { from: "0.1", to: "1" }],
  hCurrent: [
    "0.03 mS/cm²", chosen("models of CA1 with these gates have 0.02 to 0.1 mS/cm²"),
    { from: "0 mS/cm²", to: "0.3 mS/cm²" },
  ],
  hSlope: [
    "0.0167 /µm", partOf(mageeIh1998, "over sixfold from soma to distal dendrites; sixfold at `hFarthest`"),
    { from: "0 /µm", to: "0.02 /µm" },
  ],
  hFarthest: ["300 µm", chosen("where the trunk ends"), { from: "200 µm", to: "500 µm" }],
  hReversal: hReversal,
  /** As a spine's `spineCalcium.clearance`, in the dendrite. */
  dendriteClearance: [
    "1.2 /ms", partOf(sabatini2002, "small dendrites; spines 1.6 /ms"), { from: "0.6 /ms", to: "2.5 /ms" },
  ],
});

const sparse = chosen(
  "a tree of 4 mm, a third of an adult's (13.5 mm, Ishizuka et al. 1995; as quoted, 12 mm, Megías et al. 2001), so " +
  "that the input resistance is a young cell's");
const homogeneous = partOf(ishizuka1995, "CA1 cells are alike in total length: the variation is chosen");

/** Shape of the CA1 pyramidal cell: what the reference cell has, and by how much others differ (s.d. / mean). */
export const treeQuantities = quantities("tree", {
  somaLength: ["20 µm", migliore1999, { from: "12 µm", to: "30 µm" }],
  somaDiameter: ["18 µm", sparse, { from: "10 µm", to: "25 µm" }],
  axonLength: ["60 µm", chosen("the initial part, in which action potentials begin"), { from: "20 µm", to: "200 µm" }],
  axonDiameter: ["1.2 µm", sparse, { from: "0.5 µm", to: "2 µm" }],
  trunkLength: ["300 µm", sparse, { from: "200 µm", to: "450 µm" }],
  trunkStart: ["3 µm", sparse, { from: "1.5 µm", to: "4 µm" }],
  trunkEnd: ["1.6 µm", sparse, { from: "0.8 µm", to: "2.5 µm" }],
  obliques: ["10", sparse, { from: "5", to: "30" }],
  obliqueLength: ["150 µm", sparse, { from: "50 µm", to: "300 µm" }],
  obliqueStart: ["0.9 µm", sparse, { from: "0.5 µm", to: "1.5 µm" }],
  obliqueEnd: ["0.6 µm", partOf(harrisStevens1989, "0.32–0.85 µm"), { from: "0.3 µm", to: "1 µm" }],
  obliquesFrom: ["40 µm", sparse, { from: "10 µm", to: "100 µm" }],
  obliquesTo: ["260 µm", sparse, { from: "150 µm", to: "400 µm" }],
  tuftLength: ["150 µm", sparse, { from: "50 µm", to: "300 µm" }],
  tuftDiameter: ["1.1 µm", sparse, { from: "0.5 µm", to: "1.6 µm" }],
  tuftTwigDiameter: ["0.8 µm", sparse, { from: "0.3 µm", to: "1.2 µm" }],
  basals: ["5", partOf(gulyas1998, "Table 2"), { from: "4", to: "6" }],
  basalStemLength: ["40 µm", sparse, { from: "10 µm", to: "80 µm" }],
  basalStemDiameter: ["1.4 µm", sparse, { from: "0.8 µm", to: "2 µm" }],
  basalTwigLength: ["120 µm", sparse, { from: "50 µm", to: "250 µm" }],
  basalTwigDiameter: ["0.8 µm", sparse, { from: "0.4 µm", to: "1.2 µm" }],
  trunkVariation: ["0.1", homogeneous, { from: "0", to: "0.3" }],
  branchVariation: ["0.25", homogeneous, { from: "0", to: "0.5" }],
  diameterVariation: ["0.1", chosen("as little as leaves excitability alike"), { from: "0", to: "0.3" }],
  countVariation: ["0.15", homogeneous, { from: "0", to: "0.4" }],
  /** Compartments are no longer. */
  longest: ["22 µm", chosen("a sixth of λ at 100 Hz in the thinnest dendrites"), { from: "1 µm", to: "40 µm" }],
});
