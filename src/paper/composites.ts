/** Findings that are answered by other rows rather than by an experiment of their own. */
import type { Conclusion } from "./experiment.js";
import { verdictOf } from "./verdict.js";

interface Composite {
  readonly id: string;
  /** Rows of which it is made. */
  readonly of: readonly string[];
  /** Where all of them are reproduced. */
  readonly note: string;
}

export const composites: readonly Composite[] = [
  {
    id: "H09", of: ["A04", "S02", "S11"],
    note: "High-threshold channels (A04), NMDA receptors (S02) and a pathway that APV leaves (S11), with one set of numbers. A "
      + "count of verdicts has no truth.",
  },
];

/** Of each composite whose rows are all there: how many of them were reproduced; all must be. */
export function compositeRows(conclusions: ReadonlyMap<string, Conclusion>): Conclusion[] {
  return composites.flatMap(({ id, of, note }) => {
    const parts = of.flatMap((part) => conclusions.get(part) ?? []);
    if (parts.length < of.length) return [];
    const missed = parts.filter((part) => verdictOf(part) !== "reproduced");
    const reproduced = parts.length - missed.length;
    return [{
      id, value: reproduced, n: parts.length, nOf: "findings",
      holds: missed.length === 0, direction: missed.every(({ direction }) => direction),
      note: missed.length === 0 ? note : `Not reproduced: ${missed.map((part) => part.id).join(", ")}.`,
    }];
  });
}
