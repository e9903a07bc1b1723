/** Figure 4: spines whose calcium APV leaves, and what hyperpolarisation does to it. */
import { voltageDependence, type Measurement } from "#analysis";
import { amount } from "#protocol";
import type { Recording } from "#recording";
import { CLAMP_CURRENT } from "#rig";
import { mean, standardErrorOfMean, type Line } from "#statistics";
import {
  countOf, epscAfter, isTold, meanIn, measured, noiseIn, traced, trueEpscAfter, trueMeanIn, trueMeansIn, truthOf, type Chosen, type Stretch,
} from "../bench.js";
import {
  average, foundIn, medianOf, middle, numbers, ratio, ratioOf, searchSaid, share, total, truly, truths,
} from "../conclude.js";
import type { Conclusion, Experiment, Recorded } from "../experiment.js";
import { FEW, TOLD, WHERE } from "../population.js";
import { sweepOf } from "../traces.js";

const AT = 100; // ms, of the first of two shocks
export const PAIR: Stretch = { from: AT + 20, to: AT + 100 };
/** Standard errors of a spine that responds. */
const CLEAR = 3;
/** % ΔF/F: what grows by less shows no signal that the paper would have called one. */
const SIGNAL = 5;

export const apvSearch: Experiment = {
  name: "apv-search",
  findings: ["S10"],
  spines: 16,
  // A sixth of all: fewer would show none too often.
  quick: 16,
  population: "drawn",
  selection: TOLD,
  search: { finds: (of) => isTold(of("")), most: FEW },
  truths: ["head_calcium_uM", "permeable_AMPA_current_pA"],
  read: (of) => {
    const { recording, truth } = of("");
    const m = traced(recording, {});
    const response = meanIn(m, "spine", PAIR);
    return {
      responds: response ? response.value > CLEAR * noiseIn(m, "spine", PAIR) : null, trials: countOf(recording, {}),
      permeable: Number(truth.quantities.some(({ name }) => name === "permeable_AMPA_current_pA")),
    };
  },
  conclude: (all) => {
    const readable = foundIn(all);
    return [share("S10", readable, "responds", {
      trials: total(readable, "trials"), direction: readable.some(({ responds }) => responds === true),
      ...truly(truths(readable, "permeable")),
      note: "The truth is the share of these spines that have calcium-permeable receptors.",
    })];
  },
};

export const [HELD, FARTHEST] = ["-70 mV", "-260 mV"] as const;

export const hyperpolarisation: Experiment = {
  name: "hyperpolarisation",
  findings: ["S11", "S12", "S13", "S14"],
  spines: 6,
  quick: 1,
  population: "drawn",
  selection: `${WHERE} On each cell spines with such receptors are searched in APV until one responds to two EPSCs: by `
    + `${CLEAR} standard errors in three trials of the search, which count no further.`,
  search: { finds: (of) => isFound(of("search")), most: 8 },
  // The session's first run alone.
  also: { search: [`runs=[{ stimulus: search, condition: ${HELD}, trials: 3 }]`] },
  truths: ["head_bound_dye_uM", "head_calcium_uM", "head_v_mV", "soma_v_mV", CLAMP_CURRENT],
  read: (of) => {
    const both = of("");
    const { recording, truth } = both;
    const amplitudes = byPotential(measured(recording, { stimulus: "EPSC" }));
    const at = (condition: string): readonly number[] => amplitudes.get(condition) ?? [];
    if (amplitudes.size === 0) return { clear: false };
    const { slope } = regressionOf(amplitudes);
    const really = (condition: string): number => trueMeanIn(truth, "head", PAIR, chosen(condition));
    const [trueHeld, trueFarthest] = [really(HELD), really(FARTHEST)];
    const trueRatio = trueFarthest / trueHeld;
    const [head, soma] = [before(both, "head_v_mV", FARTHEST), before(both, "soma_v_mV", FARTHEST)];
    const isClear = (each: readonly number[]): boolean => mean(each) > CLEAR * standardErrorOfMean(each);
    const [held, farthest] = [epsc(both, HELD), epsc(both, FARTHEST)];
    const [left, leftFarthest] = [reached(both, HELD), reached(both, FARTHEST)];
    const [trueEpsc, trueFarthestEpsc] = [HELD, FARTHEST].map((condition) => trueEpscAfter(truth, chosen(condition), SHOCKS));
    return {
      clear: isClear(at(HELD)), held: mean(at(HELD)), trulyClear: Number(isClear(trueMeansIn(truth, "head", PAIR, chosen(HELD)))),
      // What driving force and clamp would make of the EPSCs at −70 mV.
      epsc: farthest, due: (held * leftFarthest) / left,
      trueEpsc: trueFarthestEpsc ?? null, trueHeldEpsc: trueEpsc ?? null, clamp: leftFarthest,
      ratio: mean(at(FARTHEST)) / mean(at(HELD)), trueRatio, trueHeld, trueFarthest,
      epscs: farthest / held, driving: head / before(both, "head_v_mV", HELD), head, soma,
      grows: slope.estimate.value < 0, trulyGrows: Number(trueRatio > 1), p: slope.pValue,
      heldTrials: at(HELD).length, outerTrials: at(HELD).length + at(FARTHEST).length,
      trials: [...amplitudes.values()].reduce((sum, { length }) => sum + length, 0),
    };
  },
  conclude: (all) => {
    const found = foundIn(all).length;
    const clear = all.filter((one) => one["clear"] === true).length;
    const of = (name: string): number => medianOf(all, name) ?? NaN;
    const [larger, p] = [of("ratio") > 1, numbers(all, "p")];
    const growing = all.filter((one) => one["grows"] === true).length;
    const trials = total(all, "trials");
    const following = ratio("S12", all, "epsc", "due", { direction: true });
    return [
      {
        ...share("S11", all, "clear", {
          trials: total(all, "heldTrials"), direction: clear > 0, ...truly(truths(all, "trulyClear")),
          note: `${searchSaid(all)} Median ΔF/F ${of("held").toFixed(0)} %.`,
        }),
        holds: clear * 2 > found,
      },
      {
        ...middle("S12", numbers(all, "ratio"), {
          trials: total(all, "outerTrials"), direction: larger && of("epscs") > 1, ...truly(medianOf(all, "trueRatio")),
          note: `EPSCs grow ${of("epscs").toFixed(1)} times, ${said(following)} of what driving force and clamp allow by the ` +
            `electrode: −260 mV on the amplifier are ${of("clamp").toFixed(0)} mV behind its series resistance. Really they grow ` +
            `${(ratioOf(all, "trueEpsc", "trueHeldEpsc") ?? NaN).toFixed(1)} times, the spine's driving force ` +
            `${of("driving").toFixed(1)} times: the soma is at ${of("soma").toFixed(0)} mV, the spine at ${of("head").toFixed(0)} mV.`,
          why: "EPSCs grow by less than the electrode says of the soma's potential: the clamp loses more on its way into the dendrite.",
        }),
        holds: of("ratio") > 1 && of("epscs") > 1 && (following.low ?? NaN) <= 1 && (following.high ?? NaN) >= 1,
      },
      share("S13", all, "grows", {
        trials, direction: 2 * growing > p.length, ...truly(truths(all, "trulyGrows")),
        note: "Those whose regression has a negative slope.",
        why: "It grows in every spine, as the driving force makes it; a share of 1 is more than 4 of 5 allow.",
      }),
      middle("S14", p, {
        trials, direction: 2 * growing > p.length,
        note: "Median over spines of 36 trials each, which is below 0.02 where power exceeds one half. It is of noise, and has no truth. " +
          `${p.filter((one) => one < 0.02).length} of ${p.length} are; most of the scatter is release's.`,
        why: "Release fails in so many of the 36 trials that the slope's error is as large as the slope.",
      }),
    ];
  },
};

/** Whether a spine responds in APV, by its search. */
function isFound(recording: Recording): boolean {
  const search = traced(recording, {});
  const response = meanIn(search, "spine", PAIR)?.value ?? 0;
  return response > CLEAR * noiseIn(search, "spine", PAIR);
}

/** Peak ΔF/F of each trial that could be fitted, %, by the potential it was held at, "-70 mV". */
export function byPotential({ trials }: Measurement): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const { condition, amplitude } of trials) {
    if (amplitude !== undefined) found.set(condition, [...(found.get(condition) ?? []), amplitude]);
  }
  return found;
}

/** The paper's regression: of all trials of one spine on what the amplifier shows, in %/mV. */
export function regressionOf(amplitudes: ReadonlyMap<string, readonly number[]>): Line {
  const all = [...amplitudes].flatMap(([condition, values]) => values.map((value) => [condition, value] as const));
  return voltageDependence(
    all.map(([condition]) => amount(condition, "potential") as number), all.map(([, value]) => value),
  ).line;
}

/** Figure 4 without permeable receptors: what calcium channels alone would have shown. */
export const channelsAlone: Experiment = {
  name: "channels-alone",
  protocol: "hyperpolarisation",
  findings: ["S15"],
  spines: 6,
  quick: 1,
  population: "drawn",
  selection: TOLD,
  search: { finds: (of) => isTold(of("alone")), most: FEW },
  truths: ["head_bound_dye_uM", "head_calcium_uM"],
  also: {
    alone: [
      "spinePopulation.permeableFraction=0",
      `runs=[{ stimulus: EPSC, condition: ${HELD}, trials: 6 }, { stimulus: EPSC, condition: ${FARTHEST}, trials: 6 }]`,
    ],
  },
  read: (of) => {
    const { recording, truth } = of("alone");
    const m = traced(recording, {});
    const [held, farthest] = [HELD, FARTHEST].map((condition) => meanIn(m, "spine", PAIR, chosen(condition)));
    const [trueHeld, trueFarthest] = [HELD, FARTHEST].map((condition) => trueMeanIn(truth, "head", PAIR, chosen(condition)));
    return {
      change: held && farthest ? farthest.value - held.value : null, trials: countOf(recording, {}),
      trueHeld: trueHeld ?? null, trueFarthest: trueFarthest ?? null,
    };
  },
  conclude: (all) => {
    const [held, farthest] = [truths(all, "trueHeld"), truths(all, "trueFarthest")];
    const known = held !== undefined && farthest !== undefined;
    const change = average("S15", numbers(all, "change"), {
      trials: total(all, "trials"), direction: false,
      ...(known && {
        truth: farthest - held,
        note: `Change of ΔF/F, %, from ${HELD} to ${FARTHEST} without permeable receptors: ` +
          `truly ${held.toFixed(2)} % become ${farthest.toFixed(2)} %.`,
      }),
      why: `So few trials can't exclude that it grows by ${SIGNAL} % ΔF/F.`,
    });
    const { value = Infinity, high = Infinity } = change;
    return [{ ...change, holds: high < SIGNAL, direction: value < SIGNAL }];
  },
};

const chosen = (condition: string): Chosen => ({ stimulus: "EPSC", condition });

/** ms, of the two shocks. */
const SHOCKS = [AT, AT + 1000 / 66];

/** pA, of both EPSCs. */
const epsc = ({ recording }: Recorded, condition: string): number => epscAfter(recording, chosen(condition), SHOCKS) ?? NaN;

/**
 * mV that are left of the command behind the series resistance, before the shocks: V = V_command − I·R_s, as an
 * experimenter reckons it. From there to 0 mV is the receptors' driving force at the soma.
 */
function reached({ recording, truth: { protocol: { electrode } } }: Recorded, condition: string): number {
  const { samples, period } = sweepOf(recording, chosen(condition));
  const current = mean([...samples.subarray(Math.ceil(20 / period), Math.floor((AT - 5) / period))]);
  return (amount(condition, "potential") as number) - current * (amount(electrode.seriesResistance, "resistance") as number);
}

/** "0.8 (0.6 to 1.1)". */
const said = ({ value, low, high }: Pick<Conclusion, "value" | "low" | "high">): string => {
  const [at, from, to] = [value, low, high].map((one) => one?.toFixed(1) ?? "—") as [string, string, string];
  return low === undefined || high === undefined ? at : `${at} (${from} to ${to})`;
};

/** mV just before the shocks. */
function before({ truth }: Recorded, where: "head_v_mV" | "soma_v_mV", condition: string): number {
  return truthOf(truth, where, chosen(condition))[Math.round((AT - 5) / truth.interval)] as number;
}
