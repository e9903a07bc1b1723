/** How far a simulated trial has converged, measured and as it is printed. */
import { failures, formatNumber } from "radiatum";
import type { Protocol } from "radiatum/protocol";
import { wrap } from "radiatum/report";
import { convergenceOf, type TrialConvergence } from "radiatum/rig";
import { number } from "./numbers.js";
import { columns, pending, settled } from "./terminal.js";

export interface CheckedTrial extends TrialConvergence {
  /** From 1. */
  readonly trial: number;
  readonly stimulus: string;
}

const misuse = failures("usage", {
  "no-such-trial": (f: { option: string; trial: number; trials: number }) =>
    `${f.option} ${f.trial}: the session has ${f.trials} trial${f.trials === 1 ? "" : "s"}, counted from 1.`,
});

/** Which trial `--convergence` asks for, from 1: the first, where it names none. */
export function trialToCheck(asked: string | true, { runs }: Protocol): number {
  const trials = runs.reduce((sum, run) => sum + run.trials, 0);
  const trial = asked === true ? 1 : number(asked, "--convergence", { least: 1 });
  if (!Number.isInteger(trial) || trial > trials) throw misuse("no-such-trial", { option: "--convergence", trial, trials });
  return trial;
}

/** Repeats the trial with finer steps and compartments; says on a terminal which. */
export function checkedTrial(
  protocol: Protocol, trial: number, { stimulus, morphology }: { readonly stimulus: string; readonly morphology?: string },
): CheckedTrial {
  const check = convergenceOf(protocol, trial - 1, morphology === undefined ? {} : { morphology });
  for (;;) {
    const step = check.next();
    if (step.done === true) {
      settled();
      return { trial, stimulus, ...step.value };
    }
    pending(step.value);
  }
}

/** One line a quantity, then what the columns are and what stayed as it is. */
export function convergenceText({ trial, stimulus, rows, left }: CheckedTrial): string {
  const amount = (value: number, unit: string): string => `${formatNumber(value, 2)} ${unit}`;
  const cells = [
    ["largest change in the trial", "of a range of", "half the step", "⅓ of the length"],
    ...rows.map(({ quantity, unit, range, step, compartments }) =>
      [quantity, ...[range, step, compartments].map((value) => amount(value, unit))]),
  ];
  const widths = (cells[0] as string[]).map((_, k) => Math.max(...cells.map((row) => (row[k] as string).length)));
  const table = cells.map((row) => row.map((text, k) => (k === 0 ? text.padEnd(widths[0] as number) : text.padStart(widths[k] as number))).join("  "));
  return [
    `Convergence of trial ${trial} (${stimulus})`, ...table,
    ...wrap(
      "Steps are of second order: the error itself is about 4/3 of the change with half of them, and 9/8 of the change with " +
      "compartments a third as long.", columns),
    ...(left.length === 0 ? [] : ["Left as it is:", ...left.map((what) => `  ${what}`)]),
  ].join("\n");
}
