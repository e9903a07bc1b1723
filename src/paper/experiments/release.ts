/** Figure 5 and the text beside it: calcium as a sign of release. */
import { answerOf, calciumTransientProbability, classifyTrials, type Answer, type ClassifiedTrial, type Measurement } from "#analysis";
import { square } from "#elementary";
import type { Recording } from "#recording";
import type { Truth } from "#rig";
import { leastSquares, mean, quantile } from "#statistics";
import { isTold, measured, regionOf, unlessRefused, type Chosen } from "../bench.js";
import { average, meanChange, numbers, searchSaid, total, truly, truths } from "../conclude.js";
import type { Experiment } from "../experiment.js";
import { FEW, TOLD, WHERE } from "../population.js";
import { allOutcomes, elsewhereAlone, judged, outcomes, places, said, shareOfTrials } from "./outcomes.js";

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

/** Trials in which the spine's contact released, and those of them in which nothing that was released was of any size. */
function trueCalcium({ trials }: Truth): { readonly trueCalcium: number; readonly trueCalciumAlone: number } {
  const own = trials.filter(({ attempts }) => attempts.some(({ spine, release }) => spine !== undefined && release !== null));
  const silent = own.filter(({ attempts }) => attempts.every(({ release }) => (release?.weight ?? 0) <= 0));
  return { trueCalcium: own.length, trueCalciumAlone: silent.length };
}

export const releaseProbability: Experiment = {
  name: "release-probability",
  findings: ["Q01", "Q04", "Q05"],
  spines: 10,
  quick: 1,
  population: "drawn",
  selection: `${TOLD} Of those, spines in which trials can be judged count for pCa.`,
  search: { finds: (of) => isTold(of("")), most: FEW },
  truths: ["head_calcium_uM"],
  read: (of) => {
    const { recording, truth } = of("");
    const m = measured(recording, {});
    return {
      probability: judged(m.calciumTransientProbability),
      trueProbability: trueShare(truth, {}),
      chance: mean(truth.trials.flatMap(({ attempts }) =>
        attempts.flatMap(({ spine, probability }) => (spine === undefined ? [] : [probability])))),
      ...outcomes(m), trials: m.trials.length, trueElsewhere: elsewhereAlone(truth), ...trueCalcium(truth),
    };
  },
  conclude: (all) => {
    const seen = numbers(all, "probability");
    const truth = truths(all.filter(({ probability }) => probability !== null), "trueProbability");
    const really = truth === undefined ? {} : { truth };
    const spread = seen.length > 0 ? [quantile(seen, 0.05), quantile(seen, 0.95)] as const : undefined;
    const typical = seen.length > 0 ? mean(seen) : NaN;
    const chances = numbers(all, "chance");
    const judgedOnes = all.filter(({ probability }) => typeof probability === "number");
    const trials = total(judgedOnes, "trials");
    const between = typical > 0 && typical < 1;
    const unseen = all.length - seen.length;
    const { both, calciumAlone, currentAlone, called } = allOutcomes(all);
    return [
      {
        // That transmission fails, and not always.
        ...average("Q01", seen, { ...really, trials, direction: between }),
        why: "So few spines of 30 trials spread by more than their terminals do.",
        holds: spread !== undefined && spread[0] >= 0.05 && spread[1] <= 0.6 && typical >= 0.2 && typical <= 0.4,
        note: (spread ? `5 to 95 % of the spines: ${said(spread[0])} to ${said(spread[1])}. ` : "")
          + `Their terminals' own: ${said(quantile(chances, 0.05))} to ${said(quantile(chances, 0.95))}.`
          + (unseen > 0 ? ` In ${unseen} of ${all.length} the mean response was too small to judge trials by.` : ""),
      },
      average("Q04", seen, { ...really, trials, direction: between }),
      shareOfTrials("Q05", calciumAlone, both + calciumAlone, {
        ...places(all), ...truly(total(all, "trueCalcium") > 0 ? total(all, "trueCalciumAlone") / total(all, "trueCalcium") : undefined),
        holds: calciumAlone === 0 && called > 0 && currentAlone / called > 0.2,
        direction: calciumAlone < currentAlone,
        note: `Calcium without an EPSC in ${calciumAlone} of ${both + calciumAlone} trials with calcium; an EPSC `
          + `without calcium in ${currentAlone} of the ${called} that are sure on both sides, really in `
          + `${total(all, "trueElsewhere")} of all ${total(all, "trials")}.`,
        why: "A trial with calcium whose EPSC the electrode's noise hides is taken for one without.",
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
 * begins. Undefined without a shape.
 */
function pairFits(traces: readonly Float64Array[], shape: Float64Array): PairFits | undefined {
  const top = shape.reduce((a, b) => Math.max(a, b));
  if (!(top > 0)) return undefined;
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
  const [found, none] = [pairFits(paired.traces, alone.fit), pairFits(alone.traces, alone.fit)];
  if (!found || !none) return undefined;
  const { fits, wider } = found;
  // After single shocks a second response is nothing but noise, which is what its failures look like.
  const quiet = none.fits.map(([, second]) => second);
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

/** d′ that the fits of both shocks must promise: the bench asks for 4. */
const CLEAR = 6;

/** Whether two responses to shocks as these could be told apart: successes over what the fit makes of none. */
function tellsPairs(recording: Recording): boolean {
  const m = measured(recording, { stimulus: "search" });
  const alone = regionOf(m, "spine");
  if (!alone?.fit) return false;
  const sizes = m.trials.flatMap(({ call, amplitude }) => (call === "success" && amplitude !== undefined ? [amplitude] : []));
  const none = pairFits(alone.traces, alone.fit);
  if (!none || sizes.length === 0) return false;
  const quiet = Math.sqrt(mean(none.fits.map(([, second]) => square(second))));
  return mean(sizes) > CLEAR * Math.max(1, none.wider) * quiet;
}

export const pairedPulse: Experiment = {
  name: "paired-pulse",
  findings: ["Q02", "Q03"],
  spines: 6,
  quick: 3,
  population: "drawn",
  selection: `${WHERE} On each cell spines are searched until 12 single shocks, which count no further, bring a calcium so `
    + `clear that of two responses 30 ms apart the second would stand ${CLEAR} standard deviations above a failure.`,
  search: { finds: (of) => tellsPairs(of("search")), most: 12 },
  // The session's first run alone.
  also: { search: [`runs=[{ stimulus: search, condition: "${LOW}", trials: 12 }]`] },
  truths: ["head_calcium_uM"],
  read: (of) => {
    const { recording, truth } = of("");
    const [one, two] = [{ stimulus: "single", condition: LOW }, { stimulus: "pair", condition: LOW }];
    const high = { stimulus: "single", condition: HIGH };
    const [single, pair, rich] = [measured(recording, one), measured(recording, two), measured(recording, high)];
    const shocksOf = studyPairs(single, pair);
    const probability = (which: 0 | 1): number | null => judged(shocksOf?.[which].probability ?? null);
    const shocks = releasedAt(truth, two);
    const [alone, first, second] = [judged(single.calciumTransientProbability), probability(0), probability(1)];
    const [singles, pairs] = [single.trials.length, pair.trials.length];
    // Either finds a terminal that has rested.
    const rested = alone === null || first === null ? null : (singles * alone + pairs * first) / (singles + pairs);
    return {
      single: alone, first, second, rested, singles, pairs,
      each: first === null || second === null ? null : (first + second) / 2,
      trueSingle: trueShare(truth, one), trueEach: trueShare(truth, two),
      trueSecond: mean(shocks.map(([, later]) => Number(later))),
      high: judged(rich.calciumTransientProbability), trueHigh: trueShare(truth, high),
      richTrials: rich.trials.length,
    };
  },
  conclude: (all) => {
    const paired = all.filter(({ rested, second }) => typeof rested === "number" && typeof second === "number");
    const { value: more = NaN, low = NaN, high: most = NaN } = meanChange(paired, "rested", "second");
    const each = numbers(paired, "each");
    // As of the paper's spine: 4 mM brings one with a pCa of 0.25 to 0.5 to 1.
    const alike = all.filter(({ rested, high }) =>
      typeof rested === "number" && rested >= ALIKE.from && rested <= ALIKE.to && typeof high === "number");
    const [rested, high] = [truths(alike, "rested"), truths(alike, "high")];
    const number = (name: string): string => said(truths(paired, name) ?? NaN);
    return [
      {
        ...average("Q02", each, {
          trials: total(paired, "pairs") + total(paired, "singles"), ...truly(truths(paired, "trueEach")),
          direction: more > 0, holds: low > 0,
          ...(paired.length > 0 && {
            note: `Mean over spines of all shocks of the pairs. Second shocks succeed in ${number("second")}, rested terminals `
              + `in ${number("rested")}: more by ${said(more)}${Number.isNaN(low) ? "" : ` (${said(low)} to ${said(most)})`}, spine by spine. `
              + `Really ${number("trueSecond")}, and ${number("trueSingle")} of single shocks. ${searchSaid(all)}`,
          }),
          why: "Facilitation is smaller than what so few pairs can tell, or the spines' own pCa lies elsewhere than the paper's one.",
        }),
      },
      average("Q03", numbers(alike, "high"), {
        trials: total(alike, "richTrials"), ...truly(truths(alike, "trueHigh")),
        direction: (high ?? 0) > (rested ?? 1),
        note: `Spines whose pCa in 2 mM is ${ALIKE.from} to ${ALIKE.to}, as the range supposes; in all others that could be `
          + `judged ${said(truths(all.filter((one) => !alike.includes(one)), "high") ?? NaN)}.`,
        why: "Four times the release rate isn't enough for a terminal of low pCa never to fail.",
      }),
    ];
  },
};
/** pCa in 2 mM Ca²⁺ of spines that 4 mM must bring to 1. */
const ALIKE = { from: 0.25, to: 0.5 };
