/** Figure 6: calcium of one spine and the soma's current together, under minimal stimulation. */
import { square } from "#elementary";
import type { Recording } from "#recording";
import { CLAMP_CURRENT, type Truth } from "#rig";
import { mean, quantile, standardDeviation } from "#statistics";
import { measured, truthOf } from "../bench.js";
import { average, numbers, total, truly, truths } from "../conclude.js";
import type { Experiment } from "../experiment.js";
import { WHERE } from "../population.js";
import { allOutcomes, elsewhereAlone, judged, outcomes, places, said, shareOfTrials } from "./outcomes.js";

/** pA: the clamp's current without noise, from before the shock to its largest, mean over trials in which the spine's contact released. */
function trueCurrent(truth: Truth): number | null {
  const peaks = truth.trials.filter(({ stimulus, attempts }) => stimulus === "shock" && attempts.some(({ release }) => release !== null))
    .map((one) => {
      const current = truthOf({ ...truth, trials: [one] }, CLAMP_CURRENT, {});
      const stretch = (from: number, to: number): number[] =>
        [...current.subarray(Math.round(from / truth.interval), Math.round(to / truth.interval))];
      return mean(stretch(SHOCK - 20, SHOCK)) - Math.min(...stretch(SHOCK + 1, SHOCK + 40));
    });
  return peaks.length > 0 ? mean(peaks) : null;
}
/** ms, of single shocks. */
const SHOCK = 100;

/**
 * Whether the bench can judge a spine's trials by what single shocks bring, else nobody would do quantal analysis on it; and
 * by their EPSCs, too: the paper's minimal stimulation shows failures in both traces.
 */
function areBothJudged(recording: Recording): boolean {
  const { calciumTransientProbability, trials } = measured(recording, { stimulus: "search" });
  return judged(calciumTransientProbability) !== null && trials.some(({ somaCall }) => somaCall === "success");
}
const JUDGED = `${WHERE} On each cell spines are searched until the bench can judge trials by calcium and EPSC of 12 single `
  + "shocks (d′ of 4 or more), which count no further.";

export const minimalStimulation: Experiment = {
  name: "minimal-stimulation",
  findings: ["Q06", "Q07"],
  spines: 3,
  quick: 1,
  population: "drawn",
  selection: JUDGED,
  search: { finds: (of) => areBothJudged(of("search")), most: 8 },
  // The session's first run alone.
  also: { search: ["runs=[{ stimulus: search, trials: 12 }]"] },
  truths: [CLAMP_CURRENT],
  read: (of) => {
    const { recording, truth } = of("");
    const m = measured(recording, { stimulus: "shock" });
    const currents = (call: string): number[] =>
      m.trials.flatMap((trial) => (trial.call === call && trial.soma !== undefined ? [-trial.soma] : []));
    // Chosen by calcium, so that small currents are not passed over; the failures' currents are the electrode's noise.
    const [successes, failures] = [currents("success"), currents("failure")];
    const enough = successes.length >= 4 && failures.length >= 4;
    const sizes = truth.trials.filter(({ stimulus }) => stimulus === "shock").flatMap(({ attempts }) =>
      attempts.flatMap(({ release }) => (release ? [release.weight] : [])));
    const noise = enough ? standardDeviation(failures) : 0;
    return {
      ...outcomes(m), trials: m.trials.length, trueElsewhere: elsewhereAlone(truth), successes: successes.length,
      current: enough ? mean(successes) : null, trueCurrent: trueCurrent(truth),
      smallest: enough ? quantile(successes, 0.05) : null,
      largest: enough ? quantile(successes, 0.95) : null,
      variation: enough
        ? Math.sqrt(Math.max(0, square(standardDeviation(successes)) - square(noise))) / mean(successes) : null,
      trueVariation: sizes.length >= 4 ? standardDeviation(sizes) / mean(sizes) : null,
    };
  },
  conclude: (all) => {
    const { both, calciumAlone, currentAlone, neither, called } = allOutcomes(all);
    const trials = total(all, "trials");
    const [smallest, largest, variation] = [truths(all, "smallest"), truths(all, "largest"), truths(all, "variation")];
    const current = average("Q07", numbers(all, "current"), {
      trials: total(all, "successes"), direction: false,
      ...truly(truths(all.filter(({ current: seen }) => typeof seen === "number"), "trueCurrent")),
    });
    const size = current.value ?? 0;
    const inside = size >= 3 && size <= 6 && (smallest ?? 0) >= 1.5 && (largest ?? Infinity) <= 9
      && (variation ?? 0) >= 0.25 && (variation ?? 1) <= 0.5;
    return [
      shareOfTrials("Q06", both + neither, called, {
        ...places(all),
        holds: called >= 31, direction: both + neither > calciumAlone + currentAlone,
        truth: 1 - total(all, "trueElsewhere") / trials,
        note: `Of the trials that are sure on both sides; ${trials - called} of ${trials} are not, most by the `
          + "electrode.",
        why: "The electrode's noise hides the smallest EPSCs, and makes some where there are none.",
      }),
      {
        ...current, holds: inside, direction: size > 0,
        why: "Quanta of so few contacts, seen through the electrode's noise, spread otherwise than 2 to 7 pA.",
        ...(smallest !== undefined && largest !== undefined && variation !== undefined && {
          note: `5 to 95 % of the EPSCs ${smallest.toFixed(1)} to ${largest.toFixed(1)} pA; coefficient of variation `
            + `${said(variation)}, that of the quanta really ${said(truths(all, "trueVariation") ?? NaN)}.`,
        }),
      },
    ];
  },
};
