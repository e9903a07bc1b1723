import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder, from the source or from what it was built into. */
export function projectFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) {
    const above = dirname(folder);
    if (above === folder) throw new Error("the project's folder is not above this file");
    folder = above;
  }
  return folder;
}

/**
 * The folder of real recordings beside the project, or undefined where it is absent; then tests that need it show as
 * skipped. In CI its absence is an error: a conformance test must never skip there.
 */
export function sampleFolder(): string | undefined {
  const folder = join(projectFolder(), "..", "shared", "samples/");
  if (existsSync(folder)) return folder;
  if (process.env["CI"]) throw new Error("the sample recordings (../shared/samples) are missing: CI must not skip them");
  return undefined;
}
