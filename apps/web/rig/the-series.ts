/** The run on screen: it outlives the view, so that coming back doesn't begin anew, and other views look at the same. */
import { createEffect, createRoot, on } from "solid-js";
import { setLastRun } from "../lab/last-run.js";
import { said } from "../shell/address.js";
import { createReading } from "./reading.js";
import { createSeries } from "./series.js";

export const { series, reading } = createRoot(() => {
  const made = createSeries();
  // The bench offers what has ended, whichever view is in sight when it does.
  createEffect(on(made.status, (status) => { if (status === "done") setLastRun(made.recording()); }));
  return { series: made, reading: createReading(made) };
});

/** What runs where the address asks for nothing. */
export const FIRST = "minimal-stimulation";

/** Name of the protocol on screen as a file. */
export const protocolFile = (): string => `${said("experiment") || FIRST}.yaml`;
