import type { Assembly } from "../assembly/assembly.js";
import { LANES } from "../kernel/index.js";
import type { Calls } from "./calls.js";
import type { Lane } from "./lane.js";
import { tooStiff } from "./trouble.js";

/**
 * Into how many parts a step is cut for accuracy, and at most to stay positive: past it the run stops and says where.
 */
const ACCURATE_PARTS = 64;
const MOST_PARTS = 1024;
/** µM: what rounding may leave below nothing. */
const ROUNDING_uM = 1e-9;

export class PoolStepper {
  readonly #memory: Float64Array;
  /** How far off a part may be, relative. */
  readonly tolerance: number;
  readonly #assembly: Assembly;
  readonly #calls: Calls;
  /** Where each lane is told of its part, and says how good it was, in doubles. */
  readonly #partStep: number;
  readonly #mask: number;
  readonly #ratio: number;
  readonly #lowest: number;
  readonly #error: number;
  readonly #sum: number;
  readonly #done = new Float64Array(LANES);
  readonly #worst = new Float64Array(LANES);
  /** Whether the last step asked for one part in every lane. */
  #inOne: boolean;
  /** The largest error of a part that was taken over, relative. */
  largestError = 0;
  /** Parts that were off by more than the tolerance, and taken over since a step is cut into so many at most. */
  roughParts = 0;

  constructor(assembly: Assembly, memory: Float64Array, calls: Calls, tolerance: number) {
    const { globals } = assembly;
    this.#memory = memory;
    this.tolerance = tolerance;
    this.#assembly = assembly;
    this.#calls = calls;
    const index = (name: keyof typeof globals): number => globals[name] / 8;
    [this.#partStep, this.#mask, this.#ratio] = [index("poolStep"), index("poolMask"), index("poolRatio")];
    [this.#lowest, this.#error, this.#sum] = [index("poolLowest"), index("poolError"), index("poolSum")];
    this.#inOne = this.#isEmpty;
  }

  get #isEmpty(): boolean {
    return this.#assembly.pools.length === 0;
  }

  /**
   * Reaction and diffusion over the step `behind` of every lane that goes ahead, before a step `next`, in as many parts
   * as each needs: a part that takes a concentration below zero, or is off by more than the tolerance, is not taken
   * over but halved, and other lanes don't notice. Returns the number of parts beyond one.
   */
  step(lanes: readonly Lane[], goes: readonly boolean[], behind: Float64Array, next: Float64Array): number {
    if (this.#isEmpty) return 0;
    let extra = 0;
    this.#done.fill(0);
    this.#worst.fill(0);
    while (this.#set(lanes, goes, behind, next)) {
      this.#calls.pools();
      extra += this.#settle(lanes);
      this.#calls.commitPools();
    }
    this.#inOne = true;
    for (let l = 0; l < LANES; l++) {
      const lane = lanes[l] as Lane;
      // The masks stand as they were for the first part, as a try of the next step wants them.
      this.#memory[this.#mask + l] = goes[l] === true ? 1 : 0;
      if (goes[l] !== true || lane.parts === 1) continue;
      this.#inOne = false;
      // Half as many parts are four times as far off, in the error that is watched.
      if ((this.#worst[l] as number) * 8 < this.tolerance) lane.parts /= 2;
    }
    return extra;
  }

  /**
   * The whole step of every lane in one part, not taken over yet: how far off it is, relative, is then `attempted`. So
   * adaptive steps are as short as calcium wants them, too: in parts, what flows in would stand still meanwhile, and
   * nobody would see what lies between.
   */
  attempt(lanes: readonly Lane[]): void {
    if (this.#isEmpty) return;
    for (let l = 0; l < LANES; l++) {
      this.#memory[this.#partStep + l] = (lanes[l] as Lane).h;
      this.#nothingYet(l);
    }
    this.#calls.pools();
  }

  /** Infinity where a concentration fell below zero or is no number. */
  attempted(l: number): number {
    if (this.#isEmpty) return 0;
    return this.#isSound(l) ? (this.#memory[this.#error + l] as number) : Infinity;
  }

  /** Takes the attempt over if it is good in every lane that goes ahead; if not, their steps are done in parts. */
  takeOver(lanes: readonly Lane[], goes: readonly boolean[], behind: Float64Array, next: Float64Array): number {
    if (this.#isEmpty) return 0;
    if (!this.good(goes)) return this.step(lanes, goes, behind, next);
    for (let l = 0; l < LANES; l++) {
      (lanes[l] as Lane).parts = 1;
      this.#memory[this.#mask + l] = goes[l] === true ? 1 : 0;
      this.#memory[this.#ratio + l] = (0.5 * (next[l] as number)) / (behind[l] as number);
    }
    this.#calls.commitPools();
    return 0;
  }

  /**
   * Whether the last step asked for one part in every lane, so that the next of the same length may be tried at once.
   */
  easy(): boolean {
    return this.#inOne;
  }

  /** Before such a try: nothing has been low, off or added up yet. */
  reset(): void {
    if (this.#isEmpty) return;
    for (let l = 0; l < LANES; l++) this.#nothingYet(l);
  }

  /** Whether the try was good in every lane and may be taken over; if not, `step` does it again in parts. */
  good(goes: readonly boolean[]): boolean {
    if (this.#isEmpty) return true;
    for (let l = 0; l < LANES; l++) {
      if (goes[l] !== true) continue;
      const off = this.#memory[this.#error + l] as number;
      if (!(this.#isSound(l) && off <= this.tolerance)) return false;
      if (off > this.largestError) this.largestError = off;
    }
    return true;
  }

  #nothingYet(l: number): void {
    this.#memory[this.#lowest + l] = Infinity;
    this.#memory[this.#error + l] = 0;
    this.#memory[this.#sum + l] = 0;
  }

  #isSound(l: number): boolean {
    return (this.#memory[this.#lowest + l] as number) >= -ROUNDING_uM && Number.isFinite(this.#memory[this.#sum + l]);
  }

  /** Lanes that have a part left; they are told how long it is. */
  #set(lanes: readonly Lane[], goes: readonly boolean[], behind: Float64Array, next: Float64Array): boolean {
    let busy = false;
    for (let l = 0; l < LANES; l++) {
      const active = goes[l] === true && (this.#done[l] as number) < 1;
      const part = (behind[l] as number) / (lanes[l] as Lane).parts;
      this.#memory[this.#partStep + l] = part;
      this.#memory[this.#mask + l] = active ? 1 : 0;
      this.#memory[this.#ratio + l] = (0.5 * (next[l] as number)) / part;
      this.#nothingYet(l);
      busy ||= active;
    }
    return busy;
  }

  /** Whose part was good, and is taken over; others halve theirs. Counts those that have more parts to go. */
  #settle(lanes: readonly Lane[]): number {
    let unfinished = 0;
    for (let l = 0; l < LANES; l++) {
      if (this.#memory[this.#mask + l] === 0) continue;
      const lane = lanes[l] as Lane;
      const off = this.#memory[this.#error + l] as number;
      if (this.#isSound(l) && (off <= this.tolerance || lane.parts >= ACCURATE_PARTS)) {
        this.#done[l] = (this.#done[l] as number) + 1 / lane.parts;
        this.#worst[l] = Math.max(this.#worst[l] as number, off);
        this.largestError = Math.max(this.largestError, off);
        if (off > this.tolerance) this.roughParts++;
        if ((this.#done[l] as number) < 1) unfinished++;
        continue;
      }
      this.#memory[this.#mask + l] = 0;
      lane.parts *= 2;
      if (lane.parts > MOST_PARTS) {
        throw tooStiff(this.#assembly, this.#memory, l, lane, MOST_PARTS);
      }
    }
    return unfinished;
  }
}
