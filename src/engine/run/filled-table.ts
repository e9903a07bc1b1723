/** The table of a run: the same for all of its trials, filled before the first. */
import type { TableSite } from "../assembly/assembly.js";
import { cubicTable, tableError, type TableColumns, type TableGrid } from "../kernel/index.js";
import type { StepPlan } from "./step-plan.js";

type Gates = Pick<StepPlan, "tabulated">;

/** Fills the table's place in `memory`, and says there where it is. */
export function fillTable(site: TableSite, gates: Gates, memory: ArrayBuffer): void {
  new Float64Array(memory).set(cubicTable(gridOf(site), columnsOf(site, gates)), site.at / 8);
  new Int32Array(memory)[site.shape.place / 4] = site.at;
}

/** The table's largest error, relative to the largest value of its column. */
export function worstError(site: TableSite, gates: Gates): number {
  const columns = columnsOf(site, gates);
  const table = cubicTable(gridOf(site), columns);
  const { rows, columns: padded } = site.shape;
  return tableError(table, gridOf(site), columns).reduce((most, { absolute }, column) => {
    let largest = 0;
    for (let row = 0; row < rows; row++) {
      largest = Math.max(largest, Math.abs(table[row * 4 * padded + column] as number));
    }
    return largest > 0 ? Math.max(most, absolute / largest) : most;
  }, 0);
}

const gridOf = ({ shape: { low, perWidth, rows } }: TableSite): TableGrid => ({ low, width: 1 / perWidth, rows });

function columnsOf({ plan: { graph, columns, of } }: TableSite, { tabulated }: Gates): TableColumns {
  return {
    graph, columns, of,
    fixed: (name) => {
      if (tabulated === undefined) throw new Error(`broken invariant: tables for steps of any length know no ${name}`);
      return tabulated;
    },
  };
}
