/** Figure 4: spines whose calcium APV leaves, and what hyperpolarisation does to it. */
import { voltageDependence, type Measurement } from "#analysis";
import { amount } from "#protocol";
import type { Recording } from "#recording";
import { mean, standardErrorOfMean, type Line } from "#statistics";
import { epscAfter, meanIn, measured, noiseIn, trueMeanIn, truthOf, type Chosen, type Stretch } from "../bench.js";
import { average, medianOf, middle, numbers, searchSaid, share, truly, truths } from "../conclude.js";
import type { Experiment, Recorded, Search } from "../experiment.js";
import { WHERE } from "../population.js";

const AT = 100; // ms, of the first of two shocks
export const PAIR: Stretch = { from: AT + 20, to: AT + 100 };
/** Standard errors of a spine that responds. */
const CLEAR = 3;

export const apvSearch: Experiment = {
  name: "apv-search",
  findings: ["S10"],
  spines: 16,
  quick: 3,
  population: "drawn",
  selection: WHERE,
  truths: ["head_calcium_uM", "permeable_AMPA_current_pA"],
  read: (of) => {
    const { recording, truth } = of("");
    const m = measured(recording, {});
    const response = meanIn(m, "spine", PAIR);
    return {
      responds: response ? response.value > CLEAR * noiseIn(m, "spine", PAIR) : null,
      permeable: Number(truth.quantities.some(({ name }) => name === "permeable_AMPA_current_pA")),
    };
  },
  conclude: (all) => {
    const permeable = truths(all, "permeable");
    return [share("S10", all, "responds", { direction: (permeable ?? 0) > 0, ...truly(permeable) })];
  },
};

export const [HELD, LESS, FARTHEST] = ["-70 mV", "-100 mV", "-260 mV"] as const;

/** As the paper did it: dendrites are searched in APV. The session's first run alone. */
export const SEARCH: Search = {
  changes: [`runs=[{ stimulus: search, condition: ${HELD}, trials: 3 }]`], finds: isFound, most: 8,
};

export const hyperpolarisation: Experiment = {
  name: "hyperpolarisation",
  findings: ["S11", "S12", "S13", "S14"],
  spines: 7,
  quick: 1,
  population: "drawn",
  selection: `${WHERE} On each cell spines with such receptors are searched in APV until one responds to two EPSCs: by `
    + `${CLEAR} standard errors in three trials of the search, which count no further.`,
  search: SEARCH,
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
    };
  },
  conclude: (all) => {
    const found = all.filter((one) => one["found"] === true).length;
    const clear = all.filter((one) => one["clear"] === true).length;
    const of = (name: string): number => medianOf(all, name) ?? NaN;
    const [growing, p] = [(medianOf(all, "trueRatio") ?? 0) > 1, numbers(all, "p")];
    return [
      {
        ...share("S11", all, "clear", {
          direction: found > 0,
          note: `${searchSaid(all)} Median ΔF/F ${of("held").toFixed(0)} %.`,
        }),
        holds: clear * 2 > found,
      },
      {
        ...middle("S12", numbers(all, "ratio"), {
          direction: growing, ...truly(medianOf(all, "trueRatio")),
          note: `EPSCs grow ${of("epscs").toFixed(1)} times, the spine's driving force ${of("driving").toFixed(1)} times: ` +
            `−260 mV on the amplifier are ${of("soma").toFixed(0)} mV in the soma, ${of("head").toFixed(0)} mV in the spine.`,
        }),
        holds: of("ratio") > 1 && of("epscs") > 1,
      },
      share("S13", all, "grows", {
        direction: growing, ...truly(truths(all, "trulyGrows")),
        note: "Those whose regression has a negative slope. All of them would be more than the paper's 4 of 5 allows.",
      }),
      middle("S14", p, {
        direction: growing,
        note: "Median over spines of 36 trials each, which is below 0.02 where power exceeds one half. " +
          `${p.filter((one) => one < 0.02).length} of ${p.length} are; most of the scatter is release's.`,
      }),
    ];
  },
};

/** Whether a spine responds in APV, by its search. */
export function isFound(recording: Recording): boolean {
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
  spines: 3,
  quick: 1,
  population: "drawn",
  selection: WHERE,
  truths: ["head_bound_dye_uM", "head_calcium_uM"],
  also: {
    alone: [
      "spinePopulation.permeableFraction=0",
      `runs=[{ stimulus: EPSC, condition: ${HELD}, trials: 6 }, { stimulus: EPSC, condition: ${LESS}, trials: 6 }]`,
    ],
  },
  read: (of) => {
    const { recording, truth } = of("alone");
    const m = measured(recording, {});
    const [held, less] = [meanIn(m, "spine", PAIR, chosen(HELD)), meanIn(m, "spine", PAIR, chosen(LESS))];
    return {
      change: held && less ? less.value - held.value : null,
      trueHeld: trueMeanIn(truth, "head", PAIR, chosen(HELD)), trueLess: trueMeanIn(truth, "head", PAIR, chosen(LESS)),
    };
  },
  conclude: (all) => {
    const [held, less] = [truths(all, "trueHeld"), truths(all, "trueLess")];
    const known = held !== undefined && less !== undefined;
    const falls = known && less < held;
    const change = average("S15", numbers(all, "change"), {
      direction: falls,
      ...(known && {
        truth: less - held,
        note: `Change of ΔF/F, %, from ${HELD} to ${LESS} without permeable receptors: ` +
          `truly ${held.toFixed(2)} % become ${less.toFixed(2)} %.`,
      }),
    });
    return [{ ...change, holds: falls && change.low !== undefined && change.low < 0 }];
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
