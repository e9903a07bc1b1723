/** The sweep: which trial is in sight and how far it has been drawn, while a series is followed at the experiment's own pace. */
import { batch, createSignal, onCleanup, type Accessor } from "solid-js";
import type { CameTrial } from "./came-trial.js";

export type Pace = "real time" | "fast";

export interface Sweep {
  /** In sight. */
  readonly place: Accessor<number>;
  /** ms of the trial in sight that have been swept; undefined: all. */
  readonly head: Accessor<number | undefined>;
  /** Trial after trial is swept as it comes; nobody has chosen one. */
  readonly following: Accessor<boolean>;
  /** Places that have been swept to their ends. */
  readonly swept: Accessor<ReadonlySet<number>>;
  readonly pace: Accessor<Pace>;
  readonly setPace: (pace: Pace) => void;
  /** Forgets what was being swept. */
  readonly begin: (from: { readonly place: number; readonly following: boolean; readonly swept?: readonly number[] }) => void;
  /** As if trials after this one hadn't been seen. */
  readonly unsee: (after: number) => void;
  /** The trial in sight is whole, and stays there. */
  readonly rest: () => void;
  readonly look: (place: number) => void;
  /** Something has come, or may be swept again. */
  readonly goOn: (following?: boolean) => void;
  /** Waits a moment before the next trial for as long as this says no. */
  readonly waitFor: (caughtUp: () => boolean) => void;
}

/** `come`: the trials there are, in their order. */
export function createSweep(come: Accessor<readonly CameTrial[]>): Sweep {
  const [place, setPlace] = createSignal(0);
  const [head, setHead] = createSignal<number>();
  const [swept, setSwept] = createSignal<ReadonlySet<number>>(new Set());
  const [following, setFollowing] = createSignal(false);
  const [pace, setPace] = createSignal<Pace>("real time");
  let caughtUp = (): boolean => true;
  /** Takes back what was to happen next. */
  let cancel: (() => void) | undefined;

  const nextFrame = (then: () => void): void => {
    const request = requestAnimationFrame(() => { cancel = undefined; then(); });
    cancel = () => cancelAnimationFrame(request);
  };
  const after = (ms: number, then: () => void): void => {
    const timer = setTimeout(() => { cancel = undefined; then(); }, ms);
    cancel = () => clearTimeout(timer);
  };
  const halt = (): void => {
    cancel?.();
    cancel = undefined;
    setHead(undefined);
  };
  const rest = (): void => batch(() => {
    setFollowing(false);
    halt();
  });
  const ended = (one: number): void => batch(() => {
    setHead(undefined);
    setSwept((now) => new Set([...now, one]));
  });

  const next = (): void => {
    if (!following() || cancel) return;
    const trial = come().find(({ place: one, stale }) => !stale && !swept().has(one));
    if (!trial) return;
    setPlace(trial.place);
    if (pace() === "fast" || reducedMotion.matches) {
      ended(trial.place);
      after(pace() === "fast" ? 60 : 400, next);
      return;
    }
    const duration = trial.recording.trials[trial.place]?.duration ?? 0;
    const begun = performance.now();
    const step = (): void => {
      const now = performance.now() - begun;
      if (now < duration && pace() === "real time") {
        setHead(now);
        nextFrame(step);
        return;
      }
      ended(trial.place);
      const seen = performance.now();
      const onward = (): void => {
        if (caughtUp() || performance.now() - seen >= PATIENCE) next();
        else after(BETWEEN, onward);
      };
      after(BETWEEN, onward);
    };
    nextFrame(step);
  };
  onCleanup(rest);

  return {
    place, head, following, swept, pace, setPace, rest,
    begin: ({ place: one, following: follows, swept: seen = [] }) => batch(() => {
      halt();
      setPlace(one);
      setSwept(new Set(seen));
      setFollowing(follows);
    }),
    unsee: (last) => setSwept((now) => new Set([...now].filter((one) => one <= last))),
    look: (one) => batch(() => {
      rest();
      setPlace(one);
    }),
    goOn: (follows = following()) => {
      setFollowing(follows);
      next();
    },
    waitFor: (told) => { caughtUp = told; },
  };
}

/** ms between two sweeps, and at most while what was seen is still being measured. */
const BETWEEN = 120;
const PATIENCE = 800;
const reducedMotion = window.matchMedia("(prefers-reduced-motion: reduce)");
