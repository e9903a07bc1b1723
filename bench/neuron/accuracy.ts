/**
 * How far from the exact solution each setting is. Exact is CVODE at a tolerance of 1e-8 (reference.py, whose error is
 * 2e-6 mV by its own account): voltage in soma and head and calcium in the head, every 0.1 ms of trials 0 and 1.
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { simulate, type Step } from "#engine";
import { request, timed, undiffused } from "./cell.js";

/** What counts as accurate, as the question has it. */
export const BOUNDS = { voltage_mV: 0.2, calcium: 1e-3 };
/** Trials 0 and 1, as reference.py has them. */
const TRIALS = 2;
/** Tolerances tried, mV, coarse to fine; their spacing is that of the tolerances CVODE is tried at. */
const TOLERANCES = [0.1, 0.05, 0.03, 0.02, 0.01, 0.005, 0.003, 0.002, 0.001, 0.0005, 0.0003];
const FIXED = [0.05, 0.025, 0.0125, 0.00625];

/** Largest differences from the reference: mV, and fractions of the peak. */
export interface Deviation {
  readonly soma_mV: number;
  readonly head_mV: number;
  readonly calcium: number;
  readonly dye: number;
}

export interface Accuracy extends Deviation {
  readonly by: "Radiatum" | "NEURON";
  readonly setting: string;
  readonly steps: number;
  readonly accurate: boolean;
}

/** One of ours; the tolerance if its steps are adaptive, mV. */
interface OurAccuracy extends Accuracy { readonly tolerance?: number }

/** One of NEURON's, with the least processor time of three runs, ms a trial: enough to choose, not to compare. */
export interface TheirAccuracy extends Accuracy {
  readonly ms: number;
  readonly atol?: number;
  /** What of `atol` is free calcium's. */
  readonly scale?: number;
  readonly second?: boolean;
  readonly dt?: number;
}

const COLUMNS = { soma: "soma_mV", head: "head_mV", calcium: "calcium_uM", dye: "dye_uM" } as const;

type Columns = Readonly<Record<(typeof COLUMNS)[keyof typeof COLUMNS], readonly number[]>>;
export interface Reference { readonly every_ms: number; readonly trials: readonly Columns[] }

const isAccurate = ({ soma_mV, head_mV, calcium }: Deviation): boolean =>
  Math.max(soma_mV, head_mV) <= BOUNDS.voltage_mV && calcium <= BOUNDS.calcium;

/** Ours by `step`, against the reference. The traces have a sample more at their start, t = 0. */
function deviationOf(step: Step, reference: Reference): Accuracy {
  const { traces, cost } = simulate(request(step, TRIALS));
  const largest = { soma: 0, head: 0, calcium: 0, dye: 0 };
  for (const name of ["soma", "head", "calcium", "dye"] as const) {
    reference.trials.forEach((columns, trial) => {
      const exact = columns[COLUMNS[name]];
      const found = traces[name]?.trials[trial] ?? new Float64Array(0);
      const scale = name === "soma" || name === "head" ? 1 : Math.max(...exact);
      const worst = exact.reduce((most, value, i) => Math.max(most, Math.abs((found[i + 1] ?? NaN) - value)), 0);
      largest[name] = Math.max(largest[name], worst / scale);
    });
  }
  const { soma: soma_mV, head: head_mV, calcium, dye } = largest;
  const deviation = { soma_mV, head_mV, calcium, dye };
  const setting = step.kind === "adaptive" ? `adaptive, tolerance ${step.tolerance}` : `${step.kind}, dt ${step.dt}`;
  return { by: "Radiatum", setting, ...deviation, steps: cost.steps / TRIALS, accurate: isAccurate(deviation) };
}

export function ourAccuracy(reference: Reference): OurAccuracy[] {
  return [
    deviationOf({ kind: "backward Euler", dt: "0.025 ms" }, reference),
    ...FIXED.map((dt) => deviationOf({ kind: "fixed", dt: `${dt} ms` }, reference)),
    ...TOLERANCES.map((tolerance) => {
      return { ...deviationOf({ kind: "adaptive", tolerance: `${tolerance} mV` }, reference), tolerance };
    }),
  ];
}

interface TheirRow extends Deviation {
  readonly setting: string;
  readonly settings: {
    readonly atol?: number; readonly calcium?: number; readonly second_order?: boolean; readonly dt?: number;
  };
  readonly steps: number;
  readonly ms: number;
}

/**
 * What reference.py found, which takes minutes and depends on its sources alone: kept in the environment's folder
 * under their hash. `run` gives it its arguments.
 */
export function theirAccuracy(
  sources: string, folder: string, run: (args: readonly string[]) => void,
): { readonly reference: Reference; readonly rows: TheirAccuracy[] } {
  const key = hashOf(sources, readFileSync(join(folder, "flags"), "utf8"));
  const [traces, accuracy] = ["traces", "accuracy"].map((what) => {
    const file = join(folder, `${what}-${key}.json`);
    if (!existsSync(file)) run([join(sources, "reference.py"), folder, what, file]);
    return JSON.parse(readFileSync(file, "utf8")) as unknown;
  });
  const { rows } = accuracy as { readonly rows: readonly TheirRow[] };
  return {
    reference: traces as Reference,
    rows: rows.map(({ settings: { atol, calcium: scale, second_order: second, dt }, ...row }) => ({
      by: "NEURON",
      setting: row.setting, soma_mV: row.soma_mV, head_mV: row.head_mV, calcium: row.calcium, dye: row.dye,
      steps: row.steps, ms: row.ms, accurate: isAccurate(row),
      ...(atol !== undefined && { atol }), ...(scale !== undefined && { scale }),
      ...(second !== undefined && { second }), ...(dt !== undefined && { dt }),
    })),
  };
}

function hashOf(sources: string, flags: string): string {
  const hash = createHash("sha256").update(flags);
  const all = readdirSync(sources, { recursive: true, encoding: "utf8" });
  const names = all.filter((name) => /\.(py|mod)$/.test(name)).sort();
  for (const name of names) {
    const path = join(sources, name);
    if (statSync(path).isFile()) hash.update(name).update(readFileSync(path));
  }
  return hash.update(readFileSync(join(sources, "..", "requirements.txt"))).digest("hex").slice(0, 12);
}

/** The end of a trial without diffusion, ours, µM: what CoreNEURON and Arbor, which have none, must come to. */
export function calciumWithoutDiffusion(trial: number): number {
  return simulate(
    timed(undiffused, { kind: "fixed", dt: "0.025 ms" }, 1, trial)
  ).traces["calcium"]?.trials[0]?.at(-1) ?? NaN;
}
