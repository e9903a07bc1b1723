/** The kept scorecard, of whole populations: what it says, and of which sources it was made. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { cardOf, type Row, type ScorecardDocument } from "#paper";

/** SHA-256 of what its numbers depend on: the library's sources and the paper's protocols, by path. */
export function scorecardSources(project: string): string {
  const hash = createHash("sha256");
  const add = (folder: string, wanted: RegExp): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) add(path, wanted);
      else if (wanted.test(entry.name)) hash.update(relative(project, path).replaceAll("\\", "/")).update(readFileSync(path));
    }
  };
  add(join(project, "src"), /(?<!\.test|\.d)\.ts$/);
  add(join(project, "paper"), /\.yaml$/);
  return hash.digest("hex");
}

export interface KeptScorecard {
  readonly rows: readonly Row[];
  readonly seed: number;
  /** Whether it was made of the sources that are here. */
  readonly ofTheseSources: boolean;
}

export function keptScorecard(project: string): KeptScorecard {
  const kept = JSON.parse(readFileSync(join(project, "paper", "scorecard.json"), "utf8")) as
    ScorecardDocument & { readonly seed: number; readonly sources: string };
  return { rows: cardOf(kept).rows, seed: kept.seed, ofTheseSources: kept.sources === scorecardSources(project) };
}
