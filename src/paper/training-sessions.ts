/**
 * What the training rows are read from: experiments of the scorecard at the typical spine, as they really go, without
 * chance and noise; and what needs no simulation because the model says it in a formula.
 */
import { populationQuantities, releaseProbability, releaseQuantities, releases, terminalOf } from "#model";
import { readProtocol, withChanges } from "#protocol";
import { randomStream } from "#random";
import { simulateHere } from "#rig";
import { betaCumulative, betaQuantile } from "#statistics";
import { quantityIn, valueOf, type Settings } from "#units";
import { riseOf, trueDeltaF, trueMeanIn, truthOf, truthPeak } from "./bench.js";
import type { Experiment, Recorded } from "./experiment.js";
import { nickel, singleActionPotential } from "./experiments/action-potential.js";
import { twoActionPotentials } from "./experiments/calibration.js";
import { lowThreshold } from "./experiments/low-threshold.js";
import { pairing, trueRatio } from "./experiments/pairing.js";
import { minimalStimulation } from "./experiments/minimal-stimulation.js";
import { AP, EPSP, RESPONSE, withoutAtp } from "./experiments/single-release.js";
import { sweepOf } from "./traces.js";

export type SessionName =
  | "one AP" | "one AP without dye" | "1 mM Ni²⁺" | "50 µM Ni²⁺" | "without ATP" | "with ATP" | "one EPSC" | "pairing";

/** All that the rows are read from. */
export type TrainingReadings = Readonly<Record<
  | "spineOverShaft" | "bareCalcium" | "leftByNickel" | "takenByLittleNickel" | "spikeWithoutAtp" | "spikeWithAtp"
  | "releaseWithoutAtp" | "releaseWithAtp" | "epsc" | "supralinearity"
  | "lowestProbability" | "highestProbability" | "eachOfPair" | "inMuchCalcium" | "permeable" | "variation"
  | "bindingRatio",
  number
>>;
/** What one session gives of them. */
export type SomeReadings = Partial<TrainingReadings>;

interface TrainingSession {
  readonly name: SessionName;
  readonly experiment: Experiment;
  readonly changes: readonly string[];
  readonly truths: readonly string[];
  readonly read: (found: Recorded) => SomeReadings;
}

/** Every shock releases a mean quantum, in time: what remains of chance is the places of contacts elsewhere. */
const RELIABLE = ["axon.reliable=yes", "release.quantalVariation=0", "release.jitter=0 ms"];
const DYE = ["head_bound_dye_uM", "shaft_bound_dye_uM"];
const EACH_ONCE = "runs=[{ stimulus: EPSP, trials: 1 }, { stimulus: AP, trials: 1 }]";
const SHOCK = 100; // ms
/** ms after a shock: behind its artefact, and as long as an EPSC takes to its peak. */
const EPSC = { from: 3, to: 15 };

const highest = (trace: Float64Array): number => trace.reduce((a, b) => Math.max(a, b));
const boundIn = ({ truth }: Recorded, where: "head" | "shaft", condition: string): number =>
  riseOf(truthOf(truth, `${where}_bound_dye_uM`, { condition }));

const sessions: readonly TrainingSession[] = [
  {
    name: "one AP", experiment: singleActionPotential, changes: ["trials=1", "duration=300 ms"], truths: DYE,
    read: ({ truth }) => {
      const [spine, shaft] = DYE.map((name) => riseOf(truthOf(truth, name, {})));
      return { spineOverShaft: (spine ?? NaN) / (shaft ?? NaN) };
    },
  },
  {
    name: "one AP without dye", experiment: twoActionPotentials,
    changes: twoActionPotentials.also?.["without dye"] ?? [], truths: ["head_calcium_uM"],
    read: ({ truth }) => ({ bareCalcium: truthPeak(truth, "head_calcium_uM", {}) }),
  },
  {
    name: "1 mM Ni²⁺", experiment: nickel, changes: ["trials=1", "duration=400 ms"], truths: DYE,
    read: (found) => ({ leftByNickel: boundIn(found, "head", "nickel") / boundIn(found, "head", "control") }),
  },
  {
    name: "50 µM Ni²⁺", experiment: lowThreshold, truths: DYE,
    // Two action potentials of the five, which ask the same in half of the time.
    changes: [
      "runs=[{ stimulus: train, condition: control }, { stimulus: train, condition: nickel }]", "stimuli.train.count=2",
      "duration=640 ms",
    ],
    read: (found) =>
      ({ takenByLittleNickel: 1 - boundIn(found, "head", "nickel") / boundIn(found, "head", "control") }),
  },
  {
    name: "without ATP", experiment: withoutAtp, changes: [...RELIABLE, EACH_ONCE, "duration=260 ms"],
    truths: [...DYE, "head_calcium_uM"],
    read: ({ truth }) => ({
      spikeWithoutAtp: trueMeanIn(truth, "head", RESPONSE, AP),
      releaseWithoutAtp: highest(trueDeltaF(truth, "head", EPSP)),
    }),
  },
  {
    name: "with ATP", experiment: withoutAtp, changes: [...RELIABLE, EACH_ONCE, "duration=260 ms", "pipette.atp=5 mM"],
    truths: [...DYE, "head_calcium_uM"],
    read: ({ truth }) => ({
      spikeWithAtp: trueMeanIn(truth, "head", RESPONSE, AP), releaseWithAtp: highest(trueDeltaF(truth, "head", EPSP)),
    }),
  },
  {
    name: "one EPSC", experiment: minimalStimulation, truths: ["soma_v_mV"],
    // A converter whose steps, 0.3 pA of an EPSC of 5, don't hide what a conductance changes.
    changes: [
      ...RELIABLE, "runs=[{ stimulus: shock, trials: 1 }]", "duration=130 ms", "electrode.currentNoise=0 pA", "electrode.currentRange=1 nA",
      "electrode.bits=18",
    ],
    read: ({ recording }) => {
      const { samples, period } = sweepOf(recording, {});
      const at = (ms: number): number => Math.round((SHOCK + ms) / period);
      const before = samples[at(-1)] as number;
      return { epsc: highest(samples.subarray(at(EPSC.from), at(EPSC.to)).map((current) => before - current)) };
    },
  },
  {
    name: "pairing", experiment: pairing, truths: ["head_bound_dye_uM"],
    changes: [
      ...RELIABLE, "runs=[{ stimulus: EPSP, trials: 1 }, { stimulus: AP, trials: 1 }, { stimulus: paired, trials: 1 }]",
    ],
    read: ({ truth }) => ({ supralinearity: trueRatio(truth, "control") }),
  },
];

export const sessionNames: readonly SessionName[] = sessions.map(({ name }) => name);

/** The experiment whose protocol a session changes. */
export function experimentOf(name: SessionName): Experiment {
  return sessionOf(name).experiment;
}

function sessionOf(name: SessionName): TrainingSession {
  const found = sessions.find((one) => one.name === name);
  if (!found) throw new Error(`broken invariant: there is a session ${name}`);
  return found;
}

/** Runs a session with these numbers of the model. `text`: its experiment's protocol file. */
export function readSession(name: SessionName, text: string, settings: Settings): SomeReadings {
  const { experiment, changes, truths, read } = sessionOf(name);
  const protocol = withChanges(readProtocol(text, { file: `paper/${experiment.name}.yaml` }), [
    ...Object.entries(settings).map(([setting, value]) => `${setting}=${value}`), ...changes,
  ]);
  const { recording, truth } = simulateHere(protocol, { truth: truths });
  if (!truth) throw new Error("broken invariant: the truth was asked for");
  return read({ recording, truth });
}

/** ms between the shocks of a pair (Figure 5A). */
const APART = 30;
const LITTLE = { calcium_mM: 2, magnesium_mM: 2 };
const MUCH = { calcium_mM: 4, magnesium_mM: 1 };

type FormulaReadings = Pick<TrainingReadings,
  "lowestProbability" | "highestProbability" | "eachOfPair" | "inMuchCalcium" | "permeable" | "variation"
  | "bindingRatio">;

/** What the model's formulas say of the rows that need no simulation. */
export function formulaReadings(settings: Settings): FormulaReadings {
  const mean = valueOf(releaseQuantities, "probability", settings);
  const concentration = valueOf(populationQuantities, "releaseConcentration", settings);
  return {
    lowestProbability: probabilityQuantile(0.05, mean, concentration),
    highestProbability: probabilityQuantile(0.95, mean, concentration),
    eachOfPair: pairProbability(settings),
    inMuchCalcium: releaseProbability({ bath: MUCH, terminal: terminalOf(settings) }),
    permeable: valueOf(populationQuantities, "permeableFraction", settings),
    variation: valueOf(releaseQuantities, "quantalVariation", settings),
    bindingRatio: quantityIn(settings["spineCalcium.bindingRatio"] ?? "", "1", "spineCalcium.bindingRatio"),
  };
}

/** Of the spines' law: Beta, of which only what lies within the bounds of `release.probability` is drawn. */
function probabilityQuantile(share: number, mean: number, concentration: number): number {
  const [a, b] = [mean * concentration, (1 - mean) * concentration];
  const { from, to } = releaseQuantities.all.probability;
  const [below, upTo] = [betaCumulative(Number(from), a, b), betaCumulative(Number(to), a, b)];
  return betaQuantile(below + share * (upTo - below), a, b);
}

/** Mean over both shocks of a pair at a rested terminal; the second finds it facilitated, and emptier by a release. */
function pairProbability(settings: Settings): number {
  const terminal = terminalOf(settings);
  const first = releaseProbability({ bath: LITTLE, terminal });
  const facilitation = valueOf(releaseQuantities, "facilitation", settings);
  const second = (refills: readonly number[]): number => {
    const { attempts } = releases({
      spikes: [APART], bath: LITTLE, terminal, random: randomStream(0, 0, 0),
      before: { facilitation, lastSpike: 0, refills },
    });
    return attempts[0]?.probability as number;
  };
  return (first + first * second([Infinity]) + (1 - first) * second([])) / 2;
}
