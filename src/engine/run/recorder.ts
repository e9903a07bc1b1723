import { sampler, type CompiledProbe, type Sampler } from "./probes.js";
import type { Lane } from "./lane.js";
import type { StepPlan } from "./step-plan.js";

/** Takes values out of lanes at the steps' moments, for the samples that are due. */
export interface Recorder {
  /** A trial begins in lane `l`. */
  begin(lane: Lane, l: number, samples: readonly Float64Array[]): void;
  /** A step ended at `time`. */
  whole(lane: Lane, l: number, time: number): void;
  /** A step is solved: gates stand at `states`, currents flow at `solved`. */
  inside(lane: Lane, l: number, states: number, solved: number): void;
  /** How many steps of `dt` may pass before a value is wanted again, for a sample or for the slope towards it. */
  rest(lane: Lane, dt: number, plan: Pick<StepPlan, "lead" | "theta">): number;
}

export function recorder(memory: Float64Array, probes: readonly CompiledProbe[]): Recorder {
  const of = (moment: CompiledProbe["moment"]): number[] => probes.flatMap((p, i) => (p.moment === moment ? [i] : []));
  const [wholes, gates, currents] = [of("whole"), of("state"), of("solved")];
  const take = (which: readonly number[]) => (lane: Lane, l: number, time: number): void => {
    for (const i of which) (lane.samplers[i] as Sampler).take(time, (probes[i] as CompiledProbe).read(memory, l));
  };
  const [takeGates, takeCurrents] = [take(gates), take(currents)];
  return {
    begin: (lane, l, samples) => {
      probes.forEach(({ interval, read }, i) => {
        const own = (lane.samplers[i] ??= sampler(0, interval));
        own.reset(samples[i] as Float64Array, lane.t, read(memory, l));
      });
    },
    whole: take(wholes),
    inside: (lane, l, states, solved) => {
      takeGates(lane, l, states);
      takeCurrents(lane, l, solved);
    },
    rest: (lane, dt, { lead, theta }) => {
      let steps = Infinity;
      for (const i of wholes) {
        const ahead = ((lane.samplers[i] as Sampler).due() - lane.t) / dt;
        const nearest = Math.round(ahead);
        // A sample on the grid needs no neighbours; another is drawn through the two steps before it.
        const own = Math.abs(ahead - nearest) < 1e-6 ? nearest - 1 : Math.floor(ahead) - 2;
        if (own < steps) steps = own;
      }
      for (const [which, moment] of [[gates, lead], [currents, theta]] as const) {
        for (const i of which) {
          const ahead = ((lane.samplers[i] as Sampler).due() - lane.t) / dt - moment;
          const own = Math.ceil(ahead - 1e-6) - 2;
          if (own < steps) steps = own;
        }
      }
      return steps;
    },
  };
}
