import { formatNumber } from "radiatum";
import { reproduce, type Reproduced } from "radiatum/node";
import type { Finding, Row } from "radiatum/paper";
import { wrap } from "radiatum/report";
import { number } from "./numbers.js";
import { colourful, columns, pending, progress, remark, say, settled } from "./terminal.js";
import { version } from "./version.js";

export interface ReproduceCliOptions {
  readonly only?: string;
  readonly population?: string;
  readonly quick?: boolean;
  readonly seed: string;
  readonly parameters: string;
  readonly set: readonly string[];
  readonly workers?: string;
  readonly out: string;
  readonly json?: boolean;
}

/** Runs the paper's experiments and prints each finding beside the paper's own number. */
export async function reproducePaper(options: ReproduceCliOptions): Promise<void> {
  const begun = performance.now();
  const seed = number(options.seed, "--seed", { least: 0, most: 0xffffffff });
  pending("Setting up");
  const card = await reproduce({
    seed, parameters: options.parameters, set: options.set, keepIn: options.out,
    ...(options.only !== undefined && { only: options.only.split(",") }),
    ...(options.population !== undefined && { population: number(options.population, "--population", { least: 1 }) }),
    ...(options.quick === true && { quick: true }),
    ...(options.workers !== undefined && { workers: number(options.workers, "--workers", { least: 1 }) }),
    onProgress: progress("Spines"),
  });
  settled();
  const seconds = Number(((performance.now() - begun) / 1000).toFixed(1));
  if (options.json) {
    say(JSON.stringify(document(card, { seconds, seed, parameters: options.parameters }), null, 2));
    return;
  }
  say(table(card.rows));
  say(summary(card));
  remark(`Parameter set ${options.parameters}, seed ${seed}; ${seconds} s. Readings: ${options.out}`);
}

function document(
  { rows, summary: counts, missing }: Reproduced, { seconds, ...of }: { seconds: number; seed: number; parameters: string },
): object {
  return {
    findings: rows.map(({ id, verdict, value, low, high, n, nOf, truth, note, finding }) => ({
      id, verdict, value: value ?? null, low: low ?? null, high: high ?? null, n, nOf, paper: finding.paper,
      unit: finding.unit, range: finding.range ?? null, role: finding.role, truth: truth ?? null, note: note ?? null,
    })),
    summary: counts, missing, elapsed_s: seconds, ...of, version,
  };
}

const MARKS = { "reproduced": "✓", "direction only": "→", "not reproduced": "✗", "conflicts within the paper": "⇄" } as const;
const COLOURS = { "reproduced": 32, "direction only": 33, "not reproduced": 31, "conflicts within the paper": 35 } as const;

/** A block a finding: verdict and what it is about; ours, the paper's, the range; why it falls short. */
function table(rows: readonly Row[]): string {
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
    if (note !== undefined) lines.push(...wrap(note, columns - 7).map((line) => `       ${line}`));
  }
  return lines.join("\n").trimStart();
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

function summary({ summary: counts, missing, rows }: Reproduced): string {
  const said = Object.entries(counts).map(([verdict, count]) => `${count} ${verdict}`).join(", ");
  const open = missing.length === 0 ? "" : ` No experiment asks for ${missing.join(", ")} yet.`;
  return `\n${rows.length} findings: ${said}.${open}`;
}
