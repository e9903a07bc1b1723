/** Figures 5 and 6: calcium as a sign of release, and the EPSC that goes with it. */
import {
  answerOf, calciumTransientProbability, classifyTrials, type Answer, type ClassifiedTrial, type Measurement,
} from "#analysis";
import { square } from "#elementary";
import type { Truth } from "#rig";
import { leastSquares, mean, proportionInterval, quantile, standardDeviation } from "#statistics";
import { measured, regionOf, unlessRefused, valueOf, type Chosen } from "../bench.js";
import { average, numbers, truths } from "../conclude.js";
import type { Conclusion, Experiment, Reading } from "../experiment.js";
import { TYPICAL, WHERE } from "../population.js";

/** Whether the spine's own contact released, shock by shock, in the chosen trials. */
function releasedAt(truth: Truth, { stimulus, condition }: Chosen): boolean[][] {
  return truth.trials
    .filter((trial) => (stimulus ?? trial.stimulus) === trial.stimulus
      && (condition ?? trial.condition) === trial.condition)
    .map(({ attempts }) => attempts.flatMap(({ spine, release }) => (spine === undefined ? [] : [release !== null])));
}

/** Share of the shocks at which the spine's contact released. */
function trueShare(truth: Truth, chosen: Chosen): number {
  const all = releasedAt(truth, chosen).flat();
  return all.filter(Boolean).length / all.length;
}

/** Trials in which some contact released but not the spine's: an EPSC without calcium. */
function elsewhereAlone({ trials }: Truth): number {
  return trials.filter(({ attempts }) => {
    const released = attempts.filter(({ release }) => release !== null);
    return released.length > 0 && released.every(({ spine }) => spine === undefined);
  }).length;
}

/** A probability that trials determine; null where the bench refuses it, or has no more than a bound. */
function judged(answer: Answer | null): number | null {
  return answer && "note" in answer ? null : valueOf(answer);
}

/** Trials in which both calcium and EPSC could be called, by what they were. */
const OUTCOMES = {
  both: ["success", "success"], calciumAlone: ["success", "failure"],
  currentAlone: ["failure", "success"], neither: ["failure", "failure"],
} as const;
type Outcomes = Readonly<Record<keyof typeof OUTCOMES, number>>;

const counted = (count: (name: keyof Outcomes) => number): Outcomes => ({
  both: count("both"), calciumAlone: count("calciumAlone"),
  currentAlone: count("currentAlone"), neither: count("neither"),
});

function outcomes({ trials }: Measurement): Outcomes {
  return counted((name) => {
    const [calcium, current] = OUTCOMES[name];
    return trials.filter(({ call, somaCall }) => call === calcium && somaCall === current).length;
  });
}

const total = (readings: readonly Reading[], name: string): number =>
  numbers(readings, name).reduce((a, b) => a + b, 0);

/** The outcomes of all spines, and how many trials they are. */
function allOutcomes(readings: readonly Reading[]): Outcomes & { readonly called: number } {
  const all = counted((name) => total(readings, name));
  return { ...all, called: all.both + all.calciumAlone + all.currentAlone + all.neither };
}

type About = Pick<Conclusion, "direction" | "holds" | "truth" | "note">;

/** A share of trials, with Clopper and Pearson's interval. `k` may be expected, hence no whole number. */
function shareOfTrials(id: string, k: number, n: number, about: About): Conclusion {
  if (n === 0) return { id, n, nOf: "trials", ...about, direction: false, note: "No trial could be judged." };
  const { low, high } = proportionInterval(Math.round(k), n, "Clopper–Pearson");
  return { id, value: k / n, low, high, n, nOf: "trials", ...about };
}

const said = (x: number): string => x.toFixed(2);

export const releaseProbability: Experiment = {
  name: "release-probability",
  findings: ["Q01", "Q04", "Q05"],
  spines: 10,
  quick: 1,
  population: "drawn",
  selection: WHERE,
  truths: ["head_calcium_uM"],
  read: (of) => {
    const { recording, truth } = of("");
    const m = measured(recording, {});
    return {
      probability: judged(m.calciumTransientProbability),
      trueProbability: trueShare(truth, {}),
      chance: mean(truth.trials.flatMap(({ attempts }) =>
        attempts.flatMap(({ spine, probability }) => (spine === undefined ? [] : [probability])))),
      ...outcomes(m), trials: m.trials.length, trueElsewhere: elsewhereAlone(truth),
    };
  },
  conclude: (all) => {
    const seen = numbers(all, "probability");
    const truth = truths(all.filter(({ probability }) => probability !== null), "trueProbability");
    const really = truth === undefined ? {} : { truth };
    const spread = seen.length > 0 ? [quantile(seen, 0.05), quantile(seen, 0.95)] as const : undefined;
    const typical = seen.length > 0 ? mean(seen) : NaN;
    const chances = numbers(all, "chance");
    const unseen = all.length - seen.length;
    const { both, calciumAlone, currentAlone, called } = allOutcomes(all);
    return [
      {
        // That transmission fails, and not always.
        ...average("Q01", seen, { ...really, direction: typical > 0 && typical < 1 }),
        holds: spread !== undefined && spread[0] >= 0.05 && spread[1] <= 0.6 && typical >= 0.2 && typical <= 0.4,
        note: (spread ? `5 to 95 % of the spines: ${said(spread[0])} to ${said(spread[1])}. ` : "")
          + `Their terminals' own: ${said(quantile(chances, 0.05))} to ${said(quantile(chances, 0.95))}.`
          + (unseen > 0 ? ` In ${unseen} of ${all.length} the mean response was too small to judge trials by.` : ""),
      },
      average("Q04", seen, { ...really, direction: false }),
      shareOfTrials("Q05", calciumAlone, both + calciumAlone, {
        holds: calciumAlone === 0 && called > 0 && currentAlone / called > 0.2,
        direction: calciumAlone < currentAlone,
        note: `Calcium without an EPSC in ${calciumAlone} of ${both + calciumAlone} trials with calcium; an EPSC `
          + `without calcium in ${currentAlone} of the ${called} that are sure on both sides, really in `
          + `${total(all, "trueElsewhere")} of all ${total(all, "trials")}.`,
      }),
    ];
  },
};

export const LOW = "2 Ca, 2 Mg";
export const HIGH = "4 Ca, 1 Mg";
/** Lines from the first shock of a pair to the second: 30 ms. */
const APART = 15;

/** % ΔF/F that each shock of a pair brought. */
type PairFit = readonly [first: number, second: number];

/** And the standard error of the first over that of the second. */
interface PairFits { readonly fits: readonly PairFit[]; readonly wider: number }

/**
 * Each trace as two responses of the single shock's shape, fitted at once, since the first still rises when the second
 * begins.
 */
function pairFits(traces: readonly Float64Array[], shape: Float64Array): PairFits {
  const top = shape.reduce((a, b) => Math.max(a, b));
  const design = Array.from(shape, (now, i) => [1, now / top, i < APART ? 0 : (shape[i - APART] as number) / top]);
  const all = traces.map((trace) => leastSquares(design, Array.from(trace)));
  const error = (of: 1 | 2): number => Math.sqrt((all[0]?.covariance[of] as readonly number[])[of] as number);
  return {
    fits: all.map(({ coefficients: [, first = 0, second = 0] }) => [first, second]),
    wider: error(1) / error(2),
  };
}

/** One of the two shocks of all pairs. */
interface ShockStudy {
  readonly probability: Answer;
  /** Of each pair; none where trials can't be judged. */
  readonly calls: readonly ClassifiedTrial["call"][];
}

/** How often calcium followed either shock of the pairs, and in which of them; undefined without a shape to fit. */
export function studyPairs(single: Measurement, pair: Measurement): readonly [ShockStudy, ShockStudy] | undefined {
  const [alone, paired] = [regionOf(single, "spine"), regionOf(pair, "spine")];
  if (!alone?.fit || !paired) return undefined;
  const { fits, wider } = pairFits(paired.traces, alone.fit);
  // After single shocks a second response is nothing but noise, which is what its failures look like.
  const quiet = pairFits(alone.traces, alone.fit).fits.map(([, second]) => second);
  const study = (which: 0 | 1): ShockStudy => {
    const amplitudes = fits.map((fit) => fit[which]);
    const failures = quiet.map((x) => (which === 0 ? wider * x : x));
    return {
      probability: answerOf(() => calciumTransientProbability(amplitudes, failures)),
      calls: unlessRefused(() => classifyTrials(amplitudes, failures).trials.map(({ call }) => call)) ?? [],
    };
  };
  return [study(0), study(1)];
}

export const pairedPulse: Experiment = {
  name: "paired-pulse",
  findings: ["Q02", "Q03"],
  spines: 1,
  quick: 1,
  population: "typical",
  selection: TYPICAL,
  truths: ["head_calcium_uM"],
  read: (of) => {
    const { recording, truth } = of("");
    const [one, two] = [{ stimulus: "single", condition: LOW }, { stimulus: "pair", condition: LOW }];
    const high = { stimulus: "single", condition: HIGH };
    const [single, pair, rich] = [measured(recording, one), measured(recording, two), measured(recording, high)];
    const shocksOf = studyPairs(single, pair);
    const probability = (which: 0 | 1): number | null => judged(shocksOf?.[which].probability ?? null);
    const shocks = releasedAt(truth, two);
    return {
      single: judged(single.calciumTransientProbability), trueSingle: trueShare(truth, one),
      first: probability(0), second: probability(1), pairs: pair.trials.length,
      trueEach: trueShare(truth, two), trueSecond: mean(shocks.map(([, second]) => Number(second))),
      high: judged(rich.calciumTransientProbability), trueHigh: trueShare(truth, high),
      richTrials: rich.trials.length,
    };
  },
  conclude: (all) => {
    const known = (reading: Reading, name: string): number => reading[name] as number;
    const paired = all.filter(({ first, second }) => first !== null && second !== null);
    const each = paired.reduce((k, one) => k + (known(one, "first") + known(one, "second")) * known(one, "pairs"), 0);
    const shocks = 2 * total(paired, "pairs");
    const rich = all.filter(({ high }) => high !== null);
    const released = rich.reduce((k, one) => k + known(one, "high") * known(one, "richTrials"), 0);
    const [single, second] = [truths(all, "single"), truths(all, "second")];
    const [truth, trueHigh] = [truths(all, "trueEach"), truths(all, "trueHigh")];
    const more = single !== undefined && shocks > 0 && each / shocks > single;
    return [
      shareOfTrials("Q02", each, shocks, {
        direction: more, holds: more, ...(truth !== undefined && { truth }),
        ...(single !== undefined && second !== undefined && {
          note: `Of all shocks of the pairs. Of the second ones ${said(second)}, of single shocks ${said(single)} `
            + `(really ${said(truths(all, "trueSecond") ?? NaN)} and ${said(truths(all, "trueSingle") ?? NaN)}).`,
        }),
      }),
      shareOfTrials("Q03", released, total(rich, "richTrials"), {
        direction: (truths(all, "high") ?? 0) > (single ?? 1), ...(trueHigh !== undefined && { truth: trueHigh }),
      }),
    ];
  },
};

export const minimalStimulation: Experiment = {
  name: "minimal-stimulation",
  findings: ["Q06", "Q07"],
  spines: 2,
  quick: 1,
  population: "typical",
  selection: TYPICAL,
  truths: ["head_calcium_uM"],
  read: (of) => {
    const { recording, truth } = of("");
    const m = measured(recording, {});
    const currents = (call: string): number[] =>
      m.trials.flatMap((trial) => (trial.call === call && trial.soma !== undefined ? [-trial.soma] : []));
    // Chosen by calcium, so that small currents are not passed over; the failures' currents are the electrode's noise.
    const [successes, failures] = [currents("success"), currents("failure")];
    const enough = successes.length >= 4 && failures.length >= 4;
    const sizes = truth.trials.flatMap(({ attempts }) =>
      attempts.flatMap(({ release }) => (release ? [release.weight] : [])));
    const noise = enough ? standardDeviation(failures) : 0;
    return {
      ...outcomes(m), trials: m.trials.length, trueElsewhere: elsewhereAlone(truth),
      current: enough ? mean(successes) : null,
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
    const current = average("Q07", numbers(all, "current"), { direction: false });
    const size = current.value ?? 0;
    const inside = size >= 3 && size <= 6 && (smallest ?? 0) >= 1.5 && (largest ?? Infinity) <= 9
      && (variation ?? 0) >= 0.25 && (variation ?? 1) <= 0.5;
    return [
      shareOfTrials("Q06", both + neither, called, {
        holds: called >= 31, direction: both + neither > calciumAlone + currentAlone,
        truth: 1 - total(all, "trueElsewhere") / trials,
        note: `Of the trials that are sure on both sides; ${trials - called} of ${trials} are not, most by the `
          + "electrode.",
      }),
      {
        ...current, holds: inside, direction: size > 0,
        ...(smallest !== undefined && largest !== undefined && variation !== undefined && {
          note: `5 to 95 % of the EPSCs ${smallest.toFixed(1)} to ${largest.toFixed(1)} pA; coefficient of variation `
            + `${said(variation)}, that of the quanta really ${said(truths(all, "trueVariation") ?? NaN)}.`,
        }),
      },
    ];
  },
};
