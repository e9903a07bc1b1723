import { LANE_BYTES } from "../kernel/program.js";

/**
 * Where everything lives, decided once: what code names by its address first, in places that are the same for every
 * cell, so that cells of the same kinds of membrane run the same code; then lane values, which belong to a trial and are
 * saved and restored as one stretch; then what all trials share.
 */
export interface MemoryPlan {
  /** Where bodies put values down. */
  readonly scratch: { readonly at: number; readonly bytes: number };
  /** The byte of the integer that says where the table stands. */
  readonly tablePlace: number;
  /** Where lane values begin, with the globals. */
  readonly globals: number;
  /** `count` lane values side by side: the byte address of the first. All are asked for before anything shared. */
  lanes(count: number): number;
  /** A lane value that code names by its address. */
  setting(): number;
  /** `count` shared doubles. */
  shared(count: number): number;
  /** `count` 32-bit integers. */
  integers(count: number): number;
  /** Where lane values stand. */
  laneExtent(): { readonly from: number; readonly to: number };
  bytes(): number;
}

/** Address 0 stays unused, so that a forgotten address shows. */
const TABLE_PLACE = 32;
/** Bytes; what takes more than these stands behind everything. */
const SCRATCH = { at: 64, bytes: 4096 } as const;
const START = SCRATCH.at + SCRATCH.bytes;
/** Settings that have a place before the cell; more stand among its other values, where code is the cell's own. */
const SETTINGS = 64;

/** `globals`: how many lane values stand before all others. */
export function memoryPlan(globals: number): MemoryPlan {
  let nextSetting = START + globals * LANE_BYTES;
  const settingsEnd = nextSetting + SETTINGS * LANE_BYTES;
  let end = settingsEnd;
  let lanesEnd: number | undefined;
  const take = (bytes: number): number => {
    lanesEnd ??= end;
    const at = Math.ceil(end / 64) * 64;
    end = at + bytes;
    return at;
  };
  const lanes = (count: number): number => {
    if (lanesEnd !== undefined) throw new Error("broken invariant: lane values are planned before shared ones");
    const at = end;
    end += count * LANE_BYTES;
    return at;
  };
  return {
    scratch: SCRATCH,
    tablePlace: TABLE_PLACE,
    globals: START,
    lanes,
    setting: () => {
      if (nextSetting === settingsEnd) return lanes(1);
      const at = nextSetting;
      nextSetting += LANE_BYTES;
      return at;
    },
    shared: (count) => take(8 * count),
    integers: (count) => take(4 * count),
    laneExtent: () => ({ from: START, to: lanesEnd ?? end }),
    bytes: () => Math.ceil(end / 64) * 64,
  };
}
