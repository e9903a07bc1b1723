import { HALVES, perform, type Machine } from "../kernel/index.js";
import type { Lane } from "./lane.js";

/** A machine's calls, without the half of the lanes in which no trial runs. */
export class Calls {
  readonly #call: Machine["call"];
  #without = 0;

  constructor(call: Machine["call"]) {
    this.#call = call;
  }

  /** To be told whenever a trial comes or goes. */
  occupied(lanes: readonly Lane[]): void {
    this.#without = 0;
    for (const { bit, from, to } of HALVES) {
      if (!lanes.slice(from, to).some(({ schedule }) => schedule)) this.#without |= bit;
    }
  }

  /** Nothing where the machine has no such call. */
  run(name: string): void {
    perform(this.#call[name], this.#without);
  }
}
