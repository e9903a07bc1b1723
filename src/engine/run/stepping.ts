import { pow } from "#elementary";
import { LANES } from "../kernel/index.js";
import type { Lane } from "./lane.js";
import type { Span } from "./schedule.js";
import { MOST_UP, RUNG, type StepPlan } from "./step-plan.js";

/**
 * Steps of backward Euler after an interruption, of the ladder's shortest. The trapezoidal rule turns what an edge
 * leaves in short compartments over and over rather than damp it, and what rings keeps steps short; two such steps end
 * it, and leave the order as it is (Rannacher 1984, Numer Math 43:309).
 */
const DAMPED = 2;

/**
 * ms: steps in which a cell comes to rest, the first and the longest; each is so many times the one before. They are
 * backward Euler's, so the longest are as good as an iteration for what is still in the end. Longer ones than this
 * don't bring it there sooner: voltage and Ih then answer each other in turn.
 */
const RESTING = { first: 0.1, longest: 50, growth: 4 } as const;

/** How much longer a step may be than the one before, or than the ladder's shortest. */
const LONGEST_STRIDE = Math.max(pow(RUNG, MOST_UP), RESTING.growth);

/** How lanes walk through time: along a grid with stops on the way, or by the ladder. */
export class Stepping {
  readonly #plan: StepPlan;
  readonly #span: Span;
  readonly #adaptive: boolean;
  readonly #dt: number;

  constructor(plan: StepPlan, span: Span) {
    this.#plan = plan;
    this.#span = span;
    this.#adaptive = plan.kind === "adaptive";
    this.#dt = plan.rungs[0] as number;
  }

  /** The step from `lane.t`: its length and where it ends. */
  choose(lane: Lane): void {
    const stop = nextStop(lane);
    const rests = this.rests(lane);
    lane.theta = this.#adaptive && (lane.history < DAMPED || rests) ? 1 : this.#plan.theta;
    if (this.#adaptive) {
      const rung = rests ? Math.min(RESTING.first * pow(RESTING.growth, Math.min(lane.history, 30)), RESTING.longest)
        : (this.#plan.rungs[lane.rung] as number);
      const left = stop - lane.t;
      // A rest that is a little longer than the step is halved rather than left as a sliver.
      lane.h = left <= rung ? left : left < 1.25 * rung ? left / 2 : rung;
      lane.target = lane.h === left ? stop : lane.t + lane.h;
      return;
    }
    const end = this.#line(lane.grid + 1);
    lane.target = Math.min(end, stop);
    lane.h = lane.t === this.#line(lane.grid) && lane.target === end ? this.#dt : lane.target - lane.t;
  }

  /** Whether the lane is still coming to rest, by steps that are taken on trust. */
  rests({ t }: Lane): boolean {
    return t < this.#span.rested;
  }

  /** ms from any moment of the lane's step on, within which the next two steps are over whatever their length. */
  reach({ h }: Lane): number {
    if (!this.#adaptive) return Infinity;
    const longest = LONGEST_STRIDE * Math.max(h, this.#dt);
    return h + longest + LONGEST_STRIDE * longest;
  }

  /** The step is over and good: time and history move on. */
  arrive(lane: Lane): void {
    if (!this.#adaptive && lane.target === this.#line(lane.grid + 1)) lane.grid++;
    lane.beforeThat = lane.before;
    lane.before = lane.h;
    lane.t = lane.target;
    lane.history++;
  }

  /** How many steps of the grid lie ahead of every lane in which nothing happens. */
  quiet(lanes: readonly Lane[]): number {
    if (this.#adaptive) return 0;
    let count = Infinity;
    for (let l = 0; l < LANES; l++) {
      const lane = lanes[l] as Lane;
      const { schedule } = lane;
      if (!schedule) continue;
      if (schedule.ramps || lane.h !== this.#dt) return 0;
      // The step that reaches a stop, and the one before it, are taken singly.
      count = Math.min(count, Math.ceil((nextStop(lane) - lane.t) / this.#dt - 1e-6) - 2);
    }
    return Math.max(count, 0);
  }

  /** When `count` such steps are over. */
  after(lane: Lane, count: number): number {
    return this.#line(lane.grid + count);
  }

  /** Moves `count` such steps ahead. */
  skip(lane: Lane, count: number): void {
    lane.grid += count;
    lane.history += count;
    lane.t = this.#line(lane.grid);
    this.choose(lane);
  }

  #line(grid: number): number {
    return this.#span.start + grid * this.#dt;
  }
}

function nextStop(lane: Lane): number {
  return lane.schedule?.stops[lane.stop] ?? Infinity;
}
