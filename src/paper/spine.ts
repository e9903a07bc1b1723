/** One spine of an experiment, from protocol to reading. */
import { RigError } from "#errors";
import { readProtocol, type Protocol } from "#protocol";
import { simulateHere, type Simulated, type SimulateOptions } from "#rig";
import type { Experiment, Reading, Recorded, Search } from "./experiment.js";
import { protocolOf, type Drawing, type Which } from "./population.js";

/** What all spines of a run share. */
export type Run = Pick<Drawing, "seed" | "parameters" | "changes">;

/** A spine that a task is about. */
export interface SpineTask {
  readonly experiment: Experiment;
  /** The protocol file's text. */
  readonly text: string;
  /** Which spine, from 0. */
  readonly k: number;
  readonly drawing: Run;
}

/** Places that are tried on a drawn cell before giving up; half of all lie on its obliques. */
const MOST_PLACES = 40;

/** Does the experiment on its k-th spine, and reads it. What can't be measured is null in the reading. */
export function readSpine({ experiment, text, k, drawing }: SpineTask): Reading {
  const { name, protocol = name, population, also = {}, truths = true, read, search } = experiment;
  const place = { protocol, text, population, k, drawing };
  if (!search) return read(variantsOf(recorderOf(place), also, truths));
  const { record, searched, found } = searchedFor(place, search);
  return { ...(found && read(variantsOf(record, also, truths))), found, searched };
}

/** What was found on a cell. */
export interface Searched {
  /** Of the last spine that was looked at. */
  readonly record: Recorder;
  /** Spines that were looked at. */
  readonly searched: number;
  readonly found: boolean;
}

/** Looks at one spine of a cell after the other until one is as the search wants it. */
export function searchedFor(place: Omit<Place, "candidate">, { changes, finds, most }: Search): Searched {
  for (let candidate = 0; ; candidate++) {
    const record = recorderOf({ ...place, candidate });
    const found = finds(record(changes).recording);
    if (found || candidate + 1 >= most) return { record, searched: candidate + 1, found };
  }
}

/** Records each variant once. */
function variantsOf(
  record: Recorder, also: NonNullable<Experiment["also"]>, truths: NonNullable<SimulateOptions["truth"]>,
): (variant: string) => Recorded {
  const attempts = new Map<string, Recorded>();
  return (variant) => {
    const known = attempts.get(variant);
    if (known) return known;
    const { recording, truth } = record(also[variant], truths);
    if (!truth) throw new Error("broken invariant: the truth was asked for");
    attempts.set(variant, { recording, truth });
    return { recording, truth };
  };
}

/** A session on one spine, and the protocol with that spine in it. */
export interface SpineSession extends Simulated {
  readonly protocol: Protocol;
}

type Recorder = (changes?: readonly string[], truth?: SimulateOptions["truth"]) => SpineSession;

/** Where a spine is recorded, and by which protocol. */
export interface Place extends Which {
  /** `paper/<protocol>.yaml` */
  readonly protocol: string;
  /** Of that file. */
  readonly text: string;
  readonly population: Drawing["population"];
  readonly drawing: Run;
}

/** Records a spine under a protocol file, with what changes of it each time; always at the same place. */
export function recorderOf({ protocol: name, text, population, k, candidate = 0, drawing }: Place): Recorder {
  const base = readProtocol(text, { file: `paper/${name}.yaml` });
  let place: number | undefined;
  return (changes = [], truth = false) => {
    const at = (attempt: number): SpineSession => {
      const own = { ...drawing, population, changes: [...drawing.changes, ...changes] };
      const protocol = protocolOf(base, { k, candidate }, own, attempt);
      return { protocol, ...simulateHere(protocol, { truth }) };
    };
    const [found, where] = place === undefined ? onTree(at) : [at(place), place];
    place = where;
    return found;
  };
}

/** The first place that lies on the cell. */
function onTree(at: (attempt: number) => SpineSession): [SpineSession, number] {
  for (let attempt = 0; ; attempt++) {
    try {
      return [at(attempt), attempt];
    } catch (error) {
      const offTree = error instanceof RigError && error.code === "site-off-tree";
      if (!offTree || attempt + 1 === MOST_PLACES) throw error;
    }
  }
}
