/** What the rig's thread does: protocols read and changed, their trials run one after the other and told as they are read. */
import { failures, type Recording } from "radiatum";
import { membranePlaces, parameterNames, parameterSet, parameterTable, type ParameterRow } from "radiatum/model";
import { modelCatalogue, protocolOf, readProtocol, starterProtocol, withChanges, writeProtocol, type Protocol } from "radiatum/protocol";
import {
  openSession, recordingOf, runSession, sessionOf, trueRelativeFluorescence, truthOf,
  type OpenSession, type Session, type TrialRecord, type Truth,
} from "radiatum/rig";
import { nameOfPath, tracedCell, type TracedCells } from "./traced-cells.js";

/** A protocol file, a protocol that came from here, or values that the page has put together. */
export type Source = {
  readonly text: string; readonly file: string;
  /** Texts that were opened along, by their files' names, for mechanisms that the protocol names. */
  readonly beside?: Readonly<Record<string, string>>;
} | { readonly protocol: Protocol } | { readonly values: unknown };

export interface RunOrder {
  /** Of the run; another with a later number ends it. */
  readonly run: number;
  readonly source: Source;
  /** "electrode.holding=-60 mV", as the command line has them. */
  readonly changes: readonly string[];
  /** Cells that were opened along; the protocol names its own. */
  readonly traced: TracedCells;
  readonly truth: boolean;
  /** Trial that is wanted before all others. */
  readonly first: number;
  /** Trials that needn't be run. */
  readonly without: readonly number[];
}

/** What is known of a trial before it is run. */
export type PlannedTrial = Pick<Session["trials"][number], "index" | "stimulus" | "condition" | "start" | "sinceBreakIn" | "bath" | "holding" | "unbleached">;

export type RunNews =
  | {
    /** Read, changed and found right; now the cell is built. */
    readonly kind: "protocol";
    readonly protocol: Protocol;
  }
  | {
    /** The protocol as a file that the command line runs; after the first look, which doesn't wait for it. */
    readonly kind: "text";
    readonly text: string;
  }
  | {
    readonly kind: "ready";
    readonly plans: readonly PlannedTrial[];
    /** Of all trials, with nothing read yet. */
    readonly recording: Recording;
    /** ms it took. */
    readonly built: number;
  }
  | {
    readonly kind: "trial";
    readonly place: number;
    /** A first look: the same trial comes again, the same but for last bits. */
    readonly preview: boolean;
    /** The beginning alone of a trial that is still being computed; it comes again. */
    readonly soFar?: boolean;
    /** Its line scan, sweep and pictures alone, within the whole session's trials. */
    readonly recording: Recording;
    readonly truth?: Truth;
    /** ΔF/F of the indicator in the head itself, %, sampled as the truth; beside it. */
    readonly relative?: Float32Array;
    /** ms since the order came. */
    readonly after: number;
  };

const nouns = modelCatalogue();
let latest = 0;
/** A machine that serves whatever the protocol's controls are moved to, until one of them needs another. */
let quick: OpenSession | undefined;

/** True: to its end; false: another run came between. */
export async function run(order: RunOrder, tell: (news: RunNews) => void): Promise<boolean> {
  const { run: number, source, changes, traced, truth, first, without } = order;
  latest = Math.max(latest, number);
  await turn(); // of several orders that wait, the last alone is begun
  if (latest !== number) return false;
  const begun = performance.now();
  const protocol = withChanges(protocolFrom(source), changes, { catalogue: nouns });
  tell({ kind: "protocol", protocol });
  const morphology = tracedCell(protocol, traced);
  const options = { truth, ...(morphology !== undefined && { morphology }) };
  const say = (session: Session, record: TrialRecord, { preview = false, soFar = false } = {}): void => {
    const happened = truth ? truthOf(session, [record]) : undefined;
    const relative = trueRelativeFluorescence(session, record);
    tell({
      kind: "trial", place: record.index, preview, soFar, recording: recordingOf(session, [record]), after: performance.now() - begun,
      ...(happened && { truth: happened }), ...(relative && { relative }),
    });
  };
  const ready = (session: Session): void => tell({
    kind: "ready", recording: recordingOf(session, []), built: performance.now() - begun,
    plans: session.trials.map(({ index, stimulus, condition, start, sinceBreakIn, bath, holding, unbleached }) =>
      ({ index, stimulus, condition, start, sinceBreakIn, bath, holding, unbleached })),
  });
  const before = quick;
  if (before) {
    quick = undefined; // whatever throws now leaves no machine of which nobody knows the state
    const open = openSession(protocol, { ...options, changing: true }, before);
    ready(open.session);
    const one = open.session.trials[first] ? first : 0;
    let look = begun + FIRST_LOOK;
    for (const { record, soFar } of runSession(open.session, [one], open.runner)) {
      if (record) say(open.session, record, { preview: true });
      else if (performance.now() > look) {
        for (const begins of soFar?.() ?? []) say(open.session, begins.record, { preview: true, soFar: true });
        look = performance.now() + NEXT_LOOK;
      }
    }
    quick = open;
    // While something is dragged, first looks alone are made.
    await later(STILL);
    if (latest !== number) return false;
  }
  tell({ kind: "text", text: writeProtocol(protocol) });
  const session = sessionOf(protocol, options);
  ready(session);
  const done = new Set(without);
  const places = session.trials.map(({ index }) => index).filter((place) => !done.has(place));
  const one = places.includes(first) ? first : places[0];
  // The first by itself, so that it is seen as soon as it can be; then in portions, whose trials share the machine's lanes.
  for (const portion of [one === undefined ? [] : [one], places.filter((place) => place !== one)]) {
    for (const { record } of runSession(session, portion)) {
      if (record) say(session, record);
      await turn();
      if (latest !== number) return false;
    }
  }
  if (!quick) {
    quick = openSession(protocol, { ...options, changing: true });
    // Once for nobody: what is compiled while it is first run isn't waited for when something is dragged. Whatever comes meanwhile
    // takes the machine over: a trial begins by putting all of its own numbers there.
    const { session: unseen, runner } = quick;
    const warming = runSession(unseen, [unseen.trials[first] ? first : 0], runner);
    while (warming.next().done !== true) {
      await turn();
      if (latest !== number) return false;
    }
  }
  return true;
}

function protocolFrom(source: Source): Protocol {
  if ("text" in source) {
    const { text, file, beside } = source;
    return readProtocol(text, { file, ...(beside && { fileText: textAmong(beside) }) });
  }
  return "protocol" in source ? source.protocol : protocolOf(source.values);
}

/** A file goes by its name: pages don't learn in which folder it lay. */
const textAmong = (beside: Readonly<Record<string, string>>) => (path: string): string => {
  const found = beside[nameOfPath(path)];
  if (found === undefined) throw misuse("beside-missing", { path });
  return found;
};

const misuse = failures("usage", {
  "beside-missing": (f: { path: string }) => `${f.path} wasn't opened along; open both files together, or put its text into the protocol.`,
});

/** Ends whatever runs. */
export function stop({ run: number }: { readonly run: number }): void {
  latest = Math.max(latest, number);
}

/** A protocol as its file has it. */
export const file = ({ protocol }: { readonly protocol: Protocol }): string => writeProtocol(protocol);

/** What a protocol may name, for lists to choose from. */
export function catalogue(): {
  readonly drugs: readonly string[]; readonly dyes: readonly string[]; readonly parameterSets: readonly string[];
  readonly places: readonly { readonly name: string; readonly about: string }[]; readonly starter: string;
} {
  const { drugs, indicators, parameterSets } = nouns;
  const places = membranePlaces.map(({ name, about }) => ({ name, about }));
  const names = (nouns: readonly { readonly name: string }[]): string[] => nouns.map(({ name }) => name);
  return { drugs: names(drugs), dyes: names(indicators), parameterSets, places, starter: starterProtocol("Blank experiment") };
}

/** Every number of the model under a protocol; the instruments' own are fields of the protocol. */
export function parameters({ protocol }: { readonly protocol: Pick<Protocol, "parameters" | "set"> }): readonly ParameterRow[] {
  const known = new Set(parameterNames);
  const own = Object.entries(protocol.set).filter(([name]) => known.has(name));
  return parameterTable({ ...parameterSet(protocol.parameters), ...Object.fromEntries(own) });
}

/** ms after which what has come of a first look that takes long is shown already, and again. */
const [FIRST_LOOK, NEXT_LOOK] = [30, 50] as const;
/** ms without another order, after which the series that is kept is run. */
const STILL = 250;
const later = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });

const { port1, port2 } = new MessageChannel();
const waiting: (() => void)[] = [];
port1.onmessage = () => waiting.shift()?.();

/** Lets orders that came meanwhile be heard; without the 4 ms that timers of browsers add. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    port2.postMessage(0);
  });
}
