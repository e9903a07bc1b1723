/** How long steps are: a grid with stops on it, or a ladder that the error climbs and descends. */
import { pow } from "#elementary";
import { quantity } from "../assembly/placement.js";
import { misuse } from "../failures.js";
import type { Step } from "./request.js";

/** How much longer a rung is than the one below: two of them double. */
export const RUNG = Math.SQRT2;

export interface StepPlan {
  readonly kind: Step["kind"];
  /** How far into the step voltages are solved for: ½ or 1. */
  readonly theta: number;
  /** How far gates are ahead of the voltage, in steps. */
  readonly lead: number;
  /** ms: the grid's, or the ladder's rungs from the shortest up, each `RUNG` times the one below. */
  readonly rungs: readonly number[];
  /** mV of local error in a step. */
  readonly tolerance: number;
  /** The length of the gates' step that has tables; absent: theirs serve every length. */
  readonly tabulated?: number;
}

export function stepPlan(step: Step): StepPlan {
  if (step.kind !== "adaptive") {
    const dt = positive(step.dt, "step, dt");
    const implicit = step.kind === "backward Euler";
    return {
      kind: step.kind, theta: implicit ? 1 : 0.5, lead: implicit ? 0 : 0.5, rungs: [dt], tolerance: Infinity,
      tabulated: dt,
    };
  }
  const shortest = positive(step.shortest ?? "0.00125 ms", "step, shortest");
  const longest = positive(step.longest ?? "1.28 ms", "step, longest");
  if (longest < shortest) {
    throw misuse("time-order", { what: "The ladder of steps", from: `${shortest} ms`, to: `${longest} ms` });
  }
  const tolerance = quantity(step.tolerance, "mV", "step, tolerance");
  if (!(tolerance > 0)) {
    throw misuse("out-of-range", { what: "step, tolerance", expected: "positive", found: step.tolerance });
  }
  const rungs: number[] = [];
  for (let whole = shortest; whole <= longest * (1 + 1e-9); whole *= 2) {
    rungs.push(whole);
    if (whole * RUNG <= longest) rungs.push(whole * RUNG);
  }
  return { kind: "adaptive", theta: 0.5, lead: 0.5, rungs, tolerance };
}

/** Adaptive steps half as long, so many times: their error by itself would go with the third power of their length. */
export function halved(plan: StepPlan, times: number): StepPlan {
  if (times === 0) return plan;
  return { ...plan, rungs: plan.rungs.map((h) => h / pow(2, times)), tolerance: plan.tolerance / pow(8, times) };
}

function positive(text: string, what: string): number {
  const value = quantity(text, "ms", what);
  if (!(value > 0)) throw misuse("out-of-range", { what, expected: "positive", found: text });
  return value;
}

/** By how much the error grows from one rung to the next, as the third power of the step; the pools', as its square. */
const PER_RUNG = 2 * RUNG;
const PER_RUNG_OF_POOLS = 2;
/** Shares of the tolerance: above the first the next step is shorter, and it's longer as long as that leaves it below the second. */
const [TOO_CLOSE, AIM] = [0.9, 0.7] as const;
/** Rungs that are climbed at once at most: differences of very unequal steps say little. */
export const MOST_UP = 4;
const MOST_DOWN = 24;

/** Rungs to go up, down (negative) or to stay after a step with this error; more than the tolerance repeats the step. */
export function climb(error: number, tolerance: number, perRung = PER_RUNG): number {
  if (error > TOO_CLOSE * tolerance) {
    let down = 1;
    for (let reached = TOO_CLOSE * tolerance * perRung; reached < error && down < MOST_DOWN; reached *= perRung) down++;
    return -down;
  }
  let up = 0;
  for (let then = error * perRung; then < AIM * tolerance && up < MOST_UP; then *= perRung) up++;
  return up;
}

/** The same by the error of pools. One that can't be told takes the step to a quarter. */
export function climbOfPools(error: number, tolerance: number): number {
  return error < Infinity ? climb(error, tolerance, PER_RUNG_OF_POOLS) : -MOST_UP;
}
