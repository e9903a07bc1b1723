import type { GroupedMeasurement, MeasuredGroup, MeasuredRegion, Measurement } from "#analysis";
import { log10, pow } from "#elementary";
import { axisBelow, axisLeft, type Box } from "./chart-frame.js";
import { shortened } from "./escape.js";
import { bulk, envelope, extent, linearScale, reach, roomFor, thinned, type Scale } from "./scale.js";
import { somaDomain } from "./stack-rows.js";
import { clipped, dots, element, fitted, label, polyline, rule, textWidth, type Drawing, type Markup } from "./svg.js";
import { regionStyle, typeScale, type Theme } from "./tokens.js";
import { answered, spoken } from "./wording.js";

/** px. */
const GUTTER = 52;
const PANEL = { least: 150, most: 330, apart: 30, calcium: 118, electrode: 62, head: 44, foot: 36 } as const;
const STRIP = { height: 128, head: 34, foot: 22 } as const;
const LINE = 16;
/** More comparisons than a figure should hold; the tables have the rest. */
const MOST_LINES = 8;

/**
 * Groups of trials side by side: a row a stimulus, a column a condition (or where there is one condition, a column a
 * stimulus); mean ΔF/F of every region with its standard error, the electrode's mean below, all rows to one scale of
 * ΔF/F. Beneath: every trial's mean in the window with mean and 95 % interval, and the comparisons in words. `titled`:
 * under the recording's name, which a page has said already.
 */
export function groupsDrawing(
  { name, groups, comparisons }: GroupedMeasurement, theme: Theme, { titled = true }: { readonly titled?: boolean } = {},
): Drawing {
  const shown = groups.flatMap((group) => ("answer" in group.found ? [{ group, measurement: group.found.answer }] : []));
  const conditions = distinct(shown.map(({ group }) => group.condition));
  const byStimulus = conditions.length > 1 ? distinct(shown.map(({ group }) => group.stimulus)) : [undefined];
  const rows = byStimulus.map((stimulus) => shown.filter(({ group }) => stimulus === undefined || group.stimulus === stimulus));
  const columns = conditions.length > 1 ? conditions.length : shown.length;
  const wide = Math.min(PANEL.most, Math.max(PANEL.least, (760 - GUTTER) / columns - PANEL.apart));
  const width = Math.max(520, GUTTER + columns * (wide + PANEL.apart));
  const calcium = roomFor(shown.map(({ measurement }) => regionsReach(measurement)));
  const electrode = shown.some(({ measurement }) => measurement.soma) ? PANEL.electrode : 0;
  const tall = PANEL.head + PANEL.calcium + electrode + PANEL.foot;
  const top = 40;
  const marks = [
    titled ? label(0, 14, fitted(name, width, typeScale.head), { size: typeScale.head, weight: 600, fill: theme.ink }) : "",
    regionLegend(shown[0]?.measurement, width, theme),
    ...rows.flatMap((row, r) => {
      const domain = electrodeDomain(row.map(({ measurement }) => measurement));
      return row.map(({ group, measurement }, k) => {
        const column = conditions.length > 1 ? conditions.indexOf(group.condition) : k;
        const left = GUTTER + column * (wide + PANEL.apart);
        const box: Box = { left, right: left + wide, top: top + r * tall + PANEL.head, bottom: top + r * tall + PANEL.head + PANEL.calcium };
        return panel(group, measurement, { box, calcium, electrode, domain, theme, first: k === 0 });
      });
    }),
  ];
  const below = top + rows.length * tall;
  const strip: Box = { left: GUTTER, right: width - 6, top: below + STRIP.head, bottom: below + STRIP.head + STRIP.height };
  const all = comparisonLines(comparisons);
  const lines = all.slice(0, MOST_LINES);
  const text = [
    ...(all.length > 0 ? ["Ratios of means, 95 % intervals"] : []), ...lines,
    ...(all.length > lines.length ? [`and ${all.length - lines.length} more in the table`] : []),
  ];
  const words = strip.bottom + STRIP.foot + 22;
  marks.push(
    everyTrial(shown.map(({ group }) => group), strip, theme),
    ...text.map((line, i) => label(0, words + i * LINE, fitted(line, width, typeScale.small), { size: typeScale.small, fill: theme.ink2 })),
  );
  return {
    width, height: words + Math.max(0, text.length - 1) * LINE + 6, marks: marks.join(""),
    spoken: `Mean ΔF/F of ${groups.length} groups of trials of ${name}. ${lines.join("; ")}`,
  };
}

/** One line a pair of groups: "APV / control, EPSC:  spine, ΔF/F 0.01 (−0.11 to 0.13);  …". */
function comparisonLines(comparisons: GroupedMeasurement["comparisons"]): string[] {
  return distinct(comparisons.map(({ name }) => name)).map((name) => {
    const found = comparisons.filter((one) => one.name === name).map(({ quantity, ratio }) => {
      const said = answered(ratio);
      const words = "estimate" in said ? spoken(said.estimate) : undefined;
      return `${quantity.replace(/, ΔF\/F$| at the soma$/u, "")} ${words ? `${words.value} (${words.interval})` : "no ratio"}`;
    });
    return `${name}:  ${found.join(";  ")}`;
  });
}

const distinct = (values: readonly string[]): string[] => [...new Set(values)];

/** Points of a drawn trace a px. */
const fineness = ({ left, right }: Box): number => (right - left) / 2.2;

function regionsReach({ regions }: Measurement): [number, number] | undefined {
  return reach(regions.slice(0, 2).map(({ mean }) => thinned(mean, 150).map(([, value]) => value)));
}

function electrodeDomain(measurements: readonly Measurement[]): [number, number] {
  return roomFor(measurements.map((one) => {
    if (!one.soma) return undefined;
    const [low, high] = somaDomain(one, one.soma);
    return [low - levelOf(one), high - levelOf(one)];
  }), { zero: "near" });
}

/** What a current is drawn from: its mean before the first stimulus, so that holding currents don't part the panels. Potentials: 0. */
function levelOf({ soma, stimuli, time }: Measurement): number {
  if (soma?.quantity !== "current") return 0;
  const until = stimuli[0]?.start ?? time.at(-1) ?? Infinity;
  const before = soma.mean.filter((_, i) => (soma.time[i] ?? Infinity) < until);
  return before.length === 0 ? 0 : before.reduce((sum, value) => sum + value, 0) / before.length;
}

function regionLegend(measurement: Measurement | undefined, width: number, theme: Theme): Markup {
  const size = typeScale.small;
  let end = width - 6;
  return (measurement?.regions.slice(0, 2) ?? []).map(({ name }, r) => ({ text: shortened(name, 16), ...regionStyle(theme, r) })).reverse()
    .map(({ text, colour }) => {
      const from = end - textWidth(text, size);
      end = from - 40;
      return label(from, 36, text, { size, fill: colour }) + rule(from - 22, 32, from - 6, 32, colour, { "stroke-width": 2 });
    }).join("");
}

/** One group: ΔF/F above, the electrode below, time under both. */
function panel(
  group: MeasuredGroup, measurement: Measurement,
  { box, calcium, electrode, domain, theme, first }: {
    box: Box; calcium: [number, number]; electrode: number; domain: [number, number]; theme: Theme; first: boolean;
  },
): Markup {
  const { time, timeUnit, stimuli, regions, soma, trials, timing } = measurement;
  const period = timeUnit === "ms" ? (timing.period ?? (time[1] ?? 1) - (time[0] ?? 0)) : 1;
  const span = extent(time.length > 0 ? [time[0] ?? 0, (time.at(-1) ?? 0) + period] : (soma?.time ?? [])) ?? [0, 1];
  const x = linearScale(span, [box.left, box.right]);
  const y = linearScale(calcium, [box.bottom, box.top]);
  const used = trials.filter(({ included }) => included).length;
  const n = `${used} ${used === 1 ? "trial" : "trials"}`;
  const room = box.right - box.left - textWidth(n, typeScale.small) - 10;
  const bottom = box.bottom + electrode;
  const title = group.name === "" ? "all trials" : group.name;
  return [
    label(box.left, box.top - 27, fitted(title, room, typeScale.body), { size: typeScale.body, weight: 600, fill: theme.ink }),
    label(box.right, box.top - 27, n, { size: typeScale.small, fill: theme.ink3, anchor: "end" }),
    first ? axisLeft(y, box, "% ΔF/F", theme) : rule(box.left, y(0), box.right, y(0), theme.line),
    ...stimuli.map(({ start }) => rule(x(start), box.top - 6, x(start), bottom, theme.axis, { "stroke-dasharray": "2 3" })),
    clipped({ x: box.left, y: box.top - 4, width: box.right - box.left, height: box.bottom - box.top + 8 },
      ...regions.slice(0, 2).map((region, r) => regionTrace(region, r, measurement, { x, y, period, box, theme })).reverse()),
    soma ? electrodeTrace(measurement, { x, top: box.bottom + 8, bottom, domain, theme, box, first }) : "",
    axisBelow(x, { ...box, bottom }, timeUnit, theme),
  ].join("");
}

/** The mean with the band of its standard error. */
function regionTrace(
  region: MeasuredRegion, index: number, { time }: Measurement,
  { x, y, period, box, theme }: { x: Scale; y: Scale; period: number; box: Box; theme: Theme },
): Markup {
  const { colour, width } = regionStyle(theme, index);
  const mean = thinned(region.mean, fineness(box));
  const error = thinned(region.standardError, fineness(box));
  const at = (line: number): number => x((time[0] ?? 0) + (line + 0.5) * period);
  const edge = (sign: number): [number, number][] =>
    mean.map(([line, value], i) => [at(line), y(value + sign * (error[i]?.[1] ?? 0))]);
  const band = polyline([...edge(1), ...edge(-1).reverse()]);
  const line = polyline(mean.map(([place, value]) => [at(place), y(value)]));
  return element("path", { d: `${band}z`, fill: colour, "fill-opacity": 0.16 })
    + element("path", { d: line, fill: "none", stroke: colour, "stroke-width": width, "stroke-linejoin": "round" });
}

function electrodeTrace(
  measurement: Measurement,
  { x, top, bottom, domain, theme, box, first }: {
    x: Scale; top: number; bottom: number; domain: [number, number]; theme: Theme; box: Box; first: boolean;
  },
): Markup {
  const { soma } = measurement;
  if (!soma) return "";
  const level = levelOf(measurement);
  const y = linearScale(domain, [bottom - 4, top + 4]);
  const points = envelope(soma.mean, 2 * (box.right - box.left)).map(([i, value]): [number, number] => [x(soma.time[i] ?? NaN), y(value - level)]);
  const bar = first ? scaleBar(y, soma.unit, { x: box.left - 8, theme }) : "";
  return bar + clipped({ x: box.left, y: top, width: box.right - box.left, height: bottom - top },
    element("path", { d: polyline(points), fill: "none", stroke: theme.ink, "stroke-width": 1, "stroke-linejoin": "round" }));
}

/** A round length about half as high as the trace's room, beside it. */
function scaleBar(y: Scale, unit: string, { x, theme }: { x: number; theme: Theme }): Markup {
  const [low, high] = y.domain;
  const half = (high - low) / 2;
  const decade = pow(10, Math.floor(log10(half)));
  const size = [5, 2, 1].map((factor) => factor * decade).find((one) => one <= half) ?? decade;
  const [bottom, top] = y.range;
  const middle = (bottom + top) / 2;
  const tall = Math.abs(y(size) - y(0));
  return rule(x, middle - tall / 2, x, middle + tall / 2, theme.ink, { "stroke-width": 2 })
    + label(x - 5, middle, String(Number(size.toPrecision(1))), { fill: theme.ink, anchor: "end" })
    + label(x - 5, middle + 12, unit, { fill: theme.ink3, anchor: "end" });
}

/** The first region's mean of every trial, a column a group, with mean and interval. */
function everyTrial(groups: readonly MeasuredGroup[], box: Box, theme: Theme): Markup {
  const columns = groups.map((group) => ({ group, response: group.responses.find(({ unit }) => unit === "%") }));
  const ends = columns.flatMap(({ response }) => {
    const found = response && answered(response.mean);
    return found && "estimate" in found && found.estimate.interval ? [found.estimate.interval.low, found.estimate.interval.high] : [];
  });
  const values = columns.flatMap(({ response }) => response?.values ?? []);
  if (values.length === 0) return "";
  const y = linearScale(roomFor([bulk(values, 1), extent(ends)]), [box.bottom, box.top]);
  const step = (box.right - box.left) / columns.length;
  const region = columns.find(({ response }) => response)?.response?.quantity ?? "";
  return [
    axisLeft(y, box, `${region}, %: each trial's mean while the response exceeds half its peak; mean and 95 % interval`, theme),
    rule(box.left, y(0), box.right, y(0), theme.axis),
    ...columns.map(({ group, response }, k) => {
      const centre = box.left + (k + 0.5) * step;
      const name = label(centre, box.bottom + 15, fitted(group.name === "" ? "all trials" : group.name, step - 8, typeScale.tick), { fill: theme.ink, anchor: "middle" });
      if (!response) return name + label(centre, (box.top + box.bottom) / 2, "no response", { fill: theme.ink3, anchor: "middle" });
      const spread = Math.min(60, 0.4 * step);
      const points = response.values.map((value, i): [number, number] =>
        [centre - spread + (spread * (i + 0.5)) / response.values.length, y(value)]);
      const found = answered(response.mean);
      const at = centre + 0.25 * spread;
      const mean = "estimate" in found ? [
        found.estimate.interval ? rule(at, y(found.estimate.interval.low), at, y(found.estimate.interval.high), theme.spine, { "stroke-width": 1.6 }) : "",
        element("circle", { cx: at, cy: y(found.estimate.value), r: 3.4, fill: theme.spine }),
      ].join("") : "";
      return name + element("path", {
        d: dots(points), stroke: theme.spine, "stroke-width": 4, "stroke-linecap": "round", "stroke-opacity": 0.45, fill: "none",
      }) + mean;
    }),
  ].join("");
}
