import type { Measurement } from "#analysis";
import { fluorescenceRow, pictureRow, ratioRow, somaRow, stimulusRow, type Frame, type Row } from "./stack-rows.js";
import { extent, linearScale, ticks, tickText } from "./scale.js";
import { element, label, rule, textWidth, type Drawing, type Markup } from "./svg.js";
import { typeScale, type Theme } from "./tokens.js";
import { inBrief } from "./wording.js";

export interface StackOptions {
  readonly theme: Theme;
  /** `wide` has titles at the left and measured values at the right; `narrow`, for phones, titles above and no values. */
  readonly layout: "wide" | "narrow";
  /** Which rows; all that there are by default. */
  readonly rows?: readonly ("pictures" | "traces")[];
  /** Id of an image one unit wide and high that is already in the page, for a picture's index; else it is carried within. */
  readonly pictureId?: (index: number) => string;
}

const FRAMES = {
  wide: { width: 1040, gutter: 104, values: 132, head: 0 },
  narrow: { width: 368, gutter: 60, values: 10, head: 22 },
} as const;

/**
 * The stack: stimulus, line scans, ΔF/F, ratio and soma as rows over one time axis.
 *
 * Everything in it comes from the measurement; samples are averaged only where there are more than pixels.
 */
export function stackDrawing(measurement: Measurement, { theme, layout, rows = ["pictures", "traces"], pictureId }: StackOptions): Drawing {
  const { width, gutter, values, head } = FRAMES[layout];
  const headOf = (row: Row): number => (row.title === "" ? 0 : Math.max(head, row.head ?? 0));
  const { timeUnit } = measurement;
  const period = linePeriodOf(measurement);
  const x = linearScale(timeSpan(measurement, period), [gutter, width - values]);
  const frame: Frame = { theme, layout, x, gutter, right: width - values, width, period };

  const shown: Row[] = [
    ...(measurement.stimuli.length > 0 ? [stimulusRow(measurement, frame)] : []),
    ...(rows.includes("pictures") ? measurement.pictures.map((_, i) => pictureRow(measurement, frame, i, pictureId?.(i))) : []),
    ...(rows.includes("traces")
      ? [fluorescenceRow(measurement, frame), measurement.ratio && ratioRow(measurement, measurement.ratio, frame), measurement.soma && somaRow(measurement, measurement.soma, frame)]
      : []),
  ].filter((row) => row !== undefined);

  const marks: Markup[] = [];
  let top = 0;
  for (const row of shown) {
    const plotTop = top + headOf(row);
    marks.push(heading(row, top, frame), row.draw(plotTop), stimulusLines(measurement, row, plotTop, frame));
    top = plotTop + row.height + (row.gapBelow ?? 0);
    if (!row.joined) marks.push(rule(0, top, width, top, theme.line));
  }
  marks.push(timeAxis(top, timeUnit, frame));
  return { width, height: top + 26, spoken: sentence(measurement), marks: marks.join("") };
}

/** The line scan's lines; where a recording has none, the electrode's samples. */
function timeSpan({ time, soma }: Measurement, period: number): [number, number] {
  if (time.length > 0) return [time[0] ?? 0, (time.at(-1) ?? 0) + period];
  return extent(soma?.time ?? []) ?? [0, 1];
}

/** In `timeUnit`: ms where the lines have times, else one line. */
function linePeriodOf({ time, timeUnit, timing }: Measurement): number {
  if (timeUnit === "lines") return 1;
  return timing.period ?? (time[1] ?? 1) - (time[0] ?? 0);
}

function heading(row: Row, top: number, { theme, layout, gutter }: Frame): Markup {
  if (row.title === "") return "";
  if (layout === "narrow" || row.head !== undefined) {
    const left = layout === "narrow" ? gutter : 0;
    const after = Math.max(gutter, left + textWidth(row.title, typeScale.body) * 1.04 + 6);
    return (
      label(left, top + 15, row.title, { size: typeScale.body, weight: 600, fill: theme.ink }) +
      label(after, top + 15, row.subtitle.join(", "), { size: typeScale.small, fill: theme.ink3 })
    );
  }
  const below = row.subtitle.map((text, i) => label(0, top + 32 + 14 * i, text, { size: typeScale.small, fill: theme.ink3 }));
  return label(0, top + 17, row.title, { size: typeScale.body, weight: 600, fill: theme.ink }) + below.join("");
}

/** Where stimuli fell: a line through every row, white over the black of a picture. */
function stimulusLines({ stimuli }: Measurement, row: Row, top: number, { theme, x }: Frame): Markup {
  const inked = row.well ? "#ffffff" : theme.ink;
  return stimuli
    .filter(({ start }) => start >= x.domain[0] && start <= x.domain[1])
    .map(({ start, duration }) => {
      const until = x(Math.min(x.domain[1], start + duration));
      const wide = until - x(start);
      const bar = wide > 3 ? element("rect", { x: x(start), y: top, width: wide, height: row.height, fill: inked, "fill-opacity": 0.12 }) : "";
      return bar + rule(x(start), top, x(start), top + row.height, inked, { "stroke-opacity": row.well ? 0.55 : 0.35 });
    })
    .join("");
}

function timeAxis(top: number, unit: string, { theme, x, gutter, right, layout }: Frame): Markup {
  const values = ticks(x.domain, (right - gutter) / 90);
  const style = { fill: theme.ink3 };
  const marks = values.map((value, i) => {
    const text = i === values.length - 1 ? `${tickText(value)} ${unit}` : tickText(value);
    const near = x(value) + textWidth(text, typeScale.tick) / 2 > right + (layout === "wide" ? 20 : 8);
    return rule(x(value), top, x(value), top + 5, theme.axis) + label(near ? Math.min(right, x(value) + 8) : x(value), top + 18, text, { ...style, anchor: near ? "end" : "middle" });
  });
  const title = layout === "wide" ? label(0, top + 18, unit === "ms" ? "from trial start" : "no line timing", { size: typeScale.small, fill: theme.ink3 }) : "";
  return title + marks.join("");
}

function sentence({ recording, regions, timeUnit, pictures, soma }: Measurement): string {
  if (pictures.length === 0) return `${soma?.quantity ?? "Traces"} of ${recording.name}, time in ${timeUnit}. ${soma ? inBrief(soma.amplitude) : ""}`;
  const found = regions.map((region) => `${region.name}: ${inBrief(region.amplitude)}`).join("; ");
  const axis = timeUnit === "ms" ? "time in ms" : "time in lines, since the file gives no line period";
  return `Line scan of ${recording.name}, ${recording.lines} lines of ${recording.pixels} pixels, with ΔF/F below it, ${axis}. ${found}`;
}
