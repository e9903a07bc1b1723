import type { Compartment, Section } from "#morphology";
import type { Mechanism } from "./language/index.js";

/** Which compartments: all, those of named sections or kinds, or whatever a function says. */
export type Where =
  | "everywhere"
  | { readonly sections: readonly string[] }
  | { readonly kinds: readonly string[] }
  | ((compartment: Compartment) => boolean);

/**
 * Parameters that differ from the mechanism's own: a quantity such as "120 mS/cm²", or one for each compartment; what
 * is computed there may be a bare number in coherent units (ms, mV, µm, pA, nS, pF, µM).
 */
export type Values = Readonly<Record<string, string | ((compartment: Compartment) => string | number)>>;

/** A place on the cell: the compartment of `section` that holds `at` (0 … 1, by default the middle). */
export interface Position {
  readonly section: string;
  readonly at?: number;
}

/** A mechanism spread over membrane. */
export interface MembranePlacement {
  readonly mechanism: Mechanism;
  readonly in: Where;
  readonly with?: Values;
}

/** A mechanism at a point: a synapse, a cluster of channels. */
export interface PointProcess {
  /** Unique; events and probes name it. */
  readonly name: string;
  readonly mechanism: Mechanism;
  readonly at: Position;
  readonly with?: Readonly<Record<string, string>>;
  /** The number of channels that gate stochastically; without it the open fraction follows its mean. */
  readonly channels?: number;
}

/** Concentrations within compartments, diffusing between neighbours that both hold the pool. A mechanism is one pool a cell. */
export interface PoolPlacement {
  readonly mechanism: Mechanism;
  readonly in: Where;
  readonly with?: Values;
  /**
   * Concentric shells of equal thickness, outermost first, of all compartments or of each; 1 by default: well mixed across.
   * Where numbers differ along a cable, shells exchange by the share of the cross-section that they have in common. What
   * stands on a compartment's side, as a spine's neck does, opens into its outermost shell.
   */
  readonly shells?: number | ((compartment: Compartment) => number);
}

/** What is attached to the cell; commands say what it does and when. */
export type Electrode =
  /**
   * Injects current. With a pipette, the current enters behind `seriesResistance`, across which `capacitance` to ground
   * is charged; the voltage probed "at the electrode" is then the pipette's.
   */
  | { readonly name: string; readonly kind: "current clamp"; readonly at: Position; readonly pipette?: Pipette }
  /** Holds the command voltage behind the series resistance while it is on. */
  | { readonly name: string; readonly kind: "voltage clamp"; readonly at: Position; readonly pipette: Pipette }
  /** Adds a conductance with a reversal potential, as a dynamic clamp does. */
  | { readonly name: string; readonly kind: "conductance"; readonly at: Position; readonly reversal: string };

export interface Pipette {
  /** Such as "15 MΩ". */
  readonly seriesResistance: string;
  /** Such as "5 pF"; none by default. */
  readonly capacitance?: string;
  /**
   * Voltage clamp with a capacitance: how fast the amplifier charges it, "10 µs" by default. The resistance that this
   * means, response time over capacitance, is part of the series resistance.
   */
  readonly responseTime?: string;
}

/** A neuron, complete: shape, what sits in it, what is attached to it. */
export interface Cell {
  readonly sections: readonly Section[];
  readonly membrane: readonly MembranePlacement[];
  readonly points?: readonly PointProcess[];
  readonly pools?: readonly PoolPlacement[];
  readonly electrodes?: readonly Electrode[];
  /** Voltage at the start, such as "-65 mV". */
  readonly start: string | ((compartment: Compartment) => string);
}
