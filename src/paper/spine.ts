/** One spine of an experiment, from protocol to reading. */
import { RigError } from "#errors";
import { readProtocol, type Protocol } from "#protocol";
import { simulateHere, type Simulated, type SimulateOptions } from "#rig";
import type { Experiment, Reading, Recorded } from "./experiment.js";
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
  /** What a search on the same cell has come to, which then isn't repeated. */
  readonly known?: Searched;
}

/** Spines that were looked at, and whether the last of them is as it was wanted. */
export type Searched = Pick<Found, "searched" | "found">;

/** Places that are tried on a drawn cell before giving up; half of all lie on its obliques. */
const MOST_PLACES = 40;

/** Does the experiment on its k-th spine, and reads it. What can't be measured is null in the reading. */
export function readSpine(task: SpineTask): Reading {
  const { experiment: { read, search } } = task;
  const { of, searched, found } = findSpine(task);
  if (!search) return read(of);
  return { ...(found && read(of)), found, searched };
}

interface Found {
  readonly record: Recorder;
  /** The recording of each variant, made once. */
  readonly of: (variant: string) => Recorded;
  /** Spines that were looked at, the last of which this is. */
  readonly searched: number;
  readonly found: boolean;
}

/** Looks at one spine of the k-th cell after the other until one is as the experiment wants it. */
export function findSpine({ experiment, text, k, drawing, known }: SpineTask): Found {
  const { name, protocol = name, population, search } = experiment;
  for (let candidate = known ? known.searched - 1 : 0; ; candidate++) {
    const record = recorderOf({ protocol, text, population, k, candidate, drawing });
    const of = variantsOf(record, experiment);
    if (known) return { record, of, ...known };
    const found = search?.finds((variant) => of(variant).recording) ?? true;
    if (found || candidate + 1 >= (search?.most ?? 1)) return { record, of, searched: candidate + 1, found };
  }
}

function variantsOf(record: Recorder, { also = {}, truths }: Experiment): (variant: string) => Recorded {
  const attempts = new Map<string, Recorded>();
  return (variant) => {
    const known = attempts.get(variant);
    if (known) return known;
    const { recording, truth } = record(also[variant], truths ?? true);
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
