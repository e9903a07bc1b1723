/** Which sources a table of evidence was made from, so that nobody takes an older one for evidence of what they run. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What numbers come from; the kept table itself is made from them. The benchmark's cell is one of those that are proved. */
const FOLDERS = ["src", "validation"] as const;
const BESIDE = "bench/neuron/cell.ts";
export const KEPT_TABLE = "validation/table.json";

/**
 * SHA-256 over the names and contents of all that is programmed or referred to in the project's `src/` and
 * `validation/`, tests apart, in the order of their names; and the benchmark's cell, where there is one.
 */
export function sourcesDigest(project: string): string {
  const hash = createHash("sha256");
  const files = FOLDERS.flatMap((folder) => readdirSync(join(project, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(join(project, "/").length).replaceAll("\\", "/")));
  if (existsSync(join(project, BESIDE))) files.push(BESIDE);
  for (const file of files.sort()) {
    if (file === KEPT_TABLE || file.endsWith(".test.ts")) continue;
    hash.update(`${file}\n`).update(readFileSync(join(project, file))).update("\n");
  }
  return hash.digest("hex");
}
