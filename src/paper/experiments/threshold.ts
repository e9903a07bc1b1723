/** Methods: how many contacts reach threshold together, and whether action potentials reach all spines. */
import { indicatorNamed, noEpspReaches } from "#analysis";
import { amount } from "#protocol";
import { mean } from "#statistics";
import { countOf, isTold, truthOf, within, type Stretch } from "../bench.js";
import { average, medianOf, middle, numbers, share, total, truly } from "../conclude.js";
import type { Experiment, Recorded } from "../experiment.js";
import { freeCalcium, PAPER } from "../free-calcium.js";
import { FEW, TOLD } from "../population.js";
import { meansWithin, meanTrace, sweepOf, tracesOf } from "../traces.js";
import { dyeOf } from "./calibration.js";

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
      fires: potential(stimulus).some((v) => v > noEpspReaches),
    };
  }).sort((a, b) => a.contacts - b.contacts);
  const silent = tried.findLastIndex(({ fires }) => !fires);
  const first = tried[silent + 1];
  return first ? (first.contacts + (tried[silent]?.contacts ?? 0)) / 2 : null;
}

/** ms: after the train. */
const TRAIN: Stretch = { from: 165, to: 205 };
const FIRST = 100; // ms, when the first current begins
const APART = 1000 / 66;
const SPIKES = [0, 1, 2, 3, 4] as const;
/** ms about the peak of an action potential at the soma: before it, and when its calcium has come until the next begins. */
const [BEFORE, COME, NEXT] = [9, 4, 14] as const;
const DYE = "calcium green-1";
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
    const [steps, others] = [stepsOf(far), stepsOf(near)];
    const each = SPIKES.map((k) => (steps[k] ?? NaN) / (others[k] ?? NaN));
    const weakest = Math.min(...each);
    return {
      ratio: seen(far) / seen(near), weakest: Number.isFinite(weakest) ? weakest : null,
      reached: Number.isFinite(weakest) ? weakest >= REACHED : null,
      ...Object.fromEntries(each.map((value, k) => [`step ${k + 1}`, value])), least: least(far, near),
      trials: countOf(far.recording, {}) + countOf(near.recording, {}),
    };
  },
  conclude: (all) => {
    const lows = numbers(all, "least");
    const worst = Math.min(...lows);
    const of = share("M13", all, "reached", { direction: true });
    const percent = (value: number | undefined): string => `${(100 * (value ?? NaN)).toFixed(0)} %`;
    const wholes = numbers(all, "ratio");
    return [{
      ...of, trials: total(all, "trials"),
      ...truly(lows.length > 0 ? lows.filter((one) => one >= REACHED).length / lows.length : undefined),
      holds: of.value === 1,
      direction: wholes.length > 0 && 2 * wholes.filter((whole) => whole >= REACHED).length > wholes.length,
      note: "Spines to which each of five action potentials brings half of the calcium or more that it brings to the same spine " +
        `60 µm from the soma, by the dye's isotherm. By the median spine the first brings ${percent(medianOf(all, "step 1"))} of it and the fifth ` +
        `${percent(medianOf(all, "step 5"))}; the weakest step of any is ${percent(Math.min(...numbers(all, "weakest")))}, and of a single ` +
        `one's influx really ${percent(worst)}. The train as a whole brings ` +
        `${percent(average("M13", wholes, { direction: true }).value)} of its ΔF/F.`,
      why: "In some spine an action potential of the train brings less than half of what it brings near the soma.",
    }];
  },
};

/** ms at which the soma's potential peaks in each of the train's stretches. */
function spikesOf({ recording }: Recorded): readonly number[] {
  const { samples, period } = sweepOf(recording, {});
  return SPIKES.map((k) => {
    const from = Math.round((FIRST + k * APART) / period);
    const stretch = samples.subarray(from, Math.round((FIRST + (k + 1) * APART) / period));
    return period * (from + stretch.indexOf(stretch.reduce((a, b) => Math.max(a, b))));
  });
}

/**
 * Total calcium, nM, by which the spine's mean trace rises at each action potential: ΔF/F by the dye's isotherm, and what
 * dye and cell then have bound, since the dye fills up during the train. None where the spine isn't to be told.
 */
function stepsOf(one: Recorded): readonly number[] {
  const traces = tracesOf(one.recording, {});
  if (!traces) return [];
  const course = meanTrace(traces);
  const dye_nM = dyeOf(one.truth.protocol);
  const { dissociation_nM } = indicatorNamed(DYE);
  const total = (from: number, to: number): number => {
    const percent = mean(within(traces, course, { from, to }));
    const free = freeCalcium(percent, { dye: DYE, resting_nM: PAPER.resting_nM, dissociation_nM }) ?? NaN;
    return (1 + PAPER.ownBindingRatio) * free + (dye_nM * free) / (free + dissociation_nM);
  };
  return spikesOf(one).map((at) => total(at + COME, at + NEXT) - total(at - BEFORE, at));
}

/** Influx of each action potential over that near the soma; of the one that brings least. */
function least(far: Recorded, near: Recorded): number {
  const influxes = (one: Recorded): readonly number[] => {
    const { interval } = one.truth;
    const current = truthOf(one.truth, "channels_calcium_current_pA", {});
    return spikesOf(one).map((at) => {
      const from = Math.round((at - 1) / interval);
      return current.subarray(from, from + Math.round((APART - 1) / interval)).reduce((sum, i) => sum + i, 0);
    });
  };
  const [there, here] = [influxes(far), influxes(near)];
  return Math.min(...SPIKES.map((k) => (there[k] as number) / (here[k] as number)));
}
