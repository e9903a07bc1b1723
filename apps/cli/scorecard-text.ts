/** The scorecard as it is printed: a block a finding, and how many there are of each verdict. */
import { formatNumber } from "radiatum";
import type { Reproduced } from "radiatum/node";
import { argumentSaid, argumentsSaid, counted, countsSaid, isMeasured, wordsFor, type Finding, type Row, type Verdict } from "radiatum/paper";
import { wrap } from "radiatum/report";
import { colourful, columns } from "./terminal.js";

const MARKS: Readonly<Record<Verdict, string>> = {
  "reproduced": "✓", "direction only": "→", "not reproduced": "✗", "conflicts within the paper": "⇄",
};
const COLOURS: Readonly<Record<Verdict, number>> = {
  "reproduced": 32, "direction only": 33, "not reproduced": 31, "conflicts within the paper": 35,
};
/** In place of a verdict's: a cross would say that something was tried and failed. */
const NOTHING = { mark: "·", colour: 90 };
/** After the name of a row that had no say in the choice of the parameters. */
const HELD_OUT = "°";
const LEGEND = [
  ...Object.entries(MARKS).map(([verdict, mark]) => `${mark} ${verdict}`), `${NOTHING.mark} not measured`,
  `${HELD_OUT} held out: not used in the fit`,
].join(", ");
const INDENT = " ".repeat(7);

const GROUPS: Readonly<Record<string, string>> = {
  M: "Methods", A: "Action potentials", S: "Synaptic calcium", Q: "Release", C: "Calibration", H: "Pairing", N: "Noise",
};

/** What the marks mean, then a block a finding: verdict and what it is about; ours, the paper's, the range; why it falls short. */
export function scorecardTable({ rows, sets: [, ...others] }: Pick<Reproduced, "rows" | "sets">): string {
  const lines = wrap(LEGEND, columns);
  let group = "";
  for (const row of rows) {
    const { id, finding, note, why } = row;
    if (id.charAt(0) !== group) {
      group = id.charAt(0);
      lines.push("", GROUPS[group] ?? group);
    }
    lines.push(`${markOf(row)} ${id}${finding.role === "held out" ? `${HELD_OUT} ` : "  "}${finding.about}`);
    lines.push(`${INDENT}${ours(row)} | paper: ${finding.paper}${rangeOf(finding)}${truthOf(row)}`);
    for (const set of others) lines.push(...besideOf(row, set));
    for (const said of [why, note, decidedBy(finding)]) {
      if (said !== undefined) lines.push(...wrap(said, columns - INDENT.length).map((line) => INDENT + line));
    }
  }
  return lines.join("\n");
}

function decidedBy({ criterion, basis }: Finding): string {
  return `Decides: ${criterion}${basis ? ` ${basis.kind.charAt(0).toUpperCase()}${basis.kind.slice(1)}: ${basis.says}.` : ""}`;
}

function markOf(row: Row): string {
  const { mark, colour } = isMeasured(row) ? { mark: MARKS[row.verdict], colour: COLOURS[row.verdict] } : NOTHING;
  return colourful ? `\u001b[${colour}m${mark}\u001b[0m` : mark;
}

/** The same row of another set. */
function besideOf({ id }: Row, { name, rows }: Reproduced["sets"][number]): string[] {
  const row = rows.find((one) => one.id === id);
  return row ? [`${INDENT}${markOf(row)} ${name}: ${ours(row)}`] : [];
}

function ours(row: Row): string {
  const { value, low, high, n, finding } = row;
  if (!isMeasured(row)) return wordsFor(row);
  const said = value === undefined ? wordsFor(row) : `${formatNumber(value)}${unitOf(finding)}`;
  const interval = low === undefined || high === undefined ? "" : ` (${formatNumber(low)} to ${formatNumber(high)})`;
  return `${said}${interval}${n > 0 ? `, ${countsSaid(row)}` : ""}`;
}

const unitOf = ({ unit }: Finding): string => (unit === "" ? "" : ` ${unit}`);

function rangeOf({ range }: Finding): string {
  if (!range) return "";
  const [low, high] = range;
  if (high === Infinity) return `, counts from ${formatNumber(low, 4)}`;
  return low === -Infinity ? `, counts up to ${formatNumber(high, 4)}` : `, counts ${formatNumber(low, 4)} to ${formatNumber(high, 4)}`;
}

const truthOf = ({ truth }: Row): string => (truth === undefined ? "" : ` | truth: ${formatNumber(truth)}`);

/** Counts of every set, what nothing asks about yet, and which of the authors' arguments hold. */
export function scorecardSummary({ sets, missing, rows, arguments: all }: Omit<Reproduced, "readings">): string {
  const counts = sets.map(({ name, summary: of, rows: own }) => {
    const each = Object.entries(of).map(([verdict, count]) => `${count} ${verdict}`).join(", ");
    const unmeasured = own.filter((row) => !isMeasured(row)).length;
    const unsaid = unmeasured === 0 ? "" : ` Of those not reproduced ${unmeasured} could not be measured.`;
    return `${sets.length > 1 ? `${name}: ` : ""}${each}.${unsaid}`;
  });
  const open = missing.length === 0 ? [] : [`No experiment asks for ${missing.join(", ")} yet.`];
  const others = all.filter(({ verdict }) => verdict !== "holds").map((one) => `${one.title} (${argumentSaid(one)})`);
  const otherwise = others.length > 0 ? `: ${others.join("; ")}` : "";
  const argued = all.length === 0 ? [] : [`Of the authors' arguments ${argumentsSaid(all)}${otherwise}.`];
  return `\n${[`${counted(rows.length, "findings")}: ${counts.join("\n")}`, ...open, ...argued].join("\n")}`;
}
