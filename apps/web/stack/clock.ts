/** One time axis for all rows of a stack: what is in sight, where the cursor stands, what is pinned. */
import { createSignal, type Accessor } from "solid-js";

export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Clock {
  /** All there is. */
  readonly whole: Accessor<Span>;
  /** What is in sight. */
  readonly view: Accessor<Span>;
  /** "ms", or "lines" where the recording doesn't say how long a line takes. */
  readonly unit: Accessor<"ms" | "lines">;
  /** Shown time is the recording's less this, so that the stimulus is at 0. */
  readonly zero: Accessor<number>;
  readonly cursor: Accessor<number | undefined>;
  /** From the first click, and with the second to it. */
  readonly pinned: Accessor<{ readonly from: number; readonly to?: number } | undefined>;
  /** px of the plot column. */
  readonly width: Accessor<number>;
  readonly x: (time: number) => number;
  readonly timeAt: (x: number) => number;
  readonly setWidth: (px: number) => void;
  readonly setCursor: (time: number | undefined) => void;
  /** First click pins, second makes an interval, third begins anew. */
  readonly pin: (time: number) => void;
  readonly unpin: () => void;
  /** About a time, or the middle: below 1 shows less of it in more detail. */
  readonly zoom: (factor: number, about?: number) => void;
  readonly pan: (by: number) => void;
  readonly show: (span: Span) => void;
  readonly showAll: () => void;
}

export interface ClockOptions {
  readonly whole: Accessor<Span>;
  readonly unit?: Accessor<"ms" | "lines">;
  readonly zero?: Accessor<number>;
  /** The cursor snaps to multiples of this from the start: the line period. */
  readonly snap?: Accessor<number | undefined>;
}

/** The smallest stretch that can be looked at, as a share of the whole. */
const CLOSEST = 1e-4;

export function createClock({ whole, unit = () => "ms", zero = () => 0, snap = () => undefined }: ClockOptions): Clock {
  const [chosen, setChosen] = createSignal<Span>();
  const [cursor, moveCursor] = createSignal<number>();
  const [pinned, setPinned] = createSignal<{ readonly from: number; readonly to?: number }>();
  const [width, setWidth] = createSignal(0);
  const view = (): Span => {
    const span = chosen();
    return span ? within(span, whole()) : whole();
  };
  const x = (time: number): number => {
    const { from, to } = view();
    return ((time - from) / (to - from)) * width();
  };
  const timeAt = (px: number): number => {
    const { from, to } = view();
    return from + (px / width()) * (to - from);
  };
  const snapped = (time: number): number => {
    const period = snap();
    if (period === undefined || period <= 0) return time;
    const { from } = whole();
    return from + Math.round((time - from) / period) * period;
  };
  const show = (span: Span): void => {
    const { from, to } = whole();
    const all = span.from <= from && span.to >= to;
    setChosen(all ? undefined : within(span, { from, to }));
  };
  return {
    whole, view, unit, zero, cursor, pinned, width, x, timeAt, setWidth, show,
    setCursor: (time) => moveCursor(time === undefined ? undefined : snapped(time)),
    pin: (time) => setPinned((now) => {
      const at = snapped(time);
      if (!now || now.to !== undefined) return { from: at };
      return at === now.from ? undefined : { from: Math.min(at, now.from), to: Math.max(at, now.from) };
    }),
    unpin: () => setPinned(undefined),
    zoom: (factor, about) => {
      const { from, to } = view();
      const middle = about ?? (from + to) / 2;
      show({ from: middle + (from - middle) * factor, to: middle + (to - middle) * factor });
    },
    pan: (by) => {
      const { from, to } = view();
      show({ from: from + by, to: to + by });
    },
    showAll: () => setChosen(undefined),
  };
}

/** The span moved and cut to lie in the whole, no closer than can be told apart. */
function within(span: Span, whole: Span): Span {
  const all = whole.to - whole.from;
  const length = Math.min(all, Math.max(span.to - span.from, all * CLOSEST));
  const from = Math.min(Math.max(span.from, whole.from), whole.to - length);
  return { from, to: from + length };
}
