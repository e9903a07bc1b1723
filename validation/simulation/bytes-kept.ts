/**
 * The digests that every platform must find, kept in same-bytes.json with the machine that found them. They change when the
 * engine's arithmetic, a mechanism or a request of bytes-runs.ts does. Whoever means such a change makes them anew:
 *
 *     npm run build && node dist/validation/keep-bytes.js
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../samples.js";
import type { Stepping } from "./bytes-model.js";
import type { Run } from "./bytes-runs.js";

export interface KeptDigests {
  /** What this is and how it is renewed, for whoever opens the file. */
  readonly about: string;
  /** Node's version and the platform. */
  readonly made: string;
  /** SHA-256 of every sample. */
  readonly digests: Readonly<Record<Run, Readonly<Record<Stepping, string>>>>;
}

export const keptPath = (): string => join(projectFolder(), "validation", "simulation", "same-bytes.json");

export const keptDigests = (): KeptDigests => JSON.parse(readFileSync(keptPath(), "utf8")) as KeptDigests;
