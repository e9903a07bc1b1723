/** A panel of a figure as papers draw it: traces over one time axis, scale bars in place of axes, arrows, an inset. */
import type { Answer } from "#analysis";
import { bulk, envelope, extent, linearScale, roomFor, thinned, type Scale } from "./scale.js";
import { clipped, dots, element, fitted, label, polyline, rule, textWidth, type Drawing, type Markup } from "./svg.js";
import { typeScale, type Theme } from "./tokens.js";
import { answered, spoken } from "./wording.js";

/** Roles of the design: hue says which structure, a dash which condition. */
export interface Stroke {
  readonly hue: "spine" | "shaft" | "ink" | "quiet";
  readonly dashed?: boolean;
  readonly thin?: boolean;
}

export interface PanelTrace extends Stroke {
  /** ms */
  readonly time: ArrayLike<number>;
  /** What the line runs through; not finite where it is broken. */
  readonly values: ArrayLike<number>;
  /** Unsmoothed, as pale dots beneath the line. */
  readonly samples?: ArrayLike<number>;
}

/** What was done, under the traces: an arrow at each time, or, with `lasting`, a bar of that many ms. */
export interface PanelMark {
  readonly at: readonly number[];
  readonly lasting?: number;
  readonly label?: string;
}

/** A line of text above the traces: the stroke that it explains, and a number with its interval. */
export interface PanelNote {
  readonly stroke?: Stroke;
  readonly text: string;
  readonly answer?: Answer;
}

export interface Traces {
  readonly traces: readonly PanelTrace[];
  /** ms */
  readonly span: readonly [from: number, to: number];
  /** Of the values; what the traces need by default. */
  readonly domain?: readonly [low: number, high: number];
  /** Lengths of the scale bars; `unit` is that of the values. */
  readonly bars: { readonly time: number; readonly value: number; readonly unit: string };
  readonly marks?: readonly PanelMark[];
  /** Stretches that numbers were read in, ms. */
  readonly shaded?: readonly (readonly [from: number, to: number])[];
  /** Names at points of the traces. */
  readonly named?: readonly { readonly at: number; readonly value: number; readonly name: string }[];
}

export interface TracePanel extends Traces {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly notes?: readonly PanelNote[];
  readonly inset?: Traces & { readonly title?: string };
}

const [TITLE, NOTE, INSET] = [20, 15, 92] as const; // px of height
/** px for the value's bar and its name, of a panel and of an inset. */
const [BARS, FEWER] = [62, 52] as const;
const [MARKS, CLOCK] = [17, 22] as const; // px under the traces

export function tracePanel(panel: TracePanel, theme: Theme): Drawing {
  const { title, width, height, notes = [], inset } = panel;
  const wide = 0.42 * width;
  const head = TITLE + Math.max(NOTE * notes.length + 6, inset ? INSET - TITLE : 0);
  const room = inset ? width - wide - 8 : width;
  const marks = [
    label(0, 12, fitted(title, inset ? room : width, typeScale.body), { size: typeScale.body, weight: 600, fill: theme.ink }),
    ...notes.map((note, k) => noteLine(note, TITLE + 11 + NOTE * k, room, theme)),
    inset ? insetIn(inset, { left: width - wide, top: 0, width: wide, height: INSET }, theme) : "",
    plotted(panel, { left: 0, top: head, width, height: height - head }, theme),
  ];
  return { width, height, spoken: `${title}. ${notes.map(noteText).join("; ")}`, marks: marks.join("") };
}

interface Area { readonly left: number; readonly top: number; readonly width: number; readonly height: number }

export const colourOf = (theme: Theme, { hue }: Stroke): string => (hue === "quiet" ? theme.ink3 : theme[hue]);

/** "control 42 % (37 to 47)": what is measured, as far as it could be. */
export function noteText({ text, answer }: PanelNote): string {
  if (!answer) return text;
  const found = answered(answer);
  if ("refused" in found) return `${text} —`;
  const { value, unit, interval } = spoken(found.estimate);
  return `${text} ${value}${unit === "" ? "" : ` ${unit}`}${interval === "" ? "" : ` (${interval})`}`;
}

export function noteLine(note: PanelNote, y: number, width: number, theme: Theme): Markup {
  const { stroke } = note;
  const from = stroke ? 26 : 0;
  const text = fitted(noteText(note), width - from, typeScale.small);
  return [
    stroke ? rule(0, y - 4, 20, y - 4, colourOf(theme, stroke), lineStyle(stroke)) : "",
    label(from, y, text, { size: typeScale.small, fill: stroke ? colourOf(theme, stroke) : theme.ink2 }),
  ].join("");
}

export const lineStyle = ({ dashed = false, thin = false }: Stroke): Record<string, string | number | undefined> =>
  ({ "stroke-width": thin ? 0.9 : 1.7, "stroke-dasharray": dashed ? "5 3" : undefined });

function insetIn(inset: Traces & { readonly title?: string }, area: Area, theme: Theme): Markup {
  const title = inset.title === undefined ? "" : label(area.left, area.top + 10, inset.title, { fill: theme.ink2 });
  const taken = inset.title === undefined ? 0 : 14;
  return title + plotted(inset, { ...area, top: area.top + taken, height: area.height - taken }, theme, FEWER);
}

/** Where time and values fall within an area, beside and above its scale bars. */
function framed(
  { span, traces, domain }: Traces, { left, top, width, height }: Area, marked: boolean, beside: number,
): { x: Scale; y: Scale; bottom: number } {
  const shown = traces.map(({ time, values, samples }) => ({
    line: inSpan(time, values, span), dots: samples ? inSpan(time, samples, span) : [],
  }));
  const range = domain ?? roomFor(shown.flatMap(({ line, dots: points }) => [extent(line), bulk(points, 0.98)]), { zero: "near" });
  const bottom = top + height - CLOCK - (marked ? MARKS : 4);
  return { x: linearScale(span, [left, left + width - beside]), y: linearScale(range, [bottom, top]), bottom };
}

/** Values at times within the span. */
function inSpan(time: ArrayLike<number>, values: ArrayLike<number>, [from, to]: readonly [number, number]): number[] {
  return Array.from(values).filter((_, i) => (time[i] as number) >= from && (time[i] as number) <= to);
}

/** Traces with their bars and marks in an area. */
function plotted(panel: Traces, area: Area, theme: Theme, beside: number = BARS): Markup {
  const { traces, span, bars, marks = [], shaded = [], named = [] } = panel;
  const { x, y, bottom } = framed(panel, area, marks.length > 0, beside);
  const right = x.range[1];
  const box = { x: area.left, y: area.top - 3, width: right - area.left, height: bottom - area.top + 6 };
  const windows = shaded.map(([from, to]) => {
    const [a, b] = [x(Math.max(from, span[0])), x(Math.min(to, span[1]))];
    return element("rect", { x: a, y: area.top, width: Math.max(0, b - a), height: bottom - area.top, fill: theme.shade });
  });
  const zero = bars.unit.startsWith("%") && y.domain[0] < 0 && y.domain[1] > 0
    ? rule(area.left, y(0), right, y(0), theme.axis, { "stroke-dasharray": "1 3" }) : "";
  return [
    ...windows, zero,
    clipped(box, ...traces.map((trace) => dotted(trace, x, y, theme)), ...traces.map((trace) => drawn(trace, x, y, theme))),
    ...named.map(({ at, value, name }) => label(x(at), y(value), name, { size: typeScale.small, fill: theme.ink, anchor: "middle" })),
    ...marks.map((mark) => markUnder(mark, x, bottom + 3, theme)),
    scaleBars(bars, { x, y, bottom, foot: area.top + area.height }, theme),
  ].join("");
}

function dotted({ time, samples, ...stroke }: PanelTrace, x: Scale, y: Scale, theme: Theme): Markup {
  if (!samples) return "";
  const points = thinned(samples, 1200).map(([i, value]) => [x(between(time, i)), y(value)] as const);
  return element("path", {
    d: dots(points.filter(([at]) => at >= x.range[0] && at <= x.range[1])), stroke: colourOf(theme, stroke), fill: "none",
    "stroke-width": 1.9, "stroke-linecap": "round", "stroke-opacity": 0.3,
  });
}

function drawn({ time, values, ...stroke }: PanelTrace, x: Scale, y: Scale, theme: Theme): Markup {
  const own = Array.from(values, (value, i) => [time[i] as number, value] as const)
    .filter(([at]) => at >= x.domain[0] && at <= x.domain[1]);
  const points = envelope(own.map(([, value]) => value), 2 * (x.range[1] - x.range[0]))
    .map(([i, value]) => [x((own[i] as readonly [number, number])[0]), y(value)] as const);
  return element("path", {
    d: polyline(points), fill: "none", stroke: colourOf(theme, stroke), "stroke-linejoin": "round", ...lineStyle(stroke),
  });
}

/** The time at a place between samples. */
function between(time: ArrayLike<number>, place: number): number {
  const i = Math.floor(place);
  const at = time[i] as number;
  return at + (place - i) * ((time[Math.min(i + 1, time.length - 1)] as number) - at);
}

function markUnder({ at, lasting, label: name }: PanelMark, x: Scale, top: number, theme: Theme): Markup {
  const places = at.map(x);
  const end = lasting === undefined ? Math.max(...places) : x(Math.max(...at) + lasting);
  const signs = lasting === undefined
    ? places.map((px) => element("path", {
      d: `M${px.toFixed(1)} ${top + 11}v-9m-2.6 3.6l2.6 -4l2.6 4`, stroke: theme.ink, "stroke-width": 1.1, fill: "none",
    }))
    : at.map((ms) => element("rect", { x: x(ms), y: top + 3, width: Math.max(1, x(ms + lasting) - x(ms)), height: 4, fill: theme.ink }));
  if (name === undefined) return signs.join("");
  const wide = textWidth(name, typeScale.tick);
  const fits = end + 6 + wide <= x.range[1] + BARS;
  const text = fits ? label(end + 6, top + 10, name, { fill: theme.ink2 })
    : label(Math.min(...places) - 6, top + 10, name, { fill: theme.ink2, anchor: "end" });
  return signs.join("") + text;
}

function scaleBars(
  { time, value, unit }: Traces["bars"], { x, y, bottom, foot }: { x: Scale; y: Scale; bottom: number; foot: number }, theme: Theme,
): Markup {
  const right = x.range[1];
  const tall = Math.abs(y(value) - y(0));
  const long = x(time) - x(0);
  const at = right + 10;
  const [amount = "", ...what] = [`${value} ${unit.split(" ")[0] ?? ""}`, ...unit.split(" ").slice(1)];
  const middle = bottom - tall / 2;
  const two = what.length > 0;
  const style = { fill: theme.ink };
  return [
    element("path", { d: `M${at} ${bottom.toFixed(1)}v${(-tall).toFixed(1)}`, stroke: theme.ink, "stroke-width": 1.8, fill: "none" }),
    label(at + 6, middle + (two ? -2 : 4), amount, style),
    two ? label(at + 6, middle + 10, what.join(" "), style) : "",
    rule(right - long, foot - 15, right, foot - 15, theme.ink, { "stroke-width": 1.8 }),
    label(right - long / 2, foot - 2, `${time} ms`, { ...style, anchor: "middle" }),
  ].join("");
}
