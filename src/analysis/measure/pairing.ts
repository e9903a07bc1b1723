import { log10 } from "#elementary";
import type { LineScan, Recording } from "#recording";
import { formatNumber, meanWithInterval, type Estimate } from "#statistics";
import { supralinearityOfAmplitudes, type Supralinearity } from "../synapse/index.js";
import { aboveHalfPeak, type LineWindow } from "../traces/index.js";
import { chooseScan, chooseStimuli } from "./choices.js";
import { misuse, refuse } from "./failures.js";
import { backgroundsOf, planOf } from "./plan.js";
import { firstLine, LEAST_RESPONSE, studyRegion } from "./region.js";
import type { MeasureRequest } from "./request.js";

/** What trials of this recording can be called: the literal names where its type knows them, else any text. */
export type ProtocolName<R extends Recording> = [ProtocolOf<R>] extends [never] ? string : ProtocolOf<R>;
type ProtocolOf<R extends Recording> = Extract<R["trials"][number]["protocol"], string>;

/** Which trials are compared, by protocol, or by condition where no trial has such a protocol. */
export interface Pairing<Name extends string> {
  readonly paired: Name;
  /** Each of its parts alone. */
  readonly alone: readonly Name[];
  /** Only trials in this bath; needed where the protocols ran in several. */
  readonly condition?: string;
}

/** The response to one protocol in the region. */
export interface ProtocolResponse {
  readonly name: string;
  /** Trials of the recording, from 0, that count; `amplitudes` follow their order. */
  readonly trials: readonly number[];
  /** Mean ΔF/F of each trial within the window, %. */
  readonly amplitudes: readonly number[];
  /** Their mean with Student's interval over trials. */
  readonly amplitude: Estimate;
  /** % ΔF/F line by line, unsmoothed. */
  readonly mean: Float64Array;
  readonly standardError: Float64Array;
  /** First stimulus in `timeUnit`; absent where the recording marks none. */
  readonly stimulus?: number;
}

/** A pairing measured in one region: the comparison, and the responses behind it. Plain data, but that String() prints it. */
export interface PairingMeasurement extends Supralinearity {
  readonly region: { readonly name: string; readonly from: number; readonly to: number };
  readonly timeUnit: "ms" | "lines";
  /** Start of each line. */
  readonly time: Float64Array;
  readonly alone: readonly ProtocolResponse[];
  readonly paired: ProtocolResponse;
  /** The arithmetic sum of the parts' means: what linear summation would give, line by line in % ΔF/F. */
  readonly sum: { readonly mean: Float64Array; readonly amplitude: number };
  /** Lines over which every trial's ΔF/F is averaged, `from` inclusive, `to` exclusive. */
  readonly window: LineWindow;
  /** "paired / (EPSP + AP) = 1.62 (95 % CI 1.41–1.85, 30 trials each)" */
  toString(): string;
}

/**
 * How much more a paired stimulation brings than its parts alone: R = paired / Σ alone of single-trial responses in one
 * region (the marked spine, else the one that responds most to pairing), with Fieller's interval.
 *
 * A response is the trial's mean ΔF/F, F₀ of its own, over one window: the lines in which the fitted course of the mean
 * paired response exceeds half its peak. The same window for all protocols and trials, so that a response is counted
 * whatever its shape, means add up as influxes do, and noise averages out; a fitted amplitude would take a train's shape
 * for a single response's, and read a true 1.06 as 1.14. R of means is not R of peaks: where the paired response lasts
 * longer than its parts it is larger, where it only rises faster, smaller. Saturation of the dye pulls R towards 1
 * (`supralinearityOfAmplitudes` with a scale corrects it). `request` chooses region, background, baseline and exclusions
 * as `measure` does. Refuses fewer than 4 trials of any protocol, and a paired response too weak to set a window by.
 * Yuste & Denk 1995, Nature 375:682.
 */
export function supralinearity<R extends Recording>(
  recording: R,
  names: Pairing<ProtocolName<R>>,
  request: MeasureRequest = {},
): PairingMeasurement {
  const chosen = chooseScan(recording, request.scan);
  if (!chosen) throw refuse("nothing-to-measure", { name: recording.name });
  const only = (name: string): Recording => withTrials(recording, chosen.index, trialsCalled(recording, chosen.scan, name, names.condition));
  const asked = { ...request, scan: chosen.index };
  const leading = responseOf(only(names.paired), names.paired, { ...asked, ...spineOf(recording, chosen.scan, request) });
  // What was chosen for the paired trials holds for all: the same pixels, the same background.
  const fixed = {
    ...asked,
    regionsFrom: "user" as const,
    regions: [`${leading.region.name}=${leading.region.from}:${leading.region.to}px`],
    ...(leading.background === undefined ? {} : { background: leading.background }),
  };
  const { window } = leading;
  const alone = names.alone.map((name) => responseOf(only(name), name, fixed, window).response);
  const paired = leading.response;
  const share = (percent: readonly number[]): number[] => percent.map((value) => value / 100);
  const compared = supralinearityOfAmplitudes({ paired: share(paired.amplitudes), alone: alone.map(({ amplitudes }) => share(amplitudes)) });
  const lines = Math.min(...alone.map(({ mean }) => mean.length));
  const result: PairingMeasurement = {
    ...compared,
    region: leading.region,
    timeUnit: leading.timeUnit,
    time: leading.time,
    alone,
    paired,
    sum: {
      mean: Float64Array.from({ length: lines }, (_, line) => alone.reduce((total, { mean }) => total + (mean[line] as number), 0)),
      amplitude: alone.reduce((total, { amplitude }) => total + amplitude.value, 0),
    },
    window,
  };
  // Not enumerable, so that the result stays data for workers and JSON.
  return Object.defineProperty(result, "toString", { value: () => sentence(result) });
}

/** "paired / (EPSP + AP) = 1.62 (95 % CI 1.41–1.85, 30 trials each)". */
function sentence({ paired, alone, ratio }: PairingMeasurement): string {
  const parts = alone.map(({ name }) => name).join(" + ");
  const counts = [...alone, paired].map(({ trials }) => trials.length);
  const n = new Set(counts).size === 1 ? `${counts[0]} trials each` : `${counts.join(", ")} trials`;
  const { low = NaN, high = NaN, level = NaN } = ratio.interval ?? {};
  // As many decimals for the ends as for the ratio's three digits: 1.60–2.08.
  const decimals = Math.max(0, 2 - Math.floor(log10(Math.abs(ratio.value) || 1)));
  const said = (value: number): string => value.toFixed(Math.min(decimals, 4)).replace("-", "−");
  const range = low < 0 ? `${said(low)} to ${said(high)}` : `${said(low)}–${said(high)}`;
  return `${paired.name} / ${alone.length > 1 ? `(${parts})` : parts} = ${said(ratio.value)} (${formatNumber(100 * level)} % CI ${range}, ${n})`;
}

/** Trials of the scan with this protocol, else with this condition. Throws where there is none, or where baths are mixed. */
function trialsCalled({ trials }: Recording, scan: LineScan, name: string, condition: string | undefined): ReadonlySet<number> {
  const scanned = scan.trials.flatMap(({ trial }) => trials[trial] ?? []);
  const byProtocol = scanned.filter(({ protocol }) => protocol === name);
  const called = byProtocol.length > 0 ? byProtocol : scanned.filter((trial) => trial.condition === name);
  if (called.length === 0) {
    const protocols = [...new Set(scanned.flatMap(({ protocol }) => protocol ?? []))];
    throw misuse("protocol-unknown", { name, known: protocols.length > 0 ? protocols : [...new Set(scanned.map((trial) => trial.condition))] });
  }
  const kept = condition === undefined ? called : called.filter((trial) => trial.condition === condition);
  const baths = [...new Set(called.map((trial) => trial.condition))];
  if (kept.length === 0) throw misuse("condition-unknown", { name, condition: condition ?? "", known: baths });
  if (condition === undefined && baths.length > 1) throw misuse("conditions-mixed", { name, conditions: baths });
  return new Set(kept.map(({ index }) => index));
}

/** The recording with these lines alone; trials keep their numbers. */
function withTrials(recording: Recording, scanIndex: number, kept: ReadonlySet<number>): Recording {
  const lineScans = recording.lineScans.map((scan, i) => (i === scanIndex ? { ...scan, trials: scan.trials.filter(({ trial }) => kept.has(trial)) } : scan));
  return { ...recording, lineScans };
}

/** The first marked spine, unless a region was asked for. */
function spineOf({ regions = [] }: Recording, scan: LineScan, request: MeasureRequest): Pick<MeasureRequest, "regions" | "regionsFrom"> {
  if (request.regionsFrom === "found" || (request.regions ?? []).length > 0) return {};
  const spine = regions.find((region) => region.scan === scan.name && region.structure === "spine");
  return spine ? { regionsFrom: "user", regions: [`${spine.name}=${spine.from}:${spine.to}px`] } : {};
}

interface Responded {
  readonly response: ProtocolResponse;
  readonly region: PairingMeasurement["region"];
  /** As a request words it; absent where it holds for every trial as it stands. */
  readonly background?: string;
  readonly window: LineWindow;
  readonly time: Float64Array;
  readonly timeUnit: "ms" | "lines";
}

/** Measures the trials of one protocol, in the window given or else in that which they set themselves. */
function responseOf(recording: Recording, name: string, request: MeasureRequest, given?: LineWindow): Responded {
  const scan = recording.lineScans[request.scan ?? 0] as LineScan;
  // All stimuli of a pairing make one response: its fit begins with the first and is not cut short by the second.
  const first = request.stimulus === undefined ? chooseStimuli(recording, scan, undefined)[0] : undefined;
  const plan = planOf(recording, first ? { ...request, stimulus: `${first.line}lines` } : request);
  if (!plan) throw refuse("nothing-to-measure", { name: recording.name });
  const region = plan.regions[0] as (typeof plan.regions)[number];
  const background = backgroundsOf(plan).get(plan.channel);
  if (!background) throw refuse("nothing-to-measure", { name: recording.name });
  const study = studyRegion({ ...plan, stimuli: plan.stimuli.slice(0, 1) }, region, background);
  const { amplitude: said, traces } = study.region;
  const { fit } = study;
  const responds = fit !== undefined && fit.detectability >= LEAST_RESPONSE;
  const window = given ?? (responds ? aboveHalfPeak(fit.times, fit.course) : undefined);
  if (!window) throw refuse("protocol-without-response", { name, why: "refused" in said ? said.refused : "" });
  const counting = plan.scan.trials.flatMap(({ trial }, i) => (plan.reasons[i] === "" ? [{ trial, at: i }] : []));
  const values = counting.map(({ at }) => meanWithin(traces[at] as Float64Array, window));
  const { estimate } = meanWithInterval(values, { unit: "%", nOf: "trials" });
  const stimulus = plan.stimuli[0];
  return {
    response: {
      name,
      trials: counting.map(({ trial }) => trial),
      amplitudes: values,
      amplitude: { ...estimate, method: `mean ΔF/F of each trial in the paired response's window, ${estimate.method}` },
      mean: study.region.mean,
      standardError: study.region.standardError,
      ...(stimulus ? { stimulus: firstLine(plan) + stimulus.line * plan.period } : {}),
    },
    window,
    region: { name: region.name, from: region.from, to: region.to },
    ...(background.pixels ? { background: `${background.pixels.from}:${background.pixels.to}px` } : {}),
    time: Float64Array.from({ length: plan.lines }, (_, line) => firstLine(plan) + line * plan.period),
    timeUnit: plan.clock ? "ms" : "lines",
  };
}

/** Of the window's lines, those that the trial has. */
function meanWithin(trace: Float64Array, { from, to }: LineWindow): number {
  const lines = trace.subarray(from, to);
  return lines.reduce((sum, value) => sum + value, 0) / lines.length;
}
