import { LANES } from "../kernel/index.js";
import type { Lane } from "./lane.js";
import type { CompiledProbe } from "./probes.js";
import type { StepPlan } from "./step-plan.js";

/** Takes values out of lanes at the steps' moments, and turns them into samples at the probes'. */
export interface Recorder {
  /** A trial begins in lane `l`; one array of samples for each probe. */
  begin(lane: Lane, l: number, samples: readonly Float64Array[]): void;
  /** A step of lane `l` ended at `time`. */
  whole(l: number, time: number): void;
  /** A step is solved: gates stand at `states`, currents flow at `solved`. */
  inside(l: number, states: number, solved: number): void;
  /** What happened before says nothing about the slope from here. */
  interrupt(l: number, time: number): void;
  /** The trial is over: what stands in the middle of steps goes straight on to its end. */
  end(l: number): void;
  /**
   * How many steps of `dt` may pass from `t` on before a value is wanted again, for a sample or for the slope towards
   * it.
   */
  rest(l: number, t: number, dt: number, plan: Pick<StepPlan, "lead" | "theta">): number;
}

/** Samples this close to a step's moment, ms, take its value. */
const CLOSE = 1e-9;

export function recorder(memory: Float64Array, probes: readonly CompiledProbe[]): Recorder {
  const groupOf = (moment: CompiledProbe["moment"]): Group => {
    const which = probes.flatMap((p, i) => (p.moment === moment ? [i] : []));
    const own = which.map((i) => probes[i] as CompiledProbe);
    return { which, tracks: Array.from({ length: LANES }, (_, l) => track(memory, l, own, moment)) };
  };
  const [whole, states, solved] = [groupOf("whole"), groupOf("state"), groupOf("solved")];
  const groups = [whole, states, solved];
  return {
    begin: ({ t }, l, samples) => {
      for (const { which, tracks } of groups) {
        (tracks[l] as Track).reset(which.map((i) => samples[i] as Float64Array), t);
      }
    },
    whole: (l, time) => (whole.tracks[l] as Track).take(time),
    inside: (l, atStates, atSolved) => {
      (states.tracks[l] as Track).take(atStates);
      (solved.tracks[l] as Track).take(atSolved);
    },
    interrupt: (l, time) => {
      for (const { tracks } of groups) (tracks[l] as Track).interrupt(time);
    },
    end: (l) => {
      for (const { tracks } of groups) (tracks[l] as Track).end();
    },
    rest: (l, t, dt, { lead, theta }) => {
      const wholes = whole.tracks[l] as Track;
      const ahead = (wholes.earliest() - t) / dt;
      // Samples on the grid need no neighbours; others are drawn through the two steps before them.
      const nearest = Math.round(ahead);
      const wholeSteps = wholes.onGrid(dt) && Math.abs(ahead - nearest) < 1e-6 ? nearest - 1 : Math.floor(ahead) - 2;
      const stateSteps = Math.ceil(((states.tracks[l] as Track).earliest() - t) / dt - lead - 1e-6) - 2;
      const solvedSteps = Math.ceil(((solved.tracks[l] as Track).earliest() - t) / dt - theta - 1e-6) - 2;
      return Math.min(wholeSteps, stateSteps, solvedSteps);
    },
  };
}

interface Group { readonly which: readonly number[]; readonly tracks: readonly Track[] }

/** Quantities of one lane that are known at the same moments, and the last three of those. */
interface Track {
  reset(samples: readonly Float64Array[], at: number): void;
  interrupt(time: number): void;
  /** Reads every quantity, later than the last time, and fills the samples in between. */
  take(at: number): void;
  /** Fills what is still due, straight on. */
  end(): void;
  /** When the next sample of any is due. */
  earliest(): number;
  /** Whether all samples fall on the ends of steps of `dt` counted from 0. */
  onGrid(dt: number): boolean;
}

/** Through the last three points where the course is smooth, which keeps the order of the steps; else straight. */
function track(
  memory: Float64Array, l: number, probes: readonly CompiledProbe[], moment: CompiledProbe["moment"],
): Track {
  // Where something happened a step ended: there alone, the moment before belongs to what follows.
  const enough = moment === "whole" ? 2 : 3;
  const next = new Int32Array(probes.length);
  let samples: readonly Float64Array[] = [];
  let [oldest, older, latest] = [0, 1, 2].map(() => new Float64Array(probes.length)) as [
    Float64Array, Float64Array, Float64Array,
  ];
  let [t0, t1, t2] = [0, 0, 0];
  let known = 0;
  let earliest = Infinity;
  const slots = Int32Array.from(probes, ({ slot }) => (slot === undefined ? -1 : slot + l));
  const intervals = Float64Array.from(probes, ({ interval }) => interval);
  const read = (): void => {
    for (let i = 0; i < probes.length; i++) {
      const slot = slots[i] as number;
      latest[i] = slot >= 0 ? (memory[slot] as number) : (probes[i] as CompiledProbe).read(memory, l);
    }
  };
  /** Beyond the latest moment. */
  const ahead = (i: number, t: number): number => {
    const [x1, x2] = [older[i] as number, latest[i] as number];
    return known >= 2 ? x2 + ((x2 - x1) * (t - t2)) / (t2 - t1) : x2;
  };
  /** Samples up to `upTo`: what `value` says of those that aren't at the latest moment. */
  const fill = (upTo: number, value: (i: number, t: number) => number): void => {
    earliest = Infinity;
    for (let i = 0; i < probes.length; i++) {
      const own = samples[i] as Float64Array;
      const interval = intervals[i] as number;
      let place = next[i] as number;
      let due = place < own.length ? place * interval : Infinity;
      while (due <= upTo) {
        own[place++] = Math.abs(t2 - due) <= CLOSE ? (latest[i] as number) : value(i, due);
        due = place < own.length ? place * interval : Infinity;
      }
      next[i] = place;
      if (due < earliest) earliest = due;
    }
  };
  /** Samples up to the latest moment. */
  const fillBetween = (): void => {
    const upTo = t2 + CLOSE;
    earliest = Infinity;
    for (let i = 0; i < intervals.length; i++) {
      const own = samples[i] as Float64Array;
      const interval = intervals[i] as number;
      let place = next[i] as number;
      let due = place < own.length ? place * interval : Infinity;
      if (due <= upTo) {
        const x1 = older[i] as number;
        const x2 = latest[i] as number;
        const x0 = oldest[i] as number;
        const bend = known >= enough ? ((x2 - x1) / (t2 - t1) - (x1 - x0) / (t1 - t0)) / (t2 - t0) : 0;
        while (due <= upTo) {
          own[place++] = Math.abs(t2 - due) <= CLOSE ? x2
            : x1 + ((x2 - x1) * (due - t1)) / (t2 - t1) + bend * (due - t1) * (due - t2);
          due = place < own.length ? place * interval : Infinity;
        }
        next[i] = place;
      }
      if (due < earliest) earliest = due;
    }
  };
  let grid = { dt: Number.NaN, fits: false };
  return {
    earliest: () => earliest,
    onGrid: (dt) => {
      if (grid.dt !== dt) {
        grid = { dt, fits: probes.every(({ interval }) => Math.abs(interval / dt - Math.round(interval / dt)) < 1e-6) };
      }
      return grid.fits;
    },
    reset: (given, at) => {
      samples = given;
      next.fill(0);
      known = 0;
      t2 = at;
      read();
      // What is there at the start is what was there before.
      fill(at, (i) => latest[i] as number);
    },
    interrupt: (time) => {
      // A current may jump there: up to the jump it goes on as it did, and from there as it flows next.
      if (moment === "solved" && earliest < time - CLOSE) fill(time - CLOSE, ahead);
      known = 0;
    },
    end: () => { if (earliest < Infinity) fill(Number.MAX_VALUE, ahead); },
    take: (at) => {
      if (probes.length === 0) return;
      const spare = oldest;
      oldest = older;
      older = latest;
      latest = spare;
      t0 = t1;
      t1 = t2;
      t2 = at;
      known++;
      read();
      if (earliest > at + CLOSE) return;
      if (known === 1 && moment === "solved") fill(at + CLOSE, (i) => latest[i] as number); // a current has jumped
      else fillBetween();
    },
  };
}
