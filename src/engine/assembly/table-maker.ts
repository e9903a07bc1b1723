import { paddedColumns, type TableShape } from "../kernel/index.js";
import { growingTable, type GrowingTable } from "../lowering/tabulate.js";
import type { TableSite } from "./assembly.js";
import { FRACTION, GATE_STEP, ROW, V } from "./membrane-body.js";
import type { MemoryPlan } from "./memory-plan.js";

/** Voltages that tables cover, mV, and the width of their cells. */
export interface Range { readonly low: number; readonly high: number; readonly width: number }

/** The one table that all bodies read. */
export interface TableMaker {
  /** Absent where every function is computed. */
  readonly table?: GrowingTable;
  /** Its cells, known before its columns. */
  readonly cells?: Pick<TableShape, "low" | "perWidth" | "rows">;
  /** Its shape, as bodies need it: filled in by `settle`, when all columns are known. */
  readonly shapes: readonly TableShape[];
  /** Plans the table itself, behind everything else: it is large, and filled by each machine for itself. */
  settle(): TableSite | undefined;
}

/**
 * The table is chosen by the gates' step, where steps are of one length. Where they are of any length rates alone are
 * looked up, and the exponentials of a step are computed: that costs less than a table for each length with
 * everything computed in between, and a lane does the same whatever its neighbours' steps are.
 */
export function tableMaker(
  plan: MemoryPlan, range: Range | undefined, { adaptive }: { readonly adaptive: boolean },
): TableMaker {
  if (!range) return { shapes: [], settle: () => undefined };
  const table = growingTable({
    name: "functions of voltage", of: V, row: ROW, fraction: FRACTION, ...(!adaptive && { fixed: GATE_STEP }),
  });
  const { low, high, width } = range;
  const cells = { low, perWidth: 1 / width, rows: Math.round((high - low) / width) };
  const shapes: TableShape[] = [];
  return {
    table, cells, shapes,
    settle: () => {
      const finished = table.finished();
      if (finished.columns.length === 0) return undefined;
      const columns = paddedColumns(finished.columns.length);
      const shape = { ...cells, name: table.name, columns, place: plan.tablePlace };
      shapes.push(shape);
      return { plan: finished, shape, at: plan.shared(cells.rows * columns * 4) };
    },
  };
}
