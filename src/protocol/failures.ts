import { failures } from "#errors";
import type { Problem } from "./shapes/shape.js";

/** Problems listed in full; more than these are counted. */
const LISTED = 8;

/** "line 4, column 11: conditions[0].holding: …" */
function line({ written, says, place }: Problem): string {
  const where = place ? `line ${place.line}, column ${place.column}: ` : "";
  return `${where}${written === "" ? "" : `${written}: `}${says}`;
}

/** With its full stop, unless it asks something or shows a line with a caret. */
const sentence = (text: string): string => (text.endsWith("?") || text.includes("\n") ? text : `${text}.`);

function listing(file: string, problems: readonly Problem[]): string {
  const [first, ...others] = problems;
  if (first && others.length === 0) return sentence(`${file}: ${line(first)}`);
  const more = problems.length > LISTED ? [`  and ${problems.length - LISTED} more`] : [];
  return [`${file} has ${problems.length} problems:`, ...problems.slice(0, LISTED).map((p) => `  ${line(p).replaceAll("\n", "\n  ")}`), ...more].join("\n");
}

export const misuse = failures("usage", {
  "protocol-wrong": (f: { file: string; problems: readonly Problem[] }) => listing(f.file, f.problems),
  "protocol-empty": (f: { file: string }) => `${f.file} is empty; radiatum protocol new prints one to start from.`,
  "protocol-not-plain": (f: { file: string; path: string; found: string }) =>
    `${f.file}: ${f.path === "" ? "" : `${f.path}: `}${f.found} is no plain data, of which a protocol is made; ` +
    `give text, numbers, lists and objects.`,
  "change-malformed": (f: { text: string }) =>
    `"${f.text}" is no change: write what and its new value, such as nmda.gMax=0.3nS or electrode.holding=-60mV.`,
  "change-unknown": (f: { text: string; path: string; hint: string }) =>
    sentence(`"${f.text}": the model has no parameter and the protocol no field "${f.path}"; ${f.hint}`),
});

export const unreadable = failures("unreadable", {
  "protocol-not-text": (f: { file: string; found: string }) =>
    `${f.file}: ${f.found}, so it is no protocol; save it as plain text in UTF-8.`,
  "protocol-too-long": (f: { file: string; bytes: number; most: number }) =>
    `${f.file}: ${f.bytes} bytes are too many for a protocol, which is a page or two; the most is ${f.most}.`,
  "protocol-not-yaml": (f: { file: string; line: number; column: number; reason: string }) =>
    `${f.file}: line ${f.line}, column ${f.column}: this is neither YAML nor JSON (${f.reason}).`,
  "protocol-too-deep": (f: { file: string }) =>
    `${f.file}: it is nested deeper than any protocol; check its brackets and indentation.`,
});
