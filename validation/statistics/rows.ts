import { statisticsAreas } from "./areas.js";
import type { Comparison } from "./comparison.js";
import { coverageRows } from "./coverage.js";

/** One line of the table that `npm run validate` prints. */
export interface StatisticsRow {
  readonly case: string;
  readonly reference: string;
  readonly error: string;
  readonly tolerance: string;
  readonly verdict: "agrees" | "differs";
}

/** One row an area of reference numbers, with the number that comes nearest to its tolerance, or differs. */
export function areaRows(module: string, areas: Readonly<Record<string, () => readonly Comparison[]>>): StatisticsRow[] {
  return Object.entries(areas).map(([area, run]): StatisticsRow => {
    const rows = run();
    const worst = rows.reduce((a, b) => (b.error / (b.tolerance || 1) > a.error / (a.tolerance || 1) ? b : a));
    const differing = rows.filter((row) => row.verdict === "differs");
    return {
      case: `${module}, ${area}: ${rows.length} numbers; nearest to its tolerance: ${(differing[0] ?? worst).case}`,
      reference: String((differing[0] ?? worst).reference),
      error: (differing[0] ?? worst).error.toExponential(1),
      tolerance: (differing[0] ?? worst).tolerance.toExponential(0),
      verdict: differing.length === 0 ? "agrees" : "differs",
    };
  });
}

/** One row an area, then one row a recovery study. `effort` 1 takes about twenty seconds, 10 gives every cheap study 80 000 experiments. */
export function statisticsRows({ effort = 1 }: { effort?: number } = {}): StatisticsRow[] {
  const areas = areaRows("statistics", statisticsAreas);
  const studies = coverageRows(effort).map((study): StatisticsRow => ({
    case: `coverage of 95 %, ${study.case}: ${(100 * study.found).toFixed(2)} % of ${study.repetitions}`,
    reference: study.reference,
    error: `±${(100 * study.error).toFixed(2)} %`,
    tolerance: "chance 1e-4",
    verdict: study.verdict,
  }));
  return [...areas, ...studies];
}
