/** Figure 7: calcium of one action potential, from how a second one adds to the fluorescence of the first. */
import {
  answerOf, calibrateTwoPulses, deltaFOverFAt, dyeBindingRatio, isRefusal, pairedPulseRatio, stepRatio,
  twoPulseStep,
  type Answer, type BufferedCompartment, type MeasuredTraces,
} from "#analysis";
import { amount, modelCatalogue, type Protocol } from "#protocol";
import { bodyOf, type Truth } from "#rig";
import { mean } from "#statistics";
import { parseQuantity, quantityIn } from "#units";
import { countOf, isTold, meanIn, regionOf, traced, truthOf, type Stretch, type Structure } from "../bench.js";
import { medianOf, middle, numbers, total, truly, truths } from "../conclude.js";
import type { Conclusion, Experiment, Reading } from "../experiment.js";
import { findingOf } from "../findings.js";
import { freeCalcium, withoutBufferOf } from "../free-calcium.js";
import { FEW, TOLD, WHERE } from "../population.js";
import { lineNoise, tracesOf } from "../traces.js";

const AT = 40; // ms, of the first action potential

/** Where F₁ and F₃ are read, after each action potential, and F₂, before the second. */
export interface Moments { readonly first: Stretch; readonly before: Stretch; readonly second: Stretch }

/** Stretches of `long` ms, for action potentials `apart` ms from each other. */
const moments = (apart: number, long: number): Moments => ({
  first: { from: AT + 4, to: AT + 4 + long },
  before: { from: AT + apart - long, to: AT + apart },
  second: { from: AT + apart + 4, to: AT + apart + 4 + long },
});

/** A trace's rises over its rest at those moments. */
export function risesOf(
  truth: Truth, name: string, { first, before, second }: Moments,
): [f1: number, f2: number, f3: number] {
  const trace = truthOf(truth, name, {});
  const within = ({ from, to }: Stretch): number =>
    mean(Array.from(trace.subarray(Math.round(from / truth.interval), Math.round(to / truth.interval))));
  const rest = within({ from: 0, to: AT });
  return [within(first) - rest, within(before) - rest, within(second) - rest];
}

export const ratioOf = ([f1, f2, f3]: readonly [number, number, number]): number =>
  stepRatio({ rest: 0, firstPeak: f1, beforeSecond: f2, secondPeak: f3 });

interface Model {
  readonly of: (name: string, unit: string) => number;
  readonly nM: (name: string) => number;
}

/** Numbers of the model as they are in force under a protocol: what set, temperature, dye and pipette leave of them. */
export function inForce(protocol: Protocol): Model {
  const { settings } = bodyOf(protocol);
  const { parameters } = modelCatalogue();
  const of = (name: string, unit: string): number => {
    const text = settings[name] ?? parameters.get(name);
    if (text === undefined) throw new Error(`broken invariant: the model has a number ${name}`);
    return quantityIn(text, unit, name);
  };
  return { of, nM: (name) => 1000 * of(name, "µM") };
}

/** nM in the pipette. */
export const dyeOf = ({ pipette: { dye } }: Protocol): number =>
  1000 * (amount(dye?.concentration ?? "0 µM", "concentration") as number);

/** ΔF/F of `structure` at the three moments, %; null where nothing could be measured. */
function seen(m: MeasuredTraces, structure: Structure, { first, before, second }: Moments): Reading {
  const [f1, f2, f3] = [first, before, second].map((stretch) => meanIn(m, structure, stretch)?.value ?? null);
  return { f1: f1 ?? null, f2: f2 ?? null, f3: f3 ?? null };
}

/** a over the trials of a session: mean second step over mean first one, Fieller's interval. */
export function ratioOverTrials(m: MeasuredTraces, structure: Structure, { first, before, second }: Moments): Answer {
  const within = (trace: Float64Array, { from, to }: Stretch): number =>
    mean(Array.from(trace).filter((_, i) => (m.time[i] as number) >= from && (m.time[i] as number) < to));
  const traces = regionOf(m, structure)?.traces ?? [];
  return answerOf(() => pairedPulseRatio(
    traces.map((trace) => within(trace, first)), traces.map((trace) => within(trace, second) - within(trace, before))));
}

/** Cells in which all three could be read. */
function complete(all: readonly Reading[]): { f1: number; f2: number; f3: number }[] {
  return all.flatMap(({ f1, f2, f3 }) =>
    (typeof f1 === "number" && typeof f2 === "number" && typeof f3 === "number" ? [{ f1, f2, f3 }] : []));
}

/** a of all cells together: mean second step over mean first one, Fieller's interval. */
function ratioOverCells(
  all: readonly Reading[],
): { readonly a?: number; readonly low?: number; readonly high?: number; readonly cells: number } {
  const cells = complete(all);
  const ratio = answerOf(() => pairedPulseRatio(cells.map(({ f1 }) => f1), cells.map(({ f2, f3 }) => f3 - f2)));
  if (isRefusal(ratio)) return { cells: cells.length };
  const { value, interval } = ratio;
  return { a: value, ...(interval && { low: interval.low, high: interval.high }), cells: cells.length };
}

const said = (x: number): string => x.toFixed(2);

/** Eq. 1, nM; 0 where the second response is as large as the first or larger. */
export function equationOne(a: number, scale_nM: number): number {
  const step = answerOf(() =>
    twoPulseStep({ rest: 0, firstPeak: 1, beforeSecond: 1, secondPeak: 1 + a }, { scale_nM, dyeLoad: 0 }, "E0"));
  return "refused" in step ? 0 : step.step_nM;
}

/** Of two action potentials 50 ms apart. */
export const FAST = moments(50, 12);
const BARE = "without dye";

export const twoActionPotentials: Experiment = {
  name: "two-action-potentials",
  findings: ["C01", "C03", "C04", "C05", "C06", "C09"],
  spines: 7,
  quick: 1,
  population: "drawn",
  selection: TOLD,
  search: { finds: (of) => isTold(of("")), most: FEW },
  truths: ["head_bound_dye_uM", "shaft_bound_dye_uM", "head_calcium_uM"],
  also: { [BARE]: ["pipette.dye=none", "trials=1", "stimuli.pair.count=1", "duration=70 ms"] },
  read: (of) => {
    const { recording, truth } = of("");
    const model = inForce(truth.protocol);
    const bare = truthOf(of(BARE).truth, "head_calcium_uM", {});
    const top = bare.reduce((best, value, i) => (value > (bare[best] as number) ? i : best), 0);
    const later = Array.from(bare.subarray(top + 40, top + 140)); // 4 to 14 ms after the peak
    const rises = seen(traced(recording, {}), "spine", FAST);
    return {
      ...rises,
      ...(typeof rises["f1"] === "number" ? reckoned(rises["f1"], constantsOf(model, dyeOf(truth.protocol))) : { withDye: null, withoutDye: null }),
      trials: countOf(recording, {}),
      trueRatio: ratioOf(risesOf(truth, "head_bound_dye_uM", FAST)),
      shaftRatio: ratioOf(risesOf(truth, "shaft_bound_dye_uM", FAST)),
      trueStep: 1000 * risesOf(truth, "head_calcium_uM", FAST)[0],
      barePeak: bare[top] as number,
      bareAfter: mean(later),
      trueRest: 1000 * (truthOf(truth, "head_calcium_uM", {})[0] as number),
      rest: model.nM("spineCalcium.resting"),
      half: model.nM("spineCalcium.dyeHalf"),
      buffer: model.of("spineCalcium.bindingRatio", "1"),
      dye: dyeOf(truth.protocol),
      range: model.of("calciumGreen1.dynamicRange", "1"),
    };
  },
  conclude: (all) => {
    const known = (name: string): number => truths(all, name) as number;
    const trials = total(all, "trials");
    const constants: BufferedCompartment = {
      restingCalcium_nM: known("rest"), dissociation_nM: known("half"), dye_nM: known("dye"),
      endogenousBindingRatio: known("buffer"),
    };
    const scale = constants.restingCalcium_nM + constants.dissociation_nM;
    const cells = complete(all);
    const { a, low, high } = ratioOverCells(all);
    const saturates = a !== undefined && a < 1;
    const level = (name: "f1" | "f2" | "f3"): number => 100 + mean(cells.map((cell) => cell[name]));
    const aware = a === undefined ? undefined : answerOf(() => calibrateTwoPulses(
      { rest: 100, firstPeak: level("f1"), beforeSecond: level("f2"), secondPeak: level("f3") }, constants));
    const estimate = aware && "step" in aware
      ? `says ${aware.step.value.toFixed(0)} nM with dye and ${aware.withoutDye.value.toFixed(0)} nM without`
      : "has no solution";
    const seenIn = { n: cells.length, nOf: "cells", spines: cells.length, cells: cells.length, trials } as const;
    const bare = medianOf(all, "withoutDye") ?? NaN;
    const setting = { n: all.length, nOf: "cells", cells: all.length, direction: false } as const;
    const [peak, after, step] = [medianOf(all, "barePeak") ?? NaN, known("bareAfter"), known("trueStep")];
    const dyed = medianOf(all, "withDye") ?? NaN;
    return [
      {
        id: "C01", ...seenIn, truth: known("trueRatio"), direction: saturates,
        ...(a !== undefined && { value: a }), ...(low !== undefined && { low }), ...(high !== undefined && { high }),
        note: `In the spine; really ${said(known("trueRatio"))}, and ${said(known("shaftRatio"))} in the shaft.`,
        why: "One action potential brings too little calcium to saturate the dye; more would make pairing (H01) sublinear.",
      },
      equalSteps(constants, known("range")),
      {
        id: "C04", ...seenIn, truth: step, direction: saturates,
        ...(a !== undefined && { value: equationOne(a, scale) }),
        ...(low !== undefined && high !== undefined && { low: equationOne(high, scale), high: equationOne(low, scale) }),
        note: `Eq. 1 on a of the spines${saturates ? "" : ", whose dye doesn't saturate as far as can be seen"}. The `
          + `estimate for equal influx, with the dye as a buffer, ${estimate}.`,
        why: "a is nearer to 1 than the paper's, since the dye hardly saturates.",
      },
      { id: "C05", value: constants.endogenousBindingRatio, ...setting, note: "A parameter: what is shown is the truth." },
      {
        ...middle("C06", numbers(all, "withoutDye"), { trials, direction: false, ...truly(peak) }),
        // What the dye took is the most of it.
        direction: bare > 2 * dyed,
        note: "ΔF/F of the first action potential by the dye's isotherm, times what its buffering takes. The truth is the "
          + `peak in the same heads without dye, which is over in a millisecond; 4 to 14 ms later it is ${said(after)} µM.`,
        why: "The paper's reckoning gives the level after a millisecond, not the peak before it; beside a binding ratio of 150 "
          + "more influx would make pairing (H01) sublinear.",
      },
      { id: "C09", value: constants.restingCalcium_nM, ...setting, truth: known("trueRest") },
    ];
  },
};

/** What a session says of its dye and of the cell's own buffer. */
const constantsOf = ({ of, nM }: Model, dye_nM: number): BufferedCompartment => ({
  restingCalcium_nM: nM("spineCalcium.resting"), dissociation_nM: nM("spineCalcium.dyeHalf"), dye_nM,
  endogenousBindingRatio: of("spineCalcium.bindingRatio", "1"),
});

/**
 * The step of calcium that ΔF/F shows, µM, and the paper's reckoning of it without dye: the step that ΔF/F, %, shows, times (1 + κ_E + κ_dye)/(1 + κ_E). The
 * dye's own ratio is that of the whole step, B·K_D/((c₀ + K_D)(c₁ + K_D)), which saturation lowers (Maravall et al. 2000).
 */
function reckoned(percent: number, constants: BufferedCompartment): { readonly withDye: number | null; readonly withoutDye: number | null } {
  const { restingCalcium_nM: resting_nM, dissociation_nM, dye_nM, endogenousBindingRatio } = constants;
  const peak_nM = freeCalcium(percent, { dye: "calcium green-1", resting_nM, dissociation_nM });
  if (peak_nM === null) return { withDye: null, withoutDye: null };
  const ofDye = (dye_nM * dissociation_nM) / ((resting_nM + dissociation_nM) * (peak_nM + dissociation_nM));
  const step_nM = peak_nM - resting_nM;
  return { withDye: step_nM / 1000, withoutDye: withoutBufferOf(step_nM, endogenousBindingRatio, ofDye) / 1000 };
}

/** Eq. 1 on equal steps of free calcium as the dye would show them, which it is exact for. */
function equalSteps({ restingCalcium_nM, dissociation_nM }: BufferedCompartment, dynamicRange: number): Conclusion {
  const step = 1000 * parseQuantity(findingOf("C04").paper, "concentration");
  const at = (steps: number): number =>
    deltaFOverFAt(restingCalcium_nM + steps * step, { resting_nM: restingCalcium_nM, dissociation_nM, dynamicRange });
  const fluorescence = { rest: 0, firstPeak: at(1), beforeSecond: at(1), secondPeak: at(2) };
  const { step_nM } = twoPulseStep(fluorescence, { scale_nM: restingCalcium_nM + dissociation_nM, dyeLoad: 0 }, "E0");
  return {
    id: "C03", value: step_nM, n: 1, nOf: "trials", truth: step, direction: false,
    note: `Two equal steps of free calcium give a = ${stepRatio(fluorescence).toFixed(4)}.`,
  };
}

export const SLOW = moments(100, 20);

/** %: what the paper's averages of ten trials need to show 1 or 2 % ΔF/F. */
const BRIGHT = 3;

export const twoActionPotentialsMagnesiumGreen: Experiment = {
  name: "two-action-potentials-magnesium-green",
  findings: ["C02", "C07", "C08"],
  // Each as in the figure, ten trials of one cell.
  spines: 6,
  quick: 1,
  population: "drawn",
  selection: `${WHERE} The line goes along the dendrite beside the spine; on each cell dendrites are looked at until one keeps to `
    + `the line, so that its ΔF/F scatters by less than ${BRIGHT} % from line to line at rest. No response decides.`,
  search: {
    finds: (of) => {
      const traces = tracesOf(of("look"), {}, "shaft");
      return traces !== null && lineNoise(traces) < BRIGHT;
    },
    most: 8,
  },
  also: { look: ["trials=1"] },
  truths: ["head_bound_dye_uM", "shaft_bound_dye_uM", "shaft_calcium_uM"],
  read: (of) => {
    const { recording, truth } = of("");
    const model = inForce(truth.protocol);
    const shaft = risesOf(truth, "shaft_bound_dye_uM", SLOW);
    return {
      trials: recording.trials.length, ...seen(traced(recording, {}), "shaft", SLOW),
      trueRatio: ratioOf(shaft),
      headRatio: ratioOf(risesOf(truth, "head_bound_dye_uM", SLOW)),
      trueBinding: shaft[0] / risesOf(truth, "shaft_calcium_uM", SLOW)[0],
      buffer: model.of("spineCalcium.bindingRatio", "1"),
      rest: model.nM("spineCalcium.resting"),
      half: model.nM("spineCalcium.dyeHalf"),
      magnesium: model.of("spineCalcium.magnesiumInside", "mM") * model.of("spineCalcium.dyeMagnesium", "/mM"),
      dye: dyeOf(truth.protocol),
      green: model.nM("calciumGreen1.half"),
    };
  },
  conclude: (all) => {
    const known = (name: string): number => truths(all, name) as number;
    const { a: value, low, high, cells } = ratioOverCells(all);
    const equal = low !== undefined && high !== undefined && low <= 1 && high >= 1;
    const [buffer, half] = [known("buffer"), known("half")];
    const apparent = half * (1 + known("magnesium"));
    /** % of the cell's own buffer. */
    const added = (dissociation_nM: number): number =>
      (100 * dyeBindingRatio(known("rest"), { dissociation_nM, dye_nM: known("dye") })) / buffer;
    const paper = [...findingOf("C08").paper.matchAll(/[\d.]+ [nµ]M/gu)]
      .map(([text]) => 1000 * parseQuantity(text, "concentration"));
    const asPaper = [known("green"), half].every((nM, i) => Math.abs(nM / (paper[i] ?? 0) - 1) < 1e-9);
    const one = { n: all.length, nOf: "cells", cells: all.length } as const;
    return [
      {
        id: "C02", n: cells, nOf: "cells", spines: cells, cells, trials: total(all, "trials"),
        truth: known("trueRatio"), holds: equal,
        // Nearer to equal responses than to none.
        direction: value !== undefined && value > 0.5,
        ...(value !== undefined && { value }), ...(low !== undefined && { low }), ...(high !== undefined && { high }),
        note: "In the dendrite, with twice the power, since a spine gives too little light: "
          + (value === undefined ? "the first response can't be told from nothing. "
            : "as wide as the interval is, so little do the trials say. ")
          + `Really ${said(known("trueRatio"))} there and ${said(known("headRatio"))} in the spine.`,
        why: "The dye shows one action potential as little more than noise.",
      },
      {
        id: "C07", value: added(apparent), ...one, truth: (100 * known("trueBinding")) / buffer,
        // It buffers beside the cell's own buffer, and less than that.
        direction: added(apparent) > 0 && added(apparent) < 100,
        note: `With the pipette's free Mg²⁺ K_D is ${(apparent / 1000).toFixed(1)} µM; the paper's number is that `
          + `without, which gives ${added(half).toFixed(0)} %.`,
        why: "The paper's half takes K_D without Mg²⁺; any free Mg²⁺ in the cell lowers it.",
      },
      {
        id: "C08", value: known("green"), ...one, direction: false, holds: asPaper,
        note: `nM of calcium green-1; ${(half / 1000).toFixed(1)} µM of magnesium green, without Mg²⁺. Parameters: what is shown `
          + "is the truth.",
      },
    ];
  },
};
