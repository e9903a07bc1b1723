import { paddedColumns } from "../kernel/index.js";
import type { TablePlan } from "../lowering/tabulate.js";
import type { TableSite } from "./assembly.js";
import type { MemoryPlan } from "./memory-plan.js";

/** Voltages that tables cover, mV, and the width of their cells. */
export interface Range { readonly low: number; readonly high: number; readonly width: number }

/** Plans the memory of tables: where lanes say which one they use, and room for as many as may be in use at once. */
export interface TableMaker {
  make(plan: TablePlan): TableSite | undefined;
  /** Plans the tables themselves, behind everything else: they are large, and filled by each machine for itself. */
  settle(): void;
}

export function tableMaker(plan: MemoryPlan, { low, high, width }: Range, slotCount: number): TableMaker {
  const made: { readonly size: number; readonly slots: number[] }[] = [];
  return {
    make: (table) => {
      const rows = Math.round((high - low) / width);
      const columns = paddedColumns(table.columns.length);
      const base = plan.integers(8);
      const slots: number[] = [];
      made.push({ size: rows * columns * 4, slots });
      return {
        plan: table,
        shape: { name: table.name, low, perWidth: 1 / width, rows, columns, base },
        slots,
      };
    },
    settle: () => {
      for (const { size, slots } of made) for (let k = 0; k < slotCount; k++) slots.push(plan.shared(size));
    },
  };
}
