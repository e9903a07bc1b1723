import { LANE_BYTES } from "../kernel/program.js";

/**
 * Where everything lives, decided once: first all lane values, which belong to a trial and are saved and restored as
 * one stretch, then what all trials share.
 */
export interface MemoryPlan {
  /** `count` lane values side by side: the byte address of the first. All are asked for before anything shared. */
  lanes(count: number): number;
  /** `count` shared doubles. */
  shared(count: number): number;
  /** `count` 32-bit integers. */
  integers(count: number): number;
  /** Where lane values stand. */
  laneExtent(): { readonly from: number; readonly to: number };
  bytes(): number;
}

/** Address 0 stays unused, so that a forgotten address shows. */
const START = 64;

export function memoryPlan(): MemoryPlan {
  let end = START;
  let lanesEnd: number | undefined;
  const take = (bytes: number): number => {
    lanesEnd ??= end;
    const at = Math.ceil(end / 64) * 64;
    end = at + bytes;
    return at;
  };
  return {
    lanes: (count) => {
      if (lanesEnd !== undefined) throw new Error("broken invariant: lane values are planned before shared ones");
      const at = end;
      end += count * LANE_BYTES;
      return at;
    },
    shared: (count) => take(8 * count),
    integers: (count) => take(4 * count),
    laneExtent: () => ({ from: START, to: lanesEnd ?? end }),
    bytes: () => Math.ceil(end / 64) * 64,
  };
}
