import { HALVES, perform, type Machine } from "../kernel/index.js";
import type { Lane } from "./lane.js";

/** A machine's calls (see assemble.ts), without the half of the lanes in which no trial runs. */
export class Calls {
  readonly #call: Machine["call"];
  #without = 0;

  constructor({ call }: Pick<Machine, "call">) {
    this.#call = call;
  }

  /** To be told whenever a trial comes or goes. */
  occupied(lanes: readonly Lane[]): void {
    this.#without = 0;
    for (const { bit, from, to } of HALVES) {
      if (!lanes.slice(from, to).some(({ schedule }) => schedule)) this.#without |= bit;
    }
  }

  solve(): void { perform(this.#call["solve"], this.#without); }
  monitor(): void { perform(this.#call["monitor"], this.#without); }
  remember(): void { perform(this.#call["remember"], this.#without); }
  pools(): void { perform(this.#call["pools"], this.#without); }
  commitPools(): void { perform(this.#call["commitPools"], this.#without); }
  solvePools(): void { perform(this.#call["solvePools"], this.#without); }
  advance(): void { perform(this.#call["advance"], this.#without); }
  advanceMixed(): void { perform(this.#call["advanceMixed"], this.#without); }
  commitAdvance(): void { perform(this.#call["commitAdvance"], this.#without); }
}
