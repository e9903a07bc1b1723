/** The tables of a run: the same for all of its trials, filled before the first. */
import type { TableSite } from "../assembly/assembly.js";
import { cubicTable, LANES, tableError, type TableColumns, type TableGrid } from "../kernel/index.js";
import type { StepPlan } from "./step-plan.js";

type Gates = Pick<StepPlan, "tabulated">;

/** Fills the tables' place in `memory`, and tells every lane where they stand. */
export function fillTables(sites: readonly TableSite[], gates: Gates, memory: ArrayBuffer): void {
  const [doubles, integers] = [new Float64Array(memory), new Int32Array(memory)];
  for (const site of sites) {
    doubles.set(cubicTable(gridOf(site), columnsOf(site, gates)), site.at / 8);
    for (let lane = 0; lane < LANES; lane++) integers[site.shape.base / 4 + 2 * lane] = site.at;
  }
}

/** The largest error of any table, relative to the largest value of its column; 0 without tables. */
export function worstTableError(sites: readonly TableSite[], gates: Gates): number {
  let most = 0;
  for (const site of sites) {
    const columns = columnsOf(site, gates);
    const table = cubicTable(gridOf(site), columns);
    const { rows, columns: padded } = site.shape;
    tableError(table, gridOf(site), columns).forEach(({ absolute }, column) => {
      let largest = 0;
      for (let row = 0; row < rows; row++) largest = Math.max(largest, Math.abs(table[row * 4 * padded + column] as number));
      if (largest > 0) most = Math.max(most, absolute / largest);
    });
  }
  return most;
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
