/** A run of the scorecard's experiments on this page's threads, spine by spine; rows come as experiments are done. */
import { createSignal, type Accessor } from "solid-js";
import type { Reading, Row, Scorecard, Whole } from "radiatum/paper";
import { CallFailure } from "../lab/calls.js";
import type { Planned, PlanOrder } from "../lab/paper-services.js";
import { paper, paperThreads } from "../lab/threads.js";

export interface RunChoice extends PlanOrder {
  readonly seed: number;
  readonly set: string;
}

export interface Run {
  readonly choice: RunChoice;
  readonly threads: number;
  readonly done: number;
  readonly total: number;
  /** s, by how long spines of the same experiments took; absent before the first is done. */
  readonly left?: number;
  readonly going: boolean;
  /** Why it ended before its end. */
  readonly failure?: string;
  /** Of what is done; the rows that count are `fresh`. */
  readonly card?: Scorecard & Whole;
  readonly fresh: ReadonlySet<string>;
  readonly readings: ReadonlyMap<string, readonly Reading[]>;
}

/** Findings that what is done answers: their experiment is done, and those that it needs. */
export function answeredBy(plans: readonly Planned[], done: ReadonlySet<string>): Set<string> {
  return new Set(plans.flatMap(({ name, needs, findings }) => ([name, ...needs].every((one) => done.has(one)) ? findings : [])));
}

/** s for what is left, when `threads` share it: by the mean of each experiment's spines, or of all where none is done. */
export function timeLeft(
  left: readonly string[], took: ReadonlyMap<string, readonly number[]>, threads: number,
): number | undefined {
  const all = [...took.values()].flat();
  if (all.length === 0) return undefined;
  const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;
  const sum = left.reduce((total, name) => total + mean(took.get(name) ?? all), 0);
  return sum / 1000 / Math.min(threads, Math.max(1, left.length));
}

/** Kept rows, with those that a run of this set has answered in their place. */
export function withFresh(kept: readonly Row[], run: Run | undefined, set: string): readonly Row[] {
  if (!run?.card || run.choice.set !== set) return kept;
  const fresh = new Map(run.card.rows.map((row) => [row.id, row]));
  return kept.map((row) => (run.fresh.has(row.id) ? fresh.get(row.id) ?? row : row));
}

export interface Runner {
  readonly run: Accessor<Run | undefined>;
  /** Ends what runs before. */
  readonly start: (choice: RunChoice) => void;
  readonly stop: () => void;
}

/** Leaves one processor to the page itself. */
const threadCount = (): number => Math.max(1, navigator.hardwareConcurrency - 1);

export function createRunner(onEnd: (sentence: string) => void): Runner {
  const [run, setRun] = createSignal<Run>();
  const change = (more: Partial<Run>): void => void setRun((now) => now && { ...now, ...more });
  let halt = (): void => undefined;
  const stop = (): void => {
    halt();
    if (run()?.going === true) change({ going: false });
  };
  const start = (choice: RunChoice): void => {
    stop();
    const pool = paperThreads(threadCount());
    let ended = false;
    halt = () => {
      ended = true;
      for (const thread of pool) thread.stop();
    };
    setRun({ choice, threads: pool.length, done: 0, total: 0, going: true, fresh: new Set<string>(), readings: new Map<string, readonly Reading[]>() });
    go(choice, pool, () => ended, change).then((finished) => {
      if (finished) onEnd("The run is at its end.");
    }, (error: unknown) => {
      if (ended) return;
      const failure = error instanceof Error ? error.message : String(error);
      change({ going: false, failure });
      onEnd(failure);
    }).finally(() => { for (const thread of pool) thread.stop(); });
  };
  return { run, start, stop };
}

/** True: to its end. */
async function go(
  { figure, population, seed, set }: RunChoice, pool: ReturnType<typeof paperThreads>, ended: () => boolean, change: (more: Partial<Run>) => void,
): Promise<boolean> {
  const plans = await paper.call("plan", { figure, population });
  const tasks = plans.flatMap(({ name, spines }) => Array.from({ length: spines }, (_, k) => ({ name, k })));
  change({ total: tasks.length });
  const found = new Map(plans.map(({ name }) => [name, [] as (Reading | undefined)[]]));
  const open = new Map(plans.map(({ name, spines }) => [name, spines]));
  const took = new Map<string, number[]>();
  const readings = new Map<string, readonly Reading[]>();
  let [next, done] = [0, 0];
  let concluding: Promise<void> = Promise.resolve();
  const conclude = (): void => {
    // Of several that wait the later knows more; each has what was done when it was asked for.
    const [sofar, answers] = [new Map(readings), answeredBy(plans, new Set(readings.keys()))];
    // To the end of everything, settings and rows made of others count, too.
    const all = figure === undefined && sofar.size === plans.length;
    concluding = concluding.then(async () => {
      const card = await paper.call("conclude", { sets: [{ name: set, readings: sofar }] });
      if (!ended()) change({ card, readings: sofar, fresh: all ? new Set(card.rows.map(({ id }) => id)) : answers });
    });
  };
  const work = async (thread: (typeof pool)[number]): Promise<void> => {
    for (let task = tasks[next++]; task && !ended(); task = tasks[next++]) {
      const { name, k } = task;
      const begun = performance.now();
      const reading = await thread.call("spine", { experiment: name, k, run: { seed, parameters: set, changes: [] } });
      took.set(name, [...took.get(name) ?? [], performance.now() - begun]);
      const own = found.get(name) as (Reading | undefined)[];
      own[k] = reading;
      done++;
      const still = (open.get(name) ?? 0) - 1;
      open.set(name, still);
      const left = timeLeft(tasks.slice(done).map((one) => one.name), took, pool.length);
      change({ done, ...(left !== undefined && { left }) });
      if (still > 0) continue;
      readings.set(name, own as Reading[]);
      conclude();
    }
  };
  await Promise.all(pool.map(work));
  await concluding;
  if (ended()) return false;
  change({ going: false });
  return true;
}

/** ", 4 min left"; "" while nobody knows. */
export function leftText(seconds: number | undefined): string {
  if (seconds === undefined) return "";
  return seconds < 55 ? `, ${Math.max(5, 5 * Math.round(seconds / 5))} s left` : `, ${Math.round(seconds / 60)} min left`;
}

export const stopped = (error: unknown): boolean => error instanceof CallFailure && error.failure.code === "stopped";
