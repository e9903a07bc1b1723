/** A recording of several stimuli or conditions: each measured for itself, in the same places, and set beside the first. */
import type { Issue, Recording } from "#recording";
import { meanWithInterval, ratioOfMeans } from "#statistics";
import type { Answer, Measurement } from "../measurement.js";
import { answerOf, ifAnswerable } from "../answer.js";
import { aboveHalfPeak, type LineWindow } from "../traces/index.js";
import { chooseScan } from "./choices.js";
import { electrodeOnly } from "./electrode-only.js";
import { misuse, refuse } from "./failures.js";
import { measurePlanned } from "./measure.js";
import { backgroundsOf, planOf, type Plan } from "./plan.js";
import { LEAST_RESPONSE, studyRegion } from "./region.js";
import type { MeasureRequest } from "./request.js";

/** What `measure` may be asked, and which groups of trials are wanted; all where nothing is said. */
export interface GroupRequest extends MeasureRequest {
  /** Names of stimuli, which recordings call protocols. */
  readonly stimuli?: readonly string[];
  readonly conditions?: readonly string[];
}

/**
 * Whether trials of this stimulus only looked for a spine, as protocols name what does: they are measured like any other, and
 * enter no comparison, for which the spine was chosen by them.
 */
export const isSearch = (stimulus: string): boolean => stimulus === "search";

/** Trials of one stimulus in one condition. */
export interface TrialGroup {
  /** "APV: EPSC"; of the two, what differs between the recording's groups. */
  readonly name: string;
  /** Empty where the recording names none. */
  readonly stimulus: string;
  readonly condition: string;
  /** Of the recording, from 0. */
  readonly trials: readonly number[];
}

export interface MeasuredGroup extends TrialGroup {
  /** All that is measured of it, or the sentence why it can't be. */
  readonly found: { readonly answer: Measurement } | { readonly refused: string };
  /** What is compared between groups: every region, then the electrode. */
  readonly responses: readonly GroupResponse[];
  /** Lines over which ΔF/F is averaged for them; absent where nothing responds. */
  readonly window?: LineWindow;
}

/** One quantity of every trial that counts, in their order, and its mean with Student's interval. */
export interface GroupResponse {
  /** "spine, ΔF/F", or "current at the soma". */
  readonly quantity: string;
  readonly unit: string;
  readonly values: readonly number[];
  readonly mean: Answer;
}

/** A group's mean response over that of its reference; 1 is no change. */
export interface GroupComparison {
  /** "APV / control, EPSC". */
  readonly name: string;
  /** Names of groups. */
  readonly group: string;
  readonly reference: string;
  readonly quantity: string;
  readonly ratio: Answer;
}

/** Plain data. */
export interface GroupedMeasurement {
  /** Of the recording. */
  readonly name: string;
  /** In the order in which they first came. */
  readonly groups: readonly MeasuredGroup[];
  readonly comparisons: readonly GroupComparison[];
  /** Of the recording as a whole. */
  readonly issues: readonly Issue[];
}

/**
 * The recording's groups, in the order in which they first came; one, without a name, where all trials are alike or
 * nothing is labelled.
 */
export function trialGroups(recording: Recording, scan?: number): readonly TrialGroup[] {
  const chosen = chooseScan(recording, scan);
  const indices = chosen ? chosen.scan.trials.map(({ trial }) => trial) : recording.trials.map(({ index }) => index);
  const found = new Map<string, { stimulus: string; condition: string; trials: number[] }>();
  for (const index of indices) {
    const { protocol: stimulus = "", condition = "" } = recording.trials[index] ?? {};
    const key = JSON.stringify([condition, stimulus]);
    const group = found.get(key) ?? { stimulus, condition, trials: [] };
    group.trials.push(index);
    found.set(key, group);
  }
  const groups = [...found.values()];
  const differ = (of: "stimulus" | "condition"): boolean => new Set(groups.map((group) => group[of])).size > 1;
  const parts = (["condition", "stimulus"] as const).filter(differ);
  return groups.map((group) => ({ ...group, name: parts.map((part) => group[part] || `no ${part}`).join(": ") }));
}

/**
 * `measure` of every group, which all keep the regions, the channel and the background that the recording as a whole
 * decides; baseline and stimuli are each group's own.
 *
 * A comparison is of mean ΔF/F, trial by trial, in the lines where the reference's first region exceeds half its fitted
 * peak (its own where the reference doesn't respond), and of the electrode's response: the ratio of means with Fieller's interval. Each condition is compared with the
 * first one, stimulus by stimulus; where one condition is left, each stimulus with the first. Trials of a search are
 * compared with nothing. No correction is made for how many comparisons are looked at.
 *
 * Throws as `measure` does, for names that the recording doesn't know, and where no group can be measured.
 */
export function measureGroups(recording: Recording, request: GroupRequest = {}): GroupedMeasurement {
  const groups = wanted(trialGroups(recording, request.scan), request);
  const whole = planOf(recording, request);
  const found = groups.map((group): Studied => {
    const made = ifAnswerable(() =>
      (whole ? measured(recording, group, request, whole) : { measurement: electrical(recording, group, request) }));
    if ("refused" in made) return { ...group, found: made };
    const { measurement, ...window } = made.answer;
    return { ...group, found: { answer: measurement }, ...window };
  });
  const [first] = found;
  if (found.every((group) => "refused" in group.found)) {
    throw refuse("no-group-measurable", { groups: found.length, why: first && "refused" in first.found ? first.found.refused : "" });
  }
  const responding = found.map((group) => withResponses(group, found));
  return { name: recording.name, groups: responding, comparisons: comparisonsOf(responding), issues: recording.issues };
}

function wanted(groups: readonly TrialGroup[], { stimuli, conditions }: GroupRequest): readonly TrialGroup[] {
  const known = (of: "stimulus" | "condition"): string[] => [...new Set(groups.map((group) => group[of]))];
  for (const [what, asked] of [["stimulus", stimuli], ["condition", conditions]] as const) {
    const unknown = asked?.find((name) => !known(what).includes(name));
    if (unknown !== undefined) throw misuse("group-unknown", { what, name: unknown, known: known(what) });
  }
  const kept = groups.filter(({ stimulus, condition }) =>
    (stimuli?.includes(stimulus) ?? true) && (conditions?.includes(condition) ?? true));
  if (kept.length === 0) {
    throw misuse("group-empty", { stimuli: stimuli ?? [], conditions: conditions ?? [], known: groups.map(({ name }) => name) });
  }
  return kept;
}

function measured(
  recording: Recording, { trials }: TrialGroup, request: GroupRequest, whole: Plan,
): { readonly measurement: Measurement; readonly own?: LineWindow } {
  const kept = new Set(trials);
  const own: Recording = {
    ...recording,
    lineScans: recording.lineScans.map((scan, i) =>
      (i === whole.scanIndex ? { ...scan, trials: scan.trials.filter(({ trial }) => kept.has(trial)) } : scan)),
    sweeps: recording.sweeps.filter(({ trial }) => kept.has(trial)),
  };
  const regions = whole.regions.map(({ name, from, to }) => `${name}=${from}:${to}px`);
  const asked: MeasureRequest = { ...request, scan: whole.scanIndex, regions, regionsFrom: "user" };
  const found = planOf(own, asked);
  if (!found) throw refuse("nothing-to-measure", { name: recording.name });
  const pixels = backgroundsOf(whole).get(whole.channel)?.pixels;
  const plan: Plan = {
    ...found, regionsFrom: whole.regionsFrom, ...(pixels && { background: { kind: "pixels", ...pixels } }),
  };
  const window = windowOf(plan);
  return { measurement: measurePlanned(own, plan, asked), ...(window && { own: window }) };
}

/**
 * Where the first region's response to all the stimuli together exceeds half its peak; `measure` fits what follows the
 * first alone, where the second is far enough.
 */
function windowOf(plan: Plan): LineWindow | undefined {
  const [region] = plan.regions;
  const background = backgroundsOf(plan).get(plan.channel);
  if (!region || !background) return undefined;
  const { fit } = studyRegion({ ...plan, stimuli: plan.stimuli.slice(0, 1) }, region, background, { slow: "told" });
  return fit && fit.detectability >= LEAST_RESPONSE ? aboveHalfPeak(fit.times, fit.course) : undefined;
}

function electrical(recording: Recording, { trials }: TrialGroup, request: GroupRequest): Measurement {
  const kept = new Set(trials);
  return electrodeOnly({
    ...recording,
    trials: recording.trials.filter(({ index }) => kept.has(index)),
    sweeps: recording.sweeps.filter(({ trial }) => kept.has(trial)),
  }, request);
}

/** The group that another is compared with: in the first condition, or where there is one, with the first stimulus. */
function referenceOf<Group extends TrialGroup>(group: TrialGroup, all: readonly Group[]): Group | undefined {
  if (isSearch(group.stimulus)) return undefined;
  const groups = all.filter(({ stimulus }) => !isSearch(stimulus));
  const [first] = groups;
  const many = groups.some(({ condition }) => condition !== first?.condition);
  return many ? groups.find(({ stimulus, condition }) => stimulus === group.stimulus && condition === first?.condition) : first;
}

/** `own`: the window that the group's own response sets. */
type Studied = Omit<MeasuredGroup, "responses" | "window"> & { readonly own?: LineWindow };

/** Means of every trial in the reference's window, and what the electrode read. */
function withResponses({ own: mine, ...group }: Studied, groups: readonly Studied[]): MeasuredGroup {
  if ("refused" in group.found) return { ...group, responses: [] };
  const own = group.found.answer;
  const window = referenceOf(group, groups)?.own ?? mine;
  const counting = own.trials.flatMap(({ included, soma }, i) => (included ? [{ i, soma }] : []));
  const response = (quantity: string, unit: string, values: readonly number[]): GroupResponse => ({
    quantity, unit, values, mean: answerOf(() => meanWithInterval(values, { unit, nOf: "trials" }).estimate),
  });
  const optical = window ? own.regions.map(({ name, traces }) =>
    response(`${name}, ΔF/F`, "%", counting.flatMap(({ i }) => meanWithin(traces[i], window)))) : [];
  const electrode = own.soma
    ? [response(`${own.soma.quantity} at the soma`, own.soma.unit, counting.flatMap(({ soma }) => soma ?? []))] : [];
  return { ...group, responses: [...optical, ...electrode.filter(({ values }) => values.length > 0)], ...(window && { window }) };
}

/** Of those of the lines that the trial has; none where it has none of them. */
function meanWithin(trace: Float64Array | undefined, { from, to }: LineWindow): number[] {
  const lines = trace?.subarray(from, to);
  return lines && lines.length > 0 ? [lines.reduce((sum, value) => sum + value, 0) / lines.length] : [];
}

function comparisonsOf(groups: readonly MeasuredGroup[]): GroupComparison[] {
  const counting = groups.filter(({ stimulus }) => !isSearch(stimulus));
  const several = counting.some(({ stimulus }) => stimulus !== counting[0]?.stimulus);
  return groups.flatMap((group): GroupComparison[] => {
    const reference = referenceOf(group, groups);
    if (!reference || reference === group) return [];
    const name = group.condition === reference.condition ? `${group.stimulus} / ${reference.stimulus}`
      : `${group.condition} / ${reference.condition}${several ? `, ${group.stimulus}` : ""}`;
    return group.responses.flatMap(({ quantity, unit, values }): GroupComparison[] => {
      const its = reference.responses.find((other) => other.quantity === quantity && other.unit === unit);
      if (!its) return [];
      const ratio = answerOf(() => ratioOfMeans(values, [its.values], { method: "Fieller", quantile: "Student", nOf: "trials" }));
      return [{ name, group: group.name, reference: reference.name, quantity, ratio }];
    });
  });
}
