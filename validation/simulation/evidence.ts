/** What the evidence of the engine has in common: rows of the table, reference files, runs of one trial. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chosen, simulate, type Request, type Result } from "#engine";
import { sampleFolder } from "../samples.js";

/** Told: shown beside the evidence, and counted neither for nor against. */
export type Verdict = "agrees" | "differs" | "told";

/** One line of the table. */
export interface EvidenceRow {
  readonly case: string;
  readonly reference: string;
  readonly error: string;
  readonly tolerance: string;
  readonly verdict: Verdict;
}

/** Numbers that a reference prescribes. */
export const prescribed = chosen("as the reference has it");

/** A row that agrees if the error's size is within the tolerance. */
export function judged(name: string, reference: string, error: number, tolerance: number, unit = ""): EvidenceRow {
  const show = (x: number): string => `${shown(x)}${unit === "" ? "" : ` ${unit}`}`;
  const verdict = verdictOf(Math.abs(error) <= tolerance);
  return { case: name, reference, error: show(error), tolerance: show(tolerance), verdict };
}

export function verdictOf(agrees: boolean): Verdict {
  return agrees ? "agrees" : "differs";
}

/** A number that is shown beside the evidence; nothing depends on it. */
export function told(name: string, reference: string, error: string): EvidenceRow {
  return { case: name, reference, error, tolerance: "", verdict: "told" };
}

export function shown(x: number): string {
  if (x === 0) return "0";
  return Math.abs(x) < 1e-3 || Math.abs(x) >= 1e5 ? x.toExponential(1) : String(Number(x.toPrecision(3)));
}

/** The folder of reference traces, or undefined; in CI their absence is an error. */
export function oracleFolder(): string | undefined {
  const samples = sampleFolder();
  if (samples === undefined) return undefined;
  const folder = join(samples, "..", "oracles", "simulation");
  if (existsSync(folder)) return folder;
  if (process.env["CI"]) throw new Error(`the reference traces (${folder}) are missing: CI must not skip them`);
  return undefined;
}

/** A row that says a reference isn't here. */
export function leftOut(name: string): EvidenceRow[] {
  return [
    { case: `${name}: left out, its files are not here`, reference: "", error: "", tolerance: "", verdict: "told" },
  ];
}

/** Columns of numbers, whatever separates them; lines that begin with no number are left out. */
export function readColumns(folder: string, path: string): number[][] {
  const lines = readFileSync(join(folder, path), "utf8").split("\n");
  const rows = lines.flatMap((line) => {
    const numbers = line.trim().split(/[\s,]+/).map(Number);
    return line.trim() !== "" && numbers.length > 1 && numbers.every((x) => !Number.isNaN(x)) ? [numbers] : [];
  });
  return (rows[0] ?? []).map((_, column) => rows.map((row) => row[column] as number));
}

/** Samples of one trial, by probe. */
export type Samples = Readonly<Record<string, Float64Array>>;

export type Experiment = Omit<Request, "trials">;

/** One trial. */
export function measured(experiment: Experiment): Samples {
  return samplesOf(simulate(experiment));
}

export function samplesOf({ traces }: Result, trial = 0): Samples {
  return Object.fromEntries(Object.entries(traces).map(([name, { trials }]) => [name, trials[trial] as Float64Array]));
}

/** A trace of samples that must be there. */
export function trace(samples: Samples, probe: string): Float64Array {
  const found = samples[probe];
  if (!found) throw new Error(`nothing was recorded as ${probe}`);
  return found;
}

/** The largest difference, over samples from `from` on. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>, from = 0): number {
  if (a.length !== b.length) throw new Error(`${a.length} samples against ${b.length}`);
  let largest = 0;
  for (let i = from; i < a.length; i++) {
    const difference = Math.abs((a[i] as number) - (b[i] as number));
    // A comparison would pass over what isn't a number.
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}

export function rootMeanSquare(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`${a.length} samples against ${b.length}`);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - (b[i] as number)) ** 2;
  return Math.sqrt(sum / a.length);
}

/** From the lowest to the highest of all the curves. */
export function range(...curves: readonly ArrayLike<number>[]): number {
  let [low, high] = [Infinity, -Infinity];
  for (const curve of curves) {
    for (let i = 0; i < curve.length; i++) {
      low = Math.min(low, curve[i] as number);
      high = Math.max(high, curve[i] as number);
    }
  }
  return high - low;
}

/** How fast an error falls with what is halved each time: log₂ of the last two errors. */
export function orderOf(errors: readonly number[]): number {
  return Math.log2((errors.at(-2) as number) / (errors.at(-1) as number));
}
