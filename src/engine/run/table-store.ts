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
  /**
   * Largest error, relative to the column's largest value, of the tables that were built first: one length tells for
   * all, since shorter steps have smoother columns.
   */
  worst(): number;
}

export function tableStore(sites: readonly TableSite[], memory: ArrayBuffer, lengths: readonly number[]): TableStore {
  const doubles = new Float64Array(memory);
  const integers = new Int32Array(memory);
  const built = new Map<number, number>();
  const functionsOf = ({ plan }: TableSite, gateStep: number): TableColumns =>
    ({ graph: plan.graph, columns: plan.columns, of: plan.of, fixed: () => gateStep });
  const gridOf = ({ shape: { low, perWidth, rows } }: TableSite): TableGrid => ({ low, width: 1 / perWidth, rows });
  const build = (gateStep: number): number => {
    const index = built.size;
    built.set(gateStep, index);
    for (const site of sites) {
      doubles.set(cubicTable(gridOf(site), functionsOf(site, gateStep)), (site.slots[index] as number) / 8);
    }
    return index;
  };
  const measure = (): number => {
    const [gateStep] = built.keys();
    if (gateStep === undefined) return 0;
    let most = 0;
    for (const site of sites) {
      const { rows, columns } = site.shape;
      const first = (site.slots[0] as number) / 8;
      const table = doubles.subarray(first, first + rows * 4 * columns);
      tableError(table, gridOf(site), functionsOf(site, gateStep)).forEach(({ absolute }, column) => {
        let largest = 0;
        for (let row = 0; row < rows; row++) largest = Math.max(largest, Math.abs(table[row * 4 * columns + column] as number));
        if (largest > 0) most = Math.max(most, absolute / largest);
      });
    }
    return most;
  };
  let worst: number | undefined;
  return {
    has: (gateStep) => lengths.includes(gateStep),
    use: (lane, gateStep) => {
      const slot = built.get(gateStep) ?? build(gateStep);
      for (const { shape, slots } of sites) {
        integers[shape.base / 4 + 2 * lane] = slots[slot] as number;
      }
    },
    worst: () => {
      if (worst === undefined && built.size > 0) worst = measure();
      return worst ?? 0;
    },
  };
}
