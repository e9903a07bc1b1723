/** Whether a second way of measuring is better than the paper's: by its numbers alone, so that no words promise more. */
import type { Outcome } from "./outcome.js";

/** One quantity, in two ways. */
export interface BiasCase {
  readonly name: string;
  readonly paper: Outcome;
  readonly better: Outcome;
  readonly truth: number;
  /** Whether the second estimate lies nearer to the truth; null where one of the two is lacking. */
  readonly nearer: boolean | null;
}

export type Case = Omit<BiasCase, "nearer">;

/** "better" where the second way lies nearer to the truth wherever both give a number. */
export type Remedy = "better" | "better in part" | "no better";

const distance = ({ value }: Outcome, truth: number): number => Math.abs((value ?? NaN) - truth);

export function nearer({ paper, better, truth }: Case): boolean | null {
  const [theirs, other] = [distance(paper, truth), distance(better, truth)];
  return Number.isNaN(theirs + other) ? null : other < theirs;
}

const holds = ({ low = NaN, high = NaN }: Outcome, truth: number): boolean => low <= truth && truth <= high;

/** What the second way is, and in words: where it comes nearer, and whose intervals hold the truth. */
export function remedyOf(cases: readonly BiasCase[]): { readonly remedy: Remedy; readonly remedySays: string } {
  const named = (wanted: boolean | null): string =>
    cases.filter((one) => one.nearer === wanted).map(({ name }) => name).join(", ");
  const [closer, farther, lacking] = [named(true), named(false), named(null)];
  const within = (way: "paper" | "better"): number => cases.filter((one) => holds(one[way], one.truth)).length;
  return {
    remedy: closer === "" ? "no better" : farther === "" ? "better" : "better in part",
    remedySays: [
      ...(closer === "" ? [] : [`It comes nearer to the truth for ${closer}.`]),
      ...(farther === "" ? [] : [`It comes no nearer for ${farther}.`]),
      ...(lacking === "" ? [] : [`It can't be compared for ${lacking}.`]),
      `Its interval holds the truth in ${within("better")} of ${cases.length}, the paper's in ${within("paper")}.`,
    ].join(" "),
  };
}
