/**
 * What it takes to start, in a process that has done nothing yet: `node setup.js` prints one JSON document.
 *
 * From declaration to a running kernel is from the first mechanism's declaration to the first 256 steps taken by four
 * trials: loading the model, reading mechanisms and checking units, assembling the cell, emitting and compiling
 * WebAssembly, building tables, filling lanes.
 */
import type { Portion } from "#engine";

/** Trials that are run after the first four, and kept in memory to see what one more takes. */
const KEPT = 64;

export interface SetUp {
  /** Loading the engine's own modules from disk, ms; not in `total`. */
  readonly modules: number;
  /**
   * Loading the model and declaring the cell; reading its mechanisms, checking and assembling; compiling and tables;
   * lanes and 256 steps. ms.
   */
  readonly declare: number;
  readonly prepare: number;
  readonly compile: number;
  readonly run: number;
  readonly total: number;
  /** Processor time of `total`, V8's own threads with it. */
  readonly cpu: number;
  readonly memory: {
    /** The process's own, bytes: until four trials are done, and for each further one whose traces are kept. */
    readonly residentGrowth: number;
    readonly residentPerTrial: number;
    /** Of WebAssembly's memory, bytes: all of it, of that tables, and of the rest a trial's share. */
    readonly machine: number;
    readonly tables: number;
    readonly lanePerTrial: number;
    readonly samplesPerTrial: number;
  };
}

const begun = performance.now();
const { prepare, trialRunner } = await import("#engine");
const resident = process.memoryUsage.rss();
const [loaded, before] = [performance.now(), process.cpuUsage()];
const { request } = await import("./cell.js");
const declared = performance.now();
const prepared = prepare(request({ kind: "fixed", dt: "0.025 ms" }, 4));
const ready = performance.now();
const runner = trialRunner(prepared);
const compiled = performance.now();
const run = runner.run([0, 1, 2, 3]);
let step: IteratorResult<unknown, Portion> = run.next();
const running = performance.now();
const { user, system } = process.cpuUsage(before);

const finish = (work: Generator<unknown, Portion>, first: IteratorResult<unknown, Portion>): Portion => {
  for (step = first; ; step = work.next()) if (step.done === true) return step.value;
};
const kept = [finish(run, step)];
const afterFour = process.memoryUsage.rss();
const more = runner.run(Array.from({ length: KEPT }, (_, i) => i % 4));
kept.push(finish(more, more.next()));
const afterAll = process.memoryUsage.rss();

const machine = prepared.assembly.program.bytes;
const { rows = 0, columns = 0 } = prepared.assembly.table?.shape ?? {};
const tables = rows * columns * 4 * 8;
const samples = kept.flatMap((portion) => portion.samples.flat()).reduce((sum, { byteLength }) => sum + byteLength, 0);
const found: SetUp = {
  modules: loaded - begun,
  declare: declared - loaded,
  prepare: ready - declared,
  compile: compiled - ready,
  run: running - compiled,
  total: running - loaded,
  cpu: (user + system) / 1000,
  memory: {
    residentGrowth: afterFour - resident,
    residentPerTrial: (afterAll - afterFour) / KEPT,
    machine,
    tables,
    lanePerTrial: (machine - tables) / prepared.lanes,
    samplesPerTrial: samples / (KEPT + 4),
  },
};
process.stdout.write(`${JSON.stringify(found)}\n`);
