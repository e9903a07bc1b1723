/** What the bench holds while one works: sources, the open recording, what was chosen and when, what was measured of it. */
import { batch, createEffect, createMemo, createRoot, createSignal, on, untrack } from "solid-js";
import { type Measurement, type Recording, type TrialRow } from "radiatum";
import { earlierAnalysis } from "radiatum/report";
import { CallFailure } from "../lab/calls.js";
import { failureOf, type Failure } from "../lab/failure.js";
import { lastRun, type Run } from "../lab/last-run.js";
import { bench } from "../lab/threads.js";
import type { Analysis, AnalysedGroup, DroppedFile } from "../lab/bench-services.js";
import { isSaid, openSaid } from "../rig/opening.js";
import { series } from "../rig/the-series.js";
import { currentAddress, said, say } from "../shell/address.js";
import { speak } from "../shell/tools.js";
import {
  asking,
  choicesFrom,
  choicesInAddress,
  callsByHand,
  choicesOfAnalysis,
  leftOut,
  NOTHING_CHOSEN,
  takenIn,
  type Choices,
} from "./choices.js";
import { hasElectrode, hasPictures, servedFiles, sorted, type Source } from "./sources.js";

export type Shown = "Trial" | "All" | "Mean";

/** What was done, newest last; the first is the opening. */
export interface Step {
  readonly choices: Choices;
  /** "Trial 23 left out, cell moved". */
  readonly sentence: string;
}

/** What takes reading anew if it is another. */
interface Opened extends Pick<Choices, "ephysOffset"> {
  readonly source: Source;
  readonly linePeriod: number | undefined;
  readonly electrode: Source | undefined;
  readonly table: Source | undefined;
}

/** `Source.id` of the rig's run. */
const RUN = "rig";

/** Files that are dropped again under their names are others: somebody may have worked on them meanwhile. */
const editions = new WeakMap<Source, number>();
let latestEdition = 0;
function editionOf(source: Source): number {
  const edition = editions.get(source) ?? ++latestEdition;
  editions.set(source, edition);
  return edition;
}

/** More than one that a trial table could be of: an electrode's file beside pictures is theirs. */
const severalScans = (recordings: readonly Source[]): boolean => {
  const pictured = recordings.filter((one) => hasPictures(one) || one.kind === "NWB");
  return (pictured.length > 0 ? pictured : recordings).length > 1;
};

export type Status = "empty" | "reading" | "open" | "failed";

function createSession() {
  const [sources, setSources] = createSignal<readonly Source[]>([]);
  const [served, setServed] = createSignal<string>();
  /** What of the served folder isn't listed, a sentence each. */
  const [unlisted, setUnlisted] = createSignal<readonly string[]>([]);
  const [current, setCurrent] = createSignal<Source>();
  const [status, setStatus] = createSignal<Status>("empty");
  const [progress, setProgress] = createSignal<{ readonly done: number; readonly total: number }>({
    done: 0,
    total: 0,
  });
  /** The recording on screen is the first part of one that is still being read. */
  const [partial, setPartial] = createSignal(false);
  const [failure, setFailure] = createSignal<Failure>();
  const [recording, setRecording] = createSignal<Recording>();
  const [steps, setSteps] = createSignal<readonly Step[]>([]);
  const [analysis, setAnalysis] = createSignal<Analysis>();
  const [refused, setRefused] = createSignal<Failure>();
  const [stale, setStale] = createSignal(false);
  const [note, setNote] = createSignal<string>();
  const [tabled, setTabled] = createSignal<ReadonlyMap<number, string>>(new Map());
  /** While something is dragged: drawn at once, measured when it is let go. */
  const [draft, setDraft] = createSignal<Choices>();

  const kept = (): Choices => steps().at(-1)?.choices ?? NOTHING_CHOSEN;
  const choices = createMemo<Choices>(() => draft() ?? kept());
  const trial = (): number =>
    Math.max(0, Math.min((recording()?.trials.length ?? 1) - 1, Number(said("trial") || 1) - 1));
  const shown = (): Shown => (["All", "Mean"] as const).find((one) => one.toLowerCase() === said("show")) ?? "Trial";
  const group = createMemo<AnalysedGroup | undefined>(() => {
    const groups = analysis()?.groups;
    return groups?.find(({ trials }) => trials.includes(trial())) ?? groups?.[0];
  });
  const measurement = createMemo<Measurement | undefined>(() => {
    const found = group()?.found;
    return found && "answer" in found ? found.answer : undefined;
  });
  /** Rows of every group's trials, in the recording's order; of trials that can't be measured, what is known without. */
  const rows = createMemo<readonly TrialRow[]>(() => {
    const measured = (analysis()?.groups ?? []).flatMap(({ found }) => ("answer" in found ? found.answer.trials : []));
    const known = new Set(measured.map((row) => row.trial));
    const out = new Map(leftOut(kept()).map((one) => [one.trial, one.reason]));
    const others = (recording()?.trials ?? [])
      .filter(({ index }) => !known.has(index))
      .map(({ index, condition, protocol }): TrialRow => ({
        trial: index,
        condition,
        ...(protocol !== undefined && { protocol }),
        lines: 0,
        included: !out.has(index),
        reason: out.get(index) ?? "",
      }));
    return [...measured, ...others].sort((a, b) => a.trial - b.trial);
  });

  // Reading and measuring: of several wishes that wait, the last alone is fulfilled.
  let turn = 0;
  let running: Promise<void> = Promise.resolve();
  const latest = (work: () => Promise<void>): void => {
    const own = ++turn;
    // A mistake of ours must not stop the bench for good, nor go unheard.
    running = running
      .then(async () => {
        if (own === turn) await work();
      })
      .catch((error: unknown) => {
        queueMicrotask(() => {
          throw error;
        });
      });
  };

  /** What was read last, and how it was opened. */
  let opened: Opened | undefined;
  const asOpened = (source: Source): Opened => {
    const { linePeriod, ephys, ephysOffset, table } = kept();
    return { linePeriod, ephysOffset, source, electrode: called(ephys), table: called(table) };
  };
  const called = (id: string | undefined): Source | undefined => sources().find((one) => one.id === id);
  const isOpened = (wanted: Opened): boolean => opened !== undefined && (Object.keys(wanted) as (keyof Opened)[]).every((name) => wanted[name] === opened?.[name]);
  /**
   * Does what the wishes so far come to: one that was overtaken while it waited, such as a trial table that was taken in, may
   * have asked for more than the last.
   */
  async function catchUp(): Promise<void> {
    const source = current();
    if (!source) return;
    if (source !== opened?.source) await read(true);
    else if (isOpened(asOpened(source))) await measure();
    else await read(false);
  }

  async function measure(): Promise<void> {
    const source = current();
    if (!source || !recording()) return;
    setStale(true);
    const asked = kept();
    try {
      const found = await bench.call("analysed", { name: source.id, request: asked.request });
      if (asked !== kept() || source !== current()) return;
      batch(() => {
        setAnalysis(found);
        setRefused(undefined);
        setStale(false);
      });
      if (said("trial") === "") showClearest();
    } catch (error) {
      if (!(error instanceof CallFailure)) throw error;
      if (asked === kept())
        batch(() => {
          setRefused(error.failure);
          setAnalysis(undefined);
          setStale(false);
        });
    }
  }

  /** A recording opens on a success of middling clearness, where there is one. */
  function showClearest(): void {
    const clear = rows()
      .filter(({ included, call }) => included && call === "success")
      .sort((a, b) => (b.detectability ?? 0) - (a.detectability ?? 0));
    const typical = clear[Math.floor(clear.length / 2)] ?? rows().find(({ included }) => included);
    if (typical) say({ trial: String(typical.trial + 1) });
  }

  async function read(opening: boolean): Promise<void> {
    const source = current();
    if (!source) return;
    const asked = asOpened(source);
    const { linePeriod, electrode, ephysOffset, table } = asked;
    if (opening)
      batch(() => {
        setStatus("reading");
        setProgress({ done: 0, total: 0 });
        setPartial(false);
        setRecording(undefined);
        setAnalysis(undefined);
      });
    setRefused(undefined);
    setStale(true);
    try {
      const { recording: found, excluded } = await bench.call(
        "prepare",
        {
          name: source.id,
          edition: editionOf(source),
          dropped: source.dropped,
          linePeriod,
          table: table?.dropped,
          ...(electrode?.dropped && {
            electrode: { name: electrode.id, edition: editionOf(electrode), dropped: electrode.dropped, offset: ephysOffset },
          }),
        },
        (news) => {
          if ("done" in news) setProgress(news);
          else if (opening && source === current()) beginWith(news.first);
        },
      );
      if (source !== current()) return;
      opened = asked;
      batch(() => {
        setPartial(false);
        setRecording(found);
        setStatus("open");
        // What an earlier table alone left out is no choice of anybody's.
        const table = new Map(excluded.map(({ trial, reason }) => [trial, reason]));
        const staying = leftOut(kept()).filter(({ trial, reason }) => tabled().get(trial) !== reason || table.get(trial) === reason);
        const further = excluded.filter(({ trial }) => !staying.some((one) => one.trial === trial) && !takenIn(kept()).includes(trial));
        setTabled(table);
        if (further.length > 0 || staying.length < leftOut(kept()).length)
          replaceLast(asking(kept(), { excluded: someOf([...staying, ...further]) }));
      });
      await measure();
      if (opening) speak(`${source.name} is open, ${found.trials.length} trials.`);
    } catch (error) {
      if (!(error instanceof CallFailure)) throw error;
      if (source !== current()) return;
      const why = error.failure;
      if (why.code === "stopped") return;
      batch(() => {
        if (opening) {
          setStatus("failed");
          setFailure(why);
        } else setRefused(why);
        setStale(false);
      });
      speak(why.message);
    }
  }

  /** First trials of a folder are open while the others are read; what is chosen meanwhile is measured once all are there. */
  function beginWith(first: Recording): void {
    batch(() => {
      setPartial(true);
      setRecording(first);
      setStatus("open");
    });
    void measure();
  }

  const replaceLast = (next: Choices): void => {
    setSteps((all) => [...all.slice(0, -1), { sentence: all.at(-1)?.sentence ?? "Opened", choices: next }]);
    say(choicesInAddress(next));
  };

  /** Reading is needed again where the files are opened otherwise. */
  const after = (next: Choices): void => {
    say(choicesInAddress(next));
    latest(catchUp);
  };

  function change(sentence: string, next: Choices): void {
    batch(() => {
      setDraft(undefined);
      setSteps((all) => [...all, { choices: next, sentence }]);
    });
    after(next);
  }

  function undo(): void {
    if (steps().length < 2) return;
    const undone = steps().at(-1)?.sentence ?? "";
    batch(() => {
      setDraft(undefined);
      setSteps((all) => all.slice(0, -1));
    });
    speak(`Undone: ${undone}.`);
    after(kept());
  }

  /** `keepsTrial`: the address already says which trial; else it begins anew. */
  function select(id: string, from: Choices = NOTHING_CHOSEN, keepsTrial = false): void {
    const source = sources().find((one) => one.id === id);
    if (!source) return;
    const alone = sources().filter((one) => one.kind === "ABF");
    const joined =
      from.ephys === undefined &&
      from.request === NOTHING_CHOSEN.request && // nobody has chosen anything yet
      source.kind === "Prairie folder" &&
      alone.length === 1 &&
      sources().filter(({ kind }) => kind === "Prairie folder").length === 1
        ? alone[0]?.id
        : undefined;
    const start: Choices = joined === undefined ? from : { ...from, ephys: joined };
    opened = undefined;
    batch(() => {
      setTabled(new Map<number, string>());
      setCurrent(source);
      setDraft(undefined);
      setNote(undefined);
      setSteps([
        { choices: start, sentence: joined === undefined ? "Opened" : `Opened, electrode of ${joined} joined` },
      ]);
      say({ ...choicesInAddress(start), recording: id, ...(!keepsTrial && { trial: "", view: "", cursor: "" }) });
    });
    latest(catchUp);
  }

  async function add(files: readonly DroppedFile[]): Promise<void> {
    const { sources: found, analyses } = sorted(files);
    const fresh: Source[] = found.map((source) => source);
    batch(() => {
      setSources((before) => [...before.filter(({ id }) => !fresh.some((one) => one.id === id)), ...fresh]);
      setCurrent((before) => fresh.find(({ id }) => id === before?.id) ?? before);
      setNote(undefined);
    });
    const tables: string[] = [];
    for (const source of fresh) {
      if (source.kind === "CSV" && source.dropped && (await bench.call("isTrialTable", { dropped: source.dropped })))
        tables.push(source.id);
    }
    const recordings = fresh.filter(({ id }) => !tables.includes(id));
    const linked = current() ? undefined : recordings.find(({ id }) => id === said("recording"));
    const [analysisFile] = analyses;
    if (analysisFile) await apply(analysisFile, recordings);
    else if (linked)
      select(linked.id, choicesFrom(said), true); // a link names the recording; whoever has it drops it
    else if (recordings.length === 0 && tables[0] !== undefined && recording())
      change(`Trial table ${tables[0]} taken in`, { ...kept(), table: tables[0] });
    else if (
      current() &&
      recordings.length > 0 &&
      // An NWB file may hold pictures of its own: it is opened.
      recordings.every((one) => hasElectrode(one) && one.kind !== "NWB") &&
      hasPictures(current() as Source) &&
      recordings.length === 1
    ) {
      change(`Electrode of ${recordings[0]?.name ?? ""} joined`, { ...kept(), ephys: recordings[0]?.id as string });
    } else if (recordings[0])
      select(
        recordings[0].id,
        tables[0] === undefined || severalScans(recordings) ? NOTHING_CHOSEN : { ...NOTHING_CHOSEN, table: tables[0] },
      );
  }

  async function apply(file: DroppedFile, beside: readonly Source[]): Promise<void> {
    try {
      const text = "file" in file ? await file.file.text() : await (await fetch(file.address)).text();
      const earlier = earlierAnalysis(text, file.path);
      const called = (path: string): string => path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
      const byName = (path: string): string | undefined => sources().find(({ name }) => name === called(path))?.id;
      const { choices: next, missing } = choicesOfAnalysis(earlier, byName);
      const target = earlier.input === undefined ? beside[0]?.id : (byName(earlier.input) ?? beside[0]?.id);
      if (target !== undefined && target !== current()?.id) select(target, next);
      else if (recording()) change(`Analysis of ${called(file.path)} applied`, next);
      else
        setNote(
          `${called(file.path)} is an analysis of ${earlier.input ?? "a recording"}. Drop that recording too; the analysis is then applied.`,
        );
      if (missing !== undefined)
        setNote(`${called(file.path)} joins the electrode's file ${missing}, which isn't here. Drop it too.`);
    } catch (error) {
      setNote(failureOf(error).message);
    }
  }

  /** Of the rig's runs the one that is among the sources, whatever the rig has run since. */
  const [openedRun, setOpenedRun] = createSignal<Run>();

  /** `linked`: as the address says; else it begins anew. */
  async function openRun(linked = false): Promise<void> {
    const run = lastRun();
    if (!run) return;
    const source: Source = { id: RUN, name: run.recording.name, kind: "the rig's run", bytes: 0, files: 0 };
    await bench.call("keep", { name: source.id, edition: editionOf(source), recording: run.recording });
    setOpenedRun(run);
    setSources((before) => [...before.filter(({ id }) => id !== RUN), source]);
    if (linked) select(source.id, choicesFrom(said), true);
    else select(source.id);
  }

  function stop(): void {
    bench.stop();
    const [source, first] = [current(), recording()];
    // The thread that ended knew the trials that are here; another is told of them.
    if (partial() && source && first) {
      setPartial(false);
      opened = asOpened(source);
      setNote(`Reading was stopped: ${first.trials.length} of ${progress().total} trials are here.`);
      latest(async () => {
        await bench.call("keep", { name: source.id, edition: editionOf(source), recording: first });
        await measure();
      });
    }
    batch(() => {
      setStatus(recording() ? "open" : "empty");
      setCurrent(recording() ? current() : undefined);
    });
  }

  // Once for the page: files that the server was given, and what a link asks for of them.
  void servedFiles().then((found) => {
    if (!found) return;
    setServed(found.name);
    setUnlisted(found.leftOut);
    setSources((before) => [
      ...before,
      ...sorted(found.files).sources.filter(({ id }) => !before.some((one) => one.id === id)),
    ]);
    const wanted = untrack(() => said("recording"));
    if (wanted !== "" && !untrack(current)) select(wanted, choicesFrom(said), true);
  });
  createEffect(
    on(
      () => said("from") === "rig" && lastRun(),
      (asked) => {
        if (asked) {
          say({ from: "" });
          void openRun(true); // with the regions and the F₀ window of the rig
        }
      },
    ),
  );

  // A link to a run's measurements: the same protocol gives the same run, so it is run again, and opened when it has ended.
  const rerunning = (): boolean => said("recording") === RUN && current() === undefined && status() === "empty" && currentAddress().view === "bench";
  createEffect(
    on([rerunning, lastRun], ([wanted, run]) => {
      if (!wanted) return;
      if (!isSaid()) void openSaid({ watch: false });
      else if (run?.protocol === series.text()) void openRun(true);
    }),
  );

  const setTrial = (place: number): void =>
    say({ trial: String(Math.max(0, Math.min((recording()?.trials.length ?? 1) - 1, place)) + 1) });
  const leave = (at: number, reason: string): void =>
    change(
      `Trial ${at + 1} left out, ${reason}`,
      asking(kept(), {
        excluded: [...leftOut(kept()).filter((one) => one.trial !== at), { trial: at, reason }],
        ...(tabled().has(at) && { included: someOf(takenIn(kept()).filter((one) => one !== at)) }),
      }),
    );
  const takeBack = (at: number): void => {
    const others = leftOut(kept()).filter((one) => one.trial !== at);
    // Against a table that leaves it out it must be said that it counts, or the table would leave it out again.
    const included = tabled().has(at) ? { included: [...takenIn(kept()).filter((one) => one !== at), at] } : {};
    change(`Trial ${at + 1} in again`, asking(kept(), { excluded: someOf(others), ...included }));
  };
  /** Of a trial that ends early and therefore doesn't count. */
  const useLines = (at: number, lines: number): void =>
    change(`Trial ${at + 1} in with its ${lines} lines`, asking(kept(), { included: [...takenIn(kept()), at] }));
  const leaveLines = (at: number): void =>
    change(`Trial ${at + 1} out again, as it ends early`, asking(kept(), { included: someOf(takenIn(kept()).filter((one) => one !== at)) }));
  /** Undefined: as it is computed. */
  const callTrial = (at: number, call: "success" | "failure" | undefined): void => {
    const others = callsByHand(kept()).filter(({ trial: of }) => of !== at);
    const calls = call === undefined ? others : [...others, { trial: at, call }].sort((a, b) => a.trial - b.trial);
    change(
      call === undefined ? `Trial ${at + 1} called as computed` : `Trial ${at + 1} called a ${call} by hand`,
      asking(kept(), { calls: someOf(calls) }),
    );
  };

  return {
    sources,
    served,
    unlisted,
    current,
    status,
    progress,
    partial,
    failure,
    recording,
    steps,
    choices,
    analysis,
    refused,
    stale,
    note,
    trial,
    shown,
    group,
    measurement,
    rows,
    change,
    undo,
    select,
    add,
    openRun,
    openedRun,
    stop,
    setTrial,
    leave,
    takeBack,
    /** Trials that the trial table leaves out, each with its reason, whatever was decided since. */
    tabled,
    useLines,
    leaveLines,
    callTrial,
    setDraft,
    rerunning,
    show: (what: Shown): void => say({ show: what === "Trial" ? "" : what.toLowerCase() }),
    chosen: kept,
  };
}

/** A request leaves out what is empty. */
const someOf = <T>(list: readonly T[]): readonly T[] | undefined => (list.length > 0 ? list : undefined);

/** Survives a look at another view. */
export const session = createRoot(createSession);

/** The trial's row, where it was measured. */
export const rowOf = (trial: number): TrialRow | undefined => session.rows().find((row) => row.trial === trial);
