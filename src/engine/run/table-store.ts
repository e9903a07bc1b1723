import type { TableSite } from "../assembly/assembly.js";
import { cubicTable, tableError, type TableColumns, type TableGrid } from "../kernel/index.js";

/**
 * Tables in use: one for each length of the gates' step that lanes move by, built when it is first needed. Which slot
 * it stands in has no bearing on any bit.
 */
export interface TableStore {
  /** Has this length a table, or may it have one? */
  has(gateStep: number): boolean;
  /** Points `lane` at the tables for `gateStep`, building them if need be. */
  use(lane: number, gateStep: number): void;
  /**
   * Largest error, relative to the column's largest value, of the tables of the longest step so far: they tell for all,
   * since shorter steps have smoother columns.
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
  const measure = (gateStep: number): number => {
    let most = 0;
    for (const site of sites) {
      const { rows, columns } = site.shape;
      const first = (site.slots[built.get(gateStep) as number] as number) / 8;
      const table = doubles.subarray(first, first + rows * 4 * columns);
      tableError(table, gridOf(site), functionsOf(site, gateStep)).forEach(({ absolute }, column) => {
        let largest = 0;
        for (let row = 0; row < rows; row++) {
          largest = Math.max(largest, Math.abs(table[row * 4 * columns + column] as number));
        }
        if (largest > 0) most = Math.max(most, absolute / largest);
      });
    }
    return most;
  };
  const measured = new Map<number, number>();
  return {
    has: (gateStep) => lengths.includes(gateStep),
    use: (lane, gateStep) => {
      const slot = built.get(gateStep) ?? build(gateStep);
      for (const { shape, slots } of sites) {
        integers[shape.base / 4 + 2 * lane] = slots[slot] as number;
      }
    },
    worst: () => {
      if (built.size === 0) return 0;
      const longest = Math.max(...built.keys());
      const worst = measured.get(longest) ?? measure(longest);
      measured.set(longest, worst);
      return worst;
    },
  };
}
