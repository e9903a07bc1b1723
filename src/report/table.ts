import type { Measurement } from "#analysis";
import { assert } from "#errors";
import { answered, namedAnswers, type NamedAnswer } from "./wording.js";

/** A column of one kind; null is "not measured", and so is whatever is not finite. */
export type TableColumn =
  | { readonly name: string; readonly kind: "number"; readonly values: readonly (number | null)[] }
  | { readonly name: string; readonly kind: "integer"; readonly values: readonly (number | null)[] }
  | { readonly name: string; readonly kind: "yes or no"; readonly values: readonly (boolean | null)[] }
  | { readonly name: string; readonly kind: "text"; readonly values: readonly (string | null)[] };

/** Columns of equal length, each with its unit in its name. */
export interface Table {
  readonly columns: readonly TableColumn[];
}

const finite = (value: number | undefined): number | null => (value !== undefined && Number.isFinite(value) ? value : null);

function numbers(name: string, values: Iterable<number | undefined>): TableColumn {
  return { name, kind: "number", values: Array.from(values, finite) };
}

function integers(name: string, values: Iterable<number>): TableColumn {
  return { name, kind: "integer", values: Array.from(values, finite) };
}

export function texts(name: string, values: Iterable<string | undefined>): TableColumn {
  return { name, kind: "text", values: Array.from(values, (value) => value ?? null) };
}

/** One row a trial. Trials count from 1, as in the report. */
export function trialsTable({ trials, regions, soma }: Measurement): Table {
  const region = regions[0]?.name ?? "region";
  return {
    columns: [
      integers("trial", trials.map((t) => t.trial + 1)),
      texts("condition", trials.map((t) => t.condition)),
      texts("protocol", trials.map((t) => t.protocol)),
      integers("lines", trials.map((t) => t.lines)),
      { name: "included", kind: "yes or no", values: trials.map((t) => t.included) },
      texts("reason", trials.map((t) => (t.included ? undefined : t.reason))),
      numbers(`${region}_amplitude_percent`, trials.map((t) => t.amplitude)),
      numbers(`${region}_standard_error_percent`, trials.map((t) => t.standardError)),
      numbers("detectability", trials.map((t) => t.detectability)),
      numbers("success_probability", trials.map((t) => t.successProbability)),
      texts("call", trials.map((t) => t.call)),
      texts("call_from", trials.map((t) => t.callFrom)),
      texts("computed_call", trials.map((t) => (t.callFrom === "user" ? t.computedCall : t.call))),
      numbers(`soma_${soma?.unit ?? "unit"}`, trials.map((t) => t.soma)),
      texts("soma_call", trials.map((t) => t.somaCall)),
      numbers("resting_potential_mV", trials.map((t) => t.restingPotential)),
    ],
  };
}

/** One row a line of a trial: time, ΔF/F of each region, and the ratio's change where there is one. Excluded trials too. */
export function tracesTable({ trials, regions, ratio, time, timeUnit }: Measurement): Table {
  const lengths = trials.map((_, i) => Math.max(0, ...regions.map((region) => region.traces[i]?.length ?? 0)));
  const rows = <T>(cell: (trial: number, line: number) => T): T[] => lengths.flatMap((length, i) => Array.from({ length }, (_, line) => cell(i, line)));
  return {
    columns: [
      integers("trial", rows((i) => (trials[i]?.trial ?? i) + 1)),
      integers("line", rows((_, line) => line)),
      numbers(timeUnit === "ms" ? "time_ms" : "time_lines", rows((_, line) => time[line])),
      ...distinct(regions.map(({ name }) => name)).map((name, r) => numbers(`${name}_dff_percent`, rows((i, line) => regions[r]?.traces[i]?.[line]))),
      ...(ratio ? [numbers(`${ratio.numerator}_over_${ratio.denominator}_change_points`, rows((i, line) => ratio.traces[i]?.[line]))] : []),
    ],
  };
}

/** One row a line: each region's mean over the trials that count, its standard error, the drawn average and the fit. */
export function meansTable({ regions, ratio, time, timeUnit }: Measurement): Table {
  const names = distinct(regions.map(({ name }) => name));
  return {
    columns: [
      integers("line", Array.from(time, (_, i) => i)),
      numbers(timeUnit === "ms" ? "time_ms" : "time_lines", time),
      ...regions.flatMap((region, r) => {
        const column = (what: string, values: Float64Array | undefined): TableColumn => numbers(`${names[r] ?? ""}_${what}_percent`, Array.from(time, (_, i) => values?.[i]));
        return [column("mean", region.mean), column("standard_error", region.standardError), column("smoothed", region.smoothed), ...(region.fit ? [column("fit", region.fit)] : [])];
      }),
      ...(ratio ? [numbers(`${ratio.numerator}_over_${ratio.denominator}_mean_change_points`, Array.from(time, (_, i) => ratio.mean[i]))] : []),
    ],
  };
}

/** Every number of the measurement: value, interval, method, n; where refused, the sentence in `note`. */
export function numbersTable(measurement: Measurement): Table {
  return answersTable(namedAnswers(measurement));
}

/** The same of any answers. */
export function answersTable(answers: readonly NamedAnswer[]): Table {
  const rows = answers.map((named) => {
    const found = answered(named.answer);
    return "refused" in found ? { ...named, estimate: undefined, note: found.refused } : { ...named, estimate: found.estimate, note: found.estimate.note };
  });
  return {
    columns: [
      texts("key", rows.map((row) => row.key)),
      texts("name", rows.map((row) => row.name)),
      texts("region", rows.map((row) => row.region)),
      numbers("value", rows.map((row) => row.estimate?.value)),
      numbers("low", rows.map((row) => row.estimate?.interval?.low)),
      numbers("high", rows.map((row) => row.estimate?.interval?.high)),
      numbers("level", rows.map((row) => row.estimate?.interval?.level)),
      numbers("standard_error", rows.map((row) => row.estimate?.standardError)),
      texts("unit", rows.map((row) => row.estimate?.unit)),
      texts("method", rows.map((row) => row.estimate?.method)),
      numbers("n", rows.map((row) => row.estimate?.n)),
      texts("n_of", rows.map((row) => row.estimate?.nOf)),
      texts("note", rows.map((row) => row.note)),
    ],
  };
}

/** Tables of the same columns, one beneath the other. */
export function joinedTables([first, ...others]: readonly [Table, ...Table[]]): Table {
  return {
    columns: first.columns.map((column, c) =>
      ({ ...column, values: [column, ...others.map(({ columns }) => columns[c] ?? column)].flatMap(({ values }) => [...values]) }) as TableColumn),
  };
}

/** A column of the same text throughout. */
export function sameText(name: string, text: string, rows: number): TableColumn {
  return texts(name, Array.from({ length: rows }, () => text));
}

/** Names made different where two regions share one: "spine", "spine_2". */
function distinct(names: readonly string[]): string[] {
  return names.map((name, i) => {
    const before = names.slice(0, i).filter((other) => other === name).length;
    return before === 0 ? name : `${name}_${before + 1}`;
  });
}

/** A spreadsheet runs text that starts with one of these as a formula (CWE-1236). */
const FORMULA = /^[=+\-@\t\r]/;

function csvCell(column: TableColumn, row: number): string {
  const value = column.values[row];
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  return csvText(value);
}

function csvText(value: string): string {
  const harmless = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) || harmless !== harmless.trim() ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/**
 * A table as CSV (RFC 4180, UTF-8, lines ended by CR LF): full precision, a decimal point, empty where there is no number.
 * Text that a spreadsheet would run as a formula gets an apostrophe in front.
 */
export function csvOf({ columns }: Table): string {
  const rows = columns[0]?.values.length ?? 0;
  assert(columns.every(({ values }) => values.length === rows), "the columns of a table are equally long");
  const lines = [columns.map(({ name }) => csvText(name)).join(",")];
  for (let row = 0; row < rows; row++) lines.push(columns.map((column) => csvCell(column, row)).join(","));
  return `${lines.join("\r\n")}\r\n`;
}
