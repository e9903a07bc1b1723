/** The line scan as it was recorded: nearest neighbour, never smoothed; time to the right, distance down. */
import { createMemo, For, Index, Show, type JSX } from "solid-js";
import type { LookUpTable } from "radiatum/report";
import type { PixelArray } from "radiatum";
import { decimal } from "../controls/number.js";
import { enlarged } from "../shell/look.js";
import { paint, tableOf } from "./colours.js";
import { photonsOf, type PhotonScale } from "./photons.js";
import { arrowStep, dragged } from "./pointing.js";
import { Head, type Tone } from "./traces.js";
import { Painted, useStack } from "./stack.js";

export interface Scan {
  /** `pixels[line * pixelsPerLine + pixel]`; null where the trial has none. */
  readonly pixels: PixelArray | null;
  readonly lines: number;
  readonly pixelsPerLine: number;
  /** Of the first line, on the clock. */
  readonly start: number;
  readonly period: number;
  /** Absent: the file says nothing of lengths. */
  readonly pixelSize_um?: number | undefined;
}

/** A stretch of the line, bracketed in the gutter. */
export interface Bracket {
  readonly name: string;
  readonly tone: Tone;
  /** First and last pixel, both within. */
  readonly from: number;
  readonly to: number;
  /** Found, not chosen: it can't be picked or moved. */
  readonly fixed?: boolean;
}

export interface LineScanPlotProps {
  readonly scan: Scan;
  /** Readings at which the table begins and ends, the same from trial to trial. */
  readonly low: number;
  readonly high: number;
  readonly table: LookUpTable;
  readonly brackets: readonly Bracket[];
  /** Place among the brackets. */
  readonly picked?: number | undefined;
  readonly onPick?: (place: number) => void;
  /** While a grip is dragged and when it is let go. */
  readonly onMove?: (place: number, from: number, to: number, dragging: boolean) => void;
  /** Lines after this time haven't arrived. */
  readonly head?: number | undefined;
}

export function LineScanPlot(props: LineScanPlotProps): JSX.Element {
  const { clock, heightOf } = useStack();
  const height = (): number => heightOf("line scan");
  const y = (pixel: number): number => (pixel / props.scan.pixelsPerLine) * height();
  /** Time runs to the right, so the image is the recording turned. */
  const image = createMemo(() => {
    const { pixels, lines, pixelsPerLine } = props.scan;
    if (!pixels || lines === 0 || pixelsPerLine === 0) return undefined;
    const canvas = document.createElement("canvas");
    paint(canvas, { pixels, width: lines, height: pixelsPerLine, across: pixelsPerLine, down: 1 }, { low: props.low, high: props.high }, props.table);
    return canvas;
  });
  const draw = (context: CanvasRenderingContext2D, width: number, h: number): void => {
    const picture = image();
    if (!picture) return;
    const { start, period, lines } = props.scan;
    const arrived = props.head === undefined ? lines : Math.max(0, Math.min(lines, Math.floor((props.head - start) / period)));
    if (arrived === 0) return;
    context.save();
    context.beginPath();
    context.rect(0, 0, width, h);
    context.clip();
    context.imageSmoothingEnabled = false;
    const [left, right] = [clock.x(start), clock.x(start + arrived * period)];
    context.drawImage(picture, 0, 0, arrived, props.scan.pixelsPerLine, left, 0, right - left, h);
    context.restore();
  };
  return (
    <>
      <Painted height={height()} draw={draw} />
      <svg aria-hidden={props.onMove === undefined}>
        {/* By place: a bracket that moves is the same one, and keeps the pointer that drags it. */}
        <Index each={props.brackets}>{(bracket, place) => (
          <BracketMarks bracket={bracket()} y={y} width={clock.width()} picked={props.picked === place}
            onMove={(from, to, dragging) => props.onMove?.(place, from, to, dragging)} last={props.scan.pixelsPerLine - 1} movable={props.onMove !== undefined && bracket().fixed !== true} />
        )}</Index>
        <Index each={namesInGutter(props.brackets, props.scan.pixelsPerLine, height())}>{(top, place) => (
          <Show when={top() === undefined ? props.brackets[place] : undefined}>{(bracket) => (
            <text class="in-picture wide-only" aria-hidden="true" x="6" y={y((bracket().from + bracket().to + 1) / 2) + wordHeight() / 3}>{bracket().name}</text>
          )}</Show>
        )}</Index>
        <LengthBar scan={props.scan} height={height()} x={clock.width() - 7} />
        <Head at={props.head} clock={clock} height={height()} />
      </svg>
    </>
  );
}

/** Of the distance axis, which runs down: a stretch of the line with its length, in pixels where the file gives no other. */
function LengthBar(props: { readonly scan: Scan; readonly height: number; readonly x: number }): JSX.Element {
  const bar = createMemo(() => {
    const { pixelsPerLine, pixelSize_um: size } = props.scan;
    if (pixelsPerLine === 0) return undefined;
    const whole = pixelsPerLine * (size ?? 1);
    const length = LENGTHS.findLast((one) => one <= 0.35 * whole && (size !== undefined || one >= 1));
    return length === undefined ? undefined : { px: (length / whole) * props.height, words: `${length} ${size === undefined ? (length === 1 ? "pixel" : "pixels") : "µm"}` };
  });
  return (
    <Show when={bar()}>{(found) => (
      <g class="length-bar" role="img" aria-label={`Bar along the line: ${found().words}`}>
        <path d={`M${props.x} ${props.height - 8}v${-found().px}`} stroke="#000" stroke-width="5" /><path d={`M${props.x} ${props.height - 8}v${-found().px}`} stroke="#fff" stroke-width="2.5" />
        <text x={props.x - 7} y={props.height - 8 - found().px / 2 + 4} text-anchor="end">{found().words}</text>
      </g>
    )}</Show>
  );
}
const LENGTHS: readonly number[] = [0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200];

/** px: down to which the row's name and what is drawn stand, and a word's height. */
const TITLE = 38;
const WORD = 12;
const ENLARGED = 1.5;
/** px at the row's lower edge, where letters that reach down would be cut off. */
const FOOT = 2;

/**
 * px from the row's top at which each bracket's name stands in the gutter: beside its bracket, but below the row's own name, and no
 * two words over each other. Undefined where it would stand too far from its bracket, or beside another: the name stands in the picture then.
 */
function namesInGutter(brackets: readonly Bracket[], pixelsPerLine: number, height: number): readonly (number | undefined)[] {
  const word = wordHeight();
  const y = (pixel: number): number => (pixel / pixelsPerLine) * height;
  const order = brackets.map((_, k) => k).sort((a, b) => (brackets[a]?.from ?? 0) - (brackets[b]?.from ?? 0));
  const found: (number | undefined)[] = brackets.map(() => undefined);
  let free = enlarged() ? ENLARGED * TITLE : TITLE;
  for (const k of order) {
    const { from = 0, to = 0 } = brackets[k] ?? {};
    const own = y((from + to + 1) / 2) - word / 2;
    const top = Math.min(Math.max(free, own), Math.max(free, height - word - FOOT));
    // Beside another's bracket it would be that one's name.
    const elsewhere = brackets.some((other, one) => one !== k && top + word / 2 > y(other.from) && top + word / 2 < y(other.to + 1));
    if (elsewhere || Math.abs(top - own) > word || top + word > height) continue;
    found[k] = top;
    free = top + word;
  }
  return found;
}
const wordHeight = (): number => (enlarged() ? ENLARGED * WORD : WORD);

/** For the label's gutter of the row. */
export function Brackets(props: {
  readonly brackets: readonly Bracket[]; readonly pixelsPerLine: number; readonly picked?: number | undefined; readonly onPick?: (place: number) => void;
}): JSX.Element {
  const { heightOf } = useStack();
  const y = (pixel: number): number => (pixel / props.pixelsPerLine) * heightOf("line scan");
  const words = createMemo(() => namesInGutter(props.brackets, props.pixelsPerLine, heightOf("line scan")));
  const pickOf = ({ fixed }: Bracket): ((place: number) => void) | undefined => (fixed === true ? undefined : props.onPick);
  return (
    <Index each={props.brackets}>{(bracket, place) => {
      const style = (): JSX.CSSProperties => ({
        position: "absolute", right: "3px", top: `${y(bracket().from)}px`, height: `${Math.max(6, y(bracket().to + 1) - y(bracket().from))}px`, display: "flex", "align-items": "center", gap: "5px", color: `var(--${bracket().tone === "background" ? "bgd" : bracket().tone})`,
      });
      const body = (): JSX.Element => (
        <>
          {/* What a finger hits is larger than what is drawn. */}
          <Show when={pickOf(bracket())}><span class="reach" aria-hidden="true" /></Show>
          <span class="wide-only" style={{ font: `600 var(--t-tick)/${wordHeight()}px var(--sans)`, color: "inherit", position: "absolute", right: "11px", top: `${(words()[place] ?? 0) - y(bracket().from)}px`, visibility: words()[place] === undefined ? "hidden" : undefined }}>{bracket().name}</span>
          <i style={{ width: "6px", height: "100%", border: "2px solid currentColor", "border-right": "0", opacity: props.picked === undefined || props.picked === place ? 1 : 0.6 }} />
        </>
      );
      return (
        <Show when={pickOf(bracket())} fallback={<div style={style()}>{body()}</div>}>
          {(pick) => <button type="button" style={style()} aria-pressed={props.picked === place} aria-label={`Region ${bracket().name}, pixels ${bracket().from} to ${bracket().to}`} onClick={() => pick()(place)}>{body()}</button>}
        </Show>
      );
    }}</Index>
  );
}

/** px of a bracket's height, below which its grips would cover each other. */
const GRIP = 30;

/** Dotted edges across; of the picked region white ones with grips, which are sliders. */
function BracketMarks(props: {
  readonly bracket: Bracket; readonly y: (pixel: number) => number; readonly width: number; readonly picked: boolean; readonly movable: boolean; readonly last: number;
  readonly onMove: (from: number, to: number, dragging: boolean) => void;
}): JSX.Element {
  const tone = (): string => (props.picked ? "#fff" : `var(--${props.bracket.tone === "background" ? "bgd" : props.bracket.tone})`);
  const moved = (edge: "from" | "to", pixel: number, dragging: boolean): void => {
    const { from, to } = props.bracket;
    if (edge === "from") props.onMove(Math.min(to, Math.max(0, pixel)), to, dragging);
    else props.onMove(from, Math.max(from, Math.min(props.last, pixel)), dragging);
  };
  return (
    <For each={["from", "to"] as const}>{(edge) => {
      const pixel = (): number => props.bracket[edge];
      const at = (): number => props.y(edge === "from" ? pixel() : pixel() + 1);
      /** Of a low bracket the grips stand side by side, so that each can be taken. */
      const middle = (): number => props.width / 2 + (props.y(props.bracket.to + 1) - props.y(props.bracket.from) < GRIP ? (edge === "from" ? -GRIP : GRIP) : 0);
      return (
        <>
          <path d={`M0 ${at()}H${props.width}`} stroke={tone()} stroke-dasharray={props.picked ? undefined : "1 5"} opacity={props.picked ? 1 : 0.8} />
          <Show when={props.picked && props.movable}>
            <g class="grip" role="slider" tabindex="0" aria-orientation="vertical" aria-label={`${props.bracket.name}, ${edge === "from" ? "first" : "last"} pixel`}
              aria-valuemin="0" aria-valuemax={props.last} aria-valuenow={pixel()} aria-valuetext={`pixel ${pixel()}`}
              onKeyDown={(event) => {
                const step = arrowStep(event, "y");
                if (step) moved(edge, pixel() + step.y, false);
              }}
              onPointerDown={(event) => {
                const begun = at();
                dragged(event, ({ y }, dragging) => moved(edge, pixelAt(begun + y), dragging));
              }}>
              <rect class="mark" x={middle() - 16} y={at() - 3} width="32" height="6" rx="3" fill="#fff" />
              <rect x={middle() - 28} y={at() - 12} width="56" height="24" fill="transparent" />
            </g>
          </Show>
        </>
      );
      function pixelAt(top: number): number {
        const whole = props.y(1) - props.y(0);
        const edgePixel = Math.round(top / whole);
        return edge === "from" ? edgePixel : edgePixel - 1;
      }
    }}</For>
  );
}

/** The colour bar: what the colours mean, in counts, and in photons beside them where the detector is known. */
export function LookUpBar(props: {
  readonly table: LookUpTable; readonly low: number; readonly high: number; readonly photons?: PhotonScale | undefined; readonly children?: JSX.Element;
}): JSX.Element {
  const gradient = (): string => {
    const colours = tableOf(props.table);
    const at = (level: number): string => `rgb(${colours[3 * level]},${colours[3 * level + 1]},${colours[3 * level + 2]})`;
    return `linear-gradient(0deg,${[0, 64, 128, 191, 255].map(at).join()})`;
  };
  const fewOrMany = (photons: number): string => decimal(photons, Math.abs(photons) < 10 ? 1 : 0);
  const End = (end: { readonly of: number }): JSX.Element => (
    <span class="lut-end unit"><span>{decimal(end.of, 0)}</span><Show when={props.photons}>{(scale) => <span>{fewOrMany(photonsOf(end.of, scale()))}</span>}</Show></span>
  );
  return (
    <div class="lut">
      <div class="lut-bar" style={{ background: gradient() }} />
      <div class="lut-words">
        <End of={props.high} />
        <span><span class="lut-end unit"><span>counts</span><Show when={props.photons}><span>photons</span></Show></span><span class="lut-per unit">per pixel</span><span class="lut-table">{props.children}</span></span>
        <End of={props.low} />
      </div>
    </div>
  );
}
