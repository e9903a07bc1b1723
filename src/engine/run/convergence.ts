import { CENTRED, finer } from "#morphology";
import type { Cell, PoolPlacement } from "../cell.js";
import type { CheckedRequest } from "./checked-request.js";
import type { Probe, Request, Result } from "./request.js";
import { another, prepare, simulatePrepared, trialsOf, type RunOptions } from "./simulate.js";

/** How far one quantity moves when steps or compartments are halved, over all samples and trials. */
export interface Convergence {
  readonly unit: string;
  /** Largest less smallest value of the run as asked for: what the changes are to be held against. */
  readonly range: number;
  /** Largest change with half the step. For a second-order scheme the error itself is about 4/3 of it. */
  readonly step: number;
  /** Largest change with compartments a third as long, which keeps their centres; the error is about 9/8 of it. */
  readonly compartments: number;
  /** Largest change with shells a third as thick, which keeps their centres, too; absent where no pool has shells. */
  readonly shells?: number;
}

/**
 * The check that any result deserves: the same run with half the step, again with compartments a third as long, spine
 * heads and necks among them, and where pools have shells again with shells a third as thick. Of adaptive steps all that
 * decides their length goes along: an eighth of the tolerance, the shortest and the longest half as long, a quarter of the
 * pools' tolerance. Events and random draws are the same; where channels gate by chance, a change of step is another
 * realisation, and no convergence is to be expected. `unrefined` says what stays as it is.
 */
export function convergence<const Asked extends Request>(
  request: Asked & CheckedRequest<Asked>, options: RunOptions = {},
): Readonly<Record<keyof Asked["probes"] & string, Convergence>> {
  return compared(request, options);
}

function compared(request: Request, options: RunOptions): Readonly<Record<string, Convergence>> {
  const step = request.step ?? { kind: "fixed", dt: "0.025 ms" };
  const run = (other: Request): Result => simulatePrepared(prepare(other), options);
  const prepared = prepare({ ...request, step });
  const plain = simulatePrepared(prepared, options);
  const halved = step.kind === "adaptive"
    ? simulatePrepared(another(prepared, { ...request, trials: trialsOf(request), halvings: 1 }), options)
    : run({ ...request, step: { ...step, dt: half(step.dt) } });
  const cell = { ...request.cell, sections: finer(request.cell.sections) };
  const cut = run({ ...request, step, cell });
  const shelled = request.cell.pools?.some(hasShells) === true
    ? run({ ...request, step, ...inThinnerShells(request) }) : undefined;
  return Object.fromEntries(Object.keys(request.probes).map((name): [string, Convergence] => {
    const { unit, trials } = plain.traces[name] as (typeof plain.traces)[string];
    const moved = (other: Result): number => Math.max(...trials.map((trial, k) => {
      const theirs = other.traces[name]?.trials[k] as Float64Array;
      return trial.reduce((most, x, i) => Math.max(most, Math.abs(x - (theirs[i] as number))), 0);
    }));
    const range = Math.max(...trials.map((t) => t.reduce((m, x) => Math.max(m, x), -Infinity))) -
      Math.min(...trials.map((t) => t.reduce((m, x) => Math.min(m, x), Infinity)));
    return [name, {
      unit, range, step: moved(halved), compartments: moved(cut), ...(shelled && { shells: moved(shelled) }),
    }];
  }));
}

/** What `convergence` of this cell leaves as it is, and why: a sentence each. */
export function unrefined({ pools = [], points = [] }: Pick<Cell, "pools" | "points">): string[] {
  const mixed = pools.filter((pool) => !hasShells(pool)).map(({ mechanism }) => mechanism.name);
  const counted = points.filter(({ channels }) => channels !== undefined).map(({ name }) => name);
  return [
    ...(mixed.length === 0 ? [] : [`${mixed.join(", ")}: well mixed across each compartment, since it has no shells`]),
    ...(counted.length === 0 ? [] : [`${counted.join(", ")}: the number of channels, which are counted one by one`]),
  ];
}

const hasShells = ({ shells = 1 }: PoolPlacement): boolean => typeof shells === "function" || shells > 1;

/** A third as thick where there is more than one; who is well mixed across stays so. */
const thinner = ({ shells = 1 }: PoolPlacement): NonNullable<PoolPlacement["shells"]> => {
  const cut = (count: number): number => (count > 1 ? CENTRED * count : count);
  return typeof shells === "function" ? (compartment) => cut(shells(compartment)) : cut(shells);
};

/** The same pools in shells a third as thick, and probes in the middle one of the three that a shell becomes. */
function inThinnerShells({ cell, probes }: Request): Pick<Request, "cell" | "probes"> {
  const pools = (cell.pools ?? []).map((pool) => (hasShells(pool) ? { ...pool, shells: thinner(pool) } : pool));
  const cut = new Set(pools.filter(hasShells).map(({ mechanism }) => mechanism.name));
  const within = (probe: Probe): Probe => (probe.at && cut.has(probe.of.slice(0, probe.of.lastIndexOf(".")))
    ? { ...probe, at: { ...probe.at, shell: CENTRED * (probe.at.shell ?? 0) + (CENTRED - 1) / 2 } } : probe);
  return {
    cell: { ...cell, pools },
    probes: Object.fromEntries(Object.entries(probes).map(([name, probe]) => [name, within(probe)])),
  };
}

/** "0.025 ms" → "0.0125 ms", in whatever unit it was given. */
function half(text: string): string {
  const number = Number.parseFloat(text.replace("−", "-"));
  return `${number / 2} ${text.replace(/^[\s+-]*[\d.]+(?:e[+-]?\d+)?/iu, "").trim()}`;
}
