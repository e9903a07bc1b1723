import type { GroupComparison, GroupedMeasurement } from "#analysis";
import { describeIssue } from "#recording";
import { printable } from "./escape.js";
import { quantitiesOf } from "./groups-page.js";
import { wrap, type TextOptions } from "./terminal.js";
import { answered, spoken } from "./wording.js";

/** The groups for a terminal: a table a quantity, a row a group; then the ratios, and what to read with care. */
export function groupsText({ name, groups, comparisons, issues }: GroupedMeasurement, { columns, colour }: TextOptions): string {
  const width = Math.max(40, columns);
  const bold = (text: string): string => (colour ? `\u001B[1m${text}\u001B[0m` : text);
  const trials = groups.reduce((sum, group) => sum + group.trials.length, 0);
  const lines = [...wrap(name, width).map(bold), `${trials} trials in ${groups.length} groups, 95 % intervals`];
  const named = groups.map((group) => ({ ...group, name: group.name === "" ? "all trials" : group.name }));
  for (const { quantity, unit } of quantitiesOf(groups)) {
    const rows = named.flatMap((group) => {
      const response = group.responses.find((one) => one.quantity === quantity && one.unit === unit);
      return response ? [[group.name, ...words(response.mean, unit)]] : [];
    });
    lines.push("", bold(`${quantity}${unit === "%" ? ", while the reference exceeds half its peak" : ""}`), ...table(rows, width));
  }
  const chances = named.flatMap(({ name: of, found }) =>
    ("answer" in found && "estimate" in answered(found.answer.calciumTransientProbability) ? [[of, ...words(found.answer.calciumTransientProbability, "")]] : []));
  if (chances.length > 0) lines.push("", bold("Probability of a calcium transient"), ...table(chances, width));
  const refused = named.flatMap(({ name: of, found, responses }) => {
    if ("refused" in found) return [`${of}: ${found.refused}`];
    const amplitude = found.answer.regions[0]?.amplitude;
    return responses.length === 0 && amplitude && "refused" in amplitude ? [`${of}: ${amplitude.refused}`] : [];
  });
  if (refused.length > 0) lines.push("", bold("Not measured"), ...refused.flatMap((text) => wrap(text, width - 2).map((line) => `  ${line}`)));
  if (comparisons.length > 0) {
    lines.push("", bold("Ratios of means, not corrected for how many there are"));
    lines.push(...table(comparisons.map(({ name: of, quantity, ratio }) => [of, quantity, ...words(ratio, "").slice(0, 2)]), width));
  }
  if (issues.length > 0) {
    lines.push("", bold("Read with care"), ...issues.flatMap((issue) => wrap(describeIssue(issue), width - 2).map((line) => `  ${line}`)));
  }
  return `${lines.join("\n")}\n`;
}

/** Value with unit, interval, n; or the sentence. */
function words(answer: GroupComparison["ratio"], unit: string): string[] {
  const found = answered(answer);
  if ("refused" in found) return ["none", found.refused];
  const { value, interval, n } = spoken(found.estimate);
  return [unit === "" ? value : `${value} ${unit}`, interval, n];
}

/** Columns as wide as they need; the last wraps below where there is no room. */
function table(rows: readonly (readonly string[])[], width: number): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, c) =>
    Math.max(0, ...rows.map((row) => (c < row.length - 1 || row.length === count ? printable(row[c] ?? "").length : 0))));
  return rows.flatMap((row) => {
    const cells = row.map((text, c) => (c === row.length - 1 ? printable(text) : printable(text).padEnd(widths[c] ?? 0)));
    const line = `  ${cells.join("  ")}`.trimEnd();
    if (line.length <= width) return [line];
    const last = cells.at(-1) ?? "";
    return [`  ${cells.slice(0, -1).join("  ")}`.trimEnd(), ...wrap(last, width - 6).map((text) => `      ${text}`)];
  });
}
