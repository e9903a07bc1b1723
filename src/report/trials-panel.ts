/** Trials one after the other, each in a cell of its own on common scales, with an asterisk where a stimulus failed. */
import { envelope, extent, linearScale, roomFor } from "./scale.js";
import { clipped, element, label, polyline, rule, type Drawing, type Markup } from "./svg.js";
import { typeScale, type Theme } from "./tokens.js";
import { colourOf, lineStyle, noteLine, type PanelNote, type Stroke } from "./trace-panel.js";

/** What became of a stimulus; undefined where nobody can say. */
export type Outcome = "success" | "failure" | "undecided" | undefined;

/** One kind of trace of every trial. */
export interface TrialRow extends Stroke {
  /** ms */
  readonly time: ArrayLike<number>;
  readonly trials: readonly {
    readonly values: ArrayLike<number>;
    /** Of each stimulus. */
    readonly outcomes: readonly Outcome[];
  }[];
  /** Length of the scale bar, and its unit. */
  readonly bar: number;
  readonly unit: string;
  readonly height: number;
}

export interface TrialsPanel {
  readonly title: string;
  readonly width: number;
  readonly columns: number;
  /** Of each trial, as it counts in the session. */
  readonly numbers: readonly number[];
  /** ms */
  readonly span: readonly [from: number, to: number];
  readonly stimuli: readonly number[];
  /** Above each other in every cell. */
  readonly rows: readonly TrialRow[];
  readonly notes?: readonly PanelNote[];
  /** ms, of the time's scale bar. */
  readonly timeBar: number;
}

const [TITLE, GAP, SIGNS, BARS, FOOT] = [20, 12, 14, 66, 26] as const; // px

export function trialsPanel(panel: TrialsPanel, theme: Theme): Drawing {
  const { title, width, columns, numbers, span, stimuli, rows, timeBar, notes = [] } = panel;
  const head = TITLE + 15 * notes.length + (notes.length > 0 ? 6 : 0);
  const cell = (width - BARS) / columns;
  const tall = SIGNS + rows.reduce((sum, { height }) => sum + height + SIGNS, 0) + GAP - SIGNS;
  const lines = Math.ceil(numbers.length / columns);
  const scales = rows.map((row) => roomFor(row.trials.map(({ values }) => extent(Array.from(values))), { zero: "near" }));
  const marks = numbers.map((number, k) => {
    const left = (k % columns) * cell;
    const top = head + Math.floor(k / columns) * tall;
    const x = linearScale(span, [left, left + cell - 10]);
    let at = top + SIGNS;
    const traces = rows.map((row, r) => {
      const y = linearScale(scales[r] as [number, number], [at + row.height, at]);
      const mark = traceIn(row, k, { x, y, top: at, stimuli, last: r === rows.length - 1 }, theme);
      at += row.height + SIGNS;
      return mark;
    });
    return label(left, top + 9, String(number), { fill: theme.ink3 }) + traces.join("");
  });
  const height = head + lines * tall + FOOT;
  const asterisks = rows[0]?.trials.flatMap(({ outcomes }) => outcomes).filter((one) => one === "failure").length ?? 0;
  return {
    width, height, spoken: `${title}: ${numbers.length} trials, ${asterisks} failures.`,
    marks: [
      label(0, 12, title, { size: typeScale.body, weight: 600, fill: theme.ink }),
      ...notes.map((note, k) => noteLine(note, TITLE + 11 + 15 * k, width, theme)), ...marks,
      ...barsOf({ rows, scales, top: head + (lines - 1) * tall, right: width - BARS }, theme),
      timeBarAt(timeBar, span, cell, { right: cell * Math.min(columns, numbers.length) - 10, foot: height }, theme),
    ].join(""),
  };
}

function traceIn(
  { time, trials, height, ...stroke }: TrialRow, k: number,
  { x, y, top, stimuli, last }: {
    x: ReturnType<typeof linearScale>; y: ReturnType<typeof linearScale>; top: number; stimuli: readonly number[]; last: boolean;
  },
  theme: Theme,
): Markup {
  const { values, outcomes } = trials[k] as TrialRow["trials"][number];
  const shown = Array.from(values, (value, i) => [time[i] as number, value] as const)
    .filter(([at]) => at >= x.domain[0] && at <= x.domain[1]);
  const wide = x.range[1] - x.range[0];
  const points = envelope(shown.map(([, value]) => value), 2 * wide)
    .map(([i, value]) => [x((shown[i] as readonly [number, number])[0]), y(value)] as const);
  const failed = outcomes.length > 0 && outcomes.every((one) => one !== "success");
  const colour = failed ? theme.ink3 : colourOf(theme, stroke);
  return [
    rule(x.range[0], y(0), x.range[1], y(0), theme.axis, { "stroke-dasharray": "1 3" }),
    clipped({ x: x.range[0], y: top - 4, width: wide, height: height + 8 },
      element("path", { d: polyline(points), fill: "none", stroke: colour, "stroke-linejoin": "round", ...lineStyle(stroke) })),
    ...outcomes.map((outcome, i) => signAt(x(stimuli[i] as number), top - 1, outcome, theme)),
    ...(last ? stimuli.map((at) => rule(x(at), top + height + 2, x(at), top + height + 7, theme.ink)) : []),
  ].join("");
}

function signAt(x: number, y: number, outcome: Outcome, theme: Theme): Markup {
  if (outcome === "failure") return label(x, y + 2, "*", { size: 15, weight: 600, fill: theme.ink, anchor: "middle" });
  return outcome === "undecided" ? label(x, y - 2, "?", { fill: theme.ink2, anchor: "middle" }) : "";
}

/** Beside the last line of cells: how much each kind of trace goes. */
function barsOf(
  { rows, scales, top, right }: {
    rows: readonly TrialRow[]; scales: readonly (readonly [number, number])[]; top: number; right: number;
  },
  theme: Theme,
): Markup[] {
  let at = top + SIGNS;
  return rows.map(({ bar, unit, height }, r) => {
    const [low, high] = scales[r] as readonly [number, number];
    const tall = (bar / (high - low)) * height;
    const bottom = at + height;
    at += height + SIGNS;
    const [first = "", ...rest] = unit.split(" ");
    const two = rest.length > 0;
    const middle = bottom - tall / 2;
    return [
      element("path", { d: `M${(right + 6).toFixed(1)} ${bottom.toFixed(1)}v${(-tall).toFixed(1)}`, stroke: theme.ink, "stroke-width": 1.8, fill: "none" }),
      label(right + 12, middle + (two ? -2 : 4), `${bar} ${first}`, { fill: theme.ink }),
      two ? label(right + 12, middle + 10, rest.join(" "), { fill: theme.ink }) : "",
    ].join("");
  });
}

function timeBarAt(
  ms: number, [from, to]: readonly [number, number], cell: number, { right, foot }: { right: number; foot: number }, theme: Theme,
): Markup {
  const long = (ms / (to - from)) * (cell - 10);
  return rule(right - long, foot - 18, right, foot - 18, theme.ink, { "stroke-width": 1.8 })
    + label(right - long / 2, foot - 5, `${ms} ms`, { fill: theme.ink, anchor: "middle" });
}
