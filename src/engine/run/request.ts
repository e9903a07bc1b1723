import type { Cell, Position } from "../cell.js";

/** How time advances. */
export type Step =
  /**
   * Second order: the voltage by the trapezoidal rule on whole steps, gates between them, concentrations by ROS2. The
   * default.
   */
  | { readonly kind: "fixed"; readonly dt: string }
  /** The same, each trial with steps of its own, so that the voltage's local error stays below `tolerance`. */
  | { readonly kind: "adaptive"; readonly tolerance: string; readonly shortest?: string; readonly longest?: string }
  /** First order, as NEURON's fixed step by default: for comparison. */
  | { readonly kind: "backward Euler"; readonly dt: string };

/** A level over a stretch of time: of an electrode (pA or nA; mV; nS), or of a setting such as "nmda.glutamate". */
export interface Command {
  readonly electrode?: string;
  readonly setting?: string;
  /** From the start, by default. */
  readonly from?: string;
  /** To the end, by default. */
  readonly to?: string;
  /**
   * Constant, or a ramp. Levels that overlap in time add, except that a voltage clamp and a setting follow the last
   * given; what no command holds is as it was at the start.
   */
  readonly level: string | { readonly from: string; readonly to: string };
}

/** Something arrives at a point process. */
export interface PointEvent {
  readonly point: string;
  readonly at: string;
  /** 1 by default. */
  readonly weight?: number;
}

/** Who computes: WebAssembly, or the slow plain-TypeScript twin that it must match bit for bit. */
export type Target = "WebAssembly" | "interpreter";

/** What is special to one trial, beside its number, which is also its random key. */
export interface Trial {
  readonly number?: number;
  readonly events?: readonly PointEvent[];
  readonly commands?: readonly Command[];
  /** Parameters that differ from the cell's, and pipettes: `{ "nmda.gMax": "0.1 nS", "clamp.seriesResistance": "20 MΩ" }`. */
  readonly set?: Readonly<Record<string, string>>;
}

/** What is recorded, and how often. */
export type Probe = {
  /**
   * "v", a state ("sodium.m", "synapse.open"), a pool's ("calciumPool.ca"), what flows into a volume by its membrane
   * ("calciumPool.influx", µM/ms, 0 until a step is solved), a current, pA: a point's "synapse.current", an
   * electrode's "pipette.current", a mechanism's over the membrane of one compartment, "sodium.current", and of each what
   * an ion carries, "highThresholdCalcium.ca"; and "axial", what comes along the cable from the neighbour towards the root,
   * such as what a spine's neck carries into its head.
   */
  readonly of: string;
  /** Where, for what stands in many compartments; shells count from the outside. */
  readonly at?: Position & { readonly shell?: number };
  readonly every: string;
};

/** Probes by the names that their traces will have. */
export type Probes = Readonly<Record<string, Probe>>;

export interface Request<Named extends Probes = Probes> {
  readonly cell: Cell;
  /** Recorded from 0 to here. */
  readonly duration: string;
  /** Time run before 0, unrecorded. */
  readonly settle?: string;
  /**
   * Time before that, in which whatever comes to rest does so: by long steps that damp and follow nothing in between.
   * Adaptive steps only.
   */
  readonly rest?: string;
  readonly step?: Step;
  /**
   * Functions of voltage as cubic tables: −300 to 200 mV in cells of 0.5 mV by default; "exact" computes them each
   * time.
   */
  readonly tables?: "exact" | { readonly low: string; readonly high: string; readonly width: string };
  /**
   * How far reaction and diffusion may be off in one part of a step, relative, before it is repeated in smaller parts.
   */
  readonly poolTolerance?: number;
  readonly commands?: readonly Command[];
  readonly events?: readonly PointEvent[];
  /** How many, or each by itself. 1 by default. */
  readonly trials?: number | readonly Trial[];
  /** Settings that trials which are scheduled later may have, beside those of `trials`. */
  readonly settable?: readonly string[];
  readonly probes: Named;
  /** 0 by default. */
  readonly seed?: number;
}

/**
 * One recorded quantity: samples at 0, every, 2·every … up to the duration, one array a trial, in the order asked for.
 */
export interface Trace {
  readonly unit: string;
  /** ms between samples. */
  readonly interval: number;
  readonly trials: readonly Float64Array[];
}

export interface Cost {
  /** Steps accepted and repeated, all trials together. */
  readonly steps: number;
  readonly rejected: number;
  /** Parts of steps that pools took beyond one a step. */
  readonly extraParts: number;
  /** Largest estimate of the voltage's local error in an accepted step, mV; adaptive steps only. */
  readonly largestError: number;
  /** Largest estimate of how far off reaction and diffusion were in a part that was taken over, relative. */
  readonly largestPoolError: number;
  /** Parts that were off by more than `poolTolerance`, and taken over all the same: a step is cut into 64 at most. */
  readonly roughParts: number;
}

/** `Name`: what the probes are called, so that a misspelt trace does not compile. */
export interface Result<Name extends string = string> {
  readonly traces: Readonly<Record<Name, Trace>>;
  /** Trial numbers, in the order of the traces. */
  readonly trials: readonly number[];
  readonly cost: Cost;
  /**
   * What the person should know: parameters outside their bounds, events that come too late, calcium that is less exact
   * than was asked for, tables and their error.
   */
  readonly notes: readonly string[];
}
