/**
 * What the controls do. During a series, what can differ from trial to trial holds from the next one on, as at a real rig;
 * what can't, and everything while no series is swept, holds for all trials.
 */
import type { Protocol, Stimulus } from "radiatum/protocol";
import { conditionPlace, fromTrial, inCondition, inStimulus, stimulusFromTrial, trialsOf, type ConditionChange } from "./edits.js";
import type { Series } from "./series.js";

/** The trial that controls speak of: the one in sight, and during a series the next. */
export function controlled(series: Series, protocol: Protocol): number {
  const next = series.place() + 1;
  return series.playing() && next < trialsOf(protocol) ? next : series.place();
}

/** Bath, drugs, wash, holding. Resolves to the reason why it can't be. */
export function putCondition(series: Series, protocol: Protocol, change: ConditionChange): Promise<string | undefined> {
  const place = controlled(series, protocol);
  return place === series.place()
    ? series.change({ values: inCondition(protocol, conditionPlace(protocol, place), change) })
    : series.changeFromNext(fromTrial(protocol, place, change));
}

/** What is done in the trials of this stimulus. */
export function putStimulus(
  series: Series, protocol: Protocol, name: string, edit: (items: readonly Stimulus[]) => readonly Stimulus[],
): Promise<string | undefined> {
  const place = controlled(series, protocol);
  const turned = place === series.place() ? undefined : stimulusFromTrial(protocol, place, name, edit);
  if (turned) return series.changeFromNext(withAxons(turned));
  return series.change({ values: withAxons(inStimulus(protocol, name, edit)) });
}

/** How many trials a run has: those that have come stay. */
export function putTrials(series: Series, protocol: Protocol, run: number, typed: string): Promise<string | undefined> {
  const trials = Number(typed);
  const runs = protocol.runs.map((one, k) => (k === run ? { ...one, trials } : one));
  const end = runs.slice(0, run + 1).reduce((sum, one) => sum + one.trials, 0);
  return series.playing() && Number.isInteger(trials) && end > series.place()
    ? series.changeFromNext({ ...protocol, runs })
    : series.change([`runs[${run}].trials=${typed}`]);
}

/** Without axons so far, shocks get the one that a protocol file would have. */
function withAxons({ axons, ...rest }: Protocol): unknown {
  return { ...rest, ...(axons.length > 0 && { axons }) };
}
