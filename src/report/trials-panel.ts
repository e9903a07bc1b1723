/** Trials one after the other, each in a cell of its own on common scales, with an asterisk where a stimulus failed. */
import { barLength, extent, linearScale, roomFor, type Scale } from "./scale.js";
import { clipped, label, rule, type Drawing, type Markup } from "./svg.js";
import type { Theme } from "./tokens.js";
import {
  colourOf, noteLinesOf, panelTitle, spokenPanel, traceLine, valueBar, type PanelNote, type Stroke,
} from "./trace-panel.js";

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
  readonly unit: string;
  /** px */
  readonly height: number;
  /** Of the values; what the trials need by default. */
  readonly domain?: readonly [low: number, high: number];
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

const [TITLE, NOTE, GAP, SIGNS, BARS, FOOT] = [20, 15, 12, 14, 66, 26] as const; // px
/** px between cells. */
const APART = 10;

export function trialsPanel(panel: TrialsPanel, theme: Theme): Drawing {
  const { title, width, columns, numbers, span, stimuli, rows, timeBar, notes = [] } = panel;
  const head = TITLE + NOTE * notes.length + (notes.length > 0 ? 6 : 0);
  const cell = (width - BARS) / columns;
  const tall = rows.reduce((sum, { height }) => sum + height + SIGNS, 0) + GAP;
  const lines = Math.ceil(numbers.length / columns);
  const height = head + lines * tall + FOOT;
  /** Of row r, whose traces begin `top` px down. */
  const scaleOf = ({ domain, trials, height: own }: TrialRow, top: number): Scale => linearScale(
    domain ?? roomFor(trials.map(({ values }) => extent(Array.from(values))), { zero: "near" }), [top + own, top]);
  /** Each row with its scale, in a line of cells that begins at `top`. */
  const scaled = (top: number): { readonly row: TrialRow; readonly y: Scale }[] => {
    let at = top + SIGNS;
    return rows.map((row) => {
      const y = scaleOf(row, at);
      at += row.height + SIGNS;
      return { row, y };
    });
  };
  const cells = numbers.map((number, k) => {
    const left = (k % columns) * cell;
    const top = head + Math.floor(k / columns) * tall;
    const x = linearScale(span, [left, left + cell - APART]);
    const traces = scaled(top).map(({ row, y }) => traceIn(row, k, { x, y, stimuli }, theme));
    const foot = top + tall - GAP + 2;
    const ticks = stimuli.map((at) => rule(x(at), foot, x(at), foot + 5, theme.ink));
    return [label(left, top + 9, String(number), { fill: theme.ink3 }), ...traces, ...ticks].join("");
  });
  const bars = scaled(head + (lines - 1) * tall).map(({ row, y }) =>
    valueBar(barLength(y.domain), row.unit, { x: width - BARS + 6, bottom: y.range[0], y }, theme));
  const right = cell * Math.min(columns, numbers.length) - APART;
  const long = (timeBar / (span[1] - span[0])) * (cell - APART);
  return {
    width, height, spoken: `${spokenPanel(title, notes)} ${numbers.length} trials are shown.`,
    marks: [
      panelTitle(title, width, theme), ...noteLinesOf(notes, width, theme), ...cells, ...bars,
      rule(right - long, height - 18, right, height - 18, theme.ink, { "stroke-width": 1.8 }),
      label(right - long / 2, height - 5, `${timeBar} ms`, { fill: theme.ink, anchor: "middle" }),
    ].join(""),
  };
}

/** One trace with its signs; without a success it is grey. */
function traceIn(
  { time, trials, ...stroke }: TrialRow, k: number,
  { x, y, stimuli }: { readonly x: Scale; readonly y: Scale; readonly stimuli: readonly number[] }, theme: Theme,
): Markup {
  const { values, outcomes } = trials[k] as TrialRow["trials"][number];
  const [left, right] = x.range;
  const [bottom, top] = y.range;
  const failed = outcomes.every((one) => one !== "success");
  const colour = failed ? theme.ink3 : colourOf(theme, stroke);
  const zero = y.domain[0] < 0 && y.domain[1] > 0
    ? rule(left, y(0), right, y(0), theme.axis, { "stroke-dasharray": "1 3" }) : "";
  const box = { x: left, y: top - 4, width: right - left, height: bottom - top + 8 };
  return [
    zero, clipped(box, traceLine({ ...stroke, time, values }, x, y, theme, colour)),
    ...outcomes.map((outcome, i) => signAt(x(stimuli[i] as number), top - 1, outcome, theme)),
  ].join("");
}

function signAt(x: number, y: number, outcome: Outcome, theme: Theme): Markup {
  if (outcome === "failure") {
    return label(x, y + 2, "*", { size: 15, weight: 600, fill: theme.ink, anchor: "middle" });
  }
  return outcome === "undecided" ? label(x, y - 2, "?", { fill: theme.ink2, anchor: "middle" }) : "";
}
