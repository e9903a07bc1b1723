import type { PairingMeasurement, ProtocolResponse } from "#analysis";
import { axisBelow, axisLeft, type Box } from "./chart-frame.js";
import { shortened } from "./escape.js";
import { bulk, extent, linearScale, reach, roomFor, thinned, type Scale } from "./scale.js";
import { clipped, dots, element, fitted, label, polyline, rule, textWidth, type Drawing, type Markup } from "./svg.js";
import { typeScale, type Theme } from "./tokens.js";

/** One of the lines and columns of the figure. */
interface Shown {
  readonly name: string;
  readonly colour: string;
  readonly width: number;
  readonly dash?: string;
  readonly mean: Float64Array;
  readonly response?: ProtocolResponse;
}

/**
 * A pairing as papers show it: mean ΔF/F of each protocol with the arithmetic sum of the parts dashed, and beside it every
 * trial's mean in the shaded window, with mean and 95 % interval. The result's own sentence is the headline.
 */
export function pairingDrawing(result: PairingMeasurement, theme: Theme, width = 720): Drawing {
  const height = 300;
  const parts = result.alone.map((response, i): Shown => ({
    name: response.name, colour: i === 0 ? theme.ink : theme.ink3, width: 1.3, mean: response.mean, response,
  }));
  const sum: Shown = { name: "sum", colour: theme.ink2, width: 1.3, dash: "4 3", mean: result.sum.mean };
  const paired: Shown = { name: result.paired.name, colour: theme.spine, width: 2, mean: result.paired.mean, response: result.paired };
  const shown = [...parts, sum, paired];
  const split = Math.round(width * 0.58);
  const marks = [
    label(0, 14, fitted(String(result), width, typeScale.head), { size: typeScale.head, weight: 600, fill: theme.ink }),
    traces(shown, result, { left: 44, right: split - 18, top: 66, bottom: height - 40 }, theme),
    amplitudes(shown, result, { left: split + 40, right: width - 6, top: 66, bottom: height - 40 }, theme),
  ];
  return { width, height, spoken: `Mean ΔF/F in ${result.region.name} and the mean of every trial in the window: ${String(result)}.`, marks: marks.join("") };
}

function traces(shown: readonly Shown[], result: PairingMeasurement, box: Box, theme: Theme): Markup {
  const { time, timeUnit, paired, region } = result;
  const { left, right, top, bottom } = box;
  const period = (time[1] ?? 1) - (time[0] ?? 0);
  const x = linearScale([time[0] ?? 0, (time.at(-1) ?? 0) + period], [left, right]);
  const thin = shown.map(({ mean }) => thinned(mean, (right - left) / 1.5));
  const y = linearScale(roomFor([reach(thin.map((points) => points.map(([, value]) => value)))]), [bottom, top]);
  const lines = thin.map((points, i) => {
    const { colour, width, dash } = shown[i] as Shown;
    const at = points.map(([line, value]) => [x((time[0] ?? 0) + (line + 0.5) * period), y(value)] as const);
    return element("path", { d: polyline(at), fill: "none", stroke: colour, "stroke-width": width, "stroke-dasharray": dash, "stroke-linejoin": "round" });
  });
  const { stimulus } = paired;
  const [from, to] = windowOf(result).map(x) as [number, number];
  return [
    element("rect", { x: from, y: top, width: to - from, height: bottom - top, fill: theme.shade }),
    axisLeft(y, box, `${shortened(region.name, 18)}, % ΔF/F`, theme),
    stimulus === undefined ? "" : rule(x(stimulus), top, x(stimulus), bottom, theme.axis, { "stroke-dasharray": "2 3" }),
    clipped({ x: left, y: top - 4, width: right - left, height: bottom - top + 8 }, ...lines),
    axisBelow(x, box, timeUnit, theme),
    legend(shown, box),
  ].join("");
}

/** A stroke and a name for each line, from the right end of the line above the plot. */
function legend(shown: readonly Shown[], { right, top }: Box): Markup {
  const size = typeScale.small;
  let end = right;
  return [...shown].reverse().map(({ name, colour, width, dash }) => {
    const text = shortened(name, 12);
    const from = end - textWidth(text, size);
    end = from - 36;
    return label(from, top - 24, text, { size, fill: colour }) + rule(from - 22, top - 28, from - 6, top - 28, colour, { "stroke-width": width, "stroke-dasharray": dash });
  }).join("");
}

/** Beginning and end of the lines that every trial is averaged over, in `timeUnit`. */
function windowOf({ time, window: { from, to } }: PairingMeasurement): readonly [number, number] {
  const [first = 0, second = 1] = time;
  return [first + from * (second - first), first + to * (second - first)];
}

function amplitudes(shown: readonly Shown[], result: PairingMeasurement, box: Box, theme: Theme): Markup {
  const { sum, timeUnit } = result;
  const { left, right, top, bottom } = box;
  const all = shown.flatMap(({ response }) => response?.amplitudes ?? []);
  const ends = shown.flatMap(({ response }) => (response?.amplitude.interval ? [response.amplitude.interval.low, response.amplitude.interval.high] : []));
  const y = linearScale(roomFor([bulk(all, 1), extent([...ends, sum.amplitude])]), [bottom, top]);
  const step = (right - left) / shown.length;
  const columns = shown.map((one, i) => {
    const centre = left + (i + 0.5) * step;
    const name = label(centre, bottom + 15, fitted(one.name, step - 4, typeScale.tick), { fill: one.colour, anchor: "middle" });
    return name + (one.response ? column(one.response, one.colour, centre, step, y) : "");
  });
  const place = shown.findIndex(({ response }) => response === undefined);
  const level = rule(left + (place + 0.2) * step, y(sum.amplitude), right - 0.1 * step, y(sum.amplitude), theme.ink2, { "stroke-dasharray": "4 3", "stroke-width": 1.3 });
  const said = `mean of ${windowOf(result).map((t) => t.toFixed(0)).join("–")} ${timeUnit}, % ΔF/F`;
  return [axisLeft(y, box, said, theme), rule(left, y(0), right, y(0), theme.axis), ...columns, level].join("");
}

/** Every trial a dot, in the order of trials from left to right; beside them the mean with its interval. */
function column({ amplitudes: values, amplitude }: ProtocolResponse, colour: string, centre: number, step: number, y: Scale): Markup {
  const spread = 0.42 * step;
  const points = values.map((value, i): [number, number] => [centre - 0.34 * step + (spread * (i + 0.5)) / values.length, y(value)]);
  const at = centre + 0.24 * step;
  const { low, high } = amplitude.interval ?? { low: amplitude.value, high: amplitude.value };
  return [
    element("path", { d: dots(points), stroke: colour, "stroke-width": 4, "stroke-linecap": "round", "stroke-opacity": 0.45, fill: "none" }),
    rule(at, y(low), at, y(high), colour, { "stroke-width": 1.6 }),
    element("circle", { cx: at, cy: y(amplitude.value), r: 3.4, fill: colour }),
  ].join("");
}
