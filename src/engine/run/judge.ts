import type { Assembly } from "../assembly/assembly.js";
import { LANES } from "../kernel/index.js";
import type { Lane } from "./lane.js";
import { climb, type StepPlan } from "./step-plan.js";
import type { Stepping } from "./stepping.js";

export interface Verdicts {
  /** Steps that have to be repeated. */
  rejected: number;
  /** Largest error of an accepted step, mV. */
  largestError: number;
}

/**
 * Adaptive steps: which lanes' voltages are good enough (`goes` turns false where not), and on which rung they go on.
 * The error is that of the trapezoidal rule, h³/12·V‴, from divided differences over three steps; after an interruption
 * two of the shortest steps are taken on trust. They are damping ones (see stepping.ts).
 */
export function judge(
  { globals, states, pools }: Assembly, memory: Float64Array, monitor: () => void, plan: StepPlan,
  { rests }: Pick<Stepping, "rests">,
): {
  judge(lanes: readonly Lane[], goes: boolean[], verdicts: Verdicts): void;
  rescaleMiddles(l: number, ratio: number): void;
} {
  const perStep = globals.perStep / 8;
  const curveWeight = globals.curveWeight / 8;
  const thirdWeight = globals.thirdWeight / 8;
  const cubicWeight = globals.cubicWeight / 8;
  const voltageError = globals.voltageError / 8;
  const top = plan.rungs.length - 1;
  const shadows = states.flatMap(
    ({ address, shadow }) => (shadow === undefined ? [] : [[address / 8, shadow / 8] as const])
  );
  const ionVolumes = pools.flatMap(({ ionState, fields, volumes }) => {
    if (ionState === undefined) return [];
    const [ion, middle] = [fields[ionState] as number, fields["middle"] as number];
    return volumes.map(({ address }) => [(address + ion) / 8, (address + middle) / 8] as const);
  });
  return {
    judge: (lanes, goes, verdicts) => {
      for (let l = 0; l < LANES; l++) {
        const { h, before, beforeThat, theta } = lanes[l] as Lane;
        memory[perStep + l] = plan.theta / (theta * h);
        memory[curveWeight + l] = before > 0 ? 2 / (h + before) : 0;
        memory[thirdWeight + l] = before > 0 && beforeThat > 0 ? 4 / (h + 2 * before + beforeThat) : 0;
        memory[cubicWeight + l] = (h * h * h) / 12;
        memory[voltageError + l] = 0;
      }
      monitor();
      for (let l = 0; l < LANES; l++) {
        const lane = lanes[l] as Lane;
        if (!lane.schedule || rests(lane)) continue;
        if (lane.history < 2) {
          lane.rung = Math.min(lane.rung + 1, top);
          continue;
        }
        const error = memory[voltageError + l] as number;
        const change = climb(error, plan.tolerance);
        if (error > plan.tolerance && lane.h > (plan.rungs[0] as number)) {
          goes[l] = false;
          verdicts.rejected++;
          // States go back to before the junction behind.
          for (const [state, shadow] of shadows) memory[state + l] = memory[shadow + l] as number;
          lane.rung = Math.max(0, plan.rungs.findLastIndex((rung) => rung <= lane.h) + change);
          continue;
        }
        verdicts.largestError = Math.max(verdicts.largestError, error);
        lane.rung = Math.min(Math.max(lane.rung + change, 0), top);
      }
    },
    // What stood half a step ahead stands half of a shorter step ahead.
    rescaleMiddles: (l, ratio) => {
      for (const [concentration, middle] of ionVolumes) {
        const c = memory[concentration + l] as number;
        memory[middle + l] = c + ((memory[middle + l] as number) - c) * ratio;
      }
    },
  };
}
