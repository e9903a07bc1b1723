/** A panel of a figure as papers draw it: traces over one time axis, scale bars in place of axes, arrows, an inset. */
import type { Answer } from "#analysis";
import { barLength, bulk, envelope, extent, linearScale, roomFor, thinned, type Scale } from "./scale.js";
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
  /** ms of the time's scale bar. */
  readonly timeBar: number;
  /** Of the values' scale bar; a round one by default. */
  readonly bar?: number;
  /** Of the values: "% ΔF/F", "pA". */
  readonly unit: string;
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
  /** Lines of text that there is room for, so that panels beside each other have traces of one size. */
  readonly noteLines?: number;
  readonly inset?: Traces;
}

const [TITLE, NOTE, INSET] = [20, 15, 92] as const; // px of height
/** px for the value's bar and its name, of a panel and of an inset. */
const [BARS, FEWER] = [62, 52] as const;
const [MARKS, CLOCK] = [17, 22] as const; // px under the traces
/** An inset's share of the width. */
const ASIDE = 0.42;

export function tracePanel(panel: TracePanel, theme: Theme): Drawing {
  const { title, width, height, notes = [], noteLines = notes.length, inset } = panel;
  const wide = ASIDE * width;
  const head = TITLE + Math.max(NOTE * noteLines + 6, inset ? INSET - TITLE : 0);
  const room = inset ? width - wide - 8 : width;
  const marks = [
    panelTitle(title, room, theme), ...noteLinesOf(notes, room, theme),
    inset ? plotted(inset, { left: width - wide, top: 0, width: wide, height: INSET }, theme, FEWER) : "",
    plotted(panel, { left: 0, top: head, width, height: height - head }, theme, BARS),
  ];
  return { width, height, spoken: spokenPanel(title, notes), marks: marks.join("") };
}

/** A panel for those who don't see it. */
export const spokenPanel = (title: string, notes: readonly PanelNote[]): string =>
  `${title}. ${notes.map((note) => `${noteText(note)}.`).join(" ")}`;

export const panelTitle = (title: string, width: number, theme: Theme): Markup =>
  label(0, 12, fitted(title, width, typeScale.body), { size: typeScale.body, weight: 600, fill: theme.ink });

export const colourOf = (theme: Theme, { hue }: Stroke): string => (hue === "quiet" ? theme.ink3 : theme[hue]);

const lineStyle = ({ dashed = false, thin = false }: Stroke): Record<string, string | number | undefined> =>
  ({ "stroke-width": thin ? 0.9 : 1.7, "stroke-dasharray": dashed ? "5 3" : undefined });

/** "control 42 % (37 to 47)": what is measured, as far as it could be. */
function noteText({ text, answer }: PanelNote): string {
  if (!answer) return text;
  const found = answered(answer);
  if ("refused" in found) return `${text} —`;
  const { value, unit, interval } = spoken(found.estimate);
  return `${text} ${value}${unit === "" ? "" : ` ${unit}`}${interval === "" ? "" : ` (${interval})`}`;
}

/** Below the title, each with its stroke. */
export function noteLinesOf(notes: readonly PanelNote[], width: number, theme: Theme): Markup[] {
  return notes.map((note, k) => {
    const { stroke } = note;
    const [from, y] = [stroke ? 26 : 0, TITLE + 11 + NOTE * k];
    const fill = stroke ? colourOf(theme, stroke) : theme.ink2;
    const text = label(from, y, fitted(noteText(note), width - from, typeScale.small), { size: typeScale.small, fill });
    return stroke ? rule(0, y - 4, 20, y - 4, fill, lineStyle(stroke)) + text : text;
  });
}

interface Area { readonly left: number; readonly top: number; readonly width: number; readonly height: number }

/** Where time and values fall within an area, beside and above its scale bars. */
interface Framed { readonly x: Scale; readonly y: Scale; readonly bottom: number; readonly foot: number }

function framed({ span, traces, domain, marks = [] }: Traces, area: Area, beside: number): Framed {
  const { left, top, width, height } = area;
  const range = domain ?? roomFor(traces.flatMap(({ time, values, samples }) => [
    extent(inSpan(time, values, span)), samples && bulk(inSpan(time, samples, span)),
  ]), { zero: "near" });
  const foot = top + height;
  const bottom = foot - CLOCK - (marks.length > 0 ? MARKS : 4);
  return {
    x: linearScale(span, [left, left + width - beside]), y: linearScale(range, [bottom, top]), bottom, foot,
  };
}

/** Values at times within the span. */
function inSpan(
  time: ArrayLike<number>, values: ArrayLike<number>, [from, to]: readonly [number, number],
): number[] {
  return Array.from(values).filter((_, i) => (time[i] as number) >= from && (time[i] as number) <= to);
}

/** Traces with their bars and marks in an area. */
function plotted(panel: Traces, area: Area, theme: Theme, beside: number): Markup {
  const { traces, span, marks = [], shaded = [], named = [] } = panel;
  const frame = framed(panel, area, beside);
  const { x, y, bottom } = frame;
  const right = x.range[1];
  const box = { x: area.left, y: area.top - 3, width: right - area.left, height: bottom - area.top + 6 };
  const windows = shaded.map(([from, to]) => {
    const [a, b] = [x(Math.max(from, span[0])), x(Math.min(to, span[1]))];
    const height = bottom - area.top;
    return element("rect", { x: a, y: area.top, width: Math.max(0, b - a), height, fill: theme.shade });
  });
  const zero = panel.unit.startsWith("%") && y.domain[0] < 0 && y.domain[1] > 0
    ? rule(area.left, y(0), right, y(0), theme.axis, { "stroke-dasharray": "1 3" }) : "";
  const lines = [
    ...traces.map((trace) => dotted(trace, x, y, theme)), ...traces.map((trace) => traceLine(trace, x, y, theme)),
  ];
  const name = { size: typeScale.small, fill: theme.ink, anchor: "middle" } as const;
  return [
    ...windows, zero, clipped(box, ...lines),
    ...named.map((one) => label(x(one.at), y(one.value), one.name, name)),
    ...marks.map((mark) => markUnder(mark, x, { top: bottom + 3, end: right + beside }, theme)),
    scaleBars(panel, frame, theme),
  ].join("");
}

function dotted({ time, samples, ...stroke }: PanelTrace, x: Scale, y: Scale, theme: Theme): Markup {
  if (!samples) return "";
  const points = thinned(samples, 1200).map(([i, value]) => [x(between(time, i)), y(value)] as const);
  return element("path", {
    d: dots(points.filter(([at]) => at >= x.range[0] && at <= x.range[1])), fill: "none",
    stroke: colourOf(theme, stroke), "stroke-width": 1.9, "stroke-linecap": "round", "stroke-opacity": 0.3,
  });
}

/** A line through the values at times within the scale; of many, their extremes. */
export function traceLine(
  { time, values, ...stroke }: PanelTrace, x: Scale, y: Scale, theme: Theme, colour = colourOf(theme, stroke),
): Markup {
  const own = Array.from(values, (value, i) => [time[i] as number, value] as const)
    .filter(([at]) => at >= x.domain[0] && at <= x.domain[1]);
  const points = envelope(own.map(([, value]) => value), 2 * (x.range[1] - x.range[0]))
    .map(([i, value]) => [x((own[i] as readonly [number, number])[0]), y(value)] as const);
  return element("path", {
    d: polyline(points), fill: "none", stroke: colour, "stroke-linejoin": "round", ...lineStyle(stroke),
  });
}

/** The time at a place between samples. */
function between(time: ArrayLike<number>, place: number): number {
  const i = Math.floor(place);
  const at = time[i] as number;
  return at + (place - i) * ((time[Math.min(i + 1, time.length - 1)] as number) - at);
}

/** An arrow that points up to `y`. */
export const arrowUp = (x: number, y: number, theme: Theme): Markup => element("path", {
  d: `M${x.toFixed(1)} ${(y + 9).toFixed(1)}v-9m-2.6 3.6l2.6 -4l2.6 4`,
  stroke: theme.ink, "stroke-width": 1.1, fill: "none",
});

function markUnder(
  { at, lasting, label: name }: PanelMark, x: Scale, { top, end }: { readonly top: number; readonly end: number },
  theme: Theme,
): Markup {
  const places = at.map(x);
  const after = lasting === undefined ? Math.max(...places) : x(Math.max(...at) + lasting);
  const signs = at.map((ms) => (lasting === undefined ? arrowUp(x(ms), top + 2, theme) : element("rect", {
    x: x(ms), y: top + 3, width: Math.max(1, x(ms + lasting) - x(ms)), height: 4, fill: theme.ink,
  })));
  if (name === undefined) return signs.join("");
  const fits = after + 6 + textWidth(name, typeScale.tick) <= end;
  const [from, anchor] = fits ? [after + 6, "start"] as const : [Math.min(...places) - 6, "end"] as const;
  return signs.join("") + label(from, top + 10, name, { fill: theme.ink2, anchor });
}

function scaleBars(
  { timeBar, unit, ...given }: Traces, { x, y, bottom, foot }: Framed, theme: Theme,
): Markup {
  const right = x.range[1];
  const long = x(timeBar) - x(0);
  return [
    valueBar(given.bar ?? barLength(y.domain), unit, { x: right + 10, bottom, y }, theme),
    rule(right - long, foot - 15, right, foot - 15, theme.ink, { "stroke-width": 1.8 }),
    label(right - long / 2, foot - 2, `${timeBar} ms`, { fill: theme.ink, anchor: "middle" }),
  ].join("");
}

/** "20 %" over "ΔF/F" beside a bar of that height. */
export function valueBar(
  length: number, unit: string, { x, bottom, y }: { readonly x: number; readonly bottom: number; readonly y: Scale },
  theme: Theme,
): Markup {
  const tall = Math.abs(y(length) - y(0));
  const [first = "", ...rest] = unit.split(" ");
  const middle = bottom - tall / 2;
  const style = { fill: theme.ink };
  return [
    rule(x, bottom, x, bottom - tall, theme.ink, { "stroke-width": 1.8 }),
    label(x + 6, middle + (rest.length > 0 ? -2 : 4), `${length} ${first}`, style),
    rest.length > 0 ? label(x + 6, middle + 10, rest.join(" "), style) : "",
  ].join("");
}
