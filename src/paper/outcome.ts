/** A number beside others: what was measured under one condition, or in one way. */
import type { Conclusion } from "./experiment.js";

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

/** A conclusion's numbers under a name. */
export function outcomeOf(
  what: string, { value, low, high, n, nOf }: Conclusion, truth: number | undefined,
): Outcome {
  return {
    what, n, nOf, ...(value !== undefined && Number.isFinite(value) && { value }),
    ...(low !== undefined && high !== undefined && Number.isFinite(high - low) && { low, high }),
    ...(truth !== undefined && Number.isFinite(truth) && { truth }),
  };
}

/** The least that an outcome may be, by its interval; by its value where it has none; undefined where there is nothing. */
export const least = ({ low, value }: Outcome): number => low ?? value ?? NaN;
export const most = ({ high, value }: Outcome): number => high ?? value ?? NaN;
