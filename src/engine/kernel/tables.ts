/** Tables: filled with cubics, and how far those are from the functions. */
import { Graph, type GraphData } from "../lowering/graph.js";
import { evaluateColumns } from "./columns.js";
import type { TableShape } from "./program.js";
import { locate, lookUp, paddedColumns } from "./table-cells.js";

/** Where a table stands: cells of equal `width` from `low`. */
export interface TableGrid {
  readonly low: number;
  readonly width: number;
  readonly rows: number;
}

/** The functions in a table: roots of a graph in which `of` varies and everything else has a value. */
export interface TableColumns {
  readonly graph: GraphData;
  readonly columns: readonly number[];
  readonly of: string;
  readonly fixed: (name: string) => number;
}

/** The largest error found, absolute, and relative to the value where it was found worst. */
export interface TableError {
  readonly absolute: number;
  readonly relative: number;
}

/**
 * Coefficients in the layout of `TableShape`: in each cell the cubic through its ends and thirds, about its middle,
 * which asks for no derivative. Neighbours share the point between them, so the pieces join.
 */
export function cubicTable(grid: TableGrid, functions: TableColumns): Float64Array {
  const { low, width, rows } = grid;
  const at = new Float64Array(3 * rows + 1);
  for (let i = 0; i < at.length; i++) at[i] = low + (i * width) / 3;
  const values = valuesAt(at, functions);
  const padded = paddedColumns(values.length);
  const table = new Float64Array(rows * 4 * padded);
  values.forEach((y, column) => {
    for (let row = 0; row < rows; row++) {
      const a = y[3 * row] as number;
      const b = y[3 * row + 1] as number;
      const c = y[3 * row + 2] as number;
      const d = y[3 * row + 3] as number;
      const first = row * 4 * padded + column;
      table[first] = (9 * (b + c) - (a + d)) / 16;
      table[first + padded] = (a - d + 27 * (c - b)) / 8;
      table[first + 2 * padded] = (9 * (a + d - (b + c))) / 4;
      table[first + 3 * padded] = (9 * (d - a - 3 * (c - b))) / 2;
    }
  });
  return table;
}

/**
 * How far each column is from its function, measured where a cubic through ends and thirds errs most: in the middle of
 * a cell and √5/6 to either side.
 */
export function tableError(table: Float64Array, grid: TableGrid, functions: TableColumns): TableError[] {
  const { low, width, rows } = grid;
  const within = [0.5 - Math.sqrt(5) / 6, 0.5, 0.5 + Math.sqrt(5) / 6];
  const place = (i: number): number => low + (Math.floor(i / 3) + (within[i % 3] as number)) * width;
  const at = Float64Array.from({ length: 3 * rows }, (_, i) => place(i));
  const shape = { low, perWidth: 1 / width, rows, columns: paddedColumns(functions.columns.length) };
  const places = located(shape, at);
  return valuesAt(at, functions).map((exact, column) => {
    let absolute = 0;
    let relative = 0;
    exact.forEach((value, i) => {
      const error = Math.abs(lookUp(table, 0, shape, column, places.rows[i] as number, places.fractions[i] as number) - value);
      absolute = Math.max(absolute, error);
      if (value !== 0) relative = Math.max(relative, error / Math.abs(value));
    });
    return { absolute, relative };
  });
}

/** Where values stand in a table, as look-ups want it. */
export function located(
  shape: Pick<TableShape, "low" | "perWidth" | "rows">, values: Float64Array,
): { readonly rows: Float64Array; readonly fractions: Float64Array } {
  const graph = new Graph();
  const { row, fraction } = locate(graph, shape, graph.input("x"));
  const found = { varying: "x", values, fixed: () => Number.NaN };
  const [rows, fractions] = evaluateColumns(graph.nodes, found, [row, fraction]) as [Float64Array, Float64Array];
  return { rows, fractions };
}

function valuesAt(values: Float64Array, { graph, columns, of, fixed }: TableColumns): Float64Array[] {
  return evaluateColumns(graph, { varying: of, values, fixed }, columns);
}
