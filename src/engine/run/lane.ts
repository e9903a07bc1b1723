import type { RandomStream } from "#random";
import type { Schedule } from "./schedule.js";

/** One trial on its way. Its steps are its own: nothing of its neighbours reaches it. */
export interface Lane {
  schedule: Schedule | undefined;
  /** Where its traces go: which of the run's trials it is. */
  order: number;
  /** Time of the voltage, ms. */
  t: number;
  /** Steps of the grid since the start. */
  grid: number;
  /** The step that is being tried, where it ends, and the accepted ones before. */
  h: number;
  target: number;
  before: number;
  beforeThat: number;
  rung: number;
  /** How far into the step its voltages are solved for: 1 in the steps after an interruption, which damp. */
  theta: number;
  /** Accepted steps since something was interrupted: differences need three. */
  history: number;
  /** Which stop comes next. */
  stop: number;
  /** How far the states kept for a repeat lie before `t`. */
  behind: number;
  /** Into how many parts pools cut the step. */
  parts: number;
  /** When every state and concentration was last seen to be a number. */
  sound: number;
  gating: RandomStream[];
  events: RandomStream[];
}

export function emptyLane(): Lane {
  return {
    schedule: undefined, order: -1, t: 0, grid: 0, h: 1, target: 0, before: 0, beforeThat: 0, rung: 0, theta: 0.5,
    history: 0, stop: 0,
    behind: 0, parts: 1, sound: 0, gating: [], events: [],
  };
}
