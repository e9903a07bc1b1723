/** What a trial's arithmetic costs: the same trial with finer steps, finer compartments, exact rates, and its book kept. */
import { pow } from "#elementary";
import { prepare, type Prepared, type TrialRunner } from "#engine";
import { withBook } from "#model";
import { amount, type Protocol } from "#protocol";
import { cutFiner, openAgain, probesOf, runAgain, watchedIn, type Ran } from "./again.js";
import { bookProbes, calciumBalance, type CalciumBalance } from "./calcium-balance.js";
import { fittedOrder, moved, type Moved, type Samples, type Watched } from "./change.js";

/** One thing that could be wrong, and by how much. */
export type ProofPart =
  /** Steps half as long, by tolerances that make them so. A second-order error is about 4/3 of the change. */
  | { readonly kind: "time step"; readonly moved: readonly Moved[] }
  /**
   * Compartments a third as long, but for spine heads, which are well mixed by the model; the error is about 9/8 of the
   * change.
   */
  | { readonly kind: "compartments"; readonly moved: readonly Moved[] }
  /** Rates of channels computed at every step instead of being read from tables. */
  | { readonly kind: "rate tables"; readonly moved: readonly Moved[] }
  | { readonly kind: "calcium balance"; readonly balance: CalciumBalance }
  | { readonly kind: "halvings"; readonly halvings: Halvings };

export interface Halving {
  /** How often the session's own steps were halved; less than 0: doubled. */
  readonly halvings: number;
  /** mV of the voltage's local error allowed in a step; with each halving an eighth. */
  readonly tolerance: number;
  /** ms, mean over the trial. */
  readonly step: number;
  /** Against the finest. */
  readonly moved: readonly Moved[];
}

export interface Halvings {
  /** Longest steps first; 0 halvings is the run itself. */
  readonly points: readonly Halving[];
  /** What they are held against. */
  readonly finest: Omit<Halving, "moved">;
  /** Fitted order of convergence, by the watched quantity's name; none where there is nothing to fit. */
  readonly order: Readonly<Record<string, number>>;
}

export interface ProofStep {
  /** What is being computed. */
  readonly working: ProofPart["kind"];
  /** What has just been found. */
  readonly found?: ProofPart;
}

/** In the order in which they come. */
export const proofParts: readonly ProofPart["kind"][] =
  ["time step", "calcium balance", "rate tables", "compartments", "halvings"];

/** What is watched, by its name in the truth. */
const WATCHED = { head_calcium_uM: "head calcium", head_bound_dye_uM: "head bound dye", soma_v_mV: "soma potential" } as const;
/** Halvings of the session's own steps; the last is what the others are held against. */
const LADDER = [-3, -2, -1, 0, 1, 2] as const;

/**
 * Repeats the trial in this place of the session, with the same releases, doses and currents, and its channels gated by
 * their means (with chance, a change of step is another realisation). Yields often, so that the caller can show progress
 * or stop. Reads what the model does, never light or amplifier. Throws the RigErrors that building the cell throws.
 */
export function* proofOf(
  asked: Protocol, place: number, { morphology }: { readonly morphology?: string } = {},
): Generator<ProofStep> {
  yield { working: "time step" };
  const opened = openAgain(asked, place, { truth: Object.keys(WATCHED), ...(morphology !== undefined && { morphology }) });
  const { session, runner, request, specimen, trial, stepping } = opened;
  const watched = watchedIn(opened, (name) => WATCHED[name as keyof typeof WATCHED]);
  const probes = probesOf(watched);
  const same = { ...request, trials: [trial], probes };

  const own = yield* ran("time step", stepping({ probes }), runner);
  const half = yield* ran("time step", stepping({ probes, halvings: 1 }), runner);
  yield { working: "time step", found: { kind: "time step", moved: moved(watched, own.samples, half.samples) } };

  const book = withBook(specimen.pool);
  const columns = bookProbes(session.prepared, book);
  const pools = (specimen.cell.pools ?? []).map((pool) => ({ ...pool, mechanism: book.mechanism }));
  const kept = yield* ran("calcium balance", prepare({ ...same, cell: { ...specimen.cell, pools }, probes: columns.probes }));
  yield { working: "calcium balance", found: { kind: "calcium balance", balance: calciumBalance(columns, kept.samples) } };

  const exact = yield* ran("rate tables", prepare({ ...same, tables: "exact" }));
  yield { working: "rate tables", found: { kind: "rate tables", moved: moved(watched, own.samples, exact.samples) } };

  const sections = cutFiner(specimen);
  const cut = yield* ran("compartments", prepare({ ...same, cell: { ...specimen.cell, sections } }));
  yield { working: "compartments", found: { kind: "compartments", moved: moved(watched, own.samples, cut.samples) } };

  // Steps in which the cell comes to rest are the same whatever the tolerance, and are no part of the trial.
  const still = yield* ran("halvings", stepping({ probes: {}, duration: BRIEF }), runner);
  const duration = amount(asked.duration, "long time") as number;
  const runs: LadderRun[] = [];
  for (const halvings of LADDER) {
    const known = halvings === 0 ? own : halvings === 1 ? half : undefined;
    const { samples, steps } = known ?? (yield* ran("halvings", stepping({ probes, halvings }), runner));
    const tolerance = session.prepared.plan.tolerance / pow(8, halvings);
    runs.push({ halvings, tolerance, samples, step: duration / Math.max(1, steps - still.steps) });
  }
  yield { working: "halvings", found: { kind: "halvings", halvings: halvingsOf(runs, watched) } };
}

/** Hardly any time: a single step after the cell has come to rest. */
const BRIEF = "0.001 ms";

/** The one trial that was prepared. */
function* ran(working: ProofPart["kind"], prepared: Prepared, on?: TrialRunner): Generator<ProofStep, Ran> {
  const run = runAgain(prepared, on);
  for (;;) {
    const step = run.next();
    if (step.done === true) return step.value;
    yield { working };
  }
}

interface LadderRun extends Omit<Halving, "moved"> {
  readonly samples: Samples;
}

function halvingsOf(runs: readonly LadderRun[], watched: readonly Watched[]): Halvings {
  const { samples: against, ...finest } = runs.at(-1) as LadderRun;
  const points = runs.slice(0, -1).map(({ samples, ...run }): Halving => ({ ...run, moved: moved(watched, samples, against) }));
  const order = watched.flatMap(({ name }): [string, number][] => {
    const slope = fittedOrder(points.map(({ halvings, moved: all }) => (
      { halvings, error: all.find(({ quantity }) => quantity === name)?.change ?? 0 })));
    return slope === undefined ? [] : [[name, slope]];
  });
  return { points, finest, order: Object.fromEntries(order) };
}
