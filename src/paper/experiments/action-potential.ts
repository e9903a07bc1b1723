/** Figure 2A and B: calcium of action potentials in spine and shaft, and what 1 mM nickel leaves of it. */
import { smooth, type Measurement } from "#analysis";
import { mean, median } from "#statistics";
import { CLAMP_CURRENT, type Truth } from "#rig";
import {
  countOf, isTold, meanIn, measured, regionOf, riseOf, truthOf, valueOf, within, type Chosen,
} from "../bench.js";
import { average, foundIn, medianOf, middle, numbers, share, total, truly, truths } from "../conclude.js";
import type { Experiment, Reading } from "../experiment.js";
import { FEW, TOLD } from "../population.js";
import {
  lineNoise, meansWithin, meanTrace, SMOOTHED_BY, sweepOf, tracesOf, trueLineNoise, type Traces,
} from "../traces.js";

const AT = 200; // ms, of the first pulse
/** A response to one action potential, after it has risen. */
export const RESPONSE = { from: AT + 4, to: AT + 44 };
/** Shares of its rise at which a response has begun, and has come. */
const [ONSET, RISEN] = [0.1, 0.9] as const;
/** ms between onsets in shaft and spine that diffusion alone takes at least, without channels in the spine. */
const BY_DIFFUSION = 10;
const AP: Chosen = { stimulus: "AP" };
const ALONE = "no channels in the spine";
/** The change that leaves channels to the shaft alone. */
export const NO_CHANNELS: readonly string[] = ["highThresholdCluster.permeability=0 µm³/ms"];

/** ms at which a trace first exceeds this share of its rise. */
function reaching(share: number, { interval }: Truth, trace: Float64Array): number {
  const threshold = (trace[0] as number) + share * riseOf(trace);
  return interval * trace.findIndex((value) => value > threshold);
}

const boundDye = (truth: Truth, where: "head" | "shaft", chosen: Chosen): Float64Array =>
  truthOf(truth, `${where}_bound_dye_uM`, chosen);

/** ΔF/F of the spine over that of the shaft once both have risen, and ms from onset to onset, by the bench. */
export function beside(m: Measurement): Reading {
  const [spine, shaft] = [meanIn(m, "spine", RESPONSE), meanIn(m, "shaft", RESPONSE)];
  const [onset, other] = [regionOf(m, "spine")?.onset, regionOf(m, "shaft")?.onset].map(valueOf);
  return {
    ratio: spine && shaft && shaft.value > 0 ? spine.value / shaft.value : null,
    delay: isNumber(onset) && isNumber(other) ? onset - other : null,
  };
}

/** ms from the soma's peak at which a mean trace smoothed as the paper's has reached these shares of its own peak. */
function smoothedTimes(traces: Traces, spike: number): Reading {
  const smoothed = smooth(meanTrace(traces), { kind: "moving average", points: SMOOTHED_BY });
  const peak = atLargest(smoothed);
  const reached = (part: number): number => {
    const before = smoothed.subarray(0, peak).findLastIndex((value) => value < part * (smoothed[peak] as number));
    return (traces.time[before + 1] as number) - spike;
  };
  return { smoothedOnset: reached(ONSET), smoothedRise: reached(RISEN) };
}

/** ms from onset in the shaft to onset in the spine. */
export const trueDelay = (truth: Truth): number =>
  reaching(ONSET, truth, boundDye(truth, "head", AP)) - reaching(ONSET, truth, boundDye(truth, "shaft", AP));

/** What `ratio` is of the dye that really bound calcium. */
export function trueMeanRatio(truth: Truth): number {
  const rise = (where: "head" | "shaft"): number => {
    const trace = boundDye(truth, where, AP);
    const after = trace.subarray(RESPONSE.from / truth.interval, RESPONSE.to / truth.interval);
    return mean([...after]) - (trace[0] as number);
  };
  return rise("head") / rise("shaft");
}

const atLargest = (samples: Float64Array): number =>
  samples.reduce((best, value, i) => (value > (samples[best] as number) ? i : best), 0);

export const singleActionPotential: Experiment = {
  name: "action-potential",
  findings: ["A01", "A02", "A03", "N01"],
  spines: 7,
  quick: 1,
  population: "drawn",
  selection: TOLD,
  search: { finds: (of) => isTold(of("")), most: FEW },
  truths: ["head_v_mV", "head_bound_dye_uM", "shaft_bound_dye_uM"],
  also: { [ALONE]: [...NO_CHANNELS, "duration=350 ms"] },
  read: (of) => {
    const { recording, truth } = of("");
    const m = measured(recording, AP);
    const [spine, shaft] = [meanIn(m, "spine", RESPONSE), meanIn(m, "shaft", RESPONSE)];
    const [onset, rise] = [regionOf(m, "spine")?.onset, regionOf(m, "spine")?.rise].map(valueOf);
    const without = of(ALONE);
    const counterfactual = beside(measured(without.recording, AP));
    const seen = tracesOf(recording, AP);
    const head = boundDye(truth, "head", AP);
    const sweep = sweepOf(recording, AP);
    const spike = sweep.period * atLargest(sweep.samples);
    const trueSpike = truth.interval * atLargest(truthOf(truth, "head_v_mV", AP));
    return {
      ...beside(m), ...(seen && smoothedTimes(seen, spike)),
      larger: spine && shaft ? spine.value > shaft.value : null,
      trueRatio: riseOf(head) / riseOf(boundDye(truth, "shaft", AP)),
      trueDelay: trueDelay(truth),
      byDiffusion: trueDelay(without.truth), delayByDiffusion: counterfactual["delay"] ?? null,
      ratioByDiffusion: counterfactual["ratio"] ?? null,
      trueMeanRatio: trueMeanRatio(truth), trueMeanRatioByDiffusion: trueMeanRatio(without.truth),
      onset: isNumber(onset) ? AT + onset - spike : null,
      trueOnset: reaching(ONSET, truth, head) - trueSpike,
      rise: isNumber(onset) && isNumber(rise) ? AT + onset + rise - spike : null,
      trueRise: reaching(RISEN, truth, head) - trueSpike,
      noise: seen && lineNoise(seen), trueNoise: trueLineNoise(recording, truth.protocol), photons: valueOf(m.photonTransfer[0]?.photonsPerLine), trials: countOf(recording, AP),
    };
  },
  conclude: (all) => {
    const found = foundIn(all);
    const trials = total(found, "trials");
    const ratio = medianOf(found, "ratio") ?? NaN;
    const delays = numbers(found, "delay").map(Math.abs);
    const delay = truths(found, "trueDelay");
    const diffusion = medianOf(found, "delayByDiffusion") ?? NaN;
    const rises = numbers(found, "rise");
    const every = numbers(found, "trueRatio").filter((one) => one > 1).length / found.length;
    const light = numbers(found, "photons");
    return [
      share("A01", found, "larger", {
        trials, ...truly(every), holds: ratio >= 1.05 && ratio <= 3, direction: ratio > 1,
        note: `ΔF/F of spine over shaft: median ${ratio.toFixed(2)}.`,
        why: "Every spine of the model has more ΔF/F than its shaft, since channels are as dense in both and the head has "
          + "more membrane to its volume; a share of 1 is more than 4 of 5 allow.",
      }),
      {
        ...middle("A02", delays, {
          trials, holds: diffusion > BY_DIFFUSION, direction: delays.length > 0 && median(delays) < diffusion,
          note: `Without channels in the spine the onset is ${diffusion.toFixed(1)} ms late in the spines where it can be `
            + `found, really ${(medianOf(found, "byDiffusion") ?? NaN).toFixed(1)} ms in all; expected above `
            + `${BY_DIFFUSION} ms.`,
          why: "The neck of a drawn spine lets calcium through in less than 10 ms, or onsets scatter by more than a line.",
        }),
        ...(delay !== undefined && { truth: Math.abs(delay) }),
      },
      {
        ...middle("A03", rises, {
          trials, direction: rises.length > 0 && median(rises) < BY_DIFFUSION,
          note: "From the action potential's peak at the soma to 90 % of the calcium signal's, by its fit.",
          why: "The fit of so few trials finds the rise no better than to some milliseconds.",
        }),
        ...truly(truths(found, "trueRise")),
      },
      middle("N01", numbers(found, "noise"), {
        trials, direction: numbers(found, "noise").length > 0, ...truly(medianOf(found, "trueNoise")),
        note: `Calcium green-1, 200 µM; drawn spines, most of them smaller than the typical one. Photons at rest, in the `
          + `spine and a line: median ${light.length > 0 ? median(light).toFixed(0) : "—"} by the scatter; 100 to 400 are `
          + "expected.",
        why: "Small heads give little light.",
      }),
    ];
  },
};

const isNumber = (value: number | null | undefined): value is number => typeof value === "number";

/** ms: action potentials ride on the depolarisation of 100 ms. */
export const TRAIN = { from: AT + 20, to: AT + 160 };

type Sweep = ReturnType<typeof sweepOf>;

/** What is left of a response, of control. */
const left = (after: number, control: number): number | null => (control > 0 ? after / control : null);

/** The first action current of a clamped soma: pA, and ms at half of it. */
function actionCurrent({ samples, period }: Sweep): { readonly height: number; readonly width: number } {
  // Not the capacitive transients at both ends of the command.
  const first = samples.subarray(Math.ceil((AT + 1) / period), Math.floor((AT + 20) / period));
  const peak = atLargest(first.map((value) => -value));
  const base = Math.max(...first.subarray(0, peak), ...first.subarray(peak, peak + Math.ceil(3 / period)));
  const half = (base + (first[peak] as number)) / 2;
  let [from, to] = [peak, peak];
  while (from > 0 && (first[from] as number) < half) from--;
  while (to + 1 < first.length && (first[to] as number) < half) to++;
  /** Samples from the one below half to where the line between both crosses it. */
  const beyond = (inside: number, outside: number): number => {
    const [a, b] = [first[inside] as number, first[outside] as number];
    return b > a ? (half - a) / (b - a) : 0;
  };
  const width = to - 1 - (from + 1) + beyond(to - 1, to) + beyond(from + 1, from);
  return { height: base - (first[peak] as number), width: period * width };
}

const CONDITIONS = ["control", "nickel"] as const;

export const nickel: Experiment = {
  name: "nickel",
  findings: ["A04", "A05"],
  spines: 8,
  quick: 1,
  population: "drawn",
  selection: TOLD,
  search: { finds: (of) => isTold(of("")), most: FEW },
  truths: ["soma_v_mV", "head_bound_dye_uM", CLAMP_CURRENT],
  read: (of) => {
    const { recording, truth } = of("");
    const seen = CONDITIONS.map((condition) => {
      const traces = tracesOf(recording, { condition });
      if (!traces) return undefined;
      const lines = traces.trials.reduce((sum, trace) => sum + within(traces, trace, TRAIN).length, 0);
      return { each: meansWithin(traces, TRAIN), noise: lineNoise(traces), lines };
    });
    const [control, after] = seen;
    const residual = control && after ? left(mean(after.each), mean(control.each)) : null;
    const detectable = after ? (2 * after.noise) / Math.sqrt(after.lines) : NaN;
    const bound = (condition: string): number => riseOf(boundDye(truth, "head", { condition }));
    const v = (condition: string): Float64Array => truthOf(truth, "soma_v_mV", { condition });
    const [first, later] = CONDITIONS.map((condition) => actionCurrent(sweepOf(recording, { condition })));
    const [trueFirst, trueLater] = CONDITIONS.map((condition) =>
      actionCurrent({ samples: truthOf(truth, CLAMP_CURRENT, { condition }), period: truth.interval }));
    return {
      residual,
      // Not to be told from nothing, or below a tenth of control.
      blocked: residual === null ? null : residual <= 0.1 || mean(after?.each ?? []) < detectable,
      trueResidual: bound("nickel") / bound("control"),
      width: (later?.width ?? NaN) / (first?.width ?? NaN), trueWidth: (trueLater?.width ?? NaN) / (trueFirst?.width ?? NaN),
      current: (later?.height ?? NaN) / (first?.height ?? NaN),
      height: riseOf(v("nickel")) - riseOf(v("control")),
      trials: countOf(recording, {}),
    };
  },
  conclude: (all) => {
    const found = foundIn(all);
    const trials = total(found, "trials");
    const residual = medianOf(found, "residual") ?? NaN;
    const real = numbers(found, "trueResidual");
    const [width, height] = [truths(found, "width") ?? NaN, truths(found, "current") ?? NaN];
    /** Whether a ratio is within this of 1. */
    const alike = (ratio: number, within: number): boolean => Math.abs(ratio - 1) < within;
    return [
      share("A04", found, "blocked", {
        trials, ...truly(real.length > 0 ? real.filter((left) => left <= 0.1).length / real.length : undefined),
        direction: residual < 0.5,
        note: `1 mM Ni²⁺ leaves ${(100 * residual).toFixed(0)} % by the median, really ` +
          `${(100 * (truths(found, "trueResidual") ?? NaN)).toFixed(0)} %.`,
        why: "What Ni²⁺ leaves lies near a tenth, so that noise decides in some spines.",
      }),
      average("A05", numbers(found, "width"), {
        trials, holds: alike(width, 0.1) && alike(height, 0.1), direction: alike(width, 0.3),
        ...truly(truths(found, "trueWidth")),
        note: "Width of the first action current in Ni²⁺ over control; its height is " +
          `${height.toFixed(2)} of control's, and the soma's own peak changes by ` +
          `${Math.abs(truths(found, "height") ?? NaN).toFixed(1)} mV.`,
      }),
    ];
  },
};
