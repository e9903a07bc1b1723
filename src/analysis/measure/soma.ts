import type { Recording, Sweep } from "#recording";
import { formatNumber, normalQuantile } from "#statistics";
import type { Answer, Refusal, SomaMeasurement } from "../measurement.js";
import { classifyTrials, pairedPulseRatio, probabilityFrom, type TrialClassification } from "../synapse/index.js";
import { fires, leastTrialsToCome, levelWithin, meanAmplitude, somaResponses, usualSoma, type SomaResponse } from "../traces/index.js";
import { answerOf, ifAnswerable } from "../answer.js";
import { stimulusTime } from "./region.js";
import { countingTrials, type SomaTrial } from "./trials.js";
import { misuse } from "./failures.js";
import type { Plan } from "./plan.js";
import { meanOf } from "./region.js";

/** What the electrode saw, drawn and measured, and trial by trial. */
export interface SomaStudy {
  readonly measurement?: SomaMeasurement;
  readonly trials: ReadonlyMap<number, SomaTrial>;
  /** How often a stimulus brought a response; absent where no stimulus is known. */
  readonly probability?: Answer;
  /** Of the second of two stimuli, from the level just before it, and over that of the first. */
  readonly second?: { readonly amplitude: Answer; readonly ratio: Answer };
}

/** Points a drawn trace keeps; a screen shows no more. */
const DRAWN = 2000;

/** The electrode beside line scans: response to the first stimulus in every trial that counts. */
export function studySoma(recording: Recording, plan: Plan): SomaStudy {
  const stimulus = plan.stimuli.length > 0 && plan.clock ? stimulusTime(plan) - recording.sweepOffset : undefined;
  return studySweeps(recording, { stimulus, counting: new Set(countingTrials(plan)) });
}

/** The same without an image: `stimulus` and the `next` after it in ms on the sweeps' clock, or undefined where none is known. */
export function studySweeps(
  recording: Recording,
  { stimulus, next, counting, channel }: { stimulus: number | undefined; next?: number | undefined; counting: ReadonlySet<number>; channel?: string },
): SomaStudy {
  const sweeps = mainSweeps(recording, channel);
  const [first] = sweeps;
  if (!first) return { trials: new Map() };
  const used = sweeps.filter((sweep) => counting.has(sweep.trial));
  const trials = new Map<number, SomaTrial>();
  let probability: Answer | undefined;
  let second: SomaStudy["second"];
  let amplitude: Answer = { refused: "No stimulus time is known, so no response can be measured. Give it: --stim 100ms." };
  if (stimulus !== undefined && used.length > 0) {
    const room = stimulus - first.start;
    // A third of the time before the stimulus at most, so that quiet stretches remain to tell what a failure looks like.
    const options = { ...usualSoma, stimulus, baseline: Math.min(usualSoma.baseline, room / 3), within: withinOf(stimulus, next), sign: "either" } as const;
    const silent = used.filter((sweep) => sweep.unit !== "mV" || !fires(sweep, { from: stimulus, to: stimulus + options.within }));
    const found = ifAnswerable(() => somaResponses(silent, options));
    if (silent.length < used.length) {
      amplitude = fired({ of: used.length, silent: silent.length, within: options.within });
      const responses = "answer" in found ? found.answer.responses : [];
      for (const sweep of used) {
        const response = responses.find(({ trial }) => trial === sweep.trial);
        const restingPotential = levelWithin([sweep], { window: { from: Math.max(sweep.start, stimulus - options.baseline), to: stimulus } }).value;
        trials.set(sweep.trial, { restingPotential, ...(response && { amplitude: response.amplitude }) });
      }
    } else if ("refused" in found) amplitude = found;
    else {
      const { responses } = found.answer;
      amplitude = averaged(responses, first.unit);
      const judged = judge(responses, trials, first.quantity === "potential");
      probability = "refused" in judged ? judged : answerOf(() => probabilityFrom(judged.answer));
      if (next !== undefined) second = secondResponse(used, responses, { stimulus, next, unit: first.unit });
    }
  }
  const drawn = used.map(thinned);
  const { mean } = meanOf(drawn.map(({ values }) => values));
  const time = drawn[0]?.time ?? new Float64Array(0);
  return {
    measurement: {
      channel: first.channel, quantity: first.quantity, unit: first.unit,
      time: time.subarray(0, mean.length).map((t) => t + recording.sweepOffset),
      traces: drawn.map(({ values }) => values), mean, amplitude,
    },
    trials,
    ...(probability && { probability }),
    ...(second && { second }),
  };
}

/** An action potential is no synaptic response; trials beside it have theirs each, but no mean. */
const fired = ({ of, silent, within }: { readonly of: number; readonly silent: number; readonly within: number }): Refusal => ({
  refused: `The cell fired within ${formatNumber(within, 3)} ms of the stimulus in ${of - silent} of ${of} trials: action potentials are no synaptic responses` +
    (silent > 0 ? ", and the mean of the other trials would be that of the weaker ones. Leave those that fire out, or hold the soma." : "."),
});

/** The next stimulus ends the search for the peak of this one. */
const withinOf = (stimulus: number, next: number | undefined): number =>
  Math.min(usualSoma.within, next === undefined ? Infinity : Math.max(usualSoma.blank + usualSoma.width, next - stimulus - usualSoma.blank));

/**
 * The second response from the level just before its own stimulus, so that what is left of the first isn't counted twice; a
 * tail that falls on makes the second larger than this.
 */
function secondResponse(
  used: readonly Sweep[], first: readonly SomaResponse[], { stimulus, next, unit }: { stimulus: number; next: number; unit: string },
): NonNullable<SomaStudy["second"]> {
  const sign = averageOf(first) < 0 ? "inward" : "outward";
  const found = ifAnswerable(() => {
    const { responses } = somaResponses(used, { ...usualSoma, stimulus: next, baseline: Math.min(2, (next - stimulus) / 4), sign });
    // What precedes the second stimulus is the first response: the noise is that of the time before both.
    return responses.map((response, k) => ({ ...response, standardError: first[k]?.standardError ?? response.standardError }));
  });
  if ("refused" in found) return { amplitude: found, ratio: found };
  const responses = found.answer;
  return {
    amplitude: averaged(responses, unit),
    ratio: answerOf(() => pairedPulseRatio(first.map(({ amplitude }) => amplitude), responses.map(({ amplitude }) => amplitude))),
  };
}

const averageOf = (responses: readonly SomaResponse[]): number => responses.reduce((total, { amplitude }) => total + amplitude, 0) / responses.length;

/** The electrode's reading: the channel asked for, or the first that measures a current or potential, one sweep a trial. */
function mainSweeps(recording: Recording, channel: string | undefined): Sweep[] {
  const all = recording.sweeps.filter((sweep) => sweep.quantity === "current" || sweep.quantity === "potential");
  const wanted = channel?.trim().toLowerCase();
  const reading = wanted === undefined ? all : all.filter((sweep) => sweep.channel.toLowerCase() === wanted);
  if (channel !== undefined && reading.length === 0) {
    throw misuse("channel-unknown", { channel, channels: [...new Set(all.map((sweep) => sweep.channel))] });
  }
  const first = reading[0];
  const taken = new Set<number>();
  return reading.filter((sweep) => {
    if (sweep.channel !== first?.channel || sweep.quantity !== first.quantity || taken.has(sweep.trial)) return false;
    taken.add(sweep.trial);
    return true;
  });
}

/** Success or failure at the soma, by the same mixture as for calcium; the sign of the mean response counts as upward. */
function judge(responses: ReturnType<typeof somaResponses>["responses"], trials: Map<number, SomaTrial>, potential: boolean): { readonly answer: TrialClassification } | Refusal {
  const sign = Math.sign(averageOf(responses)) || 1;
  const quiet = responses.flatMap((response) => response.quiet).map((value) => sign * value);
  const judged = ifAnswerable(() => classifyTrials(responses.map(({ amplitude }) => sign * amplitude), quiet));
  responses.forEach(({ trial, amplitude, baseline }, i) => {
    const call = "answer" in judged ? judged.answer.trials[i]?.call : undefined;
    trials.set(trial, { amplitude, ...(call === undefined ? {} : { call }), ...(potential ? { restingPotential: baseline } : {}) });
  });
  return judged;
}

/** Over sweeps where there are enough to know their spread, else of these very sweeps. */
const averaged = (responses: readonly SomaResponse[], unit: string): Answer =>
  responses.length < leastTrialsToCome
    ? singleAmplitude(responses, unit)
    : answerOf(() => meanAmplitude(responses, { unit, measure: "mean of each trial about the peak of the mean sweep" }));

function singleAmplitude(responses: ReturnType<typeof somaResponses>["responses"], unit: string): Answer {
  const [first] = responses;
  if (!first) return { refused: "No sweep counts." };
  const mean = averageOf(responses);
  const standardError = first.standardError / Math.sqrt(responses.length);
  const half = normalQuantile(0.975) * standardError;
  return {
    value: mean, unit, standardError, interval: { low: mean - half, high: mean + half, level: 0.95 },
    method: "mean about the peak of the mean sweep, noise of quiet stretches", n: responses.length, nOf: responses.length === 1 ? "sweep" : "sweeps",
    note: `The interval holds the noise of these sweeps, not how responses differ; that needs ${leastTrialsToCome}.`,
  };
}

/** A sweep as it is drawn: means of neighbouring samples, in the sweep's unit. */
function thinned({ samples, samplePeriod, start }: Sweep): { time: Float64Array; values: Float64Array } {
  const group = Math.max(1, Math.ceil(samples.length / DRAWN));
  const count = Math.floor(samples.length / group);
  const values = Float64Array.from({ length: count }, (_, i) => {
    let total = 0;
    for (let k = 0; k < group; k++) total += samples[i * group + k] as number;
    return total / group;
  });
  return { time: Float64Array.from({ length: count }, (_, i) => start + (i * group + (group - 1) / 2) * samplePeriod), values };
}
