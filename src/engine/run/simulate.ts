import { pow } from "#elementary";
import { assemble } from "../assembly/assemble.js";
import type { Assembly } from "../assembly/assembly.js";
import { quantity } from "../assembly/placement.js";
import type { Range } from "../assembly/table-maker.js";
import { cancelled, misuse } from "../failures.js";
import { gathered } from "../notes.js";
import { instantiate, interpret, LANES, type Machine } from "../kernel/index.js";
import type { CheckedRequest } from "./checked-request.js";
import { runGroup, type GroupCost, type GroupSetup, type Queue, type UnderWay } from "./group.js";
import { compileProbes } from "./probes.js";
import type { Cost, Request, Result, Target, Trace, Trial } from "./request.js";
import { scheduleOf, type Schedule, type Span } from "./schedule.js";
import { startImages } from "./start-image.js";
import { halved, stepPlan, type StepPlan } from "./step-plan.js";
import { fillTable, worstError } from "./filled-table.js";

export interface RunOptions {
  readonly target?: Target;
  /** Called now and then with the trials that are done, those under way by the share of their time; at last with all. */
  readonly onProgress?: (done: number, trials: number) => void;
  /** Stops the run with an error that says how far it came. */
  readonly signal?: { readonly aborted: boolean };
}

const TABLES: Range = { low: -300, high: 200, width: 0.5 };
const STEP = { kind: "fixed", dt: "0.025 ms" } as const;
const POOL_TOLERANCE = 0.05;

/**
 * Everything that a run needs, as plain data that can be posted to a worker: any trials of it give there what they give
 * here, to the bit.
 */
export interface Prepared {
  readonly assembly: Assembly;
  readonly schedules: readonly Schedule[];
  /** What happens in every trial. */
  readonly common: Pick<Request, "commands" | "events">;
  readonly plan: StepPlan;
  readonly span: Span;
  readonly seed: number;
  readonly poolTolerance: number;
  readonly range: { readonly low: number; readonly high: number };
  readonly probes: Request["probes"];
  /** Trials that step side by side in one thread; with fewer than that for each, more threads save nothing. */
  readonly lanes: number;
}

/**
 * Checks a request and assembles its cell. Throws a RigError that names what is wrong. A time that is written out in
 * another unit, such as "20 mV", doesn't compile: neither here, nor in `simulate` and `convergence`.
 */
export function prepare<const Asked extends Request>(request: Asked & CheckedRequest<Asked>): Prepared {
  return prepared(request);
}

function prepared(request: Request): Prepared {
  const plan = stepPlan(request.step ?? STEP);
  const span = spanOf(request, plan);
  const trials = trialsOf(request);
  if (trials.length === 0) throw misuse("no-trials", { found: 0 });
  const tables = request.tables === "exact" ? undefined : request.tables === undefined ? TABLES : {
    low: quantity(request.tables.low, "mV", "tables, low"),
    high: quantity(request.tables.high, "mV", "tables, high"),
    width: quantity(request.tables.width, "mV", "tables, width"),
  };
  if (tables && !(tables.width > 0 && tables.high > tables.low)) {
    throw misuse("out-of-range", {
      what: "tables", expected: "from low to a higher voltage in cells of positive width",
      found: JSON.stringify(tables),
    });
  }
  const assembly = assemble(request.cell, {
    adaptive: plan.kind === "adaptive",
    theta: plan.theta,
    ...(tables && { tables }),
    perTrial: new Set((request.settable ?? []).concat(trials.flatMap((trial) => [
      ...Object.keys(trial.set ?? {}), ...(trial.commands ?? []).flatMap((c) => c.setting ?? []),
    ]), (request.commands ?? []).flatMap((c) => c.setting ?? []))),
  });
  const common = { commands: request.commands ?? [], events: request.events ?? [] };
  const schedule = scheduler({ assembly, common, plan, span });
  return {
    assembly,
    schedules: trials.map((trial, i) => schedule(trial, i)),
    common,
    plan,
    span,
    seed: request.seed ?? 0,
    poolTolerance: request.poolTolerance ?? POOL_TOLERANCE,
    range: tables ?? { low: -1000, high: 1000 },
    probes: request.probes,
    lanes: LANES,
  };
}

/** The request's trials, one by one. */
export function trialsOf({ trials = 1 }: Pick<Request, "trials">): readonly Trial[] {
  return typeof trials === "number" ? Array.from({ length: trials }, () => ({})) : trials;
}

function spanOf({ duration, settle = "0 ms", rest = "0 ms" }: Pick<Request, "duration" | "settle" | "rest">, { kind }: StepPlan): Span {
  const end = quantity(duration, "ms", "duration");
  if (!(end > 0)) throw misuse("out-of-range", { what: "duration", expected: "positive", found: duration });
  const before = (what: string, text: string): number => {
    const time = quantity(text, "ms", what);
    if (!(time >= 0)) throw misuse("out-of-range", { what, expected: "at least 0 ms", found: text });
    return time;
  };
  const [settling, resting] = [before("settle", settle), before("rest", rest)];
  if (resting > 0 && kind !== "adaptive") {
    throw misuse("out-of-range", { what: "rest", expected: "0 ms where steps are not adaptive", found: rest });
  }
  // 0 − x, so that nothing is −0.
  return { start: 0 - (resting + settling), rested: 0 - settling, end };
}

/**
 * Makes schedules of trials that were not in the request, for `TrialRunner.run`: thousands need not be held at once, and
 * what is prepared once serves for whatever is thought of later. `place` is the trial's number where it has none. Throws
 * a RigError where a trial names what the cell doesn't have.
 */
export function scheduler(
  { assembly, common, plan, span }: Pick<Prepared, "assembly" | "common" | "plan" | "span">,
): (trial: Trial, place: number) => Schedule {
  const grid = plan.kind === "adaptive" ? undefined : plan.rungs[0];
  const all = { commands: common.commands ?? [], events: common.events ?? [] };
  return (trial, place) => scheduleOf(assembly, trial, trial.number ?? place, all, span, grid);
}

/** What another run of the same cell may differ in. */
export type Another = Pick<Request, "duration" | "settle" | "rest" | "probes"> & {
  readonly trials: readonly Trial[];
  /**
   * How often steps are halved, 0 by default; less than 0 doubles them. All that decides their length goes along: the
   * shortest and the longest, the voltage's tolerance by eighths, the pools' by quarters. Adaptive steps only.
   */
  readonly halvings?: number;
};

/** Another run of the same cell, which differs in times, steps, trials and probes alone: `TrialRunner.beside` runs it. */
export function another(prepared: Prepared, request: Another): Prepared {
  const { halvings = 0 } = request;
  if (halvings !== 0 && prepared.plan.kind !== "adaptive") {
    throw misuse("out-of-range", { what: "halvings", expected: "0 where steps are not adaptive", found: halvings });
  }
  const plan = halved(prepared.plan, halvings);
  const span = spanOf(request, plan);
  const schedule = scheduler({ ...prepared, plan, span });
  return {
    ...prepared, plan, span, probes: request.probes, schedules: request.trials.map(schedule),
    poolTolerance: prepared.poolTolerance / pow(4, halvings),
  };
}

/** Some of a prepared run's trials: their samples, probe by probe. */
export interface Portion {
  readonly orders: readonly number[];
  /** [probe][trial of `orders`] */
  readonly samples: readonly (readonly Float64Array[])[];
  readonly cost: Cost;
}

/** How far a run has come. */
export interface Progress {
  /** Trials that are done, those under way by the share of their time. */
  readonly done: number;
  /** Those under way: place in the run, and samples probe by probe, of which the ones before `until` ms stand. */
  readonly underWay: readonly { readonly order: number; readonly until: number; readonly samples: readonly Float64Array[] }[];
}

/** A prepared run on a machine of its own, compiled once. */
export interface TrialRunner {
  /**
   * Runs the trials with these places in the run, each taken when a lane is free for it, so that threads can share one
   * source of them; yields how far it has come, now and then. One call at a time. `scheduleAt`: what happens at a place; the
   * request's trial by default.
   */
  run(places: Iterable<number>, scheduleAt?: (place: number) => Schedule): Generator<Progress, Portion>;
  /** Takes back the samples of a portion that nobody reads any more; later trials are written over them. */
  recycle(portion: Portion): void;
  /** Runs `another` of the same cell on this machine; not while this one is running. */
  beside(another: Prepared): TrialRunner;
}

export function trialRunner(prepared: Prepared, target: Target = "WebAssembly"): TrialRunner {
  const { assembly, plan } = prepared;
  const machine = machineFor(assembly, target);
  if (assembly.table) fillTable(assembly.table, plan, machine.memory);
  return runnerOn({ machine, image: startImages(assembly, machine) }, prepared);
}

function runnerOn(on: Pick<GroupSetup, "machine" | "image">, prepared: Prepared): TrialRunner {
  const { assembly, schedules, plan, span, seed, poolTolerance, range } = prepared;
  const { machine, image } = on;
  const probes = compileProbes(assembly, prepared.probes);
  // Written out, since objects that are spread into each other are of another kind each time, to V8: the group's code would be
  // compiled for each.
  const setup: GroupSetup = { assembly, machine, plan, span, seed, poolTolerance, probes, image, range };
  const spare = probes.map((): Float64Array[] => []);
  return {
    beside: (another) => runnerOn(on, another),
    recycle({ samples }) {
      samples.forEach((arrays, p) => spare[p]?.push(...arrays));
    },
    *run(places, scheduleAt = (place) => schedules[place] as Schedule) {
      const orders: number[] = [];
      const samples = probes.map((): Float64Array[] => []);
      const source = places[Symbol.iterator]();
      let done = 0;
      const queue: Queue = {
        next: () => {
          const place = source.next();
          if (place.done === true) return undefined;
          const order = orders.push(place.value) - 1;
          probes.forEach(({ interval }, p) => {
            samples[p]?.push(spare[p]?.pop() ?? new Float64Array(Math.floor(span.end / interval + 1e-9) + 1));
          });
          return {
            schedule: scheduleAt(place.value), order,
            samples: samples.map((list) => list[order] as Float64Array),
          };
        },
        done: () => { done++; },
      };
      const group = runGroup(setup, queue);
      for (;;) {
        const step: IteratorResult<readonly UnderWay[], GroupCost> = group.next();
        if (step.done === true) return { orders, samples, cost: step.value };
        yield {
          done: step.value.reduce((sum, { share }) => sum + share, done),
          underWay: step.value.map(({ order, until }) =>
            ({ order: orders[order] as number, until, samples: samples.map((list) => list[order] as Float64Array) })),
        };
      }
    },
  };
}

/** `trialRunner` for a single use. */
export function runTrials(prepared: Prepared, places: Iterable<number>, target?: Target): Generator<Progress, Portion> {
  return trialRunner(prepared, target).run(places);
}

/** A machine whose memory is as the assembly has it; room for tables stays untouched, which costs nothing. */
function machineFor({ program, image }: Assembly, target: Target): Machine {
  const machine = target === "interpreter" ? interpret(program) : instantiate(program);
  new Uint8Array(machine.memory).set(new Uint8Array(image));
  return machine;
}

/**
 * Runs every trial of a request on this thread. Same request and seed, same bytes: in any engine, on any number of
 * workers (see `prepare` and `runTrials`), whatever trials run beside it.
 */
export function simulate<const Asked extends Request>(
  request: Asked & CheckedRequest<Asked>, options: RunOptions = {},
): Result<keyof Asked["probes"] & string> {
  return simulatePrepared(prepared(request), options);
}

/** Every trial of what was prepared from a request. */
export function simulatePrepared(prepared: Prepared, { target, onProgress, signal }: RunOptions): Result {
  const orders = prepared.schedules.map((_, i) => i);
  const run = runTrials(prepared, orders, target);
  for (;;) {
    const step = run.next();
    onProgress?.(step.done === true ? orders.length : step.value.done, orders.length);
    if (step.done === true) return resultOf(prepared, [step.value]);
    if (signal?.aborted === true) throw cancelled(Math.floor(step.value.done), orders.length);
  }
}

/** Puts portions together, wherever they were run. */
export function resultOf(prepared: Prepared, portions: readonly Portion[]): Result {
  const { assembly, schedules, plan } = prepared;
  const compiled = compileProbes(assembly, prepared.probes);
  const traces = Object.fromEntries(compiled.map(({ name, unit, interval }, p): [string, Trace] => {
    const trials = schedules.map(() => new Float64Array(0));
    for (const { orders, samples } of portions) {
      orders.forEach((order, k) => { trials[order] = samples[p]?.[k] as Float64Array<ArrayBuffer>; });
    }
    return [name, { unit, interval, trials }];
  }));
  const cost = costOf(portions.map((portion) => portion.cost));
  return {
    traces,
    trials: schedules.map(({ number }) => number),
    cost,
    notes: [
      ...gathered([
        ...assembly.notes,
        ...schedules.flatMap(({ number, strange }) => strange.map((what) => ({ who: `trial ${number}`, what }))),
      ]),
      ...lateNote(schedules, prepared.span),
      ...(plan.kind === "adaptive" && cost.largestError > plan.tolerance ? [steepNote(cost, plan)] : []),
      ...roughNotes(cost, prepared),
      ...(assembly.table ? [tableNote(worstError(assembly.table, plan))] : []),
    ],
  };
}

/** What trials cost together that were run in portions. */
export function costOf(portions: readonly Cost[]): Cost {
  const total = (field: keyof Cost): number => portions.reduce((sum, cost) => sum + cost[field], 0);
  const largest = (field: keyof Cost): number => portions.reduce((most, cost) => Math.max(most, cost[field]), 0);
  return {
    steps: total("steps"), rejected: total("rejected"), extraParts: total("extraParts"),
    largestError: largest("largestError"), largestPoolError: largest("largestPoolError"), roughParts: total("roughParts"),
  };
}

/** Where calcium was less exact than was asked for, a sentence. */
export function roughNotes(
  { roughParts, largestPoolError }: Cost, { poolTolerance }: Pick<Prepared, "poolTolerance">,
): string[] {
  if (roughParts === 0) return [];
  return [
    `reaction and diffusion were off by up to ${largestPoolError.toPrecision(2)} in ${roughParts} parts of steps, where ` +
    `${poolTolerance} was asked for: shorten the step, or check buffers and volumes`,
  ];
}

function lateNote(schedules: readonly Schedule[], { end }: Span): string[] {
  const late = schedules.filter((schedule) => schedule.late > 0);
  const [first] = late;
  if (!first) return [];
  const count = late.reduce((sum, schedule) => sum + schedule.late, 0);
  const whose = late.length === 1 ? `trial ${first.number}` : `${late.length} trials, ${first.number} the first of them`;
  return [`${count} events or commands of ${whose} come when it is over, at ${end} ms or later: they never happen`];
}

function steepNote({ largestError }: Cost, { tolerance, rungs }: StepPlan): string {
  return `the voltage was off by up to ${largestError.toPrecision(2)} mV in a step, where ${tolerance} mV was asked for: ` +
    `steps can't be shorter than ${rungs[0]} ms. Let them, or ask for less`;
}

function tableNote(error: number): string {
  const largest = error.toExponential(1);
  return `functions of voltage are read from a table; its largest error is ${largest} of the largest value`;
}
