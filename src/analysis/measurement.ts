import type { Issue, LineTiming } from "#recording";
import type { Estimate } from "#statistics";

/**
 * What the bench says about one recording: every number with its interval, or a sentence why there is none.
 *
 * Plain data. `report` draws it, the command line prints it, and `parameters` is all that is needed to make it again.
 * Time axes are ms from a trial's start when `timeUnit` is "ms"; a recording without line timing has "lines" instead.
 */
export interface Measurement {
  readonly parameters: MeasurementParameters;
  readonly recording: RecordingSummary;
  readonly timing: LineTiming;
  readonly timeUnit: "ms" | "lines";
  /** Start of each line, for the longest trial. */
  readonly time: Float64Array;
  /** Mean over the trials that count, one per channel. */
  readonly pictures: readonly Picture[];
  /** The first decides success and failure; the others follow along the line. */
  readonly regions: readonly MeasuredRegion[];
  /** Stimulus marks in `timeUnit`. */
  readonly stimuli: readonly { readonly start: number; readonly duration: number; readonly label: string; readonly source: string }[];
  /** Baseline window in line indices, `from` inclusive, `to` exclusive. */
  readonly baseline: { readonly from: number; readonly to: number };
  readonly background: Readonly<Record<string, BackgroundUsed>>;
  readonly ratio?: RatioMeasurement;
  readonly trials: readonly TrialRow[];
  /** Chance that a stimulus brings a calcium transient, from the first region's single-trial amplitudes. */
  readonly calciumTransientProbability: Answer;
  readonly amplitudes?: AmplitudeDistribution;
  /** One figure a channel: gain in counts per photon, and so on; refused where the noise can't be photons. */
  readonly photonTransfer: readonly { readonly channel: string; readonly gain: Answer; readonly photonsPerLine: Answer }[];
  readonly soma?: SomaMeasurement;
  /** Numbers that belong to no region: drift, concordance, pulse ratio. In reading order. */
  readonly further: readonly { readonly name: string; readonly answer: Answer }[];
  readonly issues: readonly Issue[];
  /** Full sentences for a methods paragraph, with references in the form "Yasuda et al. 2004". */
  readonly methods: readonly string[];
  readonly references: readonly string[];
}

/** What of it needs no fit. */
export interface MeasuredTraces extends Pick<Measurement, "time" | "baseline"> {
  readonly regions: readonly Pick<MeasuredRegion, "name" | "from" | "to" | "traces">[];
  readonly trials: readonly Pick<TrialRow, "trial" | "condition" | "protocol" | "included">[];
}

/** An estimate, or the sentence that says why there is none. */
export type Answer = Estimate | Refusal;
export interface Refusal {
  readonly refused: string;
}
export const isRefusal = (answer: Answer): answer is Refusal => "refused" in answer;

/** Everything that was chosen, by whom, in units a person can type back. Absent is "not used". */
export interface MeasurementParameters {
  readonly scan: number;
  readonly channel: string;
  readonly linePeriod_ms?: number;
  /** "name=32:37px" each; `found` by the program, marked in the `file`, or given by the `user`. */
  readonly regions: readonly string[];
  readonly regionsFrom: "user" | "file" | "found";
  /** "none", "auto 0:5px", "60:69px" or "110 counts". */
  readonly background: string;
  /** "0:100lines". */
  readonly baseline: string;
  /** "1000ms", several separated by commas; "none"; from the `user` or from the marks in the `file`. */
  readonly stimulus: string;
  readonly stimulusFrom: "user" | "file";
  /** "green/red" or "none". */
  readonly ratio: string;
  readonly smoothing: string;
  readonly excluded: readonly { readonly trial: number; readonly reason: string }[];
  /** Trials that count although they end early, or although a trial table leaves them out. */
  readonly included?: readonly number[];
  readonly calls?: readonly CallByHand[];
  /** Path of the electrode file that was joined, and its clock offset in ms. */
  readonly ephys?: string;
  readonly ephysOffset_ms?: number;
}

/** A trial that a person called a success or a failure; counted from 0. */
export interface CallByHand {
  readonly trial: number;
  readonly call: "success" | "failure";
}

export interface RecordingSummary {
  readonly name: string;
  readonly format: string;
  readonly formatDetail: string;
  readonly startedAt?: string;
  readonly lines: number;
  readonly pixels: number;
  readonly trials: number;
  readonly channels: readonly string[];
  readonly pixelSize_um?: number;
  readonly simulated: boolean;
}

/** A line-scan picture: `values[line * pixels + pixel]`, counts as digitised. */
export interface Picture {
  readonly channel: string;
  readonly colour: "red" | "green" | "other";
  readonly lines: number;
  readonly pixels: number;
  readonly values: Float32Array;
  /** Readings at which the look-up table starts and ends (1st and 99.7th percentile). */
  readonly low: number;
  readonly high: number;
}

export interface BackgroundUsed {
  /** Counts taken off each reading. */
  readonly value: number;
  /** Pixels it was read from, inclusive; absent for "none" or a typed value. */
  readonly pixels?: { readonly from: number; readonly to: number };
}

/** One structure along the line and what was measured in it. */
export interface MeasuredRegion {
  readonly name: string;
  /** First and last pixel, both inclusive. */
  readonly from: number;
  readonly to: number;
  readonly from_um?: number;
  readonly to_um?: number;
  /** ΔF/F in percent, one trace per trial in the order of `trials` (excluded ones too), unsmoothed. */
  readonly traces: readonly Float64Array[];
  /** Over the trials that count. */
  readonly mean: Float64Array;
  readonly standardError: Float64Array;
  /** The paper's moving average of `mean`, for the eye; nothing is measured on it. */
  readonly smoothed: Float64Array;
  /** The fitted time course, where there was one. */
  readonly fit?: Float64Array;
  /** F₀ above background, counts. */
  readonly restingFluorescence: Answer;
  /** Matched fit, % ΔF/F: the peak of the fitted time course. */
  readonly amplitude: Answer;
  /** Mean ΔF/F over the lines in which the first region's fit exceeds half its peak, %. */
  readonly windowMean: Answer;
  /** The same of each trial, in the order of `traces`; NaN where it lacks those lines. Absent where there is no window. */
  readonly trialMeans?: readonly number[];
  /** ms after the stimulus, by Poisson likelihood on unsmoothed data. */
  readonly onset: Answer;
  readonly rise: Answer;
  readonly decay: Answer;
}

export interface RatioMeasurement {
  readonly numerator: string;
  readonly denominator: string;
  readonly region: string;
  /** Mean over the baseline of numerator/denominator, line by line, %. */
  readonly baseline_percent: Estimate;
  /** Δ(G/R), percentage points, one trace per trial. */
  readonly traces: readonly Float64Array[];
  readonly mean: Float64Array;
  /** Matched fit, percentage points. */
  readonly amplitude: Answer;
  /** Largest value of the smoothed mean: what older papers print, biased upwards by noise. */
  readonly smoothedPeak: Answer;
}

export interface TrialRow {
  readonly trial: number;
  readonly condition: string;
  readonly protocol?: string;
  readonly lines: number;
  readonly included: boolean;
  /** Why not, in a sentence; empty where included. */
  readonly reason: string;
  /** Lines it has, where it doesn't count because they end early: a request's `included` makes it count. */
  readonly endsAt?: number;
  /** First region's matched amplitude, % ΔF/F, with its standard error. */
  readonly amplitude?: number;
  readonly standardError?: number;
  /** Amplitude over the failures' standard deviation. */
  readonly detectability?: number;
  /** Posterior chance of a success, by its amplitude alone. */
  readonly successProbability?: number;
  /** As it counts: made by hand, or computed. */
  readonly call?: "success" | "failure" | "undecided";
  /** "user" where it was made by hand; what the amplitude says is then in `computedCall`, if it says anything. */
  readonly callFrom?: "user" | "computed";
  readonly computedCall?: "success" | "failure" | "undecided";
  /** Synaptic current or potential at the soma: pA or mV. */
  readonly soma?: number;
  readonly somaCall?: "success" | "failure" | "undecided";
  /** mV before the stimulus in current clamp. */
  readonly restingPotential?: number;
}

/** What would set successes apart from failures, from what trials have shown. Each alone, all else as it was. */
export interface SeparationPlan {
  /** d′ as it is, and as it must be for a trial to be called. */
  readonly detectability: number;
  readonly needed: number;
  /** Times the photons: more light, more of each line on the structure, or a transient that lasts so many times as long. */
  readonly photons: number;
  /** Times the laser's power, since two photons are absorbed at once. */
  readonly power: number;
  /** Times ΔF/F: less dye, or one that binds less tightly. */
  readonly deltaFOverF: number;
  /** Trials whose mean stands as far above the noise as a single one must; they answer for the mean, and call none of themselves. */
  readonly averaged: number;
}

/** Single-trial amplitudes with the two laws of the mixture, in % ΔF/F. */
export interface AmplitudeDistribution {
  readonly region: string;
  readonly amplitudes: readonly { readonly trial: number; readonly value: number; readonly call: "success" | "failure" | "undecided"; readonly callFrom?: "user" }[];
  /** The same measured in windows without a stimulus. */
  readonly baselines: readonly number[];
  readonly failure: { readonly mean: number; readonly standardDeviation: number; readonly weight: number };
  readonly success?: { readonly mean: number; readonly standardDeviation: number; readonly weight: number };
  /** d′: distance of the two means over the failures' SD; 0 where all are failures. */
  readonly detectability: number;
  /** Where d′ is too small for trials to be called: what would help. */
  readonly separation?: SeparationPlan;
  readonly binWidth: number;
}

export interface SomaMeasurement {
  readonly channel: string;
  readonly quantity: string;
  readonly unit: string;
  /** ms from trial start. */
  readonly time: Float64Array;
  readonly traces: readonly Float64Array[];
  readonly mean: Float64Array;
  readonly amplitude: Answer;
}
