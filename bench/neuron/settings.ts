/** What the programs are told, in words, and the machine that they run on. */
import { cpus, loadavg, release, totalmem } from "node:os";
import type { Program } from "./program.js";

/** Trials of a turn, 0 and following: a multiple of everybody's cells at once, and minutes for seven rounds. */
export const TRIALS = 16;

/** As many as a run of some seconds has: threads start and compile once for all of them. */
export const threadsOf = (trials: number): number => 16 * trials;

const OURS = "Radiatum, second order, cubic tables";

const SETTINGS: Readonly<Record<string, string>> = {
  "fixed": `${OURS}, fixed 0.025 ms, 4 trials side by side`,
  "undiffused": `${OURS}, fixed 0.025 ms, 4 trials side by side, no calcium diffusion`,
  "alone": `${OURS}, fixed 0.025 ms, each trial by itself`,
  "two processes": `${OURS}, fixed 0.025 ms, two processes at once`,
  "threads": `${OURS}, fixed 0.025 ms, simulateOnWorkers, 2 threads, ${threadsOf(TRIALS)} trials, set-up included`,
  "adaptive": `${OURS}, adaptive, 4 trials side by side`,
  "neuron": "NEURON, fixed 0.025 ms as it comes (secondorder 0, hh from its table)",
  "neuron, two processes": "NEURON, the same, two processes at once",
  "cvode": "NEURON, CVODE, rtol 0, hh without its table",
  "coreneuron": "CoreNEURON, fixed 0.025 ms, 8 cells together, hh from its table; no calcium diffusion",
  "coreneuron-exact": "CoreNEURON, fixed 0.025 ms, 8 cells together, hh without table; no calcium diffusion",
  "arbor": "Arbor, fixed 0.025 ms, 16 cells together, hh without table; no calcium diffusion",
};

/** Who that is, with the version it states. */
export function who(name: string, program: Program | undefined): string {
  const words = SETTINGS[name] ?? SETTINGS[name.replace(/ \d+$/, "")] ?? name;
  const version = program?.facts["version"];
  return typeof version === "string" ? words.replace(/^\w+/, (simulator) => `${simulator} ${version}`) : words;
}

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly system: string;
  readonly memory_bytes: number;
  readonly node: string;
  readonly load_before: readonly number[];
  readonly load_after: readonly number[];
}

export function machineOf(before: readonly number[]): Machine {
  return {
    processor: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    system: `${process.platform} ${release()} ${process.arch}`,
    memory_bytes: totalmem(),
    node: process.version,
    load_before: before,
    load_after: loadavg(),
  };
}
