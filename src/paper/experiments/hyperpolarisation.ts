/** Figure 4: spines whose calcium APV leaves, and what hyperpolarisation does to it. */
import { voltageDependence, type Measurement } from "#analysis";
import { amount } from "#protocol";
import type { Recording } from "#recording";
import { mean, standardErrorOfMean, type Line } from "#statistics";
import {
  countOf, epscAfter, isTold, meanIn, measured, noiseIn, trueMeanIn, truthOf, type Chosen, type Stretch,
} from "../bench.js";
import { average, foundIn, medianOf, middle, numbers, searchSaid, share, total, truly, truths } from "../conclude.js";
import type { Experiment, Recorded } from "../experiment.js";
import { FEW, TOLD, WHERE } from "../population.js";

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
    const m = measured(recording, {});
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
  truths: ["head_bound_dye_uM", "head_calcium_uM", "head_v_mV", "soma_v_mV"],
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
    return {
      clear: mean(at(HELD)) > CLEAR * standardErrorOfMean(at(HELD)), held: mean(at(HELD)),
      ratio: mean(at(FARTHEST)) / mean(at(HELD)), trueRatio, trueHeld, trueFarthest,
      epscs: epsc(both, FARTHEST) / epsc(both, HELD), driving: head / before(both, "head_v_mV", HELD), head, soma,
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
    return [
      {
        ...share("S11", all, "clear", {
          trials: total(all, "heldTrials"), direction: clear > 0,
          note: `${searchSaid(all)} Median ΔF/F ${of("held").toFixed(0)} %.`,
        }),
        holds: clear * 2 > found,
      },
      {
        ...middle("S12", numbers(all, "ratio"), {
          trials: total(all, "outerTrials"), direction: larger, ...truly(medianOf(all, "trueRatio")),
          note: `EPSCs grow ${of("epscs").toFixed(1)} times, the spine's driving force ${of("driving").toFixed(1)} times: ` +
            `−260 mV on the amplifier are ${of("soma").toFixed(0)} mV in the soma, ${of("head").toFixed(0)} mV in the spine.`,
        }),
        holds: of("ratio") > 1 && of("epscs") > 1,
      },
      share("S13", all, "grows", {
        trials, direction: 2 * growing > p.length, ...truly(truths(all, "trulyGrows")),
        note: "Those whose regression has a negative slope.",
        why: "It grows in every spine, as the driving force makes it; a share of 1 is more than 4 of 5 allow.",
      }),
      middle("S14", p, {
        trials, direction: 2 * growing > p.length,
        note: "Median over spines of 36 trials each, which is below 0.02 where power exceeds one half. " +
          `${p.filter((one) => one < 0.02).length} of ${p.length} are; most of the scatter is release's.`,
        why: "Release fails in so many of the 36 trials that the slope's error is as large as the slope.",
      }),
    ];
  },
};

/** Whether a spine responds in APV, by its search. */
function isFound(recording: Recording): boolean {
  const search = measured(recording, {});
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
    const m = measured(recording, {});
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

/** pA, of both EPSCs. */
const epsc = ({ recording }: Recorded, condition: string): number =>
  epscAfter(recording, chosen(condition), [AT, AT + 1000 / 66]) ?? NaN;

/** mV just before the shocks. */
function before({ truth }: Recorded, where: "head_v_mV" | "soma_v_mV", condition: string): number {
  return truthOf(truth, where, chosen(condition))[Math.round((AT - 5) / truth.interval)] as number;
}
