import { readFileSync } from "node:fs";

/** One number of ours beside the number it must equal. */
export interface Comparison {
  readonly case: string;
  readonly reference: number;
  readonly found: number;
  /** |found − reference| / |reference|, or the plain difference where the reference is 0. */
  readonly error: number;
  readonly tolerance: number;
  readonly verdict: "agrees" | "differs";
}

const FOLDER = "validation/statistics/";

/** Text of a file of this folder; run from the project's root. */
export function fileText(path: string): string {
  return readFileSync(FOLDER + path, "utf8");
}

/** What a reference JSON file may hold. */
export type Json = number | string | boolean | readonly Json[] | { readonly [key: string]: Json };

/** A JSON file of `oracles/expected`, as an object. */
export function expectedJson(name: string): Record<string, Json> {
  return JSON.parse(fileText(`oracles/expected/${name}`)) as Record<string, Json>;
}

/** Rows of a CSV file as records of text. */
export function table(path: string): Record<string, string>[] {
  const [header = "", ...lines] = fileText(path).trim().split(/\r?\n/);
  const names = header.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((cell, i) => [names[i] ?? "", cell])));
}

/** One column of a table as numbers. */
export function column(rows: readonly Record<string, string>[], name: string): number[] {
  return rows.map((row) => Number(row[name]));
}

/** Compares two numbers. `tolerance` is relative, with 1e-13 absolute allowed for rounding next to 0. */
export function compare(name: string, found: number, reference: number, tolerance: number): Comparison {
  const difference = found === reference ? 0 : Math.abs(found - reference);
  const agrees = difference <= tolerance * Math.abs(reference) + (Math.abs(reference) < 1e-13 ? 1e-13 : 0);
  const error = reference === 0 || difference === 0 ? difference : difference / Math.abs(reference);
  return { case: name, reference, found, error, tolerance, verdict: agrees ? "agrees" : "differs" };
}

const numberOf = (leaf: number | string | boolean): number => (leaf === "inf" ? Infinity : leaf === "-inf" ? -Infinity : Number(leaf));

/**
 * Compares every number of `reference` with the same place in `found`: a place we leave out counts as differing, so nothing
 * is skipped unnoticed. Sentences in the reference are passed over. `toleranceOf` may differ by path.
 */
export function compareTree(
  name: string,
  found: unknown,
  reference: Json,
  toleranceOf: (path: string) => number = () => 1e-9,
): Comparison[] {
  if (typeof reference === "object") {
    return Object.entries(reference as { readonly [key: string]: Json }).flatMap(([key, inner]) =>
      compareTree(`${name}/${key}`, (found as Record<string, unknown> | undefined)?.[key], inner, toleranceOf),
    );
  }
  const value = numberOf(reference);
  if (typeof reference === "string" && Number.isNaN(value)) return [];
  return [compare(name, found === undefined ? Number.NaN : Number(found), value, toleranceOf(name))];
}
