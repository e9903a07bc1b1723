/**
 * Our engine as a process that runs trials when told to, as serve.py is for the others. For each line in,
 *
 *     undiffused K0 N DT      as `fixed`, without diffusion of calcium and dye, which CoreNEURON and Arbor leave out
 *     fixed K0 N DT           trials K0 … K0+N−1 by fixed steps of DT ms, as many side by side as the engine has lanes
 *     alone K0 N DT           the same trials, each by itself, the other lanes empty
 *     adaptive TOLERANCE K0 N by steps of their own, local error of the voltage below TOLERANCE mV
 *     threads COUNT K0 N DT   by simulateOnWorkers: checking, assembling, starting threads and compiling are timed
 *     quit
 *
 * and a line out with the milliseconds per trial. But for `threads`, what is prepared and compiled isn't timed, as the
 * building of the others' cells isn't; loading a trial into its lane is. Like the others it records
 * nothing but the calcium at the end.
 */
import { createInterface } from "node:readline";
import { prepare, trialRunner, type Portion, type Step } from "#engine";
import { simulateOnWorkers } from "../../src/node/index.js";
import { cell, timed, undiffused } from "./cell.js";
import type { Answer } from "./program.js";

/** Runs what a command prepared, and returns the last trial's last calcium. */
type Job = () => number | Promise<number>;

function drive(run: Generator<unknown, Portion>): Portion {
  for (;;) {
    const step = run.next();
    if (step.done === true) return step.value;
  }
}

/** Trials in turn through one compiled kernel: all of them in one queue, or each by itself. */
function onOneThread(step: Step, first: number, count: number, alone = false, of = cell): Job {
  const runner = trialRunner(prepare(timed(of, step, count, first)));
  const places = Array.from({ length: count }, (_, place) => place);
  const queues = alone ? places.map((place) => [place]) : [places];
  return () => {
    let calcium = NaN;
    for (const queue of queues) {
      const { orders, samples } = drive(runner.run(queue));
      calcium = samples[0]?.[orders.indexOf(count - 1)]?.at(-1) ?? calcium;
    }
    return calcium;
  };
}

function onThreads(workers: number, step: Step, first: number, count: number): Job {
  return async () => {
    const { traces } = await simulateOnWorkers(timed(cell, step, count, first), { workers });
    return traces["calcium"]?.trials.at(-1)?.at(-1) ?? NaN;
  };
}

function jobOf(mode: string, numbers: readonly number[]): { readonly job: Job; readonly trials: number } {
  const [a = NaN, b = NaN, c = NaN, d = NaN] = numbers;
  const fixed = (dt: number): Step => ({ kind: "fixed", dt: `${dt} ms` });
  switch (mode) {
    case "fixed": return { job: onOneThread(fixed(c), a, b), trials: b };
    case "undiffused": return { job: onOneThread(fixed(c), a, b, false, undiffused), trials: b };
    case "alone": return { job: onOneThread(fixed(c), a, b, true), trials: b };
    case "adaptive": return { job: onOneThread({ kind: "adaptive", tolerance: `${a} mV` }, b, c), trials: c };
    case "threads": return { job: onThreads(a, fixed(d), b, c), trials: c };
    default: throw new Error(`no command "${mode}"`);
  }
}

const say = (document: object): void => { process.stdout.write(`${JSON.stringify(document)}\n`); };

// A command that comes again finds its kernel compiled, as the others find their cells built.
const jobs = new Map<string, ReturnType<typeof jobOf>>();
say({ simulator: "radiatum", node: process.version, v8: process.versions.v8, threads: 1, diffusion: true });
for await (const command of createInterface({ input: process.stdin })) {
  const [mode = "", ...rest] = command.trim().split(/\s+/);
  if (mode === "quit") break;
  try {
    const { job, trials } = jobs.get(command) ?? jobOf(mode, rest.map(Number));
    jobs.set(command, { job, trials });
    const [wall, cpu] = [performance.now(), process.cpuUsage()];
    const calcium_uM = await job();
    const { user, system } = process.cpuUsage(cpu);
    const answer: Answer = {
      ms_per_trial: (performance.now() - wall) / trials,
      cpu_ms_per_trial: (user + system) / 1000 / trials,
      calcium_uM,
    };
    say({ command, trials, ...answer });
  } catch (error) {
    say({ command, error: error instanceof Error ? error.message : String(error) });
  }
}
