/** Spines as chance makes them: geometry, receptors, channels and release of one, from stated laws. */
import { chosen, partOf, perSynapse, type Source } from "#engine";
import { exp, log } from "#elementary";
import { randomStream, type RandomStream } from "#random";
import { ampaConductance } from "../mechanisms/ampa.js";
import { nmdaConductance } from "../mechanisms/nmda.js";
import { permeableConductance } from "../mechanisms/permeable-receptors.js";
import { quantities, valueOf, type Settings } from "#units";
import { acker2016, asQuoted, fittedTo, harrisStevens1989, sabatiniSvoboda2000, yuste1999 } from "../references.js";
import { releaseQuantities } from "../release/index.js";
import type { Dendrite } from "./branches.js";
import { misuse } from "./failures.js";
import { headDiameter, type SpineGeometry } from "./spine-shape.js";

/** The typical spine. */
export const spineQuantities = quantities("spine", {
  headVolume: [
    "0.06 µm³",
    chosen("between 0.03 (Bartol et al. 2015) and 0.087 µm³ (Chindemi et al. 2022); CA1 has 0.004 to 0.56 µm³"),
    { from: "0.004 µm³", to: "0.56 µm³" },
  ],
  neckLength: ["0.45 µm", asQuoted(harrisStevens1989, "mean"), { from: "0.16 µm", to: "2.1 µm" }],
  neckDiameter: ["0.15 µm", partOf(harrisStevens1989, "0.15 ± 0.06 µm"), { from: "0.04 µm", to: "0.46 µm" }],
  /** More than its cylinder has at the cell's resistivity, 38 MΩ. */
  neckResistance: ["200 MΩ", partOf(acker2016, "179 MΩ by voltage"), { from: "50 MΩ", to: "600 MΩ" }],
  /** Of the oblique dendrite around the spine; other dendrites are there as thick as they are. */
  shaftDiameter: ["0.7 µm", partOf(harrisStevens1989, "0.32–0.85 µm"), { from: "0.32 µm", to: "0.85 µm" }],
  ampa: ampaConductance,
  nmda: nmdaConductance,
  permeableAmpa: ["0 nS", partOf(yuste1999, "five of six spines have none"), { from: "0 nS", to: "0.25 nS" }],
  /** High-threshold Ca²⁺ channels in the head. */
  channels: ["12", partOf(sabatiniSvoboda2000, "1–20 in a spine"), { from: "1", to: "25" }],
});

const spread = (what: string): Source => chosen(`standard deviation of ln, so that ${what}`);

/** How spines differ; each number is drawn anew until it lies within its bounds in "spine". */
export const populationQuantities = quantities("spinePopulation", {
  /** Spines a µm of dendrite: those that pictures show; the cable has them in `cell.spineFactor`. */
  density: [
    "1 /µm", chosen("of a young cell's dendrites in stratum radiatum; adult ones have more"), { from: "0 /µm", to: "3 /µm" },
  ],
  headVolumeMedian: [
    "0.05 µm³", asQuoted(harrisStevens1989, "mean 0.051 µm³"), { from: "0.03 µm³", to: "0.06 µm³" },
  ],
  headVolumeSpread: ["0.9", spread("0.004 to 0.56 µm³ holds all but some per cent"), { from: "0.5", to: "1.2" }],
  neckLengthSpread: ["0.5", spread("95 % lie from 0.17 to 1.2 µm"), { from: "0.3", to: "0.8" }],
  neckDiameterSpread: ["0.4", spread("95 % lie from 0.07 to 0.33 µm"), { from: "0.2", to: "0.7" }],
  neckResistanceSpread: ["0.5", spread("95 % lie from 75 to 530 MΩ"), { from: "0.3", to: "0.8" }],
  ampaVariation: ["0.4", chosen("as quanta of one contact may, at most 0.5, taken for spines"), { from: "0.2", to: "0.6" }],
  nmdaVariation: ["0.7", chosen("responses of spines to one release differ so"), { from: "0.4", to: "1" }],
  permeableFraction: ["0.15", fittedTo("S10"), { from: "0.05", to: "0.4" }],
  permeableMean: permeableConductance,
  permeableVariation: ["0.5", perSynapse, { from: "0", to: "1" }],
  /** a + b of the Beta law of release probability, whose mean is `release.probability`. */
  releaseConcentration: ["8.6", fittedTo("Q01"), { from: "4", to: "30" }],
});

/** One spine, in inner units: µm, µm³, GΩ, nS. */
export interface SpineDraw {
  readonly geometry: SpineGeometry;
  /** Conductance that one quantum opens. */
  readonly ampa: number;
  readonly nmda: number;
  /** 0 in most. */
  readonly permeableAmpa: number;
  /** High-threshold Ca²⁺ channels in the head. */
  readonly channels: number;
  /** How many times as many channels a µm² of its head has as the typical spine's. */
  readonly channelDensity: number;
  readonly releaseProbability: number;
}

type Own = keyof typeof spineQuantities.all;

/** The spine whose numbers are all as stated. `settings` may name "spine.nmda" as well as "nmda.gMax". */
export function typicalSpine(settings: Settings = {}, dendrite: Dendrite = "oblique"): SpineDraw {
  const own = (name: Own): number => ownValue(name, settings);
  const shaft = dendrite === "oblique" ? { shaftDiameter: positiveValue("shaftDiameter", settings) } : {};
  return {
    geometry: {
      headVolume: positiveValue("headVolume", settings), neckLength: positiveValue("neckLength", settings),
      neckDiameter: positiveValue("neckDiameter", settings), neckResistance: positiveValue("neckResistance", settings),
      ...shaft,
    },
    ampa: own("ampa"), nmda: own("nmda"), permeableAmpa: own("permeableAmpa"), channels: own("channels"),
    channelDensity: densityOf(own("channels"), own("headVolume")),
    releaseProbability: valueOf(releaseQuantities, "probability", settings),
  };
}

/**
 * A spine drawn from the population: the same seed gives the same spine. Sizes and conductances are lognormal, release
 * probability follows a Beta law, and channels are counted by Poisson's with a mean that grows with the head's
 * membrane. Volume, neck and receptors are drawn apart: necks don't go with heads (Harris & Stevens 1989), and that
 * strong synapses sit on large heads (as AMPA receptors do) is left out.
 */
export function drawSpine(seed: number, settings: Settings = {}, dendrite: Dendrite = "oblique"): SpineDraw {
  const random = randomStream(seed, 0, POPULATION);
  const typical = typicalSpine(settings, dendrite);
  const law = (name: keyof typeof populationQuantities.all): number => valueOf(populationQuantities, name, settings);
  const around = (median: number, name: Own, spreadName: keyof typeof populationQuantities.all): number =>
    within(name, () => median * exp(law(spreadName) * random.normal()));
  const { geometry } = typical;
  const headVolume = around(law("headVolumeMedian"), "headVolume", "headVolumeSpread");
  const neckLength = around(geometry.neckLength, "neckLength", "neckLengthSpread");
  const neckDiameter = around(geometry.neckDiameter, "neckDiameter", "neckDiameterSpread");
  const neckResistance = around(geometry.neckResistance, "neckResistance", "neckResistanceSpread");
  const withMean = (mean: number, variation: number): number => {
    const variance = log(1 + variation * variation);
    return mean * exp(Math.sqrt(variance) * random.normal() - variance / 2);
  };
  const ampaDrawn = within("ampa", () => withMean(typical.ampa, law("ampaVariation")), typical.ampa);
  const nmdaDrawn = within("nmda", () => withMean(typical.nmda, law("nmdaVariation")), typical.nmda);
  const isPermeable = random.uniform() < law("permeableFraction");
  const permeable = within("permeableAmpa", () => withMean(law("permeableMean"), law("permeableVariation")));
  const typicalArea = membraneOf(geometry.headVolume);
  const channels = within("channels", () =>
    random.poisson((typical.channels * membraneOf(headVolume)) / typicalArea));
  const releaseProbability = probability(typical.releaseProbability, law("releaseConcentration"), random);
  return {
    geometry: { ...geometry, headVolume, neckLength, neckDiameter, neckResistance },
    ampa: ampaDrawn, nmda: nmdaDrawn, permeableAmpa: isPermeable ? permeable : 0, channels,
    channelDensity: densityOf(channels, headVolume), releaseProbability,
  };
}

const POPULATION = 0x5b17e5;
/** After so many draws outside its bounds a number is set on the nearer one: bounds far from the law are the user's. */
const MOST_DRAWS = 1000;

/** `mean`: where the user moved it beyond the bounds, these move with it, or every spine would have the bound itself. */
function within(name: Own, draw: () => number, mean?: number): number {
  const { from, to, text } = spineQuantities.all[name];
  const bound = (said: string): number => valueOf(spineQuantities, name, { [`spine.${name}`]: said });
  const beyond = mean !== undefined && (mean < bound(from) || mean > bound(to));
  const scale = beyond ? mean / bound(text) : 1;
  const [low, high] = [scale * bound(from), scale * bound(to)];
  let found = draw();
  for (let k = 0; k < MOST_DRAWS && !(found >= low && found <= high); k++) found = draw();
  return Math.min(high, Math.max(low, found));
}

/** Beta(mean·c, (1 − mean)·c) within the bounds of `release.probability`, from two gamma variates. */
function probability(mean: number, concentration: number, random: RandomStream): number {
  if (!(mean > 0 && mean < 1)) return mean;
  const { from, to } = releaseQuantities.all.probability;
  const [low, high] = [Number(from), Number(to)];
  for (let k = 0; k < MOST_DRAWS; k++) {
    const a = gamma(mean * concentration, random);
    const found = a / (a + gamma((1 - mean) * concentration, random));
    if (found >= low && found <= high) return found;
  }
  return mean;
}

/** Marsaglia & Tsang 2000, ACM TOMS 26:363; shapes below 1 by one more uniform. */
function gamma(shape: number, random: RandomStream): number {
  if (shape < 1) return gamma(shape + 1, random) * exp(log(random.uniform()) / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = (1 + c * x) * (1 + c * x) * (1 + c * x);
    if (v > 0 && log(random.uniform()) < 0.5 * x * x + d - d * v + d * log(v)) return d * v;
  }
}

/** µm², of a ball. */
function membraneOf(volume: number): number {
  const diameter = headDiameter(volume);
  return Math.PI * diameter * diameter;
}

/** Channels a µm², over those of the typical spine as declared. */
function densityOf(channels: number, headVolume: number): number {
  const typical = valueOf(spineQuantities, "channels", {}) / membraneOf(valueOf(spineQuantities, "headVolume", {}));
  return channels / membraneOf(headVolume) / typical;
}

/** Where "spine.nmda" is not set, "nmda.gMax" may be. */
const MECHANISMS: Partial<Record<Own, string>> = { ampa: "ampa.gMax", nmda: "nmda.gMax" };

function ownValue(name: Own, settings: Settings): number {
  const other = MECHANISMS[name];
  const text = settings[`spine.${name}`] ?? (other === undefined ? undefined : settings[other]);
  return valueOf(spineQuantities, name, text === undefined ? {} : { [`spine.${name}`]: text });
}

function positiveValue(name: Own, settings: Settings): number {
  const value = ownValue(name, settings);
  if (value > 0) return value;
  throw misuse("quantity-not-positive", { name: `spine.${name}`, found: settings[`spine.${name}`] ?? "" });
}
