/** Figure 8A: EPSPs and action potentials together, and what calcium they reach. */
import { indicatorNamed, supralinearityOfAmplitudes } from "#analysis";
import { mean, meanWithInterval, median, type Estimate } from "#statistics";
import type { Recording } from "#recording";
import type { Truth } from "#rig";
import { countOf, riseOf, truthOf, truthPeak, unlessRefused, type Stretch } from "../bench.js";
import { fewSaid, foundIn, medianOf, middle, numbers, ratio, searchSaid, total, truly } from "../conclude.js";
import { counted } from "../counts.js";
import type { Conclusion, Experiment, Reading, Recorded, Search } from "../experiment.js";
import { freeCalcium, PAPER, withoutBufferOf } from "../free-calcium.js";
import { WHERE } from "../population.js";
import { fittedPeak, meansWithin, meanTrace, smoothedPeak, tracesOf } from "../traces.js";

/** ms: the 20 lines about the last action potential, when paired responses are largest. */
export const PEAK: Stretch = { from: 150, to: 190 };
/** ms: what EPSPs alone bring lasts longer. */
const AFTER: Stretch = { from: 150, to: 240 };
/** A spine responds where EPSPs bring more ΔF/F than this, %, and the interval of their mean lies above 0. */
export const VISIBLE = { percent: 5 };
/** What the paper takes one action potential to bring without dye, µM. */
export const YARDSTICK = 2;
const SPIKES = 5;
const DYE = "magnesium green";
/** The binding ratio that the paper gives 500 µM of it. */
const DYE_BINDING_RATIO = 75;
/** Share of spines that must be supralinear by 1.5: the lower end of what four of four allow. */
const SUPRALINEAR = { by: 1.5, in: 0.4 };

/** What EPSPs alone bring: whether it can be seen. Else the paper didn't study the spine. */
function isVisible(recording: Recording): boolean {
  const traces = tracesOf(recording, { stimulus: "search" });
  const seen = traces && meanWithInterval(meansWithin(traces, AFTER), { unit: "%" }).estimate;
  return seen !== null && seen.value > VISIBLE.percent && (seen.interval?.low ?? -Infinity) > 0;
}

export const SEARCH: Search = { finds: (of) => isVisible(of("search")), most: 16 };
/** What a search changes: the session's first run alone. */
export const SEARCHED: readonly string[] = ["runs=[{ stimulus: search, condition: control, trials: 4 }]"];

export const pairing: Experiment = {
  name: "pairing",
  findings: ["H01", "H02", "H06", "H07", "H08", "H10"],
  // Fewer have no interval of a median.
  spines: 6,
  quick: 1,
  population: "drawn",
  selection: `${WHERE} On each cell spines are searched until EPSPs alone bring more than ${VISIBLE.percent} % ΔF/F, and `
    + "more than nothing by the interval of four trials of the search, which count no further.",
  search: SEARCH,
  also: {
    "search": SEARCHED,
    "calcium green-1": [
      "pipette.dye=calcium green-1 500 µM", "imaging.power=10 mW",
      "runs=[{ stimulus: EPSP, trials: 4 }, { stimulus: AP, trials: 4 }, { stimulus: paired, trials: 4 }]",
    ],
    "no dye": ["pipette.dye=none", "runs=[{ stimulus: paired, trials: 2 }]"],
  },
  truths: ["head_bound_dye_uM", "head_calcium_uM", "NMDA_calcium_current_pA"],
  read: studied,
  conclude: (all) => {
    const found = foundIn(all);
    const calcium = ofPairing(found);
    return [
      supralinear(found, all), calcium, inCalciumGreen(found), ...ofCoincidence(found, calcium), shareOfNmda(found),
    ];
  },
};

function studied(of: (variant: string) => Recorded): Reading {
  const { recording, truth } = of("");
  const [control, apv] = [amplitudes(recording, "control"), amplitudes(recording, "APV")];
  const green = of("calcium green-1");
  const [own, inApv, inGreen] =
    [control, apv, amplitudes(green.recording, "control")].map((found) => found && ratioOf(found));
  const seen = (found: Amplitudes | null, name: keyof Amplitudes): number => (found ? mean(found[name]) : NaN);
  return {
    ratio: own?.value ?? null, low: own?.interval?.low ?? null, high: own?.interval?.high ?? null,
    supralinear: own ? own.value >= SUPRALINEAR.by : null,
    byPeaks: byPeaks(recording),
    trueRatio: trueRatio(truth, "control"), trueInWindow: trueRatio(truth, "control", PEAK),
    trueExcess: trueExcess(truth, "control"), trueExcessInApv: trueExcess(truth, "APV"),
    inApv: inApv?.value ?? null, trueInApv: trueRatio(truth, "APV"),
    pairedInApv: seen(apv, "paired"), sumInApv: seen(apv, "EPSP") + seen(apv, "AP"),
    epspTaken: seen(control, "EPSP") - seen(apv, "EPSP"), pairedTaken: seen(control, "paired") - seen(apv, "paired"),
    green: inGreen?.value ?? null, trueGreen: trueRatio(green.truth, "control"),
    epsp: seen(control, "EPSP"), ap: seen(control, "AP"), paired: seen(control, "paired"),
    perMicromolar: perMicromolar(seen(control, "AP")),
    trueWithoutDye: truthPeak(of("no dye").truth, "head_calcium_uM", { stimulus: "paired" }),
    trueShare: charge(truth, "EPSP") / charge(truth, "paired"),
    inControl: countOf(recording, { condition: "control" }) - countOf(recording, { stimulus: "search" }),
    inBoth: countOf(recording, {}) - countOf(recording, { stimulus: "search" }),
    inGreen: countOf(green.recording, {}),
  };
}

export type Amplitudes = Readonly<Record<"EPSP" | "AP" | "paired", readonly number[]>>;

/** ΔF/F at the peak, %, trial by trial. */
export function amplitudes(recording: Recording, condition: string): Amplitudes | null {
  const of = (stimulus: string): number[] => {
    const traces = tracesOf(recording, { stimulus, condition });
    return traces ? meansWithin(traces, PEAK) : [];
  };
  const found = { EPSP: of("EPSP"), AP: of("AP"), paired: of("paired") };
  return found.paired.length > 0 ? found : null;
}

export const ratioOf = ({ EPSP: epsp, AP: ap, paired }: Amplitudes): Estimate | null =>
  unlessRefused(() => supralinearityOfAmplitudes({ paired, alone: [epsp, ap] }).ratio);

/** ΔF/F that a micromolar makes by the paper's yardstick, from that of five action potentials. */
export const perMicromolar = (spikes: number): number => spikes / (YARDSTICK * SPIKES);

/** The paper's way: peaks of smoothed single trials, each paired one over the sum of one trial of each part. */
export function byPeaks(recording: Recording): number | null {
  const of = (stimulus: string): ReturnType<typeof tracesOf> => tracesOf(recording, { stimulus, condition: "control" });
  const [paired, epsp, ap] = [of("paired"), of("EPSP"), of("AP")];
  if (!paired || !epsp || !ap) return null;
  const train = { from: 100, to: 240 };
  return median(paired.trials.map((trace, k) => {
    const sum = (epsp.trials[k] as Float64Array).map((value, i) => value + (ap.trials[k]?.[i] ?? NaN));
    return smoothedPeak(paired, trace, train) / smoothedPeak(paired, sum, train);
  }));
}

/** By the fit: peak of the paired mean trace over that of the sum of the parts' mean traces. */
export function byFit(recording: Recording): number | null {
  const of = (stimulus: string): ReturnType<typeof tracesOf> => tracesOf(recording, { stimulus, condition: "control" });
  const [paired, epsp, ap] = [of("paired"), of("EPSP"), of("AP")];
  if (!paired || !epsp || !ap) return null;
  const [own, one, other] = [paired, epsp, ap].map(meanTrace) as [Float64Array, Float64Array, Float64Array];
  const train = { from: 100 };
  const [above, below] = [fittedPeak(paired, own, train), fittedPeak(paired, one.map((value, i) => value + (other[i] as number)), train)];
  return above === null || below === null || below <= 0 ? null : above / below;
}

/** The dye that really bound calcium, to which ΔF/F is proportional: peaks, or means within a stretch; any unit. */
function bound(truth: Truth, condition: string, within?: Stretch): { readonly paired: number; readonly sum: number } {
  const of = (stimulus: string): Float64Array => truthOf(truth, "head_bound_dye_uM", { stimulus, condition });
  const size = (trace: Float64Array): number => (within
    ? mean([...trace.subarray(within.from / truth.interval, within.to / truth.interval)]) - (trace[0] as number)
    : riseOf(trace));
  const [epsp, ap] = [of("EPSP"), of("AP")];
  return { paired: size(of("paired")), sum: size(epsp.map((value, i) => value + (ap[i] as number))) };
}

/** Pairing over the sum of its parts. */
export function trueRatio(truth: Truth, condition: string, within?: Stretch): number {
  const { paired, sum } = bound(truth, condition, within);
  return paired / sum;
}

/** What pairing brings beyond the sum of its parts, of what it brings in control, at the peak. */
export function trueExcess(truth: Truth, condition: string): number {
  const { paired, sum } = bound(truth, condition, PEAK);
  return (paired - sum) / bound(truth, "control", PEAK).paired;
}

/** Free calcium beside 500 µM magnesium green, µM, of % ΔF/F; null where the dye would be full. */
export function freeBesideDye(percent: number): number | null {
  const { dissociation_nM } = indicatorNamed(DYE);
  const free = freeCalcium(percent, { dye: DYE, resting_nM: PAPER.resting_nM, dissociation_nM });
  return free === null ? null : free / 1000;
}

/** The paper's reckoning: free calcium beside magnesium green, times what the dye's buffering takes. µM of % ΔF/F. */
export function withoutDye(percent: number): number | null {
  const free = freeBesideDye(percent);
  return free === null ? null : withoutBufferOf(free, PAPER.ownBindingRatio, DYE_BINDING_RATIO);
}

/** Calcium through the NMDA receptors, in any unit. */
function charge(truth: Truth, stimulus: string): number {
  return truthOf(truth, "NMDA_calcium_current_pA", { stimulus, condition: "control" }).reduce((sum, i) => sum + i, 0);
}

export const said = (value: number | undefined): string => value?.toFixed(2) ?? "—";

function supralinear(found: readonly Reading[], all: readonly Reading[]): Conclusion {
  const ratios = numbers(found, "ratio");
  const of = middle("H01", ratios, { direction: true, trials: total(found, "inControl") });
  const many = found.filter((one) => one["supralinear"] === true).length;
  return {
    ...of, ...truly(medianOf(found, "trueRatio")),
    holds: many >= SUPRALINEAR.in * ratios.length, direction: (of.value ?? 0) > 1,
    note: `${searchSaid(all)} ${many} of them exceed ${SUPRALINEAR.by}. Read as means of the 40 ms about the peak, in which the true ratio is ` +
      `${said(medianOf(found, "trueInWindow"))}; peaks of smoothed single trials give ` +
      `${said(medianOf(found, "byPeaks"))}.${fewSaid(of)}`,
    why: "Strong responses saturate even magnesium green, and weak ones drown in noise: spines differ more than the range is wide.",
  };
}

interface Reckoning {
  readonly signal: string;
  readonly perMicromolar: string;
  /** µM within which one of the two estimates must lie. */
  readonly between: readonly [number, number];
}

/**
 * Peak calcium without dye in two ways of the paper's: two micromolar for each of five action potentials, times what
 * these spines' signal is over theirs; and free calcium beside the dye, times what the dye's buffering takes.
 */
export function concentration(
  id: string, found: readonly Reading[], { signal, perMicromolar: unit, between }: Reckoning,
): Conclusion {
  const of = ratio(id, found, signal, unit, { direction: true, trials: total(found, "inControl") });
  const middling = medianOf(found, signal);
  const reckoned = middling === undefined ? undefined : withoutDye(middling);
  const within = (value: number | null | undefined): boolean =>
    typeof value === "number" && value >= between[0] && value <= between[1];
  return {
    ...of, ...truly(medianOf(found, "trueWithoutDye")),
    holds: within(of.value) || within(reckoned), direction: (of.value ?? 0) > YARDSTICK,
    note: `By the yardstick of ${YARDSTICK} µM an action potential. Isotherm and binding ratios give ` +
      `${reckoned?.toFixed(1) ?? "no"} µM of the same signal.`,
    why: "The yardstick takes five action potentials to bring 10 µM, however little their dim signal is, and the isotherm the " +
      "dye to be free of Mg²⁺: neither meets the paper's number.",
  };
}

export const ofPairing = (found: readonly Reading[]): Conclusion =>
  concentration("H02", found, { signal: "paired", perMicromolar: "perMicromolar", between: [13, 40] });

/** "At least 20 µM" and "above 10 µM": the same estimate; the latter needs it in strong spines alone. */
function ofCoincidence(found: readonly Reading[], calcium: Conclusion): Conclusion[] {
  const middling = medianOf(found, "epsp") ?? NaN;
  const strong = found.filter(({ epsp }) => typeof epsp === "number" && epsp >= middling);
  const of = ratio("H08", strong, "paired", "perMicromolar", { direction: true, trials: total(strong, "inControl") });
  return [
    { ...calcium, id: "H07", holds: true, note: "The estimate of H02." },
    {
      ...of, ...truly(medianOf(strong, "trueWithoutDye")), holds: (of.low ?? -Infinity) > YARDSTICK,
      direction: (of.value ?? 0) > YARDSTICK,
      note: "Of the half of spines to which EPSPs alone bring more, by the yardstick of H02.",
      why: "So few spines can't tell the estimate from what one action potential brings.",
    },
  ];
}

function inCalciumGreen(found: readonly Reading[]): Conclusion {
  const of = middle("H06", numbers(found, "green"), { direction: true, trials: total(found, "inGreen") });
  const above = numbers(found, "green").filter((one) => one > 1).length;
  return {
    ...of, ...truly(medianOf(found, "trueGreen")), direction: above > 0,
    note: `Above 1 in ${above} of ${counted(found.length, "spines")}.${fewSaid(of)}`,
    why: "500 µM of a dye that saturates caps the paired response, most where the parts are large.",
  };
}

/** What APV takes of the EPSPs' signal over what it takes of the paired one. */
function shareOfNmda(found: readonly Reading[]): Conclusion {
  const of = ratio("H10", found, "epspTaken", "pairedTaken", { direction: true, trials: total(found, "inBoth") });
  return {
    ...of, ...truly(medianOf(found, "trueShare")), holds: (of.low ?? 0) > 0, direction: (of.value ?? 1) < 1,
    note: "The part of each response that APV takes.",
    why: "The EPSPs' part is small and dim: its interval holds nothing, or half.",
  };
}

/** Pairing in APV over the sum of its parts, of all spines together. */
export function linearIn(found: readonly Reading[]): Conclusion | undefined {
  if (found.length < 2) return undefined;
  return {
    ...ratio("H05", found, "pairedInApv", "sumInApv", { direction: true }), ...truly(medianOf(found, "trueInApv")),
  };
}
