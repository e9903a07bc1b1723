/** The experiment of the run on screen on other spines: what has been drawn of it; kept when the view is left. */
import { createEffect, createRoot, createSignal, on, type Accessor } from "solid-js";
import { isRefusal } from "radiatum";
import { CallFailure } from "../lab/calls.js";
import type { Failure } from "../lab/failure.js";
import type { DrawnSpine, Spread } from "../lab/spread-services.js";
import { drawer } from "../lab/threads.js";
import { series } from "../rig/the-series.js";
import { proof } from "./the-proof.js";

/** Drawn at once: enough for an interval of their spread, and a minute or so of computing. */
export const SPINES = 20;

interface SpreadOnSpines {
  readonly spines: Accessor<readonly DrawnSpine[]>;
  readonly found: Accessor<Spread | undefined>;
  /** As a share of the mean, once there is an interval. */
  readonly share: Accessor<number | undefined>;
  readonly working: Accessor<boolean>;
  readonly failure: Accessor<Failure | undefined>;
  readonly begin: () => void;
  readonly stop: () => void;
}

function createSpread(): SpreadOnSpines {
  const [spines, setSpines] = createSignal<readonly DrawnSpine[]>([]);
  const [found, setFound] = createSignal<Spread>();
  const [working, setWorking] = createSignal(false);
  const [failure, setFailure] = createSignal<Failure>();
  /** The one whose news counts. */
  let now: object | undefined;

  const clear = (): void => {
    setSpines([]);
    setFound(undefined);
    setFailure(undefined);
  };
  const stop = (): void => {
    now = undefined;
    setWorking(false);
    drawer.stop();
  };
  createEffect(on(series.text, () => {
    if (working()) stop();
    clear();
  }, { defer: true }));

  const begin = (): void => {
    const protocol = series.protocol();
    const plan = series.plans()[proof.place() ?? series.place()];
    if (!protocol || !plan || working()) return;
    clear();
    setWorking(true);
    const own = {};
    now = own;
    drawer.call("spread", { protocol, stimulus: plan.stimulus, condition: plan.condition, spines: SPINES }, ({ spine, spread }) => {
      if (now !== own) return;
      setSpines((before) => [...before, spine]);
      setFound(spread);
    }).catch((error: unknown) => {
      if (!(error instanceof CallFailure)) throw error;
      if (now === own && error.failure.code !== "stopped") setFailure(error.failure);
    }).finally(() => { if (now === own) setWorking(false); });
  };
  return {
    spines, found, working, failure, begin, stop,
    share: () => {
      const relative = found()?.relative;
      return relative && !isRefusal(relative) ? relative.value : undefined;
    },
  };
}

export const spread = createRoot(createSpread);
