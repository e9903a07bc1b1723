import { finer } from "#morphology";
import type { Probes, Request, Result, Step } from "./request.js";
import { simulate, type RunOptions } from "./simulate.js";

/** How far one quantity moves when steps or compartments are halved, over all samples and trials. */
export interface Convergence {
  readonly unit: string;
  /** Largest less smallest value of the run as asked for: what the changes are to be held against. */
  readonly range: number;
  /** Largest change with half the step. For a second-order scheme the error itself is about 4/3 of it. */
  readonly step: number;
  /** Largest change with compartments a third as long, which keeps their centres; the error is about 9/8 of it. */
  readonly compartments: number;
}

/** Odd, so that every centre of a compartment stays a centre and is compared with itself. */
const FINER = 3;

/**
 * The check that any result deserves: the same run with half the step (for adaptive steps an eighth of the tolerance,
 * which is about half the step), and again with compartments a third as long. Events and random draws are the same;
 * where channels gate by chance, a change of step is another realisation, and no convergence is to be expected.
 */
export function convergence<const Named extends Probes>(
  request: Request<Named>, options: RunOptions = {},
): Readonly<Record<keyof Named & string, Convergence>> {
  const step = request.step ?? { kind: "fixed", dt: "0.025 ms" };
  const plain: Result = simulate({ ...request, step }, options);
  const halved: Result = simulate({ ...request, step: half(step) }, options);
  const cell = { ...request.cell, sections: finer(request.cell.sections, FINER) };
  const cut: Result = simulate({ ...request, step, cell }, options);
  return Object.fromEntries(Object.keys(request.probes).map((name): [string, Convergence] => {
    const { unit, trials } = plain.traces[name] as (typeof plain.traces)[string];
    const moved = (other: Result): number => Math.max(...trials.map((trial, k) => {
      const theirs = other.traces[name]?.trials[k] as Float64Array;
      return trial.reduce((most, x, i) => Math.max(most, Math.abs(x - (theirs[i] as number))), 0);
    }));
    const range = Math.max(...trials.map((t) => t.reduce((m, x) => Math.max(m, x), -Infinity))) -
      Math.min(...trials.map((t) => t.reduce((m, x) => Math.min(m, x), Infinity)));
    return [name, { unit, range, step: moved(halved), compartments: moved(cut) }];
  })) as Record<keyof Named & string, Convergence>;
}

/** "0.025 ms" → "0.0125 ms", in whatever unit it was given. */
function scaled(text: string, factor: number): string {
  const number = Number.parseFloat(text.replace("−", "-"));
  return `${number * factor} ${text.replace(/^[\s+-]*[\d.]+(?:e[+-]?\d+)?/iu, "").trim()}`;
}

function half(step: Step): Step {
  if (step.kind === "adaptive") return { ...step, tolerance: scaled(step.tolerance, 1 / 8) };
  return { ...step, dt: scaled(step.dt, 1 / 2) };
}
