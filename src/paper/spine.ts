/** One spine of an experiment, from protocol to reading. */
import { RigError } from "#errors";
import { readProtocol } from "#protocol";
import { simulateHere, type Simulated } from "#rig";
import type { Experiment, Reading, Recorded } from "./experiment.js";
import { protocolOf, type Drawing } from "./population.js";

/** A spine that a task is about. */
export interface SpineTask {
  readonly experiment: Experiment;
  /** The protocol file's text. */
  readonly text: string;
  /** Which spine, from 0. */
  readonly k: number;
  readonly drawing: Pick<Drawing, "seed" | "parameters" | "changes">;
}

/** Places that are tried on a drawn cell before giving up; half of all lie on its obliques. */
const MOST_PLACES = 40;

/** Does the experiment on its k-th spine, and reads it. What can't be measured is null in the reading. */
export function readSpine({ experiment, text, k, drawing }: SpineTask): Reading {
  const { name, population, also = {}, truths = true, read } = experiment;
  const base = readProtocol(text, { file: `paper/${experiment.protocol ?? name}.yaml` });
  const attempts = new Map<string, Recorded>();
  let place: number | undefined;
  const record = (variant: string): Recorded => {
    const known = attempts.get(variant);
    if (known) return known;
    const changes = [...drawing.changes, ...(also[variant] ?? [])];
    const at = (attempt: number): Recorded => {
      const drawn = protocolOf(base, k, { ...drawing, population, changes }, attempt);
      return recorded(simulateHere(drawn, { truth: truths }));
    };
    const [found, where] = place === undefined ? onTree(at) : [at(place), place];
    place = where;
    attempts.set(variant, found);
    return found;
  };
  return read(record);
}

/** The first place that lies on the cell. */
function onTree(at: (attempt: number) => Recorded): [Recorded, number] {
  for (let attempt = 0; ; attempt++) {
    try {
      return [at(attempt), attempt];
    } catch (error) {
      const offTree = error instanceof RigError && error.code === "site-off-tree";
      if (!offTree || attempt + 1 === MOST_PLACES) throw error;
    }
  }
}

function recorded({ recording, truth }: Simulated): Recorded {
  if (!truth) throw new Error("broken invariant: the truth was asked for");
  return { recording, truth };
}
