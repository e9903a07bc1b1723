/** The fit of the parameter set `base`, its simulations shared out between threads. */
import {
  documentOf, experimentOf, fitBase as steps, readSession, settingsAt,
  type Answered, type Asked, type Fit, type FitDocument, type SessionName, type SomeReadings,
} from "#paper";
import { paperText, protocolName } from "./reproduce.js";
import { shared, type WorkerOptions } from "./threads.js";
import type { Step } from "./work.js";

export interface FitBaseOptions extends WorkerOptions {
  /** 1 by default; draws the second start. */
  readonly seed?: number;
  /** Told of each point; of its values, in the order of the document's parameters, where the fit may go there. */
  readonly onEvaluated?: (what: string, loss: number, values?: readonly number[]) => void;
}

/** Fits `base` to the training rows. The same seed gives the same document on any number of threads. */
export async function fitBase({ seed = 1, onEvaluated, ...threads }: FitBaseOptions = {}): Promise<FitDocument> {
  const asking = steps(seed, onEvaluated);
  let evaluations = 0;
  let next: IteratorResult<readonly Asked[], Fit> = asking.next();
  while (next.done !== true) {
    evaluations += next.value.length;
    next = asking.next(await answersTo(next.value, threads));
  }
  return documentOf(next.value, { seed, evaluations });
}

/** A simulation as it can be posted. */
interface PostedSession {
  readonly point: number;
  readonly session: SessionName;
  readonly text: string;
  readonly values: readonly number[];
}

interface FoundReadings { readonly point: number; readonly readings: SomeReadings }

async function answersTo(asked: readonly Asked[], threads: WorkerOptions): Promise<Answered> {
  const data = asked.flatMap(({ values, sessions: own }, point) => own.map((session): PostedSession =>
    ({ point, session, values, text: paperText(protocolName(experimentOf(session))) })));
  if (data.length === 0) return asked.map(() => ({}));
  const job = { work: sessions, entry: "fit-base-worker.js", data, trials: data.length, lanes: 1 };
  const found = await shared<readonly PostedSession[], FoundReadings>(job, threads);
  return asked.map((_, k): SomeReadings =>
    Object.fromEntries(found.flatMap(({ point, readings }) => (point === k ? Object.entries(readings) : []))));
}

/** Readings of each session. */
export function* sessions(all: readonly PostedSession[], places: Iterable<number>): Generator<Step<FoundReadings>> {
  let done = 0;
  for (const place of places) {
    const { point, session, text, values } = all[place] as PostedSession;
    const readings = readSession(session, text, settingsAt(values));
    done++;
    yield { done, found: { point, readings } };
  }
}
