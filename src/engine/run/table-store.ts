import type { TableSite } from "../assembly/assembly.js";
import { cubicTable, tableError, type TableColumns, type TableGrid } from "../kernel/index.js";

/**
 * Tables in use: one for each length of the gates' step that lanes move by, built when it is first needed. Which slot it stands in
 * has no bearing on any bit.
 */
export interface TableStore {
  /** Has this length a table, or may it have one? */
  has(gateStep: number): boolean;
  /** Points `lane` at the tables for `gateStep`, building them if need be. */
  use(lane: number, gateStep: number): void;
  /** Largest error, relative to the column's largest value, over the tables built so far. */
  worst(): number;
}

export function tableStore(sites: readonly TableSite[], memory: ArrayBuffer, lengths: readonly number[]): TableStore {
  const doubles = new Float64Array(memory);
  const integers = new Int32Array(memory);
  const built = new Map<number, number>();
  let worst = 0;
  const build = (gateStep: number): number => {
    const index = built.size;
    built.set(gateStep, index);
    for (const { plan, shape, slots } of sites) {
      const grid: TableGrid = { low: shape.low, width: 1 / shape.perWidth, rows: shape.rows };
      const columns: TableColumns = { graph: plan.graph, columns: plan.columns, of: plan.of, fixed: () => gateStep };
      const table = cubicTable(grid, columns);
      doubles.set(table, (slots[index] as number) / 8);
      if (index === 0) {
        // One length tells for all: shorter steps have smoother columns.
        tableError(table, grid, columns).forEach(({ absolute }, column) => {
          let largest = 0;
          for (let row = 0; row < shape.rows; row++) largest = Math.max(largest, Math.abs(table[row * 4 * shape.columns + column] as number));
          if (largest > 0) worst = Math.max(worst, absolute / largest);
        });
      }
    }
    return index;
  };
  return {
    has: (gateStep) => lengths.includes(gateStep),
    use: (lane, gateStep) => {
      const slot = built.get(gateStep) ?? build(gateStep);
      for (const { shape, slots } of sites) {
        integers[shape.base / 4 + 2 * lane] = slots[slot] as number;
      }
    },
    worst: () => worst,
  };
}
