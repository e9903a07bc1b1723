/** The authors' arguments, tried; and where the paper's method moves the answer. */
import { escapeMarkup as e, inlineSvg, type Drawing, type Markup } from "#report";
import type { Bias } from "../biases.js";
import type { Argument } from "../counterfactuals.js";
import type { Outcome } from "../outcome.js";
import { markRows } from "./mark-rows.js";
import { counted, glyph, quoted, sectionHeader, text, withInterval, written } from "./marks.js";

export function argumentsSection(all: readonly Argument[]): Markup {
  if (all.length === 0) return "";
  const note = `${argumentsSaid(all)}: what they argue from is taken away, or put in, and the bench measures again`;
  return `<section class="long" id="arguments">${sectionHeader("The authors' arguments, tried", note)}`
    + `${all.map(argumentMarkup).join("")}</section>\n`;
}

/** "7 of 9 hold, 1 doesn't, 1 is undecided". */
export function argumentsSaid(all: readonly Argument[]): string {
  const count = (wanted: Argument["verdict"]): number => all.filter(({ verdict }) => verdict === wanted).length;
  const [failing, open] = [count("does not hold"), count("undecided")];
  return `${count("holds")} of ${all.length} hold` + (failing === 0 ? "" : `, ${failing} ${failing === 1 ? "doesn't" : "don't"}`)
    + (open === 0 ? "" : `, ${open} ${open === 1 ? "is" : "are"} undecided`);
}

/** The verdict, and what really happened where that is known to be otherwise. */
export const argumentSaid = ({ verdict, truly }: Argument): string => {
  if (verdict === "undecided") return truly ? "undecided; true in the model" : "undecided";
  return verdict === "holds" ? "holds" : truly ? "does not hold as measured; true in the model" : "does not hold";
};

function argumentMarkup(one: Argument): Markup {
  const { name, title, argument, changed, measured, unit, outcomes, expected, verdict, because } = one;
  return [
    `<article class="row" id="argument-${name}"><div class="id"></div><div class="says"><h3>${text(title)}</h3>`,
    `${quoted(one)}<p>${text(argument)}</p>`,
    `<p class="faint">Changed: <code>${text(changed)}</code>. Measured: ${text(measured)}. `,
    `Expected: ${text(expected)}.</p>`,
    `<p class="why${verdict === "holds" ? "" : " short"}">${text(because)}</p></div>`,
    `<div class="chart">${inlineSvg(outcomesDrawing(outcomes, unit))}</div>`,
    `<div class="ver">${glyph(verdict)}<div><b>${argumentSaid(one)}</b>`,
    outcomes.map((outcome) => outcomeLine(outcome, unit)).join(""),
    "</div></div></article>\n",
  ].join("");
}

/** An argument's numbers: as the paper has it, and otherwise. */
export function outcomesDrawing(outcomes: readonly Outcome[], unit: string): Drawing {
  const rows = outcomes.map((one) =>
    ({ name: one.what, marks: [one], ...(one.truth !== undefined && { truth: one.truth }) }));
  return markRows(rows, unit, 268);
}

function outcomeLine(outcome: Outcome, unit: string): Markup {
  const { what, value, n, nOf, truth } = outcome;
  const named = unit === "" ? "" : ` <span class="u">${text(unit)}</span>`;
  return [
    `<div><span class="u">${text(what)}</span><br>${value === undefined ? "no number" : withInterval(outcome) + named}`,
    `<span class="u">, ${e(counted(n, nOf))}</span>`,
    truth === undefined ? "" : ` <span class="truth">truth ${e(written(truth))}</span>`, "</div>",
  ].join("");
}

export function biasesSection(all: readonly Bias[]): Markup {
  if (all.length === 0) return "";
  const note = "the paper's estimate (open), what was tried against it (full) and the truth, of the same recordings";
  return `<section class="long" id="methods">${sectionHeader("Where the method moves the answer", note)}`
    + `${all.map(biasMarkup).join("")}</section>\n`;
}

/** The head of the second estimate's column: "better" only where it is. */
export const remedyHead = ({ remedy }: Bias): string => (remedy === "better" ? "better" : "tried");

/** The paper's estimate (open), the one tried against it and the truth. */
export function methodDrawing({ cases, unit }: Bias): Drawing {
  return markRows(cases.map(({ name: what, paper, better, truth }) =>
    ({ name: what, marks: [{ ...paper, open: true }, better], truth })), unit, 400);
}

function biasMarkup(bias: Bias): Markup {
  const { name, title, unit, paperWay, betterWay, cases, says, remedy, remedySays } = bias;
  const drawing = methodDrawing(bias);
  const rows = cases.map(({ name: what, paper, better, truth }) => [
    `<tr><td>${text(what)}</td><td class="w">${number(paper)}</td><td class="w">${number(better)}</td>`,
    `<td class="w truth">${e(written(truth))}</td><td class="u">${e(counted(better.n, better.nOf))}</td></tr>`,
  ].join(""));
  const heads = [unit, "paper's", remedyHead(bias), "truth", "n"].map((head) => `<th>${text(head)}</th>`).join("");
  return [
    `<article class="bias" id="method-${name}"><div><h3>${text(title)}</h3>${quoted(bias)}<p>${text(says)}</p>`,
    `<div class="scroll"><table><thead><tr>${heads}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`,
    `<p class="faint">Paper's: ${text(paperWay)}. Tried against it: ${text(betterWay)}; ${remedy}. ${text(remedySays)}</p></div>`,
    `<figure>${inlineSvg(drawing)}</figure></article>\n`,
  ].join("");
}

const number = (outcome: Outcome): Markup =>
  (outcome.value === undefined ? `<span class="u">refused</span>` : withInterval(outcome));
