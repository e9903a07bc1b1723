/** Figure 3 and the text beside it: synaptic calcium, and what antagonists leave of it. */
import type { MeasuredTraces } from "#analysis";
import type { Recording } from "#recording";
import { CLAMP_CURRENT } from "#rig";
import {
  countOf, epscAfter, meanIn, noiseIn, traced, trueEpscAfter, trueMeanIn, type Chosen, type Stretch,
} from "../bench.js";
import { ratio, ratioOf, searchSaid, share, total, truly, truths } from "../conclude.js";
import type { Experiment } from "../experiment.js";
import { WHERE } from "../population.js";

const AT = 100; // ms, of the first pulse
/** A response to a train of five at 66 Hz. */
export const TRAIN: Stretch = { from: AT + 40, to: AT + 140 };
/** Standard errors of a spine that responds: what a search goes on until it has found. */
const CLEAR = 3;
/** What counts as blocked: less than this of control. */
const BLOCKED = 0.1;

export const epscTrain: Experiment = {
  name: "epsc-train",
  findings: ["S01", "S02", "S03", "S04"],
  spines: 7,
  quick: 1,
  population: "drawn",
  selection: responding("five EPSCs"),
  search: { finds: (of) => isFound(of("search")), most: 8 },
  // The session's first run alone.
  also: { search: ["runs=[{ stimulus: search, condition: control, trials: 3 }]"] },
  truths: ["head_bound_dye_uM", "head_calcium_uM", "permeable_AMPA_current_pA", CLAMP_CURRENT],
  read: (of) => {
    const { recording, truth } = of("");
    const m = traced(recording, {});
    const spikes = (condition: string): Chosen => ({ stimulus: "AP", condition });
    const calcium = (chosen: Chosen): number | null => meanIn(m, "spine", TRAIN, chosen)?.value ?? null;
    const trulyIn = (chosen: Chosen): number => trueMeanIn(truth, "head", TRAIN, chosen);
    const count = (chosen: Chosen): number => countOf(recording, chosen);
    const { control, apv, blocked } = inApv(m);
    const [really, trulyApv] = [trulyIn(synaptic("control")), trulyIn(synaptic("APV"))];
    return {
      control, apv, apvOfBlocked: blocked === true ? apv : null, blocked, both: calcium(synaptic("APV and CNQX")), washed: calcium(synaptic("washed out")),
      trulyBlocked: Number(trulyApv <= BLOCKED * really),
      // Of spines with NMDA receptors alone; the truth knows which they are.
      apvOnNmda: truth.quantities.some(({ name }) => name.startsWith("permeable")) ? null : apv,
      trueControl: really, trueBoth: trulyIn(synaptic("APV and CNQX")),
      spikes: calcium(spikes("control")), spikesInApv: calcium(spikes("APV")),
      trueSpikes: trulyIn(spikes("control")), trueSpikesInApv: trulyIn(spikes("APV")),
      epsc: epsc(recording, "control"), epscInApv: epsc(recording, "APV"), epscInBoth: epsc(recording, "APV and CNQX"),
      trueEpsc: trueEpscAfter(truth, synaptic("control"), SHOCKS), trueEpscInApv: trueEpscAfter(truth, synaptic("APV"), SHOCKS),
      withBoth: count(synaptic("control")) + count(synaptic("APV and CNQX")),
      withApv: count(synaptic("control")) + count(synaptic("APV")),
      withWash: count(synaptic("control")) + count(synaptic("APV")) + count(synaptic("washed out")),
      ofSpikes: count(spikes("control")) + count(spikes("APV")),
    };
  },
  conclude: (all) => {
    const [left, washed] = [ratioOf(all, "apvOfBlocked", "control") ?? 1, ratioOf(all, "washed", "control") ?? 0];
    const epscs = ratioOf(all, "epscInBoth", "epsc") ?? 1;
    const [ofCalcium, ofSpikes] = [ratioOf(all, "both", "control") ?? 1, ratioOf(all, "spikesInApv", "spikes") ?? 0];
    const [nothing, spikes] = [ratioOf(all, "trueBoth", "trueControl"), ratioOf(all, "trueSpikesInApv", "trueSpikes")];
    return [
      {
        ...ratio("S01", all, "both", "control", {
          trials: total(all, "withBoth"), direction: ofCalcium < 0.5, ...truly(nothing),
          note: `Of the EPSCs ${percent(epscs)} are left.`,
          why: "What both antagonists leave at these concentrations is seen.",
        }),
        holds: Math.abs(epscs) <= 0.05,
      },
      {
        ...share("S02", all, "blocked", {
          trials: total(all, "withWash"), direction: left < 0.5, ...truly(truths(all, "trulyBlocked")),
          note: `${searchSaid(all)} In those that it blocks APV leaves ${percent(left)}; ` +
            `in all, ${percent(washed)} are there after wash-out.`,
        }),
        holds: left <= BLOCKED && washed > 0.5,
      },
      ratio("S03", all, "spikesInApv", "spikes", {
        trials: total(all, "ofSpikes"), direction: ofSpikes > 0.5, ...truly(spikes),
        note: "Calcium channels have run down a little meanwhile, and more dye has come.",
        why: "Action potentials bring a small spine little, and two trials each scatter by a tenth.",
      }),
      ratio("S04", all, "epscInApv", "epsc", {
        trials: total(all, "withApv"), direction: (ratioOf(all, "epscInApv", "epsc") ?? 0) > 0.5,
        ...truly(ratioOf(all, "trueEpscInApv", "trueEpsc")),
      }),
    ];
  },
};

/** ms, of the five shocks. */
const SHOCKS = Array.from({ length: 5 }, (_, k) => AT + (1000 / 66) * k);
const synaptic = (condition: string): Chosen => ({ stimulus: "EPSC", condition });

/** Whether a spine responds to the shocks of its search. */
function isFound(recording: Recording): boolean {
  const m = traced(recording, { stimulus: "search" });
  return (meanIn(m, "spine", TRAIN)?.value ?? -Infinity) > CLEAR * noiseIn(m, "spine", TRAIN);
}

/** A spine's synaptic calcium, %, in control and in APV, and whether APV blocks it; nulls where there is none. */
export function inApv(m: MeasuredTraces): Readonly<Record<"control" | "apv", number | null>> & { readonly blocked: boolean | null } {
  const [control = null, apv = null] = ["control", "APV"].map((one) => meanIn(m, "spine", TRAIN, synaptic(one))?.value ?? null);
  if (control === null || apv === null || control <= 0) return { control, apv, blocked: null };
  // Not to be told from nothing: within two standard errors of it, or below a tenth of control.
  return { control, apv, blocked: apv <= BLOCKED * control || apv < 2 * noiseIn(m, "spine", TRAIN, synaptic("APV")) };
}

const NO_MAGNESIUM = "CNQX without Mg²⁺";

export const cnqx: Experiment = {
  name: "cnqx",
  findings: ["S05", "S06"],
  spines: 5,
  quick: 1,
  population: "drawn",
  selection: responding("five EPSPs"),
  search: { finds: (of) => isFound(of("search")), most: 8 },
  also: { search: ["runs=[{ stimulus: search, condition: control, trials: 3 }]"] },
  truths: ["head_bound_dye_uM", "head_calcium_uM"],
  read: (of) => {
    const { recording, truth } = of("");
    const m = traced(recording, { stimulus: "EPSP" });
    const epsps = (condition: string): Chosen => ({ stimulus: "EPSP", condition });
    const calcium = (condition: string): number | null => meanIn(m, "spine", TRAIN, epsps(condition))?.value ?? null;
    const trulyIn = (condition: string): number => trueMeanIn(truth, "head", TRAIN, epsps(condition));
    return {
      trials: countOf(recording, epsps("control")) + countOf(recording, epsps("CNQX")),
      control: calcium("control"), inCnqx: calcium("CNQX"), inNeither: calcium(NO_MAGNESIUM),
      trueControl: trulyIn("control"), trueInCnqx: trulyIn("CNQX"), trueInNeither: trulyIn(NO_MAGNESIUM),
    };
  },
  conclude: (all) => {
    const [blocked, unblocked] = ["trueInCnqx", "trueInNeither"].map((name) => ratioOf(all, name, "trueControl"));
    const [seen, free] = ["inCnqx", "inNeither"].map((name) => ratioOf(all, name, "control"));
    const trials = total(all, "trials");
    return [
      ratio("S05", all, "inCnqx", "control", {
        trials, direction: (seen ?? 1) < 1, ...truly(blocked),
        why: "EPSPs depolarise a spine too little to unblock many receptors more: most calcium passes those that " +
          "2 mM Mg²⁺ leaves at rest.",
      }),
      ratio("S06", all, "inNeither", "control", {
        trials, direction: (free ?? 0) > (seen ?? 1), ...truly(unblocked),
        note: `${searchSaid(all)} Without Mg²⁺ more is released, too.`,
      }),
    ];
  },
};

/** pA, of the five EPSCs. */
const epsc = (recording: Recording, condition: string): number | null =>
  epscAfter(recording, synaptic(condition), SHOCKS);

const percent = (part: number): string => `${(100 * part).toFixed(0)} %`;

/** As the paper did it: dendrites are searched until a spine responds. */
function responding(to: string): string {
  return `${WHERE} On each cell spines are searched until one responds to ${to}: by ${CLEAR} standard errors in three trials `
    + "of the search, which count no further.";
}
