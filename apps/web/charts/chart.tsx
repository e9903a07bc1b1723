/** The small plots beside the numbers: one frame of axes, drawn as SVG that grows with its column. */
import { For, Show, type JSX } from "solid-js";
import { decimal } from "../controls/number.js";
import { roundSteps } from "../stack/scale.js";
import type { Range, Tone } from "../stack/traces.js";
import "./chart.css";

const WIDTH = 296;
const FOOT = 30;

export interface ChartProps {
  readonly height: number;
  readonly x: Range;
  /** Upside down where `low` is the greater. */
  readonly y: Range;
  /** With its unit: "spine ΔF/F, %". */
  readonly xName: string;
  readonly yName?: string;
  /** No ticks at the left, where heights mean nothing by themselves. */
  readonly bare?: boolean;
  /** Heights are counts. */
  readonly counts?: boolean;
  readonly spoken: string;
  readonly children: (scale: Scales) => JSX.Element;
}

export interface Scales {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  /** px of the plot itself. */
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
}

export function Chart(props: ChartProps): JSX.Element {
  const left = (): number => (props.bare === true ? 8 : 34);
  const bottom = (): number => props.height - FOOT;
  const span = ({ low, high }: Range): number => high - low || 1;
  const scales: Scales = {
    get left() {
      return left();
    },
    right: WIDTH - 8,
    get bottom() {
      return bottom();
    },
    x: (value) => left() + ((value - props.x.low) / span(props.x)) * (WIDTH - 8 - left()),
    y: (value) => bottom() - ((value - props.y.low) / span(props.y)) * (bottom() - 14),
  };
  const xTicks = (): { values: readonly number[]; digits: number } => roundSteps(props.x.low, props.x.high, 5);
  const yTicks = (): { values: readonly number[]; digits: number } =>
    roundSteps(Math.min(props.y.low, props.y.high), Math.max(props.y.low, props.y.high), Math.max(2, Math.floor(props.height / 46)), { whole: props.counts === true });
  return (
    <svg class="chart" viewBox={`0 0 ${WIDTH} ${props.height}`} role="img" aria-label={props.spoken}>
      <Show when={!props.bare}>
        <For each={yTicks().values}>
          {(value) => (
            <g>
              <path
                d={`M${left()} ${scales.y(value)}H${WIDTH - 8}`}
                stroke="var(--line)"
                stroke-dasharray={value === 0 ? undefined : "1 4"}
              />
              <text class="tick" x={left() - 6} y={scales.y(value) + 3.5} text-anchor="end">
                {decimal(value, yTicks().digits)}
              </text>
            </g>
          )}
        </For>
      </Show>
      {props.children(scales)}
      <path d={`M${left()} ${bottom()}H${WIDTH - 8}`} stroke="var(--line-2)" />
      <For each={xTicks().values}>
        {(value) => (
          <g>
            <path d={`M${scales.x(value)} ${bottom()}v4`} stroke="var(--line-2)" />
            <text class="tick" x={scales.x(value)} y={bottom() + 14} text-anchor="middle">
              {decimal(value, xTicks().digits)}
            </text>
          </g>
        )}
      </For>
      <text class="tick" x={WIDTH - 8} y={props.height - 3} text-anchor="end">
        {props.xName}
      </text>
      <Show when={props.yName}>
        <text class="tick" x={2} y="9">
          {props.yName}
        </text>
      </Show>
    </svg>
  );
}

/** A path through points that are in order. */
export function pathOf(points: readonly { readonly x: number; readonly y: number }[], { x, y }: Scales): string {
  return points.map((point, k) => `${k === 0 ? "M" : "L"}${x(point.x).toFixed(1)} ${y(point.y).toFixed(1)}`).join("");
}

export const colour = (tone: Tone): string => `var(--${tone === "background" ? "bgd" : tone})`;

/** A little more than the values reach, 0 within. */
export function rangeOf(values: readonly number[], withZero = true): Range {
  const all = [...values.filter(Number.isFinite), ...(withZero ? [0] : [])];
  if (all.length === 0) return { low: 0, high: 1 };
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const room = 0.06 * (high - low) || 1;
  return { low: low - room, high: high + room };
}
