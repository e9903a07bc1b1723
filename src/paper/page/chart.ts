/** A number against what counts: the range as a band, ours as a disc with its interval, the truth as a split tick. */
import {
  element, inherited as theme, label, linearScale, rule, textWidth, ticks, tickText, typeScale,
  type Drawing, type Markup, type Scale,
} from "#report";
import type { Row } from "../scorecard.js";
import { written } from "./marks.js";

/** Another parameter set's number. */
export interface OtherSet { readonly value?: number; readonly mark: "diamond" | "triangle" }

const [WIDTH, HEIGHT, AXIS] = [268, 56, 38] as const;
const MARGIN = 8; // px
/** Beside a range, an interval beyond this many spans of everything else is cut, with an arrow. */
const MOST = 0.75;

const finite = (values: readonly (number | undefined)[]): number[] =>
  values.filter((value): value is number => value !== undefined && Number.isFinite(value));

/** What the axis must show, and as much of the interval as fits: undefined where there is nothing to compare. */
function domainOf(
  { value, low, high, truth, finding }: Row, others: readonly OtherSet[] = [],
): [number, number] | undefined {
  const [from = NaN, to = NaN] = finding.range ?? [];
  const wanted = finite([value, truth, from, to, ...others.map((other) => other.value)]);
  if (value === undefined || !Number.isFinite(value) || wanted.length < 2) return undefined;
  const [least, most] = [Math.min(...wanted), Math.max(...wanted)];
  const span = most > least ? most - least : Math.abs(most) || 1;
  const [bottom, top] = [finite([low])[0], finite([high])[0]];
  const reach = finding.range ? MOST * span : Infinity;
  const ends: [number, number] = [
    Math.max(least - reach, Math.min(least, bottom ?? least)), Math.min(most + reach, Math.max(most, top ?? most)),
  ];
  const air = 0.06 * (ends[1] - ends[0] || span);
  // A range that is open goes on a little beyond its end.
  return [
    ends[0] - (from === -Infinity ? 4 : 1) * air * (ends[0] === 0 && least === 0 ? 0 : 1),
    ends[1] + (to === Infinity ? 4 : 1) * air,
  ];
}

/** Undefined where a picture would say nothing: no value, or neither range nor truth. */
export function rowDrawing(row: Row, others: readonly OtherSet[] = []): Drawing | undefined {
  const domain = domainOf(row, others);
  if (!domain || row.value === undefined) return undefined;
  const { value, low, high, truth, finding: { range, unit, about } } = row;
  const x = linearScale(domain, [MARGIN, WIDTH - MARGIN]);
  const at = (v: number): number => x(Math.min(domain[1], Math.max(domain[0], v)));
  const colour = row.verdict === "not reproduced" ? theme.no : theme.ink;
  const [from, to] = (range ?? [0, 0]).map(at) as [number, number];
  const marks = [
    range ? element("rect", { x: from, y: 4, width: Math.max(1.5, to - from), height: AXIS - 4, fill: theme.accept }) : "",
    axis(x, unit, AXIS),
    truth !== undefined && Number.isFinite(truth) ? truthTick(at(truth)) : "",
    low === undefined || high === undefined || Number.isNaN(low + high) ? "" : interval([low, high], domain, at, colour),
    element("circle", { cx: at(value), cy: 17, r: 4, fill: colour }),
    ...others.flatMap(({ value: theirs, mark }) => finite([theirs]).map((one) => otherMark(at(one), mark))),
  ];
  const counts = range ? `; counts ${written(range[0])} to ${written(range[1])}` : "";
  return { width: WIDTH, height: HEIGHT, spoken: `${about}: ${written(value, row)}${counts}`, marks: marks.join("") };
}

function axis(x: Scale, unit: string, y: number): Markup {
  const [left, right] = x.range;
  const name = /^[%A-Za-zµ]{1,3}$/u.test(unit) ? ` ${unit}` : "";
  const labelled = (values: readonly number[]): TickLabel[] => values.map((value, i) => {
    const [here, text] = [x(value), tickText(value) + (i === values.length - 1 ? name : "")];
    const anchor = here < left + 12 ? "start" : here > right - 20 ? "end" : "middle";
    const width = textWidth(text, typeScale.tick);
    return { here, text, anchor, from: here - width * SHARE[anchor], width };
  });
  const apart = (all: readonly TickLabel[]): boolean =>
    all.every(({ from }, i) => i === 0 || from > 8 + (all[i - 1] as TickLabel).from + (all[i - 1] as TickLabel).width);
  const shown = [4, 3, 2, 1].map((count) => labelled(ticks(x.domain, count))).find(apart) ?? [];
  return rule(left, y, right, y, theme.axis) + shown.map(({ here, text, anchor }) =>
    rule(here, y, here, y + 3.5, theme.axis) + label(here, y + 15, text, { fill: theme.ink3, anchor })).join("");
}

interface TickLabel {
  readonly here: number;
  readonly text: string;
  readonly anchor: keyof typeof SHARE;
  readonly from: number;
  readonly width: number;
}
/** Of a text's width, how much lies before its anchor. */
const SHARE = { start: 0, middle: 0.5, end: 1 } as const;

const [WIDE, DOT, LANES] = [400, 2.7, 6] as const;

/**
 * What each spine gave: dots on the row's scale, or, where each says yes or no, discs and rings in a line. Undefined
 * where the row isn't made of theirs.
 */
export function eachDrawing(row: Row): Drawing | undefined {
  const each = (row.each ?? []).filter(Number.isFinite);
  if (each.length === 0) return undefined;
  const { finding: { unit, range, about }, nOf } = row;
  if (unit.startsWith("of ") && each.every((value) => value === 0 || value === 1)) {
    const yes = each.filter((value) => value === 1).length;
    const step = Math.min(15, (WIDE - 2 * MARGIN) / each.length);
    const marks = each.map((value, i) => element("circle", {
      cx: MARGIN + 4 + i * step, cy: 9, r: 4.2, fill: value === 1 ? theme.ink : "none",
      stroke: theme.ink, "stroke-width": 1.4,
    }));
    const spoken = `${about}: ${yes} of ${each.length} ${nOf}`;
    return { width: WIDE, height: 18, spoken, marks: marks.join("") };
  }
  // Beside a range far ones are cut; without one the axis is theirs.
  const ends = { low: Math.min(...each), high: Math.max(...each) };
  const domain = domainOf({ ...row, ...ends }, range ? [] : each.map((value) => ({ value, mark: "diamond" })));
  if (!domain) return undefined;
  const x = linearScale(domain, [MARGIN, WIDE - MARGIN]);
  const at = (v: number): number => x(Math.min(domain[1], Math.max(domain[0], v)));
  const bottom = 10 + 3.4 * Math.min(LANES, each.length);
  const [from, to] = (range ?? [0, 0]).map(at) as [number, number];
  const marks = [
    range ? element("rect", { x: from, y: 0, width: Math.max(1.5, to - from), height: bottom, fill: theme.accept }) : "",
    axis(x, unit, bottom),
    ...each.map((value, i) => element("circle", { cx: at(value), cy: 5 + 3.4 * (i % LANES), r: DOT, fill: theme.spine })),
  ];
  const said = each.map((value) => written(value)).join(", ");
  const spoken = `${about}, each of ${each.length} ${nOf}: ${said}`;
  return { width: WIDE, height: bottom + 18, spoken, marks: marks.join("") };
}

/** Above and below the disc, so that it is seen where both agree. */
export const truthTick = (x: number, [top, bottom]: readonly [number, number] = [4, 30]): Markup =>
  rule(x, top, x, top + 7, theme.truth, { "stroke-width": 2 }) + rule(x, bottom - 7, x, bottom, theme.truth, { "stroke-width": 2 });

function interval(
  [low, high]: readonly [number, number], [least, most]: readonly [number, number], at: (v: number) => number,
  colour: string,
): Markup {
  const y = 17;
  const arrow = (x: number, way: 1 | -1): Markup => element("path", {
    d: `M${x - way * 5} ${y - 3.5}L${x} ${y}L${x - way * 5} ${y + 3.5}`, fill: "none", stroke: colour, "stroke-width": 1.5,
  });
  return rule(at(low), y, at(high), y, colour, { "stroke-width": 1.8 })
    + (low < least ? arrow(at(low), -1) : "") + (high > most ? arrow(at(high), 1) : "");
}

function otherMark(x: number, mark: OtherSet["mark"]): Markup {
  const y = AXIS - 7;
  const d = mark === "diamond" ? `M${x - 4} ${y}L${x} ${y - 4}L${x + 4} ${y}L${x} ${y + 4}Z`
    : `M${x - 4} ${y + 3.5}L${x} ${y - 4}L${x + 4} ${y + 3.5}Z`;
  return element("path", { d, fill: theme.panel, stroke: theme.ink2, "stroke-width": 1.3 });
}
