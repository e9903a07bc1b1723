/** What assembling gives: plain data, which can be posted to a worker and run there. */
import type { Port, Program, TableShape } from "../kernel/program.js";
import type { GraphData } from "../lowering/graph.js";
import type { Method } from "../lowering/integrate.js";
import type { Note } from "../notes.js";
import type { TablePlan } from "../lowering/tabulate.js";
import type { Globals } from "./globals.js";

/** A place of memory with a name: a lane value. */
interface Slot { readonly name: string; readonly address: number }

export interface CompartmentSite {
  readonly section: string;
  readonly kind: string;
  readonly at: number;
  readonly address: number;
  /** Where sections meet: no place that anybody may ask for. */
  readonly branchPoint?: true;
  /** The neighbour towards the root, and what couples the two, nS; absent at the root, and where trials differ in it. */
  readonly towards?: { readonly compartment: number; readonly conductance: number };
}

/** A state of a mechanism; with adaptive steps, where its value before the junction is kept. */
interface StateSlot extends Slot { readonly unit: string; readonly shadow?: number }

export interface StateSite extends StateSlot { readonly compartment: number }

/** A graph that is evaluated for one lane in plain TypeScript: what is rare, or asked for only when it is probed. */
export interface Evaluation {
  readonly graph: GraphData;
  readonly roots: readonly { readonly name: string; readonly node: number }[];
  /** Where its inputs stand; what is missing here is given by the caller. */
  readonly inputs: Readonly<Record<string, Port>>;
}

/** What a mechanism's currents over the membrane of its compartments are, pA: "current", and one for each ion. */
export interface MembraneCurrents {
  readonly mechanism: string;
  /** Its ports are as records lead to them. */
  readonly currents: Evaluation;
  readonly places: readonly { readonly compartment: number; readonly record: readonly number[] }[];
}

export interface PointSite {
  readonly name: string;
  readonly mechanism: string;
  readonly compartment: number;
  readonly states: readonly StateSlot[];
  /** What an event does; gets `weight` and `chance`. */
  readonly receives?: Evaluation;
  /** Counted channels: rates between states at the voltage "v" of the junction. */
  readonly channels?: {
    readonly count: number;
    readonly transitions: readonly { readonly from: number; readonly to: number }[];
    readonly rates: Evaluation;
  };
  /** "current", and a current for each ion, pA, at the states as they stand. */
  readonly currents: Evaluation;
}

export interface ElectrodeSite {
  readonly name: string;
  readonly kind: "current clamp" | "voltage clamp" | "conductance";
  /** Of the slot: a conductance (nS), then a current (pA). */
  readonly slot: number;
  /** The compartment that it feeds: of the cell, or of its pipette. */
  readonly compartment: number;
  /** nS: of a voltage clamp. mV: of a conductance. */
  readonly conductance?: number;
  readonly reversal?: number;
  /** Where trials differ in it. */
  readonly pipette?: PipetteSite;
}

/** A pipette's numbers as lane values, in inner units; `responseTime` of a voltage clamp alone. */
export interface PipetteSite {
  readonly seriesResistance: number;
  readonly capacitance: number;
  readonly responseTime?: number;
  /** Of a pipette that is a compartment: what couples it, a conductance (nS), then its capacitance (pF). */
  readonly link?: number;
}

export interface VolumeSite {
  readonly pool: string;
  readonly compartment: number;
  readonly shell: number;
  readonly address: number;
  /** µm³ */
  readonly volume: number;
  /** µM/ms that a pA brings. */
  readonly perCharge: number;
}

export interface PoolSite {
  readonly name: string;
  /** Lane values of a volume by name, in bytes from its address. */
  readonly fields: Readonly<Record<string, number>>;
  readonly states: readonly string[];
  /** Of each state, in their order. */
  readonly units: readonly string[];
  readonly ionState?: string;
  readonly volumes: readonly VolumeSite[];
}

export interface TableSite {
  readonly plan: TablePlan;
  readonly shape: TableShape;
  /** The byte where it stands, once a machine has filled it. */
  readonly at: number;
}

/** A number that may differ between trials, or change during one; where it stands, and what is there otherwise. */
export interface SettingSite {
  readonly name: string;
  readonly addresses: readonly number[];
  /** In inner units. */
  readonly standards: readonly number[];
  /** A unit of its dimension. */
  readonly unit: string;
  /** Between what it makes sense, in inner units, with that unit's name. */
  readonly bounds?: { readonly low: number; readonly high: number; readonly unit: string };
}

export interface Assembly {
  readonly program: Program;
  readonly image: ArrayBuffer;
  readonly lanes: { readonly from: number; readonly to: number };
  readonly globals: Globals;
  readonly compartments: readonly CompartmentSite[];
  /** mV, where each compartment starts. */
  readonly startVoltage: readonly number[];
  readonly root: number;
  readonly states: readonly StateSite[];
  readonly points: readonly PointSite[];
  readonly membraneCurrents: readonly MembraneCurrents[];
  readonly pools: readonly PoolSite[];
  readonly electrodes: readonly ElectrodeSite[];
  readonly settings: readonly SettingSite[];
  readonly table?: TableSite;
  readonly methods: Readonly<Record<string, Method>>;
  readonly notes: readonly Note[];
  readonly adaptive: boolean;
}
