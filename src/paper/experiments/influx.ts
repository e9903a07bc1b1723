/**
 * How much calcium an action potential brings, and what follows from it: Figure 7A and Figure 8A again in the typical
 * spine, with more and more calcium channels and everything else alike.
 */
import {
  answerOf, calibrateTwoPulses, indicatorNamed, saturatedDeltaFOverF, supralinearityOfAmplitudes, type Answer,
  type CalciumScale,
} from "#analysis";
import { mean, standardErrorOfMean } from "#statistics";
import type { Truth } from "#rig";
import { regionOf, traced, truthOf, unlessRefused, valueOf, within, type Stretch } from "../bench.js";
import type { Experiment, Reading, Recorded } from "../experiment.js";
import { TYPICAL } from "../population.js";
import {
  dyeOf, equationOne, FAST, inForce, ratioOf, ratioOverTrials, risesOf,
} from "./calibration.js";
import { amplitudes, PEAK, trueRatio } from "./pairing.js";

/** Permeabilities of the head's and the membrane's channels for about 60, 150 and 450 µM per action potential. */
const CHANNELS = [
  ["60", "0.002566 µm³/ms", "0.003462 µm/ms"],
  ["150", "0.0059 µm³/ms", "0.00796 µm/ms"],
  ["450", "0.01774 µm³/ms", "0.02393 µm/ms"],
] as const;

/** The influxes by name, µM per action potential as nominally set; readings end in them: "ratio 150". */
export const INFLUXES: readonly string[] = CHANNELS.map(([name]) => name);

/** pA·ms of calcium in a µm³ make so many µM. */
const MICROMOLAR = 5.182;

const variants = (more: (influx: string) => readonly string[]): Record<string, readonly string[]> =>
  Object.fromEntries(CHANNELS.map(([name, cluster, membrane]) => [name, [
    `highThresholdCluster.permeability=${cluster}`, `highThreshold.permeability=${membrane}`, ...more(name),
  ]]));

/** The readings of every influx, each name followed by its influx. */
function ofEach(of: (variant: string) => Recorded, read: (recorded: Recorded) => Reading): Reading {
  return Object.fromEntries(INFLUXES.flatMap((name) =>
    Object.entries(read(of(name))).map(([key, value]) => [`${key} ${name}`, value])));
}

export const influxOfPairs: Experiment = {
  name: "influx-of-pairs",
  protocol: "two-action-potentials",
  findings: [],
  spines: 1,
  quick: 1,
  population: "typical",
  selection: TYPICAL,
  truths: ["head_bound_dye_uM", "head_calcium_uM", "channels_calcium_current_pA"],
  also: variants(() => ["trials=24"]),
  read: (of) => ofEach(of, ({ recording, truth }) => {
    const m = traced(recording, {});
    const ratio = ratioOverTrials(m, "spine", FAST);
    const model = inForce(truth.protocol);
    const constants = {
      restingCalcium_nM: model.nM("spineCalcium.resting"), dissociation_nM: model.nM("spineCalcium.dyeHalf"),
      dye_nM: dyeOf(truth.protocol), endogenousBindingRatio: model.of("spineCalcium.bindingRatio", "1"),
    };
    const scale = constants.restingCalcium_nM + constants.dissociation_nM;
    const [low, high] = endsOf(ratio);
    const printed = (a: number | null): number | null => (a === null ? null : equationOne(a, scale));
    const a = valueOf(ratio);
    const traces = regionOf(m, "spine")?.traces ?? [];
    const level = (stretch: Stretch): number[] => traces.map((trace) => 100 + mean(within(m, trace, stretch)));
    const levels = [FAST.first, FAST.before, FAST.second].map(level);
    const [firstPeak, beforeSecond, secondPeak] = levels.map(mean) as [number, number, number];
    const [e1, e2, e3] = levels.map(standardErrorOfMean) as [number, number, number];
    // ΔF/F has F₀ in it, so that the scatter of F₀ stands in the others.
    const aware: Answer = answerOf(() => calibrateTwoPulses(
      { rest: 100, firstPeak, beforeSecond, secondPeak }, constants,
      {
        errors: {
          fluorescence: { rest: 0, firstPeak: e1, beforeSecond: e2, secondPeak: e3 },
          degreesOfFreedom: traces.length - 1,
        },
      },
    ).step);
    const [awareLow, awareHigh] = endsOf(aware);
    return {
      a, low, high, trials: traces.length,
      trueA: ratioOf(risesOf(truth, "head_bound_dye_uM", FAST)),
      // The larger a, the less calcium.
      printed: printed(a), printedLow: printed(high), printedHigh: printed(low),
      aware: valueOf(aware), awareLow, awareHigh,
      trueStep: 1000 * risesOf(truth, "head_calcium_uM", FAST)[0],
      influx: influxOf(truth, model.of("spine.headVolume", "µm³")),
    };
  }),
  conclude: () => [],
};

/** µM of the head's volume that its channels let in during the first action potential. */
function influxOf(truth: Truth, volume: number): number {
  const trace = truthOf(truth, "channels_calcium_current_pA", {});
  const first = trace.subarray((FAST.first.from - 4) / truth.interval, FAST.before.to / truth.interval);
  const rest = trace[0] as number;
  return (MICROMOLAR * Math.abs(first.reduce((sum, now) => sum + now - rest, 0)) * truth.interval) / volume;
}

function endsOf(answer: Answer): readonly [number | null, number | null] {
  const interval = "refused" in answer ? undefined : answer.interval;
  return [interval?.low ?? null, interval?.high ?? null];
}

const GREEN = "calcium green-1";
const runsOf = (trials: number): string =>
  `runs=[${["EPSP", "AP", "paired"].map((stimulus) => `{ stimulus: ${stimulus}, trials: ${trials} }`).join(", ")}]`;
/** Trials at the influx of `base` and in calcium green-1, whose ratios are asked for; the others show a course. */
const [MANY, SOME] = [12, 6] as const;
/** Nine times the photons of the protocol's 20 mW: ratios of dim responses are to be told. */
const LIGHT = ["imaging.power=60 mW", "imaging.detector.bits=16"];

export const influxOfPairing: Experiment = {
  name: "influx-of-pairing",
  protocol: "pairing",
  findings: [],
  spines: 1,
  quick: 1,
  population: "typical",
  selection: TYPICAL,
  truths: ["head_bound_dye_uM", "NMDA_calcium_current_pA", "channels_calcium_current_pA"],
  also: {
    // Release is certain, so that nothing but the calcium differs.
    ...variants((name) => ["axon.reliable=true", runsOf(name === INFLUXES[0] ? MANY : SOME), ...LIGHT]),
    [GREEN]: ["axon.reliable=true", runsOf(MANY), "pipette.dye=calcium green-1 500 µM", "imaging.power=10 mW"],
  },
  read: (of) => {
    const each = ofEach(of, (recorded) => supralinearity(recorded, "magnesium green"));
    const green = supralinearity(of(GREEN), GREEN);
    return { ...each, ...Object.fromEntries(Object.entries(green).map(([key, value]) => [`${key} ${GREEN}`, value])) };
  },
  conclude: () => [],
};

/** Of ΔF/F, of the total calcium that the isotherm makes of it, and of the calcium that really came in. */
function supralinearity({ recording, truth }: Recorded, dye: string): Reading {
  const found = amplitudes(recording, "control");
  const share = (all: readonly number[]): number[] => all.map((percent) => percent / 100);
  const made = found && unlessRefused(() => supralinearityOfAmplitudes(
    { paired: share(found.paired), alone: [share(found.EPSP), share(found.AP)] }, { scale: scaleOf(truth, dye) }));
  const [low, high] = made ? endsOf(made.ratio) : [null, null];
  const total = made?.totalCalcium;
  const [totalLow, totalHigh] = total ? endsOf(total) : [null, null];
  return {
    ratio: made ? made.ratio.value : null, low, high, trials: found?.paired.length ?? 0,
    total: valueOf(total), totalLow, totalHigh,
    trueRatio: trueRatio(truth, "control", PEAK), trueInflux: trueInflux(truth),
  };
}

function scaleOf({ protocol }: Truth, dye: string): CalciumScale {
  const { dissociation_nM: bare_nM, dynamicRange = NaN } = indicatorNamed(dye);
  const model = inForce(protocol);
  const restingCalcium_nM = model.nM("spineCalcium.resting");
  // Free Mg²⁺, which the pipette sets, competes for magnesium green.
  const magnesium = dye === GREEN ? 0 : model.of("spineCalcium.magnesiumInside", "mM") * model.of("spineCalcium.dyeMagnesium", "/mM");
  const dissociation_nM = bare_nM * (1 + magnesium);
  return {
    restingCalcium_nM, dissociation_nM, dye_nM: dyeOf(protocol),
    endogenousBindingRatio: model.of("spineCalcium.bindingRatio", "1"),
    saturatedDeltaFOverF: saturatedDeltaFOverF({ resting_nM: restingCalcium_nM, dissociation_nM, dynamicRange }),
  };
}

/** Calcium through receptors and channels until the peak is past, of pairing over the sum of its parts. */
function trueInflux(truth: Truth): number {
  const until = PEAK.to / truth.interval;
  const charge = (stimulus: string): number => ["NMDA_calcium_current_pA", "channels_calcium_current_pA"]
    .reduce((sum, name) => {
      const trace = truthOf(truth, name, { stimulus, condition: "control" });
      return sum + trace.subarray(0, until).reduce((total, now) => total + now - (trace[0] as number), 0);
    }, 0);
  return charge("paired") / (charge("EPSP") + charge("AP"));
}
