import type { Assembly } from "../assembly/assembly.js";
import { LANES } from "../kernel/index.js";
import type { Calls } from "./calls.js";
import type { Lane } from "./lane.js";
import type { PoolStepper } from "./pool-steps.js";
import { climb, climbOfPools, type StepPlan } from "./step-plan.js";
import type { Stepping } from "./stepping.js";

export interface Verdicts {
  /** Steps that have to be repeated. */
  rejected: number;
  /** Largest error of an accepted step, mV. */
  largestError: number;
}

/**
 * Adaptive steps: which lanes' are good enough, and on which rung they go on. The voltage's error is that of the
 * trapezoidal rule, h³/12·V‴, from divided differences over three steps; the pools' is what they say of themselves, which
 * goes with h². After an interruption two of the shortest steps are taken on trust. They are damping ones (see
 * stepping.ts).
 */
export class Judge {
  readonly #memory: Float64Array;
  readonly #calls: Calls;
  readonly #plan: StepPlan;
  readonly #pools: Pick<PoolStepper, "attempted" | "tolerance">;
  readonly #walk: Pick<Stepping, "rests">;
  /** Where each lane is told of its step, and says its error, in doubles. */
  readonly #perStep: number;
  readonly #curveWeight: number;
  readonly #thirdWeight: number;
  readonly #cubicWeight: number;
  readonly #voltageError: number;
  /** States with where they stood before the junction, and ions with where they stand half a step ahead. */
  readonly #shadows: readonly (readonly [number, number])[];
  readonly #ionVolumes: readonly (readonly [number, number])[];

  constructor(
    { globals, states, pools: sites }: Assembly, memory: Float64Array, calls: Calls, plan: StepPlan,
    walk: Pick<Stepping, "rests">, pools: Pick<PoolStepper, "attempted" | "tolerance">,
  ) {
    this.#memory = memory;
    this.#calls = calls;
    this.#plan = plan;
    this.#walk = walk;
    this.#pools = pools;
    this.#perStep = globals.perStep / 8;
    this.#curveWeight = globals.curveWeight / 8;
    this.#thirdWeight = globals.thirdWeight / 8;
    this.#cubicWeight = globals.cubicWeight / 8;
    this.#voltageError = globals.voltageError / 8;
    this.#shadows = states.flatMap(
      ({ address, shadow }) => (shadow === undefined ? [] : [[address / 8, shadow / 8] as const])
    );
    this.#ionVolumes = sites.flatMap(({ ionState, fields, volumes }) => {
      if (ionState === undefined) return [];
      const [ion, middle] = [fields[ionState] as number, fields["middle"] as number];
      return volumes.map(({ address }) => [(address + ion) / 8, (address + middle) / 8] as const);
    });
  }

  /** `goes` turns false where a step must be repeated. */
  judge(lanes: readonly Lane[], goes: boolean[], verdicts: Verdicts): void {
    const memory = this.#memory;
    const plan = this.#plan;
    for (let l = 0; l < LANES; l++) {
      const { h, before, beforeThat, theta } = lanes[l] as Lane;
      memory[this.#perStep + l] = plan.theta / (theta * h);
      memory[this.#curveWeight + l] = before > 0 ? 2 / (h + before) : 0;
      memory[this.#thirdWeight + l] = before > 0 && beforeThat > 0 ? 4 / (h + 2 * before + beforeThat) : 0;
      memory[this.#cubicWeight + l] = (h * h * h) / 12;
      memory[this.#voltageError + l] = 0;
    }
    this.#calls.monitor();
    for (let l = 0; l < LANES; l++) {
      const lane = lanes[l] as Lane;
      if (!lane.schedule || this.#walk.rests(lane)) continue;
      const top = plan.rungs.length - 1;
      if (lane.history < 2) {
        lane.rung = Math.min(lane.rung + 1, top);
        continue;
      }
      const error = memory[this.#voltageError + l] as number;
      const poolError = this.#pools.attempted(l);
      const change = Math.min(climb(error, plan.tolerance), climbOfPools(poolError, this.#pools.tolerance));
      const good = error <= plan.tolerance && poolError <= this.#pools.tolerance;
      if (!good && lane.h > (plan.rungs[0] as number)) {
        goes[l] = false;
        verdicts.rejected++;
        // States go back to before the junction behind.
        for (const [state, shadow] of this.#shadows) memory[state + l] = memory[shadow + l] as number;
        lane.rung = Math.max(0, lastRungWithin(plan.rungs, lane.h) + change);
        continue;
      }
      verdicts.largestError = Math.max(verdicts.largestError, error);
      lane.rung = Math.min(Math.max(lane.rung + change, 0), top);
    }
  }

  /** What stood half a step ahead stands half of a shorter step ahead. */
  rescaleMiddles(l: number, ratio: number): void {
    const memory = this.#memory;
    for (const [concentration, middle] of this.#ionVolumes) {
      const c = memory[concentration + l] as number;
      memory[middle + l] = c + ((memory[middle + l] as number) - c) * ratio;
    }
  }
}

/** The longest rung that is no longer than `h`, or −1. */
function lastRungWithin(rungs: readonly number[], h: number): number {
  let last = rungs.length - 1;
  while (last >= 0 && (rungs[last] as number) > h) last--;
  return last;
}
