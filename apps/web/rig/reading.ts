/** What the bench makes of a series as it comes: group by group, on the bench's thread, again whenever there is more. */
import { batch, createEffect, createMemo, createSignal, untrack, type Accessor } from "solid-js";
import type { Measurement, MeasuredGroup, Recording, TrialRow } from "radiatum";
import { askedText, requestOf, type Asked } from "./asked.js";
import { CallFailure } from "../lab/calls.js";
import type { SeriesMeasurement } from "../lab/series-services.js";
import { bench } from "../lab/threads.js";
import type { Series } from "./series.js";

export interface SeriesReading {
  readonly groups: Accessor<SeriesMeasurement | undefined>;
  /**
   * The last that was measured of a whole: while a change is heard, the trials that hold under it come one by one, and what
   * all of them gave before stays until as many are there.
   */
  readonly settled: Accessor<SeriesMeasurement | undefined>;
  /** `settled` is of less than there is by now, or of what was before. */
  readonly settling: Accessor<boolean>;
  /** Of the trial's group. */
  readonly groupOf: (place: number) => MeasuredGroup | undefined;
  readonly measurementOf: (place: number) => Measurement | undefined;
  readonly rowOf: (place: number) => TrialRow | undefined;
  /** Measured on less, or on something else, than there is by now. */
  readonly stale: Accessor<boolean>;
  /** Why nothing can be measured. */
  readonly refused: Accessor<string | undefined>;
}

/** `asked`: what of it, if somebody has chosen. */
export function createReading(series: Series, asked: Accessor<Asked>): SeriesReading {
  const [found, setFound] = createSignal<{ readonly groups: SeriesMeasurement; readonly of: Recording; readonly places: readonly number[]; readonly asked: string }>();
  const [refused, setRefused] = createSignal<string>();
  /** Trials that are to be measured: those seen that hold under the protocol in force. */
  const wanted = createMemo(() => {
    const whole = series.recording();
    const places = series.shown().filter(({ stale }) => !stale).map(({ place }) => place);
    return whole && places.length > 0 ? { whole, places, asked: asked() } : undefined;
  });
  const stale = (): boolean => {
    const now = wanted();
    const last = found();
    if (!now) return last !== undefined && series.count() > 0;
    return last?.of !== now.whole || last.places.length !== now.places.length || last.asked !== askedText(now.asked);
  };
  const [settled, setSettled] = createSignal<SeriesMeasurement>();
  /** Trials of the protocol before are still in their places. */
  const between = (): boolean => series.active() && series.shown().some((one) => one.stale);
  let experiment = 0;
  createEffect(() => {
    const now = found();
    if (series.count() === 0) {
      experiment++;
      batch(() => { setFound(undefined); setSettled(undefined); });
    } else if (now && (untrack(settled) === undefined || (!between() && !stale()))) setSettled(now.groups);
  });
  let busy = false;
  const work = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    for (let done: unknown; ;) {
      const now = wanted();
      if (!now || now === done) break;
      done = now;
      const of = experiment;
      try {
        const groups = await bench.call("grouped", { recording: now.whole, trials: now.places, request: requestOf(now.asked, now.whole.regions ?? []) });
        if (of !== experiment) continue;
        setFound({ groups, of: now.whole, places: now.places, asked: askedText(now.asked) });
        setRefused(undefined);
      } catch (error) {
        if (!(error instanceof CallFailure)) throw error;
        setRefused(error.failure.message);
      }
    }
    busy = false;
  };
  createEffect(() => { if (wanted()) void work(); });
  /** A trial that has just come belongs to the group of its kind before it has been measured. */
  const groupOf = (place: number): MeasuredGroup | undefined => {
    const { stimulus = "", condition = "" } = series.plans()[place] ?? {};
    return found()?.groups.groups.find((group) => group.trials.includes(place) || (group.stimulus === stimulus && group.condition === condition));
  };
  const measurementOf = (place: number): Measurement | undefined => {
    const group = groupOf(place);
    return group && "answer" in group.found ? group.found.answer : undefined;
  };
  return {
    groups: () => found()?.groups, settled, groupOf, measurementOf, refused, stale,
    rowOf: (place) => measurementOf(place)?.trials.find(({ trial }) => trial === place),
    settling: () => settled() !== undefined && (stale() || between() || settled() !== found()?.groups),
  };
}
