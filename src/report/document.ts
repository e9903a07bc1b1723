import type { Answer, Measurement, TrialRow } from "#analysis";
import { answered } from "./wording.js";

/** An estimate flattened; a bound that is open, or a number that is none, is null. */
export interface NumberDocument {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly level: number | null;
  readonly standardError: number | null;
  readonly unit: string;
  readonly method: string;
  readonly n: number | null;
  readonly nOf: string;
  readonly note: string | null;
}

/** Why there is no number. */
export interface RefusedDocument {
  readonly refused: string;
}

const finite = (value: number | undefined): number | null => (value !== undefined && Number.isFinite(value) ? value : null);
const series = (values: ArrayLike<number>): (number | null)[] => Array.from(values, finite);

export function numberDocument(answer: Answer): NumberDocument | RefusedDocument {
  const found = answered(answer);
  if ("refused" in found) return { refused: found.refused };
  const { value, interval, standardError, unit, method, n, nOf, note } = found.estimate;
  return {
    value: finite(value), low: finite(interval?.low), high: finite(interval?.high), level: finite(interval?.level),
    standardError: finite(standardError), unit, method, n: finite(n), nOf, note: note ?? null,
  };
}

/**
 * The measurement as plain JSON, in a shape that DOCUMENT.md describes and that only grows within a major version.
 * Single-trial traces are left to the tables; NaN and ±Infinity become null.
 */
export function jsonDocument(measurement: Measurement): Record<string, unknown> {
  const { recording, timing, ratio, soma, amplitudes, baseline } = measurement;
  return {
    schema: "radiatum-measurement/1",
    recording: {
      ...recording,
      startedAt: recording.startedAt ?? null,
      pixelSize_um: finite(recording.pixelSize_um),
    },
    timing: {
      linePeriod_ms: finite(timing.period),
      source: timing.source,
      alternatives: timing.alternatives.map(({ period, source, note }) => ({ linePeriod_ms: finite(period), source, note })),
      contradictions: timing.contradictions,
      check: timing.check ?? null,
      timeUnit: measurement.timeUnit,
    },
    baseline: { fromLine: baseline.from, toLine: baseline.to },
    stimuli: measurement.stimuli.map(({ start, duration, label, source }) => ({ start: finite(start), duration: finite(duration), label, source })),
    background: Object.fromEntries(
      Object.entries(measurement.background).map(([channel, { value, pixels }]) => [channel, { counts: finite(value), pixels: pixels ?? null }]),
    ),
    regions: measurement.regions.map((region) => ({
      name: region.name,
      from: region.from,
      to: region.to,
      from_um: finite(region.from_um),
      to_um: finite(region.to_um),
      restingFluorescence: numberDocument(region.restingFluorescence),
      amplitude: numberDocument(region.amplitude),
      windowMean: numberDocument(region.windowMean),
      onset: numberDocument(region.onset),
      rise: numberDocument(region.rise),
      decay: numberDocument(region.decay),
      mean_percent: series(region.mean),
      fit_percent: region.fit ? series(region.fit) : null,
    })),
    ratio: ratio ? ratioDocument(ratio) : null,
    trials: measurement.trials.map(trialDocument),
    calciumTransientProbability: numberDocument(measurement.calciumTransientProbability),
    amplitudes: amplitudes
      ? { region: amplitudes.region, failure: law(amplitudes.failure), success: amplitudes.success ? law(amplitudes.success) : null, detectability: finite(amplitudes.detectability), separation: amplitudes.separation ?? null, binWidth: finite(amplitudes.binWidth), baselines: series(amplitudes.baselines) }
      : null,
    photonTransfer: measurement.photonTransfer.map(({ channel, gain, photonsPerLine }) => ({ channel, gain: numberDocument(gain), photonsPerLine: numberDocument(photonsPerLine) })),
    soma: soma ? { channel: soma.channel, quantity: soma.quantity, unit: soma.unit, amplitude: numberDocument(soma.amplitude) } : null,
    further: measurement.further.map(({ name, answer }) => ({ name, ...numberDocument(answer) })),
    issues: measurement.issues.map((issue) => ({
      severity: issue.severity, code: issue.code, message: issue.message, file: issue.file ?? null, offset: finite(issue.offset),
      trial: issue.trial === undefined ? null : issue.trial + 1,
    })),
    parameters: {
      ...measurement.parameters,
      linePeriod_ms: finite(measurement.parameters.linePeriod_ms),
      ephys: measurement.parameters.ephys ?? null,
      ephysOffset_ms: finite(measurement.parameters.ephysOffset_ms),
    },
    methods: measurement.methods,
    references: measurement.references,
  };
}

function ratioDocument(ratio: NonNullable<Measurement["ratio"]>): Record<string, unknown> {
  const { value, interval, standardError, method, n, nOf } = ratio.baseline_percent;
  return {
    numerator: ratio.numerator,
    denominator: ratio.denominator,
    region: ratio.region,
    baseline_percent: finite(value),
    baseline_percent_low: finite(interval?.low),
    baseline_percent_high: finite(interval?.high),
    baseline_percent_level: finite(interval?.level),
    baseline_percent_standardError: finite(standardError),
    baseline_percent_method: method,
    baseline_percent_n: finite(n),
    baseline_percent_nOf: nOf,
    amplitude: numberDocument(ratio.amplitude),
    smoothedPeak: numberDocument(ratio.smoothedPeak),
    mean_points: series(ratio.mean),
  };
}

function law({ mean, standardDeviation, weight }: { mean: number; standardDeviation: number; weight: number }): Record<string, number | null> {
  return { mean: finite(mean), standardDeviation: finite(standardDeviation), weight: finite(weight) };
}

function trialDocument(trial: TrialRow): Record<string, unknown> {
  return {
    trial: trial.trial + 1,
    condition: trial.condition,
    protocol: trial.protocol ?? null,
    lines: trial.lines,
    included: trial.included,
    reason: trial.reason,
    amplitude_percent: finite(trial.amplitude),
    standardError_percent: finite(trial.standardError),
    detectability: finite(trial.detectability),
    successProbability: finite(trial.successProbability),
    call: trial.call ?? null,
    callFrom: trial.callFrom ?? null,
    computedCall: (trial.callFrom === "user" ? trial.computedCall : trial.call) ?? null,
    soma: finite(trial.soma),
    somaCall: trial.somaCall ?? null,
    restingPotential_mV: finite(trial.restingPotential),
  };
}
