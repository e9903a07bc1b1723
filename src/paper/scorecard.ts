/** All rows of the paper, judged. */
import { findingOf, findings, type Finding } from "./findings.js";
import type { Conclusion, Experiment, Reading } from "./experiment.js";
import { experiments } from "./experiments/index.js";
import { verdictOf, type Verdict } from "./verdict.js";

export interface Row extends Conclusion {
  readonly finding: Finding;
  readonly verdict: Verdict;
}

/** Rows with their verdicts, and how many there are of each. */
export interface Scorecard {
  readonly rows: readonly Row[];
  /** Findings of the paper that no experiment here asks about. */
  readonly missing: readonly string[];
  readonly summary: Readonly<Record<Verdict, number>>;
}

/** `readings`: those of every experiment that was run, by its name. */
export function scorecardOf(readings: ReadonlyMap<string, readonly Reading[]>): Scorecard {
  const rows = experiments.flatMap((experiment): Row[] => {
    const own = readings.get(experiment.name);
    return own ? rowsOf(experiment, own) : [];
  });
  const order = new Map(findings.map(({ id }, i) => [id, i]));
  rows.sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
  const summary: Record<Verdict, number> = {
    "reproduced": 0, "direction only": 0, "not reproduced": 0, "conflicts within the paper": 0,
  };
  for (const { verdict } of rows) summary[verdict]++;
  const asked = new Set(experiments.flatMap((experiment) => experiment.findings));
  return { rows, summary, missing: findings.flatMap(({ id }) => (asked.has(id) ? [] : [id])) };
}

function rowsOf(experiment: Experiment, readings: readonly Reading[]): Row[] {
  return experiment.conclude(readings).map((conclusion) => {
    return { ...conclusion, finding: findingOf(conclusion.id), verdict: verdictOf(conclusion) };
  });
}
