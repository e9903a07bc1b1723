/** The k-th spine of an experiment, on a cell of its own, where the paper looked for spines. */
import { withChanges, type Protocol } from "#protocol";
import { randomStream } from "#random";

/** µm of path from the soma (Methods). */
export const NEAREST = 75;
export const FARTHEST = 200;
const PLACES = 0x9ace; // the stream of places

export interface Drawing {
  readonly seed: number;
  readonly population: "drawn" | "typical";
  /** Such as "sabatini-2002". */
  readonly parameters: string;
  /** `name=value`, of the model or the protocol. */
  readonly changes: readonly string[];
}

/**
 * The protocol with the k-th spine in place of its first, and chance of its own. `attempt`: another place, where an
 * earlier one lay off the drawn cell's tree.
 */
export function protocolOf(base: Protocol, k: number, drawing: Drawing, attempt = 0): Protocol {
  const random = randomStream(drawing.seed, k, PLACES + attempt);
  const distance = `${Number((NEAREST + (FARTHEST - NEAREST) * random.uniform()).toFixed(1))} µm`;
  const own = (drawing.seed * 1009 + k) >>> 0;
  const [first, ...others] = base.spines;
  if (!first) throw new Error("broken invariant: a protocol has a spine");
  const drawn = drawing.population === "drawn";
  const spine = drawn ? { ...first, distance, draw: own } : first;
  const cell = drawn && base.cell.kind === "CA1 pyramidal" ? { ...base.cell, seed: k } : base.cell;
  const changed = { ...base, seed: own, parameters: drawing.parameters, cell, spines: [spine, ...others] };
  return withChanges(changed, drawing.changes);
}
