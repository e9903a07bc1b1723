import { finer } from "#morphology";
import type { Probes, Request, Result } from "./request.js";
import { another, prepare, simulate, simulatePrepared, trialsOf, type RunOptions } from "./simulate.js";

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
 * The check that any result deserves: the same run with half the step, and again with compartments a third as long. Of
 * adaptive steps all that decides their length goes along: an eighth of the tolerance, the shortest and the longest half
 * as long, a quarter of the pools' tolerance. Shells around a shaft's axis stay as they are. Events and random draws are
 * the same; where channels gate by chance, a change of step is another realisation, and no convergence is to be expected.
 */
export function convergence<const Named extends Probes>(
  request: Request<Named>, options: RunOptions = {},
): Readonly<Record<keyof Named & string, Convergence>> {
  const step = request.step ?? { kind: "fixed", dt: "0.025 ms" };
  const prepared = prepare({ ...request, step });
  const plain = simulatePrepared(prepared, options);
  const halved = step.kind === "adaptive"
    ? simulatePrepared(another(prepared, { ...request, trials: trialsOf(request), halvings: 1 }), options)
    : simulate({ ...request, step: { ...step, dt: half(step.dt) } }, options);
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
function half(text: string): string {
  const number = Number.parseFloat(text.replace("−", "-"));
  return `${number / 2} ${text.replace(/^[\s+-]*[\d.]+(?:e[+-]?\d+)?/iu, "").trim()}`;
}
