/** Signs that the page's parts share: verdicts, sets, and numbers as they are written. */
import { escapeMarkup as e, element, inherited, withDecimals, type Markup } from "#report";
import { formatNumber } from "#statistics";
import type { Outcome } from "../outcome.js";
import type { ArgumentVerdict } from "../counterfactuals.js";
import type { Row } from "../scorecard.js";
import { isMeasured, type Verdict } from "../verdict.js";

export const VERDICTS: readonly Verdict[] =
  ["reproduced", "direction only", "not reproduced", "conflicts within the paper"];

/** What a row or an argument is marked with: a row's verdict, unless nothing was measured that one could be of. */
export type Sign = Verdict | "not measured" | ArgumentVerdict;

export const signOf = (row: Row): Verdict | "not measured" => (isMeasured(row) ? row.verdict : "not measured");

const DISC = (fill: string): Markup => element("circle", { cx: 6, cy: 6, r: 5, fill });
const CROSS = element("path", { d: "M2 2l8 8M10 2l-8 8", stroke: inherited.no, "stroke-width": 2, fill: "none" });
const GLYPHS: Readonly<Record<Sign, Markup>> = {
  "reproduced": DISC(inherited.yes), "holds": DISC(inherited.yes),
  "direction only": element("circle", { cx: 6, cy: 6, r: 4.2, fill: "none", stroke: inherited.yes, "stroke-width": 1.6 })
    + element("path", { d: "M6 1.8a4.2 4.2 0 0 0 0 8.4z", fill: inherited.yes }),
  "not reproduced": CROSS, "does not hold": CROSS,
  "not measured": element("path", { d: "M2.5 6h7", stroke: inherited.ink3, "stroke-width": 1.8, fill: "none" }),
  "undecided": element("circle", { cx: 6, cy: 6, r: 4.2, fill: "none", stroke: inherited.ink2, "stroke-width": 1.6 }),
  "conflicts within the paper": element("path", {
    d: "M1.5 4h9M1.5 8h9M8 1.5l-4 9", stroke: inherited.ink2, "stroke-width": 1.6, fill: "none",
  }),
};

/** A disc, half a disc, a cross, an unequal sign, a ring, a dash: told apart without colour. The word stands beside it. */
export const glyph = (sign: Sign): Markup =>
  `<svg class="glyph" viewBox="0 0 12 12" aria-hidden="true">${GLYPHS[sign]}</svg>`;

/** Markup of text in which "Ca²⁺" and K_D are set as in print: the face has no raised plus. A minus is one. */
export const text = (words: string): Markup =>
  e(words).replace(/(?<=^|[\s(])-(?=\d)/gu, "−").replace(/\bK_D\b/gu, "K<sub>D</sub>")
    .replace(/([²³]?)([⁺⁻])/gu, (_, charge: string, sign: string) =>
      `<sup>${charge === "²" ? "2" : charge === "³" ? "3" : ""}${sign === "⁺" ? "+" : "−"}</sup>`);

/** The paper speaking. */
export const quoted = ({ words, page }: { readonly words: string; readonly page: number }): Markup =>
  `<blockquote>“${text(words)}” <cite>p. ${page}</cite></blockquote>`;

export const sectionHeader = (title: string, note: string): Markup =>
  `<header><h2>${text(title)}</h2>${note === "" ? "" : `<span class="note">${text(note)}</span>`}</header>`;

/** The same within a drawing, which has no raised letters. */
export const plain = (words: string): string => words.replace(/[²³]?[⁺⁻]/gu, "");

type Numbers = Pick<Outcome, "value" | "low" | "high">;

/** A quarter of the interval's width, by which digits are cut; NaN where there is none. */
const errorOf = ({ low, high }: Numbers): number =>
  (low !== undefined && high !== undefined && Number.isFinite(low + high) ? (high - low) / 4 : NaN);

export const written = (value: number | undefined, numbers: Numbers = {}): string => {
  if (value === undefined || !Number.isFinite(value)) return "—";
  const error = errorOf(numbers);
  // What is nothing beside the error is 0; what isn't keeps a digit, however wide the interval.
  if (error > 0 && value !== 0 && Math.abs(value) < error / 1e3) return "0";
  const rounded = error > 0 && value !== 0 ? withDecimals(value, error) : undefined;
  return rounded !== undefined && /[1-9]/u.test(rounded) ? rounded : formatNumber(value, error > 0 ? 1 : 3).replace("-", "−");
};

/** "1.39 (0.9 to 2.1)". */
export function withInterval(numbers: Numbers): Markup {
  const { value, low, high } = numbers;
  const [from, to] = [low, high].map((end) =>
    (end !== undefined && Number.isFinite(end) ? written(end, numbers) : undefined));
  const said = from !== undefined && to !== undefined ? `${from} to ${to}`
    : from !== undefined ? `at least ${from}` : to !== undefined ? `at most ${to}` : "";
  const interval = said === "" ? "" : ` <span class="ci">${e(said)}</span>`;
  return `<b class="v">${e(written(value, numbers))}</b>${interval}`;
}

export { counted } from "../counts.js";
