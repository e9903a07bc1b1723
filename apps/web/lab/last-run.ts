/** The rig's last run, as the bench opens it: the rig sets it, the bench offers it. */
import { createSignal } from "solid-js";
import type { Recording } from "radiatum";

const [run, setRun] = createSignal<Recording>();

/** Undefined while nothing has been run. */
export const lastRun = run;
export const setLastRun = (recording: Recording | undefined): void => void setRun(() => recording);
