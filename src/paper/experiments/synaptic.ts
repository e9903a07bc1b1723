/** Figure 3 and the text beside it: synaptic calcium, and what antagonists leave of it. */
import type { Measurement } from "#analysis";
import { epscAfter, meanIn, measured, noiseIn, trueMeanIn, type Chosen, type Stretch } from "../bench.js";
import { ratio, ratioOf, share, truly, truths } from "../conclude.js";
import type { Experiment, Reading, Recorded } from "../experiment.js";
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
  spines: 8,
  quick: 1,
  population: "drawn",
  selection: WHERE,
  truths: ["head_bound_dye_uM", "head_calcium_uM", "permeable_AMPA_current_pA"],
  read: (of) => {
    const { recording, truth } = of("");
    const m = measured(recording, {});
    const spikes = (condition: string): Chosen => ({ stimulus: "AP", condition });
    const calcium = (chosen: Chosen): number | null => meanIn(m, "spine", TRAIN, chosen)?.value ?? null;
    const trulyIn = (chosen: Chosen): number => trueMeanIn(truth, "head", TRAIN, chosen);
    const { found, control, apv, blocked } = inApv(m);
    if (!found) return { found };
    const [really, trulyApv] = [trulyIn(synaptic("control")), trulyIn(synaptic("APV"))];
    return {
      found, control, apv, blocked, both: calcium(synaptic("APV and CNQX")), washed: calcium(synaptic("washed out")),
      trulyBlocked: Number(trulyApv <= BLOCKED * really),
      // Of spines with NMDA receptors alone; the truth knows which they are.
      apvOnNmda: truth.quantities.some(({ name }) => name.startsWith("permeable")) ? null : apv,
      trueControl: really, trueBoth: trulyIn(synaptic("APV and CNQX")),
      spikes: calcium(spikes("control")), spikesInApv: calcium(spikes("APV")),
      trueSpikes: trulyIn(spikes("control")), trueSpikesInApv: trulyIn(spikes("APV")),
      epsc: epsc(recording, "control"), epscInApv: epsc(recording, "APV"), epscInBoth: epsc(recording, "APV and CNQX"),
    };
  },
  conclude: (all) => {
    const [onNmda, washed] = [ratioOf(all, "apvOnNmda", "control") ?? 1, ratioOf(all, "washed", "control") ?? 0];
    const epscs = ratioOf(all, "epscInBoth", "epsc") ?? 1;
    const [nothing, spikes] = [ratioOf(all, "trueBoth", "trueControl"), ratioOf(all, "trueSpikesInApv", "trueSpikes")];
    return [
      {
        ...ratio("S01", all, "both", "control", {
          direction: (nothing ?? 1) < 0.5, ...truly(nothing), note: `Of the EPSCs ${percent(epscs)} are left.`,
        }),
        holds: Math.abs(epscs) <= 0.05,
      },
      {
        ...share("S02", all, "blocked", {
          direction: onNmda < 0.5, ...truly(truths(all, "trulyBlocked")),
          note: `${searched(all)} Where AMPA receptors let no calcium pass, APV leaves ${percent(onNmda)}; ` +
            `in all, ${percent(washed)} are there after wash-out.`,
        }),
        holds: onNmda <= BLOCKED && washed > 0.5,
      },
      ratio("S03", all, "spikesInApv", "spikes", {
        direction: (spikes ?? 0) > 0.5, ...truly(spikes),
        note: "Calcium channels have run down a little meanwhile, and more dye has come.",
      }),
      ratio("S04", all, "epscInApv", "epsc", { direction: (ratioOf(all, "epscInApv", "epsc") ?? 0) > 0.5 }),
    ];
  },
};

const synaptic = (condition: string): Chosen => ({ stimulus: "EPSC", condition });

/** A spine's synaptic calcium, %, in control and in APV; whether there is any, and whether APV blocks it. */
export function inApv(m: Measurement): {
  readonly found: boolean; readonly control: number | null; readonly apv: number | null;
  readonly blocked: boolean | null;
} {
  const [control, apv] = ["control", "APV"].map((one) => meanIn(m, "spine", TRAIN, synaptic(one))?.value ?? null);
  const noise = (condition: string): number => noiseIn(m, "spine", TRAIN, synaptic(condition));
  if (control === undefined || control === null || apv === undefined || !(control > CLEAR * noise("control"))) {
    return { found: false, control: null, apv: null, blocked: null };
  }
  // Not to be told from nothing: within two standard errors of it, or below a tenth of control.
  const blocked = apv === null ? null : apv <= BLOCKED * control || apv < 2 * noise("APV");
  return { found: true, control, apv, blocked };
}

const NO_MAGNESIUM = "CNQX without Mg²⁺";

export const cnqx: Experiment = {
  name: "cnqx",
  findings: ["S05", "S06"],
  spines: 4,
  quick: 1,
  population: "drawn",
  selection: WHERE,
  truths: ["head_bound_dye_uM", "head_calcium_uM"],
  read: (of) => {
    const { recording, truth } = of("");
    const m = measured(recording, {});
    const calcium = (condition: string): number | null => meanIn(m, "spine", TRAIN, { condition })?.value ?? null;
    const trulyIn = (condition: string): number => trueMeanIn(truth, "head", TRAIN, { condition });
    const control = calcium("control");
    const noise = noiseIn(m, "spine", TRAIN, { condition: "control" });
    if (control === null || !(control > CLEAR * noise)) return { found: false };
    return {
      found: true,
      control, inCnqx: calcium("CNQX"), inNeither: calcium(NO_MAGNESIUM),
      trueControl: trulyIn("control"), trueInCnqx: trulyIn("CNQX"), trueInNeither: trulyIn(NO_MAGNESIUM),
    };
  },
  conclude: (all) => {
    const [blocked, unblocked] = ["trueInCnqx", "trueInNeither"].map((name) => ratioOf(all, name, "trueControl"));
    return [
      ratio("S05", all, "inCnqx", "control", {
        direction: (blocked ?? 1) < 1, ...truly(blocked),
        note: "EPSPs depolarise a spine too little to unblock many receptors more: most calcium passes those that " +
          "2 mM Mg²⁺ leaves at rest.",
      }),
      ratio("S06", all, "inNeither", "control", {
        direction: (unblocked ?? 0) > (blocked ?? 1), ...truly(unblocked),
        note: `${searched(all)} Without Mg²⁺ more is released, too.`,
      }),
    ];
  },
};

/** pA, of the five EPSCs. */
const epsc = (recording: Recorded["recording"], condition: string): number | null =>
  epscAfter(recording, { stimulus: "EPSC", condition }, Array.from({ length: 5 }, (_, k) => AT + (1000 / 66) * k));

const percent = (part: number): string => `${(100 * part).toFixed(0)} %`;

/** As the paper did it: dendrites are searched until a spine responds; the others are no part of the experiment. */
function searched(all: readonly Reading[]): string {
  return `${all.filter(({ found }) => found).length} of ${all.length} spines responded when searched.`;
}
