/** Running a session's trials: engine, then microscope and electrode. */
import { scheduler, trialRunner, type Cost, type Progress } from "#engine";
import { recorded, samplingPeriod } from "#electrode";
import { naming } from "#errors";
import { photograph, photographGrid, gridImage } from "#microscope";
import { amount } from "#protocol";
import { randomStream } from "#random";
import { channelsOf } from "./channels.js";
import { engineTrial } from "./engine-trial.js";
import type { Held } from "./holding.js";
import { exposureOf, lightOf } from "./light.js";
import type { Scene } from "./scene.js";
import type { ReadyTrial, Session } from "./session.js";
import { STREAM } from "./streams.js";

/** What was read in one trial. */
export interface TrialRecord {
  readonly index: number;
  /** Of the electrode. */
  readonly samples: Float32Array;
  /** Samples that the converter's range cut off. */
  readonly clipped: number;
  /** One array of readings a channel; none where nothing shines. */
  readonly counts: readonly Uint16Array[];
  readonly truth: readonly Float32Array[];
  /** What the trials cost that were run together, where calcium is less exact than was asked for: told with the last of them. */
  readonly cost?: Cost;
}

/** Trials whose light is held in memory at once. */
const AT_ONCE = 8;

/** Of a trial, how much is done once the engine has run it and it is still to be read. */
const RUN_SHARE = 0.9;

/** How far a session has come. */
export interface SessionStep {
  /** Trials that are done, those under way by the share of what is to be done for them; never falls. */
  readonly done: number;
  /** A trial that has been read since the last step. */
  readonly record?: TrialRecord;
  /** What can be read already of trials that are being run; made when it is asked for, which is before the next step. */
  readonly soFar?: () => readonly TrialSoFar[];
}

/** A trial of which the beginning has been run: what is read of it now is read of it in the end. */
export interface TrialSoFar {
  /** ms on the trial's clock, up to which it has been. */
  readonly until: number;
  /** Cut off there; of a line scan whole lines alone. */
  readonly record: TrialRecord;
}

/**
 * Runs the trials with these places in the session, in portions; yields each when it has been read, and now and then
 * between, so that the caller can show progress or stop. What a trial gives does not depend on the others, so threads
 * may share one source of places. `runner`: the machine that found how the cell is held, where it is at hand.
 */
export function* runSession(
  session: Session, places: Iterable<number>, runner = trialRunner(session.prepared),
): Generator<SessionStep> {
  const schedule = scheduler(session.prepared);
  const scheduleAt = (place: number): ReturnType<typeof schedule> => {
    const { protocol, trials, addresses, held } = session;
    const trial = trials[place] as ReadyTrial;
    return schedule(engineTrial(protocol, trial, addresses, { ...trial, held: held.get(trial.holding) as Held }), place);
  };
  const source = places[Symbol.iterator]();
  const done = (ran: number, read: number): number => read + RUN_SHARE * (ran - read);
  for (let before = 0; ;) {
    const run = runner.run(some(source, AT_ONCE), scheduleAt);
    let step = run.next();
    for (; step.done !== true; step = run.next()) {
      const { done: ran, underWay } = step.value;
      yield { done: done(before + ran, before), soFar: () => underWay.flatMap((trial) => readSoFar(session, trial) ?? []) };
    }
    const portion = step.value;
    if (portion.orders.length === 0) return;
    const ran = before + portion.orders.length;
    for (let k = 0; k < portion.orders.length; k++) {
      before++;
      const record = readTrial(session, portion.orders[k] as number, portion.samples.map((list) => list[k] as Float64Array));
      const worthSaying = k === portion.orders.length - 1 && portion.cost.roughParts > 0;
      yield { done: done(ran, before), record: worthSaying ? { ...record, cost: portion.cost } : record };
    }
    runner.recycle(portion);
  }
}

function* some(source: Iterator<number>, count: number): Generator<number> {
  for (let k = 0; k < count; k++) {
    const next = source.next();
    if (next.done === true) return;
    yield next.value;
  }
}

/** Undefined where there is nothing to see yet: a frame or a stack comes whole. */
function readSoFar(session: Session, { order, until, samples }: Progress["underWay"][number]): TrialSoFar | undefined {
  const { scene, prepared, lightInterval } = session;
  if (scene && scene.kind !== "lines") return undefined;
  const soFar = (interval: number): number => Math.max(0, Math.ceil(until / interval - 1e-6));
  // Up to the last sample of light: beyond it nobody knows yet how bright a pixel is.
  const lit = (soFar(lightInterval) - 1) * lightInterval;
  const lines = scene ? Math.min(scene.lines, Math.floor((lit - scene.start) / scene.scan.period)) : 0;
  if (scene ? lines < 1 : until <= 0) return undefined;
  const intervals = Object.values(prepared.probes).map(({ every }) => amount(every, "time") as number);
  // Copies, since what is read of a trial is made in its samples' place, and more is still to come there.
  const cut = samples.map((trace, p) => trace.slice(0, soFar(intervals[p] as number)));
  return { until, record: readTrial(session, order, cut, lines) };
}

/** `samples`: one array a probe. `lines` of the scan, where not all of it has been. */
function readTrial(session: Session, index: number, samples: readonly Float64Array[], lines?: number): TrialRecord {
  const trial = session.trials[index] as ReadyTrial;
  const names = Object.keys(session.prepared.probes);
  const trace = (name: string): Float64Array => samples[names.indexOf(name)] as Float64Array;
  const { electrode, seed } = session.protocol;
  const { samples: read, clipped } = recorded({
    trace: trace("reading"), interval: samplingPeriod(electrode), amplifier: electrode, shocks: trial.shocks,
    settings: session.settings, random: randomStream(seed, index, STREAM.electrode),
  });
  const followed = names.filter((name) => name.startsWith("light ")).map(trace);
  return {
    index, samples: read, clipped,
    counts: session.scene ? photographed(session, session.scene, trial, followed, lines) : [],
    truth: session.truth.map((_, q) => new Float32Array(trace(`truth ${q}`))),
  };
}

/** Readings of every channel. `followed`: bound dye of the elements whose calcium is followed, in their order. */
function photographed(
  { protocol, settings, lightInterval }: Session, scene: Scene, trial: ReadyTrial, followed: readonly Float64Array[],
  linesSoFar?: number,
): readonly Uint16Array[] {
  const exposure = {
    ...exposureOf({ protocol, settings }, scene, trial),
    random: channelsOf(protocol, settings).map((_, c) => randomStream(protocol.seed, trial.index, STREAM.light + c)),
  };
  const light = lightOf({ protocol, settings }, scene, trial, followed);
  if (scene.kind === "stack") {
    const { scan, shapes } = scene;
    const images = light.map((elements) =>
      gridImage(scan, shapes, scene.light.spread, elements.map((samples) => samples[0] as number)));
    return naming("imaging.power", () => photographGrid({ ...exposure, grid: scan, images }).counts);
  }
  const { scan, weights } = scene;
  const lines = linesSoFar ?? scene.lines;
  return naming("imaging.power", () => photograph({
    ...exposure, scan, weights, lines, light, interval: lightInterval,
    start: scene.kind === "lines" ? scene.start : 0,
  }).counts);
}
