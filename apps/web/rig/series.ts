/**
 * A series of trials on the rig: what was asked for, what has come, which trial is looked at, how far its sweep has come.
 *
 * A change of the protocol makes what has come stale, not gone: the trial in sight is run first, the others follow, and
 * each takes the place of its stale self. A change that can't be run is taken back: what came before it is in force again.
 */
import { batch, createMemo, createSignal, onCleanup, type Accessor } from "solid-js";
import type { Recording } from "radiatum";
import type { Protocol } from "radiatum/protocol";
import { CallFailure } from "../lab/calls.js";
import type { Failure } from "../lab/failure.js";
import type { PlannedTrial, RunNews, Source } from "../lab/rig-services.js";
import { rig } from "../lab/threads.js";
import { tracedFile, type TracedCells } from "../lab/traced-cells.js";
import type { CameTrial } from "./came-trial.js";
import { beneath, overwritten } from "./overwriting.js";

export type Status = "empty" | "building" | "running" | "paused" | "done" | "stopped" | "failed";
export type Pace = "real time" | "fast";

export interface Series {
  readonly status: Accessor<Status>;
  readonly protocol: Accessor<Protocol | undefined>;
  /** The protocol as a file. */
  readonly text: Accessor<string>;
  /** That file is of the protocol in force: after a change it comes a moment later than the first look. */
  readonly written: Accessor<boolean>;
  /** Text of the traced cell that the protocol names, where it is here. */
  readonly morphology: Accessor<string | undefined>;
  readonly plans: Accessor<readonly PlannedTrial[]>;
  readonly came: (place: number) => CameTrial | undefined;
  /** Trials that have come, stale or not. */
  readonly count: Accessor<number>;
  readonly fresh: Accessor<number>;
  /** Of those the ones that have been shown: computing is often far ahead of the sweep. */
  readonly seen: Accessor<number>;
  /** Trials whose sweep has been shown, up to the one in sight where the series is being watched. */
  readonly shown: Accessor<readonly CameTrial[]>;
  /** In sight. */
  readonly place: Accessor<number>;
  readonly trial: Accessor<CameTrial | undefined>;
  /** ms of the trial in sight that have been swept; undefined: all. */
  readonly head: Accessor<number | undefined>;
  readonly failure: Accessor<Failure | undefined>;
  /** Everything that has come under the protocol in force, as one recording. */
  readonly recording: Accessor<Recording | undefined>;
  readonly truth: Accessor<boolean>;
  readonly pace: Accessor<Pace>;
  readonly open: (source: Source, options?: OpenOptions) => Promise<string | undefined>;
  /** `values`: a whole protocol that was put together. Resolves to the reason why it can't be. */
  readonly change: (changes: readonly string[] | { readonly values: unknown }) => Promise<string | undefined>;
  /** The series is being swept, trial by trial, and hasn't come to its end. */
  readonly playing: Accessor<boolean>;
  /** Something is being computed or swept: there is something to stop. */
  readonly active: Accessor<boolean>;
  /** How the last change of a series that was being swept was taken, in a sentence. */
  readonly told: Accessor<string | undefined>;
  /** `values`: a protocol that is the same up to the trial in sight. The series goes on with it from the next. */
  readonly changeFromNext: (values: unknown) => Promise<string | undefined>;
  readonly look: (place: number) => void;
  readonly pause: () => void;
  readonly go: () => void;
  readonly stop: () => void;
  readonly again: () => void;
  /** The sweep waits a moment before the next trial for as long as this says no. */
  readonly waitFor: (caughtUp: () => boolean) => void;
  /** Takes the failure off the screen. */
  readonly forgive: () => void;
  readonly setTruth: (on: boolean) => void;
  readonly setPace: (pace: Pace) => void;
}

export interface OpenOptions {
  /** Opened along; the protocol names its own. */
  readonly traced?: TracedCells;
  readonly place?: number;
  readonly watch?: boolean;
  /** If it can't be run, what is on screen stays. */
  readonly keeps?: boolean;
}

/** What was on screen when a trial last came: where a change that can't be run leads back to. */
interface Good {
  readonly protocol: Protocol;
  readonly text: string;
  readonly written: boolean;
  readonly plans: readonly PlannedTrial[];
  readonly frame: Recording | undefined;
  readonly trials: ReadonlyMap<number, CameTrial>;
  readonly traced: TracedCells;
}

type TrialNews = Extract<RunNews, { kind: "trial" }>;

interface OrderOptions {
  /** Trials that have come stay as they are, and aren't run again. */
  readonly keep: boolean;
  /** Trial that is run first. */
  readonly first: number;
  /** The sweep goes on if the order can't be run. */
  readonly watched?: boolean;
  /** Done once the protocol has been read and found right. */
  readonly begin?: () => void;
  /** Of the order, where those aren't the series' own yet. */
  readonly traced?: TracedCells;
}

let runs = 0;
/** Of orders up to this one nothing is shown any more. */
let barred = 0;

export function createSeries(): Series {
  const [status, setStatus] = createSignal<Status>("empty");
  const [asked, setAsked] = createSignal<{ readonly protocol: Protocol }>();
  const [traced, setTraced] = createSignal<TracedCells>({});
  const [text, setText] = createSignal("");
  const [written, setWritten] = createSignal(false);
  const [plans, setPlans] = createSignal<readonly PlannedTrial[]>([]);
  const [frame, setFrame] = createSignal<Recording>();
  const [trials, setTrials] = createSignal<ReadonlyMap<number, CameTrial>>(new Map());
  const [place, setPlace] = createSignal(0);
  const [failure, setFailure] = createSignal<Failure>();
  const [truth, setTruthOn] = createSignal(false);
  const [pace, setPace] = createSignal<Pace>("real time");
  const [head, setHead] = createSignal<number>();
  /** Places that have been swept, in the order in which they were; the sweep follows what comes. */
  const [swept, setSwept] = createSignal<ReadonlySet<number>>(new Set());
  const [watching, setWatching] = createSignal(false);
  const [told, setTold] = createSignal<string>();
  let good: Good | undefined;
  let caughtUp = (): boolean => true;
  /** Nobody waits for an order that another has overtaken. */
  let overtaken = (): void => undefined;
  /** What was asked for last: its protocol may not have been read yet. */
  let last: { readonly source: Source; readonly changes: readonly string[] } | undefined;
  let frameRequest = 0;
  /** Orders up to this one were of another experiment; the one whose protocol is in force. */
  let [opened, askedBy] = [0, 0];

  const all = createMemo(() => [...trials().values()].sort((a, b) => a.place - b.place));
  const morphology = createMemo(() => {
    const file = tracedFile(asked()?.protocol);
    return file === undefined ? undefined : traced()[file];
  });
  const fresh = createMemo(() => all().filter(({ stale }) => !stale).length);

  const order = (source: Source, changes: readonly string[], { keep, first, watched = watching(), begin, traced: cells = traced() }: OrderOptions): Promise<string | undefined> => {
    const run = ++runs;
    const before = status();
    last = { source, changes };
    const since = performance.now();
    let pictures = 0;
    let [read, seen] = [false, false];
    const without = keep ? all().filter(({ stale }) => !stale).map((one) => one.place) : [];
    overtaken();
    return new Promise((resolve) => {
      overtaken = () => resolve(undefined);
      const look = (what: TrialNews): void => {
        show(what);
        if (!seen) seenSince(since, what.after, "change to picture");
        seen = true;
      };
      const news = (what: RunNews): void => {
        // While something is dragged orders overtake each other: their first looks are shown, and no more of them.
        if (run !== runs) {
          if (what.kind === "trial" && what.preview && run > barred) look(what);
          return;
        }
        batch(() => {
          if (what.kind === "protocol") {
            if (begin) {
              begin();
              barred = opened = run - 1;
            }
            read = true;
            askedBy = run;
            setAsked({ protocol: what.protocol });
            setWritten(false);
            last = { source: { protocol: what.protocol }, changes: [] };
            setStatus("building");
            if (!keep) setTrials((now) => new Map([...now].map(([k, one]) => [k, { ...one, stale: true }])));
          } else if (what.kind === "text") {
            setText(what.text);
            setWritten(true);
            if (good && good.protocol === asked()?.protocol) good = { ...good, text: what.text, written: true }; // its first look came before
            resolve(undefined);
          } else if (what.kind === "ready") {
            setPlans(what.plans);
            setFrame(what.recording);
            setTrials((now) => new Map([...now].filter(([k]) => k < what.plans.length)));
            if (place() >= what.plans.length) setPlace(Math.max(0, what.plans.length - 1));
            setStatus("running");
          } else {
            look(what);
            if (what.soFar !== true) pictures++;
          }
        });
        if (what.kind !== "trial" || what.soFar === true) return;
        const { protocol } = asked() ?? {};
        good = protocol && { protocol, text: text(), written: written(), plans: plans(), frame: frame(), trials: trials(), traced: traced() };
        if (pictures === 1) seenSince(since, what.after, "change to whole picture");
        sweep();
      };
      rig.call("run", { run, source, changes, traced: cells, truth: truth(), first, without }, news).then((whole) => {
        if (run !== runs || !whole) return;
        batch(() => {
          setStatus("done");
          if (!watching()) setTold(undefined);
        });
      }, (error: unknown) => {
        if (!(error instanceof CallFailure)) throw error;
        resolve(error.failure.message);
        if (run !== runs || error.failure.code === "stopped") return;
        if (!read && askedBy > opened && error.failure.kind !== "fault") { goOn(error.failure, { before, watched }); return; }
        if (good && pictures === 0 && error.failure.kind !== "fault") { takeBack(good, error.failure, { before, watched }); return; }
        const now = asked();
        if (now) last = { source: { protocol: now.protocol }, changes: [] };
        batch(() => {
          setTrials((now) => new Map([...now].map(([k, one]) => [k, beneath(one)])));
          setFailure(error.failure);
          setStatus(all().length > 0 && asked() ? "stopped" : "failed");
        });
      });
    });
  };

  const show = ({ place: one, recording: own, truth: happened, relative, preview, soFar }: TrialNews): void => {
    const came = { place: one, recording: own, truth: happened, relative, stale: preview };
    setTrials((now) => new Map(now).set(one, soFar === true ? overwritten(came, now.get(one)) : came));
  };

  /** As before a change that couldn't even be read: what was asked for last holds, also where no trial of it has come yet. */
  const goOn = (why: Failure, { before, watched }: { readonly before: Status; readonly watched: boolean }): void => {
    const now = asked();
    if (!now) return;
    batch(() => {
      setFailure(why);
      setTold(undefined);
      setWatching(watched);
    });
    last = { source: { protocol: now.protocol }, changes: [] };
    if (fresh() < Math.max(1, plans().length) && before !== "paused" && before !== "stopped") void order({ protocol: now.protocol }, [], { keep: true, first: place() });
    else sweep();
  };

  /** To what was on screen before a change that can't be run; what was still to come of that comes now. */
  const takeBack = (to: Good, why: Failure, { before, watched }: { readonly before: Status; readonly watched: boolean }): void => {
    batch(() => {
      setFailure(why);
      setTold(undefined);
      setAsked({ protocol: to.protocol });
      setText(to.text);
      setWritten(to.written);
      setPlans(to.plans);
      setFrame(to.frame);
      setTrials(to.trials);
      setTraced(to.traced);
      setPlace((now) => Math.min(now, Math.max(0, to.plans.length - 1)));
      setWatching(watched);
      setStatus(fresh() === to.plans.length ? "done" : before === "paused" ? "paused" : "stopped");
    });
    last = { source: { protocol: to.protocol }, changes: [] };
    if (status() === "stopped" && before !== "stopped") void order({ protocol: to.protocol }, [], { keep: true, first: place() });
    else sweep();
  };

  /** Sweeps on through what has come, trial by trial, at the pace chosen. */
  const sweep = (): void => {
    if (!watching() || frameRequest !== 0) return;
    const next = all().find(({ place: one, stale }) => !stale && !swept().has(one));
    if (!next) return;
    if (pace() === "fast" || reducedMotion.matches) {
      batch(() => {
        setPlace(next.place);
        setHead(undefined);
        setSwept((now) => new Set([...now, next.place]));
      });
      frameRequest = window.setTimeout(() => { frameRequest = 0; sweep(); }, pace() === "fast" ? 60 : 400);
      return;
    }
    const duration = next.recording.trials[next.place]?.duration ?? 0;
    const begun = performance.now();
    setPlace(next.place);
    const step = (): void => {
      const now = performance.now() - begun;
      if (!watching()) {
        frameRequest = 0;
        setHead(undefined);
        return;
      }
      if (now < duration) {
        setHead(now);
        frameRequest = requestAnimationFrame(step);
        return;
      }
      batch(() => {
        setHead(undefined);
        setSwept((before) => new Set([...before, next.place]));
      });
      const ended = performance.now();
      const onward = (): void => {
        if (watching() && !caughtUp() && performance.now() - ended < PATIENCE) {
          frameRequest = window.setTimeout(onward, BETWEEN);
          return;
        }
        frameRequest = 0;
        sweep();
      };
      frameRequest = window.setTimeout(onward, BETWEEN);
    };
    frameRequest = requestAnimationFrame(step);
  };
  onCleanup(() => setWatching(false));

  const shown = createMemo(() => {
    if (!watching()) return all();
    return all().filter((one) => swept().has(one.place) || one.place === place());
  });
  const playing = (): boolean => watching() && swept().size < plans().length && ["building", "running", "done"].includes(status());
  /** Ends run and sweep. Trials that have been computed ahead of the sweep haven't happened yet, to who watches. */
  const halt = (as: "paused" | "stopped"): void => {
    // The thread listens between slices of some ten ms: it needn't be ended, with all that it has warmed up.
    void rig.call("stop", { run: ++runs });
    barred = runs;
    const ahead = playing() ? new Set(shown().map((one) => one.place)) : undefined;
    batch(() => {
      setTrials((now) => new Map([...now].flatMap(([k, one]) => (ahead?.has(k) === false ? [] : [[k, beneath(one)]]))));
      setWatching(false);
      setHead(undefined);
      setStatus(as);
    });
  };
  const recording = createMemo(() => {
    const whole = frame();
    return whole ? together(whole, all().filter(({ stale }) => !stale)) : undefined;
  });

  return {
    status, text, written, plans, place, head, failure, recording, truth, pace, setPace, shown, fresh, told, playing,
    seen: () => shown().filter(({ stale }) => !stale).length,
    active: () => playing() || status() === "building" || status() === "running",
    protocol: () => asked()?.protocol,
    morphology,
    came: (one) => trials().get(one),
    count: () => all().length,
    trial: () => trials().get(place()),
    open: (source, options = {}) => {
      const begin = (): void => batch(() => {
        setTraced(options.traced ?? {});
        setFailure(undefined);
        setTold(undefined);
        setTrials(new Map<number, CameTrial>());
        setSwept(new Set<number>());
        setHead(undefined);
        setPlace(options.place ?? 0);
        setWatching(options.watch ?? true);
        setStatus("building");
        setFrame(undefined);
        setPlans([]);
      });
      const first = options.place ?? 0;
      if (options.keeps === true) return order(source, [], { keep: false, first, begin, traced: options.traced ?? {} });
      good = undefined;
      begin();
      barred = opened = runs;
      return order(source, [], { keep: false, first });
    },
    change: (changes) => {
      const now = asked();
      if (!now) return Promise.resolve("There is no experiment yet.");
      const options = { keep: false, first: place(), watched: playing() };
      batch(() => {
        setFailure(undefined);
        if (options.watched) setTold("This holds for a whole series: all its trials run anew.");
        setWatching(false);
        setHead(undefined);
      });
      // On top of what was asked for last, which may not have been read yet.
      const { source, changes: before } = last ?? { source: { protocol: now.protocol }, changes: [] };
      return isList(changes) ? order(source, [...before, ...changes], options) : order(changes, [], options);
    },
    changeFromNext: (values) => {
      const last = place();
      batch(() => {
        setFailure(undefined);
        setTold(`From trial ${last + 2} on.`);
        setTrials((now) => new Map([...now].filter(([k, { stale }]) => k <= last && !stale)));
        setSwept((now) => new Set([...now].filter((k) => k <= last)));
      });
      return order({ values }, [], { keep: true, first: last + 1 });
    },
    look: (one) => {
      // Before its plans are known a series may be asked for any trial: a link that comes while it is being opened.
      if (one < 0 || (one >= plans().length && !(plans().length === 0 && status() === "building"))) return;
      batch(() => {
        setWatching(false);
        setHead(undefined);
        setPlace(one);
      });
    },
    pause: () => halt("paused"),
    stop: () => halt("stopped"),
    forgive: () => setFailure(undefined),
    waitFor: (told) => { caughtUp = told; },
    go: () => {
      const now = asked();
      if (!now) return;
      batch(() => {
        setFailure(undefined);
        setSwept(new Set(all().filter(({ stale }) => !stale).map((one) => one.place)));
        setWatching(true);
      });
      void order({ protocol: now.protocol }, [], { keep: true, first: fresh() });
    },
    again: () => {
      const now = asked();
      if (!now) return;
      batch(() => {
        setFailure(undefined);
        setTold(undefined);
        setSwept(new Set<number>());
        setWatching(true);
        setPlace(0);
      });
      void order({ protocol: now.protocol }, [], { keep: false, first: 0 });
    },
    setTruth: (on) => {
      if (on === truth()) return;
      setTruthOn(on);
      if (on && last && (status() === "building" || all().some((one) => one.truth === undefined))) {
        void order(last.source, last.changes, { keep: false, first: place() });
      }
    },
  };
}

/** For who looks into how fast the page is: from a change to its picture; `computed`: ms of them on the rig's thread. */
function seenSince(start: number, computed: number, what: string): void {
  requestAnimationFrame(() => performance.measure(what, { start, end: performance.now(), detail: { computed } }));
}

const isList = (changes: readonly string[] | { readonly values: unknown }): changes is readonly string[] => Array.isArray(changes);

/** ms between two sweeps, and at most while what was seen is still being measured. */
const BETWEEN = 120;
const PATIENCE = 800;
const reducedMotion = window.matchMedia("(prefers-reduced-motion: reduce)");

/** The session's frame with what has come put into it. */
function together(frame: Recording, came: readonly CameTrial[]): Recording {
  const parts = came.map(({ recording }) => recording);
  const scans = frame.lineScans.map((scan, s) => ({ ...scan, trials: parts.flatMap(({ lineScans }) => lineScans[s]?.trials ?? []) }));
  return {
    ...frame, lineScans: scans,
    sweeps: parts.flatMap(({ sweeps }) => sweeps), images: parts.flatMap(({ images }) => images),
    issues: [...frame.issues, ...parts.flatMap(({ issues }) => issues.filter(({ code }) => code === "electrode-clipped"))],
  };
}
