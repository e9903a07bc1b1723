import type { AmplitudeDistribution } from "#analysis";
import { exp, square } from "#elementary";
import { axisBelow, axisLeft, type Box } from "./chart-frame.js";
import { shortened } from "./escape.js";
import { extent, linearScale, roomFor } from "./scale.js";
import { clipped, element, label, polyline, textWidth, type Drawing, type Markup } from "./svg.js";
import { typeScale, type Theme } from "./tokens.js";
import { spoken } from "./wording.js";

/** More bars than this say nothing; the outermost amplitudes then share one. */
const BAR_LIMIT = 80;

type Call = AmplitudeDistribution["amplitudes"][number]["call"];
const CALLS = ["failure", "undecided", "success"] as const satisfies readonly Call[];

/**
 * Histogram of single-trial amplitudes, stacked by call, under the mixture's two laws.
 *
 * A law is drawn as trials expected in a bar: weight × trials × bar width × normal density. Ticks below the axis are
 * the same measure in windows without a stimulus, which fix the failures' law. Undefined where no amplitude is finite.
 */
export function distributionDrawing({ amplitudes, baselines, failure, success, binWidth, region }: AmplitudeDistribution, theme: Theme, width = 340): Drawing | undefined {
  const finite = amplitudes.filter(({ value }) => Number.isFinite(value));
  const range = extent([...finite.map(({ value }) => value), failure.mean - 2 * failure.standardDeviation, failure.mean + 2 * failure.standardDeviation]);
  if (!range || finite.length === 0) return undefined;
  const [low, high] = roomFor([range]);
  const step = Math.max(binWidth > 0 && Number.isFinite(binWidth) ? binWidth : (high - low) / 20, (high - low) / BAR_LIMIT);
  const first = Math.floor(low / step);
  const barCount = Math.max(1, Math.ceil(high / step) - first);
  const barOf = (value: number): number => Math.min(barCount - 1, Math.max(0, Math.floor(value / step) - first));
  const counts = CALLS.map((call) => {
    const bars = new Uint32Array(barCount);
    for (const trial of finite) if (trial.call === call) bars[barOf(trial.value)] = (bars[barOf(trial.value)] ?? 0) + 1;
    return bars;
  });

  const height = 196;
  const box: Box = { left: 34, right: width - 6, top: 26, bottom: height - 46 };
  const expected = (law: { mean: number; standardDeviation: number; weight: number }) => (value: number): number =>
    (law.weight * finite.length * step * exp(-0.5 * square((value - law.mean) / law.standardDeviation))) / (law.standardDeviation * Math.sqrt(2 * Math.PI));
  const laws = [{ law: failure, colour: theme.ink2 }, ...(success ? [{ law: success, colour: theme.spine }] : [])].filter(({ law }) => law.standardDeviation > 0 && Number.isFinite(law.mean + law.standardDeviation + law.weight));
  const tallest = Math.max(1, ...Array.from({ length: barCount }, (_, bar) => counts.reduce((sum, bars) => sum + (bars[bar] ?? 0), 0)));
  const peaks = laws.map(({ law }) => expected(law)(law.mean));
  const x = linearScale([first * step, (first + barCount) * step], [box.left, box.right]);
  const y = linearScale([0, Math.max(tallest, ...peaks.map((peak) => Math.min(peak, tallest * 1.6))) * 1.06], [box.bottom, box.top]);
  const colours = { failure: theme.ink3, undecided: theme.axis, success: theme.spine };

  const bars: Markup[] = [];
  for (let bar = 0; bar < barCount; bar++) {
    let below = 0;
    for (const [c, call] of CALLS.entries()) {
      const count = counts[c]?.[bar] ?? 0;
      if (count === 0) continue;
      const from = x((first + bar) * step);
      bars.push(element("rect", { x: from + 0.5, y: y(below + count), width: Math.max(0.5, x((first + bar + 1) * step) - from - 1), height: y(below) - y(below + count), fill: colours[call], "fill-opacity": 0.8 }));
      below += count;
    }
  }
  const curves = laws.map(({ law, colour }) => {
    const points = Array.from({ length: 161 }, (_, i) => x.domain[0] + ((x.domain[1] - x.domain[0]) * i) / 160);
    return element("path", { d: polyline(points.map((value) => [x(value), y(expected(law)(value))])), fill: "none", stroke: colour, "stroke-width": 1.5 });
  });
  const rug = baselines.filter((value) => value >= x.domain[0] && value <= x.domain[1]).map((value) => `M${x(value).toFixed(1)} ${box.bottom + 21}v4`);
  const plot = { x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top };
  const marks = [
    axisLeft(y, box, "trials", theme, { whole: true }),
    ...bars,
    clipped(plot, ...curves),
    axisBelow(x, box, `${shortened(region, 18)}, % ΔF/F`, theme, { nameBelow: 38 }),
    rug.length > 0 ? element("path", { d: rug.join(""), stroke: theme.ink3, "stroke-opacity": 0.6 }) + label(box.left, box.bottom + 38, "ticks: windows without stimulus", { fill: theme.ink3 }) : "",
    legend(counts, success, box, theme),
  ].join("");
  const total = CALLS.map((call, c) => `${sum(counts[c])} ${plural(call, sum(counts[c]))}`);
  return { width, height, spoken: `Amplitudes of ${finite.length} trials in ${region}: ${total.join(", ")}.`, marks };
}

/** "21 failures", "17 successes, mean 57 %": at the top, in the colours of the bars. */
function legend(counts: readonly Uint32Array[], success: AmplitudeDistribution["success"], { left, right, top }: Box, theme: Theme): Markup {
  const [failures, undecided, successes] = counts.map(sum);
  const size = typeScale.small;
  const texts: [string, string][] = [[`${failures ?? 0} ${plural("failure", failures ?? 0)}`, theme.ink2]];
  if (undecided) texts.push([`${undecided} undecided`, theme.ink3]);
  let at = left + 34;
  const marks = texts.map(([text, fill]) => {
    const mark = label(at, top - 8, text, { size, fill });
    at += textWidth(text, size) + 12;
    return mark;
  });
  if (successes) {
    const mean = success && Number.isFinite(success.mean) ? `, mean ${spoken({ value: success.mean, unit: "%", method: "", n: 0, nOf: "", standardError: success.standardDeviation / Math.sqrt(successes) }).value} %` : "";
    marks.push(label(right, top - 8, `${successes} ${plural("success", successes)}${at + textWidth(mean, size) + 80 < right ? mean : ""}`, { size, weight: 600, fill: theme.spine, anchor: "end" }));
  }
  return marks.join("");
}

function plural(call: Call, count: number): string {
  if (call === "undecided" || count === 1) return call;
  return call === "success" ? "successes" : "failures";
}

function sum(bars: Uint32Array | undefined): number {
  return bars?.reduce((total, count) => total + count, 0) ?? 0;
}
