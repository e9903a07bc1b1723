import { square } from "#elementary";
import type { Sweep } from "#recording";
import { median, medianDeviation, studentQuantile, type Estimate } from "#statistics";
import { refuse } from "./failures.js";

/** A stretch of a trial in ms from its start: `from` inclusive, `to` exclusive. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** One synaptic response at the soma. */
export interface SomaResponse {
  readonly trial: number;
  /** pA or mV: inward currents negative, as recorded. */
  readonly amplitude: number;
  /** Of the noise in this cell's sweeps, slow noise included. */
  readonly standardError: number;
  /** Level before the stimulus: holding current in pA, or resting potential in mV. */
  readonly baseline: number;
  /** The same measure at times at which nothing was stimulated, one a stretch. */
  readonly quiet: readonly number[];
}

/** mV that no EPSP reaches: glutamate's channels let no current through there. A soma above it fires. */
export const noEpspReaches = 0;

/** Whether a sweep of the potential, in mV, shows an action potential in that stretch. */
export function fires(sweep: Sweep, window: TimeWindow): boolean {
  const { from, to } = indices(sweep, window);
  return sweep.samples.subarray(from, to).some((v) => v > noEpspReaches);
}

/** Where the response is looked for. */
export interface SomaOptions {
  /** ms from the trial's start to the stimulus, on the sweep's clock (subtract `Recording.sweepOffset`). */
  readonly stimulus: number;
  /** ms of baseline before the stimulus. */
  readonly baseline: number;
  /** ms after the stimulus hidden by its artefact. */
  readonly blank: number;
  /** ms after the stimulus within which the peak of the mean sweep is sought. */
  readonly within: number;
  /** ms averaged about that peak. */
  readonly width: number;
  /** Sign of the response; "either" takes the larger excursion of the mean sweep. */
  readonly sign: "inward" | "outward" | "either";
}

/** 20 ms of baseline, 1 ms of artefact, peak within 30 ms averaged over 1 ms: usual for EPSCs of Schaffer collaterals. */
export const usualSoma = { baseline: 20, blank: 1, within: 30, width: 1 } as const;

/**
 * Amplitude of each sweep's response: mean about the peak of the *mean* sweep, minus the baseline before the stimulus.
 *
 * The latency is one for all sweeps, from their mean, so a failure averages 0; a peak sought in every sweep would turn its
 * noise into a response. The same two windows, slid over the time before the stimulus in every sweep, give the failures' law
 * as this very cell shows it: noise of the amplifier, of other synapses, of the filter. Needs room for three such stretches.
 */
export function somaResponses(sweeps: readonly Sweep[], options: SomaOptions): { readonly peakTime: number; readonly responses: readonly SomaResponse[] } {
  if (sweeps.length === 0) throw refuse("too-few-trials", { what: "Responses at the soma", needed: 1, found: 0 });
  const { stimulus, baseline, blank, within, width } = options;
  const peakTime = latency(sweeps, options);
  const response: TimeWindow = { from: peakTime - width / 2, to: peakTime + width / 2 };
  const rest: TimeWindow = { from: stimulus - baseline, to: stimulus };
  const responses = sweeps.map((sweep) => {
    requireTime(sweep, { from: rest.from, to: stimulus + blank + within }, "From the baseline to the last possible peak");
    const level = average(sweep, rest);
    const quiet: number[] = [];
    // Slide both windows back until they no longer fit before the stimulus.
    const stretch = response.to - rest.from;
    for (let back = response.to - stimulus; rest.from - back >= sweep.start; back += stretch) {
      const shift = (window: TimeWindow): TimeWindow => ({ from: window.from - back, to: window.to - back });
      quiet.push(average(sweep, shift(response)) - average(sweep, shift(rest)));
    }
    return { trial: sweep.trial, amplitude: average(sweep, response) - level, baseline: level, quiet };
  });
  const all = responses.flatMap(({ quiet }) => quiet);
  if (all.length < 3) {
    throw refuse("sweep-window-outside", {
      what: "Room before the stimulus for three stretches without one, over all sweeps,",
      from: stimulus - 3 * (response.to - rest.from), to: stimulus, start: (sweeps[0] as Sweep).start, end: endOf(sweeps[0] as Sweep),
    });
  }
  // Spontaneous events are no noise: the median deviation leaves them out.
  const standardError = all.length >= 10 ? medianDeviation(all) : Math.sqrt(all.reduce((total, q) => total + q * q, 0) / all.length);
  return { peakTime, responses: responses.map((found) => ({ ...found, standardError })) };
}

/** mV (or pA) before the stimulus: the mean over sweeps of each sweep's mean, with a t interval over sweeps. */
export const restingLevel = (sweeps: readonly Sweep[], { window, level = 0.95 }: { window: TimeWindow; level?: number }): Estimate =>
  ({ ...levelWithin(sweeps, { window, level }), method: "mean before the stimulus, t interval over sweeps" });

/**
 * Mean over sweeps of each sweep's mean in a stretch of time, above that in another where `above` is given; pA or mV, with a
 * t interval over sweeps, to which drift and spontaneous events belong. One sweep has no interval.
 */
export function levelWithin(
  sweeps: readonly Sweep[], { window, above, level = 0.95 }: { window: TimeWindow; above?: TimeWindow | undefined; level?: number },
): Estimate {
  const values = sweeps.map((sweep) => {
    for (const one of [window, ...(above ? [above] : [])]) requireTime(sweep, one, "The stretch that is averaged");
    return average(sweep, window) - (above ? average(sweep, above) : 0);
  });
  const first = sweeps[0];
  if (!first) throw refuse("too-few-trials", { what: "A level of the sweeps", needed: 1, found: 0 });
  const n = values.length;
  const method = `mean of the stretch${above ? " above the level before" : ""}, t interval over sweeps`;
  const common = { unit: first.unit, method, n, nOf: n === 1 ? "sweep" : "sweeps" };
  const centre = values.reduce((a, b) => a + b, 0) / n;
  if (n < 2) return { ...common, value: centre, note: "One sweep has no spread, hence no interval." };
  const standardError = Math.sqrt(values.reduce((total, v) => total + square(v - centre), 0) / (n - 1) / n);
  const t = studentQuantile(1 - (1 - level) / 2, n - 1);
  return { ...common, value: centre, standardError, interval: { low: centre - t * standardError, high: centre + t * standardError, level } };
}

/**
 * Series resistance in MΩ from the first instant of a voltage step: R = ΔV/ΔI. mV and pA give GΩ, hence the thousand.
 *
 * Reads the largest current within `settle` ms of the step against the level before; filters and sampling blunt that peak,
 * so the value is an upper bound, and membrane capacitance is not needed. Refuses a step without a transient.
 */
export function seriesResistance(
  sweep: Sweep,
  { at, amplitude, before = 2, settle = 1 }: { at: number; amplitude: number; before?: number; settle?: number },
): Estimate {
  requireTime(sweep, { from: at - before, to: at + settle }, "The test step");
  const level = average(sweep, { from: at - before, to: at });
  const { from, to } = indices(sweep, { from: at, to: at + settle });
  let largest = 0;
  for (let i = from; i < to; i++) {
    const current = ((sweep.samples[i] as number) - level) * Math.sign(amplitude);
    largest = Math.max(largest, current);
  }
  const noise = medianDeviation(sweep.samples.subarray(indices(sweep, { from: at - before, to: at }).from, from));
  if (!(largest > 5 * noise)) throw refuse("no-response", { what: "A series resistance", detectability: noise > 0 ? largest / noise : 0, needed: 5 });
  return {
    value: (1000 * Math.abs(amplitude)) / largest, unit: "MΩ", method: "voltage step over peak of the capacitive transient", n: 1, nOf: "step",
    note: "The amplifier's filter blunts the transient, so this is an upper bound.",
  };
}

/**
 * ms to add to the sweeps' clock so that their artefact falls on the stimulus that the image's clock gives: the median over
 * trials of the difference, with the half range as its error.
 */
export function clockOffset(pairs: readonly { readonly image: number; readonly sweep: number }[]): Estimate {
  if (pairs.length === 0) throw refuse("too-few-trials", { what: "A clock offset", needed: 1, found: 0 });
  const differences = pairs.map(({ image, sweep }) => image - sweep);
  const value = median(differences);
  const spread = Math.max(...differences.map((d) => Math.abs(d - value)));
  return {
    value, unit: "ms", method: "median of image time minus sweep time", n: pairs.length, nOf: "trials",
    note: `Trials lie within ${spread.toPrecision(2)} ms of it.`,
  };
}

/** Time of the largest excursion of the mean sweep between artefact and end of the search. */
function latency(sweeps: readonly Sweep[], { stimulus, baseline, blank, within, width, sign }: SomaOptions): number {
  const [first] = sweeps as [Sweep];
  const period = first.samplePeriod;
  const levels = sweeps.map((sweep) => {
    requireTime(sweep, { from: stimulus - baseline, to: stimulus + blank + within }, "From the baseline to the last possible peak");
    return average(sweep, { from: stimulus - baseline, to: stimulus });
  });
  let best = stimulus + blank + width / 2;
  let largest = -Infinity;
  for (let time = stimulus + blank + width / 2; time + width / 2 <= stimulus + blank + within; time += period) {
    const window = { from: time - width / 2, to: time + width / 2 };
    const excursion = sweeps.reduce((total, sweep, i) => total + average(sweep, window) - (levels[i] as number), 0) / sweeps.length;
    const size = sign === "inward" ? -excursion : sign === "outward" ? excursion : Math.abs(excursion);
    if (size > largest) [best, largest] = [time, size];
  }
  return best;
}

const endOf = (sweep: Sweep): number => sweep.start + sweep.samples.length * sweep.samplePeriod;

function indices({ start, samplePeriod, samples }: Sweep, { from, to }: TimeWindow): { from: number; to: number } {
  const first = Math.max(0, Math.round((from - start) / samplePeriod));
  return { from: first, to: Math.min(samples.length, Math.max(first + 1, Math.round((to - start) / samplePeriod))) };
}

function average(sweep: Sweep, window: TimeWindow): number {
  const { from, to } = indices(sweep, window);
  let total = 0;
  for (let i = from; i < to; i++) total += sweep.samples[i] as number;
  return total / (to - from);
}

function requireTime(sweep: Sweep, { from, to }: TimeWindow, what: string): void {
  const end = endOf(sweep);
  if (from < sweep.start - 1e-9 || to > end + 1e-9 || !(from < to)) {
    throw refuse("sweep-window-outside", { what, from, to, start: sweep.start, end });
  }
}
