import { paddedColumns } from "../kernel/index.js";
import type { TablePlan } from "../lowering/tabulate.js";
import type { TableSite } from "./assembly.js";
import type { MemoryPlan } from "./memory-plan.js";

/** Voltages that tables cover, mV, and the width of their cells. */
export interface Range { readonly low: number; readonly high: number; readonly width: number }

/** Plans the memory of tables: where lanes say which one they use, and room for as many as may be in use at once. */
export interface TableMaker { make(plan: TablePlan): TableSite | undefined }

export function tableMaker(plan: MemoryPlan, { low, high, width }: Range, slotCount: number): TableMaker {
  return {
    make: (table) => {
      const rows = Math.round((high - low) / width);
      const columns = paddedColumns(table.columns.length);
      const base = plan.integers(8);
      return {
        plan: table,
        shape: { name: table.name, low, perWidth: 1 / width, rows, columns, base },
        slots: Array.from({ length: slotCount }, () => plan.shared(rows * columns * 4)),
      };
    },
  };
}
