/** What of the recording is in sight: its scan, channel, trial and sweep, as measured and as chosen. */
import { createMemo, createRoot } from "solid-js";
import type { Answer } from "radiatum";
import { said } from "../shell/address.js";
import { channelOf, placesOf, scanOf, sweepOf } from "./places.js";
import { session } from "./session.js";

function createSight() {
  const { recording, measurement, choices, trial, shown } = session;
  const scan = createMemo(() => scanOf(recording(), measurement(), choices()));
  const channel = (): number => {
    const found = scan();
    return found ? channelOf(found, measurement(), choices()) : 0;
  };
  const period = (): number => scan()?.timing.period ?? 1;
  /** Whether there are times, or lines alone. */
  const clocked = (): boolean => !scan() || scan()?.timing.period !== undefined;
  /** The trial's lines. */
  const own = createMemo(() => scan()?.trials.find((one) => one.trial === trial()));
  const sweep = createMemo(() => sweepOf(recording(), trial(), measurement()?.soma?.channel));
  return {
    scan,
    channel,
    period,
    clocked,
    own,
    sweep,
    places: createMemo(() => placesOf(choices(), measurement())),
    /** ms that the electrode's clock is moved by. */
    offset: (): number => recording()?.sweepOffset ?? 0,
    stimuli: (): readonly number[] => (measurement()?.stimuli ?? []).map(({ start }) => start),
    /** Of the first line in sight, on the clock. */
    start: (): number => (clocked() ? ((shown() === "Mean" ? scan()?.trials[0]?.start : own()?.start) ?? 0) : 0),
  };
}

export const sight = createRoot(createSight);

/** What was measured beside the usual, by how its name begins; undefined where it wasn't. */
export const further = (start: string): Answer | undefined =>
  session.measurement()?.further.find(({ name }) => name.startsWith(start))?.answer;

/** Between the two clicks that are pinned, on the recording's clock, as the address keeps them. */
export function pinnedStretch(): { readonly from: number; readonly to: number } | undefined {
  const [from, to] = said("cursor").split("_").map(Number);
  return from !== undefined && to !== undefined && to > from ? { from, to } : undefined;
}
