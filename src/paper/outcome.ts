/** A number beside others: what was measured under one condition, or in one way. */
import { middle, ratio } from "./conclude.js";
import type { Conclusion, Reading } from "./experiment.js";

export interface Outcome {
  /** Under what, or how: "with channels in the spine", "peak of the smoothed trace". */
  readonly what: string;
  /** Absent where nothing could be measured. */
  readonly value?: number;
  /** 95 % interval. */
  readonly low?: number;
  readonly high?: number;
  readonly n: number;
  readonly nOf: Conclusion["nOf"];
  /** The same of what really happened. */
  readonly truth?: number;
}

type Measured = Pick<Conclusion, "value" | "low" | "high" | "n" | "nOf">;

/** A conclusion's numbers under a name. */
export function outcomeOf(what: string, { value, low, high, n, nOf }: Measured, truth?: number): Outcome {
  return {
    what, n, nOf, ...(value !== undefined && Number.isFinite(value) && { value }),
    ...(low !== undefined && high !== undefined && Number.isFinite(high - low) && { low, high }),
    ...(truth !== undefined && Number.isFinite(truth) && { truth }),
  };
}

/** Of no finding. */
const NONE = "";
const SAID = { direction: true } as const;

/** Median over spines, its interval by ranks. */
export const middleOf = (what: string, values: readonly number[], truth?: number): Outcome =>
  outcomeOf(what, middle(NONE, values, SAID), truth);

/** Sum of one number over the sum of another, as `ratio` has it. */
export const sumsOf = (
  what: string, readings: readonly Reading[], [above, below]: readonly [string, string], truth?: number,
): Outcome => outcomeOf(what, ratio(NONE, readings, above, below, SAID), truth);

/** The least that an outcome may be, by its interval, or by its value where it has none; NaN where there is nothing. */
export const least = ({ low, value }: Outcome): number => low ?? value ?? NaN;
export const most = ({ high, value }: Outcome): number => high ?? value ?? NaN;
