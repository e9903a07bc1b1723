/** What the bench makes of a series as it comes: group by group, on the bench's thread, again whenever there is more. */
import { createEffect, createMemo, createSignal, type Accessor } from "solid-js";
import type { Measurement, MeasuredGroup, Recording, TrialRow } from "radiatum";
import { linesText, type Lines } from "./optical.js";
import { CallFailure } from "../lab/calls.js";
import type { SeriesMeasurement } from "../lab/series-services.js";
import { bench } from "../lab/threads.js";
import type { Series } from "./series.js";

export interface SeriesReading {
  readonly groups: Accessor<SeriesMeasurement | undefined>;
  /** Of the trial's group. */
  readonly groupOf: (place: number) => MeasuredGroup | undefined;
  readonly measurementOf: (place: number) => Measurement | undefined;
  readonly rowOf: (place: number) => TrialRow | undefined;
  /** Measured on less, or on something else, than there is by now. */
  readonly stale: Accessor<boolean>;
  /** Why nothing can be measured. */
  readonly refused: Accessor<string | undefined>;
}

/** `baseline`: where F₀ is taken from, if somebody has chosen. */
export function createReading(series: Series, baseline: Accessor<Lines | undefined>): SeriesReading {
  const [found, setFound] = createSignal<{ readonly groups: SeriesMeasurement; readonly of: Recording; readonly places: readonly number[]; readonly baseline: Lines | undefined }>();
  const [refused, setRefused] = createSignal<string>();
  /** Trials that are to be measured: those seen that hold under the protocol in force. */
  const wanted = createMemo(() => {
    const whole = series.recording();
    const places = series.shown().filter(({ stale }) => !stale).map(({ place }) => place);
    return whole && places.length > 0 ? { whole, places, baseline: baseline() } : undefined;
  });
  let busy = false;
  const work = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    for (let done: unknown; ;) {
      const now = wanted();
      if (!now || now === done) break;
      done = now;
      try {
        const groups = await bench.call("grouped", { recording: now.whole, trials: now.places, ...(now.baseline && { baseline: linesText(now.baseline) }) });
        setFound({ groups, of: now.whole, places: now.places, baseline: now.baseline });
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
    groups: () => found()?.groups, groupOf, measurementOf, refused,
    rowOf: (place) => measurementOf(place)?.trials.find(({ trial }) => trial === place),
    stale: () => {
      const now = wanted();
      const last = found();
      return now !== undefined && (last?.of !== now.whole || last.places.length !== now.places.length || last.baseline !== now.baseline);
    },
  };
}
