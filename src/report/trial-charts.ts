import type { Measurement, TrialRow } from "#analysis";
import { axisBelow, axisLeft, type Box } from "./chart-frame.js";
import { shortened } from "./escape.js";
import { barLength, bulk, calmEnvelope, extent, linearScale, roomFor, thinned } from "./scale.js";
import { samplesIn, somaDomain } from "./stack-rows.js";
import { clipped, element, label, polyline, rule, type Drawing, type Markup } from "./svg.js";
import { typeScale, type Theme } from "./tokens.js";

const finite = (value: number | undefined): value is number => value !== undefined && Number.isFinite(value);

/** A trial's sign: a disc for a success, an asterisk for a failure, a ring where undecided, a grey disc where not judged. Colour is never the only one. */
function sign(x: number, y: number, call: TrialRow["call"], theme: Theme): Markup {
  if (call === "success" || call === undefined) return element("circle", { cx: x, cy: y, r: 3.2, fill: call ? theme.spine : theme.ink2 });
  if (call === "failure") return element("path", { d: `M${x.toFixed(1)} ${(y - 3.4).toFixed(1)}v6.8m-2.9 -5.1l5.8 3.4m0 -3.4l-5.8 3.4`, stroke: theme.ink2, "stroke-width": 1.1, fill: "none" });
  return element("circle", { cx: x, cy: y, r: 2.8, fill: "none", stroke: theme.ink2, "stroke-width": 1.1 });
}

/** Calcium amplitude against the soma's, trial by trial. Undefined with fewer than three such trials. */
export function concordanceDrawing({ trials, soma, regions }: Measurement, theme: Theme, width = 340): Drawing | undefined {
  const shown = trials.filter((trial) => trial.included && finite(trial.amplitude) && finite(trial.soma));
  if (!soma || shown.length < 3) return undefined;
  const height = 216;
  const box: Box = { left: 40, right: width - 6, top: 26, bottom: height - 40 };
  const x = linearScale(roomFor([extent(shown.map((t) => t.amplitude ?? NaN))]), [box.left, box.right]);
  const down = shown.reduce((sum, t) => sum + (t.soma ?? 0), 0) < 0;
  const somaDomain = roomFor([extent(shown.map((t) => t.soma ?? NaN))]);
  // Inward currents are drawn upwards, so that larger responses are at the top right.
  const y = linearScale(somaDomain, down ? [box.top, box.bottom] : [box.bottom, box.top]);
  const agree = shown.filter((t) => t.call === t.somaCall).length;
  const judged = shown.some((t) => t.somaCall !== undefined);
  const region = shortened(regions[0]?.name ?? "", 18);
  const spokenText = `${region} amplitude against ${soma.quantity} at the soma in ${shown.length} trials.`;
  return {
    width, height, spoken: judged ? `${spokenText} The calls agree in ${agree}.` : spokenText,
    marks: [
      axisLeft(y, box, `${shortened(soma.quantity, 20)} at the soma, ${shortened(soma.unit, 6)}`, theme),
      rule(x(0), box.top, x(0), box.bottom, theme.line),
      ...shown.map((t) => sign(x(t.amplitude ?? 0), y(t.soma ?? 0), t.call, theme)),
      axisBelow(x, box, `${region}, % ΔF/F`, theme),
    ].join(""),
  };
}

/**
 * Amplitude with its standard error over the session: rundown and drift show here. The electrode's where a recording has
 * no line scan. Undefined with fewer than three.
 */
export function sessionDrawing({ trials, regions, soma }: Measurement, theme: Theme, width = 340): Drawing | undefined {
  const optical = trials.some((trial) => finite(trial.amplitude));
  const shown = trials.flatMap((t) => {
    const value = optical ? t.amplitude : t.soma;
    const error = optical && finite(t.standardError) ? t.standardError : 0;
    return finite(value) ? [{ number: t.trial + 1, included: t.included, call: optical ? t.call : t.somaCall, value, error }] : [];
  });
  if (shown.length < 3) return undefined;
  const height = 196;
  const box: Box = { left: 40, right: width - 6, top: 26, bottom: height - 40 };
  const numbers = shown.map((t) => t.number);
  const x = linearScale([Math.min(...numbers) - 0.8, Math.max(...numbers) + 0.8], [box.left, box.right]);
  const y = linearScale(roomFor([extent(shown.flatMap((t) => [t.value - t.error, t.value + t.error]))]), [box.bottom, box.top]);
  const marks = shown.map((t) => {
    const at = x(t.number);
    const bar = t.error > 0 ? rule(at, y(t.value - t.error), at, y(t.value + t.error), t.call === "success" ? theme.spine : theme.ink3, { opacity: 0.6 }) : "";
    return element("g", { opacity: t.included ? undefined : 0.35 }, bar, sign(at, y(t.value), t.call, theme));
  });
  const name = optical ? `${shortened(regions[0]?.name ?? "", 18)}, % ΔF/F ± SE` : `soma, ${shortened(soma?.unit ?? "", 6)}`;
  return {
    width, height, spoken: `Amplitude of each of ${shown.length} trials in order.`,
    marks: [axisLeft(y, box, name, theme), ...marks, axisBelow(x, box, "trial", theme, { whole: true })].join(""),
  };
}

/** More cells than a page should hold; the table has the rest. */
const CELL_LIMIT = 240;

/** One cell a trial: ΔF/F of the first region above, the soma below, `*` for a failure. Undefined with fewer than two trials. */
export function stripDrawing(measurement: Measurement, theme: Theme, width = 1040): Drawing | undefined {
  const { trials, regions, soma, ratio } = measurement;
  const region = regions[0];
  if (!region?.mean.some(Number.isFinite) || trials.length < 2) return undefined;
  const shown = trials.slice(0, CELL_LIMIT);
  const perRow = Math.max(1, Math.min(shown.length, Math.floor(width / (shown.length > 60 ? 68 : 84))));
  const cell = Math.min(width / perRow, 150);
  const [calcium, electric] = [46, soma ? 24 : 0];
  const tall = 16 + calcium + electric + 6;
  const thin = region.traces.map((trace) => thinned(trace, Math.max(16, cell * 0.7)));
  const y = linearScale(roomFor([bulk(thin.flat().map(([, value]) => value), 0.99)]), [calcium, 0]);
  const longest = Math.max(1, ...region.traces.map((trace) => trace.length));
  const electricDomain = soma && somaDomain(measurement, soma);
  const topMargin = 34;

  const cells = shown.map((trial, i) => {
    const left = (i % perRow) * cell;
    const top = topMargin + Math.floor(i / perRow) * tall;
    const inner = cell - 8;
    const x = linearScale([0, longest], [left, left + inner]);
    const success = trial.call === "success";
    const coloured = success || trial.call === undefined;
    const trace = polyline((thin[i] ?? []).map(([line, value]) => [x(line + 0.5), top + 16 + y(value)]));
    const somaTrace = soma?.traces[i];
    const bottom = somaTrace && electricDomain ? electricTrace(somaTrace, left, inner, top + 16 + calcium + 2, electric - 4) : "";
    const mark = trial.call === "failure" ? "*" : trial.call === "undecided" ? "?" : "";
    return element(
      "g",
      { opacity: trial.included ? undefined : 0.4 },
      label(left, top + 10, String(trial.trial + 1), { fill: success ? theme.spine : theme.ink3, weight: success ? 600 : 400 }),
      trial.included ? label(left + inner, top + 11, mark, { size: mark === "*" ? 14 : typeScale.tick, weight: 600, fill: theme.ink2, anchor: "end" }) : label(left + inner, top + 10, "left out", { fill: theme.caution, anchor: "end" }),
      clipped({ x: left, y: top + 12, width: inner, height: calcium + 8 }, rule(left, top + 16 + y(0), left + inner, top + 16 + y(0), theme.axis, { "stroke-dasharray": "1 3" }), element("path", { d: trace, fill: "none", stroke: coloured ? theme.spine : theme.ink3, "stroke-width": 1.1, "stroke-linejoin": "round" })),
      bottom,
    );
  });

  function electricTrace(values: Float64Array, left: number, inner: number, top: number, height: number): Markup {
    const x = linearScale([0, values.length], [left, left + inner]);
    const scale = linearScale(electricDomain ?? [0, 1], [top + height, top]);
    return clipped({ x: left, y: top, width: inner, height }, element("path", { d: polyline(calmEnvelope(values, soma ? samplesIn(soma, 2) : 1, inner).map(([index, value]) => [x(index), scale(value)])), fill: "none", stroke: theme.ink, "stroke-width": 0.8 }));
  }

  const more = trials.length > CELL_LIMIT ? `; ${trials.length - CELL_LIMIT} more in the table` : "";
  const bar = barLength(y.domain);
  const period = measurement.timeUnit === "ms" ? (measurement.timing.period ?? 0) * longest : longest;
  const unit = measurement.timeUnit;
  const caption = `${shortened(region.name, 18)}${soma ? `, soma (${shortened(soma.unit, 6)}) below` : ""}; each ${Math.round(period)} ${unit} wide${more}`;
  const height = topMargin + Math.ceil(shown.length / perRow) * tall;
  return {
    width, height, spoken: `ΔF/F of ${region.name} in each of ${shown.length} trials${ratio ? ", from which the ratio is also taken" : ""}.`,
    marks: [
      element("path", { d: `M1 ${(12 - Math.abs(y(bar) - y(0)) / 2).toFixed(1)}v${Math.abs(y(bar) - y(0)).toFixed(1)}`, stroke: theme.ink, "stroke-width": 2 }),
      label(8, 15, `${bar} % ΔF/F`, { fill: theme.ink }),
      label(84, 15, caption, { fill: theme.ink3 }),
      ...cells,
    ].join(""),
  };
}
