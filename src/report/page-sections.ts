import type { Answer, Measurement } from "#analysis";
import { describeIssue, type Issue } from "#recording";
import { formatNumber } from "#statistics";
import { distributionDrawing } from "./distribution.js";
import { escapeMarkup as e } from "./escape.js";
import { answerMarkup } from "./page-tables.js";
import { linearScale, ticks, tickText } from "./scale.js";
import { element, inlineSvg, label, rule, type Drawing, type Markup } from "./svg.js";
import { inherited } from "./tokens.js";
import { concordanceDrawing, sessionDrawing } from "./trial-charts.js";
import { answered, capital, inBrief, ratioName, separationText } from "./wording.js";

/** A titled part of the page; `note` stands beside the title. */
export function section(title: string, note: string, body: Markup, className = ""): Markup {
  const aside = note === "" ? "" : `<span class="note">${e(note)}</span>`;
  return `<section${className === "" ? "" : ` class="${className}"`}><header><h2>${e(title)}</h2>${aside}</header>${body}</section>\n`;
}

/** The probability of a calcium transient large, and beside it the few numbers that one asks for first. */
export function results(measurement: Measurement): Markup {
  const { calciumTransientProbability, regions, soma, ratio } = measurement;
  const cells: [name: Markup, answer: Answer, className: string][] = regions.slice(0, 2).map((region, i) => [`${e(region.name)}, ΔF/F`, region.amplitude, i === 0 ? "spine" : "shaft"]);
  const [first] = regions;
  const kinetics: [string, Answer, string][] = first ? [["Onset after the stimulus", first.onset, ""], ["Decay", first.decay, ""]] : [];
  cells.push(...kinetics.filter(([, answer]) => !("refused" in answered(answer))));
  if (ratio) cells.push([e(`${capital(ratioName(ratio))} at rest`), ratio.baseline_percent, ""]);
  if (soma) cells.push([e(`${capital(soma.quantity)} at the soma`), soma.amplitude, ""]);
  const used = measurement.trials.filter((trial) => trial.included).length;
  const plot = probabilityDrawing(calciumTransientProbability);
  const main =
    `<div><div class="name">Probability of a calcium transient</div>${answerMarkup(calciumTransientProbability, "one")}` +
    `${plot ? inlineSvg(plot) : ""}<div class="note">${e(howMany(calciumTransientProbability, used))}</div>${separation(measurement)}</div>`;
  const rest = cells.map(([name, answer, className]) => `<div><div class="name${className === "" ? "" : ` ${className}`}">${name}</div>${short(answer)}</div>`);
  return `<section><div class="results">${main}${rest.join("")}</div></section>\n`;
}

/** Why no trial is called, where none is, and what would help. */
function separation({ amplitudes }: Measurement): Markup {
  if (!amplitudes?.separation) return "";
  const { why, help } = separationText(amplitudes.separation);
  return `<p class="check caution">${e(why)}</p><p class="note">What would help:</p><ul>${help.map((sentence) => `<li class="note">${e(sentence)}</li>`).join("")}</ul>`;
}

/** A number of the first row; where there is none, the sentence stands in the table below. */
function short(answer: Answer): Markup {
  return "refused" in answered(answer) ? `<div class="note">no number; the table says why</div>` : answerMarkup(answer, "big");
}

function howMany(answer: Answer, used: number): string {
  const found = answered(answer);
  if ("refused" in found) return `${used} ${used === 1 ? "trial" : "trials"}`;
  return `${found.estimate.method}, ${formatNumber(found.estimate.n, 6)} ${found.estimate.nOf}`;
}

/** The probability as a disc with its interval on the scale from 0 to 1. */
function probabilityDrawing(answer: Answer): Drawing | undefined {
  const found = answered(answer);
  if ("refused" in found) return undefined;
  const { value, interval } = found.estimate;
  const [width, height, theme] = [420, 42, inherited];
  const x = linearScale([0, 1], [4, width - 4]);
  const within = (p: number): number => x(Math.min(1, Math.max(0, p)));
  const band = interval && Number.isFinite(interval.low) && Number.isFinite(interval.high)
    ? element("rect", { x: within(interval.low), y: 3, width: within(interval.high) - within(interval.low), height: 19, fill: theme.shade }) +
      rule(within(interval.low), 12.5, within(interval.high), 12.5, theme.ink, { "stroke-width": 2 })
    : "";
  const axis = ticks([0, 1], 4).map((tick) => rule(x(tick), 22, x(tick), 26, theme.axis) + label(x(tick), 38, tickText(tick), { fill: theme.ink3, anchor: tick === 0 ? "start" : tick === 1 ? "end" : "middle" }));
  const marks = [band, rule(x(0), 22, x(1), 22, theme.axis), ...axis, element("circle", { cx: within(value), cy: 12.5, r: 4.5, fill: theme.ink })].join("");
  return { width, height, spoken: `Probability ${inBrief(answer)}`, marks };
}

/** Distribution, concordance and course of the session, as many as there are. */
export function charts(measurement: Measurement): Markup {
  const { amplitudes } = measurement;
  const drawn: [string, Drawing | undefined][] = [
    ["Amplitudes", amplitudes && distributionDrawing(amplitudes, inherited)],
    ["Calcium against soma", concordanceDrawing(measurement, inherited)],
    ["Over the session", sessionDrawing(measurement, inherited)],
  ];
  const figures = drawn.flatMap(([title, drawing]) => (drawing ? [`<figure><h3>${title}</h3>${inlineSvg(drawing)}</figure>`] : []));
  return figures.length === 0 ? "" : `<section><div class="charts">${figures.join("")}</div></section>\n`;
}

/** The line period in use with its source, every other value found, what contradicts it, and the physical check. */
export function timingCard({ timing, recording }: Measurement): Markup {
  if (recording.lines === 0) return `<h3>Line timing</h3><div>${e(timing.source)}</div>`;
  const { period, source, alternatives, contradictions, check } = timing;
  const used =
    period === undefined
      ? `<div class="refused">The file does not say how long a line takes, so ${formatNumber(recording.lines, 8)} lines have no times and the axes read lines. Look it up at the microscope and give it: <b>--line-period 2ms</b></div>`
      : `<div><span class="big">${e(formatNumber(period, 6))}</span> <span class="u">ms a line</span></div><div class="note">${e(source)}</div>`;
  const others = alternatives.map((other) => `<li><b>${e(formatNumber(other.period, 6))} ms</b> ${e(other.source)}<div class="note">${e(other.note)}</div></li>`);
  return (
    `<h3>Line timing</h3>${used}` +
    (others.length > 0 ? `<p class="note">Not used:</p><ul>${others.join("")}</ul>` : "") +
    contradictions.map((sentence) => `<p class="check caution">${e(sentence)}</p>`).join("") +
    (check === undefined ? "" : `<p class="check">${e(check)}</p>`)
  );
}

/** Who chose something. */
const ORIGIN = { found: "placed by the program", file: "marked in the file", user: "given by the user" } as const;

/** Where along the line each region, the background and the baseline lie. */
export function placesCard({ regions, background, baseline, recording, timing, timeUnit, parameters }: Measurement): Markup {
  if (regions.length === 0) return "";
  const rows = regions.map((region, i) => {
    const micrometres = region.from_um === undefined || region.to_um === undefined ? "" : ` <span class="u">${formatNumber(region.from_um, 4)} to ${formatNumber(region.to_um, 4)} µm</span>`;
    return `<dt class="${["spine", "shaft"][i] ?? "faint"}"><span class="sw"></span>${e(region.name)}</dt><dd>pixels ${region.from} to ${region.to}${micrometres}</dd>`;
  });
  const dim = Object.entries(background).map(([channel, { value, pixels }]) => {
    const where = pixels ? ` <span class="u">pixels ${pixels.from} to ${pixels.to}</span>` : "";
    return `<dt>Background, ${e(channel)}</dt><dd>${e(formatNumber(value, 4))} <span class="u">counts</span>${where}</dd>`;
  });
  const { period } = timing;
  const times = timeUnit === "ms" && period !== undefined ? ` <span class="u">${formatNumber(baseline.from * period, 5)} to ${formatNumber(baseline.to * period, 5)} ms</span>` : "";
  const window = `<dt>F₀ window</dt><dd>lines ${baseline.from} to ${baseline.to - 1}${times}</dd>`;
  const found = { found: "placed by the program", file: "marked in the file", user: "given by the user" }[parameters.regionsFrom];
  return `<h3>Regions <span class="note">${found}, of ${recording.pixels} pixels</span></h3><dl>${rows.join("")}${dim.join("")}${window}</dl>`;
}

/** Everything that was chosen, as it can be typed back. */
export function parametersCard({ parameters }: Measurement): Markup {
  const rows: [string, string][] = [
    ["Scan", String(parameters.scan + 1)],
    ["Channel", parameters.channel],
    ["Line period", parameters.linePeriod_ms === undefined ? "none" : `${formatNumber(parameters.linePeriod_ms, 6)} ms`],
    ["Regions", `${parameters.regions.join(", ")} (${parameters.regionsFrom})`],
    ["Background", parameters.background],
    ["Baseline", parameters.baseline],
    ["Stimulus", parameters.stimulus === "none" ? "none" : `${parameters.stimulus} (${ORIGIN[parameters.stimulusFrom]})`],
    ["Ratio", parameters.ratio],
    ["Smoothing", parameters.smoothing],
    ["Left out", parameters.excluded.length === 0 ? "none" : parameters.excluded.map(({ trial, reason }) => `trial ${trial + 1}: ${reason}`).join("; ")],
    ...(parameters.included ? [["Taken in though short", parameters.included.map((trial) => `trial ${trial + 1}`).join(", ")] as [string, string]] : []),
    ...(parameters.calls ? [["Called by hand", parameters.calls.map(({ trial, call }) => `trial ${trial + 1}: ${call}`).join("; ")] as [string, string]] : []),
    ["Electrode file", parameters.ephys ?? "none"],
    ...(parameters.ephysOffset_ms === undefined ? [] : [["Its clock offset", `${formatNumber(parameters.ephysOffset_ms, 6)} ms`] as [string, string]]),
  ];
  return `<h3>Parameters</h3><dl>${rows.map(([name, value]) => `<dt>${name}</dt><dd>${e(value)}</dd>`).join("")}</dl>`;
}

const SEVERITY: Readonly<Record<Issue["severity"], string>> = { error: "Not read", warning: "Doubtful", note: "Note" };
const ORDER: readonly Issue["severity"][] = ["error", "warning", "note"];

/** What is damaged, missing or assumed, the worst first. */
export function issueList(issues: readonly Issue[]): Markup {
  const sorted = ORDER.flatMap((severity) => issues.filter((issue) => issue.severity === severity));
  const items = sorted.map((issue) => `<li><b${issue.severity === "note" ? "" : ' class="caution"'}>${SEVERITY[issue.severity]}</b> ${e(describeIssue(issue))} <span class="u">${e(issue.code)}</span></li>`);
  return `<ul>${items.join("")}</ul>`;
}

/** A methods paragraph to copy, with its references. */
export function methodsText({ methods, references }: Measurement): Markup {
  const list = references.length === 0 ? "" : `<ol>${references.map((reference) => `<li>${e(reference)}</li>`).join("")}</ol>`;
  return `<div class="method"><p>${methods.map(e).join(" ")}</p>${list}</div>`;
}
