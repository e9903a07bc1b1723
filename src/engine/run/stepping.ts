import { pow } from "#elementary";
import { LANES } from "../kernel/index.js";
import type { Lane } from "./lane.js";
import type { Span } from "./schedule.js";
import type { StepPlan } from "./step-plan.js";

/** How lanes walk through time: along a grid with stops on the way, or by the ladder. */
export interface Stepping {
  /** The step from `lane.t`: its length and where it ends. */
  choose(lane: Lane): void;
  /** Whether the lane is still coming to rest, by steps that are taken on trust. */
  rests(lane: Lane): boolean;
  /** The step is over and good: time and history move on. */
  arrive(lane: Lane): void;
  /** How many steps of the grid lie ahead of every lane in which nothing happens. */
  quiet(lanes: readonly Lane[]): number;
  /** When `count` such steps are over. */
  after(lane: Lane, count: number): number;
  /** Moves `count` such steps ahead. */
  skip(lane: Lane, count: number): void;
}

/**
 * Steps of backward Euler after an interruption, of the ladder's shortest. The trapezoidal rule turns what an edge
 * leaves in short compartments over and over rather than damp it, and what rings keeps steps short; two such steps end
 * it, and leave the order as it is (Rannacher 1984, Numer Math 43:309).
 */
const DAMPED = 2;

/**
 * ms: steps in which a cell comes to rest, the first and the longest; each is twice the one before. They are backward
 * Euler's, so the longest are as good as an iteration for what is still in the end.
 */
const RESTING = { first: 0.1, longest: 50 } as const;

export function stepping(plan: StepPlan, span: Span): Stepping {
  const adaptive = plan.kind === "adaptive";
  const dt = plan.rungs[0] as number;
  const line = (grid: number): number => span.start + grid * dt;
  const nextStop = (lane: Lane): number => lane.schedule?.stops[lane.stop] ?? Infinity;
  const rests = ({ t }: Lane): boolean => t < span.rested;
  const choose = (lane: Lane): void => {
    const stop = nextStop(lane);
    lane.theta = adaptive && (lane.history < DAMPED || rests(lane)) ? 1 : plan.theta;
    if (adaptive) {
      const rung = rests(lane) ? Math.min(RESTING.first * pow(2, Math.min(lane.history, 30)), RESTING.longest)
        : (plan.rungs[lane.rung] as number);
      const left = stop - lane.t;
      // A rest that is a little longer than the step is halved rather than left as a sliver.
      lane.h = left <= rung ? left : left < 1.25 * rung ? left / 2 : rung;
      lane.target = lane.h === left ? stop : lane.t + lane.h;
      return;
    }
    const end = line(lane.grid + 1);
    lane.target = Math.min(end, stop);
    lane.h = lane.t === line(lane.grid) && lane.target === end ? dt : lane.target - lane.t;
  };
  return {
    choose,
    rests,
    arrive: (lane) => {
      if (!adaptive && lane.target === line(lane.grid + 1)) lane.grid++;
      lane.beforeThat = lane.before;
      lane.before = lane.h;
      lane.t = lane.target;
      lane.history++;
    },
    quiet: (lanes) => {
      if (adaptive) return 0;
      let count = Infinity;
      for (let l = 0; l < LANES; l++) {
        const lane = lanes[l] as Lane;
        const { schedule } = lane;
        if (!schedule) continue;
        if (schedule.ramps || lane.h !== dt) return 0;
        // The step that reaches a stop, and the one before it, are taken singly.
        count = Math.min(count, Math.ceil((nextStop(lane) - lane.t) / dt - 1e-6) - 2);
      }
      return Math.max(count, 0);
    },
    after: (lane, count) => line(lane.grid + count),
    skip: (lane, count) => {
      lane.grid += count;
      lane.history += count;
      lane.t = line(lane.grid);
      choose(lane);
    },
  };
}
