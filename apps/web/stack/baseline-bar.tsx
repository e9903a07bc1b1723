/** The F₀ window as a shaded bar at ΔF/F = 0: drawn along, widened by its ends, or moved as a whole. */
import { For, type JSX } from "solid-js";
import { arrowStep, dragged } from "./pointing.js";
import { useStack } from "./stack.js";
import { yOf, type Range } from "./traces.js";

export interface BaselineBarProps {
  /** Lines, `to` exclusive. */
  readonly from: number;
  readonly to: number;
  /** Of the trial. */
  readonly lines: number;
  /** Of the first line, on the clock, and from line to line. */
  readonly start: number;
  readonly period: number;
  readonly range: Range;
  readonly onMove: (from: number, to: number, dragging: boolean) => void;
}

/** Fewer lines say too little of the noise; the analysis refuses them. */
const LEAST = 3;

export function BaselineBar(props: BaselineBarProps): JSX.Element {
  const { clock, heightOf } = useStack();
  const x = (line: number): number => Math.max(0, Math.min(clock.width(), clock.x(props.start + line * props.period)));
  const y = (): number => yOf(0, props.range, heightOf("trace"));
  const moved = (
    part: "from" | "to" | "all",
    by: number,
    { from, to }: { readonly from: number; readonly to: number } = props,
  ): readonly [number, number] => {
    const { lines } = props;
    if (part === "from") return [Math.max(0, Math.min(to - LEAST, from + by)), to];
    if (part === "to") return [from, Math.min(lines, Math.max(from + LEAST, to + by))];
    const shift = Math.max(-from, Math.min(lines - to, by));
    return [from + shift, to + shift];
  };
  const drag = (event: PointerEvent, part: "from" | "to" | "all"): void => {
    const begun = { from: props.from, to: props.to };
    const perLine = clock.x(props.start + props.period) - clock.x(props.start);
    dragged(event, ({ x: across }, dragging) => {
      const [from, to] = moved(part, Math.round(across / perLine), begun);
      if (dragging || from !== begun.from || to !== begun.to) props.onMove(from, to, dragging);
    });
  };
  return (
    <g>
      <rect
        x={x(props.from)}
        y={y() - 7}
        width={Math.max(1, x(props.to) - x(props.from))}
        height="14"
        fill="var(--shade)"
        stroke="var(--line-2)"
        class="grip across"
        onPointerDown={(event) => drag(event, "all")}
      />
      <text class="tick at-line" x={x(props.from) + 5} y={y() + 19} visibility={y() + 22 > heightOf("trace") ? "hidden" : undefined}>
        F₀ window
      </text>
      <For each={["from", "to"] as const}>
        {(edge) => (
          <g
            class="grip across"
            role="slider"
            tabindex="0"
            aria-label={`F₀ window, ${edge === "from" ? "first" : "last"} line`}
            aria-valuemin="0"
            aria-valuemax={props.lines - 1}
            aria-valuenow={edge === "from" ? props.from : props.to - 1}
            aria-valuetext={`line ${edge === "from" ? props.from : props.to - 1}`}
            onKeyDown={(event) => {
              const step = arrowStep(event, "x");
              if (step) props.onMove(...moved(edge, step.x), false);
            }}
            onPointerDown={(event) => drag(event, edge)}
          >
            <rect class="mark" x={x(props[edge]) - 2} y={y() - 9} width="4" height="18" rx="2" fill="var(--ink-2)" />
            <rect x={x(props[edge]) - 12} y={y() - 16} width="24" height="32" fill="transparent" />
          </g>
        )}
      </For>
    </g>
  );
}
