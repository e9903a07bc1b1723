/** Methods: how many contacts reach threshold together, and whether action potentials reach all spines. */
import { amount } from "#protocol";
import { mean } from "#statistics";
import { countOf, isTold, truthOf, type Stretch } from "../bench.js";
import { average, middle, numbers, share, total, truly } from "../conclude.js";
import type { Experiment, Recorded } from "../experiment.js";
import { FEW, TOLD } from "../population.js";
import { meansWithin, sweepOf, tracesOf } from "../traces.js";

/** mV that no EPSP reaches, as the amplifier shows it. */
const SPIKE = 0;

export const contacts: Experiment = {
  name: "contacts",
  findings: ["M12"],
  spines: 6,
  quick: 1,
  population: "drawn",
  selection: "Cells are drawn; the line's spine has no part in it.",
  also: { "-70 mV true": ["electrode.junctionPotential=0 mV"] },
  truths: ["soma_v_mV"],
  read: (of) => {
    const shown = of("");
    return {
      shown: needed(shown), corrected: needed(of("-70 mV true")),
      trials: countOf(shown.recording, {}),
      true: needed(shown, (stimulus) => truthOf(shown.truth, "soma_v_mV", { stimulus })),
    };
  },
  conclude: (all) => {
    const corrected = middle("M12", numbers(all, "corrected"), { direction: true }).value;
    const of = middle("M12", numbers(all, "shown"), { direction: true });
    const truth = middle("M12", numbers(all, "true"), { direction: true }).value;
    return [{
      ...of, nOf: "cells", trials: total(all, "trials"), ...(truth !== undefined && { truth }), direction: (of.value ?? Infinity) < 160,
      note: "From -70 mV as the amplifier shows it, which is -80 mV across the membrane." +
        (corrected === undefined ? "" : ` From -70 mV across the membrane: ${corrected.toFixed(0)}.`),
      why: "At −70 mV on the amplifier the membrane is at −80 mV, 10 mV farther from threshold than the range was made for.",
    }];
  },
};

/** The fewest contacts from which on every number makes the soma fire, halfway to the next fewer; null if none does. */
function needed(
  { recording, truth: { protocol: { axons, stimuli } } }: Recorded,
  potential = (stimulus: string): Float64Array => sweepOf(recording, { stimulus }).samples,
): number | null {
  const strength = (text: string): number => amount(text, "strength") as number;
  const tried = Object.entries(stimuli).map(([stimulus, [what]]) => {
    const reached = what?.kind === "synaptic" ? strength(what.strength) : 0;
    return {
      contacts: axons.reduce((sum, one) => sum + (strength(one.threshold) <= reached ? one.elsewhere : 0), 0),
      fires: potential(stimulus).some((v) => v > SPIKE),
    };
  }).sort((a, b) => a.contacts - b.contacts);
  const silent = tried.findLastIndex(({ fires }) => !fires);
  const first = tried[silent + 1];
  return first ? (first.contacts + (tried[silent]?.contacts ?? 0)) / 2 : null;
}

/** ms: after the train. */
const TRAIN: Stretch = { from: 165, to: 205 };
const FIRST = 103; // ms, when the first action potential is there
const APART = 1000 / 66;
/** Of what the same spine near the soma has. */
const REACHED = 0.5;

export const propagation: Experiment = {
  name: "propagation",
  findings: ["M13"],
  spines: 5,
  quick: 1,
  population: "drawn",
  selection: TOLD,
  search: { finds: (of) => isTold(of("")), most: FEW },
  also: {
    "near the soma": ["spine.dendrite=trunk", "spine.distance=60 µm"],
  },
  truths: ["channels_calcium_current_pA"],
  read: (of) => {
    const [far, near] = [of(""), of("near the soma")];
    const seen = (one: Recorded): number => {
      const traces = tracesOf(one.recording, {});
      return traces ? mean(meansWithin(traces, TRAIN)) : NaN;
    };
    const ratio = seen(far) / seen(near);
    return {
      ratio, reached: Number.isFinite(ratio) ? ratio >= REACHED : null, least: least(far, near),
      trials: countOf(far.recording, {}) + countOf(near.recording, {}),
    };
  },
  conclude: (all) => {
    const lows = numbers(all, "least");
    const worst = Math.min(...lows);
    const of = share("M13", all, "reached", { direction: true });
    return [{
      ...of, trials: total(all, "trials"),
      ...truly(lows.length > 0 ? lows.filter((one) => one >= REACHED).length / lows.length : undefined),
      holds: of.value === 1, direction: (of.value ?? 0) > 0.5,
      note: "Spines with half of the calcium or more that the same spine has 60 µm from the soma. Of the influx of a " +
        `single action potential among five the worst spine has ${(100 * worst).toFixed(0)} %; ` +
        `the mean ΔF/F is ${(100 * (average("M13", numbers(all, "ratio"), { direction: true }).value ?? NaN)).toFixed(0)} %.`,
      why: "In some spine the train brings less than half of the ΔF/F near the soma.",
    }];
  },
};

/** Influx of each action potential over that near the soma; of the one that brings least. */
function least(far: Recorded, near: Recorded): number {
  const influx = ({ truth }: Recorded, k: number): number => {
    const from = FIRST + k * APART;
    return truthOf(truth, "channels_calcium_current_pA", {})
      .subarray(from / truth.interval, (from + APART) / truth.interval).reduce((sum, i) => sum + i, 0);
  };
  return Math.min(...[0, 1, 2, 3, 4].map((k) => influx(far, k) / influx(near, k)));
}
