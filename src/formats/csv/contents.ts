import type { Condition, LineScan, Sweep, Trial } from "#recording";

/** What one table holds. */
export interface TableContents {
  readonly detail: string;
  readonly lineScans: readonly LineScan[];
  readonly sweeps: readonly Sweep[];
  readonly trials: readonly Trial[];
  readonly conditions: readonly Condition[];
}

/** Trials as the comments state them, else end to end; conditions follow. */
export function trialsOf(stated: readonly (Omit<Trial, "index"> | undefined)[], durations: readonly number[]): Pick<TableContents, "trials" | "conditions"> {
  let end = 0;
  const trials = durations.map((duration, index): Trial => {
    const trial = { index, ...(stated[index] ?? { start: end, duration, condition: "unnamed" }) };
    end = trial.start + trial.duration;
    return trial;
  });
  const names = [...new Set(trials.map((trial) => trial.condition))];
  return { trials, conditions: names.map((name) => ({ name, drugs: [] })) };
}
