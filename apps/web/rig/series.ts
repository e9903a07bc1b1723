/**
 * A series of trials on the rig: what was asked for, and what has come of it.
 *
 * A change of the protocol makes what has come stale, not gone: the trial in sight is run first, the others follow, and
 * each takes the place of its stale self. A change that can't be run is taken back: what came before it is in force again.
 */
import { batch, createMemo, createSignal, type Accessor } from "solid-js";
import type { Recording } from "radiatum";
import type { Protocol } from "radiatum/protocol";
import { CallFailure } from "../lab/calls.js";
import type { Failure } from "../lab/failure.js";
import type { PlannedTrial, RunNews, Source } from "../lab/rig-services.js";
import { rig } from "../lab/threads.js";
import { tracedFile, type TracedCells } from "../lab/traced-cells.js";
import { together, type CameTrial } from "./came-trial.js";
import { beneath, overwritten } from "./overwriting.js";
import { createSweep, type Sweep } from "./sweep.js";

export type Status = "empty" | "building" | "running" | "paused" | "done" | "stopped" | "failed";

export interface Series extends Pick<Sweep, "place" | "head" | "pace" | "setPace" | "look" | "waitFor"> {
  readonly status: Accessor<Status>;
  readonly protocol: Accessor<Protocol | undefined>;
  /** The protocol as a file. */
  readonly text: Accessor<string>;
  /** That file is of what was asked for last: after a change it comes a moment later than the first look. */
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
  readonly trial: Accessor<CameTrial | undefined>;
  readonly failure: Accessor<Failure | undefined>;
  /** Everything that has come under the protocol in force, as one recording. */
  readonly recording: Accessor<Recording | undefined>;
  readonly truth: Accessor<boolean>;
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
  readonly pause: () => void;
  readonly go: () => void;
  readonly stop: () => void;
  readonly again: () => void;
  /** Takes the failure off the screen. */
  readonly forgive: () => void;
  readonly setTruth: (on: boolean) => void;
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
  const [writtenOut, setWritten] = createSignal(false);
  /** What was asked for last is still being read. */
  const [unread, setUnread] = createSignal(false);
  const [plans, setPlans] = createSignal<readonly PlannedTrial[]>([]);
  const [frame, setFrame] = createSignal<Recording>();
  const [trials, setTrials] = createSignal<ReadonlyMap<number, CameTrial>>(new Map());
  const [failure, setFailure] = createSignal<Failure>();
  const [truth, setTruthOn] = createSignal(false);
  const [told, setTold] = createSignal<string>();
  let good: Good | undefined;
  /** Nobody waits for an order that another has overtaken. */
  let overtaken = (): void => undefined;
  /** What was asked for last: its protocol may not have been read yet. */
  let last: { readonly source: Source; readonly changes: readonly string[] } | undefined;
  /** Orders up to this one were of another experiment; the one whose protocol is in force. */
  let [opened, askedBy] = [0, 0];

  const all = createMemo(() => [...trials().values()].sort((a, b) => a.place - b.place));
  const morphology = createMemo(() => {
    const file = tracedFile(asked()?.protocol);
    return file === undefined ? undefined : traced()[file];
  });
  const fresh = createMemo(() => all().filter(({ stale }) => !stale).length);
  const written = (): boolean => writtenOut() && !unread();
  const sweep = createSweep(all);
  const { place, following, swept } = sweep;

  const order = (source: Source, changes: readonly string[], { keep, first, watched = following(), begin, traced: cells = traced() }: OrderOptions): Promise<string | undefined> => {
    const run = ++runs;
    const before = status();
    last = { source, changes };
    const since = performance.now();
    let pictures = 0;
    let [read, seen] = [false, false];
    const without = keep ? all().filter(({ stale }) => !stale).map((one) => one.place) : [];
    setUnread(true);
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
            setUnread(false);
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
            stayWithin(what.plans.length);
            setStatus("running");
          } else {
            look(what);
            if (what.soFar !== true) pictures++;
          }
        });
        if (what.kind !== "trial" || what.soFar === true) return;
        const { protocol } = asked() ?? {};
        good = protocol && { protocol, text: text(), written: writtenOut(), plans: plans(), frame: frame(), trials: trials(), traced: traced() };
        if (pictures === 1) seenSince(since, what.after, "change to whole picture");
        sweep.goOn();
      };
      rig.call("run", { run, source, changes, traced: cells, truth: truth(), first, without }, news).then((whole) => {
        if (run !== runs || !whole) return;
        batch(() => {
          setStatus("done");
          if (!following()) setTold(undefined);
        });
      }, (error: unknown) => {
        if (!(error instanceof CallFailure)) throw error;
        resolve(error.failure.message);
        if (run !== runs || error.failure.code === "stopped") return;
        setUnread(false);
        if (!read && askedBy > opened && error.failure.kind !== "fault") { goOn(error.failure, { before, watched }); return; }
        if (good && pictures === 0 && error.failure.kind !== "fault") { takeBack(good, error.failure, { before, watched }); return; }
        const now = asked();
        if (now) last = { source: { protocol: now.protocol }, changes: [] };
        batch(() => {
          setFailure(error.failure);
          endAs(all().length > 0 && now ? "stopped" : "failed");
        });
      });
    });
  };

  const show = ({ place: one, recording: own, truth: happened, relative, preview, soFar }: TrialNews): void => {
    const came = { place: one, recording: own, truth: happened, relative, stale: preview };
    setTrials((now) => new Map(now).set(one, soFar === true ? overwritten(came, now.get(one)) : came));
  };

  const stayWithin = (trials: number): void => { if (place() >= trials) sweep.begin({ place: Math.max(0, trials - 1), following: following(), swept: [...swept()] }); };

  /** As before a change that couldn't even be read: what was asked for last holds, also where no trial of it has come yet. */
  const goOn = (why: Failure, { before, watched }: { readonly before: Status; readonly watched: boolean }): void => {
    const now = asked();
    if (!now) return;
    batch(() => {
      setFailure(why);
      setTold(undefined);
    });
    last = { source: { protocol: now.protocol }, changes: [] };
    if (fresh() < Math.max(1, plans().length) && before !== "paused" && before !== "stopped") void order({ protocol: now.protocol }, [], { keep: true, first: place(), watched });
    else void writeOut();
    sweep.goOn(watched);
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
      stayWithin(to.plans.length);
      setStatus(fresh() === to.plans.length ? "done" : before === "paused" ? "paused" : "stopped");
    });
    last = { source: { protocol: to.protocol }, changes: [] };
    if (status() === "stopped" && before !== "stopped") void order({ protocol: to.protocol }, [], { keep: true, first: place(), watched });
    else void writeOut();
    sweep.goOn(watched);
  };

  const shown = createMemo(() => {
    if (!following()) return all();
    return all().filter((one) => swept().has(one.place) || one.place === place());
  });
  const playing = (): boolean => following() && swept().size < plans().length && ["building", "running", "done"].includes(status());
  /** Ends the sweep. Trials that have been computed ahead of it haven't happened yet, to who follows it. */
  const endAs = (as: Status): void => {
    const seen = playing() ? new Set(shown().map((one) => one.place)) : undefined;
    batch(() => {
      setTrials((now) => new Map([...now].flatMap(([k, one]) => (seen?.has(k) === false ? [] : [[k, beneath(one)]]))));
      sweep.rest();
      setStatus(as);
    });
  };
  const halt = (as: "paused" | "stopped"): void => {
    // The thread listens between slices of some ten ms: it needn't be ended, with all that it has warmed up.
    void rig.call("stop", { run: ++runs });
    barred = runs;
    setUnread(false);
    endAs(as);
    void writeOut();
  };
  /** An order that was ended before it had come to writing its protocol out: what is on screen has a file all the same. */
  const writeOut = async (): Promise<void> => {
    const { protocol } = asked() ?? {};
    if (!protocol || writtenOut()) return;
    const found = await rig.call("file", { protocol });
    if (asked()?.protocol === protocol) batch(() => {
      setText(found);
      setWritten(true);
    });
  };
  const recording = createMemo(() => {
    const whole = frame();
    return whole ? together(whole, all().filter(({ stale }) => !stale)) : undefined;
  });

  return {
    status, text, written, plans, failure, recording, truth, shown, fresh, told, playing,
    place, head: sweep.head, pace: sweep.pace, setPace: sweep.setPace, waitFor: sweep.waitFor,
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
        sweep.begin({ place: options.place ?? 0, following: options.watch ?? true });
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
        sweep.rest();
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
        sweep.unsee(last);
      });
      return order({ values }, [], { keep: true, first: last + 1 });
    },
    look: (one) => {
      // Before its plans are known a series may be asked for any trial: a link that comes while it is being opened.
      if (one < 0 || (one >= plans().length && !(plans().length === 0 && status() === "building"))) return;
      sweep.look(one);
    },
    pause: () => halt("paused"),
    stop: () => halt("stopped"),
    forgive: () => setFailure(undefined),
    go: () => {
      const now = asked();
      if (!now) return;
      batch(() => {
        setFailure(undefined);
        sweep.begin({ place: place(), following: true, swept: all().filter(({ stale }) => !stale).map((one) => one.place) });
      });
      void order({ protocol: now.protocol }, [], { keep: true, first: fresh() });
    },
    again: () => {
      const now = asked();
      if (!now) return;
      batch(() => {
        setFailure(undefined);
        setTold(undefined);
        sweep.begin({ place: 0, following: true });
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
