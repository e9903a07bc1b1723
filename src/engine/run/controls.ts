/** What the controller tells lanes of the step ahead, in the places where the machine reads it. */
import type { Assembly, ElectrodeSite, PipetteSite } from "../assembly/assembly.js";
import { fieldOffset } from "../assembly/cable.js";
import { amplifierResistance } from "../assembly/electrodes.js";
import { LANE_BYTES, LANES } from "../kernel/index.js";
import type { Lane } from "./lane.js";
import { levelAt } from "./schedule.js";

export class Controls {
  readonly #memory: Float64Array;
  readonly #electrodes: Assembly["electrodes"];
  /** In doubles. */
  readonly #accept: number;
  readonly #gateStep: number;
  readonly #odd: number;
  readonly #capacitanceFactor: number;
  /** What a lane that goes on must find as it was: states as they stood at the last junction, and its next equation. */
  readonly #standing: Int32Array;
  readonly #kept: Float64Array;

  constructor({ globals, electrodes, states, compartments }: Assembly, memory: Float64Array) {
    this.#memory = memory;
    this.#electrodes = electrodes;
    this.#accept = globals.accept / 8;
    this.#gateStep = globals.gateStep / 8;
    this.#odd = globals.odd / 8;
    this.#capacitanceFactor = globals.capacitanceFactor / 8;
    this.#standing = Int32Array.from([
      ...states.flatMap(({ shadow }) => (shadow === undefined ? [] : [shadow / 8])),
      ...compartments.flatMap(({ address }) =>
        [(address + fieldOffset("diagonal")) / 8, (address + fieldOffset("right")) / 8]),
    ]);
    this.#kept = new Float64Array(this.#standing.length * LANES);
  }

  /** How much of the change to the solved voltage is taken over: 0 keeps the old one. */
  accept(l: number, share: number): void {
    this.#memory[this.#accept + l] = share;
  }

  /** How far the gates go at the coming junction, and whether the tables hold for it. */
  gateStep(l: number, gateStep: number, regular: boolean): void {
    this.#memory[this.#gateStep + l] = gateStep;
    this.#memory[this.#odd + l] = regular ? 0 : 1;
  }

  equation(l: number, h: number, theta: number): void {
    this.#memory[this.#capacitanceFactor + l] = 1 / (theta * h);
  }

  /** What electrodes do over the step ahead, into the slots that its equation reads. */
  electrodes(l: number, { schedule, t, h }: Lane): void {
    for (let e = 0; e < this.#electrodes.length; e++) {
      const { kind, slot, conductance: fixed = 0, reversal = 0, pipette } = this.#electrodes[e] as ElectrodeSite;
      const conductance = pipette ? this.#couple(l, pipette) : fixed;
      const level = levelAt(schedule?.levels[e] ?? [], t + 0.5 * h, kind !== "voltage clamp");
      const g = level === undefined ? 0 : kind === "conductance" ? level : conductance;
      this.#memory[slot / 8 + l] = g;
      this.#memory[(slot + LANE_BYTES) / 8 + l] =
        level === undefined ? 0 : kind === "current clamp" ? level : g * (kind === "voltage clamp" ? level : reversal);
    }
  }

  /** Couples the trial's pipette to the cell; returns what its amplifier holds with, nS. */
  #couple(l: number, { seriesResistance, capacitance, responseTime, link }: PipetteSite): number {
    const memory = this.#memory;
    const values = {
      seriesResistance: memory[seriesResistance / 8 + l] as number, capacitance: memory[capacitance / 8 + l] as number,
      ...(responseTime !== undefined && { responseTime: memory[responseTime / 8 + l] as number }),
    };
    const amplifier = link === undefined ? values.seriesResistance : amplifierResistance(values);
    if (link !== undefined) {
      memory[link / 8 + l] = 1 / (values.seriesResistance - amplifier);
      memory[(link + LANE_BYTES) / 8 + l] = values.capacitance;
    }
    return responseTime === undefined ? 0 : 1 / amplifier;
  }

  /** Copies what lane `l` must find again. */
  putAside(l: number): void {
    for (let i = 0; i < this.#standing.length; i++) {
      this.#kept[LANES * i + l] = this.#memory[(this.#standing[i] as number) + l] as number;
    }
  }

  /** Undoes what has happened to it since `putAside`. */
  putBack(l: number): void {
    for (let i = 0; i < this.#standing.length; i++) {
      this.#memory[(this.#standing[i] as number) + l] = this.#kept[LANES * i + l] as number;
    }
  }
}
