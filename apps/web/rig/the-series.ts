/** The run on screen: it outlives the view, so that coming back doesn't begin anew, and other views look at the same. */
import { createEffect, createMemo, createRoot, on } from "solid-js";
import { paperProtocols } from "../lab/paper-protocols.js";
import { setLastRun, truthLookedAt } from "../lab/last-run.js";
import { said, say } from "../shell/address.js";
import { askedText, regionsFrom, type Asked, type Lines } from "./asked.js";
import { createReading } from "./reading.js";
import { createSeries } from "./series.js";

export const { series, reading, asked } = createRoot(() => {
  const made = createSeries();
  // The bench offers what has ended, whichever view is in sight when it does.
  createEffect(on(made.status, (status) => {
    if (status === "done" || (made.fresh() > 0 && (status === "paused" || status === "stopped"))) setLastRun(made.recording(), made.text());
  }));
  createEffect(() => { if (made.truth() && made.count() > 0 && made.text() !== "") truthLookedAt(made.text()); });
  const baseline = createMemo((): Lines | undefined => {
    const [from, to] = said("f0").split("_").map(Number);
    return from !== undefined && to !== undefined && from >= 0 && to > from ? { from, to } : undefined;
  }, undefined, { equals: (a, b) => a?.from === b?.from && a?.to === b?.to });
  const chosen = createMemo((): Asked => ({ baseline: baseline(), regions: regionsFrom(said("regions")) }), undefined, { equals: (a, b) => askedText(a) === askedText(b) });
  // Where another line, or another spine, is scanned, what was marked on the last one is nowhere.
  createEffect(on(() => (made.trial()?.recording.regions ?? []).map(({ name, from, to }) => `${name} ${from} ${to}`).join(), (now, before) => {
    if (before && now !== "" && now !== before) say({ regions: "" });
  }));
  const read = createReading(made, chosen);
  made.waitFor(() => !read.stale());
  return { series: made, reading: read, asked: chosen };
});

/** What runs where the address asks for nothing. */
export const FIRST = "minimal-stimulation";

/** Name of the protocol on screen as a file: an experiment of the paper, or one's own, whatever a link calls it. */
export const protocolFile = (): string => `${paperProtocols.find(({ name }) => name === (said("experiment") || FIRST))?.name ?? "blank"}.yaml`;
