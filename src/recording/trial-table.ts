import { failures } from "#errors";
import type { Recording } from "./recording.js";

const misuse = failures("usage", {
  "trial-table-without-trial": (f: { columns: readonly string[] }) =>
    `The trial table needs a column "trial" that counts from 1; it has ${f.columns.length === 0 ? "no columns" : f.columns.join(", ")}.`,
  "trial-table-unknown-trial": (f: { row: number; found: string; trials: number }) =>
    `Trial table, row ${f.row}: trial "${f.found}" is not a whole number from 1 to ${f.trials}.`,
  "trial-table-unclear": (f: { row: number; column: string; found: string }) =>
    `Trial table, row ${f.row}: "${f.found}" in column "${f.column}" is neither yes nor no (1/0, true/false, yes/no, in/out).`,
});

/** A trial that the experimenter leaves out, and why. `trial` counts from 0. */
export interface Exclusion {
  readonly trial: number;
  readonly reason: string;
}

const YES = new Set(["1", "true", "yes", "y", "in", "x", "✓"]);
const NO = new Set(["0", "false", "no", "n", "out"]);

/**
 * What a hand-kept table says of the trials: columns "trial" (from 1) and any of "include", "reason", "condition",
 * "protocol", in any order and case. An empty "include" means yes; blebbing and the like go into "reason".
 * Throws a usage RigError that names the row.
 */
export function withTrialTable(
  recording: Recording,
  table: { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] },
): { readonly recording: Recording; readonly excluded: readonly Exclusion[] } {
  const columns = table.columns.map((name) => name.trim().toLowerCase());
  if (!columns.includes("trial")) throw misuse("trial-table-without-trial", { columns: table.columns });
  const cell = (row: readonly string[], name: string): string => (row[columns.indexOf(name)] ?? "").trim();
  const excluded: Exclusion[] = [];
  const trials = [...recording.trials];
  const conditions = [...recording.conditions];
  table.rows.forEach((row, index) => {
    const number = Number(cell(row, "trial"));
    const trial = trials[number - 1];
    if (!Number.isInteger(number) || trial === undefined) {
      throw misuse("trial-table-unknown-trial", { row: index + 1, found: cell(row, "trial"), trials: trials.length });
    }
    const include = cell(row, "include").toLowerCase();
    if (NO.has(include)) excluded.push({ trial: number - 1, reason: cell(row, "reason") || "left out in the trial table" });
    else if (include !== "" && !YES.has(include)) {
      throw misuse("trial-table-unclear", { row: index + 1, column: "include", found: include });
    }
    const condition = cell(row, "condition");
    const protocol = cell(row, "protocol");
    if (condition !== "" && !conditions.some(({ name }) => name === condition)) conditions.push({ name: condition, drugs: [] });
    trials[number - 1] = { ...trial, ...(condition === "" ? {} : { condition }), ...(protocol === "" ? {} : { protocol }) };
  });
  return { recording: { ...recording, trials, conditions }, excluded };
}
