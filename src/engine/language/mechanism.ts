/** A mechanism as the engine knows it, in whichever notation it was written: names, roles, and equations as trees. */
import type { Unit } from "#units";
import type { Body } from "./body.js";
import type { Source } from "#units";

export type Placement = "over membrane" | "at a point" | "in a volume";

/** Something that a body may name. */
export interface Name {
  readonly unit: Unit;
  /** As declared: a quantity for parameters, units and constants, a unit for all else. */
  readonly text: string;
  /** `event`: `weight` and `chance`, known to what an event does. */
  readonly role: "state" | "read" | "parameter" | "unit" | "constant" | "event";
  /** Of parameters, units and constants, in coherent units. */
  readonly value?: number;
  readonly source?: Source;
  /** Between which a parameter may lie, in coherent units and as written. */
  readonly bounds?: { readonly low: number; readonly high: number; readonly from: string; readonly to: string };
}

/** Which ion flows in as `influx`, and into which state. */
export interface Ion {
  readonly name: string;
  readonly valence: number;
  readonly state: string;
}

export interface Mechanism {
  readonly name: string;
  readonly placed: Placement;
  /** Everything that a body may name. */
  readonly names: ReadonlyMap<string, Name>;
  readonly states: readonly string[];
  readonly reads: readonly string[];
  readonly parameters: readonly string[];
  /** dx/dt, added to what the reactions do. */
  readonly derivative: Body;
  /** One or two rates for each reaction, by mass action. */
  readonly rates: Body;
  /** `total` and the share of each ion: pA/µm² over membrane, pA at a point; outward is positive. */
  readonly current: Body;
  /** Where states start, from reads and parameters; a state without one starts in its steady state. */
  readonly initial: Body;
  /** New values of states when an event arrives, from states, reads, parameters, `weight` and `chance`. */
  readonly receives: Body;
  readonly ion?: Ion;
  /** States that diffuse, with the parameter that holds the coefficient in µm²/ms. */
  readonly mobile: ReadonlyMap<string, string>;
  /** The arrows as they stand; empty for a mechanism from text. */
  readonly run: Runnable;
}

/** Called with records: states, reads, parameters and tools; `initial` without the states. */
export type Arrow<Result> = (...records: readonly object[]) => Readonly<Record<string, Result>>;

export interface Runnable {
  readonly derivative?: Arrow<number>;
  readonly rates?: Arrow<number | readonly number[]>;
  readonly current?: Arrow<number>;
  readonly initial?: Arrow<number>;
  readonly receives?: Arrow<number>;
}

/** Between which a parameter may lie: `{ from: "0 nS", to: "5 nS" }`. */
export interface BoundTexts {
  readonly from: string;
  readonly to: string;
}
