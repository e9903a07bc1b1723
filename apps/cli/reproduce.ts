import { parameterSet, parameterTable, type Settings } from "radiatum/model";
import { drawFigures, reproduce, requireSavable } from "radiatum/node";
import { scorecardDocument } from "radiatum/paper";
import { inherited, shellWord } from "radiatum/report";
import { join } from "node:path";
import { count, seedOf } from "./numbers.js";
import { writeScorecard } from "./scorecard-files.js";
import { scorecardSummary, scorecardTable } from "./scorecard-text.js";
import { pending, progress, remark, say, settled } from "./terminal.js";
import { version } from "./version.js";

export interface ReproduceCliOptions {
  readonly only?: string;
  readonly population?: string;
  readonly quick?: boolean;
  readonly seed: string;
  readonly parameters: string;
  /** `name=value` changes a number; a name alone is a parameter set. */
  readonly set: readonly string[];
  readonly workers?: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** Where readings are kept when no report is asked for. */
const KEPT = "reproduce";

/** Runs the paper's experiments, prints each finding beside the paper's own number; with `out`, writes the report. */
export async function reproducePaper(options: ReproduceCliOptions): Promise<void> {
  const begun = performance.now();
  const { parameters, out } = options;
  const seed = seedOf(options.seed);
  const changes = options.set.filter((one) => one.includes("="));
  if (out !== undefined) requireSavable(join(out, "scorecard.html"));
  const workers = options.workers === undefined ? {} : { workers: count(options.workers, "--workers") };
  pending("Setting up");
  const card = await reproduce({
    seed, parameters, set: changes, sets: options.set.filter((one) => !one.includes("=")), keepIn: out ?? KEPT,
    studies: out !== undefined,
    ...(options.only !== undefined && { only: options.only.split(",") }),
    ...(options.population !== undefined && { population: count(options.population, "--population") }),
    ...(options.quick === true && { quick: true }),
    ...workers,
    onProgress: progress("Spines"),
  });
  // Of all findings together: figures show what other spines of the same experiments did.
  const figures = out === undefined || options.only !== undefined ? [] : await drawFigures({
    seed, parameters, set: changes, theme: inherited, readings: card.readings, ...workers,
    onProgress: progress("Figures"),
  });
  settled();
  const seconds = Number(((performance.now() - begun) / 1000).toFixed(1));
  const document = { ...scorecardDocument(card), elapsed_s: seconds, parameters, changes, seed, version };
  const page = out === undefined ? undefined : await writeScorecard(out, {
    card, figures, parameters: parameterTable(settingsOf(parameters, changes)), seed, seconds, version,
    command: commandOf(options),
  }, document);
  if (options.json) {
    say(JSON.stringify(document, null, 2));
    return;
  }
  say(scorecardTable(card));
  say(scorecardSummary(card));
  remark(`Parameter set ${parameters}, seed ${seed}; ${seconds} s. ${page === undefined
    ? `Readings: ${KEPT}. --out <folder> writes a report with figures.` : `Report: ${page}`}`);
}

/** The set's own numbers with those changes that name one; others change protocols. */
function settingsOf(parameters: string, changes: readonly string[]): Settings {
  const known = new Set(parameterTable().map(({ name }) => name));
  const own = changes.flatMap((change): [string, string][] => {
    const at = change.indexOf("=");
    const name = change.slice(0, at).trim();
    return known.has(name) ? [[name, change.slice(at + 1).trim()]] : [];
  });
  return { ...parameterSet(parameters), ...Object.fromEntries(own) };
}

/** The command line that makes the same report. */
function commandOf({ only, population, quick, seed, parameters, set, out }: ReproduceCliOptions): string {
  const words = [
    ...(only === undefined ? [] : ["--only", only]), ...(population === undefined ? [] : ["--population", population]),
    ...(quick === true ? ["--quick"] : []), "--seed", seed,
    ...(parameters === "base" ? [] : ["--parameters", parameters]),
    ...set.flatMap((one) => ["--set", one]), ...(out === undefined ? [] : ["--out", out]),
  ];
  return ["radiatum reproduce", ...words.map(shellWord)].join(" ");
}
