import type { Answer, Measurement, TrialRow } from "#analysis";
import { escapeMarkup as e } from "./escape.js";
import type { Markup } from "./svg.js";
import { answered, capital, groupedAnswers, mergedRefusals, spoken, withDecimals, type NamedAnswer } from "./wording.js";

/** An estimate set for a page: value bold, unit grey, interval beside it; or the sentence there is instead. */
export function answerMarkup(answer: Answer, size: "one" | "big"): Markup {
  const found = answered(answer);
  if ("refused" in found) return `<div class="refused">${e(found.refused)}</div>`;
  const { value, unit, interval, level, error } = spoken(found.estimate);
  const bounds = interval === "" ? error : interval;
  const between = bounds === "" ? "" : `<span class="ci">${e(bounds)}</span>${interval !== "" && level !== "" ? ` <span class="u">${e(level)}</span>` : ""}`;
  return `<div><span class="${size}">${e(value)}</span>${unit === "" ? "" : ` <span class="u">${e(unit)}</span>`}${size === "one" ? between : `</div><div>${between}`}</div>`;
}

/** Every number with interval, method and n, region by region; neighbours refused in the same words share a row. */
export function numbersTable(measurement: Measurement): Markup {
  const bodies = Array.from(groupedAnswers(measurement), ([heading, rows]) => `<tbody><tr><th colspan="6" scope="rowgroup">${e(heading)}</th></tr>${numberRows(rows)}</tbody>`);
  const head = `<thead><tr><th>Quantity</th><th class="r">Value</th><th></th><th>Interval</th><th>Method</th><th class="r">n</th></tr></thead>`;
  return scrolling("Numbers", `<table class="numbers">${head}${bodies.join("")}</table>`);
}

function numberRows(rows: readonly NamedAnswer[]): Markup {
  return mergedRefusals(rows).map(({ name, answer }) => numberRow(name, answer)).join("");
}

function numberRow(name: string, answer: Answer): Markup {
  const found = answered(answer);
  const title = `<td>${e(capital(name))}</td>`;
  if ("refused" in found) return `<tr>${title}<td colspan="5" class="any"><div class="refused">${e(found.refused)}</div></td></tr>`;
  const { estimate } = found;
  const { value, unit, interval, level, error, n } = spoken(estimate);
  const bounds = interval === "" ? "none" : `${interval}${level === "" || level === "95 %" ? "" : ` (${level})`}`;
  const note = estimate.note === undefined || estimate.note === "" ? "" : `<div class="note">${e(estimate.note)}</div>`;
  return (
    `<tr>${title}<td class="r"><span class="v">${e(value)}</span></td><td class="w"><span class="u">${e(unit)}</span></td>` +
    `<td class="w">${e(bounds)}${error === "" ? "" : ` <span class="u">SE ${e(error.slice(2))}</span>`}</td>` +
    `<td class="any">${e(estimate.method)}${note}</td><td class="r">${e(n)}</td></tr>`
  );
}

interface Column {
  readonly name: Markup;
  readonly right?: boolean;
  readonly cell: (trial: TrialRow) => Markup;
  readonly shown: boolean;
  readonly className?: string;
}

/** One row a trial, those left out with their reason; columns that would be empty are absent. Undefined where none is left. */
export function trialTable({ trials, regions, soma }: Measurement): Markup | undefined {
  const has = (key: keyof TrialRow): boolean => trials.some((trial) => trial[key] !== undefined);
  const differ = (key: keyof TrialRow): boolean => new Set(trials.map((trial) => trial[key])).size > 1;
  const number = (value: number | undefined, error: number): Markup => (value === undefined ? "" : withDecimals(value, error));
  const all: readonly Column[] = [
    { name: "Trial", right: true, cell: (t) => String(t.trial + 1), shown: true },
    { name: "Condition", cell: (t) => e(t.condition), shown: differ("condition"), className: "any" },
    { name: "Protocol", cell: (t) => e(t.protocol ?? ""), shown: differ("protocol"), className: "any" },
    { name: "Lines", right: true, cell: (t) => String(t.lines), shown: differ("lines") },
    {
      name: `${e(regions[0]?.name ?? "")} ΔF/F, %`, right: true, shown: has("amplitude"),
      cell: (t) => `<span${t.call === "success" ? ' class="success"' : ""}>${number(t.amplitude, t.standardError ?? NaN)}</span>`,
    },
    { name: "± SE", right: true, cell: (t) => number(t.standardError, t.standardError ?? NaN), shown: has("standardError") },
    { name: "d′", right: true, cell: (t) => number(t.detectability, 0.4), shown: has("detectability") },
    { name: "P(success)", right: true, cell: (t) => chance(t.successProbability), shown: has("successProbability") },
    { name: "Call", cell: (t) => callText(t.call) + byHand(t), shown: has("call"), className: "w" },
    { name: `Soma, ${e(soma?.unit ?? "")}`, right: true, cell: (t) => number(t.soma, 0.04), shown: has("soma") },
    { name: "At the soma", cell: (t) => callText(t.somaCall), shown: has("somaCall"), className: "w" },
    { name: "Rest, mV", right: true, cell: (t) => number(t.restingPotential, 0.4), shown: has("restingPotential") },
    { name: "Note", cell: (t) => (t.included ? "" : `Left out: ${e(t.reason)}`), shown: trials.some((t) => !t.included), className: "any why" },
  ];
  const columns = all.filter((column) => column.shown);
  if (columns.length < 2) return undefined;
  const head = columns.map(({ name, right }) => `<th${right ? ' class="r"' : ""}>${name}</th>`).join("");
  const rows = trials.map((trial) => {
    const cells = columns.map(({ right, className, cell }) => {
      const names = [right ? "r" : "", className ?? ""].filter((name) => name !== "").join(" ");
      return `<td${names === "" ? "" : ` class="${names}"`}>${cell(trial)}</td>`;
    });
    return `<tr${trial.included ? "" : ' class="out"'}>${cells.join("")}</tr>`;
  });
  return scrolling("Trials", `<table class="trials"><thead><tr>${head}</tr></thead><tbody>${rows.join("")}</tbody></table>`);
}

/** A posterior chance to three decimals; never 0 or 1, which no finite data give. */
function chance(value: number | undefined): Markup {
  if (value === undefined || !Number.isFinite(value)) return "";
  if (value < 0.0005) return "&lt; 0.001";
  return value > 0.9995 ? "&gt; 0.999" : value.toFixed(3);
}

/** What a person said against the mixture, or with it. */
function byHand({ callFrom, computedCall }: TrialRow): Markup {
  return callFrom === "user" ? ` <span class="note">by hand${computedCall === undefined ? "" : `; computed: ${computedCall}`}</span>` : "";
}

function callText(call: TrialRow["call"]): Markup {
  return call === "failure" ? "failure *" : (call ?? "");
}

/** A table that may be wider than a phone: it scrolls within its own region, by keyboard too. */
function scrolling(name: string, table: Markup): Markup {
  return `<div class="scroll" role="region" aria-label="${name}" tabindex="0">${table}</div>`;
}
