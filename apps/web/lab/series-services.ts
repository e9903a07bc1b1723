/** A series that is still growing, measured as far as it has come. */
import { measureGroups, type GroupedMeasurement, type Recording } from "radiatum";

/** Every group of trials for itself; only these trials. */
export function grouped({ recording, trials }: { readonly recording: Recording; readonly trials: readonly number[] }): GroupedMeasurement {
  const wanted = new Set(trials);
  const kept = <T extends { readonly trial: number }>(all: readonly T[]): T[] => all.filter(({ trial }) => wanted.has(trial));
  return measureGroups({
    ...recording, sweeps: kept(recording.sweeps), lineScans: recording.lineScans.map((scan) => ({ ...scan, trials: kept(scan.trials) })),
  });
}
