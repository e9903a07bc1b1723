/** The scorecard as one HTML file: counts, rows with figures, sets, arguments, questions of method, parameters. */
import type { ParameterRow } from "#model";
import { escapeMarkup as e, htmlPage, pageStyle, type Markup, type ReportFonts } from "#report";
import type { FigurePicture } from "../figures/index.js";
import { findings } from "../findings.js";
import type { Row, Scorecard } from "../scorecard.js";
import type { Whole } from "../whole.js";
import { counted, glyph, plain, signOf, text, VERDICTS } from "./marks.js";
import { figureMarkup, findingsSection, GROUPS, rowsOf } from "./rows.js";
import { setsSection } from "./sets.js";
import { argumentsSection, biasesSection } from "./studies.js";
import { SCORECARD_STYLE } from "./style.js";

export { eachDrawing, rowDrawing, type OtherSet } from "./chart.js";
export { influxDrawing } from "./influx-chart.js";
export {
  counted, glyph as verdictGlyph, signOf, text as printed, VERDICTS as verdicts, withInterval, written, type Sign,
} from "./marks.js";
export { rangeSaid } from "./rows.js";
export { argumentSaid, argumentsSaid, methodDrawing, outcomesDrawing, remedyHead } from "./studies.js";

export interface ScorecardPage {
  readonly card: Scorecard & Whole;
  readonly figures: readonly FigurePicture[];
  /** Of the first set. */
  readonly parameters: readonly ParameterRow[];
  /** Rows by which the set was chosen; those that findings call so by default. */
  readonly training?: readonly string[];
  readonly seed: number;
  /** That it took; absent where nobody measured it. */
  readonly seconds?: number;
  readonly version: string;
  /** The command line that makes this page again. */
  readonly command: string;
  readonly fonts?: ReportFonts;
}

/** The page. The same card and options give the same bytes; the seconds it took are one of them. */
export function scorecardPage(page: ScorecardPage): string {
  const { card, figures, version, fonts } = page;
  const training = new Set(page.training ?? findings.filter(({ role }) => role === "fit").map(({ id }) => id));
  const [, ...others] = card.sets;
  const loose = figures.filter((figure) => figure.findings.every((id) => !card.rows.some((row) => row.id === id)));
  const body = [
    heading(page, training), glance(card.rows),
    loose.length === 0 ? "" : `<section>${loose.map(figureMarkup).join("")}</section>\n`,
    findingsSection(card.rows, { others, training, figures }),
    setsSection(card), argumentsSection(card.arguments), biasesSection(card.biases), parametersSection(page),
  ].join("");
  return htmlPage({
    title: "Scorecard of Yuste et al. 1999, Radiatum", aside: `scorecard, version ${version}`,
    style: pageStyle(fonts) + SCORECARD_STYLE, body,
  });
}

function heading({ card, seed, seconds }: ScorecardPage, training: ReadonlySet<string>): Markup {
  const { rows, summary, sets } = card;
  const counts = VERDICTS.map((verdict) => `<span>${glyph(verdict)}<b>${summary[verdict]}</b>${verdict}</span>`);
  const share = (of: (row: Row) => boolean): string => {
    const own = rows.filter(of);
    return `${own.filter(({ verdict }) => verdict === "reproduced").length} of ${own.length}`;
  };
  const isSetting = ({ finding }: Row): boolean => finding.role === "setting";
  const fitted = share((row) => !isSetting(row) && training.has(row.id));
  const heldOut = share((row) => !isSetting(row) && !training.has(row.id));
  const facts = [
    "Yuste, Majewska, Cash & Denk 1999, J Neurosci 19:1976", `set ${sets[0]?.name ?? ""}`, `seed ${seed}`,
    ...(seconds === undefined ? [] : [`${seconds.toFixed(0)} s`]),
  ].map((fact) => `<span>${e(fact)}</span>`);
  return [
    `<section><h1>${counted(rows.length, "findings")}, one parameter set, measured through noisy images</h1>`,
    `<div class="facts"><span class="flag">simulated</span>${facts.join("")}</div>`,
    `<div class="summary">${counts.join("")}</div>`,
    `<p class="note">Reproduced are ${fitted} training rows, by which the set was chosen, ${heldOut} held out, and `,
    `${share(isSetting)} settings. ${unmeasured(rows)}Ranges that count were written before any model existed.</p></section>\n`,
  ].join("");
}

function unmeasured(rows: readonly Row[]): string {
  const count = rows.filter((row) => signOf(row) === "not measured").length;
  return count === 0 ? "" : `Of those not reproduced ${count} could not be measured. `;
}

/** Every row as its verdict's sign, to be looked over at once. */
function glance(rows: readonly Row[]): Markup {
  const groups = GROUPS.flatMap(([letter, title]) => {
    const own = rowsOf(rows, letter);
    const signs = own.map((row) => {
      const title = e(plain(`${row.id} ${row.finding.about}: ${signOf(row)}`));
      return `<a href="#${row.id}" title="${title}" aria-label="${title}">${glyph(signOf(row))}</a>`;
    });
    const head = `<h3><a href="#group-${letter}">${title}</a></h3>`;
    return own.length === 0 ? [] : [`<div>${head}<span>${signs.join("")}</span></div>`];
  });
  return `<section><nav class="glance" aria-label="All findings">${groups.join("")}</nav></section>\n`;
}

function parametersSection({ parameters, card, command, seed, version, seconds }: ScorecardPage): Markup {
  const outside = parameters.filter(({ outsideBounds }) => outsideBounds).length;
  const heads = ["name", "value", "bounds", "source"].map((head) => `<th>${head}</th>`).join("");
  const table = parameters.length === 0 ? "" : [
    `<details><summary>${parameters.length} numbers of set ${e(card.sets[0]?.name ?? "")} with bounds and sources; `,
    `${outside} outside their bounds</summary><div class="scroll"><table><thead><tr>${heads}</tr></thead>`,
    `<tbody>${parameters.map(parameterRow).join("")}</tbody></table></div></details>`,
  ].join("");
  return [
    `<section class="long" id="parameters"><header><h2>Parameters</h2></header>${table}</section>`,
    `<section id="repeat"><header><h2>Repeat it</h2></header><pre>${e(command)}</pre>`,
    `<p class="note">Radiatum ${e(version)}, seed ${seed}${seconds === undefined ? "" : `; took ${seconds.toFixed(0)} s`}. `,
    "The same seed gives the same rows on any number of threads.</p></section>\n",
  ].join("");
}

function parameterRow({ name, value, from, to, source, changed, outsideBounds }: ParameterRow): Markup {
  const marks = (changed ? " <b>changed</b>" : "") + (outsideBounds ? " <b>outside its bounds</b>" : "");
  return [
    `<tr${outsideBounds ? ' class="flagged"' : ""}><td class="any">${e(name)}</td><td class="w">${text(value)}</td>`,
    `<td class="w">${text(from)} to ${text(to)}</td><td>${text(source)}${marks}</td></tr>`,
  ].join("");
}
