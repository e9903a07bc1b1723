/** One trial of a protocol, to be run again with another arithmetic: the same releases, doses and currents. */
import { another, trialRunner, type Prepared, type Probes, type Trial, type TrialRunner } from "#engine";
import { finer, type Section } from "#morphology";
import type { Protocol } from "#protocol";
import type { Samples, Watched } from "./change.js";
import { engineTrial } from "./engine-trial.js";
import { REST, type Held } from "./holding.js";
import { openSession, type OpenSession, type ReadyTrial, type Session, type SessionOptions } from "./session.js";
import { ELECTRODE, type Specimen } from "./specimen.js";
import { TRUTH_INTERVAL } from "./truth.js";

export interface Again extends OpenSession {
  readonly trial: Trial;
  /** The trial on the session's own machine, with steps halved so many times. */
  readonly stepping: (changes: { readonly probes: Probes; readonly halvings?: number; readonly duration?: string }) => Prepared;
}

/** Its channels gate by their means: with chance, a change of step is another realisation. */
export function openAgain(asked: Protocol, place: number, options: SessionOptions): Again {
  const protocol: Protocol = { ...asked, gating: "mean" };
  const opened = openSession(protocol, options);
  const trial = theTrial(opened.session, place);
  return {
    ...opened, trial,
    stepping: (changes) =>
      another(opened.session.prepared, { duration: protocol.duration, rest: REST, trials: [trial], ...changes }),
  };
}

function theTrial({ protocol, trials, addresses, held }: Session, place: number): Trial {
  const ready: ReadyTrial | undefined = trials[place];
  if (!ready) throw new Error(`broken invariant: trial ${place} is one of the session's ${trials.length}`);
  return engineTrial(protocol, ready, addresses, { ...ready, held: held.get(ready.holding) as Held });
}

/** The session's truth, by the names that `called` gives. */
export function watchedIn(
  { session: { protocol, truth } }: Again, called: (name: string, about: string) => string,
): Watched[] {
  return truth.map(({ name, unit, about, probe }) => (name === "soma_v_mV" && protocol.electrode.mode === "voltage clamp"
    // A clamped soma hardly moves: what is measured there is the current.
    ? { name: "clamp current", unit: "pA", probe: { of: `${ELECTRODE}.current`, every: `${TRUTH_INTERVAL} ms` } }
    : { name: called(name, about), unit, probe }));
}

export const probesOf = (watched: readonly Watched[]): Probes =>
  Object.fromEntries(watched.map(({ name, probe }) => [name, probe]));

/** The specimen's sections in three times as many compartments, but for spine heads, which are well mixed by the model. */
export function cutFiner({ cell, spines }: Specimen): Section[] {
  const heads = new Set(spines.map(({ body }) => body.head));
  return cell.sections.flatMap((section) => (heads.has(section.name) ? [section] : finer([section])));
}

export interface Ran {
  readonly samples: Samples;
  readonly steps: number;
}

/** The one trial that was prepared; yields now and then. */
export function* runAgain(prepared: Prepared, on?: TrialRunner): Generator<void, Ran> {
  const run = (on ? on.beside(prepared) : trialRunner(prepared)).run([0]);
  for (;;) {
    const step = run.next();
    if (step.done !== true) {
      yield;
      continue;
    }
    const { samples, cost } = step.value;
    return {
      samples: new Map(Object.keys(prepared.probes).map((name, p) => [name, samples[p]?.[0] as Float64Array])),
      steps: cost.steps,
    };
  }
}
