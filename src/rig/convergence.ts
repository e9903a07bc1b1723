/** The check that any trial deserves: by how much every traced quantity moves with finer steps and finer compartments. */
import { prepare, unrefined } from "#engine";
import type { Protocol } from "#protocol";
import { cutFiner, openAgain, probesOf, runAgain, watchedIn, type Ran } from "./again.js";
import { moved, type Moved } from "./change.js";

/** Largest changes over the samples of the trial, each in the quantity's unit. */
export interface ConvergenceRow {
  /** "free calcium in the head" */
  readonly quantity: string;
  readonly unit: string;
  /** Largest less smallest value of the trial as the session runs it. */
  readonly range: number;
  /** With half the steps. They are of second order, so that the error itself is about 4/3 of it. */
  readonly step: number;
  /** With compartments a third as long in soma, dendrites, shafts and necks; the error is about 9/8 of it. */
  readonly compartments: number;
}

export interface TrialConvergence {
  readonly rows: readonly ConvergenceRow[];
  /** What stays as it is, and why: a sentence each. */
  readonly left: readonly string[];
}

/**
 * Runs the trial in this place of the session three times, with the same releases, doses and currents, and its channels
 * gated by their means. Yields what is being computed, often, so that the caller can say it or stop. Throws the RigErrors
 * that building the cell throws.
 */
export function* convergenceOf(
  protocol: Protocol, place: number, { morphology }: { readonly morphology?: string } = {},
): Generator<string, TrialConvergence> {
  const opened = openAgain(protocol, place, { truth: true, ...(morphology !== undefined && { morphology }) });
  const { request, specimen, runner, trial, stepping } = opened;
  const watched = watchedIn(opened, (_, about) => about);
  const probes = probesOf(watched);
  const sections = cutFiner(specimen);
  const own = yield* saying("The trial as it is", runAgain(stepping({ probes }), runner));
  const half = yield* saying("Half the steps", runAgain(stepping({ probes, halvings: 1 }), runner));
  const cut = yield* saying("Compartments a third as long", runAgain(
    prepare({ ...request, trials: [trial], probes, cell: { ...specimen.cell, sections } })));
  const compartments = moved(watched, own.samples, cut.samples);
  return {
    rows: moved(watched, own.samples, half.samples).map(({ quantity, unit, range, change }, k) => (
      { quantity, unit, range, step: change, compartments: (compartments[k] as Moved).change })),
    left: [
      "spine heads: one compartment each, since the model gives receptors and channels no place within a head",
      ...unrefined(specimen.cell),
      ...(protocol.gating === "mean" ? []
        : ["channels follow their means: gated by chance, a change of step is another realisation"]),
    ],
  };
}

function* saying(what: string, run: Generator<void, Ran>): Generator<string, Ran> {
  for (;;) {
    yield what;
    const step = run.next();
    if (step.done === true) return step.value;
  }
}
