/**
 * A group of trials, side by side in the lanes of one machine, each with a clock of its own. One pass of the loop:
 *
 *     solve       voltage in the middle of the step, and the currents that flow there
 *     pools       reaction and diffusion over the step
 *     judge       is each lane's step good, and how long is its next                       (adaptive steps)
 *     advance     states cross the junction: half of the step behind, half of the one ahead
 *     ― where something happens at the junction: the first half, then what happens, then the second half
 *
 * A lane whose trial ends takes the next from the queue, so lanes are never idle for long, and no lane's arithmetic
 * depends on what its neighbours do.
 */
import type { Assembly } from "../assembly/assembly.js";
import { fieldOffset } from "../assembly/cable.js";
import { LANES, type Machine } from "../kernel/index.js";
import { Calls } from "./calls.js";
import { Controls } from "./controls.js";
import { channelMover, voltageAt, type ChannelMover } from "./channels.js";
import { laneReader, type LaneReader } from "./evaluation.js";
import { Judge, type Verdicts } from "./judge.js";
import { emptyLane, type Lane } from "./lane.js";
import { PoolStepper } from "./pool-steps.js";
import type { CompiledProbe } from "./probes.js";
import { Recorder } from "./recorder.js";
import { pointStreams, type Schedule, type Span } from "./schedule.js";
import { ownLanes } from "./start-image.js";
import type { StepPlan } from "./step-plan.js";
import { Stepping } from "./stepping.js";
import { inspectStates, inspectVoltages, notFinite } from "./trouble.js";

export interface GroupSetup {
  readonly assembly: Assembly;
  readonly machine: Machine;
  readonly plan: StepPlan;
  readonly span: Span;
  readonly seed: number;
  readonly poolTolerance: number;
  readonly probes: readonly CompiledProbe[];
  readonly image: (schedule: Schedule) => Float64Array;
  /** The voltages that tables cover. */
  readonly range: { readonly low: number; readonly high: number };
}

/** What the group takes trials from and gives traces to. */
export interface Queue {
  /** The next trial, or undefined when there is none left. */
  next(): {
    readonly schedule: Schedule;
    readonly order: number;
    readonly samples: readonly Float64Array[];
  } | undefined;
  done(order: number): void;
}

/** A trial on its way. */
export interface UnderWay {
  readonly order: number;
  /** Of its time, how much is over. */
  readonly share: number;
  /** ms: its samples before then stand. */
  readonly until: number;
}

export interface GroupCost extends Verdicts { steps: number; extraParts: number; largestPoolError: number; roughParts: number }

/** Steps between looks at whoever waits, and at every voltage. */
const PATIENCE = 256;
const INSPECTION = 32;
/** Steps that are taken at most before a closer look. */
const LONGEST_QUIET = 64;

/** Runs until the queue is empty; yields the trials under way now and then, so that the caller can show progress or stop. */
export function* runGroup(setup: GroupSetup, queue: Queue): Generator<readonly UnderWay[], GroupCost> {
  const group = new Group(setup, queue);
  group.begin();
  while (group.isBusy()) if (group.advance()) yield group.underWay();
  return group.end();
}

/** A class, since functions made for each run are compiled for each run. */
class Group {
  readonly cost: GroupCost = {
    steps: 0, rejected: 0, extraParts: 0, largestError: 0, largestPoolError: 0, roughParts: 0,
  };
  readonly #setup: GroupSetup;
  readonly #queue: Queue;
  readonly #memory: Float64Array;
  readonly #calls: Calls;
  readonly #controls: Controls;
  readonly #channels: ChannelMover;
  readonly #walk: Stepping;
  readonly #record: Recorder;
  readonly #poolSteps: PoolStepper;
  readonly #judging: Judge;
  readonly #lanes = Array.from({ length: LANES }, emptyLane);
  readonly #goes = new Array<boolean>(LANES).fill(false);
  /** Lanes in which something happens at this junction. */
  readonly #sync = new Array<boolean>(LANES).fill(false);
  readonly #behind = new Float64Array(LANES);
  readonly #next = new Float64Array(LANES);
  /** How far into the step behind its voltage was solved for. */
  readonly #solvedTo = new Float64Array(LANES);
  readonly #adaptive: boolean;
  readonly #dt: number;
  readonly #rootMiddle: number;
  readonly #own: { readonly first: number; readonly count: number };
  readonly #received: readonly (LaneReader | undefined)[];
  #busy = 0;
  #unseen = 0;

  constructor(setup: GroupSetup, queue: Queue) {
    const { assembly, machine, plan, span, probes, poolTolerance } = setup;
    const { points } = assembly;
    this.#setup = setup;
    this.#queue = queue;
    this.#memory = new Float64Array(machine.memory);
    this.#calls = new Calls(machine);
    this.#controls = new Controls(assembly, this.#memory);
    this.#channels = channelMover(assembly);
    this.#walk = new Stepping(plan, span);
    this.#record = new Recorder(this.#memory, probes);
    this.#poolSteps = new PoolStepper(assembly, this.#memory, this.#calls, poolTolerance);
    this.#judging = new Judge(assembly, this.#memory, this.#calls, plan, this.#walk, this.#poolSteps);
    this.#adaptive = plan.kind === "adaptive";
    this.#dt = plan.rungs[0] as number;
    this.#rootMiddle = this.#voltage(assembly.root) + fieldOffset("vTheta") / 8;
    this.#own = ownLanes(assembly);
    this.#received = points.map(({ receives }) => receives && laneReader(receives));
  }

  /** The first trials set out. */
  begin(): void {
    for (let l = 0; l < LANES; l++) {
      this.#load(l);
      this.#sync[l] = this.#laneAt(l).schedule !== undefined;
      this.#controls.equation(l, 1, this.#setup.plan.theta);
    }
    this.#setOut();
  }

  isBusy(): boolean {
    return this.#lanes.some((lane) => lane.schedule);
  }

  end(): GroupCost {
    const { largestError: largestPoolError, roughParts } = this.#poolSteps;
    return Object.assign(this.cost, { largestPoolError, roughParts });
  }

  underWay(): UnderWay[] {
    const { rested, end } = this.#setup.span;
    return this.#lanes.flatMap(({ schedule, order, t }, l) =>
      (schedule ? [{ order, share: Math.max(0, t - rested) / (end - rested), until: this.#record.upTo(l) }] : []));
  }

  /** A quiet stretch, if there is one, and the step behind it; true when the caller should have a look. */
  advance(): boolean {
    const { assembly, range } = this.#setup;
    const taken = this.#glide() + 1;
    this.#pass();
    this.#busy += taken;
    this.#unseen += taken;
    if (this.#unseen >= INSPECTION) {
      inspectVoltages(assembly, this.#memory, this.#lanes, range);
      this.#unseen = 0;
    }
    const patient = this.#busy < PATIENCE;
    if (!patient) {
      for (let l = 0; l < LANES; l++) inspectStates(assembly, this.#memory, l, this.#laneAt(l));
      this.#busy = 0;
    }
    if (this.#sync.includes(true)) this.#meet();
    return !patient;
  }

  /** What happens at a junction: events and settings, or a trial's end and the next one's start. */
  #meet(): void {
    for (let l = 0; l < LANES; l++) {
      if (this.#sync[l] !== true) continue;
      const lane = this.#laneAt(l);
      if (lane.t < this.#setup.span.end) { this.#happen(l, lane); continue; }
      inspectStates(this.#setup.assembly, this.#memory, l, lane);
      this.#queue.done(lane.order);
      this.#load(l);
      this.#sync[l] = lane.schedule !== undefined;
    }
    this.#setOut();
  }

  #laneAt(l: number): Lane {
    return this.#lanes[l] as Lane;
  }

  #voltage(compartment: number): number {
    return (this.#setup.assembly.compartments[compartment] as { address: number }).address / 8;
  }

  /** Events and settings that are due, applied to states that stand at the lane's time. */
  #happen(l: number, lane: Lane): void {
    const memory = this.#memory;
    const { points } = this.#setup.assembly;
    for (const action of lane.schedule?.actions.get(lane.t) ?? []) {
      if (action.kind === "set") {
        action.addresses.forEach((address, i) => { memory[address / 8 + l] = action.values[i] as number; });
        continue;
      }
      const { receives, compartment, states: own } = points[action.point] as (typeof points)[number];
      if (!receives) continue;
      const chance = (lane.events[action.point] as Lane["events"][number]).uniform();
      const values = (this.#received[action.point] as LaneReader)(
        memory, l, memory[this.#voltage(compartment) + l] as number, { weight: action.weight, chance },
      );
      receives.roots.forEach(({ name }, i) => {
        const state = own.find((s) => s.name === name) as { address: number };
        memory[state.address / 8 + l] = values[i] as number;
      });
    }
  }

  /** Puts the next trial into a lane, or leaves it empty. */
  #load(l: number): void {
    const lane = this.#laneAt(l);
    const { assembly, span, seed, image: imageOf } = this.#setup;
    const taken = this.#queue.next();
    lane.schedule = taken?.schedule;
    this.#calls.occupied(this.#lanes);
    if (!taken) return;
    const { schedule, order, samples } = taken;
    const image = imageOf(schedule);
    fillLane(this.#memory, this.#own.first / 8 + l, image.subarray(0, this.#own.count));
    Object.assign(lane, {
      order, t: span.start, grid: 0, rung: 0, history: 0, stop: 0, behind: 0, parts: 1, before: 0, beforeThat: 0,
      sound: span.start,
    });
    const streams = assembly.points.map((_, p) => pointStreams(seed, schedule.number, p));
    lane.gating = streams.map((s) => s.gating);
    lane.events = streams.map((s) => s.events);
    this.#channels.begin(this.#memory, l, lane.gating, lane.t);
    this.#happen(l, lane);
    while ((schedule.stops[lane.stop] as number) <= span.start) lane.stop++;
    this.#walk.choose(lane);
    this.#controls.electrodes(l, lane);
    this.#record.begin(lane, l, samples);
  }

  /**
   * The second half of a junction: lanes of `sync` set out, the others stay as they are, to the bit. Their equations are
   * kept because here they would be made from computed functions of V, where they may have been read from tables.
   */
  #setOut(): void {
    const memory = this.#memory;
    const { plan } = this.#setup;
    for (let l = 0; l < LANES; l++) {
      const lane = this.#laneAt(l);
      if (this.#stays(l)) this.#controls.putAside(l);
      this.#controls.accept(l, 0);
      this.#controls.gateStep(l, this.#sync[l] === true ? plan.lead * lane.h : 0, false);
      if (this.#sync[l] !== true) continue;
      this.#controls.equation(l, lane.h, lane.theta);
      this.#controls.electrodes(l, lane);
      lane.behind = 0;
      if (plan.lead > 0) {
        const until = lane.t + plan.lead * lane.h;
        this.#channels.move(memory, l, lane.gating, until, (c) => memory[this.#voltage(c) + l] as number);
      }
    }
    this.#calls.advanceMixed();
    for (let l = 0; l < LANES; l++) if (this.#stays(l)) this.#controls.putBack(l);
  }

  /** A lane that is under way while another sets out. */
  #stays(l: number): boolean {
    return this.#sync[l] !== true && this.#laneAt(l).schedule !== undefined;
  }

  /** Steps until a value is wanted of any lane, `taken` steps of the grid from where lanes stand. */
  #silence(taken: number): number {
    let steps = Infinity;
    for (let l = 0; l < LANES; l++) {
      if (this.#goes[l] !== true) continue;
      steps = Math.min(steps, this.#record.rest(l, this.#walk.after(this.#laneAt(l), taken), this.#dt, this.#setup.plan));
    }
    return steps;
  }

  /** Steps of the grid in which nothing happens, one after another; returns how many. */
  #glide(): number {
    const ahead = this.#channels.any ? 0 : Math.min(LONGEST_QUIET, this.#walk.quiet(this.#lanes));
    if (ahead < 1) return 0;
    const dt = this.#dt;
    const goes = this.#goes;
    const { plan } = this.#setup;
    for (let l = 0; l < LANES; l++) {
      goes[l] = this.#laneAt(l).schedule !== undefined;
      this.#controls.accept(l, goes[l] ? 1 : 0);
      this.#controls.gateStep(l, dt, true);
      this.#controls.equation(l, dt, plan.theta);
      this.#behind[l] = this.#next[l] = dt;
    }
    let silent = this.#silence(0);
    for (let k = 0; k < ahead; k++, silent--) {
      // A step like the last is tried with its pools at once; the two are told apart again only when pools need parts.
      const easy = k > 0 && this.#poolSteps.easy();
      if (easy) {
        this.#poolSteps.reset();
        this.#calls.solvePools();
      } else this.#calls.solve();
      this.#check();
      if (silent < 1) this.#readInside(k);
      if (easy && this.#poolSteps.good(goes)) this.#calls.commitAdvance();
      else {
        this.cost.extraParts += this.#poolSteps.step(this.#lanes, goes, this.#behind, this.#next);
        this.#calls.advance();
      }
      if (silent >= 1) continue;
      for (let l = 0; l < LANES; l++) {
        if (goes[l] === true) this.#record.whole(l, this.#walk.after(this.#laneAt(l), k + 1));
      }
      silent = this.#silence(k + 1) + 1;
    }
    for (let l = 0; l < LANES; l++) {
      if (goes[l] !== true) continue;
      this.#walk.skip(this.#laneAt(l), ahead);
      this.cost.steps += ahead;
    }
    return ahead;
  }

  /** What stands inside the step that begins `k` steps of the grid from where lanes stand. */
  #readInside(k: number): void {
    const { lead, theta } = this.#setup.plan;
    for (let l = 0; l < LANES; l++) {
      if (this.#goes[l] !== true) continue;
      const t = this.#walk.after(this.#laneAt(l), k);
      this.#record.inside(l, t + lead * this.#dt, t + theta * this.#dt);
    }
  }

  #check(): void {
    for (let l = 0; l < LANES; l++) {
      if (Number.isFinite(this.#memory[this.#rootMiddle + l]) || !this.#laneAt(l).schedule) continue;
      // The equation was solved away; standing still brings it back.
      for (let k = 0; k < LANES; k++) {
        this.#controls.accept(k, 0);
        this.#controls.gateStep(k, 0, false);
      }
      this.#calls.advanceMixed();
      throw notFinite(this.#setup.assembly, this.#memory, l, this.#laneAt(l));
    }
  }

  /** One step of every lane, whatever it is. */
  #pass(): void {
    const goes = this.#goes;
    const { plan, span } = this.#setup;
    this.#calls.solve();
    this.#check();
    for (let l = 0; l < LANES; l++) goes[l] = this.#laneAt(l).schedule !== undefined;
    if (this.#adaptive) {
      this.#poolSteps.attempt(this.#lanes);
      this.#judging.judge(this.#lanes, goes, this.cost);
    }
    for (let l = 0; l < LANES; l++) {
      const lane = this.#laneAt(l);
      this.#behind[l] = lane.h;
      this.#solvedTo[l] = lane.theta;
      this.#sync[l] = false;
      if (goes[l] === true) {
        this.cost.steps++;
        this.#record.inside(l, lane.t + plan.lead * lane.h, lane.t + lane.theta * lane.h, this.#walk.reach(lane));
        this.#arrive(lane, l);
      } else if (lane.schedule) {
        this.#walk.choose(lane);
        this.#judging.rescaleMiddles(l, lane.h / (this.#behind[l] as number));
      }
      this.#next[l] = lane.h;
    }
    this.cost.extraParts += this.#adaptive
      ? this.#poolSteps.takeOver(this.#lanes, goes, this.#behind, this.#next)
      : this.#poolSteps.step(this.#lanes, goes, this.#behind, this.#next);
    this.#cross();
    for (let l = 0; l < LANES; l++) {
      const lane = this.#laneAt(l);
      if (goes[l] !== true) continue;
      this.#record.whole(l, lane.t, this.#walk.reach(lane));
      if (lane.t === span.end) this.#record.end(l);
      if (lane.history === 0) this.#record.interrupt(l, lane.t);
    }
  }

  /** The step is good: time moves on, and the next step is chosen. */
  #arrive(lane: Lane, l: number): void {
    const schedule = lane.schedule as Schedule;
    const { end } = this.#setup.span;
    this.#walk.arrive(lane);
    if (lane.t === schedule.stops[lane.stop]) {
      this.#sync[l] = lane.t === end || schedule.actions.has(lane.t);
      lane.stop++;
      lane.history = 0;
      lane.rung = 0;
    }
    if (lane.t < end) this.#walk.choose(lane);
  }

  /** States cross the junction, as far as each lane goes. */
  #cross(): void {
    const memory = this.#memory;
    const { plan } = this.#setup;
    let mixed = false;
    for (let l = 0; l < LANES; l++) {
      const lane = this.#laneAt(l);
      const went = this.#goes[l] === true;
      const solvedTo = this.#solvedTo[l] as number;
      this.#controls.accept(l, went ? plan.theta / solvedTo : 0);
      if (!lane.schedule) { this.#controls.gateStep(l, this.#dt, true); continue; }
      const was = this.#behind[l] as number;
      const halves = plan.lead > 0 && this.#sync[l] === true;
      const gateStep = plan.lead === 0 ? was
        : !went ? lane.behind + 0.5 * lane.h : halves ? 0.5 * was : 0.5 * was + 0.5 * lane.h;
      if (went) lane.behind = 0.5 * was;
      const regular = this.#adaptive || (!halves && gateStep === plan.tabulated);
      this.#controls.gateStep(l, gateStep, regular);
      mixed ||= !regular;
      this.#controls.equation(l, lane.h, lane.theta);
      this.#controls.electrodes(l, lane);
      if (this.#channels.any) {
        const until = lane.t + (halves ? 0 : plan.lead * lane.h);
        this.#channels.move(
          memory, l, lane.gating, until, (c) => voltageAt(memory, 8 * this.#voltage(c), l, 1 / solvedTo, went),
        );
      }
    }
    if (this.#adaptive) this.#calls.remember();
    if (mixed) this.#calls.advanceMixed();
    else this.#calls.advance();
  }
}

/** A trial's own lane values, to their places in memory, the first of which is `at`. */
function fillLane(memory: Float64Array, at: number, image: Float64Array): void {
  for (let i = 0; i < image.length; i++) memory[at + LANES * i] = image[i] as number;
}
