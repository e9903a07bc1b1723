import type { Assembly } from "../assembly/assembly.js";
import { stopped } from "../failures.js";
import { LANES } from "../kernel/index.js";
import type { Lane } from "./lane.js";

/** A step is cut at most this often: past it the run stops and says where. */
const MOST_PARTS = 1024;
/** µM: what rounding may leave below nothing. */
const ROUNDING_uM = 1e-9;

/**
 * Reaction and diffusion over the step `behind` of every lane that goes ahead, before a step `next`, in as many parts as each needs: a part that takes a
 * concentration below zero, or is off by more than `tolerance`, is not taken over but halved, and other lanes don't notice.
 * Returns the number of parts beyond one.
 */
export function poolStepper(
  assembly: Assembly, memory: Float64Array, call: Readonly<Record<string, () => void>>, tolerance: number,
): (lanes: readonly Lane[], goes: readonly boolean[], behind: Float64Array, next: Float64Array) => number {
  if (assembly.pools.length === 0) return () => 0;
  const { globals } = assembly;
  const index = (name: keyof typeof globals): number => globals[name] / 8;
  const [step, mask, ratio] = [index("poolStep"), index("poolMask"), index("poolRatio")];
  const [lowest, error, sum] = [index("poolLowest"), index("poolError"), index("poolSum")];
  const [pools, commit] = [call["pools"], call["commitPools"]] as [() => void, () => void];
  const done = new Float64Array(LANES);
  const worst = new Float64Array(LANES);
  return (lanes, goes, behind, next) => {
    let extra = 0;
    done.fill(0);
    worst.fill(0);
    for (;;) {
      let busy = false;
      for (let l = 0; l < LANES; l++) {
        const lane = lanes[l] as Lane;
        const active = goes[l] === true && (done[l] as number) < 1;
        const part = (behind[l] as number) / lane.parts;
        memory[step + l] = part;
        memory[mask + l] = active ? 1 : 0;
        memory[ratio + l] = (0.5 * (next[l] as number)) / part;
        memory[lowest + l] = Infinity;
        memory[error + l] = 0;
        memory[sum + l] = 0;
        busy ||= active;
      }
      if (!busy) break;
      pools();
      for (let l = 0; l < LANES; l++) {
        if (memory[mask + l] === 0) continue;
        const lane = lanes[l] as Lane;
        const off = memory[error + l] as number;
        const good = (memory[lowest + l] as number) >= -ROUNDING_uM && off <= tolerance && Number.isFinite(memory[sum + l] as number);
        if (good) {
          done[l] = (done[l] as number) + 1 / lane.parts;
          worst[l] = Math.max(worst[l] as number, off);
          if ((done[l] as number) < 1) extra++;
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
      commit();
    }
    // Second order in the part: half as many are four times as far off, in the error that is watched.
    for (let l = 0; l < LANES; l++) {
      const lane = lanes[l] as Lane;
      if (goes[l] === true && lane.parts > 1 && (worst[l] as number) * 8 < tolerance) lane.parts /= 2;
    }
    return extra;
  };
}
