import type { Assembly } from "../assembly/assembly.js";
import { stopped } from "../failures.js";
import { LANES } from "../kernel/index.js";
import type { Lane } from "./lane.js";

/**
 * Into how many parts a step is cut for accuracy, and at most to stay positive: past it the run stops and says where.
 */
const ACCURATE_PARTS = 64;
const MOST_PARTS = 1024;
/** µM: what rounding may leave below nothing. */
const ROUNDING_uM = 1e-9;

export interface PoolStepper {
  /**
   * Reaction and diffusion over the step `behind` of every lane that goes ahead, before a step `next`, in as many parts
   * as each needs: a part that takes a concentration below zero, or is off by more than the tolerance, is not taken
   * over but halved, and other lanes don't notice. Returns the number of parts beyond one.
   */
  step(lanes: readonly Lane[], goes: readonly boolean[], behind: Float64Array, next: Float64Array): number;
  /**
   * Whether the last step asked for one part in every lane, so that the next of the same length may be tried at once.
   */
  easy(): boolean;
  /** Before such a try: nothing has been low, off or added up yet. */
  reset(): void;
  /** Whether the try was good in every lane and may be taken over; if not, `step` does it again in parts. */
  good(goes: readonly boolean[]): boolean;
}

export function poolStepper(
  assembly: Assembly, memory: Float64Array, call: Readonly<Record<string, () => void>>, tolerance: number,
): PoolStepper {
  if (assembly.pools.length === 0) return { step: () => 0, easy: () => true, reset: () => undefined, good: () => true };
  const { globals } = assembly;
  const index = (name: keyof typeof globals): number => globals[name] / 8;
  const [step, mask, ratio] = [index("poolStep"), index("poolMask"), index("poolRatio")];
  const [lowest, error, sum] = [index("poolLowest"), index("poolError"), index("poolSum")];
  const [pools, commit] = [call["pools"], call["commitPools"]] as [() => void, () => void];
  const done = new Float64Array(LANES);
  const worst = new Float64Array(LANES);

  const nothingYet = (l: number): void => {
    memory[lowest + l] = Infinity;
    memory[error + l] = 0;
    memory[sum + l] = 0;
  };
  const isSound = (l: number): boolean =>
    (memory[lowest + l] as number) >= -ROUNDING_uM && Number.isFinite(memory[sum + l]);
  /** Lanes that have a part left; they are told how long it is. */
  const set = (lanes: readonly Lane[], goes: readonly boolean[], behind: Float64Array, next: Float64Array): boolean => {
    let busy = false;
    for (let l = 0; l < LANES; l++) {
      const active = goes[l] === true && (done[l] as number) < 1;
      const part = (behind[l] as number) / (lanes[l] as Lane).parts;
      memory[step + l] = part;
      memory[mask + l] = active ? 1 : 0;
      memory[ratio + l] = (0.5 * (next[l] as number)) / part;
      nothingYet(l);
      busy ||= active;
    }
    return busy;
  };
  /** Whose part was good, and is taken over; others halve theirs. Counts those that have more parts to go. */
  const settle = (lanes: readonly Lane[]): number => {
    let unfinished = 0;
    for (let l = 0; l < LANES; l++) {
      if (memory[mask + l] === 0) continue;
      const lane = lanes[l] as Lane;
      const off = memory[error + l] as number;
      if (isSound(l) && (off <= tolerance || lane.parts >= ACCURATE_PARTS)) {
        done[l] = (done[l] as number) + 1 / lane.parts;
        worst[l] = Math.max(worst[l] as number, off);
        if ((done[l] as number) < 1) unfinished++;
        continue;
      }
      memory[mask + l] = 0;
      lane.parts *= 2;
      if (lane.parts > MOST_PARTS) {
        throw stopped("too-stiff", {
          time_ms: lane.t, pool: assembly.pools.map((p) => p.name).join(", "), parts: MOST_PARTS,
          lowest: memory[lowest + l] as number, trial: lane.schedule?.number ?? 0,
        });
      }
    }
    return unfinished;
  };
  let inOne = false;
  return {
    step: (lanes, goes, behind, next) => {
      let extra = 0;
      done.fill(0);
      worst.fill(0);
      while (set(lanes, goes, behind, next)) {
        pools();
        extra += settle(lanes);
        commit();
      }
      inOne = true;
      for (let l = 0; l < LANES; l++) {
        const lane = lanes[l] as Lane;
        // The masks stand as they were for the first part, as a try of the next step wants them.
        memory[mask + l] = goes[l] === true ? 1 : 0;
        if (goes[l] !== true || lane.parts === 1) continue;
        inOne = false;
        // Half as many parts are four times as far off, in the error that is watched.
        if ((worst[l] as number) * 8 < tolerance) lane.parts /= 2;
      }
      return extra;
    },
    easy: () => inOne,
    reset: () => {
      for (let l = 0; l < LANES; l++) nothingYet(l);
    },
    good: (goes) => {
      for (let l = 0; l < LANES; l++) {
        if (goes[l] === true && !(isSound(l) && (memory[error + l] as number) <= tolerance)) return false;
      }
      return true;
    },
  };
}
