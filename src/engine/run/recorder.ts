import { LANES } from "../kernel/index.js";
import type { Lane } from "./lane.js";
import type { CompiledProbe } from "./probes.js";
import type { StepPlan } from "./step-plan.js";

/** Samples this close to a step's moment, ms, take its value. */
const CLOSE = 1e-9;

/** Takes values out of lanes at the steps' moments, and turns them into samples at the probes'. */
export class Recorder {
  readonly #whole: Group;
  readonly #states: Group;
  readonly #solved: Group;

  constructor(memory: Float64Array, probes: readonly CompiledProbe[]) {
    this.#whole = groupOf(memory, probes, "whole");
    this.#states = groupOf(memory, probes, "state");
    this.#solved = groupOf(memory, probes, "solved");
  }

  /** A trial begins in lane `l`; one array of samples for each probe. */
  begin({ t }: Lane, l: number, samples: readonly Float64Array[]): void {
    for (const { which, tracks } of this.#groups) {
      (tracks[l] as Track).reset(which.map((i) => samples[i] as Float64Array), t);
    }
  }

  /** A step of lane `l` ended at `time`; `reach`: how far ahead the next two end at most. */
  whole(l: number, time: number, reach = Infinity): void {
    (this.#whole.tracks[l] as Track).take(time, reach);
  }

  /** A step is solved: gates stand at `states`, currents flow at `solved`; within `reach` the next two are, too. */
  inside(l: number, states: number, solved: number, reach = Infinity): void {
    (this.#states.tracks[l] as Track).take(states, reach);
    (this.#solved.tracks[l] as Track).take(solved, reach);
  }

  /** What happened before says nothing about the slope from here. */
  interrupt(l: number, time: number): void {
    for (const { tracks } of this.#groups) (tracks[l] as Track).interrupt(time);
  }

  /** The trial is over: what stands in the middle of steps goes straight on to its end. */
  end(l: number): void {
    for (const { tracks } of this.#groups) (tracks[l] as Track).end();
  }

  /** ms: every sample of lane `l` that is due before then has been filled. */
  upTo(l: number): number {
    return Math.min(...this.#groups.map(({ tracks }) => (tracks[l] as Track).earliest));
  }

  /**
   * How many steps of `dt` may pass from `t` on before a value is wanted again, for a sample or for the slope towards
   * it.
   */
  rest(l: number, t: number, dt: number, { lead, theta }: Pick<StepPlan, "lead" | "theta">): number {
    const wholes = this.#whole.tracks[l] as Track;
    const ahead = (wholes.earliest - t) / dt;
    // Samples on the grid need no neighbours; others are drawn through the two steps before them.
    const nearest = Math.round(ahead);
    const wholeSteps = wholes.onGrid(dt) && Math.abs(ahead - nearest) < 1e-6 ? nearest - 1 : Math.floor(ahead) - 2;
    const stateSteps = Math.ceil(((this.#states.tracks[l] as Track).earliest - t) / dt - lead - 1e-6) - 2;
    const solvedSteps = Math.ceil(((this.#solved.tracks[l] as Track).earliest - t) / dt - theta - 1e-6) - 2;
    return Math.min(wholeSteps, stateSteps, solvedSteps);
  }

  get #groups(): readonly Group[] {
    return [this.#whole, this.#states, this.#solved];
  }
}

interface Group { readonly which: readonly number[]; readonly tracks: readonly Track[] }

function groupOf(memory: Float64Array, probes: readonly CompiledProbe[], moment: CompiledProbe["moment"]): Group {
  const which = probes.flatMap((p, i) => (p.moment === moment ? [i] : []));
  const own = which.map((i) => probes[i] as CompiledProbe);
  return { which, tracks: Array.from({ length: LANES }, (_, l) => new Track(memory, l, own, moment)) };
}

/**
 * Quantities of one lane that are known at the same moments, and the last three of those. Samples lie through them where
 * the course is smooth, which keeps the order of the steps; else on straight lines. What jumps stays until it does.
 */
class Track {
  /** When the next sample of any is due. */
  earliest = Infinity;
  readonly #memory: Float64Array;
  readonly #lane: number;
  readonly #probes: readonly CompiledProbe[];
  readonly #moment: CompiledProbe["moment"];
  /** Values that are needed to know a curve. */
  readonly #enough: number;
  readonly #slots: Int32Array;
  readonly #intervals: Float64Array;
  readonly #jumps: readonly boolean[];
  readonly #next: Int32Array;
  #samples: readonly Float64Array[] = [];
  #oldest: Float64Array;
  #older: Float64Array;
  #latest: Float64Array;
  /** Their times, and how many of them count. */
  #t0 = 0;
  #t1 = 0;
  #t2 = 0;
  #known = 0;
  #grid = { dt: Number.NaN, fits: false };

  constructor(memory: Float64Array, lane: number, probes: readonly CompiledProbe[], moment: CompiledProbe["moment"]) {
    this.#memory = memory;
    this.#lane = lane;
    this.#probes = probes;
    this.#moment = moment;
    // Where something happened a step ended: there alone, the moment before belongs to what follows.
    this.#enough = moment === "whole" ? 2 : 3;
    this.#slots = Int32Array.from(probes, ({ slot }) => (slot === undefined ? -1 : slot + lane));
    this.#intervals = Float64Array.from(probes, ({ interval }) => interval);
    this.#jumps = probes.map(({ jumps }) => jumps === true);
    this.#next = new Int32Array(probes.length);
    this.#oldest = new Float64Array(probes.length);
    this.#older = new Float64Array(probes.length);
    this.#latest = new Float64Array(probes.length);
  }

  /** Whether all samples fall on the ends of steps of `dt` counted from 0. */
  onGrid(dt: number): boolean {
    if (this.#grid.dt !== dt) {
      const fits = this.#probes.every(({ interval }) => Math.abs(interval / dt - Math.round(interval / dt)) < 1e-6);
      this.#grid = { dt, fits };
    }
    return this.#grid.fits;
  }

  reset(samples: readonly Float64Array[], at: number): void {
    this.#samples = samples;
    this.#next.fill(0);
    this.#known = 0;
    this.#t2 = at;
    this.#read();
    // What is there at the start is what was there before.
    this.#fill(at, false);
  }

  interrupt(time: number): void {
    // A current may jump there: up to the jump it goes on as it did, and from there as it flows next.
    if (this.#moment === "solved" && this.earliest < time - CLOSE) this.#fill(time - CLOSE, true);
    this.#known = 0;
  }

  /** Fills what is still due, straight on. */
  end(): void {
    if (this.earliest < Infinity) this.#fill(Number.MAX_VALUE, true);
  }

  /**
   * Reads every quantity, later than the last time, and fills the samples in between. Where no sample is due within
   * `reach` nothing is read: this value and the two that follow it will be gone by then.
   */
  take(at: number, reach: number): void {
    if (this.#probes.length === 0) return;
    const spare = this.#oldest;
    this.#oldest = this.#older;
    this.#older = this.#latest;
    this.#latest = spare;
    this.#t0 = this.#t1;
    this.#t1 = this.#t2;
    this.#t2 = at;
    this.#known++;
    if (this.earliest > at + reach) return;
    this.#read();
    if (this.earliest > at + CLOSE) return;
    if (this.#known === 1 && this.#moment === "solved") this.#fill(at + CLOSE, false); // a current has jumped
    else this.#fillBetween();
  }

  #read(): void {
    const slots = this.#slots;
    const latest = this.#latest;
    const memory = this.#memory;
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i] as number;
      latest[i] = slot >= 0 ? (memory[slot] as number) : (this.#probes[i] as CompiledProbe).read(memory, this.#lane);
    }
  }

  /** Samples up to `upTo`: those that aren't at the latest moment go straight on from there, or stay as it was. */
  #fill(upTo: number, straightOn: boolean): void {
    const t1 = this.#t1;
    const t2 = this.#t2;
    const slope = straightOn && this.#known >= 2;
    this.earliest = Infinity;
    for (let i = 0; i < this.#intervals.length; i++) {
      const own = this.#samples[i] as Float64Array;
      const interval = this.#intervals[i] as number;
      const x1 = this.#older[i] as number;
      const x2 = this.#latest[i] as number;
      const goesOn = slope && this.#jumps[i] !== true;
      let place = this.#next[i] as number;
      let due = place < own.length ? place * interval : Infinity;
      while (due <= upTo) {
        own[place++] = goesOn && Math.abs(t2 - due) > CLOSE ? x2 + ((x2 - x1) * (due - t2)) / (t2 - t1) : x2;
        due = place < own.length ? place * interval : Infinity;
      }
      this.#next[i] = place;
      if (due < this.earliest) this.earliest = due;
    }
  }

  /** Samples up to the latest moment. */
  #fillBetween(): void {
    const t0 = this.#t0;
    const t1 = this.#t1;
    const t2 = this.#t2;
    const intervals = this.#intervals;
    const upTo = t2 + CLOSE;
    const isCurve = this.#known >= this.#enough;
    let earliest = Infinity;
    for (let i = 0; i < intervals.length; i++) {
      const own = this.#samples[i] as Float64Array;
      const interval = intervals[i] as number;
      let place = this.#next[i] as number;
      let due = place < own.length ? place * interval : Infinity;
      if (due <= upTo) {
        const x1 = this.#older[i] as number;
        const x2 = this.#latest[i] as number;
        const x0 = this.#oldest[i] as number;
        const jumps = this.#jumps[i] === true;
        const bend = isCurve ? ((x2 - x1) / (t2 - t1) - (x1 - x0) / (t1 - t0)) / (t2 - t0) : 0;
        while (due <= upTo) {
          own[place++] = Math.abs(t2 - due) <= CLOSE ? x2 : jumps ? x1
            : x1 + ((x2 - x1) * (due - t1)) / (t2 - t1) + bend * (due - t1) * (due - t2);
          due = place < own.length ? place * interval : Infinity;
        }
        this.#next[i] = place;
      }
      if (due < earliest) earliest = due;
    }
    this.earliest = earliest;
  }
}
