/** How a table's cells lie, for whoever fills them or reads them. */
import { ROUND } from "#elementary";
import type { Graph } from "../lowering/graph.js";
import type { TableShape } from "./program.js";

/**
 * The ends of a table of `rows` cells, counted from the middle of the first; a hair within, so that they round to it.
 */
function endsOf(rows: number): { readonly first: number; readonly last: number } {
  return { first: -0.5, last: rows - 0.5 - 2 ** -20 };
}

/** Columns as they stand in memory: in pairs, as they are read. */
export function paddedColumns(columns: number): number {
  return Math.max(2, columns + (columns % 2));
}

/** The middle of the first cell, from which cells are counted by rounding. */
function middleOf({ low, perWidth }: Pick<TableShape, "low" | "perWidth">): number {
  return low + 0.5 / perWidth;
}

/**
 * Where `x` stands in a table: its row, in the lowest bits of a number so large that what is left of it is whole, and how
 * far it is from the middle of its cell, in cells.
 */
export function locate(
  graph: Graph, shape: Pick<TableShape, "low" | "perWidth" | "rows">, x: number,
): { readonly row: number; readonly fraction: number } {
  const { first, last } = endsOf(shape.rows);
  const inCells = graph.mul(graph.sub(x, graph.number(middleOf(shape))), graph.number(shape.perWidth));
  const u = graph.node("min", [graph.node("max", [inCells, graph.number(first)]), graph.number(last)]);
  const row = graph.add(u, graph.number(ROUND));
  return { row, fraction: graph.sub(u, graph.sub(row, graph.number(ROUND))) };
}

/**
 * One column at a row and a fraction as `locate` finds them; the table stands in `memory` from byte `base`. What isn't
 * a number looks in row 0, and stays so.
 */
export function lookUp(
  memory: Float64Array, base: number, { columns }: Pick<TableShape, "columns">, column: number, row: number, f: number,
): number {
  const at = base / 8 + ((row - ROUND) | 0) * 4 * columns + column;
  const c0 = memory[at] as number;
  const c1 = memory[at + columns] as number;
  const c2 = memory[at + 2 * columns] as number;
  const c3 = memory[at + 3 * columns] as number;
  return c0 + f * c1 + f * f * (c2 + f * c3);
}
