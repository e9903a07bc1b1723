import { paddedColumns, type TableShape } from "../kernel/index.js";
import type { TablePlan } from "../lowering/tabulate.js";
import type { TableSite } from "./assembly.js";
import type { MemoryPlan } from "./memory-plan.js";

/** Voltages that tables cover, mV, and the width of their cells. */
export interface Range { readonly low: number; readonly high: number; readonly width: number }

/** Plans the memory of tables: first where lanes read where they stand, which code must know. */
export interface TableMaker {
  make(plan: TablePlan): TableShape | undefined;
  /** Plans the tables themselves, behind everything else: they are large, and filled by each machine for itself. */
  settle(): TableSite[];
}

export function tableMaker(plan: MemoryPlan, { low, high, width }: Range): TableMaker {
  const made: Omit<TableSite, "at">[] = [];
  return {
    make: (table) => {
      const rows = Math.round((high - low) / width);
      const columns = paddedColumns(table.columns.length);
      const shape = { name: table.name, low, perWidth: 1 / width, rows, columns, base: plan.integers(8) };
      made.push({ plan: table, shape });
      return shape;
    },
    settle: () => made.map((site) => ({ ...site, at: plan.shared(site.shape.rows * site.shape.columns * 4) })),
  };
}

/** Where every function is computed. */
export const noTables: TableMaker = { make: () => undefined, settle: () => [] };
