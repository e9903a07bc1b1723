/** Figure 2C: 50 µM nickel, which would take low-threshold channels, takes little. */
import { hypot } from "#elementary";
import type { Recording } from "#recording";
import type { Truth } from "#rig";
import { mean, normalQuantile, type Estimate } from "#statistics";
import { countOf, isTold, riseOf, truthOf, type Stretch } from "../bench.js";
import { foundIn, medianOf, numbers, ratio, share, total, truly, truths } from "../conclude.js";
import type { Experiment, Reading } from "../experiment.js";
import { FEW, TOLD } from "../population.js";
import { lineNoise, meansWithin, SMOOTHED_BY, smoothedPeak, tracesOf } from "../traces.js";

/** ms: the train's peaks, the plateau after its first action potential, and after the one that follows the prepulse. */
const TRAIN: Stretch = { from: 120, to: 1100 };
const PLAIN: Stretch = { from: 126, to: 306 };
const READY: Stretch = { from: 626, to: 806 };
const PREPULSE = "after prepulse";
/** A reduction by less counts as none, if it could be noise as well (p > 0.05). */
const REDUCED = { by: 0.2, errors: 1.96 };
/** Most that low-threshold channels may bring of an action potential's calcium. */
const SHARE = 0.1;

export const lowThreshold: Experiment = {
  name: "low-nickel",
  findings: ["A06", "A07"],
  spines: 7,
  quick: 1,
  population: "drawn",
  selection: TOLD,
  search: { finds: (of) => isTold(of("")), most: FEW },
  truths: ["head_bound_dye_uM", "channels_calcium_current_pA"],
  read: (of) => {
    const { recording, truth } = of("");
    return {
      ...reduction(recording), ...trueReduction(truth), ...afterPrepulse(recording), trueBeyond: trueBeyond(truth),
      single: 2, trials: countOf(recording, {}),
    };
  },
  conclude: (all) => {
    const found = foundIn(all);
    const own = ratio("A07", found, "beyond", "ready", { direction: true });
    const real = numbers(found, "trueVisible");
    const percent = (name: string): string => `${(100 * (truths(found, name) ?? NaN)).toFixed(0)} %`;
    return [
      share("A06", found, "reduced", {
        trials: total(found, "single"),
        ...truly(real.length > 0 ? real.filter((loss) => loss >= REDUCED.by).length / real.length : undefined),
        direction: (medianOf(found, "reduction") ?? 1) < 0.5,
        note: `50 µM Ni²⁺ takes ${percent("reduction")} of the peaks of smoothed single trials, really ` +
          `${percent("trueVisible")} of the dye's peak and ${percent("trueTakenOfInflux")} of the influx.`,
        why: "Peaks of smoothed single trials differ by a fifth through noise alone.",
      }),
      {
        ...own, ...truly(truths(found, "trueBeyond")), trials: total(found, "trials"),
        holds: Math.abs(own.value ?? 1) < SHARE, direction: Math.abs(own.value ?? 1) < 0.25,
        note: "What 50 µM Ni²⁺ takes after a prepulse beyond what it takes without one.",
        why: "There is nothing to take, but differences of so few trials scatter by more than a tenth of the response.",
      },
    ];
  },
};

/** Peaks of smoothed single trials in control and in nickel, and whether noise alone makes such a difference. */
function reduction(recording: Recording): Reading {
  const [control, nickel] = [peakOfTrain(recording, "control"), peakOfTrain(recording, "nickel")];
  if (!control || !nickel) return { reduction: null, reduced: null };
  const less = 1 - nickel.value / control.value;
  const errors = (control.value - nickel.value) / hypot(control.standardError, nickel.standardError);
  return { reduction: less, reduced: less >= REDUCED.by || errors > REDUCED.errors };
}

/** Peak of the first trial's smoothed trace during the train, %, with the error that its noise gives it. */
export function peakOfTrain(
  recording: Recording, condition: string,
): (Estimate & { readonly standardError: number }) | null {
  const traces = tracesOf(recording, { stimulus: "train", condition });
  const [trace] = traces?.trials ?? [];
  if (!traces || !trace) return null;
  const value = smoothedPeak(traces, trace, TRAIN);
  // Photon noise grows with the light.
  const standardError = lineNoise(traces) * Math.sqrt((1 + value / 100) / SMOOTHED_BY);
  const half = normalQuantile(0.975) * standardError;
  return {
    value, unit: "%", standardError, interval: { low: value - half, high: value + half, level: 0.95 },
    method: `largest value of the trace smoothed by ${SMOOTHED_BY} lines, noise of its rest`, n: 1, nOf: "trial",
  };
}

function trueReduction(truth: Truth): Reading {
  const bound = (condition: string): number =>
    riseOf(truthOf(truth, "head_bound_dye_uM", { stimulus: "train", condition }));
  const charge = (condition: string): number =>
    truthOf(truth, "channels_calcium_current_pA", { stimulus: "train", condition }).reduce((sum, i) => sum + i, 0);
  return { trueVisible: 1 - bound("nickel") / bound("control"), trueTakenOfInflux: 1 - charge("nickel") / charge("control") };
}

/** ΔF/F, mean over the trials, %; NaN where the spine isn't to be told from its dendrite. */
function seenIn(recording: Recording, stimulus: string, condition: string, stretch: Stretch): number {
  const traces = tracesOf(recording, { stimulus, condition });
  return traces ? mean(meansWithin(traces, stretch)) : NaN;
}

/** ΔF/F after the prepulse, %, and what nickel takes of it. */
function takenAfterPrepulse(recording: Recording): { readonly ready: number; readonly taken: number } {
  const ready = seenIn(recording, PREPULSE, "control", READY);
  return { ready, taken: ready - seenIn(recording, PREPULSE, "nickel", READY) };
}

/** The same, and what nickel takes beyond what it takes without a prepulse. */
function afterPrepulse(recording: Recording): Reading {
  const found = takenAfterPrepulse(recording);
  const plain = seenIn(recording, "train", "control", PLAIN) - seenIn(recording, "train", "nickel", PLAIN);
  return { ...found, beyond: found.taken - plain };
}

/** How much more dye really bound calcium within a stretch than at rest, in any unit. */
function boundIn(truth: Truth, stimulus: string, condition: string, { from, to }: Stretch): number {
  const trace = truthOf(truth, "head_bound_dye_uM", { stimulus, condition });
  return mean([...trace.subarray(from / truth.interval, to / truth.interval)]) - (trace[0] as number);
}

/** The share that nickel really takes after the prepulse beyond what it takes without one. */
function trueBeyond(truth: Truth): number {
  const ready = boundIn(truth, PREPULSE, "control", READY);
  const plain = boundIn(truth, "train", "control", PLAIN) - boundIn(truth, "train", "nickel", PLAIN);
  return (ready - boundIn(truth, PREPULSE, "nickel", READY) - plain) / ready;
}

/** What of the session is read after the prepulse, and no more of it. */
const AFTER_PREPULSE = [
  "runs=[{ stimulus: after prepulse, condition: control, trials: 5 }, { stimulus: after prepulse, condition: nickel, trials: 5 }]",
  "stimuli.train.count=1", `duration=${READY.to + 14} ms`,
];

/** Figure 2C in cells with low-threshold channels, and without: what nickel would take. */
export const lowThresholdChannels: Experiment = {
  name: "low-threshold-channels",
  protocol: "low-nickel",
  findings: [],
  spines: 5,
  quick: 2,
  population: "drawn",
  selection: TOLD,
  search: { finds: (of) => isTold(of("without")), most: FEW },
  also: { without: AFTER_PREPULSE, with: ["lowThreshold.permeability=0.0035 µm/ms", ...AFTER_PREPULSE] },
  truths: ["head_bound_dye_uM"],
  read: (of) => {
    const [without, present] = [of("without"), of("with")];
    const [own, theirs] = [without, present].map(({ recording }) => takenAfterPrepulse(recording));
    const [trueTaken, trueTakenWith] = [without, present].map(({ truth }) =>
      1 - boundIn(truth, PREPULSE, "nickel", READY) / boundIn(truth, PREPULSE, "control", READY));
    return {
      ready: own?.ready ?? null, taken: own?.taken ?? null, readyWith: theirs?.ready ?? null, takenWith: theirs?.taken ?? null,
      trueTaken: trueTaken ?? null, trueTakenWith: trueTakenWith ?? null,
    };
  },
  conclude: () => [],
};
