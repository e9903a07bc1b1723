/** A series that is still growing, measured as far as it has come. */
import { isSearch, measureGroups, type GroupedMeasurement, type GroupRequest, type MeasuredGroup, type Recording } from "radiatum";
import { headlines, type Headline } from "./headlines.js";

export interface SeriesMeasurement extends GroupedMeasurement {
  /** The experiment's one result, then whatever else is compared. */
  readonly headlines: readonly Headline[];
  /** Groups that count: those of a search for a spine are measured, too, but are no part of any result. */
  readonly counting: readonly MeasuredGroup[];
  /** Trials of a search. */
  readonly searched: number;
}

/** Every group of trials for itself, and set beside the others; only these trials. */
export function grouped(
  { recording, trials, request = {} }: { readonly recording: Recording; readonly trials: readonly number[]; readonly request?: Pick<GroupRequest, "baseline" | "regions" | "regionsFrom"> },
): SeriesMeasurement {
  const wanted = new Set(trials);
  const kept = <T extends { readonly trial: number }>(all: readonly T[]): T[] => all.filter(({ trial }) => wanted.has(trial));
  const some: Recording = {
    ...recording, sweeps: kept(recording.sweeps), lineScans: recording.lineScans.map((scan) => ({ ...scan, trials: kept(scan.trials) })),
  };
  const measured = measureGroups(some, request);
  const counting = measured.groups.filter(({ stimulus }) => !isSearch(stimulus));
  const searched = measured.groups.reduce((sum, group) => sum + (isSearch(group.stimulus) ? group.trials.length : 0), 0);
  return { ...measured, headlines: headlines(some, measured), counting, searched };
}
