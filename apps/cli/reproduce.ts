import { formatNumber } from "radiatum";
import { parameterSet, parameterTable, type Settings } from "radiatum/model";
import { drawFigures, reproduce, requireSavable, type Reproduced } from "radiatum/node";
import { scorecardDocument, type Finding, type Row } from "radiatum/paper";
import { inherited, shellWord, wrap } from "radiatum/report";
import { join } from "node:path";
import { number } from "./numbers.js";
import { writeScorecard } from "./scorecard-files.js";
import { colourful, columns, pending, progress, remark, say, settled } from "./terminal.js";
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
  const seed = number(options.seed, "--seed", { least: 0, most: 0xffffffff });
  const changes = options.set.filter((one) => one.includes("="));
  if (out !== undefined) requireSavable(join(out, "scorecard.html"));
  const workers = options.workers === undefined ? {} : { workers: number(options.workers, "--workers", { least: 1 }) };
  pending("Setting up");
  const card = await reproduce({
    seed, parameters, set: changes, sets: options.set.filter((one) => !one.includes("=")), keepIn: out ?? KEPT,
    studies: out !== undefined,
    ...(options.only !== undefined && { only: options.only.split(",") }),
    ...(options.population !== undefined && { population: number(options.population, "--population", { least: 1 }) }),
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
  const page = out === undefined ? undefined : writeScorecard(out, {
    card, figures, parameters: parameterTable(settingsOf(parameters, changes)), seed, seconds, version,
    command: commandOf(options),
  }, document);
  if (options.json) {
    say(JSON.stringify(document, null, 2));
    return;
  }
  say(table(card));
  say(summary(card));
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

const MARKS = { "reproduced": "✓", "direction only": "→", "not reproduced": "✗", "conflicts within the paper": "⇄" } as const;
const COLOURS = { "reproduced": 32, "direction only": 33, "not reproduced": 31, "conflicts within the paper": 35 } as const;

/** A block a finding: verdict and what it is about; ours, the paper's, the range; why it falls short. */
function table({ rows, sets: [, ...others] }: Reproduced): string {
  const lines: string[] = [];
  let group = "";
  for (const row of rows) {
    const { id, finding, verdict, note } = row;
    if (id.charAt(0) !== group) {
      group = id.charAt(0);
      lines.push("", GROUPS[group] ?? group);
    }
    const mark = colourful ? `\u001b[${COLOURS[verdict]}m${MARKS[verdict]}\u001b[0m` : MARKS[verdict];
    lines.push(`${mark} ${id}  ${finding.about}`);
    lines.push(`       ${ours(row)} | paper: ${finding.paper}${rangeOf(finding)}${truthOf(row)}`);
    for (const set of others) lines.push(...besideOf(row, set));
    if (note !== undefined) lines.push(...wrap(note, columns - 7).map((line) => `       ${line}`));
  }
  return lines.join("\n").trimStart();
}

/** The same row of another set. */
function besideOf({ id }: Row, { name, rows }: Reproduced["sets"][number]): string[] {
  const row = rows.find((one) => one.id === id);
  return row ? [`       ${MARKS[row.verdict]} ${name}: ${ours(row)}`] : [];
}

const GROUPS: Readonly<Record<string, string>> = {
  M: "Methods", A: "Action potentials", S: "Synaptic calcium", Q: "Release", C: "Calibration", H: "Pairing", N: "Noise",
};

function ours({ value, low, high, n, nOf, finding, holds }: Row): string {
  const said = value === undefined ? (holds === true ? "holds" : "—") : `${formatNumber(value)}${unitOf(finding)}`;
  const interval = low === undefined || high === undefined ? "" : ` (${formatNumber(low)} to ${formatNumber(high)})`;
  return `${said}${interval}${n > 0 ? `, ${n} ${n === 1 ? nOf.replace(/s$/, "") : nOf}` : ""}`;
}

const unitOf = ({ unit }: Finding): string => (unit === "" ? "" : ` ${unit}`);

function rangeOf({ range }: Finding): string {
  if (!range) return "";
  const [low, high] = range;
  if (high === Infinity) return `, counts from ${formatNumber(low, 4)}`;
  return low === -Infinity ? `, counts up to ${formatNumber(high, 4)}` : `, counts ${formatNumber(low, 4)} to ${formatNumber(high, 4)}`;
}

const truthOf = ({ truth }: Row): string => (truth === undefined ? "" : ` | truth: ${formatNumber(truth)}`);

function summary({ sets, missing, rows, arguments: all }: Reproduced): string {
  const counts = sets.map(({ name, summary: of }) => {
    const each = Object.entries(of).map(([verdict, count]) => `${count} ${verdict}`).join(", ");
    return `${sets.length > 1 ? `${name}: ` : ""}${each}.`;
  });
  const open = missing.length === 0 ? [] : [`No experiment asks for ${missing.join(", ")} yet.`];
  const held = all.filter(({ holds }) => holds);
  const failed = all.filter(({ holds }) => !holds)
    .map(({ title, truly }) => `${title}${truly ? " (true, but not seen through the noise)" : ""}`);
  const otherwise = failed.length > 0 ? `; not: ${failed.join("; ")}` : "";
  const argued = all.length === 0 ? []
    : [`Of the authors' arguments ${held.length} of ${all.length} hold${otherwise}.`];
  return `\n${[`${rows.length} findings: ${counts.join("\n")}`, ...open, ...argued].join("\n")}`;
}
