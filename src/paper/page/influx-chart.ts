/** a of Figure 7A, or the ratio of Figure 8A, against how much calcium an action potential brings. */
import {
  element, inherited as theme, label, linearScale, rule, ticks, tickText, typeScale, type Drawing, type Markup, type Scale,
} from "#report";
import type { InfluxPoint } from "../exclusions.js";
import { findingOf } from "../findings.js";
import { written } from "./marks.js";

const [WIDTH, HEIGHT] = [340, 190] as const;
const BOX = { left: 34, right: WIDTH - 10, top: 24, bottom: HEIGHT - 38 } as const;

/** The truth dotted, ours as discs with their intervals, the finding's range as a band. */
export function influxDrawing(all: readonly InfluxPoint[], of: "a" | "ratio", finding: string, name: string): Drawing {
  const points = all.filter((point) => Number.isFinite(point.influx + point[of].truth));
  const [low, high] = findingOf(finding).range ?? [0, 1];
  const top = Math.max(high, ...points.flatMap((point) => [point[of].truth, point[of].high ?? 0]));
  const x = linearScale([0, 1.08 * Math.max(1, ...points.map(({ influx }) => influx))], [BOX.left, BOX.right]);
  const y = linearScale([0, 1.05 * Math.min(top, 3 * high)], [BOX.bottom, BOX.top]);
  const inside = (value: number): number => y(Math.min(y.domain[1], Math.max(0, value)));
  const band = { x: BOX.left, y: inside(high), width: BOX.right - BOX.left, height: inside(low) - inside(high) };
  const course = points.map((point) => `${x(point.influx).toFixed(1)} ${inside(point[of].truth).toFixed(1)}`);
  const marks = [
    element("rect", { ...band, fill: theme.accept }), axes(x, y),
    label(BOX.left, 12, name, { fill: theme.ink, weight: 600, size: typeScale.small }),
    element("path", {
      d: course.length > 0 ? `M${course.join("L")}` : "", fill: "none", stroke: theme.truth, "stroke-width": 1.2,
      "stroke-dasharray": "2 3",
    }),
    ...points.flatMap((point) => measured(x(point.influx), point[of], inside)),
  ];
  const said = points.map((point) => `${written(point[of].value)} at ${written(point.influx)} µM`);
  return { width: WIDTH, height: HEIGHT, spoken: `${name}: ${said.join(", ")}`, marks: marks.join("") };
}

function measured(x: number, { value, low, high }: InfluxPoint["a"], y: (value: number) => number): Markup[] {
  if (value === undefined) return [];
  const line = low === undefined || high === undefined ? ""
    : rule(x, y(low), x, y(high), theme.ink, { "stroke-width": 1.8 });
  return [line, element("circle", { cx: x, cy: y(value), r: 4, fill: theme.ink })];
}

function axes(x: Scale, y: Scale): Markup {
  const { left, right, bottom } = BOX;
  return [
    ...ticks(y.domain, 4).flatMap((tick) => [
      rule(left, y(tick), right, y(tick), theme.line, { "stroke-dasharray": tick === 0 ? undefined : "1 4" }),
      label(left - 6, y(tick) + 3.5, tickText(tick), { fill: theme.ink3, anchor: "end" }),
    ]),
    ...ticks(x.domain, 5).flatMap((tick) => [
      rule(x(tick), bottom, x(tick), bottom + 4, theme.axis),
      label(x(tick), bottom + 15, tickText(tick), { fill: theme.ink3, anchor: "middle" }),
    ]),
    rule(left, bottom, right, bottom, theme.axis),
    label(right, bottom + 31, "µM calcium an action potential", { fill: theme.ink2, anchor: "end" }),
  ].join("");
}
