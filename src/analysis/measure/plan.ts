import { stimulusArtefacts, type LineScan, type PixelArray, type Recording } from "#recording";
import { parsePixelRange } from "#units";
import {
  backgroundOf, findRegions, lineProfile, mostResponsive, regionFromRange, smooth,
  type Background, type BackgroundChoice, type RegionOfInterest, type Smoothing,
} from "../traces/index.js";
import { calciumChannel, chooseBaseline, chooseScan, chooseStimuli, ratioChannels, type StimulusTime } from "./choices.js";
import { misuse, refuse } from "./failures.js";
import type { MeasureRequest } from "./request.js";

/** A request resolved against a recording: every choice made, nothing measured yet. */
export interface Plan {
  readonly scan: LineScan;
  readonly scanIndex: number;
  readonly channel: number;
  readonly ratio?: { readonly numerator: number; readonly denominator: number };
  readonly stimuli: readonly StimulusTime[];
  readonly baseline: { readonly from: number; readonly to: number };
  /** The first decides success and failure; the others follow along the line. */
  readonly regions: readonly RegionOfInterest[];
  readonly regionsFrom: "user" | "file" | "found";
  readonly background: BackgroundChoice;
  readonly smoothing: Smoothing;
  /** Per scan trial: why it doesn't count, or an empty string. */
  readonly reasons: readonly string[];
  /** Scan trials whose reason is that they end early. */
  readonly endsEarly: readonly boolean[];
  /** Calls made by hand, by index into `Recording.trials`. */
  readonly calls: ReadonlyMap<number, "success" | "failure">;
  /** Lines every counting trial has. */
  readonly lines: number;
  /** ms a line, or 1 where the recording has no clock and times are lines. */
  readonly period: number;
  readonly clock: boolean;
  /** First line lit by the stimulus's own light, where there is one: it hides when the response began. */
  readonly litLine?: number;
}

/** A trial cut shorter than this share of the longest is left out, with that as its reason. */
const LEAST_SHARE = 0.8;

/** Makes every choice that the request leaves open. Throws RigErrors of kind usage and refused. */
export function planOf(recording: Recording, request: MeasureRequest): Plan | undefined {
  const chosen = chooseScan(recording, request.scan);
  if (!chosen) return undefined;
  const { scan, index } = chosen;
  const channel = calciumChannel(scan, request.channel);
  const ratio = ratioChannels(scan, request.ratio);
  const stimuli = chooseStimuli(recording, scan, request.stimulusFrom === "file" ? undefined : request.stimulus);
  const baseline = chooseBaseline(scan, stimuli, request.baseline);
  const left = exclusions(recording, scan, [channel, ...(ratio ? [ratio.numerator, ratio.denominator] : [])], request);
  const reasons = left.map(({ reason }) => reason);
  const counting = scan.trials.filter((_, i) => reasons[i] === "");
  if (counting.length === 0) throw refuse("every-trial-excluded", { trials: scan.trials.length });
  const cut = counting.find((trial) => request.included?.includes(trial.trial) && trial.lines < baseline.to);
  if (cut) throw refuse("included-too-short", { trial: cut.trial, lines: cut.lines, baseline: baseline.to });
  const lit = stimulusArtefacts(scan, recording.events)[0]?.line;
  const { regions, regionsFrom } = chooseRegions(recording, scan, {
    pixels: counting.map((trial) => trial.pixels[channel] as PixelArray), stimuli, baseline, request,
  });
  return {
    scan, scanIndex: index, channel, ...(ratio ? { ratio } : {}), stimuli, baseline, regions, regionsFrom, reasons,
    endsEarly: left.map(({ early }) => early ?? false),
    calls: callsByHand(recording, request),
    background: backgroundChoice(request.background, scan),
    smoothing: smoothingChoice(request.smoothing),
    lines: Math.min(...counting.map((trial) => trial.lines)),
    period: scan.timing.period ?? 1,
    clock: scan.timing.period !== undefined,
    ...(lit === undefined ? {} : { litLine: lit }),
  };
}

function exclusions(recording: Recording, scan: LineScan, channels: readonly number[], request: MeasureRequest): { reason: string; early?: boolean }[] {
  const said = new Map<number, string>();
  for (const { trial, reason } of request.excluded ?? []) {
    if (!recording.trials[trial]) throw misuse("excluded-unknown", { trial, trials: recording.trials.length });
    said.set(trial, reason);
  }
  const unknown = request.included?.find((trial) => !recording.trials[trial]);
  if (unknown !== undefined) throw misuse("included-unknown", { trial: unknown, trials: recording.trials.length });
  const longest = Math.max(...scan.trials.map((trial) => trial.lines));
  return scan.trials.map((trial) => {
    const byHand = said.get(trial.trial);
    if (byHand !== undefined) return { reason: byHand };
    const missing = channels.find((channel) => !trial.pixels[channel]);
    if (missing !== undefined) return { reason: `No picture of ${scan.channels[missing]?.name ?? "a channel"} in this trial.` };
    if (trial.lines < LEAST_SHARE * longest && !request.included?.includes(trial.trial)) {
      return { reason: `Ends at line ${trial.lines} of ${longest}.`, early: true };
    }
    return { reason: "" };
  });
}

/** Checked here, since they may come from a file that somebody edited. */
function callsByHand(recording: Recording, { calls = [] }: MeasureRequest): Plan["calls"] {
  for (const { trial, call } of calls) {
    if (!recording.trials[trial]) throw misuse("call-trial-unknown", { trial, trials: recording.trials.length });
    const said: string = call;
    if (said !== "success" && said !== "failure") throw misuse("call-unknown", { trial, call });
  }
  return new Map(calls.map(({ trial, call }) => [trial, call]));
}

function chooseRegions(
  recording: Recording,
  scan: LineScan,
  { pixels, stimuli, baseline, request }: {
    pixels: readonly PixelArray[];
    stimuli: readonly StimulusTime[];
    baseline: { from: number; to: number };
    request: MeasureRequest;
  },
): { regions: readonly RegionOfInterest[]; regionsFrom: Plan["regionsFrom"] } {
  const asked = request.regionsFrom === "found" || request.regionsFrom === "file" ? [] : (request.regions ?? []);
  if (asked.length > 0) return { regions: regionsFromText(asked, scan), regionsFrom: "user" };
  const marked = (recording.regions ?? []).filter((region) => region.scan === scan.name && region.structure !== "background");
  if (marked.length > 0 && request.regionsFrom !== "found") {
    return { regions: marked.map(({ name, from, to }) => ({ name, from, to })), regionsFrom: "file" };
  }
  const lines = Math.floor(Math.min(...pixels.map((trial) => trial.length)) / scan.pixelsPerLine);
  const first = stimuli[0];
  const from = first === undefined ? lines : Math.ceil(first.line);
  // Where the transient is: from the stimulus over as many lines as the baseline has, at least 10.
  const after = { from, to: Math.min(lines, from + Math.max(10, baseline.to - baseline.from)) };
  const windows = after.to - after.from >= 3 ? { before: baseline, after } : {};
  const found = findRegions(lineProfile(pixels, { pixelsPerLine: scan.pixelsPerLine, ...windows }));
  const leader = mostResponsive(found);
  const ordered = [leader, ...found.filter((region) => region !== leader)];
  return { regions: ordered.map(({ name, from: start, to }) => ({ name, from: start, to })), regionsFrom: "found" };
}

/** "32:37px", "2.1:3.0um" or "spine=32:37px" as pixels of the scan; unnamed ones are called "region 1", "region 2". */
export function regionsFromText(texts: readonly string[], scan: LineScan): readonly RegionOfInterest[] {
  const names = new Set<string>();
  return texts.map((text, index) => {
    const split = text.lastIndexOf("=");
    const name = split < 0 ? (texts.length === 1 ? "region" : `region ${index + 1}`) : text.slice(0, split).trim();
    if (name === "") throw misuse("region-name-empty", { text });
    if (names.has(name)) throw misuse("region-name-twice", { name });
    names.add(name);
    return regionFromRange(parsePixelRange(text.slice(split + 1)), scan, name);
  });
}

function backgroundChoice(asked: string | undefined, scan: LineScan): BackgroundChoice {
  const text = (asked ?? "auto").trim().toLowerCase();
  if (text === "auto" || text.startsWith("auto ")) return { kind: "auto" };
  if (text === "none") return { kind: "none" };
  const counts = /^([+-]?\d+(?:\.\d+)?)\s*(?:counts?)?$/.exec(text);
  if (counts) return { kind: "counts", counts: Number(counts[1]) };
  if (!/^[\d.]+:[\d.]+\s*(px|pixels?|um|µm|μm|nm)$/.test(text)) throw misuse("background-malformed", { background: text });
  const { from, to } = regionFromRange(parsePixelRange(text), scan, "background");
  return { kind: "pixels", from, to };
}

function smoothingChoice(asked: string | undefined): Smoothing {
  const text = (asked ?? "average 11").trim().toLowerCase();
  if (text === "none") return { kind: "none" };
  const average = /^average (\d+)$/.exec(text);
  if (average && Number(average[1]) % 2 === 1) return { kind: "moving average", points: Number(average[1]) };
  const polynomial = /^savitzky-golay (\d+) (\d+)$/.exec(text);
  if (polynomial && Number(polynomial[1]) % 2 === 1 && Number(polynomial[2]) < Number(polynomial[1])) {
    return { kind: "savitzky-golay", points: Number(polynomial[1]), order: Number(polynomial[2]) };
  }
  throw misuse("smoothing-malformed", { smoothing: asked ?? "" });
}

/** Smooths for the eye, with no more points than the trace has. */
export function forTheEye(values: Float64Array, smoothing: Smoothing): Float64Array {
  return "points" in smoothing && smoothing.points > values.length ? Float64Array.from(values) : smooth(values, smoothing);
}

/** The background of each channel that is measured. */
export function backgroundsOf(plan: Plan): ReadonlyMap<number, Background> {
  const counting = plan.scan.trials.filter((_, i) => plan.reasons[i] === "");
  const channels = new Set([plan.channel, ...(plan.ratio ? [plan.ratio.numerator, plan.ratio.denominator] : [])]);
  return new Map(
    [...channels].map((channel) => [
      channel,
      backgroundOf(
        counting.map((trial) => trial.pixels[channel] as PixelArray),
        { pixelsPerLine: plan.scan.pixelsPerLine, choice: plan.background, regions: plan.regions, window: plan.baseline },
      ),
    ]),
  );
}
