/**
 * A group of trials, side by side in the lanes of one machine, each with a clock of its own. One pass of the loop:
 *
 *     solve              voltage in the middle of the step, and the currents that flow there
 *     judge              is each lane's step good (adaptive), and how long is its next
 *     pools              reaction and diffusion over the step
 *     advance            states cross the junction: half of the step behind, half of the one ahead
 *     ― where something happens at the junction, the first half, then what happens, then the second half
 *
 * A lane whose trial ends takes the next from the queue, so lanes are never idle for long, and no lane's arithmetic
 * depends on what its neighbours do.
 */
import type { Assembly } from "../assembly/assembly.js";
import { stopped } from "../failures.js";
import { LANES, LANE_BYTES, type Machine } from "../kernel/index.js";
import { channelMover, at as evaluatedAt, voltageAt } from "./channels.js";
import { emptyLane, type Lane } from "./lane.js";
import { poolStepper } from "./pool-steps.js";
import { sampler, type CompiledProbe } from "./probes.js";
import { levelAt, pointStreams, type Schedule, type Span } from "./schedule.js";
import { ownLanes } from "./start-image.js";
import { climb, type StepPlan } from "./step-plan.js";
import type { TableStore } from "./table-store.js";

export interface GroupSetup {
  readonly assembly: Assembly;
  readonly machine: Machine;
  readonly tables: TableStore;
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
  next(): { readonly schedule: Schedule; readonly order: number; readonly samples: readonly Float64Array[] } | undefined;
  done(order: number): void;
}

export interface GroupCost { steps: number; rejected: number; extraParts: number; largestError: number }

/** Steps between looks at the clock of whoever waits. */
const PATIENCE = 256;
/** Steps between looks at every voltage. */
const INSPECTION = 32;

/** Runs until the queue is empty; yields now and then, so that the caller can show progress or stop. */
export function* runGroup(setup: GroupSetup, queue: Queue): Generator<void, GroupCost> {
  const { assembly, machine, tables, plan, span, probes } = setup;
  const { globals, electrodes, points } = assembly;
  const memory = new Float64Array(machine.memory);
  const call = machine.call as Readonly<Record<"solve" | "monitor" | "remember" | "advance" | "advanceMixed", () => void>>;
  const global = (name: keyof typeof globals, lane: number): number => globals[name] / 8 + lane;
  const { first, count } = ownLanes(assembly);
  const channels = channelMover(assembly);
  const stepPools = poolStepper(assembly, memory, machine.call, setup.poolTolerance);
  const lanes = Array.from({ length: LANES }, emptyLane);
  const goes = new Array<boolean>(LANES).fill(false);
  const behind = new Float64Array(LANES);
  const next = new Float64Array(LANES);
  const cost: GroupCost = { steps: 0, rejected: 0, extraParts: 0, largestError: 0 };
  const adaptive = plan.kind === "adaptive";
  const inverseTheta = 1 / plan.theta;
  const rootMiddle = ((assembly.compartments[assembly.root] as { address: number }).address + LANE_BYTES) / 8;
  const wholeProbes = probes.flatMap((p, i) => (p.moment === "whole" ? [{ ...p, i }] : []));
  const middleProbes = probes.flatMap((p, i) => (p.moment === "middle" ? [{ ...p, i }] : []));
  const shadows = assembly.states.flatMap(({ address, shadow }) => (shadow === undefined ? [] : [{ state: address / 8, shadow: shadow / 8 }]));
  const addressOf = (compartment: number): number => (assembly.compartments[compartment] as { address: number }).address;

  /** The step from `lane.t`: towards the next stop, by the grid or the ladder. */
  const chooseStep = (lane: Lane): void => {
    const stop = lane.schedule?.stops[lane.stop] ?? Infinity;
    if (adaptive) {
      const rung = plan.rungs[lane.rung] as number;
      const left = stop - lane.t;
      // A rest that is a little longer than the step is halved rather than left as a sliver.
      lane.h = left <= rung ? left : left < 1.25 * rung ? left / 2 : rung;
      lane.target = lane.h === left ? stop : lane.t + lane.h;
      return;
    }
    const dt = plan.rungs[0] as number;
    const from = span.start + lane.grid * dt;
    const line = span.start + (lane.grid + 1) * dt;
    lane.target = Math.min(line, stop);
    lane.h = lane.t === from && lane.target === line ? dt : lane.target - lane.t;
  };
  /** What electrodes do from `from` over `h`, into the slots that the next equation reads. */
  const setSlots = (l: number, lane: Lane, from: number, h: number): void => {
    electrodes.forEach((electrode, e) => {
      const level = levelAt(lane.schedule?.levels[e] ?? [], from + 0.5 * h, electrode.kind !== "voltage clamp");
      const g = level === undefined ? 0 : electrode.kind === "conductance" ? level : (electrode.conductance ?? 0);
      const i = level === undefined ? 0
        : electrode.kind === "current clamp" ? level
          : electrode.kind === "voltage clamp" ? g * level : g * (electrode.reversal as number);
      memory[electrode.slot / 8 + l] = g;
      memory[(electrode.slot + LANE_BYTES) / 8 + l] = i;
    });
  };
  /** How far the gates go at this junction, with a table if this length has one. */
  const setGateStep = (l: number, gateStep: number, regular: boolean): void => {
    memory[global("gateStep", l)] = gateStep;
    memory[global("odd", l)] = regular ? 0 : 1;
    if (regular) tables.use(l, gateStep);
  };
  const setEquation = (l: number, h: number): void => {
    memory[global("capacitanceFactor", l)] = 1 / (plan.theta * h);
    memory[global("inverseTheta", l)] = inverseTheta;
  };
  const load = (l: number): void => {
    const lane = lanes[l] as Lane;
    const taken = queue.next();
    lane.schedule = taken?.schedule;
    if (!taken) return;
    const { schedule, order, samples } = taken;
    const image = setup.image(schedule);
    for (let i = 0; i < count; i++) memory[first / 8 + LANES * i + l] = image[i] as number;
    Object.assign(lane, { order, t: span.start, grid: 0, rung: 0, history: 0, stop: 0, behind: 0, parts: 1, before: 0, beforeThat: 0 });
    const streams = points.map((_, p) => pointStreams(setup.seed, schedule.number, p));
    lane.gating = streams.map((s) => s.gating);
    lane.events = streams.map((s) => s.events);
    channels.begin(memory, l, lane.gating);
    happen(l, lane, span.start);
    while ((schedule.stops[lane.stop] as number) <= span.start) lane.stop++;
    for (const { i, read, interval } of wholeProbes) {
      (lane.whole[i] ??= sampler(0, interval)).reset(samples[i] as Float64Array, lane.t, read(memory, l));
    }
    for (const { i, read, interval } of middleProbes) {
      (lane.middle[i] ??= sampler(0, interval)).reset(samples[i] as Float64Array, lane.t, read(memory, l));
    }
    chooseStep(lane);
  };
  /** Events and settings due at `time`, applied to states that stand at `time`. */
  const happen = (l: number, lane: Lane, time: number): void => {
    for (const action of lane.schedule?.actions.get(time) ?? []) {
      if (action.kind === "set") {
        for (const address of action.addresses) memory[address / 8 + l] = action.value;
        continue;
      }
      const point = points[action.point] as (typeof points)[number];
      const { receives } = point;
      if (!receives) continue;
      const chance = (lane.events[action.point] as Lane["events"][number]).uniform();
      const v = memory[addressOf(point.compartment) / 8 + l] as number;
      const values = evaluatedAt(receives, memory, l, v, { weight: action.weight, chance });
      receives.roots.forEach(({ name }, i) => {
        const state = point.states.find((s) => s.name === name) as { address: number };
        memory[state.address / 8 + l] = values[i] as number;
      });
    }
  };

  /** The second half of a junction: lanes in `which` set out with `h`; the others stay as they are, to the bit. */
  const setOut = (which: readonly boolean[]): void => {
    const kept = adaptive ? shadows.map(({ shadow }) => memory.slice(shadow, shadow + LANES)) : [];
    for (let l = 0; l < LANES; l++) {
      const lane = lanes[l] as Lane;
      memory[global("accept", l)] = 0;
      if (which[l] !== true) { setGateStep(l, 0, false); continue; }
      const ahead = plan.lead * lane.h;
      setGateStep(l, ahead, false);
      setEquation(l, lane.h);
      setSlots(l, lane, lane.t, lane.h);
      lane.behind = 0;
      if (ahead > 0) channels.move(memory, l, lane.gating, ahead, (c) => memory[addressOf(c) / 8 + l] as number);
    }
    call.advanceMixed();
    kept.forEach((values, i) => values.forEach((value, l) => {
      if (which[l] !== true) memory[(shadows[i] as { shadow: number }).shadow + l] = value;
    }));
  };

  for (let l = 0; l < LANES; l++) {
    load(l);
    if (!(lanes[l] as Lane).schedule) setEquation(l, 1);
  }
  setOut(lanes.map((lane) => lane.schedule !== undefined));

  let inspected = 0;
  for (let pass = 1; lanes.some((lane) => lane.schedule); pass++) {
    if (pass % PATIENCE === 0) yield;
    call.solve();
    for (let l = 0; l < LANES; l++) {
      const lane = lanes[l] as Lane;
      goes[l] = lane.schedule !== undefined;
      if (lane.schedule && !Number.isFinite(memory[rootMiddle + l] as number)) throw notFinite(assembly, memory, l, lane);
    }
    if (adaptive) judge();
    for (let l = 0; l < LANES; l++) {
      if (goes[l] !== true) continue;
      const lane = lanes[l] as Lane;
      for (const { i, read } of middleProbes) (lane.middle[i] as Lane["middle"][number]).take(lane.t + plan.lead * lane.h, read(memory, l));
      cost.steps++;
    }
    // Where each lane stands now, and how it goes on.
    const sync = new Array<boolean>(LANES).fill(false);
    for (let l = 0; l < LANES; l++) {
      const lane = lanes[l] as Lane;
      behind[l] = lane.h;
      if (lane.schedule) {
        if (goes[l] === true) arrive(lane);
        const stopsHere = goes[l] === true && lane.t === lane.schedule.stops[lane.stop];
        sync[l] = stopsHere && (lane.schedule.actions.has(lane.t) || lane.t === span.end);
        if (stopsHere) Object.assign(lane, { stop: lane.stop + 1, history: 0, rung: 0 });
        if (lane.t < span.end) chooseStep(lane);
        if (goes[l] !== true) rescaleMiddles(l, lane.h / (behind[l] as number));
      }
      next[l] = lane.h;
    }
    cost.extraParts += stepPools(lanes, goes, behind, next);
    let mixed = false;
    for (let l = 0; l < LANES; l++) {
      const lane = lanes[l] as Lane;
      const went = goes[l] === true;
      const [was, ahead] = [behind[l] as number, lane.h];
      memory[global("accept", l)] = went ? 1 : 0;
      let gateStep = plan.lead === 0 ? was : sync[l] === true ? 0.5 * was : 0.5 * was + 0.5 * ahead;
      if (!lane.schedule) gateStep = 0;
      else if (!went) gateStep = lane.behind + 0.5 * ahead;
      else lane.behind = 0.5 * was;
      const regular = went && !(plan.lead > 0 && sync[l] === true) && tables.has(gateStep);
      setGateStep(l, gateStep, regular);
      mixed ||= !regular;
      setEquation(l, ahead);
      if (!lane.schedule) continue;
      setSlots(l, lane, lane.t, ahead);
      if (channels.any) {
        channels.move(memory, l, lane.gating, gateStep, (c) => voltageAt(memory, addressOf(c), l, inverseTheta, went));
      }
    }
    if (adaptive) call.remember();
    if (mixed) call.advanceMixed();
    else call.advance();
    for (let l = 0; l < LANES; l++) {
      const lane = lanes[l] as Lane;
      if (goes[l] !== true) continue;
      for (const { i, read } of wholeProbes) (lane.whole[i] as Lane["whole"][number]).take(lane.t, read(memory, l));
      if (lane.history === 0) for (const s of [...lane.whole, ...lane.middle]) (s as Lane["whole"][number] | undefined)?.interrupt();
    }
    inspected++;
    if (inspected % INSPECTION === 0) inspect();
    if (sync.includes(true)) {
      for (let l = 0; l < LANES; l++) {
        if (sync[l] !== true) continue;
        const lane = lanes[l] as Lane;
        if (lane.t < span.end) { happen(l, lane, lane.t); continue; }
        queue.done(lane.order);
        load(l);
        if (!lane.schedule) sync[l] = false;
      }
      setOut(sync);
    }
  }
  return cost;

  /** The step is over: time and history move on. */
  function arrive(lane: Lane): void {
    if (!adaptive && lane.target === span.start + (lane.grid + 1) * (plan.rungs[0] as number)) lane.grid++;
    lane.beforeThat = lane.before;
    lane.before = lane.h;
    lane.t = lane.target;
    lane.history++;
  }

  /** Which lanes' steps are good enough, and on which rung they go on. */
  function judge(): void {
    for (let l = 0; l < LANES; l++) {
      const { h, before, beforeThat } = lanes[l] as Lane;
      memory[global("perStep", l)] = 1 / h;
      memory[global("curveWeight", l)] = before > 0 ? 2 / (h + before) : 0;
      memory[global("thirdWeight", l)] = before > 0 && beforeThat > 0 ? 4 / (h + 2 * before + beforeThat) : 0;
      memory[global("cubicWeight", l)] = (h * h * h) / 12;
      memory[global("voltageError", l)] = 0;
    }
    call.monitor();
    for (let l = 0; l < LANES; l++) {
      const lane = lanes[l] as Lane;
      if (!lane.schedule) continue;
      if (lane.history < 2) { lane.rung = Math.min(lane.rung + 1, plan.rungs.length - 1); continue; }
      const error = memory[global("voltageError", l)] as number;
      const change = climb(error, plan.tolerance);
      const shortest = lane.h <= (plan.rungs[0] as number);
      if (error > plan.tolerance && !shortest) {
        goes[l] = false;
        cost.rejected++;
        restore(l, lane, change);
        continue;
      }
      cost.largestError = Math.max(cost.largestError, error);
      lane.rung = Math.min(Math.max(lane.rung + change, 0), plan.rungs.length - 1);
    }
  }

  /** Back to before the junction behind, onto a lower rung. */
  function restore(l: number, lane: Lane, change: number): void {
    for (const { state, shadow } of shadows) memory[state + l] = memory[shadow + l] as number;
    lane.rung = Math.max(0, plan.rungs.findLastIndex((rung) => rung <= lane.h) + change);
  }

  /** Concentrations half a step ahead, for a step that is shorter by `ratio`. */
  function rescaleMiddles(l: number, ratio: number): void {
    for (const { fields, volumes, ionState } of assembly.pools) {
      if (ionState === undefined) continue;
      for (const { address } of volumes) {
        const c = memory[(address + (fields[ionState] as number)) / 8 + l] as number;
        const at = (address + (fields["middle"] as number)) / 8 + l;
        memory[at] = c + ((memory[at] as number) - c) * ratio;
      }
    }
  }

  function inspect(): void {
    for (const { address, section } of assembly.compartments) {
      for (let l = 0; l < LANES; l++) {
        const lane = lanes[l] as Lane;
        const found = memory[address / 8 + l] as number;
        if (!lane.schedule || (found >= setup.range.low && found <= setup.range.high)) continue;
        throw stopped("voltage-out-of-range", { time_ms: lane.t, place: section, found, ...setup.range, trial: lane.schedule.number });
      }
    }
  }
}

/** Which number went wrong first: a state, a concentration, or the voltage itself. */
function notFinite(assembly: Assembly, memory: Float64Array, l: number, lane: Lane): Error {
  const section = (compartment: number): string => assembly.compartments[compartment]?.section ?? "";
  const trial = lane.schedule?.number ?? 0;
  const value = (address: number): number => memory[address / 8 + l] as number;
  for (const { name, address, compartment } of assembly.states) {
    if (!Number.isFinite(value(address))) return stopped("not-finite", { time_ms: lane.t, place: section(compartment), what: name, found: value(address), trial });
  }
  for (const { name, fields, states, volumes } of assembly.pools) {
    for (const { address, compartment } of volumes) {
      for (const state of states) {
        const found = value(address + (fields[state] as number));
        if (!Number.isFinite(found)) return stopped("not-finite", { time_ms: lane.t, place: section(compartment), what: `${name}.${state}`, found, trial });
      }
    }
  }
  for (const [compartment, { address }] of assembly.compartments.entries()) {
    const right = value(address + 3 * LANE_BYTES);
    if (!Number.isFinite(right)) return stopped("not-finite", { time_ms: lane.t, place: section(compartment), what: "the current", found: right, trial });
  }
  return stopped("not-finite", { time_ms: lane.t, place: section(assembly.root), what: "the voltage", found: value((assembly.compartments[assembly.root]?.address ?? 0) + LANE_BYTES), trial });
}
