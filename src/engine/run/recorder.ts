import { sampler, type CompiledProbe, type Sampler } from "./probes.js";
import type { Lane } from "./lane.js";

/** Takes values out of lanes at the steps' moments, for the samples that are due. */
export interface Recorder {
  /** A trial begins in lane `l`. */
  begin(lane: Lane, l: number, samples: readonly Float64Array[]): void;
  /** A step ended at `time`. */
  whole(lane: Lane, l: number, time: number): void;
  /** The middle of a step, at `time`. */
  middle(lane: Lane, l: number, time: number): void;
  /** How many steps of `dt` may pass before a value is wanted again, for a sample or for the slope towards it. */
  rest(lane: Lane, dt: number, lead: number): number;
}

export function recorder(memory: Float64Array, probes: readonly CompiledProbe[]): Recorder {
  const of = (moment: CompiledProbe["moment"]): number[] => probes.flatMap((p, i) => (p.moment === moment ? [i] : []));
  const [wholes, middles] = [of("whole"), of("middle")];
  const take = (which: readonly number[]) => (lane: Lane, l: number, time: number): void => {
    for (const i of which) (lane.samplers[i] as Sampler).take(time, (probes[i] as CompiledProbe).read(memory, l));
  };
  return {
    begin: (lane, l, samples) => {
      probes.forEach(({ interval, read }, i) => {
        const own = (lane.samplers[i] ??= sampler(0, interval));
        own.reset(samples[i] as Float64Array, lane.t, read(memory, l));
      });
    },
    whole: take(wholes),
    middle: take(middles),
    rest: (lane, dt, lead) => {
      let steps = Infinity;
      for (const i of wholes) {
        const ahead = ((lane.samplers[i] as Sampler).due() - lane.t) / dt;
        const nearest = Math.round(ahead);
        // A sample on the grid needs no neighbours; another is drawn through the two steps before it.
        const own = Math.abs(ahead - nearest) < 1e-6 ? nearest - 1 : Math.floor(ahead) - 2;
        if (own < steps) steps = own;
      }
      for (const i of middles) {
        const ahead = ((lane.samplers[i] as Sampler).due() - lane.t) / dt - lead;
        const own = Math.ceil(ahead - 1e-6) - 2;
        if (own < steps) steps = own;
      }
      return steps;
    },
  };
}
