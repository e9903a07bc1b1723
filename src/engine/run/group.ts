/**
 * A group of trials, side by side in the lanes of one machine, each with a clock of its own. One pass of the loop:
 *
 *     solve       voltage in the middle of the step, and the currents that flow there
 *     judge       is each lane's step good, and how long is its next                       (adaptive steps)
 *     pools       reaction and diffusion over the step
 *     advance     states cross the junction: half of the step behind, half of the one ahead
 *     ― where something happens at the junction: the first half, then what happens, then the second half
 *
 * A lane whose trial ends takes the next from the queue, so lanes are never idle for long, and no lane's arithmetic
 * depends on what its neighbours do.
 */
import type { Assembly } from "../assembly/assembly.js";
import { fieldOffset } from "../assembly/cable.js";
import { LANE_BYTES, LANES, type Machine } from "../kernel/index.js";
import { channelMover, voltageAt } from "./channels.js";
import { laneReader, type LaneReader } from "./evaluation.js";
import { judge, type Verdicts } from "./judge.js";
import { emptyLane, type Lane } from "./lane.js";
import { poolStepper } from "./pool-steps.js";
import type { CompiledProbe } from "./probes.js";
import { recorder } from "./recorder.js";
import { levelAt, pointStreams, type Schedule, type Span } from "./schedule.js";
import { ownLanes } from "./start-image.js";
import type { StepPlan } from "./step-plan.js";
import { stepping } from "./stepping.js";
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

export interface GroupCost extends Verdicts { steps: number; extraParts: number }

type CallName = "solve" | "solvePools" | "monitor" | "remember" | "advance" | "advanceMixed" | "commitAdvance";

/** Steps between looks at whoever waits, and at every voltage. */
const PATIENCE = 256;
const INSPECTION = 32;
/** Steps that are taken at most before a closer look. */
const LONGEST_QUIET = 64;

/** Runs until the queue is empty; yields now and then, so that the caller can show progress or stop. */
export function* runGroup(setup: GroupSetup, queue: Queue): Generator<void, GroupCost> {
  const { assembly, machine, plan, span } = setup;
  const { globals, electrodes, points, states } = assembly;
  const memory = new Float64Array(machine.memory);
  const call = machine.call as Readonly<Record<CallName, () => void>>;
  const [accept, gateSteps, odd] = [globals.accept / 8, globals.gateStep / 8, globals.odd / 8];
  const capacitanceFactor = globals.capacitanceFactor / 8;
  const root = assembly.compartments[assembly.root] as { address: number };
  const rootMiddle = (root.address + fieldOffset("vTheta")) / 8;
  const { first, count } = ownLanes(assembly);
  const channels = channelMover(assembly);
  const walk = stepping(plan, span);
  const record = recorder(memory, setup.probes);
  const poolSteps = poolStepper(assembly, memory, machine.call, setup.poolTolerance);
  const judging = judge(assembly, memory, call.monitor, plan, walk);
  const lanes = Array.from({ length: LANES }, emptyLane);
  const goes = new Array<boolean>(LANES).fill(false);
  /** Lanes in which something happens at this junction. */
  const sync = new Array<boolean>(LANES).fill(false);
  const behind = new Float64Array(LANES);
  const next = new Float64Array(LANES);
  /** How far into the step behind its voltage was solved for. */
  const solvedTo = new Float64Array(LANES);
  const cost: GroupCost = { steps: 0, rejected: 0, extraParts: 0, largestError: 0 };
  const adaptive = plan.kind === "adaptive";
  const dt = plan.rungs[0] as number;
  /** What a lane that goes on must find as it was: states as they stood at the last junction, and its next equation. */
  const standing = Int32Array.from([
    ...states.flatMap(({ shadow }) => (shadow === undefined ? [] : [shadow / 8])),
    ...assembly.compartments.flatMap(({ address }) =>
      [(address + fieldOffset("diagonal")) / 8, (address + fieldOffset("right")) / 8]),
  ]);
  const kept = new Float64Array(standing.length * LANES);
  const voltage = (compartment: number): number =>
    (assembly.compartments[compartment] as { address: number }).address / 8;

  /** How far the gates go at the coming junction, and whether the tables hold for it. */
  const setGateStep = (l: number, gateStep: number, regular: boolean): void => {
    memory[gateSteps + l] = gateStep;
    memory[odd + l] = regular ? 0 : 1;
  };
  const setEquation = (l: number, h: number, theta: number): void => {
    memory[capacitanceFactor + l] = 1 / (theta * h);
  };
  /** What electrodes do over the step ahead, into the slots that its equation reads. */
  const setSlots = (l: number, { schedule, t, h }: Lane): void => {
    for (let e = 0; e < electrodes.length; e++) {
      const { kind, slot, conductance = 0, reversal = 0 } = electrodes[e] as (typeof electrodes)[number];
      const level = levelAt(schedule?.levels[e] ?? [], t + 0.5 * h, kind !== "voltage clamp");
      const g = level === undefined ? 0 : kind === "conductance" ? level : conductance;
      memory[slot / 8 + l] = g;
      memory[(slot + LANE_BYTES) / 8 + l] =
        level === undefined ? 0 : kind === "current clamp" ? level : g * (kind === "voltage clamp" ? level : reversal);
    }
  };
  const received = points.map(({ receives }) => receives && laneReader(receives));
  /** Events and settings that are due, applied to states that stand at the lane's time. */
  const happen = (l: number, lane: Lane): void => {
    for (const action of lane.schedule?.actions.get(lane.t) ?? []) {
      if (action.kind === "set") {
        action.addresses.forEach((address, i) => { memory[address / 8 + l] = action.values[i] as number; });
        continue;
      }
      const { receives, compartment, states: own } = points[action.point] as (typeof points)[number];
      if (!receives) continue;
      const chance = (lane.events[action.point] as Lane["events"][number]).uniform();
      const values = (received[action.point] as LaneReader)(
        memory, l, memory[voltage(compartment) + l] as number, { weight: action.weight, chance },
      );
      receives.roots.forEach(({ name }, i) => {
        const state = own.find((s) => s.name === name) as { address: number };
        memory[state.address / 8 + l] = values[i] as number;
      });
    }
  };
  /** Puts the next trial into a lane, or leaves it empty. */
  const load = (l: number): void => {
    const lane = lanes[l] as Lane;
    const taken = queue.next();
    lane.schedule = taken?.schedule;
    if (!taken) return;
    const { schedule, order, samples } = taken;
    const image = setup.image(schedule);
    fillLane(memory, first / 8 + l, image.subarray(0, count));
    Object.assign(
      lane,
      { order, t: span.start, grid: 0, rung: 0, history: 0, stop: 0, behind: 0, parts: 1, before: 0, beforeThat: 0 },
    );
    const streams = points.map((_, p) => pointStreams(setup.seed, schedule.number, p));
    lane.gating = streams.map((s) => s.gating);
    lane.events = streams.map((s) => s.events);
    channels.begin(memory, l, lane.gating);
    happen(l, lane);
    while ((schedule.stops[lane.stop] as number) <= span.start) lane.stop++;
    walk.choose(lane);
    setSlots(l, lane);
    record.begin(lane, l, samples);
  };
  /**
   * The second half of a junction: lanes of `sync` set out, the others stay as they are, to the bit. Their equations are
   * kept because here they would be made from computed functions of V, where they may have been read from tables.
   */
  const setOut = (): void => {
    for (let l = 0; l < LANES; l++) {
      const lane = lanes[l] as Lane;
      if (stays(l)) putAside(kept, l, memory, standing);
      memory[accept + l] = 0;
      setGateStep(l, sync[l] === true ? plan.lead * lane.h : 0, false);
      if (sync[l] !== true) continue;
      setEquation(l, lane.h, lane.theta);
      setSlots(l, lane);
      lane.behind = 0;
      if (plan.lead > 0) {
        channels.move(memory, l, lane.gating, plan.lead * lane.h, (c) => memory[voltage(c) + l] as number);
      }
    }
    call.advanceMixed();
    for (let l = 0; l < LANES; l++) if (stays(l)) putBack(memory, standing, kept, l);
  };
  /** A lane that is under way while another sets out. */
  const stays = (l: number): boolean => sync[l] !== true && (lanes[l] as Lane).schedule !== undefined;
  /** Steps until a value is wanted of any lane, `taken` steps of the grid from where lanes stand. */
  const silence = (taken: number): number => {
    let steps = Infinity;
    for (let l = 0; l < LANES; l++) {
      if (goes[l] === true) steps = Math.min(steps, record.rest(l, walk.after(lanes[l] as Lane, taken), dt, plan));
    }
    return steps;
  };
  /** Steps of the grid in which nothing happens, one after another; returns how many. */
  const glide = (): number => {
    const ahead = channels.any ? 0 : Math.min(LONGEST_QUIET, walk.quiet(lanes));
    if (ahead < 1) return 0;
    for (let l = 0; l < LANES; l++) {
      goes[l] = (lanes[l] as Lane).schedule !== undefined;
      memory[accept + l] = goes[l] ? 1 : 0;
      setGateStep(l, dt, true);
      setEquation(l, dt, plan.theta);
      behind[l] = next[l] = dt;
    }
    let silent = silence(0);
    for (let k = 0; k < ahead; k++, silent--) {
      // A step like the last is tried with its pools at once; the two are told apart again only when pools need parts.
      const easy = k > 0 && poolSteps.easy();
      if (easy) {
        poolSteps.reset();
        call.solvePools();
      } else call.solve();
      check();
      if (silent < 1) {
        for (let l = 0; l < LANES; l++) {
          if (goes[l] !== true) continue;
          const t = walk.after(lanes[l] as Lane, k);
          record.inside(l, t + plan.lead * dt, t + plan.theta * dt);
        }
      }
      if (easy && poolSteps.good(goes)) call.commitAdvance();
      else {
        cost.extraParts += poolSteps.step(lanes, goes, behind, next);
        call.advance();
      }
      if (silent >= 1) continue;
      for (let l = 0; l < LANES; l++) if (goes[l] === true) record.whole(l, walk.after(lanes[l] as Lane, k + 1));
      silent = silence(k + 1) + 1;
    }
    for (let l = 0; l < LANES; l++) {
      if (goes[l] !== true) continue;
      walk.skip(lanes[l] as Lane, ahead);
      cost.steps += ahead;
    }
    return ahead;
  };
  const check = (): void => {
    for (let l = 0; l < LANES; l++) {
      if (Number.isFinite(memory[rootMiddle + l]) || !(lanes[l] as Lane).schedule) continue;
      // The equation was solved away; standing still brings it back.
      for (let k = 0; k < LANES; k++) {
        memory[accept + k] = 0;
        setGateStep(k, 0, false);
      }
      call.advanceMixed();
      throw notFinite(assembly, memory, l, lanes[l] as Lane);
    }
  };
  /** One step of every lane, whatever it is. */
  const pass = (): void => {
    call.solve();
    check();
    for (let l = 0; l < LANES; l++) goes[l] = (lanes[l] as Lane).schedule !== undefined;
    if (adaptive) judging.judge(lanes, goes, cost);
    for (let l = 0; l < LANES; l++) {
      const lane = lanes[l] as Lane;
      behind[l] = lane.h;
      solvedTo[l] = lane.theta;
      sync[l] = false;
      if (goes[l] === true) {
        cost.steps++;
        record.inside(l, lane.t + plan.lead * lane.h, lane.t + lane.theta * lane.h);
        arrive(lane, l);
      } else if (lane.schedule) {
        walk.choose(lane);
        judging.rescaleMiddles(l, lane.h / (behind[l] as number));
      }
      next[l] = lane.h;
    }
    cost.extraParts += poolSteps.step(lanes, goes, behind, next);
    cross();
    for (let l = 0; l < LANES; l++) {
      const lane = lanes[l] as Lane;
      if (goes[l] !== true) continue;
      record.whole(l, lane.t);
      if (lane.t === span.end) record.end(l);
      if (lane.history === 0) record.interrupt(l, lane.t);
    }
  };
  /** The step is good: time moves on, and the next step is chosen. */
  const arrive = (lane: Lane, l: number): void => {
    const schedule = lane.schedule as Schedule;
    walk.arrive(lane);
    if (lane.t === schedule.stops[lane.stop]) {
      sync[l] = lane.t === span.end || schedule.actions.has(lane.t);
      lane.stop++;
      lane.history = 0;
      lane.rung = 0;
    }
    if (lane.t < span.end) walk.choose(lane);
  };
  /** States cross the junction, as far as each lane goes. */
  const cross = (): void => {
    let mixed = false;
    for (let l = 0; l < LANES; l++) {
      const lane = lanes[l] as Lane;
      const went = goes[l] === true;
      memory[accept + l] = went ? plan.theta / (solvedTo[l] as number) : 0;
      if (!lane.schedule) { setGateStep(l, dt, true); continue; }
      const was = behind[l] as number;
      const halves = plan.lead > 0 && sync[l] === true;
      const gateStep = plan.lead === 0 ? was
        : !went ? lane.behind + 0.5 * lane.h : halves ? 0.5 * was : 0.5 * was + 0.5 * lane.h;
      if (went) lane.behind = 0.5 * was;
      const regular = adaptive || (!halves && gateStep === plan.tabulated);
      setGateStep(l, gateStep, regular);
      mixed ||= !regular;
      setEquation(l, lane.h, lane.theta);
      setSlots(l, lane);
      if (channels.any) {
        channels.move(
          memory, l, lane.gating, gateStep,
          (c) => voltageAt(memory, 8 * voltage(c), l, 1 / (solvedTo[l] as number), went),
        );
      }
    }
    if (adaptive) call.remember();
    if (mixed) call.advanceMixed();
    else call.advance();
  };

  for (let l = 0; l < LANES; l++) {
    load(l);
    sync[l] = (lanes[l] as Lane).schedule !== undefined;
    setEquation(l, 1, plan.theta);
  }
  setOut();
  let busy = 0;
  let unseen = 0;
  while (lanes.some((lane) => lane.schedule)) {
    const taken = glide() + 1;
    pass();
    busy += taken;
    unseen += taken;
    if (unseen >= INSPECTION) {
      inspectVoltages(assembly, memory, lanes, setup.range);
      unseen = 0;
    }
    if (busy >= PATIENCE) {
      lanes.forEach((lane, l) => inspectStates(assembly, memory, l, lane));
      busy = 0;
      yield;
    }
    if (!sync.includes(true)) continue;
    for (let l = 0; l < LANES; l++) {
      if (sync[l] !== true) continue;
      const lane = lanes[l] as Lane;
      if (lane.t < span.end) { happen(l, lane); continue; }
      inspectStates(assembly, memory, l, lane);
      queue.done(lane.order);
      load(l);
      sync[l] = lane.schedule !== undefined;
    }
    setOut();
  }
  return cost;
}

/** A trial's own lane values, to their places in memory, the first of which is `at`. */
function fillLane(memory: Float64Array, at: number, image: Float64Array): void {
  for (let i = 0; i < image.length; i++) memory[at + LANES * i] = image[i] as number;
}

/** Copies what lane `l` has at these places. */
function putAside(kept: Float64Array, l: number, memory: Float64Array, places: Int32Array): void {
  for (let i = 0; i < places.length; i++) kept[LANES * i + l] = memory[(places[i] as number) + l] as number;
}

/** Undoes what has happened since `putAside`. */
function putBack(memory: Float64Array, places: Int32Array, kept: Float64Array, l: number): void {
  for (let i = 0; i < places.length; i++) memory[(places[i] as number) + l] = kept[LANES * i + l] as number;
}
