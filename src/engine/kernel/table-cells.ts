/** How a table's cells lie, for whoever fills them or reads them. */
import { ROUND } from "#elementary";
import type { TableShape } from "./program.js";

/**
 * The ends of a table of `rows` cells, counted from the middle of the first; a hair within, so that they round to it.
 */
export function endsOf(rows: number): { readonly first: number; readonly last: number } {
  return { first: -0.5, last: rows - 0.5 - 2 ** -20 };
}

/** Columns as they stand in memory: in pairs, as they are read. */
export function paddedColumns(columns: number): number {
  return Math.max(2, columns + (columns % 2));
}

/** The middle of the first cell, from which cells are counted by rounding. */
export function middleOf({ low, perWidth }: Pick<TableShape, "low" | "perWidth">): number {
  return low + 0.5 / perWidth;
}

/** One column at `x`; the table stands in `memory` from byte `base`. What isn't a number stays so. */
export function lookUp(
  memory: Float64Array, base: number, shape: Omit<TableShape, "name" | "place">, column: number, x: number,
): number {
  const { first, last } = endsOf(shape.rows);
  const raw = (x - middleOf(shape)) * shape.perWidth;
  const raised = raw < first ? first : raw;
  const u = last < raised ? last : raised;
  const row = u + ROUND - ROUND;
  const f = u - row;
  const at = base / 8 + (row | 0) * 4 * shape.columns + column; // what isn't a number looks in row 0
  const c0 = memory[at] as number;
  const c1 = memory[at + shape.columns] as number;
  const c2 = memory[at + 2 * shape.columns] as number;
  const c3 = memory[at + 3 * shape.columns] as number;
  return c0 + f * c1 + f * f * (c2 + f * c3);
}
