/** The k-th spine of an experiment, on a cell of its own, where the paper looked for spines. */
import { amount, withChanges, type Protocol } from "#protocol";
import { randomStream } from "#random";

/** µm of path from the soma (Methods). */
export const NEAREST = 75;
export const FARTHEST = 200;
const PLACES = 0x9ace; // the stream of places
const NEXT = 0x9e3779b1; // odd, so that no two spines of a cell have one seed
const BESIDE = 0x85ebca6b; // odd as well

/** The paper's criteria of place, as every drawn spine meets them. */
export const WHERE = `A spine a cell, ${NEAREST} to ${FARTHEST} µm from the soma along the tree (Methods), on an oblique ` +
  "dendrite; cell, place and spine are drawn. The k-th cell is the same in every experiment.";

/** Of experiments in which every spine responds. */
export const TOLD = `${WHERE} The first spine of a cell that the picture tells from its dendrite is taken, whatever its response.`;
/** Spines of a cell that are looked at for that. */
export const FEW = 8;

/** Of what needs one spine of known properties rather than many. */
export const TYPICAL = "The typical spine, 120 µm from the soma, with chance of its own every time.";

export interface Drawing {
  readonly seed: number;
  readonly population: "drawn" | "typical";
  /** Such as "sabatini-2002". */
  readonly parameters: string;
  /** `name=value`, of the model or the protocol. */
  readonly changes: readonly string[];
}

/** Which spine: on the k-th cell, the first that is looked at or one after it. */
export interface Which {
  readonly k: number;
  /** From 0. */
  readonly candidate?: number;
}

/**
 * The protocol with this spine in place of its first, and chance of its own. Others that it names are drawn beside it, as
 * far from it as the protocol has them. `attempt`: another place, where an
 * earlier one lay off the drawn cell's tree.
 */
export function protocolOf(base: Protocol, { k, candidate = 0 }: Which, drawing: Drawing, attempt = 0): Protocol {
  const ofCell = (drawing.seed * 1009 + k) >>> 0;
  const own = (ofCell + Math.imul(candidate, NEXT)) >>> 0;
  const random = randomStream(own, k, PLACES + attempt);
  const place = Number((NEAREST + (FARTHEST - NEAREST) * random.uniform()).toFixed(1));
  const [first, ...others] = base.spines;
  if (!first) throw new Error("broken invariant: a protocol has a spine");
  const drawn = drawing.population === "drawn";
  const spine = drawn ? { ...first, distance: `${place} µm`, draw: own } : first;
  const apart = ({ distance }: typeof first): number =>
    (amount(distance, "length") as number) - (amount(first.distance, "length") as number);
  const beside = others.map((other, i) => (drawn
    ? { ...other, distance: `${Number((place + apart(other)).toFixed(3))} µm`, draw: (own + Math.imul(i + 1, BESIDE)) >>> 0 } : other));
  const cell = drawn && base.cell.kind === "CA1 pyramidal" ? { ...base.cell, seed: ofCell } : base.cell;
  const changed = { ...base, seed: own, parameters: drawing.parameters, cell, spines: [spine, ...beside] };
  return withChanges(changed, drawing.changes);
}
