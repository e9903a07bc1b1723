/** How a branch is cut into sections: finely around spines, elsewhere into compartments of a stated length. */
import { lengthOf, type Branch } from "./branches.js";
import type { PlacedSpine } from "./spine-shape.js";

/** A stretch of a branch that becomes one section, µm along the branch. */
export interface Piece {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly compartments: number;
  /** µm; the branch's own where absent. */
  readonly diameter?: number;
}

/** Around a spine calcium is followed in compartments of this length, µm, … */
const FINE = 0.6;
/** … this many on either side of the one that the spine stands on. */
const BESIDE = 10;
/** µm; a shorter remainder becomes part of the fine stretch. */
const SHORTEST = 2;

interface Stretch { from: number; to: number; readonly fine: boolean; readonly diameter?: number }

/**
 * Pieces of a branch in order. Each spine has 21 compartments of 0.6 µm around it, its own in the middle; spines so
 * near that these would meet share one fine stretch, counted from the first. The trunk is cut where spines begin to
 * add membrane, since a section has one capacitance.
 */
export function cutBranch(
  branch: Branch, spines: readonly PlacedSpine[],
  { longest, spinesFrom }: { readonly longest: number; readonly spinesFrom: number },
): Piece[] {
  const length = lengthOf(branch);
  const fine = fineStretches(spines, length);
  const borders = branch.kind === "trunk" ? [spinesFrom - branch.from] : [];
  const stretches: Stretch[] = [];
  let at = 0;
  const coarse = (to: number): void => {
    for (const border of borders) {
      if (border > at + SHORTEST && border < to - SHORTEST) {
        stretches.push({ from: at, to: border, fine: false });
        at = border;
      }
    }
    if (to > at) stretches.push({ from: at, to, fine: false });
    at = to;
  };
  for (const stretch of fine) {
    coarse(stretch.from);
    stretches.push(stretch);
    at = stretch.to;
  }
  coarse(length);
  return stretches.map(({ from, to, fine: isFine, diameter }) => ({
    name: from === 0 ? branch.name : `${branch.name} from ${Number(from.toFixed(2))} µm`,
    from, to,
    compartments: isFine ? Math.max(1, Math.round((to - from) / FINE)) : oddCount(to - from, longest),
    ...(diameter !== undefined && { diameter }),
  }));
}

function fineStretches(spines: readonly PlacedSpine[], length: number): Stretch[] {
  const reach = (BESIDE + 0.5) * FINE;
  const stretches: Stretch[] = [];
  for (const { along, geometry: { shaftDiameter } } of [...spines].sort((a, b) => a.along - b.along)) {
    const last = stretches.at(-1);
    const [from, to] = [along - reach, along + reach];
    // From the first spine on, whole compartments.
    if (last && from < last.to + SHORTEST) last.to = last.from + FINE * Math.ceil((to - last.from) / FINE - 1e-9);
    else stretches.push({ from, to, fine: true, ...(shaftDiameter !== undefined && { diameter: shaftDiameter }) });
  }
  for (const stretch of stretches) {
    if (stretch.from < SHORTEST) stretch.from = 0;
    if (stretch.to > length - SHORTEST) stretch.to = length;
  }
  return stretches;
}

/** The smallest odd number of compartments none of which is longer than `longest`. */
function oddCount(length: number, longest: number): number {
  const count = Math.ceil(length / longest - 1e-9);
  return Math.max(1, count + ((count + 1) % 2));
}
