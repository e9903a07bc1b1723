/** What an experiment of the scorecard is: a protocol, a population of spines, a measurement, a conclusion. */
import type { Recording } from "#recording";
import type { Truth } from "#rig";

/** One spine's recording, and what really happened. */
export interface Recorded {
  readonly recording: Recording;
  readonly truth: Truth;
}

/** What the bench reads of one spine. Plain data, so that it can be kept and posted. */
export type Reading = Readonly<Record<string, number | boolean | null>>;

/** By experiment, spine by spine. */
export type Readings = ReadonlyMap<string, readonly Reading[]>;

/** How a cell's spine is found: the paper looked along the dendrites until one responded. */
export interface Search {
  /**
   * Whether the experiment is done on a spine. `of`: its recording under a variant of `also`, whose trials decide and
   * count no further; or the session itself, "", where it is asked for its picture alone and no response decides.
   */
  readonly finds: (of: (variant: string) => Recording) => boolean;
  /** Spines of a cell that are looked at before it is given up. */
  readonly most: number;
}

export interface Experiment {
  /** Such as "nickel"; the protocol is `paper/<name>.yaml` unless `protocol` says another. */
  readonly name: string;
  readonly protocol?: string;
  /** Rows that it answers. */
  readonly findings: readonly string[];
  /** How its spines are chosen: by which criteria of the Methods, and how they are applied here. */
  readonly selection: string;
  /** Absent: a cell's first spine is taken. */
  readonly search?: Search;
  /** Another experiment on the same spines, whose search is this one's: what it found is not searched for again. */
  readonly searchedBy?: string;
  /** How many spines, each on a cell of its own: as many as the paper had or more; and in a quick run. */
  readonly spines: number;
  readonly quick: number;
  /** Drawn from the population's distributions, or the typical spine every time with other chance. */
  readonly population: "drawn" | "typical";
  /** Quantities of the truth that `read` asks for; all of them by default, of which currents take time. */
  readonly truths?: readonly string[];
  /** Changes of the protocol under which it is done again with the same spine, by name: counterfactuals, other dyes. */
  readonly also?: Readonly<Record<string, readonly string[]>>;
  /**
   * `of`: the protocol as it stands, "", and each of `also`. Throws nothing: what can't be measured is null. Where there
   * is a `search`, the reading gains `found` and `searched`, the number of spines looked at; only what is found is read.
   */
  readonly read: (of: (variant: string) => Recorded) => Reading;
  /** Experiments whose readings its conclusion needs, too. */
  readonly needs?: readonly string[];
  /** What all spines together say. `others`: readings of the experiments that it needs; none where one wasn't run. */
  readonly conclude: (
    readings: readonly Reading[], others?: (experiment: string) => readonly Reading[],
  ) => readonly Conclusion[];
}

/** A row of the scorecard before it is judged. */
export interface Conclusion {
  readonly id: string;
  /** In the finding's unit; absent where nothing could be measured. */
  readonly value?: number;
  /** What is held against the range, where it isn't the value. */
  readonly judged?: number;
  /** 95 % interval. */
  readonly low?: number;
  readonly high?: number;
  readonly n: number;
  readonly nOf: "spines" | "trials" | "cells" | "protocols" | "checks" | "findings";
  /** What the number rests on, apart; absent where nothing was recorded. */
  readonly spines?: number;
  readonly cells?: number;
  readonly trials?: number;
  /** What each of them gave, in the value's unit, where the value is theirs together; a share's are 1 and 0. */
  readonly each?: readonly number[];
  /** The same of what really happened, without noise. */
  readonly truth?: number;
  /** Where the row has no range, or more than its range matters: whether what the paper says holds. */
  readonly holds?: boolean;
  /** Whether it points the same way, at least. */
  readonly direction: boolean;
  /** What to know of it. */
  readonly note?: string;
  /** One sentence why it falls short, for the case that it does. */
  readonly why?: string;
}
