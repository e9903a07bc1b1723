/** Traces of one row: lines and dots on a canvas, axes and words as SVG above it. */
import { createSignal, Index, Show, type Accessor, type JSX } from "solid-js";
import { decimal } from "../controls/number.js";
import type { Clock } from "./clock.js";
import { peaks } from "./peaks.js";
import { roundSteps } from "./scale.js";
import { Painted, useStack } from "./stack.js";
import type { RowKind } from "./layout.js";

/** A role of the design: the name of a custom property without its dashes. */
export type Tone = "spine" | "shaft" | "soma" | "truth" | "ink" | "ink-2" | "ink-3" | "live" | "background" | "yes" | "no";

export interface Line {
  readonly samples: ArrayLike<number>;
  /** Of the first sample, on the clock. */
  readonly start: number;
  readonly step: number;
  readonly tone: Tone;
  /** px; a factor of the look's own stroke. */
  readonly width: number;
  readonly opacity?: number;
  readonly dash?: readonly number[];
  /** Samples as dots, not joined. */
  readonly dots?: boolean;
  /** Up to here, on the clock, it has arrived. */
  readonly until?: number;
  /** Filled down to 0, faintly. */
  readonly filled?: boolean;
  /** Of each sample: the band around the line, faint. */
  readonly band?: ArrayLike<number>;
}

/** Words at a line's end or peak. */
export interface LineLabel {
  readonly text: string;
  readonly tone: Tone;
  readonly time: number;
  readonly value: number;
  readonly anchor?: "start" | "middle" | "end";
  /** px above the value. */
  readonly lift?: number;
}

export interface Range {
  readonly low: number;
  readonly high: number;
}

export interface TracePlotProps {
  readonly kind: RowKind;
  readonly lines: readonly Line[];
  /** The same from trial to trial: no scale follows the data by itself. */
  readonly range: Range;
  readonly unit: string;
  readonly labels?: readonly LineLabel[];
  /** Up to here it has arrived: a red head stands there. */
  readonly head?: number | undefined;
  /** Lines whose value at the cursor is marked with a dot. */
  readonly marked?: readonly Line[];
  readonly children?: JSX.Element;
}

const [theme, setTheme] = createSignal(0);
/** Colours are read from the style sheet when drawn; to be called when that has changed. */
export function repaint(): void {
  properties.clear();
  setTheme((n) => n + 1);
}

/** Custom properties as they are until the look changes: asking the style sheet makes the browser lay the page out. */
const properties = new Map<string, string>();
function property(name: string): string {
  theme();
  const known = properties.get(name) ?? getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  properties.set(name, known);
  return known;
}

/** What a tone looks like now; drawn again when the theme changes. */
export const colourOf = (tone: Tone): string => property(`--${tone === "background" ? "bgd" : tone}`);

/** Opacity of a band: the dots over it stay to be seen. */
const BAND = 0.22;
/** Opacity of what is filled down to 0. */
const AREA = 0.12;

const strokeFactor = (): number => Number(property("--stroke")) || 1;

export function TracePlot(props: TracePlotProps): JSX.Element {
  const { clock, heightOf } = useStack();
  const height = (): number => heightOf(props.kind);
  const y = (value: number): number => yOf(value, props.range, height());
  const draw = (context: CanvasRenderingContext2D, width: number, h: number): void => {
    context.save();
    context.beginPath();
    context.rect(0, 0, width, h);
    context.clip();
    for (const line of props.lines) drawLine(context, line, clock, (value) => yOf(value, props.range, h), width);
    context.restore();
  };
  return (
    <>
      <ValueAxis range={props.range} unit={props.unit} height={height()} width={clock.width()} />
      <Painted height={height()} draw={draw} />
      <svg aria-hidden={props.children === undefined}>
        <Index each={props.labels ?? []}>{(label) => (
          <text class="on-plot at-line" x={clock.x(label().time)} y={y(label().value) - (label().lift ?? 0)} text-anchor={label().anchor ?? "start"} style={{ fill: `var(--${label().tone})` }}>{label().text}</text>
        )}</Index>
        <Show when={clock.cursor()}>{(at) => <Index each={props.marked ?? []}>{(line) => <MarkedValue line={line()} at={at} y={y} clock={clock} />}</Index>}</Show>
        <Head at={props.head} clock={clock} height={height()} />
        {props.children}
      </svg>
    </>
  );
}

/** The red line of what has just been scanned. */
export function Head(props: { readonly at: number | undefined; readonly clock: Clock; readonly height: number }): JSX.Element {
  return (
    <Show when={props.at !== undefined && props.at >= props.clock.view().from && props.at <= props.clock.view().to ? props.at : undefined}>
      {(at) => <path d={`M${props.clock.x(at())} 0V${props.height}`} stroke="var(--live)" stroke-width="1.6" />}
    </Show>
  );
}

function MarkedValue(props: { readonly line: Line; readonly at: Accessor<number>; readonly y: (value: number) => number; readonly clock: Clock }): JSX.Element {
  const value = (): number | undefined => {
    const { samples, start, step, until = Infinity } = props.line;
    return props.at() > until ? undefined : samples[Math.round((props.at() - start) / step)];
  };
  return (
    <Show when={Number.isFinite(value())}>
      <circle cx={props.clock.x(props.at())} cy={props.y(value() ?? 0)} r="3.6" fill={`var(--${props.line.tone})`} stroke="var(--ground)" stroke-width="1.5" />
    </Show>
  );
}

/** px from the row's top; a margin keeps peaks off the rules. */
export function yOf(value: number, { low, high }: Range, height: number): number {
  return height - 9 - ((value - low) / (high - low)) * (height - 20);
}

/** What stands at a height: `yOf` the other way. */
function valueOf(y: number, { low, high }: Range, height: number): number {
  return low + ((height - 9 - y) / (height - 20)) * (high - low);
}

/** px from the row's top, down to which the row's name stands where the gutter is narrow. */
const NAME = 30;
/** Letters of a tick that reach under it. */
const LONG = 5;
/** pA from which an axis counts nA: its words stay short of the row's name. */
const LARGE = 1000;

function ValueAxis(props: { readonly range: Range; readonly unit: string; readonly height: number; readonly width: number }): JSX.Element {
  const ticks = (): { readonly value: number; readonly y: number; readonly text: string }[] => {
    const { low, high } = props.range;
    const [size, unit] = props.unit === "pA" && Math.max(-low, high) > LARGE ? [1000, "nA"] : [1, props.unit];
    const named = props.height < 135 && props.width < 400;
    const highest = named ? valueOf(NAME, props.range, props.height) : high;
    const { values, digits } = roundSteps(low / size, highest / size, Math.max(2, Math.floor(props.height / 40)));
    const y = (value: number): number => yOf(size * value, props.range, props.height);
    // The unit stands on the last tick; where it would reach under the row's name, on the one before.
    const last = values.length - 1;
    const long = y(values[last] ?? 0) < NAME && decimal(values[last] ?? 0, digits).length + unit.length > LONG;
    const withUnit = long && last > 0 ? last - 1 : last;
    return values.map((value, k) => ({ value: size * value, y: y(value), text: `${decimal(value, digits)}${k === withUnit ? ` ${unit}` : ""}` }));
  };
  return (
    <svg aria-hidden="true">
      <Index each={ticks()}>{(tick) => (
        <g>
          <path d={`M0 ${tick().y}H${props.width}`} stroke="var(--line)" stroke-dasharray={tick().value === 0 ? undefined : "1 4"} />
          <text class="tick" x="-6" y={tick().y + 3.5} text-anchor="end">{tick().text}</text>
        </g>
      )}</Index>
    </svg>
  );
}

function drawLine(context: CanvasRenderingContext2D, line: Line, clock: Clock, y: (value: number) => number, width: number): void {
  const { samples, start, step, tone, until } = line;
  const { from, to } = clock.view();
  const end = until === undefined ? samples.length : Math.min(samples.length, Math.floor((until - start) / step) + 1);
  const first = Math.max(0, Math.floor((from - start) / step) - 1);
  const last = Math.min(end, Math.ceil((to - start) / step) + 2);
  if (last <= first) return;
  context.globalAlpha = line.opacity ?? 1;
  context.strokeStyle = context.fillStyle = colourOf(tone);
  context.lineWidth = line.width * strokeFactor();
  context.lineJoin = "round";
  context.setLineDash([...(line.dash ?? [])]);
  const x = (k: number): number => clock.x(start + k * step);
  if (line.band) drawBand(context, line, { first, last, x, y });
  if (line.dots === true) {
    const size = 1.4 * strokeFactor();
    for (let k = first; k < last; k++) context.fillRect(x(k) - size / 2, y(samples[k] as number) - size / 2, size, size);
  } else if (last - first > 3 * width) drawPeaks(context, line, { first, last, y }, clock);
  else {
    context.beginPath();
    let drawing = false;
    for (let k = first; k < last; k++) {
      const value = samples[k] as number;
      if (!Number.isFinite(value)) drawing = false;
      else if (drawing) context.lineTo(x(k), y(value));
      else { context.moveTo(x(k), y(value)); drawing = true; }
    }
    context.stroke();
    if (line.filled === true) {
      context.lineTo(x(last - 1), y(0));
      context.lineTo(x(first), y(0));
      context.globalAlpha = AREA;
      context.fill();
    }
  }
  context.globalAlpha = 1;
  context.setLineDash([]);
}

function drawBand(
  context: CanvasRenderingContext2D, { samples, band, opacity = 1 }: Line,
  { first, last, x, y }: { readonly first: number; readonly last: number; readonly x: (k: number) => number; readonly y: (value: number) => number },
): void {
  const edge = (k: number, sign: number): number => y((samples[k] as number) + sign * (band?.[k] ?? 0));
  context.globalAlpha = BAND * opacity;
  context.beginPath();
  for (let k = first; k < last; k++) context.lineTo(x(k), edge(k, 1));
  for (let k = last - 1; k >= first; k--) context.lineTo(x(k), edge(k, -1));
  context.fill();
  context.globalAlpha = opacity;
}

/** More samples than pixels: of each column the least and the greatest; of a dashed line, which is smooth, the middle. */
function drawPeaks(
  context: CanvasRenderingContext2D, { samples, start, step, dash, filled }: Line,
  { first, last, y }: { readonly first: number; readonly last: number; readonly y: (value: number) => number }, clock: Clock,
): void {
  const [left, right] = [clock.x(start + first * step), clock.x(start + last * step)];
  const columns = Math.max(1, Math.round(right - left));
  const found = peaks(samples, first, last, columns);
  // A level stretch is as high as the line is wide.
  const half = context.lineWidth / 2;
  context.beginPath();
  let drawing = false;
  for (let c = 0; c < columns; c++) {
    const [low, high] = [found[2 * c] as number, found[2 * c + 1] as number];
    if (low > high) {
      drawing = false;
      continue;
    }
    const px = left + c + 0.5;
    if (dash) {
      // Dashes run along one path: strokes from column to column would each begin with ink, and join to a solid line.
      const middle = y((low + high) / 2);
      if (drawing) context.lineTo(px, middle);
      else context.moveTo(px, middle);
      drawing = true;
      continue;
    }
    context.moveTo(px, y(low) + half);
    context.lineTo(px, y(high) - half);
  }
  context.stroke();
  if (filled !== true) return;
  context.beginPath();
  for (let c = 0, open = false; c <= columns; c++) {
    const there = c < columns && (found[2 * c] as number) <= (found[2 * c + 1] as number);
    if (there && !open) context.moveTo(left + c, y(0));
    if (there) context.lineTo(left + c + 0.5, y(found[2 * c + 1] as number));
    else if (open) context.lineTo(left + c, y(0));
    open = there;
  }
  context.globalAlpha = AREA;
  context.fill();
}
