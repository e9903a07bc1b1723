import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * The folder of real recordings beside the project, or undefined where it is absent; then tests that need it show as
 * skipped. In CI its absence is an error: a conformance test must never skip there.
 */
export function sampleFolder(): string | undefined {
  const folder = fileURLToPath(new URL("../../shared/samples/", import.meta.url));
  if (existsSync(folder)) return folder;
  if (process.env["CI"]) throw new Error("the sample recordings (../shared/samples) are missing: CI must not skip them");
  return undefined;
}
