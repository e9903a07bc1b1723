import { findingOf } from "./findings.js";
import type { Conclusion } from "./experiment.js";

export type Verdict = "reproduced" | "direction only" | "not reproduced" | "conflicts within the paper";

/**
 * In its range and as the paper says: reproduced. Else, where it excludes another finding whatever the parameters, the
 * conflict is the paper's; else the direction counts.
 */
export function verdictOf(conclusion: Conclusion): Verdict {
  const { range, against } = findingOf(conclusion.id);
  const { judged = conclusion.value, holds = true, direction } = conclusion;
  const within = range === undefined || (judged !== undefined && judged >= range[0] && judged <= range[1]);
  if (within && holds) return "reproduced";
  if (against) return "conflicts within the paper";
  return direction ? "direction only" : "not reproduced";
}
