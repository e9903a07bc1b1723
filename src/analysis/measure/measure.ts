import type { PixelArray, Recording } from "#recording";
import { isRefusal, type Answer, type BackgroundUsed, type MeasuredTraces, type Measurement, type MeasurementParameters, type Picture } from "../measurement.js";
import { concordance } from "../synapse/index.js";
import { driftOver, onsetDifference, photonsPerLine, photonTransfer, pixelStatistics, successDrift, type Background } from "../traces/index.js";
import { quantiles } from "#statistics";
import { answerOf, ifAnswerable } from "../answer.js";
import { electrodeOnly } from "./electrode-only.js";
import { describeMethods } from "./methods.js";
import { backgroundsOf, planOf, type Plan } from "./plan.js";
import { studyRatio } from "./ratio.js";
import { firstLine, relativeTraces, studyRegion, type RegionStudy } from "./region.js";
import type { MeasureRequest } from "./request.js";
import { studySoma } from "./soma.js";
import { judgeTrials, namedTrial, trialRows } from "./trials.js";
import { suggestions } from "./suggestions.js";

/**
 * The paper's measurements of one recording: regions along the line, background, ΔF/F, amplitudes by matched fit, success
 * and failure, kinetics, G/R, photons, the electrode; each number with its interval, or a sentence why there is none.
 *
 * Throws a RigError of kind "usage" for a malformed request and "refused" where nothing at all can be measured. A
 * recording with electrode traces alone is measured as far as those go.
 */
export function measure(recording: Recording, request: MeasureRequest = {}): Measurement {
  const plan = planOf(recording, request);
  return plan ? measurePlanned(recording, plan, request) : electrodeOnly(recording, request);
}

/**
 * What of a measurement needs no fit, by the same choices: ΔF/F of each region, trial by trial, and which trials count. It
 * takes a small part of the time. Throws as `measure` does.
 */
export function measureTraces(recording: Recording, request: MeasureRequest = {}): MeasuredTraces {
  const plan = planOf(recording, request);
  if (!plan) return electrodeOnly(recording, request);
  const background = backgroundsOf(plan).get(plan.channel) as Background;
  return {
    time: lineStarts(plan), baseline: plan.baseline,
    regions: plan.regions.map((region) => ({ name: region.name, from: region.from, to: region.to, traces: relativeTraces(plan, region, background) })),
    trials: plan.scan.trials.map((_, i) => namedTrial(recording, plan, i)),
  };
}

/** The same with every choice made; `request` says who made them. */
export function measurePlanned(recording: Recording, plan: Plan, request: MeasureRequest): Measurement {
  const { scan } = plan;
  const backgrounds = backgroundsOf(plan);
  const background = backgrounds.get(plan.channel) as Background;
  const [first, ...others] = plan.regions;
  const leading = studyRegion(plan, first as Plan["regions"][number], background, { slow: "told" });
  const studies = [leading, ...others.map((region) => studyRegion(plan, region, background, { leading: leading.fit, slow: "told" }))];
  // What follows has intervals of its own from the fit, which noise too slow forbids.
  const fit = leading.fit?.noise.tooSlow === undefined ? leading.fit : undefined;
  const judged = judgeTrials(plan, leading);
  const soma = studySoma(recording, plan);
  const trials = trialRows(recording, plan, leading, judged, soma.trials);
  const ratio = studyRatio(plan, plan.regions[0] as Plan["regions"][number], backgrounds, fit);
  const further: { name: string; answer: Answer }[] = [];
  if (ratio && "refused" in ratio) further.push({ name: "G/R", answer: ratio });
  further.push(...delays(plan, studies));
  if (judged.successAmplitude) further.push({ name: `amplitude of successes, ${leading.region.name}`, answer: judged.successAmplitude });
  further.push(...together(trials));
  const result: Measurement = {
    parameters: parametersOf(plan, request, backgrounds),
    recording: {
      name: recording.name, format: recording.format, formatDetail: recording.formatDetail,
      ...(recording.startedAt === undefined ? {} : { startedAt: recording.startedAt }),
      lines: Math.max(...scan.trials.map((trial) => trial.lines)),
      pixels: scan.pixelsPerLine,
      trials: scan.trials.length,
      channels: scan.channels.map((channel) => channel.name),
      ...(scan.pixelSize_um === undefined ? {} : { pixelSize_um: scan.pixelSize_um }),
      simulated: recording.provenance.simulated,
    },
    timing: scan.timing,
    timeUnit: plan.clock ? "ms" : "lines",
    time: lineStarts(plan),
    pictures: scan.channels.flatMap((_, channel) => pictureOf(plan, channel)),
    regions: studies.map((study) => study.region),
    stimuli: plan.stimuli.map(({ line, duration, label, source }) => ({ start: firstLine(plan) + line * plan.period, duration, label, source })),
    baseline: plan.baseline,
    background: backgroundRecord(plan, backgrounds),
    ...(ratio && !("refused" in ratio) ? { ratio } : {}),
    trials,
    calciumTransientProbability: judged.calciumTransientProbability,
    ...(judged.distribution ? { amplitudes: judged.distribution } : {}),
    photonTransfer: photons(plan, backgrounds),
    ...(soma.measurement ? { soma: soma.measurement } : {}),
    further,
    issues: [...recording.issues, ...suggestions(plan, trials, background)],
    methods: [],
    references: [],
  };
  return { ...result, ...describeMethods(plan, result) };
}

/** Start of each line, for the longest trial. */
function lineStarts(plan: Plan): Float64Array {
  return Float64Array.from({ length: Math.max(...plan.scan.trials.map((trial) => trial.lines)) }, (_, line) => firstLine(plan) + line * plan.period);
}

/** Whether other regions respond later than the first: the interval of the difference, which a claim of "no delay" needs. */
function delays(plan: Plan, [leading, ...others]: readonly RegionStudy[]): { name: string; answer: Answer }[] {
  const first = leading?.fit;
  if (!leading || !first || !plan.clock) return [];
  return others.flatMap(({ region, fit }) =>
    fit && !isRefusal(region.onset)
      ? [{ name: `onset of ${region.name} minus onset of ${leading.region.name}`, answer: answerOf(() => onsetDifference(fit, first)) }]
      : [],
  );
}

/** Optical against electrical outcomes, and drift over the experiment, of the trials that count. */
function together(trials: Measurement["trials"]): { name: string; answer: Answer }[] {
  const counting = trials.filter((trial) => trial.included && trial.call !== undefined);
  const found: { name: string; answer: Answer }[] = [];
  const both = counting.filter((trial) => decided(trial.call) && decided(trial.somaCall));
  if (both.length >= 2) {
    found.push({
      name: "trials in which calcium and electrode disagree",
      answer: answerOf(() => concordance(both.map((t) => t.call === "success"), both.map((t) => t.somaCall === "success")).discordance),
    });
  }
  const called = counting.filter((trial) => trial.amplitude !== undefined);
  if (called.length >= 10) {
    found.push({
      name: "drift of amplitudes, first trial to last",
      answer: answerOf(() => {
        const { change, sentence } = driftOver(called.map((trial) => trial.amplitude as number), { what: "The amplitude", unit: "% ΔF/F" });
        return { ...change, note: sentence };
      }),
    });
    const sure = called.filter((trial) => decided(trial.call));
    found.push({
      name: "odds of a success, last trial over first",
      answer: answerOf(() => {
        const { oddsRatio, sentence } = successDrift(sure.map((trial) => trial.call === "success"));
        return { ...oddsRatio, note: sentence };
      }),
    });
  }
  return found;
}

const decided = (call: string | undefined): boolean => call === "success" || call === "failure";

/** The choices in words that a request understands; the same request gives the same measurement. */
function parametersOf(plan: Plan, request: MeasureRequest, backgrounds: ReadonlyMap<number, Background>): MeasurementParameters {
  const { scan } = plan;
  const name = (index: number): string => scan.channels[index]?.name ?? String(index + 1);
  const found = backgrounds.get(plan.channel)?.pixels;
  const background =
    plan.background.kind === "auto" ? `auto${found ? ` ${found.from}:${found.to}px` : ""}`
    : plan.background.kind === "none" ? "none"
    : plan.background.kind === "counts" ? `${plan.background.counts} counts`
    : `${plan.background.from}:${plan.background.to}px`;
  return {
    scan: plan.scanIndex,
    channel: name(plan.channel),
    ...(scan.timing.period === undefined ? {} : { linePeriod_ms: scan.timing.period }),
    regions: plan.regions.map((region) => `${region.name}=${region.from}:${region.to}px`),
    regionsFrom: plan.regionsFrom,
    background,
    baseline: `${plan.baseline.from}:${plan.baseline.to}lines`,
    stimulusFrom: request.stimulus === undefined || request.stimulusFrom === "file" ? "file" : "user",
    stimulus: (request.stimulusFrom === "file" ? undefined : request.stimulus) ?? (plan.stimuli.length === 0 ? "none" : plan.stimuli.map(({ line }) => (plan.clock ? `${trimmed(line * plan.period)}ms` : `${trimmed(line)}lines`)).join(",")),
    ratio: plan.ratio ? `${name(plan.ratio.numerator)}/${name(plan.ratio.denominator)}` : "none",
    smoothing: request.smoothing ?? "average 11",
    excluded: (request.excluded ?? []).map(({ trial, reason }) => ({ trial, reason })),
    ...(request.included?.length ? { included: [...request.included] } : {}),
    ...(request.calls?.length ? { calls: request.calls.map(({ trial, call }) => ({ trial, call })) } : {}),
  };
}

/** Without the last digits of binary arithmetic: 99.99999999999999 is 100. */
const trimmed = (value: number): number => Number(value.toPrecision(12));

/** Mean of the counting trials that have this channel, with the readings between which a look-up table runs. */
function pictureOf(plan: Plan, channel: number): Picture[] {
  const { scan, lines } = plan;
  const stack = scan.trials.filter((_, i) => plan.reasons[i] === "").flatMap((trial) => (trial.pixels[channel] ? [trial.pixels[channel]] : []));
  if (stack.length === 0) return [];
  const size = lines * scan.pixelsPerLine;
  const sum = new Float64Array(size);
  for (const pixels of stack) addReadings(sum, pixels);
  const values = new Float32Array(sum.map((value) => value / stack.length));
  // Percentiles of at most 40 000 readings, evenly spread: the picture's contrast needs no more.
  const step = Math.max(1, Math.floor(size / 40_000));
  const sample = new Float32Array(Math.ceil(size / step));
  for (let i = 0; i < sample.length; i++) sample[i] = values[i * step] as number;
  const colour = scan.channels[channel]?.colour ?? "other";
  const [low, high] = quantiles(sample, [0.01, 0.997]) as [number, number];
  return [{
    channel: scan.channels[channel]?.name ?? `channel ${channel + 1}`, colour, lines, pixels: scan.pixelsPerLine, values, low, high,
  }];
}

function addReadings(sum: Float64Array, pixels: PixelArray): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (pixels[i] as number);
}

function backgroundRecord(plan: Plan, backgrounds: ReadonlyMap<number, Background>): Record<string, BackgroundUsed> {
  return Object.fromEntries(
    [...backgrounds].map(([channel, { value, pixels }]) => [
      plan.scan.channels[channel]?.name ?? `channel ${channel + 1}`,
      { value, ...(pixels ? { pixels } : {}) },
    ]),
  );
}

/** Gain and photons of each channel that is measured, from its resting lines. */
function photons(plan: Plan, backgrounds: ReadonlyMap<number, Background>): Measurement["photonTransfer"] {
  const { scan, baseline } = plan;
  const region = plan.regions[0] as Plan["regions"][number];
  return [...backgrounds.keys()].map((channel) => {
    const stack = scan.trials.filter((_, i) => plan.reasons[i] === "").map((trial) => trial.pixels[channel] as PixelArray);
    // The line finds its own zero: a dark level without the read noise would bend it where the pixels are dim.
    const made = ifAnswerable(() => {
      const statistics = pixelStatistics(stack, {
        pixelsPerLine: scan.pixelsPerLine, window: baseline, ...(scan.bits === undefined ? {} : { bits: scan.bits }),
      });
      return { statistics, transfer: photonTransfer(statistics) };
    });
    const name = scan.channels[channel]?.name ?? `channel ${channel + 1}`;
    if ("refused" in made) return { channel: name, gain: made, photonsPerLine: made };
    const { statistics, transfer } = made.answer;
    const dark = scan.channels[channel]?.darkLevel;
    const known = dark === undefined ? {} : { darkLevel: dark };
    return { channel: name, gain: transfer.gain, photonsPerLine: answerOf(() => photonsPerLine(statistics, { transfer, region, ...known })) };
  });
}

