/** Heights of a stack's rows: on lower screens image, traces and truth shrink together, so that the stack never scrolls. */

export type RowKind = "stimulator" | "line scan" | "trace" | "soma" | "truth" | "axis";

interface Height {
  /** px at 900 px of screen. */
  readonly full: number;
  /** Where the truth has a row of its own. */
  readonly withTruth: number;
  readonly phone: number;
  /** Where all rows together are low; of rows that shrink anyway absent. */
  readonly low?: number;
  readonly shrinks: boolean;
}

const HEIGHTS: Readonly<Record<RowKind, Height>> = {
  stimulator: { full: 92, withTruth: 92, phone: 78, low: 64, shrinks: false },
  "line scan": { full: 198, withTruth: 168, phone: 148, shrinks: true },
  trace: { full: 188, withTruth: 178, phone: 130, shrinks: true },
  soma: { full: 132, withTruth: 108, phone: 96, shrinks: true },
  truth: { full: 124, withTruth: 124, phone: 92, shrinks: true },
  axis: { full: 24, withTruth: 24, phone: 22, low: 22, shrinks: false },
};
/** No row becomes so low that its ticks meet; where all is low, that its line has no height. */
const LEAST = 44;
const LEAST_LOW = 36;

/** px of all rows, below which also those that else keep their height are low: a laptop zoomed to 200 %. */
const LOW = 360;

export interface StackSpace {
  /** px for all rows together. */
  readonly height: number;
  readonly phone: boolean;
}

/** px of each row, in the order given; `height` is used up wherever a row may grow or shrink. */
export function rowHeights(rows: readonly RowKind[], { height, phone }: StackSpace): number[] {
  const truth = rows.includes("truth");
  const low = height < LOW;
  const wanted = rows.map((row) => {
    const { full, withTruth, phone: small, low: least } = HEIGHTS[row];
    if (phone) return small;
    return low && least !== undefined ? least : truth ? withTruth : full;
  });
  if (phone) return wanted;
  const sum = (shrinking: boolean): number =>
    rows.reduce((total, row, k) => total + (HEIGHTS[row].shrinks === shrinking ? wanted[k] as number : 0), 0);
  const factor = (height - sum(false)) / sum(true);
  return rows.map((row, k) => (HEIGHTS[row].shrinks ? Math.max(low ? LEAST_LOW : LEAST, Math.floor((wanted[k] as number) * factor)) : wanted[k] as number));
}
