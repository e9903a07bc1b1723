/** What the rig's thread does: a protocol's trials one after the other, told as they are read. */
import type { Recording } from "radiatum";
import type { Protocol } from "radiatum/protocol";
import { recordingOf, runSession, sessionOf, truthOf, type Session, type Truth } from "radiatum/rig";

export interface RunOrder {
  /** Of the run; another with a later number ends it. */
  readonly run: number;
  readonly protocol: Protocol;
  /** Text of the SWC file that the protocol names. */
  readonly morphology?: string | undefined;
  readonly truth: boolean;
  /** Places of trials, in the order in which they are wanted. */
  readonly places: readonly number[];
}

/** What is known of a trial before it is run. */
export type PlannedTrial = Pick<Session["trials"][number], "index" | "stimulus" | "condition" | "start" | "sinceBreakIn" | "bath" | "holding" | "unbleached">;

export type RunNews =
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
    /** Its line scan, sweep and pictures alone, within the whole session's trials. */
    readonly recording: Recording;
    readonly truth?: Truth;
    /** ms since the order came. */
    readonly after: number;
  };

let latest = 0;

/** True: to its end; false: another run came between. */
export async function run({ run: number, protocol, morphology, truth, places }: RunOrder, tell: (news: RunNews) => void): Promise<boolean> {
  latest = Math.max(latest, number);
  await turn(); // of several orders that wait, the last alone is begun
  if (latest !== number) return false;
  const begun = performance.now();
  const session = sessionOf(protocol, { truth, ...(morphology !== undefined && { morphology }) });
  tell({
    kind: "ready", recording: recordingOf(session, []), built: performance.now() - begun,
    plans: session.trials.map(({ index, stimulus, condition, start, sinceBreakIn, bath, holding, unbleached }) =>
      ({ index, stimulus, condition, start, sinceBreakIn, bath, holding, unbleached })),
  });
  // The first by itself, so that it is seen as soon as it can be; then in portions, whose trials share the machine's lanes.
  const [first, ...others] = places;
  for (const portion of [first === undefined ? [] : [first], others]) {
    for (const { record } of runSession(session, portion)) {
      if (record) {
        const happened = truth ? truthOf(session, [record]) : undefined;
        tell({ kind: "trial", place: record.index, recording: recordingOf(session, [record]), after: performance.now() - begun, ...(happened && { truth: happened }) });
      }
      await turn();
      if (latest !== number) return false;
    }
  }
  return true;
}

/** Ends whatever runs. */
export function stop({ run: number }: { readonly run: number }): void {
  latest = Math.max(latest, number);
}

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
