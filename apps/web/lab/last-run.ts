/** The rig's last run, as the bench opens it: the rig sets it, the bench offers it. */
import { createSignal } from "solid-js";
import type { Recording } from "radiatum";
import type { TruthOnScreen } from "radiatum/report";

export interface Run {
  readonly recording: Recording;
  /** Its protocol as a file, by which the same run is known again. */
  readonly protocol: string;
}

const [run, setRun] = createSignal<Run>();
/** Protocols whose truth has been looked at: their trials bring the same whenever they are run. */
const [seen, setSeen] = createSignal<ReadonlySet<string>>(new Set<string>());

/** Undefined while nothing has been run. */
export const lastRun = run;
export const setLastRun = (recording: Recording | undefined, protocol: string): void => void setRun(recording && { recording, protocol });

export const truthLookedAt = (protocol: string): void => void setSeen((before) => (before.has(protocol) ? before : new Set([...before, protocol])));
/** Whether what no instrument shows of a run was on screen. */
export const truthOfRun = ({ protocol }: Run): TruthOnScreen => (seen().has(protocol) ? "shown" : "not shown");
