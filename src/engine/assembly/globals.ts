import { LANE_BYTES, type Port } from "../kernel/program.js";
import type { MemoryPlan } from "./memory-plan.js";

/** What the controller tells a lane, and what it hears back; each is one lane value at a fixed address. */
export const GLOBALS = [
  /** 1/(θ·h): what turns a capacitance into the implicit step's conductance, /ms. */
  "capacitanceFactor",
  /** 1: take over the voltage that was solved; 0: keep the one before. */
  "accept",
  /** How far gates move at the next junction, ms; 0 leaves them as they are, to the bit. */
  "gateStep",
  /** Not 0: `gateStep` has no table. */
  "odd",
  /** Step of the pools, ms; whose result counts; half the next step over this one. */
  "poolStep", "poolMask", "poolRatio",
  /** Lowest concentration, largest relative change between orders and the sum of all since they were reset. */
  "poolLowest", "poolError", "poolSum",
  /** 1/h, the weights of divided differences over three steps, h³/12, and the largest local error. */
  "perStep", "curveWeight", "thirdWeight", "cubicWeight", "voltageError",
] as const;
export type GlobalName = (typeof GLOBALS)[number];
export type Globals = Readonly<Record<GlobalName, number>>;

export function planGlobals({ globals: at }: MemoryPlan): Globals {
  return Object.fromEntries(GLOBALS.map((name, i) => [name, at + LANE_BYTES * i])) as unknown as Globals;
}

export function globalPort(globals: Globals, name: GlobalName): Port {
  return { offset: globals[name], kind: "lane" };
}
