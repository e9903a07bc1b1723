/** Parameter sets beside each other, and which findings don't go together. */
import { escapeMarkup as e, inlineSvg, type Markup } from "#report";
import { exclusionsSay, influxSays, type Exclusion, type InfluxPoint, type TradeOff } from "../exclusions.js";
import type { Row } from "../scorecard.js";
import { wordsFor } from "../verdict.js";
import type { SetCard, Whole } from "../whole.js";
import { influxDrawing } from "./influx-chart.js";
import { glyph, sectionHeader, signOf, text, VERDICTS, withInterval, written } from "./marks.js";

export function setsSection({ sets, exclusions, tradeOffs, influx }: Whole): Markup {
  if (exclusions.length === 0 && influx.length === 0 && sets.length < 2) return "";
  const alone = "One set was run. <b>--set yuste-calibration --set sabatini-2002</b> puts others beside it.";
  const names = sets.map(({ name }) => name).join(", ");
  return [
    `<section class="long" id="sets">${sectionHeader("Parameter sets, and what excludes what", names)}`,
    why(influx), exclusionTable(exclusions), tradeReading(tradeOffs),
    sets.length < 2 ? `<p class="note">${alone}</p>` : setTable(sets), "</section>\n",
  ].join("");
}

function why(influx: readonly InfluxPoint[]): Markup {
  if (influx.length === 0) return "";
  const drawings = [
    influxDrawing(influx, "a", "C01", "a of Fig. 7A"),
    influxDrawing(influx, "ratio", "H01", "pairing over the sum, Fig. 8A"),
  ];
  return `<h3>How much calcium an action potential brings</h3><p>${text(influxSays(influx))}</p>`
    + `<div class="charts">${drawings.map((drawing) => `<figure>${inlineSvg(drawing)}</figure>`).join("")}</div>`;
}

const link = (id: string): Markup => `<a href="#${id}">${id}</a>`;

const EXCLUDED_HEADS = ["findings", "as the sets have them", "so", "why"].map((head) => `<th>${head}</th>`).join("");

function exclusionTable(exclusions: readonly Exclusion[]): Markup {
  if (exclusions.length === 0) return "";
  const rows = exclusions.map(({ pair: [a, b], bySet, says, why, under }) => {
    const numbers = bySet.map(({ set, sides }) => {
      const both = sides.map(({ id, value, verdict }) => `${glyph(verdict)} ${id} ${e(written(value))}`);
      return `<span class="pair"><span class="u">${e(set)}</span> ${both.join(" ")}</span>`;
    });
    const cells = [`<td class="w">${link(a)} and ${link(b)}</td>`, `<td>${numbers.join("")}</td>`, `<td>${text(says)}</td>`,
      `<td>${under === null ? "" : `<b>Where ${text(under)}.</b> `}${text(why)}</td>`];
    return `<tr>${cells.join("")}</tr>`;
  });
  return "<h3>Findings that the equations set against each other</h3>"
    + `<p>${text(exclusionsSay(exclusions))}</p><div class="scroll"><table class="excluded"><thead><tr>${EXCLUDED_HEADS}</tr></thead>`
    + `<tbody>${rows.join("")}</tbody></table></div>`;
}

/** All of them would be too many to read. */
const MOST_PAIRS = 60;

function tradeReading(tradeOffs: readonly TradeOff[]): Markup {
  if (tradeOffs.length === 0) return "";
  const items = tradeOffs.slice(0, MOST_PAIRS).map(({ pair: [a, b], one, other }) =>
    `<li>${link(a)} (${e(one.join(", "))}) or ${link(b)} (${e(other.join(", "))})</li>`);
  const more = tradeOffs.length - items.length;
  return [
    `<details><summary>Pairs of which each set has one and none has both: ${tradeOffs.length}</summary>`,
    `<p class="note">By the verdicts alone. Where populations are small some are chance: another seed tells.</p>`,
    `<ul class="pairs">${items.join("")}</ul>`,
    more > 0 ? `<p class="note">And ${more} more in scorecard.json.</p>` : "", "</details>",
  ].join("");
}

function setTable(sets: readonly SetCard[]): Markup {
  const heads = sets.map(({ name }) => `<th>${e(name)}</th>`).join("");
  const totals = VERDICTS.map((verdict) => `<tr><td>${glyph(verdict)} ${verdict}</td>`
    + sets.map(({ summary }) => `<td class="v">${summary[verdict]}</td>`).join("") + "</tr>");
  const rows = (sets[0]?.rows ?? []).map(({ id, finding }) => `<tr><td>${link(id)} ${text(finding.about)}</td>`
    + sets.map(({ rows: own }) => cell(own.find((row) => row.id === id))).join("") + "</tr>");
  return `<div class="scroll"><table class="sets"><thead><tr><th>findings</th>${heads}</tr></thead>`
    + `<tbody>${totals.join("")}</tbody><tbody>${rows.join("")}</tbody></table></div>`;
}

function cell(row: Row | undefined): Markup {
  if (!row) return "<td>—</td>";
  const number = row.value === undefined ? e(wordsFor(row)) : withInterval(row);
  return `<td class="w">${glyph(signOf(row))}<span class="vh">${signOf(row)}</span> ${number}</td>`;
}
