import type { Answer, MeasuredRegion, Measurement, Picture, RatioMeasurement, SomaMeasurement } from "#analysis";
import { shortened } from "./escape.js";
import type { LookUpTable } from "./look-up-tables.js";
import { colourBarImage, linesPerColumn, pictureImage } from "./picture-image.js";
import { bulk, calmEnvelope, envelope, extent, linearScale, reach, roomFor, thinned, ticks, tickText, type Scale } from "./scale.js";
import { clipped, dots, element, fitted, label, polyline, rule, textWidth, type Markup } from "./svg.js";
import { dark, regionStyle, typeScale, type Theme } from "./tokens.js";
import { answered, spoken } from "./wording.js";

/** Where a stack's rows lie and how time becomes pixels. */
export interface Frame {
  readonly theme: Theme;
  readonly layout: "wide" | "narrow";
  readonly x: Scale;
  /** x of the plot's left and right edge. */
  readonly gutter: number;
  readonly right: number;
  readonly width: number;
  /** One line in the axis' unit. */
  readonly period: number;
}

export interface Row {
  readonly title: string;
  readonly subtitle: readonly string[];
  readonly height: number;
  /** The ground is black. */
  readonly well?: boolean;
  /** px above the plot for the title, where it doesn't stand in the gutter. */
  readonly head?: number;
  readonly gapBelow?: number;
  /** No line separates it from the row below. */
  readonly joined?: boolean;
  readonly draw: (top: number) => Markup;
}

/** ms after a stimulus in which its artefact may swamp the electrode; such samples don't set the frame. */
const ARTEFACT = 1;

/** Points that all trials together may take in one row, for the size of the page. */
const GHOST_BUDGET = { wide: 14_000, narrow: 5_000 } as const;

/** A flag for each stimulus, named where there is room. */
export function stimulusRow({ stimuli }: Measurement, { theme, x, gutter, right, layout }: Frame): Row {
  const height = layout === "wide" ? 26 : 18;
  return {
    title: layout === "wide" ? "Stimulus" : "",
    subtitle: [],
    height,
    draw: (top) => {
      const shown = stimuli.filter(({ start }) => start >= x.domain[0] && start <= x.domain[1]);
      const base = top + height;
      const flags = shown.map(({ start, label: name }, i) => {
        const at = x(start);
        const text = shortened(name, 28);
        const wide = textWidth(text, typeScale.small) + 8;
        const next = shown[i + 1];
        const before = shown[i - 1];
        const flag = element("path", { d: `M${at.toFixed(1)} ${base.toFixed(1)}v-11l6 3.2l-6 3.2`, fill: theme.ink, stroke: theme.ink });
        const style = { size: typeScale.small, fill: theme.ink2 };
        if (at + 10 + wide < (next ? x(next.start) : right)) return flag + label(at + 10, base - 5, text, style);
        const free = before ? x(before.start) + 14 : gutter;
        return !next && at - 6 - wide > free ? flag + label(at - 6, base - 5, text, { ...style, anchor: "end" }) : flag;
      });
      const count = layout === "wide" && shown.length > 1 ? label(right + 14, base - 9, `${shown.length} marks`, { size: typeScale.small, fill: theme.ink3 }) : "";
      return flags.join("") + count;
    },
  };
}

/** One channel's line scan: time to the right, distance down, regions as brackets, readings on a colour bar. */
export function pictureRow(measurement: Measurement, frame: Frame, index: number, imageId: string | undefined): Row {
  const { theme, x, gutter, right, layout, period } = frame;
  const picture = measurement.pictures[index];
  if (!picture) return { title: "", subtitle: [], height: 0, draw: () => "" };
  const { pixels, channel, colour, low, high } = picture;
  const last = index === measurement.pictures.length - 1;
  const several = measurement.pictures.length > 1;
  const height = Math.round(Math.min(several ? 130 : 190, Math.max(several ? 88 : 130, pixels * 3.2)));
  const pixelSize = measurement.recording.pixelSize_um;
  const distance = pixelSize === undefined ? `${tickText(pixels)} px` : `${(pixels * pixelSize).toFixed(pixels * pixelSize < 100 ? 1 : 0)} µm`;
  const table = tableFor(picture);
  const stride = linesPerColumn(picture);
  const averaged = stride > 1 ? [`${stride} lines a column`] : [];
  const channelText = `${shortened(channel, 14)}${colour === "other" || colour === channel.toLowerCase() ? "" : `, ${colour}`}`;
  const counts = `${tickText(Math.round(low))} to ${tickText(Math.round(high))} counts`;
  return {
    title: "Line scan",
    subtitle: [channelText, ...(layout === "wide" ? averaged : [distance, counts])],
    height,
    well: true,
    head: 22,
    gapBelow: last ? 5 : 8,
    joined: !last,
    draw: (top) => {
      const y = linearScale([0, pixels], [top, top + height]);
      const from = x(x.domain[0]);
      const columns = Math.max(1, Math.ceil(picture.lines / stride));
      const across = x(x.domain[0] + columns * stride * period) - from;
      const image =
        imageId === undefined
          ? element("image", { x: from, y: top, width: across, height, preserveAspectRatio: "none", "image-rendering": "optimizeSpeed", href: pictureImage(picture, table) })
          : element("use", { href: `#${imageId}`, transform: `translate(${from.toFixed(2)} ${top.toFixed(2)}) scale(${across.toFixed(2)} ${height.toFixed(2)})` });
      const box = { x: gutter, y: top, width: right - gutter, height };
      return [
        element("rect", { ...box, fill: "#000000" }),
        clipped(box, image),
        brackets(measurement, frame, index, y, top, height),
        layout === "wide" ? distanceAndCounts(frame, top, height, distance, low, high) : "",
      ].join("");
    },
  };

  function distanceAndCounts({ right: edge }: Frame, top: number, tall: number, far: string, dim: number, bright: number): Markup {
    const style = { fill: theme.ink3 };
    const bar = edge + 54;
    return [
      label(edge + 6, top + 9, "0", style),
      label(edge + 6, top + tall - 2, far, style),
      element("image", { x: bar, y: top + 1, width: 8, height: tall - 2, preserveAspectRatio: "none", href: colourBarImage(table) }),
      label(bar + 14, top + 9, tickText(Math.round(bright)), style),
      label(bar + 14, top + tall / 2 + 4, "counts", style),
      label(bar + 14, top + tall - 2, tickText(Math.round(dim)), style),
    ].join("");
  }
}

/** Light of the sample is green; other detectors are shown in grey, so that nobody takes them for it. */
export function tableFor(picture: Picture): LookUpTable {
  return picture.colour === "green" ? "Green" : "Grey";
}

/** Regions and background as brackets in the gutter, their edges dotted across the picture. */
function brackets({ regions, background, pictures }: Measurement, { theme, gutter, right, layout }: Frame, index: number, y: Scale, top: number, height: number): Markup {
  const dim = background[pictures[index]?.channel ?? ""]?.pixels;
  const spans = [
    ...regions.map(({ name, from, to }, i) => ({ name, from, to, colour: regionStyle(theme, i).colour, edge: regionStyle(dark, i).colour })),
    ...(dim ? [{ name: layout === "wide" ? "background" : "ground", ...dim, colour: theme.ink3, edge: dark.ink3 }] : []),
  ];
  const size = typeScale.tick;
  const least = top + 9;
  let free = -Infinity;
  const placed = spans
    .map((span, i) => ({ ...span, level: spans.slice(0, i).filter((other) => other.from <= span.to && span.from <= other.to).length % 3 }))
    .sort((a, b) => a.from + a.to - (b.from + b.to));
  const nameAt = gutter - 14 - 4 * Math.max(0, ...placed.map(({ level }) => level));
  return placed
    .map(({ name, from, to, colour, edge, level }) => {
      const [upper, lower] = [y(from), y(to + 1)];
      const spine = gutter - 9 - 4 * level;
      const wanted = Math.max(least, (upper + lower) / 2 + 3.5, free);
      const text = fitted(shortened(name, 40), nameAt - 2, size);
      const fits = wanted < top + height + 4;
      if (fits) free = wanted + 11.5;
      return [
        element("path", { d: `M${gutter - 3} ${upper.toFixed(1)}H${spine}V${lower.toFixed(1)}H${gutter - 3}`, fill: "none", stroke: colour, "stroke-width": 2 }),
        rule(gutter, upper, right, upper, edge, { "stroke-dasharray": "2 5", "stroke-opacity": 0.75 }),
        rule(gutter, lower, right, lower, edge, { "stroke-dasharray": "2 5", "stroke-opacity": 0.75 }),
        fits ? label(nameAt, wanted, text, { size, weight: 600, fill: colour, anchor: "end" }) : "",
      ].join("");
    })
    .join("");
}

/** ΔF/F of every region: samples as dots, a moving average over them, the fit in ink, single trials of the first as ghosts. Undefined where no region has ΔF/F. */
export function fluorescenceRow(measurement: Measurement, frame: Frame): Row | undefined {
  const { theme, x, layout, period } = frame;
  const { regions, trials, time, baseline } = measurement;
  if (!regions.some((region) => region.mean.some(Number.isFinite))) return undefined;
  const height = layout === "wide" ? 184 : 150;
  const first = regions[0];
  const ghosts = trials.length > 1 && first ? ghostsOf(first.traces, measurement, frame) : [];
  const domain = roomFor([
    reach(ghosts.map(({ points }) => points.map(([, value]) => value))),
    ...regions.flatMap((region) => [extent(region.smoothed), bulk(region.mean, 0.97), region.fit && extent(region.fit)]),
  ]);
  return {
    title: "ΔF/F",
    subtitle: layout === "wide" ? [trials.length > 1 ? "dots: mean" : "dots: lines", ...(ghosts.length > 0 ? ["pale: trials"] : []), ...(first?.fit ? ["thin: fit"] : [])] : ["%", ...(first?.fit ? ["fit in ink"] : [])],
    height,
    draw: (top) => {
      const y = linearScale(domain, [top + height - 5, top + 5]);
      const at = (line: number): number => x((time[0] ?? 0) + (line + 0.5) * period);
      const curve = (values: ArrayLike<number>): string => polyline(thinned(values, frame.right - frame.gutter).map(([line, value]) => [at(line), y(value)]));
      const box = { x: frame.gutter, y: top, width: frame.right - frame.gutter, height };
      const [from, to] = [x((time[0] ?? 0) + baseline.from * period), x((time[0] ?? 0) + baseline.to * period)];
      const window = to > from ? element("rect", { x: from, y: top, width: to - from, height, fill: theme.shade }) : "";
      const windowName = to - from > 62 ? label(from + 5, top + height - 6, "F₀ window", { fill: theme.ink3 }) : "";
      const measured = regions.map((region, i) => {
        const { colour, dash, width } = regionStyle(theme, i);
        const samples = i < 2 ? element("path", { d: dots(thinned(region.mean, 1200).map(([line, value]) => [at(line), y(value)])), stroke: colour, "stroke-width": i === 0 ? 2 : 1.6, "stroke-linecap": "round", "stroke-opacity": 0.45 }) : "";
        return samples + element("path", { d: curve(region.smoothed), fill: "none", stroke: colour, "stroke-width": width, "stroke-dasharray": dash, "stroke-linejoin": "round" });
      });
      const fits = regions.map((region) => (region.fit ? element("path", { d: curve(region.fit), fill: "none", stroke: theme.ink, "stroke-width": 1.2 }) : ""));
      return [
        window,
        valueAxis(y, "%", top, height, frame),
        clipped(box, drawGhosts(ghosts, y, theme), ...measured.reverse(), ...fits),
        windowName,
        layout === "wide" ? regionValues(regions, top, height, frame) : "",
      ].join("");
    },
  };
}

/** The ratio of two channels, as a change from its baseline. */
export function ratioRow(measurement: Measurement, ratio: RatioMeasurement, frame: Frame): Row {
  const { theme, x, layout, period } = frame;
  const height = layout === "wide" ? 118 : 100;
  const ghosts = measurement.trials.length > 1 ? ghostsOf(ratio.traces, measurement, frame) : [];
  const domain = roomFor([reach(ghosts.map(({ points }) => points.map(([, value]) => value))), bulk(ratio.mean, 0.99)]);
  const name = fitted(`${shortened(ratio.numerator, 12)}/${shortened(ratio.denominator, 12)}`, frame.gutter - 4, typeScale.small);
  return {
    title: "Δ(G/R)",
    subtitle: layout === "wide" ? [name, shortened(ratio.region, 14)] : ["percentage points", shortened(ratio.region, 20)],
    height,
    draw: (top) => {
      const y = linearScale(domain, [top + height - 5, top + 5]);
      const at = (line: number): number => x((measurement.time[0] ?? 0) + (line + 0.5) * period);
      const box = { x: frame.gutter, y: top, width: frame.right - frame.gutter, height };
      const mean = polyline(thinned(ratio.mean, frame.right - frame.gutter).map(([line, value]) => [at(line), y(value)]));
      const index = Math.max(0, measurement.regions.findIndex((region) => region.name === ratio.region));
      return [
        valueAxis(y, "pp", top, height, frame),
        clipped(box, drawGhosts(ghosts, y, theme), element("path", { d: mean, fill: "none", stroke: regionStyle(theme, index).colour, "stroke-width": 1.4, "stroke-linejoin": "round" })),
        layout === "wide" ? bigValue("at rest", ratio.baseline_percent, top + 16, frame, theme.ink2) + bigValue("change", ratio.amplitude, top + 68, frame, theme.ink2) : "",
      ].join("");
    },
  };
}

/** The electrode at the soma, in ink, single trials as ghosts. */
export function somaRow(measurement: Measurement, soma: SomaMeasurement, frame: Frame): Row {
  const { theme, x, layout } = frame;
  const height = layout === "wide" ? 124 : 104;
  const plotWidth = frame.right - frame.gutter;
  const each = Math.min(plotWidth / 2, GHOST_BUDGET[layout] / Math.max(1, soma.traces.length));
  const timeAt = (index: number): number => soma.time[index] ?? NaN;
  const ghosts = soma.traces.flatMap((trace, i) => {
    const row = measurement.trials[i];
    if (soma.traces.length < 2 || !row?.included) return [];
    return [{ success: row.somaCall === "success", points: calmEnvelope(trace, samplesIn(soma, 1), each).map(([index, value]): [number, number] => [x(timeAt(index)), value]) }];
  });
  const mean = envelope(soma.mean, 2 * plotWidth).map(([index, value]): [number, number] => [x(timeAt(index)), value]);
  const domain = somaDomain(measurement, soma);
  return {
    title: "Soma",
    subtitle: layout === "wide" ? [shortened(soma.quantity, 14), shortened(soma.channel, 14)] : [shortened(soma.quantity, 14), soma.unit],
    height,
    draw: (top) => {
      const y = linearScale(domain, [top + height - 6, top + 6]);
      const box = { x: frame.gutter, y: top, width: plotWidth, height };
      const ghostMarks = ghosts.map(({ success, points }) =>
        element("path", { d: polyline(points.map(([px, value]) => [px, y(value)])), fill: "none", stroke: success ? theme.ink2 : theme.ink3, "stroke-width": 0.7, "stroke-opacity": 0.2 }));
      return [
        valueAxis(y, soma.unit, top, height, frame),
        clipped(box, ...ghostMarks, element("path", { d: polyline(mean.map(([px, value]) => [px, y(value)])), fill: "none", stroke: theme.ink, "stroke-width": 1.15, "stroke-linejoin": "round" })),
        layout === "wide" ? bigValue("amplitude", soma.amplitude, top + 16, frame, theme.ink2) : "",
      ].join("");
    },
  };
}

/** What the electrode's traces reach, stimulus artefacts apart; without zero where a holding current keeps them far from it. */
export function somaDomain({ stimuli, trials }: Measurement, soma: SomaMeasurement): [number, number] {
  const artefacts = stimuli.map(({ start, duration }) => [start - 0.1, start + Math.max(duration, ARTEFACT)] as const);
  const counts = Array.from(soma.time, (at) => !artefacts.some(([from, to]) => at >= from && at <= to));
  const steady = (values: Float64Array): Float64Array => values.filter((_, i) => counts[i]);
  const included = soma.traces.filter((_, i) => trials[i]?.included);
  return roomFor([reach(included.map(steady)), extent(steady(soma.mean))], { zero: "near" });
}

/** Samples of the electrode in so many ms, at least one. */
export function samplesIn({ time }: SomaMeasurement, ms: number): number {
  const span = (time.at(-1) ?? 0) - (time[0] ?? 0);
  return span > 0 ? Math.max(1, Math.round((ms * (time.length - 1)) / span)) : 1;
}

interface Ghost {
  readonly success: boolean;
  readonly points: readonly (readonly [x: number, value: number])[];
}

function ghostsOf(traces: readonly Float64Array[], { trials, time }: Measurement, { x, gutter, right, period, layout }: Frame): Ghost[] {
  const each = Math.min((right - gutter) / 4, Math.max(50, time.length / 4), GHOST_BUDGET[layout] / Math.max(1, traces.length));
  return traces.flatMap((trace, i) => {
    const row = trials[i];
    if (!row?.included) return [];
    const points = thinned(trace, each).map(([line, value]): [number, number] => [x((time[0] ?? 0) + (line + 0.5) * period), value]);
    return [{ success: row.call === "success" || row.call === undefined, points }];
  });
}

function drawGhosts(ghosts: readonly Ghost[], y: Scale, theme: Theme): Markup {
  const ordered = [...ghosts].sort((a, b) => Number(a.success) - Number(b.success));
  return ordered
    .map(({ success, points }) =>
      element("path", {
        d: polyline(points.map(([px, value]) => [px, y(value)])), fill: "none",
        stroke: success ? theme.spine : theme.ink3, "stroke-width": 0.8, "stroke-opacity": success ? 0.24 : 0.16,
      }))
    .join("");
}

/** Ticks in the gutter, dotted grid lines, a whole line at zero, the unit at the top tick. */
function valueAxis(y: Scale, unit: string, top: number, height: number, { theme, gutter, right, layout }: Frame): Markup {
  const values = ticks(y.domain, height / 42);
  return values
    .map((value, i) => {
      const at = y(value);
      const name = i === values.length - 1 && layout === "wide" ? `${tickText(value)} ${shortened(unit, 6)}` : tickText(value);
      const visible = at > top + 4 && at < top + height - 2;
      return rule(gutter, at, right, at, theme.line, { "stroke-dasharray": value === 0 ? undefined : "1 4" }) + (visible ? label(gutter - 6, at + 3.5, name, { fill: theme.ink3, anchor: "end" }) : "");
    })
    .join("");
}

/** Names and amplitudes at the right of the traces, as many as there is room for. */
function regionValues(regions: readonly MeasuredRegion[], top: number, height: number, frame: Frame): Markup {
  const roomy = regions.length <= 3;
  const step = roomy ? 54 : Math.min(30, (height - 14) / Math.max(1, regions.length));
  return regions
    .map((region, i) => {
      const { colour } = regionStyle(frame.theme, i);
      const at = top + 16 + i * step;
      if (roomy) return bigValue(region.name, region.amplitude, at, frame, colour, true);
      const found = answered(region.amplitude);
      const text = "refused" in found ? "none" : `${spoken(found.estimate).value} ${spoken(found.estimate).unit}`;
      const size = typeScale.small;
      const room = frame.width - frame.right - 20 - textWidth(text, size);
      return label(frame.right + 14, at, `${fitted(shortened(region.name, 40), room, size)} ${text}`, { size, fill: colour });
    })
    .join("");
}

/** Name, value with unit, interval: three lines in the value gutter. */
function bigValue(name: string, answer: Answer, top: number, { theme, right, width }: Frame, colour: string, swatch = false): Markup {
  const left = right + 14;
  const room = width - left;
  const key = swatch ? rule(left, top - 4, left + 12, top - 4, colour, { "stroke-width": 3 }) : "";
  const head = key + label(left + (swatch ? 18 : 0), top, fitted(shortened(name, 60), room - (swatch ? 18 : 0), typeScale.small), { size: typeScale.small, fill: colour });
  const found = answered(answer);
  if ("refused" in found) return head + label(left, top + 17, "no number, see below", { size: typeScale.small, fill: theme.ink3 });
  const { value, unit, interval } = spoken(found.estimate);
  const wide = textWidth(value, typeScale.value) * 1.05;
  return (
    head +
    label(left, top + 19, value, { size: typeScale.value, weight: 600, fill: theme.ink }) +
    label(left + wide + 5, top + 19, fitted(unit === "percentage points" ? "points" : unit, room - wide - 5, typeScale.small), { size: typeScale.small, fill: theme.ink3 }) +
    label(left, top + 33, fitted(interval, room, typeScale.tick), { fill: theme.ink2 })
  );
}
