/** All that the view says of a run, to keep beside it: as data, and as a page to print. */
import type { Protocol } from "radiatum/protocol";
import { escapeMarkup } from "radiatum/report";
import type { Halvings, ProofPart } from "radiatum/rig";
import { quantityWords, type BudgetLine } from "./budget.js";
import { powerText } from "../controls/powers.js";
import type { Counts } from "./validation.js";

export interface Certificate {
  readonly name: string;
  /** SHA-256 of what was recorded, of these trials. */
  readonly sha256: string;
  readonly trials: { readonly recorded: number; readonly planned: number };
  readonly seed: number;
  readonly repeat: string;
  readonly versions: { readonly radiatum: string; readonly sources: string; readonly browser: string };
  readonly parameters: { readonly set: string; readonly values: number; readonly outsideBounds: readonly string[] };
  /** The trial that was repeated with other arithmetic, counted from 1. */
  readonly provenTrial: number;
  readonly errors: readonly BudgetLine[];
  readonly parts: readonly ProofPart[];
  readonly validation?: { readonly version: string; readonly scope: string; readonly sources: string; readonly ofTheseSources: boolean } & Counts;
  readonly protocol: Protocol;
}

export const certificateJson = (certificate: Certificate): string => `${JSON.stringify(certificate, null, 2)}\n`;

/** The hash in groups that an eye can compare: the first four of four digits, as the view shows them. */
export const hashGroups = (sha256: string): readonly string[] => sha256.slice(0, 16).match(/.{4}/g) ?? [];

/** A page by itself, without scripts, for paper. */
export function certificatePage(certificate: Certificate): string {
  const { name, sha256, trials, seed, repeat, versions, parameters, provenTrial, errors, parts, validation } = certificate;
  const pairs: readonly (readonly [string, string])[] = [
    ["SHA-256 of what was recorded", sha256],
    ["Trials", `${trials.recorded} of ${trials.planned}`], ["Seed", String(seed)],
    ["Parameters", `${parameters.set}, ${parameters.values} values, ${parameters.outsideBounds.length === 0 ? "none outside its bounds" : `outside their bounds: ${parameters.outsideBounds.join(", ")}`}`],
    ["Versions", `radiatum ${versions.radiatum}, ${versions.browser}; sources ${versions.sources}`],
    ["Repeat it", repeat],
    ...(validation ? [["Validation", `${validation.agrees} of ${validation.agrees + validation.differs} lines within tolerance, ${validation.told} told beside them; a ${validation.scope} run of radiatum ${validation.version}, from ${validation.ofTheseSources ? "these" : "earlier"} sources`] as const] : []),
  ];
  const halvings = parts.find((part) => part.kind === "halvings")?.halvings;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Certificate: ${escapeMarkup(name)}</title>
<style>body{font:11pt/1.45 "IBM Plex Sans",system-ui,sans-serif;max-width:46em;margin:2em auto;padding:0 1em;color:#14191b}h1{font-size:16pt}h2{font-size:12pt;margin-top:1.6em}dl{display:grid;grid-template-columns:14em 1fr;gap:.2em 1em}dt{color:#434c4e}dd{margin:0;overflow-wrap:anywhere}table{border-collapse:collapse;width:100%}th,td{text-align:left;border-bottom:1px solid #dcddd7;padding:.2em .6em .2em 0}td:last-child,th:last-child{text-align:right}</style></head>
<body><h1>${escapeMarkup(name)}</h1>
<dl>${pairs.map(([term, text]) => `<dt>${escapeMarkup(term)}</dt><dd>${escapeMarkup(text)}</dd>`).join("")}</dl>
<h2>What could be wrong with trial ${provenTrial}, and by how much</h2>
<table><thead><tr><th>Error</th><th>Of</th><th>Relative</th></tr></thead><tbody>${errors.map(({ name: what, of, share }) =>
    `<tr><td>${escapeMarkup(what)}</td><td>${escapeMarkup(of)}</td><td>${share === undefined ? "nothing moved" : escapeMarkup(powerText(share))}</td></tr>`).join("")}</tbody></table>
${halvings ? halvingsTable(halvings) : ""}
</body></html>
`;
}

function halvingsTable({ points }: Halvings): string {
  const quantities = points[0]?.moved.map(({ quantity }) => quantity) ?? [];
  return `<h2>Halving again</h2><table><thead><tr><th>Tolerance, mV</th><th>Mean step, ms</th>${quantities.map((quantity) => `<th>${escapeMarkup(quantityWords(quantity))}</th>`).join("")}</tr></thead><tbody>${points.map(({ tolerance, step, moved, halvings }) =>
    `<tr><td>${escapeMarkup(powerText(tolerance))}${halvings === 0 ? " (this run)" : ""}</td><td>${Number(step.toPrecision(2))}</td>${moved.map(({ relative }) => `<td>${escapeMarkup(powerText(relative ?? 0))}</td>`).join("")}</tr>`).join("")}</tbody></table>`;
}
