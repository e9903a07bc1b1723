/**
 * The stack: rows of one grid that share one time axis, one stimulus line and one cursor. No plot has an axis of its own.
 *
 *     <Stack clock={clock} stimuli={[0]} label="Trial 3">
 *       <Row kind="trace" name="ΔF/F" about="…" value={…} spoken="…">plot</Row>
 *     </Stack>
 */
import { createContext, createEffect, createMemo, createSignal, For, Index, onCleanup, onMount, Show, useContext, type JSX } from "solid-js";
import { decimal } from "../controls/number.js";
import type { Clock } from "./clock.js";
import { arrowStep, dragged } from "./pointing.js";
import { rowHeights, type RowKind } from "./layout.js";
import { roundSteps } from "./scale.js";
import "./stack.css";

interface StackFrame {
  readonly clock: Clock;
  readonly heightOf: (kind: RowKind) => number;
  /** No value stands beside a row's plot. */
  readonly phone: () => boolean;
}
const Frame = createContext<StackFrame>();

/** For what is drawn within a row. */
export function useStack(): StackFrame {
  const frame = useContext(Frame);
  if (!frame) throw new Error("broken invariant: a row stands outside of a stack");
  return frame;
}

export interface StackProps {
  readonly clock: Clock;
  /** What the rows are, top to bottom, but the axis. */
  readonly rows: readonly RowKind[];
  /** Times of stimuli, through every row. */
  readonly stimuli: readonly number[];
  /** "Trial 17 of 40", for who listens. */
  readonly label: string;
  /** Left of the axis: "time", "from shock". */
  readonly axis?: string;
  /** px that are there for all rows; absent: as many as the parent has. */
  readonly height?: number;
  /** Beside the cursor's time: "line 82". */
  readonly beside?: (time: number) => string | undefined;
  readonly children: JSX.Element;
}

const PHONE = "(max-width: 700px)";

export function Stack(props: StackProps): JSX.Element {
  let element: HTMLDivElement | undefined;
  let axis: HTMLDivElement | undefined;
  const [space, setSpace] = createSignal(600);
  const phone = matches(PHONE);
  const clock = (): Clock => props.clock;
  const heights = createMemo(() => {
    const rows = [...props.rows, "axis" as const];
    const found = rowHeights(rows, { height: (props.height ?? space()) - rows.length, phone: phone() });
    return new Map(rows.map((row, k) => [row, found[k] as number]));
  });
  const [left, setLeft] = createSignal(0);
  const measure = (): void => {
    if (!element || !axis) return;
    const plot = axis.getBoundingClientRect();
    setLeft(plot.left - element.getBoundingClientRect().left);
    clock().setWidth(plot.width);
    const around = element.parentElement;
    if (around) setSpace(around.clientHeight);
  };
  onMount(() => {
    const watch = new ResizeObserver(measure);
    if (element?.parentElement) watch.observe(element.parentElement);
    if (axis) watch.observe(axis);
    measure();
    // The observer speaks with the next frame, and a printer doesn't wait for one.
    window.addEventListener("resize", measure);
    onCleanup(() => {
      watch.disconnect();
      window.removeEventListener("resize", measure);
    });
  });
  const timeOf = (event: PointerEvent | WheelEvent | MouseEvent): number | undefined => {
    if (!axis) return undefined;
    const at = event.clientX - axis.getBoundingClientRect().left;
    return at < 0 || at > clock().width() ? undefined : clock().timeAt(at);
  };
  const onWheel = (event: WheelEvent): void => {
    const at = timeOf(event);
    if (at === undefined) return;
    event.preventDefault();
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      const { from, to } = clock().view();
      clock().pan(((event.deltaX || event.deltaY) / clock().width()) * (to - from));
    } else clock().zoom(1.0015 ** event.deltaY, at);
  };
  onMount(() => element?.addEventListener("wheel", onWheel, { passive: false }));
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== element || event.ctrlKey || event.metaKey || event.altKey) return;
    const now = clock().cursor() ?? clock().view().from;
    const step = arrowStep(event, "x");
    if (step) clock().setCursor(now + step.x * stepOf(clock()));
    else if (event.key === "Enter") {
      event.preventDefault();
      event.stopPropagation();
      clock().pin(now);
    }
  };
  let pressed: { readonly x: number; readonly y: number } | undefined;
  return (
    <Frame.Provider value={{ get clock() { return clock(); }, heightOf: (kind) => heights().get(kind) ?? 0, phone }}>
      {/* A group of figures with a cursor: the keys that move it are told in help and work when the group has focus. */}
      <div class="stack" ref={element} role="group" aria-label={`${props.label}. Arrow keys move the cursor, Enter pins it.`} tabindex="0"
        onPointerMove={(event) => { if (event.buttons === 0) clock().setCursor(timeOf(event)); }}
        onPointerLeave={() => clock().setCursor(undefined)}
        onPointerDown={(event) => { pressed = { x: event.clientX, y: event.clientY }; }}
        onClick={(event) => {
          const still = pressed && Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) < 3;
          const at = timeOf(event);
          if (still === true && at !== undefined && !event.target.closest("button,.grip,input,select,.stack-axis")) clock().pin(at);
        }}
        onKeyDown={onKeyDown}>
        {props.children}
        <div class="stack-row">
          <div class="label" style={{ height: `${heights().get("axis") ?? 24}px`, padding: "5px 8px 0 var(--s4)" }}><span>{props.axis ?? "time"}</span></div>
          <div class="plot stack-axis" ref={axis} style={{ height: `${heights().get("axis") ?? 24}px` }} onPointerDown={(event) => dragAxis(event, clock())}>
            <TimeTicks clock={clock()} />
          </div>
          <div class="value" />
        </div>
        <For each={props.stimuli}>{(time) => (
          <Show when={inSight(clock(), time)}>
            <div class="cross stimulus" style={{ left: `${left() + clock().x(time)}px`, top: "40px", bottom: "24px" }} />
          </Show>
        )}</For>
        <Show when={clock().pinned()}>{(pin) => <Pinned clock={clock()} left={left()} pin={pin()} />}</Show>
        <Show when={clock().cursor()}>{(time) => (
          <div class="cross" style={{ left: `${left() + clock().x(time())}px` }}>
            <b classList={{ left: clock().x(time()) > clock().width() - WORDS }}>{timeText(clock(), time())}{suffix(props.beside?.(time()))}</b>
          </div>
        )}</Show>
      </div>
    </Frame.Provider>
  );
}

const suffix = (text: string | undefined): string => (text === undefined ? "" : `, ${text}`);
const inSight = (clock: Clock, time: number): boolean => time >= clock.view().from && time <= clock.view().to;
const stepOf = (clock: Clock): number => (clock.unit() === "lines" ? 1 : Math.max(0.1, (clock.whole().to - clock.whole().from) / 500));

/** "64 ms" from the stimulus; with as many decimals as the view resolves. */
function timeText(clock: Clock, time: number): string {
  const { from, to } = clock.view();
  const digits = Math.max(0, Math.min(3, Math.ceil(-Math.log10((to - from) / 600))));
  return `${decimal(time - clock.zero(), digits)} ${clock.unit() === "ms" ? "ms" : "lines"}`;
}

function Pinned(props: { readonly clock: Clock; readonly left: number; readonly pin: { readonly from: number; readonly to?: number } }): JSX.Element {
  const at = (time: number): number => Math.min(props.clock.width(), Math.max(0, props.clock.x(time)));
  return (
    <Show when={props.pin.to} fallback={inSight(props.clock, props.pin.from) &&
      <div class="cross fixed" style={{ left: `${props.left + at(props.pin.from)}px` }}><b>{timeText(props.clock, props.pin.from)}</b></div>
    }>{(to) => (
        <div class="pinned" style={{ left: `${props.left + at(props.pin.from)}px`, width: `${at(to()) - at(props.pin.from)}px` }} />
      )}</Show>
  );
}

function dragAxis(event: PointerEvent, clock: Clock): void {
  const begun = clock.view();
  dragged(event, ({ x }) => {
    const by = (-x / clock.width()) * (begun.to - begun.from);
    clock.show({ from: begun.from + by, to: begun.to + by });
  });
}

/** px that the cursor's words take, and half of a tick's. */
const [WORDS, TICK] = [90, 16] as const;

function TimeTicks(props: { readonly clock: Clock }): JSX.Element {
  const ticks = (): { readonly time: number; readonly text: string; readonly anchor: "start" | "middle" | "end" }[] => {
    const { from, to } = props.clock.view();
    const zero = props.clock.zero();
    const width = props.clock.width();
    if (width === 0) return [];
    const { values, digits } = roundSteps(from - zero, to - zero, Math.max(2, Math.floor(width / 76)));
    return values.map((value, k) => {
      const x = props.clock.x(value + zero);
      const last = k === values.length - 1;
      return {
        time: value + zero, text: `${decimal(value, digits)}${last ? ` ${props.clock.unit()}` : ""}`,
        anchor: x < 12 ? "start" : x > width - 30 ? "end" : "middle",
      };
    });
  };
  /** The cursor's words stand over the axis, and hide what they would cover. */
  const isCovered = (time: number): boolean => {
    const cursor = props.clock.cursor();
    if (cursor === undefined) return false;
    const by = props.clock.x(time) - props.clock.x(cursor);
    const toLeft = props.clock.x(cursor) > props.clock.width() - WORDS;
    return toLeft ? by > -WORDS - TICK && by < TICK : by > -TICK && by < WORDS + TICK;
  };
  return (
    <svg aria-hidden="true">
      {/* By place, here and in all plots: what moves stays the same element, and a change lays out little. */}
      <Index each={ticks()}>{(tick) => (
        <g transform={`translate(${props.clock.x(tick().time)} 0)`}><path d="M0 0v5" stroke="var(--line-2)" /><text class="tick" y="17" text-anchor={tick().anchor} visibility={isCovered(tick().time) ? "hidden" : undefined}>{tick().text}</text></g>
      )}</Index>
    </svg>
  );
}

export interface RowProps {
  readonly kind: RowKind;
  readonly name: string;
  /** For a phone's narrow gutter. */
  readonly short?: string;
  /** What is drawn, in one short line. */
  readonly about?: JSX.Element;
  /** What was measured, in the gutter at the right. */
  readonly value?: JSX.Element;
  /** A sentence from the measurements, for who doesn't see the plot. */
  readonly spoken: string;
  /** Black ground, as of an image. */
  readonly well?: boolean;
  /** More in the label's gutter, such as brackets; positioned by itself. */
  readonly gutter?: JSX.Element;
  readonly children: JSX.Element;
}

export function Row(props: RowProps): JSX.Element {
  const { heightOf } = useStack();
  const height = (): string => `${heightOf(props.kind)}px`;
  return (
    <div class={`stack-row ${props.kind === "truth" ? "truth" : ""}`}>
      <div class="label" style={{ height: height() }}><h2><span class="wide-only name">{props.name}</span><span class="phone-only name">{props.short ?? props.name}</span></h2><span>{props.about}</span>{props.gutter}</div>
      <div class="plot" classList={{ well: props.well ?? false }} style={{ height: height() }} role="figure" aria-label={`${props.name}. ${props.spoken}`}>{props.children}</div>
      <div class="value" style={{ height: height() }}>{props.value}</div>
    </div>
  );
}

/** Whether the screen is so, now and later. */
function matches(query: string): () => boolean {
  const list = window.matchMedia(query);
  const [is, set] = createSignal(list.matches);
  const update = (): void => void set(list.matches);
  list.addEventListener("change", update);
  onCleanup(() => list.removeEventListener("change", update));
  return is;
}

/** A canvas at the screen's own pixels, drawn anew whenever what `draw` reads changes. */
export function Painted(props: { readonly height: number; readonly draw: (context: CanvasRenderingContext2D, width: number, height: number) => void }): JSX.Element {
  const { clock } = useStack();
  let canvas: HTMLCanvasElement | undefined;
  createEffect(() => {
    const width = clock.width();
    const height = props.height;
    const { draw } = props;
    if (!canvas || width === 0 || height === 0) return;
    const ratio = window.devicePixelRatio;
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== w) canvas.width = w;
    if (canvas.height !== h) canvas.height = h;
    const context = canvas.getContext("2d");
    if (!context) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    draw(context, width, height);
  });
  return <canvas ref={canvas} aria-hidden="true" />;
}
