/** What a row amounts to: alone, and beside the other rows of its set. */
import { findingOf } from "./findings.js";
import type { Conclusion } from "./experiment.js";

export type Verdict = "reproduced" | "direction only" | "not reproduced" | "conflicts within the paper";

/** Of a row alone. */
export type OwnVerdict = Exclude<Verdict, "conflicts within the paper">;

/** Whether there is a number or, where the row asks for none, anything of which it says whether it holds. */
export function isMeasured({ id, value, n }: Pick<Conclusion, "id" | "value" | "n">): boolean {
  return value === undefined ? findingOf(id).range === undefined && n > 0 : Number.isFinite(value);
}

/** What stands in place of a row's number where it has none. */
export function wordsFor(row: Pick<Conclusion, "id" | "value" | "n" | "holds">): string {
  if (!isMeasured(row)) return "not measured";
  return row.holds === false ? "does not hold" : "holds";
}

/** Measured, in its range and as the paper says: reproduced. Else the direction counts, if anything was measured. */
export function verdictOf(conclusion: Conclusion): OwnVerdict {
  if (!isMeasured(conclusion)) return "not reproduced";
  const { range } = findingOf(conclusion.id);
  const { judged = conclusion.value, holds = true, direction } = conclusion;
  const within = range === undefined || (judged !== undefined && judged >= range[0] && judged <= range[1]);
  if (within && holds) return "reproduced";
  return direction ? "direction only" : "not reproduced";
}

/** One sentence on a row that falls short, from its numbers alone: how the value lies to the range, and its interval. */
export function shortOf(row: Conclusion): string {
  const { id, value, low = NaN, high = NaN } = row;
  const { range } = findingOf(id);
  if (!isMeasured(row)) return "Nothing could be measured.";
  if (value === undefined) return "What decides it isn't so.";
  if (range === undefined) return "What is said beside the number doesn't hold.";
  if (value >= range[0] && value <= range[1]) return "The value is in the range; what must be true besides isn't.";
  const [side, end] = value < range[0] ? ["below", range[0]] : ["above", range[1]];
  const reaches = value < range[0] ? high >= end : low <= end;
  return `The value is ${side} the range${reaches ? ", and its interval reaches into it: so many spines can't tell." : "."}`;
}

/**
 * Of all rows of a set, in their order. One that was measured and isn't reproduced conflicts within the paper where a
 * finding that it excludes, whatever the parameters, is reproduced beside it: then this set can't have both. Without
 * that the row has fallen short by itself.
 */
export function verdictsOf(conclusions: readonly Conclusion[]): readonly Verdict[] {
  const own = new Map(conclusions.map((one) => [one.id, verdictOf(one)]));
  return conclusions.map((one): Verdict => {
    const verdict = verdictOf(one);
    const excluded = (findingOf(one.id).against ?? []).some((other) => own.get(other) === "reproduced");
    return verdict !== "reproduced" && isMeasured(one) && excluded ? "conflicts within the paper" : verdict;
  });
}
