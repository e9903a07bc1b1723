import type { Answer, Measurement } from "#analysis";
import { describeIssue, type Issue } from "#recording";
import { formatNumber } from "#statistics";
import { printable, shortened } from "./escape.js";
import { answered, capital, groupedAnswers, inBrief, mergedRefusals, separationText, spoken } from "./wording.js";

export interface TextOptions {
  /** Widest line; 80 is usual, 40 the least. */
  readonly columns: number;
  /** With ANSI colours, for a terminal that has them. */
  readonly colour: boolean;
}

type Ink = "plain" | "bold" | "dim" | "spine" | "shaft" | "caution";
/** Select Graphic Rendition (ECMA-48 §8.3.117): amber, blue and yellow of the 256 colours. */
const SGR: Readonly<Record<Ink, string>> = { plain: "", bold: "1", dim: "2", spine: "38;5;172", shaft: "38;5;32", caution: "33" };

/** The measurement for a terminal: what was read, timing with its source, numbers in columns, trials, issues. */
export function textReport(measurement: Measurement, { columns, colour }: TextOptions): string {
  const width = Math.max(40, columns);
  const paint = (text: string, ink: Ink): string => (colour && ink !== "plain" && text !== "" ? `\u001B[${SGR[ink]}m${text}\u001B[0m` : text);
  const wrapped = (text: string, indent: number, ink: Ink = "plain", first = indent): string[] =>
    wrap(text, width - indent).map((line, i) => " ".repeat(i === 0 ? first : indent) + paint(line, ink));
  const lines: string[] = [];
  const block = (...more: readonly string[]): void => void lines.push(...more);

  const { recording, timing, regions } = measurement;
  block(...wrapped(recording.name, 0, "bold"), ...wrapped(facts(measurement), 0, "dim"), "");
  const untimed = recording.lines === 0 ? timing.source : "unknown: the file does not say how long a line takes";
  block(...fact("Line timing", timing.period === undefined ? untimed : `${formatNumber(timing.period, 6)} ms a line (${timing.source})`, width));
  for (const other of timing.alternatives) block(...fact("", `not ${formatNumber(other.period, 6)} ms (${other.source}): ${other.note}`, width).map((line) => paint(line, "dim")));
  for (const sentence of timing.contradictions) block(...fact("", sentence, width).map((line) => paint(line, "caution")));
  if (timing.check !== undefined) block(...fact("", timing.check, width));
  if (timing.period === undefined && recording.lines > 0) block(...fact("", "Times are refused. Give it: --line-period 2ms", width));

  for (const [heading, all] of groupedAnswers(measurement)) {
    const rows = all.filter(({ key }) => key !== "calciumTransientProbability");
    const index = regions.findIndex((region) => region.name === heading);
    const where = regions[index] ? paint(`  pixels ${regions[index].from} to ${regions[index].to}`, "dim") : "";
    if (rows.length === 0) continue;
    const title = paint(shortened(heading, width - 44), index === 0 ? "spine" : index === 1 ? "shaft" : "bold") + where;
    block("", title + (index === 0 ? paint("  95 % intervals", "dim") : ""), ...numberLines(rows, width, paint));
  }

  block("", paint("Probability of a calcium transient", "bold"), ...wrapped(probability(measurement), 2));
  block(...trialSummary(measurement).flatMap((sentence) => wrapped(sentence, 2)));
  block(...separation(measurement).flatMap((sentence) => wrapped(sentence, 2)));
  if (measurement.issues.length > 0) block("", paint("Read with care", "bold"), ...measurement.issues.flatMap((issue) => issueLines(issue, width, paint)));
  return `${lines.join("\n")}\n`;
}

function facts({ recording, trials }: Measurement): string {
  const used = trials.filter((trial) => trial.included).length;
  return [
    recording.formatDetail,
    recording.lines > 0 ? `${recording.lines} lines of ${recording.pixels} pixels` : "no line scan",
    `${recording.channels.length === 1 ? "channel" : "channels"} ${recording.channels.join(", ")}`,
    `${used} of ${recording.trials} ${recording.trials === 1 ? "trial" : "trials"} in`,
    ...(recording.simulated ? ["simulated"] : []),
  ].join(", ");
}

/** A name in a column of its own with text beside it. */
function fact(name: string, text: string, width: number): string[] {
  const indent = 13;
  return wrap(text, width - indent).map((line, i) => `${(i === 0 ? name : "").padEnd(indent)}${line}`);
}

/** Name, value with unit, interval, n: values flush right at the decimal's end, sentences wrapped below their name. */
function numberLines(rows: readonly { name: string; answer: Answer }[], width: number, paint: (text: string, ink: Ink) => string): string[] {
  const written = mergedRefusals(rows).map(({ name, answer }) => {
    const found = answered(answer);
    return { name: capital(printable(name)), found, words: "refused" in found ? undefined : spoken(found.estimate) };
  });
  const longest = (text: (row: (typeof written)[number]) => string): number => Math.max(0, ...written.map((row) => text(row).length));
  const valueWidth = longest(({ words }) => words?.value ?? "");
  const unitWidth = longest(({ words }) => unitOf(words?.unit));
  const intervalWidth = longest(({ words }) => words?.interval ?? "");
  const beside = 2 + 2 + valueWidth + 1 + unitWidth + 2 + intervalWidth;
  const nameWidth = Math.max(8, Math.min(longest(({ name }) => (name.length > 38 ? "" : name)), width - beside));
  const hasRoom = nameWidth + beside + 2 + longest(({ words }) => printable(words?.n ?? "")) <= width;
  return written.flatMap(({ name, found, words }) => {
    const alone = name.length > nameWidth; // on a line of its own, since nothing of it may be cut
    const lead = alone ? wrap(name, width - 2).map((line) => `  ${line}`) : [];
    const title = (alone ? "" : name).padEnd(nameWidth);
    if ("refused" in found || words === undefined) {
      const indent = alone || nameWidth > 26 ? 4 : nameWidth + 4;
      const text = wrap("refused" in found ? found.refused : "", width - indent).map((line) => " ".repeat(indent) + paint(line, "dim"));
      const [first = "", ...others] = text;
      if (alone) return [...lead, ...text];
      return indent === 4 ? [`  ${name}`, ...text] : [`  ${title}  ${first.slice(indent)}`, ...others];
    }
    const unit = unitOf(words.unit).padEnd(unitWidth);
    const start = `  ${title}  ${paint(words.value.padStart(valueWidth), "bold")} ${unit}  ${words.interval.padEnd(intervalWidth)}`;
    const tail = hasRoom ? `  ${paint(printable(words.n), "dim")}` : "";
    const note = found.estimate.note === undefined ? [] : wrap(found.estimate.note, width - 6).map((line) => `      ${paint(line, "dim")}`);
    return [...lead, (start + tail).trimEnd(), ...note];
  });
}

/** A unit as a terminal has room for. */
function unitOf(unit: string | undefined): string {
  return unit === "percentage points" ? "points" : shortened(unit ?? "", 18);
}

function probability({ calciumTransientProbability }: Measurement): string {
  const found = answered(calciumTransientProbability);
  if ("refused" in found) return found.refused;
  return `${inBrief(calciumTransientProbability)}, ${spoken(found.estimate).n}; ${found.estimate.method}`;
}

/** Why no trial is called, where none is, and what would help. */
function separation({ amplitudes }: Measurement): string[] {
  if (!amplitudes?.separation) return [];
  const { why, help } = separationText(amplitudes.separation);
  return [why, ...help.map((sentence, k) => `${k === 0 ? "What would help: " : "Or: "}${sentence}`)];
}

function trialSummary({ trials, soma }: Measurement): string[] {
  const kept = trials.filter((trial) => trial.included);
  const count = (call: string): number => kept.filter((trial) => trial.call === call).length;
  const counted = (call: string, many: string): string => `${count(call)} ${count(call) === 1 ? call : many}`;
  const called = kept.some((trial) => trial.call !== undefined);
  const judged = soma ? kept.filter((trial) => trial.call !== undefined && trial.somaCall !== undefined) : [];
  return [
    ...(called ? [`${counted("success", "successes")}, ${counted("failure", "failures")}, ${count("undecided")} undecided of ${kept.length} trials`] : []),
    ...(judged.length > 0 ? [`calcium and ${soma?.quantity ?? "soma"} agree in ${judged.filter((t) => t.call === t.somaCall).length} of ${judged.length}`] : []),
    ...kept.filter(({ callFrom }) => callFrom === "user").map(({ trial, call, computedCall }) =>
      `trial ${trial + 1} called a ${call} by hand${computedCall === undefined ? "" : `; computed: ${computedCall}`}`),
    ...trials.filter((trial) => !trial.included).map((trial) => `trial ${trial.trial + 1} left out: ${trial.reason}`),
  ];
}

function issueLines(issue: Issue, width: number, paint: (text: string, ink: Ink) => string): string[] {
  const word = { note: "note", warning: "doubtful", error: "not read" }[issue.severity];
  const indent = 12;
  return wrap(describeIssue(issue), width - indent).map((line, i) => (i === 0 ? `  ${paint(word.padEnd(indent - 2), issue.severity === "note" ? "dim" : "caution")}` : " ".repeat(indent)) + line);
}

/** Words set in lines of at most `width` letters; a longer word is cut. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  const words = printable(text).split(" ").flatMap((word) => {
    const letters = Array.from(word);
    return letters.length <= width ? [word] : Array.from({ length: Math.ceil(letters.length / width) }, (_, i) => letters.slice(i * width, (i + 1) * width).join(""));
  });
  for (const word of words) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
