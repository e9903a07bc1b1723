/** What stands below the findings: sets beside each other, arguments, questions of method. */
import {
  element, escapeMarkup as e, inherited as theme, inlineSvg, label, linearScale, rule, ticks, tickText, typeScale,
  type Drawing, type Markup,
} from "#report";
import type { Bias } from "../biases.js";
import type { Argument } from "../counterfactuals.js";
import { influxSays, type Exclusion, type InfluxPoint, type TradeOff } from "../exclusions.js";
import { findingOf } from "../findings.js";
import type { Outcome } from "../outcome.js";
import type { Row } from "../scorecard.js";
import type { SetCard, Whole } from "../whole.js";
import { truthTick } from "./chart.js";
import { counted, glyph, plain, text, VERDICTS, withInterval, written } from "./marks.js";

const header = (title: string, note: string): Markup =>
  `<header><h2>${text(title)}</h2>${note === "" ? "" : `<span class="note">${text(note)}</span>`}</header>`;

/** The sets' rows beside each other, and which findings don't go together. */
export function setsSection({ sets, exclusions, tradeOffs, influx }: Whole): Markup {
  if (exclusions.length === 0 && influx.length === 0 && sets.length < 2) return "";
  const beside = sets.length < 2
    ? `<p class="note">One set was run. <b>--set yuste-calibration --set sabatini-2002</b> puts others beside it.</p>`
    : setTable(sets);
  return `<section class="long" id="sets">${header("Parameter sets, and what excludes what", sets.map(({ name }) => name).join(", "))}`
    + `${exclusionReading(exclusions, influx)}${tradeReading(tradeOffs)}${beside}</section>\n`;
}

function setTable(sets: readonly SetCard[]): Markup {
  const [first] = sets as [SetCard, ...SetCard[]];
  const heads = sets.map(({ name }) => `<th>${e(name)}</th>`).join("");
  const totals = VERDICTS.map((verdict) => `<tr><td>${glyph(verdict)} ${verdict}</td>`
    + sets.map(({ summary }) => `<td class="v">${summary[verdict]}</td>`).join("") + "</tr>");
  const rows = first.rows.map(({ id, finding }) => `<tr><td><a href="#${id}">${id}</a> ${text(finding.about)}</td>`
    + sets.map(({ rows: own }) => cell(own.find((row) => row.id === id))).join("") + "</tr>");
  return `<div class="scroll"><table class="sets"><thead><tr><th>findings</th>${heads}</tr></thead><tbody>${totals.join("")}</tbody>`
    + `<tbody>${rows.join("")}</tbody></table></div>`;
}

const cell = (row: Row | undefined): Markup => (row
  ? `<td class="w">${glyph(row.verdict)}<span class="vh">${row.verdict}</span> ${withInterval(row)}</td>` : "<td>—</td>");

function exclusionReading(exclusions: readonly Exclusion[], influx: readonly InfluxPoint[]): Markup {
  const items = exclusions.map(({ pair, bySet, says }) => {
    const numbers = bySet.map(({ set, sides }) => `<span class="pair"><span class="u">${e(set)}</span> `
      + sides.map(({ id, value, verdict }) => `${glyph(verdict)} ${id} ${e(written(value))}`).join(" ") + "</span>").join("");
    return `<tr><td class="w"><a href="#${pair[0]}">${pair[0]}</a> and <a href="#${pair[1]}">${pair[1]}</a></td><td>${numbers}</td><td>${text(says)}</td></tr>`;
  });
  const curve = influx.length === 0 ? "" : `<h3>Why: how much calcium an action potential brings</h3><p>${text(influxSays(influx))}</p>`
    + `<div class="charts">${[influxDrawing(influx, "a", "C01", "a of Fig. 7A"), influxDrawing(influx, "ratio", "H01", "pairing over the sum, Fig. 8A")]
      .map((drawing) => `<figure>${inlineSvg(drawing)}</figure>`).join("")}</div>`;
  const table = items.length === 0 ? ""
    : `<h3>Findings that the equations set against each other</h3><div class="scroll"><table><tbody>${items.join("")}</tbody></table></div>`;
  return curve + table;
}

/** Only those that concern a row not reproduced by the first set would be too many to read; these are counted by finding. */
function tradeReading(tradeOffs: readonly TradeOff[]): Markup {
  if (tradeOffs.length === 0) return "";
  const items = tradeOffs.slice(0, MOST_PAIRS).map(({ pair: [a, b], one, other }) =>
    `<li><a href="#${a}">${a}</a> (${e(one.join(", "))}) or <a href="#${b}">${b}</a> (${e(other.join(", "))})</li>`);
  const more = tradeOffs.length - items.length;
  return `<details><summary>Pairs that some set has one of, and none has both: ${tradeOffs.length}</summary><p class="note">By the verdicts alone. `
    + `Where populations are small some are chance: another seed tells.</p><ul class="pairs">${items.join("")}</ul>`
    + `${more > 0 ? `<p class="note">And ${more} more in scorecard.json.</p>` : ""}</details>`;
}
const MOST_PAIRS = 60;

function influxDrawing(all: readonly InfluxPoint[], of: "a" | "ratio", id: string, name: string): Drawing {
  const points = all.filter((point) => Number.isFinite(point.influx + point[of].truth));
  const [width, height] = [340, 190];
  const box = { left: 34, right: width - 10, top: 24, bottom: height - 38 };
  const [low, high] = findingOf(id).range ?? [0, 1];
  const top = Math.max(high, ...points.flatMap((point) => [point[of].truth, point[of].high ?? 0]));
  const x = linearScale([0, 1.08 * Math.max(1, ...points.map(({ influx }) => influx))], [box.left, box.right]);
  const y = linearScale([0, 1.05 * Math.min(top, 2 * high)], [box.bottom, box.top]);
  const inside = (value: number): number => y(Math.min(y.domain[1], Math.max(0, value)));
  const marks = [
    element("rect", { x: box.left, y: inside(high), width: box.right - box.left, height: inside(low) - inside(high), fill: theme.accept }),
    ...ticks(y.domain, 4).map((tick) => rule(box.left, y(tick), box.right, y(tick), theme.line, { "stroke-dasharray": tick === 0 ? undefined : "1 4" })
      + label(box.left - 6, y(tick) + 3.5, tickText(tick), { fill: theme.ink3, anchor: "end" })),
    ...ticks(x.domain, 5).map((tick) => rule(x(tick), box.bottom, x(tick), box.bottom + 4, theme.axis)
      + label(x(tick), box.bottom + 15, tickText(tick), { fill: theme.ink3, anchor: "middle" })),
    rule(box.left, box.bottom, box.right, box.bottom, theme.axis),
    label(box.left, 12, name, { fill: theme.ink, weight: 600, size: typeScale.small }),
    label(box.right, box.bottom + 31, "µM calcium an action potential", { fill: theme.ink2, anchor: "end" }),
    element("path", {
      d: points.map((point, i) => `${i === 0 ? "M" : "L"}${x(point.influx).toFixed(1)} ${inside(point[of].truth).toFixed(1)}`).join(""),
      fill: "none", stroke: theme.truth, "stroke-width": 1.2, "stroke-dasharray": "2 3",
    }),
    ...points.flatMap(({ influx, ...point }) => {
      const { value, low: from, high: to } = point[of];
      if (value === undefined) return [];
      return [
        ...(from === undefined || to === undefined ? [] : [rule(x(influx), inside(from), x(influx), inside(to), theme.ink, { "stroke-width": 1.8 })]),
        element("circle", { cx: x(influx), cy: inside(value), r: 4, fill: theme.ink }),
      ];
    }),
  ];
  const spoken = `${name}: ${points.map((point) => `${written(point[of].value)} at ${written(point.influx)} µM`).join(", ")}`;
  return { width, height, spoken, marks: marks.join("") };
}

/** Each argument, what was changed, both outcomes, and whether it holds. */
export function argumentsSection(all: readonly Argument[]): Markup {
  if (all.length === 0) return "";
  const held = all.filter(({ holds }) => holds).length;
  return `<section class="long" id="arguments">${header("The authors' arguments, tried",
    `${held} of ${all.length} hold: what they argue from is taken away, or put in, and the bench measures again`)}`
    + `${all.map(argumentMarkup).join("")}</section>\n`;
}

function argumentMarkup({ name, title, page, words, argument, changed, measured, unit, outcomes, holds, because }: Argument): Markup {
  return `<article class="row" id="argument-${name}"><div class="id"></div><div class="says"><h3>${text(title)}</h3>`
    + `<blockquote>“${text(words)}” <cite>p. ${page}</cite></blockquote><p>${text(argument)}</p>`
    + `<p class="faint">Changed: <code>${text(changed)}</code>. Measured: ${text(measured)}.</p>`
    + `<p class="why${holds ? "" : " short"}">${text(because)}</p></div>`
    + `<div class="chart">${inlineSvg(outcomesDrawing(outcomes, unit))}</div>`
    + `<div class="ver">${glyph(holds ? "reproduced" : "not reproduced")}<div><b>${holds ? "holds" : "does not hold"}</b>`
    + `${outcomes.map((outcome) => outcomeLine(outcome, unit)).join("")}</div></div></article>\n`;
}

function outcomeLine(outcome: Outcome, unit: string): Markup {
  const { what, n, nOf, truth } = outcome;
  const measured = outcome.value === undefined ? "no number" : `${withInterval(outcome)}${unit === "" ? "" : ` <span class="u">${text(unit)}</span>`}`;
  const really = truth === undefined ? "" : ` <span class="truth">truth ${e(written(truth))}</span>`;
  return `<div><span class="u">${text(what)}</span><br>${measured}<span class="u">, ${e(counted(n, nOf))}</span>${really}</div>`;
}

/** Rows of marks on one axis: disc and line for what was measured, a split tick for the truth. */
interface MarkRow { readonly name: string; readonly marks: readonly (Outcome & { readonly open?: boolean })[]; readonly truth?: number }

const outcomesDrawing = (outcomes: readonly Outcome[], unit: string): Drawing =>
  markRows(outcomes.map((one) => ({ name: one.what, marks: [one], ...(one.truth !== undefined && { truth: one.truth }) })), unit, 268);

function markRows(rows: readonly MarkRow[], unit: string, width: number): Drawing {
  const [left, right, step] = [8, width - 8, 44];
  const bottom = rows.length * step;
  const all = rows.flatMap(({ marks, truth }) => [truth, ...marks.flatMap(({ value, low, high }) => [value, low, high])])
    .filter((value): value is number => value !== undefined && Number.isFinite(value));
  const [least, most] = [Math.min(0, ...all), Math.max(0, ...all)];
  const air = 0.04 * (most - least || 1);
  const x = linearScale([least < 0 ? least - air : 0, most + air], [left, right]);
  const drawn = rows.flatMap(({ name, marks, truth }, i) => {
    const top = i * step;
    return [
      label(left, top + 11, plain(name), { fill: theme.ink2 }),
      truth === undefined || !Number.isFinite(truth) ? "" : truthTick(x(truth), [top + 16, top + 40]),
      ...marks.map(({ what, value, low, high, open }, k) => {
        const y = top + (marks.length === 1 ? 28 : 24 + 8 * k);
        if (value === undefined) return label(right, y + 4, `${plain(what)}: no number`, { fill: theme.ink3, anchor: "end" });
        const line = low === undefined || high === undefined ? "" : rule(x(low), y, x(high), y, theme.ink, { "stroke-width": 1.6 });
        return line + element("circle", {
          cx: x(value), cy: y, r: 3.6, fill: open === true ? theme.panel : theme.ink, stroke: theme.ink, "stroke-width": 1.4,
        });
      }),
    ];
  });
  const values = ticks(x.domain, width / 64);
  const axis = rule(left, bottom, right, bottom, theme.axis) + rule(x(0), 2, x(0), bottom, theme.line)
    + values.map((value) => rule(x(value), bottom, x(value), bottom + 3.5, theme.axis) + label(x(value), bottom + 15, tickText(value), {
      fill: theme.ink3, anchor: x(value) < left + 10 ? "start" : x(value) > right - 14 ? "end" : "middle",
    })).join("");
  const named = unit === "" ? "" : label(right, bottom + 29, plain(unit), { fill: theme.ink2, anchor: "end" });
  const spoken = rows.map(({ name, marks }) => `${name}: ${marks.map(({ what, value }) => `${what} ${written(value)}`).join(", ")}`).join("; ");
  return { width, height: bottom + (unit === "" ? 20 : 34), spoken, marks: axis + drawn.join("") + named };
}

/** The paper's estimate, a better one and the truth, of the same recordings. */
export function biasesSection(all: readonly Bias[]): Markup {
  if (all.length === 0) return "";
  return `<section class="long" id="methods">${header("Where the method moves the answer",
    "the paper's estimate (open), a better one (full) and the truth, of the same recordings")}${all.map(biasMarkup).join("")}</section>\n`;
}

function biasMarkup({ name, title, page, words, unit, paperWay, betterWay, cases, says }: Bias): Markup {
  const drawing = markRows(cases.map(({ name: what, paper, better, truth }) =>
    ({ name: what, marks: [{ ...paper, open: true }, better], truth })), unit, 400);
  const rows = cases.map(({ name: what, paper, better, truth }) => `<tr><td>${text(what)}</td><td class="w">${number(paper)}</td>`
    + `<td class="w">${number(better)}</td><td class="w truth">${e(written(truth))}</td><td class="u">${e(counted(better.n, better.nOf))}</td></tr>`);
  return `<article class="bias" id="method-${name}"><div><h3>${text(title)}</h3><blockquote>“${text(words)}” <cite>p. ${page}</cite></blockquote>`
    + `<p>${text(says)}</p><div class="scroll"><table><thead><tr><th>${text(unit)}</th><th>paper's</th><th>better</th><th>truth</th><th>n</th></tr></thead>`
    + `<tbody>${rows.join("")}</tbody></table></div><p class="faint">Paper's: ${text(paperWay)}. Better: ${text(betterWay)}.</p></div>`
    + `<figure>${inlineSvg(drawing)}</figure></article>\n`;
}

const number = (outcome: Outcome): Markup => (outcome.value === undefined ? `<span class="u">refused</span>` : withInterval(outcome));
