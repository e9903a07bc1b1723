/** Several numbers on one axis, a row each: discs with their intervals, and the truth as a split tick. */
import {
  element, inherited as theme, label, linearScale, rule, ticks, tickText, type Drawing, type Markup, type Scale,
} from "#report";
import type { Outcome } from "../outcome.js";
import { truthTick } from "./chart.js";
import { plain, written } from "./marks.js";

export interface MarkRow {
  readonly name: string;
  /** `open`: drawn as a ring. */
  readonly marks: readonly (Outcome & { readonly open?: boolean })[];
  readonly truth?: number;
}

const STEP = 44; // px, of a row

export function markRows(rows: readonly MarkRow[], unit: string, width: number): Drawing {
  const [left, right, bottom] = [8, width - 8, rows.length * STEP];
  const numbers = rows.flatMap(({ marks, truth }) =>
    [truth, ...marks.flatMap(({ value, low, high }) => [value, low, high])]);
  const all = numbers.filter((value): value is number => value !== undefined && Number.isFinite(value));
  const [least, most] = [Math.min(0, ...all), Math.max(0, ...all)];
  const air = 0.04 * (most - least || 1);
  const x = linearScale([least < 0 ? least - air : 0, most + air], [left, right]);
  const drawn = rows.flatMap(({ name, marks, truth }, i) => {
    const top = i * STEP;
    return [
      label(left, top + 11, plain(name), { fill: theme.ink2 }),
      truth === undefined || !Number.isFinite(truth) ? "" : truthTick(x(truth), [top + 16, top + 40]),
      ...marks.map((mark, k) => markOf(mark, top + (marks.length === 1 ? 28 : 24 + 8 * k), x)),
    ];
  });
  const axis = [
    rule(left, bottom, right, bottom, theme.axis), rule(x(0), 2, x(0), bottom, theme.line),
    ...ticks(x.domain, width / 64).flatMap((value) => [
      rule(x(value), bottom, x(value), bottom + 3.5, theme.axis),
      label(x(value), bottom + 15, tickText(value), {
        fill: theme.ink3, anchor: x(value) < left + 10 ? "start" : x(value) > right - 14 ? "end" : "middle",
      }),
    ]),
    unit === "" ? "" : label(right, bottom + 29, plain(unit), { fill: theme.ink2, anchor: "end" }),
  ];
  const spoken = rows.map(({ name, marks }) =>
    `${name}: ${marks.map(({ what, value }) => `${what} ${written(value)}`).join(", ")}`);
  const height = bottom + (unit === "" ? 20 : 34);
  return { width, height, spoken: spoken.join("; "), marks: [...axis, ...drawn].join("") };
}

function markOf(mark: MarkRow["marks"][number], y: number, x: Scale): Markup {
  const { what, value, low, high, open } = mark;
  const [, right] = x.range;
  if (value === undefined) return label(right, y + 4, `${plain(what)}: no number`, { fill: theme.ink3, anchor: "end" });
  const line = low === undefined || high === undefined ? ""
    : rule(x(low), y, x(high), y, theme.ink, { "stroke-width": 1.6 });
  const fill = open === true ? theme.panel : theme.ink;
  return line + element("circle", { cx: x(value), cy: y, r: 3.6, fill, stroke: theme.ink, "stroke-width": 1.4 });
}
