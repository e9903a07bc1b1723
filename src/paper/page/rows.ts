/** The findings, row by row, each group's figures above the rows that they show. */
import { escapeMarkup as e, inlineSvg, type Markup } from "#report";
import { composites } from "../composites.js";
import type { FigurePicture } from "../figures/index.js";
import type { Finding } from "../findings.js";
import { quoteOf } from "../quotes.js";
import { countsSaid } from "../counts.js";
import { protocolOf, selectionOf, type Row } from "../scorecard.js";
import { isMeasured, wordsFor } from "../verdict.js";
import type { SetCard } from "../whole.js";
import { rowDrawing, type OtherSet } from "./chart.js";
import { glyph, quoted, signOf, text, withInterval, written } from "./marks.js";

export const GROUPS: readonly (readonly [letter: string, title: string])[] = [
  ["A", "Action potentials"], ["S", "Synaptic calcium"], ["Q", "Release"], ["C", "Calibration"], ["H", "Pairing"],
  ["N", "Noise"], ["M", "Methods"],
];

/** What stands beside the first set's rows. */
export interface Beside {
  readonly others: readonly SetCard[];
  readonly training: ReadonlySet<string>;
  readonly figures: readonly FigurePicture[];
}

/** Marks of the sets beside the first, in their order; a third one and more stand in the table alone. */
const SET_MARKS: readonly OtherSet["mark"][] = ["diamond", "triangle"];

export const rowsOf = (rows: readonly Row[], letter: string): Row[] => rows.filter(({ id }) => id.startsWith(letter));

export function findingsSection(rows: readonly Row[], beside: Beside): Markup {
  const groups = GROUPS.flatMap(([letter, title]) => {
    const own = rowsOf(rows, letter);
    return own.length === 0 ? [] : [group(letter, title, own, beside)];
  });
  return `<section class="long rows" id="findings">${legend(beside)}${groups.join("")}</section>\n`;
}

function group(letter: string, title: string, rows: readonly Row[], beside: Beside): Markup {
  let last: FigurePicture | undefined;
  const body = rows.map((row) => {
    const figure = beside.figures.find(({ findings }) => findings.includes(row.id));
    const first = figure !== undefined && figure !== last && firstShown(figure, row.id, rows);
    last = figure ?? last;
    return (first ? figureMarkup(figure) : "") + rowMarkup(row, beside);
  });
  return `<h2 class="group" id="group-${letter}">${title}</h2>${body.join("")}`;
}

/** A figure stands once in the group to which its first finding belongs, before the first of its rows there. */
function firstShown({ findings }: FigurePicture, id: string, rows: readonly Row[]): boolean {
  return findings[0]?.charAt(0) === id.charAt(0) && rows.find((row) => findings.includes(row.id))?.id === id;
}

export function figureMarkup({ number, title, caption, svg, protocols }: FigurePicture): Markup {
  // A file's prolog has no place within a page.
  const drawing = svg.replace(/^\s*<\?xml[^>]*\?>\s*/u, "");
  return `<figure class="paper-figure" id="figure-${number}"><div class="scroll" tabindex="0">${drawing}</div>`
    + `<figcaption><h3>Figure ${number}. ${text(title)}</h3><p>${text(caption)}</p>`
    + `<p class="note">${protocols.map((name) => e(`paper/${name}.yaml`)).join(", ")}</p></figcaption></figure>`;
}

function legend({ others }: Beside): Markup {
  const sets = others.slice(0, SET_MARKS.length).map(({ name }, i) =>
    `<span>${SET_MARKS[i] === "diamond" ? "◇" : "△"} ${e(name)}</span>`);
  return [
    `<div class="legend"><span class="said">The paper says</span><span><i class="sw-disc"></i>ours, 95 % interval</span>`,
    ...sets, `<span class="truth"><i class="sw-truth"></i>truth</span><span><i class="sw-band"></i>counts</span></div>`,
  ].join("");
}

function rowMarkup(row: Row, { others, training }: Beside): Markup {
  const { id, finding, note, why } = row;
  const quote = quoteOf(id);
  const besides = others.map(({ rows }) => rows.find((one) => one.id === id));
  const drawing = rowDrawing(row, besides.slice(0, SET_MARKS.length).map((other, i): OtherSet => ({
    mark: SET_MARKS[i] as OtherSet["mark"], ...(other?.value !== undefined && { value: other.value }),
  })));
  return [
    `<article class="row" id="${id}"><div class="id">${id}<span>${roleOf(finding, training)}</span></div>`,
    `<div class="says">${quote ? quoted(quote) : ""}<p>${text(finding.about)}. `,
    `<span class="faint">${e(finding.where)}; ${e(protocolsOf(id))}</span></p>`,
    why === undefined ? "" : `<p class="why short">${text(why)}</p>`,
    note === undefined ? "" : `<p class="why">${text(note)}</p>`, decidedBy(row),
    `</div><div class="chart">${drawing ? inlineSvg(drawing) : ""}</div>`,
    `<div class="ver">${glyph(signOf(row))}<div><b>${signOf(row)}</b>${numbersOf(row)}${otherLines(others, besides)}</div></div>`,
    "</article>\n",
  ].join("");
}

/** What decides the verdict, what is to be known of it, and how the spines were chosen. */
function decidedBy({ id, finding: { criterion, basis } }: Row): Markup {
  const selection = selectionOf(id);
  return [
    `<p class="faint">Decides: ${text(criterion)}</p>`,
    basis ? `<p class="faint"><b>${basis.kind}</b>: ${text(basis.says)}.</p>` : "",
    selection === undefined ? "" : `<details class="faint"><summary>How spines were chosen</summary><p>${text(selection)}</p></details>`,
  ].join("");
}

function numbersOf(row: Row): Markup {
  const { finding, value, n, nOf, truth } = row;
  const share = finding.unit === `of ${nOf}`;
  const unit = finding.unit === "" || share ? "" : ` <span class="u">${text(finding.unit)}</span>`;
  const own = value === undefined ? wordsFor(row) : `${withInterval(row)}${unit}`;
  const lines = [
    ...(isMeasured(row) ? [own + (n > 0 ? `<span class="u">, ${share ? "of " : ""}${e(countsSaid(row))}</span>` : "")] : []),
    `<span class="u">paper</span> ${text(finding.paper)}${rangeOf(finding)}`,
    ...(truth === undefined || !Number.isFinite(truth) ? [] : [`<span class="truth">truth ${e(written(truth))}</span>`]),
  ];
  return lines.map((line) => `<div>${line}</div>`).join("");
}

const rangeOf = (finding: Finding): Markup =>
  (finding.range ? `<span class="u">; counts ${e(rangeSaid(finding))}</span>` : "");

/** "0.3 to 0.42", "from 10"; "" where the finding has no range. */
export function rangeSaid({ range }: Finding): string {
  if (!range) return "";
  const [low, high] = range.map((end) => written(end)) as [string, string];
  return range[1] === Infinity ? `from ${low}` : range[0] === -Infinity ? `up to ${high}` : `${low} to ${high}`;
}

function otherLines(others: readonly SetCard[], rows: readonly (Row | undefined)[]): Markup {
  return others.flatMap(({ name }, i) => {
    const row = rows[i];
    if (!row) return [];
    const value = e(row.value === undefined ? wordsFor(row) : written(row.value, row));
    return [`<div class="other">${glyph(signOf(row))}<span class="u">${e(name)}</span> ${value}</div>`];
  }).join("");
}

function roleOf({ id, role }: Finding, training: ReadonlySet<string>): string {
  if (role === "setting") return "setting";
  return training.has(id) ? "training" : "held out";
}

/** Where the row comes from: a protocol file, other rows, or all protocols. */
function protocolsOf(id: string): string {
  const own = protocolOf(id);
  const parts = composites.find((one) => one.id === id)?.of;
  if (parts) return `rows ${parts.join(", ")}`;
  return own === undefined ? "all protocols" : `paper/${own}.yaml`;
}
