import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../statistics/oracles/", import.meta.url));

/** A table of reference numbers by column name; an empty cell is NaN. */
export function oracleTable(name: string): Readonly<Record<string, Float64Array>> {
  const [header, ...rows] = readFileSync(folder + name, "utf8").trim().split(/\r?\n/).map((line) => line.split(","));
  return Object.fromEntries(
    (header ?? []).map((title, column) => [title, Float64Array.from(rows, (row) => (row[column] ? Number(row[column]) : Number.NaN))]),
  );
}

/** A JSON file of reference numbers; the caller states what it expects inside. */
export function oracleNumbers(name: string): unknown {
  return JSON.parse(readFileSync(folder + name, "utf8"));
}
